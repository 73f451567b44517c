// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::ProgramResult;
using test::read_text;
using test::run_program;
using test::TemporaryFolder;
using test::write_text;
using testing::HasSubstr;
using testing::Not;

constexpr const char* hostile = "<img src=x onerror=alert(1)>\"'&.ppm";

/// Two pictures of 64 x 48, one with a hostile name, with two cats and a dog on the first; labels beside them.
struct Gallery {
    TemporaryFolder folder;

    Gallery() {
        std::filesystem::create_directories(folder / "set/images/val");
        std::filesystem::create_directories(folder / "set/labels/val");
        write_text(folder / "set/images/val/a.ppm", test::grey_ppm(64, 48));
        write_text((folder / "set/images/val") / hostile, test::grey_ppm(64, 48));
        write_text(folder / "set/labels/val/a.txt", "1 0.5 0.5 0.5 0.5\n");
        predict(R"({"class_id": 0, "score": 0.9, "bbox": {"cx": 0.25, "cy": 0.5, "w": 0.25, "h": 0.5}},
                   {"class_id": 0, "score": 0.1, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.5}},
                   {"class_id": 1, "score": 0.5, "bbox": {"cx": 0.75, "cy": 0.5, "w": 0.25, "h": 0.5}})");
    }
    void predict(const std::string& detections) const {
        write_text(folder / "p.json", R"({"predictions": [{"image": "a.ppm", "detections": [)" + detections +
                                          R"(]}, {"image": "<img src=x onerror=alert(1)>\"'&.ppm"}],
                          "meta": {"extra": {"class_names": ["cat", "</script><script>alert(2)</script>"]}}})");
    }
    ProgramResult show(std::vector<std::string> more, bool with_images = true) const {
        more.insert(more.begin(), {"show", folder / "p.json"});
        if (with_images) more.insert(more.end(), {"--images", folder / "set/images/val"});
        return run_program(more);
    }
    std::string page(std::vector<std::string> more = {}, bool with_images = true) const {
        more.insert(more.end(), {"--output", folder / "page.html"});
        const ProgramResult result = show(more, with_images);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_text(folder / "page.html");
    }
    cv::Mat drawn(std::vector<std::string> more, bool with_images = true) const {
        more.insert(more.end(), {"--output", folder / "drawn"});
        const ProgramResult result = show(more, with_images);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return cv::imread(folder / "drawn/a.ppm.jpg", cv::IMREAD_COLOR);
    }
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(ShowPage, HasThePicturesAndWhatIsOnThem) {
    const Gallery gallery;
    const std::string page = gallery.page();
    EXPECT_EQ(count(page, "<figure>"), 2U);
    EXPECT_EQ(count(page, "src=\"data:image/jpeg;base64,/9j/"), 2U);
    EXPECT_THAT(page, HasSubstr("viewBox=\"0 0 64 48\""));
    EXPECT_EQ(count(page, "<g class=\"o\""), 2U);
    EXPECT_THAT(page, HasSubstr("data-c=\"0\" data-s=\"0.9000\""));
    EXPECT_THAT(page, HasSubstr("<rect class=\"b\" x=\"8.0\" y=\"12.0\" width=\"16.0\" height=\"24.0\"/>"));
    EXPECT_THAT(page, HasSubstr(">cat 0.90</text>"));
    EXPECT_THAT(page, HasSubstr("</svg> cat (1)</label>"));
}

TEST(ShowPage, NoNameCanRunAnything) {
    const std::string page = Gallery().page();
    EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
    EXPECT_THAT(page, Not(HasSubstr("alert(2)</script>")));
    EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.ppm"));
    EXPECT_EQ(count(page, "<script"), 1U);
    EXPECT_THAT(page, HasSubstr("default-src 'none'; img-src data:; style-src 'sha256-"));
    EXPECT_THAT(page, Not(HasSubstr("unsafe")));
    EXPECT_THAT(page, Not(HasSubstr("http:")));
    EXPECT_THAT(page, Not(HasSubstr("https:")));
    EXPECT_EQ(count(page, "style="), 0U);  // the policy would forbid it
}

TEST(ShowPage, ScoreAndClassesChoose) {
    const Gallery gallery;
    EXPECT_EQ(count(gallery.page({"--score", "0.05"}), "<g class=\"o\""), 3U);
    EXPECT_EQ(count(gallery.page({"--score", "0.5"}), "<g class=\"o\""), 2U);
    EXPECT_EQ(count(gallery.page({"--classes", "cat"}), "<g class=\"o\""), 1U);
    EXPECT_EQ(count(gallery.page({"--classes", "1,0"}), "<g class=\"o\""), 2U);
    write_text(gallery.folder / "names.txt", "lynx\nwolf\n");
    EXPECT_THAT(gallery.page({"--names", gallery.folder / "names.txt", "--classes", "wolf"}), HasSubstr(">wolf 0.50<"));
    const ProgramResult unknown = gallery.show({"--classes", "cow", "--output", gallery.folder / "x.html"});
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_THAT(unknown.err, HasSubstr("class 'cow'"));
}

TEST(ShowPage, TheTruthIsDashedWhereverItComesFrom) {
    const Gallery gallery;
    const auto has_truth = [](const std::string& page) {
        EXPECT_EQ(count(page, "<g class=\"o t\" data-c=\"1\""), 1U);
        EXPECT_THAT(page, HasSubstr("<rect class=\"b\" x=\"16.0\" y=\"12.0\" width=\"32.0\" height=\"24.0\"/>"));
    };
    has_truth(gallery.page({"--labels", gallery.folder / "set/labels/val"}));
    has_truth(gallery.page({"--dataset", gallery.folder / "set"}, false));
    write_text(gallery.folder / "coco.json", R"({"categories": [{"id": 3, "name": "lion"}, {"id": 7, "name": "bear"}],
        "images": [{"id": 1, "file_name": "a.ppm", "width": 64, "height": 48},
                   {"id": 2, "file_name": "<img src=x onerror=alert(1)>\"'&.ppm", "width": 64, "height": 48}],
        "annotations": [{"image_id": 1, "category_id": 7, "bbox": [16, 12, 32, 24]}]})");
    has_truth(gallery.page({"--coco", gallery.folder / "coco.json"}));
}

TEST(ShowPage, SaysWhatItLeavesOut) {
    const Gallery gallery;
    const ProgramResult cut = gallery.show({"--max-images", "1", "--output", gallery.folder / "page.html"});
    EXPECT_EQ(cut.exit_code, 0);
    EXPECT_THAT(cut.err, HasSubstr("only the first 1 of 2 images"));
    EXPECT_THAT(read_text(gallery.folder / "page.html"), HasSubstr("Only the first 1 of 2 images are in this page"));
    std::filesystem::remove((gallery.folder / "set/images/val") / hostile);
    const ProgramResult missing = gallery.show({"--output", gallery.folder / "page.html"});
    EXPECT_EQ(missing.exit_code, 3);
    EXPECT_THAT(missing.err, HasSubstr("onerror=alert(1)"));
    EXPECT_THAT(read_text(gallery.folder / "page.html"), HasSubstr("<p>Not shown: image"));
}

TEST(ShowPage, DrawsMasksKeypointsAndOrientedBoxes) {
    const Gallery gallery;
    const std::string box = R"("class_id": 0, "score": 0.9, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5})";
    gallery.predict("{" + box + R"(, "meta": {"segmentation": {"size": [48, 64], "counts": "231"}}})");
    const ProgramResult broken = gallery.show({"--output", gallery.folder / "page.html"});
    EXPECT_EQ(broken.exit_code, 3);
    EXPECT_THAT(broken.err, HasSubstr("image 'a.ppm': the mask's run lengths are of fewer pixels"));
    gallery.predict("{" + box + R"(, "meta": {"segmentation": {"size": [2, 3], "counts": "231"}}})");
    EXPECT_THAT(gallery.show({"--output", gallery.folder / "page.html"}).err,
                HasSubstr("a mask is of 3x2 pixels, the picture of 64x48"));
    // The first two pixels of column 10 and all of column 20: runs of 480, 2, 478, 48, 2064.
    gallery.predict("{" + box + R"(, "meta": {"segmentation": {"size": [48, 64], "counts": "P?2n>^1ba1"}}},)" + "{" +
                    box + R"(, "meta": {"segmentation": [[1, 2, 30, 2, 30, 20]]}},)" + "{" + box +
                    R"(, "keypoints": [{"x": 0.5, "y": 0.25, "v": 2}, {"x": 0.1, "y": 0.1, "v": 0}]},)" + "{" + box +
                    R"(, "meta": {"obb": {"cx": 1, "cy": 2, "w": 3, "h": 4, "angle": 0,
                       "corners": [[0.25, 0.5], [0.5, 0.25], [0.75, 0.5], [0.5, 0.75]]}}})");
    const std::string page = gallery.page();
    EXPECT_THAT(page, HasSubstr("d=\"M10 0v2h1v-2zM20 0v48h1v-48z\"/>"));
    EXPECT_THAT(page, HasSubstr("<path class=\"m\" fill-rule=\"evenodd\" d=\"M1.0 2.0L30.0 2.0L30.0 20.0z\"/>"));
    EXPECT_THAT(page, HasSubstr("<circle class=\"k\" cx=\"32.0\" cy=\"12.0\""));
    EXPECT_EQ(count(page, "<circle"), 1U);
    EXPECT_THAT(page, HasSubstr("<polygon class=\"b\" points=\"16.0,24.0 32.0,12.0 48.0,24.0 32.0,36.0 \"/>"));
}

TEST(ShowFolder, DrawsIntoFiles) {
    const Gallery gallery;
    const cv::Mat plain = gallery.drawn({"--classes", "1", "--score", "0.9"});
    ASSERT_EQ(plain.size(), cv::Size(64, 48));
    const cv::Mat boxes = gallery.drawn({});
    EXPECT_GT(cv::norm(boxes.at<cv::Vec3b>(30, 8), plain.at<cv::Vec3b>(30, 8)), 60);
    EXPECT_LT(cv::norm(boxes.at<cv::Vec3b>(30, 36), plain.at<cv::Vec3b>(30, 36)), 20);
    const cv::Mat truth = gallery.drawn({"--dataset", gallery.folder / "set", "--score", "1"}, false);
    int changed = 0;
    for (int x = 16; x < 48; ++x) changed += cv::norm(truth.at<cv::Vec3b>(35, x), plain.at<cv::Vec3b>(35, x)) > 60;
    EXPECT_GT(changed, 10);  // half of 32, but for JPEG's blur
    EXPECT_LT(changed, 26);
}

TEST(Show, WithoutAFolderTheKeysArePaths) {
    const Gallery gallery;
    write_text(gallery.folder / "p.json",
               R"([{"image": ")" + (gallery.folder / "set/images/val/a.ppm").native() + R"("}])");
    EXPECT_EQ(count(gallery.page({}, false), "<figure>"), 1U);
}

TEST(Show, RefusesWhatMakesNoSense) {
    const Gallery gallery;
    EXPECT_EQ(run_program({"show"}).exit_code, 2);
    EXPECT_EQ(gallery.show({}).exit_code, 2);
    EXPECT_EQ(gallery.show({"--output", "x.html", "--score", "2"}).exit_code, 2);
    EXPECT_EQ(gallery.show({"--output", "x.html", "--dataset", "y"}).exit_code, 2);
    EXPECT_EQ(gallery.show({"--output", gallery.folder / "no/such/x.html"}).exit_code, 1);
    std::filesystem::remove_all(gallery.folder / "set/images/val");
    const ProgramResult nothing = gallery.show({"--output", gallery.folder / "x.html"}, false);
    EXPECT_EQ(nothing.exit_code, 1);
    EXPECT_THAT(nothing.err, HasSubstr("none of the 2 images can be shown"));
    EXPECT_FALSE(std::filesystem::exists(gallery.folder / "x.html"));
    write_text(gallery.folder / "p.json", R"([{"image": "a", "detections": [{"class_id": -1}]}])");
    EXPECT_EQ(gallery.show({"--output", gallery.folder / "x.html"}, false).exit_code, 1);
}

}  // namespace
}  // namespace yolozu
