// SPDX-License-Identifier: Apache-2.0
#include "hostile_use.hpp"

#include <gtest/gtest.h>

#include "engine/ir/limits.hpp"
#include "guarded_run.hpp"
#include "models.hpp"
#include "resource_use.hpp"

namespace yolozu::test {

namespace {

// What constants may take that are computed in advance, with one more as the source of the next; the rest is for the
// program, and for what the sanitizers and an emulator keep.
constexpr std::uint64_t too_much = 2 * engine::limits::all_folded_bytes;

}  // namespace

Status use_hostile(const std::string& bytes) {
    const ResourceUse resources;
    const auto file = open_bytes(bytes);
    Status status = file ? guarded_run(*file) : Status(file.error());
    EXPECT_LT(resources.processor_seconds(), too_many_seconds);
    EXPECT_LE(resources.most_bytes().value_or(0), too_much);
    if (status) return status;
    EXPECT_FALSE(status.error().message().empty());
    EXPECT_NE(status.error().code(), ErrorCode::internal) << status.error().to_string();
    return status;
}

}  // namespace yolozu::test
