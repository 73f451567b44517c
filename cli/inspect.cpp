// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/file.hpp"
#include "base/utf8.hpp"
#include "model/preprocess_words.hpp"
#include "model/families.hpp"

namespace yolozu::cli {
namespace {

constexpr std::size_t value_limit = 72;     // characters of a value that are shown
constexpr std::size_t column_limit = 60;    // of a finding, before its conclusion goes to the next line
constexpr std::size_t listed_entries = 40;  // inputs, outputs, metadata properties
constexpr std::size_t shown_names = 8;

/// Characters of a UTF-8 text, for alignment; one column each is right for all but a few scripts.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

std::string shortened(std::string_view text) {
    std::string shown;
    for (std::size_t characters = 0; !text.empty(); ++characters) {
        if (characters == value_limit) return shown + "...";
        const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
        shown += printable(text.substr(0, length));
        text.remove_prefix(length);
    }
    return shown;
}

std::string padded(std::string_view text, std::size_t width) {
    return std::string(text) + std::string(width > width_of(text) ? width - width_of(text) : 0, ' ');
}

/// 3157200 as "3,157,200".
std::string grouped(std::int64_t number) {
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t place = 0; place < digits.size(); ++place) {
        if (place > 0 && (digits.size() - place) % 3 == 0) text.push_back(',');
        text.push_back(digits[place]);
    }
    return text;
}

using Row = std::pair<std::string, std::string>;

/// Rows of name and value, the values aligned.
std::string table(const std::vector<Row>& rows) {
    std::size_t width = 0;
    for (const auto& [name, value] : rows) width = std::max(width, width_of(name));
    std::string text;
    for (const auto& [name, value] : rows) text += fmt::format("  {}  {}\n", padded(name, width), value);
    return text;
}

void add_tensors(std::vector<Row>& rows, std::string_view kind, const std::vector<TensorSignature>& tensors) {
    const std::size_t count = std::min(tensors.size(), listed_entries);
    std::size_t width = 0;
    for (std::size_t index = 0; index < count; ++index)
        width = std::max(width, width_of(shortened(tensors[index].name)));
    for (std::size_t index = 0; index < count; ++index)
        rows.emplace_back(index == 0 ? std::string(kind) : std::string(),
                          padded(shortened(tensors[index].name), width) + "  " + tensors[index].to_string());
    if (tensors.empty()) rows.emplace_back(std::string(kind), "none");
    if (tensors.size() > count) rows.emplace_back("", fmt::format("... and {} more", tensors.size() - count));
}

std::string describe_signature(const ModelSignature& signature) {
    const std::string producer = signature.producer_name + " " + signature.producer_version;
    std::vector<Row> rows{
        {"format", fmt::format("ONNX, IR version {}, opset {}", signature.ir_version, signature.opset)}};
    if (producer != " ") rows.emplace_back("producer", shortened(producer));
    rows.emplace_back("size",
                      fmt::format("{} nodes, {} parameters", grouped(static_cast<std::int64_t>(signature.node_count)),
                                  grouped(signature.parameter_count)));
    add_tensors(rows, "inputs", signature.inputs);
    add_tensors(rows, "outputs", signature.outputs);
    return table(rows);
}

std::string describe_metadata(const ModelSignature& signature) {
    if (signature.metadata.empty()) return "  none\n";
    std::vector<Row> rows;
    for (const auto& [key, value] : signature.metadata) {
        if (rows.size() == listed_entries) break;
        rows.emplace_back(shortened(key), shortened(value));
    }
    std::string text = table(rows);
    if (signature.metadata.size() > listed_entries)
        text += fmt::format("  ... and {} more\n", signature.metadata.size() - listed_entries);
    return text;
}

/// The head with the form of the family's outputs.
std::string describe_head(const ModelInfo& info) {
    for (const Family& family : families())
        if (family.name == info.family && family.head == info.head)
            return fmt::format("{}: {}", to_string(info.head), family.outputs);
    return std::string(to_string(info.head));
}

std::string describe_preprocess(const PreprocessSpec& spec) {
    std::string text = fmt::format("{}, {}, {}, values 0 to {}, fill {}", to_string(spec.resize),
                                   to_string(spec.interpolation), to_string(spec.order),
                                   spec.divisor == 255.0F ? "1" : fmt::format("{}", 255.0F / spec.divisor), spec.fill);
    const PreprocessSpec plain;
    if (spec.margin > 0) text += fmt::format(", margin {}", spec.margin);
    if (spec.mean != plain.mean || spec.deviation != plain.deviation)
        text += fmt::format(", mean {}, deviation {}", fmt::join(spec.mean, ":"), fmt::join(spec.deviation, ":"));
    return text;
}

std::string describe_picture(const ModelInfo& info) {
    return fmt::format("picture, {} {}x{} pixels (width x height){}, channels {}, batch {}", to_string(info.input_type),
                       info.input_width, info.input_height, info.dynamic_size ? ", open" : "",
                       info.channels_last ? "last" : "first", info.dynamic_batch ? "open" : std::to_string(info.batch));
}

std::string describe_classes(const ModelInfo& info) {
    if (info.class_count == 0 && info.names.empty()) return "unknown number, no names";
    if (info.names.empty()) return fmt::format("{}, no names", info.class_count);
    std::string list;
    for (std::size_t id = 0; id < std::min(info.names.size(), shown_names); ++id)
        list += fmt::format("{}{}", id == 0 ? "" : ", ", shortened(info.names[id]));
    return fmt::format("{}: {}{}", info.class_count, list, info.names.size() > shown_names ? ", ..." : "");
}

void add_bindings(std::vector<Row>& rows, const ModelInfo& info) {
    for (const InputBinding& input : info.inputs)
        rows.emplace_back("input",
                          fmt::format("{}: {}", shortened(input.name),
                                      input.role == InputRole::image ? describe_picture(info) : to_string(input.role)));
    for (const OutputBinding& output : info.outputs)
        rows.emplace_back("output", fmt::format("{}: {}", shortened(output.name), to_string(output.role)));
}

std::string describe_anchors(const ModelInfo& info) {
    std::string text;
    for (const auto& [width, height] : info.anchors)
        text += fmt::format("{}{},{}", text.empty() ? "" : " ", width, height);
    return text;
}

/// How scores come about.
std::string describe_scores(const ModelInfo& info) {
    std::string text = info.activation == Activation::none ? "as the model gives them"
                                                           : fmt::format("{} of raw ones", to_string(info.activation));
    if (info.head == Head::yolov5 || info.head == Head::yolox)
        text += info.objectness ? ", objectness x class score" : ", objectness alone";
    if (info.scores_channel_major) text += ", class by class";
    return text;
}

std::string describe_decision(const ModelInfo& info) {
    std::vector<Row> rows;
    rows.emplace_back("family", info.family);
    rows.emplace_back("task", to_string(info.task));
    rows.emplace_back("head", describe_head(info));
    add_bindings(rows, info);
    rows.emplace_back("preprocessing", describe_preprocess(info.preprocess));
    rows.emplace_back("--preprocess", to_words(info.preprocess));
    rows.emplace_back("classes", describe_classes(info));
    rows.emplace_back("scores", describe_scores(info));
    if (info.mask_coefficients > 0) rows.emplace_back("masks", fmt::format("{} coefficients", info.mask_coefficients));
    if (info.keypoint_count > 0)
        rows.emplace_back("keypoints", fmt::format("{} of {} numbers", info.keypoint_count, info.keypoint_dimensions));
    if (!info.strides.empty()) rows.emplace_back("strides", fmt::format("{}", fmt::join(info.strides, ", ")));
    if (!info.anchors.empty()) rows.emplace_back("anchors", describe_anchors(info));
    if (!info.class_ids.empty())
        rows.emplace_back("class ids", fmt::format("{} columns, not in the order of the names", info.class_ids.size()));
    return table(rows);
}

/// Findings and what they speak for, side by side where they fit.
std::string describe_evidence(const std::vector<Evidence>& evidence) {
    std::size_t width = 0;
    for (const Evidence& item : evidence)
        if (width_of(item.finding) <= column_limit) width = std::max(width, width_of(item.finding));
    std::string text;
    for (const Evidence& item : evidence) {
        if (width_of(item.finding) <= column_limit)
            text += fmt::format("  {:<7} {}  -> {}\n", to_string(item.certainty), padded(item.finding, width),
                                item.conclusion);
        else
            text += fmt::format("  {:<7} {}\n          {}  -> {}\n", to_string(item.certainty), item.finding,
                                std::string(width, ' '), item.conclusion);
    }
    return text;
}

}  // namespace

std::string describe_model(const ModelSignature& signature, const Result<ModelInfo>& info,
                           const std::filesystem::path& path) {
    std::string text = fmt::format("{}\n{}\nMetadata\n{}\n", printable(path), describe_signature(signature),
                                   describe_metadata(signature));
    if (info)
        text += fmt::format("Decision\n{}\nBecause\n{}", describe_decision(*info), describe_evidence(info->evidence));
    else
        text += fmt::format("No decision ({})\n  {}\n", to_string(info.error().code()), info.error().to_string());
    return text;
}

}  // namespace yolozu::cli
