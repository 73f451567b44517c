// SPDX-License-Identifier: Apache-2.0
#include "decode/head_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace yolozu::test {
namespace {

constexpr int width = 96, height = 64;
constexpr std::int64_t rows = 40;  // of heads with any number of them
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

const std::vector<int>& strides_of(Head head) {
    static const std::vector<int> two{16, 32}, three{8, 16, 32}, four{8, 16, 32, 64};
    if (head == Head::yolo_fastestv2) return two;
    return head == Head::nanodet_plus || head == Head::picodet_maps ? four : three;
}

int columns_of(int stride) {
    return (width + stride - 1) / stride;
}
int rows_of(int stride) {
    return (height + stride - 1) / stride;
}
std::int64_t cells_of(int stride) {
    return std::int64_t{columns_of(stride)} * rows_of(stride);
}
std::int64_t all_cells(Head head) {
    std::int64_t cells = 0;
    for (const int stride : strides_of(head)) cells += cells_of(stride);
    return cells;
}

// ---- Outputs ------------------------------------------------------------------------------------------------------

using Random = std::mt19937;

float uniform(Random& random, float from, float to) {
    return std::uniform_real_distribution<float>(from, to)(random);
}

enum class Content { probability, logit, corner, centre, fraction, label, small, anchor, count, angle };

float draw(Content content, std::int64_t column, int classes, Random& random) {
    const auto crowd = static_cast<float>(random() % 3) * 25.0F;
    switch (content) {
        case Content::probability:  // tenths now and then, for ties
            return random() % 2 == 0 ? static_cast<float>(random() % 11) / 10.0F
                                     : std::pow(uniform(random, 0, 1), 2.0F);
        case Content::logit:
            return random() % 4 == 0 ? static_cast<float>(random() % 9) - 4.0F : uniform(random, -4, 4);
        case Content::corner:
            return (column >= 2 ? 30.0F : 0.0F) + crowd + uniform(random, 0, 6);
        case Content::centre:
            return column >= 2 ? uniform(random, 10, 40) : crowd + uniform(random, 0, 9);
        case Content::fraction:
            return column >= 2 ? uniform(random, 0.1F, 0.5F) : uniform(random, 0, 1);
        case Content::label:
            return static_cast<float>(random() % static_cast<unsigned>(classes + 2)) - 1.0F;
        case Content::small:
            return static_cast<float>(random() % 3);
        case Content::anchor:
            return random() % 64 == 0 ? -1.0F : static_cast<float>(random() % 50);
        case Content::count:
            return static_cast<float>(random() % 50) - 4.0F;
        case Content::angle:
            return uniform(random, -0.8F, 2.4F);
    }
    return 0;
}

struct Spec {
    Shape shape;
    bool ids = false;
    std::size_t feature_axis = 0;                            ///< whose index says what an element is
    std::function<Content(std::int64_t)> content = nullptr;  ///< of a feature
};

Content boxes_then(std::int64_t feature, Content box, Content rest) {
    return feature < 4 ? box : rest;
}

std::vector<Spec> level_specs(const HeadCase& item) {
    const std::int64_t classes = item.model.class_count, b = item.batch;
    const auto logits = [](std::int64_t) { return Content::logit; };
    const auto probabilities = [](std::int64_t) { return Content::probability; };
    std::vector<Spec> specs;
    for (const int stride : strides_of(item.model.head)) {
        const std::int64_t h = rows_of(stride), w = columns_of(stride);
        if (item.model.head == Head::yolov7_maps) specs.push_back({{b, 3, h, w, 5 + classes}, false, 4, logits});
        if (item.model.head == Head::yolov3_maps) specs.push_back({{b, 3 * (5 + classes), h, w}, false, 1, logits});
        if (item.model.head == Head::picodet_maps) {
            specs.push_back({{b, h * w, classes}, false, 2, probabilities});
            specs.push_back({{b, h * w, 32}, false, 2, logits});
        }
        if (item.model.head == Head::damo_maps) {
            specs.push_back({{b, classes, h, w}, false, 1, probabilities});
            specs.push_back({{b, 68, h, w}, false, 1, logits});
        }
    }
    return specs;
}

std::vector<Spec> specs_of(const HeadCase& item) {
    const ModelInfo& model = item.model;
    const std::int64_t classes = model.class_count, b = item.batch;
    const bool raw = model.activation != Activation::none;
    const Content score = raw ? Content::logit : Content::probability;
    const auto just = [](Content content) { return [=](std::int64_t) { return content; }; };
    const Spec corners{{b, rows, 4}, false, 2, just(Content::corner)};
    const Spec scores{{b, rows}, false, 1, just(Content::probability)};
    const Spec labels{{b, rows}, true, 1, just(Content::label)};
    switch (model.head) {
        case Head::yolov8:
            return {{{b, 4 + classes + 1, rows}, false, 1, [=](std::int64_t feature) {
                         if (feature == 4 + classes) return Content::angle;
                         return boxes_then(feature, Content::centre, Content::probability);
                     }}};
        case Head::ppyoloe:
            return {{{b, rows, 4 + classes}, false, 2, [=](std::int64_t feature) {
                         return boxes_then(feature, Content::corner, score);
                     }}};
        case Head::rtdetr_rows:
            return {{{b, rows, 4 + classes}, false, 2, [=](std::int64_t feature) {
                         return boxes_then(feature, Content::fraction, score);
                     }}};
        case Head::nanodet:
        case Head::nanodet_plus:
            return {{{b, all_cells(model.head), classes + 32}, false, 2, [=](std::int64_t feature) {
                         return feature < classes ? Content::probability : Content::logit;
                     }}};
        case Head::fastestdet:
            return {{{b, 5 + classes, 4, 6}, false, 1, [](std::int64_t feature) {
                         return feature >= 1 && feature < 5 ? Content::logit : Content::probability;
                     }}};
        case Head::yolo_fastestv2:
            return {{{b, all_cells(model.head), 15 + classes}, false, 2, just(Content::probability)}};
        case Head::end_to_end_obb:
        case Head::end_to_end_fractions:
            return {{{b, rows, model.head == Head::end_to_end_obb ? 7 : 6}, false, 2, [=](std::int64_t feature) {
                         if (feature == 5) return Content::label;
                         if (feature == 6) return Content::angle;
                         return boxes_then(feature,
                                           model.head == Head::end_to_end_obb ? Content::centre : Content::fraction,
                                           Content::probability);
                     }}};
        case Head::nms_rows_class_score:
        case Head::nms_rows_score_class:
            return {{{rows, 7}, false, 1, [=](std::int64_t feature) {
                         if (feature == 0) return Content::small;
                         if (feature < 5) return Content::corner;
                         return (feature == 5) == (model.head == Head::nms_rows_class_score) ? Content::label
                                                                                             : Content::probability;
                     }}};
        case Head::boxes_scores:
            if (model.scores_channel_major) return {corners, {{b, classes, rows}, false, 1, just(score)}};
            return {corners, {{b, rows, classes}, false, 2, just(score)}};
        case Head::detr:
            return {{{b, rows, classes + (model.activation == Activation::softmax ? 1 : 0)}, false, 2, just(score)},
                    {{b, rows, 4}, false, 2, just(Content::fraction)}};
        case Head::yolozu_pose:
            return {{{b, rows, classes + 1}, false, 2, just(Content::logit)},
                    {{b, rows, 4}, false, 2, just(Content::logit)}};
        case Head::rtdetr:
            return {labels, corners, scores};
        case Head::efficient_nms:
            return {{{b, 1}, true, 1, just(Content::count)}, corners, scores, labels};
        case Head::paddle:
            return {{{rows, 6},
                     false,
                     1,
                     [](std::int64_t feature) {
                         if (feature == 0) return Content::label;
                         return feature == 1 ? Content::probability : Content::corner;
                     }},
                    {{b}, true, 0, just(Content::count)}};
        case Head::mmdeploy:
            return {{{b, rows, 5},
                     false,
                     2,
                     [](std::int64_t feature) { return boxes_then(feature, Content::corner, Content::probability); }},
                    labels};
        case Head::yolov3_zoo:
            return {corners,
                    {{b, classes, rows}, false, 1, just(Content::probability)},
                    {{1, 300, 3}, true, 2, [](std::int64_t feature) {
                         return feature == 2 ? Content::anchor : Content::small;
                     }}};
        default:
            return level_specs(item);
    }
}

float special(Random& random) {
    constexpr std::array values{nan, infinity, -infinity, 3e38F, -3e38F, 2e4F, -1.0F, 0.0F, -0.0F, 1.0F};
    return values[random() % values.size()];
}

RawOutput random_output(const Spec& spec, const HeadCase& item, Random& random) {
    const auto axis = spec.feature_axis;
    std::int64_t inner = 1;
    for (std::size_t behind = axis + 1; behind < spec.shape.rank(); ++behind) inner *= spec.shape[behind];
    const DataType type = spec.ids ? item.ids : item.real;
    const bool whole = spec.ids && (type == DataType::int32 || type == DataType::int64);
    std::vector<float> values(static_cast<std::size_t>(spec.shape.element_count()));
    for (std::size_t place = 0; place < values.size(); ++place) {
        const std::int64_t feature = static_cast<std::int64_t>(place) / inner % spec.shape[axis];
        values[place] = draw(spec.content(feature), feature, item.model.class_count, random);
        if (!item.specials || random() % 48 != 0) continue;
        values[place] = whole ? static_cast<float>(random() % 2 == 0 ? -1000 : 1'000'000'000) : special(random);
    }
    return {type, spec.shape, std::move(values)};
}

// ---- What they mean -----------------------------------------------------------------------------------------------

float at(const RawOutput& output, std::initializer_list<std::int64_t> index) {
    std::int64_t place = 0;
    std::size_t axis = 0;
    for (const std::int64_t i : index) place = place * output.shape()[axis++] + i;
    return output[static_cast<std::size_t>(place)];
}

float sigmoid(float x) {
    return std::isfinite(x) ? static_cast<float>(1 / (1 + std::exp(-static_cast<double>(x)))) : nan;
}

struct Best {
    int column = -1;
    float value = -infinity;
};

Best best_of(const std::vector<float>& values) {
    Best best;
    for (std::size_t column = 0; column < values.size(); ++column)
        if (values[column] > best.value) best = {static_cast<int>(column), values[column]};
    return best;
}

int class_of(const ModelInfo& model, std::size_t column) {
    return model.class_ids.empty() ? static_cast<int>(column) : model.class_ids[column];
}

// Score and class of a row of class scores, raw or not. A score that is no number makes it a NaN.
std::pair<float, int> judge(const ModelInfo& model, std::vector<float> scores) {
    if (model.activation == Activation::softmax) {
        const double largest = *std::ranges::max_element(scores);
        double sum = 0;
        for (const float score : scores) sum += std::exp(score - largest);
        if (!std::isfinite(sum) || !std::isfinite(largest)) return {nan, 0};
        const Best best = best_of(scores);
        return {static_cast<float>(std::exp(best.value - largest) / sum), best.column};
    }
    if (best_of(scores).value == infinity) return {nan, 0};
    for (std::size_t column = 0; column < scores.size(); ++column)
        if (class_of(model, column) < 0) scores[column] = nan;
    const Best best = best_of(scores);
    if (best.column < 0) return {nan, 0};
    return {model.activation == Activation::sigmoid ? sigmoid(best.value) : best.value,
            class_of(model, static_cast<std::size_t>(best.column))};
}

Detection corners(float x1, float y1, float x2, float y2, float score, int class_id, std::int64_t row) {
    return {x1, y1, x2, y2, score, class_id, static_cast<std::uint32_t>(row)};
}
Detection centred(float x, float y, float w, float h, float score, int class_id, std::int64_t row) {
    return corners(x - w / 2, y - h / 2, x + w / 2, y + h / 2, score, class_id, row);
}
Detection fractions(float x, float y, float w, float h, float score, int class_id, std::int64_t row) {
    return corners((x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height, score,
                   class_id, row);
}

// The number cut to a whole one, or -1.
int whole(float value, const ModelInfo& model) {
    const double cut = std::trunc(static_cast<double>(value));
    return cut >= 0 && cut < model.class_count ? static_cast<int>(cut) : -1;
}

float lowest_threshold(const DecodeOptions& options) {
    double lowest = options.score_threshold;
    for (const auto& [class_id, own] : options.class_thresholds) lowest = std::min(lowest, own);
    return static_cast<float>(lowest);
}

using Outputs = std::vector<RawOutput>;
using Found = std::vector<Detection>;

void rows_with_scores(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const RawOutput& output = outputs[0];
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto v = [&](std::int64_t feature) {
            return item.model.head == Head::yolov8 ? at(output, {slot, feature, row})
                                                   : at(output, {slot, row, feature});
        };
        std::vector<float> scores;
        for (int column = 0; column < item.model.class_count; ++column) scores.push_back(v(4 + column));
        const auto [score, class_id] = judge(item.model, scores);
        if (item.model.head == Head::ppyoloe) {
            found.push_back(corners(v(0), v(1), v(2), v(3), score, class_id, row));
        } else if (item.model.head == Head::yolov8) {
            found.push_back(centred(v(0), v(1), v(2), v(3), score, class_id, row));
            found.back().angle = v(4 + item.model.class_count);
        } else {
            found.push_back(fractions(v(0), v(1), v(2), v(3), score, class_id, row));
        }
    }
}

float mean_distance(const std::vector<float>& logits) {
    const double largest = *std::ranges::max_element(logits, [](float a, float b) { return a < b || std::isnan(a); });
    double sum = 0, weighted = 0;
    for (std::size_t bin = 0; bin < logits.size(); ++bin) {
        sum += std::exp(logits[bin] - largest);
        weighted += static_cast<double>(bin) * std::exp(logits[bin] - largest);
    }
    return static_cast<float>(weighted / sum);
}

Detection from_distances(float x, float y, int stride, const std::function<float(std::int64_t)>& bin, std::int64_t bins,
                         bool clips) {
    std::array<float, 4> sides{};
    for (std::int64_t side = 0; side < 4; ++side) {
        std::vector<float> logits;
        for (std::int64_t i = 0; i < bins; ++i) logits.push_back(bin(side * bins + i));
        sides[static_cast<std::size_t>(side)] = mean_distance(logits) * static_cast<float>(stride);
    }
    Detection box{x - sides[0], y - sides[1], x + sides[2], y + sides[3]};
    const auto cut = [](float& value, float most) {
        if (value < 0) value = 0;
        if (value > most) value = most;
    };
    if (clips)
        for (float* const value : {&box.x1, &box.x2}) cut(*value, width);
    if (clips)
        for (float* const value : {&box.y1, &box.y2}) cut(*value, height);
    return box;
}

void distance_cells(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const Head head = item.model.head;
    const std::int64_t classes = item.model.class_count;
    const float offset = head == Head::nanodet || head == Head::picodet_maps ? 0.5F : 0.0F;
    std::int64_t cell = 0;
    std::size_t level = 0;
    for (const int stride : strides_of(head)) {
        for (std::int64_t y = 0, place = 0; y < rows_of(stride); ++y)
            for (std::int64_t x = 0; x < columns_of(stride); ++x, ++place, ++cell) {
                const auto score = [&](std::int64_t column) {
                    if (head == Head::picodet_maps) return at(outputs[2 * level], {slot, place, column});
                    if (head == Head::damo_maps) return at(outputs[2 * level], {slot, column, y, x});
                    return at(outputs[0], {slot, cell, column});
                };
                const auto bin = [&](std::int64_t index) {
                    if (head == Head::picodet_maps) return at(outputs[2 * level + 1], {slot, place, index});
                    if (head == Head::damo_maps) return at(outputs[2 * level + 1], {slot, index, y, x});
                    return at(outputs[0], {slot, cell, classes + index});
                };
                std::vector<float> scores;
                for (std::int64_t column = 0; column < classes; ++column) scores.push_back(score(column));
                const auto s = static_cast<float>(stride);
                found.push_back(from_distances((static_cast<float>(x) + offset) * s,
                                               (static_cast<float>(y) + offset) * s, stride, bin,
                                               head == Head::damo_maps ? 17 : 8, head != Head::damo_maps));
                std::tie(found.back().score, found.back().class_id) = judge(item.model, scores);
                found.back().row = static_cast<std::uint32_t>(cell);
            }
        ++level;
    }
}

void fastestdet(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    for (std::int64_t y = 0; y < 4; ++y)
        for (std::int64_t x = 0; x < 6; ++x) {
            const auto v = [&](std::int64_t feature) { return at(outputs[0], {slot, feature, y, x}); };
            const auto tanh = [](float value) {
                return std::isfinite(value) ? static_cast<float>(std::tanh(static_cast<double>(value))) : nan;
            };
            std::vector<float> scores;
            for (int column = 0; column < item.model.class_count; ++column) scores.push_back(v(5 + column));
            const auto [best, class_id] = judge(item.model, scores);
            if (!(best >= 0)) continue;
            const auto score =
                static_cast<float>(std::pow(static_cast<double>(v(0)), 0.6) * std::pow(static_cast<double>(best), 0.4));
            found.push_back(fractions((tanh(v(1)) + static_cast<float>(x)) / 6,
                                      (tanh(v(2)) + static_cast<float>(y)) / 4, sigmoid(v(3)), sigmoid(v(4)), score,
                                      class_id, y * 6 + x));
        }
}

void yolo_fastestv2(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const float least = lowest_threshold(item.options);
    std::int64_t cell = 0;
    std::size_t level = 0;
    for (const int stride : strides_of(item.model.head)) {
        const auto s = static_cast<float>(stride);
        for (int y = 0; y < rows_of(stride); ++y)
            for (int x = 0; x < columns_of(stride); ++x, ++cell) {
                const auto v = [&](std::int64_t feature) { return at(outputs[0], {slot, cell, feature}); };
                std::vector<float> scores;
                for (int column = 0; column < item.model.class_count; ++column) scores.push_back(v(15 + column));
                const auto [best, class_id] = judge(item.model, scores);
                for (int box = 0; box < 3; ++box) {
                    if (!(best >= least) || !(v(12 + box) >= least)) continue;
                    const auto& anchor = item.model.anchors[3 * level + static_cast<std::size_t>(box)];
                    const float w = v(4 * box + 2) * 2, h = v(4 * box + 3) * 2;
                    found.push_back(centred((v(4 * box) * 2 - 0.5F + static_cast<float>(x)) * s,
                                            (v(4 * box + 1) * 2 - 0.5F + static_cast<float>(y)) * s, w * w * anchor[0],
                                            h * h * anchor[1], v(12 + box) * best, class_id, 3 * cell + box));
                }
            }
        ++level;
    }
}

void anchor_maps(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const bool is_yolov3 = item.model.head == Head::yolov3_maps;
    const int features = 5 + item.model.class_count;
    std::int64_t row = 0;
    std::size_t level = 0;
    for (const int stride : strides_of(item.model.head)) {
        const auto s = static_cast<float>(stride);
        for (int box = 0; box < 3; ++box)
            for (int y = 0; y < rows_of(stride); ++y)
                for (int x = 0; x < columns_of(stride); ++x, ++row) {
                    const auto v = [&](int feature) {
                        return is_yolov3 ? at(outputs[level], {slot, box * features + feature, y, x})
                                         : at(outputs[level], {slot, box, y, x, feature});
                    };
                    std::vector<float> scores;
                    for (int column = 0; column < item.model.class_count; ++column) scores.push_back(v(5 + column));
                    const Best best = best_of(scores);
                    const float objectness = sigmoid(v(4));
                    if (!(objectness >= lowest_threshold(item.options)) || best.column < 0) continue;
                    const auto& anchor = item.model.anchors[3 * level + static_cast<std::size_t>(box)];
                    const float score = objectness * sigmoid(best.value);
                    const auto cx = static_cast<float>(x), cy = static_cast<float>(y);
                    if (is_yolov3) {
                        const auto exp = [](float value) {
                            return static_cast<float>(std::exp(static_cast<double>(value)));
                        };
                        found.push_back(centred((sigmoid(v(0)) + cx) * s, (sigmoid(v(1)) + cy) * s,
                                                exp(v(2)) * anchor[0], exp(v(3)) * anchor[1], score, best.column, row));
                    } else {
                        const float w = sigmoid(v(2)) * 2, h = sigmoid(v(3)) * 2;
                        found.push_back(centred((sigmoid(v(0)) * 2 - 0.5F + cx) * s,
                                                (sigmoid(v(1)) * 2 - 0.5F + cy) * s, w * w * anchor[0],
                                                h * h * anchor[1], score, best.column, row));
                    }
                }
        ++level;
    }
}

void selected_rows(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const Head head = item.model.head;
    const bool has_slots = head == Head::nms_rows_class_score || head == Head::nms_rows_score_class;
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto v = [&](std::int64_t column) {
            return has_slots ? at(outputs[0], {row, column}) : at(outputs[0], {slot, row, column});
        };
        const int class_id = whole(v(head == Head::nms_rows_score_class ? 6 : 5), item.model);
        if (class_id < 0 || (has_slots && v(0) != static_cast<float>(slot))) continue;
        if (has_slots) {
            found.push_back(
                corners(v(1), v(2), v(3), v(4), v(head == Head::nms_rows_score_class ? 5 : 6), class_id, row));
        } else if (head == Head::end_to_end_obb) {
            found.push_back(centred(v(0), v(1), v(2), v(3), v(4), class_id, row));
            found.back().angle = v(6);
        } else {
            found.push_back(fractions(v(0), v(1), v(2), v(3), v(4), class_id, row));
        }
    }
}

void boxes_scores(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    for (std::int64_t row = 0; row < rows; ++row) {
        std::vector<float> scores;
        for (std::int64_t column = 0; column < item.model.class_count; ++column)
            scores.push_back(item.model.scores_channel_major ? at(outputs[1], {slot, column, row})
                                                             : at(outputs[1], {slot, row, column}));
        const auto [score, class_id] = judge(item.model, scores);
        const auto v = [&](std::int64_t side) { return at(outputs[0], {slot, row, side}); };
        found.push_back(corners(v(0), v(1), v(2), v(3), score, class_id, row));
    }
}

// Softmax over all columns, the best of those before the last.
std::pair<float, int> best_before_last(const std::vector<float>& logits) {
    const double largest = *std::ranges::max_element(logits);
    double sum = 0;
    for (const float logit : logits) sum += std::exp(logit - largest);
    const Best best = best_of({logits.begin(), logits.end() - 1});
    if (!std::isfinite(sum) || best.column < 0) return {nan, 0};
    return {static_cast<float>(std::exp(best.value - largest) / sum), best.column};
}

void queries(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const bool is_pose = item.model.head == Head::yolozu_pose;
    for (std::int64_t query = 0; query < rows; ++query) {
        std::vector<float> scores;
        for (std::int64_t column = 0; column < outputs[0].shape()[2]; ++column)
            scores.push_back(at(outputs[0], {slot, query, column}));
        const auto v = [&](std::int64_t side) {
            return is_pose ? sigmoid(at(outputs[1], {slot, query, side})) : at(outputs[1], {slot, query, side});
        };
        if (is_pose || item.model.activation == Activation::softmax) {
            const auto [score, class_id] = best_before_last(scores);
            found.push_back(fractions(v(0), v(1), v(2), v(3), score, class_id, query));
            continue;
        }
        for (std::size_t column = 0; column < scores.size(); ++column) {
            const float score = item.model.activation == Activation::sigmoid ? sigmoid(scores[column]) : scores[column];
            if (class_of(item.model, column) >= 0)
                found.push_back(fractions(v(0), v(1), v(2), v(3), score, class_of(item.model, column), query));
        }
    }
}

std::int64_t count_from(float value, std::int64_t most) {
    if (!(value > 0) || !(value < 0x1p31F)) return 0;
    return std::min(static_cast<std::int64_t>(value), most);
}

void labelled_rows(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    const bool has_count = item.model.head == Head::efficient_nms;
    const RawOutput& boxes = outputs[1];
    const RawOutput& scores = outputs[2];
    const RawOutput& labels = outputs[has_count ? 3 : 0];
    const std::int64_t end = has_count ? count_from(at(outputs[0], {slot, 0}), rows) : rows;
    for (std::int64_t row = 0; row < end; ++row) {
        const auto v = [&](std::int64_t side) { return at(boxes, {slot, row, side}); };
        const int class_id = whole(at(labels, {slot, row}), item.model);
        if (class_id >= 0) found.push_back(corners(v(0), v(1), v(2), v(3), at(scores, {slot, row}), class_id, row));
    }
}

void mmdeploy(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto v = [&](std::int64_t column) { return at(outputs[0], {slot, row, column}); };
        const int class_id = whole(at(outputs[1], {slot, row}), item.model);
        if (class_id >= 0 && v(4) != 0) found.push_back(corners(v(0), v(1), v(2), v(3), v(4), class_id, row));
    }
}

void paddle(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    std::int64_t first = 0;
    for (std::int64_t picture = 0; picture < slot; ++picture)
        first += count_from(at(outputs[1], {picture}), rows - first);
    const std::int64_t end = first + count_from(at(outputs[1], {slot}), rows - first);
    for (std::int64_t row = first; row < end; ++row) {
        const auto v = [&](std::int64_t column) { return at(outputs[0], {row, column}); };
        const int class_id = v(0) < 0 ? -1 : whole(v(0), item.model);
        if (class_id >= 0) found.push_back(corners(v(2), v(3), v(4), v(5), v(1), class_id, row));
    }
}

void yolov3_zoo(const HeadCase& item, const Outputs& outputs, std::int64_t slot, Found& found) {
    for (std::int64_t index = 0; index < outputs[2].shape()[1]; ++index) {
        const float picture = at(outputs[2], {0, index, 0}), column = at(outputs[2], {0, index, 1}),
                    anchor = at(outputs[2], {0, index, 2});
        for (const float number : {picture, column, anchor})
            if (!(number > -1) || !(number < 0x1p31F)) return;
        if (std::trunc(picture) != static_cast<float>(slot) || column >= static_cast<float>(item.model.class_count) ||
            anchor >= static_cast<float>(rows))
            continue;
        const auto box = static_cast<std::int64_t>(anchor);
        const auto v = [&](std::int64_t side) { return at(outputs[0], {slot, box, side}); };
        found.push_back(corners(v(1), v(0), v(3), v(2), at(outputs[1], {slot, static_cast<std::int64_t>(column), box}),
                                static_cast<int>(column), box));
    }
}

}  // namespace

ModelInfo small_model(Head head, int class_count) {
    ModelInfo model = model_with(head, class_count);
    model.input_width = width;
    model.input_height = height;
    std::vector<OutputRole> roles{OutputRole::detections};
    const bool has_levels = head == Head::yolov7_maps || head == Head::yolov3_maps;
    if (has_levels) roles.assign(3, OutputRole::level);
    if (head == Head::picodet_maps || head == Head::damo_maps) {
        roles.clear();
        for (std::size_t level = 0; level < strides_of(head).size(); ++level)
            roles.insert(roles.end(), {OutputRole::scores, OutputRole::boxes});
    }
    if (head == Head::boxes_scores) roles = {OutputRole::boxes, OutputRole::scores};
    if (head == Head::detr || head == Head::yolozu_pose) roles = {OutputRole::scores, OutputRole::boxes};
    if (head == Head::rtdetr) roles = {OutputRole::labels, OutputRole::boxes, OutputRole::scores};
    if (head == Head::efficient_nms)
        roles = {OutputRole::count, OutputRole::boxes, OutputRole::scores, OutputRole::labels};
    if (head == Head::paddle) roles = {OutputRole::detections, OutputRole::count};
    if (head == Head::mmdeploy) roles = {OutputRole::detections, OutputRole::labels};
    if (head == Head::yolov3_zoo) roles = {OutputRole::boxes, OutputRole::scores, OutputRole::indices};
    model.outputs.clear();
    for (std::size_t index = 0; index < roles.size(); ++index)
        model.outputs.push_back({roles[index], index, "output" + std::to_string(index)});
    if (has_levels || head == Head::yolo_fastestv2) {
        model.strides = strides_of(head);
        for (std::size_t index = 0; index < 3 * model.strides.size(); ++index)
            model.anchors.push_back(
                {8.0F + 3.5F * static_cast<float>(index), 30.0F - 2.0F * static_cast<float>(index)});
    }
    return model;
}

void PrintTo(const HeadCase& item, std::ostream* stream) {
    *stream << item.name;
}

std::vector<RawOutput> random_outputs(const HeadCase& item, std::mt19937& random) {
    std::vector<RawOutput> outputs;
    for (const Spec& spec : specs_of(item)) outputs.push_back(random_output(spec, item, random));
    return outputs;
}

std::vector<TensorView> views_of(const std::vector<RawOutput>& outputs) {
    std::vector<TensorView> views;
    for (const RawOutput& output : outputs) views.push_back(output.view());
    return views;
}

std::vector<Detection> restate_candidates(const HeadCase& item, const std::vector<RawOutput>& outputs,
                                          std::int64_t slot) {
    const auto restate = [&]() -> void (*)(const HeadCase&, const Outputs&, std::int64_t, Found&) {
        switch (item.model.head) {
            case Head::yolov8:
            case Head::ppyoloe:
            case Head::rtdetr_rows:
                return rows_with_scores;
            case Head::nanodet:
            case Head::nanodet_plus:
            case Head::picodet_maps:
            case Head::damo_maps:
                return distance_cells;
            case Head::fastestdet:
                return fastestdet;
            case Head::yolo_fastestv2:
                return yolo_fastestv2;
            case Head::yolov7_maps:
            case Head::yolov3_maps:
                return anchor_maps;
            case Head::boxes_scores:
                return boxes_scores;
            case Head::detr:
            case Head::yolozu_pose:
                return queries;
            case Head::rtdetr:
            case Head::efficient_nms:
                return labelled_rows;
            case Head::mmdeploy:
                return mmdeploy;
            case Head::paddle:
                return paddle;
            case Head::yolov3_zoo:
                return yolov3_zoo;
            default:
                return selected_rows;
        }
    }();
    Found found;
    restate(item, outputs, slot, found);
    return found;
}

bool is_suppressed(Head head) {
    switch (head) {
        case Head::yolov8:
        case Head::ppyoloe:
        case Head::nanodet:
        case Head::nanodet_plus:
        case Head::fastestdet:
        case Head::yolo_fastestv2:
        case Head::boxes_scores:
        case Head::yolov7_maps:
        case Head::yolov3_maps:
        case Head::picodet_maps:
        case Head::damo_maps:
            return false;
        default:
            return true;
    }
}

}  // namespace yolozu::test
