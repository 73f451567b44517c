// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/storage.hpp"

#include <algorithm>

#include "engine/ir/rules.hpp"
#include "engine/plan/slicing.hpp"

namespace yolozu::engine {

namespace {

std::size_t rows_of(const Shape& shape) {
    return static_cast<std::size_t>(extent_product(shape, 0, std::max<std::size_t>(shape.rank(), 1) - 1));
}

/// How a part along an axis of `whole` lies in it: as columns, as consecutive elements, or (nothing) scattered.
enum class Layout { columns, elements, scattered };

Layout layout_along(std::size_t axis, const Shape& whole) {
    if (axis + 1 == whole.rank()) return Layout::columns;
    return extent_product(whole, 0, axis) == 1 ? Layout::elements : Layout::scattered;
}

/// Where along a row (columns) or among all elements a position of the axis begins.
std::size_t offset_along(std::size_t axis, const Shape& whole, std::int64_t position, Layout layout) {
    if (layout == Layout::columns) return static_cast<std::size_t>(position);
    return static_cast<std::size_t>(position * extent_product(whole, axis + 1, whole.rank()));
}

}  // namespace

Storage::Storage(const Graph& graph, std::span<const StepKind* const> kinds)
    : graph_(graph),
      kinds_(kinds),
      links_(graph.values.size()),
      heights_(graph.values.size(), 0),
      must_be_dense_(graph.values.size(), false),
      view_nodes_(graph.nodes.size(), false) {}

bool Storage::may_link(ValueId value, ValueId parent) const {
    constexpr std::size_t most_links = 64;
    std::size_t length = heights_[value] + 1;
    for (; !has_own_memory(parent); parent = links_[parent].parent) ++length;
    return length <= most_links;
}

void Storage::link(ValueId value, const Link& to) {
    links_[value] = to;
    for (std::size_t height = heights_[value] + 1; !has_own_memory(value); ++height) {
        value = links_[value].parent;
        heights_[value] = std::max(heights_[value], height);
    }
}

void Storage::decide() {
    find_dense_values();
    for (std::size_t node = 0; node < graph_.nodes.size(); ++node) decide_views(node);
    for (std::size_t node = 0; node < graph_.nodes.size(); ++node) decide_concat(node);
}

/// Backwards, because what a reshaped value must be is what the value it was made from must be.
void Storage::find_dense_values() {
    for (std::size_t id = 0; id < graph_.values.size(); ++id) must_be_dense_[id] = !graph_.values[id].shape;
    for (const ValueId output : graph_.outputs) must_be_dense_[output] = true;
    for (std::size_t index = graph_.nodes.size(); index-- > 0;) {
        const Node& node = graph_.nodes[index];
        const StepKind* const kind = kinds_[index];
        const bool reshapes = only_reshapes(node.op);
        if (!reshapes && (kind == nullptr || !kind->strided_outputs))
            for (const ValueId output : node.outputs)
                if (output != no_value) must_be_dense_[output] = true;
        for (const ValueId input : node.inputs) {
            if (input == no_value) continue;
            if (!reshapes) {
                if (kind == nullptr || !kind->strided_inputs) must_be_dense_[input] = true;
                continue;
            }
            const Value &from = graph_.values[input], &to = graph_.values[node.outputs[0]];
            const bool same_rows = from.shape && to.shape && last_extent(*from.shape) == last_extent(*to.shape);
            if (!same_rows || must_be_dense_[node.outputs[0]]) must_be_dense_[input] = true;
        }
    }
}

Location Storage::locate(ValueId value) const {
    const Shape& shape = *graph_.values[value].shape;
    const Link& link = links_[value];
    if (link.parent == no_value) return {value, 0, last_extent(shape)};
    const Location parent = locate(link.parent);
    const std::size_t parent_row = last_extent(*graph_.values[link.parent].shape);
    const std::size_t stride = last_extent(shape) == parent_row ? parent.row_stride : last_extent(shape);
    switch (link.relation) {
        case Relation::columns:
            return {parent.root, parent.offset + link.offset, parent.row_stride};
        case Relation::elements: {
            const std::size_t row = std::max<std::size_t>(parent_row, 1);
            return {parent.root, parent.offset + link.offset / row * parent.row_stride + link.offset % row, stride};
        }
        case Relation::same:
            break;
    }
    return {parent.root, parent.offset, stride};
}

void Storage::decide_views(std::size_t index) {
    const Node& node = graph_.nodes[index];
    const auto dense = [&](ValueId value) {
        return rows_of(*graph_.values[value].shape) <= 1 ||
               locate(value).row_stride == last_extent(*graph_.values[value].shape);
    };
    for (const ValueId id : node.outputs)
        if (id == no_value || !graph_.values[id].shape) return;
    if (node.inputs.empty() || !graph_.values[node.inputs[0]].shape) return;
    const ValueId input = node.inputs[0];
    if (!may_link(node.outputs[0], input)) return;
    if (only_reshapes(node.op)) {
        const bool same_rows =
            last_extent(*graph_.values[input].shape) == last_extent(*graph_.values[node.outputs[0]].shape);
        if (!dense(input) && (!same_rows || must_be_dense_[node.outputs[0]])) return;
        link(node.outputs[0], {input, Relation::same, 0});
        view_nodes_[index] = true;
        return;
    }
    const std::vector<Fact> in = graph_.facts(node.inputs), out = graph_.facts(node.outputs);
    const std::optional<Slicing> slicing = slicing_of(node, in, out);
    if (!slicing) return;
    const Shape& whole = *in[0].shape;
    const Layout layout = layout_along(slicing->axis, whole);
    if (layout == Layout::scattered || (layout == Layout::elements && !dense(input))) return;
    for (const ValueId output : node.outputs)
        if (layout == Layout::columns && must_be_dense_[output] && rows_of(whole) > 1) return;
    for (std::size_t part = 0; part < node.outputs.size(); ++part)
        link(node.outputs[part], {input, layout == Layout::columns ? Relation::columns : Relation::elements,
                                  offset_along(slicing->axis, whole, slicing->begins[part], layout)});
    // Parts of a dense value by rows are dense only while it is.
    if (layout == Layout::elements) must_be_dense_[input] = true;
    view_nodes_[index] = true;
}

void Storage::decide_concat(std::size_t index) {
    const Node& node = graph_.nodes[index];
    const auto* const concat = std::get_if<Concat>(&node.op);
    if (concat == nullptr || kinds_[index] == nullptr) return;
    const Shape& whole = *graph_.values[node.outputs[0]].shape;
    const Result<std::size_t> axis = normalise_axis(concat->axis, whole.rank());
    const Layout layout = layout_along(*axis, whole);
    if (layout == Layout::scattered) return;
    std::size_t offset = 0;
    for (std::size_t input = 0; input < node.inputs.size(); ++input) {
        const Shape& part = *graph_.values[node.inputs[input]].shape;
        place_in_concat(node, input, layout == Layout::columns, offset);
        offset += offset_along(*axis, whole, part[*axis], layout);
    }
}

bool Storage::may_move(ValueId value) const {
    if (!has_own_memory(value) || !graph_.values[value].shape || graph_.values[value].constant) return false;
    return std::ranges::find(graph_.inputs, value) == graph_.inputs.end();
}

/// The operand, or the whole that it is a part of, moves into the result when everything else that then lies there is
/// part of the same whole at the right place.
bool Storage::place_in_concat(const Node& node, std::size_t input, bool columns, std::size_t offset) {
    struct Origin {
        ValueId root;
        std::size_t offset;
        bool reachable;
    };
    const auto size = [&](ValueId id) {
        const Shape& shape = *graph_.values[id].shape;
        return columns ? last_extent(shape) : static_cast<std::size_t>(shape.element_count());
    };
    const auto origin_of = [&](ValueId value) {
        Origin origin{value, 0, true};
        while (!has_own_memory(origin.root)) {
            const Link& link = links_[origin.root];
            const bool same_rows =
                last_extent(*graph_.values[origin.root].shape) == last_extent(*graph_.values[link.parent].shape);
            const bool fits = link.relation == Relation::same      ? (!columns || same_rows)
                              : link.relation == Relation::columns ? columns
                                                                   : !columns;
            if (!fits) return Origin{origin.root, 0, false};
            origin.offset += link.offset;
            origin.root = link.parent;
        }
        return origin;
    };
    const ValueId result = node.outputs[0];
    const Origin origin = origin_of(node.inputs[input]);
    if (!origin.reachable || !may_move(origin.root) || origin.root == result || origin.offset > offset ||
        !may_link(origin.root, result))
        return false;
    if (columns && must_be_dense_[origin.root] && rows_of(*graph_.values[origin.root].shape) > 1) return false;
    const std::size_t begin = offset - origin.offset, end = begin + size(origin.root);
    if (end > size(result)) return false;
    std::size_t at = 0;
    for (std::size_t other = 0; other < node.inputs.size(); at += size(node.inputs[other]), ++other) {
        if (at >= end || at + size(node.inputs[other]) <= begin) continue;
        const Origin its = origin_of(node.inputs[other]);
        if (!its.reachable || its.root != origin.root || at - its.offset != begin) return false;
    }
    if (!columns && last_extent(*graph_.values[origin.root].shape) != last_extent(*graph_.values[result].shape))
        must_be_dense_[result] = true;
    if (!columns && must_be_dense_[origin.root]) must_be_dense_[result] = true;
    link(origin.root, {result, columns ? Relation::columns : Relation::elements, begin});
    return true;
}

bool Storage::in_place(std::size_t index, std::size_t input) const {
    const Node& node = graph_.nodes[index];
    const Shape& whole = *graph_.values[node.outputs[0]].shape;
    const Result<std::size_t> axis = normalise_axis(std::get<Concat>(node.op).axis, whole.rank());
    const Layout layout = layout_along(*axis, whole);
    if (layout == Layout::scattered) return false;
    std::size_t offset = 0;
    for (std::size_t before = 0; before < input; ++before)
        offset += offset_along(*axis, whole, (*graph_.values[node.inputs[before]].shape)[*axis], layout);
    const Location result = locate(node.outputs[0]), operand = locate(node.inputs[input]);
    const std::size_t row = std::max<std::size_t>(last_extent(whole), 1);
    const std::size_t expected = layout == Layout::columns
                                     ? result.offset + offset
                                     : result.offset + offset / row * result.row_stride + offset % row;
    const std::size_t rows = rows_of(*graph_.values[node.inputs[input]].shape);
    return operand.root == result.root && operand.offset == expected &&
           (rows <= 1 || operand.row_stride == result.row_stride);
}

}  // namespace yolozu::engine
