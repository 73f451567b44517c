// SPDX-License-Identifier: Apache-2.0
#include "backend/native/model.hpp"

#include <algorithm>
#include <optional>

#include "backend/native/session.hpp"
#include "base/try.hpp"
#include "model/signature.hpp"

namespace yolozu::native {

namespace {

constexpr std::size_t shapes_kept = 4;

/// The shapes of all inputs when the model fixes them.
std::optional<std::vector<Shape>> fixed_shapes(const std::vector<TensorSignature>& inputs) {
    std::vector<Shape> shapes;
    for (const TensorSignature& input : inputs) {
        if (!input.shape) return std::nullopt;
        std::vector<std::int64_t> extents;
        for (const Dimension& dimension : *input.shape) {
            if (!dimension.value) return std::nullopt;
            extents.push_back(*dimension.value);
        }
        const Result<Shape> shape = Shape::from(extents);
        if (!shape) return std::nullopt;
        shapes.push_back(*shape);
    }
    return shapes;
}

}  // namespace

Result<std::shared_ptr<const LoadedModel>> Model::load(const std::filesystem::path& path, int threads) {
    std::shared_ptr<Model> model(new Model);
    YOLOZU_ASSIGN(model->isa_, active_isa());
    YOLOZU_ASSIGN(model->file_, engine::open_model(path));
    YOLOZU_ASSIGN(ModelSignature signature, signature_from_bytes(model->file_->bytes.bytes()));
    model->inputs_ = std::move(signature.inputs);
    model->outputs_ = std::move(signature.outputs);
    model->provider_ = "native-" + std::string(to_string(model->isa_));
    model->threads_ = threads;
    if (const std::optional<std::vector<Shape>> shapes = fixed_shapes(model->inputs_))
        YOLOZU_TRY(model->compiled_for(*shapes));
    return std::shared_ptr<const LoadedModel>(std::move(model));
}

std::string_view Model::runtime_version() const {
    return YOLOZU_VERSION;
}

Result<std::shared_ptr<const engine::CompiledModel>> Model::compiled_for(std::span<const Shape> shapes) const {
    // Held while compiling too: whoever needs the same shapes at the same time would only do the same work again.
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find_if(compiled_, [&](const Entry& entry) {
        return std::ranges::equal(entry.first, shapes);
    });
    if (known != compiled_.end()) {
        std::rotate(known, known + 1, compiled_.end());
        return compiled_.back().second;
    }
    YOLOZU_ASSIGN(std::shared_ptr<const engine::Graph> graph, engine::prepare_graph(file_, shapes));
    YOLOZU_ASSIGN(auto compiled, engine::CompiledModel::compile(std::move(graph), isa_));
    file_->bytes.let_go_of_pages();  // nearly all weights are packed copies now
    if (compiled_.size() == shapes_kept) compiled_.erase(compiled_.begin());
    compiled_.emplace_back(std::vector<Shape>(shapes.begin(), shapes.end()), compiled);
    return compiled;
}

Result<std::unique_ptr<Session>> Model::create_session() const {
    return std::unique_ptr<Session>(new RunningSession(shared_from_this()));
}

}  // namespace yolozu::native
