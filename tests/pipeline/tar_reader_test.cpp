// SPDX-License-Identifier: Apache-2.0
#include "pipeline/tar_reader.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "pipeline/folder_pictures.hpp"
#include "support/files.hpp"
#include "support/program.hpp"
#include "support/seed.hpp"

namespace yolozu {
namespace {

using test::read_text;
using test::TemporaryFolder;
using test::write_text;
using testing::ElementsAre;
using testing::HasSubstr;

bool is_picture(const std::string& name) {
    return has_picture_extension(name);
}

/// "NAME=BYTES" of every picture, then what went wrong.
std::vector<std::string> members_of(const std::filesystem::path& archive, std::int64_t limit = 1 << 20) {
    TarReader reader(Descriptor(::open(archive.c_str(), O_RDONLY)), is_picture, limit);
    std::vector<std::string> found;
    for (;;) {
        const Result<std::optional<TarMember>> member = reader.next();
        if (!member) {
            found.push_back("error: " + member.error().to_string());
            return found;
        }
        if (!*member) return found;
        const auto& bytes = (*member)->bytes;
        found.push_back((*member)->name + "=" +
                        ((*member)->problem.empty()
                             ? std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())
                             : (*member)->problem.substr(0, 10)));
    }
}

/// Packs the folder's files with the system's tar, which we did not write.
void pack(const std::filesystem::path& folder, const std::filesystem::path& archive, const std::string& format) {
    const std::string command = "tar --create --format=" + format + " --file='" + archive.native() + "' -C '" +
                                folder.native() + "' --sort=name .";
    ASSERT_EQ(test::Program("/bin/sh", {"-c", command}).wait().exit_code, 0);
}

class Tar : public testing::TestWithParam<const char*> {};

TEST_P(Tar, GivesThePicturesOfEveryFormat) {
    const TemporaryFolder folder;
    const std::string deep = "deep/" + std::string(90, 'd') + "/" + std::string(90, 'e');
    std::filesystem::create_directories(folder / "in/sub");
    std::filesystem::create_directories(folder / ("in/" + deep));
    write_text(folder / "in/a.jpg", "first");
    write_text(folder / "in/b.txt", "no picture");
    write_text(folder / "in/c.png", "");
    write_text(folder / "in/sub/d.PPM", std::string(512, 'x'));
    write_text(folder / ("in/" + deep + "/f.jpg"), std::string(513, 'y'));
    std::filesystem::create_symlink("a.jpg", folder / "in/link.jpg");
    std::filesystem::create_hard_link(folder / "in/a.jpg", folder / "in/same.jpg");
    pack(folder / "in", folder / "t.tar", GetParam());
    EXPECT_THAT(members_of(folder / "t.tar"),
                testing::UnorderedElementsAre("./a.jpg=first", "./c.png=", "./link.jpg=is a link ",
                                              "./same.jpg=is a link ", "./sub/d.PPM=" + std::string(512, 'x'),
                                              "./" + deep + "/f.jpg=" + std::string(513, 'y')));
}

INSTANTIATE_TEST_SUITE_P(Formats, Tar, testing::Values("ustar", "gnu", "pax"));

TEST(TarReader, ReadsNamesThatOnlyExtensionsHold) {
    const TemporaryFolder folder;
    const std::string name = std::string(200, 'n') + ".jpg";
    std::filesystem::create_directory(folder / "in");
    write_text(folder / ("in/" + name), "long");
    for (const char* const format : {"gnu", "pax"}) {
        pack(folder / "in", folder / "t.tar", format);
        EXPECT_THAT(members_of(folder / "t.tar"), ElementsAre("./" + name + "=long")) << format;
    }
}

TEST(TarReader, KeepsNothingOfFilesOverTheLimit) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "in");
    write_text(folder / "in/a.jpg", std::string(3000, 'a'));
    write_text(folder / "in/b.jpg", "b");
    pack(folder / "in", folder / "t.tar", "ustar");
    EXPECT_THAT(members_of(folder / "t.tar", 2000), ElementsAre("./a.jpg=is larger ", "./b.jpg=b"));
}

TEST(TarReader, SaysWhatIsWrong) {
    const TemporaryFolder folder;
    write_text(folder / "empty", "");
    EXPECT_THAT(members_of(folder / "empty"), ElementsAre("error: is empty"));
    write_text(folder / "text", std::string(2000, 'x'));
    EXPECT_THAT(members_of(folder / "text"), ElementsAre("error: is no tar archive"));
    write_text(folder / "gz", "\x1F\x8B" + std::string(2000, 'x'));
    EXPECT_THAT(members_of(folder / "gz"), ElementsAre(HasSubstr("is compressed; pipe it through `gzip -dc`")));
    write_text(folder / "short", "\x1F\x8B");
    EXPECT_THAT(members_of(folder / "short"), ElementsAre(HasSubstr("gzip -dc")));
}

// However an archive is torn or damaged, what is given is a part of what is in it, or an error.
TEST(TarReader, SurvivesDamage) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "in");
    write_text(folder / "in/a.jpg", "first");
    write_text(folder / ("in/" + std::string(150, 'b') + ".jpg"), std::string(700, 'b'));
    pack(folder / "in", folder / "t.tar", "pax");
    const std::string whole = read_text(folder / "t.tar").substr(0, 512 * 9);
    for (std::size_t size = 0; size < whole.size(); size += 37) {
        write_text(folder / "torn", std::string_view(whole).substr(0, size));
        EXPECT_LE(members_of(folder / "torn").size(), 3U) << size;
    }
    std::mt19937 random(test::random_seed());
    SCOPED_TRACE(test::random_seed());
    for (int round = 0; round < 500; ++round) {
        std::string damaged = whole;
        for (int change = 0; change < 4; ++change) damaged[random() % damaged.size()] = static_cast<char>(random());
        write_text(folder / "damaged", damaged);
        EXPECT_LE(members_of(folder / "damaged").size(), 10U);
    }
}

TEST(TarReader, DoesNotAllocateWhatAHeaderPromises) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "in");
    write_text(folder / "in/a.jpg", "first");
    pack(folder / "in", folder / "t.tar", "ustar");
    std::string archive = read_text(folder / "t.tar");
    const std::size_t header = archive.find("./a.jpg");
    archive.replace(header + 124, 11, "77777777777");  // 8 GiB
    archive.replace(header + 148, 8, "        ");
    unsigned sum = 0;
    for (std::size_t at = header; at < header + 512; ++at) sum += static_cast<unsigned char>(archive[at]);
    char digits[8];
    std::snprintf(digits, sizeof(digits), "%06o", sum);
    archive.replace(header + 148, 7, std::string(digits, 6) + '\0');
    write_text(folder / "t.tar", archive);
    EXPECT_THAT(members_of(folder / "t.tar", std::int64_t{1} << 40),
                ElementsAre("error: ends in the middle of a file"));
}

}  // namespace
}  // namespace yolozu
