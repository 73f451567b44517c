// SPDX-License-Identifier: Apache-2.0
//
// Folders and files that take their places and can go back.
#include "base/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::TemporaryFolder;
using test::write_text;
using testing::HasSubstr;

std::size_t entry_count(const fs::path& folder) {
    const fs::directory_iterator entries(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(AtomicFolder, AppearsWholeWhenItIsPlaced) {
    const TemporaryFolder parent;
    {
        AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
        ASSERT_TRUE(folder.write("a.png", "one"));
        ASSERT_TRUE(folder.write("b.png", "two"));
        EXPECT_FALSE(fs::exists(parent / "masks"));
        ASSERT_TRUE(folder.place());
    }
    EXPECT_EQ(read_text(parent / "masks" / "a.png"), "one");
    EXPECT_EQ(read_text(parent / "masks" / "b.png"), "two");
    EXPECT_EQ(entry_count(parent.path()), 1U);
}

TEST(AtomicFolder, LeavesNothingUnlessItIsPlaced) {
    const TemporaryFolder parent;
    {
        AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
        ASSERT_TRUE(folder.write("a.png", "one"));
    }
    EXPECT_EQ(entry_count(parent.path()), 0U);
}

TEST(AtomicFolder, TakesThePlaceOfAnotherAndGivesItBack) {
    const TemporaryFolder parent;
    fs::create_directory(parent / "masks");
    write_text(parent / "masks" / "old.png", "old");
    {
        AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
        ASSERT_TRUE(folder.write("new.png", "new"));
        ASSERT_TRUE(folder.place());
        EXPECT_TRUE(fs::exists(parent / "masks" / "new.png"));
        ASSERT_TRUE(folder.withdraw());
        EXPECT_FALSE(fs::exists(parent / "masks" / "new.png"));
    }
    EXPECT_EQ(read_text(parent / "masks" / "old.png"), "old");
    EXPECT_EQ(entry_count(parent.path()), 1U);
    {
        AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
        ASSERT_TRUE(folder.write("new.png", "new"));
        ASSERT_TRUE(folder.place());
    }
    EXPECT_EQ(entry_count(parent / "masks"), 1U);
    EXPECT_EQ(read_text(parent / "masks" / "new.png"), "new");
    EXPECT_EQ(entry_count(parent.path()), 1U);
}

TEST(AtomicFolder, GoesAwayAgainWhereNothingWas) {
    const TemporaryFolder parent;
    {
        AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
        ASSERT_TRUE(folder.place());
        ASSERT_TRUE(folder.withdraw());
    }
    EXPECT_EQ(entry_count(parent.path()), 0U);
}

TEST(AtomicFolder, SyncsMoreFilesThanItDoesSingly) {
    const TemporaryFolder parent;
    AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
    for (int index = 0; index < 100; ++index) ASSERT_TRUE(folder.write(std::to_string(index), "x"));
    const Status placed = folder.place();
    ASSERT_TRUE(placed) << placed.error().to_string();
    EXPECT_EQ(entry_count(parent / "masks"), 100U);
}

TEST(AtomicFolder, StaysUnfinishedForTheNextProcess) {
    const TemporaryFolder parent;
    EXPECT_EQ(AtomicFolder::resume(parent / "masks").error().code(), ErrorCode::not_found);
    {
        AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
        ASSERT_TRUE(folder.write("a.png", "one"));
        ASSERT_TRUE(folder.write("b.png", "half"));
        folder.stay();
    }
    EXPECT_EQ(read_text(parent / "masks.partial" / "a.png"), "one");
    {
        AtomicFolder folder = AtomicFolder::resume(parent / "masks").value();
        ASSERT_TRUE(folder.write("b.png", "two"));
        ASSERT_TRUE(folder.place());
    }
    EXPECT_EQ(read_text(parent / "masks" / "a.png"), "one");
    EXPECT_EQ(read_text(parent / "masks" / "b.png"), "two");
    EXPECT_EQ(entry_count(parent.path()), 1U);
}

TEST(AtomicFolder, BeginsAnewOverAnUnfinishedOne) {
    const TemporaryFolder parent;
    fs::create_directory(parent / "masks.partial");
    write_text(parent / "masks.partial" / "old.png", "old");
    AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
    ASSERT_TRUE(folder.place());
    EXPECT_EQ(entry_count(parent / "masks"), 0U);
}

TEST(AtomicFolder, RefusesFilesAndLinks) {
    const TemporaryFolder parent;
    write_text(parent / "file", "");
    fs::create_directory_symlink(parent.path(), parent / "link");
    EXPECT_THAT(AtomicFolder::create(parent / "file").error().message(), HasSubstr("is not a folder"));
    EXPECT_THAT(AtomicFolder::create(parent / "link").error().message(), HasSubstr("is not a folder"));
    EXPECT_EQ(AtomicFolder::create(parent / "nowhere/masks").error().code(), ErrorCode::not_found);
    AtomicFolder folder = AtomicFolder::create(parent / "masks").value();
    fs::create_symlink(parent / "file", parent / "masks.partial" / "a.png");
    EXPECT_THAT(folder.write("a.png", "two").error().to_string(), HasSubstr("file 'a.png': cannot create it"));
    EXPECT_EQ(read_text(parent / "file"), "");
}

TEST(AtomicFile, TakesThePlaceOfAnotherAndGivesItBack) {
    const TemporaryFolder parent;
    write_text(parent / "list.json", "old");
    {
        AtomicFile file = AtomicFile::create(parent / "list.json").value();
        ASSERT_TRUE(file.write("new"));
        ASSERT_TRUE(file.place());
        EXPECT_EQ(read_text(parent / "list.json"), "new");
        ASSERT_TRUE(file.withdraw());
    }
    EXPECT_EQ(read_text(parent / "list.json"), "old");
    {
        AtomicFile file = AtomicFile::create(parent / "list.json").value();
        ASSERT_TRUE(file.write("new"));
        ASSERT_TRUE(file.place());
    }
    EXPECT_EQ(read_text(parent / "list.json"), "new");
    EXPECT_EQ(entry_count(parent.path()), 1U);
}

TEST(AtomicFile, DoesNotTakeThePlaceOfAFolderThatCameMeanwhile) {
    const TemporaryFolder parent;
    {
        AtomicFile file = AtomicFile::create(parent / "list.json").value();
        fs::create_directory(parent / "list.json");
        write_text(parent / "list.json" / "kept", "kept");
        EXPECT_THAT(file.place().error().message(), HasSubstr("has become a directory"));
    }
    EXPECT_EQ(read_text(parent / "list.json" / "kept"), "kept");
    EXPECT_EQ(entry_count(parent.path()), 1U);
}

}  // namespace
}  // namespace yolozu
