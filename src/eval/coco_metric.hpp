// SPDX-License-Identifier: Apache-2.0
//
// COCO's average precision and recall, number for number as pycocotools' COCOeval computes them (evaluateImg,
// accumulate, summarize), for whatever measures how well a detection fits an object: the IoU of boxes or masks, the OKS
// of keypoints.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace yolozu::eval {

/// The conditions under which a detection counts. The defaults are those of boxes and masks.
struct CocoParameters {
    static constexpr std::size_t threshold_count = 10;
    static constexpr std::size_t recall_count = 101;

    struct AreaRange {
        double least = 0, greatest = 0;  ///< square pixels, both included
    };
    /// Best detections of an image and category that count, ascending.
    std::vector<std::size_t> max_detections{1, 10, 100};
    /// All, small, medium, large.
    std::vector<AreaRange> area_ranges{{0, 1e10}, {0, 1024}, {1024, 9216}, {9216, 1e10}};

    /// 0.5, 0.55, ... 0.95 and 0, 0.01, ... 1, in the very doubles of numpy.linspace.
    static const std::array<double, threshold_count>& thresholds();
    static const std::array<double, recall_count>& recalls();
};

/// An object that is there.
struct CocoTruth {
    double area = 0;
    bool crowd = false;    ///< may be matched by any number of detections, which then do not count
    bool ignored = false;  ///< missing it costs nothing
};

struct CocoDetection {
    double score = 0;
    double area = 0;
};

/// How well detection `detection` fits object `truth`, by their positions in the lists given; 0 to 1.
using Similarity = std::function<double(std::size_t detection, std::size_t truth)>;

/// One precision-recall curve and what is read off it; nothing where there is no object to find.
struct CocoCurve {
    bool defined = false;
    double recall = 0;                                             ///< the highest that is reached
    std::array<double, CocoParameters::recall_count> precision{};  ///< at each of the recalls
    double mean_precision() const;
};

/// Precision and recall of the detections whose score is at least 0, 0.01, ... 1. Where there is none, precision is 1.
struct ConfidenceCurve {
    std::array<double, CocoParameters::recall_count> precision{}, recall{};
};

/// Collects images, then tells precision and recall.
class CocoMetric {
public:
    CocoMetric(std::size_t category_count, CocoParameters parameters);

    const CocoParameters& parameters() const { return parameters_; }
    std::size_t category_count() const { return categories_.size(); }

    /// Adds one image's objects and detections of one category. Images are added in the order of their ids: equal
    /// scores are ranked in that order. Scores are not NaN.
    void add(std::size_t category, std::span<const CocoTruth> truths, std::span<const CocoDetection> detections,
             const Similarity& similarity);

    /// Ranks the detections of all images, after the last add() and before the first curve.
    void rank();

    CocoCurve curve(std::size_t category, std::size_t threshold, std::size_t area_range,
                    std::size_t max_detections) const;

    /// Of a category that has objects; all others have the same precision of 1 and recall of 0.
    ConfidenceCurve confidence_curve(std::size_t category, std::size_t threshold, std::size_t area_range,
                                     std::size_t max_detections) const;

private:
    /// What became of a detection: one bit for each threshold.
    struct Outcome {
        std::uint16_t matched = 0, ignored = 0;
    };
    /// The best detections of all images, in the order in which they were added, and the number of objects to find.
    struct Category {
        std::vector<double> scores;
        std::vector<std::size_t> order;              ///< of falling scores
        std::vector<std::uint32_t> ranks;            ///< within their image, from 0
        std::vector<std::vector<Outcome>> outcomes;  ///< [area range][detection]
        std::vector<std::size_t> truth_counts;       ///< [area range], without the ignored ones
    };
    class Matching;

    /// Hands score and outcome of each detection that counts at all to `take`, the best first.
    void each_ranked(const Category& category, std::size_t area_range, std::size_t max_detections,
                     const auto& take) const;

    CocoParameters parameters_;
    std::vector<Category> categories_;
};

}  // namespace yolozu::eval
