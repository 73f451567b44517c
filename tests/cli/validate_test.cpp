// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using test::run_program;
using test::TemporaryFolder;
using testing::HasSubstr;

TEST(Validate, AcceptsAGoodFile) {
    const TemporaryFolder folder;
    test::write_text(folder / "p.json", R"({"schema_version":1,"predictions":[{"schema_version":2,"image":"a.jpg",
        "detections":[{"class_id":1,"score":0.5,"bbox":{"cx":0.5,"cy":0.5,"w":0.25,"h":0.25}}]}]})");
    const auto result = run_program({"validate", "--strict", folder / "p.json"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "OK: 1 image entries, 1 detections\n");
}

TEST(Validate, NamesWhatIsWrong) {
    const TemporaryFolder folder;
    test::write_text(folder / "p.json", R"({"schema_version":1,"predictions":[{"schema_version":2,"image":"a.jpg",
        "detections":[{"class_id":1,"score":0.5,"bbox":{"cx":0.5,"cy":0.5,"w":0.0,"h":0.25}}]}]})");
    const auto result = run_program({"validate", "--strict", folder / "p.json"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out, HasSubstr("ERROR: "));
    EXPECT_THAT(result.out, HasSubstr("a.jpg"));
}

TEST(Validate, TellsListsOfMasksByTheirEntries) {
    const TemporaryFolder folder;
    test::write_text(folder / "i.json", R"([{"image": "a.jpg", "instances": []}])");
    auto result = run_program({"validate", folder / "i.json"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "OK: 1 image entries, 0 instances\n");
    test::write_text(folder / "s.json", R"([{"id": "a", "mask": "no such.png"}])");
    result = run_program({"validate", folder / "s.json"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out, HasSubstr("ERROR: entry 0: mask 'no such.png': there is no such file"));
    EXPECT_EQ(run_program({"validate", "--kind", "predictions", folder / "i.json"}).exit_code, 0);
    EXPECT_EQ(run_program({"validate", "--kind", "semantic", folder / "i.json"}).exit_code, 1);
    EXPECT_EQ(run_program({"validate", "--kind", "masks", folder / "i.json"}).exit_code, 2);
}

TEST(Validate, SaysWhatToDoWithJsonLines) {
    const TemporaryFolder folder;
    const std::string entry = R"({"schema_version":2,"image":"a.jpg","detections":[]})";
    test::write_text(folder / "p.jsonl", entry + "\n" + entry + "\n");
    const auto result = run_program({"validate", folder / "p.jsonl"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out, HasSubstr("is JSON lines, which YOLOZU does not read"));
}

TEST(Validate, SaysThatTheFileIsMissing) {
    const auto result = run_program({"validate", "/nowhere/p.json"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("/nowhere/p.json"));
}

TEST(Validate, WantsAFile) {
    EXPECT_EQ(run_program({"validate"}).exit_code, 2);
}

}  // namespace
}  // namespace yolozu
