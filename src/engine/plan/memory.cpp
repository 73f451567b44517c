// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/memory.hpp"

namespace yolozu::engine {

const void* Memory::read(const Place& place) const {
    switch (place.kind) {
        case Place::Kind::arena:
            return static_cast<const std::byte*>(arena.view().data) + place.offset;
        case Place::Kind::constant:
            return static_cast<const std::byte*>(place.data) + place.offset;
        case Place::Kind::input:
            return static_cast<const std::byte*>(inputs[place.index]) + place.offset;
        case Place::Kind::dynamic:
            return dynamic[place.index].view().data;
        case Place::Kind::nowhere:
            break;
    }
    return nullptr;
}

void* Memory::write(const Place& place) {
    if (place.kind == Place::Kind::arena) return static_cast<std::byte*>(arena.mutable_view().data) + place.offset;
    if (place.kind == Place::Kind::dynamic) return dynamic[place.index].mutable_view().data;
    return nullptr;
}

std::byte* Memory::scratch_of(std::size_t thread) {
    return shared_scratch() + shared_scratch_bytes + thread * scratch_bytes;
}

std::byte* Memory::shared_scratch() {
    return static_cast<std::byte*>(scratch.mutable_view().data);
}

TensorView Memory::view(const Operand& operand) const {
    if (!operand.present()) return {};
    const Shape& shape =
        operand.place.kind == Place::Kind::dynamic ? dynamic_shapes[operand.place.index] : operand.shape;
    return {operand.type, shape, read(operand.place)};
}

}  // namespace yolozu::engine
