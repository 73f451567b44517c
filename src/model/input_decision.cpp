// SPDX-License-Identifier: Apache-2.0
#include "model/input_decision.hpp"

#include <fmt/format.h>

#include <array>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

constexpr int default_side = 640;  // YOLOZU's exporters and Ultralytics when nothing is said
constexpr int default_stride = 32;
constexpr std::int64_t max_side = 65'536;
constexpr std::int64_t max_batch = 65'536;

Error unsupported(std::string message) {
    return {ErrorCode::unsupported, std::move(message)};
}

std::string input_list(const ModelSignature& signature) {
    std::string text;
    for (const TensorSignature& input : signature.inputs) {
        if (text.size() > 1'000) return text + ", ...";
        text += fmt::format("{}'{}' {}", text.empty() ? "" : ", ", printable(input.name), input.to_string());
    }
    return text;
}

/// What kind of export has more inputs than the picture.
std::string_view known_extra_input(const ModelSignature& signature) {
    for (const TensorSignature& input : signature.inputs) {
        if (input.name == "orig_target_sizes") return " (an RT-DETR, D-FINE or DEIM export)";
        if (input.name == "scale_factor" || input.name == "im_shape") return " (a PaddleDetection export)";
        if (input.name == "image_shape") return " (a Keras YOLOv3 export)";
    }
    return "";
}

Status check_single_input(const ModelSignature& signature) {
    if (signature.inputs.size() == 1) return {};
    if (signature.inputs.empty()) return unsupported("the model has no input");
    return unsupported(fmt::format("the model has {} inputs: {}{}; this version feeds one picture and nothing else",
                                   signature.inputs.size(), input_list(signature), known_extra_input(signature)));
}

Status check_image_input(const TensorSignature& input) {
    const auto refuse = [&](std::string_view why) {
        return unsupported(fmt::format("input '{}' is {}; {}", printable(input.name), input.to_string(), why));
    };
    if (input.type != DataType::float32 && input.type != DataType::float16)
        return refuse("this version feeds float32 and float16 pictures only");
    if (!input.shape || input.shape->size() != 4) return refuse("expected a picture [batch, 3, height, width]");
    const std::vector<Dimension>& shape = *input.shape;
    if (shape[1].value != 3 && shape[3].value == 3)
        return refuse(
            "it wants channels last, this version feeds [batch, 3, height, width]; export with channels first");
    if (shape[1].value != 3) return refuse("expected 3 channels in the second dimension");
    for (const std::size_t axis : {0U, 2U, 3U})
        if (shape[axis].value && *shape[axis].value > (axis == 0 ? max_batch : max_side))
            return refuse("its size is over the limit");
    return {};
}

/// What the file says about the size: [height, width], each if fixed.
struct FixedSize {
    std::optional<int> height, width;
};

FixedSize fixed_size_of(const TensorSignature& input) {
    const auto side = [&](std::size_t axis) {
        const Dimension& dimension = (*input.shape)[axis];
        return dimension.value ? std::optional(static_cast<int>(*dimension.value)) : std::nullopt;
    };
    return {side(2), side(3)};
}

/// The size asked for with --imgsz must agree with what is fixed and be a multiple of the stride where it is open.
Status apply_asked_size(const FixedSize& fixed, std::pair<int, int> asked, ModelInfo& info) {
    const auto [width, height] = asked;
    if (width < 1 || height < 1 || width > max_side || height > max_side)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--imgsz {}x{}: sides are between 1 and {} pixels", width, height, max_side));
    if (fixed.width.value_or(width) != width || fixed.height.value_or(height) != height)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--imgsz {}x{}: the model's input is fixed at {}x{} (width x height); leave the flag "
                                 "out or export the model with a dynamic size",
                                 width, height, info.input_width, info.input_height));
    if ((!fixed.width && width % info.stride != 0) || (!fixed.height && height % info.stride != 0))
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--imgsz {}x{}: the sides must be multiples of the stride {}", width, height, info.stride));
    info.input_width = width;
    info.input_height = height;
    return {};
}

Status decide_size(const FixedSize& fixed, const ModelMetadata& metadata, const ModelOverrides& overrides,
                   ModelInfo& info) {
    info.dynamic_size = !fixed.height || !fixed.width;
    const std::pair<int, int> open_size = metadata.imgsz.value_or(std::pair(default_side, default_side));
    info.input_height = fixed.height.value_or(open_size.first);
    info.input_width = fixed.width.value_or(open_size.second);
    std::string source = "the input's shape fixes it";
    if (info.dynamic_size) source = metadata.imgsz ? "metadata imgsz" : "nothing says a size: the usual default";
    if (overrides.input_size) {
        YOLOZU_TRY(apply_asked_size(fixed, *overrides.input_size, info));
        source = "--imgsz";
    } else if ((!fixed.height && info.input_height % info.stride != 0) ||
               (!fixed.width && info.input_width % info.stride != 0)) {
        return Error(ErrorCode::malformed,
                     fmt::format("metadata imgsz {}x{} (width x height) is not a multiple of the stride {}; choose a "
                                 "size with --imgsz",
                                 info.input_width, info.input_height, info.stride));
    }
    info.evidence.push_back({source, fmt::format("size {}x{} (width x height){}", info.input_width, info.input_height,
                                                 info.dynamic_size ? ", can be changed with --imgsz" : "")});
    return {};
}

}  // namespace

Status decide_input(const ModelSignature& signature, const ModelMetadata& metadata, const ModelOverrides& overrides,
                    ModelInfo& info) {
    YOLOZU_TRY(check_single_input(signature));
    const TensorSignature& input = signature.inputs.front();
    YOLOZU_TRY(check_image_input(input));
    if (metadata.channels.value_or(3) != 3)
        return unsupported(fmt::format("metadata channels is {}; this version feeds 3 channels", *metadata.channels));
    info.inputs = {{InputRole::image, 0, input.name, input.type}};
    info.input_name = input.name;
    info.input_type = input.type;
    info.dynamic_batch = !input.shape->front().value;
    info.batch = input.shape->front().value.value_or(1);
    info.stride = metadata.stride.value_or(default_stride);
    info.evidence.push_back({fmt::format("input '{}' is {}", printable(input.name), input.to_string()),
                             fmt::format("one {} picture, channels first, batch {}", to_string(input.type),
                                         info.dynamic_batch ? "open" : std::to_string(info.batch))});
    return decide_size(fixed_size_of(input), metadata, overrides, info);
}

Status check_input_operators(const ModelSignature& signature, const ModelOverrides& overrides) {
    if (overrides.preprocess) return {};
    constexpr std::array<std::string_view, 5> arithmetic{"Add", "BatchNormalization", "Div", "Mul", "Sub"};
    for (const std::string_view op_type : arithmetic)
        if (signature.input_operators.contains(op_type))
            return Error(ErrorCode::ambiguous,
                         fmt::format("the graph computes with the picture ({}) before its first layer, so a part of "
                                     "the preprocessing is inside it; say what is left to do with --preprocess (for "
                                     "values 0 to 255: --preprocess letterbox,rgb,0-255)",
                                     op_type));
    return {};
}

}  // namespace yolozu
