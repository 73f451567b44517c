// SPDX-License-Identifier: Apache-2.0
//
// The files that may lie beside a model, by their text; one source each. `file` of what they return is empty.
#pragma once

#include <string_view>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// What has not been settled yet and so is read.
struct SidecarWishes {
    bool names = true, preprocess = true;
};

/// This project's own: keys task, head, preprocess, names, kpt_shape, anchors, imgsz. A data set's file or one that an
/// exporter writes may have the model's name too: of what such a file says, names, kpt_shape, task and imgsz mean the
/// same and the rest is none of ours. The plan of a network (with a backbone) says nothing.
Result<Sidecar> sidecar_from_model_yaml(std::string_view text, const SidecarWishes& wishes);

/// Hugging Face's preprocessor_config.json.
Result<Sidecar> sidecar_from_preprocessor_config(std::string_view text, const SidecarWishes& wishes);

/// Hugging Face's config.json. Other programs have files of this name as well: one without any of its keys says
/// nothing, whatever its form.
Result<Sidecar> sidecar_from_model_config(std::string_view text, const SidecarWishes& wishes);

/// PaddleDetection's infer_cfg.yml.
Result<Sidecar> sidecar_from_infer_config(std::string_view text, const SidecarWishes& wishes);

}  // namespace yolozu
