// SPDX-License-Identifier: Apache-2.0
//
// Damaged files are refused or read, and what is read can be compared.
#include <gtest/gtest.h>

#include <random>

#include "eval/evaluation.hpp"
#include "support/files.hpp"
#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::eval {
namespace {

constexpr auto annotations = R"({"categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
    "images": [{"id": 1, "file_name": "x", "width": 9, "height": 9}],
    "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0,
        "segmentation": [[1, 2, 4, 2, 4, 6, 1, 6]], "keypoints": [1, 2, 2, 3, 4, 1], "num_keypoints": 2},
      {"image_id": 1, "category_id": 2, "bbox": [0, 0, 9, 9], "iscrowd": 1, "keypoints": [1, 2, 2, 3, 4, 1],
        "segmentation": {"size": [9, 9], "counts": [11, 4, 5, 4, 5, 4, 48]}}]})";

constexpr auto predictions = R"([{"image": "x", "detections": [
    {"class_id": 0, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.3, "h": 0.4},
     "segmentation": {"size": [9, 9], "counts": ";45000[1"}, "keypoints": [0.1, 0.2, 2, 0.3, 0.4, 1]},
    {"class_id": 1, "score": 0.75, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.3, "h": 0.4},
     "segmentation": [[1, 2, 4, 2, 4, 6, 1, 6]], "keypoints": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}]}])";

/// The scores of what could be read are numbers.
void compare(const GroundTruth& truth, std::string text, Task task, ReadPart part) {
    const auto read = read_predictions_text(text, part);
    if (!read) return;
    const EvaluationRequest request{.comparison = {.task = task, .sigmas = {0.1, 0.1}}};
    const auto found = evaluate_objects(truth, read->entries, request);
    if (!found) return;
    for (const double stat : found->stats) EXPECT_TRUE(stat == -1 || (stat >= 0 && stat <= 1)) << stat;
}

TEST(HostileFiles, AreRefusedOrCompared) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const test::TemporaryFolder folder;
    const std::pair<Task, ReadPart> kinds[] = {
        {Task::detect, ReadPart::boxes}, {Task::segment, ReadPart::masks}, {Task::pose, ReadPart::keypoints}};
    int compared = 0;
    for (int round = 0; round < 300; ++round) {
        const auto& [task, part] = kinds[random() % 3];
        test::write_text(folder / "c.json", round % 2 == 0 ? test::mutated(annotations, 3, random) : annotations);
        const auto truth = read_coco_truth(folder / "c.json", task);
        if (!truth) continue;
        ++compared;
        compare(*truth, round % 2 == 0 ? predictions : test::mutated(predictions, 3, random), task, part);
    }
    EXPECT_GT(compared, 150);
}

TEST(HostileFiles, DamagedLabelsAreRefusedOrRead) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const test::TemporaryFolder folder;
    test::write_text(folder / "a.pgm", "P5\n4 4\n255\n" + std::string(16, 'x'));
    const LabelledImage image{folder / "a.pgm", folder / "a.txt"};
    const std::pair<LabelForm, const char*> kinds[] = {{{Task::detect, 0}, "0 0.5 0.5 0.5 0.5\n1 0.1 0.1 0.1 0.1\n"},
                                                       {{Task::segment, 0}, "0 0.25 0.25 0.75 0.25 0.75 0.75\n"},
                                                       {{Task::pose, 2}, "0 0.5 0.5 0.5 0.5 0.4 0.4 2 0.6 0.6 0\n"},
                                                       {{Task::obb, 0}, "0 0.5 0 1 0.5 0.5 1 0 0.5\n"}};
    for (int round = 0; round < 400; ++round) {
        const auto& [form, text] = kinds[random() % 4];
        test::write_text(folder / "a.txt", test::mutated(text, 3, random));
        const auto truth = read_yolo_labels({&image, 1}, form);
        if (!truth) continue;
        for (const TrueObject& object : truth->images[0].objects) {
            EXPECT_LT(object.class_id, max_classes);
            EXPECT_TRUE(object.area >= 0 && object.area <= 17) << object.area;
        }
    }
}

}  // namespace
}  // namespace yolozu::eval
