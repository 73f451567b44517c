// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/resize_rules.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

/// A parameter that is known to have no elements is as good as left out.
Fact unless_empty(const Fact& fact) {
    return fact.shape && fact.shape->element_count() == 0 ? Fact{} : fact;
}

}  // namespace

Status infer(const Resize& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 4));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const DataType type = inputs[0].type;
    YOLOZU_TRY(expect_type("resizing", type, is_floating(type) || is_byte(type)));
    give(outputs, 0, type, std::nullopt);
    const bool cropped = op.coordinates == ResizeCoordinates::tf_crop_and_resize;
    const Fact region = cropped ? unless_empty(fact_at(inputs, 1)) : Fact{};
    const Fact scales = unless_empty(fact_at(inputs, 2)), sizes = unless_empty(fact_at(inputs, 3));
    if (!inputs[0].shape || !readable(region) || !readable(scales) || !readable(sizes)) return {};
    YOLOZU_ASSIGN(const std::vector<ResizedAxis> axes,
                  resolve_resize(op, *inputs[0].shape, parameter(region), parameter(scales), parameter(sizes)));
    std::vector<std::int64_t> extents;
    for (const ResizedAxis& axis : axes) extents.push_back(axis.output);
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, type, shape);
    return {};
}

}  // namespace yolozu::engine
