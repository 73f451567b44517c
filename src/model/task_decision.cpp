// SPDX-License-Identifier: Apache-2.0
#include "model/task_decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/tail_facts.hpp"

namespace yolozu {
namespace {

Error another_task(std::string_view task, std::string_view finding) {
    return {ErrorCode::unsupported,
            fmt::format("this is a model for the task '{}' ({}); this version decodes detection models only", task,
                        finding)};
}

std::size_t rank_of(const TensorSignature& output) {
    return output.shape ? output.shape->size() : 0;
}

bool is_feature_map(const TensorSignature& output) {
    return rank_of(output) == 4;
}

/// The mask prototypes [B, 32, H/4, W/4] beside the detections.
bool has_prototypes(const ModelSignature& signature) {
    return signature.outputs.size() == 2 && rank_of(signature.outputs[0]) == 3 && is_feature_map(signature.outputs[1]);
}

bool is_classifier(const ModelSignature& signature) {
    return signature.outputs.size() == 1 && rank_of(signature.outputs[0]) == 2 &&
           (signature.tails[0].producer == "Softmax" || signature.tails[0].producer == "Gemm" ||
            signature.tails[0].producer == "MatMul");
}

/// An oriented box's decoding turns the offsets by the angle.
bool rotates(const ModelSignature& signature) {
    if (signature.outputs.size() != 1 || rank_of(signature.outputs[0]) != 3) return false;
    const TailFacts tail(signature.tails[0]);
    return tail.reaches_layers() && tail.has("Cos") && tail.has("Sin");
}

/// Output names that only one family of exports has.
struct KnownOutputs {
    std::string_view name, family;
};
constexpr std::array known_outputs{
    KnownOutputs{"log_z", "YOLOZU's 6-DoF pose model"},
    KnownOutputs{"num_dets", "an export with suppression inside (EfficientNMS)"},
    KnownOutputs{"num_predictions", "a YOLO-NAS export with suppression inside"},
    KnownOutputs{"pred_boxes", "an RT-DETR export of HF Transformers or Optimum"},
    KnownOutputs{"dets", "an RF-DETR or mmdeploy export"},
    KnownOutputs{"labels", "an RT-DETR, D-FINE or DEIM export"},
};

std::string known_family(const ModelSignature& signature) {
    for (const KnownOutputs& known : known_outputs)
        for (const TensorSignature& output : signature.outputs)
            if (output.name == known.name) return fmt::format(" (this looks like {})", known.family);
    return "";
}

/// YOLOv5's older exports add the three raw maps [B, 3, H, W, 5+nc] to the decoded output.
std::optional<std::size_t> only_decoded_output(const ModelSignature& signature) {
    std::optional<std::size_t> decoded;
    for (std::size_t index = 0; index < signature.outputs.size(); ++index) {
        if (rank_of(signature.outputs[index]) == 5) continue;
        if (decoded || rank_of(signature.outputs[index]) != 3) return std::nullopt;
        decoded = index;
    }
    return decoded;
}

/// YOLOv9's training graph: auxiliary and main branch, of one shape [B, 4+nc, N], the main one second.
bool is_dual(const ModelSignature& signature) {
    if (signature.outputs.size() != 2) return false;
    const TensorSignature& auxiliary = signature.outputs[0];
    const TensorSignature& main = signature.outputs[1];
    const auto ends_in_classes = [&](const OutputTail& tail) {
        return tail.columns.size() == 2 && tail.columns.back() == "Sigmoid";
    };
    return rank_of(main) == 3 && auxiliary.type == main.type && auxiliary.shape == main.shape &&
           std::ranges::all_of(signature.tails, ends_in_classes);
}

}  // namespace

std::string output_list(const ModelSignature& signature) {
    std::string text;
    for (const TensorSignature& output : signature.outputs) {
        if (text.size() > 1'000) return text + ", ...";
        text += fmt::format("{}'{}' {}", text.empty() ? "" : ", ", printable(output.name), output.to_string());
    }
    return text;
}

Status check_task(const ModelSignature& signature, const ModelMetadata& metadata, ModelInfo& info) {
    if (metadata.task && *metadata.task != to_string(Task::detect))
        return another_task(*metadata.task, fmt::format("metadata task='{}'", *metadata.task));
    if (metadata.keypoint_shape)
        return another_task(to_string(Task::pose), fmt::format("metadata kpt_shape={}", *metadata.keypoint_shape));
    if (has_prototypes(signature))
        return another_task(to_string(Task::segment),
                            fmt::format("the second output is a map of mask prototypes: {}", output_list(signature)));
    if (is_classifier(signature))
        return another_task(to_string(Task::classify),
                            fmt::format("the only output is {} and made by {}", signature.outputs[0].to_string(),
                                        signature.tails[0].producer));
    if (rotates(signature))
        return another_task(to_string(Task::obb), "the graph turns boxes by an angle (Cos and Sin before the output)");
    info.task = Task::detect;
    if (metadata.task)
        info.evidence.push_back({"metadata task='detect'", "task detect"});
    else
        info.evidence.push_back({"no metadata name a task, nothing in the outputs speaks for another", "task detect"});
    return {};
}

Result<std::size_t> choose_output(const ModelSignature& signature, ModelInfo& info) {
    const auto refuse = [&](std::string_view what) {
        return Error(ErrorCode::unsupported,
                     fmt::format("the model has {}: {}{}", what, output_list(signature), known_family(signature)));
    };
    if (signature.outputs.empty()) return Error(ErrorCode::unsupported, "the model has no output");
    if (signature.outputs.size() > 1 && is_dual(signature)) {
        info.evidence.push_back(
            {"two outputs of one shape that are made alike", "YOLOv9's auxiliary and main branch: the second is read"});
        return std::size_t{1};
    }
    const std::optional<std::size_t> decoded = only_decoded_output(signature);
    if (decoded && signature.outputs.size() > 1)
        info.evidence.push_back({fmt::format("the other {} outputs are raw maps", signature.outputs.size() - 1),
                                 fmt::format("output '{}' is read", printable(signature.outputs[*decoded].name))});
    if (decoded) return *decoded;
    if (signature.outputs.size() > 1)
        return refuse(fmt::format("{} outputs, of which none alone holds the detections", signature.outputs.size()));
    return refuse("an output that no known head has, expected three dimensions [batch, ., .]");
}

}  // namespace yolozu
