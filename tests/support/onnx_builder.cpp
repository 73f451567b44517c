// SPDX-License-Identifier: Apache-2.0
//
// Field numbers are those of onnx.proto.
#include "support/onnx_builder.hpp"

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include "support/files.hpp"

namespace yolozu::test {
namespace {

using protozero::pbf_writer;

// The writer leaves out a nested message without content, so those that may be empty are made first and added whole.
std::string shape_message(const std::vector<OnnxExtent>& shape) {
    std::string bytes;
    for (const OnnxExtent& extent : shape) {
        std::string dimension;
        if (const auto* number = std::get_if<std::int64_t>(&extent.value)) pbf_writer(dimension).add_int64(1, *number);
        if (const auto* symbol = std::get_if<std::string>(&extent.value)) pbf_writer(dimension).add_string(2, *symbol);
        pbf_writer(bytes).add_message(1, dimension);
    }
    return bytes;
}

void add_value_info(std::string& graph, std::uint32_t field, std::string_view name, DataType type,
                    const std::vector<OnnxExtent>* shape) {
    pbf_writer writer(graph);
    pbf_writer value(writer, field);
    value.add_string(1, name.data(), name.size());
    pbf_writer type_message(value, 2);
    pbf_writer tensor_type(type_message, 1);
    tensor_type.add_int32(1, onnx_type_number(type));
    if (shape != nullptr) tensor_type.add_message(2, shape_message(*shape));
}

void write_tensor_header(pbf_writer& tensor, std::string_view name, DataType type,
                         const std::vector<std::int64_t>& dims) {
    tensor.add_packed_int64(1, dims.begin(), dims.end());
    tensor.add_int32(2, onnx_type_number(type));
    tensor.add_string(8, name.data(), name.size());
}

// AttributeProto: each kind of value has its field and its number in AttributeType.
struct AttributeWriter {
    pbf_writer& message;

    void operator()(std::int64_t value) const { finish(2), message.add_int64(3, value); }
    void operator()(float value) const { finish(1), message.add_float(2, value); }
    void operator()(const std::string& value) const { finish(3), message.add_bytes(4, value); }
    void operator()(const std::vector<std::int64_t>& list) const {
        finish(7), message.add_packed_int64(8, list.begin(), list.end());
    }
    void operator()(const std::vector<float>& list) const {
        finish(6), message.add_packed_float(7, list.begin(), list.end());
    }
    void operator()(const std::vector<std::string>& list) const {
        finish(8);
        for (const std::string& text : list) message.add_bytes(9, text);
    }
    void operator()(const OnnxTensor& tensor) const { finish(4), message.add_message(5, tensor.bytes); }
    void operator()(const OnnxGraph& graph) const { finish(5), message.add_message(6, graph.bytes); }
    void operator()(const OnnxReference& reference) const { message.add_string(21, reference.attribute); }

    void finish(int type) const { message.add_enum(20, type); }
};

void add_attribute(pbf_writer& parent, std::uint32_t field, const OnnxAttribute& attribute) {
    pbf_writer message(parent, field);
    message.add_string(1, attribute.name);
    std::visit(AttributeWriter{message}, attribute.value);
}

}  // namespace

std::int32_t onnx_type_number(DataType type) {
    // The same numbers up to uint64 (13); complex types follow there, then bfloat16.
    return type == DataType::bfloat16 ? 16 : static_cast<std::int32_t>(type);
}

OnnxTensor OnnxTensor::raw(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                           std::string_view data) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, type, dims);
    writer.add_bytes(9, data.data(), data.size());
    return tensor;
}

OnnxTensor OnnxTensor::floats(std::string_view name, std::vector<std::int64_t> dims, const std::vector<float>& values) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, DataType::float32, dims);
    writer.add_packed_float(4, values.begin(), values.end());
    return tensor;
}

OnnxTensor OnnxTensor::integers(std::string_view name, std::vector<std::int64_t> dims,
                                const std::vector<std::int64_t>& values) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, DataType::int64, dims);
    writer.add_packed_int64(7, values.begin(), values.end());
    return tensor;
}

OnnxTensor OnnxTensor::narrow(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                              const std::vector<std::int32_t>& values) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, type, dims);
    writer.add_packed_int32(5, values.begin(), values.end());
    return tensor;
}

OnnxTensor OnnxTensor::unsigned_integers(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                                         const std::vector<std::uint64_t>& values) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, type, dims);
    writer.add_packed_uint64(11, values.begin(), values.end());
    return tensor;
}

OnnxTensor OnnxTensor::doubles(std::string_view name, std::vector<std::int64_t> dims,
                               const std::vector<double>& values) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, DataType::float64, dims);
    writer.add_packed_double(10, values.begin(), values.end());
    return tensor;
}

OnnxTensor OnnxTensor::external(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                                const std::vector<std::pair<std::string, std::string>>& entries) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    write_tensor_header(writer, name, type, dims);
    for (const auto& [key, value] : entries) {
        pbf_writer entry(writer, 13);
        entry.add_string(1, key);
        entry.add_string(2, value);
    }
    writer.add_enum(14, 1);
    return tensor;
}

OnnxBuilder& OnnxBuilder::ir_version(std::int64_t version) {
    ir_version_ = version;
    return *this;
}

OnnxBuilder& OnnxBuilder::opset(std::int64_t version, std::string_view domain) {
    pbf_writer model(opsets_);
    pbf_writer import(model, 8);
    import.add_string(1, domain.data(), domain.size());
    import.add_int64(2, version);
    return *this;
}

OnnxBuilder& OnnxBuilder::producer(std::string_view name, std::string_view version) {
    pbf_writer model(producer_);
    model.add_string(2, name.data(), name.size());
    model.add_string(3, version.data(), version.size());
    return *this;
}

OnnxBuilder& OnnxBuilder::metadata(std::string_view key, std::string_view value) {
    pbf_writer model(metadata_);
    pbf_writer entry(model, 14);
    entry.add_string(1, key.data(), key.size());
    entry.add_string(2, value.data(), value.size());
    return *this;
}

OnnxBuilder& OnnxBuilder::input(std::string_view name, DataType type, const std::vector<OnnxExtent>& shape) {
    add_value_info(graph_, 11, name, type, &shape);
    return *this;
}

OnnxBuilder& OnnxBuilder::output(std::string_view name, DataType type, const std::vector<OnnxExtent>& shape) {
    add_value_info(graph_, 12, name, type, &shape);
    return *this;
}

OnnxBuilder& OnnxBuilder::output_without_shape(std::string_view name, DataType type) {
    add_value_info(graph_, 12, name, type, nullptr);
    return *this;
}

OnnxBuilder& OnnxBuilder::value_info(std::string_view name, DataType type, const std::vector<OnnxExtent>& shape) {
    add_value_info(graph_, 13, name, type, &shape);
    return *this;
}

OnnxBuilder& OnnxBuilder::initializer(std::string_view name, DataType type, std::vector<std::int64_t> dims,
                                      std::string_view data) {
    return initializer(OnnxTensor::raw(name, type, std::move(dims), data));
}

OnnxBuilder& OnnxBuilder::initializer(std::string_view name, std::vector<std::int64_t> dims,
                                      const std::vector<float>& values) {
    return initializer(OnnxTensor::floats(name, std::move(dims), values));
}

OnnxBuilder& OnnxBuilder::initializer(std::string_view name, std::vector<std::int64_t> dims,
                                      const std::vector<std::int64_t>& values) {
    return initializer(OnnxTensor::integers(name, std::move(dims), values));
}

OnnxBuilder& OnnxBuilder::initializer(const OnnxTensor& tensor) {
    pbf_writer(graph_).add_message(5, tensor.bytes);
    return *this;
}

OnnxBuilder& OnnxBuilder::node(std::string_view op_type, const std::vector<std::string>& inputs,
                               const std::vector<std::string>& outputs, const std::vector<OnnxAttribute>& attributes,
                               std::string_view name, std::string_view domain) {
    std::string bytes;
    pbf_writer node(bytes);
    for (const std::string& input : inputs) node.add_string(1, input);
    for (const std::string& output : outputs) node.add_string(2, output);
    node.add_string(3, name.data(), name.size());
    node.add_string(4, op_type.data(), op_type.size());
    for (const OnnxAttribute& attribute : attributes) add_attribute(node, 5, attribute);
    if (!domain.empty()) node.add_string(7, domain.data(), domain.size());
    pbf_writer(graph_).add_message(1, bytes);
    pbf_writer(nodes_).add_message(7, bytes);
    return *this;
}

OnnxBuilder& OnnxBuilder::function(std::string_view domain, std::string_view name,
                                   const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                                   const OnnxBuilder& body, const std::vector<std::string>& attributes,
                                   const std::vector<OnnxAttribute>& defaults) {
    std::string bytes;
    pbf_writer function(bytes);
    function.add_string(1, name.data(), name.size());
    for (const std::string& input : inputs) function.add_string(4, input);
    for (const std::string& output : outputs) function.add_string(5, output);
    for (const std::string& attribute : attributes) function.add_string(6, attribute);
    for (const OnnxAttribute& attribute : defaults) add_attribute(function, 11, attribute);
    function.add_string(10, domain.data(), domain.size());
    bytes += body.nodes_;
    // A function's imports have another field number than a model's.
    const std::string opsets = body.opsets_or_default();
    for (protozero::pbf_reader imports(opsets); imports.next();) {
        const protozero::data_view import = imports.get_view();
        pbf_writer(bytes).add_message(9, import.data(), import.size());
    }
    pbf_writer(functions_).add_message(25, bytes);
    return *this;
}

OnnxGraph OnnxBuilder::graph() const {
    std::string bytes;
    pbf_writer(bytes).add_string(2, "graph");
    return {bytes + graph_};
}

std::string OnnxBuilder::build() const {
    std::string bytes;
    pbf_writer model(bytes);
    model.add_int64(1, ir_version_);
    bytes += producer_;
    model.add_message(7, graph().bytes);
    return bytes + opsets_or_default() + metadata_ + functions_;
}

std::string OnnxBuilder::opsets_or_default() const {
    return opsets_.empty() ? OnnxBuilder().opset(17).opsets_ : opsets_;
}

std::filesystem::path OnnxBuilder::write(const std::filesystem::path& path) const {
    write_text(path, build());
    return path;
}

}  // namespace yolozu::test
