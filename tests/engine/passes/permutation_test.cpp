// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/permutation.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace yolozu::engine {
namespace {

/// Elements by their number in the first tensor, with the extents they have now.
struct Numbered {
    std::vector<std::int64_t> extents, numbers;
};

std::int64_t product(const std::vector<std::int64_t>& extents) {
    return std::accumulate(extents.begin(), extents.end(), std::int64_t{1}, std::multiplies<>());
}

Numbered numbered(const std::vector<std::int64_t>& extents) {
    Numbered result{extents, std::vector<std::int64_t>(static_cast<std::size_t>(product(extents)))};
    std::iota(result.numbers.begin(), result.numbers.end(), std::int64_t{0});
    return result;
}

Numbered transposed(const Numbered& from, const Permutation& permutation) {
    const std::size_t rank = from.extents.size();
    std::vector<std::int64_t> strides(rank, 1), extents(rank);
    for (std::size_t axis = rank; axis-- > 1;) strides[axis - 1] = strides[axis] * from.extents[axis];
    for (std::size_t axis = 0; axis < rank; ++axis)
        extents[axis] = from.extents[static_cast<std::size_t>(permutation[axis])];
    Numbered to = numbered(extents);
    for (std::int64_t& number : to.numbers) {
        std::int64_t rest = number, place = 0;
        for (std::size_t axis = rank; axis-- > 0;) {
            place += rest % extents[axis] * strides[static_cast<std::size_t>(permutation[axis])];
            rest /= extents[axis];
        }
        number = from.numbers[static_cast<std::size_t>(place)];
    }
    return to;
}

class Random {
public:
    std::int64_t below(std::int64_t limit) {
        return std::uniform_int_distribution<std::int64_t>(0, limit - 1)(engine_);
    }
    Permutation permutation(std::size_t rank) {
        Permutation result(rank);
        std::iota(result.begin(), result.end(), std::int64_t{0});
        std::shuffle(result.begin(), result.end(), engine_);
        return result;
    }
    std::vector<std::int64_t> extents(std::size_t rank) {
        std::vector<std::int64_t> result(rank);
        for (std::int64_t& extent : result) extent = std::array{1, 2, 3, 4, 6}[static_cast<std::size_t>(below(5))];
        return result;
    }
    /// Other extents with the same product: neighbours are joined, axes cut and ones put in.
    std::vector<std::int64_t> reshaped(std::vector<std::int64_t> extents) {
        for (std::int64_t change = below(4); change >= 0; --change) {
            const auto axis = static_cast<std::size_t>(below(static_cast<std::int64_t>(extents.size())));
            const auto place = extents.begin() + static_cast<std::ptrdiff_t>(axis);
            const std::int64_t kind = below(3);
            if (kind == 0 && axis + 1 < extents.size()) {
                extents[axis] *= extents[axis + 1];
                extents.erase(place + 1);
            } else if (extents.size() < 6) {
                const std::int64_t divisor = kind == 1 && extents[axis] % 2 == 0 ? 2 : 1;
                extents[axis] /= divisor;
                extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(axis), divisor);
            }
        }
        return extents;
    }

private:
    std::minstd_rand engine_{7};
};

TEST(Permutations, TheInverseUndoes) {
    Random random;
    for (int round = 0; round < 200; ++round) {
        const Permutation permutation = random.permutation(static_cast<std::size_t>(1 + random.below(6)));
        EXPECT_TRUE(is_identity(composed(permutation, inverse(permutation))));
        EXPECT_TRUE(is_identity(composed(inverse(permutation), permutation)));
    }
}

TEST(Permutations, ComposingDoesOneAfterTheOther) {
    Random random;
    for (int round = 0; round < 200; ++round) {
        const auto rank = static_cast<std::size_t>(1 + random.below(5));
        const Numbered start = numbered(random.extents(rank));
        const Permutation first = random.permutation(rank), second = random.permutation(rank);
        const Numbered expected = transposed(transposed(start, first), second);
        const Numbered found = transposed(start, composed(first, second));
        EXPECT_EQ(expected.extents, found.extents);
        EXPECT_EQ(expected.numbers, found.numbers);
    }
}

TEST(Permutations, KeepsOrderIsRight) {
    Random random;
    for (int round = 0; round < 500; ++round) {
        const auto rank = static_cast<std::size_t>(1 + random.below(4));
        const std::vector<std::int64_t> extents = random.extents(rank);
        const Permutation permutation = random.permutation(rank);
        const Numbered start = numbered(extents);
        const bool same = transposed(start, permutation).numbers == start.numbers;
        EXPECT_EQ(keeps_order(permutation, *Shape::from(extents)), same);
    }
}

TEST(TurnReshape, GivesTheSameElements) {
    Random random;
    int turned_count = 0;
    for (int round = 0; round < 20000; ++round) {
        const auto rank = static_cast<std::size_t>(1 + random.below(5));
        const std::vector<std::int64_t> extents = random.extents(rank);
        const Permutation permutation = random.permutation(rank);
        const Numbered before = transposed(numbered(extents), permutation);
        const std::vector<std::int64_t> result = random.reshaped(before.extents);
        ASSERT_EQ(product(result), product(extents));
        const auto turned = turn_reshape(*Shape::from(extents), permutation, *Shape::from(result));
        if (!turned) continue;
        ++turned_count;
        ASSERT_EQ(product(turned->shape), product(extents));
        const Numbered found = transposed(numbered(turned->shape), turned->permutation);
        ASSERT_EQ(found.extents, result) << "round " << round;
        ASSERT_EQ(found.numbers, before.numbers) << "round " << round;
    }
    EXPECT_GT(turned_count, 5000);
}

TEST(TurnReshape, TornAxesAreRefusedAndEmptyTensorsSafe) {
    EXPECT_FALSE(turn_reshape({2, 3}, {1, 0}, {6}).has_value());
    EXPECT_TRUE(turn_reshape({1, 8, 20, 20}, {0, 2, 3, 1}, {1, 400, 8}).has_value());
    for (const Shape& result : {Shape{0}, Shape{0, 5}, Shape{3, 0, 2}}) {
        const auto turned = turn_reshape({2, 0, 3}, {2, 0, 1}, result);
        EXPECT_TRUE(!turned || turned->permutation.size() == result.rank());
    }
}

}  // namespace
}  // namespace yolozu::engine
