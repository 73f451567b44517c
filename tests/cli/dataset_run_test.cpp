// SPDX-License-Identifier: Apache-2.0
//
// Many images, as a user runs them: at the same time, in shards, interrupted and resumed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/seed.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::Program;
using test::program_path;
using test::ProgramResult;
using test::read_text;
using test::run_program;
using testing::HasSubstr;

using Arguments = std::vector<std::string>;

/// The demo's scenes and some that cannot be read, called several times.
class DatasetRun : public testing::Test {
protected:
    DatasetRun() {
        fs::create_directory(folder / "images");
        const fs::path scenes = test::source_dir() / "models/demo/images";
        for (int copy = 0; copy < 4; ++copy)
            for (const auto& scene : fs::directory_iterator(scenes))
                fs::create_symlink(scene.path(),
                                   folder / "images" / (std::to_string(copy) + scene.path().filename().native()));
        test::write_text(folder / "images/1broken.jpg", "no picture");
        test::write_text(folder / "images/3broken.jpg", "no picture");
    }

    Arguments command(const std::string& output, const Arguments& more = {}) const {
        Arguments all{"--model",  test::source_dir() / "models/demo/model.onnx",
                      "--image",  folder / "images",
                      "--output", folder / output,
                      "--quiet"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    /// At a fixed time, so that files can be compared.
    ProgramResult run(const std::string& output, const Arguments& more = {}) const {
        return run_program(command(output, more), fixed_time);
    }

    std::string file(const std::string& name) const { return read_text(folder / name); }

    const std::vector<std::pair<std::string, std::string>> fixed_time{{"SOURCE_DATE_EPOCH", "1764000000"}};
    const test::TemporaryFolder folder;
};

TEST_F(DatasetRun, IsTheSameForAnyJobsAndThreads) {
    const ProgramResult plain = run("1.json", {"--jobs", "1", "--threads", "1"});
    EXPECT_EQ(plain.exit_code, 3) << plain.err;
    EXPECT_THAT(plain.err, HasSubstr("1broken.jpg"));
    for (const Arguments& how : {Arguments{"--jobs", "2", "--threads", "1"}, Arguments{"--jobs", "1", "--threads", "3"},
                                 Arguments{"--jobs", "5", "--threads", "2"}, Arguments{}}) {
        EXPECT_EQ(run("2.json", how).exit_code, 3);
        EXPECT_EQ(file("2.json"), file("1.json"));
    }
}

TEST_F(DatasetRun, WritesALineAnImage) {
    EXPECT_EQ(run("p.jsonl", {"--shape", "jsonl"}).exit_code, 3);
    EXPECT_EQ(run("p.json", {"--shape", "list"}).exit_code, 3);
    const std::string lines = file("p.jsonl");
    const nlohmann::json list = test::read_json(folder / "p.json");
    std::size_t begin = 0;
    for (const auto& entry : list) {
        const std::size_t end = lines.find('\n', begin);
        ASSERT_NE(end, std::string::npos);
        EXPECT_EQ(nlohmann::json::parse(lines.substr(begin, end - begin)), entry);
        begin = end + 1;
    }
    EXPECT_EQ(begin, lines.size());
}

TEST_F(DatasetRun, TellsItsProgressAsJson) {
    Arguments loud = command("p.json", {"--progress", "json"});
    std::erase(loud, "--quiet");
    const ProgramResult result = run_program(loud);
    EXPECT_EQ(result.exit_code, 3);
    std::vector<nlohmann::json> events;
    std::size_t begin = 0;
    for (std::size_t end; (end = result.err.find('\n', begin)) != std::string::npos; begin = end + 1) {
        const std::string line = result.err.substr(begin, end - begin);
        if (line.starts_with('{')) events.push_back(nlohmann::json::parse(line));
    }
    ASSERT_GE(events.size(), 4U) << result.err;
    EXPECT_EQ(events.front()["event"], "begin");
    EXPECT_EQ(events.front()["images"], 50);
    EXPECT_EQ(events.back()["event"], "end");
    EXPECT_EQ(events.back()["images"], 48);
    EXPECT_EQ(events.back()["failed"], 2);
    EXPECT_THAT(result.err, HasSubstr(R"({"event": "failed", "image": ")"));
}

TEST_F(DatasetRun, GoesOnAfterItWasKilled) {
    const ProgramResult undisturbed = run("whole.json");
    EXPECT_EQ(undisturbed.exit_code, 3);
    std::mt19937 random(test::random_seed());
    SCOPED_TRACE(test::random_seed());
    int interruptions = 0;
    for (int round = 0; round < 6; ++round) {
        for (int attempt = 0; attempt < 20; ++attempt) {
            Program program(program_path(), command("p.json", {"--resume", "--jobs", "2", "--threads", "1"}),
                            fixed_time);
            std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 150));
            program.send_signal(SIGKILL);
            if (program.wait().exit_code != 128 + SIGKILL) break;
            ++interruptions;
            if (round > 0) break;  // another time it goes on undisturbed
        }
        const ProgramResult end = run("p.json", {"--resume"});
        EXPECT_EQ(end.exit_code, 3) << end.err;
        EXPECT_EQ(file("p.json"), file("whole.json"));
        EXPECT_FALSE(fs::exists(folder / "p.json.partial"));
    }
    EXPECT_GT(interruptions, 0);
}

TEST_F(DatasetRun, FinishesWhatIsInWorkWhenItIsStopped) {
    const ProgramResult undisturbed = run("whole.json");
    test::write_text(folder / "p.json", "an earlier run's");
    for (const int number : {SIGINT, SIGTERM}) {
        fs::remove(folder / "p.json.partial");
        Program program(program_path(), command("p.json", {"--jobs", "1"}), fixed_time);
        while (!fs::exists(folder / "p.json.partial")) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        program.send_signal(number);
        const ProgramResult stopped = program.wait();
        EXPECT_EQ(stopped.exit_code, 128 + number) << stopped.err;
        EXPECT_THAT(stopped.err, HasSubstr("of 50 images are done; the output is as it was"));
        EXPECT_EQ(file("p.json"), "an earlier run's");
    }
    const ProgramResult resumed = run("p.json", {"--resume"});
    EXPECT_EQ(resumed.exit_code, 3) << resumed.err;
    EXPECT_EQ(file("p.json"), file("whole.json"));
}

TEST_F(DatasetRun, DoesNotGoOnWithAnotherRun) {
    ASSERT_EQ(run("whole.json").exit_code, 3);
    Program program(program_path(), command("p.json", {"--jobs", "1"}), fixed_time);
    while (!fs::exists(folder / "p.json.partial") || fs::file_size(folder / "p.json.partial") < 5000)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    program.send_signal(SIGKILL);
    program.wait();
    ASSERT_TRUE(fs::exists(folder / "p.json.partial"));
    const ProgramResult other = run("p.json", {"--resume", "--score-threshold", "0.5"});
    EXPECT_EQ(other.exit_code, 2);
    EXPECT_THAT(other.err, HasSubstr("had another --score-threshold: '0.01', now '0.5'"));
    test::write_text(folder / "images/00first.jpg", "new");
    const ProgramResult more = run("p.json", {"--resume"});
    EXPECT_THAT(more.err, HasSubstr("had other pictures"));
    fs::remove(folder / "images/00first.jpg");
    EXPECT_EQ(run("p.json", {"--resume"}).exit_code, 3);
    EXPECT_EQ(file("p.json"), file("whole.json"));
}

TEST_F(DatasetRun, DrawsTheSamePicturesForAnyJobs) {
    EXPECT_EQ(run("p.json", {"--jobs", "1", "--max-images", "15", "--save-images", folder / "one"}).exit_code, 3);
    EXPECT_EQ(run("p.json", {"--jobs", "4", "--max-images", "15", "--save-images", folder / "four"}).exit_code, 3);
    for (const auto& picture : fs::directory_iterator(folder / "one"))
        EXPECT_EQ(read_text(picture.path()), read_text(folder / "four" / picture.path().filename()));
}

}  // namespace
}  // namespace yolozu
