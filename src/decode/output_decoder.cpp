// SPDX-License-Identifier: Apache-2.0
#include "decode/output_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>

#include "base/try.hpp"
#include "decode/model_settings.hpp"

namespace yolozu::decode {
namespace {

// Positions are kept in 32 bits.
constexpr std::size_t max_capacity = std::numeric_limits<std::int32_t>::max();

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

}  // namespace

Result<OutputDecoder> OutputDecoder::create(const ModelInfo& model, const DecodeOptions& options, Isa isa) {
    YOLOZU_TRY(check_options(options));
    const HeadEntry* const head = find_head(model.head);
    if (head == nullptr)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the {} head has no boxes to decode", to_string(model.head)));
    YOLOZU_ASSIGN(Settings settings, settings_of(model));
    settings.kernels = &kernels_for(isa);
    YOLOZU_TRY(head->check_settings(settings));
    YOLOZU_ASSIGN(settings.filter, ClassFilter::create(options, settings.id_count));
    settings.score_threshold = settings.filter.lowest_threshold();
    YOLOZU_ASSIGN(OutputReader reader, OutputReader::create(model, head->outputs(settings)));
    const SuppressionRule rule{.iou_threshold = static_cast<float>(options.iou_threshold),
                               .max_detections = static_cast<std::size_t>(options.max_detections),
                               .class_agnostic = options.class_agnostic};
    return OutputDecoder(*head, std::move(settings), std::move(reader), rule);
}

OutputDecoder::OutputDecoder(const HeadEntry& head, Settings settings, OutputReader reader, const SuppressionRule& rule)
    : head_(&head),
      settings_(std::move(settings)),
      reader_(std::move(reader)),
      rule_(rule),
      suppressor_(rule, head.is_suppressed || settings_.is_oriented ? 0 : settings_.id_count, *settings_.kernels),
      rotated_suppressor_(rule, head.is_suppressed || !settings_.is_oriented ? 0 : settings_.id_count,
                          *settings_.kernels) {}

// Outputs in float16 as float32, in memory of the decoder.
Slots OutputDecoder::widen(const Slots& slots) {
    widened_.resize(slots.size());
    widened_slots_.assign(slots.outputs.begin(), slots.outputs.end());
    for (std::size_t place = 0; place < slots.size(); ++place) {
        Slot& slot = widened_slots_[place];
        if (slot.type != DataType::float16 || slot.elements == Elements::ids) continue;
        std::vector<float>& floats = widened_[place];
        floats.resize(slot.size());
        std::ranges::transform(slot.as<std::uint16_t>(), slot.as<std::uint16_t>() + slot.size(), floats.begin(),
                               float_from_half);
        slot.type = DataType::float32;
        slot.data = floats.data();
    }
    return {widened_slots_, slots.batch_index};
}

// Room for the worst case of this capacity, so that the next call for the shape allocates nothing, whatever it finds.
void OutputDecoder::reserve(std::size_t capacity) {
    candidates_.reserve(capacity);
    found_.reserve(capacity);
    order_.reserve(capacity);
    if (head_->is_suppressed) return;
    if (settings_.is_oriented)
        rotated_suppressor_.reserve(capacity);
    else
        suppressor_.reserve(std::min(capacity, std::size_t{max_suppression_candidates}));
}

// From the outputs to everything that passes the threshold and the filter.
void OutputDecoder::find(const Slots& slots) {
    found_.clear();
    const bool is_half = head_->collect_half != nullptr && slots[0].type == DataType::float16;
    (is_half ? head_->collect_half : head_->collect)(settings_, slots, candidates_, found_);
}

// From there to the answer.
void OutputDecoder::choose(std::size_t limit, std::vector<Detection>& detections) {
    std::span<const std::uint64_t> order = order_.sort(found_);
    if (!head_->is_suppressed) {
        order = order.first(std::min(order.size(), std::size_t{max_suppression_candidates}));
        if (settings_.is_oriented)
            rotated_suppressor_.run(found_, order, detections);
        else
            suppressor_.run(found_, order, detections);
        return;
    }
    for (const std::uint64_t element : order.first(std::min(order.size(), limit)))
        detections.push_back(found_[ScoreOrder::position(element)]);
}

Status OutputDecoder::decode(std::span<const TensorView> outputs, std::int64_t batch_index,
                             std::vector<Detection>& detections) {
    detections.clear();
    YOLOZU_ASSIGN(Slots slots, reader_.read(outputs, batch_index));
    const std::size_t capacity = head_->capacity(settings_, slots);
    if (capacity > max_capacity)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("{}: at most {} boxes are supported", reader_.describe_first(outputs), max_capacity));
    const std::size_t limit =
        std::min(rule_.max_detections, head_->limit == nullptr ? capacity : std::min(capacity, head_->limit(slots)));
    try {
        reserve(capacity);
        detections.reserve(limit);
        if (head_->collect_half == nullptr) slots = widen(slots);
    } catch (const std::bad_alloc&) {
        return Error(ErrorCode::limit_exceeded, "no memory to decode " + reader_.describe_first(outputs));
    }
    find(slots);
    choose(limit, detections);
    return {};
}

}  // namespace yolozu::decode
