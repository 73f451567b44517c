// SPDX-License-Identifier: Apache-2.0
//
// Which images a run takes, as a user says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::run_program;
using testing::ElementsAre;
using testing::HasSubstr;

class Sources : public testing::Test {
protected:
    Sources() {
        test::known_detector({{{32, 32, 16, 8, 1, 0.75F}}}).write(folder / "model.onnx");
        fs::create_directories(folder / "images/val");
        fs::create_directories(folder / "images/train");
        for (const char* const name :
             {"images/val/1.ppm", "images/val/2.ppm", "images/val/3.ppm", "images/train/4.ppm"})
            test::write_text(folder / name, test::grey_ppm(64, 64));
    }

    test::ProgramResult predict(std::vector<std::string> sources) {
        for (const char* const text : {"--image-key", "basename", "--model"}) sources.emplace_back(text);
        sources.push_back(folder / "model.onnx");
        sources.emplace_back("--output");
        sources.push_back(folder / "out.json");
        return run_program(sources);
    }

    std::vector<std::string> keys() const {
        std::vector<std::string> found;
        const nlohmann::json file = test::read_json(folder / "out.json");
        for (const auto& entry : file["predictions"]) found.push_back(entry["image"]);
        return found;
    }

    const test::TemporaryFolder folder;
};

TEST_F(Sources, MayBeFoldersBelowPatternsDataSetsAndLists) {
    EXPECT_EQ(predict({"--image", folder / "images", "--recursive"}).exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("4.ppm", "1.ppm", "2.ppm", "3.ppm"));
    EXPECT_EQ(predict({"--image", folder / "images/**/[!1].ppm"}).exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("4.ppm", "2.ppm", "3.ppm"));
    EXPECT_EQ(predict({"--dataset", folder.path(), "--max-images", "2"}).exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("1.ppm", "2.ppm"));
    EXPECT_EQ(predict({"--dataset", folder.path(), "--split", "train"}).exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("4.ppm"));
    test::write_text(folder / "list.csv", "path,label\nimages/val/2.ppm,0\nimages/val/1.ppm,1\n");
    EXPECT_EQ(predict({"--list", folder / "list.csv"}).exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("2.ppm", "1.ppm"));
    EXPECT_EQ(predict({"--dataset", folder.path(), "--shard", "2/2"}).exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("2.ppm", "3.ppm"));
}

TEST_F(Sources, MayComeFromTheStandardInput) {
    const std::string command = "printf '%s\\n' '" + (folder / "images/val/3.ppm").native() + "' | '" +
                                test::program_path().native() + "' --list - --image-key basename --model '" +
                                (folder / "model.onnx").native() + "' --output '" + (folder / "out.json").native() +
                                "'";
    EXPECT_EQ(test::Program("/bin/sh", {"-c", command}).wait().exit_code, 0);
    EXPECT_THAT(keys(), ElementsAre("3.ppm"));
}

TEST_F(Sources, MayBeATarArchiveOrAPipeOfOne) {
    const auto tar = [&](const std::string& command) {
        return test::Program("/bin/sh", {"-c", "cd '" + folder.path().native() + "' && " + command}).wait();
    };
    ASSERT_EQ(tar("echo damaged > images/val/0.ppm && tar -cf pictures.tar images").exit_code, 0);
    const std::string run = "'" + test::program_path().native() + "' --model model.onnx --output ";
    EXPECT_EQ(tar(run + "listed.json --image images --recursive").exit_code, 3);
    EXPECT_EQ(tar("tar -c --sort=name images | " + run + "piped.json --tar - --jobs 3").exit_code, 3);
    EXPECT_EQ(tar("tar -c --sort=name images > sorted.tar; " + run + "file.json --tar sorted.tar").exit_code, 3);
    EXPECT_EQ(test::read_json(folder / "piped.json")["predictions"],
              test::read_json(folder / "listed.json")["predictions"]);
    EXPECT_EQ(test::read_json(folder / "file.json")["predictions"],
              test::read_json(folder / "listed.json")["predictions"]);
    const auto torn = tar("head -c 20000 sorted.tar | " + run + "torn.json --tar -");
    EXPECT_EQ(torn.exit_code, 1);
    EXPECT_THAT(torn.err, HasSubstr("archive '-': ends in the middle of a file"));
    EXPECT_FALSE(fs::exists(folder / "torn.json"));
    EXPECT_FALSE(fs::exists(folder / "torn.json.partial"));
    EXPECT_THAT(tar("tar -c images | " + run + "twice.json --tar - --image images").err,
                HasSubstr("has all the images"));
    EXPECT_THAT(tar(run + "shard.json --tar sorted.tar --shard 1/2").err, HasSubstr("archives or videos of its own"));
    EXPECT_THAT(tar("tar -c --hard-dereference images/val images/val | " + run + "t.json --tar -").err, HasSubstr("is that of two files"));
}

TEST_F(Sources, HostileLinesOfAListAreOneFailedImageEach) {
    std::string list = "images/val/1.ppm\nmissing.ppm\n" + std::string(100'000, 'x') + "\nimages/val/2.ppm";
    list.push_back('\0');
    test::write_text(folder / "list.txt", list + ".jpg\nimages\n");
    const auto result = predict({"--image", "@" + (folder / "list.txt").native()});
    EXPECT_EQ(result.exit_code, 3) << result.err;
    EXPECT_THAT(keys(), ElementsAre("1.ppm"));
    EXPECT_EQ(test::read_json(folder / "out.json")["meta"]["extra"]["failed_inputs"].size(), 4U);
    EXPECT_THAT(result.err, HasSubstr("has a NUL byte"));
    EXPECT_THAT(result.err, HasSubstr("File name too long"));
    EXPECT_TRUE(test::passes_strict_validation(folder / "out.json"));
}

TEST_F(Sources, MistakesAreTold) {
    const auto expect = [this](int exit_code, std::string_view words, const std::vector<std::string>& sources) {
        const auto result = predict(sources);
        EXPECT_EQ(result.exit_code, exit_code) << result.err;
        EXPECT_THAT(result.err, HasSubstr(std::string(words)));
        EXPECT_FALSE(fs::exists(folder / "out.json"));
    };
    const std::string image = folder / "images/val/1.ppm";
    expect(2, "--image is required, or --list, --dataset, --tar, --video or --camera", {});
    expect(2, "--split", {"--image", image, "--split", "val"});
    expect(2, "--shard: '0/4' is not", {"--image", image, "--shard", "0/4"});
    expect(2, "--max-images", {"--image", image, "--max-images", "0"});
    expect(1, "shard 1/2 has none", {"--image", image, "--shard", "1/2"});
    expect(1, "no picture file matches", {"--image", folder / "*.jpg"});
    expect(1, "--recursive", {"--image", folder / "images"});
    expect(2, "would both be called", {"--image", image, "--dataset", folder.path()});
    expect(1, "missing.txt", {"--list", folder / "missing.txt"});
}

TEST_F(Sources, GiveTheSameBytesAtOneMomentOfTheEnvironment) {
    const auto predict_at = [this](const char* epoch) {
        return run_program(
            {"--dataset", folder.path(), "--model", folder / "model.onnx", "--output", folder / "out.json"},
            {{"SOURCE_DATE_EPOCH", epoch}});
    };
    ASSERT_EQ(predict_at("86400").exit_code, 0);
    const std::string first = test::read_text(folder / "out.json");
    EXPECT_THAT(first, HasSubstr("\"timestamp\": \"1970-01-02T00:00:00Z\""));
    ASSERT_EQ(predict_at("86400").exit_code, 0);
    EXPECT_EQ(test::read_text(folder / "out.json"), first);
    for (const char* const epoch : {"", "-1", "soon", "999999999999999"}) {
        const auto result = predict_at(epoch);
        EXPECT_EQ(result.exit_code, 2) << epoch;
        EXPECT_THAT(result.err, HasSubstr("SOURCE_DATE_EPOCH"));
    }
}

TEST_F(Sources, AreNotOverwritten) {
    const std::string descriptor = R"({"images_dir": "images/val", "labels_dir": "labels/val"})";
    test::write_text(folder / "out.json", descriptor);
    const auto result = predict({"--dataset", folder / "out.json"});
    EXPECT_NE(result.exit_code, 0);
    EXPECT_EQ(test::read_text(folder / "out.json"), descriptor);
}

}  // namespace
}  // namespace yolozu
