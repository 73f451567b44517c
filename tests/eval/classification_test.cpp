// SPDX-License-Identifier: Apache-2.0
#include "eval/classification.hpp"

#include <gmock/gmock.h>

#include "support/files.hpp"

namespace yolozu::eval {
namespace {

using test::TemporaryFolder;
using test::write_text;
using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<std::string> animals{"cat", "dog", "owl", "hen", "ox", "ant"};

ReadEntry entry(std::string image, const std::vector<int>& best_first) {
    ReadEntry found{std::move(image)};
    for (const int class_id : best_first) found.classes.push_back({class_id, "", 0.5});
    return found;
}

GroundTruth list_of(std::string_view text, const std::vector<std::string>& names = animals) {
    const TemporaryFolder folder;
    write_text(folder / "list.csv", text);
    const auto truth = read_class_list(folder / "list.csv", names);
    EXPECT_TRUE(truth) << truth.error().to_string();
    return truth ? *truth : GroundTruth{};
}

TEST(ClassList, HasAnImageAndItsClassALine) {
    const GroundTruth truth = list_of("image,class\r\na.jpg,dog\r\n\n\"b, \"\"2\"\".jpg\" , 3\nc,d.jpg,cat");
    ASSERT_EQ(truth.images.size(), 3U);
    EXPECT_EQ(truth.images[0].key, "a.jpg");
    EXPECT_EQ(truth.images[0].objects[0].class_id, 1U);
    EXPECT_EQ(truth.images[1].key, "b, \"2\".jpg");
    EXPECT_EQ(truth.images[1].objects[0].class_id, 3U);
    EXPECT_EQ(truth.images[2].key, "c,d.jpg");
    EXPECT_EQ(truth.class_count, 6U);
    EXPECT_EQ(list_of("a.jpg,7", {}).class_count, 8U);
}

TEST(ClassList, AMistakeIsNamedByItsLine) {
    const TemporaryFolder folder;
    const auto refused = [&](std::string_view text, const char* reason) {
        write_text(folder / "list.csv", text);
        const auto truth = read_class_list(folder / "list.csv", animals);
        ASSERT_FALSE(truth) << text;
        EXPECT_THAT(truth.error().to_string(), HasSubstr(reason)) << text;
    };
    refused("a.jpg", "list.csv': line 1: has no comma");
    refused("a.jpg,cat\n,cat", "line 2: has no image");
    refused("a.jpg,wolf", "'wolf' is neither the id nor the name of one of the 6 classes");
    refused("a.jpg,6", "'6' is neither");
    refused("a.jpg,-1", "'-1' is neither");
}

TEST(ClassesOfFolders, AreTheirNames) {
    const std::vector<std::filesystem::path> images{"root/dog/1.jpg", "root/cat/2.jpg"};
    const auto truth = classes_of_folders(images, animals);
    ASSERT_TRUE(truth) << truth.error().to_string();
    EXPECT_EQ(truth->images[0].key, "root/dog/1.jpg");
    EXPECT_EQ(truth->images[0].objects[0].class_id, 1U);
    EXPECT_EQ(truth->images[1].objects[0].class_id, 0U);
    const auto refused = classes_of_folders(images, std::vector<std::string>{"tench", "goldfish"});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().to_string(), HasSubstr("image 'root/dog/1.jpg': 'dog' is neither"));
}

TEST(Classification, CountsTheFirstAndTheFirstFive) {
    const GroundTruth truth = list_of("a,cat\nb,cat\nc,dog\nd,ant");
    const std::vector<ReadEntry> entries{entry("a", {0, 1, 2, 3, 4}), entry("b", {1, 2, 3, 4, 0}),
                                         entry("c", {0, 2, 3, 4, 5})};
    const auto found = evaluate_classes(truth, entries);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ(found->top1, 0.25);
    EXPECT_EQ(found->top5, 0.5);
    EXPECT_EQ(found->images_without_predictions, 1U);
    EXPECT_EQ(found->classes[0].images, 2U);
    EXPECT_EQ(found->classes[0].first, 1U);
    EXPECT_EQ(found->classes[0].first_five, 2U);
    EXPECT_THAT(found->confusion,
                ElementsAre(Confused{0, 0, 1}, Confused{0, 1, 1}, Confused{1, 0, 1}, Confused{background, 5, 1}));
}

TEST(Classification, FiveOfFewerAreNotKnown) {
    const GroundTruth truth = list_of("a,cat");
    EXPECT_EQ(evaluate_classes(truth, std::vector{entry("a", {0, 1, 2, 3})})->top5, -1);
    const GroundTruth two_classes = list_of("a,dog", {"cat", "dog"});
    EXPECT_EQ(evaluate_classes(two_classes, std::vector{entry("a", {0, 1})})->top5, 1);
}

TEST(Classification, RefusesOtherImages) {
    EXPECT_FALSE(evaluate_classes(list_of("a,cat"), std::vector{entry("b", {0})}));
    EXPECT_FALSE(evaluate_classes(GroundTruth{}, {}));
}

}  // namespace
}  // namespace yolozu::eval
