// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// A file of an archive, or a link to one.
struct TarMember {
    std::string name;
    std::vector<std::byte> bytes;
    std::string problem;  ///< why there are no bytes; empty: there are
};

/// Reads a tar archive (ustar, with GNU's long names and pax's paths and sizes) front to back, without seeking, so that
/// it may be a pipe. What is neither a regular file nor a link is skipped, and so is what `wanted` does not want,
/// unread.
class TarReader {
public:
    using Wanted = bool (*)(const std::string& name);

    /// Of files of more than `limit` bytes nothing is kept.
    TarReader(Descriptor file, Wanted wanted, std::int64_t limit)
        : file_(std::move(file)), wanted_(wanted), limit_(limit) {}

    /// Nothing at the end. Fails when the archive is torn, or is none; says so where it is a compressed one.
    Result<std::optional<TarMember>> next();

private:
    static constexpr std::size_t block_size = 512;
    using Block = std::array<char, block_size>;

    /// What the headers before a member's own said of it.
    struct Extensions {
        std::optional<std::string> name;
        std::optional<std::int64_t> size;
    };

    Result<std::optional<Block>> next_header();
    Result<std::optional<TarMember>> member(const Block& header, Extensions& extensions);
    std::string problem_of(char type, std::int64_t size) const;
    Result<std::string> read_text(std::int64_t size);
    Status read_body(std::int64_t size, std::vector<std::byte>& bytes);
    Status skip(std::int64_t size);
    Result<std::size_t> read(char* bytes, std::size_t count);
    Status read_all(char* bytes, std::size_t count);

    Descriptor file_;
    Wanted wanted_;
    std::int64_t limit_;
    bool begun_ = false, ended_ = false;
};

}  // namespace yolozu
