// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/try.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

/// The axes became an input at opset 13 for sums and at 18 for the others; before that they were an attribute.
template <ReduceFunction function>
Status reduce(NodeImport& node) {
    Reduce op{function};
    YOLOZU_ASSIGN(op.keep_dims, node.flag("keepdims", true));
    YOLOZU_ASSIGN(op.noop_with_empty_axes, node.flag("noop_with_empty_axes", false));
    const std::int64_t input_since = function == ReduceFunction::sum ? 13 : 18;
    ValueId axes = no_value;
    if (node.opset() >= input_since) {
        axes = node.input(1);
    } else {
        YOLOZU_ASSIGN(const std::vector<std::int64_t> named, node.integers("axes"));
        if (!named.empty()) axes = node.constant(named);
    }
    return import_as(node, op, {node.input(0), axes});
}

template <bool largest>
Status arg_reduce(NodeImport& node) {
    ArgReduce op{largest};
    YOLOZU_ASSIGN(op.axis, node.integer("axis", 0));
    YOLOZU_ASSIGN(op.keep_dims, node.flag("keepdims", true));
    YOLOZU_ASSIGN(op.select_last, node.flag("select_last_index", false));
    return import_as(node, op, {node.input(0)});
}

template <SoftmaxKind kind>
Status softmax(NodeImport& node) {
    Softmax op{kind};
    op.through_last = node.opset() < 13;
    YOLOZU_ASSIGN(op.axis, node.integer("axis", op.through_last ? 1 : -1));
    return import_as(node, op, {node.input(0)});
}

Status cumulative_sum(NodeImport& node) {
    CumSum op;
    YOLOZU_ASSIGN(op.exclusive, node.flag("exclusive", false));
    YOLOZU_ASSIGN(op.reverse, node.flag("reverse", false));
    return import_as(node, op, first_inputs(node, 2));
}

Status top_k(NodeImport& node) {
    TopK op;
    YOLOZU_ASSIGN(op.axis, node.integer("axis", -1));
    YOLOZU_ASSIGN(op.largest, node.flag("largest", true));
    YOLOZU_ASSIGN(op.sorted, node.flag("sorted", true));
    ValueId count = node.input(1);
    if (node.opset() < 10) {
        YOLOZU_ASSIGN(const std::int64_t k, node.integer("k", -1));
        count = node.scalar(k);
    }
    YOLOZU_ASSIGN(const std::vector<ValueId> results, node.emit_many(op, {node.input(0), count}, 2));
    node.set_output(0, results[0]);
    node.set_output(1, results[1]);
    return {};
}

using R = ReduceFunction;

constexpr std::array importers{
    Importer{"", "ReduceSum", 1, 2, 1, reduce<R::sum>},
    Importer{"", "ReduceMean", 1, 2, 1, reduce<R::mean>},
    Importer{"", "ReduceMax", 1, 2, 1, reduce<R::maximum>},
    Importer{"", "ReduceMin", 1, 2, 1, reduce<R::minimum>},
    Importer{"", "ReduceProd", 1, 2, 1, reduce<R::product>},
    Importer{"", "ReduceL1", 1, 2, 1, reduce<R::l1>},
    Importer{"", "ReduceL2", 1, 2, 1, reduce<R::l2>},
    Importer{"", "ReduceSumSquare", 1, 2, 1, reduce<R::sum_square>},
    Importer{"", "ReduceLogSum", 1, 2, 1, reduce<R::log_sum>},
    Importer{"", "ReduceLogSumExp", 1, 2, 1, reduce<R::log_sum_exp>},
    Importer{"", "ArgMax", 1, 1, 1, arg_reduce<true>},
    Importer{"", "ArgMin", 1, 1, 1, arg_reduce<false>},
    Importer{"", "Softmax", 1, 1, 1, softmax<SoftmaxKind::softmax>},
    Importer{"", "LogSoftmax", 1, 1, 1, softmax<SoftmaxKind::log_softmax>},
    Importer{"", "Hardmax", 1, 1, 1, softmax<SoftmaxKind::hardmax>},
    Importer{"", "CumSum", 2, 2, 1, cumulative_sum},
    Importer{"", "TopK", 1, 2, 2, top_k},
};

}  // namespace

std::span<const Importer> reduction_importers() {
    return importers;
}

}  // namespace yolozu::engine
