// SPDX-License-Identifier: Apache-2.0
//
// ONNX Runtime's C API made fit for C++: its objects as owning handles, its statuses as Status.
#pragma once

#include <onnxruntime_c_api.h>

#include <memory>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu::ort {

template <class Object, void (ORT_API_CALL* OrtApi::*release)(Object*)>
struct Release {
    const OrtApi* api = nullptr;
    void operator()(Object* object) const { (api->*release)(object); }
};
template <class Object, void (ORT_API_CALL* OrtApi::*release)(Object*)>
using Handle = std::unique_ptr<Object, Release<Object, release>>;

using CudaOptionsHandle = Handle<OrtCUDAProviderOptionsV2, &OrtApi::ReleaseCUDAProviderOptions>;
using MemoryInfoHandle = Handle<OrtMemoryInfo, &OrtApi::ReleaseMemoryInfo>;
using OptionsHandle = Handle<OrtSessionOptions, &OrtApi::ReleaseSessionOptions>;
using SessionHandle = Handle<OrtSession, &OrtApi::ReleaseSession>;
using TensorInfoHandle = Handle<OrtTensorTypeAndShapeInfo, &OrtApi::ReleaseTensorTypeAndShapeInfo>;
using TypeInfoHandle = Handle<OrtTypeInfo, &OrtApi::ReleaseTypeInfo>;
using ValueHandle = Handle<OrtValue, &OrtApi::ReleaseValue>;

/// Takes the status over. A failure keeps ONNX Runtime's own words, on one line.
Status check(const OrtApi& api, OrtStatus* status);

/// Calls a creating function, whose last argument receives the object, and owns what it made:
/// create<OptionsHandle>(api, api.CreateSessionOptions).
template <class OwningHandle, class Function, class... Arguments>
Result<OwningHandle> create(const OrtApi& api, Function function, Arguments... arguments) {
    typename OwningHandle::pointer object = nullptr;
    if (Status status = check(api, function(arguments..., &object)); !status) return std::move(status).error();
    return OwningHandle(object, {&api});
}

}  // namespace yolozu::ort
