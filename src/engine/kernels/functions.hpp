// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The functions of one number that there is vector code for.
#define YOLOZU_VECTOR_FUNCTIONS(FUNCTION)                                                                              \
    FUNCTION(identity)                                                                                                 \
    FUNCTION(absolute)                                                                                                 \
    FUNCTION(negate) FUNCTION(sign) FUNCTION(ceil) FUNCTION(floor) FUNCTION(round) FUNCTION(square_root)               \
        FUNCTION(reciprocal) FUNCTION(exponential) FUNCTION(logarithm) FUNCTION(error_function)                        \
            FUNCTION(hyperbolic_tangent) FUNCTION(sigmoid) FUNCTION(silu) FUNCTION(relu) FUNCTION(leaky_relu)          \
                FUNCTION(clip) FUNCTION(elu) FUNCTION(celu) FUNCTION(selu) FUNCTION(hard_sigmoid) FUNCTION(hard_swish) \
                    FUNCTION(mish) FUNCTION(gelu) FUNCTION(gelu_tanh) FUNCTION(softplus) FUNCTION(softsign)            \
                        FUNCTION(thresholded_relu) FUNCTION(shrink)

/// The functions of two numbers that there is vector code for.
#define YOLOZU_VECTOR_BINARY_FUNCTIONS(FUNCTION) \
    FUNCTION(add)                                \
    FUNCTION(subtract) FUNCTION(multiply) FUNCTION(divide) FUNCTION(minimum) FUNCTION(maximum) FUNCTION(prelu)

/// The summaries along an axis that there is vector code for.
#define YOLOZU_VECTOR_REDUCTIONS(FUNCTION) FUNCTION(sum) FUNCTION(mean) FUNCTION(maximum) FUNCTION(minimum)
