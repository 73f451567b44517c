// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's predictions JSON: what is written, and the check that any file passes YOLOZU's strict validators.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu {

/// A box as YOLOZU writes it: centre and size, each divided by the picture's width or height.
struct NormalizedBox {
    double cx = 0, cy = 0, w = 0, h = 0;

    bool operator==(const NormalizedBox&) const = default;
};

/// From corners in picture pixels (x1, y1, x2, y2): w = max(0, x2 - x1), cx = (x1 + w / 2) / width, and likewise for y.
NormalizedBox normalize_box(double x1, double y1, double x2, double y2, int width, int height);

struct PredictedObject {
    std::int32_t class_id = 0;
    double score = 0;
    NormalizedBox bbox;

    bool operator==(const PredictedObject&) const = default;
};

/// How the picture was prepared, in YOLOZU's words (contract: protocol checks compare these with ==).
struct PreprocessRecord {
    std::string method = "letterbox";      ///< "letterbox", "letterbox_top_left", "resize"
    std::string input_color = "RGB";       ///< "RGB", "BGR"
    std::string normalize = "0_1";         ///< "0_1", "0_255", "custom"
    std::string resize_interp = "linear";  ///< "linear", "linear_antialias"
    std::array<int, 3> letterbox_fill{114, 114, 114};
    int input_width = 0, input_height = 0;
    std::optional<std::array<double, 3>> mean, deviation;  ///< written only when they are not 0 and 1
};

/// One picture's predictions.
struct PredictionEntry {
    std::string image;  ///< key; bytes that are not UTF-8 are written as Python's surrogateescape does
    int original_width = 0, original_height = 0;
    PreprocessRecord preprocess;
    std::vector<PredictedObject> detections;
};

/// A number that is written exactly as the user typed it, so that YOLOZU's comparison with == holds.
class DecimalText {
public:
    /// Accepts what JSON accepts as a finite number, also ".5", "+1" and "1." (written as 0.5, 1 and 1.0).
    static Result<DecimalText> parse(std::string_view text);
    double value() const { return value_; }
    const std::string& json() const { return json_; }

private:
    std::string json_ = "0";
    double value_ = 0;
};

/// Everything `meta` says about a run; the keys YOLOZU demands but a runner has no use for (tta, ttt) are filled in.
struct RunRecord {
    std::string timestamp;     ///< UTC, "2026-11-23T00:00:00Z"
    std::string model_path;    ///< as given
    std::string model_sha256;  ///< 64 hexadecimal digits
    std::string exporter = "yolozu-infer";
    std::string exporter_version;
    std::string protocol_id;  ///< "yolo26", "nms_applied", "e2e_nms_free"; empty: none was asked for
    int input_width = 0, input_height = 0;
    DecimalText score_threshold, iou_threshold;
    int max_detections = 300;
    bool nms_applied = true;  ///< false for end-to-end heads
    bool class_agnostic_nms = false;
    std::string task, head;
    std::vector<std::string> class_names;
    std::string backend;  ///< "onnxruntime", ...; the one really used
    std::string backend_version;
    std::string provider;  ///< "CPUExecutionProvider", ...
    std::string device;    ///< "cpu", "cuda:0"
    int threads = 1;
    bool dry_run = false;
    std::string image_key_style;                                     ///< "path", "basename", "relative"
    std::vector<std::string> selected_inputs;                        ///< keys of all inputs asked for, in order
    std::vector<std::pair<std::string, std::string>> failed_inputs;  ///< key and error of those that could not be read
    std::vector<std::pair<std::string, std::string>> decision_evidence;  ///< finding and conclusion (model_info.hpp)
};

/// Top-level shape of the file: the wrapper with meta, a bare list of entries, or a map from image to detections.
enum class PredictionsShape { wrapped, list, map };
std::optional<PredictionsShape> predictions_shape_from_string(std::string_view name);

/// Writes a predictions file as a stream: memory does not grow with the number of entries (only a set of key digests is
/// kept, to refuse duplicates). The bytes go to a temporary file beside the target; finish() syncs it and renames it
/// over the target. Without a successful finish() the old target stays and the temporary file is removed.
class PredictionsWriter {
public:
    static Result<PredictionsWriter> create(const std::filesystem::path& target, PredictionsShape shape);
    ~PredictionsWriter();
    PredictionsWriter(PredictionsWriter&&) noexcept;
    PredictionsWriter& operator=(PredictionsWriter&&) noexcept;

    /// Writes one entry, its detections sanitised as YOLOZU's strict rules want: non-finite ones dropped, scores
    /// clamped to [0,1], boxes clipped to the picture, collapsed ones (w or h not > 0) dropped, sorted by
    /// (-score, class_id, cx, cy, w, h). Refuses an empty key and one that was written before (compared trimmed).
    Status append(const PredictionEntry& entry);

    /// Writes `meta` (wrapped shape only) and makes the file appear under its name.
    Status finish(const RunRecord& record);

private:
    struct State;
    explicit PredictionsWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// What a check found. `errors` empty means that the file passes.
struct ValidationReport {
    std::size_t entry_count = 0;
    std::size_t detection_count = 0;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
    bool ok() const { return errors.empty(); }
};

/// Applies the JSON schema and the rules of both generations of YOLOZU's validators (February and November 2026); with
/// `strict` those of their --strict modes. The result fails only when the file cannot be read at all; bad JSON and
/// broken rules are errors in the report, each naming the entry, the detection and the value.
Result<ValidationReport> validate_predictions_file(const std::filesystem::path& path, bool strict);

}  // namespace yolozu
