// SPDX-License-Identifier: Apache-2.0
//
// From a head's raw output to boxes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// Whose pixels boxes are in.
enum class BoxFrame {
    network,  ///< of the network's input; Placement leads back to the picture
    picture,  ///< of the picture: the graph was told its size
};

/// One object, in the float32 arithmetic of the exporters.
struct Detection {
    float x1 = 0, y1 = 0, x2 = 0, y2 = 0;  ///< of an oriented box: before it is turned about its centre
    float score = 0;                       ///< 0 to 1
    std::int32_t class_id = 0;             ///< ModelInfo::names has its name
    std::uint32_t row = 0;  ///< where it stands in the head's output (anchor, query), to find what belongs to it
    float angle = 0;        ///< radians, clockwise on the picture (y points down); 0 unless the task is obb

    /// All but the row: where an object was found is not what it is.
    bool operator==(const Detection& other) const {
        return x1 == other.x1 && y1 == other.y1 && x2 == other.x2 && y2 == other.y2 && score == other.score &&
               class_id == other.class_id && angle == other.angle;
    }
};

/// What to keep.
struct DecodeOptions {
    double score_threshold = 0.01;             ///< keep score >= threshold (compared as float32, like the exporters)
    double iou_threshold = 0.7;                ///< suppress when IoU > threshold
    int max_detections = 300;                  ///< 0 keeps nothing
    bool class_agnostic = false;               ///< suppress across classes
    std::vector<std::int32_t> keep_classes{};  ///< empty: all; otherwise only these ids, chosen before suppression
    std::vector<std::int32_t> drop_classes{};  ///< never these ids
    /// Thresholds of single classes, instead of score_threshold.
    std::vector<std::pair<std::int32_t, double>> class_thresholds{};
    int top_classes = 5;  ///< of a classifier
};

/// Whether a head's boxes are suppressed here; false where the graph has selected them, and for heads without boxes.
bool is_suppressed_here(Head head);

/// Candidates that enter suppression at most, best first; those beyond it are dropped (contract of the exporters).
inline constexpr int max_suppression_candidates = 30'000;

/// Decodes slot `batch_index` of the outputs of one run into `detections` (cleared first), sorted by
/// (score descending, candidate index ascending). Non-finite scores or boxes, and rows that are padding, never get
/// there. `outputs` are all outputs of the session in the model's order: float32 or float16, labels, counts and indices
/// also int32 or int64. Scratch memory is kept between calls; one decoder serves one thread at a time.
class HeadDecoder {
public:
    /// Fails when the decision cannot be decoded (unknown class count, ...).
    static Result<HeadDecoder> create(const ModelInfo& model, const DecodeOptions& options);
    ~HeadDecoder();
    HeadDecoder(HeadDecoder&&) noexcept;
    HeadDecoder& operator=(HeadDecoder&&) noexcept;

    /// Whose pixels the boxes of decode() are in.
    BoxFrame frame() const;

    /// Decodes as the class says.
    Status decode(std::span<const TensorView> outputs, std::int64_t batch_index, std::vector<Detection>& detections);

private:
    struct [[gnu::visibility("hidden")]] State;
    explicit HeadDecoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
#pragma GCC visibility pop
