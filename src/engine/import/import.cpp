// SPDX-License-Identifier: Apache-2.0
#include "engine/import/import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/try.hpp"
#include "engine/import/constants.hpp"
#include "engine/import/functions.hpp"
#include "engine/import/node_import.hpp"
#include "engine/import/scope.hpp"
#include "engine/ir/limits.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

std::string describe(const onnx::Node& node) {
    return fmt::format("node '{}' ({})",
                       printable(node.name.empty() && !node.outputs.empty() ? node.outputs.front() : node.name),
                       printable(node.op_type));
}

Status check_counts(const Importer& importer, const onnx::Node& node) {
    const auto in = node.inputs.size(), out = node.outputs.size();
    if (in > limits::operands || out > limits::operands)
        return Error(ErrorCode::limit_exceeded, fmt::format("it has {} inputs and {} outputs, at most {} are supported",
                                                            in, out, limits::operands));
    if (in >= importer.least_inputs && in <= importer.most_inputs && out >= 1 && out <= importer.most_outputs)
        return {};
    return Error(ErrorCode::malformed,
                 fmt::format("it has {} inputs and {} outputs, which the operator does not", in, out));
}

/// 0 where the shape is not known.
std::uint64_t value_bytes(const Value& value) {
    return value.shape ? static_cast<std::uint64_t>(value.shape->element_count()) * element_size(value.type) : 0;
}

Status check_constant_bytes(std::uint64_t bytes) {
    if (bytes <= limits::constant_bytes) return {};
    return Error(ErrorCode::limit_exceeded, fmt::format("the model's constants take {} bytes, at most {} are supported",
                                                        bytes, limits::constant_bytes));
}

/// The state of one import_model.
class GraphImport {
public:
    explicit GraphImport(const std::shared_ptr<const ModelFile>& file)
        : file_(file), functions_(file->model), constants_(file) {}

    Result<Graph> run(std::span<const Shape> input_shapes) {
        const onnx::Model& model = file_->model;
        Scope scope;
        YOLOZU_TRY(initializers(model.graph, scope));
        YOLOZU_TRY(inputs(input_shapes, scope));
        YOLOZU_TRY(nodes(model.graph.nodes, model.opset_imports, scope, 0));
        for (const onnx::ValueInfo& output : model.graph.outputs) {
            const ValueId value = scope.find(output.name);
            if (value == no_value)
                return Error(ErrorCode::malformed,
                             fmt::format("nothing makes the graph's output '{}'", printable(output.name)));
            graph_.outputs.push_back(value);
        }
        YOLOZU_TRY(check_constant_uses());
        return std::move(graph_);
    }

private:
    Status initializers(const onnx::Graph& graph, Scope& scope) {
        for (const onnx::TensorData& tensor : graph.initializers) {
            Result<Value> value = constants_.read(tensor);
            if (!value)
                return std::move(value).error().with_context(fmt::format("initializer '{}'", printable(tensor.name)));
            YOLOZU_TRY(bind(tensor.name, graph_.add_value(std::move(value).value()), scope));
        }
        return {};
    }

    /// Inputs without those that are initialisers: these are constants with a name that older files also list.
    Status inputs(std::span<const Shape> shapes, Scope& scope) {
        for (const onnx::ValueInfo& input : file_->model.graph.inputs) {
            const ValueId initial = scope.find(input.name);
            if (initial != no_value && graph_.values[initial].constant) continue;
            if (!input.is_tensor || element_size(input.element.type) == 0)
                return Error(ErrorCode::unsupported,
                             fmt::format("input '{}' is not a tensor of numbers", printable(input.name)));
            if (graph_.inputs.size() == shapes.size())
                return Error(ErrorCode::invalid_argument,
                             fmt::format("no shape is given for input '{}'", printable(input.name)));
            const ValueId value = graph_.add_value(
                {std::string(input.name), input.element.type, shapes[graph_.inputs.size()], std::nullopt});
            graph_.inputs.push_back(value);
            YOLOZU_TRY(bind(input.name, value, scope));
        }
        if (graph_.inputs.size() == shapes.size()) return {};
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{} shapes were given for {} inputs", shapes.size(), graph_.inputs.size()));
    }

    Status nodes(std::span<const onnx::Node> nodes, std::span<const onnx::OpsetImport> imports, Scope& scope,
                 std::size_t depth) {
        for (const onnx::Node& node : nodes) {
            Status done = this->node(node, imports, scope, depth);
            if (!done) return std::move(done).error().with_context(describe(node));
        }
        return {};
    }

    Status node(const onnx::Node& node, std::span<const onnx::OpsetImport> imports, Scope& scope, std::size_t depth) {
        if (++node_count_ > limits::nodes || depth > limits::nesting)
            return Error(ErrorCode::limit_exceeded, "the model's functions and branches unfold to too many nodes");
        YOLOZU_ASSIGN(std::vector<ValueId> values, values_of(node.inputs, scope));
        if (const onnx::Function* const function = functions_.find(node))
            return call(*function, node, values, scope, depth);
        if (is_if(node)) return branch(node, values, imports, scope, depth);
        const Importer* const importer = find_importer(node.domain, node.op_type);
        if (importer == nullptr)
            return Error(ErrorCode::unsupported,
                         "the native engine does not have this operator. --backend onnxruntime may run it");
        YOLOZU_TRY(check_counts(*importer, node));
        NodeImport import(graph_, node, version_of(imports, node.domain), std::move(values));
        YOLOZU_TRY(importer->import(import));
        for (std::size_t index = 0; index < node.outputs.size(); ++index)
            YOLOZU_TRY(bind_output(node.outputs[index], import.outputs()[index], scope));
        return count_constants();
    }

    /// Functions make their constants anew for every call.
    Status count_constants() {
        for (; counted_values_ < graph_.values.size(); ++counted_values_)
            if (const Value& value = graph_.values[counted_values_]; value.constant)
                constant_bytes_ += value_bytes(value);
        return check_constant_bytes(constant_bytes_);
    }

    /// Weights are packed anew for every node that uses them, also those that passes fold later.
    Status check_constant_uses() const {
        std::vector<bool> constant;
        for (const Value& value : graph_.values) constant.push_back(value.constant.has_value());
        const auto is_constant = [&](ValueId id) { return id == no_value || constant[id]; };
        std::uint64_t bytes = 0;
        for (const Node& node : graph_.nodes) {
            for (const ValueId input : node.inputs)
                if (input != no_value && constant[input]) bytes += value_bytes(graph_.values[input]);
            if (!std::ranges::all_of(node.inputs, is_constant)) continue;
            for (const ValueId output : node.outputs)
                if (output != no_value) constant[output] = value_bytes(graph_.values[output]) <= limits::folded_bytes;
        }
        return check_constant_bytes(bytes);
    }

    Result<std::vector<ValueId>> values_of(std::span<const std::string_view> names, const Scope& scope) const {
        std::vector<ValueId> values;
        for (const std::string_view name : names) {
            values.push_back(name.empty() ? no_value : scope.find(name));
            if (!name.empty() && values.back() == no_value)
                return Error(ErrorCode::malformed,
                             fmt::format("it uses '{}', which nothing before it makes", printable(name)));
        }
        return values;
    }

    static Status bind(std::string_view name, ValueId value, Scope& scope) {
        if (scope.bind(name, value)) return {};
        return Error(ErrorCode::malformed, fmt::format("'{}' is made twice", printable(name)));
    }

    Status bind_output(std::string_view name, ValueId value, Scope& scope) {
        if (value == no_value) return {};
        if (graph_.values[value].name.empty()) graph_.values[value].name = name;
        return bind(name, value, scope);
    }

    /// One branch is taken when the model is read: its condition must be known by then.
    Status branch(const onnx::Node& node, std::span<const ValueId> values, std::span<const onnx::OpsetImport> imports,
                  Scope& scope, std::size_t depth) {
        const Fact condition = values.empty() ? Fact{} : graph_.fact(values.front());
        if (condition.data == nullptr || condition.type != DataType::boolean || condition.shape->element_count() != 1)
            return Error(ErrorCode::unsupported,
                         "its condition depends on the input's values; the native engine takes branches only when the "
                         "model is read. --backend onnxruntime may run it");
        const bool taken = *static_cast<const std::uint8_t*>(condition.data) != 0;
        const onnx::Attribute* const attribute = node.find_attribute(taken ? "then_branch" : "else_branch");
        if (attribute == nullptr || attribute->graphs.size() != 1)
            return Error(ErrorCode::malformed, "it lacks a branch");
        const onnx::Graph& graph = attribute->graphs.front();
        Scope inner(&scope);
        YOLOZU_TRY(initializers(graph, inner));
        YOLOZU_TRY(nodes(graph.nodes, imports, inner, depth + 1));
        if (graph.outputs.size() < node.outputs.size())
            return Error(ErrorCode::malformed, "its branch has too few outputs");
        for (std::size_t index = 0; index < node.outputs.size(); ++index) {
            const ValueId value = inner.find(graph.outputs[index].name);
            if (value == no_value) return Error(ErrorCode::malformed, "nothing makes an output of its branch");
            YOLOZU_TRY(bind_output(node.outputs[index], value, scope));
        }
        return {};
    }

    Status call(const onnx::Function& function, const onnx::Node& caller, std::span<const ValueId> values, Scope& scope,
                std::size_t depth) {
        if (values.size() > function.inputs.size() || caller.outputs.size() > function.outputs.size())
            return Error(ErrorCode::malformed, "it has more inputs or outputs than the model's function");
        Scope inner;
        for (std::size_t index = 0; index < values.size(); ++index)
            YOLOZU_TRY(values[index] == no_value ? Status() : bind(function.inputs[index], values[index], inner));
        // Tensors of the bound attributes and names are views into the file, so the nodes need not outlive this call.
        std::vector<onnx::Node> body;
        for (const onnx::Node& node : function.nodes) {
            body.push_back(bind_attributes(node, caller, function));
            // An optional input that the caller leaves out is left out inside as well.
            for (std::string_view& input : body.back().inputs)
                if (inner.find(input) == no_value && std::ranges::find(function.inputs, input) != function.inputs.end())
                    input = {};
        }
        YOLOZU_TRY(nodes(body, function.opset_imports, inner, depth + 1));
        for (std::size_t index = 0; index < caller.outputs.size(); ++index) {
            const ValueId value = inner.find(function.outputs[index]);
            if (value == no_value && !caller.outputs[index].empty())
                return Error(ErrorCode::malformed, "nothing makes an output of the model's function");
            YOLOZU_TRY(bind_output(caller.outputs[index], value, scope));
        }
        return {};
    }

    std::shared_ptr<const ModelFile> file_;
    FunctionIndex functions_;
    ConstantReader constants_;
    Graph graph_;
    std::size_t node_count_ = 0, counted_values_ = 0;
    std::uint64_t constant_bytes_ = 0;
};

}  // namespace

Result<Graph> import_model(std::shared_ptr<const ModelFile> file, std::span<const Shape> input_shapes) {
    return GraphImport(file).run(input_shapes);
}

}  // namespace yolozu::engine
