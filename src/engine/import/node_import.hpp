// SPDX-License-Identifier: Apache-2.0
//
// What an operator's importer sees: one node of the file, with its attributes and inputs, and the graph under
// construction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/ir/graph.hpp"
#include "onnx/model.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

class NodeImport {
public:
    NodeImport(Graph& graph, const onnx::Node& node, std::int64_t opset, std::vector<ValueId> inputs);

    const onnx::Node& node() const { return node_; }
    /// The version of the node's domain that the model imports.
    std::int64_t opset() const { return opset_; }

    /// The attribute's value or, when it is not there, the default. An attribute of another kind is an error.
    Result<std::int64_t> integer(std::string_view name, std::int64_t otherwise) const;
    Result<bool> flag(std::string_view name, bool otherwise) const;
    Result<float> real(std::string_view name, float otherwise) const;
    Result<std::string_view> text(std::string_view name, std::string_view otherwise) const;
    Result<std::vector<std::int64_t>> integers(std::string_view name) const;  ///< empty when not there
    Result<std::vector<float>> reals(std::string_view name) const;            ///< empty when not there
    bool has(std::string_view name) const { return node_.find_attribute(name) != nullptr; }
    /// The tensor of an attribute as a constant of the graph.
    Result<ValueId> tensor(std::string_view name);

    std::size_t input_count() const { return inputs_.size(); }
    /// no_value where it is left out or beyond the end.
    ValueId input(std::size_t index) const { return index < inputs_.size() ? inputs_[index] : no_value; }
    /// What is known of an input: its type always, its elements when it is a constant.
    Fact fact(std::size_t index) const { return graph_.fact(input(index)); }
    Fact fact_of(ValueId id) const { return graph_.fact(id); }
    std::size_t output_count() const { return node_.outputs.size(); }

    /// Adds a node with one output, folds it when all its inputs are constant, and returns the output. Quantised
    /// weights are not folded yet, nor what is made of them.
    Result<ValueId> emit(Op op, std::vector<ValueId> inputs);
    /// The same with as many outputs as asked for. Folding is tried alike.
    Result<std::vector<ValueId>> emit_many(Op op, std::vector<ValueId> inputs, std::size_t outputs);
    /// Small constants.
    ValueId constant(std::span<const std::int64_t> values);  ///< rank 1
    ValueId constant(std::span<const float> values);         ///< rank 1
    ValueId scalar(std::int64_t value);                      ///< rank 0
    ValueId scalar(float value);                             ///< rank 0
    /// One number of the given type, rank 0, converted from double.
    Result<ValueId> scalar_of_type(DataType type, double value);

    /// Says which value the node's output is. Every output that has a name must be set before the importer returns.
    void set_output(std::size_t index, ValueId value);
    const std::vector<ValueId>& outputs() const { return outputs_; }

private:
    Graph& graph_;
    const onnx::Node& node_;
    std::int64_t opset_;
    std::vector<ValueId> inputs_, outputs_;
};

/// How one ONNX operator becomes operators of the graph.
struct Importer {
    std::string_view domain;  ///< "" for ai.onnx
    std::string_view op_type;
    std::size_t least_inputs, most_inputs;
    std::size_t most_outputs;
    Status (*import)(NodeImport& node);
};

inline constexpr std::size_t any_number = SIZE_MAX;

/// One table for each family of operators, each in a file of its own.
std::span<const Importer> elementwise_importers();
std::span<const Importer> reduction_importers();
std::span<const Importer> matrix_importers();
std::span<const Importer> normalisation_importers();
std::span<const Importer> quantisation_importers();
std::span<const Importer> microsoft_importers();
std::span<const Importer> movement_importers();
std::span<const Importer> gather_importers();
std::span<const Importer> shape_importers();
std::span<const Importer> window_importers();
std::span<const Importer> resize_importers();
std::span<const Importer> detection_importers();

/// The importer of an operator, or nullptr.
const Importer* find_importer(std::string_view domain, std::string_view op_type);

}  // namespace yolozu::engine
