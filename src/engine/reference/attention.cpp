// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/try.hpp"
#include "engine/ir/matmul_shape.hpp"
#include "engine/reference/broadcast.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// The attention of one row of queries, over `scores.size()` keys.
template <class Tag, class Stored = typename Tag::Stored>
void attend(double scale, std::span<const Stored> query, const Stored* keys, const Stored* values,
            std::span<double> scores, std::span<Stored> result) {
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t key = 0; key < scores.size(); ++key) {
        double product = 0.0;
        for (std::size_t index = 0; index < query.size(); ++index)
            product += Tag::load(query[index]) * Tag::load(keys[key * query.size() + index]);
        scores[key] = scale * product;
        largest = std::max(largest, scores[key]);
    }
    double total = 0.0;
    for (double& score : scores) total += score = std::exp(score - largest);
    for (std::size_t column = 0; column < result.size(); ++column) {
        double sum = 0.0;
        for (std::size_t key = 0; key < scores.size(); ++key)
            sum += scores[key] * Tag::load(values[key * result.size() + column]);
        result[column] = Tag::store(sum / total);
    }
}

}  // namespace

Status evaluate(const Attention& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const AttentionShape shape, attention_shape(inputs[0].shape, inputs[1].shape, inputs[2].shape));
    if (shape.output.element_count() == 0) return {};
    const auto rows = static_cast<std::size_t>(shape.rows), depth = static_cast<std::size_t>(shape.depth),
               keys = static_cast<std::size_t>(shape.keys), columns = static_cast<std::size_t>(shape.columns);
    YOLOZU_ASSIGN(Tensor scores, Tensor::allocate(DataType::float64, Shape{shape.keys}));
    return dispatch_floating(outputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        using Stored = typename Tag::Stored;
        const auto q = inputs[0].as<Stored>(), k = inputs[1].as<Stored>(), v = inputs[2].as<Stored>();
        const auto y = outputs[0].as<Stored>();
        const std::array batches{shape.q_batch, shape.k_batch, shape.v_batch};
        for_each_broadcast<3>(shape.batch, batches, [&](std::size_t index, const auto& places) {
            for (std::size_t row = 0; row < rows; ++row)
                attend<Tag>(static_cast<double>(op.scale), q.subspan((places[0] * rows + row) * depth, depth),
                            k.data() + places[1] * keys * depth, v.data() + places[2] * keys * columns,
                            scores.mutable_view().template as<double>(),
                            y.subspan((index * rows + row) * columns, columns));
        });
        return {};
    });
}

}  // namespace yolozu::engine
