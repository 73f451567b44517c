// SPDX-License-Identifier: Apache-2.0
#include "onnx/elements.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "onnx/element_type.hpp"
#include "onnx/reading.hpp"

namespace yolozu::onnx {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian and is copied as it is");

constexpr std::uint32_t int32_data = 5, string_data = 6, int64_data = 7, float_data = 4, double_data = 10,
                        uint64_data = 11;

pbf_reader message_of(const TensorData& tensor) {
    return pbf_reader(reinterpret_cast<const char*>(tensor.message.data()), tensor.message.size());
}

/// Goes to the next occurrence of a repeated field of numbers, packed or one alone.
bool next_numbers(pbf_reader& message, std::uint32_t field, protozero::pbf_wire_type alone) {
    while (message.next()) {
        const bool packed = message.wire_type() == protozero::pbf_wire_type::length_delimited;
        if (message.tag() == field && (packed || message.wire_type() == alone)) return true;
        message.skip();
    }
    return false;
}

/// Appends elements to the destination; the reader has checked their number.
template <class T>
class Sink {
public:
    explicit Sink(std::span<std::byte> destination) : destination_(destination) {}

    /// A number from a varint, which may be too large for the element.
    template <class Number>
    void put_checked(Number number) {
        if (!std::in_range<T>(number))
            fail_malformed(fmt::format("the number {} does not fit an element of {} bytes", number, sizeof(T)));
        put(static_cast<T>(number));
    }
    void put(T value) {
        if (destination_.size() < sizeof(T)) fail_malformed("the file changed while it was read");
        std::memcpy(destination_.data(), &value, sizeof(T));
        destination_ = destination_.subspan(sizeof(T));
    }

private:
    std::span<std::byte> destination_;
};

template <class T>
void copy_int32_data(const TensorData& tensor, std::span<std::byte> destination) {
    Sink<T> sink(destination);
    pbf_reader message = message_of(tensor);
    while (next_numbers(message, int32_data, protozero::pbf_wire_type::varint))
        read_integers(message, [&](std::int64_t number) { sink.put_checked(static_cast<std::int32_t>(number)); });
}

void copy_int64_data(const TensorData& tensor, std::span<std::byte> destination) {
    Sink<std::int64_t> sink(destination);
    pbf_reader message = message_of(tensor);
    while (next_numbers(message, int64_data, protozero::pbf_wire_type::varint))
        read_integers(message, [&](std::int64_t number) { sink.put(number); });
}

template <class T>
void copy_uint64_data(const TensorData& tensor, std::span<std::byte> destination) {
    Sink<T> sink(destination);
    pbf_reader message = message_of(tensor);
    while (next_numbers(message, uint64_data, protozero::pbf_wire_type::varint))
        read_integers(message, [&](std::int64_t bits) { sink.put_checked(static_cast<std::uint64_t>(bits)); });
}

/// float_data and double_data: numbers of a fixed size, packed or one to a field.
template <class T>
void copy_fixed_data(const TensorData& tensor, std::uint32_t field, std::span<std::byte> destination) {
    Sink<T> sink(destination);
    pbf_reader message = message_of(tensor);
    constexpr auto alone = sizeof(T) == 4 ? protozero::pbf_wire_type::fixed32 : protozero::pbf_wire_type::fixed64;
    while (next_numbers(message, field, alone)) {
        if (message.wire_type() == protozero::pbf_wire_type::length_delimited) {
            const protozero::data_view packed = message.get_view();
            for (std::size_t at = 0; at + sizeof(T) <= packed.size(); at += sizeof(T)) {
                T value;
                std::memcpy(&value, packed.data() + at, sizeof(T));
                sink.put(value);
            }
        } else if constexpr (sizeof(T) == 4) {
            sink.put(message.get_float());
        } else {
            sink.put(message.get_double());
        }
    }
}

void copy_typed(const TensorData& tensor, std::span<std::byte> destination) {
    switch (tensor.element.type) {
        case DataType::float32:
            return copy_fixed_data<float>(tensor, float_data, destination);
        case DataType::float64:
            return copy_fixed_data<double>(tensor, double_data, destination);
        case DataType::boolean:
        case DataType::uint8:
            return copy_int32_data<std::uint8_t>(tensor, destination);
        case DataType::int8:
            return copy_int32_data<std::int8_t>(tensor, destination);
        case DataType::uint16:
        case DataType::float16:
        case DataType::bfloat16:
            return copy_int32_data<std::uint16_t>(tensor, destination);
        case DataType::int16:
            return copy_int32_data<std::int16_t>(tensor, destination);
        case DataType::int32:
            return copy_int32_data<std::int32_t>(tensor, destination);
        case DataType::int64:
            return copy_int64_data(tensor, destination);
        case DataType::uint32:
            return copy_uint64_data<std::uint32_t>(tensor, destination);
        case DataType::uint64:
            return copy_uint64_data<std::uint64_t>(tensor, destination);
        case DataType::undefined:
        case DataType::string:
            return;  // refused by copy_elements
    }
}

Error unsupported(const TensorData& tensor, std::string_view why) {
    return {ErrorCode::unsupported, fmt::format("the elements of a {} tensor {}", to_string(tensor.element), why)};
}

}  // namespace

Status copy_elements(const TensorData& tensor, std::span<std::byte> destination) {
    const std::size_t size = element_size(tensor.element.type);
    if (size == 0) return unsupported(tensor, "cannot be copied as numbers");
    if (tensor.storage == TensorStorage::external) return unsupported(tensor, "lie in another file");
    std::size_t expected = 0;
    if (__builtin_mul_overflow(static_cast<std::size_t>(tensor.shape.element_count()), size, &expected) ||
        destination.size() != expected)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{} bytes were given for a {} tensor of shape {}", destination.size(),
                                 to_string(tensor.element), tensor.shape.to_string()));
    if (tensor.storage == TensorStorage::raw) {
        if (expected > 0) std::memcpy(destination.data(), tensor.raw.data(), expected);
        return {};
    }
    try {
        copy_typed(tensor, destination);
        return {};
    } catch (const Failure& failure) {
        return Error(failure.code, failure.message);
    } catch (const protozero::exception& exception) {
        return Error(ErrorCode::malformed, exception.what());
    }
}

Result<std::vector<std::string_view>> string_elements(const TensorData& tensor) {
    if (tensor.element.type != DataType::string) return unsupported(tensor, "are not strings");
    if (tensor.storage == TensorStorage::external) return unsupported(tensor, "lie in another file");
    std::vector<std::string_view> elements;
    pbf_reader message = message_of(tensor);
    while (message.next(string_data, protozero::pbf_wire_type::length_delimited)) {
        const protozero::data_view text = message.get_view();
        elements.emplace_back(text.data(), text.size());
    }
    return elements;
}

}  // namespace yolozu::onnx
