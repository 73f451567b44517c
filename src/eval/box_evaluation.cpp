// SPDX-License-Identifier: Apache-2.0
#include "eval/box_evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/try.hpp"
#include "eval/coco_metric.hpp"
#include "eval/image_index.hpp"
#include "eval/order.hpp"
#include "predictions/describe.hpp"

namespace yolozu::eval {
namespace {

constexpr std::size_t threshold_50 = 0, threshold_75 = 5;
constexpr std::size_t all_areas = 0, area_count = 4;
constexpr std::size_t best_1 = 0, best_10 = 1, best_100 = 2;

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
    Mean precision, precision_50, precision_75, recall;

    void add(std::size_t threshold, const CocoCurve& curve) {
        if (!curve.defined) return;
        const double mean = curve.mean_precision();
        precision.add(mean);
        if (threshold == threshold_50) precision_50.add(mean);
        if (threshold == threshold_75) precision_75.add(mean);
        recall.add(curve.recall);
    }
    BoxScores scores() const { return {precision.value(), precision_50.value(), precision_75.value(), recall.value()}; }
};

void add_class(const CocoMetric& metric, std::size_t class_id, std::size_t area, std::size_t most, Averages& averages) {
    for (std::size_t threshold = 0; threshold < CocoParameters::threshold_count; ++threshold)
        averages.add(threshold, metric.curve(class_id, threshold, area, most));
}

BoxScores scores_of_all(const CocoMetric& metric, std::size_t area, std::size_t most) {
    Averages averages;
    for (std::size_t class_id = 0; class_id < metric.category_count(); ++class_id)
        add_class(metric, class_id, area, most, averages);
    return averages.scores();
}

BoxScores scores_of_class(const CocoMetric& metric, std::size_t class_id) {
    Averages averages;
    add_class(metric, class_id, all_areas, best_100, averages);
    return averages.scores();
}

std::array<double, 12> stats_of(const CocoMetric& metric) {
    std::array<BoxScores, area_count> by_area;
    for (std::size_t area = 0; area < area_count; ++area) by_area[area] = scores_of_all(metric, area, best_100);
    const BoxScores& all = by_area[all_areas];
    return {all.map50_95,
            all.map50,
            all.map75,
            by_area[1].map50_95,
            by_area[2].map50_95,
            by_area[3].map50_95,
            scores_of_all(metric, all_areas, best_1).ar100,
            scores_of_all(metric, all_areas, best_10).ar100,
            all.ar100,
            by_area[1].ar100,
            by_area[2].ar100,
            by_area[3].ar100};
}

PixelBox in_pixels(const NormalizedBox& box, const TrueImage& image) {
    const double width = image.width, height = image.height;
    return {(box.cx - box.w / 2) * width, (box.cy - box.h / 2) * height, box.w * width, box.h * height};
}

/// The positions of an image's boxes, class by class.
std::vector<std::size_t> by_class(const auto& boxes) {
    std::vector<double> keys;
    for (const auto& box : boxes) keys.push_back(static_cast<double>(box.class_id));
    return by_rising_key(keys);
}

/// Takes those of one class from the front of what by_class gave.
std::vector<std::size_t> take_class(const auto& boxes, std::span<const std::size_t>& order, std::size_t class_id) {
    std::vector<std::size_t> taken;
    while (!order.empty() && static_cast<std::size_t>(boxes[order.front()].class_id) == class_id) {
        taken.push_back(order.front());
        order = order.subspan(1);
    }
    return taken;
}

class Evaluation {
public:
    explicit Evaluation(const GroundTruth& truth) : truth_(truth), metric_(truth.class_count, CocoParameters{}) {
        found_.classes.resize(truth.class_count);
    }

    void add(const TrueImage& image, std::span<const ReadDetection> detections);
    BoxEvaluation finish();

private:
    void add_class_of_image(std::size_t class_id, const TrueImage& image, std::span<const std::size_t> objects,
                            std::span<const ReadDetection> detections, std::span<const std::size_t> chosen);

    const GroundTruth& truth_;
    CocoMetric metric_;
    BoxEvaluation found_;
};

void Evaluation::add(const TrueImage& image, std::span<const ReadDetection> detections) {
    const std::vector<std::size_t> object_order = by_class(image.boxes), detection_order = by_class(detections);
    std::span<const std::size_t> objects = object_order, chosen = detection_order;
    found_.detections += detections.size();
    while (!objects.empty() || !chosen.empty()) {
        std::size_t class_id = truth_.class_count;
        if (!objects.empty()) class_id = image.boxes[objects.front()].class_id;
        if (!chosen.empty())
            class_id = std::min(class_id, static_cast<std::size_t>(detections[chosen.front()].class_id));
        if (class_id >= truth_.class_count) break;
        const std::vector<std::size_t> class_objects = take_class(image.boxes, objects, class_id);
        add_class_of_image(class_id, image, class_objects, detections, take_class(detections, chosen, class_id));
    }
    found_.unknown_class_detections += chosen.size();
}

void Evaluation::add_class_of_image(std::size_t class_id, const TrueImage& image, std::span<const std::size_t> objects,
                                    std::span<const ReadDetection> detections, std::span<const std::size_t> chosen) {
    ClassEvaluation& counts = found_.classes[class_id];
    std::vector<CocoTruth> truths;
    for (const std::size_t object : objects) {
        const TrueBox& box = image.boxes[object];
        truths.push_back({.area = box.area, .crowd = box.crowd, .ignored = box.crowd});
        if (!box.crowd) ++counts.objects;
    }
    std::vector<PixelBox> boxes;
    std::vector<CocoDetection> scored;
    for (const std::size_t detection : chosen) {
        boxes.push_back(in_pixels(detections[detection].bbox, image));
        scored.push_back({.score = detections[detection].score, .area = boxes.back().area()});
    }
    counts.detections += chosen.size();
    metric_.add(class_id, truths, scored, [&](std::size_t detection, std::size_t object) {
        const TrueBox& box = image.boxes[objects[object]];
        return box_iou(boxes[detection], box.box, box.crowd);
    });
}

BoxEvaluation Evaluation::finish() {
    for (std::size_t class_id = 0; class_id < found_.classes.size(); ++class_id) {
        ClassEvaluation& of_class = found_.classes[class_id];
        found_.objects += of_class.objects;
        of_class.scores = scores_of_class(metric_, class_id);
    }
    found_.stats = stats_of(metric_);
    if (found_.detections > 0) found_.scores = {found_.stats[0], found_.stats[1], found_.stats[2], found_.stats[8]};
    return std::move(found_);
}

}  // namespace

Result<BoxEvaluation> evaluate_boxes(const GroundTruth& truth, std::span<const ReadEntry> entries) {
    const ImageIndex index(truth.images);
    std::vector<const ReadEntry*> entry_of(truth.images.size(), nullptr);
    for (const ReadEntry& entry : entries) {
        YOLOZU_ASSIGN(const std::size_t place, index.find(entry.image));
        if (entry_of[place] != nullptr)
            return Error(ErrorCode::ambiguous, fmt::format("images {} and {} are the same of the dataset",
                                                           quote(entry_of[place]->image), quote(entry.image)));
        entry_of[place] = &entry;
    }
    Evaluation evaluation(truth);
    for (std::size_t place = 0; place < truth.images.size(); ++place)
        evaluation.add(truth.images[place],
                       entry_of[place] == nullptr ? std::span<const ReadDetection>() : entry_of[place]->detections);
    BoxEvaluation found = evaluation.finish();
    if (found.objects == 0) return Error(ErrorCode::invalid_argument, "the dataset has no object to find");
    found.images_without_predictions = static_cast<std::size_t>(std::ranges::count(entry_of, nullptr));
    return found;
}

}  // namespace yolozu::eval
