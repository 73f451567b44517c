// SPDX-License-Identifier: Apache-2.0
#include "model/signature.hpp"

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "model/output_tail.hpp"
#include "model/picture_arithmetic.hpp"
#include "onnx/reader.hpp"

namespace yolozu {
namespace {

/// Outputs whose tails are walked; each walk may pass the whole graph.
constexpr std::size_t max_walked_outputs = 16;

TensorSignature signature_of(const onnx::ValueInfo& value) {
    TensorSignature signature{std::string(value.name), value.element.type, std::nullopt};
    if (!value.shape) return signature;
    signature.shape.emplace();
    for (const onnx::Extent& extent : *value.shape)
        signature.shape->push_back({extent.value, std::string(extent.symbol)});
    return signature;
}

/// Inputs that may be the picture: those of four dimensions, all where none has so many.
std::vector<std::string_view> picture_inputs(const onnx::Graph& graph, const GraphIndex& index) {
    std::vector<std::string_view> pictures, all;
    for (const onnx::ValueInfo& input : graph.inputs) {
        if (!index.is_input(input.name)) continue;
        all.push_back(input.name);
        if (input.shape && input.shape->size() == 4) pictures.push_back(input.name);
    }
    return pictures.empty() ? all : pictures;
}

Result<std::int64_t> count_parameters(const onnx::Graph& graph) {
    std::int64_t count = 0;
    for (const onnx::TensorData& tensor : graph.initializers)
        if (__builtin_add_overflow(count, tensor.shape.element_count(), &count))
            return Error(ErrorCode::limit_exceeded, "the number of parameters overflows 64 bits");
    return count;
}

Result<ModelSignature> signature_of(const onnx::Model& model) {
    const GraphIndex index(model.graph);
    ModelSignature signature;
    signature.ir_version = model.ir_version;
    for (const onnx::OpsetImport& import : model.opset_imports)
        if (import.domain.empty() || import.domain == "ai.onnx") signature.opset = import.version;
    signature.producer_name = model.producer_name;
    signature.producer_version = model.producer_version;
    for (const onnx::ValueInfo& input : model.graph.inputs)
        if (index.is_input(input.name)) signature.inputs.push_back(signature_of(input));
    for (const onnx::ValueInfo& output : model.graph.outputs) {
        const bool walked = signature.tails.size() < max_walked_outputs;
        signature.tails.push_back(walked ? find_output_tail(index, output.name) : OutputTail{});
        signature.outputs.push_back(signature_of(output));
    }
    const std::vector<std::string_view> pictures = picture_inputs(model.graph, index);
    signature.input_operators = find_operators_before_layers(index, pictures);
    if (pictures.size() == 1) {
        signature.picture = follow_picture(index, pictures.front());
        signature.patch_size = find_patch_size(index, pictures.front());
    }
    for (const onnx::MetadataEntry& entry : model.metadata) signature.metadata.emplace_back(entry.key, entry.value);
    signature.node_count = model.graph.nodes.size();
    YOLOZU_ASSIGN(signature.parameter_count, count_parameters(model.graph));
    return signature;
}

Result<ModelSignature> read_signature(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(const MappedFile file, MappedFile::open(path));
    return signature_from_bytes(file.bytes());
}

}  // namespace

Result<ModelSignature> signature_from_bytes(std::span<const std::byte> bytes) {
    YOLOZU_ASSIGN(const onnx::Model model, onnx::read_model(bytes));
    return signature_of(model);
}

std::string TensorSignature::to_string() const {
    std::string text(yolozu::to_string(type));
    if (!shape) return text + " of any shape";
    if (shape->empty()) return text + " scalar";
    char separator = ' ';
    for (const Dimension& dimension : *shape) {
        text.push_back(separator);
        if (dimension.value)
            text += std::to_string(*dimension.value);
        else
            text += dimension.symbol.empty() ? "?" : printable(dimension.symbol);
        separator = 'x';
    }
    return text;
}

const std::string* ModelSignature::find_metadata(std::string_view key) const {
    for (const auto& [name, value] : metadata)
        if (name == key) return &value;
    return nullptr;
}

Result<ModelSignature> read_model_signature(const std::filesystem::path& path) {
    return in_file("model", path, read_signature(path));
}

}  // namespace yolozu
