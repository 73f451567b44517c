// SPDX-License-Identifier: Apache-2.0
//
// A predictions file as the parity check reads it: as it stands, nothing clamped, sorted or dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "parity/box.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct ParityDetection {
    std::int64_t class_id = 0;
    double score = 0;
    nlohmann::json box;  ///< as the file has it
};

struct ParityEntry {
    std::string image;                ///< the key, trimmed
    std::optional<PictureSize> size;  ///< orig_w and orig_h, where the entry has them
    std::vector<ParityDetection> detections;
};

/// The entries of one file, found by image. A key is also found by its form with slashes for backslashes and by its
/// file name alone, where no other entry has that name; of two entries with one key the last counts.
class PredictionIndex {
public:
    /// Reads a list of entries, the wrapper around it or a map from image to detections. Detections without class_id,
    /// score or bbox are left out, as YOLOZU does, and counted; those whose class_id or score is no number are errors.
    static Result<PredictionIndex> read(const std::filesystem::path& path);

    /// The keys in the order of the file, each once.
    const std::vector<std::string>& images() const { return images_; }
    /// The entry of an image; null when there is none.
    const ParityEntry* find(const std::string& image) const;
    /// How many detections were left out.
    std::size_t left_out() const { return left_out_; }

private:
    struct Place {
        std::size_t position = 0;
        bool is_key = false;  ///< an entry has the whole key, not only another form of it
    };

    Status add_document(nlohmann::json document);
    Status add_entry(nlohmann::json& entry, std::size_t position);
    Status add(ParityEntry entry, nlohmann::json& detections);
    void add_key(const std::string& key, std::size_t position);

    std::vector<ParityEntry> entries_;
    std::vector<std::string> images_;
    std::map<std::string, Place> places_;
    std::size_t left_out_ = 0;
};

}  // namespace yolozu
