// SPDX-License-Identifier: Apache-2.0
#include "backend/native/session.hpp"

#include <algorithm>

#include "backend/check_inputs.hpp"
#include "base/try.hpp"

namespace yolozu::native {

Status RunningSession::prepare(std::span<const TensorView> inputs) {
    if (executor_ != nullptr && std::ranges::equal(inputs, shapes_, {}, &TensorView::shape)) return {};
    executor_.reset();
    shapes_.clear();
    for (const TensorView& input : inputs) shapes_.push_back(input.shape);
    YOLOZU_ASSIGN(auto compiled, model_->compiled_for(shapes_));
    YOLOZU_ASSIGN(executor_, engine::Executor::create(std::move(compiled), model_->threads()));
    return {};
}

Result<std::span<const TensorView>> RunningSession::run(std::span<const TensorView> inputs) {
    YOLOZU_TRY(check_inputs(model_->inputs(), inputs));
    YOLOZU_TRY(prepare(inputs));
    return executor_->run(inputs);
}

}  // namespace yolozu::native
