// SPDX-License-Identifier: Apache-2.0
//
// Damaged models and texts give a value or an error, never a crash; the sanitizers watch the memory.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <span>

#include "head_graphs.hpp"
#include "model/class_names.hpp"
#include "model/python_literal.hpp"
#include "model/signature.hpp"
#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

constexpr std::size_t most_changes = 6;

TEST(ModelHostile, MutatedModelsAreDecidedOrRefused) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const OnnxBuilder graphs[] = {yolov8_graph(), yolov5_graph(), yolov6_graph(), yolox_raw_graph(), yolov10_graph()};
    for (OnnxBuilder graph : graphs) {
        const std::string bytes = graph.metadata("names", "{0: 'a', 1: 'b'}")
                                      .metadata("imgsz", "[64, 64]")
                                      .metadata("args", "{'nms': False}")
                                      .metadata("task", "detect")
                                      .input("images", DataType::float32, {1, 3, 64, 64})
                                      .output("output0", DataType::float32, {1, 6, 84})
                                      .build();
        for (int round = 0; round < 2'000; ++round) {
            const std::string changed = mutated(bytes, most_changes, random);
            const Result<ModelSignature> signature = signature_from_bytes(std::as_bytes(std::span(changed)));
            if (!signature) continue;
            const Result<ModelInfo> info = decide_model(*signature);
            if (info) {
                EXPECT_GT(info->input_width, 0);
                EXPECT_LT(info->outputs.front().index, signature->outputs.size());
            }
        }
    }
}

// To look for each constant among all of them would take hours for the largest file that is read.
TEST(ModelHostile, ManyConstantsAreFoundAtOnce) {
    constexpr int count = 100'000;
    OnnxBuilder graph;
    graph.input("images", DataType::float32, {1, 3, 64, 64}).output("output0", DataType::float32, {1, 3, 64, 64});
    std::vector<std::string> results;
    for (int index = 0; index < count; ++index) {
        const std::string weights = fmt::format("weights {:06}", index);
        graph.initializer(weights, {1}, std::vector<float>{1});
        graph.node("MatMul", {"images", weights}, {results.emplace_back(fmt::format("result {:06}", index))});
    }
    graph.node("Sum", results, {"output0"});
    const std::string bytes = graph.build();
    const Result<ModelSignature> signature = signature_from_bytes(std::as_bytes(std::span(bytes)));
    ASSERT_TRUE(signature) << signature.error().to_string();
    EXPECT_TRUE(signature->tails.at(0).ends.contains("MatMul"));
}

TEST(ModelHostile, MutatedNamesAreReadOrRefused) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::string literal = R"({0: 'a\x41', 1: "it's \u00e9", 2: ['x', (1, 2.5), {'k': None}], 3: True})";
    const std::string yaml = "path: x\nnames:\n  0: 'a''b'\n  1: \"c\\n\" # d\n  2: e\n- f\nnames: [a, 'b', {c: d}]\n";
    for (int round = 0; round < 20'000; ++round) {
        (void)parse_class_names(mutated(literal, most_changes, random)).ok();
        (void)class_names_from_yaml(mutated(yaml, most_changes, random)).ok();
    }
}

}  // namespace
}  // namespace yolozu::test
