// SPDX-License-Identifier: Apache-2.0
#include "pipeline/class_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ModelInfo three_classes() {
    ModelInfo info;
    info.class_count = 3;
    info.names = {"cat", "dog", "traffic light"};
    return info;
}

std::string refusal(const std::string& wanted, const ModelInfo& info) {
    const auto ids = resolve_classes(std::vector{wanted}, info);
    return ids ? "accepted" : ids.error().to_string();
}

TEST(ResolveClasses, TakesIdsAndNames) {
    const std::vector<std::string> wanted{"traffic light", "0", "cat"};
    EXPECT_THAT(*resolve_classes(wanted, three_classes()), ElementsAre(0, 2));
}

TEST(ResolveClasses, TakesAnyIdWhereTheCountIsUnknown) {
    EXPECT_THAT(*resolve_classes(std::vector<std::string>{"77"}, ModelInfo{}), ElementsAre(77));
}

TEST(ResolveClasses, RefusesIdsTheModelDoesNotHave) {
    EXPECT_THAT(refusal("3", three_classes()), HasSubstr("class 3: the model has the classes 0 to 2"));
    EXPECT_THAT(refusal("-1", three_classes()), HasSubstr("class -1"));
    EXPECT_THAT(refusal("-1", ModelInfo{}), HasSubstr("class -1: class ids begin at 0"));
}

TEST(ResolveClasses, RefusesNamesTheModelDoesNotHave) {
    EXPECT_THAT(refusal("Cat", three_classes()), HasSubstr("class 'Cat': the model has no class of that name"));
    EXPECT_THAT(refusal("cat", ModelInfo{}), HasSubstr("no class names; give an id, or the names with --names"));
}

TEST(ResolveClassThresholds, TakesIdsAndNames) {
    const std::vector<ClassThreshold> wanted{{"dog", 0.5}, {"0", 0.25}};
    EXPECT_THAT(*resolve_class_thresholds(wanted, three_classes()),
                ElementsAre(std::pair<std::int32_t, double>(0, 0.25), std::pair<std::int32_t, double>(1, 0.5)));
}

TEST(ResolveClassThresholds, RefusesTwoForOneClassAndUnknownOnes) {
    const auto twice =
        resolve_class_thresholds(std::vector<ClassThreshold>{{"dog", 0.5}, {"1", 0.25}}, three_classes());
    ASSERT_FALSE(twice);
    EXPECT_THAT(twice.error().to_string(), HasSubstr("class 1 has two thresholds"));
    EXPECT_FALSE(resolve_class_thresholds(std::vector<ClassThreshold>{{"bird", 0.5}}, three_classes()));
}

}  // namespace
}  // namespace yolozu
