// SPDX-License-Identifier: Apache-2.0
#include "pipeline/flip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "base/try.hpp"
#include "decode/oriented_boxes.hpp"

namespace yolozu {
namespace {

/// The mirror image leans the other way.
OrientedBox mirrored(const OrientedBox& box, int picture_width) {
    return decode::regularised({picture_width - box.cx, box.cy, box.w, box.h, -box.angle});
}

void average(DepthMap& depth, const DepthMap& mirror_image) {
    const auto width = static_cast<std::size_t>(depth.width);
    for (std::size_t row = 0; row < static_cast<std::size_t>(depth.height); ++row)
        for (std::size_t x = 0; x < width; ++x) {
            float& metres = depth.metres[row * width + x];
            metres = (metres + mirror_image.metres[row * width + width - 1 - x]) / 2;
        }
}

bool is_better(const ClassScore& a, const ClassScore& b) {
    return a.score != b.score ? a.score > b.score : a.class_id < b.class_id;
}

}  // namespace

DetectedObject mirrored(DetectedObject object, int picture_width) {
    object.box = {picture_width - object.box.x2, object.box.y1, picture_width - object.box.x1, object.box.y2};
    if (object.oriented) object.oriented = mirrored(*object.oriented, picture_width);
    if (object.mask) object.mask = object.mask->mirrored();
    return object;
}

std::vector<ClassScore> mean_scores(std::span<const ClassScore> a, std::span<const ClassScore> b, std::size_t most) {
    std::map<std::int32_t, double> sums;
    for (const std::span<const ClassScore> scores : {a, b})
        for (const ClassScore& score : scores) sums[score.class_id] += score.score;
    std::vector<ClassScore> means;
    for (const auto& [class_id, sum] : sums) means.push_back({class_id, sum / 2});
    std::ranges::sort(means, is_better);
    means.resize(std::min(means.size(), most));
    return means;
}

Status check_flip(const ModelInfo& info) {
    const Task task = info.task;
    if (task == Task::pose || task == Task::semantic || task == Task::pose6d)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--tta flip: the answers for a picture and its mirror image cannot be joined for the "
                                 "task {}; there are detect, segment, obb, classify and depth",
                                 to_string(task)));
    return {};
}

Status FlippedPredictor::predict(std::span<const ImageView> images, std::vector<Prediction>& predictions) {
    mirror_images_.clear();
    views_.clear();
    for (const ImageView& image : images) mirror_images_.push_back(yolozu::mirrored(image));
    for (std::size_t index = 0; index < images.size(); ++index) {
        views_.push_back(images[index]);
        views_.push_back(mirror_images_[index].view());
    }
    YOLOZU_TRY(predictor_->predict(views_, both_));
    predictions.resize(images.size());
    for (std::size_t index = 0; index < images.size(); ++index) {
        join(both_[2 * index], both_[2 * index + 1]);
        std::swap(predictions[index], both_[2 * index]);
    }
    return {};
}

void FlippedPredictor::join(Prediction& prediction, Prediction& mirror_image) const {
    if (predictor_->info().task == Task::classify)
        prediction.classes = mean_scores(prediction.classes, mirror_image.classes, top_classes_);
    if (prediction.depth && mirror_image.depth) average(*prediction.depth, *mirror_image.depth);
    for (DetectedObject& object : mirror_image.objects)
        prediction.objects.push_back(yolozu::mirrored(std::move(object), prediction.placement.source_width));
    merge_objects(prediction.objects, merge_);
}

}  // namespace yolozu
