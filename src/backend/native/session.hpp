// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "backend/native/model.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "yolozu/backend.hpp"

namespace yolozu::native {

/// One thread's runs. Inputs of other shapes than last time take another compiled model and an arena of its size.
class RunningSession final : public Session {
public:
    explicit RunningSession(std::shared_ptr<const Model> model) : model_(std::move(model)) {}

    Result<std::span<const TensorView>> run(std::span<const TensorView> inputs) override;

private:
    Status prepare(std::span<const TensorView> inputs);

    std::shared_ptr<const Model> model_;
    std::vector<Shape> shapes_;
    std::unique_ptr<engine::Executor> executor_;
};

}  // namespace yolozu::native
