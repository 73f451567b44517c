// SPDX-License-Identifier: Apache-2.0
//
// The decision: inputs, then every reading of the outputs is judged, and exactly one must remain.
#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "model/asked.hpp"
#include "model/choice.hpp"
#include "model/input_decision.hpp"
#include "model/left_to_do.hpp"
#include "model/metadata.hpp"
#include "model/names_choice.hpp"
#include "model/preprocess_words.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {
namespace {

/// More outputs than any family has.
constexpr std::size_t max_outputs = 64;

ModelFacts collect_facts(const ModelSignature& signature, const ModelMetadata& metadata, const Asked& asked,
                         const ModelHints& hints, const ModelInfo& info, const Names& names) {
    ModelFacts facts{signature, metadata, asked, info, {}, std::nullopt};
    static const OutputTail no_tail;
    for (std::size_t index = 0; index < signature.outputs.size(); ++index)
        facts.outputs.emplace_back(signature.outputs[index], index,
                                   index < signature.tails.size() ? signature.tails[index] : no_tail,
                                   index < hints.probe.size() ? &hints.probe[index] : nullptr);
    if (names.list) facts.class_count = static_cast<int>(names.list->size());
    return facts;
}

Status check_outputs(const ModelSignature& signature) {
    if (signature.outputs.empty()) return Error(ErrorCode::unsupported, "the model has no output");
    if (signature.outputs.size() <= max_outputs) return {};
    return Error(ErrorCode::unsupported, fmt::format("the model has {} outputs, more than any family: {}",
                                                     signature.outputs.size(), output_list(signature)));
}

Status check_asked(const Asked& asked, const ModelMetadata& metadata) {
    if (asked.says.keypoint_shape) {
        const auto [count, dimensions] = *asked.says.keypoint_shape;
        if (count < 1 || count > max_keypoints || (dimensions != 2 && dimensions != 3))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("{} {},{}: expected a number of keypoints and 2 or 3 numbers for each",
                                     asked.keypoints_source, count, dimensions));
    }
    if (asked.says.task || !metadata.task || task_from_string(*metadata.task)) return {};
    return Error(ErrorCode::unsupported,
                 fmt::format("this is a model for the task '{}' (metadata task); the tasks of this version are detect, "
                             "segment, pose, obb, classify, semantic, depth and pose6d, --task says one",
                             *metadata.task));
}

/// Whether a head's detections bring their class ids themselves, so that the number of classes may stay unknown.
bool names_its_classes(Head head) {
    switch (head) {
        case Head::end_to_end:
        case Head::end_to_end_obb:
        case Head::end_to_end_fractions:
        case Head::nms_rows_class_score:
        case Head::nms_rows_score_class:
        case Head::rtdetr:
        case Head::efficient_nms:
        case Head::paddle:
        case Head::mmdeploy:
        case Head::class_map:
        case Head::depth_map:
            return true;
        default:
            return false;
    }
}

Status apply_names(const Reading& reading, const Names& names, ModelInfo& info) {
    if (names.list) {
        info.names = *names.list;
        info.evidence.push_back(
            {names.source, fmt::format("{} class {}", info.names.size(), info.names.size() == 1 ? "name" : "names"),
             names.certainty});
    } else {
        info.evidence.push_back({"no metadata names, no --names", "class names unknown", Certainty::shown});
    }
    info.class_count = static_cast<int>(reading.class_count.value_or(static_cast<std::int64_t>(info.names.size())));
    if (info.class_count > 0 || names_its_classes(info.head)) return {};
    return Error(ErrorCode::ambiguous,
                 "the output's shape leaves the number of classes open and nothing names them; pass their names with "
                 "--names FILE");
}

void apply_layout(const Layout& layout, ModelInfo& info) {
    info.outputs = layout.outputs;
    info.activation = layout.activation;
    info.objectness = layout.objectness;
    info.scores_channel_major = layout.scores_channel_major;
    info.mask_coefficients = layout.mask_coefficients;
    info.keypoint_count = layout.keypoint_count;
    info.keypoint_dimensions = layout.keypoint_dimensions;
    info.strides = layout.strides;
    info.anchors = layout.anchors;
    info.class_ids = layout.class_ids;
}

void add_task_evidence(const Asked& asked, const ModelMetadata& metadata, ModelInfo& info) {
    const std::string conclusion = fmt::format("task {}", to_string(info.task));
    if (asked.says.task)
        info.evidence.push_back({asked.task_source, conclusion, Certainty::asked});
    else if (metadata.task)
        info.evidence.push_back({fmt::format("metadata task='{}'", *metadata.task), conclusion, Certainty::stated});
    else
        info.evidence.push_back({"the outputs", conclusion, Certainty::shown});
    if (info.task != Task::pose || info.keypoint_count == 0) return;
    const bool is_asked = asked.says.keypoint_shape.has_value();
    info.evidence.push_back({is_asked                  ? asked.keypoints_source
                             : metadata.keypoint_shape ? "metadata kpt_shape"
                                                       : "what a row leaves",
                             fmt::format("{} keypoints of {} numbers", info.keypoint_count, info.keypoint_dimensions),
                             is_asked                  ? Certainty::asked
                             : metadata.keypoint_shape ? Certainty::stated
                                                       : Certainty::shown});
}

void add_preprocess_evidence(const Asked& asked, const ModelSignature& signature, ModelInfo& info) {
    const std::string conclusion = fmt::format("preprocessing {}", to_words(info.preprocess));
    if (asked.says.preprocess)
        info.evidence.push_back({asked.preprocess_source, conclusion, Certainty::asked});
    else if (signature.picture != PictureArithmetic{})
        info.evidence.push_back({"the graph does a part of the preprocessing itself", conclusion, Certainty::shown});
    else
        info.evidence.push_back({fmt::format("models of {}", info.family), conclusion, Certainty::usual});
}

void apply_choice(const Choice& choice, const Asked& asked, const ModelMetadata& metadata,
                  const ModelSignature& signature, ModelInfo& info) {
    const Reading& reading = choice.reading;
    const Family& chosen = family(reading.family);
    info.task = reading.task;
    info.head = chosen.head;
    info.family = chosen.name;
    info.preprocess = choice.preprocess;
    info.preprocess.channels_last = info.channels_last;
    apply_layout(reading.layout, info);
    add_task_evidence(asked, metadata, info);
    if (asked.says.head)
        info.evidence.push_back(
            {fmt::format("{} {}", asked.head_source, to_string(info.head)), "head as asked for", Certainty::asked});
    info.evidence.push_back(
        {reading.reason, fmt::format("head {}: {}", to_string(info.head), info.family), reading.certainty});
    info.evidence.insert(info.evidence.end(), reading.notes.begin(), reading.notes.end());
    if (info.activation != Activation::none)
        info.evidence.push_back(
            {"scores are raw", fmt::format("{} is left to do", to_string(info.activation)), Certainty::shown});
    add_preprocess_evidence(asked, signature, info);
    if (!info.objectness)
        info.evidence.push_back({"one class in an anchor-based head: its class column is not trained",
                                 "score is objectness alone", Certainty::usual});
    if (!metadata.stride && reading.largest_stride) info.stride = *reading.largest_stride;
}

/// A flag that the model has no use for was meant for another one.
Status check_use(const ModelOverrides& flags, const ModelInfo& info) {
    const auto useless = [&](std::string_view flag, std::string_view what) {
        return Error(ErrorCode::invalid_argument, fmt::format("{}: this model has no {} (task {}, head {})", flag, what,
                                                              to_string(info.task), to_string(info.head)));
    };
    if (flags.keypoint_shape && info.keypoint_count == 0) return useless("--kpt-shape", "keypoints");
    if (flags.anchors && info.anchors.empty()) return useless("--anchors", "anchors");
    return {};
}

Result<ModelInfo> decide_with(const ModelSignature& signature, const ModelOverrides& overrides,
                              const ModelHints& hints) {
    ModelInfo info;
    const Asked asked = merge_asked(overrides, hints.sidecars);
    const ModelMetadata metadata = read_metadata(signature);
    info.evidence = metadata.notes;
    YOLOZU_TRY(check_outputs(signature));
    YOLOZU_TRY(check_asked(asked, metadata));
    YOLOZU_TRY(decide_inputs(signature, metadata, asked, info));
    YOLOZU_ASSIGN(const Names names, choose_names(metadata, asked));
    const ModelFacts facts = collect_facts(signature, metadata, asked, hints, info, names);
    YOLOZU_ASSIGN(const Choice choice, choose_reading(facts, names));
    ModelInfo decided = info;  // the facts look at `info`
    apply_choice(choice, asked, metadata, signature, decided);
    YOLOZU_TRY(check_use(overrides, decided));
    YOLOZU_TRY(apply_names(choice.reading, names, decided));
    return decided;
}

/// Whether the model itself names another number of classes.
bool is_of_another_model(const Sidecar& names_file, const ModelSignature& signature) {
    const std::optional<std::vector<std::string>> own = read_metadata(signature).names;
    return own && names_file.says.names && own->size() != names_file.says.names->size();
}

/// A names file that was only found may be another model's: then the decision is the one without it.
Result<ModelInfo> decide_with_found_names(const ModelSignature& signature, const ModelOverrides& overrides,
                                          const ModelHints& hints) {
    const auto found = std::ranges::find_if(hints.sidecars, &Sidecar::is_names_file);
    if (overrides.names || found == hints.sidecars.end()) return decide_with(signature, overrides, hints);
    if (!is_of_another_model(*found, signature)) {
        Result<ModelInfo> decided = decide_with(signature, overrides, hints);
        if (decided || decided.error().code() == ErrorCode::ambiguous) return decided;
    }
    ModelHints without = hints;
    std::erase_if(without.sidecars, &Sidecar::is_names_file);
    YOLOZU_ASSIGN(ModelInfo decided, decide_with(signature, overrides, without));
    decided.evidence.push_back(
        {fmt::format("file '{}' has {} class {}", printable(found->file.filename()), found->says.names->size(),
                     found->says.names->size() == 1 ? "name" : "names"),
         "another model's, left out", Certainty::shown});
    return decided;
}

}  // namespace

Result<ModelInfo> decide_model(const ModelSignature& signature, const ModelOverrides& overrides,
                               const ModelHints& hints) {
    return within_memory("to decide what the model is",
                         [&] { return decide_with_found_names(signature, overrides, hints); });
}

}  // namespace yolozu
