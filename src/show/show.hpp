// SPDX-License-Identifier: Apache-2.0
//
// A predictions file and a dataset's truth as pictures to look at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "show/objects.hpp"
#include "yolozu/image.hpp"
#include "yolozu/result.hpp"

namespace yolozu::show {

struct ShowRequest {
    std::filesystem::path predictions;          ///< in any shape
    std::vector<std::filesystem::path> images;  ///< picture files; empty: the keys are their paths
    std::filesystem::path labels;               ///< folder of YOLO's labels; empty: none
    std::filesystem::path coco;                 ///< ground truth as COCO's JSON; empty: none
    double least_score = 0.25;
    std::vector<std::int32_t> classes;     ///< sorted; empty: all
    std::vector<std::string> class_names;  ///< by class id; empty: those of `coco`
    std::size_t max_images = 200;
};

/// A picture with what is on it, the best last.
struct ShownPicture {
    std::string key;  ///< in bytes
    std::filesystem::path path;
    Image image;
    std::vector<ShownObject> objects;  ///< the truth first
};

struct ShowSummary {
    std::size_t images = 0;   ///< that were shown
    std::size_t failed = 0;   ///< that could not be read, or are not there
    std::size_t entries = 0;  ///< in the file
};

/// Who is given the pictures, one after the other.
class Viewer {
public:
    virtual ~Viewer() = default;
    virtual Status show(ShownPicture& picture) = 0;
    virtual void failed(const Error& error) = 0;
    virtual Status finish(const ShowSummary& summary) = 0;
};

/// The names that the run's `meta` has; none where there is none.
Result<std::vector<std::string>> class_names_of(const std::filesystem::path& predictions);

/// Shows the first `max_images` entries. A picture that cannot be read is a failure of its own; fails when none can.
Result<ShowSummary> show(const ShowRequest& request, Viewer& viewer);

}  // namespace yolozu::show
