// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "api/same_detections.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"
#include "yolozu/yolozu.hpp"

namespace yolozu {
namespace {

using test::expect_same;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

const std::filesystem::path demo = test::source_dir() / "models/demo";

std::vector<Image> demo_pictures() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(demo / "images")) files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<Image> pictures;
    for (const auto& file : files) pictures.push_back(*read_image(file));
    return pictures;
}

Model load(const std::filesystem::path& file, const ModelOptions& options = {}) {
    Result<Model> model = Model::load(file, options);
    EXPECT_TRUE(model) << model.error().to_string();
    return *model;
}

Detector detector_of(const Model& model) {
    Result<Detector> detector = model.create_detector();
    EXPECT_TRUE(detector) << detector.error().to_string();
    return std::move(*detector);
}

Detections detect(Detector& detector, const PictureView& picture) {
    Result<Detections> found = detector.detect(picture);
    EXPECT_TRUE(found) << found.error().to_string();
    return *found;
}

// 128x64 at 64: scale 1/2, 16 rows of border above. Boxes of 16x8 of the network are 32x16 of the picture; the second
// one's centre (48, 24) is (96, 16).
TEST(Detector, GivesArraysInThePicturesPixels) {
    const TemporaryFolder folder;
    const Model model =
        load(test::known_detector({{{32, 32, 16, 8, 0, 0.5F}, {48, 24, 16, 8, 1, 0.75F}}}).write(folder / "m.onnx"));
    EXPECT_EQ(model.info().task, Task::detect);
    EXPECT_EQ(model.backend_name(), "native");
    Detector detector = detector_of(model);
    const Detections found = detect(detector, Image(128, 64));
    EXPECT_EQ(found.picture_width, 128);
    EXPECT_EQ(found.picture_height, 64);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_THAT(found.class_id, ElementsAre(1, 0));
    EXPECT_THAT(found.score, ElementsAre(0.75, 0.5));
    EXPECT_THAT(found.x1, ElementsAre(80, 48));
    EXPECT_THAT(found.y1, ElementsAre(8, 24));
    EXPECT_THAT(found.x2, ElementsAre(112, 80));
    EXPECT_THAT(found.y2, ElementsAre(24, 40));
    EXPECT_TRUE(found.masks.empty() && found.poses.empty() && found.classes.empty() && found.keypoints.x.empty());
}

/// The same picture with its pixels in another format, and a gap behind each row.
struct OtherFormat {
    std::vector<std::uint8_t> bytes;
    PictureView view;

    OtherFormat(const Image& image, PixelFormat format) {
        const int step = bytes_per_pixel(format);
        const std::ptrdiff_t stride = std::ptrdiff_t{step} * image.width() + 5;
        bytes.assign(static_cast<std::size_t>(stride * image.height()), 0xEE);
        const bool blue_first = format == PixelFormat::bgr || format == PixelFormat::bgra;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                for (int channel = 0; channel < 3; ++channel)
                    bytes[static_cast<std::size_t>(y * stride + std::ptrdiff_t{step} * x + channel)] =
                        image.row(y)[3 * x + (blue_first ? 2 - channel : channel)];
        view = {bytes.data(), image.width(), image.height(), format, stride};
    }
};

TEST(Detector, FindsTheSameInEveryOrderOfChannels) {
    Detector detector = detector_of(load(demo / "model.onnx"));
    for (const Image& picture : demo_pictures()) {
        const Detections expected = detect(detector, picture);
        for (const PixelFormat format : {PixelFormat::rgb, PixelFormat::bgr, PixelFormat::rgba, PixelFormat::bgra})
            expect_same(detect(detector, OtherFormat(picture, format).view), expected);
    }
}

// Where the channels are normalised each by its own numbers, and every way of interpolating.
TEST(Detector, TakesBlueFirstWithEveryPreprocessing) {
    const Image picture = demo_pictures().front();
    for (const Interpolation interpolation :
         {Interpolation::opencv_linear, Interpolation::opencv_cubic, Interpolation::opencv_warp,
          Interpolation::pillow_bilinear, Interpolation::pillow_bicubic, Interpolation::float_antialias})
        for (const ChannelOrder order : {ChannelOrder::rgb, ChannelOrder::bgr}) {
            ModelOptions options;
            options.overrides.preprocess.emplace();
            options.overrides.preprocess->interpolation = interpolation;
            options.overrides.preprocess->order = order;
            options.overrides.preprocess->mean = {0.1F, 0.05F, 0.2F};
            options.overrides.preprocess->deviation = {0.9F, 0.8F, 1.1F};
            Detector detector = detector_of(load(demo / "model.onnx", options));
            const Detections expected = detect(detector, picture);
            EXPECT_GT(expected.size(), 0U);
            expect_same(detect(detector, OtherFormat(picture, PixelFormat::bgr).view), expected);
        }
}

TEST(Detector, TakesGreyPictures) {
    Image grey(64, 48);
    std::vector<std::uint8_t> bytes;
    for (int index = 0; index < 64 * 48; ++index) {
        bytes.push_back(static_cast<std::uint8_t>(index * 7));
        std::fill_n(grey.data() + std::ptrdiff_t{3} * index, 3, bytes.back());
    }
    ModelOptions options;
    options.decode.score_threshold = 0;
    Detector detector = detector_of(load(demo / "model.onnx", options));
    const Detections expected = detect(detector, grey);
    EXPECT_GT(expected.size(), 0U);
    expect_same(detect(detector, {bytes.data(), 64, 48, PixelFormat::grey}), expected);
}

TEST(Detector, TakesSeveralPicturesOfDifferentFormatsAtOnce) {
    const std::vector<Image> pictures = demo_pictures();
    Detector detector = detector_of(load(demo / "model.onnx"));
    const OtherFormat blue_first(pictures[1], PixelFormat::bgr), with_alpha(pictures[2], PixelFormat::bgra);
    std::vector<Detections> found;
    ASSERT_TRUE(detector.detect(std::vector<PictureView>{pictures[0], blue_first.view, with_alpha.view}, found));
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t index = 0; index < found.size(); ++index)
        expect_same(found[index], detect(detector, pictures[index]));
    // Fewer pictures, and results that were used before.
    ASSERT_TRUE(detector.detect(std::vector<PictureView>{blue_first.view, blue_first.view}, found));
    ASSERT_EQ(found.size(), 2U);
    expect_same(found[1], detect(detector, pictures[1]));
    ASSERT_TRUE(detector.detect({}, found));
    EXPECT_TRUE(found.empty());
}

TEST(Detector, SaysWhichPictureIsNone) {
    const Image picture(64, 64);
    Detector detector = detector_of(load(demo / "model.onnx"));
    const auto alone = detector.detect({nullptr, 3, 3});
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code(), ErrorCode::invalid_argument);
    std::vector<Detections> found;
    const Status several =
        detector.detect(std::vector<PictureView>{picture, {picture.data(), 64, 64, PixelFormat::rgb, 100}}, found);
    ASSERT_FALSE(several);
    EXPECT_THAT(several.error().to_string(), HasSubstr("picture 1 of 2: a picture with 100 bytes from row to row"));
    EXPECT_TRUE(detector.detect(picture));
}

TEST(Detector, OutlivesItsModel) {
    auto model = std::make_unique<Model>(load(demo / "model.onnx"));
    Detector detector = detector_of(*model);
    model.reset();
    EXPECT_EQ(detect(detector, Image(64, 64)).picture_width, 64);
}

TEST(Detector, ManyThreadsFindWhatOneFinds) {
    const Model model = load(demo / "model.onnx");
    const std::vector<Image> pictures = demo_pictures();
    std::vector<Detections> expected;
    Detector first = detector_of(model);
    for (const Image& picture : pictures) expected.push_back(detect(first, picture));
    constexpr std::size_t thread_count = 4;
    std::vector<std::vector<Detections>> found(thread_count);
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < thread_count; ++number)
        threads.emplace_back([&, number] {
            Detector own = detector_of(model);
            for (std::size_t index = 0; index < pictures.size(); ++index)
                found[number].push_back(detect(own, pictures[(index + 3 * number) % pictures.size()]));
        });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t number = 0; number < thread_count; ++number)
        for (std::size_t index = 0; index < pictures.size(); ++index)
            expect_same(found[number].at(index), expected[(index + 3 * number) % pictures.size()]);
}

TEST(Detector, GivesWhatTheTaskHas) {
    YOLOZU_REQUIRE_SHARED();
    const Image picture = demo_pictures().front();
    ModelOptions options;
    options.decode.score_threshold = 0;
    options.decode.max_detections = 5;
    Detector pose = detector_of(load(test::shared("models/yolov8-tiny-pose.onnx"), options));
    const Detections posed = detect(pose, picture);
    ASSERT_GT(posed.size(), 0U);
    EXPECT_GT(posed.keypoints.per_object, 0U);
    EXPECT_EQ(posed.keypoints.x.size(), posed.size() * posed.keypoints.per_object);
    EXPECT_EQ(posed.keypoints.visibility.size(), posed.keypoints.x.size());
    Detector oriented = detector_of(load(test::shared("models/yolov8-tiny-obb.onnx"), options));
    const Detections turned = detect(oriented, picture);
    ASSERT_GT(turned.size(), 0U);
    EXPECT_EQ(turned.oriented.angle.size(), turned.size());
    Detector classifier = detector_of(load(test::shared("models/yolov8-tiny-cls.onnx"), options));
    const Detections classified = detect(classifier, picture);
    EXPECT_EQ(classified.size(), 0U);
    ASSERT_GT(classified.classes.size(), 1U);
    EXPECT_GE(classified.classes[0].score, classified.classes[1].score);
    Detector in_space = detector_of(load(test::shared("models/rtdetr-pose-tiny.onnx"), options));
    const Detections posed_in_space = detect(in_space, picture);
    EXPECT_EQ(posed_in_space.poses.size(), posed_in_space.size());
}

}  // namespace
}  // namespace yolozu
