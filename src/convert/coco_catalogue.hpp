// SPDX-License-Identifier: Apache-2.0
//
// What COCO calls pictures and classes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eval/ground_truth.hpp"
#include "yolozu/result.hpp"

namespace yolozu::convert {

/// The pictures and categories of a file of COCO's instances; its annotations are passed over without being read.
struct CocoCatalogue {
    std::vector<eval::TrueImage> images;     ///< in the file's order; no boxes
    std::vector<std::int64_t> image_ids;     ///< of these, all different
    std::vector<std::int64_t> category_ids;  ///< ascending: a class is a place in this list

    static Result<CocoCatalogue> read(const std::filesystem::path& path);
    /// The place of the picture with an id.
    std::optional<std::size_t> find(std::int64_t image_id) const;

private:
    std::vector<std::pair<std::int64_t, std::size_t>> places_;  ///< by id
};

/// How class ids become COCO's category ids and back: by a catalogue, by COCO's own table of the 80 classes that
/// detectors are trained on, or not at all.
struct CategoryRule {
    std::vector<std::int64_t> ids;  ///< by class, ascending; empty: they are the same

    static CategoryRule coco_80();
    Result<std::int64_t> category_of(std::int32_t class_id) const;
    Result<std::int32_t> class_of(std::int64_t category_id) const;
};

}  // namespace yolozu::convert
