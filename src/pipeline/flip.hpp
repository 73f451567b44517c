// SPDX-License-Identifier: Apache-2.0
//
// Test-time augmentation: what a model says of a picture and of its mirror image, joined.
#pragma once

#include <span>
#include <vector>

#include "decode/merge.hpp"
#include "yolozu/image.hpp"
#include "yolozu/predictor.hpp"

namespace yolozu {

/// An object of the mirror image as it is in the picture, `picture_width` pixels wide.
DetectedObject mirrored(DetectedObject object, int picture_width);

/// The classes' mean scores, a class that one list lacks counting as 0 there; the best `most`.
std::vector<ClassScore> mean_scores(std::span<const ClassScore> a, std::span<const ClassScore> b, std::size_t most);

/// Fails for tasks whose answers cannot be joined: keypoints (nothing says which of them is another's mirror image),
/// maps of class ids, poses in space.
Status check_flip(const ModelInfo& info);

/// Predicts each picture and its mirror image. Objects of both are suppressed together; class scores and depths are
/// averaged.
class FlippedPredictor {
public:
    /// For a model that check_flip lets pass. The predictor stays the caller's and lives longer; that of a classifier
    /// gives the scores of all classes, of which `top_classes` are kept.
    FlippedPredictor(Predictor& predictor, const MergeRule& merge, int top_classes)
        : predictor_(&predictor), merge_(merge), top_classes_(static_cast<std::size_t>(top_classes)) {}

    Status predict(std::span<const ImageView> images, std::vector<Prediction>& predictions);

private:
    void join(Prediction& prediction, Prediction& mirror_image) const;

    Predictor* predictor_;
    MergeRule merge_;
    std::size_t top_classes_;
    std::vector<Image> mirror_images_;
    std::vector<ImageView> views_;
    std::vector<Prediction> both_;
};

}  // namespace yolozu
