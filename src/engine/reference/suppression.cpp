// SPDX-License-Identifier: Apache-2.0
//
// NonMaxSuppression, in float as ONNX Runtime computes it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

struct Corners {
    float left, top, right, bottom;
    float area() const { return (right - left) * (bottom - top); }
};

Corners corners_of(const float* box, bool center_point) {
    if (center_point) {  // x, y, width, height
        const float half_width = box[2] / 2, half_height = box[3] / 2;
        return {box[0] - half_width, box[1] - half_height, box[0] + half_width, box[1] + half_height};
    }
    // y, x, y, x of two opposite corners, whichever they are
    return {std::min(box[1], box[3]), std::min(box[0], box[2]), std::max(box[1], box[3]), std::max(box[0], box[2])};
}

bool overlap_exceeds(const Corners& a, const Corners& b, float threshold) {
    const float width = std::min(a.right, b.right) - std::max(a.left, b.left);
    const float height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    if (!(width > 0) || !(height > 0)) return false;
    const float intersection = width * height;
    const float whole = a.area() + b.area() - intersection;
    if (!(intersection > 0) || !(a.area() > 0) || !(b.area() > 0) || !(whole > 0)) return false;
    return intersection / whole > threshold;
}

struct Suppression {
    std::int64_t most = 0;
    float overlap_threshold = 0;
    float score_threshold = 0;
    bool has_score_threshold = false;
};

Result<Suppression> read_suppression(std::span<const TensorView> inputs) {
    Suppression rules;
    if (present(tensor_at(inputs, 2))) {
        YOLOZU_ASSIGN(rules.most, integer_scalar_of(inputs[2], "the most boxes per class"));
    }
    if (present(tensor_at(inputs, 3))) {
        YOLOZU_ASSIGN(const double threshold, scalar_of(inputs[3], "the overlap threshold"));
        rules.overlap_threshold = static_cast<float>(threshold);
    }
    if (present(tensor_at(inputs, 4))) {
        YOLOZU_ASSIGN(const double threshold, scalar_of(inputs[4], "the score threshold"));
        rules.score_threshold = static_cast<float>(threshold);
        rules.has_score_threshold = true;
    }
    if (rules.overlap_threshold >= 0 && rules.overlap_threshold <= 1) return rules;
    return Error(ErrorCode::malformed, fmt::format("an overlap threshold of {}", rules.overlap_threshold));
}

/// The boxes that come into question, best first; equal scores in the boxes' order.
std::vector<std::size_t> candidates(std::span<const float> scores, const Suppression& rules) {
    std::vector<std::size_t> order;
    for (std::size_t box = 0; box < scores.size(); ++box)
        if (!rules.has_score_threshold || scores[box] > rules.score_threshold) order.push_back(box);
    const auto key = [&](std::size_t box) {  // NaN is no order
        return std::isnan(scores[box]) ? -std::numeric_limits<float>::infinity() : scores[box];
    };
    std::ranges::stable_sort(order, std::ranges::greater(), key);
    return order;
}

/// The boxes of one class that stay.
std::vector<std::size_t> kept_boxes(std::span<const Corners> boxes, std::span<const float> scores,
                                    const Suppression& rules) {
    std::vector<std::size_t> kept;
    for (const std::size_t box : candidates(scores, rules)) {
        if (static_cast<std::int64_t>(kept.size()) >= rules.most) break;
        if (std::ranges::none_of(kept, [&](std::size_t other) {
                return overlap_exceeds(boxes[box], boxes[other], rules.overlap_threshold);
            }))
            kept.push_back(box);
    }
    return kept;
}

}  // namespace

Status evaluate(const NonMaxSuppression& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const Suppression rules, read_suppression(inputs));
    const Shape& shape = inputs[1].shape;
    const auto count = static_cast<std::size_t>(shape[2]);
    auto* result = static_cast<std::int64_t*>(outputs[0].data);
    std::int64_t total = 0;
    std::vector<Corners> corners(count);
    for (std::int64_t image = 0; count != 0 && image < shape[0]; ++image) {
        const float* const boxes =
            static_cast<const float*>(inputs[0].data) + static_cast<std::size_t>(image) * count * 4;
        for (std::size_t box = 0; box < count; ++box) corners[box] = corners_of(boxes + 4 * box, op.center_point_box);
        for (std::int64_t category = 0; category < shape[1]; ++category) {
            const auto row = static_cast<std::size_t>(image * shape[1] + category);
            const std::span<const float> scores(static_cast<const float*>(inputs[1].data) + row * count, count);
            for (const std::size_t box : kept_boxes(corners, scores, rules)) {
                *result++ = image;
                *result++ = category;
                *result++ = static_cast<std::int64_t>(box);
                ++total;
            }
        }
    }
    outputs[0].shape = Shape{total, 3};
    return {};
}

}  // namespace yolozu::engine
