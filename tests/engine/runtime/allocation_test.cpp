// SPDX-License-Identifier: Apache-2.0
//
// Once a session has run, further runs take no memory: not for the values, not for the work, not for handing it to
// threads.
#include <gtest/gtest.h>

#include "engine/runtime/compiled_model.hpp"
#include "models.hpp"
#include "support/allocations.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

TEST(Allocation, HappensInTheFirstRunOnly) {
    const auto file = engine::open_model(source_dir() / "models/demo/model.onnx");
    ASSERT_TRUE(file.ok());
    std::vector<std::int64_t> extents;
    for (const onnx::Extent& extent : *(*file)->model.graph.inputs[0].shape)
        extents.push_back(extent.value.value_or(1));
    const Tensor input = random_tensor(*Shape::from(extents), 1);
    const TensorView view = input.view();
    const auto graph = engine::prepare_graph(*file, {&view.shape, 1});
    ASSERT_TRUE(graph.ok());
    for (const Isa isa : supported_isas()) {
        if (isa == Isa::ref) continue;  // the reference operators are not made for speed
        for (const int threads : {1, 3}) {
            SCOPED_TRACE(std::string(to_string(isa)) + ", threads: " + std::to_string(threads));
            const auto model = engine::CompiledModel::compile(*graph, isa);
            ASSERT_TRUE(model.ok());
            const auto executor = engine::Executor::create(*model, threads);
            ASSERT_TRUE(executor.ok());
            ASSERT_TRUE((*executor)->run({&view, 1}).ok());
            const std::size_t before = allocations;
            for (int run = 0; run < 3; ++run) ASSERT_TRUE((*executor)->run({&view, 1}).ok());
            EXPECT_EQ(allocations - before, 0U);
        }
    }
}

}  // namespace
}  // namespace yolozu::test
