// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/signature.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

namespace {

constexpr std::array<std::pair<ONNXTensorElementDataType, DataType>, 13> element_types{{
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, DataType::float32},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, DataType::uint8},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, DataType::int8},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16, DataType::uint16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16, DataType::int16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, DataType::int32},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, DataType::int64},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, DataType::boolean},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16, DataType::float16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE, DataType::float64},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32, DataType::uint32},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64, DataType::uint64},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16, DataType::bfloat16},
}};

Result<std::vector<Dimension>> read_dimensions(const OrtApi& api, const OrtTensorTypeAndShapeInfo& info) {
    std::size_t rank = 0;
    YOLOZU_TRY(check(api, api.GetDimensionsCount(&info, &rank)));
    std::vector<std::int64_t> values(rank);
    std::vector<const char*> symbols(rank);
    YOLOZU_TRY(check(api, api.GetDimensions(&info, values.data(), rank)));
    YOLOZU_TRY(check(api, api.GetSymbolicDimensions(&info, symbols.data(), rank)));
    std::vector<Dimension> dimensions(rank);
    for (std::size_t axis = 0; axis < rank; ++axis) {
        if (values[axis] >= 0)
            dimensions[axis].value = values[axis];
        else
            dimensions[axis].symbol = symbols[axis];
    }
    return dimensions;
}

Result<TensorSignature> read_tensor(const Library& library, const OrtTypeInfo& type) {
    const OrtApi& api = library.api();
    const OrtTensorTypeAndShapeInfo* info = nullptr;  // belongs to `type`; null when it is no tensor
    YOLOZU_TRY(check(api, api.CastTypeInfoToTensorInfo(&type, &info)));
    if (info == nullptr)
        return Error(ErrorCode::unsupported, "it is a sequence, map or optional: only tensors are supported");
    ONNXTensorElementDataType element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    YOLOZU_TRY(check(api, api.GetTensorElementType(info, &element)));
    TensorSignature signature;
    signature.type = data_type(element);
    if (signature.type == DataType::undefined)
        return Error(ErrorCode::unsupported, fmt::format("its elements are of type {} of ONNX, which is not supported",
                                                         static_cast<int>(element)));
    YOLOZU_ASSIGN(std::vector<Dimension> shape, read_dimensions(api, *info));
    // Before 1.24 a tensor without a declared shape looks like a scalar; then a scalar counts as undeclared.
    const bool declared = library.is_at_least(24) ? api.TensorTypeAndShape_HasShape(info) : !shape.empty();
    if (declared) signature.shape = std::move(shape);
    return signature;
}

/// The functions that read one side of a session.
struct Side {
    const char* what;
    decltype(OrtApi::SessionGetInputCount) count;
    decltype(OrtApi::SessionGetInputName) name;
    decltype(OrtApi::SessionGetInputTypeInfo) type;
};

Result<std::string> read_name(const OrtApi& api, const Side& side, const OrtSession& session, std::size_t index) {
    OrtAllocator* allocator = nullptr;  // the library's own
    YOLOZU_TRY(check(api, api.GetAllocatorWithDefaultOptions(&allocator)));
    char* text = nullptr;
    YOLOZU_TRY(check(api, side.name(&session, index, allocator, &text)));
    std::string name(text);
    YOLOZU_TRY(check(api, api.AllocatorFree(allocator, text)));
    return name;
}

Result<TensorSignature> read_one(const Library& library, const Side& side, const OrtSession& session,
                                 std::size_t index) {
    YOLOZU_ASSIGN(std::string name, read_name(library.api(), side, session, index));
    YOLOZU_ASSIGN(const TypeInfoHandle type, create<TypeInfoHandle>(library.api(), side.type, &session, index));
    Result<TensorSignature> signature = read_tensor(library, *type);
    if (!signature)
        return std::move(signature).error().with_context(fmt::format("{} '{}'", side.what, printable(name)));
    signature->name = std::move(name);
    return signature;
}

Result<std::vector<TensorSignature>> read_side(const Library& library, const Side& side, const OrtSession& session) {
    std::size_t count = 0;
    YOLOZU_TRY(check(library.api(), side.count(&session, &count)));
    std::vector<TensorSignature> signatures;
    for (std::size_t index = 0; index < count; ++index) {
        YOLOZU_ASSIGN(TensorSignature signature, read_one(library, side, session, index));
        signatures.push_back(std::move(signature));
    }
    return signatures;
}

}  // namespace

Result<std::vector<TensorSignature>> read_inputs(const Library& library, const OrtSession& session) {
    const OrtApi& api = library.api();
    return read_side(library, {"input", api.SessionGetInputCount, api.SessionGetInputName, api.SessionGetInputTypeInfo},
                     session);
}

Result<std::vector<TensorSignature>> read_outputs(const Library& library, const OrtSession& session) {
    const OrtApi& api = library.api();
    return read_side(library,
                     {"output", api.SessionGetOutputCount, api.SessionGetOutputName, api.SessionGetOutputTypeInfo},
                     session);
}

DataType data_type(ONNXTensorElementDataType type) {
    for (const auto& [theirs, ours] : element_types)
        if (theirs == type) return ours;
    return DataType::undefined;
}

ONNXTensorElementDataType element_type(DataType type) {
    for (const auto& [theirs, ours] : element_types)
        if (ours == type) return theirs;
    return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

}  // namespace yolozu::ort
