// SPDX-License-Identifier: Apache-2.0
//
// What the handles of the C interface are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/c_call.hpp"
#include "base/try.hpp"
#include "yolozu/detector.hpp"
#include "yolozu/yolozu.h"

struct yolozu_model {
    explicit yolozu_model(yolozu::Model loaded) : model(std::move(loaded)) {}

    yolozu::Model model;
    // Views of the library's own become text that ends with a zero.
    std::string task{to_string(model.info().task)}, head{to_string(model.info().head)}, backend{model.backend_name()},
        provider{model.provider()};
};

struct yolozu_detector {
    explicit yolozu_detector(yolozu::Detector made) : detector(std::move(made)) {}

    yolozu::Detector detector;
    std::vector<yolozu::PictureView> pictures{};
    std::vector<yolozu::Detections> found{};
};

struct yolozu_detections {
    yolozu::Detections found{};
    // What C sees in another form.
    std::vector<yolozu_pose6d> poses{};
    std::vector<std::int32_t> class_ids{};
    std::vector<double> class_scores{};
};

struct yolozu_picture {
    yolozu::Image image;
};

namespace yolozu::c {

/// Makes a handle of what was loaded or made.
template <class Handle, class Value>
Status hand_out(Result<Value> value, Handle** handle) {
    if (!value) return std::move(value).error();
    *handle = new Handle(std::move(value).value());
    return {};
}

/// The check that begins functions which make an object.
template <class Handle>
Status begin(Handle** handle, std::string_view name) {
    YOLOZU_TRY(check_pointer(handle, name));
    *handle = nullptr;
    return {};
}

}  // namespace yolozu::c
