// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/placing.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Where a folder is made: "NAME.partial" beside it.
std::filesystem::path unfinished_folder(const std::filesystem::path& target);

/// A folder of files under construction: unfinished_folder(target), which place() syncs and puts in the target's place.
/// Destroyed before that, it leaves no trace and the target as it was, unless it was told to stay.
class AtomicFolder {
public:
    /// Begins anew: an unfinished folder goes, with all that is in it. Fails when the target is something else than a
    /// folder.
    static Result<AtomicFolder> create(const std::filesystem::path& target);
    /// Goes on with the unfinished folder of an earlier process; `not_found` when there is none.
    static Result<AtomicFolder> resume(const std::filesystem::path& target);
    ~AtomicFolder();
    AtomicFolder(AtomicFolder&& other) noexcept;
    AtomicFolder& operator=(AtomicFolder&& other) noexcept;

    /// Writes a file, whose name holds no separator; one of that name is replaced. Several threads may write files of
    /// different names.
    Status write(std::string_view name, std::string_view bytes) const;

    /// Unless it is placed, the unfinished folder stays when this object goes, for resume().
    void stay() { stays_ = true; }

    /// Puts a regular file, no link, into it under such a name: as another name of the same file where the file system
    /// can, else as a copy.
    Status add(std::string_view name, const std::filesystem::path& source);

    /// Makes the folder appear under its name. The one that had the name goes with this object.
    Status place();
    /// Undoes place().
    Status withdraw();

private:
    AtomicFolder() = default;
    void discard();

    std::filesystem::path target_, temporary_;
    std::optional<Placed> placed_;
    bool stays_ = false;
};

}  // namespace yolozu
