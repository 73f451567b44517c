// SPDX-License-Identifier: Apache-2.0
//
// Operators whose inputs say which elements are read.
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/indices.hpp"
#include "engine/reference/move.hpp"

namespace yolozu::engine {

Status evaluate(const Gather& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView &x = inputs[0], &indices = inputs[1];
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.shape.rank()));
    if (outputs[0].shape.element_count() == 0) return check_indices(indices, x.shape[axis]);
    const auto count = static_cast<std::size_t>(indices.shape.element_count());
    std::vector<std::size_t> places(count);
    for (std::size_t index = 0; index < count; ++index) {
        YOLOZU_ASSIGN(places[index], index_at(indices, index, x.shape[axis]));
    }
    const std::size_t bytes =
        static_cast<std::size_t>(extent_product(x.shape, axis + 1, x.shape.rank())) * element_size(x.type);
    const auto* from = static_cast<const std::byte*>(x.data);
    auto* to = static_cast<std::byte*>(outputs[0].data);
    for (std::int64_t run = 0; run < extent_product(x.shape, 0, axis); ++run) {
        for (const std::size_t place : places) {
            std::memcpy(to, from + place * bytes, bytes);
            to += bytes;
        }
        from += static_cast<std::size_t>(x.shape[axis]) * bytes;
    }
    return {};
}

Status evaluate(const GatherElements& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    const std::size_t size = element_size(x.type);
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.shape.rank()));
    return for_each_indexed_element(inputs[1], x.shape, axis, [&](std::size_t index, std::size_t place) {
        std::memcpy(static_cast<std::byte*>(outputs[0].data) + index * size,
                    static_cast<const std::byte*>(x.data) + place * size, size);
    });
}

Status evaluate(const GatherND& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    return for_each_indexed_block(inputs[1], x.shape, static_cast<std::size_t>(op.batch_dims),
                                  [&](std::size_t tuple, std::size_t first, std::size_t length) {
                                      const std::size_t size = element_size(x.type);
                                      copy_bytes(static_cast<std::byte*>(outputs[0].data) + tuple * length * size,
                                                 static_cast<const std::byte*>(x.data) + first * size, length * size);
                                  });
}

}  // namespace yolozu::engine
