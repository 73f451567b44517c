// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>

#include "pipeline/picture_source.hpp"
#include "pipeline/sources.hpp"
#include "yolozu/image.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// The frames of videos, one video after the other, or of a camera. A frame is called "VIDEO#000017", its number in the
/// video being from 1; of an address with a user's name and password neither is part of that. A video that cannot be
/// opened is one picture that cannot be read, called as the video; so are damaged frames, and lost ones,
/// "VIDEO#lost-000001".
///
/// Fails where FFmpeg is missing, and when two videos have one key. next() fails with `cancelled` once `cancelled` is
/// true and there is more to read.
Result<std::unique_ptr<PictureSource>> open_video_source(const SourceRequest& request, const ImageReadOptions& read,
                                                         const std::atomic<bool>& cancelled);

}  // namespace yolozu
