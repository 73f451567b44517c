// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/ir/limits.hpp"
#include "engine/plan/arena.hpp"
#include "engine/plan/evaluate_step.hpp"
#include "engine/plan/slicing.hpp"
#include "engine/plan/storage.hpp"

namespace yolozu::engine {

bool NodeFacts::all_of_type(DataType type) const {
    const auto fits = [&](const Fact& fact) { return !fact.present() || fact.type == type; };
    return std::ranges::all_of(inputs, fits) && std::ranges::all_of(outputs, fits);
}

namespace {

std::size_t aligned(std::size_t bytes) {
    return (bytes + Tensor::alignment - 1) / Tensor::alignment * Tensor::alignment;
}

/// The first kind that does a node; nullptr when the reference operators must.
const StepKind* choose_kind(const Graph& graph, const Node& node, Isa isa) {
    if (kernels_for(isa) == nullptr) return nullptr;
    const NodeFacts facts{node, graph.facts(node.inputs), graph.facts(node.outputs), isa};
    const auto known = [](const Fact& fact) { return !fact.present() || fact.shape.has_value(); };
    if (!std::ranges::all_of(facts.inputs, known) || !std::ranges::all_of(facts.outputs, known)) return nullptr;
    for (const StepKind& kind : vector_step_kinds())
        if (kind.accepts(facts)) return &kind;
    return nullptr;
}

class Planner {
public:
    Planner(std::shared_ptr<const Graph> graph, Isa isa)
        : graph_(*graph), isa_(isa), kinds_(choose_kinds()), storage_(graph_, kinds_) {
        plan_.graph = std::move(graph);
    }

    Result<Plan> run() {
        YOLOZU_TRY(check_sizes());
        storage_.decide();
        find_lifetimes();
        share_memory();
        YOLOZU_TRY(give_out_memory());
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) {
            if (!runs(index)) continue;
            Status added = add_step(index);
            if (!added)
                return std::move(added).error().with_context(fmt::format(
                    "node '{}' ({})", printable(graph_.nodes[index].name), name_of(graph_.nodes[index].op)));
        }
        for (const ValueId input : graph_.inputs) plan_.inputs.push_back(operand(input));
        for (const ValueId output : graph_.outputs) plan_.outputs.push_back(operand(output));
        return std::move(plan_);
    }

private:
    std::vector<const StepKind*> choose_kinds() const {
        std::vector<const StepKind*> kinds;
        for (const Node& node : graph_.nodes) kinds.push_back(choose_kind(graph_, node, isa_));
        return kinds;
    }

    Status check_sizes() const {
        for (const Value& value : graph_.values) {
            if (!value.shape || value.constant) continue;
            const std::size_t size = std::max<std::size_t>(element_size(value.type), 1);
            if (static_cast<std::uint64_t>(value.shape->element_count()) > limits::tensor_bytes / size)
                return Error(ErrorCode::limit_exceeded, fmt::format("value '{}' of shape {} is too large",
                                                                    printable(value.name), value.shape->to_string()));
        }
        return {};
    }

    /// Whether a node has work to do once everything lies where it should.
    bool runs(std::size_t index) const {
        if (storage_.is_view(index)) return false;
        const Node& node = graph_.nodes[index];
        if (!std::holds_alternative<Concat>(node.op) || kinds_[index] == nullptr) return true;
        for (std::size_t input = 0; input < node.inputs.size(); ++input)
            if (!storage_.in_place(index, input)) return true;
        return false;
    }

    ValueId root_of(ValueId value) const { return graph_.values[value].shape ? storage_.locate(value).root : value; }

    void find_lifetimes() {
        lifetimes_.assign(graph_.values.size(), {SIZE_MAX, 0, 0});
        const auto touch = [&](ValueId value, std::size_t at) {
            if (value == no_value) return;
            Lifetime& lifetime = lifetimes_[root_of(value)];
            lifetime.first = std::min(lifetime.first, at);
            lifetime.last = std::max(lifetime.last, at);
        };
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) {
            if (storage_.is_view(index)) continue;
            for (const ValueId input : graph_.nodes[index].inputs) touch(input, index);
            for (const ValueId output : graph_.nodes[index].outputs) touch(output, index);
        }
        for (const ValueId output : graph_.outputs) touch(output, graph_.nodes.size());
    }

    bool has_arena_memory(ValueId root) const {
        const Value& value = graph_.values[root];
        return value.shape && !value.constant && std::ranges::find(graph_.inputs, root) == graph_.inputs.end();
    }

    /// Lets results take the memory of operands that end where they begin.
    void share_memory() {
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) {
            if (kinds_[index] == nullptr || !kinds_[index]->in_place || !runs(index)) continue;
            const Node& node = graph_.nodes[index];
            const ValueId result = node.outputs[0];
            if (result == no_value || !storage_.has_own_memory(result)) continue;
            for (const ValueId input : node.inputs) {
                if (input == no_value || !may_replace(node, input, result, index)) continue;
                const ValueId root = root_of(input);
                lifetimes_[root].last = std::max(lifetimes_[root].last, lifetimes_[result].last);
                lifetimes_[result] = {SIZE_MAX, 0, 0};
                storage_.replace(result, root);
                break;
            }
        }
    }

    bool may_replace(const Node& node, ValueId input, ValueId result, std::size_t index) const {
        const Value &from = graph_.values[input], &to = graph_.values[result];
        if (from.type != to.type || !(from.shape == to.shape)) return false;
        const Location location = storage_.locate(input);
        if (!has_arena_memory(location.root) || lifetimes_[location.root].last != index || location.offset != 0)
            return false;
        if (graph_.values[location.root].shape->element_count() != to.shape->element_count() ||
            element_size(graph_.values[location.root].type) != element_size(to.type))
            return false;
        if (location.row_stride != last_extent(*to.shape)) return false;
        // Another operand in the same memory would be overwritten before it is read.
        return std::ranges::none_of(node.inputs, [&](ValueId other) {
            return other != no_value && other != input && root_of(other) == location.root;
        });
    }

    Status give_out_memory() {
        std::vector<ValueId> roots;
        std::vector<Lifetime> lifetimes;
        for (ValueId value = 0; value < graph_.values.size(); ++value) {
            if (!graph_.values[value].shape || lifetimes_[value].first == SIZE_MAX || !has_arena_memory(value) ||
                !storage_.has_own_memory(value))
                continue;
            const std::size_t bytes = static_cast<std::size_t>(graph_.values[value].shape->element_count()) *
                                      element_size(graph_.values[value].type);
            roots.push_back(value);
            lifetimes.push_back({lifetimes_[value].first, lifetimes_[value].last, aligned(bytes)});
        }
        YOLOZU_ASSIGN(const ArenaLayout layout, lay_out_arena(lifetimes));
        arena_offsets_.assign(graph_.values.size(), 0);
        for (std::size_t index = 0; index < roots.size(); ++index) arena_offsets_[roots[index]] = layout.offsets[index];
        plan_.arena_bytes = layout.bytes;
        dynamic_.assign(graph_.values.size(), 0);
        for (const Node& node : graph_.nodes)
            for (const ValueId output : node.outputs)
                if (output != no_value && !graph_.values[output].shape) dynamic_[output] = plan_.dynamic_count++;
        return {};
    }

    Operand operand(ValueId id) const {
        if (id == no_value) return {};
        const Value& value = graph_.values[id];
        if (!value.shape) return {value.type, {}, {Place::Kind::dynamic, dynamic_[id], 0, nullptr}, 0};
        const Location location = storage_.locate(id);
        const std::size_t offset = location.offset * element_size(value.type);
        return {value.type, *value.shape, place(location.root, offset), location.row_stride};
    }

    Place place(ValueId root, std::size_t offset) const {
        const Value& value = graph_.values[root];
        if (value.constant) return {Place::Kind::constant, 0, offset, value.constant->data};
        const auto input = std::ranges::find(graph_.inputs, root);
        if (input != graph_.inputs.end())
            return {Place::Kind::input, static_cast<std::size_t>(input - graph_.inputs.begin()), offset, nullptr};
        return {Place::Kind::arena, 0, arena_offsets_[root] + offset, nullptr};
    }

    Status add_step(std::size_t index) {
        const Node& node = graph_.nodes[index];
        std::vector<Operand> inputs, outputs;
        for (const ValueId input : node.inputs) inputs.push_back(operand(input));
        for (const ValueId output : node.outputs) outputs.push_back(operand(output));
        Plan::PlannedStep planned{node.name, node.outputs, outputs, nullptr,
                                  work_of(node, graph_.facts(node.inputs), graph_.facts(node.outputs))};
        if (kinds_[index] == nullptr) {
            YOLOZU_ASSIGN(planned.step, make_evaluate_step(node, std::move(inputs), std::move(outputs)));
        } else {
            const StepContext context{node, std::move(inputs), std::move(outputs), graph_.facts(node.inputs),
                                      isa_, *kernels_for(isa_)};
            YOLOZU_ASSIGN(planned.step, kinds_[index]->make(context));
        }
        plan_.scratch_bytes = std::max(plan_.scratch_bytes, aligned(planned.step->scratch()));
        plan_.shared_scratch_bytes = std::max(plan_.shared_scratch_bytes, aligned(planned.step->shared_scratch()));
        plan_.steps.push_back(std::move(planned));
        return {};
    }

    const Graph& graph_;
    Isa isa_;
    std::vector<const StepKind*> kinds_;
    Storage storage_;
    Plan plan_;
    std::vector<Lifetime> lifetimes_;  // for each value; of roots only
    std::vector<std::size_t> arena_offsets_, dynamic_;
};

}  // namespace

Result<Plan> make_plan(std::shared_ptr<const Graph> graph, Isa isa) {
    return Planner(std::move(graph), isa).run();
}

}  // namespace yolozu::engine
