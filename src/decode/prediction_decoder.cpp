// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "base/isa.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "decode/task_part.hpp"
#include "yolozu/prediction.hpp"

namespace yolozu {
namespace {

bool has_boxes(Task task) {
    return task != Task::classify && task != Task::semantic && task != Task::depth;
}

// Boxes in the picture's pixels already: as if the picture were the network's input.
Placement as_it_is(const Placement& placement) {
    Placement result;
    result.source_width = placement.source_width;
    result.source_height = placement.source_height;
    return result;
}

// What the task does not give goes; maps stay, so that their memory is used again.
void drop_old_contents(Task task, Prediction& prediction) {
    prediction.objects.clear();
    prediction.classes.clear();
    if (task != Task::semantic) prediction.class_map.reset();
    if (task != Task::depth) prediction.depth.reset();
}

// What no picture of another shape than the network's could be decoded with is refused before the first one is read.
Status check_placement(Task task, ResizeMode resize) {
    const bool is_map = task == Task::segment || task == Task::semantic || task == Task::depth;
    const bool is_cut = resize == ResizeMode::centre_crop || resize == ResizeMode::square_crop;
    if (task == Task::obb && resize == ResizeMode::stretch)
        return Error(ErrorCode::unsupported,
                     "stretched pictures have no oriented boxes: these are no rectangles any more on the picture; "
                     "prepare pictures with letterbox");
    if (is_map && is_cut)
        return Error(ErrorCode::unsupported,
                     "the network sees only a part of the picture (centre_crop or square_crop), so its map says "
                     "nothing about the rest: prepare pictures with letterbox or stretch");
    return {};
}

}  // namespace

struct PredictionDecoder::State {
    Task task;
    std::optional<HeadDecoder> head;
    std::unique_ptr<decode::TaskPart> part;
    std::vector<Detection> detections;

    Status decode(std::span<const TensorView> outputs, std::int64_t slot, const Placement& placement,
                  Prediction& prediction);
};

Status PredictionDecoder::State::decode(std::span<const TensorView> outputs, std::int64_t slot,
                                        const Placement& placement, Prediction& prediction) {
    drop_old_contents(task, prediction);
    prediction.placement = placement;
    if (head) {
        YOLOZU_TRY(head->decode(outputs, slot, detections));
        const Placement frame = head->frame() == BoxFrame::picture ? as_it_is(placement) : placement;
        for (const Detection& detection : detections)
            prediction.objects.push_back(
                {undo_placement(frame, {detection.x1, detection.y1, detection.x2, detection.y2}), detection.score,
                 detection.class_id});
    }
    if (part == nullptr) return {};
    return part->decode({outputs, slot, placement, detections}, prediction);
}

PredictionDecoder::PredictionDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
PredictionDecoder::~PredictionDecoder() = default;
PredictionDecoder::PredictionDecoder(PredictionDecoder&&) noexcept = default;
PredictionDecoder& PredictionDecoder::operator=(PredictionDecoder&&) noexcept = default;

Result<PredictionDecoder> PredictionDecoder::create(const ModelInfo& model, const DecodeOptions& options) {
    YOLOZU_TRY(check_placement(model.task, model.preprocess.resize));
    return within_memory("for the task's decoder", [&]() -> Result<PredictionDecoder> {
        auto state = std::make_unique<State>();
        state->task = model.task;
        if (has_boxes(model.task)) {
            YOLOZU_ASSIGN(state->head, HeadDecoder::create(model, options));
        }
        YOLOZU_ASSIGN(state->part, decode::make_task_part(model, options, decode::map_kernels_for(checked_isa())));
        return PredictionDecoder(std::move(state));
    });
}

Status PredictionDecoder::decode(std::span<const TensorView> outputs, std::int64_t batch_index,
                                 const Placement& placement, Prediction& prediction) {
    return within_memory("to decode the model's outputs for a picture of this size and so many objects",
                         [&] { return state_->decode(outputs, batch_index, placement, prediction); });
}

}  // namespace yolozu
