// SPDX-License-Identifier: Apache-2.0
#include "bench/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/rows.hpp"
#include "support/files.hpp"

namespace yolozu::bench {
namespace {

using test::failed_row;
using test::report_of;
using test::row_of;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Baselines : public testing::Test {
protected:
    /// What read_baseline makes of a file with this text.
    Result<Baseline> read(std::string_view text) const {
        test::write_text(folder / "baseline.json", text);
        return read_baseline(folder / "baseline.json");
    }
    Baseline of(const Report& report) const {
        Result<Baseline> baseline = read(report_json(report, ReportLayout::file));
        EXPECT_TRUE(baseline) << baseline.error().to_string();
        return std::move(baseline).value();
    }

    test::TemporaryFolder folder;
};

std::vector<double> ten_of(double milliseconds) {
    return std::vector<double>(10, milliseconds);
}

TEST_F(Baselines, AreComparedByTheirMedians) {
    const Baseline baseline = of(report_of({row_of("a", ten_of(10)), row_of("b", ten_of(10))}));
    const Report now = report_of({row_of("b", ten_of(10.6)), row_of("a", ten_of(10.4))});
    const std::vector<Comparison> rows = compare(now, baseline, 0.05);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].name, "b");
    EXPECT_EQ(rows[0].change, Change::slower);
    EXPECT_EQ(rows[0].words, "median 10.600 ms, baseline 10.000 ms: 6.0 % slower, more than 5 %");
    EXPECT_EQ(rows[1].change, Change::none);
    EXPECT_EQ(rows[1].words, "median 10.400 ms, baseline 10.000 ms: 4.0 % slower");
    EXPECT_THAT(rows[0].warnings, IsEmpty());
    EXPECT_THAT(differences(now, baseline), IsEmpty());
    EXPECT_EQ(compare(now, baseline, std::nullopt)[0].change, Change::none) << "without a limit";
}

TEST_F(Baselines, SayWhereNeitherMedianIsSure) {
    // 10 times: the interval goes from the 2nd to the 9th, here 8 to 12 and 9 to 13.
    const Baseline baseline = of(report_of({row_of("a", {8, 8, 8, 9, 10, 10, 11, 12, 12, 12})}));
    const Report now = report_of({row_of("a", {9, 9, 9, 10, 11, 11, 12, 13, 13, 13})});
    EXPECT_EQ(compare(now, baseline, 0.05)[0].words,
              "median 11.000 ms, baseline 10.000 ms: 10.0 % slower, more than 5 %; neither median is known that well, "
              "measure both again");
}

TEST_F(Baselines, OfOneRowNeedNoName) {
    for (
        const char* const text :
        {R"({"iterations": 1, "warmup": 0, "total_sec": 0.02, "fps": 50, "latency_ms": {"mean": 20, "p50": 20}})",
         R"({"schema_version": 1, "timestamp": "", "losses": {}, "meta": {}, "metrics": {"latency_ms": {"p50": 20}}})"}) {
        const Result<Baseline> baseline = read(text);
        ASSERT_TRUE(baseline) << baseline.error().to_string();
        const Report now = report_of({row_of("a", {10})});
        const std::vector<Comparison> rows = compare(now, *baseline, 0);
        EXPECT_EQ(rows[0].words, "median 10.000 ms, baseline 20.000 ms: 50.0 % faster");
        EXPECT_THAT(rows[0].warnings, Contains(HasSubstr("does not say what it measured")));
        EXPECT_THAT(differences(now, *baseline), Contains(HasSubstr("does not say which machine")));
    }
}

TEST_F(Baselines, CannotBeComparedWithWhatIsNotTheSame) {
    const Baseline baseline = of(report_of({row_of("a", {10}), row_of("gone", {10}), failed_row("broken", "then")}));
    Row bare = row_of("a", {10});
    bare.measured = Measured::inference;
    Row larger = row_of("a", {10});
    larger.input = "1x3x128x128";
    const auto words = [&](Row row) {
        const Comparison comparison = compare(report_of({std::move(row)}), baseline, 0.05)[0];
        EXPECT_EQ(comparison.change, Change::incomparable);
        return comparison.words;
    };
    EXPECT_EQ(words(bare), "inference only now, end to end in the baseline");
    EXPECT_EQ(words(larger), "the input is 1x3x128x128 now, 1x3x64x64 in the baseline");
    EXPECT_EQ(words(row_of("new", {10})), "the baseline has no such row");
    EXPECT_EQ(words(row_of("broken", {10})), "the baseline has no such row");
    EXPECT_THAT(words(failed_row("a", "now")), HasSubstr("could not be run"));
    EXPECT_THAT(differences(report_of({row_of("a", {10})}), baseline),
                testing::ElementsAre("the baseline's row 'gone' was not measured"));
}

TEST_F(Baselines, OfAnotherMachineOrModelAreWarnedOf) {
    const Baseline baseline = of(report_of({row_of("a", {10})}));
    Report now = report_of({row_of("a", {10})});
    now.machine.processor = "Slide Rule";
    now.machine.allowed = 2;
    now.machine.vector_level = "neon";
    now.rows[0].model_sha256 = "11ee";
    now.rows[0].pictures = "other.jpg";
    now.rows[0].runtime_version = "2";
    EXPECT_THAT(differences(now, baseline),
                testing::ElementsAre("the baseline is of another machine: 'Abacus 9000', this is 'Slide Rule'",
                                     "the baseline had 4 processors, this has 2",
                                     "the baseline used avx2 vectors, this run neon"));
    EXPECT_THAT(compare(now, baseline, 0.05)[0].warnings,
                testing::ElementsAre(HasSubstr("its bytes differ"), HasSubstr("other pictures than the baseline's"),
                                     HasSubstr("native 2 now, 1 in the baseline")));
}

TEST_F(Baselines, ThatAreNoneAreRefused) {
    for (const char* const text :
         {"", "[]", "{}", "17", R"({"metrics": []})", R"({"metrics": {"latency_ms": {"p50": "20"}}})",
          R"({"metrics": {"latency_ms": {"p50": -1}}})", R"({"metrics": {"buckets": []}})",
          R"({"metrics": {"buckets": [{"metrics": {}}]}})",
          R"({"metrics": {"buckets": [{"name": "a", "metrics": 5}]}})"}) {
        const Result<Baseline> baseline = read(text);
        ASSERT_FALSE(baseline) << text;
        EXPECT_THAT(baseline.error().to_string(), HasSubstr("baseline.json")) << text;
    }
    EXPECT_FALSE(read_baseline(folder / "absent.json"));
}

TEST_F(Baselines, WithStrangeCircumstancesAreRead) {
    const Result<Baseline> baseline =
        read(R"({"metrics": {"latency_ms": {"p50": 20}}, "meta": {"machine": 5, "rows": [7, {"name": 3,
                 "median_interval_ms": ["x", 1]}]}})");
    ASSERT_TRUE(baseline) << baseline.error().to_string();
    EXPECT_THAT(compare(report_of({row_of("a", {20})}), *baseline, 0.05)[0].change, Change::none);
}

}  // namespace
}  // namespace yolozu::bench
