// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/import/choice.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Result<ScatterReduction> read_reduction(const NodeImport& node) {
    return choice<ScatterReduction>(node, "reduction",
                                    {{"none", ScatterReduction::none},
                                     {"add", ScatterReduction::add},
                                     {"mul", ScatterReduction::multiply},
                                     {"max", ScatterReduction::maximum},
                                     {"min", ScatterReduction::minimum}});
}

Status import_gather(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 0));
    return import_as(node, Gather{axis}, first_inputs(node, 2));
}

Status import_gather_elements(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 0));
    return import_as(node, GatherElements{axis}, first_inputs(node, 2));
}

Status import_gather_nd(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t batch_dims, node.integer("batch_dims", 0));
    return import_as(node, GatherND{batch_dims}, first_inputs(node, 2));
}

Status import_scatter_elements(NodeImport& node) {
    ScatterElements op;
    YOLOZU_ASSIGN(op.axis, node.integer("axis", 0));
    YOLOZU_ASSIGN(op.reduction, read_reduction(node));
    return import_as(node, op, first_inputs(node, 3));
}

Status import_scatter_nd(NodeImport& node) {
    YOLOZU_ASSIGN(const ScatterReduction reduction, read_reduction(node));
    return import_as(node, ScatterND{reduction}, first_inputs(node, 3));
}

constexpr Importer importers[] = {
    {"", "Gather", 2, 2, 1, import_gather},
    {"", "GatherElements", 2, 2, 1, import_gather_elements},
    {"", "GatherND", 2, 2, 1, import_gather_nd},
    {"", "ScatterElements", 3, 3, 1, import_scatter_elements},
    {"", "Scatter", 3, 3, 1, import_scatter_elements},
    {"", "ScatterND", 3, 3, 1, import_scatter_nd},
};

}  // namespace

std::span<const Importer> gather_importers() {
    return importers;
}

}  // namespace yolozu::engine
