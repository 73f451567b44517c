// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"
#include "support/seed.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::ProgramResult;
using test::read_json;
using test::read_text;
using test::run_program;
using test::TemporaryFolder;
using test::write_text;
using testing::HasSubstr;
using testing::Not;

/// Predictions of the pictures 7.ppm, 12.ppm and 30.ppm, 64 x 48, the last without detections.
struct Files {
    TemporaryFolder folder;

    Files() {
        std::filesystem::create_directories(folder / "images");
        for (const char* const name : {"7", "12", "30"})
            write_text(folder / ("images/" + std::string(name) + ".ppm"), test::grey_ppm(64, 48));
        write_text(folder / "coco.json", R"({"info": {}, "annotations": [{"never": "looked at"}],
            "categories": [{"id": 9, "name": "dog"}, {"id": 4, "name": "cat"}],
            "images": [{"id": 70, "file_name": "7.ppm", "width": 64, "height": 48},
                       {"id": 120, "file_name": "12.ppm", "width": 64, "height": 48},
                       {"id": 300, "file_name": "30.ppm", "width": 64, "height": 48}]})");
    }
    std::string path(const std::string& name) const { return folder / name; }
    std::string images() const { return path("images"); }

    /// Random boxes within the picture, sorted as the program sorts; `add` may give each more.
    void write_predictions(const std::string& name, void (*add)(json&) = nullptr, bool with_sizes = true) const {
        std::mt19937 random(test::random_seed());
        std::uniform_real_distribution<double> fraction(0.0, 1.0);
        json entries = json::array();
        for (const char* const image : {"7.ppm", "12.ppm", "30.ppm"}) {
            json entry{{"schema_version", 2}, {"image", image}, {"detections", json::array()}};
            if (with_sizes) entry["orig_w"] = 64, entry["orig_h"] = 48;
            std::vector<double> scores(std::string(image) == "30.ppm" ? 0 : 20);
            std::ranges::generate(scores, [&] { return fraction(random); });
            std::ranges::sort(scores, std::greater());
            for (const double score : scores) {
                const double w = 0.01 + 0.5 * fraction(random), h = 0.01 + 0.5 * fraction(random);
                const double cx = w / 2 + (1 - w) * fraction(random), cy = h / 2 + (1 - h) * fraction(random);
                json detection{{"class_id", random() % 2},
                               {"score", score},
                               {"bbox", {{"cx", cx}, {"cy", cy}, {"w", w}, {"h", h}}}};
                if (add != nullptr) add(detection);
                entry["detections"].push_back(detection);
            }
            entries.push_back(entry);
        }
        write_text(path(name), json{{"schema_version", 1}, {"predictions", entries}}.dump(1));
    }
    ProgramResult convert(const std::string& from, const std::string& to, const std::string& output,
                          std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"convert", path(from), "--to", to, "--output", path(output)});
        return run_program(more);
    }
    void expect_converts(const std::string& from, const std::string& to, const std::string& output,
                         const std::vector<std::string>& more = {}) const {
        const ProgramResult result = convert(from, to, output, more);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }
};

/// Equal but for numbers, which may differ by 1e-9.
void expect_near(const json& a, const json& b, const std::string& where) {
    if (a.is_number() && b.is_number()) {
        EXPECT_NEAR(a.get<double>(), b.get<double>(), 1e-9) << where;
        return;
    }
    ASSERT_EQ(a.type(), b.type()) << where << ": " << a << " and " << b;
    ASSERT_EQ(a.size(), b.size()) << where << ": " << a << " and " << b;
    if (a.is_object()) {
        for (const auto& [name, value] : a.items()) {
            ASSERT_TRUE(b.contains(name)) << where << '.' << name;
            expect_near(value, b.at(name), where + "." + name);
        }
    } else if (a.is_array()) {
        for (std::size_t at = 0; at < a.size(); ++at) expect_near(a[at], b[at], where + "[" + std::to_string(at) + "]");
    } else {
        EXPECT_EQ(a, b) << where;
    }
}

void expect_same_entries(const std::string& expected, const std::string& found, std::size_t entries) {
    const json a = read_json(expected).at("predictions"), b = read_json(found).at("predictions");
    ASSERT_EQ(b.size(), entries);
    for (std::size_t at = 0; at < entries; ++at) expect_near(a[at], b[at], "entry " + std::to_string(at));
    EXPECT_TRUE(test::passes_strict_validation(found));
}

void add_keypoints(json& detection) {
    detection["keypoints"] = json::array();
    for (int point = 0; point < 3; ++point)
        detection["keypoints"].push_back(
            {{"x", 0.1 + 0.3 * point + detection["score"].get<double>() / 10}, {"y", 0.05 * point}, {"v", point}});
}

TEST(ConvertShapes, PredictsOwnFilesBecomeThoseOfItsOtherShapes) {
    const Files files;
    write_text(files.path("model.onnx"),
               test::known_detector({{{20, 20, 10, 10, 0, 0.9F}, {40, 30, 20, 10, 1, 0.5F}}}).build());
    for (const char* const shape : {"wrapped", "list", "map"})
        ASSERT_EQ(run_program({"--model", files.path("model.onnx"), "--image", files.images(), "--quiet", "--shape",
                               shape, "--output", files.path(shape)})
                      .exit_code,
                  0);
    for (const auto& [from, to] : {std::pair("wrapped", "wrapped"),
                                   {"wrapped", "list"},
                                   {"wrapped", "map"},
                                   {"list", "list"},
                                   {"list", "map"},
                                   {"map", "map"}}) {
        files.expect_converts(from, to, "converted");
        EXPECT_EQ(read_text(files.path("converted")), read_text(files.path(to))) << from << " to " << to;
    }
    files.expect_converts("list", "jsonl", "lines");
    const std::string lines = read_text(files.path("lines"));
    EXPECT_EQ(std::ranges::count(lines, '\n'), 3);
    EXPECT_EQ(json::parse(lines.substr(0, lines.find('\n'))), read_json(files.path("list"))[0]);
    files.expect_converts("lines", "list", "back");
    EXPECT_EQ(read_json(files.path("back")), read_json(files.path("list")));
    files.expect_converts("map", "wrapped", "back");
    EXPECT_TRUE(test::passes_strict_validation(files.path("back")));
}

TEST(ConvertShapes, SayWhatAShapeHasNoPlaceFor) {
    const Files files;
    write_text(files.path("p.json"), R"({"predictions": [{"image": "a", "task": "detect", "detections": null},
                                         {"image": "b", "task": "x", "x": 1}], "meta": {"y": 1}})");
    EXPECT_THAT(files.convert("p.json", "list", "o").err, HasSubstr("not kept: 1 x meta of the run"));
    const ProgramResult map = files.convert("p.json", "map", "o");
    EXPECT_THAT(map.err, HasSubstr("not kept: 2 x 'task' of images"));
    EXPECT_THAT(map.err, HasSubstr("not kept: 1 x 'x' of images"));
    EXPECT_EQ(read_json(files.path("o")), json::parse(R"({"a": [], "b": []})"));
    EXPECT_THAT(files.convert("p.json", "wrapped", "o").err, Not(HasSubstr("not kept")));
    write_text(files.path("p.json"), R"([{"image": "predictions"}])");
    EXPECT_THAT(files.convert("p.json", "map", "o").err, HasSubstr("has a meaning of its own in a map"));
    write_text(files.path("p.json"), R"({"a": {"class_id": 1}})");  // as YOLOZU reads it: a list of one
    files.expect_converts("p.json", "list", "o");
    EXPECT_EQ(read_json(files.path("o"))[0]["detections"][0]["class_id"], 1);
    write_text(files.path("p.json"), R"([{"image": "a"}, {"image": " a "}])");
    EXPECT_THAT(files.convert("p.json", "jsonl", "o").err, HasSubstr("entry 1: image 'a': has two entries"));
}

TEST(ConvertCoco, ThereAndBackWithTheDatasetsFile) {
    const Files files;
    files.write_predictions("p.json", add_keypoints);
    const ProgramResult there = files.convert("p.json", "coco", "results.json", {"--coco", files.path("coco.json")});
    ASSERT_EQ(there.exit_code, 0) << there.err;
    EXPECT_THAT(there.err, HasSubstr("not kept: 1 x images without detections"));
    const json results = read_json(files.path("results.json")),
               first = read_json(files.path("p.json"))["predictions"][0]["detections"][0];
    ASSERT_EQ(results.size(), 40U);
    EXPECT_EQ(results[0]["image_id"], 70);
    EXPECT_EQ(results[0]["category_id"], first["class_id"] == 0 ? 4 : 9);
    EXPECT_EQ(results[0]["score"], first["score"]);
    EXPECT_NEAR(results[0]["bbox"][0].get<double>(),
                64 * (first["bbox"]["cx"].get<double>() - first["bbox"]["w"].get<double>() / 2), 1e-12);
    EXPECT_NEAR(results[0]["bbox"][3].get<double>(), 48 * first["bbox"]["h"].get<double>(), 1e-12);
    EXPECT_EQ(results[0]["keypoints"].size(), 9U);
    files.expect_converts("results.json", "wrapped", "back.json", {"--coco", files.path("coco.json")});
    expect_same_entries(files.path("p.json"), files.path("back.json"), 2);
}

TEST(ConvertCoco, ThereAndBackByNumbersInNames) {
    const Files files;
    files.write_predictions("p.json", nullptr, false);
    const ProgramResult unknown = files.convert("p.json", "coco", "results.json");
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_THAT(unknown.err, HasSubstr("its size is needed but not known: give --images"));
    EXPECT_FALSE(std::filesystem::exists(files.path("results.json")));
    const ProgramResult there =
        files.convert("p.json", "coco", "results.json", {"--images", files.images(), "--coco80to91"});
    ASSERT_EQ(there.exit_code, 0) << there.err;
    EXPECT_EQ(read_json(files.path("results.json"))[39]["image_id"], 12);
    files.expect_converts("results.json", "list", "back.json", {"--images", files.images(), "--coco80to91"});
    const json a = read_json(files.path("p.json"))["predictions"][1]["detections"],
               b = read_json(files.path("back.json"))[1]["detections"];
    expect_near(a, b, "12.ppm");
    EXPECT_THAT(files.convert("results.json", "list", "back.json").err, HasSubstr("image 7 is not known: give --coco"));
}

/// What pycocotools' loadRes and evaluation take for granted of each result.
TEST(ConvertCoco, ResultsLoadAsPycocotoolsDoes) {
    const Files files;
    files.write_predictions("p.json", [](json& detection) {
        detection["meta"]["segmentation"] = {{"size", {48, 64}}, {"counts", "PO2n>`MP"}};
    });
    const ProgramResult there = files.convert("p.json", "coco", "results.json", {"--coco", files.path("coco.json")});
    ASSERT_EQ(there.exit_code, 0) << there.err;
    const json results = read_json(files.path("results.json"));
    ASSERT_TRUE(results.is_array());
    for (const json& result : results) {
        EXPECT_TRUE(result.at("image_id") == 70 || result.at("image_id") == 120);
        EXPECT_TRUE(result.at("category_id") == 4 || result.at("category_id") == 9);
        ASSERT_EQ(result.at("bbox").size(), 4U);
        for (const json& number : result.at("bbox")) EXPECT_TRUE(number.is_number_float());
        EXPECT_TRUE(result.at("score").is_number_float());
        EXPECT_EQ(result.at("segmentation"), json::parse(R"({"size": [48, 64], "counts": "PO2n>`MP"})"));
        EXPECT_EQ(result.size(), 5U);
    }
}

TEST(ConvertCoco, RefusesWhatIsOfAnotherDataset) {
    const Files files;
    files.write_predictions("p.json");
    const std::vector<std::string> coco{"--coco", files.path("coco.json")};
    write_text(files.path("p.json"), R"([{"image": "8.ppm"}])");
    EXPECT_THAT(files.convert("p.json", "coco", "o", coco).err, HasSubstr("image '8.ppm' is not in the dataset"));
    write_text(
        files.path("p.json"),
        R"([{"image": "7.ppm", "detections": [{"class_id": 2, "score": 1, "bbox": {"cx": 0, "cy": 0, "w": 1, "h": 1}}]}])");
    EXPECT_THAT(files.convert("p.json", "coco", "o", coco).err, HasSubstr("class 2 is beyond the 2 categories"));
    write_text(files.path("p.json"), R"([{"image": "a/7.ppm"}, {"image": "b/7.ppm"}])");
    EXPECT_THAT(files.convert("p.json", "coco", "o", coco).err, HasSubstr("another image has its id 70, too"));
    write_text(files.path("r.json"), R"([{"image_id": 71, "category_id": 4, "score": 1, "bbox": [1, 2, 3, 4]}])");
    EXPECT_THAT(files.convert("r.json", "list", "o", coco).err, HasSubstr("result 0: there is no image 71"));
    write_text(files.path("r.json"), R"([{"image_id": 70, "category_id": 5, "score": 1, "bbox": [1, 2, 3, 4]}])");
    EXPECT_THAT(files.convert("r.json", "list", "o", coco).err, HasSubstr("there is no category 5"));
    write_text(files.path("r.json"), R"([{"image_id": 70, "category_id": 4, "score": 1, "bbox": [1, 2, 1e300, 4]}])");
    EXPECT_THAT(files.convert("r.json", "list", "o", coco).err, HasSubstr("bbox: is a list of 4, expected"));
    EXPECT_EQ(files.convert("p.json", "coco", "o", {"--coco", "x", "--coco80to91"}).exit_code, 2);
    write_text(files.path("bad.json"),
               R"({"categories": [{"id": 1}], "images": [{"id": 1, "file_name": "a", "width": 0, "height": 1}]})");
    EXPECT_THAT(files.convert("p.json", "coco", "o", {"--coco", files.path("bad.json")}).err,
                HasSubstr("images[0]: width is missing or not a whole number from 1"));
}

TEST(ConvertYolo, ThereAndBack) {
    const Files files;
    files.write_predictions("p.json");
    files.expect_converts("p.json", "yolo", "labels");
    EXPECT_EQ(read_text(files.path("labels/30.txt")), "");
    const json first = read_json(files.path("p.json"))["predictions"][0]["detections"][0];
    const std::string line = read_text(files.path("labels/7.txt"));
    EXPECT_TRUE(line.starts_with(first["class_id"].dump() + " " + first["bbox"]["cx"].dump() + " "));
    files.expect_converts("labels", "wrapped", "back.json", {"--images", files.images()});
    // Pictures come in the order of their folder: 12, 30, 7.
    const json expected = read_json(files.path("p.json"))["predictions"],
               found = read_json(files.path("back.json"))["predictions"];
    for (const auto& [a, b] : {std::pair(0, 2), {1, 0}, {2, 1}}) expect_near(expected[a], found[b], "entry");
    const ProgramResult again = files.convert("p.json", "yolo", "labels");
    EXPECT_EQ(again.exit_code, 2);
    EXPECT_THAT(again.err, HasSubstr("the folder has something in it"));
}

TEST(ConvertYolo, KeypointsOutlinesAndOrientedBoxesHaveLinesOfTheirOwn) {
    const Files files;
    files.write_predictions("pose.json", add_keypoints);
    files.expect_converts("pose.json", "yolo", "pose");
    files.expect_converts("pose", "list", "back.json", {"--images", files.images(), "--label-format", "pose"});
    expect_near(read_json(files.path("pose.json"))["predictions"][1], read_json(files.path("back.json"))[0], "pose");
    // A box of 20 x 10 pixels about (32, 24), turned by 0.3 radians.
    files.write_predictions("obb.json", [](json& detection) {
        json corners = json::array();
        for (const auto& [x, y] : {std::pair(10, 5), {10, -5}, {-10, -5}, {-10, 5}})
            corners.push_back(
                {(32 + x * std::cos(0.3) - y * std::sin(0.3)) / 64, (24 + x * std::sin(0.3) + y * std::cos(0.3)) / 48});
        detection["meta"]["obb"] = {{"corners", corners}, {"angle", 0.3}, {"cx", 32}, {"cy", 24}, {"w", 20}, {"h", 10}};
    });
    files.expect_converts("obb.json", "yolo", "obb");
    files.expect_converts("obb", "list", "back.json", {"--images", files.images(), "--label-format", "obb"});
    expect_near(read_json(files.path("obb.json"))["predictions"][1]["detections"][0]["meta"],
                read_json(files.path("back.json"))[0]["detections"][0]["meta"], "obb");
    files.write_predictions("segment.json", [](json& detection) {
        detection["meta"]["segmentation"] = {{1.0, 2.0, 20.5, 2.0, 20.0, 30.0}, {1.0, 1.0, 2.0, 1.0, 2.0, 2.0}};
    });
    const ProgramResult segment = files.convert("segment.json", "yolo", "segment");
    EXPECT_THAT(segment.err, HasSubstr("not kept: 40 x outlines of several parts, of which the largest is written"));
    files.expect_converts("segment", "list", "back.json", {"--images", files.images(), "--label-format", "segment"});
    expect_near(read_json(files.path("back.json"))[0]["detections"][0]["meta"]["segmentation"],
                json::parse("[[1.0, 2.0, 20.5, 2.0, 20.0, 30.0]]"), "segment");
}

/// Ultralytics' save_txt writes the model's confidence as the third number.
TEST(ConvertYolo, ConfidencesOfKeypointsAreTheirScores) {
    const Files files;
    std::filesystem::create_directories(files.path("labels"));
    write_text(files.path("labels/7.txt"), "0 0.5 0.5 0.5 0.5 0.5 0.25 0.75 0.5 0.5 0.25 0.9\n");
    files.expect_converts("labels", "list", "o", {"--images", files.images(), "--label-format", "pose"});
    EXPECT_EQ(read_json(files.path("o"))[2]["detections"][0]["keypoints"],
              json::parse(R"([{"x": 0.5, "y": 0.25, "v": 2, "score": 0.75},
                              {"x": 0.5, "y": 0.5, "v": 1, "score": 0.25}])"));
}

TEST(ConvertYolo, LabelsAreChecked) {
    const Files files;
    std::filesystem::create_directories(files.path("labels"));
    const std::vector<std::string> images{"--images", files.images()};
    EXPECT_THAT(files.convert("labels", "list", "o").err, HasSubstr("give --images"));
    for (const auto& [text, reason] : std::vector<std::pair<std::string, std::string>>{
             {"0 0.5 0.5 0.1", "line 1: 4 numbers are no line of the form 'detect'"},
             {"0 0.5 0.5 0.1 0.1\n\nx 1", "line 3: 'x' is not a number"},
             {"-1 0.5 0.5 0.1 0.1", "the class is -1"},
             {"0.5 0.5 0.5 0.1 0.1", "the class is 0.5"},
             {"0 nan 0.5 0.1 0.1", "'nan' is not a number"},
             {"0 1e30 0.5 0.1 0.1", "'1e30' is not a number"}}) {
        write_text(files.path("labels/7.txt"), text);
        const ProgramResult result = files.convert("labels", "list", "o", images);
        EXPECT_EQ(result.exit_code, 1) << text;
        EXPECT_THAT(result.err, HasSubstr(reason)) << text;
    }
    write_text(files.path("labels/7.txt"), "3 0.5 0.5 0.1 0.1\r\n3 0.9 0.9 0.4 0.4 0.5\n2 -0.5 0.5 0.1 0.1 0.5");
    write_text(files.path("labels/8.txt"), "");
    const ProgramResult result = files.convert("labels", "list", "o", images);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    for (const char* const loss :
         {"1 x label files without an image", "1 x lines without a score, which is taken for 1",
          "1 x detections left out", "1 x detections whose box was clipped"})
        EXPECT_THAT(result.err, HasSubstr(loss));
    EXPECT_EQ(read_json(files.path("o"))[2]["detections"].size(), 2U);
}

TEST(ConvertYolo, TwoImagesOfOneNameAreRefused) {
    const Files files;
    write_text(files.path("p.json"), R"([{"image": "a/1.jpg"}, {"image": "b\\1.png"}])");
    EXPECT_THAT(files.convert("p.json", "yolo", "labels").err,
                HasSubstr("another image's labels are called '1.txt', too"));
    for (const char* const name : {"..", "a/", "a/.."}) {
        write_text(files.path("p.json"), R"([{"image": ")" + std::string(name) + R"("}])");
        EXPECT_THAT(files.convert("p.json", "yolo", "labels").err, HasSubstr("cannot be that of a file")) << name;
    }
    EXPECT_FALSE(std::filesystem::exists(files.path("labels")));
    files.write_predictions("p.json");
    EXPECT_THAT(files.convert("p.json", "yolo", "labels", {"--without-scores"}).err,
                HasSubstr("not kept: 40 x scores"));
    const std::string text = read_text(files.path("labels/7.txt"));
    EXPECT_EQ(std::ranges::count(text.substr(0, text.find('\n')), ' '), 4);
}

TEST(ConvertCsv, ThereAndBack) {
    const Files files;
    files.write_predictions("p.json");
    files.expect_converts("p.json", "csv", "p.csv");
    const std::string table = read_text(files.path("p.csv"));
    EXPECT_TRUE(table.starts_with("image,width,height,class_id,score,cx,cy,w,h\n7.ppm,64,48,"));
    EXPECT_TRUE(table.ends_with("\n30.ppm,64,48,,,,,,\n"));
    files.expect_converts("p.csv", "wrapped", "back.json");
    expect_same_entries(files.path("p.json"), files.path("back.json"), 3);
    files.write_predictions("p.json", add_keypoints);
    EXPECT_THAT(files.convert("p.json", "csv", "p.csv").err, HasSubstr("not kept: 40 x detections' keypoints"));
}

TEST(ConvertCsv, QuotesWhatNeedsIt) {
    const Files files;
    write_text(files.path("p.json"), R"([{"image": "a,\"b\"\n.jpg"}, {"image": "\udcff.jpg"}])");
    files.expect_converts("p.json", "csv", "p.csv");
    EXPECT_THAT(read_text(files.path("p.csv")), HasSubstr("\n\"a,\"\"b\"\"\n.jpg\",,,,,,,,\n\xFF.jpg,,,"));
    files.expect_converts("p.csv", "list", "back.json");
    EXPECT_THAT(read_text(files.path("back.json")), HasSubstr(R"("image": "a,\"b\"\n.jpg")"));
    EXPECT_THAT(read_text(files.path("back.json")), HasSubstr(R"("image": "\udcff.jpg")"));
}

TEST(ConvertCsv, RowsAreChecked) {
    const Files files;
    const std::string header = "image,class_id,score,cx,cy,w,h\n";
    for (const auto& [text, reason] : std::vector<std::pair<std::string, std::string>>{
             {"", "is empty"},
             {"image,score\n", "row 1: has no column class_id"},
             {"image,image\n", "has the column image twice"},
             {header + "a,1,1\n", "row 2: has 3 fields, the header has 7"},
             {header + "a,x,1,1,1,1,1\n", "class_id is 'x'"},
             {header + "a,1.5,1,1,1,1,1\n", "class_id is 1.5"},
             {header + "a,1,inf,1,1,1,1\n", "score is 'inf'"},
             {header + ",1,1,1,1,1,1\n", "names no image"},
             {header + "\"a,1,1,1,1,1,1\n", "quotes do not end"},
             {"image,width,height,class_id,score,cx,cy,w,h\na,1,1,,,,,,\na,2,1,,,,,,\n", "another size"},
             {"image,width,height,class_id,score,cx,cy,w,h\na,0,1,,,,,,\n", "width is '0'"}}) {
        write_text(files.path("p.csv"), text);
        const ProgramResult result = files.convert("p.csv", "list", "o");
        EXPECT_EQ(result.exit_code, 1) << text;
        EXPECT_THAT(result.err, HasSubstr(reason)) << text;
    }
    write_text(files.path("p.csv"),
               "\xEF\xBB\xBFh,w,cy,cx,score,class_id,image,note\r\n0.5,0.25,0.5,0.5,0.75,3,a.jpg,x\r\n");
    const ProgramResult result = files.convert("p.csv", "list", "o");
    EXPECT_THAT(result.err, HasSubstr("not kept: 1 x the column 'note'"));
    EXPECT_EQ(read_json(files.path("o"))[0]["detections"][0],
              json::parse(R"({"class_id": 3, "score": 0.75, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.5}})"));
}

TEST(Convert, SaysHowItIsUsedAndWhatIsWrong) {
    const Files files;
    EXPECT_EQ(run_program({"convert"}).exit_code, 2);
    EXPECT_EQ(files.convert("p.json", "xml", "o").exit_code, 2);
    EXPECT_EQ(files.convert("p.json", "list", "o").exit_code, 1);
    write_text(files.path("p.json"), R"([{"image": "a", "detections": [{"class_id": 1, "score": 1}]}])");
    EXPECT_THAT(files.convert("p.json", "csv", "o").err, HasSubstr("image 'a': detections[0]: bbox: is missing"));
    EXPECT_EQ(files.convert("p.json", "list", "p.json").exit_code, 2);
    EXPECT_THAT(files.convert("coco.json", "list", "o", {"--from", "coco", "--images", files.images()}).err,
                HasSubstr("ground truth is no prediction"));
    EXPECT_FALSE(std::filesystem::exists(files.path("o")));
}

}  // namespace
}  // namespace yolozu
