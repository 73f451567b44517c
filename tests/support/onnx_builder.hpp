// SPDX-License-Identifier: Apache-2.0
//
// Small ONNX models for tests, written field by field.
//
//   const std::string bytes = OnnxBuilder()
//                                 .input("images", DataType::float32, {"batch", 3, 64, 64})
//                                 .initializer("one", {1}, std::vector<float>{1.0F})
//                                 .node("Add", {"images", "one"}, {"sum"})
//                                 .node("Softmax", {"sum"}, {"output0"}, {{"axis", 1}})
//                                 .output("output0", DataType::float32, {"batch", 3, 64, 64})
//                                 .metadata("names", "{0: 'cat'}")
//                                 .build();
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "yolozu/tensor.hpp"

namespace yolozu::test {

/// The number that ONNX gives a type (TensorProto.DataType).
std::int32_t onnx_type_number(DataType type);

/// One extent of a declared shape: a number, a symbol, or (default) nothing.
struct OnnxExtent {
    OnnxExtent() = default;
    OnnxExtent(int number) : value(std::int64_t{number}) {}
    OnnxExtent(std::int64_t number) : value(number) {}
    OnnxExtent(const char* symbol) : value(std::string(symbol)) {}
    OnnxExtent(std::string symbol) : value(std::move(symbol)) {}

    std::variant<std::monostate, std::int64_t, std::string> value;
};

/// A serialised message that takes part in another one.
struct OnnxTensor {
    std::string bytes;

    /// A tensor whose elements are given as they lie in memory (raw_data).
    static OnnxTensor raw(std::string_view name, DataType type, std::vector<std::int64_t> dims, std::string_view data);
    /// Tensors with typed data: float_data and int64_data.
    static OnnxTensor floats(std::string_view name, std::vector<std::int64_t> dims, const std::vector<float>& values);
    static OnnxTensor integers(std::string_view name, std::vector<std::int64_t> dims,
                               const std::vector<std::int64_t>& values);
    /// A tensor with int32_data, in which all narrow types can be written, or with uint64_data or double_data.
    static OnnxTensor narrow(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                             const std::vector<std::int32_t>& values);
    static OnnxTensor unsigned_integers(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                                        const std::vector<std::uint64_t>& values);
    static OnnxTensor doubles(std::string_view name, std::vector<std::int64_t> dims, const std::vector<double>& values);
    /// A tensor whose elements lie in another file; `entries` are location, offset, length, as text.
    static OnnxTensor external(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                               const std::vector<std::pair<std::string, std::string>>& entries);
};
struct OnnxGraph {
    std::string bytes;
};
/// Inside a function: the value of the function's attribute of this name.
struct OnnxReference {
    std::string attribute;
};

struct OnnxAttribute {
    OnnxAttribute(std::string key, int number) : name(std::move(key)), value(std::int64_t{number}) {}
    OnnxAttribute(std::string key, std::int64_t number) : name(std::move(key)), value(number) {}
    OnnxAttribute(std::string key, float number) : name(std::move(key)), value(number) {}
    OnnxAttribute(std::string key, const char* text) : name(std::move(key)), value(std::string(text)) {}
    OnnxAttribute(std::string key, std::initializer_list<std::int64_t> list)
        : name(std::move(key)), value(std::vector<std::int64_t>(list)) {}
    OnnxAttribute(std::string key, std::vector<std::int64_t> list) : name(std::move(key)), value(std::move(list)) {}
    OnnxAttribute(std::string key, std::vector<float> list) : name(std::move(key)), value(std::move(list)) {}
    OnnxAttribute(std::string key, std::vector<std::string> list) : name(std::move(key)), value(std::move(list)) {}
    OnnxAttribute(std::string key, OnnxTensor tensor) : name(std::move(key)), value(std::move(tensor)) {}
    OnnxAttribute(std::string key, OnnxGraph graph) : name(std::move(key)), value(std::move(graph)) {}
    OnnxAttribute(std::string key, OnnxReference reference) : name(std::move(key)), value(std::move(reference)) {}

    std::string name;
    std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>,
                 std::vector<std::string>, OnnxTensor, OnnxGraph, OnnxReference>
        value;
};

/// Collects the parts of a model; every call returns the builder. IR version 8 and opset 17 unless told otherwise.
class OnnxBuilder {
public:
    OnnxBuilder& ir_version(std::int64_t version);
    OnnxBuilder& opset(std::int64_t version, std::string_view domain = "");
    OnnxBuilder& producer(std::string_view name, std::string_view version);
    OnnxBuilder& metadata(std::string_view key, std::string_view value);

    OnnxBuilder& input(std::string_view name, DataType type, const std::vector<OnnxExtent>& shape);
    OnnxBuilder& output(std::string_view name, DataType type, const std::vector<OnnxExtent>& shape);
    OnnxBuilder& output_without_shape(std::string_view name, DataType type);
    OnnxBuilder& value_info(std::string_view name, DataType type, const std::vector<OnnxExtent>& shape);

    /// Elements as they lie in memory, or values.
    OnnxBuilder& initializer(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                             std::string_view data);
    OnnxBuilder& initializer(std::string_view name, std::vector<std::int64_t> dims, const std::vector<float>& values);
    OnnxBuilder& initializer(std::string_view name, std::vector<std::int64_t> dims,
                             const std::vector<std::int64_t>& values);
    OnnxBuilder& initializer(const OnnxTensor& tensor);

    OnnxBuilder& node(std::string_view op_type, const std::vector<std::string>& inputs,
                      const std::vector<std::string>& outputs, const std::vector<OnnxAttribute>& attributes = {},
                      std::string_view name = "", std::string_view domain = "");

    /// A function of the model: the nodes of `body` (with its opsets) over these names. Attributes in `defaults` may be
    /// left out by callers, those in `attributes` have no value then.
    OnnxBuilder& function(std::string_view domain, std::string_view name, const std::vector<std::string>& inputs,
                          const std::vector<std::string>& outputs, const OnnxBuilder& body,
                          const std::vector<std::string>& attributes = {},
                          const std::vector<OnnxAttribute>& defaults = {});

    /// The graph alone, for an attribute of If, Loop or Scan.
    OnnxGraph graph() const;
    /// The model's bytes.
    std::string build() const;
    /// Writes the model to a file and returns its path.
    std::filesystem::path write(const std::filesystem::path& path) const;

private:
    std::string opsets_or_default() const;

    std::int64_t ir_version_ = 8;
    std::string producer_;  // the parts below are serialised fields of ModelProto and GraphProto
    std::string opsets_;
    std::string metadata_;
    std::string functions_;
    std::string nodes_;  // those of the graph once more, as a function has them
    std::string graph_;
};

}  // namespace yolozu::test
