// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/ir/graph.hpp"

namespace yolozu::engine {

/// y = scale x + shift, with numbers of its own for each channel (axis 1).
struct ChannelAffine {
    std::vector<double> scale, shift;

    /// Makes this what it and `first`, done before it, come to.
    void after(const ChannelAffine& first);
};

/// What a node does to one of its inputs, a tensor of this rank with `channels` channels, when it is a batch
/// normalisation with constant parameters or a sum, difference, product or quotient with a constant for each channel.
/// That its output is of the same shape is for the caller to check.
std::optional<ChannelAffine> channel_affine(const Graph& graph, const Node& node, ValueId x, std::size_t channels,
                                            std::size_t rank);

}  // namespace yolozu::engine
