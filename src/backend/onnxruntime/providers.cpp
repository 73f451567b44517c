// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/providers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>

#include "backend/onnxruntime/log.hpp"
#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

namespace {

Status append_cuda(const OrtApi& api, int index, OrtSessionOptions& options) {
    YOLOZU_ASSIGN(const CudaOptionsHandle cuda, create<CudaOptionsHandle>(api, api.CreateCUDAProviderOptions));
    const std::string device_id = std::to_string(index);
    const std::array<const char*, 1> keys{"device_id"}, values{device_id.c_str()};
    YOLOZU_TRY(check(api, api.UpdateCUDAProviderOptions(cuda.get(), keys.data(), values.data(), keys.size())));
    return check(api, api.SessionOptionsAppendExecutionProvider_CUDA_V2(&options, cuda.get()));
}

}  // namespace

std::string_view provider_of(Device::Kind kind) {
    switch (kind) {
        case Device::Kind::cpu:
            return "CPUExecutionProvider";
        case Device::Kind::cuda:
            return "CUDAExecutionProvider";
    }
    return "unknown";
}

Status append_provider(const Library& library, const Device& device, OrtSessionOptions& options) {
    if (device.kind == Device::Kind::cpu) return {};
    if (std::ranges::find(library.providers(), provider_of(device.kind)) == library.providers().end())
        return Error(ErrorCode::unavailable,
                     fmt::format("device {} was asked for, but ONNX Runtime {} ('{}') has no {}, only {}: give a build "
                                 "for GPUs with --onnxruntime PATH, or choose --device cpu",
                                 to_string(device.kind), library.version(), printable(library.path()),
                                 provider_of(device.kind), fmt::join(library.providers(), ", ")));
    const LogCapture log;
    if (const Status status = append_cuda(library.api(), device.index, options); !status)
        return Error(ErrorCode::unavailable,
                     fmt::format("device {} was asked for, but its provider cannot be used: {}{}{}: install NVIDIA's "
                                 "driver and the CUDA and cuDNN that ONNX Runtime {} was built for, or choose --device "
                                 "cpu",
                                 to_string(device.kind), status.error().message(), log.text().empty() ? "" : "; ",
                                 printable(log.text()), library.version()));
    return {};
}

Status check_device(const Library& library, const Device& device) {
    if (device.kind == Device::Kind::cpu) return {};
    YOLOZU_ASSIGN(const OptionsHandle options,
                  create<OptionsHandle>(library.api(), library.api().CreateSessionOptions));
    return append_provider(library, device, *options);
}

Status check_assignment(const Library& library, const OrtSession& session, const Device& device) {
    if (!library.is_at_least(24)) return {};
    const OrtApi& api = library.api();
    const OrtEpAssignedSubgraph* const* subgraphs = nullptr;
    std::size_t count = 0;
    YOLOZU_TRY(check(api, api.Session_GetEpGraphAssignmentInfo(&session, &subgraphs, &count)));
    for (std::size_t index = 0; index < count; ++index) {
        const char* provider = nullptr;
        YOLOZU_TRY(check(api, api.EpAssignedSubgraph_GetEpName(subgraphs[index], &provider)));
        if (provider == provider_of(device.kind)) return {};
    }
    // Nothing left to run once the constants are folded: no provider was passed over.
    if (count == 0) return {};
    return Error(ErrorCode::unavailable,
                 fmt::format("device {} was asked for, but {} takes none of the model's {} nodes: choose --device cpu",
                             to_string(device.kind), provider_of(device.kind), count));
}

}  // namespace yolozu::ort
