// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

Status expect_boxes_and_scores(const Shape& boxes, const Shape& scores) {
    if (boxes[2] == 4 && boxes[0] == scores[0] && boxes[1] == scores[2]) return {};
    return Error(ErrorCode::malformed, fmt::format("boxes of shape {} and scores of shape {} do not belong together",
                                                   boxes.to_string(), scores.to_string()));
}

}  // namespace

Status infer(const NonMaxSuppression&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 5));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    for (const std::size_t index : {0U, 1U}) {
        YOLOZU_TRY(expect_type("suppression", inputs[index].type, inputs[index].type == DataType::float32));
        YOLOZU_TRY(expect_rank(inputs[index], 3, index == 0 ? "boxes" : "scores"));
    }
    give(outputs, 0, DataType::int64, std::nullopt);
    if (!inputs[0].shape || !inputs[1].shape) return {};
    const Shape& scores = *inputs[1].shape;
    YOLOZU_TRY(expect_boxes_and_scores(*inputs[0].shape, scores));
    std::int64_t each = scores[2];
    const Fact most = fact_at(inputs, 2);
    if (readable(most)) {
        std::int64_t number = 0;
        if (most.present()) {
            YOLOZU_ASSIGN(number, integer_scalar_of(most.view(), "the most boxes per class"));
        }
        each = std::clamp<std::int64_t>(number, 0, each);
    }
    YOLOZU_ASSIGN(const Shape shape, Shape::from(std::array{scores[0] * scores[1] * each, std::int64_t{3}}));
    give(outputs, 0, DataType::int64, shape);
    return {};
}

Status infer(const GridSample&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("sampling", inputs[0].type, is_floating(inputs[0].type)));
    YOLOZU_TRY(expect_type("sampling", inputs[1].type, is_floating(inputs[1].type)));
    YOLOZU_TRY(expect_rank(inputs[0], 4, "x"));
    YOLOZU_TRY(expect_rank(inputs[1], 4, "the grid"));
    give(outputs, 0, inputs[0].type, std::nullopt);
    if (!inputs[0].shape || !inputs[1].shape) return {};
    const Shape &x = *inputs[0].shape, &grid = *inputs[1].shape;
    if (grid[0] != x[0] || grid[3] != 2 || ((x[2] == 0 || x[3] == 0) && grid.element_count() != 0))
        return Error(ErrorCode::malformed,
                     fmt::format("a grid of shape {} for x of shape {}", grid.to_string(), x.to_string()));
    YOLOZU_ASSIGN(const Shape shape, Shape::from(std::array{x[0], x[1], grid[1], grid[2]}));
    give(outputs, 0, inputs[0].type, shape);
    return {};
}

}  // namespace yolozu::engine
