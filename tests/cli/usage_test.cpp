// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "yolozu/version.hpp"

namespace yolozu {
namespace {

using test::run_program;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Usage, HelpNamesTheCommandsAndExitCodes) {
    const auto result = run_program({"--help"});
    EXPECT_EQ(result.exit_code, 0);
    for (const char* const words : {"predict", "inspect", "backends", "validate", "Exit codes: 0 done, 1 failed"})
        EXPECT_THAT(result.out, HasSubstr(words));
    EXPECT_THAT(result.err, IsEmpty());
}

TEST(Usage, NothingAtAllShowsTheHelpAndIsWrong) {
    const auto result = run_program({});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.out, HasSubstr("Commands:"));
}

TEST(Usage, UnknownCommandIsNamedBesideThoseThereAre) {
    const auto result = run_program({"inspekt", "model.onnx"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("there is no command 'inspekt'; the commands are predict, inspect, families"));
}

TEST(Usage, EveryCommandExplainsItself) {
    for (const char* const command : {"predict", "inspect", "backends", "validate"}) {
        const auto result = run_program({command, "--help"});
        EXPECT_EQ(result.exit_code, 0) << command;
        EXPECT_THAT(result.out, HasSubstr(std::string("yolozu-infer ") + command));
    }
}

TEST(Usage, EveryFlagOfTheMainJobIsInTheReadme) {
    const std::string help = run_program({"predict", "--help"}).out;
    const std::string readme = test::read_text(test::source_dir() / "README.md");
    int flags = 0;
    for (std::size_t at = help.find("--"); at != std::string::npos; at = help.find("--", at + 2)) {
        const std::string flag = help.substr(at, help.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at) - at);
        if (flag == "--help") continue;
        EXPECT_THAT(readme, HasSubstr("`" + flag)) << flag;
        ++flags;
    }
    EXPECT_GT(flags, 25);
}

TEST(Usage, SaysThatStandardOutputCouldNotBeWritten) {
    const auto result = test::Program("/bin/sh", {"-c", test::program_path().string() + " --help > /dev/full"}).wait();
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("standard output could not be written"));
}

TEST(Usage, VersionNamesEverythingInside) {
    const auto result = run_program({"--version"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("yolozu-infer " + std::string(version())));
    for (const char* const part :
         {"libjpeg-turbo", "libpng", "libwebp", "libtiff", "libyaml", "protozero", "vector levels"})
        EXPECT_THAT(result.out, HasSubstr(part));
}

}  // namespace
}  // namespace yolozu
