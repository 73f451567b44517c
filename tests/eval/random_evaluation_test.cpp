// SPDX-License-Identifier: Apache-2.0
//
// Whole evaluations of random datasets, from predictions in fractions to COCOeval's numbers, against the definition:
// each task's measure once more from pixels, points or corners, and brute_force for the rest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "eval/brute_force.hpp"
#include "eval/evaluation.hpp"
#include "support/seed.hpp"

namespace yolozu::eval {
namespace {

constexpr int side = 128;  // of the pictures: its powers of two keep fractions of pixels exact
constexpr std::size_t class_count = 3;

class Random {
public:
    explicit Random(unsigned seed) : generator_(seed) {}
    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(generator_); }
    bool one_in(int count) { return up_to(count - 1) == 0; }

private:
    std::mt19937 generator_;
};

/// Few different places and sizes, so that exact hits, ties and boxes without an area are common.
PixelBox random_box(Random& random) {
    const double sizes[] = {0, 8, 32, 36, 64, 96, 97, 120};
    return {8.0 * random.up_to(5), 8.0 * random.up_to(5), sizes[random.up_to(7)], sizes[1 + random.up_to(6)]};
}

PixelBox moved(PixelBox box, Random& random) {
    box.x += random.up_to(4) - 2;
    box.w = std::max(0.0, box.w + random.up_to(6) - 3);
    return box;
}

/// A picture's objects and detections, and how well they fit by the definition.
struct Scene {
    TrueImage image;
    ReadEntry entry;
    std::vector<double> detection_areas;
    std::vector<std::vector<double>> fits;  ///< [detection][object]
};

struct Dataset {
    GroundTruth truth;
    std::vector<ReadEntry> entries;
    std::vector<Scene> scenes;
};

using MakeObject = void (*)(Random&, TrueObject&);
using MakeDetection = void (*)(Random&, const TrueObject* near, ReadDetection&);
using Measure = double (*)(const ReadDetection&, const TrueObject&);
using Area = double (*)(const ReadDetection&);

struct Kind {
    Comparison comparison;
    MakeObject make_object;
    MakeDetection make_detection;
    Measure measure;
    Area area;
};

Scene random_scene(Random& random, const Kind& kind, std::size_t number) {
    Scene scene;
    scene.image = {"image" + std::to_string(number), side, side, {}};
    scene.entry.image = scene.image.key;
    for (int count = random.up_to(6); count > 0; --count) {
        TrueObject object;
        object.class_id = static_cast<std::size_t>(random.up_to(1));  // the last class is empty
        object.crowd = random.one_in(6);
        object.ignored = object.crowd;
        kind.make_object(random, object);
        scene.image.objects.push_back(object);
    }
    const auto& objects = scene.image.objects;
    for (int count = random.up_to(12); count > 0; --count) {
        const TrueObject* const near =
            objects.empty() || random.one_in(4)
                ? nullptr
                : &objects[static_cast<std::size_t>(random.up_to(static_cast<int>(objects.size()) - 1))];
        ReadDetection detection;
        detection.class_id = near == nullptr || random.one_in(5) ? random.up_to(3) : static_cast<int>(near->class_id);
        detection.score = random.up_to(8) / 8.0;
        kind.make_detection(random, near, detection);
        scene.detection_areas.push_back(kind.area(detection));
        scene.fits.emplace_back();
        for (const TrueObject& object : objects) scene.fits.back().push_back(kind.measure(detection, object));
        scene.entry.detections.push_back(detection);
    }
    return scene;
}

Dataset random_dataset(Random& random, const Kind& kind) {
    Dataset dataset;
    dataset.truth.class_count = class_count;
    for (std::size_t count = 1 + static_cast<std::size_t>(random.up_to(4)); count > 0; --count) {
        dataset.scenes.push_back(random_scene(random, kind, count));
        dataset.truth.images.push_back(dataset.scenes.back().image);
        if (!dataset.scenes.back().entry.detections.empty() || random.one_in(2))
            dataset.entries.push_back(dataset.scenes.back().entry);
    }
    std::ranges::reverse(dataset.entries);  // their order says nothing
    return dataset;
}

/// One category's part of a dataset.
std::vector<test::ScoredImage> of_category(const Dataset& dataset, std::size_t class_id) {
    std::vector<test::ScoredImage> images;
    for (const Scene& scene : dataset.scenes) {
        test::ScoredImage& image = images.emplace_back();
        for (const TrueObject& object : scene.image.objects)
            if (object.class_id == class_id) image.truths.push_back({object.area, object.crowd, object.ignored});
        for (std::size_t place = 0; place < scene.entry.detections.size(); ++place) {
            if (static_cast<std::size_t>(scene.entry.detections[place].class_id) != class_id) continue;
            image.detections.push_back({scene.entry.detections[place].score, scene.detection_areas[place]});
            image.similarity.emplace_back();
            for (std::size_t object = 0; object < scene.image.objects.size(); ++object)
                if (scene.image.objects[object].class_id == class_id)
                    image.similarity.back().push_back(scene.fits[place][object]);
        }
    }
    return images;
}

enum class Number { precision, recall };

/// One of COCOeval's numbers; `only` is the single threshold that counts, or -1.
double expected(const Dataset& dataset, Number number, int only, double least, double greatest, std::size_t most,
                std::size_t considered) {
    double sum = 0;
    int count = 0;
    for (std::size_t class_id = 0; class_id < class_count; ++class_id) {
        const std::vector<test::ScoredImage> images = of_category(dataset, class_id);
        for (int step = 0; step < 10; ++step) {
            if (only >= 0 && step != only) continue;
            const test::BruteForceCurve curve =
                test::brute_force(images, CocoParameters::thresholds()[static_cast<std::size_t>(step)], least, greatest,
                                  considered, most);
            if (!curve.defined) continue;
            if (number == Number::recall) {
                sum += curve.recall;
                ++count;
                continue;
            }
            for (const double precision : curve.precision) sum += precision;
            count += static_cast<int>(curve.precision.size());
        }
    }
    return count == 0 ? -1 : sum / count;
}

struct Wanted {
    Number number;
    int threshold;
    double least, greatest;
    std::size_t most;
};

constexpr auto ap = Number::precision, ar = Number::recall;
constexpr double small_end = 32 * 32, medium_end = 96 * 96, whole = 1e10;

const std::vector<Wanted> twelve{{ap, -1, 0, whole, 100},
                                 {ap, 0, 0, whole, 100},
                                 {ap, 5, 0, whole, 100},
                                 {ap, -1, 0, small_end, 100},
                                 {ap, -1, small_end, medium_end, 100},
                                 {ap, -1, medium_end, whole, 100},
                                 {ar, -1, 0, whole, 1},
                                 {ar, -1, 0, whole, 10},
                                 {ar, -1, 0, whole, 100},
                                 {ar, -1, 0, small_end, 100},
                                 {ar, -1, small_end, medium_end, 100},
                                 {ar, -1, medium_end, whole, 100}};
const std::vector<Wanted> ten{{ap, -1, 0, whole, 20},
                              {ap, 0, 0, whole, 20},
                              {ap, 5, 0, whole, 20},
                              {ap, -1, small_end, medium_end, 20},
                              {ap, -1, medium_end, whole, 20},
                              {ar, -1, 0, whole, 20},
                              {ar, 0, 0, whole, 20},
                              {ar, 5, 0, whole, 20},
                              {ar, -1, small_end, medium_end, 20},
                              {ar, -1, medium_end, whole, 20}};

void expect_agreement(const Kind& kind, const std::vector<Wanted>& numbers, int rounds) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(seed);
    Random random(seed);
    for (int round = 0; round < rounds; ++round) {
        const Dataset dataset = random_dataset(random, kind);
        const auto found = evaluate_objects(dataset.truth, dataset.entries, {.comparison = kind.comparison});
        std::size_t objects = 0;
        for (const TrueImage& image : dataset.truth.images)
            objects += static_cast<std::size_t>(std::ranges::count(image.objects, false, &TrueObject::ignored));
        ASSERT_EQ(bool(found), objects > 0) << "round " << round;
        if (!found) continue;
        ASSERT_EQ(found->stats.size(), numbers.size());
        for (std::size_t index = 0; index < numbers.size(); ++index) {
            const Wanted& wanted = numbers[index];
            ASSERT_NEAR(found->stats[index],
                        expected(dataset, wanted.number, wanted.threshold, wanted.least, wanted.greatest, wanted.most,
                                 numbers.back().most),
                        1e-9)
                << "round " << round << ", number " << index;
        }
    }
}

NormalizedBox fractions(const PixelBox& box) {
    return {(box.x + box.w / 2) / side, (box.y + box.h / 2) / side, box.w / side, box.h / side};
}

PixelBox pixels(const NormalizedBox& box) {
    return {(box.cx - box.w / 2) * side, (box.cy - box.h / 2) * side, box.w * side, box.h * side};
}

double overlap(double a, double a_length, double b, double b_length) {
    return std::max(0.0, std::min(a + a_length, b + b_length) - std::max(a, b));
}

double ratio(double both, double detection, double object, bool crowd) {
    return both > 0 ? both / (crowd ? detection : detection + object - both) : 0;
}

TEST(RandomEvaluation, OfBoxesAgreesWithTheDefinition) {
    const Kind boxes{.comparison = {},
                     .make_object =
                         [](Random& random, TrueObject& object) {
                             object.box = random_box(random);
                             // COCO's areas are of masks.
                             object.area = random.one_in(3) ? object.box.area() / 2 : object.box.area();
                         },
                     .make_detection =
                         [](Random& random, const TrueObject* near, ReadDetection& detection) {
                             detection.bbox =
                                 fractions(near != nullptr ? moved(near->box, random) : random_box(random));
                         },
                     .measure =
                         [](const ReadDetection& detection, const TrueObject& object) {
                             const PixelBox a = pixels(detection.bbox), b = object.box;
                             return ratio(overlap(a.x, a.w, b.x, b.w) * overlap(a.y, a.h, b.y, b.h), a.w * a.h,
                                          b.w * b.h, object.crowd);
                         },
                     .area = [](const ReadDetection& detection) { return pixels(detection.bbox).area(); }};
    expect_agreement(boxes, twelve, 1'500);
}

/// The pixels within a box of whole pixels, column by column; on this picture.
std::vector<std::uint32_t> counts_of(const PixelBox& box) {
    std::vector<std::uint32_t> counts{0};
    bool last = false;
    for (int x = 0; x < side; ++x)
        for (int y = 0; y < side; ++y) {
            const bool within = x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
            if (within != last) counts.push_back(0);
            last = within;
            ++counts.back();
        }
    return counts;
}

std::vector<bool> pixels_of(const std::vector<std::uint32_t>& counts) {
    std::vector<bool> found;
    for (std::size_t run = 0; run < counts.size(); ++run) found.insert(found.end(), counts[run], run % 2 == 1);
    return found;
}

double pixel_count(const std::vector<bool>& mask) {
    return static_cast<double>(std::ranges::count(mask, true));
}

TEST(RandomEvaluation, OfMasksAgreesWithTheDefinition) {
    const Kind masks{
        .comparison = {.task = Task::segment},
        .make_object =
            [](Random& random, TrueObject& object) {
                object.box = random_box(random);
                object.mask = {side, side, counts_of(object.box)};
                object.area = static_cast<double>(area(object.mask));
            },
        .make_detection =
            [](Random& random, const TrueObject* near, ReadDetection& detection) {
                detection.segmentation = {
                    side, side, "", counts_of(near != nullptr ? moved(near->box, random) : random_box(random)), {}};
            },
        .measure =
            [](const ReadDetection& detection, const TrueObject& object) {
                const std::vector<bool> a = pixels_of(detection.segmentation.counts), b = pixels_of(object.mask.counts);
                double both = 0;
                for (std::size_t pixel = 0; pixel < a.size(); ++pixel) both += a[pixel] && b[pixel];
                return ratio(both, pixel_count(a), pixel_count(b), object.crowd);
            },
        .area = [](const ReadDetection& detection) { return pixel_count(pixels_of(detection.segmentation.counts)); }};
    expect_agreement(masks, twelve, 40);
}

constexpr double spreads[] = {0.05, 0.1, 0.2};

TEST(RandomEvaluation, OfKeypointsAgreesWithTheDefinition) {
    const Kind keypoints{
        .comparison = {.task = Task::pose, .sigmas = {std::begin(spreads), std::end(spreads)}},
        .make_object =
            [](Random& random, TrueObject& object) {
                object.box = random_box(random);
                object.area = object.box.area();
                bool any = false;
                for (int point = 0; point < 3; ++point) {
                    const int visibility = random.one_in(3) ? 0 : 1 + random.up_to(1);
                    any = any || visibility > 0;
                    object.keypoints.push_back(
                        {object.box.x + random.up_to(30), object.box.y + random.up_to(30), visibility});
                }
                object.ignored = object.crowd || !any;
            },
        .make_detection =
            [](Random& random, const TrueObject* near, ReadDetection& detection) {
                for (std::size_t point = 0; point < 3; ++point) {
                    const TruthKeypoint at = near != nullptr ? near->keypoints[point] : TruthKeypoint{40, 40, 0};
                    detection.keypoints.push_back(
                        {(at.x + random.up_to(6) - 3) / side, (at.y + random.up_to(2)) / side});
                }
            },
        .measure =
            [](const ReadDetection& detection, const TrueObject& object) {
                double sum = 0, count = 0, labelled = 0;
                for (const TruthKeypoint& point : object.keypoints) labelled += point.visibility > 0;
                for (std::size_t point = 0; point < 3; ++point) {
                    const TruthKeypoint& at = object.keypoints[point];
                    const double x = detection.keypoints[point][0] * side, y = detection.keypoints[point][1] * side;
                    double dx = x - at.x, dy = y - at.y;
                    if (labelled == 0) {
                        const PixelBox& box = object.box;
                        dx = std::max({0.0, box.x - box.w - x, x - (box.x + 2 * box.w)});
                        dy = std::max({0.0, box.y - box.h - y, y - (box.y + 2 * box.h)});
                    } else if (at.visibility == 0) {
                        continue;
                    }
                    const double spread = 2 * spreads[point];
                    const double scale = object.area + std::numeric_limits<double>::epsilon();
                    sum += std::exp(-(dx * dx + dy * dy) / (2 * scale * spread * spread));
                    ++count;
                }
                return sum / count;
            },
        .area =
            [](const ReadDetection& detection) {
                double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
                for (const ReadPoint& point : detection.keypoints) {
                    left = std::min(left, point[0] * side), right = std::max(right, point[0] * side);
                    top = std::min(top, point[1] * side), bottom = std::max(bottom, point[1] * side);
                }
                return (right - left) * (bottom - top);
            }};
    expect_agreement(keypoints, ten, 1'000);
}

/// A square that stands on a corner, by its centre and half its diagonal: within are |x| + |y| <= half.
std::array<ReadPoint, 4> diamond(double cx, double cy, double half) {
    return {ReadPoint{cx, cy - half}, {cx + half, cy}, {cx, cy + half}, {cx - half, cy}};
}

TEST(RandomEvaluation, OfTurnedBoxesAgreesWithTheDefinition) {
    const Kind diamonds{
        .comparison = {.task = Task::obb},
        .make_object =
            [](Random& random, TrueObject& object) {
                object.box = {8.0 * random.up_to(8), 8.0 * random.up_to(8), 16.0 * random.up_to(4), 0};
                const std::array<ReadPoint, 4> corners = diamond(object.box.x, object.box.y, object.box.w);
                Quadrangle points;
                for (std::size_t corner = 0; corner < 4; ++corner)
                    points[corner] = {corners[corner][0], corners[corner][1]};
                object.turned_corners = convex_hull(points);
                object.crowd = object.ignored = false;
                object.area = 2 * object.box.w * object.box.w;
            },
        .make_detection =
            [](Random& random, const TrueObject* near, ReadDetection& detection) {
                const PixelBox at = near != nullptr ? near->box : PixelBox{40, 40, 16, 0};
                detection.bbox = {at.x + random.up_to(4), at.y + random.up_to(4), at.w + random.up_to(4), 0};
                detection.corners =
                    diamond(detection.bbox.cx / side, detection.bbox.cy / side, detection.bbox.w / side);
            },
        // In the coordinates x + y and x - y the diamonds are upright squares.
        .measure =
            [](const ReadDetection& detection, const TrueObject& object) {
                const NormalizedBox& a = detection.bbox;
                const PixelBox& b = object.box;
                const double both = overlap(a.cx + a.cy - a.w, 2 * a.w, b.x + b.y - b.w, 2 * b.w) *
                                    overlap(a.cx - a.cy - a.w, 2 * a.w, b.x - b.y - b.w, 2 * b.w);
                return ratio(both, 4 * a.w * a.w, 4 * b.w * b.w, false);
            },
        .area = [](const ReadDetection& detection) { return 2 * detection.bbox.w * detection.bbox.w; }};
    expect_agreement(diamonds, twelve, 500);
}

}  // namespace
}  // namespace yolozu::eval
