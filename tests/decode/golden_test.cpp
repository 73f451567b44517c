// SPDX-License-Identifier: Apache-2.0
//
// The decoder against NumPy, bit by bit; see make_goldens.py.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "decode/raw_output.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using Json = nlohmann::json;

// The generator of make_goldens.py.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : state_(seed) {}
    float uniform() {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<float>(state_ >> 40) * 0x1p-24F;
    }

private:
    std::uint64_t state_;
};

Head head_of(const Json& item) {
    const std::string name = item.at("head");
    if (name == "yolov8") return Head::yolov8;
    if (name == "yolov5") return Head::yolov5;
    return name == "yolox" ? Head::yolox : Head::end_to_end;
}

bool is_oriented(const Json& item) {
    return item.at("oriented").get<bool>();
}

float draw_element(const Json& item, std::size_t column, std::size_t columns, Generator& generator) {
    const float u = generator.uniform();
    if (is_oriented(item) && column == columns - 1) return u * 3.0F - 0.75F;
    if (is_oriented(item) && column == 3) return 4.0F + u * 20.0F;
    if (column >= 4) return column == 4 ? u * u : u * u * u;
    if (head_of(item) == Head::yolox) return u;
    if (column >= 2) return 40.0F + u * 20.0F;
    const float place = std::floor(u * 4.0F) * item.at("spread").get<float>();
    return place + generator.uniform() * 24.0F;
}

RawOutput draw(const Json& item) {
    const Head head = head_of(item);
    const auto anchors = item.at("anchors").get<std::size_t>();
    const int classes = item.at("classes");
    const Shape shape =
        output_shape(head, 1, classes + (is_oriented(item) ? 1 : 0), static_cast<std::int64_t>(anchors));
    const auto columns = static_cast<std::size_t>(shape.element_count()) / anchors;
    std::vector<float> values(anchors * columns);
    Generator generator(item.at("seed"));
    for (std::size_t row = 0; row < anchors; ++row) {
        const auto place = [&](std::size_t column) -> float& {
            return values[head == Head::yolov8 ? column * anchors + row : row * columns + column];
        };
        for (std::size_t column = 0; column < columns; ++column)
            place(column) = draw_element(item, column, columns, generator);
        if (head == Head::end_to_end) place(5) = std::floor(generator.uniform() * static_cast<float>(classes));
    }
    return {item.at("half").get<bool>() ? DataType::float16 : DataType::float32, shape, std::move(values)};
}

std::vector<Detection> expected_detections(const Json& item) {
    const auto real = [](const Json& bits) { return std::bit_cast<float>(bits.get<std::uint32_t>()); };
    std::vector<Detection> detections;
    for (const Json& row : item.at("detections"))
        detections.push_back(
            {real(row[0]), real(row[1]), real(row[2]), real(row[3]), real(row[4]), row[5], 0, real(row[6])});
    return detections;
}

TEST(DecodeGolden, EqualsNumPy) {
    const Json cases = Json::parse(read_text(source_dir() / "tests/decode/goldens.json"));
    ASSERT_EQ(cases.size(), 13);
    for (const Json& item : cases) {
        SCOPED_TRACE(item.at("head").get<std::string>() + ", seed " + item.at("seed").dump());
        ModelInfo model = model_with(head_of(item), item.at("classes"));
        if (is_oriented(item)) model.task = Task::obb;
        model.input_width = item.at("width");
        model.input_height = item.at("height");
        const DecodeOptions options{.score_threshold = item.at("score"),
                                    .iou_threshold = item.at("iou"),
                                    .max_detections = item.at("max_detections"),
                                    .class_agnostic = item.at("agnostic"),
                                    .keep_classes = {}};
        const std::vector<Detection> expected = expected_detections(item);
        ASSERT_FALSE(expected.empty());
        EXPECT_EQ(decode(model, options, draw(item)), expected);
    }
}

}  // namespace
}  // namespace yolozu::test
