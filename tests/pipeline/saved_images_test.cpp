// SPDX-License-Identifier: Apache-2.0
#include "pipeline/saved_images.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "support/files.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

Prediction one_object(double score) {
    Prediction prediction;
    prediction.objects.push_back({{50, 25, 150, 75}, score, 0});
    return prediction;
}

Status save(SavedImages& saved, Image& image, const std::filesystem::path& source, const Prediction& prediction) {
    return saved.save(image, source, saved.next_file(source), prediction);
}

TEST(SavedImages, DrawsWhatIsOverTheThreshold) {
    const TemporaryFolder folder;
    auto saved = SavedImages::create(folder / "out", 0.5, {"cat"});
    ASSERT_TRUE(saved);
    Image drawn(200, 100), plain(200, 100);
    ASSERT_TRUE(save(*saved, drawn, "drawn.png", one_object(0.9)));
    ASSERT_TRUE(save(*saved, plain, "plain.png", one_object(0.4)));
    EXPECT_GT(cv::sum(cv::imread((folder / "out/drawn.png").string()))[1], 0);
    EXPECT_EQ(cv::countNonZero(cv::imread((folder / "out/plain.png").string(), cv::IMREAD_GRAYSCALE)), 0);
}

TEST(SavedImages, NamesPicturesAfterTheirSources) {
    const TemporaryFolder folder;
    auto saved = SavedImages::create(folder.path(), 0.5, {});
    Image image(20, 10);
    for (const char* const source : {"a/1.jpg", "b/1.jpg", "a/1.webp", "noextension"})
        ASSERT_TRUE(save(*saved, image, source, {}));
    for (const char* const name : {"1.jpg", "1-2.jpg", "1.webp.jpg", "noextension.jpg"})
        EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
}

TEST(SavedImages, RefusesToOverwriteTheSource) {
    const TemporaryFolder folder;
    test::write_text(folder / "1.jpg", "precious");
    auto saved = SavedImages::create(folder.path(), 0.5, {});
    Image image(20, 10);
    const Status status = save(*saved, image, folder / "1.jpg", {});
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().to_string(), HasSubstr("is the image itself"));
    EXPECT_EQ(test::read_text(folder / "1.jpg"), "precious");
}

TEST(SavedImages, SaysThatTheFolderCannotBeMade) {
    const TemporaryFolder folder;
    test::write_text(folder / "file", "");
    const auto saved = SavedImages::create(folder / "file/below", 0.5, {});
    ASSERT_FALSE(saved);
    EXPECT_THAT(saved.error().to_string(), HasSubstr("cannot make it"));
}

}  // namespace
}  // namespace yolozu
