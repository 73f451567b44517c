// SPDX-License-Identifier: Apache-2.0
//
// An ONNX model as its file says it: plain structs after onnx.proto, without any knowledge of what operators mean.
// Strings and bulk data are views into the file's bytes, which must outlive every struct here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "yolozu/tensor.hpp"

namespace yolozu::onnx {

/// TensorProto's data_type, with the file's own number kept for types this library has no name for.
struct ElementType {
    DataType type = DataType::undefined;
    std::int32_t onnx_number = 0;
};

/// Which field of a TensorProto holds its elements.
enum class TensorStorage {
    none,        ///< no elements at all (an empty tensor)
    raw,         ///< raw_data: little-endian, as in memory
    float_data,  ///< float32 (and complex64)
    int32_data,  ///< int32 and all narrower integers, bool, float16, bfloat16 and smaller, one varint each
    int64_data,
    double_data,  ///< float64 (and complex128)
    uint64_data,  ///< uint32 and uint64
    string_data,
    external,  ///< in another file
};

/// Where elements in another file lie.
struct ExternalData {
    std::string_view location;  ///< path as written, relative to the model's folder; not checked
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
};

/// A constant. The number of its stored elements has been checked against its dims; elements.hpp copies them out.
struct TensorData {
    std::string_view name;
    ElementType element;
    Shape shape;
    TensorStorage storage = TensorStorage::none;
    std::span<const std::byte> raw;      ///< storage raw: the elements, not aligned
    std::span<const std::byte> message;  ///< the whole TensorProto, from which the typed fields are read again
    ExternalData external;               ///< storage external
};

struct Graph;

/// AttributeProto.type.
enum class AttributeKind {
    undefined,
    real,
    integer,
    text,
    tensor,
    graph,
    reals,
    integers,
    texts,
    tensors,
    graphs,
    sparse_tensor,
    sparse_tensors,
    type,
    types,
};

/// A node's attribute. Only the member that `kind` names is set; kinds after `graphs` are named but not read.
struct Attribute {
    std::string_view name;
    AttributeKind kind = AttributeKind::undefined;
    std::string_view reference;  ///< inside functions: name of the function's attribute that stands here
    float real = 0.0F;
    std::int64_t integer = 0;
    std::string_view text;
    std::vector<float> reals;
    std::vector<std::int64_t> integers;
    std::vector<std::string_view> texts;
    std::vector<TensorData> tensors;  ///< one for kind `tensor`
    std::vector<Graph> graphs;        ///< one for kind `graph`
};

struct Node {
    std::string_view name, op_type;
    std::string_view domain;                ///< "" and "ai.onnx" both mean the default domain
    std::vector<std::string_view> inputs;   ///< "" where an optional input is left out
    std::vector<std::string_view> outputs;  ///< "" where an optional output is left out
    std::vector<Attribute> attributes;

    const Attribute* find_attribute(std::string_view attribute_name) const;
};

/// An extent of a declared shape: a number, a symbol or nothing.
struct Extent {
    std::optional<std::int64_t> value;
    std::string_view symbol;
};

/// A graph input, output or annotated value.
struct ValueInfo {
    std::string_view name;
    bool is_tensor = false;  ///< false: a sequence, map, optional, sparse tensor or untyped
    ElementType element;
    std::optional<std::vector<Extent>> shape;  ///< absent when the file declares none
};

struct Graph {
    std::string_view name;
    std::vector<Node> nodes;
    std::vector<TensorData> initializers;
    std::vector<std::string_view> sparse_initializers;  ///< names only
    std::vector<ValueInfo> inputs, outputs, value_info;
};

struct OpsetImport {
    std::string_view domain;
    std::int64_t version = 0;
};

struct MetadataEntry {
    std::string_view key, value;
};

/// An operator that the model defines itself, by nodes over its inputs and attributes.
struct Function {
    std::string_view domain, name;
    std::vector<std::string_view> inputs, outputs;
    std::vector<std::string_view> attributes;  ///< names that a calling node may set
    std::vector<Attribute> defaults;           ///< attributes with their values where a calling node sets none
    std::vector<OpsetImport> opset_imports;
    std::vector<Node> nodes;
};

struct Model {
    std::int64_t ir_version = 0;
    std::string_view producer_name, producer_version;
    std::vector<OpsetImport> opset_imports;
    std::vector<MetadataEntry> metadata;
    std::vector<Function> functions;
    Graph graph;
};

}  // namespace yolozu::onnx
