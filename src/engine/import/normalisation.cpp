// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/try.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

/// The further outputs of older versions, and training mode, are about updating the running statistics.
Status batch_normalization(NodeImport& node) {
    YOLOZU_ASSIGN(const bool training, node.flag("training_mode", false));
    YOLOZU_ASSIGN(const bool spatial, node.flag("spatial", true));
    for (std::size_t index = 1; index < node.output_count(); ++index)
        if (training || !node.node().outputs[index].empty())
            return Error(ErrorCode::unsupported, "batch normalisation in training mode is not supported");
    if (training || !spatial)
        return Error(ErrorCode::unsupported, "batch normalisation in training mode or not spatial is not supported");
    BatchNormalization op;
    YOLOZU_ASSIGN(op.epsilon, node.real("epsilon", 1e-5F));
    return import_as(node, op, first_inputs(node, 5));
}

Status instance_normalization(NodeImport& node) {
    InstanceNormalization op;
    YOLOZU_ASSIGN(op.epsilon, node.real("epsilon", 1e-5F));
    return import_as(node, op, first_inputs(node, 3));
}

Status layer_normalization(NodeImport& node) {
    LayerNormalization op;
    YOLOZU_ASSIGN(op.axis, node.integer("axis", -1));
    YOLOZU_ASSIGN(op.epsilon, node.real("epsilon", 1e-5F));
    YOLOZU_ASSIGN(const std::vector<ValueId> results, node.emit_many(op, first_inputs(node, 3), node.output_count()));
    for (std::size_t index = 0; index < results.size(); ++index) node.set_output(index, results[index]);
    return {};
}

Status group_normalization(NodeImport& node) {
    GroupNormalization op;
    YOLOZU_ASSIGN(op.groups, node.integer("num_groups", 0));
    YOLOZU_ASSIGN(op.epsilon, node.real("epsilon", 1e-5F));
    return import_as(node, op, first_inputs(node, 3));
}

Status local_response_normalization(NodeImport& node) {
    LocalResponseNormalization op;
    YOLOZU_ASSIGN(op.size, node.integer("size", 0));
    YOLOZU_ASSIGN(op.alpha, node.real("alpha", 1e-4F));
    YOLOZU_ASSIGN(op.beta, node.real("beta", 0.75F));
    YOLOZU_ASSIGN(op.bias, node.real("bias", 1.0F));
    return import_as(node, op, {node.input(0)});
}

/// (x - mean) / (deviation + 1e-9) over the named axes.
Status mean_variance_normalization(NodeImport& node) {
    YOLOZU_ASSIGN(std::vector<std::int64_t> named, node.integers("axes"));
    if (named.empty()) named = {0, 2, 3};
    const ValueId axes = node.constant(named);
    const Reduce mean_over_axes{ReduceFunction::mean};
    YOLOZU_ASSIGN(const ValueId mean, node.emit(mean_over_axes, {node.input(0), axes}));
    YOLOZU_ASSIGN(const ValueId centred, node.emit(Binary{BinaryFunction::subtract}, {node.input(0), mean}));
    YOLOZU_ASSIGN(const ValueId squares, node.emit(Binary{BinaryFunction::multiply}, {centred, centred}));
    YOLOZU_ASSIGN(const ValueId variance, node.emit(mean_over_axes, {squares, axes}));
    YOLOZU_ASSIGN(const ValueId deviation, node.emit(Unary{UnaryFunction::square_root}, {variance}));
    YOLOZU_ASSIGN(const ValueId epsilon, node.scalar_of_type(node.fact(0).type, 1e-9));
    YOLOZU_ASSIGN(const ValueId divisor, node.emit(Binary{BinaryFunction::add}, {deviation, epsilon}));
    return import_as(node, Binary{BinaryFunction::divide}, {centred, divisor});
}

constexpr std::array importers{
    Importer{"", "BatchNormalization", 5, 5, 5, batch_normalization},
    Importer{"", "InstanceNormalization", 3, 3, 1, instance_normalization},
    Importer{"", "LayerNormalization", 2, 3, 3, layer_normalization},
    Importer{"", "GroupNormalization", 3, 3, 1, group_normalization},
    Importer{"", "LRN", 1, 1, 1, local_response_normalization},
    Importer{"", "MeanVarianceNormalization", 1, 1, 1, mean_variance_normalization},
};

}  // namespace

std::span<const Importer> normalisation_importers() {
    return importers;
}

}  // namespace yolozu::engine
