// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's lists of mask files: those of instances (contract 6.1) and of semantic maps (6.3).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_writer.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// An object's mask.
struct InstanceRecord {
    std::int32_t class_id = 0;
    double score = 0;
    std::string mask;  ///< the file, relative to the list's folder
};

/// An entry of a wrapped list of instances: {"image", "instances": [{"class_id", "score", "mask"}]}; scores are finite.
std::string instances_entry(std::string_view image, std::span<const InstanceRecord> instances);

/// An entry of a list of semantic masks of that shape: {"id", "image", "mask"}; of a map, "id": "mask".
std::string semantic_entry(PredictionsShape shape, std::string_view id, std::string_view image, std::string_view mask);

/// A list whose entries' texts are made. The bytes go to a temporary file beside the target, which place() puts in the
/// target's place. Errors name the file.
class MaskListFile {
public:
    static Result<std::unique_ptr<MaskListFile>> create(const std::filesystem::path& target, PredictionsShape shape);
    MaskListFile(const MaskListFile&) = delete;
    MaskListFile& operator=(const MaskListFile&) = delete;

    /// An empty entry is a picture without one, as those of a dry run are.
    Status append(std::string_view image, std::string_view entry);

    /// Writes `meta` (wrapped shape only) of a run whose pictures were prepared as `preprocess` says, and the end.
    Status end(const RunRecord& record, const PreprocessRecord& preprocess);

    /// Makes the file appear; as AtomicFile's functions.
    Status place();
    Status withdraw();

private:
    MaskListFile(AtomicFile file, std::filesystem::path target, PredictionsShape shape);
    void begin();
    Status write_text();

    AtomicFile file_;
    std::filesystem::path target_;
    PredictionsShape shape_;
    std::string text_;  // what is not in the file yet
    JsonWriter json_{text_};
    ImageKeySet keys_;
};

}  // namespace yolozu
