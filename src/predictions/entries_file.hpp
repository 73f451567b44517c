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

/// A file of entries, one for each picture, in one of the shapes: predictions, or a list of masks. Takes entries whose
/// text is made (EntryFormatter, mask_list.hpp). The bytes go to a temporary file beside the target. Errors name the
/// file.
class EntriesFile {
public:
    /// `kind` says in errors what the file is: "predictions file", "list of masks".
    static Result<std::unique_ptr<EntriesFile>> create(std::string_view kind, const std::filesystem::path& target,
                                                       PredictionsShape shape);
    EntriesFile(const EntriesFile&) = delete;
    EntriesFile& operator=(const EntriesFile&) = delete;

    /// Refuses a key that was there before. An empty entry is a picture without one, as those of a dry run are in a
    /// list of masks; it counts.
    Status append(std::string_view image, std::string_view entry);

    /// Writes `meta` (wrapped shape only) of a run whose pictures were prepared as `preprocess` says, and the end.
    Status end(const RunRecord& record, const std::optional<PreprocessRecord>& preprocess);

    /// Makes the file appear; as AtomicFile's functions.
    Status commit();
    Status place();
    Status withdraw();

private:
    EntriesFile(AtomicFile file, std::string kind, std::filesystem::path target, PredictionsShape shape);
    void begin();
    Status check_open() const;
    Status append_entry(std::string_view image, std::string_view entry);
    Status write_end(const RunRecord& record, const std::optional<PreprocessRecord>& preprocess);
    Status write_text();

    AtomicFile file_;
    std::string kind_;
    std::filesystem::path target_;
    PredictionsShape shape_;
    std::string text_;  // what is not in the file yet
    JsonWriter json_{text_};
    ImageKeySet keys_;
    bool closed_ = false;  // ended, or broken by a failed write
};

}  // namespace yolozu
