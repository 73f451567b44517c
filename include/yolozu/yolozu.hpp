// SPDX-License-Identifier: Apache-2.0
//
// All that an application needs: models, detectors, pictures read from files, backends and versions.
#pragma once

#include "yolozu/backend.hpp"
#include "yolozu/detections.hpp"
#include "yolozu/detector.hpp"
#include "yolozu/image.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/picture.hpp"
#include "yolozu/result.hpp"
#include "yolozu/version.hpp"
