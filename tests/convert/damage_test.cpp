// SPDX-License-Identifier: Apache-2.0
//
// Damaged files of every format: an error or a file that can be read again, never anything else.
#include <gtest/gtest.h>

#include <random>

#include "convert/convert.hpp"
#include "predictions/document_text.hpp"
#include "predictions/merge.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"
#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::convert {
namespace {

using test::TemporaryFolder;
using test::write_text;

constexpr std::string_view predictions = R"({"schema_version": 1, "predictions": [
  {"schema_version": 2, "image": "7.ppm", "orig_w": 64, "orig_h": 48, "detections": [
    {"class_id": 0, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.5},
     "keypoints": [{"x": 0.5, "y": 0.25, "v": 2, "score": 0.5}],
     "meta": {"obb": {"corners": [[0.1, 0.2], [0.2, 0.2], [0.2, 0.1], [0.1, 0.1]], "cx": 9, "cy": 8, "w": 6, "h": 5,
              "angle": 0.1}, "segmentation": {"size": [48, 64], "counts": "P?2n>^1ba1"}}}]},
  {"image": "12.ppm", "detections": [{"class_id": 1, "score": 1, "bbox": {"cx": 0, "cy": 1, "w": 1e0, "h": 1},
     "meta": {"segmentation": [[1, 2, 30, 2, 30, 20]]}}]}],
  "meta": {"images": 2, "timestamp": "2026-01-01T00:00:00Z", "extra": {"selected_inputs": ["7.ppm", "12.ppm"]}}})";
constexpr std::string_view results =
    R"([{"image_id": 7, "category_id": 1, "bbox": [1, 2, 30, 20], "score": 0.5, "keypoints": [1, 2, 2]},
        {"image_id": 12, "category_id": 1, "bbox": [1, 2, 30.5, 20], "score": 0.5,
         "segmentation": {"size": [48, 64], "counts": "P?2n>^1ba1"}}])";
constexpr std::string_view catalogue =
    R"({"categories": [{"id": 1, "name": "a"}, {"id": 5, "name": "b"}], "annotations": [],
    "images": [{"id": 7, "file_name": "7.ppm", "width": 64, "height": 48},
               {"id": 12, "file_name": "12.ppm", "width": 64, "height": 48}]})";
constexpr std::string_view table =
    "image,width,height,class_id,score,cx,cy,w,h\n7.ppm,64,48,1,0.5,0.5,0.5,0.1,0.1\n\"12.ppm\",,,,,,,,\n";
constexpr std::string_view labels = "0 0.5 0.5 0.1 0.1 0.9\n1 0.5 0.5 0.25 0.1\n";

class Damage : public testing::Test {
protected:
    Damage() {
        std::filesystem::create_directories(folder_ / "labels");
        write_text(folder_ / "7.ppm", test::grey_ppm(64, 48));
        write_text(folder_ / "12.ppm", test::grey_ppm(64, 48));
        write_text(folder_ / "coco.json", catalogue);
    }
    /// Converts to every format; what comes out must be readable where it is one of the program's own.
    void convert_to_all(const std::string& input) {
        for (const Format to :
             {Format::wrapped, Format::list, Format::map, Format::lines, Format::coco, Format::yolo, Format::csv}) {
            Request request;
            request.input = folder_ / input;
            request.output = folder_ / "out";
            request.to = to;
            request.images = {folder_ / "7.ppm", folder_ / "12.ppm"};
            if (random_() % 2 == 0) request.coco = folder_ / "coco.json";
            request.label_form = static_cast<LabelForm>(random_() % 4);
            std::filesystem::remove_all(folder_ / "out");
            const Result<Summary> summary = convert(request);
            if (!summary || to > Format::lines) continue;
            Result<DocumentReader> reader = DocumentReader::open(folder_ / "out");
            ASSERT_TRUE(reader || summary->images == 0) << reader.error().to_string();
            std::string scratch;
            while (reader) {
                const auto entry = reader->next();
                ASSERT_TRUE(entry) << entry.error().to_string();
                if (!*entry) break;
                ASSERT_TRUE(parse_piece((*entry)->value, scratch));
            }
        }
    }
    std::string damaged(std::string_view text) {
        return random_() % 8 == 0 ? std::string(text.substr(0, random_() % text.size()))
                                  : test::mutated(std::string(text), 3, random_);
    }

    TemporaryFolder folder_;
    std::mt19937 random_{test::random_seed()};
};

TEST_F(Damage, OfPredictions) {
    write_text(folder_ / "in.json", predictions);
    convert_to_all("in.json");
    for (int round = 0; round < 150; ++round) {
        write_text(folder_ / "in.json", damaged(predictions));
        convert_to_all("in.json");
    }
}

TEST_F(Damage, OfCocoResults) {
    for (int round = 0; round < 150; ++round) {
        write_text(folder_ / "in.json", damaged(results));
        convert_to_all("in.json");
    }
}

TEST_F(Damage, OfCocosInstances) {
    write_text(folder_ / "in.json", results);
    for (int round = 0; round < 150; ++round) {
        write_text(folder_ / "coco.json", damaged(catalogue));
        convert_to_all("in.json");
    }
}

TEST_F(Damage, OfTablesAndLabels) {
    for (int round = 0; round < 100; ++round) {
        write_text(folder_ / "in.csv", damaged(table));
        convert_to_all("in.csv");
        write_text(folder_ / "labels/7.txt", damaged(labels));
        convert_to_all("labels");
    }
}

TEST_F(Damage, OfPartsToBeMerged) {
    write_text(folder_ / "1.json", R"({"predictions": [{"image": "other"}], "meta": {"images": 1,
        "timestamp": "2026-01-01T00:00:00Z", "extra": {"selected_inputs": ["other"]}}})");
    const std::vector<std::filesystem::path> parts{folder_ / "1.json", folder_ / "2.json"};
    for (int round = 0; round < 500; ++round) {
        write_text(folder_ / "2.json", damaged(predictions));
        Result<MergedFile> merged = merge_predictions(parts, folder_ / "out.json", std::nullopt);
        if (!merged) continue;
        ASSERT_TRUE(merged->file.commit());
        std::string text = test::read_text(folder_ / "out.json"), scratch;
        ASSERT_TRUE(parse_piece(text, scratch)) << text;
    }
}

}  // namespace
}  // namespace yolozu::convert
