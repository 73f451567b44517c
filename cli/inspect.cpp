// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/file.hpp"
#include "base/utf8.hpp"

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

std::string describe_head(Head head) {
    switch (head) {
        case Head::yolov8:
            return "yolov8, [batch, 4+classes, anchors]: cx, cy, w, h, class scores";
        case Head::yolov5:
            return "yolov5, [batch, anchors, 5+classes]: cx, cy, w, h, objectness, class scores";
        case Head::end_to_end:
            return "end2end, [batch, detections, 6]: x1, y1, x2, y2, score, class; suppressed already";
        case Head::yolox:
            return "yolox, [batch, anchors, 5+classes]: as yolov5, boxes relative to the grid";
        default:
            return std::string(to_string(head));
    }
}

std::string describe_preprocess(const PreprocessSpec& spec) {
    std::string text = fmt::format("{}, {}, {}, values 0 to {}, fill {}", to_string(spec.resize),
                                   to_string(spec.interpolation), to_string(spec.order),
                                   spec.divisor == 255.0F ? "1" : fmt::format("{}", 255.0F / spec.divisor), spec.fill);
    const PreprocessSpec plain;
    if (spec.mean != plain.mean || spec.deviation != plain.deviation)
        text += fmt::format(", mean {}, deviation {}", fmt::join(spec.mean, ":"), fmt::join(spec.deviation, ":"));
    return text;
}

std::string describe_classes(const ModelInfo& info) {
    if (info.class_count == 0 && info.names.empty()) return "unknown number, no names";
    if (info.names.empty()) return fmt::format("{}, no names", info.class_count);
    std::string list;
    for (std::size_t id = 0; id < std::min(info.names.size(), shown_names); ++id)
        list += fmt::format("{}{}", id == 0 ? "" : ", ", shortened(info.names[id]));
    return fmt::format("{}: {}{}", info.class_count, list, info.names.size() > shown_names ? ", ..." : "");
}

std::string describe_decision(const ModelInfo& info) {
    std::vector<Row> rows;
    rows.emplace_back("task", to_string(info.task));
    rows.emplace_back("head", describe_head(info.head));
    rows.emplace_back("output", shortened(info.outputs.front().name));
    rows.emplace_back("input", fmt::format("{} {}x{} pixels (width x height){}, batch {}", to_string(info.input_type),
                                           info.input_width, info.input_height, info.dynamic_size ? ", open" : "",
                                           info.dynamic_batch ? "open" : std::to_string(info.batch)));
    rows.emplace_back("preprocessing", describe_preprocess(info.preprocess));
    rows.emplace_back("classes", describe_classes(info));
    if (info.head == Head::yolov5 || info.head == Head::yolox)
        rows.emplace_back("score", info.objectness ? "objectness x class score" : "objectness alone");
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
            text += fmt::format("  {}  -> {}\n", padded(item.finding, width), item.conclusion);
        else
            text += fmt::format("  {}\n  {}  -> {}\n", item.finding, std::string(width, ' '), item.conclusion);
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
