// SPDX-License-Identifier: Apache-2.0
//
// As much of an ONNX Runtime for GPUs as it takes to be refused: on device 0 the CUDA provider cannot be loaded, on
// every other one it loads and takes no node of any model.
#include <onnxruntime_c_api.h>

#include <array>
#include <string>

struct OrtStatus {
    std::string message;
};
struct OrtEnv {};
struct OrtSessionOptions {};
struct OrtSession {};
struct OrtEpAssignedSubgraph {};
struct OrtCUDAProviderOptionsV2 {
    std::string device_id;
};

namespace {

OrtLoggingFunction logging_function = nullptr;

OrtStatus* create_environment(OrtLoggingFunction log, void*, OrtLoggingLevel, const char*, OrtEnv** out) noexcept {
    static OrtEnv environment;
    logging_function = log;
    *out = &environment;
    return nullptr;
}

OrtStatus* get_available_providers(char*** out, int* count) noexcept {
    static std::string cuda = "CUDAExecutionProvider", cpu = "CPUExecutionProvider";
    static std::array<char*, 2> providers{cuda.data(), cpu.data()};
    *out = providers.data();
    *count = 2;
    return nullptr;
}

OrtStatus* update_cuda_options(OrtCUDAProviderOptionsV2* options, const char* const*, const char* const* values,
                               size_t) noexcept {
    options->device_id = values[0];
    return nullptr;
}

OrtStatus* append_cuda(OrtSessionOptions*, const OrtCUDAProviderOptionsV2* options) noexcept {
    if (options->device_id != "0") return nullptr;
    logging_function(nullptr, ORT_LOGGING_LEVEL_ERROR, "", "", "", "libcublasLt.so.12: cannot open");
    return new OrtStatus{"Failed to load\nshared library"};
}

OrtStatus* create_session(const OrtEnv*, const char*, const OrtSessionOptions*, OrtSession** out) noexcept {
    *out = new OrtSession;
    return nullptr;
}

OrtStatus* get_assignment(const OrtSession*, const OrtEpAssignedSubgraph* const** subgraphs, size_t* count) noexcept {
    static const OrtEpAssignedSubgraph node;
    static const std::array<const OrtEpAssignedSubgraph*, 3> nodes{&node, &node, &node};
    *subgraphs = nodes.data();
    *count = nodes.size();
    return nullptr;
}

template <class Object>
OrtStatus* create(Object** out) noexcept {
    *out = new Object;
    return nullptr;
}
template <class Object>
void release(Object* object) {
    delete object;
}

OrtApi make_api() {
    OrtApi api{};
    api.GetErrorCode = [](const OrtStatus*) noexcept { return ORT_FAIL; };
    api.GetErrorMessage = [](const OrtStatus* status) noexcept { return status->message.c_str(); };
    api.ReleaseStatus = release<OrtStatus>;
    api.CreateEnvWithCustomLogger = create_environment;
    api.GetAvailableProviders = get_available_providers;
    api.ReleaseAvailableProviders = [](char**, int) noexcept -> OrtStatus* { return nullptr; };
    api.CreateSessionOptions = create<OrtSessionOptions>;
    api.ReleaseSessionOptions = release<OrtSessionOptions>;
    const auto set_number = [](OrtSessionOptions*, int) noexcept -> OrtStatus* { return nullptr; };
    api.SetIntraOpNumThreads = set_number;
    api.SetInterOpNumThreads = set_number;
    api.SetSessionExecutionMode = [](OrtSessionOptions*, ExecutionMode) noexcept -> OrtStatus* { return nullptr; };
    api.SetSessionGraphOptimizationLevel = [](OrtSessionOptions*, GraphOptimizationLevel) noexcept -> OrtStatus* {
        return nullptr;
    };
    api.DisableMemPattern = [](OrtSessionOptions*) noexcept -> OrtStatus* { return nullptr; };
    api.AddSessionConfigEntry = [](OrtSessionOptions*, const char*, const char*) noexcept -> OrtStatus* {
        return nullptr;
    };
    api.CreateCUDAProviderOptions = create<OrtCUDAProviderOptionsV2>;
    api.UpdateCUDAProviderOptions = update_cuda_options;
    api.ReleaseCUDAProviderOptions = release<OrtCUDAProviderOptionsV2>;
    api.SessionOptionsAppendExecutionProvider_CUDA_V2 = append_cuda;
    api.CreateSession = create_session;
    api.ReleaseSession = release<OrtSession>;
    api.Session_GetEpGraphAssignmentInfo = get_assignment;
    api.EpAssignedSubgraph_GetEpName = [](const OrtEpAssignedSubgraph*, const char** out) noexcept -> OrtStatus* {
        *out = "CPUExecutionProvider";
        return nullptr;
    };
    return api;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const OrtApiBase* OrtGetApiBase() noexcept {
    static const OrtApi api = make_api();
    static const OrtApiBase base{
        [](uint32_t) noexcept { return &api; },
        []() noexcept { return "1.29.0"; },
    };
    return &base;
}
