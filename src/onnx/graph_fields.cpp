// SPDX-License-Identifier: Apache-2.0
#include "onnx/graph_fields.hpp"

#include <fmt/format.h>

#include "onnx/element_type.hpp"
#include "onnx/tensor_fields.hpp"

namespace yolozu::onnx {
namespace {

// ---- attributes

/// The kind that a value's field belongs to, for files (IR version 1) that do not state it.
AttributeKind kind_of_field(std::uint32_t number) {
    switch (number) {
        case 2:
            return AttributeKind::real;
        case 3:
            return AttributeKind::integer;
        case 4:
            return AttributeKind::text;
        case 5:
            return AttributeKind::tensor;
        case 6:
            return AttributeKind::graph;
        case 7:
            return AttributeKind::reals;
        case 8:
            return AttributeKind::integers;
        case 9:
            return AttributeKind::texts;
        case 10:
            return AttributeKind::tensors;
        case 11:
            return AttributeKind::graphs;
        default:
            return AttributeKind::undefined;
    }
}

void read_subgraph(Reading& reading, pbf_reader message, std::string_view field, std::vector<Graph>& graphs) {
    if (reading.subgraph_depth == limits::subgraph_depth)
        fail_limit("subgraphs inside each other", limits::subgraph_depth);
    ++reading.subgraph_depth;
    reading.inside(field, graphs.size(), [&] { read_graph(reading, message, graphs.emplace_back()); });
    --reading.subgraph_depth;
}

void read_attribute_tensor(Reading& reading, pbf_reader message, std::string_view field,
                           std::vector<TensorData>& tensors) {
    reading.inside(field, tensors.size(), [&] { tensors.push_back(read_tensor(reading, message)); });
}

template <class T>
void add_entry(Reading& reading, std::vector<T>& list, T value) {
    reading.list_entries.spend();
    list.push_back(value);
}

void read_reals(Reading& reading, pbf_reader& message, std::vector<float>& reals) {
    if (message.wire_type() == protozero::pbf_wire_type::fixed32) {
        add_entry(reading, reals, message.get_float());
    } else {
        for (const float value : message.get_packed_float()) add_entry(reading, reals, value);
    }
}

void read_attribute_field(Reading& reading, pbf_reader& message, Attribute& attribute) {
    switch (message.tag_and_type()) {
        case bytes_field(1):
            attribute.name = read_text(message);
            break;
        case fixed32_field(2):
            attribute.real = message.get_float();
            break;
        case varint_field(3):
            attribute.integer = message.get_int64();
            break;
        case bytes_field(4):
            attribute.text = read_text(message, limits::file_bytes);
            break;
        case bytes_field(5):
            read_attribute_tensor(reading, message.get_message(), "t", attribute.tensors);
            break;
        case bytes_field(6):
            read_subgraph(reading, message.get_message(), "g", attribute.graphs);
            break;
        case fixed32_field(7):
        case bytes_field(7):
            read_reals(reading, message, attribute.reals);
            break;
        case varint_field(8):
        case bytes_field(8):
            read_integers(message, [&](std::int64_t value) { add_entry(reading, attribute.integers, value); });
            break;
        case bytes_field(9):
            add_entry(reading, attribute.texts, read_text(message, limits::file_bytes));
            break;
        case bytes_field(10):
            read_attribute_tensor(reading, message.get_message(), "tensors", attribute.tensors);
            break;
        case bytes_field(11):
            read_subgraph(reading, message.get_message(), "graphs", attribute.graphs);
            break;
        case bytes_field(21):
            attribute.reference = read_text(message);
            break;
        default:
            message.skip();
    }
}

void check_attribute(const Attribute& attribute) {
    if (attribute.kind == AttributeKind::tensor && attribute.tensors.size() != 1)
        fail_malformed(fmt::format("an attribute of one tensor has {}", attribute.tensors.size()));
    if (attribute.kind == AttributeKind::graph && attribute.graphs.size() != 1)
        fail_malformed(fmt::format("an attribute of one graph has {}", attribute.graphs.size()));
}

}  // namespace

Attribute read_attribute(Reading& reading, pbf_reader message) {
    reading.attributes.spend();
    Attribute attribute;
    AttributeKind implied = AttributeKind::undefined;
    while (message.next()) {
        if (message.tag_and_type() == varint_field(20)) {
            const std::int32_t number = message.get_enum();
            if (number < 0 || number > static_cast<std::int32_t>(AttributeKind::types))
                fail_malformed(fmt::format("there is no attribute type {}", number));
            attribute.kind = static_cast<AttributeKind>(number);
            continue;
        }
        if (kind_of_field(message.tag()) != AttributeKind::undefined) implied = kind_of_field(message.tag());
        read_attribute_field(reading, message, attribute);
    }
    if (attribute.kind == AttributeKind::undefined && attribute.reference.empty()) attribute.kind = implied;
    if (attribute.reference.empty()) check_attribute(attribute);
    return attribute;
}

// ---- nodes

Node read_node(Reading& reading, pbf_reader message) {
    reading.nodes.spend();
    Node node;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                add_entry(reading, node.inputs, read_text(message));
                break;
            case bytes_field(2):
                add_entry(reading, node.outputs, read_text(message));
                break;
            case bytes_field(3):
                node.name = read_text(message);
                break;
            case bytes_field(4):
                node.op_type = read_text(message);
                break;
            case bytes_field(5):
                reading.inside("attribute", node.attributes.size(),
                               [&] { node.attributes.push_back(read_attribute(reading, message.get_message())); });
                break;
            case bytes_field(7):
                node.domain = read_text(message);
                break;
            default:
                message.skip();
        }
    }
    if (node.op_type.empty()) fail_malformed("a node names no operator");
    return node;
}

// ---- values

namespace {

Extent read_extent(pbf_reader message) {
    Extent extent;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case varint_field(1):
                extent.value = message.get_int64();
                break;
            case bytes_field(2):
                extent.symbol = read_text(message);
                break;
            default:
                message.skip();
        }
    }
    // Exporters write -1 (and some 0) where they mean "any"; both are no extent that a value can be declared with.
    if (extent.value && *extent.value <= 0) extent.value.reset();
    return extent;
}

void read_tensor_type(pbf_reader message, ValueInfo& value) {
    value.is_tensor = true;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case varint_field(1):
                value.element = element_type(message.get_int32());
                break;
            case bytes_field(2): {
                pbf_reader shape = message.get_message();
                if (!value.shape) value.shape.emplace();
                while (shape.next(1, protozero::pbf_wire_type::length_delimited)) {
                    if (value.shape->size() == limits::rank) fail_limit("dimensions in one shape", limits::rank);
                    value.shape->push_back(read_extent(shape.get_message()));
                }
                break;
            }
            default:
                message.skip();
        }
    }
}

ValueInfo read_value_info(Reading& reading, pbf_reader message) {
    reading.values.spend();
    ValueInfo value;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                value.name = read_text(message);
                break;
            case bytes_field(2): {
                pbf_reader type = message.get_message();
                while (type.next(1, protozero::pbf_wire_type::length_delimited))
                    read_tensor_type(type.get_message(), value);
                break;
            }
            default:
                message.skip();
        }
    }
    return value;
}

void add_value(Reading& reading, pbf_reader message, std::string_view field, std::vector<ValueInfo>& values) {
    reading.inside(field, values.size(), [&] { values.push_back(read_value_info(reading, message)); });
}

std::string_view read_sparse_tensor_name(Reading& reading, pbf_reader message) {
    reading.tensors.spend();
    std::string_view name;
    while (message.next(1, protozero::pbf_wire_type::length_delimited)) {
        pbf_reader values = message.get_message();
        while (values.next(8, protozero::pbf_wire_type::length_delimited)) name = read_text(values);
    }
    return name;
}

}  // namespace

void read_graph(Reading& reading, pbf_reader message, Graph& graph) {
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                reading.inside("node", graph.nodes.size(),
                               [&] { graph.nodes.push_back(read_node(reading, message.get_message())); });
                break;
            case bytes_field(2):
                graph.name = read_text(message);
                break;
            case bytes_field(5):
                reading.inside("initializer", graph.initializers.size(),
                               [&] { graph.initializers.push_back(read_tensor(reading, message.get_message())); });
                break;
            case bytes_field(11):
                add_value(reading, message.get_message(), "input", graph.inputs);
                break;
            case bytes_field(12):
                add_value(reading, message.get_message(), "output", graph.outputs);
                break;
            case bytes_field(13):
                add_value(reading, message.get_message(), "value_info", graph.value_info);
                break;
            case bytes_field(15):
                reading.inside("sparse_initializer", graph.sparse_initializers.size(), [&] {
                    graph.sparse_initializers.push_back(read_sparse_tensor_name(reading, message.get_message()));
                });
                break;
            default:
                message.skip();
        }
    }
}

const Attribute* Node::find_attribute(std::string_view attribute_name) const {
    for (const Attribute& attribute : attributes)
        if (attribute.name == attribute_name) return &attribute;
    return nullptr;
}

}  // namespace yolozu::onnx
