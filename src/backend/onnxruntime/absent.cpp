// SPDX-License-Identifier: Apache-2.0
//
// Stands in for the ONNX Runtime backend in a build without it; the build says why there is none.
#include "backend/onnxruntime/backend.hpp"

namespace yolozu {

namespace {

constexpr const char* reason = "this build has no ONNX Runtime support: " YOLOZU_ONNXRUNTIME_ABSENCE;

class AbsentBackend final : public Backend {
public:
    std::string_view name() const override { return "onnxruntime"; }

    BackendStatus status(const BackendOptions&) const override {
        BackendStatus status;
        status.reason = reason;
        return status;
    }

    Result<std::shared_ptr<const LoadedModel>> load(const std::filesystem::path&,
                                                    const BackendOptions&) const override {
        return Error(ErrorCode::unavailable, reason);
    }
};

}  // namespace

const Backend& onnxruntime_backend() {
    static const AbsentBackend backend;
    return backend;
}

}  // namespace yolozu
