// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>
#include <vector>

#include "base/try.hpp"
#include "decode/bound_output.hpp"
#include "decode/map_part.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

constexpr int largest_id = std::numeric_limits<std::uint16_t>::max();

// The element whose square holds the centre of a pixel of `length` over `extent` elements: floor((pixel + 0.5) * extent
// / length), in whole numbers.
std::vector<std::size_t> nearest_elements(int extent, int length) {
    std::vector<std::size_t> elements(static_cast<std::size_t>(length));
    for (std::size_t pixel = 0; pixel < elements.size(); ++pixel)
        elements[pixel] = (2 * pixel + 1) * static_cast<std::size_t>(extent) / (2 * static_cast<std::size_t>(length));
    return elements;
}

// Whole part of an id; -1 for what is none. NaN fails both comparisons.
int to_id(double value) {
    return value > -1 && value < largest_id + 1.0 ? static_cast<int>(value) : -1;
}
int to_id(float value) {
    return to_id(double{value});
}
int to_id(std::int64_t value) {
    return value >= 0 && value <= largest_id ? static_cast<int>(value) : -1;
}
int to_id(std::int32_t value) {
    return to_id(std::int64_t{value});
}
int to_id(std::uint8_t value) {
    return value;
}

class ClassMapPart final : public TaskPart {
public:
    explicit ClassMapPart(BoundOutput output) : output_(std::move(output)) {}

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_ASSIGN(const TensorView view, output_.view(picture.outputs, picture.slot));
        const Shape& shape = view.shape;
        const std::size_t rank = shape.rank();
        if ((rank != 3 && (rank != 4 || shape[1] != 1)) || !is_map(shape[rank - 2], shape[rank - 1]))
            return output_.wrong_shape(shape, "[batch, height, width] or [batch, 1, height, width]");
        switch (view.type) {
            case DataType::uint8:
            case DataType::boolean:
                return read<std::uint8_t>(view, picture, prediction);
            case DataType::int32:
                return read<std::int32_t>(view, picture, prediction);
            case DataType::int64:
                return read<std::int64_t>(view, picture, prediction);
            case DataType::float32:
                return read<float>(view, picture, prediction);
            case DataType::float16:
                return read<std::uint16_t>(view, picture, prediction);
            default:
                return output_.error(ErrorCode::unsupported, shape, view.type,
                                     "expected class ids as uint8, int32, int64, float32 or float16");
        }
    }

private:
    template <class Element>
    Status read(const TensorView& view, const PictureOutputs& picture, Prediction& prediction) const {
        const auto map_height = static_cast<std::size_t>(view.shape[view.shape.rank() - 2]);
        const auto map_width = static_cast<std::size_t>(view.shape[view.shape.rank() - 1]);
        YOLOZU_ASSIGN(const MapPart part,
                      part_of_map(picture.placement, static_cast<int>(map_width), static_cast<int>(map_height)));
        const Element* const first =
            static_cast<const Element*>(view.data) + static_cast<std::size_t>(picture.slot) * map_height * map_width +
            static_cast<std::size_t>(part.top) * map_width + static_cast<std::size_t>(part.left);
        const std::vector<std::size_t> columns = nearest_elements(part.width(), picture.placement.source_width);
        if (!prediction.class_map) prediction.class_map.emplace();
        ClassMap& map = *prediction.class_map;
        map.width = picture.placement.source_width;
        map.height = picture.placement.source_height;
        map.ids.clear();
        map.ids.reserve(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
        for (const std::size_t row : nearest_elements(part.height(), picture.placement.source_height))
            for (const std::size_t column : columns) {
                const Element element = first[row * map_width + column];
                const int id = id_of(element);
                if (id < 0) return not_an_id(view, number(element));
                map.ids.push_back(static_cast<std::uint16_t>(id));
            }
        return {};
    }

    // 16 bits without a sign are half precision here.
    template <class Element>
    static int id_of(Element element) {
        return to_id(element);
    }
    static int id_of(std::uint16_t half) { return to_id(float_from_half(half)); }
    template <class Element>
    static double number(Element element) {
        return static_cast<double>(element);
    }
    static double number(std::uint16_t half) { return float_from_half(half); }

    Error not_an_id(const TensorView& view, double value) const {
        return output_.error(ErrorCode::malformed, view.shape, view.type,
                             fmt::format("holds {}, which is no class id; expected 0 to {}", value, largest_id));
    }

    BoundOutput output_;
};

}  // namespace

MadeTaskPart make_class_map(const ModelInfo& model) {
    YOLOZU_ASSIGN(BoundOutput output, BoundOutput::only(model));
    return std::unique_ptr<TaskPart>(std::make_unique<ClassMapPart>(std::move(output)));
}

}  // namespace yolozu::decode
