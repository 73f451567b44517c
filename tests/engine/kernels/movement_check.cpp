// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "engine/kernels/kernel_check.hpp"

namespace yolozu::test {
namespace {

using engine::CopyRowsTask;
using engine::permute_task;
using engine::PermuteTask;

/// A transposition of x into a y with a gap behind each of its rows.
template <class Element>
void check_permutation(const engine::Kernels& kernels, const std::vector<std::size_t>& x_extents,
                       const std::vector<std::size_t>& permutation) {
    const std::size_t rank = x_extents.size();
    std::vector<std::size_t> strides(rank), extents(rank), x_strides(rank), y_strides(rank);
    std::size_t x_size = 1, y_size = 1;
    for (std::size_t axis = rank; axis-- > 0;) {
        strides[axis] = x_size;
        x_size *= x_extents[axis];
    }
    for (std::size_t axis = rank; axis-- > 0;) {
        extents[axis] = x_extents[permutation[axis]];
        x_strides[axis] = strides[permutation[axis]];
        y_strides[axis] = y_size;
        y_size = y_size * extents[axis] + (axis + 1 == rank && extents[axis] > 1 ? 5 : 0);
    }
    const std::vector<Element> x = random_integers<Element>(x_size, 0, 100);
    std::vector<Element> expected = untouched<Element>(y_size);
    for (std::size_t index = 0; index < x_size; ++index) {
        std::size_t rest = index, from = 0, to = 0;
        for (std::size_t axis = rank; axis-- > 0; rest /= extents[axis]) {
            from += rest % extents[axis] * x_strides[axis];
            to += rest % extents[axis] * y_strides[axis];
        }
        expected[to] = x[from];
    }
    expect_output<PermuteTask>(kernels.permute, expected, {}, [&](Element* y) {
        Result<PermuteTask> task = permute_task(sizeof(Element), extents, reinterpret_cast<const std::byte*>(x.data()),
                                                x_strides, reinterpret_cast<std::byte*>(y), y_strides);
        EXPECT_TRUE(task) << ((task ? "" : task.error().to_string()));
        return task ? *task : PermuteTask{};
    });
}

template <class Element>
void check_elements(const engine::Kernels& kernels) {
    for (std::size_t rows = 1; rows <= 35; ++rows)
        for (std::size_t columns = 0; columns <= 20; ++columns)
            check_permutation<Element>(kernels, {2, rows, columns}, {0, 2, 1});
    check_permutation<Element>(kernels, {20, 1030}, {1, 0});
    check_permutation<Element>(kernels, {1030, 3}, {1, 0});
    check_permutation<Element>(kernels, {7, 5}, {0, 1});
    check_permutation<Element>(kernels, {}, {});
    std::vector<std::size_t> permutation{0, 1, 2, 3, 4};
    do check_permutation<Element>(kernels, {2, 3, 1, 5, 4}, permutation);
    while (std::ranges::next_permutation(permutation).found);
    check_permutation<Element>(kernels, {2, 1, 3, 2, 2, 1, 2, 3}, {7, 3, 1, 5, 0, 2, 6, 4});
}

}  // namespace

void check_permute(const engine::Kernels& kernels) {
    check_elements<std::uint8_t>(kernels);
    check_elements<std::uint16_t>(kernels);
    check_elements<std::uint32_t>(kernels);
    check_elements<std::uint64_t>(kernels);
}

void check_copy_rows(const engine::Kernels& kernels) {
    for (const std::size_t bytes : {0UL, 1UL, 7UL, 64UL, 70UL, engine::copy_block, 2 * engine::copy_block + 3}) {
        constexpr std::size_t rows = 3;
        const std::size_t x_stride = bytes + 1, y_stride = bytes + 4;
        const auto x = random_integers<std::uint8_t>(rows * x_stride, 0, 100);
        std::vector<std::uint8_t> expected = untouched<std::uint8_t>(rows * y_stride);
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t byte = 0; byte < bytes; ++byte) expected[row * y_stride + byte] = x[row * x_stride + byte];
        expect_output<CopyRowsTask>(kernels.copy_rows, expected, {}, [&](std::uint8_t* y) {
            return CopyRowsTask{.rows = rows,
                                .row_bytes = bytes,
                                .x = reinterpret_cast<const std::byte*>(x.data()),
                                .x_stride = x_stride,
                                .y = reinterpret_cast<std::byte*>(y),
                                .y_stride = y_stride};
        });
    }
}

TEST(PermuteTask, ElementsThatAreNoNeighboursAreRowsOfTheirOwn) {
    const std::vector<std::size_t> extents{5, 1}, x_strides{1, 1}, y_strides{7, 1};
    const Result<PermuteTask> task = permute_task(4, extents, nullptr, x_strides, nullptr, y_strides);
    ASSERT_TRUE(task);
    EXPECT_EQ(task->rows, 5U);
    EXPECT_EQ(task->columns, 1U);
    EXPECT_EQ(task->y_row_stride, 7U);
}

TEST(PermuteTask, JoinsAxesThatAreWalkedAsOne) {
    const std::vector<std::size_t> extents{2, 4, 5, 3}, x_strides{60, 5, 1, 20}, y_strides{60, 15, 3, 1};
    const Result<PermuteTask> task = permute_task(4, extents, nullptr, x_strides, nullptr, y_strides);
    ASSERT_TRUE(task);
    EXPECT_EQ(task->outer_rank, 1U);
    EXPECT_EQ(task->rows, 20U);
    EXPECT_EQ(task->columns, 3U);
    EXPECT_EQ(task->x_row_stride, 1U);
}

TEST(PermuteTask, RefusesWhatTheKernelCannotDo) {
    const std::vector<std::size_t> nine(9, 1), two{2, 2}, strides{2, 1};
    EXPECT_FALSE(permute_task(4, nine, nullptr, nine, nullptr, nine));
    EXPECT_FALSE(permute_task(3, two, nullptr, strides, nullptr, strides));
    EXPECT_FALSE(permute_task(4, two, nullptr, nine, nullptr, strides));
}

}  // namespace yolozu::test
