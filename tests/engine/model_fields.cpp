// SPDX-License-Identifier: Apache-2.0
#include "model_fields.hpp"

#include <map>
#include <optional>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <stdexcept>
#include <utility>

namespace yolozu::test {

namespace {

using Place = std::pair<MessageKind, std::uint32_t>;

std::optional<MessageKind> nested_kind(const Place& place) {
    using enum MessageKind;
    static const std::map<Place, MessageKind> kinds = {
        {{model, 7}, graph},       {{model, 8}, opset},     {{model, 14}, entry},      {{model, 25}, function},
        {{graph, 1}, node},        {{graph, 5}, tensor},    {{graph, 11}, value_info}, {{graph, 12}, value_info},
        {{graph, 13}, value_info}, {{node, 5}, attribute},  {{attribute, 5}, tensor},  {{attribute, 6}, graph},
        {{tensor, 13}, entry},     {{value_info, 2}, type}, {{type, 1}, tensor_type},  {{tensor_type, 2}, shape},
        {{shape, 1}, extent},      {{function, 7}, node},   {{function, 9}, opset},    {{function, 11}, attribute},
    };
    const auto found = kinds.find(place);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

bool is_integer_list(const Place& place) {
    using enum MessageKind;
    return place == Place(tensor, 1) || place == Place(tensor, 5) || place == Place(tensor, 7) ||
           place == Place(tensor, 11) || place == Place(attribute, 8);
}

bool is_float_list(const Place& place) {
    return place == Place(MessageKind::tensor, 4) || place == Place(MessageKind::attribute, 7);
}

Content read_delimited(protozero::pbf_reader& reader, const Place& place) {
    if (const auto nested = nested_kind(place)) return parse_fields(reader.get_bytes(), *nested);
    if (is_integer_list(place)) {
        const auto list = reader.get_packed_uint64();
        return Integers(list.begin(), list.end());
    }
    if (is_float_list(place)) {
        const auto list = reader.get_packed_float();
        return Floats(list.begin(), list.end());
    }
    return reader.get_bytes();
}

Content read_content(protozero::pbf_reader& reader, MessageKind kind) {
    switch (reader.wire_type()) {
        case protozero::pbf_wire_type::varint:
            return reader.get_uint64();
        case protozero::pbf_wire_type::fixed32:
            return reader.get_float();
        case protozero::pbf_wire_type::length_delimited:
            return read_delimited(reader, {kind, reader.tag()});
        default:
            throw std::invalid_argument("a field that ONNX does not have");
    }
}

struct ContentWriter {
    protozero::pbf_writer& writer;
    std::uint32_t number;

    void operator()(Integer value) const { writer.add_uint64(number, value); }
    void operator()(float value) const { writer.add_float(number, value); }
    void operator()(const std::string& bytes) const { writer.add_bytes(number, bytes); }
    void operator()(const Integers& list) const { writer.add_packed_uint64(number, list.begin(), list.end()); }
    void operator()(const Floats& list) const { writer.add_packed_float(number, list.begin(), list.end()); }
    void operator()(const Message& message) const { writer.add_message(number, serialise(message)); }
};

}  // namespace

Message parse_fields(const std::string& bytes, MessageKind kind) {
    Message message{kind, {}};
    protozero::pbf_reader reader(bytes);
    while (reader.next()) {
        const std::uint32_t number = reader.tag();
        message.fields.push_back({number, read_content(reader, kind)});
    }
    return message;
}

std::string serialise(const Message& message) {
    std::string bytes;
    protozero::pbf_writer writer(bytes);
    for (const Field& field : message.fields) std::visit(ContentWriter{writer, field.number}, field.content);
    return bytes;
}

}  // namespace yolozu::test
