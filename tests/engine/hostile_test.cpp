// SPDX-License-Identifier: Apache-2.0
//
// Damaged models all the way to a run: each gives a result or an error, never a crash, and none takes long. The
// sanitizers watch the memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "hostile_use.hpp"
#include "small_models.hpp"
#include "support/files.hpp"
#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

class Hostile : public testing::TestWithParam<SmallModel> {};

TEST_P(Hostile, TheModelItselfRuns) {
    const Status status = use_hostile(GetParam().bytes);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
}

TEST_P(Hostile, EveryTruncation) {
    const std::string& bytes = GetParam().bytes;
    std::size_t errors = 0;
    for (std::size_t length = 0; length < bytes.size(); ++length)
        if (!use_hostile(bytes.substr(0, length))) ++errors;
    EXPECT_GT(errors, bytes.size() / 2);
}

TEST_P(Hostile, EverySingleByteChange) {
    const std::string& bytes = GetParam().bytes;
    for (std::size_t position = 0; position < bytes.size(); ++position) {
        for (const int value : {0x00, 0x7F, 0xFF, bytes[position] ^ 0x01, bytes[position] ^ 0x40}) {
            std::string changed = bytes;
            changed[position] = static_cast<char>(value);
            SCOPED_TRACE("byte " + std::to_string(position) + " = " + std::to_string(value & 0xFF));
            (void)use_hostile(changed);
        }
        if (HasFailure()) return;
    }
}

TEST_P(Hostile, RandomChangesInsertionsAndDeletions) {
    const std::string& bytes = GetParam().bytes;
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 1000 && !HasFailure(); ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        (void)use_hostile(mutated(bytes, 4, random));
    }
}

std::string model_name(const testing::TestParamInfo<SmallModel>& info) {
    return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Models, Hostile, testing::ValuesIn(small_models()), model_name);

/// A real model with some of its first bytes changed: the nodes come first, the weights after them.
void damage(const std::string& bytes, int rounds) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::size_t nodes = std::min<std::size_t>(bytes.size(), 20'000);
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        (void)use_hostile(bytes.substr(0, random() % bytes.size()));
        std::string changed = bytes;
        for (int change = 0; change < 3; ++change) changed[random() % nodes] = static_cast<char>(random());
        (void)use_hostile(changed);
    }
}

TEST(HostileModels, Demo) {
    const std::string bytes = read_text(source_dir() / "models/demo/model.onnx");
    EXPECT_TRUE(use_hostile(bytes).ok());
    damage(bytes, 40);
}

TEST(HostileModels, Shared) {
    YOLOZU_REQUIRE_SHARED();
    constexpr std::uintmax_t small = 4'000'000;
    for (const auto& entry : std::filesystem::directory_iterator(shared("models"))) {
        if (entry.path().extension() != ".onnx" || entry.file_size() > small) continue;
        SCOPED_TRACE(entry.path().filename());
        const std::string bytes = read_text(entry.path());
        (void)use_hostile(bytes);  // extents that the model leaves open need not be possible as 2
        damage(bytes, 5);
    }
}

}  // namespace
}  // namespace yolozu::test
