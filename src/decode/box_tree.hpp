// SPDX-License-Identifier: Apache-2.0
//
// Which of many boxes intersect with one, without looking at all of them: a packed R-tree (sort-tile-recursive) that
// boxes can be taken out of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yolozu/preprocess.hpp"

namespace yolozu::decode {

class BoxTree {
public:
    /// The boxes are finite.
    explicit BoxTree(std::span<const Box> boxes);

    bool has(std::size_t box) const { return is_there_[box]; }
    /// Takes out a box that is there.
    void remove(std::size_t box);
    /// The boxes that are there and share more than an edge with `box`, in ascending order.
    void find(const Box& box, std::vector<std::uint32_t>& found) const;

private:
    /// A box around some boxes, or around nodes of the level below.
    struct Node {
        Box around;
        std::size_t alive = 0;  ///< boxes that are there
    };

    void arrange();
    void add_level(std::span<const Box> below, std::span<const std::size_t> alive);
    void find_within(std::size_t level, std::size_t node, const Box& box, std::vector<std::uint32_t>& found) const;

    std::vector<Box> boxes_;
    std::vector<std::uint32_t> order_;  // of the boxes in the leaves
    std::vector<std::size_t> places_;   // where each box stands in the order
    std::vector<bool> is_there_;
    std::vector<std::vector<Node>> levels_;  // leaves first
};

/// Whether two boxes share more than an edge.
inline bool intersects(const Box& a, const Box& b) {
    return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
}

}  // namespace yolozu::decode
