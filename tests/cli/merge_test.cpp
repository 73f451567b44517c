// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

/// Seven pictures, one of which cannot be read, and a model that finds the same in each.
struct Job {
    TemporaryFolder folder;

    Job() {
        write_text(folder / "model.onnx",
                   test::known_detector({{{20, 20, 10, 10, 0, 0.9F}, {40, 30, 20, 10, 1, 0.5F}}}).build());
        std::filesystem::create_directories(folder / "images");
        for (const char* const name : {"a", "b", "d", "e", "f \"}],[\\", "g"})
            write_text(folder / ("images/" + std::string(name) + ".ppm"), test::grey_ppm(64, 48));
        write_text(folder / "images/c.ppm", "no picture");
    }
    /// The name of the file that a run writes.
    std::string run(const std::string& name, std::vector<std::string> more = {},
                    const std::string& time = "100") const {
        more.insert(more.begin(), {"--model", folder / "model.onnx", "--image", folder / "images", "--quiet",
                                   "--output", folder / name});
        const ProgramResult result = run_program(more, {{"SOURCE_DATE_EPOCH", time}});
        EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 3) << result.err;
        return folder / name;
    }
    ProgramResult merge(std::vector<std::string> parts,
                        const std::vector<std::pair<std::string, std::string>>& environment = {}) const {
        parts.insert(parts.begin(), "merge");
        parts.insert(parts.end(), {"--output", folder / "merged.json"});
        return run_program(parts, environment);
    }
    ProgramResult merge_texts(std::string_view first, std::string_view second) const {
        write_text(folder / "1.json", first);
        write_text(folder / "2.json", second);
        return merge({folder / "1.json", folder / "2.json"});
    }
    std::string merged() const { return read_text(folder / "merged.json"); }
};

std::string in_wrapper(const std::string& image, const std::string& meta) {
    return R"({"schema_version": 1, "predictions": [{"image": ")" + image + R"(", "detections": []}], "meta": )" +
           meta + "}";
}

TEST(Merge, ShardsGiveTheBytesOfOneRun) {
    const Job job;
    for (const char* const shape : {"wrapped", "list", "map"}) {
        const std::string whole = read_text(job.run("all.json", {"--shape", shape}));
        for (const int count : {1, 2, 4}) {
            std::vector<std::string> parts;
            for (int index = 1; index <= count; ++index)
                parts.push_back(
                    job.run(std::to_string(index) + ".json",
                            {"--shape", shape, "--shard", std::to_string(index) + "/" + std::to_string(count)}));
            const ProgramResult result = job.merge(parts);
            ASSERT_EQ(result.exit_code, 0) << result.err;
            EXPECT_THAT(result.err, HasSubstr("6 images of " + std::to_string(count) + " parts"));
            EXPECT_EQ(job.merged(), whole) << shape << " in " << count;
        }
    }
}

TEST(Merge, TheTimeIsTheLatestOrTheOneThatIsAskedFor) {
    const Job job;
    const std::vector<std::string> parts{job.run("1.json", {"--shard", "1/2"}, "300"),
                                         job.run("2.json", {"--shard", "2/2"}, "200")};
    ASSERT_EQ(job.merge(parts).exit_code, 0);
    EXPECT_EQ(job.merged(), read_text(job.run("all.json", {}, "300")));
    ASSERT_EQ(job.merge(parts, {{"SOURCE_DATE_EPOCH", "400"}}).exit_code, 0);
    EXPECT_EQ(job.merged(), read_text(job.run("all.json", {}, "400")));
}

TEST(Merge, PartsOfDifferentJobsAreRefused) {
    const Job job;
    const std::string first = job.run("1.json", {"--shard", "1/2"});
    const std::string other = job.run("2.json", {"--shard", "2/2", "--score-threshold", "0.30"});
    const ProgramResult result = job.merge({first, other});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("meta.score_threshold is 0.01 in '" + first + "' but 0.30 in '" + other + "'"));
    EXPECT_FALSE(std::filesystem::exists(job.folder / "merged.json"));
    const std::string more = job.run("2.json", {"--shard", "2/2", "--classes", "0"});
    EXPECT_THAT(job.merge({first, more}).err, HasSubstr("keep_classes is missing in"));
    EXPECT_THAT(job.merge({more, first}).err, HasSubstr("but missing in '" + first));
    const std::string map = job.run("2.json", {"--shard", "2/2", "--shape", "map"});
    EXPECT_THAT(job.merge({first, map}).err, HasSubstr("has the shape map, but"));
}

TEST(Merge, ImagesThatComeTwiceAreRefused) {
    const Job job;
    const std::string first = job.run("1.json", {"--shard", "1/2"});
    const ProgramResult twice = job.merge({first, first});
    EXPECT_EQ(twice.exit_code, 1);
    EXPECT_THAT(twice.err, HasSubstr("a.ppm' has an entry already"));
    EXPECT_THAT(job.merge_texts(R"({"a": []})", R"({" a ": []})").err, HasSubstr("image ' a ' has an entry already"));
}

TEST(Merge, JsonLinesAreJoinedLineByLine) {
    const Job job;
    const std::string one = R"({"image": "a", "detections": []})",
                      two = R"({"image": "b", "detections": [], "x": [1,2]})";
    const ProgramResult result = job.merge_texts(one + "\n" + two + "\r\n\n", R"({"image": "c"})");
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(job.merged(), one + "\n" + two + "\n" + R"({"image": "c"})" + "\n");
    EXPECT_THAT(job.merge_texts(one + " " + two, one).err, HasSubstr("entry 0: is not one whole line"));
    EXPECT_THAT(job.merge_texts(one + "\n{\"image\": NaN}\n", two).err, HasSubstr("entry 1: is not JSON"));
    EXPECT_THAT(job.merge_texts(one + "\n{\"image\": \"b", two).err, HasSubstr("does not end"));
}

TEST(Merge, EntriesAreCopiedAsTheyStand) {
    const Job job;
    ASSERT_EQ(job.merge_texts(R"([{"image":"a","x":1.0e+0 , "y":"\ud83d\ude00\udc80"}])", "[ ]").exit_code, 0);
    EXPECT_EQ(job.merged(), "[\n {\"image\":\"a\",\"x\":1.0e+0 , \"y\":\"\\ud83d\\ude00\\udc80\"}\n]\n");
    ASSERT_EQ(job.merge_texts(R"({"predictions":[]})", R"({"schema_version":1,"predictions":[]})").exit_code, 0);
    EXPECT_EQ(job.merged(), "{\n \"schema_version\": 1,\n \"predictions\": []\n}\n");
}

TEST(Merge, AMetaThatDoesNotTellTheTruthIsRefused) {
    const Job job;
    const std::string good = R"({"images": 1, "timestamp": "2026-01-01T00:00:00Z"})";
    EXPECT_EQ(job.merge_texts(in_wrapper("a", good), in_wrapper("b", good)).exit_code, 0);
    EXPECT_THAT(
        job.merge_texts(in_wrapper("a", good), in_wrapper("b", R"({"images": 2, "timestamp": "2026-01-01T00:00:00Z"})"))
            .err,
        HasSubstr("has 1 entries, but meta.images is 2"));
    EXPECT_THAT(job.merge_texts(in_wrapper("a", good),
                                in_wrapper("b", R"({"images": -1, "timestamp": "2026-01-01T00:00:00Z"})"))
                    .err,
                HasSubstr("meta.images is -1 in"));
    EXPECT_THAT(job.merge_texts(in_wrapper("a", good), in_wrapper("b", R"({"images": 1, "timestamp": "now"})")).err,
                HasSubstr("meta.timestamp is \"now\" in"));
    EXPECT_THAT(job.merge_texts(in_wrapper("a", good), in_wrapper("b", "null")).err, HasSubstr("has no meta, but"));
    EXPECT_THAT(job.merge_texts(in_wrapper("a", good), in_wrapper("b", R"({"images": 1, "images": 1})")).err,
                HasSubstr("key 'images' appears twice"));
}

TEST(Merge, WhatIsNoPartIsRefused) {
    const Job job;
    const std::string good = R"([{"image": "a"}])";
    for (const auto& [text, reason] : std::vector<std::pair<std::string, std::string>>{
             {"", "is empty"},
             {"3", "begins neither"},
             {"[", "byte 2: a value is missing"},
             {"[{\"image\": \"b\"}", "the end, expected ']'"},
             {"[{\"image\": \"b\"}] x", "more follows the end"},
             {"[{\"image\": \"b\"}}", "expected ']'"},
             {"[{\"image\": \"b\", \"x\": [1}]]", "is not JSON"},
             {"[{}]", "names no image"},
             {"[{\"image\": 5}]", "names no image"},
             {"[3]", "names no image"},
             {R"([{"image": "b", "instances": []}])", "is a list of instances"},
             {R"([{"id": "b", "mask": "b.png"}])", "the same kinds of results"},
             {R"([{"image": "b", "meta": {"depth": "b.npy"}}])", "the same kinds of results"},
             {R"({"schema_version": 2, "predictions": []})", "schema_version 2, expected 1"},
             {R"({"predictions": 5})", "neither a list nor a map"},
             {R"({"predictions": [], "predictions": []})", "'predictions' twice"}}) {
        const ProgramResult result = job.merge_texts(good, text);
        EXPECT_EQ(result.exit_code, 1) << text;
        EXPECT_THAT(result.err, HasSubstr(reason)) << text;
    }
    EXPECT_FALSE(std::filesystem::exists(job.folder / "merged.json"));
}

TEST(Merge, SaysHowItIsUsed) {
    const Job job;
    EXPECT_EQ(run_program({"merge"}).exit_code, 2);
    EXPECT_EQ(run_program({"merge", "a.json"}).exit_code, 2);
    write_text(job.folder / "merged.json", "[]");
    const ProgramResult onto_itself = job.merge({job.folder / "merged.json"});
    EXPECT_EQ(onto_itself.exit_code, 2);
    EXPECT_THAT(onto_itself.err, HasSubstr("is one of the parts"));
    EXPECT_EQ(job.merge({job.folder / "none.json"}).exit_code, 1);
    EXPECT_EQ(job.merge({job.folder / "merged.json"}, {{"SOURCE_DATE_EPOCH", "x"}}).exit_code, 2);
}

/// A shard's list of semantic masks as predict writes it, of images that have one name in different folders.
void write_semantic_part(const std::filesystem::path& folder, const std::string& part, const std::string& image) {
    std::filesystem::create_directories(folder / (part + ".masks"));
    write_text(folder / (part + ".masks/x.png"), "mask of " + image);
    write_text(folder / (part + ".json"),
               "[\n {\"id\": \"x\", \"image\": \"" + image + "\", \"mask\": \"" + part + ".masks/x.png\"}\n]\n");
}

TEST(MergeFolders, MasksOfTheSharedModelAreGathered) {
    YOLOZU_REQUIRE_SHARED();
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "merged");
    const auto run = [&](const std::string& name, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"--model",
                                           test::shared("models/yolov8n-seg-coco-int8.onnx"),
                                           "--quiet",
                                           "--image",
                                           test::shared("images/val"),
                                           "--max-images",
                                           "4",
                                           "--score-threshold",
                                           "0.3",
                                           "--output",
                                           folder / name};
        arguments.insert(arguments.end(), more.begin(), more.end());
        EXPECT_EQ(run_program(arguments, {{"SOURCE_DATE_EPOCH", "100"}}).exit_code, 0);
    };
    run("all.json", {});
    run("1.json", {"--shard", "1/2"});
    run("2.json", {"--shard", "2/2"});
    const ProgramResult result =
        run_program({"merge", folder / "1.json", folder / "2.json", "--output", folder / "merged/all.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    for (const char* const name : {"all.json", "all.instances.json"})
        EXPECT_EQ(read_text(folder / "merged" / name), read_text(folder / name)) << name;
    std::size_t masks = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "all.masks")) {
        ++masks;
        EXPECT_EQ(read_text(entry.path()), read_text(folder / "merged/all.masks" / entry.path().filename()));
    }
    EXPECT_GT(masks, 0U);
    EXPECT_EQ(run_program({"validate", folder / "merged/all.instances.json"}).exit_code, 0);
}

TEST(MergeFolders, FilesThatWouldHaveOneNameGetThoseOfOneRun) {
    const TemporaryFolder folder;
    write_semantic_part(folder.path(), "1", "a/x.jpg");
    write_semantic_part(folder.path(), "2", "b/x.jpg");
    const ProgramResult result =
        run_program({"merge", folder / "1.json", folder / "2.json", "--output", folder / "all.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    // The beginning of the SHA-256 of "b/x.jpg", as sha256sum prints it.
    const std::string second = "x-c5d163b0aea1f660";
    EXPECT_EQ(read_text(folder / "all.json"),
              "[\n {\"id\": \"x\", \"image\": \"a/x.jpg\", \"mask\": \"all.masks/x.png\"},\n {\"id\": \"" + second +
                  "\", \"image\": \"b/x.jpg\", \"mask\": \"all.masks/" + second + ".png\"}\n]\n");
    EXPECT_EQ(read_text(folder / "all.masks/x.png"), "mask of a/x.jpg");
    EXPECT_EQ(read_text(folder / ("all.masks/" + second + ".png")), "mask of b/x.jpg");
}

TEST(MergeFolders, DepthMapsAreGathered) {
    const TemporaryFolder folder;
    for (const char* const part : {"1", "2"}) {
        const std::string name(part);
        std::filesystem::create_directories(folder / (name + ".depth"));
        write_text(folder / (name + ".depth/" + name + ".npy"), "depth " + name);
        write_text(folder / (name + ".json"), R"([{"image": ")" + name + R"(.jpg", "meta": {"x": 1, "depth": ")" +
                                                  name + ".depth/" + name + R"(.npy"}}])");
    }
    const ProgramResult result =
        run_program({"merge", folder / "1.json", folder / "2.json", "--output", folder / "all.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(read_text(folder / "all.json"),
                HasSubstr(R"({"image": "2.jpg", "meta": {"x": 1, "depth": "all.depth/2.npy"}})"));
    EXPECT_EQ(read_text(folder / "all.depth/2.npy"), "depth 2");
}

TEST(MergeFolders, NothingOutsideAPartsFolderIsTaken) {
    const TemporaryFolder folder;
    write_semantic_part(folder.path(), "2", "b.jpg");
    for (const char* const mask : {"../secret.png", "/etc/passwd", "1.masks/../secret.png", "1.masks/", "1.masks/..",
                                   "2.masks/x.png", "secret.png", "1.masks/link.png", "1.masks/none.png"}) {
        write_semantic_part(folder.path(), "1", "a.jpg");
        write_text(folder / "secret.png", "secret");
        std::error_code ignored;
        std::filesystem::create_symlink(folder / "secret.png", folder / "1.masks/link.png", ignored);
        write_text(folder / "1.json", R"([{"id": "x", "image": "a.jpg", "mask": ")" + std::string(mask) + R"("}])");
        const ProgramResult result =
            run_program({"merge", folder / "1.json", folder / "2.json", "--output", folder / "all.json"});
        EXPECT_EQ(result.exit_code, 1) << mask;
        EXPECT_FALSE(std::filesystem::exists(folder / "all.masks")) << mask;
        EXPECT_FALSE(std::filesystem::exists(folder / "all.json")) << mask;
    }
}

}  // namespace
}  // namespace yolozu
