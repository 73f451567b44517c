// SPDX-License-Identifier: Apache-2.0
//
// What a model is: its signature as read from the file, and the decision how to feed it and read it.
#pragma once

#include <array>
#include <cstddef>
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

#pragma GCC visibility push(default)
namespace yolozu {

/// One extent of a model's input or output: a number, a named symbol ("batch"), or unknown (neither).
struct Dimension {
    std::optional<std::int64_t> value;  ///< the number
    std::string symbol;                 ///< the name; empty: none

    bool operator==(const Dimension&) const = default;
};

/// A model's input or output as the file declares it. `shape` is absent when the file declares none.
struct TensorSignature {
    std::string name;                             ///< as the graph calls it
    DataType type = DataType::undefined;          ///< undefined: the file does not say
    std::optional<std::vector<Dimension>> shape;  ///< outermost extent first

    /// "float32 1x3x640x640", "float32 batchx84x?".
    std::string to_string() const;
    bool operator==(const TensorSignature&) const = default;
};

/// Facts about an output that the graph behind it shows, found by walking from the output towards the inputs.
struct OutputTail {
    /// Operator that makes the output, e.g. "Concat".
    std::string producer;
    /// The same when operators that only arrange values (Reshape, Transpose, ...) are looked through; "input" for a
    /// model input, "constant" for what depends on none.
    std::string maker{};
    /// Operators found between the output and the nearest convolutions, matrix products or model inputs.
    std::set<std::string, std::less<>> operators{};
    /// Operators where the walk ended: the convolutions and matrix products; "input" for a model input.
    std::set<std::string, std::less<>> ends{};
    /// What makes each operand of the Concat that joins the output's columns (boxes, objectness, classes), in order:
    /// an operator, "input", or "constant" for values that depend on no input. Operators that only arrange values
    /// (Reshape, Transpose, ...) and the Concat over the strides are looked through. Empty when there is no such
    /// Concat.
    std::vector<std::string> columns{};
};

/// What the graph computes with the picture before its first layers, as far as its constants tell. A channel c of the
/// result is factor[c] * p + offset[c], c in the order in which the layers get them.
struct PictureArithmetic {
    bool known = true;                      ///< false: there is arithmetic that cannot be followed
    bool swaps_channels = false;            ///< the first channel of the result is the last of the input
    std::array<double, 3> factor{1, 1, 1};  ///< by channel
    std::array<double, 3> offset{0, 0, 0};  ///< by channel

    bool operator==(const PictureArithmetic&) const = default;
};

/// All that the file itself says. No runtime is needed to read it.
struct ModelSignature {
    std::int64_t ir_version = 0;                  ///< of the ONNX format
    std::int64_t opset = 0;                       ///< version of the default ONNX domain
    std::string producer_name, producer_version;  ///< who wrote the file, as it says
    std::vector<TensorSignature> inputs;          ///< without initialisers that are also listed as inputs
    std::vector<TensorSignature> outputs;         ///< in the model's order
    std::vector<OutputTail> tails;                ///< one for each output
    /// Operators between the inputs and the nearest convolutions or matrix products; empty when there are none of
    /// these.
    std::set<std::string, std::less<>> input_operators;
    PictureArithmetic picture;  ///< what is done to the picture first
    /// The largest stride of the convolutions that read the picture itself: 2 or so in convolutional networks, the size
    /// of the patches (14, 16) in vision transformers. 0 when no convolution reads the picture.
    int patch_size = 0;
    std::vector<std::pair<std::string, std::string>> metadata;  ///< metadata_props in file order
    std::size_t node_count = 0;                                 ///< of the main graph
    std::int64_t parameter_count = 0;                           ///< elements of all initialisers

    /// The value of a metadata property, if it is there.
    const std::string* find_metadata(std::string_view key) const;
};

/// Reads a signature. Every length and count in the file is checked; a damaged file is a `malformed` error that says
/// where.
Result<ModelSignature> read_model_signature(const std::filesystem::path& path);

/// What a model answers. pose6d is YOLOZU's own model of objects in space.
enum class Task { detect, segment, pose, obb, classify, semantic, depth, pose6d };
/// "detect", "segment", "pose", "obb", "classify", "semantic", "depth", "pose6d".
std::string_view to_string(Task task);
/// Also understands "semseg" for semantic.
std::optional<Task> task_from_string(std::string_view name);

/// How the outputs are laid out and what has to be done to them; one decoder each (a file of src/decode). B is the
/// batch, N anchors, Q queries, K rows that the graph selected, nc classes, E further numbers: mask coefficients,
/// keypoints or an angle, as the task says. "Pixels" are the network's; "fractions" are of the network's input.
enum class Head {
    // One output with a row for each anchor, to be suppressed.
    yolov8,          ///< [B, 4+nc+E, N]: cx, cy, w, h in pixels, class scores, E (v8, v9, v11, v12, v13, World, ...)
    yolov5,          ///< [B, N, 5+nc+E]: cx, cy, w, h in pixels, objectness, class scores, E (v5, v6, v7, ...)
    yolox,           ///< [B, N, 5+nc]: as yolov5, but boxes relative to the grid: (x + gx) * s, exp(w) * s
    ppyoloe,         ///< [B, N, 4+nc]: x1, y1, x2, y2 in pixels, class scores (PP-YOLOE without post-processing)
    nanodet,         ///< [B, N, nc+4*8]: class scores, raw distributions of the sides; centre (x + 0.5) * s
    nanodet_plus,    ///< as nanodet, with a stride of 64 as well; centre x * s
    fastestdet,      ///< [B, 5+nc, H, W]: objectness, four raw numbers, class probabilities
    yolo_fastestv2,  ///< [B, N, 12+3+nc]: three raw boxes and their objectness for each cell of two grids
    // One output with a row for each query or selected detection; nothing is suppressed.
    end_to_end,            ///< [B, K, 6+E]: x1, y1, x2, y2 in pixels, score, class, E (v10, v26, nms=True)
    end_to_end_obb,        ///< [B, K, 7]: cx, cy, w, h in pixels, score, class, angle
    end_to_end_fractions,  ///< [B, K, 6]: cx, cy, w, h in fractions, score, class (Ultralytics' RT-DETR of 2026)
    rtdetr_rows,           ///< [B, Q, 4+nc]: cx, cy, w, h in fractions, class scores (Ultralytics' RT-DETR before)
    nms_rows_class_score,  ///< [M, 7]: slot, x1, y1, x2, y2 in pixels, class, score (YOLOv7 for ONNX Runtime)
    nms_rows_score_class,  ///< [M, 7]: slot, x1, y1, x2, y2 in pixels, score, class (YOLO-NAS, flat)
    // Several outputs, to be suppressed.
    boxes_scores,  ///< boxes [B, N, 4] x1, y1, x2, y2 in pixels; scores [B, N, nc] or [B, nc, N] (NAS, DAMO, World,
                   ///< ...)
    yolov7_maps,   ///< levels [B, 3, H, W, 5+nc] of logits: YOLOv5's and v7's formula with anchors
    yolov3_maps,   ///< levels [B, 3*(5+nc), H, W] of logits: exp(w) * anchor (YOLOv3 and v4)
    picodet_maps,  ///< scores [B, n, nc] and boxes [B, n, 4*8] of each level: raw distributions
    damo_maps,     ///< scores [B, nc, H, W] and boxes [B, 4*17, H, W] of each level: raw distributions
    // Several outputs; nothing is suppressed.
    detr,           ///< scores [B, Q, nc], boxes [B, Q, 4] cx, cy, w, h in fractions; the best of Q x nc; masks
    rtdetr,         ///< labels [B, K], boxes [B, K, 4] in picture pixels, scores [B, K] (RT-DETR, D-FINE, DEIM)
    efficient_nms,  ///< count [B, 1], boxes [B, K, 4] in pixels, scores [B, K], labels [B, K]
    paddle,         ///< detections [M, 6]: class, score, x1, y1, x2, y2 in picture pixels; count [B]
    mmdeploy,       ///< detections [B, K, 5]: x1, y1, x2, y2 in pixels, score; labels [B, K]
    yolov3_zoo,     ///< boxes [B, N, 4] y1, x1, y2, x2 in picture pixels, scores [B, nc, N], indices [., 3]
    yolozu_pose,    ///< scores [B, Q, nc+1] logits, boxes [B, Q, 4] logits of fractions, and the pose's parts
    // No boxes.
    classifier,       ///< [B, nc]: a score for each class
    semantic_logits,  ///< [B, nc, h, w]: a score for each class and place
    class_map,        ///< [B, H, W] or [B, 1, H, W]: a class id for each pixel
    depth_map,        ///< [B, 1, H, W] or [B, H, W]: metres
};
/// The name the command line uses: that of the value with '-' for '_', and "end2end" for end_to_end.
std::string_view to_string(Head head);
std::optional<Head> head_from_string(std::string_view name);

/// What is left to do to class scores.
enum class Activation { none, sigmoid, softmax };
std::string_view to_string(Activation activation);

/// What an input of the model is for. Sizes are those of one picture; "network" is the model's input.
enum class InputRole {
    image,
    original_size,   ///< [B, 2]: the picture's width, height (orig_target_sizes)
    original_shape,  ///< [B, 2]: the picture's height, width (image_shape)
    network_shape,   ///< [B, 2]: the network's height, width (im_shape)
    scale_factor,    ///< [B, 2]: network height / picture height, and likewise for the widths
};
std::string_view to_string(InputRole role);

/// An input and what it is fed with.
struct InputBinding {
    InputRole role = InputRole::image;  ///< what is written into it
    std::size_t index = 0;              ///< in the model's order
    std::string name;                   ///< as the graph calls it
    DataType type = DataType::float32;  ///< of its tensor

    bool operator==(const InputBinding&) const = default;
};

/// What an output holds; Head says which ones a head has, and their shapes.
enum class OutputRole {
    detections,  ///< the rows, or the only output
    boxes,
    scores,
    labels,
    count,
    indices,
    level,       ///< a map of one stride
    prototypes,  ///< of masks, [B, coefficients, h, w]
    masks,       ///< [B, Q, h, w], logits
    log_z,
    rot6d,
    offsets,
    k_delta,
    keypoints,
    log_sigma_z,
    log_sigma_rot,
};
std::string_view to_string(OutputRole role);

/// An output that is read.
struct OutputBinding {
    OutputRole role = OutputRole::detections;  ///< what is read out of it
    std::size_t index = 0;                     ///< in the model's order
    std::string name;                          ///< as the graph calls it

    bool operator==(const OutputBinding&) const = default;
};

/// Choices of the user that come before anything found in the file.
struct ModelOverrides {
    std::optional<Task> task{};                                  ///< what the model answers
    std::optional<Head> head{};                                  ///< how its outputs are laid out
    std::optional<PreprocessSpec> preprocess{};                  ///< how it is fed
    std::optional<std::vector<std::string>> names{};             ///< of the classes, by id
    std::optional<std::pair<int, int>> keypoint_shape{};         ///< keypoints, numbers for each
    std::optional<std::vector<std::array<float, 2>>> anchors{};  ///< width, height in pixels; three for each stride
    std::optional<std::pair<int, int>> input_size{};  ///< width, height; for dynamic models, or to check a static one
};

/// Where a conclusion comes from, surest first.
enum class Certainty {
    asked,   ///< a flag or a sidecar file says so
    stated,  ///< the model's own metadata say so
    shown,   ///< the signature or the graph shows it; no other export has it
    probed,  ///< the values show it that the model gives for a test picture
    usual,   ///< what models of the family that was found are fed with
};
std::string_view to_string(Certainty certainty);

/// One finding and what it speaks for, in words for people: {"metadata task='detect'", "task detect"}.
struct Evidence {
    std::string finding;                     ///< what was seen
    std::string conclusion;                  ///< what it speaks for
    Certainty certainty = Certainty::shown;  ///< where it comes from
};

/// The decision: how to feed the model and how to read it.
struct ModelInfo {
    Task task = Task::detect;                 ///< what it answers
    Head head = Head::yolov8;                 ///< how its outputs are laid out
    PreprocessSpec preprocess;                ///< how a picture becomes its input
    std::string input_name;                   ///< of the picture
    DataType input_type = DataType::float32;  ///< of the picture's tensor
    std::int64_t batch = 1;                   ///< extent of a static batch; 1 when the batch is dynamic
    bool dynamic_batch = false;               ///< any number of pictures may run together
    int input_width = 0, input_height = 0;    ///< the size to run at
    bool dynamic_size = false;                ///< the file leaves the input's size open
    bool channels_last = false;               ///< the picture's tensor is [B, H, W, 3]
    std::vector<InputBinding> inputs;         ///< all of the model's, in its order
    std::vector<OutputBinding> outputs;  ///< those that are read; levels, and scores and boxes of levels, by stride
    Activation activation = Activation::none;  ///< what is left to do to class scores
    int class_count = 0;                       ///< 0 when neither signature nor names tell (end-to-end, open shapes)
    std::vector<std::string> names;            ///< class names by id; empty when unknown
    int stride = 32;                           ///< largest stride; the input size is a multiple of it
    /// yolov5 head: whether the score is objectness times class score; false when objectness alone is the score. That
    /// is the one-class rule of YOLOv7 (`if nc == 1: x[:, 5:] = x[:, 4:5]`): with one class YOLOv5 and YOLOv7 do not
    /// train the class column, which stays near 0.5 in YOLOv7 and near 1 in YOLOv5, so the rule is right for both. It
    /// does not hold for YOLOv6 (objectness is the constant 1) and YOLOX (both columns are trained): there this stays
    /// true.
    bool objectness = true;
    bool scores_channel_major = false;          ///< boxes_scores head: scores are [B, nc, N]
    int mask_coefficients = 0;                  ///< numbers for each detection that weigh the prototypes
    int keypoint_count = 0;                     ///< of each object; 0 unless the task is pose
    int keypoint_dimensions = 0;                ///< 2: x, y; 3: x, y, visibility
    std::vector<int> strides;                   ///< of the levels, for heads whose boxes are relative to a grid
    std::vector<std::array<float, 2>> anchors;  ///< width, height in pixels; three for each stride
    /// The class id of each column of scores, -1 for columns that are no class. Empty: the column is the id.
    std::vector<std::int32_t> class_ids;
    std::string family;              ///< for people: "YOLOv6", "RT-DETR, D-FINE or DEIM"
    std::vector<Evidence> evidence;  ///< why, in the order of the findings
};

/// What a file beside the model says about it. Flags come before it.
struct Sidecar {
    std::filesystem::path file;  ///< where that was found
    ModelOverrides says;         ///< as if it were asked for
    std::string architecture;    ///< as the file names it: "PicoDet", "RTDetrImageProcessor", ...; may be empty
    /// A names file that was only found. It may be another model's: one whose count does not fit is left out.
    bool is_names_file = false;
};

/// Looks for the files that name what an ONNX file does not: `<model>.yaml` or `model.yaml` of this project, a names
/// file (`classes.txt`, `<model>.names`, ...), Hugging Face's `preprocessor_config.json` and `config.json`,
/// PaddleDetection's `infer_cfg.yml`; in this order, docs/model-file.md has the details. Names and preprocessing that
/// `flags` or an earlier file give are not looked for in later ones. Fails when a file that is there cannot be read, or
/// asks for a preprocessing that cannot be done.
Result<std::vector<Sidecar>> find_sidecars(const std::filesystem::path& model, const ModelOverrides& flags = {});

/// What an output's values look like for a test picture.
struct ProbedOutput {
    /// Values from one to another.
    struct Range {
        float least = 0, greatest = 0;  ///< of the finite values; both 0: none
    };
    Shape shape;                   ///< of the output
    Range all;                     ///< of every value
    std::vector<Range> by_row;     ///< for each index of the axis after the batch, the first 256
    std::vector<Range> by_column;  ///< for each index of the last axis, the first 256
};

/// What is known beyond the file.
struct ModelHints {
    std::vector<Sidecar> sidecars{};    ///< in the order in which they count
    std::vector<ProbedOutput> probe{};  ///< of each output; empty: the model was not run
};

/// Decides what the model is, from its arguments alone: same arguments, same answer. Refuses with `ambiguous` (naming
/// the candidates and the flag that decides) instead of guessing; running the model on a test picture and asking again
/// with what it gave may help then.
Result<ModelInfo> decide_model(const ModelSignature& signature, const ModelOverrides& overrides = {},
                               const ModelHints& hints = {});

/// Class names, as exporters write them: a Python dict {0: 'a', 1: "b's"} or list ['a', 'b'], any quoting and escapes,
/// or a JSON one. Gaps in the ids of a dict become empty names. Fails with what is wrong and where.
Result<std::vector<std::string>> parse_class_names(std::string_view text);

/// A names file of the user: one name a line, or the Python/JSON forms above, or the `names:` part of a YAML file.
Result<std::vector<std::string>> read_class_names(const std::filesystem::path& path);

}  // namespace yolozu
#pragma GCC visibility pop
