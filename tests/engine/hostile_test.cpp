// SPDX-License-Identifier: Apache-2.0
//
// Damaged models all the way to a run: each gives a result or an error, never a crash, and none takes long. The
// sanitizers watch the memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

#include "guarded_run.hpp"
#include "models.hpp"
#include "small_models.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds too_long(10);

/// Opens and runs what may be a model.
Status use(const std::string& bytes) {
    const Clock::time_point begin = Clock::now();
    const auto file = open_bytes(bytes);
    Status status = file ? guarded_run(*file) : Status(file.error());
    EXPECT_LT(Clock::now() - begin, too_long);
    if (status) return status;
    EXPECT_FALSE(status.error().message().empty());
    EXPECT_NE(status.error().code(), ErrorCode::internal) << status.error().to_string();
    return status;
}

class Hostile : public testing::TestWithParam<SmallModel> {};

TEST_P(Hostile, TheModelItselfRuns) {
    const Status status = use(GetParam().bytes);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
}

TEST_P(Hostile, EveryTruncation) {
    const std::string& bytes = GetParam().bytes;
    std::size_t errors = 0;
    for (std::size_t length = 0; length < bytes.size(); ++length)
        if (!use(bytes.substr(0, length))) ++errors;
    EXPECT_GT(errors, bytes.size() / 2);
}

TEST_P(Hostile, EverySingleByteChange) {
    const std::string& bytes = GetParam().bytes;
    for (std::size_t position = 0; position < bytes.size(); ++position) {
        for (const int value : {0x00, 0x7F, 0xFF, bytes[position] ^ 0x01, bytes[position] ^ 0x40}) {
            std::string changed = bytes;
            changed[position] = static_cast<char>(value);
            SCOPED_TRACE("byte " + std::to_string(position) + " = " + std::to_string(value & 0xFF));
            (void)use(changed);
        }
        if (HasFailure()) return;
    }
}

TEST_P(Hostile, RandomChangesInsertionsAndDeletions) {
    const std::string& bytes = GetParam().bytes;
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto below = [&](std::size_t limit) { return random() % limit; };
    for (int round = 0; round < 1000 && !HasFailure(); ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        std::string changed = bytes;
        for (std::size_t change = below(4) + 1; change > 0 && !changed.empty(); --change) {
            const std::size_t position = below(changed.size());
            switch (below(3)) {
                case 0:
                    changed[position] = static_cast<char>(random());
                    break;
                case 1:
                    changed.insert(position, 1, static_cast<char>(random()));
                    break;
                default:
                    changed.erase(position, below(4));
            }
        }
        (void)use(changed);
    }
}

std::string model_name(const testing::TestParamInfo<SmallModel>& info) {
    return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Models, Hostile, testing::ValuesIn(small_models()), model_name);

/// A real model with some of its first bytes changed: the nodes come first, the weights after them.
void damage(const std::string& bytes, int rounds) {
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::size_t nodes = std::min<std::size_t>(bytes.size(), 20'000);
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        (void)use(bytes.substr(0, random() % bytes.size()));
        std::string changed = bytes;
        for (int change = 0; change < 3; ++change) changed[random() % nodes] = static_cast<char>(random());
        (void)use(changed);
    }
}

TEST(HostileModels, Demo) {
    const std::string bytes = read_text(source_dir() / "models/demo/model.onnx");
    EXPECT_TRUE(use(bytes).ok());
    damage(bytes, 40);
}

TEST(HostileModels, Shared) {
    YOLOZU_REQUIRE_SHARED();
    constexpr std::uintmax_t small = 4'000'000;
    for (const auto& entry : std::filesystem::directory_iterator(shared("models"))) {
        if (entry.path().extension() != ".onnx" || entry.file_size() > small) continue;
        SCOPED_TRACE(entry.path().filename());
        const std::string bytes = read_text(entry.path());
        (void)use(bytes);  // extents that the model leaves open need not be possible as 2
        damage(bytes, 5);
    }
}

}  // namespace
}  // namespace yolozu::test
