// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

constexpr std::size_t x = 0, weights = 1, bias = 2;  // inputs of Conv
constexpr std::size_t sizes = 3;                     // and of Resize
constexpr std::int64_t channel_axis = 1;

/// The channels of the enlarged operand among those of a Concat.
struct Enlarged {
    std::size_t operand = 0;
    std::int64_t first = 0, count = 0;
    const Node* resize = nullptr;
};

class Rewriting {
public:
    explicit Rewriting(Graph& graph) : graph_(graph), uses_(graph) {}

    Status run() {
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) {
            const Node& node = graph_.nodes[index];
            if (!is_pointwise(node)) continue;
            const Node* const concat = uses_.producer_of<Concat>(graph_, node.inputs[x]);
            if (concat == nullptr) continue;
            // Asked once for all its users, as they change one after the other.
            const auto [known, is_new] = decisions_.try_emplace(concat->outputs[0]);
            if (is_new && only_pointwise_users(*concat)) known->second = enlarged_operand(*concat);
            if (known->second) YOLOZU_TRY(rewrite(index, *concat, *known->second));
        }
        insert_before(graph_, std::move(insertions_));
        return {};
    }

private:
    /// A 1x1 convolution of images with constant parameters.
    bool is_pointwise(const Node& node) const {
        const Conv* const op = std::get_if<Conv>(&node.op);
        if (op == nullptr || !is_plain(*op) || !is_known_float(graph_, node.inputs[x]) ||
            !is_known_float(graph_, node.outputs[0]) || !constant_floats(graph_, node.inputs[weights]))
            return false;
        const Shape& filters = *graph_.values[node.inputs[weights]].shape;
        return filters.rank() == 4 && filters[2] == 1 && filters[3] == 1;
    }

    bool only_pointwise_users(const Node& concat) const {
        const Result<std::size_t> axis =
            normalise_axis(std::get<Concat>(concat.op).axis, graph_.values[concat.outputs[0]].shape->rank());
        return axis && *axis == channel_axis && !uses_.is_output(concat.outputs[0]) &&
               std::ranges::all_of(uses_.users(concat.outputs[0]), [&](std::size_t user) {
                   return is_pointwise(graph_.nodes[user]) && graph_.nodes[user].inputs[x] == concat.outputs[0];
               });
    }

    /// The first operand that is nothing but a larger image's nearest pixels.
    std::optional<Enlarged> enlarged_operand(const Node& concat) const {
        Enlarged enlarged;
        for (; enlarged.operand < concat.inputs.size(); ++enlarged.operand, enlarged.first += enlarged.count) {
            const ValueId value = concat.inputs[enlarged.operand];
            if (!is_known_float(graph_, value)) return std::nullopt;
            enlarged.count = (*graph_.values[value].shape)[channel_axis];
            enlarged.resize = uses_.producer_of<Resize>(graph_, value);
            const bool alone = enlarged.count == (*graph_.values[concat.outputs[0]].shape)[channel_axis];
            if (!alone && enlarged.count > 0 && enlarged.resize != nullptr && uses_.count(value) == 1 &&
                enlarges_places(*enlarged.resize))
                return enlarged;
        }
        return std::nullopt;
    }

    bool enlarges_places(const Node& node) const {
        const Resize& op = std::get<Resize>(node.op);
        if (op.mode != ResizeMode::nearest || op.coordinates == ResizeCoordinates::tf_crop_and_resize ||
            op.aspect != ResizeAspect::stretch || !op.axes.empty() || !is_known_float(graph_, node.inputs[x]))
            return false;
        const ValueId lengths = input_of(node, sizes);
        if (lengths != no_value && !constant_integers(graph_, lengths)) return false;
        const Shape &from = *graph_.values[node.inputs[x]].shape, &to = *graph_.values[node.outputs[0]].shape;
        return from[0] == to[0] && from[channel_axis] == to[channel_axis] &&
               from.element_count() < to.element_count();
    }

    /// conv(concat(resize(a), b)) = resize(conv(a)) + conv(b), each with its channels' weights.
    Status rewrite(std::size_t index, const Node& concat, const Enlarged& enlarged) {
        const Node node = graph_.nodes[index];
        const std::int64_t end = enlarged.first + enlarged.count;
        YOLOZU_ASSIGN(const ValueId own, weights_of(node, enlarged.first, end, false));
        YOLOZU_ASSIGN(const ValueId others, weights_of(node, enlarged.first, end, true));
        YOLOZU_ASSIGN(const ValueId small, add(index, node.op, {enlarged.resize->inputs[x], own}));
        YOLOZU_ASSIGN(const ValueId large, resized(index, *enlarged.resize, small));
        YOLOZU_ASSIGN(const ValueId rest, rest_of(index, concat, enlarged.operand));
        YOLOZU_ASSIGN(const ValueId summand, add(index, node.op, {rest, others, input_of(node, bias)}));
        graph_.nodes[index].op = Binary{BinaryFunction::add};
        graph_.nodes[index].inputs = {summand, large};
        return {};
    }

    Result<ValueId> add(std::size_t index, Op op, std::vector<ValueId> inputs) {
        YOLOZU_ASSIGN(MadeNode made, make_node(graph_, graph_.nodes[index].name, std::move(op), std::move(inputs)));
        insertions_.emplace_back(index, std::move(made.node));
        return made.output;
    }

    /// The weights of the channels [first, end), or of all others.
    Result<ValueId> weights_of(const Node& node, std::int64_t first, std::int64_t end, bool others) {
        const Shape filters = *graph_.values[node.inputs[weights]].shape;
        const std::span<const float> all = *constant_floats(graph_, node.inputs[weights]);
        std::vector<double> chosen;
        for (std::size_t place = 0; place < all.size(); ++place) {
            const std::int64_t channel = static_cast<std::int64_t>(place) % filters[1];
            if ((channel >= first && channel < end) != others) chosen.push_back(static_cast<double>(all[place]));
        }
        const std::int64_t count = others ? filters[1] - (end - first) : end - first;
        return add_floats(graph_, Shape{filters[0], count, 1, 1}, chosen);
    }

    /// The same Resize of an image with other channels.
    Result<ValueId> resized(std::size_t index, const Node& resize, ValueId image) {
        std::vector<ValueId> inputs = resize.inputs;
        inputs[x] = image;
        if (const ValueId lengths = input_of(resize, sizes); lengths != no_value) {
            std::vector<std::int64_t> extents = *constant_integers(graph_, lengths);
            if (extents.size() > channel_axis) extents[channel_axis] = (*graph_.values[image].shape)[channel_axis];
            inputs[sizes] = add_integers(graph_, extents);
        }
        return add(index, resize.op, std::move(inputs));
    }

    /// What a Concat has beside one operand; made once for all convolutions of it.
    Result<ValueId> rest_of(std::size_t index, const Node& concat, std::size_t operand) {
        const auto known = rests_.find(concat.outputs[0]);
        if (known != rests_.end()) return known->second;
        std::vector<ValueId> inputs = concat.inputs;
        inputs.erase(inputs.begin() + static_cast<std::ptrdiff_t>(operand));
        ValueId rest = inputs.front();
        if (inputs.size() > 1) {
            YOLOZU_ASSIGN(rest, add(index, concat.op, inputs));
        }
        return rests_[concat.outputs[0]] = rest;
    }

    Graph& graph_;
    const Uses uses_;
    std::map<ValueId, std::optional<Enlarged>> decisions_;  ///< for results of Concats
    std::map<ValueId, ValueId> rests_;                      ///< alike
    std::vector<std::pair<std::size_t, Node>> insertions_;
};

}  // namespace

Status convolve_before_resize(Graph& graph) {
    return Rewriting(graph).run();
}

}  // namespace yolozu::engine
