// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's predictions JSON: what is written, and the check that any file passes YOLOZU's strict validators. Also the
// checks of its files of instance and semantic masks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yolozu/result.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// A box as YOLOZU writes it: centre and size, each divided by the picture's width or height.
struct NormalizedBox {
    double cx = 0, cy = 0, w = 0, h = 0;

    bool operator==(const NormalizedBox&) const = default;
};

/// From corners in picture pixels (x1, y1, x2, y2): w = max(0, x2 - x1), cx = (x1 + w / 2) / width, and likewise for y.
NormalizedBox normalize_box(double x1, double y1, double x2, double y2, int width, int height);

/// A point of an object, divided by the picture's width and height.
struct PredictedKeypoint {
    double x = 0, y = 0;
    int visibility = 2;           ///< COCO's: 2 seen, 1 hidden, 0 not known where (x and y are 0 then)
    std::optional<double> score;  ///< the model's confidence, where it gives one

    bool operator==(const PredictedKeypoint&) const = default;
};

/// A box turned about its centre, in picture pixels.
struct PredictedOrientedBox {
    double cx = 0, cy = 0, w = 0, h = 0;
    double angle = 0;                                ///< radians, clockwise on the picture
    std::array<std::array<double, 2>, 4> corners{};  ///< x, y divided by the picture's width and height

    bool operator==(const PredictedOrientedBox&) const = default;
};

/// Where an object stands in space, in the words of YOLOZU's model.
struct PredictedPose {
    double log_z = 0;  ///< logarithm of the depth
    std::array<double, 6> rot6d{};
    std::array<double, 2> offsets{};  ///< in network pixels
    std::array<double, 4> k_delta{};
    std::optional<double> log_sigma_z, log_sigma_rot;  ///< sigma_z and sigma_rot, their exponentials, follow from them

    bool operator==(const PredictedPose&) const = default;
};

/// An object's outline in COCO's words, on a picture of the given size.
struct PredictedSegmentation {
    int width = 0, height = 0;
    std::string counts;                         ///< compressed run lengths; empty: polygons
    std::vector<std::vector<double>> polygons;  ///< x1, y1, x2, y2, ... in picture pixels

    bool operator==(const PredictedSegmentation&) const = default;
};

struct PredictedObject {
    std::int32_t class_id = 0;
    double score = 0;
    NormalizedBox bbox;
    std::vector<PredictedKeypoint> keypoints{};
    std::optional<PredictedPose> pose{};
    std::optional<PredictedOrientedBox> oriented{};
    std::optional<PredictedSegmentation> segmentation{};

    bool operator==(const PredictedObject&) const = default;
};

/// A class of a whole picture and its score.
struct PredictedClass {
    std::int32_t class_id = 0;
    std::string name;  ///< empty: the model does not say
    double score = 0;

    bool operator==(const PredictedClass&) const = default;
};

/// A pinhole camera: focal lengths and principal point, in pixels.
struct CameraIntrinsics {
    double fx = 0, fy = 0, cx = 0, cy = 0;

    bool operator==(const CameraIntrinsics&) const = default;
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

/// What YOLOZU's tools for poses want to know about one picture's way into the network.
struct PoseFrame {
    double scale_x = 1, scale_y = 1;             ///< network pixels for one picture pixel
    std::optional<CameraIntrinsics> intrinsics;  ///< of the network's picture

    bool operator==(const PoseFrame&) const = default;
};

/// Which frame of a video a picture is.
struct VideoMoment {
    std::int64_t frame = 0;         ///< from 1
    std::optional<double> seconds;  ///< since the video's beginning, where it says

    bool operator==(const VideoMoment&) const = default;
};

/// One picture's predictions.
struct PredictionEntry {
    std::string image;  ///< key; bytes that are not UTF-8 are written as Python's surrogateescape does
    int original_width = 0, original_height = 0;
    PreprocessRecord preprocess;
    std::string task;  ///< "detect", "pose", ...; empty: not written
    std::vector<PredictedObject> detections;
    std::optional<PoseFrame> pose_frame;                        ///< only of pose6d
    std::optional<std::vector<PredictedClass>> classification;  ///< only of classify; best first
    std::string depth_file;                                     ///< only of depth: where its map lies
    std::optional<VideoMoment> moment;                          ///< only of a video's frame
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

/// Why the model was read as it was: a finding, what it speaks for, and how sure that is (model_info.hpp).
struct DecisionRecord {
    std::string finding, conclusion, certainty;
};

/// How pictures were cut into tiles.
struct TileRecord {
    int width = 0, height = 0;  ///< of a tile, in picture pixels
    double overlap = 0;         ///< of neighbours, as a fraction of a tile
    bool full_picture = false;  ///< the whole picture was looked at as well
    std::string merge_method;   ///< how their detections were joined: "nms", "nmm", "greedy-nmm"
    std::string merge_metric;   ///< "iou", "ios"
    double merge_threshold = 0;
};

/// Everything `meta` says about a run; the keys YOLOZU demands but a runner has no use for (ttt) are filled in.
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
    std::vector<std::pair<std::int32_t, double>> class_thresholds;  ///< score thresholds of single classes
    std::vector<std::int32_t> keep_classes;                         ///< the only ones that were asked for; empty: all
    std::vector<std::int32_t> drop_classes;                         ///< those that were not wanted
    bool tta_flip = false;                                          ///< every picture was looked at mirrored as well
    std::optional<TileRecord> tiles;                                ///< nothing: pictures were not cut
    std::string task, head;
    std::string family;  ///< of the model, for people; may be empty
    std::vector<std::string> class_names;
    std::string backend;  ///< "onnxruntime", ...; the one really used
    std::string backend_version;
    std::string provider;  ///< "CPUExecutionProvider", ...
    std::string device;    ///< "cpu", "cuda:0"
    bool dry_run = false;
    std::string image_key_style;                                     ///< "path", "basename", "relative"
    std::vector<std::string_view> selected_inputs;  ///< keys of all inputs asked for, in order; borrowed
    std::vector<std::pair<std::string, std::string>> failed_inputs;  ///< key and error of those that could not be read
    std::vector<DecisionRecord> decision_evidence;
};

/// Shape of the file.
enum class PredictionsShape {
    wrapped,  ///< {"schema_version", "predictions": [entries], "meta"}
    list,     ///< a bare list of entries
    map,      ///< from image to detections
    jsonl,    ///< an entry a line, for readers that take one at a time; YOLOZU itself does not read it
};
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
    /// (-score, class_id, cx, cy, w, h). Keypoints are moved into the picture; one that is not finite stays in its
    /// place as unknown. Refuses an empty key and one that was written before (compared trimmed).
    Status append(const PredictionEntry& entry);

    /// Where the detections that the last append() wrote stand in its entry, in the order they were written.
    std::span<const std::size_t> written_detections() const;

    /// Writes `meta` (wrapped shape only) and makes the file appear under its name.
    Status finish(const RunRecord& record);

private:
    struct [[gnu::visibility("hidden")]] State;
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

/// Checks a file of instance masks: a list of {image, instances}, the wrapper around it or a map from image to
/// instances, each instance with class_id, score (missing is a warning) and mask, the name of a file relative to the
/// JSON's folder. Every mask file must be there and be a PNG of one channel, and all of one image of one size. There
/// is no strict mode. The report's detections are the instances.
Result<ValidationReport> validate_instance_segmentation_file(const std::filesystem::path& path);

/// Checks a file of semantic masks: a list of {id, mask}, the wrapper around it or a map from id to mask. The mask
/// files are checked as those of instances; an id that comes twice is a warning.
Result<ValidationReport> validate_semantic_segmentation_file(const std::filesystem::path& path);

/// What a file is about.
enum class ArtifactKind { predictions, instances, semantic };
std::string_view to_string(ArtifactKind kind);
std::optional<ArtifactKind> artifact_kind_from_string(std::string_view name);

struct ArtifactReport {
    ArtifactKind kind = ArtifactKind::predictions;
    ValidationReport report;
};

/// Checks a file as `kind` says, or as its entries say: "instances" makes it one of instance masks, "id" and "mask" one
/// of semantic masks, anything else one of predictions. When its entries contradict each other that is an `ambiguous`
/// error.
Result<ArtifactReport> validate_artifact_file(const std::filesystem::path& path, std::optional<ArtifactKind> kind,
                                              bool strict);

}  // namespace yolozu
#pragma GCC visibility pop
