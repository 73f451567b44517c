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
}

TEST(ResolveClasses, RefusesNamesTheModelDoesNotHave) {
    EXPECT_THAT(refusal("Cat", three_classes()), HasSubstr("class 'Cat': the model has no class of that name"));
    EXPECT_THAT(refusal("cat", ModelInfo{}), HasSubstr("no class names; give an id, or the names with --names"));
}

}  // namespace
}  // namespace yolozu
