// SPDX-License-Identifier: Apache-2.0
//
// Files: read whole or mapped, and written so that they appear whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/placing.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Reads a regular file (or a pipe) of at most `limit` bytes. Errors do not repeat the path: the caller adds it as
/// context.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path, std::int64_t limit);

/// Reads the standard input to its end.
Result<std::vector<std::byte>> read_standard_input(std::int64_t limit);

/// A regular file mapped read-only; the pages live as long as this object.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::span<const std::byte> bytes() const { return {data_, size_}; }
    /// Gives the memory of the pages back until they are read again, for who has seen what was needed of them.
    void let_go_of_pages() const;

private:
    MappedFile() = default;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// A file under construction: a temporary beside the target, buffered, that commit() syncs and renames over the target.
/// Destroyed without commit(), it leaves no trace and the target as it was.
class AtomicFile {
public:
    static Result<AtomicFile> create(const std::filesystem::path& target);
    ~AtomicFile();
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;

    Status write(std::string_view bytes);
    Status commit();

    /// As commit(), but the file that had the name goes only with this object, and until then withdraw() puts it back:
    /// for several files that appear all or none.
    Status place();
    Status withdraw();

private:
    AtomicFile() = default;
    Status flush();
    Status sync();
    void discard();

    int descriptor_ = -1;
    std::filesystem::path target_, temporary_;
    std::optional<Placed> placed_;
    std::string buffer_;
};

/// Writes a whole file through AtomicFile.
Status write_file(const std::filesystem::path& target, std::string_view bytes);

/// A path (or any bytes from outside) made safe to print on one line: control characters and bytes that are not UTF-8
/// appear as \xNN.
std::string printable(std::string_view bytes);
inline std::string printable(const std::string& bytes) {
    return printable(std::string_view(bytes));
}
inline std::string printable(const std::filesystem::path& path) {
    return printable(path.native());
}

}  // namespace yolozu
