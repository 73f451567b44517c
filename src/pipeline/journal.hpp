// SPDX-License-Identifier: Apache-2.0
//
// What a run has done so far, on disk: from this its files are made in the end, and a run that was interrupted goes on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// What became of a picture.
struct PictureRecord {
    std::string key;
    std::string error;                      ///< why it could not be read; empty: it was, and the rest holds
    int input_width = 0, input_height = 0;  ///< of the network
    int detections = 0;
    std::string entry;  ///< its text in the predictions file; empty: that is not written
    std::string masks;  ///< its text in the list of masks; empty: none

    bool operator==(const PictureRecord&) const = default;
};

/// What must be the same for a run to go on where another stopped: names and values, for people to read.
using RunFacts = std::vector<std::pair<std::string, std::string>>;

/// A file of records that grows at its end. Each record has its length and a digest in front, so whatever a killed
/// process or a machine that lost its power left behind the last whole record is known and dropped. Only one process
/// at a time has a journal open.
class RunJournal {
public:
    /// Begins anew; what was there goes.
    static Result<RunJournal> begin(const std::filesystem::path& path, const RunFacts& facts);

    /// Goes on with the journal of an earlier process: `seen` is called with each of its records, and when it fails so
    /// does this. Records of a batch that is not whole are dropped: pictures that go through a model together may give
    /// other last bits than alone. `not_found` when there is none or it has not even begun. Fails when its facts are
    /// others, and names the first.
    using Visitor = std::function<Status(PictureRecord& record)>;
    static Result<RunJournal> resume(const std::filesystem::path& path, const RunFacts& facts, std::size_t batch,
                                     const Visitor& seen);

    /// The bytes are with the system when this returns: what kills the process does not take them.
    Status append(const PictureRecord& record);

    /// Calls visit() with every record, in order.
    Status visit(const Visitor& visit) const;

    /// So that a loss of power does not take them either.
    Status sync();

    /// The file goes; what is open of it stays readable.
    void remove();

private:
    RunJournal(Descriptor file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}
    Status drop_all_but_whole(std::size_t batch);

    Descriptor file_;
    std::filesystem::path path_;
    std::int64_t records_begin_ = 0, end_ = 0;  // bytes
};

}  // namespace yolozu
