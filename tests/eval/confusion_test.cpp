// SPDX-License-Identifier: Apache-2.0
#include "eval/confusion.hpp"

#include <gmock/gmock.h>

namespace yolozu::eval {
namespace {

using testing::ElementsAre;

TrueObject object(std::size_t class_id, PixelBox box, bool crowd = false) {
    return {class_id, box, box.area(), crowd, crowd};
}

Candidate candidate(std::size_t class_id, double score, PixelBox box) {
    return {class_id, score, box, box.area()};
}

std::vector<Confused> confused(const std::vector<Candidate>& candidates, const std::vector<TrueObject>& objects) {
    ConfusionMatrix matrix;
    matrix.add_image(candidates, objects, {}, 0.25, 0.45);
    return matrix.counts();
}

TEST(ConfusionMatrix, PairsWhateverTheClasses) {
    EXPECT_THAT(confused({candidate(1, 0.9, {0, 0, 10, 10}), candidate(2, 0.9, {20, 0, 10, 10})},
                         {object(1, {0, 0, 10, 10}), object(0, {20, 0, 10, 10})}),
                ElementsAre(Confused{1, 1, 1}, Confused{2, 0, 1}));
}

TEST(ConfusionMatrix, WhatIsLeftIsBackground) {
    EXPECT_THAT(confused({candidate(1, 0.9, {0, 0, 10, 10}), candidate(1, 0.25, {50, 50, 10, 10})},
                         {object(0, {30, 30, 10, 10})}),
                ElementsAre(Confused{1, background, 1}, Confused{background, 0, 1}));
}

// Of two detections on an object the better placed is its own, the other nobody's, even where a second object is near:
// an IoU of 9 of 11 and of 8 of 12, and of 7 of 13 with the second object.
TEST(ConfusionMatrix, AnObjectKeepsTheBestOfThoseThatChoseIt) {
    EXPECT_THAT(confused({candidate(0, 0.9, {2, 0, 10, 1}), candidate(1, 0.5, {1, 0, 10, 1})},
                         {object(2, {0, 0, 10, 1}), object(3, {5, 0, 10, 1})}),
                ElementsAre(Confused{0, background, 1}, Confused{1, 2, 1}, Confused{background, 3, 1}));
}

TEST(ConfusionMatrix, CrowdsDoNotCount) {
    EXPECT_THAT(confused({candidate(0, 0.9, {0, 0, 10, 10})}, {object(1, {0, 0, 100, 100}, true)}), ElementsAre());
}

TEST(ConfusionMatrix, CountsAreSorted) {
    ConfusionMatrix matrix;
    matrix.add(background, 0);
    matrix.add(1, 0);
    matrix.add(0, background);
    matrix.add(1, 0);
    EXPECT_THAT(matrix.counts(),
                ElementsAre(Confused{0, background, 1}, Confused{1, 0, 2}, Confused{background, 0, 1}));
}

}  // namespace
}  // namespace yolozu::eval
