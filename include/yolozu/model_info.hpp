// SPDX-License-Identifier: Apache-2.0
//
// What a model is: its signature as read from the file, and the decision how to feed it and read it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu {

/// One extent of a model's input or output: a number, a named symbol ("batch"), or unknown (neither).
struct Dimension {
    std::optional<std::int64_t> value;
    std::string symbol;

    bool operator==(const Dimension&) const = default;
};

/// A model's input or output as the file declares it. `shape` is absent when the file declares none.
struct TensorSignature {
    std::string name;
    DataType type = DataType::undefined;
    std::optional<std::vector<Dimension>> shape;

    /// "float32 1x3x640x640", "float32 batchx84x?".
    std::string to_string() const;
    bool operator==(const TensorSignature&) const = default;
};

/// Facts about an output that the graph behind it shows, found by walking from the output towards the inputs.
struct OutputTail {
    /// Operator that makes the output, e.g. "Concat".
    std::string producer;
    /// Operators found between the output and the nearest convolutions, matrix products or model inputs.
    std::set<std::string, std::less<>> operators;
    /// Operators where the walk ended: the convolutions and matrix products; "input" for a model input.
    std::set<std::string, std::less<>> ends;
    /// What makes each operand of the Concat that joins the output's columns (boxes, objectness, classes), in order:
    /// an operator, "input", or "constant" for values that depend on no input. Operators that only arrange values
    /// (Reshape, Transpose, ...) and the Concat over the strides are looked through. Empty when there is no such
    /// Concat.
    std::vector<std::string> columns;
};

/// All that the file itself says. No runtime is needed to read it.
struct ModelSignature {
    std::int64_t ir_version = 0;
    std::int64_t opset = 0;  ///< version of the default ONNX domain
    std::string producer_name, producer_version;
    std::vector<TensorSignature> inputs;  ///< without initialisers that are also listed as inputs
    std::vector<TensorSignature> outputs;
    std::vector<OutputTail> tails;  ///< one for each output
    /// Operators between the inputs and the nearest convolutions or matrix products; empty when there are none of
    /// these.
    std::set<std::string, std::less<>> input_operators;
    std::vector<std::pair<std::string, std::string>> metadata;  ///< metadata_props in file order
    std::size_t node_count = 0;
    std::int64_t parameter_count = 0;  ///< elements of all initialisers

    /// The value of a metadata property, if it is there.
    const std::string* find_metadata(std::string_view key) const;
};

/// Reads a signature. Every length and count in the file is checked; a damaged file is a `malformed` error that says
/// where.
Result<ModelSignature> read_model_signature(const std::filesystem::path& path);

enum class Task { detect, segment, pose, obb, classify };
std::string_view to_string(Task task);

/// How the output is laid out and what has to be done to it; one decoder each.
enum class Head {
    yolov8,  ///< [B, 4+nc, N]: cx, cy, w, h in network pixels, then class scores (v8, v9, v11, v12, v13, World, ...)
    yolov5,  ///< [B, N, 5+nc]: cx, cy, w, h in network pixels, objectness, class scores (v5, v6, v7, decoded YOLOX)
    end_to_end,  ///< [B, N, 6]: x1, y1, x2, y2 in network pixels, score, class; already suppressed (v10, v26, nms=True)
    yolox,       ///< [B, N, 5+nc]: as yolov5, but boxes relative to the grid: (x + gx) * s, exp(w) * s
};
/// The name the command line uses: "yolov8", "yolov5", "end2end", "yolox".
std::string_view to_string(Head head);
std::optional<Head> head_from_string(std::string_view name);

/// Choices of the user that come before anything found in the file.
struct ModelOverrides {
    std::optional<Head> head{};
    std::optional<PreprocessSpec> preprocess{};
    std::optional<std::vector<std::string>> names{};
    std::optional<std::pair<int, int>> input_size{};  ///< width, height; for dynamic models, or to check a static one
};

/// One finding and what it speaks for, in words for people: {"metadata task='detect'", "task detect"}.
struct Evidence {
    std::string finding;
    std::string conclusion;
};

/// The decision: how to feed the model and how to read it.
struct ModelInfo {
    Task task = Task::detect;
    Head head = Head::yolov8;
    PreprocessSpec preprocess;
    std::string input_name;
    DataType input_type = DataType::float32;
    std::int64_t batch = 1;  ///< extent of a static batch; 1 when the batch is dynamic
    bool dynamic_batch = false;
    int input_width = 0, input_height = 0;  ///< the size to run at
    bool dynamic_size = false;
    std::size_t output_index = 0;  ///< which output the head decoder reads
    std::string output_name;
    int class_count = 0;             ///< 0 when neither signature nor names tell (end-to-end, open shapes)
    std::vector<std::string> names;  ///< class names by id; empty when unknown
    int stride = 32;                 ///< largest stride; the input size is a multiple of it
    /// yolov5 head: whether the score is objectness times class score; false when objectness alone is the score. That
    /// is the one-class rule of YOLOv7 (`if nc == 1: x[:, 5:] = x[:, 4:5]`): with one class YOLOv5 and YOLOv7 do not
    /// train the class column, which stays near 0.5 in YOLOv7 and near 1 in YOLOv5, so the rule is right for both. It
    /// does not hold for YOLOv6 (objectness is the constant 1) and YOLOX (both columns are trained): there this stays
    /// true.
    bool objectness = true;
    std::vector<Evidence> evidence;  ///< why, in the order of the findings
};

/// Decides what the model is, from the signature and the overrides alone: same arguments, same answer. Refuses with
/// `ambiguous` (naming the candidates and the flag that decides) instead of guessing, and with `unsupported` when the
/// model is understood but of a task this version cannot decode.
Result<ModelInfo> decide_model(const ModelSignature& signature, const ModelOverrides& overrides = {});

/// Class names, as exporters write them: a Python dict {0: 'a', 1: "b's"} or list ['a', 'b'], any quoting and escapes,
/// or a JSON one. Gaps in the ids of a dict become empty names. Fails with what is wrong and where.
Result<std::vector<std::string>> parse_class_names(std::string_view text);

/// A names file of the user: one name a line, or the Python/JSON forms above, or the `names:` part of a YAML file.
Result<std::vector<std::string>> read_class_names(const std::filesystem::path& path);

}  // namespace yolozu
