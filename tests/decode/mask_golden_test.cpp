// SPDX-License-Identifier: Apache-2.0
//
// Masks and maps against torch; see make_mask_goldens.py. Where a logit is within rounding of 0 either side may be
// right.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "decode/task_outputs.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using Json = nlohmann::json;

const Json& goldens() {
    static const Json cases = Json::parse(read_text(source_dir() / "tests/decode/mask_goldens.json"));
    return cases;
}

Placement placement_of(const Json& item) {
    const std::string mode = item.at("mode");
    return placed(item.at("picture")[0], item.at("picture")[1], item.at("input")[0], item.at("input")[1],
                  mode == "stretch"    ? ResizeMode::stretch
                  : mode == "top_left" ? ResizeMode::top_left
                                       : ResizeMode::letterbox);
}

std::vector<std::uint8_t> pixels_of(const Mask& mask) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height()));
    mask.paint(pixels, 1);
    return pixels;
}

Mask mask_of(const Json& runs, const Placement& placement) {
    std::vector<Mask::Run> list;
    for (std::size_t index = 0; index < runs.size(); index += 3)
        list.push_back({runs[index], runs[index + 1], runs[index + 2]});
    return Mask::from_runs(placement.source_width, placement.source_height, std::move(list));
}

void expect_mask(const std::optional<Mask>& actual, const Json& expected, const Placement& placement) {
    ASSERT_TRUE(actual.has_value());
    ASSERT_EQ(actual->width(), placement.source_width);
    ASSERT_EQ(actual->height(), placement.source_height);
    std::vector<std::uint8_t> pixels = pixels_of(*actual), wanted = pixels_of(mask_of(expected.at("runs"), placement));
    const Json& near = expected.at("near");
    for (std::size_t index = 0; index < near.size(); index += 2) {
        const std::size_t pixel = near[index].get<std::size_t>() * static_cast<std::size_t>(placement.source_width) +
                                  near[index + 1].get<std::size_t>();
        pixels[pixel] = wanted[pixel] = 0;
    }
    EXPECT_EQ(pixels, wanted);
}

RawOutput prototypes_of(const Json& item, Generator& generator) {
    const Shape shape{1, item.at("prototypes"), item.at("map")[1], item.at("map")[0]};
    return {item.at("half").get<bool>() ? DataType::float16 : DataType::float32, shape,
            generator.signed_numbers(static_cast<std::size_t>(shape.element_count()))};
}

// Rows of an end-to-end head: six numbers that nobody reads here, then the coefficients.
RawOutput rows_of(const Json& item, Generator& generator) {
    const auto objects = item.at("objects").size(), count = item.at("prototypes").get<std::size_t>();
    std::vector<float> values(objects * (6 + count));
    for (std::size_t object = 0; object < objects; ++object)
        for (std::size_t index = 0; index < count; ++index)
            values[object * (6 + count) + 6 + index] = generator.signed_number();
    return {DataType::float32, {1, static_cast<std::int64_t>(objects), static_cast<std::int64_t>(6 + count)}, values};
}

std::vector<Box> boxes_of(const Json& item, Generator& generator) {
    const double width = item.at("picture")[0], height = item.at("picture")[1];
    std::vector<Box> boxes;
    for (std::size_t object = 0; object < item.at("objects").size(); ++object) {
        std::array<double, 4> sides;
        for (std::size_t index = 0; index < 4; ++index)
            sides[index] = double{generator.uniform()} * (index < 2 ? width : height);
        std::sort(sides.begin(), sides.begin() + 2);
        std::sort(sides.begin() + 2, sides.end());
        boxes.push_back(object == 0 ? Box{0, 0, width, height} : Box{sides[0], sides[2], sides[1], sides[3]});
    }
    return boxes;
}

void check_masks(const Json& item, const decode::MapKernels& kernels) {
    const Placement placement = placement_of(item);
    Generator generator(item.at("seed"));
    const RawOutput prototypes = prototypes_of(item, generator);
    const RawOutput rows = rows_of(item, generator);
    ModelInfo model = model_for(Task::segment, Head::end_to_end, {OutputRole::prototypes, OutputRole::detections});
    model.mask_coefficients = item.at("prototypes");
    Prediction prediction;
    std::vector<Detection> detections;
    for (const Box& box : boxes_of(item, generator)) {
        detections.push_back(detection_in_row(static_cast<std::uint32_t>(detections.size())));
        prediction.objects.push_back({.box = box});
    }
    const std::vector<TensorView> outputs{prototypes.view(), rows.view()};
    const Status status =
        made(make_prototype_masks(model, kernels))->decode({outputs, 0, placement, detections}, prediction);
    ASSERT_TRUE(status.ok()) << status.error().to_string();
    for (std::size_t object = 0; object < detections.size(); ++object) {
        SCOPED_TRACE("object " + std::to_string(object));
        expect_mask(prediction.objects[object].mask, item.at("objects")[object], placement);
    }
}

void check_query_masks(const Json& item, const decode::MapKernels& kernels) {
    const Placement placement = placement_of(item);
    Generator generator(item.at("seed"));
    const RawOutput maps = prototypes_of(item, generator);
    const auto part = made(make_query_masks(model_for(Task::segment, Head::detr, {OutputRole::masks}), kernels));
    std::vector<Detection> detections;  // boxes of no size: masks are not cut off at them
    for (std::size_t query = item.at("queries").size(); query-- > 0;)
        detections.push_back(detection_in_row(static_cast<std::uint32_t>(query)));
    const Prediction prediction = decode_with(*part, {&maps, 1}, placement, detections);
    for (std::size_t object = 0; object < detections.size(); ++object)
        expect_mask(prediction.objects[object].mask, item.at("queries")[detections[object].row], placement);
}

void check_maps(const Json& item, const decode::MapKernels& kernels) {
    const Placement placement = placement_of(item);
    Generator generator(item.at("seed"));
    const Shape shape{1, item.at("planes"), item.at("map")[1], item.at("map")[0]};
    const std::vector<float> values = generator.signed_numbers(static_cast<std::size_t>(shape.element_count()));
    const RawOutput scores(DataType::float32, shape, values);
    const auto semantic = made(
        make_semantic_classes(model_for(Task::semantic, Head::semantic_logits, {OutputRole::detections}), kernels));
    const Prediction prediction = decode_with(*semantic, {&scores, 1}, placement);
    ASSERT_TRUE(prediction.class_map.has_value());
    EXPECT_EQ(prediction.class_map->width, placement.source_width);
    EXPECT_EQ(prediction.class_map->height, placement.source_height);
    const std::string classes = item.at("classes");
    ASSERT_EQ(prediction.class_map->ids.size(), classes.size());
    const Json& near = item.at("near");
    std::set<std::size_t> uncertain;
    for (std::size_t index = 0; index < near.size(); index += 2)
        uncertain.insert(near[index].get<std::size_t>() * static_cast<std::size_t>(placement.source_width) +
                         near[index + 1].get<std::size_t>());
    EXPECT_LT(uncertain.size(), classes.size() / 100);
    for (std::size_t pixel = 0; pixel < classes.size(); ++pixel)
        if (!uncertain.contains(pixel)) {
            ASSERT_EQ(prediction.class_map->ids[pixel], classes[pixel] - 'a') << "pixel " << pixel;
        }

    const RawOutput depths(DataType::float32, {1, 1, shape[2], shape[3]},
                           {values.begin(), values.begin() + shape[2] * shape[3]});
    const auto depth = made(make_depth_map(model_for(Task::depth, Head::depth_map, {OutputRole::detections}), kernels));
    const Prediction of_depth = decode_with(*depth, {&depths, 1}, placement);
    ASSERT_TRUE(of_depth.depth.has_value());
    ASSERT_EQ(of_depth.depth->metres.size(), classes.size());
    for (std::size_t pixel = 0; pixel < classes.size(); pixel += 7)
        ASSERT_NEAR(of_depth.depth->metres[pixel], item.at("depth")[pixel / 7].get<double>() / 1e5, 1e-5);
}

class MaskGolden : public testing::TestWithParam<Isa> {};

TEST_P(MaskGolden, EqualsTorch) {
    if (std::ranges::find(supported_isas(), GetParam()) == supported_isas().end())
        GTEST_SKIP() << "this machine does not run " << to_string(GetParam());
    ASSERT_EQ(goldens().size(), 14);
    for (const Json& item : goldens()) {
        SCOPED_TRACE("seed " + item.at("seed").dump());
        const decode::MapKernels& kernels = decode::map_kernels_for(GetParam());
        if (item.at("kind") == "maps") {
            check_maps(item, kernels);
        } else {
            check_masks(item, kernels);
            check_query_masks(item, kernels);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, MaskGolden, testing::Values(Isa::ref, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon),
                         [](const auto& parameters) { return std::string(to_string(parameters.param)); });

}  // namespace
}  // namespace yolozu::test
