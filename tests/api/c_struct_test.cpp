// SPDX-License-Identifier: Apache-2.0
//
// Structs of the C interface that are smaller or larger than the library's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "api/c_call.hpp"
#include "api/c_options.hpp"
#include "support/files.hpp"
#include "yolozu/yolozu.h"

namespace yolozu {
namespace {

using testing::HasSubstr;

const std::string demo_model = test::source_dir() / "models/demo/model.onnx";

/// A struct of a later version: `more` bytes behind the one that this version knows.
std::vector<unsigned char> longer_options(std::size_t more, yolozu_status expected = YOLOZU_OK) {
    std::vector<unsigned char> memory(sizeof(yolozu_model_options) + more, 0xAB);
    auto* const options = reinterpret_cast<yolozu_model_options*>(memory.data());
    EXPECT_EQ(yolozu_model_options_init(options, memory.size(), nullptr), expected);
    return memory;
}

yolozu_status load(const void* options, yolozu_error& error) {
    yolozu_model* model = nullptr;
    const yolozu_status status =
        yolozu_model_load(demo_model.c_str(), static_cast<const yolozu_model_options*>(options), &model, &error);
    EXPECT_EQ(model != nullptr, status == YOLOZU_OK);
    yolozu_model_free(model);
    return status;
}

// Programs are compiled with these numbers: on 64-bit Linux they never change, new members come behind the last.
static_assert(sizeof(void*) != 8 || (offsetof(yolozu_model_options, score_threshold) == 40 &&
                                     offsetof(yolozu_model_options, keep_classes) == 72 &&
                                     offsetof(yolozu_model_options, anchor_value_count) == 168));
static_assert(sizeof(void*) != 8 || (offsetof(yolozu_model_info, keypoint_count) == 60 && sizeof(yolozu_image) == 32 &&
                                     offsetof(yolozu_image, format) == 24 && sizeof(yolozu_pose6d) == 120));
static_assert(sizeof(void*) != 8 || (offsetof(yolozu_detections_view, x1) == 24 &&
                                     offsetof(yolozu_detections_view, depth_map) == 200));

TEST(CStruct, DefaultsAreThoseOfCxx) {
    yolozu_model_options options;
    std::memset(&options, 0xAB, sizeof options);
    ASSERT_EQ(yolozu_model_options_init(&options, sizeof options, nullptr), YOLOZU_OK);
    EXPECT_EQ(options.struct_size, sizeof options);
    const auto settled = c::to_model_options(&options);
    ASSERT_TRUE(settled);
    const ModelOptions defaults;
    EXPECT_EQ(settled->decode.score_threshold, defaults.decode.score_threshold);
    EXPECT_EQ(settled->decode.iou_threshold, defaults.decode.iou_threshold);
    EXPECT_EQ(settled->decode.max_detections, defaults.decode.max_detections);
    EXPECT_EQ(settled->decode.top_classes, defaults.decode.top_classes);
    EXPECT_EQ(settled->backend, defaults.backend);
    EXPECT_EQ(settled->runtime.device, defaults.runtime.device);
    EXPECT_EQ(settled->runtime.threads, defaults.runtime.threads);
    EXPECT_EQ(settled->batch, defaults.batch);
    EXPECT_FALSE(settled->overrides.task || settled->overrides.head || settled->overrides.preprocess ||
                 settled->overrides.names || settled->overrides.input_size || settled->overrides.keypoint_shape ||
                 settled->overrides.anchors);
}

TEST(CStruct, EveryOptionArrives) {
    yolozu_model_options options;
    ASSERT_EQ(yolozu_model_options_init(&options, sizeof options, nullptr), YOLOZU_OK);
    const std::int32_t keep[] = {3, 1}, drop[] = {2};
    const char* const names[] = {"a", "b"};
    const float anchors[] = {1, 2, 3, 4, 5, 6};
    options.backend = "native";
    options.device = "cuda:1";
    options.library = "/lib";
    options.threads = 3;
    options.batch = 4;
    options.score_threshold = 0.5;
    options.iou_threshold = 0.6;
    options.max_detections = 7;
    options.top_classes = 8;
    options.class_agnostic = options.minimum_rectangle = 1;
    options.keep_classes = keep;
    options.keep_class_count = 2;
    options.drop_classes = drop;
    options.drop_class_count = 1;
    options.task = "pose";
    options.head = "end2end";
    options.preprocess = "stretch,bgr";
    options.names = names;
    options.name_count = 2;
    options.input_width = 320;
    options.input_height = 160;
    options.keypoint_count = 17;
    options.keypoint_dimensions = 3;
    options.anchors = anchors;
    options.anchor_value_count = 6;
    const auto settled = c::to_model_options(&options);
    ASSERT_TRUE(settled) << settled.error().to_string();
    EXPECT_EQ(settled->backend, "native");
    EXPECT_EQ(settled->runtime.device, "cuda:1");
    EXPECT_EQ(settled->runtime.library, "/lib");
    EXPECT_EQ(settled->runtime.threads, 3);
    EXPECT_EQ(settled->batch, 4);
    EXPECT_EQ(settled->decode.score_threshold, 0.5);
    EXPECT_EQ(settled->decode.iou_threshold, 0.6);
    EXPECT_EQ(settled->decode.max_detections, 7);
    EXPECT_EQ(settled->decode.top_classes, 8);
    EXPECT_TRUE(settled->decode.class_agnostic && settled->minimum_rectangle);
    EXPECT_EQ(settled->decode.keep_classes, (std::vector{3, 1}));
    EXPECT_EQ(settled->decode.drop_classes, (std::vector{2}));
    EXPECT_EQ(settled->overrides.task, Task::pose);
    EXPECT_EQ(settled->overrides.head, Head::end_to_end);
    EXPECT_EQ(settled->overrides.preprocess->resize, ResizeMode::stretch);
    EXPECT_EQ(settled->overrides.names, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(settled->overrides.input_size, std::pair(320, 160));
    EXPECT_EQ(settled->overrides.keypoint_shape, std::pair(17, 3));
    EXPECT_EQ(settled->overrides.anchors, (std::vector<std::array<float, 2>>{{1, 2}, {3, 4}, {5, 6}}));
}

TEST(CStruct, OfALaterProgramIsTakenWhereItsNewPartSaysNothing) {
    yolozu_error error;
    std::vector<unsigned char> memory = longer_options(24);
    EXPECT_EQ(std::count(memory.end() - 24, memory.end(), 0), 24);
    EXPECT_EQ(load(memory.data(), error), YOLOZU_OK) << error.message;
    memory.back() = 1;
    EXPECT_EQ(load(memory.data(), error), YOLOZU_UNSUPPORTED);
    EXPECT_THAT(error.message, HasSubstr("made for a later one"));
}

TEST(CStruct, OfASizeThatIsNoneIsRefused) {
    yolozu_error error;
    yolozu_model_options options;
    for (const std::size_t size : {std::size_t{0}, std::size_t{8}, sizeof options - 1, std::size_t{1} << 40}) {
        std::memset(&options, 0xAB, sizeof options);
        EXPECT_EQ(yolozu_model_options_init(&options, size, &error), YOLOZU_INVALID_ARGUMENT);
        EXPECT_THAT(error.message, HasSubstr("struct_size is"));
        EXPECT_EQ(reinterpret_cast<const unsigned char*>(&options)[0], 0xAB) << "written to";
        ASSERT_EQ(yolozu_model_options_init(&options, sizeof options, nullptr), YOLOZU_OK);
        options.struct_size = size;
        EXPECT_EQ(load(&options, error), YOLOZU_INVALID_ARGUMENT);
    }
}

// A later library and an earlier program: what the program does not know keeps the library's default.
TEST(CStruct, OfAnEarlierProgramIsCopiedAsFarAsItReaches) {
    struct Later {
        std::size_t struct_size;
        int first, second;
    };
    const Later given{offsetof(Later, second), 5, 99};
    Later later{sizeof later, 1, 2};
    ASSERT_TRUE(c::copy_in(&given, sizeof later, offsetof(Later, second), &later));
    EXPECT_EQ(later.first, 5);
    EXPECT_EQ(later.second, 2);
    const Later known{0, 7, 8};
    Later out{0, 1, 2};
    ASSERT_TRUE(c::copy_out(&known, sizeof known, offsetof(Later, second), &out, offsetof(Later, second)));
    EXPECT_EQ(out.struct_size, offsetof(Later, second));
    EXPECT_EQ(out.first, 7);
    EXPECT_EQ(out.second, 2);
}

TEST(CStruct, MessagesAreCutBetweenCharacters) {
    yolozu_error error;
    static_assert(sizeof error == 1024);
    std::memset(&error, 0xAB, sizeof error);
    std::string text(1018, 'x');
    text += "\u00e9";  // two bytes, of which one would fit
    EXPECT_EQ(c::report(YOLOZU_IO, text, &error), YOLOZU_IO);
    EXPECT_EQ(error.status, YOLOZU_IO);
    EXPECT_EQ(std::string(error.message), std::string(1018, 'x'));
    EXPECT_EQ(c::report(YOLOZU_OK, "", &error), YOLOZU_OK);
    EXPECT_STREQ(error.message, "");
    EXPECT_EQ(c::report(YOLOZU_IO, "x", nullptr), YOLOZU_IO);
}

TEST(CStruct, WhatIsThrownBecomesAStatus) {
    yolozu_error error;
    EXPECT_EQ(c::call(&error, []() -> Status { throw std::bad_alloc(); }), YOLOZU_LIMIT_EXCEEDED);
    EXPECT_EQ(c::call(&error, []() -> Status { throw std::runtime_error("oh"); }), YOLOZU_INTERNAL);
    EXPECT_STREQ(error.message, "oh");
    EXPECT_EQ(c::call(&error, []() -> Status { throw 1; }), YOLOZU_INTERNAL);
}

}  // namespace
}  // namespace yolozu
