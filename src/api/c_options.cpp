// SPDX-License-Identifier: Apache-2.0
#include "api/c_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "api/c_call.hpp"
#include "base/file.hpp"
#include "base/try.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu::c {
namespace {

Error no_such(std::string_view what, std::string_view name) {
    return {ErrorCode::invalid_argument, fmt::format("{}: there is no {} '{}'", what, what, printable(name))};
}

/// A caller's array; null is an error unless it has no elements.
template <class Element>
Result<std::vector<Element>> to_vector(std::string_view name, const Element* elements, std::size_t count) {
    if (count == 0) return std::vector<Element>();
    YOLOZU_TRY(check_pointer(elements, name));
    return std::vector<Element>(elements, elements + count);
}

Result<int> thread_count(std::int32_t threads) {
    if (threads < 0) return Error(ErrorCode::invalid_argument, fmt::format("threads: {} is less than 0", threads));
    if (threads > 0) return threads;
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

Status add_words(const yolozu_model_options& options, ModelOverrides& overrides) {
    if (options.task != nullptr) {
        overrides.task = task_from_string(options.task);
        if (!overrides.task) return no_such("task", options.task);
    }
    if (options.head != nullptr) {
        overrides.head = head_from_string(options.head);
        if (!overrides.head) return no_such("head", options.head);
    }
    if (options.preprocess != nullptr) {
        Result<PreprocessSpec> spec = parse_preprocess(options.preprocess);
        if (!spec) return std::move(spec).error().with_context("preprocess");
        overrides.preprocess = *spec;
    }
    return {};
}

Status add_names(const yolozu_model_options& options, ModelOverrides& overrides) {
    YOLOZU_ASSIGN(const std::vector<const char*> names, to_vector("names", options.names, options.name_count));
    if (names.empty()) return {};
    overrides.names.emplace();
    for (const char* const name : names) {
        YOLOZU_TRY(check_pointer(name, fmt::format("names[{}]", overrides.names->size())));
        overrides.names->emplace_back(name);
    }
    return {};
}

Status add_numbers(const yolozu_model_options& options, ModelOverrides& overrides) {
    if (options.input_width != 0 || options.input_height != 0)
        overrides.input_size = {options.input_width, options.input_height};
    if (options.keypoint_count != 0 || options.keypoint_dimensions != 0)
        overrides.keypoint_shape = {options.keypoint_count, options.keypoint_dimensions};
    YOLOZU_ASSIGN(const std::vector<float> anchors, to_vector("anchors", options.anchors, options.anchor_value_count));
    if (anchors.empty()) return {};
    if (anchors.size() % 6 != 0)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("anchor_value_count: {} is no multiple of 6, three pairs for each stride", anchors.size()));
    overrides.anchors.emplace();
    for (std::size_t index = 0; index < anchors.size(); index += 2)
        overrides.anchors->push_back({anchors[index], anchors[index + 1]});
    return {};
}

Status add_decoding(const yolozu_model_options& options, DecodeOptions& decode) {
    decode.score_threshold = options.score_threshold;
    decode.iou_threshold = options.iou_threshold;
    decode.max_detections = options.max_detections;
    decode.top_classes = options.top_classes;
    decode.class_agnostic = options.class_agnostic != 0;
    YOLOZU_ASSIGN(decode.keep_classes, to_vector("keep_classes", options.keep_classes, options.keep_class_count));
    YOLOZU_ASSIGN(decode.drop_classes, to_vector("drop_classes", options.drop_classes, options.drop_class_count));
    return {};
}

}  // namespace

yolozu_model_options default_options() {
    const DecodeOptions decode;
    yolozu_model_options options{};
    options.struct_size = sizeof options;
    options.threads = 1;
    options.score_threshold = decode.score_threshold;
    options.iou_threshold = decode.iou_threshold;
    options.max_detections = decode.max_detections;
    options.top_classes = decode.top_classes;
    return options;
}

Result<ModelOptions> to_model_options(const yolozu_model_options* given) {
    yolozu_model_options options = default_options();
    if (given != nullptr) YOLOZU_TRY(copy_in(given, sizeof options, first_options_size, &options));
    ModelOptions result;
    if (options.backend != nullptr) result.backend = options.backend;
    if (options.device != nullptr) result.runtime.device = options.device;
    if (options.library != nullptr) result.runtime.library = options.library;
    YOLOZU_ASSIGN(result.runtime.threads, thread_count(options.threads));
    if (options.batch != 0) result.batch = options.batch;
    result.minimum_rectangle = options.minimum_rectangle != 0;
    YOLOZU_TRY(add_decoding(options, result.decode));
    YOLOZU_TRY(add_words(options, result.overrides));
    YOLOZU_TRY(add_names(options, result.overrides));
    YOLOZU_TRY(add_numbers(options, result.overrides));
    return result;
}

}  // namespace yolozu::c
