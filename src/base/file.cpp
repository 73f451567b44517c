// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "base/try.hpp"
#include "base/utf8.hpp"

namespace yolozu {
namespace {

constexpr std::size_t write_buffer_size = std::size_t{1} << 18;

Result<struct stat> open_status(const Descriptor& file) {
    struct stat status {};
    if (file.number() < 0) return system_error("cannot open", errno);
    if (::fstat(file.number(), &status) != 0) return system_error("cannot examine", errno);
    if (S_ISDIR(status.st_mode)) return Error(ErrorCode::io, "is a directory, expected a file");
    return status;
}

/// The system would see only what comes before a NUL, another file.
Status refuse_nul(const std::filesystem::path& path) {
    if (path.native().find('\0') == std::string::npos) return {};
    return Error(ErrorCode::invalid_argument, "the path has a NUL byte in it");
}

Error too_large(std::int64_t limit) {
    return {ErrorCode::limit_exceeded, "is larger than the limit of " + std::to_string(limit) + " bytes"};
}

Status read_to_end(int descriptor, std::int64_t limit, std::vector<std::byte>& bytes) {
    std::size_t used = 0;
    for (;;) {
        if (bytes.size() == used) bytes.resize(used + (std::size_t{1} << 16));
        const ssize_t count = ::read(descriptor, bytes.data() + used, bytes.size() - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error("cannot read", errno);
        if (count == 0) break;
        used += static_cast<std::size_t>(count);
        if (used > static_cast<std::size_t>(limit)) return too_large(limit);
    }
    bytes.resize(used);
    return {};
}

}  // namespace

Result<std::vector<std::byte>> read_file(const std::filesystem::path& path, std::int64_t limit) {
    YOLOZU_TRY(refuse_nul(path));
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    YOLOZU_ASSIGN(const struct stat status, open_status(file));
    if (status.st_size > limit) return too_large(limit);
    // One byte more than the size lets a regular file end without growing the buffer.
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size) + 1);
    YOLOZU_TRY(read_to_end(file.number(), limit, bytes));
    return bytes;
}

Result<std::vector<std::byte>> read_standard_input(std::int64_t limit) {
    std::vector<std::byte> bytes;
    YOLOZU_TRY(read_to_end(STDIN_FILENO, limit, bytes));
    return bytes;
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    YOLOZU_TRY(refuse_nul(path));
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    YOLOZU_ASSIGN(const struct stat status, open_status(file));
    if (!S_ISREG(status.st_mode)) return Error(ErrorCode::io, "is not a regular file");
    MappedFile mapped;
    if (status.st_size == 0) return mapped;
    mapped.size_ = static_cast<std::size_t>(status.st_size);
    void* const pages = ::mmap(nullptr, mapped.size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (pages == MAP_FAILED) {
        mapped.size_ = 0;
        return system_error("cannot map", errno);
    }
    mapped.data_ = static_cast<const std::byte*>(pages);
    return mapped;
}

void MappedFile::let_go_of_pages() const {
    // Declined or not, the bytes are the same.
    if (data_ != nullptr) static_cast<void>(::madvise(const_cast<std::byte*>(data_), size_, MADV_DONTNEED));
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& target) {
    if (target.filename().empty()) return Error(ErrorCode::invalid_argument, "the output path names no file");
    struct stat status {};
    if (::stat(target.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
        return Error(ErrorCode::io, "is a directory, expected a file name");
    AtomicFile file;
    file.target_ = target;
    file.temporary_ = temporary_beside(target);
    file.descriptor_ = ::open(file.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file.descriptor_ < 0) {
        const int number = errno;
        file.temporary_.clear();
        return system_error("cannot create a file in its folder", number);
    }
    file.buffer_.reserve(write_buffer_size);
    return file;
}

AtomicFile::~AtomicFile() {
    discard();
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      placed_(other.placed_),
      buffer_(std::move(other.buffer_)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(target_, other.target_);
    std::swap(temporary_, other.temporary_);
    std::swap(placed_, other.placed_);
    std::swap(buffer_, other.buffer_);
    return *this;
}

Status AtomicFile::write(std::string_view bytes) {
    buffer_.append(bytes);
    return buffer_.size() >= write_buffer_size ? flush() : Status{};
}

Status AtomicFile::flush() {
    YOLOZU_TRY(write_bytes(descriptor_, buffer_));
    buffer_.clear();
    return {};
}

Status AtomicFile::sync() {
    YOLOZU_TRY(flush());
    if (::fsync(descriptor_) != 0) return system_error("cannot sync", errno);
    const int closed = ::close(std::exchange(descriptor_, -1));
    if (closed != 0) return system_error("cannot close", errno);
    return {};
}

Status AtomicFile::commit() {
    YOLOZU_TRY(sync());
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return system_error("cannot rename into place", errno);
    temporary_.clear();
    sync_folder(target_.parent_path());
    return {};
}

Status AtomicFile::place() {
    YOLOZU_TRY(sync());
    YOLOZU_ASSIGN(placed_, put_in_place(temporary_, target_));
    std::error_code ignored;  // what cannot be examined is no directory
    if (*placed_ == Placed::in_exchange && std::filesystem::is_directory(temporary_, ignored)) {
        YOLOZU_TRY(withdraw());
        return Error(ErrorCode::io, "has become a directory, expected a file name");
    }
    return {};
}

Status AtomicFile::withdraw() {
    if (!placed_) return {};
    YOLOZU_TRY(take_back(*placed_, temporary_, target_));
    placed_.reset();
    return {};
}

/// What stands at the temporary name after place() is the file that was replaced.
void AtomicFile::discard() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
}

Status write_file(const std::filesystem::path& target, std::string_view bytes) {
    YOLOZU_ASSIGN(AtomicFile file, AtomicFile::create(target));
    YOLOZU_TRY(file.write(bytes));
    return file.commit();
}

std::string printable(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = utf8_sequence_length(bytes);
        const auto first = static_cast<unsigned char>(bytes.front());
        if (length == 0 || first < 0x20 || first == 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            text.append("\\x").append(1, digits[first >> 4]).append(1, digits[first & 15]);
            bytes.remove_prefix(1);
        } else {
            text.append(bytes.substr(0, length));
            bytes.remove_prefix(length);
        }
    }
    return text;
}

}  // namespace yolozu
