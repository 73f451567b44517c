// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.hpp"

namespace yolozu {
namespace {

using test::read_text;
using test::TemporaryFolder;
using test::write_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const RunFacts facts{{"model", "abc"}, {"--score-threshold", "0.01"}};

PictureRecord record(const std::string& key) {
    PictureRecord made;
    made.key = key;
    made.input_width = 640;
    made.input_height = 384;
    made.detections = 7;
    made.entry = "{\n \"image\": \"" + key + "\"\n}";
    made.masks = std::string("\0:5:\n", 5);
    return made;
}

RunJournal begun(const std::filesystem::path& path, const std::vector<std::string>& keys) {
    Result<RunJournal> journal = RunJournal::begin(path, facts);
    EXPECT_TRUE(journal) << journal.error().to_string();
    for (const std::string& key : keys) EXPECT_TRUE(journal->append(record(key)));
    return std::move(journal).value();
}

/// The keys that a process would find which goes on.
std::vector<std::string> resumed(const std::filesystem::path& path, std::size_t batch = 1) {
    std::vector<std::string> keys;
    const auto journal = RunJournal::resume(path, facts, batch, [&](PictureRecord& seen) -> Status {
        keys.push_back(seen.key);
        return {};
    });
    EXPECT_TRUE(journal) << journal.error().to_string();
    return keys;
}

TEST(Journal, GivesBackWhatWasAppended) {
    const TemporaryFolder folder;
    RunJournal journal = begun(folder / "j", {"a.jpg", "b\n1:c"});
    PictureRecord failed;
    failed.key = "broken.jpg";
    failed.error = "is truncated";
    ASSERT_TRUE(journal.append(failed));
    std::vector<PictureRecord> seen;
    ASSERT_TRUE(journal.visit([&](PictureRecord& each) -> Status {
        seen.push_back(each);
        return {};
    }));
    EXPECT_THAT(seen, ElementsAre(record("a.jpg"), record("b\n1:c"), failed));
    journal.remove();
    EXPECT_FALSE(std::filesystem::exists(folder / "j"));
}

TEST(Journal, GoesOnInAnotherProcess) {
    const TemporaryFolder folder;
    begun(folder / "j", {"a", "b"});
    {
        auto journal = RunJournal::resume(folder / "j", facts, 1, [](PictureRecord&) { return Status(); });
        ASSERT_TRUE(journal);
        ASSERT_TRUE(journal->append(record("c")));
        ASSERT_TRUE(journal->sync());
    }
    EXPECT_THAT(resumed(folder / "j"), ElementsAre("a", "b", "c"));
}

// Wherever a process is killed while it writes, what is whole is found and the rest is gone.
TEST(Journal, DropsWhatIsNotWhole) {
    const TemporaryFolder folder;
    begun(folder / "j", {});
    const std::size_t first = read_text(folder / "j").size();
    begun(folder / "j", {"a"});
    const std::size_t second = read_text(folder / "j").size();
    begun(folder / "j", {"a", "b"});
    const std::string whole = read_text(folder / "j");
    for (std::size_t size = first; size < whole.size(); ++size) {
        write_text(folder / "j", std::string_view(whole).substr(0, size));
        EXPECT_EQ(resumed(folder / "j").size(), size < second ? 0U : 1U) << size;
        EXPECT_EQ(read_text(folder / "j").size(), size < second ? first : second) << size;
    }
    for (std::size_t size = 0; size < first; ++size) {
        write_text(folder / "j", std::string_view(whole).substr(0, size));
        const auto journal = RunJournal::resume(folder / "j", facts, 1, [](PictureRecord&) { return Status(); });
        ASSERT_FALSE(journal) << size;
        EXPECT_EQ(journal.error().code(), ErrorCode::not_found) << size;
    }
}

// A machine that loses its power may leave blocks of zeros behind.
TEST(Journal, DropsWhatWasDamagedAndAllBehindIt) {
    const TemporaryFolder folder;
    begun(folder / "j", {});
    const std::size_t first = read_text(folder / "j").size();
    begun(folder / "j", {"a", "b", "c"});
    const std::string whole = read_text(folder / "j");
    for (std::size_t at = first; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        write_text(folder / "j", damaged);
        const std::vector<std::string> keys = resumed(folder / "j");
        ASSERT_LE(keys.size(), 3U);
        for (std::size_t index = 0; index < keys.size(); ++index)
            EXPECT_EQ(keys[index], std::string(1, static_cast<char>('a' + index))) << at;
    }
    std::string zeros = whole;
    zeros.replace(first + 1, 200, 200, '\0');
    write_text(folder / "j", zeros);
    EXPECT_THAT(resumed(folder / "j"), IsEmpty());
}

TEST(Journal, KeepsWholeBatchesOnly) {
    const TemporaryFolder folder;
    begun(folder / "j", {"a", "b", "c", "d", "e"});
    EXPECT_THAT(resumed(folder / "j", 2), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(resumed(folder / "j", 3), ElementsAre("a", "b", "c"));
}

TEST(Journal, RefusesOtherFactsAndNamesThem) {
    const TemporaryFolder folder;
    begun(folder / "j", {"a"});
    const std::string before = read_text(folder / "j");
    const auto refusal = [&](const RunFacts& others) {
        const auto journal = RunJournal::resume(folder / "j", others, 1, [](PictureRecord&) { return Status(); });
        return journal ? std::string() : journal.error().message();
    };
    EXPECT_THAT(refusal({{"model", "abc"}, {"--score-threshold", "0.5"}}),
                HasSubstr("the interrupted run had another --score-threshold: '0.01', now '0.5'"));
    EXPECT_THAT(refusal({{"model", "abc"}}), HasSubstr("begin anew without --resume"));
    EXPECT_THAT(refusal({{"model", "abc"}, {"--classes", "0.01"}}), HasSubstr("another program's"));
    EXPECT_EQ(read_text(folder / "j"), before);
}

TEST(Journal, IsOneProcessAtATime) {
    const TemporaryFolder folder;
    const RunJournal journal = begun(folder / "j", {"a"});
    EXPECT_THAT(RunJournal::begin(folder / "j", facts).error().message(), HasSubstr("another run is writing"));
    EXPECT_THAT(RunJournal::resume(folder / "j", facts, 1, [](PictureRecord&) { return Status(); }).error().message(),
                HasSubstr("another run is writing"));
}

TEST(Journal, RefusesLinksAndFailsWithItsVisitor) {
    const TemporaryFolder folder;
    write_text(folder / "precious", "precious");
    std::filesystem::create_symlink(folder / "precious", folder / "link");
    EXPECT_FALSE(RunJournal::begin(folder / "link", facts));
    EXPECT_EQ(read_text(folder / "precious"), "precious");
    begun(folder / "j", {"a"});
    const auto refused = RunJournal::resume(folder / "j", facts, 1, [](PictureRecord&) -> Status {
        return Error(ErrorCode::invalid_argument, "not mine");
    });
    EXPECT_EQ(refused.error().message(), "not mine");
}

}  // namespace
}  // namespace yolozu
