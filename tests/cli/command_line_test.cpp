// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yolozu::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A command with an option of each kind.
struct Example {
    std::string file, colour = "red";
    std::vector<std::string> names;
    std::vector<double> corner;
    int count = 3;
    std::optional<int> limit;
    std::optional<double> share;
    bool quiet = false;
    CommandLine line{"program example", "Shows how it is done."};

    Example() {
        OptionGroup looks = line.group("Looks");
        line.add_option("file", file, "what to read").required();
        looks.add_option("--colour", colour, "of the example").one_of({"red", "green"});
        looks.add_option("--names", names, "of people").separated_by_commas();
        looks.add_option("--corner", corner, "where it lies").separated_by_commas().exactly(2);
        line.add_option("--count", count, "how many").within(1, 5);
        line.add_option("--limit", limit, "no more").excludes("--count");
        line.add_option("--share", share, "of the whole").needs("--limit").within(0.0, 1.0);
        line.add_flag("--quiet", quiet, "say nothing");
    }
};

TEST(CommandLine, FillsTheVariables) {
    Example example;
    EXPECT_EQ(example.line.parse({"a.txt", "--limit", "7", "--share=0.5", "--names", "Ann,Bob", "--corner", "1,2"}),
              std::nullopt);
    EXPECT_EQ(example.file, "a.txt");
    EXPECT_EQ(example.limit, 7);
    EXPECT_EQ(example.share, 0.5);
    EXPECT_THAT(example.names, ElementsAre("Ann", "Bob"));
    EXPECT_THAT(example.corner, ElementsAre(1, 2));
    EXPECT_FALSE(example.quiet);
    EXPECT_TRUE(example.line.has("--limit"));
    EXPECT_FALSE(example.line.has("--count"));
}

TEST(CommandLine, LeavesAsTheyAreTheVariablesOfWhatIsNotGiven) {
    Example example;
    EXPECT_EQ(example.line.parse({"a.txt", "--quiet"}), std::nullopt);
    EXPECT_TRUE(example.quiet);
    EXPECT_EQ(example.colour, "red");
    EXPECT_EQ(example.count, 3);
    EXPECT_EQ(example.limit, std::nullopt);
}

TEST(CommandLine, MistakesAreUsageErrors) {
    const std::vector<Arguments> mistakes{
        {},
        {"a.txt", "b.txt"},
        {"a.txt", "--unknown"},
        {"a.txt", "--colour", "blue"},
        {"a.txt", "--corner", "1"},
        {"a.txt", "--corner", "1,2,3"},
        {"a.txt", "--count", "6"},
        {"a.txt", "--count", "many"},
        {"a.txt", "--limit="},
        {"a.txt", "--limit", "7", "--count", "2"},
        {"a.txt", "--share", "0.5"},
        {"a.txt", "--limit", "7", "--share", "1.5"},
    };
    for (const Arguments& mistake : mistakes)
        EXPECT_EQ(Example().line.parse(mistake), exit_usage) << testing::PrintToString(mistake);
}

TEST(CommandLine, HelpHasHeadingsAndDefaults) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(Example().line.parse({"--help"}), exit_done);
    const std::string help = testing::internal::GetCapturedStdout();
    for (const char* const words : {"Shows how it is done.\nUsage: program example [OPTIONS] file", "\nOptions:\n",
                                    "\nLooks:\n", "--colour TEXT:{red,green}=red ", "INT:INT in [1 - 5]=3 "})
        EXPECT_THAT(help, HasSubstr(words));
    for (const char* const empty : {"--limit INT=", "--names TEXT="}) EXPECT_THAT(help, Not(HasSubstr(empty)));
}

}  // namespace
}  // namespace yolozu::cli
