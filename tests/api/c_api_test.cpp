// SPDX-License-Identifier: Apache-2.0
//
// The C interface used rightly and wrongly.
#include "yolozu/yolozu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <thread>
#include <vector>

#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

const std::filesystem::path demo = test::source_dir() / "models/demo";

/// A model of the demo, a detector and room for results, as most tests need them.
class CApi : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(yolozu_model_load((demo / "model.onnx").c_str(), nullptr, &model, &error), YOLOZU_OK)
            << error.message;
        ASSERT_EQ(yolozu_detector_create(model, &detector, &error), YOLOZU_OK) << error.message;
        ASSERT_EQ(yolozu_detections_create(&found, &error), YOLOZU_OK) << error.message;
    }
    ~CApi() override {
        yolozu_detections_free(found);
        yolozu_detector_free(detector);
        yolozu_model_free(model);
    }

    yolozu_status detect(const yolozu_image& image) { return yolozu_detect(detector, &image, found, &error); }

    /// A call that must fail because of what the caller gave.
    void expect_refusal(yolozu_status status, const char* words) {
        EXPECT_EQ(status, YOLOZU_INVALID_ARGUMENT);
        EXPECT_EQ(error.status, YOLOZU_INVALID_ARGUMENT);
        EXPECT_THAT(error.message, HasSubstr(words));
    }

    std::size_t count() {
        yolozu_detections_view view{};
        view.struct_size = sizeof view;
        EXPECT_EQ(yolozu_detections_get_view(found, &view, &error), YOLOZU_OK) << error.message;
        return view.count;
    }

    yolozu_model* model = nullptr;
    yolozu_detector* detector = nullptr;
    yolozu_detections* found = nullptr;
    yolozu_error error{};
};

yolozu_picture* demo_picture() {
    yolozu_picture* picture = nullptr;
    const std::filesystem::path file = std::filesystem::directory_iterator(demo / "images")->path();
    EXPECT_EQ(yolozu_picture_read(file.c_str(), &picture, nullptr), YOLOZU_OK);
    return picture;
}

TEST_F(CApi, SaysWhatTheModelIs) {
    yolozu_model_info info{};
    info.struct_size = sizeof info;
    ASSERT_EQ(yolozu_model_get_info(model, &info, &error), YOLOZU_OK);
    EXPECT_STREQ(info.task, "detect");
    EXPECT_STREQ(info.head, "yolov8");
    EXPECT_STREQ(info.backend, "native");
    EXPECT_THAT(info.provider, HasSubstr("native-"));
    EXPECT_EQ(info.input_width, 256);
    EXPECT_EQ(info.class_count, 6);
    EXPECT_EQ(info.keypoint_count, 0);
    EXPECT_STREQ(yolozu_model_class_name(model, 0), "circle");
    EXPECT_EQ(yolozu_model_class_name(model, 6), nullptr);
    EXPECT_EQ(yolozu_model_class_name(model, -1), nullptr);
    EXPECT_EQ(yolozu_model_class_name(nullptr, 0), nullptr);
    info.struct_size = 3;
    expect_refusal(yolozu_model_get_info(model, &info, &error), "struct_size is 3");
}

TEST_F(CApi, NullIsAnErrorAndNoCrash) {
    const std::array<std::uint8_t, 3> pixel{};
    const yolozu_image image{pixel.data(), 1, 1, 0, YOLOZU_RGB};
    const char* const path = "m.onnx";
    yolozu_model* other = nullptr;
    yolozu_detector* not_made = detector;
    yolozu_picture* picture = nullptr;
    expect_refusal(yolozu_model_options_init(nullptr, sizeof(yolozu_model_options), &error), "options is NULL");
    expect_refusal(yolozu_model_load(nullptr, nullptr, &other, &error), "path is NULL");
    expect_refusal(yolozu_model_load(path, nullptr, nullptr, &error), "model is NULL");
    expect_refusal(yolozu_model_load_bytes(nullptr, 5, nullptr, &other, &error), "bytes is NULL");
    expect_refusal(yolozu_model_get_info(nullptr, nullptr, &error), "model is NULL");
    expect_refusal(yolozu_model_get_info(model, nullptr, &error), "info is NULL");
    expect_refusal(yolozu_detector_create(nullptr, &not_made, &error), "model is NULL");
    EXPECT_EQ(not_made, nullptr) << "what a failed call makes is NULL";
    expect_refusal(yolozu_detector_create(model, nullptr, &error), "detector is NULL");
    expect_refusal(yolozu_detections_create(nullptr, &error), "detections is NULL");
    expect_refusal(yolozu_detect(nullptr, &image, found, &error), "detector is NULL");
    expect_refusal(yolozu_detections_get_view(nullptr, nullptr, &error), "detections is NULL");
    expect_refusal(yolozu_detections_get_view(found, nullptr, &error), "view is NULL");
    expect_refusal(yolozu_detections_paint_mask(nullptr, 0, nullptr, 0, &error), "detections is NULL");
    expect_refusal(yolozu_picture_read(nullptr, &picture, &error), "path is NULL");
    expect_refusal(yolozu_picture_read(path, nullptr, &error), "picture is NULL");
    expect_refusal(yolozu_picture_decode(nullptr, 9, &picture, &error), "bytes is NULL");
    expect_refusal(yolozu_picture_get_image(nullptr, nullptr, &error), "image is NULL");
    EXPECT_EQ(yolozu_model_load(nullptr, nullptr, nullptr, nullptr), YOLOZU_INVALID_ARGUMENT);
    yolozu_model_free(nullptr);
    yolozu_detector_free(nullptr);
    yolozu_detections_free(nullptr);
    yolozu_picture_free(nullptr);
}

TEST_F(CApi, NullAmongThePicturesIsAnError) {
    const std::array<std::uint8_t, 3> pixel{};
    const yolozu_image image{pixel.data(), 1, 1, 0, YOLOZU_RGB};
    expect_refusal(yolozu_detect(detector, nullptr, found, &error), "images is NULL");
    expect_refusal(yolozu_detect(detector, &image, nullptr, &error), "detections[0] is NULL");
    expect_refusal(yolozu_detect_batch(detector, &image, 1, nullptr, &error), "detections is NULL");
    const yolozu_image images[] = {image, image};
    yolozu_detections* const twice[] = {found, found};
    expect_refusal(yolozu_detect_batch(detector, images, 2, twice, &error), "the same object");
    EXPECT_EQ(yolozu_detect_batch(detector, nullptr, 0, nullptr, &error), YOLOZU_OK);
    EXPECT_STREQ(error.message, "");
}

TEST_F(CApi, PicturesThatAreNoneAreRefusedAndLeaveNoOldResults) {
    yolozu_picture* const picture = demo_picture();
    yolozu_image good;
    ASSERT_EQ(yolozu_picture_get_image(picture, &good, &error), YOLOZU_OK);
    const auto refused = [&](auto change, const char* words) {
        ASSERT_EQ(detect(good), YOLOZU_OK) << error.message;
        EXPECT_GT(count(), 0U);
        yolozu_image bad = good;
        change(bad);
        expect_refusal(detect(bad), words);
        EXPECT_EQ(count(), 0U);
    };
    refused([](yolozu_image& image) { image.width = 0; }, "a picture of 0x");
    refused([](yolozu_image& image) { image.height = -5; }, "x-5 pixels");
    refused([](yolozu_image& image) { image.data = nullptr; }, "null pointer");
    refused([](yolozu_image& image) { image.stride_bytes = 3 * image.width - 1; }, "bytes from row to row");
    refused([](yolozu_image& image) { image.stride_bytes = -3 * image.width; }, "bytes from row to row");
    refused([](yolozu_image& image) { image.format = YOLOZU_BGRA; }, "bytes from row to row");
    refused([](yolozu_image& image) { image.format = 77; }, "format 77");
    yolozu_picture_free(picture);
}

TEST_F(CApi, FilesThatAreNoneAreErrorsThatNameThem) {
    const TemporaryFolder folder;
    yolozu_model* other = model;
    const std::string missing = folder / "none.onnx";
    EXPECT_EQ(yolozu_model_load(missing.c_str(), nullptr, &other, &error), YOLOZU_NOT_FOUND);
    EXPECT_THAT(error.message, HasSubstr("none.onnx"));
    EXPECT_EQ(other, nullptr);
    EXPECT_NE(yolozu_model_load(folder.path().c_str(), nullptr, &other, &error), YOLOZU_OK) << "a folder";
    test::write_text(folder / "bad.onnx", "not a model");
    EXPECT_EQ(yolozu_model_load((folder / "bad.onnx").c_str(), nullptr, &other, &error), YOLOZU_MALFORMED);
    EXPECT_NE(yolozu_model_load_bytes("", 0, nullptr, &other, &error), YOLOZU_OK);
    EXPECT_THAT(error.message, HasSubstr("model in memory"));
    yolozu_picture* picture = nullptr;
    EXPECT_EQ(yolozu_picture_read(missing.c_str(), &picture, &error), YOLOZU_NOT_FOUND);
    EXPECT_NE(yolozu_picture_decode("GIF89a", 6, &picture, &error), YOLOZU_OK);
    EXPECT_EQ(picture, nullptr);
}

TEST_F(CApi, OptionsThatMakeNoSenseAreErrorsThatNameThem) {
    const auto refused = [&](auto change, const char* words) {
        yolozu_model_options options;
        ASSERT_EQ(yolozu_model_options_init(&options, sizeof options, &error), YOLOZU_OK);
        change(options);
        yolozu_model* other = nullptr;
        expect_refusal(yolozu_model_load((demo / "model.onnx").c_str(), &options, &other, &error), words);
        EXPECT_EQ(other, nullptr);
    };
    static const char* const names[] = {"a", nullptr};
    refused([](auto& options) { options.threads = -1; }, "threads: -1");
    refused([](auto& options) { options.score_threshold = 2; }, "score_threshold: 2");
    refused([](auto& options) { options.keep_class_count = 1; }, "keep_classes is NULL");
    refused([](auto& options) { options.names = names, options.name_count = 2; }, "names[1] is NULL");
    refused([](auto& options) { options.task = "dance"; }, "there is no task 'dance'");
    refused([](auto& options) { options.head = ""; }, "there is no head ''");
    refused([](auto& options) { options.preprocess = "upside-down"; }, "preprocess");
    refused([](auto& options) { options.anchor_value_count = 6; }, "anchors is NULL");
    refused([](auto& options) { options.input_width = 640; }, "input_height: 0");
    refused([](auto& options) { options.batch = -1; }, "batch");
}

TEST_F(CApi, TheDetectorOutlivesTheModelAndTheResultsTheDetector) {
    yolozu_model_free(model);
    model = nullptr;
    yolozu_picture* const picture = demo_picture();
    yolozu_image image;
    ASSERT_EQ(yolozu_picture_get_image(picture, &image, &error), YOLOZU_OK);
    ASSERT_EQ(detect(image), YOLOZU_OK) << error.message;
    yolozu_picture_free(picture);
    yolozu_detector_free(detector);
    detector = nullptr;
    EXPECT_GT(count(), 0U);
}

TEST_F(CApi, BytesGiveWhatFilesGive) {
    const std::string bytes = test::read_text(demo / "model.onnx");
    yolozu_model* other = nullptr;
    yolozu_detector* own = nullptr;
    ASSERT_EQ(yolozu_model_load_bytes(bytes.data(), bytes.size(), nullptr, &other, &error), YOLOZU_OK) << error.message;
    ASSERT_EQ(yolozu_detector_create(other, &own, &error), YOLOZU_OK);
    const std::string file = test::read_text(std::filesystem::directory_iterator(demo / "images")->path());
    yolozu_picture* picture = nullptr;
    yolozu_image image;
    ASSERT_EQ(yolozu_picture_decode(file.data(), file.size(), &picture, &error), YOLOZU_OK) << error.message;
    ASSERT_EQ(yolozu_picture_get_image(picture, &image, &error), YOLOZU_OK);
    ASSERT_EQ(detect(image), YOLOZU_OK);
    const std::size_t expected = count();
    ASSERT_EQ(yolozu_detect(own, &image, found, &error), YOLOZU_OK);
    EXPECT_EQ(count(), expected);
    yolozu_picture_free(picture);
    yolozu_detector_free(own);
    yolozu_model_free(other);
}

TEST_F(CApi, SeveralPicturesAtOnce) {
    yolozu_picture* const picture = demo_picture();
    yolozu_detections* second = nullptr;
    ASSERT_EQ(yolozu_detections_create(&second, &error), YOLOZU_OK);
    const std::vector<std::uint8_t> grey(64 * 64, 128);
    yolozu_image images[2] = {{grey.data(), 64, 64, 0, YOLOZU_GREY}, {}};
    ASSERT_EQ(yolozu_picture_get_image(picture, &images[1], &error), YOLOZU_OK);
    ASSERT_EQ(detect(images[1]), YOLOZU_OK);
    const std::size_t expected = count();
    yolozu_detections* const all[] = {second, found};
    ASSERT_EQ(yolozu_detect_batch(detector, images, 2, all, &error), YOLOZU_OK) << error.message;
    EXPECT_EQ(count(), expected);
    images[0].width = 0;
    expect_refusal(yolozu_detect_batch(detector, images, 2, all, &error), "picture 0 of 2");
    EXPECT_EQ(count(), 0U);
    yolozu_detections_free(second);
    yolozu_picture_free(picture);
}

TEST_F(CApi, MasksArePaintedWhereThereAreSome) {
    std::uint8_t pixel = 0;
    expect_refusal(yolozu_detections_paint_mask(found, 0, &pixel, 1, &error), "0 where there are 0 masks");
    YOLOZU_REQUIRE_SHARED();
    yolozu_model* segmenter = nullptr;
    yolozu_detector* own = nullptr;
    const std::string file = test::shared("models/yolov8n-seg-coco-int8.onnx");
    ASSERT_EQ(yolozu_model_load(file.c_str(), nullptr, &segmenter, &error), YOLOZU_OK) << error.message;
    ASSERT_EQ(yolozu_detector_create(segmenter, &own, &error), YOLOZU_OK);
    yolozu_picture* const picture = demo_picture();
    yolozu_image image;
    ASSERT_EQ(yolozu_picture_get_image(picture, &image, &error), YOLOZU_OK);
    ASSERT_EQ(yolozu_detect(own, &image, found, &error), YOLOZU_OK) << error.message;
    yolozu_detections_view view{};
    view.struct_size = sizeof view;
    ASSERT_EQ(yolozu_detections_get_view(found, &view, &error), YOLOZU_OK);
    ASSERT_GT(view.count, 0U);
    EXPECT_EQ(view.mask_count, view.count);
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(view.picture_width) *
                                   static_cast<std::size_t>(view.picture_height));
    EXPECT_EQ(yolozu_detections_paint_mask(found, 0, mask.data(), mask.size(), &error), YOLOZU_OK);
    EXPECT_GT(std::count(mask.begin(), mask.end(), 255), 0);
    expect_refusal(yolozu_detections_paint_mask(found, 0, mask.data(), mask.size() - 1, &error), "pixels");
    expect_refusal(yolozu_detections_paint_mask(found, view.count, mask.data(), mask.size(), &error), "object");
    yolozu_picture_free(picture);
    yolozu_detector_free(own);
    yolozu_model_free(segmenter);
}

TEST_F(CApi, ErrorsOfThreadsDoNotMeet) {
    std::vector<std::thread> threads;
    std::vector<yolozu_error> errors(4);
    for (std::size_t number = 0; number < errors.size(); ++number)
        threads.emplace_back([&, number] {
            for (int round = 0; round < 50; ++round) {
                yolozu_model* other = nullptr;
                const std::string path = "/none/" + std::to_string(number);
                yolozu_model_load(path.c_str(), nullptr, &other, &errors[number]);
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t number = 0; number < errors.size(); ++number)
        EXPECT_THAT(errors[number].message, HasSubstr("/none/" + std::to_string(number)));
}

TEST(CApiNames, EveryStatusHasAName) {
    EXPECT_STREQ(yolozu_status_name(YOLOZU_OK), "ok");
    EXPECT_STREQ(yolozu_status_name(YOLOZU_INVALID_ARGUMENT), "invalid_argument");
    EXPECT_STREQ(yolozu_status_name(YOLOZU_INTERNAL), "internal");
    EXPECT_STREQ(yolozu_status_name(99), "unknown");
    EXPECT_STREQ(yolozu_status_name(-1), "unknown");
    EXPECT_THAT(yolozu_version(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace yolozu
