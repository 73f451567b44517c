// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "yolozu/prediction.hpp"

namespace yolozu {

struct PredictionDecoder::State {
    HeadDecoder head;
    std::vector<Detection> detections;
};

PredictionDecoder::PredictionDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
PredictionDecoder::~PredictionDecoder() = default;
PredictionDecoder::PredictionDecoder(PredictionDecoder&&) noexcept = default;
PredictionDecoder& PredictionDecoder::operator=(PredictionDecoder&&) noexcept = default;

Result<PredictionDecoder> PredictionDecoder::create(const ModelInfo& model, const DecodeOptions& options) {
    YOLOZU_ASSIGN(HeadDecoder head, HeadDecoder::create(model, options));
    return PredictionDecoder(std::make_unique<State>(State{std::move(head), {}}));
}

Status PredictionDecoder::decode(std::span<const TensorView> outputs, std::int64_t batch_index,
                                 const Placement& placement, Prediction& prediction) {
    YOLOZU_TRY(state_->head.decode(outputs, batch_index, state_->detections));
    prediction.placement = placement;
    prediction.objects.clear();
    for (const Detection& detection : state_->detections)
        prediction.objects.push_back({undo_placement(placement, {detection.x1, detection.y1, detection.x2, detection.y2}),
                                      detection.score, detection.class_id});
    return {};
}

}  // namespace yolozu
