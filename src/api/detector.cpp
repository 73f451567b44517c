// SPDX-License-Identifier: Apache-2.0
#include "yolozu/detector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "api/collect.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "image/pixels.hpp"

namespace yolozu {

struct Detector::State {
    explicit State(Predictor own) : predictor(std::move(own)) {}

    Predictor predictor;
    std::vector<Image> converted{};  // RGB copies of pictures that are not used as they lie
    std::vector<ImageView> views{};
    std::vector<Prediction> predictions{};
    Collector collector{};

    Status detect(std::span<const PictureView> pictures, std::vector<Detections>& detections);
    ChannelOrder prepare(std::span<const PictureView> pictures);
};

/// Fills `views`; their pixels have the order that is returned.
ChannelOrder Detector::State::prepare(std::span<const PictureView> pictures) {
    const ChannelOrder order =
        std::ranges::all_of(pictures, [](const PictureView& each) { return each.format == PixelFormat::bgr; })
            ? ChannelOrder::bgr
            : ChannelOrder::rgb;
    const PixelFormat as_it_lies = order == ChannelOrder::bgr ? PixelFormat::bgr : PixelFormat::rgb;
    views.clear();
    converted.resize(std::max(converted.size(), pictures.size()));
    for (std::size_t index = 0; index < pictures.size(); ++index) {
        if (pictures[index].format == as_it_lies) {
            views.push_back(three_bytes_each(pictures[index]));
            continue;
        }
        to_rgb(pictures[index], converted[index]);
        views.push_back(converted[index].view());
    }
    return order;
}

Status Detector::State::detect(std::span<const PictureView> pictures, std::vector<Detections>& detections) {
    for (std::size_t index = 0; index < pictures.size(); ++index) {
        Status status = check_picture(pictures[index]);
        if (status) continue;
        if (pictures.size() == 1) return status;
        return std::move(status).error().with_context(fmt::format("picture {} of {}", index, pictures.size()));
    }
    const ChannelOrder order = prepare(pictures);
    YOLOZU_TRY(predictor.predict(views, predictions, order));
    detections.resize(pictures.size());
    for (std::size_t index = 0; index < pictures.size(); ++index)
        collector.collect(predictions[index], detections[index]);
    return {};
}

Detector::Detector(std::unique_ptr<State> state) : state_(std::move(state)) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

Result<Detector> Model::create_detector() const {
    return within_memory("for a detector", [&]() -> Result<Detector> {
        YOLOZU_ASSIGN(Predictor predictor, predictor_->another());
        return Detector(std::make_unique<Detector::State>(std::move(predictor)));
    });
}

Result<Detections> Detector::detect(const PictureView& picture) {
    std::vector<Detections> detections;
    YOLOZU_TRY(detect({&picture, 1}, detections));
    return std::move(detections.front());
}

Status Detector::detect(std::span<const PictureView> pictures, std::vector<Detections>& detections) {
    return within_memory("to detect", [&] { return state_->detect(pictures, detections); });
}

}  // namespace yolozu
