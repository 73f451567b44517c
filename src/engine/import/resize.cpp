// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/import/choice.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Result<ResizeMode> read_mode(const NodeImport& node) {
    return choice<ResizeMode>(node, "mode",
                              {{"nearest", ResizeMode::nearest},
                               {"linear", ResizeMode::linear},
                               {"bilinear", ResizeMode::linear},
                               {"cubic", ResizeMode::cubic}});
}

Result<ResizeCoordinates> read_coordinates(const NodeImport& node) {
    return choice<ResizeCoordinates>(node, "coordinate_transformation_mode",
                                     {{"half_pixel", ResizeCoordinates::half_pixel},
                                      {"half_pixel_symmetric", ResizeCoordinates::half_pixel_symmetric},
                                      {"pytorch_half_pixel", ResizeCoordinates::pytorch_half_pixel},
                                      {"align_corners", ResizeCoordinates::align_corners},
                                      {"asymmetric", ResizeCoordinates::asymmetric},
                                      {"tf_half_pixel_for_nn", ResizeCoordinates::tf_half_pixel_for_nn},
                                      {"tf_crop_and_resize", ResizeCoordinates::tf_crop_and_resize}});
}

Result<ResizeRounding> read_rounding(const NodeImport& node) {
    return choice<ResizeRounding>(node, "nearest_mode",
                                  {{"round_prefer_floor", ResizeRounding::round_prefer_floor},
                                   {"round_prefer_ceil", ResizeRounding::round_prefer_ceil},
                                   {"floor", ResizeRounding::floor},
                                   {"ceil", ResizeRounding::ceil}});
}

Result<ResizeAspect> read_aspect(const NodeImport& node) {
    return choice<ResizeAspect>(node, "keep_aspect_ratio_policy",
                                {{"stretch", ResizeAspect::stretch},
                                 {"not_larger", ResizeAspect::not_larger},
                                 {"not_smaller", ResizeAspect::not_smaller}});
}

/// Before opset 11 the nearest element was the one below when enlarging and the one above when reducing.
Result<ResizeRounding> early_rounding(const Fact& scales) {
    if (scales.data == nullptr || scales.type != DataType::float32)
        return Error(ErrorCode::unsupported,
                     "scales that are not known before it runs, in this version of the operator");
    const std::span<const float> numbers = scales.view().as<float>();
    if (std::ranges::all_of(numbers, [](float scale) { return scale >= 1; })) return ResizeRounding::floor;
    if (std::ranges::all_of(numbers, [](float scale) { return scale <= 1; })) return ResizeRounding::ceil;
    return Error(ErrorCode::unsupported, "enlarging and reducing at once, in this version of the operator");
}

/// Upsample and the first Resize: x and scales.
Status import_early(NodeImport& node, ResizeMode mode, ResizeRounding rounding, ValueId scales) {
    Resize op;
    op.coordinates = ResizeCoordinates::asymmetric;
    op.mode = mode;
    op.rounding = rounding;
    return import_as(node, std::move(op), {node.input(0), no_value, scales, no_value});
}

Status import_first_resize(NodeImport& node) {
    YOLOZU_ASSIGN(const ResizeMode mode, read_mode(node));
    ResizeRounding rounding = ResizeRounding::floor;
    if (mode == ResizeMode::nearest) {
        YOLOZU_ASSIGN(rounding, early_rounding(node.fact(1)));
    }
    return import_early(node, mode, rounding, node.input(1));
}

/// Its scales are never below 1.
Status import_upsample(NodeImport& node) {
    YOLOZU_ASSIGN(const ResizeMode mode, read_mode(node));
    if (node.opset() >= 9) return import_early(node, mode, ResizeRounding::floor, node.input(1));
    YOLOZU_ASSIGN(const std::vector<float> scales, node.reals("scales"));
    return import_early(node, mode, ResizeRounding::floor, node.constant(std::span<const float>(scales)));
}

Status import_resize(NodeImport& node) {
    if (node.opset() < 11) return import_first_resize(node);
    Resize op;
    YOLOZU_ASSIGN(op.mode, read_mode(node));
    YOLOZU_ASSIGN(op.coordinates, read_coordinates(node));
    YOLOZU_ASSIGN(op.rounding, read_rounding(node));
    YOLOZU_ASSIGN(op.aspect, read_aspect(node));
    YOLOZU_ASSIGN(op.cubic_coefficient, node.real("cubic_coeff_a", -0.75F));
    YOLOZU_ASSIGN(op.exclude_outside, node.flag("exclude_outside", false));
    YOLOZU_ASSIGN(op.extrapolation_value, node.real("extrapolation_value", 0.0F));
    YOLOZU_ASSIGN(op.antialias, node.flag("antialias", false));
    YOLOZU_ASSIGN(op.axes, node.integers("axes"));
    return import_as(node, std::move(op), first_inputs(node, 4));
}

constexpr Importer importers[] = {
    {"", "Resize", 1, 4, 1, import_resize},
    {"", "Upsample", 1, 2, 1, import_upsample},
};

}  // namespace

std::span<const Importer> resize_importers() {
    return importers;
}

}  // namespace yolozu::engine
