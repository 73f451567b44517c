// SPDX-License-Identifier: Apache-2.0
//
// The loops that decoding spends its time in. Every vector level has its own rendering of them, made from one source
// text (isa/kernels.inl.hpp), and all renderings give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/isa.hpp"

namespace yolozu::decode {

/// An anchor whose score is finite and reaches the threshold.
struct Candidate {
    std::uint32_t anchor;
    std::int32_t class_id;
    float score;
};

/// Class scores with one row for each class and one column for each anchor. Element is float, or std::uint16_t for
/// IEEE binary16, which is widened to float before anything is computed.
template <class Element>
struct ChannelMajorScores {
    const Element* data;
    std::size_t class_count, anchor_count;
};

/// What a row says about there being an object at all.
enum class Objectness {
    none,    ///< nothing: the score is the best class score
    factor,  ///< the number before the class scores, which the best of them is multiplied by
    alone,   ///< that number is the score, and the class is 0
};

/// One row for each anchor.
template <class Element>
struct RowMajorScores {
    const Element* data;  ///< the class scores of the first row
    std::size_t class_count, anchor_count;
    std::size_t row_stride;  ///< elements from one row to the next
    Objectness objectness;
};

/// Sixteen boxes that were kept, as a structure of arrays, and the block filled before it. Unused places hold empty
/// boxes.
struct BoxBlock {
    static constexpr std::size_t capacity = 16;

    alignas(64) float x1[capacity];
    float y1[capacity], x2[capacity], y2[capacity], area[capacity];
    const BoxBlock* next;
};

/// A box with its area.
struct MeasuredBox {
    float x1, y1, x2, y2, area;
};

/// Points, each with a reach, and one more. Two are near when the square of their distance is no more than the sum of
/// their reaches; with NaN they are not.
struct NearTask {
    const float *x, *y, *reach;
    std::size_t count;
    float point_x, point_y, point_reach;
};

/// One level's rendering. The scans write the anchors that pass, in ascending order, to `passing`, which has room for
/// all anchors, and return their number. A score that is NaN never wins over another one and never passes; the first of
/// equal scores wins; an infinite score wins and makes the anchor fail.
struct Kernels {
    using ChannelScan = std::size_t(const ChannelMajorScores<float>&, float threshold, Candidate* passing);
    using HalfChannelScan = std::size_t(const ChannelMajorScores<std::uint16_t>&, float threshold, Candidate* passing);
    using RowScan = std::size_t(const RowMajorScores<float>&, float threshold, Candidate* passing);
    using HalfRowScan = std::size_t(const RowMajorScores<std::uint16_t>&, float threshold, Candidate* passing);
    /// Whether the IoU of `box` with any box of the chain exceeds the threshold, which is not negative.
    using Overlap = bool(const BoxBlock* chain, const MeasuredBox& box, float iou_threshold);
    /// The first place from `from` on that is near the point; `count` when there is none.
    using FirstNear = std::size_t(const NearTask&, std::size_t from);

    ChannelScan* scan_channels;
    HalfChannelScan* scan_half_channels;
    RowScan* scan_rows;
    HalfRowScan* scan_half_rows;
    Overlap* overlaps_any;
    FirstNear* first_near;
};

/// Overloads, so that code for both element types reads the same.
inline std::size_t scan(const Kernels& kernels, const ChannelMajorScores<float>& scores, float threshold,
                        Candidate* passing) {
    return kernels.scan_channels(scores, threshold, passing);
}
inline std::size_t scan(const Kernels& kernels, const ChannelMajorScores<std::uint16_t>& scores, float threshold,
                        Candidate* passing) {
    return kernels.scan_half_channels(scores, threshold, passing);
}
inline std::size_t scan(const Kernels& kernels, const RowMajorScores<float>& scores, float threshold,
                        Candidate* passing) {
    return kernels.scan_rows(scores, threshold, passing);
}
inline std::size_t scan(const Kernels& kernels, const RowMajorScores<std::uint16_t>& scores, float threshold,
                        Candidate* passing) {
    return kernels.scan_half_rows(scores, threshold, passing);
}

extern const Kernels ref_kernels;
#if defined(__x86_64__)
extern const Kernels sse2_kernels, avx2_kernels, avx512_kernels;
#elif defined(__aarch64__)
extern const Kernels neon_kernels;
#endif

/// The rendering for a level that this machine supports.
const Kernels& kernels_for(Isa isa);

}  // namespace yolozu::decode
