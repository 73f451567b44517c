// SPDX-License-Identifier: Apache-2.0
//
// From a head's raw output to boxes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu {

/// One object in network pixels, in the float32 arithmetic of the exporters.
struct Detection {
    float x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    float score = 0;
    std::int32_t class_id = 0;

    bool operator==(const Detection&) const = default;
};

/// What to keep.
struct DecodeOptions {
    double score_threshold = 0.01;             ///< keep score >= threshold (compared as float32, like the exporters)
    double iou_threshold = 0.7;                ///< suppress when IoU > threshold
    int max_detections = 300;                  ///< 0 keeps nothing
    bool class_agnostic = false;               ///< suppress across classes
    std::vector<std::int32_t> keep_classes{};  ///< empty: all; otherwise only these ids, chosen before suppression
};

/// Candidates that enter suppression at most, best first; those beyond it are dropped (contract of the exporters).
inline constexpr int max_suppression_candidates = 30'000;

/// Decodes slot `batch_index` of the outputs of one run into `detections` (cleared first), sorted by
/// (score descending, candidate index ascending). Non-finite scores or boxes, and rows that are padding, never get
/// there. `outputs` are all outputs of the session in the model's order, float32 or float16. Scratch memory is kept
/// between calls; one decoder serves one thread at a time.
class HeadDecoder {
public:
    /// Fails when the decision cannot be decoded (unknown class count, ...).
    static Result<HeadDecoder> create(const ModelInfo& model, const DecodeOptions& options);
    ~HeadDecoder();
    HeadDecoder(HeadDecoder&&) noexcept;
    HeadDecoder& operator=(HeadDecoder&&) noexcept;

    Status decode(std::span<const TensorView> outputs, std::int64_t batch_index, std::vector<Detection>& detections);

private:
    struct State;
    explicit HeadDecoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
