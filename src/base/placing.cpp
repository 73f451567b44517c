// SPDX-License-Identifier: Apache-2.0
#include "base/placing.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>

#include "base/descriptor.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// Not every C library has the function.
bool exchange(const fs::path& a, const fs::path& b) {
    return ::syscall(SYS_renameat2, AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
}

Status move_name(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return system_error("cannot rename into place", errno);
    return {};
}

/// For file systems that cannot exchange names.
Status swap_by_renames(const fs::path& fresh, const fs::path& target) {
    const fs::path aside = temporary_beside(target);
    YOLOZU_TRY(move_name(target, aside));
    if (Status placed = move_name(fresh, target); !placed) {
        (void)move_name(aside, target);  // the first failure is the one to tell
        return placed;
    }
    Status freed = move_name(aside, fresh);
    if (!freed && move_name(target, fresh)) (void)move_name(aside, target);
    return freed;
}

}  // namespace

fs::path temporary_beside(const fs::path& target) {
    static std::atomic<unsigned> counter{0};
    fs::path name = target.parent_path();
    name /= "." + target.filename().native() + "." + std::to_string(::getpid()) + "." +
            std::to_string(counter.fetch_add(1)) + ".tmp";
    return name;
}

void sync_folder(const fs::path& folder) {
    const Descriptor directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.number() >= 0) (void)::fsync(directory.number());
}

Status write_bytes(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error("cannot write", errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<Placed> put_in_place(const fs::path& fresh, const fs::path& target) {
    struct stat status {};
    const bool there = ::lstat(target.c_str(), &status) == 0;
    Status done =
        there ? exchange(fresh, target) ? Status{} : swap_by_renames(fresh, target) : move_name(fresh, target);
    if (!done) return std::move(done).error();
    sync_folder(target.parent_path());
    return there ? Placed::in_exchange : Placed::where_nothing_was;
}

Status take_back(Placed placed, const fs::path& fresh, const fs::path& target) {
    Status done = placed == Placed::where_nothing_was ? move_name(target, fresh)
                  : exchange(fresh, target)           ? Status{}
                                                      : swap_by_renames(fresh, target);
    if (done) sync_folder(target.parent_path());
    return done;
}

}  // namespace yolozu
