// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "backend/onnxruntime/api.hpp"
#include "backend/onnxruntime/model.hpp"
#include "yolozu/backend.hpp"

namespace yolozu::ort {

/// The inputs and outputs of one thread's runs. Inputs are read where they lie; outputs are ONNX Runtime's own memory.
class RunningSession final : public Session {
public:
    static Result<std::unique_ptr<Session>> create(std::shared_ptr<const Model> model);

    Result<std::span<const TensorView>> run(std::span<const TensorView> inputs) override;

private:
    RunningSession(std::shared_ptr<const Model> model, MemoryInfoHandle cpu_memory)
        : model_(std::move(model)), cpu_memory_(std::move(cpu_memory)) {}

    Result<ValueHandle> wrap(const TensorView& tensor) const;
    Result<TensorView> view(OrtValue& value) const;

    std::shared_ptr<const Model> model_;  // first: its session outlives the values below
    MemoryInfoHandle cpu_memory_;
    std::vector<ValueHandle> outputs_;
    std::vector<TensorView> views_;
};

}  // namespace yolozu::ort
