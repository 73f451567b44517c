// SPDX-License-Identifier: Apache-2.0
//
// What HeadDecoder does, with the vector level as a parameter so that tests and benchmarks can choose it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "decode/heads.hpp"
#include "decode/nms.hpp"
#include "decode/nms_rotated.hpp"
#include "decode/score_order.hpp"
#include "yolozu/detection.hpp"

namespace yolozu::decode {

class OutputDecoder {
public:
    /// `isa` is a level that this machine supports.
    static Result<OutputDecoder> create(const ModelInfo& model, const DecodeOptions& options, Isa isa);

    /// The head's, but that of PP-YOLOE's boxes and scores is told by the model's inputs.
    BoxFrame frame() const {
        return head_->head == Head::boxes_scores && settings_.is_told_the_scale ? BoxFrame::picture : head_->frame;
    }

    /// See HeadDecoder::decode.
    Status decode(std::span<const TensorView> outputs, std::int64_t batch_index, std::vector<Detection>& detections);

private:
    OutputDecoder(const HeadEntry& head, Settings settings, OutputReader reader, const SuppressionRule& rule);
    Slots widen(const Slots& slots);
    void reserve(std::size_t capacity);
    void find(const Slots& slots);
    void choose(std::size_t limit, std::vector<Detection>& detections);

    const HeadEntry* head_;
    Settings settings_;
    OutputReader reader_;
    SuppressionRule rule_;

    std::vector<std::vector<float>> widened_;  // outputs in float16, for heads that read float32
    std::vector<Slot> widened_slots_;
    std::vector<Candidate> candidates_;
    std::vector<Detection> found_;
    ScoreOrder order_;
    Suppressor suppressor_;
    RotatedSuppressor rotated_suppressor_;
};

}  // namespace yolozu::decode
