// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "head_graphs.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ModelSignature detector(std::string names) {
    ModelSignature signature = signature_of(yolov8_graph(), {1, 6, 8400});
    if (!names.empty()) signature.metadata.emplace_back("names", std::move(names));
    return signature;
}

TEST(DecideNames, FromMetadata) {
    const Result<ModelInfo> info = decide_model(detector("{0: 'cat', 1: \"dog's\"}"));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_THAT(info->names, ElementsAre("cat", "dog's"));
    EXPECT_EQ(info->class_count, 2);
}

TEST(DecideNames, TheFlagsComeFirst) {
    const Result<ModelInfo> info =
        decide_model(detector("{0: 'broken"), {.names = std::vector<std::string>{"chat", "chien"}});
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_THAT(info->names, ElementsAre("chat", "chien"));
}

TEST(DecideNames, WithoutNamesTheShapeTellsTheirNumber) {
    const Result<ModelInfo> info = decide_model(detector(""));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_TRUE(info->names.empty());
    EXPECT_EQ(info->class_count, 2);
}

TEST(DecideNamesErrors, MetadataThatCannotBeRead) {
    EXPECT_EQ(
        decision(detector("{0: 'cat")),
        "malformed: metadata names cannot be read: at character 5: this string has no closing quote; pass the class "
        "names with --names FILE");
}

TEST(DecideNamesErrors, AnotherNumberThanTheOutputs) {
    EXPECT_EQ(
        decision(detector("['a', 'b', 'c']")),
        "malformed: output 'output0' float32 1x6x8400 holds 2 classes as yolov8, but metadata names list 3; pass the "
        "right ones with --names FILE, or say the task with --task (other tasks than detection add numbers to a row)");
    EXPECT_EQ(
        decision(detector(""), {.names = std::vector<std::string>{"a"}}),
        "invalid_argument: output 'output0' float32 1x6x8400 holds 2 classes as yolov8, but --names list 1; pass the "
        "names of this model, one for each column of scores");
}

TEST(DecideNamesErrors, AnotherNumberForTheHeadAskedFor) {
    EXPECT_THAT(decision(detector("['a', 'b', 'c']"), {.head = Head::yolov8}),
                HasSubstr("holds 2 classes as yolov8, but metadata names list 3"));
}

TEST(DecideNamesErrors, NoNumberOfClassesAnywhere) {
    EXPECT_EQ(
        decision(signature_of(yolov8_graph(), {"batch", "channels", 8400})),
        "ambiguous: the output's shape leaves the number of classes open and nothing names them; pass their names "
        "with --names FILE");
}

TEST(DecideNamesErrors, NumbersOfClassesBeyondReason) {
    EXPECT_THAT(decision(signature_of(yolov8_graph(), {1, std::int64_t{5'000'000'000}, 8400})),
                HasSubstr("5000000000 numbers, less 4, leave no sensible number of classes"));
}

}  // namespace
}  // namespace yolozu::test
