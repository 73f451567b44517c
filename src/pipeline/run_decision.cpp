// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_decision.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "pipeline/class_filter.hpp"
#include "pipeline/decide_file.hpp"
#include "pipeline/flip.hpp"
#include "yolozu/version.hpp"

namespace yolozu {
namespace {

Result<DecodeOptions> what_to_keep(const RunRequest& request, const ModelInfo& info) {
    DecodeOptions decode;
    decode.score_threshold = request.score_threshold.value();
    decode.iou_threshold = request.iou_threshold.value();
    decode.max_detections = request.max_detections;
    decode.class_agnostic = request.class_agnostic;
    YOLOZU_ASSIGN(decode.keep_classes, resolve_classes(request.classes, info));
    YOLOZU_ASSIGN(decode.drop_classes, resolve_classes(request.drop_classes, info));
    for (const std::int32_t class_id : decode.drop_classes)
        if (std::ranges::binary_search(decode.keep_classes, class_id))
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("class {} is named by --classes and by --drop-classes; leave it out of one", class_id));
    YOLOZU_ASSIGN(decode.class_thresholds, resolve_class_thresholds(request.class_thresholds, info));
    if (request.top_classes && info.task != Task::classify)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--top-k is for classifiers; this model's task is {}", to_string(info.task)));
    decode.top_classes = request.top_classes.value_or(decode.top_classes);
    if (request.segmentation != SegmentationFormat::none && info.task != Task::segment)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--segmentation is for models with masks; this model's task is {}", to_string(info.task)));
    if (request.intrinsics && info.task != Task::pose6d)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--intrinsics is for models of 6-DoF poses; this model's task is {}", to_string(info.task)));
    return decode;
}

Result<TileRule> tile_rule_of(const RunRequest& request, const ModelInfo& info) {
    TileRule rule = *request.tiles;
    if (rule.width == 0) rule.width = info.input_width;
    if (rule.height == 0) rule.height = info.input_height;
    YOLOZU_TRY(check_tiles(info, rule));
    return rule;
}

}  // namespace

Result<RunDecision> decide_run(const RunRequest& request) {
    RunDecision decision;
    const Probing probing = request.dry_run ? Probing::never : Probing::when_ambiguous;
    YOLOZU_ASSIGN(DecidedModel model,
                  decide_model_file(request.model, request.overrides, probing, {request.backend, request.runtime}));
    YOLOZU_ASSIGN(decision.info, in_file("model", request.model, std::move(model.info)));
    if (request.protocol) YOLOZU_TRY(check_protocol(*request.protocol, decision.info));
    YOLOZU_ASSIGN(decision.decode, what_to_keep(request, decision.info));
    if (request.flip) YOLOZU_TRY(check_flip(decision.info));
    if (request.tiles) {
        YOLOZU_ASSIGN(decision.tile_rule, tile_rule_of(request, decision.info));
    }
    return decision;
}

RunRecord record_of(const RunRequest& request, const RunDecision& decision) {
    RunRecord record;
    record.timestamp = request.timestamp;
    record.model_path = request.model.native();
    record.exporter_version = version();
    if (request.protocol) record.protocol_id = request.protocol->id;
    record.input_width = decision.info.input_width;
    record.input_height = decision.info.input_height;
    record.score_threshold = request.score_threshold;
    record.iou_threshold = request.iou_threshold;
    record.max_detections = request.max_detections;
    record.nms_applied = is_suppressed_here(decision.info.head);
    record.class_agnostic_nms = request.class_agnostic;
    record.task = to_string(decision.info.task);
    record.head = to_string(decision.info.head);
    record.family = decision.info.family;
    record.class_thresholds = decision.decode.class_thresholds;
    record.tta_flip = request.flip;
    if (request.tiles)
        record.tiles = {decision.tile_rule.width,
                        decision.tile_rule.height,
                        decision.tile_rule.overlap,
                        decision.tile_rule.full_picture,
                        std::string(to_string(request.merge.method)),
                        std::string(to_string(request.merge.measure)),
                        request.merge.threshold};
    record.keep_classes = decision.decode.keep_classes;
    record.drop_classes = decision.decode.drop_classes;
    record.class_names = decision.info.names;
    record.dry_run = request.dry_run;
    record.device = request.runtime.device;
    record.image_key_style = to_string(request.sources.key_style);
    for (const Evidence& evidence : decision.info.evidence)
        record.decision_evidence.push_back(
            {evidence.finding, evidence.conclusion, std::string(to_string(evidence.certainty))});
    return record;
}

}  // namespace yolozu
