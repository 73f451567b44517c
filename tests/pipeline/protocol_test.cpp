// SPDX-License-Identifier: Apache-2.0
#include "pipeline/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yolozu {
namespace {

using testing::HasSubstr;

ModelInfo square(int size, Head head) {
    ModelInfo info;
    info.head = head;
    info.input_width = info.input_height = size;
    return info;
}

std::string verdict(std::string_view id, const ModelInfo& info) {
    const Status status = check_protocol(*find_protocol(id), info);
    return status ? "accepted" : status.error().to_string();
}

TEST(Protocol, FixesTheValuesOfTheContract) {
    const Protocol yolo26 = *find_protocol("yolo26");
    EXPECT_EQ(yolo26.score_threshold, "0.001");
    EXPECT_EQ(yolo26.iou_threshold, "0.7");
    const Protocol applied = *find_protocol("nms_applied");
    EXPECT_EQ(applied.score_threshold, "0.25");
    EXPECT_EQ(applied.iou_threshold, "0.45");
    for (const Protocol& protocol : protocols()) {
        EXPECT_EQ(protocol.input_size, 640);
        EXPECT_EQ(protocol.max_detections, 300);
    }
}

TEST(Protocol, RefusesAnUnknownName) {
    const auto protocol = find_protocol("yolo99");
    ASSERT_FALSE(protocol);
    EXPECT_THAT(protocol.error().to_string(), HasSubstr("there are yolo26, nms_applied, e2e_nms_free"));
}

TEST(Protocol, AcceptsWhatFulfilsIt) {
    EXPECT_EQ(verdict("yolo26", square(640, Head::yolov8)), "accepted");
    EXPECT_EQ(verdict("yolo26", square(640, Head::end_to_end)), "accepted");
    EXPECT_EQ(verdict("nms_applied", square(640, Head::yolov5)), "accepted");
    EXPECT_EQ(verdict("e2e_nms_free", square(640, Head::end_to_end)), "accepted");
}

TEST(Protocol, RefusesAnotherInputSize) {
    EXPECT_THAT(verdict("yolo26", square(320, Head::yolov8)),
                HasSubstr("wants an input of 640x640, this model has 320x320"));
}

TEST(Protocol, RefusesAnotherPreprocessing) {
    ModelInfo info = square(640, Head::yolox);
    info.preprocess.order = ChannelOrder::bgr;
    EXPECT_THAT(verdict("yolo26", info), HasSubstr("wants letterbox preprocessing"));
}

TEST(Protocol, RefusesAHeadOfTheWrongKind) {
    EXPECT_THAT(verdict("e2e_nms_free", square(640, Head::yolov8)), HasSubstr("wants an end-to-end head"));
    EXPECT_THAT(verdict("nms_applied", square(640, Head::end_to_end)), HasSubstr("suppressed by this program"));
}

}  // namespace
}  // namespace yolozu
