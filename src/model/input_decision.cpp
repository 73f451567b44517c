// SPDX-License-Identifier: Apache-2.0
#include "model/input_decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

constexpr int default_side = 640;        // YOLOZU's exporters and Ultralytics when nothing is said
constexpr int default_keras_side = 416;  // the ONNX zoo's YOLOv3
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

/// Inputs beside the picture by their exporters' names, all [B, 2].
struct SideInput {
    std::string_view name;
    InputRole role;
};
constexpr std::array side_inputs{
    SideInput{"orig_target_sizes", InputRole::original_size},  // RT-DETR, D-FINE, DEIM
    SideInput{"image_shape", InputRole::original_shape},       // YOLOv3 of Keras
    SideInput{"im_shape", InputRole::network_shape},           // PaddleDetection
    SideInput{"scale_factor", InputRole::scale_factor},        // PaddleDetection
};

std::optional<InputRole> side_role(const TensorSignature& input) {
    const bool is_pair = !input.shape || (input.shape->size() == 2 && input.shape->back().value.value_or(2) == 2);
    const bool is_number = input.type == DataType::float32 || input.type == DataType::float16 ||
                           input.type == DataType::int64 || input.type == DataType::int32;
    const auto known = std::ranges::find(side_inputs, input.name, &SideInput::name);
    return known != side_inputs.end() && is_pair && is_number ? std::optional(known->role) : std::nullopt;
}

/// Says what each input is for; the index of the picture.
Result<std::size_t> bind_inputs(const ModelSignature& signature, ModelInfo& info) {
    if (signature.inputs.empty()) return unsupported("the model has no input");
    std::optional<std::size_t> picture;
    for (std::size_t index = 0; index < signature.inputs.size(); ++index) {
        const TensorSignature& input = signature.inputs[index];
        const std::optional<InputRole> role = side_role(input);
        if (!role && picture)
            return unsupported(
                fmt::format("the model has {} inputs: {}; one picture is fed, and beside it only "
                            "orig_target_sizes, image_shape, im_shape and scale_factor, each [batch, 2]",
                            signature.inputs.size(), input_list(signature)));
        if (!role) picture = index;
        info.inputs.push_back({role.value_or(InputRole::image), index, input.name, input.type});
        if (role)
            info.evidence.push_back({fmt::format("input '{}' is {}", printable(input.name), input.to_string()),
                                     fmt::format("fed with the {}", to_string(*role)), Certainty::shown});
    }
    if (!picture) return unsupported(fmt::format("no input is a picture: {}", input_list(signature)));
    return *picture;
}

/// Where height and width are in the picture's shape.
struct Axes {
    std::size_t height, width;
};

Result<Axes> check_picture(const TensorSignature& input) {
    const auto refuse = [&](std::string_view why) {
        return unsupported(fmt::format("input '{}' is {}; {}", printable(input.name), input.to_string(), why));
    };
    if (input.type != DataType::float32 && input.type != DataType::float16 && input.type != DataType::uint8)
        return refuse("float32, float16 and uint8 pictures can be fed");
    if (!input.shape || input.shape->size() != 4) return refuse("expected a picture [batch, 3, height, width]");
    const std::vector<Dimension>& shape = *input.shape;
    const bool channels_last = shape[1].value != 3 && shape[3].value == 3;
    if (shape[1].value != 3 && !channels_last) return refuse("expected 3 channels in the second dimension or the last");
    for (const std::size_t axis : {0U, 1U, 2U, 3U})
        if (shape[axis].value && (*shape[axis].value < 1 || *shape[axis].value > (axis == 0 ? max_batch : max_side)))
            return refuse("its size is over the limit");
    return channels_last ? Axes{1, 2} : Axes{2, 3};
}

/// What the file says about the size: each side if fixed.
struct FixedSize {
    std::optional<int> height, width;
};

FixedSize fixed_size_of(const TensorSignature& input, Axes axes) {
    const auto side = [&](std::size_t axis) {
        const Dimension& dimension = (*input.shape)[axis];
        return dimension.value ? std::optional(static_cast<int>(*dimension.value)) : std::nullopt;
    };
    return {side(axes.height), side(axes.width)};
}

/// The size asked for must agree with what is fixed.
Status apply_asked_size(const FixedSize& fixed, const Asked& asked, ModelInfo& info) {
    const auto [width, height] = *asked.says.input_size;
    const std::string& source = asked.size_source;
    if (width < 1 || height < 1 || width > max_side || height > max_side)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{} {}x{}: sides are between 1 and {} pixels", source, width, height, max_side));
    if (fixed.width.value_or(width) != width || fixed.height.value_or(height) != height)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{} {}x{}: the model's input is fixed at {}x{} (width x height); leave the flag "
                                 "out or export the model with a dynamic size",
                                 source, width, height, info.input_width, info.input_height));
    info.input_width = width;
    info.input_height = height;
    return {};
}

/// Open sides become multiples of the stride, the next larger ones, as Ultralytics' check_imgsz makes them.
Status round_up_to_stride(const FixedSize& fixed, ModelInfo& info) {
    const auto rounded = [&](const std::optional<int>& fixed_side, int side) {
        const std::int64_t stride = info.stride;
        return fixed_side ? std::int64_t{side} : (side + stride - 1) / stride * stride;
    };
    const std::int64_t width = rounded(fixed.width, info.input_width);
    const std::int64_t height = rounded(fixed.height, info.input_height);
    if (width > max_side || height > max_side)
        return Error(
            ErrorCode::limit_exceeded,
            fmt::format("size {}x{} (width x height) is {}x{} in multiples of the stride {}: sides are at most "
                        "{} pixels; choose a smaller one with --imgsz",
                        info.input_width, info.input_height, width, height, info.stride, max_side));
    info.input_width = static_cast<int>(width);
    info.input_height = static_cast<int>(height);
    return {};
}

Status decide_size(const FixedSize& fixed, const ModelMetadata& metadata, const Asked& asked, ModelInfo& info) {
    info.dynamic_size = !fixed.height || !fixed.width;
    const bool keras = std::ranges::any_of(
        info.inputs, [](const InputBinding& input) { return input.role == InputRole::original_shape; });
    const int side = keras ? default_keras_side : default_side;
    const std::pair<int, int> open_size = metadata.imgsz.value_or(std::pair(side, side));
    info.input_height = fixed.height.value_or(open_size.first);
    info.input_width = fixed.width.value_or(open_size.second);
    Evidence evidence{"the input's shape fixes it", "", Certainty::shown};
    if (info.dynamic_size && metadata.imgsz) evidence = {"metadata imgsz", "", Certainty::stated};
    if (info.dynamic_size && !metadata.imgsz)
        evidence = {"nothing says a size: the usual default", "", Certainty::usual};
    // A file beside the model tells a size that its shape leaves open; the shape needs no other word.
    if (asked.says.input_size && (asked.size_by_flag || info.dynamic_size)) {
        YOLOZU_TRY(apply_asked_size(fixed, asked, info));
        evidence = {asked.size_source, "", Certainty::asked};
    }
    const int width = info.input_width, height = info.input_height;
    YOLOZU_TRY(round_up_to_stride(fixed, info));
    if (info.input_width != width || info.input_height != height)
        evidence.finding += fmt::format(" {}x{}, rounded up to multiples of the stride {}", width, height, info.stride);
    evidence.conclusion = fmt::format("size {}x{} (width x height){}", info.input_width, info.input_height,
                                      info.dynamic_size ? ", can be changed with --imgsz" : "");
    info.evidence.push_back(std::move(evidence));
    return {};
}

}  // namespace

Status decide_inputs(const ModelSignature& signature, const ModelMetadata& metadata, const Asked& asked,
                     ModelInfo& info) {
    YOLOZU_ASSIGN(const std::size_t index, bind_inputs(signature, info));
    const TensorSignature& input = signature.inputs[index];
    YOLOZU_ASSIGN(const Axes axes, check_picture(input));
    if (metadata.channels.value_or(3) != 3)
        return unsupported(fmt::format("metadata channels is {}; this version feeds 3 channels", *metadata.channels));
    info.input_name = input.name;
    info.input_type = input.type;
    info.channels_last = axes.height == 1;
    info.dynamic_batch = !input.shape->front().value;
    info.batch = input.shape->front().value.value_or(1);
    info.stride = metadata.stride.value_or(default_stride);
    info.evidence.push_back(
        {fmt::format("input '{}' is {}", printable(input.name), input.to_string()),
         fmt::format("one {} picture, channels {}, batch {}", to_string(input.type),
                     info.channels_last ? "last" : "first", info.dynamic_batch ? "open" : std::to_string(info.batch)),
         Certainty::shown});
    return decide_size(fixed_size_of(input, axes), metadata, asked, info);
}

}  // namespace yolozu
