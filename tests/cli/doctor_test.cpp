// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/isa.hpp"
#include "cli/run_program.hpp"
#include "yolozu/version.hpp"

namespace yolozu {
namespace {

using test::run_program;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Doctor, TellsAboutMachineProgramAndBackends) {
    const auto result = run_program({"doctor"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const auto mebibytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                           static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
    EXPECT_THAT(result.out, AllOf(HasSubstr("cores "), HasSubstr("second-level cache "),
                                  HasSubstr(" " + std::to_string(mebibytes) + " MiB\n"),
                                  HasSubstr("yolozu-infer        " + std::string(version()) + "\n"),
                                  HasSubstr("\nnative         available "), HasSubstr("\nonnxruntime    ")));
    for (const Component& component : components()) EXPECT_THAT(result.out, HasSubstr(component.name));
}

TEST(Doctor, SaysWhatToDoAboutWhatIsMissing) {
    const auto missing = run_program({"doctor", "--onnxruntime", "/nowhere"});
    EXPECT_EQ(missing.exit_code, 0);
    EXPECT_THAT(missing.out, AllOf(HasSubstr("  - only if you need onnxruntime: "), HasSubstr("/nowhere")));
    if (supported_isas().size() < 2) return;
    const auto held = run_program({"doctor"}, {{"YOLOZU_ISA", "ref"}});
    EXPECT_EQ(held.exit_code, 0);
    EXPECT_THAT(held.out, AllOf(HasSubstr("(in use: ref)"), HasSubstr("unset YOLOZU_ISA"), Not(HasSubstr("nothing"))));
    EXPECT_THAT(run_program({"doctor"}, {{"YOLOZU_ISA", "no such level"}}).err, HasSubstr("no such level"));
}

TEST(Doctor, TakesNoOtherArguments) {
    EXPECT_EQ(run_program({"doctor", "model.onnx"}).exit_code, 2);
}

}  // namespace
}  // namespace yolozu
