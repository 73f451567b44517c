// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_writer.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// The file under PredictionsWriter: takes entries whose text is made (EntryFormatter). Errors name the file.
class PredictionsFile {
public:
    static Result<std::unique_ptr<PredictionsFile>> create(const std::filesystem::path& target, PredictionsShape shape);
    PredictionsFile(const PredictionsFile&) = delete;
    PredictionsFile& operator=(const PredictionsFile&) = delete;

    /// `preprocess` is the entry's. Refuses a key that was there before.
    Status append(std::string_view image, std::string_view entry, const PreprocessRecord& preprocess);

    Status finish(const RunRecord& record);

private:
    PredictionsFile(AtomicFile file, std::filesystem::path target, PredictionsShape shape);
    void begin();
    Status check_open() const;
    Status append_entry(std::string_view image, std::string_view entry, const PreprocessRecord& preprocess);
    Status end(const RunRecord& record);
    Status write_text();

    AtomicFile file_;
    std::filesystem::path target_;
    PredictionsShape shape_;
    std::string text_;  // what is not in the file yet
    JsonWriter json_{text_};
    ImageKeySet keys_;
    std::optional<PreprocessRecord> first_preprocess_;
    bool closed_ = false;  // finished, or broken by a failed write
};

}  // namespace yolozu
