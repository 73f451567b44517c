// SPDX-License-Identifier: Apache-2.0
//
// The further numbers E that heads have for each detection behind box and scores: mask coefficients, keypoints.
#pragma once

#include "decode/bound_output.hpp"

namespace yolozu::decode {

class DetectionColumns {
public:
    /// Fails for heads that have no such numbers, and when `count` is not 1 to 65,536.
    static Result<DetectionColumns> create(const ModelInfo& model, int count);

    std::size_t count() const { return count_; }

    /// Takes the output of a run.
    Status open(std::span<const TensorView> outputs, std::int64_t slot);
    std::size_t row_count() const { return row_count_; }
    /// Whether the output that was opened has this row (Detection::row).
    bool has(std::uint32_t row) const { return row < row_count_; }
    /// The numbers of a row that is there, count() of them.
    void read(std::uint32_t row, std::span<float> numbers) const;

private:
    DetectionColumns(BoundOutput output, bool channel_major, std::size_t first, std::size_t count)
        : output_(std::move(output)), channel_major_(channel_major), first_(first), count_(count) {}

    BoundOutput output_;
    bool channel_major_;  // [B, features, rows], otherwise [B, rows, features]
    std::size_t first_, count_;
    SlotElements elements_;
    std::size_t row_count_ = 0;
};

/// The error about a detection that no row of an output belongs to.
Error no_such_row(std::uint32_t row, std::size_t row_count);

}  // namespace yolozu::decode
