// SPDX-License-Identifier: Apache-2.0
//
// Every head and every vector level against the restatement, on random outputs, float32 and float16, sound and not.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/isa.hpp"
#include "decode/head_cases.hpp"
#include "decode/output_decoder.hpp"
#include "decode/restatement.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

constexpr std::array all_heads{Head::ppyoloe,
                               Head::nanodet,
                               Head::nanodet_plus,
                               Head::fastestdet,
                               Head::yolo_fastestv2,
                               Head::end_to_end_obb,
                               Head::end_to_end_fractions,
                               Head::rtdetr_rows,
                               Head::nms_rows_class_score,
                               Head::nms_rows_score_class,
                               Head::boxes_scores,
                               Head::yolov7_maps,
                               Head::yolov3_maps,
                               Head::picodet_maps,
                               Head::damo_maps,
                               Head::detr,
                               Head::rtdetr,
                               Head::efficient_nms,
                               Head::paddle,
                               Head::mmdeploy,
                               Head::yolov3_zoo,
                               Head::yolozu_pose};

HeadCase case_of(std::string name, Head head, Activation activation = Activation::none, bool channel_major = false) {
    HeadCase item{.name = std::move(name), .model = small_model(head)};
    item.model.activation = activation;
    item.model.scores_channel_major = channel_major;
    return item;
}

HeadCase oriented(std::string name, const DecodeOptions& options) {
    HeadCase item = case_of(std::move(name), Head::yolov8);
    item.model.task = Task::obb;
    item.options = options;
    return item;
}

std::vector<HeadCase> all_cases() {
    std::vector<HeadCase> cases;
    const auto add = [&](HeadCase item) {
        std::string name = std::move(item.name);
        std::erase(name, '-');
        for (const DataType real : {DataType::float32, DataType::float16})
            for (const bool specials : {false, true}) {
                item.real = real;
                // Labels and counts in each of their types.
                if (real == DataType::float32) item.ids = specials ? DataType::int32 : DataType::int64;
                if (real == DataType::float16) item.ids = specials ? DataType::float32 : DataType::float16;
                item.specials = specials;
                item.name = name + (real == DataType::float16 ? "_half" : "") + (specials ? "_specials" : "");
                cases.push_back(item);
            }
    };
    for (const Head head : all_heads) add(case_of(std::string(to_string(head)), head));
    add(case_of("boxes_scores_channels", Head::boxes_scores, Activation::none, true));
    add(case_of("boxes_scores_sigmoid", Head::boxes_scores, Activation::sigmoid));
    add(case_of("boxes_scores_channels_sigmoid", Head::boxes_scores, Activation::sigmoid, true));
    add(case_of("boxes_scores_softmax", Head::boxes_scores, Activation::softmax));
    add(case_of("boxes_scores_channels_softmax", Head::boxes_scores, Activation::softmax, true));
    add(case_of("detr_sigmoid", Head::detr, Activation::sigmoid));
    add(case_of("detr_softmax", Head::detr, Activation::softmax));
    for (const Head head : {Head::boxes_scores, Head::detr}) {
        HeadCase item = case_of(std::string(to_string(head)) + "_class_ids", head, Activation::sigmoid);
        item.model.class_ids = {3, -1, 0, 9, -1};
        add(item);
    }
    for (const Head head : {Head::ppyoloe, Head::yolov7_maps, Head::rtdetr, Head::detr}) {
        HeadCase item = case_of(std::string(to_string(head)) + "_thresholds", head);
        item.options = {.score_threshold = 0.4,
                        .max_detections = 7,
                        .drop_classes = {2},
                        .class_thresholds = {{0, 0.02}, {1, 0.9}}};
        add(item);
    }
    add(oriented("oriented", {.score_threshold = 0.05, .iou_threshold = 0.3}));
    add(oriented("oriented_agnostic", {.score_threshold = 0, .iou_threshold = 0.5, .class_agnostic = true}));
    add(oriented("oriented_few", {.score_threshold = 0.2, .iou_threshold = 0.1, .max_detections = 5}));
    return cases;
}

class AllHeads : public testing::TestWithParam<HeadCase> {};

TEST_P(AllHeads, AgreeWithTheRestatement) {
    const HeadCase& item = GetParam();
    std::mt19937 random(random_seed());
    SCOPED_TRACE("seed " + std::to_string(random_seed()));
    std::size_t found = 0;
    for (int round = 0; round < 12; ++round) {
        const std::vector<RawOutput> outputs = random_outputs(item, random);
        const std::vector<TensorView> views = views_of(outputs);
        for (std::int64_t slot = 0; slot < item.batch; ++slot) {
            DecodeOptions options = item.options;
            if (item.model.head == Head::detr)  // as many as there are queries
                options.max_detections = std::min(options.max_detections, 40);
            const std::vector<Detection> expected =
                choose(item.model, options, is_suppressed(item.model.head), restate_candidates(item, outputs, slot));
            for (const Isa isa : supported_isas()) {
                SCOPED_TRACE(std::string(to_string(isa)) + ", round " + std::to_string(round));
                auto decoder = decode::OutputDecoder::create(item.model, item.options, isa);
                ASSERT_TRUE(decoder.ok()) << decoder.error().to_string();
                std::vector<Detection> detections;
                const Status status = decoder->decode(views, slot, detections);
                ASSERT_TRUE(status.ok()) << status.error().to_string();
                ASSERT_EQ(detections, expected);
                for (std::size_t index = 0; index < expected.size(); ++index)
                    ASSERT_EQ(detections[index].row, expected[index].row) << "detection " << index;
            }
            found += expected.size();
        }
    }
    EXPECT_GT(found, 0);
}

INSTANTIATE_TEST_SUITE_P(Random, AllHeads, testing::ValuesIn(all_cases()),
                         [](const auto& parameters) { return parameters.param.name; });

}  // namespace
}  // namespace yolozu::test
