// SPDX-License-Identifier: Apache-2.0
//
// ONNX Runtime's shared library, loaded into this process.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backend/onnxruntime/api.hpp"
#include "yolozu/result.hpp"

namespace yolozu::ort {

/// The oldest accepted: it reads operator set 20, which today's exporters write.
constexpr int minimum_minor_version = 17;

/// A loaded library and its one environment. It stays loaded until the process ends, because threads of its own may
/// still be running when the last session is gone.
class Library {
public:
    /// Loads a file, or, when `name` has no slash, whatever the system's loader finds under that name (`not_found` when
    /// it finds nothing). The same library is loaded once however often and under whatever path it is asked for.
    static Result<const Library*> load(const std::filesystem::path& name);

    const OrtApi& api() const { return *api_; }
    OrtEnv* environment() const { return environment_; }
    /// Whether the library has the functions that came with 1.<minor>.
    bool is_at_least(int minor) const { return minor_version_ >= minor; }
    const std::string& version() const { return version_; }
    const std::filesystem::path& path() const { return path_; }
    /// Providers it was built with, e.g. "CUDAExecutionProvider"; using one may need more than this library.
    const std::vector<std::string>& providers() const { return providers_; }

private:
    static Result<Library> from_handle(void* handle, const std::filesystem::path& path);
    Status start();

    const OrtApi* api_ = nullptr;
    OrtEnv* environment_ = nullptr;
    int minor_version_ = 0;
    std::string version_;
    std::filesystem::path path_;
    std::vector<std::string> providers_;
};

}  // namespace yolozu::ort
