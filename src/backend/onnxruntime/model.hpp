// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "backend/device.hpp"
#include "backend/onnxruntime/library.hpp"
#include "yolozu/backend.hpp"

namespace yolozu::ort {

/// A model in ONNX Runtime: one OrtSession, whose Run may be called by many threads at once.
class Model final : public LoadedModel, public std::enable_shared_from_this<Model> {
public:
    static Result<std::shared_ptr<const LoadedModel>> load(const Library& library, const std::filesystem::path& path,
                                                           const Device& device, int threads);

    const std::vector<TensorSignature>& inputs() const override { return inputs_; }
    const std::vector<TensorSignature>& outputs() const override { return outputs_; }
    std::string_view provider() const override { return provider_; }
    std::string_view runtime_version() const override { return library_->version(); }
    Result<std::unique_ptr<Session>> create_session() const override;

    /// Runs once; `outputs` has an empty handle for each of the model's outputs and receives them.
    Status run(const std::vector<ValueHandle>& inputs, std::vector<ValueHandle>& outputs) const;

    const OrtApi& api() const { return library_->api(); }

private:
    Model(const Library& library, SessionHandle session) : library_(&library), session_(std::move(session)) {}

    const Library* library_;
    SessionHandle session_;
    std::vector<TensorSignature> inputs_, outputs_;
    std::string_view provider_;
};

}  // namespace yolozu::ort
