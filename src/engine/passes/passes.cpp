// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/passes.hpp"

#include <fmt/format.h>

#include <array>

#include "base/try.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine {

std::span<const Pass> all_passes() {
    static constexpr std::array passes{
        Pass{"widen_halves", widen_halves},
        Pass{"remove_identities", remove_identities},
        Pass{"integer_convolution", integer_convolution},
        Pass{"quantised_convolution", quantised_convolution},
        Pass{"dequantised_convolution", dequantised_convolution},
        Pass{"depthwise_in_float", depthwise_in_float},
        Pass{"fold_constants", fold_constants},  // weights that nothing takes quantised
        Pass{"fold_batch_normalization", fold_batch_normalization},
        Pass{"find_activations", find_activations},
        Pass{"find_lookups", find_lookups},
        Pass{"convolve_before_resize", convolve_before_resize},
        Pass{"find_layer_normalization", find_layer_normalization},
        Pass{"find_expected_value", find_expected_value},
        Pass{"find_attention", find_attention},
        Pass{"linear_to_convolution", linear_to_convolution},
        Pass{"transposed_convolution", transposed_convolution},
        Pass{"channels_last", channels_last},
        Pass{"push_transposes", push_transposes},
        Pass{"remove_identities", remove_identities},  // pushing leaves reshapes behind one another
        Pass{"fuse_convolution_tails", fuse_convolution_tails},
        Pass{"fold_constants", fold_constants},
    };
    return passes;
}

Status optimise(Graph& graph) {
    // What is left has outputs that somebody uses: passes may look at the first one of an operator with only one.
    YOLOZU_TRY(remove_dead_nodes(graph));
    for (const Pass& pass : all_passes()) {
        const auto context = [&] { return fmt::format("pass {}", pass.name); };
        if (Status done = pass.run(graph); !done) return std::move(done).error().with_context(context());
        if (Status cleaned = remove_dead_nodes(graph); !cleaned) return cleaned;
#ifndef NDEBUG
        if (Status verified = verify(graph); !verified) return std::move(verified).error().with_context(context());
#endif
    }
    return {};
}

}  // namespace yolozu::engine
