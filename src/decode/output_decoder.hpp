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
#include "decode/score_order.hpp"
#include "yolozu/detection.hpp"

namespace yolozu::decode {

class OutputDecoder {
public:
    /// `isa` is a level that this machine supports.
    static Result<OutputDecoder> create(const ModelInfo& model, const DecodeOptions& options, Isa isa);

    /// See HeadDecoder::decode.
    Status decode(std::span<const TensorView> outputs, std::int64_t batch_index, std::vector<Detection>& detections);

private:
    OutputDecoder(const HeadEntry& head, Settings settings, const SuppressionRule& rule);
    /// The number of anchors, once the output is what the head reads.
    Result<std::size_t> check_output(const TensorView& output, std::int64_t batch_index) const;
    std::string describe(const TensorView& output) const;
    std::string expected_shape() const;
    std::int64_t feature_count() const;
    void reserve(std::size_t anchor_count);
    void find(const TensorView& output, std::size_t batch_index, std::size_t anchor_count);
    void choose(std::vector<Detection>& detections);

    const HeadEntry* head_;
    Settings settings_;
    SuppressionRule rule_;
    std::size_t output_index_ = 0;
    std::string output_name_;

    std::vector<Candidate> candidates_;
    std::vector<Detection> found_;
    ScoreOrder order_;
    Suppressor suppressor_;
};

}  // namespace yolozu::decode
