// SPDX-License-Identifier: Apache-2.0
#include "decode/output_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>

#include "base/try.hpp"

namespace yolozu::decode {
namespace {

// Up to here class_id * 7680 is exact in float32, which suppression by class relies on.
constexpr int max_class_count = 1'000'000;

// Positions are kept in 32 bits.
constexpr std::int64_t max_anchor_count = std::numeric_limits<std::int32_t>::max();

Status check_fraction(const char* what, double value) {
    if (value >= 0.0 && value <= 1.0) return {};
    return Error(ErrorCode::invalid_argument, fmt::format("the {} threshold is {}, expected 0 to 1", what, value));
}

Status check_options(const DecodeOptions& options) {
    YOLOZU_TRY(check_fraction("score", options.score_threshold));
    YOLOZU_TRY(check_fraction("IoU", options.iou_threshold));
    if (options.max_detections < 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("at most {} detections are asked for, expected 0 or more", options.max_detections));
    return {};
}

Status check_model(const ModelInfo& model) {
    if (model.task != Task::detect)
        return Error(ErrorCode::unsupported,
                     fmt::format("the model's task is {}, only detect can be decoded", to_string(model.task)));
    if (model.outputs.empty())
        return Error(ErrorCode::invalid_argument, "the decision binds no output: there is nothing to decode");
    if (model.class_count < 0 || model.class_count > max_class_count)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("the model has {} classes, expected 0 to {}", model.class_count, max_class_count));
    return {};
}

}  // namespace

Result<OutputDecoder> OutputDecoder::create(const ModelInfo& model, const DecodeOptions& options, Isa isa) {
    YOLOZU_TRY(check_options(options));
    YOLOZU_TRY(check_model(model));
    const HeadEntry* const head = find_head(model.head);
    if (head == nullptr)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("head number {} does not exist", static_cast<int>(model.head)));
    Settings settings{.kernels = &kernels_for(isa),
                      .score_threshold = static_cast<float>(options.score_threshold),
                      .class_count = model.class_count,
                      .objectness_alone = !model.objectness,
                      .input_width = model.input_width,
                      .input_height = model.input_height,
                      .filter = {}};
    YOLOZU_TRY(head->check_settings(settings));
    YOLOZU_ASSIGN(settings.filter, ClassFilter::create(options.keep_classes, model.class_count));
    const SuppressionRule rule{.iou_threshold = static_cast<float>(options.iou_threshold),
                               .max_detections = static_cast<std::size_t>(options.max_detections),
                               .class_agnostic = options.class_agnostic};
    OutputDecoder decoder(*head, std::move(settings), rule);
    decoder.output_index_ = model.outputs.front().index;
    decoder.output_name_ = model.outputs.front().name;
    return decoder;
}

OutputDecoder::OutputDecoder(const HeadEntry& head, Settings settings, const SuppressionRule& rule)
    : head_(&head),
      settings_(std::move(settings)),
      rule_(rule),
      suppressor_(rule, head.is_suppressed ? 0 : settings_.class_count, *settings_.kernels) {}

std::int64_t OutputDecoder::feature_count() const {
    return head_->box_features + (head_->has_class_scores ? settings_.class_count : 0);
}

std::string OutputDecoder::expected_shape() const {
    const std::string features = head_->has_class_scores
                                     ? fmt::format("{} + {} classes", head_->box_features, settings_.class_count)
                                     : std::to_string(head_->box_features);
    const std::string anchors =
        head_->anchor_count == nullptr ? "anchors" : std::to_string(head_->anchor_count(settings_));
    return head_->feature_axis == 1 ? fmt::format("[batch, {}, {}]", features, anchors)
                                    : fmt::format("[batch, {}, {}]", anchors, features);
}

std::string OutputDecoder::describe(const TensorView& output) const {
    return fmt::format("output '{}' ({} {})", output_name_, to_string(output.type), output.shape.to_string());
}

Result<std::size_t> OutputDecoder::check_output(const TensorView& output, std::int64_t batch_index) const {
    if (output.type != DataType::float32 && output.type != DataType::float16)
        return Error(ErrorCode::unsupported, describe(output) + ": expected float32 or float16");
    const Shape& shape = output.shape;
    const std::size_t anchor_axis = 3 - head_->feature_axis;
    if (shape.rank() != 3 || shape[head_->feature_axis] != feature_count() ||
        (head_->anchor_count != nullptr && shape[anchor_axis] != head_->anchor_count(settings_)))
        return Error(ErrorCode::malformed,
                     fmt::format("{}: the {} head at input {}x{} needs {}: check the head, the class names and the "
                                 "input size",
                                 describe(output), to_string(head_->head), settings_.input_width,
                                 settings_.input_height, expected_shape()));
    if (shape[0] == 0) return Error(ErrorCode::malformed, describe(output) + ": the batch is empty");
    if (batch_index < 0 || batch_index >= shape[0])
        return Error(ErrorCode::invalid_argument, fmt::format("{}: there is no batch slot {}, expected 0 to {}",
                                                              describe(output), batch_index, shape[0] - 1));
    if (shape[anchor_axis] > max_anchor_count)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("{}: at most {} anchors are supported", describe(output), max_anchor_count));
    return static_cast<std::size_t>(shape[anchor_axis]);
}

// Room for the worst case of this many anchors, so that the next call for the shape allocates nothing, whatever it
// finds.
void OutputDecoder::reserve(std::size_t anchor_count) {
    candidates_.reserve(anchor_count);
    found_.reserve(anchor_count);
    order_.reserve(anchor_count);
    suppressor_.reserve(std::min(anchor_count, std::size_t{max_suppression_candidates}));
}

// From the output to everything that passes the threshold and the filter.
void OutputDecoder::find(const TensorView& output, std::size_t batch_index, std::size_t anchor_count) {
    found_.clear();
    const std::size_t start = batch_index * anchor_count * static_cast<std::size_t>(feature_count());
    if (output.type == DataType::float32)
        head_->collect(settings_, {static_cast<const float*>(output.data) + start, anchor_count}, candidates_, found_);
    else
        head_->collect_half(settings_, {static_cast<const std::uint16_t*>(output.data) + start, anchor_count},
                            candidates_, found_);
}

// From there to the answer.
void OutputDecoder::choose(std::vector<Detection>& detections) {
    std::span<const std::uint64_t> order = order_.sort(found_);
    if (!head_->is_suppressed) {
        order = order.first(std::min(order.size(), std::size_t{max_suppression_candidates}));
        suppressor_.run(found_, order, detections);
        return;
    }
    for (const std::uint64_t element : order.first(std::min(order.size(), rule_.max_detections)))
        detections.push_back(found_[ScoreOrder::position(element)]);
}

Status OutputDecoder::decode(std::span<const TensorView> outputs, std::int64_t batch_index,
                             std::vector<Detection>& detections) {
    detections.clear();
    if (output_index_ >= outputs.size())
        return Error(ErrorCode::not_found,
                     fmt::format("output '{}' is at index {} of the model's outputs, but this run gave {}",
                                 output_name_, output_index_, outputs.size()));
    const TensorView& output = outputs[output_index_];
    YOLOZU_ASSIGN(const std::size_t anchor_count, check_output(output, batch_index));
    try {
        reserve(anchor_count);
        detections.reserve(std::min(anchor_count, rule_.max_detections));
    } catch (const std::bad_alloc&) {
        return Error(ErrorCode::limit_exceeded, "no memory to decode " + describe(output));
    }
    find(output, static_cast<std::size_t>(batch_index), anchor_count);
    choose(detections);
    return {};
}

}  // namespace yolozu::decode
