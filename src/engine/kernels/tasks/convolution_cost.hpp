// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernels/tasks/convolution.hpp"
#include "engine/kernels/tasks/winograd.hpp"

namespace yolozu::engine {

/// Estimates of a task's time, in cycles of one thread, after it was cut into items. The better way is the one that takes
/// less; the same shapes on the same machine get the same answer.
double estimated_cycles(const ConvolutionTask& task);
double estimated_cycles(const WinogradTask& task);

}  // namespace yolozu::engine
