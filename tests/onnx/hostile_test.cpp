// SPDX-License-Identifier: Apache-2.0
//
// Damaged models give a value or an error, never a crash; the sanitizers watch the memory.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "onnx/elements.hpp"
#include "read_bytes.hpp"
#include "support/mutation.hpp"
#include "support/onnx_builder.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

std::string model_with_everything() {
    const OnnxGraph branch =
        OnnxBuilder().initializer("k", {1}, std::vector<float>{1}).node("Mul", {"x", "k"}, {"y"}).graph();
    return OnnxBuilder()
        .producer("test", "1")
        .metadata("names", "{0: 'a'}")
        .input("x", DataType::float32, {"n", 3})
        .initializer("typed", {3}, std::vector<std::int64_t>{1, -1, 300})
        .initializer("raw", DataType::int8, {4}, "abcd")
        .node("If", {"x"}, {"y"}, {{"then_branch", branch}, {"pads", {1, 2, 3}}, {"scale", 0.5F}, {"mode", "linear"}})
        .node("Constant", {}, {"c"}, {{"value", OnnxTensor::floats("", {2}, {1, 2})}})
        .value_info("y", DataType::float32, {1, "m"})
        .output("y", DataType::float32, {1, 3})
        .build();
}

/// Reads the model and all its elements.
void use(const std::string& bytes) {
    const Result<onnx::Model> model = read_bytes(bytes);
    if (!model) {
        EXPECT_FALSE(model.error().to_string().empty());
        return;
    }
    for (const onnx::TensorData& tensor : model->graph.initializers) {
        const auto count = static_cast<std::size_t>(tensor.shape.element_count());
        if (tensor.storage == onnx::TensorStorage::external || count > bytes.size()) continue;
        std::vector<std::byte> elements(count * element_size(tensor.element.type));
        (void)onnx::copy_elements(tensor, elements).ok();
        (void)onnx::string_elements(tensor).ok();
    }
}

TEST(OnnxHostile, EveryTruncationIsAnErrorOrAModel) {
    const std::string bytes = model_with_everything();
    for (std::size_t length = 0; length < bytes.size(); ++length) use(bytes.substr(0, length));
}

TEST(OnnxHostile, EverySingleByteChange) {
    const std::string bytes = model_with_everything();
    for (std::size_t position = 0; position < bytes.size(); ++position) {
        for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF, bytes[position] ^ 0x01, bytes[position] ^ 0x08}) {
            std::string changed = bytes;
            changed[position] = static_cast<char>(value);
            use(changed);
        }
    }
}

TEST(OnnxHostile, RandomChangesInsertionsAndDeletions) {
    const std::string bytes = model_with_everything();
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 20'000; ++round) use(mutated(bytes, 8, random));
}

}  // namespace
}  // namespace yolozu::test
