// SPDX-License-Identifier: Apache-2.0
#include "model/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"

namespace yolozu {
namespace {

constexpr std::int64_t max_coefficients = 1'024;
constexpr std::int64_t usual_coefficients = 32;

/// Auxiliary and main branch are made alike: boxes and activated classes joined.
bool is_dual(const std::vector<OutputFacts>& outputs) {
    const auto ends_in_classes = [](const OutputFacts& output) {
        return output.tail().joins(2) && output.tail().columns().back() == "Sigmoid";
    };
    return outputs.size() == 2 && outputs[1].rank() == 3 && outputs[0].declared().type == outputs[1].declared().type &&
           outputs[0].same_extents(outputs[1]) && std::ranges::all_of(outputs, ends_in_classes);
}

/// Numbers beyond boxes and classes that make up keypoints, when nothing says their shape: what the names leave.
bool keypoints_from_rest(const ModelFacts& facts, std::optional<std::int64_t> rest, Reading& reading) {
    if (!rest || !facts.class_count || *rest < 2) {
        reading.judge(Verdict::impossible, "nothing says how many keypoints there are (--kpt-shape K,D)");
        return false;
    }
    const bool pairs = *rest % 2 == 0, triples = *rest % 3 == 0;
    if (pairs == triples || *rest > 3 * max_keypoints) {
        reading.judge(Verdict::impossible, fmt::format("{} numbers can be more than one number of keypoints or none "
                                                       "(--kpt-shape K,D says which)",
                                                       *rest));
        return false;
    }
    reading.layout.keypoint_dimensions = pairs ? 2 : 3;
    reading.layout.keypoint_count = static_cast<int>(*rest / reading.layout.keypoint_dimensions);
    return true;
}

bool take_keypoints(const ModelFacts& facts, std::optional<std::int64_t> features, int others, Reading& reading) {
    if (const auto shape = facts.keypoint_shape()) {
        reading.layout.keypoint_count = shape->first;
        reading.layout.keypoint_dimensions = shape->second;
        return true;
    }
    std::optional<std::int64_t> rest;
    if (features && facts.class_count) rest = *features - others - *facts.class_count;
    return keypoints_from_rest(facts, rest, reading);
}

/// The numbers of a row that the task needs beyond box and classes; nothing when the task cannot be.
std::optional<std::int64_t> task_numbers(const ModelFacts& facts, const RowsForm& form,
                                         std::optional<std::int64_t> features, int others, Reading& reading) {
    if ((reading.task == Task::segment) != (form.prototypes != nullptr)) {
        reading.judge(Verdict::impossible, form.prototypes != nullptr ? "mask prototypes lie beside the rows"
                                                                      : "there are no mask prototypes");
        return std::nullopt;
    }
    switch (reading.task) {
        case Task::segment:
            reading.layout.mask_coefficients =
                static_cast<int>(form.prototypes->extent(1).value_or(usual_coefficients));
            return reading.layout.mask_coefficients;
        case Task::pose:
            if (!take_keypoints(facts, features, others, reading)) return std::nullopt;
            return std::int64_t{reading.layout.keypoint_count} * reading.layout.keypoint_dimensions;
        case Task::obb:
            return 1;
        default:
            return 0;
    }
}

}  // namespace

std::optional<RowsForm> find_rows(const ModelFacts& facts) {
    RowsForm form;
    if (is_dual(facts.outputs)) return RowsForm{.rows = &facts.outputs[1], .dual = true};
    for (const OutputFacts& output : facts.outputs) {
        if (output.rank() == 5) {
            ++form.raw_maps;
        } else if (output.rank() == 4 && form.prototypes == nullptr) {
            form.prototypes = &output;
        } else if (output.rank() == 3 && form.rows == nullptr && !output.is_integer()) {
            form.rows = &output;
        } else {
            return std::nullopt;
        }
    }
    if (form.rows == nullptr) return std::nullopt;
    if (form.prototypes != nullptr && form.prototypes->extent(1).value_or(1) > max_coefficients) return std::nullopt;
    return form;
}

CountFit fit_count(const ModelFacts& facts, std::optional<std::int64_t> count, int anchors_per_cell) {
    CountFit fit;
    if (!count) return fit;
    fit.known = true;
    for (AnchorLayout& layout : layouts_with(*count, facts.input_height(), facts.input_width()))
        if (!fit.layout && layout.anchors_per_cell == anchors_per_cell) fit.layout = std::move(layout);
    return fit;
}

bool begin_rows(const ModelFacts& facts, const RowsForm& form, std::optional<std::int64_t> features, int others,
                Reading& reading) {
    reading.add(OutputRole::detections, *form.rows);
    if (form.prototypes != nullptr) reading.add(OutputRole::prototypes, *form.prototypes);
    if (form.dual)
        reading.notes.push_back({"two outputs of one shape that are made alike",
                                 "YOLOv9's auxiliary and main branch: the second is read", Certainty::shown});
    if (form.raw_maps > 0)
        reading.notes.push_back({fmt::format("{} other outputs are raw maps", form.raw_maps),
                                 fmt::format("output '{}' is read", printable(form.rows->name())), Certainty::shown});
    const std::optional<std::int64_t> extra = task_numbers(facts, form, features, others, reading);
    if (!extra) return false;
    return !features || reading.count_classes(facts, *features, others + *extra);
}

std::string task_proof(const ModelFacts& facts, const RowsForm& form, Task task) {
    if (task == Task::segment && form.prototypes != nullptr) return "mask prototypes are beside the rows";
    if (task == Task::obb && form.rows->tail().reaches_layers() && form.rows->tail().rotates())
        return "the graph turns boxes by an angle (Cos and Sin)";
    if (facts.stated_task() != task) return "";
    return fmt::format("the task is said to be {}", to_string(task));
}

std::string agreement(std::string_view formula, const ModelFacts& facts) {
    return fmt::format("{} with the {} class {}", formula, *facts.class_count,
                       *facts.class_count == 1 ? "name" : "names");
}

}  // namespace yolozu
