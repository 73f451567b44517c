// SPDX-License-Identifier: Apache-2.0
//
// bench, as users run it. What the times are is nobody's promise; that they add up, and what is said of them, is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "cli/bench_history.hpp"
#include "cli/run_program.hpp"
#include "cli/small_graph.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::read_json;
using test::read_text;
using test::run_program;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string demo = test::source_dir() / "models/demo/model.onnx";

class BenchCommand : public testing::Test {
protected:
    /// Runs with so few runs that a test is quick.
    static test::ProgramResult bench(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "bench");
        arguments.insert(arguments.end(), {"--iterations", "3", "--warmup", "1"});
        return run_program(arguments);
    }
    static json report(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        const auto result = bench(std::move(arguments));
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return json::parse(result.out);
    }

    TemporaryFolder folder;
    const std::string model = test::write_small_graph(folder / "model.onnx");
};

TEST_F(BenchCommand, TimesTheWholeWayOfAPicture) {
    const auto result = bench({demo, "--threads", "1", "--backend", "native"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("model native threads=1 batch=1, input 1x3x256x256"), HasSubstr("p99"),
                                  HasSubstr("\nread "), HasSubstr("\npreprocess "), HasSubstr("\ninference "),
                                  HasSubstr("\ndecode "), HasSubstr("\nend to end "),
                                  HasSubstr("3 runs after 1 to warm"), HasSubstr("images/s"), HasSubstr("peak memory"),
                                  HasSubstr("machine "), HasSubstr("a synthetic picture, a JPEG of 640x480")));
}

TEST_F(BenchCommand, ReportsWhatItMeasured) {
    const json report =
        this->report({demo, "--threads", "1", "--image", test::source_dir() / "models/demo/images/scene01.jpg"});
    EXPECT_EQ(report["metrics"]["iterations"], 3);
    EXPECT_EQ(report["metrics"]["warmup"], 1);
    EXPECT_EQ(report["metrics"]["fps"].get<double>(), 3 / report["metrics"]["total_sec"].get<double>());
    const json& row = report["meta"]["rows"][0];
    EXPECT_EQ(row["measured"], "end to end");
    EXPECT_THAT(row["pictures"], HasSubstr("scene01.jpg"));
    EXPECT_EQ(row["threads"], 1);
    EXPECT_EQ(row["model_sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(row["provider"].get<std::string>().substr(0, 7), "native-");
    EXPECT_GT(row["peak_memory_bytes"].get<std::int64_t>(), 1 << 20);
    double stages = 0;
    for (const json& stage : row["stages_ms"]) stages += stage["mean"].get<double>();
    const double whole = report["metrics"]["latency_ms"]["mean"];
    EXPECT_LE(stages, whole + 0.003) << "each figure is rounded";
    EXPECT_GT(row["stages_ms"]["read"]["min"], 0.0);
}

TEST_F(BenchCommand, MeasuresEveryCombinationAndSaysWhichCannotBe) {
    const auto result =
        bench({demo, model, "--backend", "native", "--threads", "1,2", "--batch", "1,2", "--size", "64"});
    EXPECT_EQ(result.exit_code, 3) << result.err;
    // Both files are called model.onnx, so the rows have their paths.
    EXPECT_THAT(result.out, AllOf(HasSubstr(demo + " native threads=2 batch=1  "),
                                  HasSubstr(model + " native threads=1 batch=2  "), HasSubstr("2x3x64x64"),
                                  HasSubstr("failed: model '" + demo + "': a batch of 2 pictures: the model fixes it"),
                                  HasSubstr("note      " + model +
                                            " native threads=1 batch=1: inference only, on random "
                                            "numbers: ")));
}

TEST_F(BenchCommand, WritesBucketsOfSeveralRows) {
    const std::string output = folder / "report.json", history = folder / "history.jsonl", chart = folder / "chart.svg";
    test::write_text(history, "{\"from\": \"elsewhere\"}");
    for (int time = 0; time < 2; ++time) {
        const auto result = bench({demo, "--backend", "native", "--threads", "1,2", "--batch", "1,3", "--output",
                                   output, "--append", history, "--chart", chart});
        EXPECT_EQ(result.exit_code, 3) << result.err;
    }
    const json report = read_json(output);
    ASSERT_EQ(report["metrics"]["buckets"].size(), 4U);
    EXPECT_EQ(report["metrics"]["buckets"][0]["name"], "model native threads=1 batch=1");
    EXPECT_EQ(report["metrics"]["buckets"][0]["metrics"]["iterations"], 3);
    EXPECT_TRUE(report["metrics"]["buckets"][1]["metrics"].is_null());
    EXPECT_THAT(report["meta"]["rows"][3]["failure"], HasSubstr("a batch of 3 pictures"));
    EXPECT_EQ(report["meta"]["rows"][0]["untimed_runs"], 1) << "one before the turn, as there are other rows";

    std::ifstream lines(history);
    std::vector<json> entries;
    for (std::string line; std::getline(lines, line);) entries.push_back(json::parse(line));
    ASSERT_EQ(entries.size(), 3U) << "the first line had no end";
    EXPECT_EQ(entries[2], report);
    EXPECT_THAT(read_text(chart), AllOf(HasSubstr("<svg"), HasSubstr("model native threads=2 batch=1")));
}

TEST_F(BenchCommand, SeveralProgramsMayAddToOneHistory) {
    const std::filesystem::path history = folder / "history.jsonl";
    const std::string line(20'000, 'x');
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer)
        writers.emplace_back([&] {
            for (int count = 0; count < 50; ++count) EXPECT_TRUE(cli::append_line(history, line));
        });
    for (std::thread& writer : writers) writer.join();
    std::ifstream lines(history);
    int count = 0;
    for (std::string found; std::getline(lines, found); ++count) EXPECT_EQ(found, line);
    EXPECT_EQ(count, 200);
    EXPECT_FALSE(cli::append_line(folder.path(), line)) << "a folder";
}

TEST_F(BenchCommand, RunsWhatItCannotDecideOnRandomNumbers) {
    const json undecided = report({model, "--size", "32"});
    const json& row = undecided["meta"]["rows"][0];
    EXPECT_EQ(row["measured"], "inference only");
    EXPECT_EQ(row["shape"], "1x3x32x32");
    EXPECT_THAT(row["note"], HasSubstr("inference only, on random numbers: "));
    EXPECT_TRUE(row["pictures"].is_null());

    const json asked = report({demo, "--inference-only"});
    EXPECT_EQ(asked["meta"]["rows"][0]["measured"], "inference only");
    EXPECT_TRUE(asked["meta"]["rows"][0]["note"].is_null());
    EXPECT_EQ(asked["meta"]["rows"][0]["stages_ms"].size(), 1U);
}

TEST_F(BenchCommand, DecidesWithTheFlagsOfPredict) {
    EXPECT_EQ(report({demo, "--head", "yolov8"})["meta"]["rows"][0]["measured"], "end to end");
    const auto result = bench({demo, "--kpt-shape", "17,3"});
    EXPECT_EQ(result.exit_code, 1) << "a contradiction is no reason to run on random numbers";
    EXPECT_THAT(result.err, HasSubstr("--kpt-shape"));
}

TEST_F(BenchCommand, TakesTheGivenSizeWhereTheModelLeavesItOpen) {
    YOLOZU_REQUIRE_SHARED();
    const std::string open = test::shared("models/yolov8-tiny-dynamic.onnx");
    EXPECT_EQ(report({open, "--size", "64"})["meta"]["rows"][0]["shape"], "1x3x64x64");
    EXPECT_EQ(report({open, "--imgsz", "96x64", "--batch", "2"})["meta"]["rows"][0]["shape"], "2x3x64x96");
    EXPECT_EQ(report({demo, "--size", "64"})["meta"]["rows"][0]["shape"], "1x3x256x256");
}

TEST_F(BenchCommand, StopsWhenItsTimeIsOver) {
    const auto result = run_program({"bench", model, "--size", "16", "--seconds", "0.05", "--warmup", "0", "--json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const json metrics = json::parse(result.out)["metrics"];
    EXPECT_GE(metrics["iterations"], 1);
    EXPECT_EQ(metrics["warmup"], 0);
}

/// A report with other medians: the same rows, but `times` as slow.
void scale_medians(const std::filesystem::path& file, double times) {
    json report = read_json(file);
    json& latency = report["metrics"]["latency_ms"];
    latency["p50"] = latency["p50"].get<double>() * times;
    test::write_text(file, report.dump());
}

TEST_F(BenchCommand, FailsWhenItGotSlowerThanABaseline) {
    const std::string baseline = folder / "baseline.json";
    const std::vector<std::string> usual{demo, "--backend", "native", "--threads", "1", "--inference-only"};
    auto first = usual;
    first.insert(first.end(), {"--output", baseline});
    ASSERT_EQ(bench(first).exit_code, 0);
    auto gate = usual;
    gate.insert(gate.end(), {"--baseline", baseline, "--fail-if-slower", "5%"});

    scale_medians(baseline, 1e-3);
    const auto slower = bench(gate);
    EXPECT_EQ(slower.exit_code, 1);
    EXPECT_THAT(slower.err, AllOf(HasSubstr("error: model native threads=1 batch=1: median "), HasSubstr("% slower"),
                                  HasSubstr("more than 5 %")));

    scale_medians(baseline, 1e6);
    const auto faster = bench(gate);
    EXPECT_EQ(faster.exit_code, 0) << faster.err;
    EXPECT_THAT(faster.err, AllOf(HasSubstr("% faster"), Not(HasSubstr("warning"))));

    gate.erase(std::ranges::find(gate, "--inference-only"));
    const auto other = bench(gate);
    EXPECT_EQ(other.exit_code, 1) << "what cannot be compared does not pass";
    EXPECT_THAT(other.err, HasSubstr("end to end now, inference only in the baseline"));
}

TEST_F(BenchCommand, RefusesABaselineBeforeItMeasures) {
    test::write_text(folder / "no.json", "{}");
    const auto result = bench({demo, "--baseline", folder / "no.json"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, AllOf(HasSubstr("no.json"), HasSubstr("latency_ms.p50")));
}

TEST_F(BenchCommand, RefusesWhatMakesNoSense) {
    const std::string other = folder / "other.onnx";
    std::filesystem::copy_file(model, other);
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{},
                                               {model, "--threads", "two"},
                                               {model, "--threads", "-1"},
                                               {model, "--threads", "1,1"},
                                               {model, "--batch", "0"},
                                               {model, "--batch", "2,2"},
                                               {model, "--backend", "tensorrt"},
                                               {model, "--backend", "auto,native"},
                                               {model, model},
                                               {model, "--fail-if-slower", "5%"},
                                               {model, "--baseline", folder / "b.json", "--fail-if-slower", "5"},
                                               {model, "--baseline", folder / "b.json", "--fail-if-slower", "-5%"},
                                               {model, "--baseline", folder / "b.json", "--fail-if-slower", ""},
                                               {model, "--batch", "2,02"},
                                               {model, "--output", ""},
                                               {model, "--output", model},
                                               {model, other, "--output", other},
                                               {model, "--append", model},
                                               {model, "--output", folder / "x", "--chart", folder / "x"},
                                               {model, "--inference-only", "--image", "a.jpg"},
                                               {model, "--inference-only", "--head", "yolov8"},
                                               {model, "--size", "64", "--imgsz", "64"},
                                               {model, "--seconds", "1"},
                                               {model, "--size", "0"},
                                               {model, "--threads", "1,2,3,4,5,6,7,8,9", "--batch", "1,2,3,4,5,6,7,8"},
                                               {model, "--profile", "--json"},
                                               {model, "--profile", "--threads", "1,2"},
                                               {model, "--profile", "--backend", "onnxruntime"}}) {
        const auto result = bench(arguments);
        EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments) << result.err;
        EXPECT_EQ(result.out, "");
    }
    EXPECT_EQ(run_program({"bench", model, "--rounds", "0"}).exit_code, 2);
    EXPECT_EQ(read_text(model), read_text(other)) << "nothing was replaced";
}

TEST_F(BenchCommand, FailsWithWhatItCannotRead) {
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{folder / "absent.onnx"}, {demo, "--image", folder / "absent.jpg"}}) {
        const auto result = bench(arguments);
        EXPECT_EQ(result.exit_code, 1);
        EXPECT_THAT(result.err, HasSubstr("absent"));
    }
    const auto none = bench({folder / "absent.onnx", folder / "nowhere.onnx", "--output", folder / "report.json"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.out, AllOf(HasSubstr("absent.onnx"), HasSubstr("nowhere.onnx")));
    EXPECT_FALSE(std::filesystem::exists(folder / "report.json"));
    const auto nowhere = bench({demo, "--output", folder / "no/folder/report.json"});
    EXPECT_EQ(nowhere.exit_code, 1);
    EXPECT_THAT(nowhere.err, HasSubstr("no/folder"));
}

TEST_F(BenchCommand, ARowsDeviceIsUsedOrTheRowFails) {
    const auto result = bench({demo, "--backend", "native", "--device", "cuda"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("cuda"));
}

TEST_F(BenchCommand, ProfilesSteps) {
    for (const char* const isa : {"", "ref"}) {
        const auto result = run_program(
            {"bench", model, "--size", "32", "--threads", "1", "--rounds", "7", "--profile"}, {{"YOLOZU_ISA", isa}});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_THAT(result.out, AllOf(HasSubstr(", 1 thread, 7 runs: median"),
                                      HasSubstr(*isa == 0 ? "the machine's limits" : "native-ref"),
                                      HasSubstr(*isa == 0 ? "convolution " : "reference "), HasSubstr("1x4x32x32"),
                                      HasSubstr("GFLOP/s"), HasSubstr("\nall ")));
    }
    const auto result = run_program({"bench", folder / "absent.onnx", "--profile"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("absent.onnx"));
}

}  // namespace
}  // namespace yolozu
