// SPDX-License-Identifier: Apache-2.0
#include "base/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// More files than this are cheaper to sync together with all that the file system has yet to write.
constexpr std::size_t most_synced_singly = 64;

Status sync_file(const fs::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number() < 0 || ::fsync(file.number()) != 0) return system_error("cannot sync", errno);
    return {};
}

Status sync_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code cause;
    fs::directory_iterator entries(folder, cause);
    for (; !cause && entries != fs::directory_iterator(); entries.increment(cause)) {
        files.push_back(entries->path());
        if (files.size() > most_synced_singly) break;
    }
    if (cause) return Error(ErrorCode::io, "cannot list it: " + cause.message());
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.number() < 0) return system_error("cannot open", errno);
    if (files.size() > most_synced_singly) {
        if (::syncfs(directory.number()) != 0) return system_error("cannot sync", errno);
        return {};
    }
    for (const fs::path& file : files) YOLOZU_TRY(in_file("file", file.filename(), sync_file(file)));
    (void)::fsync(directory.number());  // as sync_folder
    return {};
}

/// Of the thing itself, not of what a link leads to.
fs::file_type type_of(const fs::path& path) {
    std::error_code ignored;  // what cannot be examined has a type of its own
    return fs::symlink_status(path, ignored).type();
}

}  // namespace

fs::path unfinished_folder(const fs::path& target) {
    fs::path folder = target;
    folder += ".partial";
    return folder;
}

Result<AtomicFolder> AtomicFolder::create(const fs::path& target) {
    const fs::file_type type = type_of(target);
    if (type != fs::file_type::directory && type != fs::file_type::not_found)
        return Error(ErrorCode::io, "is not a folder, but a folder of results is to be written there");
    const fs::path temporary = unfinished_folder(target);
    std::error_code cause;
    fs::remove_all(temporary, cause);
    if (cause) return Error(ErrorCode::io, "cannot remove the unfinished folder beside it: " + cause.message());
    if (::mkdir(temporary.c_str(), 0777) != 0) return system_error("cannot create a folder beside it", errno);
    AtomicFolder folder;
    folder.target_ = target;
    folder.temporary_ = temporary;
    return folder;
}

Result<AtomicFolder> AtomicFolder::resume(const fs::path& target) {
    const fs::path temporary = unfinished_folder(target);
    if (type_of(temporary) != fs::file_type::directory)
        return Error(ErrorCode::not_found, "there is no unfinished folder beside it");
    AtomicFolder folder;
    folder.target_ = target;
    folder.temporary_ = temporary;
    return folder;
}

AtomicFolder::~AtomicFolder() {
    discard();
}

AtomicFolder::AtomicFolder(AtomicFolder&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      placed_(other.placed_),
      stays_(other.stays_) {}

AtomicFolder& AtomicFolder::operator=(AtomicFolder&& other) noexcept {
    std::swap(target_, other.target_);
    std::swap(temporary_, other.temporary_);
    std::swap(placed_, other.placed_);
    std::swap(stays_, other.stays_);
    return *this;
}

Status AtomicFolder::write(std::string_view name, std::string_view bytes) const {
    const Descriptor file(
        ::open((temporary_ / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (file.number() < 0) return in_file("file", fs::path(name), Status(system_error("cannot create it", errno)));
    return in_file("file", fs::path(name), write_bytes(file.number(), bytes));
}

Status AtomicFolder::add(std::string_view name, const fs::path& source) {
    struct stat status {};
    if (::lstat(source.c_str(), &status) != 0)
        return in_file("file", source, Status(system_error("cannot examine it", errno)));
    if (!S_ISREG(status.st_mode)) return in_file("file", source, Status(Error(ErrorCode::io, "is no regular file")));
    if (::link(source.c_str(), (temporary_ / name).c_str()) == 0) return {};
    if (errno == EEXIST) return in_file("file", fs::path(name), Status(system_error("cannot create it", errno)));
    YOLOZU_ASSIGN(const MappedFile file, in_file("file", source, MappedFile::open(source)));
    return write(name, {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
}

Status AtomicFolder::place() {
    YOLOZU_TRY(sync_files(temporary_));
    YOLOZU_ASSIGN(placed_, put_in_place(temporary_, target_));
    return {};
}

Status AtomicFolder::withdraw() {
    if (!placed_) return {};
    YOLOZU_TRY(take_back(*placed_, temporary_, target_));
    placed_.reset();
    return {};
}

/// What stands at the temporary name is the new folder before place() and the replaced one after it.
void AtomicFolder::discard() {
    if (temporary_.empty() || (stays_ && !placed_)) return;
    std::error_code ignored;  // nobody is left to be told
    fs::remove_all(temporary_, ignored);
}

}  // namespace yolozu
