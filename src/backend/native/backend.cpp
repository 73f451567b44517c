// SPDX-License-Identifier: Apache-2.0
#include "backend/native/backend.hpp"

#include <fmt/format.h>

#include "backend/device.hpp"
#include "backend/native/model.hpp"
#include "base/in_file.hpp"
#include "base/isa.hpp"
#include "base/try.hpp"

namespace yolozu {

namespace {

/// Whether the options ask for something that this engine is.
Status check_options(const BackendOptions& options) {
    YOLOZU_ASSIGN(const Device device, parse_device(options.device));
    if (device.kind != Device::Kind::cpu)
        return Error(ErrorCode::unavailable,
                     fmt::format("the native engine runs on the CPU, not on {}; --backend onnxruntime may", options.device));
    if (options.threads < 1)
        return Error(ErrorCode::invalid_argument, fmt::format("{} threads: at least 1 is needed", options.threads));
    return {};
}

Result<std::shared_ptr<const LoadedModel>> load_model(const std::filesystem::path& model,
                                                      const BackendOptions& options) {
    YOLOZU_TRY(check_options(options));
    if (!options.library.empty())
        return Error(ErrorCode::invalid_argument,
                     "the native engine uses no library: name one only with --backend onnxruntime");
    return native::Model::load(model, options.threads);
}

class NativeBackend final : public Backend {
public:
    std::string_view name() const override { return "native"; }

    BackendStatus status(const BackendOptions& options) const override {
        BackendStatus status;
        status.version = YOLOZU_VERSION;
        status.devices = {"cpu"};
        const Result<Isa> isa = active_isa();
        const Status usable = isa ? check_options(options) : Status(isa.error());
        status.available = usable.ok();
        status.reason = usable ? fmt::format("vector level {}", to_string(*isa)) : usable.error().to_string();
        return status;
    }

    Result<std::shared_ptr<const LoadedModel>> load(const std::filesystem::path& model,
                                                    const BackendOptions& options) const override {
        return in_file("model", model, load_model(model, options));
    }
};

}  // namespace

const Backend& native_backend() {
    static const NativeBackend backend;
    return backend;
}

}  // namespace yolozu
