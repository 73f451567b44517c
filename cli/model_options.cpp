// SPDX-License-Identifier: Apache-2.0
#include "cli/model_options.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/file.hpp"
#include "base/try.hpp"
#include "cli/size_option.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu::cli {
namespace {

/// "640" or "WIDTHxHEIGHT".
Result<std::pair<int, int>> parse_input_size(std::string_view text) {
    if (const std::optional<std::pair<int, int>> size = parse_size(text)) return *size;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("--imgsz: '{}' is not a size; write 640 or WIDTHxHEIGHT", printable(text)));
}

Result<Head> parse_head(std::string_view text) {
    if (const std::optional<Head> head = head_from_string(text)) return *head;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("--head: there is no head '{}'; the heads are yolov8, yolov5, "
                             "end2end, yolox",
                             printable(text)));
}

}  // namespace

void add_model_options(CLI::App& app, ModelOptions& options) {
    const std::string group = "What the model is (found out from the file; these overrule it)";
    app.add_option("--head", options.head, "output layout: yolov8, yolov5, end2end or yolox")->group(group);
    app.add_option(
           "--preprocess", options.preprocess,
           "words joined by commas: letterbox|top-left|top-left-rounded|stretch|centre-crop|square-crop, rgb|bgr, "
           "0-1|0-255|divisor=X, linear|cubic|warp|antialias|bicubic|float-antialias, fill=N, margin=N, "
           "mean=A:B:C, std=A:B:C, imagenet, channels-last")
        ->group(group);
    app.add_option("--names", options.names_file, "file with the class names (a name a line, JSON, or a data.yaml)")
        ->group(group);
    app.add_option("--imgsz", options.input_size, "input size, 640 or WIDTHxHEIGHT, for models that leave it open")
        ->group(group);
}

Result<ModelOverrides> to_overrides(const ModelOptions& options) {
    ModelOverrides overrides;
    if (!options.head.empty()) {
        YOLOZU_ASSIGN(overrides.head, parse_head(options.head));
    }
    if (!options.preprocess.empty()) {
        Result<PreprocessSpec> preprocess = parse_preprocess(options.preprocess);
        if (!preprocess) return std::move(preprocess).error().with_context("--preprocess");
        overrides.preprocess = *preprocess;
    }
    if (!options.input_size.empty()) {
        YOLOZU_ASSIGN(overrides.input_size, parse_input_size(options.input_size));
    }
    if (!options.names_file.empty()) {
        YOLOZU_ASSIGN(overrides.names, read_class_names(options.names_file));
    }
    return overrides;
}

}  // namespace yolozu::cli
