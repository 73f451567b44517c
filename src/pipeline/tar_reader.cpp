// SPDX-License-Identifier: Apache-2.0
#include "pipeline/tar_reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

// Fields of a header (POSIX.1-1988 ustar): where they begin and how long they are.
struct Field {
    std::size_t begin, size;
};
constexpr Field name_field{0, 100}, size_field{124, 12}, sum_field{148, 8}, type_field{156, 1}, magic_field{257, 5},
    prefix_field{345, 155};

/// Names and pax headers are short; an archive that says otherwise is up to something.
constexpr std::int64_t longest_extension = 1 << 20;
/// So much is read at a time: what a header promises is allocated only as it comes.
constexpr std::size_t piece_size = std::size_t{1} << 20;

std::string_view text_of(const std::array<char, 512>& header, Field field) {
    return std::string_view(header.data(), header.size()).substr(field.begin, field.size);
}

/// Without what follows the first NUL.
std::string_view string_of(const std::array<char, 512>& header, Field field) {
    const std::string_view text = text_of(header, field);
    return text.substr(0, std::min(text.find('\0'), text.size()));
}

/// Octal digits among spaces and NULs, or GNU's big-endian bytes behind one with the highest bit set.
std::optional<std::int64_t> number_of(const std::array<char, 512>& header, Field field) {
    std::string_view text = text_of(header, field);
    std::int64_t number = 0;
    if ((static_cast<unsigned char>(text.front()) & 0x80) != 0) {
        for (std::size_t at = 1; at < text.size(); ++at) {
            if (number >> 54 != 0) return std::nullopt;
            number = number << 8 | static_cast<unsigned char>(text[at]);
        }
        return number;
    }
    const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
    while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
    for (const char digit : text) {
        if (digit < '0' || digit > '7') return std::nullopt;
        number = number << 3 | (digit - '0');
    }
    return number;
}

/// The sum of all bytes, those of the sum's own field taken for spaces; some old programs added signed bytes.
bool has_right_sum(const std::array<char, 512>& header) {
    std::int64_t as_unsigned = 0, as_signed = 0;
    for (std::size_t at = 0; at < header.size(); ++at) {
        const bool in_field = at >= sum_field.begin && at < sum_field.begin + sum_field.size;
        const char byte = in_field ? ' ' : header[at];
        as_unsigned += static_cast<unsigned char>(byte);
        as_signed += static_cast<signed char>(byte);
    }
    const std::optional<std::int64_t> sum = number_of(header, sum_field);
    return sum && (*sum == as_unsigned || *sum == as_signed);
}

std::string_view compression_of(std::string_view bytes) {
    if (bytes.starts_with("\x1F\x8B")) return "gzip -dc";
    if (bytes.starts_with("\x28\xB5\x2F\xFD")) return "zstd -dc";
    if (bytes.starts_with("\xFD"
                          "7zXZ"))
        return "xz -dc";
    return bytes.starts_with("BZh") ? "bzip2 -dc" : "";
}

Error no_archive(const std::array<char, 512>& header, bool begun) {
    if (begun) return {ErrorCode::malformed, "is damaged: a header has a wrong checksum"};
    const std::string_view command = compression_of(std::string_view(header.data(), header.size()));
    if (command.empty()) return {ErrorCode::malformed, "is no tar archive"};
    return {ErrorCode::unsupported,
            fmt::format("is compressed; pipe it through `{}` and read it with --tar -", command)};
}

bool is_link(char type) {
    return type == '1' || type == '2';
}

bool is_file_or_link(char type) {
    return type == '0' || type == '\0' || type == '7' || is_link(type);
}

std::string name_of(const std::array<char, 512>& header) {
    const std::string_view name = string_of(header, name_field);
    // GNU's older headers have other things where ustar has the prefix.
    const bool is_ustar = text_of(header, magic_field) == "ustar" && header[magic_field.begin + 5] == '\0';
    const std::string_view prefix = is_ustar ? string_of(header, prefix_field) : std::string_view();
    return prefix.empty() ? std::string(name) : fmt::format("{}/{}", prefix, name);
}

/// Records "LENGTH KEY=VALUE\n" of a pax header; what is no such record ends them.
template <class Take>
void for_each_pax_record(std::string_view text, const Take& take) {
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        if (space == std::string_view::npos) return;
        const auto length = parse_number<std::size_t>(text.substr(0, space));
        if (!length || *length > text.size() || *length < space + 2) return;
        std::string_view record = text.substr(space + 1, *length - space - 1);
        if (record.ends_with('\n')) record.remove_suffix(1);
        if (const std::size_t equals = record.find('='); equals != std::string_view::npos)
            take(record.substr(0, equals), record.substr(equals + 1));
        text.remove_prefix(*length);
    }
}

}  // namespace

/// As many bytes as there are, up to `count`.
Result<std::size_t> TarReader::read(char* bytes, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::read(file_.number(), bytes + done, count - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("cannot read", errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Status TarReader::read_all(char* bytes, std::size_t count) {
    YOLOZU_ASSIGN(const std::size_t got, read(bytes, count));
    if (got == count) return {};
    return Error(ErrorCode::malformed, "ends in the middle of a file");
}

/// Nothing at the end: a block of zeros (a second one follows), or no block at all.
Result<std::optional<TarReader::Block>> TarReader::next_header() {
    Block header{};
    YOLOZU_ASSIGN(const std::size_t got, read(header.data(), header.size()));
    if (got == 0 && begun_) return std::optional<Block>();
    if (got < header.size())
        return got == 0 ? Error(ErrorCode::malformed, "is empty")
               : begun_ ? Error(ErrorCode::malformed, "ends in the middle of a header")
                        : no_archive(header, false);
    if (std::ranges::all_of(header, [](char byte) { return byte == '\0'; })) return std::optional<Block>();
    if (!has_right_sum(header)) return no_archive(header, begun_);
    begun_ = true;
    return std::optional(header);
}

Status TarReader::skip(std::int64_t size) {
    std::vector<char> piece(static_cast<std::size_t>(std::min<std::int64_t>(size, piece_size)));
    while (size > 0) {
        const std::size_t count = std::min(piece.size(), static_cast<std::size_t>(size));
        YOLOZU_TRY(read_all(piece.data(), count));
        size -= static_cast<std::int64_t>(count);
    }
    return {};
}

Status TarReader::read_body(std::int64_t size, std::vector<std::byte>& bytes) {
    const auto whole = static_cast<std::size_t>(size);
    while (bytes.size() < whole) {
        const std::size_t begin = bytes.size(), count = std::min(piece_size, whole - begin);
        bytes.resize(begin + count);
        YOLOZU_TRY(read_all(reinterpret_cast<char*>(bytes.data() + begin), count));
    }
    return {};
}

Result<std::string> TarReader::read_text(std::int64_t size) {
    if (size > longest_extension)
        return Error(ErrorCode::limit_exceeded, fmt::format("has a header of {} bytes", size));
    std::string text(static_cast<std::size_t>(size), '\0');
    YOLOZU_TRY(read_all(text.data(), text.size()));
    return text;
}

/// What one header announces: a member that is wanted, or nothing after an extension was noted or a member skipped.
Result<std::optional<TarMember>> TarReader::member(const Block& header, Extensions& extensions) {
    const char type = header[type_field.begin];
    const bool is_extension = type == 'L' || type == 'x';
    const std::optional<std::int64_t> stated = number_of(header, size_field);
    const std::optional<std::int64_t> size = is_extension || !extensions.size ? stated : extensions.size;
    constexpr std::int64_t largest = std::int64_t{1} << 60;
    if (!size || *size < 0 || *size > largest) return Error(ErrorCode::malformed, "has a file of no sensible size");
    constexpr auto block = static_cast<std::int64_t>(block_size);
    const std::int64_t filler = (block - *size % block) % block;
    if (is_extension) {
        YOLOZU_ASSIGN(const std::string text, read_text(*size));
        if (type == 'L') extensions.name = text.substr(0, std::min(text.find('\0'), text.size()));
        if (type == 'x')
            for_each_pax_record(text, [&](std::string_view key, std::string_view value) {
                if (key == "path") extensions.name = value;
                if (key == "size") extensions.size = parse_number<std::int64_t>(value);
            });
        YOLOZU_TRY(skip(filler));
        return std::optional<TarMember>();
    }
    TarMember found{extensions.name.value_or(name_of(header)), {}, problem_of(type, *size)};
    extensions = {};
    if (!is_file_or_link(type) || !wanted_(found.name)) {
        YOLOZU_TRY(skip(*size + filler));
        return std::optional<TarMember>();
    }
    if (!found.problem.empty()) {
        YOLOZU_TRY(skip(*size + filler));
        return std::optional(std::move(found));
    }
    YOLOZU_TRY(read_body(*size, found.bytes));
    YOLOZU_TRY(skip(filler));
    return std::optional(std::move(found));
}

std::string TarReader::problem_of(char type, std::int64_t size) const {
    if (is_link(type))
        return "is a link to another file, to which a stream cannot go back; make the archive with tar's "
               "--hard-dereference and --dereference";
    return size > limit_ ? fmt::format("is larger than the limit of {} bytes", limit_) : std::string();
}

Result<std::optional<TarMember>> TarReader::next() {
    Extensions extensions;
    while (!ended_) {
        YOLOZU_ASSIGN(const std::optional<Block> header, next_header());
        if (!header) {
            ended_ = true;
            // Whoever writes into the pipe is not to be told that nobody reads.
            std::array<char, 4096> rest{};
            for (std::size_t got = 1; got > 0;) {
                YOLOZU_ASSIGN(got, read(rest.data(), rest.size()));
            }
            break;
        }
        YOLOZU_ASSIGN(std::optional<TarMember> found, member(*header, extensions));
        if (found) return found;
    }
    return std::optional<TarMember>();
}

}  // namespace yolozu
