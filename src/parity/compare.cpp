// SPDX-License-Identifier: Apache-2.0
#include "parity/compare.hpp"

#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "base/try.hpp"
#include "yolozu/image.hpp"

namespace yolozu {
namespace {

using Boxes = std::vector<std::optional<ParityBox>>;

bool close(const std::array<double, 4>& first, const std::array<double, 4>& second, double tolerance) {
    for (std::size_t index = 0; index < first.size(); ++index)
        if (!(std::abs(first[index] - second[index]) <= tolerance)) return false;
    return true;
}

/// One picture's detections on both sides.
class PictureComparison {
public:
    PictureComparison(PictureParity& result, const ParityOptions& options)
        : result_(result), options_(options), reference_(result.reference->detections) {
        if (result.candidate != nullptr) candidate_ = result.candidate->detections;
        reference_boxes_ = boxes_of(reference_);
        candidate_boxes_ = boxes_of(candidate_);
        taken_ = std::vector<bool>(candidate_.size());
    }

    void run() {
        for (std::size_t index = 0; index < reference_.size(); ++index) match(index);
        for (std::size_t index = 0; index < candidate_.size(); ++index)
            if (!taken_[index]) add_extra(index);
    }

private:
    struct Best {
        std::optional<std::size_t> candidate;
        double iou = -1;
    };

    Boxes boxes_of(std::span<const ParityDetection> detections) const {
        Boxes boxes;
        for (const ParityDetection& detection : detections)
            boxes.push_back(read_box(detection.box, options_.box_format, result_.size));
        return boxes;
    }

    Best best_candidate(std::size_t reference) const {
        Best best;
        for (std::size_t index = 0; index < candidate_.size(); ++index) {
            if (taken_[index] || candidate_[index].class_id != reference_[reference].class_id) continue;
            if (!candidate_boxes_[index]) continue;
            const double iou =
                intersection_over_union(reference_boxes_[reference]->corners, candidate_boxes_[index]->corners);
            if (iou > best.iou) best = {index, iou};
        }
        return best;
    }

    void match(std::size_t reference) {
        if (!reference_boxes_[reference]) {
            result_.failures.push_back({ParityFailureKind::invalid_reference_bbox, reference, 0, {}});
            return;
        }
        const auto [candidate, iou] = best_candidate(reference);
        if (!candidate || iou < options_.iou_threshold) {
            const auto best_iou = candidate ? std::optional(iou) : std::nullopt;
            result_.failures.push_back({ParityFailureKind::missing_match, reference, 0, best_iou});
            return;
        }
        taken_[*candidate] = true;
        const double score_difference = std::abs(reference_[reference].score - candidate_[*candidate].score);
        const bool score_ok = score_difference <= options_.score_tolerance;
        const bool box_ok = close(reference_boxes_[reference]->normalized, candidate_boxes_[*candidate]->normalized,
                                  options_.box_tolerance);
        result_.matches.push_back({reference, *candidate, iou, score_ok, box_ok});
        if (!score_ok || !box_ok)
            result_.failures.push_back({ParityFailureKind::value_mismatch, reference, *candidate, iou});
    }

    void add_extra(std::size_t candidate) {
        result_.extras.push_back(candidate);
        if (candidate_boxes_[candidate]) return;
        result_.invalid_extras.push_back(candidate);
        result_.failures.push_back({ParityFailureKind::invalid_candidate_bbox, 0, candidate, {}});
    }

    PictureParity& result_;
    const ParityOptions& options_;
    std::span<const ParityDetection> reference_, candidate_;
    Boxes reference_boxes_, candidate_boxes_;
    std::vector<bool> taken_;
};

Result<PictureSize> picture_size(const PictureParity& picture, const ParityOptions& options) {
    if (options.picture_size) return *options.picture_size;
    if (picture.reference->size) return *picture.reference->size;
    if (picture.candidate != nullptr && picture.candidate->size) return *picture.candidate->size;
    const Result<Image> image = read_image(picture.reference->image);
    if (image) return PictureSize{image->width(), image->height()};
    return Error(image.error())
        .with_context("the picture's size is neither in the files (orig_w, orig_h) nor given (--image-size)");
}

}  // namespace

std::string_view to_string(ParityFailureKind kind) {
    constexpr std::array<std::string_view, 4> names{"missing_match", "value_mismatch", "invalid_reference_bbox",
                                                    "invalid_candidate_bbox"};
    return names[static_cast<std::size_t>(kind)];
}

Result<std::vector<PictureParity>> compare_predictions(const PredictionIndex& reference,
                                                       const PredictionIndex& candidate, const ParityOptions& options) {
    if (reference.images().empty())
        return Error(ErrorCode::invalid_argument, "the reference has no image, so there is nothing to compare");
    std::vector<PictureParity> pictures;
    for (const std::string& image : reference.images()) {
        if (options.max_images && std::cmp_greater_equal(pictures.size(), *options.max_images)) break;
        PictureParity& picture = pictures.emplace_back();
        picture.reference = reference.find(image);
        picture.candidate = candidate.find(image);
        YOLOZU_ASSIGN(picture.size, picture_size(picture, options));
        PictureComparison(picture, options).run();
    }
    return pictures;
}

}  // namespace yolozu
