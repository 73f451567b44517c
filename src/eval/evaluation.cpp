// SPDX-License-Identifier: Apache-2.0
#include "eval/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/try.hpp"
#include "eval/image_index.hpp"
#include "eval/order.hpp"
#include "predictions/describe.hpp"

namespace yolozu::eval {
namespace {

constexpr std::size_t threshold_50 = 0, threshold_75 = 5;
constexpr std::size_t all_areas = 0;
constexpr double largest_area = 1e10, medium_area = 32 * 32, large_area = 96 * 96;

CocoParameters parameters_of(Task task) {
    if (task != Task::pose) return {};
    // Small objects' keypoints are not told apart.
    return {.max_detections = {20},
            .area_ranges = {{0, largest_area}, {medium_area, large_area}, {large_area, largest_area}}};
}

struct Mean {
    double sum = 0;
    std::size_t count = 0;

    void add(double value) {
        sum += value;
        ++count;
    }
    double value() const { return count == 0 ? -1 : sum / static_cast<double>(count); }
};

/// Precision and recall, averaged over thresholds and classes.
struct Averages {
    Mean precision, precision_50, precision_75, recall, recall_50, recall_75;

    void add(std::size_t threshold, const CocoCurve& curve) {
        if (!curve.defined) return;
        const double mean = curve.mean_precision();
        precision.add(mean);
        recall.add(curve.recall);
        if (threshold == threshold_50) precision_50.add(mean), recall_50.add(curve.recall);
        if (threshold == threshold_75) precision_75.add(mean), recall_75.add(curve.recall);
    }
    Scores scores() const { return {precision.value(), precision_50.value(), precision_75.value(), recall.value()}; }
};

/// Reads the numbers off the curves of a metric.
class Summary {
public:
    explicit Summary(const CocoMetric& metric) : metric_(metric) {}

    Averages of_all(std::size_t area, std::size_t most) const {
        Averages averages;
        for (std::size_t class_id = 0; class_id < metric_.category_count(); ++class_id)
            add_class(class_id, area, most, averages);
        return averages;
    }
    Scores of_class(std::size_t class_id) const {
        Averages averages;
        add_class(class_id, all_areas, best(), averages);
        return averages.scores();
    }
    std::vector<double> stats(Task task) const { return task == Task::pose ? keypoint_stats() : box_stats(); }
    Curves curves(std::size_t class_id) const;

private:
    std::size_t best() const { return metric_.parameters().max_detections.size() - 1; }
    void add_class(std::size_t class_id, std::size_t area, std::size_t most, Averages& averages) const {
        for (std::size_t threshold = 0; threshold < CocoParameters::threshold_count; ++threshold)
            averages.add(threshold, metric_.curve(class_id, threshold, area, most));
    }
    std::vector<double> box_stats() const;
    std::vector<double> keypoint_stats() const;

    const CocoMetric& metric_;
};

std::vector<double> Summary::box_stats() const {
    const Averages all = of_all(all_areas, best()), small = of_all(1, best()), medium = of_all(2, best()),
                   large = of_all(3, best());
    return {all.precision.value(),
            all.precision_50.value(),
            all.precision_75.value(),
            small.precision.value(),
            medium.precision.value(),
            large.precision.value(),
            of_all(all_areas, 0).recall.value(),
            of_all(all_areas, 1).recall.value(),
            all.recall.value(),
            small.recall.value(),
            medium.recall.value(),
            large.recall.value()};
}

std::vector<double> Summary::keypoint_stats() const {
    const Averages all = of_all(all_areas, best()), medium = of_all(1, best()), large = of_all(2, best());
    return {all.precision.value(),   all.precision_50.value(), all.precision_75.value(), medium.precision.value(),
            large.precision.value(), all.recall.value(),       all.recall_50.value(),    all.recall_75.value(),
            medium.recall.value(),   large.recall.value()};
}

Curves Summary::curves(std::size_t class_id) const {
    Curves curves;
    curves.precision_at_recall = metric_.curve(class_id, threshold_50, all_areas, best()).precision;
    const ConfidenceCurve by_confidence = metric_.confidence_curve(class_id, threshold_50, all_areas, best());
    curves.precision = by_confidence.precision;
    curves.recall = by_confidence.recall;
    for (std::size_t point = 0; point < Curves::point_count; ++point) {
        const double sum = curves.precision[point] + curves.recall[point];
        curves.f1[point] = sum > 0 ? 2 * curves.precision[point] * curves.recall[point] / sum : 0;
    }
    return curves;
}

Curves mean_of(std::span<const ClassCurves> classes) {
    Curves mean;
    for (const auto values : {&Curves::precision_at_recall, &Curves::precision, &Curves::recall, &Curves::f1})
        for (std::size_t point = 0; point < Curves::point_count; ++point) {
            for (const ClassCurves& each : classes) (mean.*values)[point] += (each.curves.*values)[point];
            (mean.*values)[point] /= static_cast<double>(std::max<std::size_t>(1, classes.size()));
        }
    return mean;
}

/// The positions of an image's objects or candidates, class by class.
std::vector<std::size_t> by_class(const auto& objects) {
    std::vector<double> keys;
    for (const auto& object : objects) keys.push_back(static_cast<double>(object.class_id));
    return by_rising_key(keys);
}

/// Takes those of one class from the front of what by_class gave.
std::vector<std::size_t> take_class(const auto& objects, std::span<const std::size_t>& order, std::size_t class_id) {
    std::vector<std::size_t> taken;
    while (!order.empty() && objects[order.front()].class_id == class_id) {
        taken.push_back(order.front());
        order = order.subspan(1);
    }
    return taken;
}

class Evaluator {
public:
    Evaluator(const GroundTruth& truth, const EvaluationRequest& request)
        : truth_(truth), request_(request), metric_(truth.class_count, parameters_of(request.comparison.task)) {
        found_.classes.resize(truth.class_count);
    }

    Status add(const TrueImage& image, std::span<const ReadDetection> detections);
    Evaluation finish();

private:
    void add_class(std::size_t class_id, const TrueImage& image, std::span<const std::size_t> objects,
                   std::span<const Candidate> candidates, std::span<const std::size_t> chosen);

    const GroundTruth& truth_;
    const EvaluationRequest& request_;
    CocoMetric metric_;
    ConfusionMatrix confusion_;
    Evaluation found_;
};

Status Evaluator::add(const TrueImage& image, std::span<const ReadDetection> detections) {
    YOLOZU_ASSIGN(std::vector<Candidate> candidates, candidates_on(image, detections, request_.comparison));
    found_.detections += candidates.size();
    found_.unknown_class_detections +=
        std::erase_if(candidates, [&](const Candidate& candidate) { return candidate.class_id >= truth_.class_count; });
    confusion_.add_image(candidates, image.objects, request_.comparison, request_.confusion_score,
                         request_.confusion_fit);
    const std::vector<std::size_t> object_order = by_class(image.objects), candidate_order = by_class(candidates);
    std::span<const std::size_t> objects = object_order, chosen = candidate_order;
    while (!objects.empty() || !chosen.empty()) {
        std::size_t class_id = truth_.class_count;
        if (!objects.empty()) class_id = image.objects[objects.front()].class_id;
        if (!chosen.empty()) class_id = std::min(class_id, candidates[chosen.front()].class_id);
        const std::vector<std::size_t> class_objects = take_class(image.objects, objects, class_id);
        add_class(class_id, image, class_objects, candidates, take_class(candidates, chosen, class_id));
    }
    return {};
}

void Evaluator::add_class(std::size_t class_id, const TrueImage& image, std::span<const std::size_t> objects,
                          std::span<const Candidate> candidates, std::span<const std::size_t> chosen) {
    ClassEvaluation& counts = found_.classes[class_id];
    std::vector<CocoTruth> truths;
    for (const std::size_t place : objects) {
        const TrueObject& object = image.objects[place];
        truths.push_back({.area = object.area, .crowd = object.crowd, .ignored = object.ignored});
        if (!object.ignored) ++counts.objects;
    }
    std::vector<CocoDetection> scored;
    for (const std::size_t place : chosen)
        scored.push_back({.score = candidates[place].score, .area = candidates[place].area});
    counts.detections += chosen.size();
    metric_.add(class_id, truths, scored, [&](std::size_t candidate, std::size_t object) {
        return fit(candidates[chosen[candidate]], image.objects[objects[object]], request_.comparison);
    });
}

Evaluation Evaluator::finish() {
    metric_.rank();
    const Summary summary(metric_);
    for (std::size_t class_id = 0; class_id < found_.classes.size(); ++class_id) {
        ClassEvaluation& of_class = found_.classes[class_id];
        found_.objects += of_class.objects;
        of_class.scores = summary.of_class(class_id);
        if (of_class.objects > 0) found_.class_curves.push_back({class_id, summary.curves(class_id)});
    }
    found_.curves = mean_of(found_.class_curves);
    found_.confusion = confusion_.counts();
    found_.stats = summary.stats(request_.comparison.task);
    if (found_.detections > 0)
        found_.scores = {found_.stats[0], found_.stats[1], found_.stats[2],
                         found_.stats[request_.comparison.task == Task::pose ? 5 : 8]};
    return std::move(found_);
}

/// Objects and detections have as many keypoints as there are spreads.
Status check_keypoints(const GroundTruth& truth, const Comparison& comparison) {
    if (comparison.task != Task::pose) return {};
    if (comparison.sigmas.empty()) return Error(ErrorCode::invalid_argument, "there are no keypoints to compare");
    for (const TrueImage& image : truth.images)
        for (const TrueObject& object : image.objects)
            if (object.keypoints.size() != comparison.sigmas.size())
                return Error(ErrorCode::invalid_argument,
                             fmt::format("image {}: an object has {} keypoints, the predictions have {}",
                                         quote(image.key), object.keypoints.size(), comparison.sigmas.size()));
    return {};
}

}  // namespace

std::size_t Curves::best() const {
    return static_cast<std::size_t>(std::ranges::max_element(f1) - f1.begin());
}

Result<Evaluation> evaluate_objects(const GroundTruth& truth, std::span<const ReadEntry> entries,
                                    const EvaluationRequest& request) {
    YOLOZU_TRY(check_keypoints(truth, request.comparison));
    YOLOZU_ASSIGN(const std::vector<const ReadEntry*> entry_of, entries_by_image(truth.images, entries));
    Evaluator evaluator(truth, request);
    for (std::size_t place = 0; place < truth.images.size(); ++place)
        YOLOZU_TRY(evaluator.add(truth.images[place], entry_of[place] == nullptr ? std::span<const ReadDetection>()
                                                                                 : entry_of[place]->detections));
    Evaluation found = evaluator.finish();
    if (found.objects == 0) return Error(ErrorCode::invalid_argument, "the dataset has no object to find");
    found.images_without_predictions = static_cast<std::size_t>(std::ranges::count(entry_of, nullptr));
    return found;
}

}  // namespace yolozu::eval
