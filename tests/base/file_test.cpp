// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>

#include "support/files.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

std::ptrdiff_t files_in(const std::filesystem::path& folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
}

TEST(ReadFile, RefusesANulThatWouldNameAnotherFile) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "a", "other");
    const std::filesystem::path path = (folder / "a").native() + std::string("\0.jpg", 5);
    EXPECT_FALSE(read_file(path, 100));
    EXPECT_FALSE(MappedFile::open(path));
}

TEST(ReadFile, ReadsEveryByte) {
    const TemporaryFolder folder;
    const std::string text("a\0b\xFF", 4);
    test::write_text(folder / "f", text);
    const auto bytes = read_file(folder / "f", 4);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()), text);
}

TEST(ReadFile, RefusesAFileOverTheLimit) {
    const TemporaryFolder folder;
    test::write_text(folder / "f", "12345");
    const auto bytes = read_file(folder / "f", 4);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code(), ErrorCode::limit_exceeded);
    EXPECT_THAT(bytes.error().message(), HasSubstr("limit of 4 bytes"));
}

TEST(ReadFile, StopsAtTheLimitWhereTheSizeIsUnknownBeforehand) {
    const auto bytes = read_file("/dev/zero", 100'000);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code(), ErrorCode::limit_exceeded);
}

TEST(ReadFile, SaysThatAFileIsMissing) {
    const auto bytes = read_file("/nowhere/at/all", 4);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code(), ErrorCode::not_found);
    EXPECT_EQ(bytes.error().message(), "cannot open: No such file or directory");
}

TEST(ReadFile, SaysThatAFolderIsNoFile) {
    const TemporaryFolder folder;
    const auto bytes = read_file(folder.path(), 4);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().message(), "is a directory, expected a file");
}

TEST(MappedFile, ShowsTheBytes) {
    const TemporaryFolder folder;
    test::write_text(folder / "f", "hello");
    auto mapped = MappedFile::open(folder / "f");
    ASSERT_TRUE(mapped);
    const MappedFile moved = std::move(mapped).value();
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(moved.bytes().data()), moved.bytes().size()), "hello");
}

TEST(MappedFile, ShowsTheBytesAfterLettingGoOfThem) {
    const TemporaryFolder folder;
    const std::string text(100'000, 'x');
    test::write_text(folder / "f", text);
    const auto mapped = MappedFile::open(folder / "f");
    ASSERT_TRUE(mapped.ok());
    const auto seen = [&] {
        return std::string(reinterpret_cast<const char*>(mapped->bytes().data()), mapped->bytes().size());
    };
    EXPECT_EQ(seen(), text);
    mapped->let_go_of_pages();
    EXPECT_EQ(seen(), text);
}

TEST(MappedFile, OfAnEmptyFileIsEmpty) {
    const TemporaryFolder folder;
    test::write_text(folder / "f", "");
    const auto mapped = MappedFile::open(folder / "f");
    ASSERT_TRUE(mapped);
    EXPECT_TRUE(mapped->bytes().empty());
}

TEST(MappedFile, RefusesWhatIsNotARegularFile) {
    const auto mapped = MappedFile::open("/dev/zero");
    ASSERT_FALSE(mapped);
    EXPECT_EQ(mapped.error().message(), "is not a regular file");
}

TEST(AtomicFile, AppearsOnlyWhenCommitted) {
    const TemporaryFolder folder;
    test::write_text(folder / "f", "old");
    auto file = AtomicFile::create(folder / "f");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write(std::string(1'000'000, 'x')));
    EXPECT_EQ(test::read_text(folder / "f"), "old");
    ASSERT_TRUE(file->commit());
    EXPECT_EQ(test::read_text(folder / "f"), std::string(1'000'000, 'x'));
    EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(AtomicFile, LeavesNoTraceWithoutACommit) {
    const TemporaryFolder folder;
    test::write_text(folder / "f", "old");
    {
        auto file = AtomicFile::create(folder / "f");
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->write("new"));
    }
    EXPECT_EQ(test::read_text(folder / "f"), "old");
    EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(AtomicFile, RefusesAFolderAsItsTarget) {
    const TemporaryFolder folder;
    const auto file = AtomicFile::create(folder.path());
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message(), "is a directory, expected a file name");
}

TEST(AtomicFile, RefusesAPathWithoutAName) {
    const auto file = AtomicFile::create("somewhere/");
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message(), "the output path names no file");
}

TEST(AtomicFile, SaysThatTheFolderIsMissing) {
    const auto file = AtomicFile::create("/nowhere/at/all/f");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message(), HasSubstr("cannot create a file in its folder"));
}

TEST(AtomicFile, SaysThatTheRenameFailed) {
    const TemporaryFolder folder;
    auto file = AtomicFile::create(folder / "f");
    ASSERT_TRUE(file);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) std::filesystem::remove(entry.path());
    ASSERT_TRUE(file->write("x"));
    const Status committed = file->commit();
    ASSERT_FALSE(committed);
    EXPECT_THAT(committed.error().message(), HasSubstr("cannot rename into place"));
}

TEST(Printable, ShowsControlCharactersAndStrayBytes) {
    EXPECT_EQ(printable(std::string_view("plain \xC3\xA9")), "plain \xC3\xA9");
    EXPECT_EQ(printable(std::string_view("a\nb\x1B\x7F\xE9z")), "a\\x0ab\\x1b\\x7f\\xe9z");
}

}  // namespace
}  // namespace yolozu
