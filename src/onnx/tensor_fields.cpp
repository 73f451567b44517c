// SPDX-License-Identifier: Apache-2.0
#include "onnx/tensor_fields.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/parse_number.hpp"
#include "onnx/element_type.hpp"

namespace yolozu::onnx {
namespace {

/// What the pass over a TensorProto's fields finds, before it is checked.
struct TensorFields {
    std::vector<std::int64_t> dims;
    std::size_t typed_entries = 0;  // numbers or strings in the typed fields
    TensorStorage typed = TensorStorage::none;
    bool has_raw = false;
    bool is_external = false;
    bool has_location = false;
    std::size_t external_entries = 0;
};

void add_extent(TensorFields& fields, std::int64_t extent) {
    if (fields.dims.size() == limits::rank) fail_limit("dimensions in one tensor", limits::rank);
    fields.dims.push_back(extent);
}

void add_typed(TensorFields& fields, TensorStorage storage, std::size_t entries) {
    if (entries == 0) return;
    if (fields.typed != TensorStorage::none && fields.typed != storage)
        fail_malformed("a tensor has elements in two fields");
    fields.typed = storage;
    fields.typed_entries += entries;
}

/// Numbers in the current field, packed or one alone, which is skipped.
std::size_t count_varints(pbf_reader& message) {
    if (message.wire_type() == protozero::pbf_wire_type::varint) {
        message.skip();
        return 1;
    }
    const protozero::data_view bytes = message.get_view();
    std::size_t count = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) count += (bytes.data()[i] & 0x80) == 0 ? 1 : 0;
    if (bytes.size() > 0 && (bytes.data()[bytes.size() - 1] & 0x80) != 0)
        fail_malformed("a packed list of numbers ends in the middle of a number");
    return count;
}

std::size_t count_fixed(pbf_reader& message, std::size_t size) {
    if (message.wire_type() != protozero::pbf_wire_type::length_delimited) {
        message.skip();
        return 1;
    }
    const std::size_t bytes = message.get_view().size();
    if (bytes % size != 0)
        fail_malformed(fmt::format("a packed list of {}-byte numbers is {} bytes long", size, bytes));
    return bytes / size;
}

std::uint64_t read_decimal(std::string_view key, std::string_view text) {
    const std::optional<std::uint64_t> value = parse_number<std::uint64_t>(text);
    if (!value) fail_malformed(fmt::format("external_data's {} is not a number", key));
    return *value;
}

void read_external_entry(pbf_reader message, TensorFields& fields, ExternalData& external) {
    if (++fields.external_entries > limits::external_data_entries)
        fail_limit("external_data entries", limits::external_data_entries);
    std::string_view key, value;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                key = read_text(message);
                break;
            case bytes_field(2):
                value = read_text(message);
                break;
            default:
                message.skip();
        }
    }
    if (key == "location") {
        external.location = value;
        fields.has_location = true;
    }
    if (key == "offset") external.offset = read_decimal(key, value);
    if (key == "length") external.length = read_decimal(key, value);
}

/// Counts the elements in the current field if it is one of the typed ones, and skips them.
bool read_typed_field(pbf_reader& message, TensorFields& fields) {
    switch (message.tag_and_type()) {
        case fixed32_field(4):
        case bytes_field(4):
            add_typed(fields, TensorStorage::float_data, count_fixed(message, 4));
            return true;
        case varint_field(5):
        case bytes_field(5):
            add_typed(fields, TensorStorage::int32_data, count_varints(message));
            return true;
        case bytes_field(6):
            message.skip();
            add_typed(fields, TensorStorage::string_data, 1);
            return true;
        case varint_field(7):
        case bytes_field(7):
            add_typed(fields, TensorStorage::int64_data, count_varints(message));
            return true;
        case fixed64_field(10):
        case bytes_field(10):
            add_typed(fields, TensorStorage::double_data, count_fixed(message, 8));
            return true;
        case varint_field(11):
        case bytes_field(11):
            add_typed(fields, TensorStorage::uint64_data, count_varints(message));
            return true;
        default:
            return false;
    }
}

void read_field(Reading& reading, pbf_reader& message, TensorFields& fields, TensorData& tensor) {
    if (read_typed_field(message, fields)) return;
    switch (message.tag_and_type()) {
        case varint_field(1):
        case bytes_field(1):
            read_integers(message, [&](std::int64_t extent) { add_extent(fields, extent); });
            break;
        case varint_field(2):
            tensor.element = element_type(message.get_int32());
            break;
        case bytes_field(3):
            throw Failure{ErrorCode::unsupported, "a tensor is cut into segments, which this program does not read"};
        case bytes_field(8):
            tensor.name = read_text(message);
            break;
        case bytes_field(9): {
            const protozero::data_view raw = message.get_view();
            tensor.raw = std::as_bytes(std::span(raw.data(), raw.size()));
            fields.has_raw = true;
            break;
        }
        case bytes_field(13):
            reading.inside("external_data", fields.external_entries,
                           [&] { read_external_entry(message.get_message(), fields, tensor.external); });
            break;
        case varint_field(14):
            fields.is_external = message.get_enum() == 1;
            break;
        default:
            message.skip();
    }
}

/// Entries or bytes for `count` elements of `bits` bits; fails when the number does not fit.
std::size_t rounded_up(std::int64_t count, int numerator, int denominator) {
    std::size_t product = 0;
    if (__builtin_mul_overflow(static_cast<std::size_t>(count), static_cast<std::size_t>(numerator), &product))
        throw Failure{ErrorCode::limit_exceeded, "a tensor's size in bytes overflows 64 bits"};
    return product / static_cast<std::size_t>(denominator) +
           (product % static_cast<std::size_t>(denominator) != 0 ? 1 : 0);
}

std::string describe(const TensorData& tensor) {
    return fmt::format("a {} tensor of shape {}", to_string(tensor.element), tensor.shape.to_string());
}

void check_raw(const TensorData& tensor) {
    if (tensor.element.type == DataType::string) fail_malformed("a string tensor has raw_data");
    const int bits = element_bits(tensor.element);
    if (bits == 0) return;  // a type of the future
    const std::size_t expected = rounded_up(tensor.shape.element_count(), bits, 8);
    if (tensor.raw.size() != expected)
        fail_malformed(
            fmt::format("{} has {} bytes of raw_data, expected {}", describe(tensor), tensor.raw.size(), expected));
}

void check_typed(const TensorData& tensor, const TensorFields& fields) {
    const TensorStorage wanted = typed_storage(tensor.element);
    if (wanted == TensorStorage::none) return;  // a type of the future
    if (fields.typed != TensorStorage::none && fields.typed != wanted)
        fail_malformed(fmt::format("{} has its elements in the field of another type", describe(tensor)));
    // Complex numbers take two entries; two 4-bit numbers share one.
    const int bits = element_bits(tensor.element);
    const bool is_complex = tensor.element.onnx_number == 14 || tensor.element.onnx_number == 15;
    const std::size_t expected = rounded_up(tensor.shape.element_count(), is_complex ? 2 : 1, bits == 4 ? 2 : 1);
    if (fields.typed_entries != expected)
        fail_malformed(fmt::format("{} has {} elements in its data, expected {}", describe(tensor),
                                   fields.typed_entries, expected));
}

void check(TensorData& tensor, const TensorFields& fields) {
    if (tensor.element.onnx_number == 0) fail_malformed("a tensor has no element type");
    Result<Shape> shape = Shape::from(fields.dims);
    if (!shape) throw Failure{shape.error().code(), shape.error().message()};
    tensor.shape = *shape;
    if (fields.is_external) {
        if (!fields.has_location) fail_malformed("a tensor with external data names no file");
        tensor.storage = TensorStorage::external;
        return;
    }
    if (fields.has_raw && fields.typed != TensorStorage::none) fail_malformed("a tensor has elements in two fields");
    tensor.storage = fields.has_raw ? TensorStorage::raw : fields.typed;
    if (fields.has_raw)
        check_raw(tensor);
    else
        check_typed(tensor, fields);
}

}  // namespace

TensorData read_tensor(Reading& reading, pbf_reader message) {
    reading.tensors.spend();
    TensorData tensor;
    TensorFields fields;
    tensor.message = std::as_bytes(std::span(message.data().data(), message.length()));
    while (message.next()) read_field(reading, message, fields, tensor);
    check(tensor, fields);
    return tensor;
}

}  // namespace yolozu::onnx
