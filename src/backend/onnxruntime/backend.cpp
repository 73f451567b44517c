// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/backend.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "backend/onnxruntime/model.hpp"
#include "backend/onnxruntime/providers.hpp"
#include "backend/onnxruntime/search.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"

namespace yolozu {

namespace {

/// What ONNX Runtime says about these is long and does not say what is wrong.
Status check_file(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error(ErrorCode::not_found, "there is no such file");
    if (error) return Error(ErrorCode::io, error.message());
    if (!std::filesystem::is_regular_file(status))
        return Error(ErrorCode::invalid_argument, "it is a folder or a device, not a file");
    return {};
}

Result<std::shared_ptr<const LoadedModel>> load_model(const std::filesystem::path& model,
                                                      const BackendOptions& options) {
    if (options.threads < 1)
        return Error(ErrorCode::invalid_argument, fmt::format("{} threads: at least 1 is needed", options.threads));
    YOLOZU_ASSIGN(const Device device, parse_device(options.device));
    YOLOZU_TRY(check_file(model));
    YOLOZU_ASSIGN(const ort::Library* const library, ort::find_library(options.library));
    return ort::Model::load(*library, model, device, options.threads);
}

class OnnxRuntimeBackend final : public Backend {
public:
    std::string_view name() const override { return "onnxruntime"; }

    BackendStatus status(const BackendOptions& options) const override {
        BackendStatus status;
        const Result<const ort::Library*> library = ort::find_library(options.library);
        if (!library) {
            status.reason = library.error().to_string();
            return status;
        }
        status.version = (*library)->version();
        status.library = (*library)->path();
        describe_devices(**library, options, status);
        return status;
    }

    Result<std::shared_ptr<const LoadedModel>> load(const std::filesystem::path& model,
                                                    const BackendOptions& options) const override {
        return in_file("model", model, load_model(model, options));
    }

private:
    /// Lists the devices that can be used; available is whether the one in the options is among them.
    static void describe_devices(const ort::Library& library, const BackendOptions& options, BackendStatus& status) {
        status.devices = {"cpu"};
        const auto& providers = library.providers();
        if (std::ranges::find(providers, ort::provider_of(Device::Kind::cuda)) != providers.end()) {
            const Status cuda = ort::check_device(library, {Device::Kind::cuda, 0});
            if (cuda)
                status.devices.emplace_back("cuda");
            else
                status.reason = cuda.error().to_string();
        }
        const Result<Device> asked = parse_device(options.device);
        const Status usable = asked ? ort::check_device(library, *asked) : Status(asked.error());
        status.available = usable.ok();
        if (!usable) status.reason = usable.error().to_string();
    }
};

}  // namespace

const Backend& onnxruntime_backend() {
    static const OnnxRuntimeBackend backend;
    return backend;
}

}  // namespace yolozu
