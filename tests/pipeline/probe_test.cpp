// SPDX-License-Identifier: Apache-2.0
#include "pipeline/probe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "pipeline/decide_file.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

void expect_range(const ProbedOutput::Range& range, float least, float greatest) {
    EXPECT_EQ(range.least, least);
    EXPECT_EQ(range.greatest, greatest);
}

TEST(SummariseOutput, HasTheRangeOfEachRowAndColumn) {
    const std::array<float, 12> values{1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, 60};
    const ProbedOutput summary = summarise_output({DataType::float32, Shape{2, 2, 3}, values.data()});
    EXPECT_EQ(summary.shape, (Shape{2, 2, 3}));
    expect_range(summary.all, -5, 60);
    ASSERT_EQ(summary.by_row.size(), 2U);
    expect_range(summary.by_row[0], -3, 3);
    expect_range(summary.by_row[1], -5, 60);
    ASSERT_EQ(summary.by_column.size(), 3U);
    expect_range(summary.by_column[0], -4, 4);
    expect_range(summary.by_column[2], -3, 60);
}

TEST(SummariseOutput, KeepsNoMoreThanTheFirstOfEach) {
    std::vector<float> values(300 * 400);
    for (std::size_t index = 0; index < values.size(); ++index) values[index] = static_cast<float>(index);
    const ProbedOutput summary = summarise_output({DataType::float32, Shape{1, 300, 400}, values.data()});
    ASSERT_EQ(summary.by_row.size(), 256U);
    ASSERT_EQ(summary.by_column.size(), 256U);
    expect_range(summary.by_row[255], 255 * 400, 255 * 400 + 399);
    expect_range(summary.by_column[255], 255, 299 * 400 + 255);
}

TEST(SummariseOutput, LeavesOutWhatIsNotFinite) {
    constexpr float infinite = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
    const std::array<float, 4> values{nan, infinite, 2, -infinite};
    const ProbedOutput summary = summarise_output({DataType::float32, Shape{2, 2}, values.data()});
    expect_range(summary.all, 2, 2);
    expect_range(summary.by_column[1], 0, 0);
}

TEST(SummariseOutput, TakesEveryTypeAndRank) {
    const std::array<std::int64_t, 2> whole{7, -7};
    expect_range(summarise_output({DataType::int64, Shape{1, 2}, whole.data()}).all, -7, 7);
    const std::array<std::uint16_t, 1> half{half_from_float(0.5F)};
    expect_range(summarise_output({DataType::float16, Shape{1}, half.data()}).all, 0.5F, 0.5F);
    const std::int32_t scalar = 3;
    expect_range(summarise_output({DataType::int32, Shape{}, &scalar}).all, 3, 3);
    EXPECT_TRUE(summarise_output({DataType::int32, Shape{}, &scalar}).by_row.empty());
    EXPECT_TRUE(summarise_output({DataType::float32, Shape{0, 7}, nullptr}).by_column.empty());
}

TEST(ProbeModel, ShowsWhatTheModelGives) {
    const TemporaryFolder folder;
    const auto path = test::open_known_detector({{32, 16, 8, 4, 1, 0.75F}}).write(folder / "m.onnx");
    const auto outputs = probe_model(path, *read_model_signature(path), {}, {});
    ASSERT_TRUE(outputs) << outputs.error().to_string();
    ASSERT_EQ(outputs->size(), 1U);
    EXPECT_EQ(outputs->front().shape, (Shape{1, 6, 84}));
    EXPECT_NEAR(outputs->front().by_row.at(0).greatest, 32, 1e-6);
    EXPECT_NEAR(outputs->front().by_row.at(5).greatest, 0.75, 1e-6);
    EXPECT_NEAR(outputs->front().by_row.at(4).greatest, 0, 1e-6);
}

// The told detector's box is where the two numbers are.
TEST(ProbeModel, FeedsInputsThatNoDecisionKnowsYet) {
    const TemporaryFolder folder;
    const auto sizes = test::told_detector("N", "orig_target_sizes", DataType::int64, 1).write(folder / "m.onnx");
    const auto told_sizes = probe_model(sizes, *read_model_signature(sizes), {}, {});
    ASSERT_TRUE(told_sizes) << told_sizes.error().to_string();
    EXPECT_EQ(told_sizes->front().by_row.at(0).greatest, 64);
    const auto scales = test::told_detector(2, "scale_factor", DataType::float32, 1).write(folder / "m.onnx");
    const auto told_scales = probe_model(scales, *read_model_signature(scales), {}, {});
    ASSERT_TRUE(told_scales) << told_scales.error().to_string();
    EXPECT_EQ(told_scales->front().by_row.at(0).greatest, 1);
}

TEST(ProbeModel, RefusesAModelWithoutAPicture) {
    const TemporaryFolder folder;
    const auto path = test::OnnxBuilder()
                          .input("x", DataType::float32, {1, 4})
                          .node("Relu", {"x"}, {"y"})
                          .output("y", DataType::float32, {1, 4})
                          .write(folder / "m.onnx");
    const auto outputs = probe_model(path, *read_model_signature(path), {}, {});
    ASSERT_FALSE(outputs);
    EXPECT_THAT(outputs.error().to_string(), HasSubstr("no input [batch, 3, height, width] for a picture"));
}

TEST(DecideModelFile, KeepsTheSignatureOfWhatIsNotDecided) {
    const TemporaryFolder folder;
    const auto path = test::OnnxBuilder()
                          .input("images", DataType::float32, {1, 3, 64, 64})
                          .node("Relu", {"images"}, {"y"})
                          .output("y", DataType::float32, {1, 3, 64, 64})
                          .write(folder / "m.onnx");
    for (const Probing probing : {Probing::never, Probing::when_ambiguous, Probing::always}) {
        const auto decided = decide_model_file(path, {}, probing);
        ASSERT_TRUE(decided) << decided.error().to_string();
        EXPECT_EQ(decided->signature.outputs.at(0).name, "y");
        EXPECT_FALSE(decided->info);
    }
    EXPECT_FALSE(decide_model_file(folder / "missing.onnx", {}, Probing::never));
}

TEST(DecideModelFile, DecidesTheSameWithAProbe) {
    const TemporaryFolder folder;
    const auto path = test::known_detector({{}}).write(folder / "m.onnx");
    const auto plain = decide_model_file(path, {}, Probing::never),
               probed = decide_model_file(path, {}, Probing::always);
    ASSERT_TRUE(plain && plain->info && probed && probed->info);
    EXPECT_EQ(plain->info->head, probed->info->head);
    EXPECT_EQ(plain->info->class_count, 2);
}

// The error of such a file names --preprocess as the way out.
TEST(DecideModelFile, ReadsNoPreprocessingBesideTheModelWhenAFlagGivesIt) {
    const TemporaryFolder folder;
    const auto path = test::known_detector({{}}).write(folder / "m.onnx");
    test::write_text(folder / "preprocessor_config.json", R"({"do_resize": false})");
    const auto refused = decide_model_file(path, {}, Probing::never);
    ASSERT_TRUE(refused);
    ASSERT_FALSE(refused->info);
    EXPECT_THAT(refused->info.error().to_string(), HasSubstr("--preprocess"));
    const auto decided = decide_model_file(path, {.preprocess = PreprocessSpec{}}, Probing::never);
    ASSERT_TRUE(decided && decided->info) << decided->info.error().to_string();
    EXPECT_EQ(decided->info->preprocess, PreprocessSpec{});
}

TEST(DecideModelFile, ProbesAtTheSizeThatAFileBesideTheModelSays) {
    const TemporaryFolder folder;
    const auto path = test::OnnxBuilder()
                          .input("images", DataType::float32, {1, 3, "height", "width"})
                          .initializer("only", {4}, std::vector<std::int64_t>{1, 3, 64, 64})
                          .initializer("boxes", {1, 6, 84}, std::vector<float>(std::size_t{6} * 84, 0.5F))
                          .node("Reshape", {"images", "only"}, {"fixed"})
                          .node("ReduceMean", {"fixed"}, {"mean"}, {{"keepdims", 0}})
                          .node("Add", {"boxes", "mean"}, {"output0"})
                          .output("output0", DataType::float32, {1, 6, 84})
                          .metadata("task", "detect")
                          .metadata("names", "{0: 'cat', 1: 'dog'}")
                          .write(folder / "m.onnx");
    test::write_text(folder / "m.yaml", "imgsz: 64\n");
    const auto decided = decide_model_file(path, {}, Probing::always);
    ASSERT_TRUE(decided) << decided.error().to_string();
    ASSERT_TRUE(decided->info) << decided->info.error().to_string();
    EXPECT_EQ(decided->info->input_width, 64);
}

}  // namespace
}  // namespace yolozu
