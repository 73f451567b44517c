// SPDX-License-Identifier: Apache-2.0
#include "support/files.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace yolozu::test {

std::filesystem::path source_dir() {
    return YOLOZU_SOURCE_DIR;
}

std::filesystem::path shared(std::string_view relative) {
    const char* const folder = std::getenv("YOLOZU_SHARED");
    const std::filesystem::path root = folder != nullptr ? std::filesystem::path(folder) : source_dir() / "../shared";
    return (root / relative).lexically_normal();
}

bool shared_exists() {
    return std::filesystem::is_directory(shared("models"));
}

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "yolozu-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_text(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace yolozu::test
