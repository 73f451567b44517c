// SPDX-License-Identifier: Apache-2.0
#include "onnx/reader.hpp"

#include <gmock/gmock.h>

#include <protozero/pbf_writer.hpp>
#include <string>

#include "onnx/element_type.hpp"
#include "onnx/limits.hpp"
#include "read_bytes.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using protozero::pbf_writer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// A model whose GraphProto is exactly these bytes.
std::string model_with_graph(const std::string& graph) {
    std::string bytes;
    pbf_writer model(bytes);
    model.add_int64(1, 8);
    model.add_message(7, graph);
    return bytes;
}

/// A graph with one message in `field`.
std::string graph_with(std::uint32_t field, const std::string& message) {
    std::string graph;
    pbf_writer(graph).add_message(field, message);
    return graph;
}

std::string tensor_bytes(std::initializer_list<std::int64_t> dims, int type) {
    std::string tensor;
    pbf_writer writer(tensor);
    writer.add_packed_int64(1, dims.begin(), dims.end());
    writer.add_int32(2, type);
    return tensor;
}

std::string error_of(const std::string& bytes) {
    const Result<onnx::Model> model = read_bytes(bytes);
    return model ? "no error" : std::string(to_string(model.error().code())) + ": " + model.error().to_string();
}

TEST(OnnxReader, ReadsEveryPartOfAModel) {
    const std::string bytes = OnnxBuilder()
                                  .ir_version(9)
                                  .opset(17)
                                  .opset(1, "com.microsoft")
                                  .producer("pytorch", "2.6.0")
                                  .metadata("task", "detect")
                                  .input("images", DataType::float16, {"batch", 3, OnnxExtent(), 64})
                                  .initializer("one", {2}, std::vector<float>{1.0F, 2.0F})
                                  .node("Add", {"images", "one"}, {"sum"}, {{"axis", -1}}, "add_0", "com.microsoft")
                                  .value_info("sum", DataType::float32, {1})
                                  .output("sum", DataType::float32, {1, 3, 64, 64})
                                  .build();
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    EXPECT_EQ(model->ir_version, 9);
    EXPECT_EQ(model->producer_name, "pytorch");
    EXPECT_EQ(model->producer_version, "2.6.0");
    ASSERT_THAT(model->opset_imports, SizeIs(2));
    EXPECT_EQ(model->opset_imports[0].version, 17);
    EXPECT_EQ(model->opset_imports[1].domain, "com.microsoft");
    ASSERT_THAT(model->metadata, SizeIs(1));
    EXPECT_EQ(model->metadata[0].key, "task");
    EXPECT_EQ(model->metadata[0].value, "detect");
    ASSERT_THAT(model->graph.nodes, SizeIs(1));
    const onnx::Node& node = model->graph.nodes[0];
    EXPECT_EQ(node.name, "add_0");
    EXPECT_EQ(node.op_type, "Add");
    EXPECT_EQ(node.domain, "com.microsoft");
    EXPECT_THAT(node.inputs, ElementsAre("images", "one"));
    EXPECT_THAT(node.outputs, ElementsAre("sum"));
    ASSERT_NE(node.find_attribute("axis"), nullptr);
    EXPECT_EQ(node.find_attribute("axis")->integer, -1);
    EXPECT_EQ(node.find_attribute("keepdims"), nullptr);
    ASSERT_THAT(model->graph.initializers, SizeIs(1));
    EXPECT_EQ(model->graph.initializers[0].name, "one");
    EXPECT_EQ(model->graph.initializers[0].shape, (Shape{2}));
    EXPECT_THAT(model->graph.value_info, SizeIs(1));
    EXPECT_THAT(model->graph.outputs, SizeIs(1));
}

TEST(OnnxReader, ReadsNumbersSymbolsAndUnknownExtents) {
    const std::string bytes = OnnxBuilder().input("images", DataType::float16, {"batch", 3, OnnxExtent(), -1}).build();
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    const onnx::ValueInfo& input = model->graph.inputs.at(0);
    EXPECT_TRUE(input.is_tensor);
    EXPECT_EQ(input.element.type, DataType::float16);
    ASSERT_THAT(*input.shape, SizeIs(4));
    EXPECT_EQ(input.shape->at(0).symbol, "batch");
    EXPECT_EQ(input.shape->at(1).value, 3);
    EXPECT_EQ(input.shape->at(2).value, std::nullopt);
    EXPECT_EQ(input.shape->at(3).value, std::nullopt);
}

TEST(OnnxReader, TellsAnUndeclaredShapeFromAScalar) {
    const std::string bytes =
        OnnxBuilder().output_without_shape("any", DataType::float32).output("scalar", DataType::float32, {}).build();
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    EXPECT_FALSE(model->graph.outputs.at(0).shape.has_value());
    EXPECT_THAT(model->graph.outputs.at(1).shape.value(), SizeIs(0));
}

TEST(OnnxReader, ReadsEveryKindOfAttribute) {
    const OnnxGraph branch = OnnxBuilder().node("Identity", {"outer"}, {"inner"}).graph();
    const std::string bytes = OnnxBuilder()
                                  .node("If", {}, {},
                                        {{"number", 7},
                                         {"real", 0.5F},
                                         {"text", "nearest"},
                                         {"numbers", {1, -2, 3}},
                                         {"reals", std::vector<float>{0.25F, -1.0F}},
                                         {"texts", std::vector<std::string>{"a", "b"}},
                                         {"tensor", OnnxTensor::floats("", {1}, {3.0F})},
                                         {"graph", branch}})
                                  .build();
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    const onnx::Node& node = model->graph.nodes.at(0);
    EXPECT_EQ(node.find_attribute("number")->integer, 7);
    EXPECT_EQ(node.find_attribute("number")->kind, onnx::AttributeKind::integer);
    EXPECT_EQ(node.find_attribute("real")->real, 0.5F);
    EXPECT_EQ(node.find_attribute("text")->text, "nearest");
    EXPECT_THAT(node.find_attribute("numbers")->integers, ElementsAre(1, -2, 3));
    EXPECT_THAT(node.find_attribute("reals")->reals, ElementsAre(0.25F, -1.0F));
    EXPECT_THAT(node.find_attribute("texts")->texts, ElementsAre("a", "b"));
    ASSERT_THAT(node.find_attribute("tensor")->tensors, SizeIs(1));
    EXPECT_EQ(node.find_attribute("tensor")->tensors[0].shape, (Shape{1}));
    ASSERT_THAT(node.find_attribute("graph")->graphs, SizeIs(1));
    EXPECT_EQ(node.find_attribute("graph")->graphs[0].nodes.at(0).op_type, "Identity");
}

TEST(OnnxReader, ReadsUnpackedListsLikePackedOnes) {
    std::string attribute;
    pbf_writer writer(attribute);
    writer.add_string(1, "pads");
    for (const int value : {1, -1}) writer.add_int64(8, value);
    for (const float value : {0.5F, 2.0F}) writer.add_float(7, value);
    std::string node;
    pbf_writer(node).add_string(4, "Pad");
    pbf_writer(node).add_message(5, attribute);
    const std::string bytes = model_with_graph(graph_with(1, node));
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    const onnx::Attribute& read = model->graph.nodes.at(0).attributes.at(0);
    EXPECT_THAT(read.integers, ElementsAre(1, -1));
    EXPECT_THAT(read.reals, ElementsAre(0.5F, 2.0F));
}

TEST(OnnxReader, TakesTheKindOfAnAttributeWithoutTypeFromItsField) {
    std::string attribute;
    pbf_writer(attribute).add_int64(3, 5);
    std::string node;
    pbf_writer(node).add_string(4, "Concat");
    pbf_writer(node).add_message(5, attribute);
    const std::string bytes = model_with_graph(graph_with(1, node));
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    EXPECT_EQ(model->graph.nodes.at(0).attributes.at(0).kind, onnx::AttributeKind::integer);
}

TEST(OnnxReader, SkipsUnknownFieldsAndKnownNumbersOfAnotherWireType) {
    std::string bytes = OnnxBuilder().node("Relu", {"a"}, {"b"}).build();
    pbf_writer writer(bytes);
    writer.add_string(900, "from the future");
    writer.add_fixed32(1, 77);  // ir_version is a varint
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    EXPECT_EQ(model->ir_version, 8);
    EXPECT_THAT(model->graph.nodes, SizeIs(1));
}

TEST(OnnxReader, KeepsTheNamesOfFunctions) {
    std::string bytes = OnnxBuilder().build();
    pbf_writer writer(bytes);
    {
        pbf_writer function(writer, 25);
        function.add_string(1, "Silu");
        function.add_string(10, "pkg.onnxscript");
    }
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    ASSERT_THAT(model->functions, SizeIs(1));
    EXPECT_EQ(model->functions[0].name, "Silu");
    EXPECT_EQ(model->functions[0].domain, "pkg.onnxscript");
}

TEST(OnnxReader, ReadsWhereExternalDataLie) {
    std::string tensor = tensor_bytes({1000, 1000}, 1);
    pbf_writer writer(tensor);
    for (const auto& [key, value] : {std::pair("location", "weights.bin"), {"offset", "4096"}, {"length", "4000000"}}) {
        pbf_writer entry(writer, 13);
        entry.add_string(1, key);
        entry.add_string(2, value);
    }
    writer.add_enum(14, 1);
    const std::string bytes = model_with_graph(graph_with(5, tensor));
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    const onnx::TensorData& read = model->graph.initializers.at(0);
    EXPECT_EQ(read.storage, onnx::TensorStorage::external);
    EXPECT_EQ(read.external.location, "weights.bin");
    EXPECT_EQ(read.external.offset, 4096U);
    EXPECT_EQ(read.external.length, 4'000'000U);
}

TEST(OnnxReader, KeepsTheNumberOfAnElementTypeItDoesNotKnow) {
    std::string tensor = tensor_bytes({3}, 99);
    pbf_writer(tensor).add_bytes(9, std::string("whatever"));
    const std::string bytes = model_with_graph(graph_with(5, tensor));
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    EXPECT_EQ(model->graph.initializers.at(0).element.type, DataType::undefined);
    EXPECT_EQ(onnx::to_string(model->graph.initializers.at(0).element), "type 99");
}

// ---- errors

TEST(OnnxReaderErrors, ATruncatedFileSaysWhere) {
    const std::string bytes = OnnxBuilder().node("Add", {"a", "b"}, {"c"}).node("Mul", {"a", "b"}, {"d"}).build();
    EXPECT_EQ(error_of(bytes.substr(0, 6)),
              "malformed: graph: the bytes end in the middle of a field; the file is cut short or damaged");
}

TEST(OnnxReaderErrors, DamageInsideNamesTheMessage) {
    std::string attribute;
    pbf_writer(attribute).add_string(1, "axis");
    attribute += "\x1A";  // a length-delimited field without its length
    std::string node;
    pbf_writer(node).add_string(4, "Concat");
    pbf_writer(node).add_message(5, attribute);
    std::string graph = graph_with(1, std::string("\x22\x01R", 3));
    graph += graph_with(1, node);
    EXPECT_EQ(error_of(model_with_graph(graph)),
              "malformed: graph.node[1].attribute[0]: the bytes end in the middle of a field; the file is cut short or "
              "damaged");
}

TEST(OnnxReaderErrors, OverlongNumbersAndBadTags) {
    EXPECT_EQ(error_of(std::string("\x08") + std::string(11, '\xFF')),
              "malformed: a number is longer than 64 bits; the file is damaged or not an ONNX model");
    EXPECT_EQ(error_of("This is a text."), "malformed: not a protobuf field; the file is damaged or not an ONNX model");
}

TEST(OnnxReaderErrors, AProtobufFileThatIsNoModel) {
    std::string bytes;
    pbf_writer(bytes).add_int64(1, 8);
    EXPECT_EQ(error_of(bytes),
              "malformed: has no graph or no IR version: it is damaged or some other protobuf file, expected an ONNX "
              "model");
}

TEST(OnnxReaderErrors, RawDataOfTheWrongSize) {
    const std::string bytes = OnnxBuilder().initializer("w", DataType::float32, {2, 3}, "12345678").build();
    EXPECT_EQ(error_of(bytes),
              "malformed: graph.initializer[0]: a float32 tensor of shape 2x3 has 8 bytes of raw_data, expected 24");
}

TEST(OnnxReaderErrors, TypedDataOfTheWrongCount) {
    const std::string bytes = OnnxBuilder().initializer("w", {4}, std::vector<float>{1, 2, 3}).build();
    EXPECT_EQ(error_of(bytes),
              "malformed: graph.initializer[0]: a float32 tensor of shape 4 has 3 elements in its data, expected 4");
}

TEST(OnnxReaderErrors, TypedDataInTheFieldOfAnotherType) {
    std::string tensor = tensor_bytes({1}, 1);
    pbf_writer(tensor).add_int64(7, 5);
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor))),
              "malformed: graph.initializer[0]: a float32 tensor of shape 1 has its elements in the field of another "
              "type");
}

TEST(OnnxReaderErrors, ElementsInTwoFields) {
    std::string tensor = tensor_bytes({1}, 1);
    pbf_writer(tensor).add_bytes(9, std::string("1234"));
    pbf_writer(tensor).add_float(4, 1.0F);
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor))),
              "malformed: graph.initializer[0]: a tensor has elements in two fields");
    std::string typed = tensor_bytes({2}, 1);
    pbf_writer(typed).add_float(4, 1.0F);
    pbf_writer(typed).add_int64(7, 1);
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, typed))),
              "malformed: graph.initializer[0]: a tensor has elements in two fields");
}

TEST(OnnxReaderErrors, TensorsWithImpossibleDims) {
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor_bytes({1, 1, 1, 1, 1, 1, 1, 1, 1}, 1)))),
              "limit_exceeded: graph.initializer[0]: more than the limit of 8 dimensions in one tensor");
    EXPECT_THAT(error_of(model_with_graph(graph_with(5, tensor_bytes({-2}, 1)))), HasSubstr("negative extent -2"));
    EXPECT_THAT(error_of(model_with_graph(graph_with(5, tensor_bytes({INT64_MAX, 4}, 1)))),
                HasSubstr("element count overflows 64 bits"));
    std::string tensor = tensor_bytes({INT64_MAX}, 1);
    pbf_writer(tensor).add_bytes(9, std::string("1234"));
    EXPECT_THAT(error_of(model_with_graph(graph_with(5, tensor))), HasSubstr("size in bytes overflows 64 bits"));
}

TEST(OnnxReaderErrors, TensorsWithoutTypeOrWithStringBytes) {
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor_bytes({1}, 0)))),
              "malformed: graph.initializer[0]: a tensor has no element type");
    std::string tensor = tensor_bytes({1}, 8);
    pbf_writer(tensor).add_bytes(9, std::string("1234"));
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor))),
              "malformed: graph.initializer[0]: a string tensor has raw_data");
}

TEST(OnnxReaderErrors, PackedListsThatEndInTheMiddle) {
    std::string varints = tensor_bytes({1}, 7);
    pbf_writer(varints).add_bytes(7, std::string("\x80"));
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, varints))),
              "malformed: graph.initializer[0]: a packed list of numbers ends in the middle of a number");
    std::string floats = tensor_bytes({1}, 1);
    pbf_writer(floats).add_bytes(4, std::string("12345"));
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, floats))),
              "malformed: graph.initializer[0]: a packed list of 4-byte numbers is 5 bytes long");
}

TEST(OnnxReaderErrors, SegmentedTensors) {
    std::string tensor = tensor_bytes({1}, 1);
    pbf_writer(tensor).add_message(3, std::string());
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor))),
              "unsupported: graph.initializer[0]: a tensor is cut into segments, which this program does not read");
}

TEST(OnnxReaderErrors, ExternalDataWithoutFileOrWithBadNumbers) {
    std::string nameless = tensor_bytes({1}, 1);
    pbf_writer(nameless).add_enum(14, 1);
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, nameless))),
              "malformed: graph.initializer[0]: a tensor with external data names no file");
    std::string tensor = tensor_bytes({1}, 1);
    pbf_writer writer(tensor);
    {
        pbf_writer entry(writer, 13);
        entry.add_string(1, "offset");
        entry.add_string(2, "-1");
    }
    EXPECT_EQ(error_of(model_with_graph(graph_with(5, tensor))),
              "malformed: graph.initializer[0].external_data[0]: external_data's offset is not a number");
}

TEST(OnnxReaderErrors, NodesWithoutOperator) {
    EXPECT_EQ(error_of(model_with_graph(graph_with(1, ""))), "malformed: graph.node[0]: a node names no operator");
}

TEST(OnnxReaderErrors, AttributesThatContradictTheirType) {
    const auto attribute_model = [](int type) {
        std::string attribute;
        pbf_writer(attribute).add_enum(20, type);
        std::string node;
        pbf_writer(node).add_string(4, "If");
        pbf_writer(node).add_message(5, attribute);
        return model_with_graph(graph_with(1, node));
    };
    EXPECT_EQ(error_of(attribute_model(5)), "malformed: graph.node[0].attribute[0]: an attribute of one graph has 0");
    EXPECT_EQ(error_of(attribute_model(4)), "malformed: graph.node[0].attribute[0]: an attribute of one tensor has 0");
    EXPECT_EQ(error_of(attribute_model(15)), "malformed: graph.node[0].attribute[0]: there is no attribute type 15");
}

OnnxGraph nested_graph(std::size_t depth) {
    OnnxBuilder builder;
    if (depth > 0) builder.node("If", {"c"}, {"x"}, {{"then_branch", nested_graph(depth - 1)}});
    return builder.graph();
}

TEST(OnnxReaderErrors, SubgraphsDeeperThanTheLimit) {
    EXPECT_TRUE(read_bytes(model_with_graph(nested_graph(onnx::limits::subgraph_depth).bytes)).ok());
    EXPECT_THAT(error_of(model_with_graph(nested_graph(onnx::limits::subgraph_depth + 1).bytes)),
                HasSubstr("more than the limit of 16 subgraphs inside each other"));
}

TEST(OnnxReaderErrors, MoreNodesThanTheLimit) {
    std::string graph;
    const std::string node = graph_with(1, std::string("\x22\x01R", 3));
    for (std::size_t count = 0; count <= onnx::limits::nodes; ++count) graph += node;
    EXPECT_EQ(error_of(model_with_graph(graph)),
              "limit_exceeded: graph.node[1000000]: more than the limit of 1000000 nodes");
}

TEST(OnnxReaderErrors, NamesLongerThanTheLimit) {
    const std::string bytes = OnnxBuilder().node(std::string(70'000, 'x'), {}, {}).build();
    EXPECT_EQ(error_of(bytes), "limit_exceeded: graph.node[0]: more than the limit of 65536 bytes in one text");
}

TEST(OnnxReaderErrors, MoreMetadataThanTheLimit) {
    OnnxBuilder builder;
    for (std::size_t count = 0; count <= onnx::limits::metadata_entries; ++count) builder.metadata("k", "v");
    EXPECT_EQ(error_of(builder.build()), "limit_exceeded: more than the limit of 10000 metadata_props");
}

TEST(OnnxReaderErrors, DeclaredShapesWithTooManyDimensions) {
    const std::string bytes = OnnxBuilder().output("y", DataType::float32, {1, 1, 1, 1, 1, 1, 1, 1, 1}).build();
    EXPECT_EQ(error_of(bytes), "limit_exceeded: graph.output[0]: more than the limit of 8 dimensions in one shape");
}

}  // namespace
}  // namespace yolozu::test
