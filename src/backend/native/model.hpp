// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/isa.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "yolozu/backend.hpp"

namespace yolozu::native {

/// A model file and what was made of it for each input shape that was asked for; the few used last are kept.
class Model final : public LoadedModel, public std::enable_shared_from_this<Model> {
public:
    /// A model whose input shapes are all fixed is compiled at once.
    static Result<std::shared_ptr<const LoadedModel>> load(const std::filesystem::path& path, int threads);

    const std::vector<TensorSignature>& inputs() const override { return inputs_; }
    const std::vector<TensorSignature>& outputs() const override { return outputs_; }
    std::string_view provider() const override { return provider_; }
    std::string_view runtime_version() const override;
    Result<std::unique_ptr<Session>> create_session() const override;

    /// The model made ready for inputs of these shapes; made once, then shared.
    Result<std::shared_ptr<const engine::CompiledModel>> compiled_for(std::span<const Shape> shapes) const;
    int threads() const { return threads_; }

private:
    Model() = default;

    std::shared_ptr<const engine::ModelFile> file_;
    std::vector<TensorSignature> inputs_, outputs_;
    std::string provider_;
    Isa isa_ = Isa::ref;
    int threads_ = 1;

    using Entry = std::pair<std::vector<Shape>, std::shared_ptr<const engine::CompiledModel>>;
    mutable std::mutex mutex_;
    mutable std::vector<Entry> compiled_;  // the one used last at the end
};

}  // namespace yolozu::native
