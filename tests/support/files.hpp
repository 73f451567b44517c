// SPDX-License-Identifier: Apache-2.0
//
// Files that tests read and folders that they write to.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace yolozu::test {

/// The project's root folder.
std::filesystem::path source_dir();

/// A file or folder of the test data beside the project (../shared, or the folder that YOLOZU_SHARED names). Tests that
/// use it begin with YOLOZU_REQUIRE_SHARED, which skips them, saying so, where it is not.
std::filesystem::path shared(std::string_view relative);
bool shared_exists();

#define YOLOZU_REQUIRE_SHARED() \
    if (!::yolozu::test::shared_exists()) GTEST_SKIP() << "the shared test data (../shared) is not here"

/// An empty folder of its own, removed with everything in it when the object goes.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Whole files; a test fails (by exception) when they cannot be read or written.
std::string read_text(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, std::string_view bytes);

}  // namespace yolozu::test
