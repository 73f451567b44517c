// SPDX-License-Identifier: Apache-2.0
#include "onnx/element_type.hpp"

#include <array>
#include <string_view>

namespace yolozu::onnx {
namespace {

struct TypeRow {
    std::string_view name;
    DataType type;  // undefined where this library has no such type
    int bits;
    TensorStorage typed;
};

// Indexed by TensorProto.DataType, ONNX 1.17.
constexpr std::array type_rows{
    TypeRow{"undefined", DataType::undefined, 0, TensorStorage::none},
    TypeRow{"float32", DataType::float32, 32, TensorStorage::float_data},
    TypeRow{"uint8", DataType::uint8, 8, TensorStorage::int32_data},
    TypeRow{"int8", DataType::int8, 8, TensorStorage::int32_data},
    TypeRow{"uint16", DataType::uint16, 16, TensorStorage::int32_data},
    TypeRow{"int16", DataType::int16, 16, TensorStorage::int32_data},
    TypeRow{"int32", DataType::int32, 32, TensorStorage::int32_data},
    TypeRow{"int64", DataType::int64, 64, TensorStorage::int64_data},
    TypeRow{"string", DataType::string, 0, TensorStorage::string_data},
    TypeRow{"bool", DataType::boolean, 8, TensorStorage::int32_data},
    TypeRow{"float16", DataType::float16, 16, TensorStorage::int32_data},
    TypeRow{"float64", DataType::float64, 64, TensorStorage::double_data},
    TypeRow{"uint32", DataType::uint32, 32, TensorStorage::uint64_data},
    TypeRow{"uint64", DataType::uint64, 64, TensorStorage::uint64_data},
    TypeRow{"complex64", DataType::undefined, 64, TensorStorage::float_data},
    TypeRow{"complex128", DataType::undefined, 128, TensorStorage::double_data},
    TypeRow{"bfloat16", DataType::bfloat16, 16, TensorStorage::int32_data},
    TypeRow{"float8e4m3fn", DataType::undefined, 8, TensorStorage::int32_data},
    TypeRow{"float8e4m3fnuz", DataType::undefined, 8, TensorStorage::int32_data},
    TypeRow{"float8e5m2", DataType::undefined, 8, TensorStorage::int32_data},
    TypeRow{"float8e5m2fnuz", DataType::undefined, 8, TensorStorage::int32_data},
    TypeRow{"uint4", DataType::undefined, 4, TensorStorage::int32_data},
    TypeRow{"int4", DataType::undefined, 4, TensorStorage::int32_data},
    TypeRow{"float4e2m1", DataType::undefined, 4, TensorStorage::int32_data},
};

const TypeRow* find_row(std::int32_t number) {
    const bool known = number >= 0 && static_cast<std::size_t>(number) < type_rows.size();
    return known ? &type_rows[static_cast<std::size_t>(number)] : nullptr;
}

}  // namespace

ElementType element_type(std::int32_t onnx_number) {
    const TypeRow* const row = find_row(onnx_number);
    return {row != nullptr ? row->type : DataType::undefined, onnx_number};
}

int element_bits(ElementType element) {
    const TypeRow* const row = find_row(element.onnx_number);
    return row != nullptr ? row->bits : 0;
}

TensorStorage typed_storage(ElementType element) {
    const TypeRow* const row = find_row(element.onnx_number);
    return row != nullptr ? row->typed : TensorStorage::none;
}

std::string to_string(ElementType element) {
    const TypeRow* const row = find_row(element.onnx_number);
    return row != nullptr ? std::string(row->name) : "type " + std::to_string(element.onnx_number);
}

}  // namespace yolozu::onnx
