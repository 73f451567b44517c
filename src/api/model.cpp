// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/mman.h>

#include <string>
#include <utility>

#include "api/settle_options.hpp"
#include "base/descriptor.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "pipeline/decide_file.hpp"
#include "yolozu/detector.hpp"

namespace yolozu {
namespace {

Result<Predictor> load_predictor(const std::filesystem::path& file, const ModelOptions& options) {
    YOLOZU_TRY(check_options(options));
    YOLOZU_ASSIGN(DecidedModel decided, decide_model_file(file, options.overrides, Probing::when_ambiguous,
                                                          {options.backend, options.runtime}));
    YOLOZU_ASSIGN(const ModelInfo info, in_file("model", file, std::move(decided.info)));
    YOLOZU_ASSIGN(const PredictorOptions settled, settle_options(options, info));
    return Predictor::load(file, info, settled);
}

Status write_all(const Descriptor& file, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return system_error("cannot keep the model in memory", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

/// An error of a file that has no name for the caller.
Error without_name(const Error& error, const std::string& name) {
    Error renamed(error.code(), error.message());
    for (auto context = error.context().rbegin(); context != error.context().rend(); ++context)
        renamed =
            std::move(renamed).with_context(context->find(name) == std::string::npos ? *context : "model in memory");
    return renamed;
}

}  // namespace

Model::Model(std::shared_ptr<const Predictor> predictor) : predictor_(std::move(predictor)) {}

Result<Model> Model::load(const std::filesystem::path& file, const ModelOptions& options) {
    return within_memory("to load the model", [&]() -> Result<Model> {
        YOLOZU_ASSIGN(Predictor predictor, load_predictor(file, options));
        return Model(std::make_shared<const Predictor>(std::move(predictor)));
    });
}

// Backends open files by name, so the bytes get one for as long as that takes.
Result<Model> Model::from_bytes(std::span<const std::byte> bytes, const ModelOptions& options) {
    return within_memory("to load the model", [&]() -> Result<Model> {
        const Descriptor file(::memfd_create("model", MFD_CLOEXEC));
        if (file.number() < 0) return system_error("cannot keep the model in memory", errno);
        YOLOZU_TRY(write_all(file, bytes));
        const std::string name = fmt::format("/proc/self/fd/{}", file.number());
        Result<Model> model = load(name, options);
        if (model) return model;
        return without_name(model.error(), name);
    });
}

const ModelInfo& Model::info() const {
    return predictor_->info();
}

std::string_view Model::backend_name() const {
    return predictor_->backend_name();
}

std::string_view Model::provider() const {
    return predictor_->loaded().provider();
}

}  // namespace yolozu
