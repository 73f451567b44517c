// SPDX-License-Identifier: Apache-2.0
#include "cli/model_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "cli/size_option.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu::cli {
namespace {

constexpr std::string_view task_words = "detect, segment, pose, obb, classify, semantic, depth and pose6d";

/// "640" or "WIDTHxHEIGHT".
Result<std::pair<int, int>> parse_input_size(std::string_view text) {
    if (const std::optional<std::pair<int, int>> size = parse_size(text)) return *size;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("--imgsz: '{}' is not a size; write 640 or WIDTHxHEIGHT", printable(text)));
}

Result<Head> parse_head(std::string_view text) {
    if (const std::optional<Head> head = head_from_string(text)) return *head;
    std::string heads;
    for (int number = 0; number <= static_cast<int>(Head::depth_map); ++number)
        heads.append(heads.empty() ? "" : ", ").append(to_string(static_cast<Head>(number)));
    return Error(ErrorCode::invalid_argument,
                 fmt::format("--head: there is no head '{}'; the heads are {}", printable(text), heads));
}

Result<Task> parse_task(std::string_view text) {
    if (const std::optional<Task> task = task_from_string(text)) return *task;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("--task: there is no task '{}'; the tasks are {}", printable(text), task_words));
}

/// "17,3".
Result<std::pair<int, int>> parse_keypoint_shape(std::string_view text) {
    const std::size_t comma = text.find(',');
    const int count = parse_number<int>(text.substr(0, comma)).value_or(0);
    const int numbers = comma == std::string_view::npos ? 0 : parse_number<int>(text.substr(comma + 1)).value_or(0);
    if (count >= 1 && count <= 10'000 && (numbers == 2 || numbers == 3)) return std::pair(count, numbers);
    return Error(ErrorCode::invalid_argument,
                 fmt::format("--kpt-shape: '{}' is not understood; write the number of keypoints and 2 (x, y) or 3 "
                             "(x, y, visibility), for instance 17,3",
                             printable(text)));
}

/// Widths and heights in turn, with commas or spaces between.
Result<std::vector<std::array<float, 2>>> parse_anchors(std::string_view text) {
    constexpr std::size_t most_anchors = 24;
    const auto refuse = [&] {
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--anchors: '{}' is not understood; write width,height of each in pixels, three for "
                                 "each stride, for instance \"10,13 16,30 33,23 30,61 62,45 59,119\"",
                                 printable(text.substr(0, 200))));
    };
    std::vector<float> numbers;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find_first_of(", "), rest.size());
        const std::string_view word = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (word.empty()) continue;
        const std::optional<float> number = parse_number<float>(word);
        if (!number || !(*number > 0.0F && *number <= 65'536.0F) || numbers.size() == 2 * most_anchors) return refuse();
        numbers.push_back(*number);
    }
    if (numbers.empty() || numbers.size() % 6 != 0) return refuse();
    std::vector<std::array<float, 2>> anchors;
    for (std::size_t index = 0; index < numbers.size(); index += 2)
        anchors.push_back({numbers[index], numbers[index + 1]});
    return anchors;
}

}  // namespace

void add_model_options(CommandLine& line, ModelOptions& options) {
    OptionGroup group = line.group("What the model is (found out from the file; these overrule it)");
    group.add_option("--task", options.task, fmt::format("what the model does: {}", task_words));
    group.add_option("--head", options.head, "output layout: yolov8, yolov5, end2end, ... (yolozu-infer families)");
    group.add_option(
        "--preprocess", options.preprocess,
        "words joined by commas: letterbox|top-left|top-left-rounded|stretch|centre-crop|square-crop, rgb|bgr, "
        "0-1|0-255|divisor=X, linear|cubic|warp|antialias|bicubic|float-antialias, fill=N, margin=N, "
        "mean=A:B:C, std=A:B:C, imagenet, channels-last");
    group.add_option("--names", options.names_file, "file with the class names (a name a line, JSON, or a data.yaml)");
    group.add_option("--kpt-shape", options.keypoint_shape, "keypoints of a pose model and numbers for each: K,D");
    group.add_option("--anchors", options.anchors, "of raw maps, in pixels, three for each stride: w,h w,h ...");
    group.add_option("--imgsz", options.input_size, "input size, 640 or WIDTHxHEIGHT, for models that leave it open");
}

Result<ModelOverrides> to_overrides(const ModelOptions& options) {
    ModelOverrides overrides;
    if (!options.task.empty()) {
        YOLOZU_ASSIGN(overrides.task, parse_task(options.task));
    }
    if (!options.keypoint_shape.empty()) {
        YOLOZU_ASSIGN(overrides.keypoint_shape, parse_keypoint_shape(options.keypoint_shape));
    }
    if (!options.anchors.empty()) {
        YOLOZU_ASSIGN(overrides.anchors, parse_anchors(options.anchors));
    }
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
