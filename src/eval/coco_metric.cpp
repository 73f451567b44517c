// SPDX-License-Identifier: Apache-2.0
#include "eval/coco_metric.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <memory>
#include <numeric>

#include "eval/order.hpp"

namespace yolozu::eval {
namespace {

/// numpy.linspace: the step is computed once, the last value is the end itself.
template <std::size_t count>
std::array<double, count> linspace(double first, double last) {
    std::array<double, count> values;
    const double step = (last - first) / static_cast<double>(count - 1);
    for (std::size_t index = 0; index < count; ++index) values[index] = static_cast<double>(index) * step + first;
    values.back() = last;
    return values;
}

constexpr std::uint16_t bit(std::size_t threshold) {
    return static_cast<std::uint16_t>(1U << threshold);
}

/// 0, 0.01, ... 1, each the double next to it, as scores are written.
double confidence_at(std::size_t point) {
    return static_cast<double>(point) / static_cast<double>(CocoParameters::recall_count - 1);
}

}  // namespace

const std::array<double, CocoParameters::threshold_count>& CocoParameters::thresholds() {
    static const auto values = linspace<threshold_count>(0.5, 0.95);
    return values;
}

const std::array<double, CocoParameters::recall_count>& CocoParameters::recalls() {
    static const auto values = linspace<recall_count>(0.0, 1.0);
    return values;
}

double CocoCurve::mean_precision() const {
    return std::accumulate(precision.begin(), precision.end(), 0.0) / static_cast<double>(precision.size());
}

/// The matching of one image's detections of one category, within one range of areas.
class CocoMetric::Matching {
public:
    /// `similarities` are [detection][truth], detections best first.
    Matching(std::span<const CocoTruth> truths, std::span<const double> similarities,
             const CocoParameters::AreaRange& range)
        : truths_(truths), similarities_(similarities), order_(truths.size()), ignored_(truths.size()) {
        for (std::size_t truth = 0; truth < truths.size(); ++truth)
            ignored_[truth] = truths[truth].ignored || is_outside(truths[truth].area, range);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        // Objects that count come first, so that a detection prefers them.
        std::ranges::stable_partition(order_, [&](std::size_t truth) { return !ignored_[truth]; });
    }

    std::size_t counted() const { return static_cast<std::size_t>(std::ranges::count(ignored_, false)); }

    static bool is_outside(double area, const CocoParameters::AreaRange& range) {
        return area < range.least || area > range.greatest;
    }

    void run(std::size_t threshold, std::span<const bool> detection_outside, std::span<Outcome> outcomes) {
        taken_.assign(truths_.size(), false);
        for (std::size_t detection = 0; detection < outcomes.size(); ++detection) {
            const std::size_t truth = best_truth(detection, CocoParameters::thresholds()[threshold]);
            if (truth == none) {
                if (detection_outside[detection]) outcomes[detection].ignored |= bit(threshold);
                continue;
            }
            taken_[truth] = true;
            outcomes[detection].matched |= bit(threshold);
            if (ignored_[truth]) outcomes[detection].ignored |= bit(threshold);
        }
    }

private:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    /// The free object that the detection fits best, at least as well as the threshold says; of equals the last.
    std::size_t best_truth(std::size_t detection, double threshold) const {
        double best = std::min(threshold, 1 - 1e-10);
        std::size_t found = none;
        for (const std::size_t truth : order_) {
            if (taken_[truth] && !truths_[truth].crowd) continue;
            if (found != none && !ignored_[found] && ignored_[truth]) break;
            const double similarity = similarities_[detection * truths_.size() + truth];
            if (similarity < best) continue;
            best = similarity;
            found = truth;
        }
        return found;
    }

    std::span<const CocoTruth> truths_;
    std::span<const double> similarities_;
    std::vector<std::size_t> order_;
    std::vector<bool> ignored_, taken_;
};

CocoMetric::CocoMetric(std::size_t category_count, CocoParameters parameters)
    : parameters_(std::move(parameters)), categories_(category_count) {
    for (Category& category : categories_) {
        category.outcomes.resize(parameters_.area_ranges.size());
        category.truth_counts.resize(parameters_.area_ranges.size());
    }
}

void CocoMetric::add(std::size_t category_index, std::span<const CocoTruth> truths,
                     std::span<const CocoDetection> detections, const Similarity& similarity) {
    assert(category_index < categories_.size());
    Category& category = categories_[category_index];
    std::vector<double> keys;
    for (const CocoDetection& detection : detections) keys.push_back(-detection.score);
    std::vector<std::size_t> order = by_rising_key(keys);
    order.resize(std::min(order.size(), parameters_.max_detections.back()));

    std::vector<double> similarities;
    similarities.reserve(order.size() * truths.size());
    for (const std::size_t detection : order)
        for (std::size_t truth = 0; truth < truths.size(); ++truth)
            similarities.push_back(similarity(detection, truth));

    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        category.scores.push_back(detections[order[rank]].score);
        category.ranks.push_back(static_cast<std::uint32_t>(rank));
    }
    const auto outside = std::make_unique<bool[]>(order.size());
    for (std::size_t area = 0; area < parameters_.area_ranges.size(); ++area) {
        const CocoParameters::AreaRange& range = parameters_.area_ranges[area];
        Matching matching(truths, similarities, range);
        category.truth_counts[area] += matching.counted();
        for (std::size_t rank = 0; rank < order.size(); ++rank)
            outside[rank] = Matching::is_outside(detections[order[rank]].area, range);
        std::vector<Outcome>& outcomes = category.outcomes[area];
        outcomes.resize(outcomes.size() + order.size());
        const std::span<Outcome> added = std::span(outcomes).last(order.size());
        for (std::size_t threshold = 0; threshold < CocoParameters::threshold_count; ++threshold)
            matching.run(threshold, {outside.get(), order.size()}, added);
    }
}

void CocoMetric::rank() {
    for (Category& category : categories_) {
        std::vector<double> keys;
        keys.reserve(category.scores.size());
        for (const double score : category.scores) keys.push_back(-score);
        category.order = by_rising_key(keys);
    }
}

void CocoMetric::each_ranked(const Category& category, std::size_t area_range, std::size_t max_detections,
                             const auto& take) const {
    assert(category.order.size() == category.scores.size());
    const std::vector<Outcome>& outcomes = category.outcomes[area_range];
    for (const std::size_t index : category.order)
        if (category.ranks[index] < parameters_.max_detections[max_detections])
            take(category.scores[index], outcomes[index]);
}

CocoCurve CocoMetric::curve(std::size_t category_index, std::size_t threshold, std::size_t area_range,
                            std::size_t max_detections) const {
    const Category& category = categories_[category_index];
    const std::size_t truth_count = category.truth_counts[area_range];
    CocoCurve curve;
    if (truth_count == 0) return curve;
    curve.defined = true;

    std::vector<double> recalls, precisions;
    std::size_t hits = 0, misses = 0;
    each_ranked(category, area_range, max_detections, [&](double, const Outcome& outcome) {
        if ((outcome.ignored & bit(threshold)) == 0) ++((outcome.matched & bit(threshold)) != 0 ? hits : misses);
        const auto true_positives = static_cast<double>(hits), false_positives = static_cast<double>(misses);
        recalls.push_back(true_positives / static_cast<double>(truth_count));
        precisions.push_back(true_positives /
                             (false_positives + true_positives + std::numeric_limits<double>::epsilon()));
    });
    if (recalls.empty()) return curve;
    curve.recall = recalls.back();
    for (std::size_t index = precisions.size() - 1; index > 0; --index)
        precisions[index - 1] = std::max(precisions[index - 1], precisions[index]);
    for (std::size_t point = 0; point < CocoParameters::recall_count; ++point) {
        const auto reached = std::ranges::lower_bound(recalls, CocoParameters::recalls()[point]);
        if (reached == recalls.end()) break;
        curve.precision[point] = precisions[static_cast<std::size_t>(reached - recalls.begin())];
    }
    return curve;
}

ConfidenceCurve CocoMetric::confidence_curve(std::size_t category_index, std::size_t threshold, std::size_t area_range,
                                             std::size_t max_detections) const {
    const Category& category = categories_[category_index];
    ConfidenceCurve curve;
    curve.precision.fill(1);
    const auto truth_count = static_cast<double>(category.truth_counts[area_range]);
    if (truth_count == 0) return curve;
    std::size_t point = CocoParameters::recall_count;  // those from here on are done
    double hits = 0, misses = 0;
    const auto finish_above = [&](double score) {
        while (point > 0 && score < confidence_at(point - 1)) {
            --point;
            if (hits + misses > 0) curve.precision[point] = hits / (hits + misses);
            curve.recall[point] = hits / truth_count;
        }
    };
    each_ranked(category, area_range, max_detections, [&](double score, const Outcome& outcome) {
        finish_above(score);
        if ((outcome.ignored & bit(threshold)) == 0) ++((outcome.matched & bit(threshold)) != 0 ? hits : misses);
    });
    finish_above(-std::numeric_limits<double>::infinity());
    return curve;
}

}  // namespace yolozu::eval
