// SPDX-License-Identifier: Apache-2.0
#include "onnx/reader.hpp"

#include <fmt/format.h>

#include <new>

#include "base/try.hpp"
#include "onnx/file_kind.hpp"
#include "onnx/graph_fields.hpp"

namespace yolozu::onnx {
namespace {

OpsetImport read_opset_import(pbf_reader message) {
    OpsetImport import;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                import.domain = read_text(message);
                break;
            case varint_field(2):
                import.version = message.get_int64();
                break;
            default:
                message.skip();
        }
    }
    return import;
}

MetadataEntry read_metadata_entry(pbf_reader message) {
    MetadataEntry entry;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                entry.key = read_text(message);
                break;
            case bytes_field(2):
                entry.value = read_text(message, limits::metadata_value_bytes);
                break;
            default:
                message.skip();
        }
    }
    return entry;
}

/// Reads one element of a repeated message and appends it.
template <class T, class Read>
void append(Reading& reading, pbf_reader& message, std::string_view field, std::size_t limit, std::vector<T>& list,
            Read read) {
    if (list.size() == limit) fail_limit(field, limit);
    reading.inside(field, list.size(), [&] { list.push_back(read(message.get_message())); });
}

void append_name(Reading& reading, pbf_reader& message, std::vector<std::string_view>& names) {
    reading.list_entries.spend();
    names.push_back(read_text(message));
}

Function read_function(Reading& reading, pbf_reader message) {
    Function function;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                function.name = read_text(message);
                break;
            case bytes_field(4):
                append_name(reading, message, function.inputs);
                break;
            case bytes_field(5):
                append_name(reading, message, function.outputs);
                break;
            case bytes_field(6):
                append_name(reading, message, function.attributes);
                break;
            case bytes_field(7):
                reading.inside("node", function.nodes.size(),
                               [&] { function.nodes.push_back(read_node(reading, message.get_message())); });
                break;
            case bytes_field(9):
                append(reading, message, "opset_import", limits::opset_imports, function.opset_imports,
                       read_opset_import);
                break;
            case bytes_field(10):
                function.domain = read_text(message);
                break;
            case bytes_field(11):
                reading.inside("attribute_proto", function.defaults.size(),
                               [&] { function.defaults.push_back(read_attribute(reading, message.get_message())); });
                break;
            default:
                message.skip();
        }
    }
    return function;
}

/// Whether there was a graph.
bool read_model_fields(Reading& reading, pbf_reader message, Model& model) {
    bool has_graph = false;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case varint_field(1):
                model.ir_version = message.get_int64();
                break;
            case bytes_field(2):
                model.producer_name = read_text(message);
                break;
            case bytes_field(3):
                model.producer_version = read_text(message);
                break;
            case bytes_field(7):
                has_graph = true;
                reading.inside("graph", Reading::no_index,
                               [&] { read_graph(reading, message.get_message(), model.graph); });
                break;
            case bytes_field(8):
                append(reading, message, "opset_import", limits::opset_imports, model.opset_imports, read_opset_import);
                break;
            case bytes_field(14):
                append(reading, message, "metadata_props", limits::metadata_entries, model.metadata,
                       read_metadata_entry);
                break;
            case bytes_field(25):
                append(reading, message, "functions", limits::functions, model.functions,
                       [&](pbf_reader function) { return read_function(reading, function); });
                break;
            default:
                message.skip();
        }
    }
    return has_graph;
}

/// The error for a reader that gave up, with the place where it did.
Error at_place(const Reading& reading, ErrorCode code, std::string_view message) {
    const std::string path = reading.path();
    return {code, path.empty() ? std::string(message) : fmt::format("{}: {}", path, message)};
}

std::string_view in_words(const protozero::exception& exception) {
    if (dynamic_cast<const protozero::end_of_buffer_exception*>(&exception) != nullptr)
        return "the bytes end in the middle of a field; the file is cut short or damaged";
    if (dynamic_cast<const protozero::varint_too_long_exception*>(&exception) != nullptr)
        return "a number is longer than 64 bits; the file is damaged or not an ONNX model";
    return "not a protobuf field; the file is damaged or not an ONNX model";
}

}  // namespace

Result<Model> read_model(std::span<const std::byte> bytes) {
    YOLOZU_TRY(check_file_kind(bytes));
    Reading reading;
    try {
        Model model;
        const bool has_graph =
            read_model_fields(reading, pbf_reader(reinterpret_cast<const char*>(bytes.data()), bytes.size()), model);
        if (!has_graph || model.ir_version <= 0)
            return Error(ErrorCode::malformed,
                         "has no graph or no IR version: it is damaged or some other protobuf file, expected an ONNX "
                         "model");
        return model;
    } catch (const Failure& failure) {
        return at_place(reading, failure.code, failure.message);
    } catch (const protozero::exception& exception) {
        return at_place(reading, ErrorCode::malformed, in_words(exception));
    } catch (const std::bad_alloc&) {
        return at_place(reading, ErrorCode::limit_exceeded, "no memory for this model");
    }
}

}  // namespace yolozu::onnx
