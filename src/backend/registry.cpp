// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "backend/device.hpp"
#include "backend/native/backend.hpp"
#include "backend/onnxruntime/backend.hpp"
#include "base/file.hpp"
#include "base/try.hpp"
#include "yolozu/backend.hpp"

namespace yolozu {

namespace {

Result<const Backend*> first_available(const BackendOptions& options) {
    std::string reasons;
    for (const Backend* const backend : backends()) {
        const BackendStatus status = backend->status(options);
        // Who names a library means the backend that it is of.
        const bool meant = options.library.empty() || !status.library.empty() || !status.available;
        if (status.available && meant) return backend;
        reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", backend->name(),
                               meant ? status.reason : "it uses no library, and one was named");
    }
    return Error(ErrorCode::unavailable, fmt::format("no backend is available ({})", reasons));
}

}  // namespace

std::span<const Backend* const> backends() {
    // A new backend is one line here, at its place in the order of preference.
    static const std::array all{
        &native_backend(),
        &onnxruntime_backend(),
    };
    return all;
}

Result<const Backend*> find_backend(std::string_view name, const BackendOptions& options) {
    YOLOZU_TRY(parse_device(options.device));
    if (name == "auto") return first_available(options);
    std::vector<std::string_view> names;
    for (const Backend* const backend : backends()) {
        if (backend->name() == name) return backend;
        names.push_back(backend->name());
    }
    return Error(ErrorCode::not_found, fmt::format("this build has no backend '{}': there are auto and {}",
                                                   printable(name), fmt::join(names, ", ")));
}

}  // namespace yolozu
