// SPDX-License-Identifier: Apache-2.0
//
// Which values lie within others: reshaped ones, parts of a Split, operands of a Concat that are written straight into
// its result.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/ir/graph.hpp"
#include "engine/plan/step.hpp"

namespace yolozu::engine {

/// A value's place within the memory of its root, in elements.
struct Location {
    ValueId root = no_value;
    std::size_t offset = 0;
    std::size_t row_stride = 0;  ///< between rows of the value's own last axis
};

class Storage {
public:
    /// `kinds` has for each node the way it is done; nullptr for the reference operators.
    Storage(const Graph& graph, std::span<const StepKind* const> kinds);

    /// Decides all views.
    void decide();

    Location locate(ValueId value) const;
    /// Whether a node does nothing but look at its input in another way.
    bool is_view(std::size_t node) const { return view_nodes_[node]; }
    /// Whether the operand of a Concat was written in place, so that it need not be copied.
    bool in_place(std::size_t node, std::size_t input) const;
    /// Makes `value` take the memory of `root`, which is as large, has memory of its own and is not needed any more.
    void replace(ValueId value, ValueId root) { links_[value] = {root, Relation::same, 0}; }
    bool has_own_memory(ValueId value) const { return links_[value].parent == no_value; }

private:
    enum class Relation : std::uint8_t {
        same,      ///< the same elements, perhaps of another shape
        columns,   ///< columns of the parent's rows, from `offset` on
        elements,  ///< consecutive rows (or elements of a dense parent), from `offset` rows of the parent on
    };
    struct Link {
        ValueId parent = no_value;
        Relation relation = Relation::same;
        std::size_t offset = 0;
    };

    /// Chains of links are kept short: finding a place walks them to the end, and a hostile model must not make that
    /// long.
    bool may_link(ValueId value, ValueId parent) const;
    void link(ValueId value, const Link& to);

    void find_dense_values();
    void decide_views(std::size_t node);
    void decide_concat(std::size_t node);
    bool place_in_concat(const Node& node, std::size_t input, bool columns, std::size_t offset);
    bool may_move(ValueId value) const;

    const Graph& graph_;
    std::span<const StepKind* const> kinds_;
    std::vector<Link> links_;           // for each value
    std::vector<std::size_t> heights_;  // for each value: the longest chain of links that ends there
    std::vector<bool> must_be_dense_;   // for each value
    std::vector<bool> view_nodes_;      // for each node
};

}  // namespace yolozu::engine
