// SPDX-License-Identifier: Apache-2.0
#include "engine/import/constants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/try.hpp"
#include "engine/ir/limits.hpp"
#include "onnx/elements.hpp"

namespace yolozu::engine {

namespace {

Status check_size(const onnx::TensorData& tensor) {
    const std::size_t size = element_size(tensor.element.type);
    if (size == 0)
        return Error(ErrorCode::unsupported, fmt::format("the native engine has no tensors of the element type {}",
                                                         tensor.element.onnx_number));
    if (static_cast<std::uint64_t>(tensor.shape.element_count()) > limits::tensor_bytes / size)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("a constant of shape {} is too large", tensor.shape.to_string()));
    return {};
}

bool aligned(const void* address, DataType type) {
    return reinterpret_cast<std::uintptr_t>(address) % element_size(type) == 0;
}

/// Whatever byte a file has for true becomes 1.
void normalise_bools(std::span<std::byte> elements) {
    for (std::byte& element : elements) element = element == std::byte{0} ? std::byte{0} : std::byte{1};
}

std::span<std::byte> bytes_of(Tensor& tensor) {
    return {static_cast<std::byte*>(tensor.mutable_view().data), tensor.size_bytes()};
}

Value owning_value(std::string_view name, Tensor tensor) {
    const auto owner = std::make_shared<const Tensor>(std::move(tensor));
    return {std::string(name), owner->type(), owner->shape(), Constant{owner->view().data, owner}};
}

/// Where external data may lie: in the model's folder or below it. Symbolic links are followed before this is judged.
Result<std::filesystem::path> external_path(const std::filesystem::path& model, std::string_view location) {
    namespace fs = std::filesystem;
    const fs::path relative(location);
    if (relative.empty() || relative.is_absolute() || location.find('\0') != std::string_view::npos)
        return Error(
            ErrorCode::malformed,
            fmt::format("external data in '{}': a path relative to the model is expected", printable(location)));
    std::error_code error;
    const fs::path folder = fs::canonical(model.has_parent_path() ? model.parent_path() : fs::path("."), error);
    if (error) return Error(ErrorCode::io, error.message());
    const fs::path target = fs::canonical(folder / relative, error);
    if (error)
        return Error(ErrorCode::not_found,
                     fmt::format("external data in '{}': {}", printable(location), error.message()));
    const auto [last, unused] = std::mismatch(folder.begin(), folder.end(), target.begin(), target.end());
    if (last != folder.end())
        return Error(ErrorCode::malformed,
                     fmt::format("external data in '{}' lies outside the model's folder", printable(location)));
    return target;
}

}  // namespace

Result<Tensor> copy_constant(const onnx::TensorData& tensor) {
    YOLOZU_TRY(check_size(tensor));
    YOLOZU_ASSIGN(Tensor copy, Tensor::allocate(tensor.element.type, tensor.shape));
    YOLOZU_TRY(onnx::copy_elements(tensor, bytes_of(copy)));
    if (copy.type() == DataType::boolean) normalise_bools(bytes_of(copy));
    return copy;
}

Result<Value> ConstantReader::read(const onnx::TensorData& tensor) {
    YOLOZU_TRY(check_size(tensor));
    if (tensor.storage == onnx::TensorStorage::external) return read_external(tensor);
    const bool in_place = tensor.storage == onnx::TensorStorage::raw && tensor.element.type != DataType::boolean &&
                          aligned(tensor.raw.data(), tensor.element.type) && !tensor.raw.empty();
    if (in_place)
        return Value{std::string(tensor.name), tensor.element.type, tensor.shape, Constant{tensor.raw.data(), file_}};
    YOLOZU_ASSIGN(Tensor copy, copy_constant(tensor));
    return owning_value(tensor.name, std::move(copy));
}

Result<Value> ConstantReader::read_external(const onnx::TensorData& tensor) {
    YOLOZU_ASSIGN(const std::filesystem::path path, external_path(file_->path, tensor.external.location));
    auto known = std::ranges::find(external_files_, path, [](const auto& entry) { return entry.first; });
    if (known == external_files_.end()) {
        YOLOZU_ASSIGN(MappedFile mapped, MappedFile::open(path));
        external_files_.emplace_back(path, std::make_shared<const MappedFile>(std::move(mapped)));
        known = external_files_.end() - 1;
    }
    const std::span<const std::byte> bytes = known->second->bytes();
    const std::uint64_t size =
        static_cast<std::uint64_t>(tensor.shape.element_count()) * element_size(tensor.element.type);
    if (tensor.external.length.value_or(size) != size || tensor.external.offset > bytes.size() ||
        size > bytes.size() - tensor.external.offset)
        return Error(ErrorCode::malformed,
                     fmt::format("external data in '{}': {} bytes from byte {} are expected, the file has {}",
                                 printable(tensor.external.location), size, tensor.external.offset, bytes.size()));
    const std::byte* const data = bytes.data() + tensor.external.offset;
    if (aligned(data, tensor.element.type) && tensor.element.type != DataType::boolean)
        return Value{std::string(tensor.name), tensor.element.type, tensor.shape, Constant{data, known->second}};
    YOLOZU_ASSIGN(Tensor copy, Tensor::allocate(tensor.element.type, tensor.shape));
    if (size > 0) std::memcpy(copy.mutable_view().data, data, size);
    if (copy.type() == DataType::boolean) normalise_bools(bytes_of(copy));
    return owning_value(tensor.name, std::move(copy));
}

}  // namespace yolozu::engine
