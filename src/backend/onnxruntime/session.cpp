// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/session.hpp"

#include <fmt/format.h>

#include "backend/check_inputs.hpp"
#include "backend/onnxruntime/signature.hpp"
#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

Result<std::unique_ptr<Session>> RunningSession::create(std::shared_ptr<const Model> model) {
    const OrtApi& api = model->api();
    YOLOZU_ASSIGN(MemoryInfoHandle cpu_memory,
                  ort::create<MemoryInfoHandle>(api, api.CreateCpuMemoryInfo, OrtArenaAllocator, OrtMemTypeDefault));
    return std::unique_ptr<Session>(new RunningSession(std::move(model), std::move(cpu_memory)));
}

Result<ValueHandle> RunningSession::wrap(const TensorView& tensor) const {
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(static_cast<std::size_t>(tensor.shape.element_count()), element_size(tensor.type),
                               &bytes))
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("a tensor of shape {} is too large", tensor.shape.to_string()));
    // Run takes its inputs as const; only the type of this call wants them writable.
    return ort::create<ValueHandle>(model_->api(), model_->api().CreateTensorWithDataAsOrtValue, cpu_memory_.get(),
                                    const_cast<void*>(tensor.data), bytes, tensor.shape.extents().data(),
                                    tensor.shape.rank(), element_type(tensor.type));
}

Result<TensorView> RunningSession::view(OrtValue& value) const {
    const OrtApi& api = model_->api();
    YOLOZU_ASSIGN(const TensorInfoHandle info, ort::create<TensorInfoHandle>(api, api.GetTensorTypeAndShape, &value));
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    YOLOZU_TRY(check(api, api.GetTensorElementType(info.get(), &type)));
    std::size_t rank = 0;
    YOLOZU_TRY(check(api, api.GetDimensionsCount(info.get(), &rank)));
    std::vector<std::int64_t> extents(rank);
    YOLOZU_TRY(check(api, api.GetDimensions(info.get(), extents.data(), rank)));
    void* data = nullptr;
    YOLOZU_TRY(check(api, api.GetTensorMutableData(&value, &data)));
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    return TensorView{data_type(type), shape, data};
}

Result<std::span<const TensorView>> RunningSession::run(std::span<const TensorView> inputs) {
    YOLOZU_TRY(check_inputs(model_->inputs(), inputs));
    // Given back first, so that this run gets the same memory again instead of more.
    views_.clear();
    outputs_.clear();

    std::vector<ValueHandle> values;
    for (const TensorView& input : inputs) {
        YOLOZU_ASSIGN(ValueHandle value, wrap(input));
        values.push_back(std::move(value));
    }
    YOLOZU_TRY(model_->run(values, outputs_));
    for (std::size_t index = 0; index < outputs_.size(); ++index) {
        Result<TensorView> output = view(*outputs_[index]);
        if (!output)
            return std::move(output).error().with_context(
                fmt::format("output '{}'", printable(model_->outputs()[index].name)));
        views_.push_back(*output);
    }
    return std::span<const TensorView>(views_);
}

}  // namespace yolozu::ort
