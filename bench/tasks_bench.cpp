// SPDX-License-Identifier: Apache-2.0
//
// What tasks cost on one thread beyond the boxes, at every vector level; masks beside a straightforward rendering.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/isa.hpp"
#include "decode/merge.hpp"
#include "decode/task_part.hpp"
#include "side_by_side.hpp"

namespace yolozu::bench {
namespace {

using Random = std::mt19937;

float uniform(Random& random) {
    return std::uniform_real_distribution<float>()(random);
}

std::vector<float> normal_numbers(std::size_t count, Random& random) {
    std::vector<float> numbers(count);
    std::normal_distribution<float> normal;
    for (float& number : numbers) number = normal(random);
    return numbers;
}

constexpr std::size_t prototype_count = 32, map_side = 160, anchor_count = 8400, class_count = 80;

/// What a segmentation model says of one picture.
struct Segmentation {
    std::string name;
    Placement placement;
    std::vector<float> rows, prototypes;
    std::vector<Detection> detections;
    std::vector<DetectedObject> objects;  // with their boxes

    std::vector<TensorView> outputs() const {
        return {{DataType::float32, {1, 4 + class_count + prototype_count, anchor_count}, rows.data()},
                {DataType::float32, {1, prototype_count, map_side, map_side}, prototypes.data()}};
    }
};

/// Prototypes are smooth: waves of a few periods over the map.
std::vector<float> smooth_prototypes(Random& random) {
    std::vector<float> values;
    for (std::size_t plane = 0; plane < prototype_count; ++plane) {
        const float along = uniform(random) * 0.2F, across = uniform(random) * 0.2F, phase = uniform(random) * 6.0F;
        for (std::size_t y = 0; y < map_side; ++y)
            for (std::size_t x = 0; x < map_side; ++x)
                values.push_back(std::sin(static_cast<float>(x) * along + static_cast<float>(y) * across + phase));
    }
    return values;
}

/// `least` and `greatest` are the boxes' sides as fractions of the picture's.
Segmentation segmentation(std::string name, int width, int height, int count, float least, float greatest) {
    Random random(7);
    Segmentation model{
        std::move(name), place_image(width, height, 640, 640, ResizeMode::letterbox).value(), {}, {}, {}, {}};
    model.rows = normal_numbers((4 + class_count + prototype_count) * anchor_count, random);
    model.prototypes = smooth_prototypes(random);
    for (int index = 0; index < count; ++index) {
        Detection detection;
        detection.row = static_cast<std::uint32_t>(random() % anchor_count);
        model.detections.push_back(detection);
        const double box_width = width * double{least + uniform(random) * (greatest - least)};
        const double box_height = height * double{least + uniform(random) * (greatest - least)};
        const double x = double{uniform(random)} * (width - box_width),
                     y = double{uniform(random)} * (height - box_height);
        model.objects.push_back({.box = {x, y, x + box_width, y + box_height}, .score = 0.5});
    }
    return model;
}

/// The rival: what one writes first. All logits of the map, each pixel of the box from its four neighbours.
Mask mask_plainly(const Segmentation& model, std::size_t object) {
    const Placement& placement = model.placement;
    std::vector<float> logits(map_side * map_side);
    for (std::size_t plane = 0; plane < prototype_count; ++plane) {
        const float coefficient = model.rows[(4 + class_count + plane) * anchor_count + model.detections[object].row];
        for (std::size_t place = 0; place < logits.size(); ++place)
            logits[place] += coefficient * model.prototypes[plane * map_side * map_side + place];
    }
    const float scale = static_cast<float>(map_side) / 640.0F;
    const auto left = static_cast<float>(placement.left) * scale, top = static_cast<float>(placement.top) * scale;
    const float step = scale * static_cast<float>(placement.scale_x);
    const auto width = static_cast<std::size_t>(placement.source_width);
    const auto height = static_cast<std::size_t>(placement.source_height);
    std::vector<std::uint8_t> pixels(width * height);
    const Box& box = model.objects[object].box;
    const auto at = [&](int x, int y) {
        constexpr int last = static_cast<int>(map_side) - 1;
        return logits[static_cast<std::size_t>(std::clamp(y, 0, last)) * map_side +
                      static_cast<std::size_t>(std::clamp(x, 0, last))];
    };
    for (auto y = static_cast<std::size_t>(box.y1); static_cast<double>(y) < box.y2; ++y)
        for (auto x = static_cast<std::size_t>(box.x1); static_cast<double>(x) < box.x2; ++x) {
            const float map_x = left + (static_cast<float>(x) + 0.5F) * step - 0.5F;
            const float map_y = top + (static_cast<float>(y) + 0.5F) * step - 0.5F;
            const int column = static_cast<int>(std::floor(map_x)), row = static_cast<int>(std::floor(map_y));
            const float far_x = map_x - static_cast<float>(column), far_y = map_y - static_cast<float>(row);
            const float upper = at(column, row) * (1 - far_x) + at(column + 1, row) * far_x;
            const float lower = at(column, row + 1) * (1 - far_x) + at(column + 1, row + 1) * far_x;
            pixels[y * width + x] = upper * (1 - far_y) + lower * far_y > 0 ? 1 : 0;
        }
    return Mask::from_part(placement.source_width, placement.source_height, 0, 0, placement.source_width,
                           placement.source_height, pixels);
}

void print_row(const std::string& name, const Timings& timings, const Timings* rival = nullptr) {
    std::printf("  %-8s median %7.3f ms   p99 %7.3f ms", name.c_str(), timings.median(), timings.quantile(0.99));
    if (rival != nullptr) std::printf("   %6.1f times as fast", rival->median() / timings.median());
    std::printf("\n");
}

ModelInfo decision(Task task, Head head, std::initializer_list<OutputRole> roles) {
    ModelInfo model;
    model.task = task;
    model.head = head;
    for (const OutputRole role : roles)
        model.outputs.push_back({role, model.outputs.size(), std::string(to_string(role))});
    return model;
}

void compare_masks(const Segmentation& given) {
    ModelInfo model = decision(Task::segment, Head::yolov8, {OutputRole::detections, OutputRole::prototypes});
    model.class_count = class_count;
    model.mask_coefficients = prototype_count;
    const std::vector<TensorView> outputs = given.outputs();
    std::vector<Mask> plain(given.detections.size());
    std::vector<std::function<void()>> contestants{[&] {
        for (std::size_t object = 0; object < plain.size(); ++object) plain[object] = mask_plainly(given, object);
    }};
    std::vector<std::unique_ptr<decode::TaskPart>> parts;
    Prediction prediction;
    prediction.objects = given.objects;
    for (const Isa isa : supported_isas()) {
        parts.push_back(make_prototype_masks(model, decode::map_kernels_for(isa)).value());
        contestants.push_back([&, part = parts.back().get()] {
            if (!part->decode({outputs, 0, given.placement, given.detections}, prediction)) std::abort();
        });
    }
    const std::vector<Timings> timings = alternate(contestants, 50);
    std::int64_t pixels = 0;
    for (const DetectedObject& object : prediction.objects) pixels += object.mask->area();
    std::printf("%s: %zu masks, %lld pixels of foreground\n", given.name.c_str(), plain.size(),
                static_cast<long long>(pixels));
    print_row("plain", timings[0]);
    for (std::size_t index = 0; index < parts.size(); ++index)
        print_row(std::string(to_string(supported_isas()[index])), timings[index + 1], &timings[0]);
}

/// A part that reads one output and no detections.
void time_map(const char* name, const ModelInfo& model, const TensorView& output,
              decode::MadeTaskPart (*make)(const ModelInfo&, const decode::MapKernels&)) {
    const Placement placement = place_image(640, 480, 640, 640, ResizeMode::letterbox).value();
    std::vector<std::unique_ptr<decode::TaskPart>> parts;
    std::vector<std::function<void()>> contestants;
    Prediction prediction;
    for (const Isa isa : supported_isas()) {
        parts.push_back(make(model, decode::map_kernels_for(isa)).value());
        contestants.push_back([&, part = parts.back().get()] {
            if (!part->decode({{&output, 1}, 0, placement, {}}, prediction)) std::abort();
        });
    }
    const std::vector<Timings> timings = alternate(contestants, 50);
    std::printf("%s\n", name);
    for (std::size_t index = 0; index < parts.size(); ++index)
        print_row(std::string(to_string(supported_isas()[index])), timings[index]);
}

void time_maps() {
    Random random(3);
    const std::vector<float> scores = normal_numbers(std::size_t{19} * 80 * 80, random);
    time_map("semantic, 19 classes, 80x80 to 640x480",
             decision(Task::semantic, Head::semantic_logits, {OutputRole::scores}),
             {DataType::float32, {1, 19, 80, 80}, scores.data()}, decode::make_semantic_classes);
    const std::vector<float> depths = normal_numbers(std::size_t{640} * 640, random);
    time_map("depth, 640x640 to 640x480", decision(Task::depth, Head::depth_map, {OutputRole::detections}),
             {DataType::float32, {1, 1, 640, 640}, depths.data()}, decode::make_depth_map);
}

void time_part(const char* name, const decode::MadeTaskPart& part, const TensorView& output,
               std::span<const Detection> detections) {
    const Placement placement = place_image(640, 480, 640, 640, ResizeMode::letterbox).value();
    Prediction prediction;
    prediction.objects.resize(detections.size());
    const std::vector<Timings> timings =
        alternate({[&] {
                      if (!part.value()->decode({{&output, 1}, 0, placement, detections}, prediction)) std::abort();
                  }},
                  200);
    std::printf("%s\n", name);
    print_row("", timings[0]);
}

void time_small_parts() {
    Random random(5);
    ModelInfo pose = decision(Task::pose, Head::yolov8, {OutputRole::detections});
    pose.class_count = 1;
    pose.keypoint_count = 17;
    pose.keypoint_dimensions = 3;
    const std::vector<float> rows = normal_numbers((4 + 1 + 51) * anchor_count, random);
    std::vector<Detection> detections(300);
    for (Detection& detection : detections) detection.row = static_cast<std::uint32_t>(random() % anchor_count);
    time_part("pose, 300 objects of 17 keypoints", decode::make_keypoints(pose),
              {DataType::float32, {1, 4 + 1 + 51, anchor_count}, rows.data()}, detections);
    ModelInfo classify = decision(Task::classify, Head::classifier, {OutputRole::scores});
    classify.activation = Activation::softmax;
    const std::vector<float> scores = normal_numbers(1000, random);
    time_part("classify, 1000 classes with softmax", decode::make_class_scores(classify, {}),
              {DataType::float32, {1, 1000}, scores.data()}, {});
}

/// Objects of many tiles: in crowds, or all over a large picture.
void time_merging(const char* name, float spread) {
    Random random(11);
    std::vector<DetectedObject> objects;
    for (int index = 0; index < 30'000; ++index) {
        const double x = double{uniform(random) * spread}, y = double{uniform(random) * spread};
        objects.push_back({.box = {x, y, x + 20 + double{uniform(random) * 60}, y + 20 + double{uniform(random) * 60}},
                           .score = double{uniform(random)}});
    }
    std::printf("%s\n", name);
    for (const auto& [label, method] : {std::pair{"nms", MergeMethod::nms}, std::pair{"nmm", MergeMethod::nmm},
                                        std::pair{"greedy", MergeMethod::greedy_nmm}}) {
        const MergeRule rule{method, OverlapMeasure::iou, 0.5, true, 30'000};
        std::vector<DetectedObject> merged;
        print_row(label, alternate({[&] {
                                       merged = objects;
                                       merge_objects(merged, rule);
                                   }},
                                   5, 1)[0]);
    }
}

}  // namespace
}  // namespace yolozu::bench

int main() {
    using namespace yolozu::bench;
    compare_masks(segmentation("640x480, boxes of 5 % to 50 % of a side", 640, 480, 20, 0.05F, 0.5F));
    compare_masks(segmentation("640x480, boxes of the picture's size", 640, 480, 20, 1, 1));
    compare_masks(segmentation("1920x1080, boxes of 5 % to 50 % of a side", 1920, 1080, 20, 0.05F, 0.5F));
    time_maps();
    time_small_parts();
    time_merging("30,000 objects on 10,000 x 10,000 pixels", 10'000);
    time_merging("30,000 objects on 500 x 500 pixels", 500);
}
