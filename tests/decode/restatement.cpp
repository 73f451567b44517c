// SPDX-License-Identifier: Apache-2.0
#include "decode/restatement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace yolozu::test {
namespace {

struct ClassScore {
    int class_id = 0;
    float score = -std::numeric_limits<float>::infinity();
};

ClassScore best_class(const std::vector<float>& scores) {
    ClassScore best;
    for (std::size_t index = 0; index < scores.size(); ++index)
        if (scores[index] > best.score) best = {static_cast<int>(index), scores[index]};
    return best;
}

Detection from_centre(float x, float y, float w, float h, ClassScore best) {
    return {x - w / 2, y - h / 2, x + w / 2, y + h / 2, best.score, best.class_id};
}

Detection yolov8_anchor(const ModelInfo& model, const RawOutput& output, std::int64_t slot, std::int64_t anchor) {
    const auto at = [&](int feature) { return output.at(slot, feature, anchor); };
    std::vector<float> scores;
    for (int class_id = 0; class_id < model.class_count; ++class_id) scores.push_back(at(4 + class_id));
    return from_centre(at(0), at(1), at(2), at(3), best_class(scores));
}

// Score and class of heads with an objectness, which has to reach the threshold by itself too.
ClassScore objectness_score(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                            std::int64_t slot, std::int64_t anchor) {
    const float objectness = output.at(slot, anchor, 4);
    if (!(objectness >= static_cast<float>(options.score_threshold))) return {};
    if (model.head == Head::yolov5 && !model.objectness) return {0, objectness};
    std::vector<float> scores;
    for (int class_id = 0; class_id < model.class_count; ++class_id)
        scores.push_back(output.at(slot, anchor, 5 + class_id));
    const ClassScore best = best_class(scores);
    return {best.class_id, objectness * best.score};
}

Detection yolov5_anchor(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                        std::int64_t slot, std::int64_t anchor) {
    const auto at = [&](int feature) { return output.at(slot, anchor, feature); };
    return from_centre(at(0), at(1), at(2), at(3), objectness_score(model, options, output, slot, anchor));
}

Detection yolox_anchor(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output, std::int64_t slot,
                       std::int64_t anchor) {
    const auto at = [&](int feature) { return output.at(slot, anchor, feature); };
    std::int64_t passed = 0;
    for (const int stride : {8, 16, 32})
        for (int row = 0; row < model.input_height / stride; ++row)
            for (int column = 0; column < model.input_width / stride; ++column) {
                if (passed++ != anchor) continue;
                const auto s = static_cast<float>(stride);
                return from_centre((at(0) + static_cast<float>(column)) * s, (at(1) + static_cast<float>(row)) * s,
                                   static_cast<float>(std::exp(double{at(2)})) * s,
                                   static_cast<float>(std::exp(double{at(3)})) * s,
                                   objectness_score(model, options, output, slot, anchor));
            }
    return {};
}

std::optional<Detection> end_to_end_row(const ModelInfo& model, const RawOutput& output, std::int64_t slot,
                                        std::int64_t row) {
    const auto at = [&](int feature) { return output.at(slot, row, feature); };
    bool is_padding = true;
    for (int feature = 0; feature < 6; ++feature) is_padding = is_padding && at(feature) == 0;
    const double class_id = std::trunc(double{at(5)});
    if (is_padding || !(class_id >= 0) || class_id > 2147483647.0) return std::nullopt;
    if (model.class_count > 0 && class_id >= model.class_count) return std::nullopt;
    return Detection{at(0), at(1), at(2), at(3), at(4), static_cast<std::int32_t>(class_id)};
}

std::optional<Detection> read_anchor(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                                     std::int64_t slot, std::int64_t anchor) {
    switch (model.head) {
        case Head::yolov8:
            return yolov8_anchor(model, output, slot, anchor);
        case Head::yolov5:
            return yolov5_anchor(model, options, output, slot, anchor);
        case Head::yolox:
            return yolox_anchor(model, options, output, slot, anchor);
        case Head::end_to_end:
            return end_to_end_row(model, output, slot, anchor);
        default:
            return std::nullopt;
    }
}

bool is_wanted(const Detection& detection, const DecodeOptions& options) {
    for (const float value : {detection.x1, detection.y1, detection.x2, detection.y2, detection.score})
        if (!std::isfinite(value)) return false;
    double threshold = options.score_threshold;
    for (const auto& [class_id, own] : options.class_thresholds)
        if (class_id == detection.class_id) threshold = own;
    if (!(detection.score >= static_cast<float>(threshold)) || !std::isfinite(detection.angle)) return false;
    if (std::ranges::count(options.drop_classes, detection.class_id) != 0) return false;
    return options.keep_classes.empty() || std::ranges::count(options.keep_classes, detection.class_id) != 0;
}

float iou(const Detection& a, const Detection& b) {
    const float width = std::max(std::min(a.x2, b.x2) - std::max(a.x1, b.x1), 0.0F);
    const float height = std::max(std::min(a.y2, b.y2) - std::max(a.y1, b.y1), 0.0F);
    const float intersection = width * height;
    const float a_area = (a.x2 - a.x1) * (a.y2 - a.y1);
    const float b_area = (b.x2 - b.x1) * (b.y2 - b.y1);
    const float area_of_union = a_area + b_area - intersection;
    return area_of_union > 0 ? intersection / area_of_union : 0.0F;
}

std::vector<Detection> suppress(const std::vector<Detection>& sorted, const DecodeOptions& options) {
    std::vector<Detection> kept, kept_moved;
    for (std::size_t index = 0; index < std::min<std::size_t>(sorted.size(), 30'000); ++index) {
        if (static_cast<int>(kept.size()) == options.max_detections) break;
        Detection moved = sorted[index];
        const float offset = options.class_agnostic ? 0.0F : static_cast<float>(moved.class_id) * 7680.0F;
        for (float* const coordinate : {&moved.x1, &moved.y1, &moved.x2, &moved.y2}) *coordinate += offset;
        const bool is_suppressed = std::ranges::any_of(kept_moved, [&](const Detection& other) {
            return iou(other, moved) > static_cast<float>(options.iou_threshold);
        });
        if (is_suppressed) continue;
        kept.push_back(sorted[index]);
        kept_moved.push_back(moved);
    }
    return kept;
}

// The formula of nms_rotated.hpp for centres x, y, word for word.
double probabilistic_iou(const Detection& first, const Detection& second) {
    struct Covariance {
        double a, b, c;
    };
    const auto covariance = [](const Detection& box) {
        const double w = static_cast<double>(box.x2) - box.x1, h = static_cast<double>(box.y2) - box.y1;
        const double r = box.angle;
        return Covariance{w * w / 12 * std::pow(std::cos(r), 2) + h * h / 12 * std::pow(std::sin(r), 2),
                          w * w / 12 * std::pow(std::sin(r), 2) + h * h / 12 * std::pow(std::cos(r), 2),
                          (w * w / 12 - h * h / 12) * std::cos(r) * std::sin(r)};
    };
    const Covariance p = covariance(first), q = covariance(second);
    const double a = p.a + q.a, b = p.b + q.b, c = p.c + q.c, e = 1e-7;
    const double x = (static_cast<double>(first.x1) + first.x2 - second.x1 - second.x2) / 2;
    const double y = (static_cast<double>(first.y1) + first.y2 - second.y1 - second.y2) / 2;
    const double t1 = (a * y * y + b * x * x) / (a * b - c * c + e) * 0.25;
    const double t2 = c * -x * y / (a * b - c * c + e) * 0.5;
    const double own = std::max(p.a * p.b - p.c * p.c, 0.0) * std::max(q.a * q.b - q.c * q.c, 0.0);
    const double t3 = std::log((a * b - c * c) / (4 * std::sqrt(own) + e) + e) * 0.5;
    return 1 - std::sqrt(1 - std::exp(-std::clamp(t1 + t2 + t3, e, 100.0)) + e);
}

// "Fast" suppression of oriented boxes: against all that score better.
std::vector<Detection> suppress_rotated(const std::vector<Detection>& sorted, const DecodeOptions& options) {
    std::vector<Detection> kept, moved_before;
    for (std::size_t index = 0; index < std::min<std::size_t>(sorted.size(), 30'000); ++index) {
        if (static_cast<int>(kept.size()) == options.max_detections) break;
        Detection moved = sorted[index];
        const float offset = options.class_agnostic ? 0.0F : static_cast<float>(moved.class_id) * 7680.0F;
        for (float* const coordinate : {&moved.x1, &moved.y1, &moved.x2, &moved.y2}) *coordinate += offset;
        if (std::ranges::none_of(moved_before, [&](const Detection& other) {
                return probabilistic_iou(other, moved) >=
                       static_cast<double>(static_cast<float>(options.iou_threshold));
            }))
            kept.push_back(sorted[index]);
        moved_before.push_back(moved);
    }
    return kept;
}

}  // namespace

std::vector<Detection> choose(const ModelInfo& model, const DecodeOptions& options, bool is_suppressed,
                              std::vector<Detection> candidates) {
    std::erase_if(candidates, [&](const Detection& detection) { return !is_wanted(detection, options); });
    std::ranges::stable_sort(candidates, std::ranges::greater(), &Detection::score);
    if (!is_suppressed) return (model.task == Task::obb ? suppress_rotated : suppress)(candidates, options);
    if (candidates.size() > static_cast<std::size_t>(options.max_detections))
        candidates.resize(static_cast<std::size_t>(options.max_detections));
    return candidates;
}

std::vector<Detection> restate(const ModelInfo& model, const DecodeOptions& options, const RawOutput& output,
                               std::int64_t slot) {
    std::vector<Detection> candidates;
    const std::int64_t anchors = output.shape()[model.head == Head::yolov8 ? 2 : 1];
    for (std::int64_t anchor = 0; anchor < anchors; ++anchor)
        if (const std::optional<Detection> detection = read_anchor(model, options, output, slot, anchor))
            candidates.push_back(*detection);
    return choose(model, options, model.head == Head::end_to_end, std::move(candidates));
}

}  // namespace yolozu::test
