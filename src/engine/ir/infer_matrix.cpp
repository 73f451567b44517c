// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/matmul_shape.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

/// The shape of all axes but the last two.
Result<Shape> batch_of(const Shape& shape) {
    return Shape::from(shape.extents().first(shape.rank() < 2 ? 0 : shape.rank() - 2));
}

Error no_product(const Shape& a, const Shape& b) {
    return Error(ErrorCode::malformed,
                 fmt::format("a matrix of shape {} cannot be multiplied with one of {}", a.to_string(), b.to_string()));
}

Status give_product(std::span<const Fact> inputs, std::size_t a, std::size_t b, DataType type,
                    std::span<Fact> outputs) {
    give(outputs, 0, type, std::nullopt);
    if (!inputs[a].shape || !inputs[b].shape) return {};
    YOLOZU_ASSIGN(const MatMulShape shape, matmul_shape(*inputs[a].shape, *inputs[b].shape));
    give(outputs, 0, type, shape.output);
    return {};
}

/// A parameter of a quantised matrix: one number, or one for each of its `count` rows or columns.
Status expect_one_or_each(const Fact& parameter, const std::optional<std::int64_t>& count, std::string_view what) {
    if (!parameter.present() || !parameter.shape || !count) return {};
    const std::int64_t found = parameter.shape->element_count();
    if (parameter.shape->rank() <= 1 && (found == 1 || found == *count)) return {};
    return Error(ErrorCode::unsupported, fmt::format("{} has the shape {}, one number or a list of {} is expected",
                                                     what, parameter.shape->to_string(), *count));
}

std::optional<std::int64_t> row_count(const Fact& matrix) {
    if (!matrix.shape) return std::nullopt;
    return matrix.shape->rank() < 2 ? 1 : (*matrix.shape)[matrix.shape->rank() - 2];
}

std::optional<std::int64_t> column_count(const Fact& matrix) {
    if (!matrix.shape) return std::nullopt;
    return matrix.shape->rank() < 2 ? 1 : (*matrix.shape)[matrix.shape->rank() - 1];
}

}  // namespace

Result<MatMulShape> matmul_shape(const Shape& a, const Shape& b) {
    if (a.rank() == 0 || b.rank() == 0) return no_product(a, b);
    MatMulShape shape;
    shape.inner = a[a.rank() - 1];
    if (shape.inner != b[b.rank() < 2 ? 0 : b.rank() - 2]) return no_product(a, b);
    if (a.rank() >= 2) shape.rows = a[a.rank() - 2];
    if (b.rank() >= 2) shape.columns = b[b.rank() - 1];
    YOLOZU_ASSIGN(shape.a_batch, batch_of(a));
    YOLOZU_ASSIGN(shape.b_batch, batch_of(b));
    YOLOZU_ASSIGN(shape.batch, broadcast(shape.a_batch, shape.b_batch));
    Integers extents;
    for (const std::int64_t extent : shape.batch.extents()) extents.push_back(extent);
    if (a.rank() >= 2) extents.push_back(shape.rows);
    if (b.rank() >= 2) extents.push_back(shape.columns);
    YOLOZU_ASSIGN(shape.output, Shape::from({extents.begin(), extents.size()}));
    return shape;
}

Result<AttentionShape> attention_shape(const Shape& q, const Shape& k, const Shape& v) {
    const auto refused = [&] {
        return Error(ErrorCode::malformed,
                     fmt::format("there is no attention of queries of shape {} over keys of {} and values of {}",
                                 q.to_string(), k.to_string(), v.to_string()));
    };
    if (q.rank() < 2 || k.rank() < 2 || v.rank() < 2) return refused();
    AttentionShape shape;
    shape.rows = q[q.rank() - 2];
    shape.depth = q[q.rank() - 1];
    shape.keys = k[k.rank() - 2];
    shape.columns = v[v.rank() - 1];
    if (shape.depth != k[k.rank() - 1] || shape.keys != v[v.rank() - 2]) return refused();
    YOLOZU_ASSIGN(shape.q_batch, batch_of(q));
    YOLOZU_ASSIGN(shape.k_batch, batch_of(k));
    YOLOZU_ASSIGN(shape.v_batch, batch_of(v));
    YOLOZU_ASSIGN(const Shape scores, broadcast(shape.q_batch, shape.k_batch));
    YOLOZU_ASSIGN(shape.batch, broadcast(scores, shape.v_batch));
    Integers extents;
    for (const std::int64_t extent : shape.batch.extents()) extents.push_back(extent);
    extents.push_back(shape.rows);
    extents.push_back(shape.columns);
    YOLOZU_ASSIGN(shape.output, Shape::from({extents.begin(), extents.size()}));
    return shape;
}

Status infer(const MatMul&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("a matrix product", inputs[0].type, is_numeric(inputs[0].type)));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[1], "the second matrix"));
    return give_product(inputs, 0, 1, inputs[0].type, outputs);
}

Status infer(const Gemm& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const Fact &a = inputs[0], &b = inputs[1];
    YOLOZU_TRY(expect_type("a scaled matrix product", a.type, is_floating(a.type)));
    YOLOZU_TRY(expect_same_type(a, b, "the second matrix"));
    YOLOZU_TRY(expect_rank(a, 2, "the first matrix"));
    YOLOZU_TRY(expect_rank(b, 2, "the second matrix"));
    if (inputs.size() > 2) {
        YOLOZU_TRY(expect_same_type(a, inputs[2], "the third matrix"));
    }
    give(outputs, 0, a.type, std::nullopt);
    if (!a.shape || !b.shape) return {};
    if ((*a.shape)[op.transpose_a ? 0 : 1] != (*b.shape)[op.transpose_b ? 1 : 0]) return no_product(*a.shape, *b.shape);
    const std::array extents{(*a.shape)[op.transpose_a ? 1 : 0], (*b.shape)[op.transpose_b ? 0 : 1]};
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    if (inputs.size() > 2 && inputs[2].shape) {
        YOLOZU_ASSIGN(const Shape both, broadcast(shape, *inputs[2].shape));
        if (!(both == shape))
            return Error(ErrorCode::malformed, fmt::format("a matrix of shape {} cannot be added to one of {}",
                                                           inputs[2].shape->to_string(), shape.to_string()));
    }
    give(outputs, 0, a.type, shape);
    return {};
}

Status infer(const Attention&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 3, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("attention", inputs[0].type, is_floating(inputs[0].type)));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[1], "the matrix of keys"));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the matrix of values"));
    give(outputs, 0, inputs[0].type, std::nullopt);
    if (!inputs[0].shape || !inputs[1].shape || !inputs[2].shape) return {};
    YOLOZU_ASSIGN(const AttentionShape shape, attention_shape(*inputs[0].shape, *inputs[1].shape, *inputs[2].shape));
    give(outputs, 0, inputs[0].type, shape.output);
    return {};
}

Status infer(const MatMulInteger&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 4));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("an integer matrix product", inputs[0].type, is_byte(inputs[0].type)));
    YOLOZU_TRY(expect_type("an integer matrix product", inputs[1].type, is_byte(inputs[1].type)));
    if (inputs.size() > 2) {
        YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the first zero point"));
        YOLOZU_TRY(expect_one_or_each(inputs[2], row_count(inputs[0]), "the first zero point"));
    }
    if (inputs.size() > 3) {
        YOLOZU_TRY(expect_same_type(inputs[1], inputs[3], "the second zero point"));
        YOLOZU_TRY(expect_one_or_each(inputs[3], column_count(inputs[1]), "the second zero point"));
    }
    return give_product(inputs, 0, 1, DataType::int32, outputs);
}

Status infer(const QLinearMatMul&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 8, 8));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    for (const std::size_t quantised : {0U, 3U, 7U})
        YOLOZU_TRY(expect_type("a quantised matrix product", inputs[quantised].type, is_byte(inputs[quantised].type)));
    for (const std::size_t scale : {1U, 4U, 6U})
        YOLOZU_TRY(expect_type("a scale", inputs[scale].type, is_floating(inputs[scale].type)));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the first zero point"));
    YOLOZU_TRY(expect_same_type(inputs[3], inputs[5], "the second zero point"));
    for (const std::size_t parameter : {1U, 2U})
        YOLOZU_TRY(expect_one_or_each(inputs[parameter], row_count(inputs[0]), "a parameter of the first matrix"));
    for (const std::size_t parameter : {4U, 5U})
        YOLOZU_TRY(expect_one_or_each(inputs[parameter], column_count(inputs[3]), "a parameter of the second matrix"));
    for (const std::size_t parameter : {6U, 7U})
        YOLOZU_TRY(expect_one_or_each(inputs[parameter], 1, "a parameter of the output"));
    return give_product(inputs, 0, 3, inputs[7].type, outputs);
}

}  // namespace yolozu::engine
