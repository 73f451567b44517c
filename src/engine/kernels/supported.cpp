// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/functions.hpp"
#include "engine/kernels/tasks/elementwise.hpp"
#include "engine/kernels/tasks/summaries.hpp"

namespace yolozu::engine {

#define YOLOZU_IS(name) function == Enum::name ||

bool supported(UnaryFunction function) {
    using Enum = UnaryFunction;
    return YOLOZU_VECTOR_FUNCTIONS(YOLOZU_IS) false;
}
bool supported(BinaryFunction function) {
    using Enum = BinaryFunction;
    return YOLOZU_VECTOR_BINARY_FUNCTIONS(YOLOZU_IS) false;
}
bool supported(ReduceFunction function) {
    using Enum = ReduceFunction;
    return YOLOZU_VECTOR_REDUCTIONS(YOLOZU_IS) false;
}

}  // namespace yolozu::engine
