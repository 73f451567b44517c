// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <span>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/placing.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

/// In front of every record: its kind, its length in bytes and the beginning of its SHA-256, as text of a fixed size.
constexpr std::size_t length_digits = 14, digest_digits = 16;
constexpr std::size_t header_size = 1 + 1 + length_digits + 1 + digest_digits + 1;
constexpr char facts_kind = 'F', picture_kind = 'P';

Result<std::string> digest_of(std::string_view payload) {
    YOLOZU_ASSIGN(std::string digest, sha256_hex(std::as_bytes(std::span(payload))));
    digest.resize(digest_digits);
    return digest;
}

Result<std::string> frame(char kind, std::string_view payload) {
    YOLOZU_ASSIGN(const std::string digest, digest_of(payload));
    return fmt::format("{} {:0{}} {}\n{}\n", kind, payload.size(), length_digits, digest, payload);
}

/// "5:hello"; whatever bytes a field has, its end is known.
void add_field(std::string& payload, std::string_view field) {
    payload += fmt::format("{}:", field.size());
    payload += field;
}

/// Takes the first field off; nothing where there is none.
std::optional<std::string_view> take_field(std::string_view& payload) {
    const std::size_t colon = payload.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto size = parse_number<std::size_t>(payload.substr(0, colon));
    if (!size || *size > payload.size() - colon - 1) return std::nullopt;
    const std::string_view field = payload.substr(colon + 1, *size);
    payload.remove_prefix(colon + 1 + *size);
    return field;
}

std::string payload_of(const RunFacts& facts) {
    std::string payload;
    for (const auto& [name, value] : facts) {
        add_field(payload, name);
        add_field(payload, value);
    }
    return payload;
}

std::string payload_of(const PictureRecord& record) {
    std::string payload;
    payload.reserve(record.key.size() + record.error.size() + record.entry.size() + record.masks.size() + 64);
    for (const std::string_view field : {std::string_view(record.key), std::string_view(record.error),
                                         std::string_view(record.entry), std::string_view(record.masks)})
        add_field(payload, field);
    for (const int number : {record.input_width, record.input_height, record.detections})
        add_field(payload, fmt::format("{}", number));
    return payload;
}

/// Nothing where the text is none that payload_of gives.
std::optional<PictureRecord> picture_record(std::string_view payload) {
    PictureRecord record;
    for (std::string* const text : {&record.key, &record.error, &record.entry, &record.masks}) {
        const std::optional<std::string_view> field = take_field(payload);
        if (!field) return std::nullopt;
        *text = *field;
    }
    for (int* const number : {&record.input_width, &record.input_height, &record.detections}) {
        const std::optional<std::string_view> field = take_field(payload);
        const std::optional<int> value = field ? parse_number<int>(*field) : std::nullopt;
        if (!value) return std::nullopt;
        *number = *value;
    }
    return payload.empty() ? std::optional(std::move(record)) : std::nullopt;
}

bool read_at(int descriptor, std::int64_t offset, std::span<char> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::pread(descriptor, bytes.data(), bytes.size(), offset);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += count;
    }
    return true;
}

struct Frame {
    char kind = 0;
    std::string payload;
    std::int64_t end = 0;  // where the next one begins
};

/// The frame that begins at `offset`; nothing where the file has no whole and sound one there.
Result<std::optional<Frame>> frame_at(int descriptor, std::int64_t offset, std::int64_t file_size) {
    std::string header(header_size, '\0');
    if (!read_at(descriptor, offset, header)) return std::optional<Frame>();
    const std::string_view text = header;
    const auto length = parse_number<std::int64_t>(text.substr(2, length_digits));
    const std::int64_t begin = offset + static_cast<std::int64_t>(header_size);
    if (!length || *length < 0 || *length >= file_size - begin) return std::optional<Frame>();
    Frame found{text.front(), std::string(static_cast<std::size_t>(*length), '\0'), begin + *length + 1};
    if (!read_at(descriptor, begin, found.payload)) return std::optional<Frame>();
    YOLOZU_ASSIGN(const std::string digest, digest_of(found.payload));
    if (text.substr(2 + length_digits + 1, digest_digits) != digest) return std::optional<Frame>();
    return std::optional(std::move(found));
}

struct FoundRecord {
    PictureRecord record;
    std::int64_t end = 0;  // where the next one begins
};

/// The record that begins at `offset`; nothing where there is no whole and sound one.
Result<std::optional<FoundRecord>> record_at(int descriptor, std::int64_t offset, std::int64_t file_size) {
    YOLOZU_ASSIGN(const std::optional<Frame> found, frame_at(descriptor, offset, file_size));
    if (!found || found->kind != picture_kind) return std::optional<FoundRecord>();
    std::optional<PictureRecord> record = picture_record(found->payload);
    if (!record) return std::optional<FoundRecord>();
    return std::optional(FoundRecord{std::move(*record), found->end});
}

Result<std::int64_t> size_of(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return system_error("cannot examine", errno);
    return static_cast<std::int64_t>(status.st_size);
}

/// Two processes that made one file would make a third that neither wants.
Status lock(int descriptor) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return {};
    if (errno != EWOULDBLOCK) return {};  // a file system without locks
    return Error(ErrorCode::unavailable, "another run is writing the same output; wait for it or choose another");
}

Result<Descriptor> open_locked(const std::filesystem::path& path, int flags) {
    Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0666));
    if (file.number() < 0) return system_error("cannot open", errno);
    YOLOZU_TRY(lock(file.number()));
    return file;
}

Error other_facts(const RunFacts& facts, std::string_view payload) {
    for (const auto& [name, value] : facts) {
        const std::optional<std::string_view> old_name = take_field(payload), old_value = take_field(payload);
        if (!old_name || *old_name != name || !old_value) break;
        if (*old_value == value) continue;
        return {ErrorCode::invalid_argument,
                fmt::format("the interrupted run had another {}: '{}', now '{}'; give it as it was, or begin anew "
                            "without --resume",
                            name, printable(*old_value), printable(value))};
    }
    return {ErrorCode::invalid_argument, "the interrupted run was another program's; begin anew without --resume"};
}

}  // namespace

Result<RunJournal> RunJournal::begin(const std::filesystem::path& path, const RunFacts& facts) {
    YOLOZU_ASSIGN(Descriptor file, open_locked(path, O_CREAT));
    if (::ftruncate(file.number(), 0) != 0) return system_error("cannot empty", errno);
    YOLOZU_ASSIGN(const std::string first, frame(facts_kind, payload_of(facts)));
    RunJournal journal(std::move(file), path);
    YOLOZU_TRY(write_bytes(journal.file_.number(), first));
    journal.records_begin_ = journal.end_ = static_cast<std::int64_t>(first.size());
    return journal;
}

Result<RunJournal> RunJournal::resume(const std::filesystem::path& path, const RunFacts& facts, std::size_t batch,
                                      const Visitor& seen) {
    YOLOZU_ASSIGN(Descriptor file, open_locked(path, 0));
    YOLOZU_ASSIGN(const std::int64_t size, size_of(file.number()));
    YOLOZU_ASSIGN(const std::optional<Frame> first, frame_at(file.number(), 0, size));
    if (!first || first->kind != facts_kind) return Error(ErrorCode::not_found, "it has not begun");
    if (first->payload != payload_of(facts)) return other_facts(facts, first->payload);
    RunJournal journal(std::move(file), path);
    journal.records_begin_ = first->end;
    journal.end_ = size;
    YOLOZU_TRY(journal.drop_all_but_whole(batch));
    YOLOZU_TRY(journal.visit(seen));
    return journal;
}

/// What is no sound record goes, too.
Status RunJournal::drop_all_but_whole(std::size_t batch) {
    std::size_t count = 0;
    std::int64_t offset = records_begin_, batches_end = records_begin_;
    while (offset < end_) {
        YOLOZU_ASSIGN(const std::optional<FoundRecord> found, record_at(file_.number(), offset, end_));
        if (!found) break;
        offset = found->end;
        if (++count % batch == 0) batches_end = offset;
    }
    end_ = batches_end;
    if (::ftruncate(file_.number(), end_) != 0) return system_error("cannot cut", errno);
    if (::lseek(file_.number(), end_, SEEK_SET) < 0) return system_error("cannot move in", errno);
    return {};
}

Status RunJournal::append(const PictureRecord& record) {
    YOLOZU_ASSIGN(const std::string framed, frame(picture_kind, payload_of(record)));
    YOLOZU_TRY(write_bytes(file_.number(), framed));
    end_ += static_cast<std::int64_t>(framed.size());
    return {};
}

Status RunJournal::visit(const Visitor& visit) const {
    for (std::int64_t offset = records_begin_; offset < end_;) {
        YOLOZU_ASSIGN(std::optional<FoundRecord> found, record_at(file_.number(), offset, end_));
        if (!found) return Error(ErrorCode::malformed, "was changed by somebody else while the run went on");
        YOLOZU_TRY(visit(found->record));
        offset = found->end;
    }
    return {};
}

Status RunJournal::sync() {
    if (::fsync(file_.number()) != 0) return system_error("cannot sync", errno);
    return {};
}

void RunJournal::remove() {
    if (!path_.empty()) ::unlink(path_.c_str());
    path_.clear();
}

}  // namespace yolozu
