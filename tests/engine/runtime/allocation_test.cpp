// SPDX-License-Identifier: Apache-2.0
//
// Once a session has run, further runs take no memory: not for the values, not for the work, not for handing it to
// threads.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "engine/runtime/compiled_model.hpp"
#include "models.hpp"
#include "support/files.hpp"

namespace {
std::atomic<std::size_t> allocations = 0;

void* count_and_allocate(std::size_t size, std::size_t alignment) noexcept {
    ++allocations;
    return std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
}

void* or_throw(void* memory) {
    return memory != nullptr ? memory : throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) {
    return or_throw(count_and_allocate(size, alignof(std::max_align_t)));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return or_throw(count_and_allocate(size, static_cast<std::size_t>(alignment)));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return count_and_allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return count_and_allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

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
