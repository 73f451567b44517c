// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "parity/prediction_index.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Result<PredictionIndex> read(std::string_view text) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "p.json", text);
    return PredictionIndex::read(folder / "p.json");
}

constexpr std::string_view one = R"([{"class_id": 2, "score": 0.5, "bbox": {}}])";

TEST(PredictionIndex, ReadsEveryShape) {
    const std::string detections(one);
    const std::string list = R"([{"image": "a.jpg", "detections": )" + detections + "}, 7]";
    const std::string map = R"({"a.jpg": )" + detections + "}";
    for (const std::string& text :
         {list, map, R"({"schema_version": 1, "predictions": )" + list + "}", R"({"predictions": )" + map + "}",
          R"({"a.jpg": )" + detections.substr(1, detections.size() - 2) + "}"}) {
        const auto index = read(text);
        ASSERT_TRUE(index) << index.error().to_string();
        EXPECT_THAT(index->images(), ElementsAre("a.jpg")) << text;
        ASSERT_THAT(index->find("a.jpg")->detections, SizeIs(1)) << text;
        EXPECT_EQ(index->find("a.jpg")->detections[0].class_id, 2);
        EXPECT_EQ(index->find("b.jpg"), nullptr);
    }
}

TEST(PredictionIndex, TheLastOfTwoEntriesCountsAndAKeyBeatsAFileName) {
    const auto index =
        read(R"([{"image": " x/a.jpg "}, {"image": "y/a.jpg"}, {"image": "a.jpg", "orig_w": 3, "orig_h": 2},
                                {"image": "x/a.jpg", "orig_w": 5, "orig_h": 4}, {"image": "z/b.jpg"}, {"image": " "}])");
    ASSERT_TRUE(index);
    EXPECT_THAT(index->images(), ElementsAre("x/a.jpg", "y/a.jpg", "a.jpg", "z/b.jpg"));
    EXPECT_EQ(index->find("x/a.jpg")->size, (PictureSize{5, 4}));
    EXPECT_EQ(index->find("a.jpg")->size, (PictureSize{3, 2}));
    EXPECT_EQ(index->find("b.jpg")->image, "z/b.jpg");
}

TEST(PredictionIndex, LeavesOutWhatIsNotComplete) {
    const auto index = read(R"({"a.jpg": [{"score": 1, "bbox": {}}, {"class_id": 1, "bbox": {}}, 3, null,
                                {"class_id": 1, "score": 1}, {"class_id": 1.9, "score": 1, "bbox": null}]})");
    ASSERT_TRUE(index);
    EXPECT_EQ(index->left_out(), 5U);
    ASSERT_THAT(index->find("a.jpg")->detections, SizeIs(1));
    EXPECT_EQ(index->find("a.jpg")->detections[0].class_id, 1);
}

TEST(PredictionIndex, SaysWhatItCannotRead) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({"a.jpg": [{"class_id": "cat", "score": 1, "bbox": {}}]})", "class_id is 'cat'"},
        {R"({"a.jpg": [{"class_id": 1e300, "score": 1, "bbox": {}}]})", "class_id is"},
        {R"({"a.jpg": [{"class_id": 18446744073709551615, "score": 1, "bbox": {}}]})", "class_id is"},
        {R"({"a.jpg": [{"class_id": 1, "score": null, "bbox": {}}]})", "score is null"},
        {R"([{"image": "a.jpg", "detections": 5}])", "detections is 5"},
        {R"([{"image": 5}])", "entry 0: image is 5"},
        {R"([{}])", "image is null"},
        {R"({"predictions": 5})", "the content is 5"},
        {R"(5)", "the content is 5"},
        {R"({"a.jpg": [{"class_id": 1, "score": NaN, "bbox": {}}]})", "NaN"},
        {"", "empty"},
    };
    for (const auto& [text, words] : cases) {
        const auto index = read(text);
        ASSERT_FALSE(index) << text;
        EXPECT_THAT(index.error().to_string(), AllOf(HasSubstr("p.json"), HasSubstr(words)));
    }
    EXPECT_FALSE(PredictionIndex::read("/nowhere/p.json"));
    EXPECT_THAT(read("[]")->images(), IsEmpty());
}

}  // namespace
}  // namespace yolozu
