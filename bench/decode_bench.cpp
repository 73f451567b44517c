// SPDX-License-Identifier: Apache-2.0
//
// Decoding and suppression of a yolov8 output on one thread, at every vector level, beside a straightforward rendering:
// of boxes, of a pose model's (one class, 17 keypoints) and of oriented boxes (15 classes).
//
//   decode_bench             synthetic outputs
//   decode_bench FILE.f32    a raw dump of an output [84, anchors] in float32, e.g. of a real model
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "decode/output_decoder.hpp"
#include "side_by_side.hpp"

namespace yolozu::bench {
namespace {

/// A yolov8 output of one image.
struct Output {
    std::string name;
    int class_count;
    std::int64_t anchor_count;
    std::vector<float> values;
    Task task = Task::detect;

    int extra_features() const { return task == Task::pose ? 51 : task == Task::obb ? 1 : 0; }
    TensorView view() const {
        return {DataType::float32, {1, 4 + class_count + extra_features(), anchor_count}, values.data()};
    }
    ModelInfo model() const {
        ModelInfo model;
        model.task = task;
        model.class_count = class_count;
        model.outputs = {{OutputRole::detections, 0, "output0"}};
        if (task == Task::pose) model.keypoint_count = 17;
        if (task == Task::pose) model.keypoint_dimensions = 3;
        return model;
    }
    const float* row(std::int64_t index) const { return values.data() + index * anchor_count; }
};

using Random = std::mt19937;

float normal(Random& random) {
    return std::normal_distribution<float>()(random);
}
float uniform(Random& random) {
    return std::uniform_real_distribution<float>()(random);
}

struct Anchor {
    float x, y, stride;
};

std::vector<Anchor> anchors_of(int input_size) {
    std::vector<Anchor> anchors;
    for (const int stride : {8, 16, 32})
        for (int y = stride / 2; y < input_size; y += stride)
            for (int x = stride / 2; x < input_size; x += stride)
                anchors.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(stride)});
    return anchors;
}

struct Object {
    float x, y, size;
    std::size_t class_id;
};

std::vector<Object> place_objects(int count, int class_count, int input_size, Random& random) {
    const auto size = static_cast<float>(input_size);
    std::vector<Object> objects;
    for (int index = 0; index < count; ++index)
        objects.push_back({uniform(random) * size, uniform(random) * size, size * (0.04F + 0.2F * uniform(random)),
                           random() % static_cast<unsigned>(class_count)});
    return objects;
}

/// The anchors near an object agree about its box and, the nearer the surer, about its class.
void see_object(const Object& object, const Anchor& anchor, float* column, std::size_t stride, Random& random) {
    const float distance = std::hypot(anchor.x - object.x, anchor.y - object.y) / object.size;
    if (distance > 0.6F) return;
    float& score = column[(4 + object.class_id) * stride];
    score = std::max(score, 0.95F * std::exp(-40.0F * distance * distance) * (0.5F + uniform(random) / 2));
    column[0] = object.x + normal(random) * 2;
    column[stride] = object.y + normal(random) * 2;
    column[2 * stride] = object.size * (1 + normal(random) / 20);
    column[3 * stride] = object.size * (1 + normal(random) / 20);
}

/// What a detector says of a picture with 30 objects: at each a crowd of anchors with good scores and similar boxes,
/// elsewhere log-normal noise.
Output synthetic_output(std::string name, int class_count, int input_size, float noise_median,
                        Task task = Task::detect) {
    Random random(2024);
    std::lognormal_distribution<float> noise(std::log(noise_median), 1.3F);
    const std::vector<Object> objects = place_objects(30, class_count, input_size, random);
    const std::vector<Anchor> anchors = anchors_of(input_size);
    const std::size_t count = anchors.size(), first_extra = 4 + static_cast<std::size_t>(class_count);
    Output output{std::move(name), class_count, static_cast<std::int64_t>(count), {}, task};
    const std::size_t features = first_extra + static_cast<std::size_t>(output.extra_features());
    output.values.resize(features * count);
    for (std::size_t index = 0; index < count; ++index) {
        const Anchor& anchor = anchors[index];
        float* const column = output.values.data() + index;
        column[0] = anchor.x + anchor.stride * normal(random) / 2;
        column[count] = anchor.y + anchor.stride * normal(random) / 2;
        column[2 * count] = anchor.stride * 4 * std::exp(normal(random) / 2);
        column[3 * count] = anchor.stride * 4 * std::exp(normal(random) / 2);
        for (std::size_t feature = 4; feature < first_extra; ++feature)
            column[feature * count] = std::min(noise(random), 0.2F);
        for (std::size_t feature = first_extra; feature < features; ++feature)
            column[feature * count] = normal(random) / 4;
        for (const Object& object : objects) see_object(object, anchor, column, count, random);
    }
    return output;
}

std::optional<Output> read_output(const char* path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    constexpr std::size_t column_bytes = 84 * sizeof(float);
    if (bytes.empty() || bytes.size() % column_bytes != 0) return std::nullopt;
    Output output{path, 80, static_cast<std::int64_t>(bytes.size() / column_bytes), {}};
    output.values.resize(bytes.size() / sizeof(float));
    std::memcpy(output.values.data(), bytes.data(), bytes.size());
    return output;
}

float intersection_over_union(const Detection& a, const Detection& b) {
    const float width = std::max(0.0F, std::min(a.x2, b.x2) - std::max(a.x1, b.x1));
    const float height = std::max(0.0F, std::min(a.y2, b.y2) - std::max(a.y1, b.y1));
    const float area = (a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - width * height;
    return area > 0 ? width * height / area : 0.0F;
}

/// ultralytics' probabilistic IoU of oriented boxes, in float32 as there.
float probabilistic_iou(const Detection& p, const Detection& q) {
    const auto covariance = [](const Detection& box) {
        const float w = (box.x2 - box.x1) * (box.x2 - box.x1) / 12, h = (box.y2 - box.y1) * (box.y2 - box.y1) / 12;
        const float cosine = std::cos(box.angle), sine = std::sin(box.angle);
        return std::array{w * cosine * cosine + h * sine * sine, w * sine * sine + h * cosine * cosine,
                          (w - h) * cosine * sine};
    };
    const auto [a1, b1, c1] = covariance(p);
    const auto [a2, b2, c2] = covariance(q);
    const float x = (p.x1 + p.x2 - q.x1 - q.x2) / 2, y = (p.y1 + p.y2 - q.y1 - q.y2) / 2, epsilon = 1e-7F;
    const float a = a1 + a2, b = b1 + b2, c = c1 + c2, determinant = a * b - c * c;
    const float centres =
        (a * y * y + b * x * x) / (determinant + epsilon) / 4 - c * x * y / (determinant + epsilon) / 2;
    const float own = std::sqrt(std::max(a1 * b1 - c1 * c1, 0.0F) * std::max(a2 * b2 - c2 * c2, 0.0F));
    const float shapes = std::log(determinant / (4 * own + epsilon) + epsilon) / 2;
    return 1 - std::sqrt(1 - std::exp(-std::clamp(centres + shapes, epsilon, 100.0F)) + epsilon);
}

/// Whether a box falls to one of a better score, kept or (where boxes are oriented) not.
bool is_suppressed(const Output& output, const Detection& box, std::span<const Detection> better, float iou_threshold) {
    return std::ranges::any_of(better, [&](const Detection& other) {
        if (other.class_id != box.class_id) return false;
        return output.task == Task::obb ? probabilistic_iou(other, box) >= iou_threshold
                                        : intersection_over_union(other, box) > iou_threshold;
    });
}

/// The rival: what one writes first. Anchor by anchor, std::sort, and suppression against the kept boxes of the class.
std::vector<Detection> decode_plainly(const Output& output, float threshold, float iou_threshold, std::size_t limit) {
    std::vector<Detection> found;
    for (std::int64_t anchor = 0; anchor < output.anchor_count; ++anchor) {
        int best = 0;
        for (int class_id = 1; class_id < output.class_count; ++class_id)
            if (output.row(4 + class_id)[anchor] > output.row(4 + best)[anchor]) best = class_id;
        const float score = output.row(4 + best)[anchor];
        if (score < threshold) continue;
        const float x = output.row(0)[anchor], y = output.row(1)[anchor];
        const float half_width = output.row(2)[anchor] / 2, half_height = output.row(3)[anchor] / 2;
        found.push_back({x - half_width, y - half_height, x + half_width, y + half_height, score, best});
        if (output.task == Task::obb) found.back().angle = output.row(4 + output.class_count)[anchor];
    }
    std::ranges::stable_sort(found, std::ranges::greater(), &Detection::score);
    if (found.size() > max_suppression_candidates) found.resize(max_suppression_candidates);
    std::vector<Detection> kept;
    for (std::size_t index = 0; index < found.size() && kept.size() < limit; ++index) {
        const std::span<const Detection> better = output.task == Task::obb ? std::span(found).first(index) : kept;
        if (!is_suppressed(output, found[index], better, iou_threshold)) kept.push_back(found[index]);
    }
    return kept;
}

std::size_t count_passing(const Output& output, float threshold) {
    std::size_t count = 0;
    for (std::int64_t anchor = 0; anchor < output.anchor_count; ++anchor)
        for (int class_id = 0; class_id < output.class_count; ++class_id)
            if (output.row(4 + class_id)[anchor] >= threshold) {
                ++count;
                break;
            }
    return count;
}

void print_row(const char* name, const Timings& timings, const Timings& rival) {
    std::printf("  %-8s median %7.3f ms   p99 %7.3f ms   %6.1f times as fast\n", name, timings.median(),
                timings.quantile(0.99), rival.median() / timings.median());
}

void compare(const Output& output, double threshold, int rounds) {
    const DecodeOptions options{.score_threshold = threshold};
    std::vector<decode::OutputDecoder> decoders;
    for (const Isa isa : supported_isas())
        decoders.push_back(std::move(decode::OutputDecoder::create(output.model(), options, isa)).value());

    const TensorView view = output.view();
    std::vector<Detection> detections, plain;
    std::vector<std::function<void()>> contestants{[&] {
        plain = decode_plainly(output, static_cast<float>(threshold), static_cast<float>(options.iou_threshold),
                               static_cast<std::size_t>(options.max_detections));
    }};
    for (decode::OutputDecoder& decoder : decoders)
        contestants.push_back([&] {
            if (!decoder.decode({&view, 1}, 0, detections)) std::abort();
        });
    const std::vector<Timings> timings = alternate(contestants, rounds);
    std::printf("%s, score threshold %g: %zu of %lld anchors pass, %zu boxes stay\n", output.name.c_str(), threshold,
                count_passing(output, static_cast<float>(threshold)), static_cast<long long>(output.anchor_count),
                detections.size());
    print_row("plain", timings[0], timings[0]);
    for (std::size_t index = 0; index < decoders.size(); ++index)
        print_row(std::string(to_string(supported_isas()[index])).c_str(), timings[index + 1], timings[0]);
}

int run(int argument_count, char** arguments) {
    constexpr int rounds = 200;
    if (argument_count > 1) {
        const std::optional<Output> output = read_output(arguments[1]);
        if (!output) {
            std::fprintf(stderr, "%s: not a file of whole columns of 84 float32 values\n", arguments[1]);
            return EXIT_FAILURE;
        }
        for (const double threshold : {0.25, 0.001}) compare(*output, threshold, rounds);
        return EXIT_SUCCESS;
    }
    const Output usual = synthetic_output("80 classes, 640x640", 80, 640, 6e-5F);
    for (const double threshold : {0.25, 0.001}) compare(usual, threshold, rounds);
    compare(synthetic_output("1 class, 1280x1280", 1, 1280, 0.02F), 0.001, rounds / 4);
    const Output pose = synthetic_output("pose, 640x640", 1, 640, 1e-3F, Task::pose);
    const Output obb = synthetic_output("oriented boxes, 15 classes, 640x640", 15, 640, 1e-4F, Task::obb);
    const Output large_obb = synthetic_output("oriented boxes, 15 classes, 1024x1024", 15, 1024, 1e-4F, Task::obb);
    for (const Output* const output : {&pose, &obb, &large_obb})
        for (const double threshold : {0.25, 0.001}) compare(*output, threshold, rounds / 4);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace yolozu::bench

int main(int argument_count, char** arguments) {
    return yolozu::bench::run(argument_count, arguments);
}
