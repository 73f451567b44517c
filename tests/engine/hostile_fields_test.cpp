// SPDX-License-Identifier: Apache-2.0
//
// Models with one field, or a few, changed to something that no exporter would write: attributes, extents, names of
// values, types. Each gives a result or an error, never a crash, and none takes long.
#include <gtest/gtest.h>

#include <random>

#include "field_changes.hpp"
#include "hostile_use.hpp"
#include "onnx_cases.hpp"
#include "small_models.hpp"
#include "support/files.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

std::string describe(const FieldPlace& place, std::size_t change) {
    return "message of kind " + std::to_string(static_cast<int>(place.message->kind)) + ", its field " +
           std::to_string(place.index) + ", change " + std::to_string(change);
}

class HostileFields : public testing::TestWithParam<SmallModel> {};

TEST_P(HostileFields, TheTreeIsTheWholeModel) {
    EXPECT_EQ(serialise(parse_fields(GetParam().bytes)), GetParam().bytes);
}

TEST_P(HostileFields, EverySingleFieldChange) {
    Message model = parse_fields(GetParam().bytes);
    const std::vector<std::string> names = names_of(model);
    const std::size_t count = places_of(model).size();
    std::size_t tried = 0, refused = 0;
    for (std::size_t index = 0; index < count && !HasFailure(); ++index) {
        const FieldPlace place = places_of(model)[index];
        std::size_t number = 0;
        for (FieldChange& change : changes_of(place, names)) {
            SCOPED_TRACE(describe(place, number++));
            FieldChange undo = apply(place, std::move(change));
            if (!use_hostile(serialise(model))) ++refused;
            apply(place, std::move(undo));
            ++tried;
        }
    }
    EXPECT_EQ(serialise(model), GetParam().bytes);
    EXPECT_GT(tried, 1000U);
    EXPECT_GT(refused, tried / 4);
    EXPECT_LT(refused, tried);
}

void try_random_changes(const std::string& bytes, int rounds) {
    const Message model = parse_fields(bytes);
    const std::vector<std::string> names = names_of(model);
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand random(seed);
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        Message changed = model;
        // A change may be in what an earlier one put there.
        for (auto left = random() % 4 + 1; left > 0; --left) change_a_field(changed, names, random);
        (void)use_hostile(serialise(changed));
    }
}

TEST_P(HostileFields, SomeFieldChangesAtOnce) {
    try_random_changes(GetParam().bytes, 1000);
}

std::string model_name(const testing::TestParamInfo<SmallModel>& info) {
    return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(Models, HostileFields, testing::ValuesIn(small_models()), model_name);

TEST(HostileFieldsOfModels, WithOneNodeOfEachKind) {
    const std::vector<OnnxCase> cases = onnx_cases("node");
    EXPECT_GE(cases.size(), 900U) << "install libonnx-testdata (tools/setup.sh test does)";
    for (const OnnxCase& one : cases) {
        SCOPED_TRACE(one.name);
        try_random_changes(read_text(one.folder / "model.onnx"), 10);
        if (HasFailure()) return;
    }
}

TEST(HostileFieldsOfModels, Demo) {
    try_random_changes(read_text(source_dir() / "models/demo/model.onnx"), 100);
}

}  // namespace
}  // namespace yolozu::test
