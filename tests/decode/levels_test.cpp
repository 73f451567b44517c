// SPDX-License-Identifier: Apache-2.0
//
// Every vector level against the restatement, on random outputs.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/isa.hpp"
#include "decode/output_decoder.hpp"
#include "decode/restatement.hpp"

namespace yolozu::test {
namespace {

struct Case {
    std::string name;
    Head head = Head::yolov8;
    int class_count = 80;
    std::int64_t anchors = 0;
    DataType type = DataType::float32;
    RandomTraits traits = {};
    DecodeOptions options = {};
    std::int64_t batch = 1;
    bool objectness = true;
};

void PrintTo(const Case& item, std::ostream* stream) {
    *stream << item.name;
}

// The cells of the three grids of 640x640.
constexpr std::int64_t yolox_anchors = 80 * 80 + 40 * 40 + 20 * 20;

const Case cases[] = {
    {.name = "OrdinaryLowThreshold", .anchors = 2100, .options = {.score_threshold = 0.3}},
    {.name = "OrdinaryHighThreshold", .anchors = 2100, .options = {.score_threshold = 0.98}},
    {.name = "ThresholdZero", .class_count = 3, .anchors = 500, .options = {.score_threshold = 0}},
    {.name = "IouThresholdZero", .class_count = 3, .anchors = 500, .options = {.iou_threshold = 0}},
    {.name = "IouThresholdOne", .class_count = 3, .anchors = 500, .options = {.iou_threshold = 1}},
    {.name = "Ties", .class_count = 5, .anchors = 1000, .traits = {.whole_tenths = true}},
    {.name = "Specials", .class_count = 12, .anchors = 1031, .traits = {.specials = true}},
    {.name = "SpecialsAgnostic",
     .class_count = 12,
     .anchors = 1031,
     .traits = {.specials = true},
     .options = {.class_agnostic = true}},
    {.name = "OneClass", .class_count = 1, .anchors = 700},
    {.name = "OneAnchor", .class_count = 7, .anchors = 1},
    {.name = "NoAnchors", .class_count = 7, .anchors = 0},
    {.name = "FewerAnchorsThanLanes", .class_count = 7, .anchors = 3},
    {.name = "OddAnchors", .class_count = 9, .anchors = 1029},
    {.name = "ThousandsOfClasses", .class_count = 4601, .anchors = 53, .options = {.score_threshold = 0.5}},
    {.name = "Half", .anchors = 533, .type = DataType::float16},
    {.name = "HalfSpecials", .class_count = 9, .anchors = 533, .type = DataType::float16, .traits = {.specials = true}},
    {.name = "HugeCoordinates", .class_count = 30, .anchors = 900, .traits = {.box_spread = 300'000.0F}},
    // Crowds lie 7,680 or 3,840 apart, so those of one class meet those of the next or the one behind it.
    {.name = "CoordinatesThatMeetTheNextClass", .class_count = 4, .anchors = 900, .traits = {.box_spread = 38'400.0F}},
    {.name = "CoordinatesThatMeetTheClassBehind",
     .class_count = 4,
     .anchors = 900,
     .traits = {.box_spread = 19'200.0F}},
    {.name = "Batch", .class_count = 5, .anchors = 301, .batch = 3},
    {.name = "KeepClasses", .class_count = 6, .anchors = 600, .options = {.keep_classes = {4, 1, 4}}},
    {.name = "OneDetection", .class_count = 6, .anchors = 600, .options = {.max_detections = 1}},
    {.name = "NoDetections", .class_count = 6, .anchors = 600, .options = {.max_detections = 0}},
    {.name = "Yolov5", .head = Head::yolov5, .anchors = 1001, .options = {.score_threshold = 0.2}},
    {.name = "Yolov5Specials",
     .head = Head::yolov5,
     .class_count = 11,
     .anchors = 999,
     .traits = {.specials = true},
     .batch = 2},
    {.name = "Yolov5Ties", .head = Head::yolov5, .class_count = 19, .anchors = 999, .traits = {.whole_tenths = true}},
    {.name = "Yolov5Half", .head = Head::yolov5, .class_count = 37, .anchors = 400, .type = DataType::float16},
    {.name = "Yolov5FewClasses", .head = Head::yolov5, .class_count = 2, .anchors = 800},
    {.name = "Yolov5ObjectnessAlone", .head = Head::yolov5, .class_count = 1, .anchors = 800, .objectness = false},
    {.name = "Yolov5ThousandsOfClasses", .head = Head::yolov5, .class_count = 4601, .anchors = 40},
    {.name = "Yolox",
     .head = Head::yolox,
     .class_count = 8,
     .anchors = yolox_anchors,
     .options = {.score_threshold = 0.4}},
    {.name = "YoloxHalfSpecials",
     .head = Head::yolox,
     .class_count = 3,
     .anchors = yolox_anchors,
     .type = DataType::float16,
     .traits = {.specials = true},
     .options = {.score_threshold = 0.5}},
    {.name = "EndToEnd", .head = Head::end_to_end, .class_count = 8, .anchors = 300},
    {.name = "EndToEndSpecials",
     .head = Head::end_to_end,
     .class_count = 0,
     .anchors = 1000,
     .traits = {.specials = true},
     .options = {.score_threshold = 0}},
    {.name = "EndToEndTies",
     .head = Head::end_to_end,
     .class_count = 6,
     .anchors = 400,
     .traits = {.whole_tenths = true},
     .options = {.max_detections = 100}},
};

bool is_supported(Isa isa) {
    return std::ranges::find(supported_isas(), isa) != supported_isas().end();
}

const auto all_levels = testing::Values(Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon);

class Levels : public testing::TestWithParam<std::tuple<Isa, Case>> {};

TEST_P(Levels, AgreeWithTheRestatement) {
    const auto& [isa, item] = GetParam();
    if (!is_supported(isa)) GTEST_SKIP() << "this machine does not run " << to_string(isa);
    ModelInfo model = model_with(item.head, item.class_count);
    model.objectness = item.objectness;
    Result<decode::OutputDecoder> decoder = decode::OutputDecoder::create(model, item.options, isa);
    ASSERT_TRUE(decoder.ok()) << decoder.error().to_string();
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const RawOutput output =
            random_output(item.head, item.type, output_shape(item.head, item.batch, item.class_count, item.anchors),
                          item.traits, random);
        const TensorView view = output.view();
        for (std::int64_t slot = 0; slot < item.batch; ++slot) {
            std::vector<Detection> detections{Detection{}};
            const Status status = decoder->decode({&view, 1}, slot, detections);
            ASSERT_TRUE(status.ok()) << status.error().to_string();
            EXPECT_EQ(detections, restate(model, item.options, output, slot));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Levels, testing::Combine(all_levels, testing::ValuesIn(cases)),
                         [](const auto& parameters) {
                             return std::string(to_string(std::get<0>(parameters.param))) + "_" +
                                    std::get<1>(parameters.param).name;
                         });

class CandidateLimit : public testing::TestWithParam<Isa> {};

// The candidates beyond it overlap with nothing, so they would be kept.
TEST_P(CandidateLimit, IsThirtyThousand) {
    const Isa isa = GetParam();
    if (!is_supported(isa)) GTEST_SKIP() << "this machine does not run " << to_string(isa);
    constexpr std::int64_t anchors = 30'100;
    constexpr int class_count = 30;
    std::vector<float> values((4 + class_count) * anchors);
    for (std::size_t anchor = 0; anchor < anchors; ++anchor) {
        values[anchor] = static_cast<float>(anchor % 200) * 10.0F;
        values[anchors + anchor] = static_cast<float>(anchor / 200) * 10.0F;
        values[2 * anchors + anchor] = values[3 * anchors + anchor] = 10.0F;
        values[(4 + anchor % class_count) * anchors + anchor] = anchor < 50 ? 0.25F : 0.5F;
    }
    const RawOutput output(DataType::float32, {1, 4 + class_count, anchors}, values);
    const DecodeOptions options{.max_detections = 1'000'000};
    Result<decode::OutputDecoder> decoder =
        decode::OutputDecoder::create(model_with(Head::yolov8, class_count), options, isa);
    ASSERT_TRUE(decoder.ok());
    std::vector<Detection> detections;
    const TensorView view = output.view();
    ASSERT_TRUE(decoder->decode({&view, 1}, 0, detections).ok());
    ASSERT_EQ(detections.size(), 30'000);
    EXPECT_EQ(detections.back().score, 0.5F);
    EXPECT_EQ(detections.back().x1, static_cast<float>(30'049 % 200) * 10.0F - 5.0F);
}

INSTANTIATE_TEST_SUITE_P(All, CandidateLimit, all_levels,
                         [](const auto& parameters) { return std::string(to_string(parameters.param)); });

}  // namespace
}  // namespace yolozu::test
