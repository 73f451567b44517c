// SPDX-License-Identifier: Apache-2.0
#include "decode/box_tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yolozu::decode {
namespace {

constexpr std::size_t node_size = 16;

Box around(const Box& a, const Box& b) {
    return {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
}

}  // namespace

BoxTree::BoxTree(std::span<const Box> boxes)
    : boxes_(boxes.begin(), boxes.end()), order_(boxes.size()), places_(boxes.size()), is_there_(boxes.size(), true) {
    arrange();
    std::vector<Box> below;
    for (const std::uint32_t box : order_) below.push_back(boxes_[box]);
    std::vector<std::size_t> alive(below.size(), 1);
    do {
        add_level(below, alive);
        below.clear();
        alive.clear();
        for (const Node& node : levels_.back()) {
            below.push_back(node.around);
            alive.push_back(node.alive);
        }
    } while (below.size() > 1);
}

// Boxes that follow each other are neighbours: upright slices of about as many leaves as there are slices, and in each
// from top to bottom.
void BoxTree::arrange() {
    std::iota(order_.begin(), order_.end(), 0U);
    const auto sort_by = [&](std::span<std::uint32_t> part, auto place) {
        std::ranges::sort(part, [&](std::uint32_t a, std::uint32_t b) {
            const double place_a = place(boxes_[a]), place_b = place(boxes_[b]);
            return place_a != place_b ? place_a < place_b : a < b;
        });
    };
    sort_by(order_, [](const Box& box) { return box.x1 / 2 + box.x2 / 2; });
    const double leaves = std::ceil(static_cast<double>(order_.size()) / node_size);
    const std::size_t slice = static_cast<std::size_t>(std::ceil(std::sqrt(leaves))) * node_size;
    for (std::size_t first = 0; first < order_.size(); first += slice)
        sort_by(std::span(order_).subspan(first, std::min(slice, order_.size() - first)),
                [](const Box& box) { return box.y1 / 2 + box.y2 / 2; });
    for (std::size_t place = 0; place < order_.size(); ++place) places_[order_[place]] = place;
}

void BoxTree::add_level(std::span<const Box> below, std::span<const std::size_t> alive) {
    std::vector<Node>& level = levels_.emplace_back();
    for (std::size_t index = 0; index < below.size(); ++index) {
        if (index % node_size == 0) level.push_back({below[index], 0});
        level.back().around = around(level.back().around, below[index]);
        level.back().alive += alive[index];
    }
}

void BoxTree::remove(std::size_t box) {
    is_there_[box] = false;
    std::size_t place = places_[box];
    for (std::vector<Node>& level : levels_) {
        place /= node_size;
        --level[place].alive;
    }
}

void BoxTree::find(const Box& box, std::vector<std::uint32_t>& found) const {
    found.clear();
    if (!boxes_.empty()) find_within(levels_.size() - 1, 0, box, found);
    std::ranges::sort(found);
}

void BoxTree::find_within(std::size_t level, std::size_t node, const Box& box,
                          std::vector<std::uint32_t>& found) const {
    const Node& here = levels_[level][node];
    if (here.alive == 0 || !intersects(here.around, box)) return;
    const std::size_t first = node * node_size;
    if (level > 0) {
        const std::size_t end = std::min(first + node_size, levels_[level - 1].size());
        for (std::size_t child = first; child < end; ++child) find_within(level - 1, child, box, found);
        return;
    }
    const std::size_t end = std::min(first + node_size, order_.size());
    for (std::size_t place = first; place < end; ++place) {
        const std::uint32_t candidate = order_[place];
        if (is_there_[candidate] && intersects(boxes_[candidate], box)) found.push_back(candidate);
    }
}

}  // namespace yolozu::decode
