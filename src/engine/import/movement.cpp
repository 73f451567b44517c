// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/import/choice.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Status import_concat(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 1));
    return import_as(node, Concat{axis}, first_inputs(node, node.input_count()));
}

/// An input that used to be an attribute: the attribute becomes a constant.
ValueId list_input(NodeImport& node, std::size_t index, const std::vector<std::int64_t>& attribute) {
    return attribute.empty() ? node.input(index) : node.constant(attribute);
}

Status import_split(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 0));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> sizes, node.integers("split"));
    YOLOZU_ASSIGN(const std::int64_t parts, node.integer("num_outputs", 0));
    if (parts != 0 && parts != static_cast<std::int64_t>(node.output_count()))
        return Error(ErrorCode::malformed, fmt::format("num_outputs is {}, {} are named", parts, node.output_count()));
    YOLOZU_ASSIGN(const std::vector<ValueId> results,
                  node.emit_many(Split{axis}, {node.input(0), list_input(node, 1, sizes)}, node.output_count()));
    for (std::size_t part = 0; part < results.size(); ++part) node.set_output(part, results[part]);
    return {};
}

Status import_slice(NodeImport& node) {
    if (node.opset() >= 10) return import_as(node, Slice{}, first_inputs(node, 5));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> starts, node.integers("starts"));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> ends, node.integers("ends"));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> axes, node.integers("axes"));
    return import_as(node, Slice{},
                     {node.input(0), node.constant(starts), node.constant(ends), list_input(node, 3, axes), no_value});
}

Status import_pad(NodeImport& node) {
    Pad op;
    YOLOZU_ASSIGN(op.mode, choice<PadMode>(node, "mode",
                                           {{"constant", PadMode::constant},
                                            {"reflect", PadMode::reflect},
                                            {"edge", PadMode::edge},
                                            {"wrap", PadMode::wrap}}));
    if (node.opset() >= 11) return import_as(node, op, first_inputs(node, 4));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> pads, node.integers("pads"));
    YOLOZU_ASSIGN(const float number, node.real("value", 0.0F));
    YOLOZU_ASSIGN(const ValueId value, node.scalar_of_type(node.fact(0).type, double{number}));
    return import_as(node, op, {node.input(0), node.constant(pads), value, no_value});
}

Status import_reshape(NodeImport& node) {
    Reshape op;
    YOLOZU_ASSIGN(op.allow_zero, node.flag("allowzero", false));
    return import_as(node, op, first_inputs(node, 2));
}

Status import_flatten(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 1));
    return import_as(node, Flatten{axis}, first_inputs(node, 1));
}

Status import_squeeze(NodeImport& node) {
    YOLOZU_ASSIGN(const std::vector<std::int64_t> axes, node.integers("axes"));
    return import_as(node, Squeeze{}, {node.input(0), list_input(node, 1, axes)});
}

Status import_unsqueeze(NodeImport& node) {
    if (node.opset() >= 13) return import_as(node, Unsqueeze{}, first_inputs(node, 2));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> axes, node.integers("axes"));
    return import_as(node, Unsqueeze{}, {node.input(0), node.constant(axes)});
}

Status import_transpose(NodeImport& node) {
    Transpose op;
    YOLOZU_ASSIGN(op.permutation, node.integers("perm"));
    return import_as(node, std::move(op), first_inputs(node, 1));
}

Status import_depth_to_space(NodeImport& node) {
    DepthToSpace op;
    YOLOZU_ASSIGN(op.block, node.integer("blocksize", 0));
    YOLOZU_ASSIGN(op.column_row_depth, choice<bool>(node, "mode", {{"DCR", false}, {"CRD", true}}));
    return import_as(node, op, first_inputs(node, 1));
}

Status import_space_to_depth(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t block, node.integer("blocksize", 0));
    return import_as(node, SpaceToDepth{block}, first_inputs(node, 1));
}

Status import_trilu(NodeImport& node) {
    YOLOZU_ASSIGN(const bool upper, node.flag("upper", true));
    return import_as(node, Trilu{upper}, first_inputs(node, 2));
}

Status import_compress(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 0));
    return import_as(node, Compress{!node.has("axis"), axis}, first_inputs(node, 2));
}

Status import_tile(NodeImport& node) {
    return import_as(node, Tile{}, first_inputs(node, 2));
}
Status import_expand(NodeImport& node) {
    return import_as(node, Expand{}, first_inputs(node, 2));
}

constexpr Importer importers[] = {
    {"", "Concat", 1, any_number, 1, import_concat},
    {"", "Split", 1, 2, any_number, import_split},
    {"", "Slice", 1, 5, 1, import_slice},
    {"", "Pad", 1, 4, 1, import_pad},
    {"", "Tile", 2, 2, 1, import_tile},
    {"", "Expand", 2, 2, 1, import_expand},
    {"", "Reshape", 2, 2, 1, import_reshape},
    {"", "Flatten", 1, 1, 1, import_flatten},
    {"", "Squeeze", 1, 2, 1, import_squeeze},
    {"", "Unsqueeze", 1, 2, 1, import_unsqueeze},
    {"", "Transpose", 1, 1, 1, import_transpose},
    {"", "DepthToSpace", 1, 1, 1, import_depth_to_space},
    {"", "SpaceToDepth", 1, 1, 1, import_space_to_depth},
    {"", "Trilu", 1, 2, 1, import_trilu},
    {"", "Compress", 2, 2, 1, import_compress},
};

}  // namespace

std::span<const Importer> movement_importers() {
    return importers;
}

}  // namespace yolozu::engine
