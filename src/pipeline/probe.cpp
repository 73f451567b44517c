// SPDX-License-Identifier: Apache-2.0
#include "pipeline/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/metadata.hpp"
#include "pipeline/set_number.hpp"

namespace yolozu {
namespace {

constexpr std::size_t ranges_kept = 256;
constexpr int default_side = 640;
constexpr std::int64_t max_extent = 65'536;

using Range = ProbedOutput::Range;

/// Nothing yet: what is joined to it replaces it.
constexpr Range nothing{std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()};

void extend(Range& range, float value) {
    if (!std::isfinite(value)) return;
    range.least = std::min(range.least, value);
    range.greatest = std::max(range.greatest, value);
}

void close(Range& range) {
    if (range.least > range.greatest) range = {};
}

template <class Element, class ToFloat>
void summarise(std::span<const Element> elements, ToFloat to_float, std::size_t row_count, std::size_t row_length,
               std::size_t columns, ProbedOutput& summary) {
    for (std::size_t index = 0; index < elements.size(); ++index) {
        const float value = to_float(elements[index]);
        extend(summary.all, value);
        if (const std::size_t column = index % columns; column < summary.by_column.size())
            extend(summary.by_column[column], value);
        if (const std::size_t row = index / row_length % row_count; row < summary.by_row.size())
            extend(summary.by_row[row], value);
    }
}

/// An output's elements as numbers, handed to `summarise`.
void summarise_elements(const TensorView& output, std::size_t row_count, std::size_t row_length, std::size_t columns,
                        ProbedOutput& summary) {
    const auto run = [&](auto elements, auto to_float) {
        summarise(elements, to_float, row_count, row_length, columns, summary);
    };
    const auto cast = [](auto value) { return static_cast<float>(value); };
    switch (output.type) {
        case DataType::float32:
            return run(output.as<float>(), cast);
        case DataType::float16:
            return run(output.as<std::uint16_t>(), float_from_half);
        case DataType::float64:
            return run(output.as<double>(), cast);
        case DataType::int64:
            return run(output.as<std::int64_t>(), cast);
        case DataType::int32:
            return run(output.as<std::int32_t>(), cast);
        case DataType::uint8:
        case DataType::boolean:
            return run(output.as<std::uint8_t>(), cast);
        default:
            return;
    }
}

bool is_picture(const TensorSignature& input) {
    if (!input.shape || input.shape->size() != 4) return false;
    return (*input.shape)[1].value == 3 || (*input.shape)[3].value == 3;
}

/// What the file fixes; a batch of one and these sides for the rest.
Result<Shape> picture_shape(const TensorSignature& input, int width, int height) {
    const std::vector<Dimension>& declared = *input.shape;
    const bool channels_first = declared[1].value == 3;
    const std::array<std::int64_t, 4> open = channels_first ? std::array<std::int64_t, 4>{1, 3, height, width}
                                                            : std::array<std::int64_t, 4>{1, height, width, 3};
    std::array<std::int64_t, 4> extents{};
    for (std::size_t axis = 0; axis < extents.size(); ++axis) {
        extents[axis] = declared[axis].value.value_or(open[axis]);
        if (extents[axis] < 1 || extents[axis] > max_extent)
            return Error(ErrorCode::limit_exceeded, fmt::format("input '{}' is {}: its size is over the limit",
                                                                printable(input.name), input.to_string()));
    }
    return Shape::from(extents);
}

/// The test picture's value, 0 to 1.
float shade(std::int64_t channel, double x, double y) {
    constexpr double turn = 2 * std::numbers::pi;
    return static_cast<float>(0.5 + 0.2 * std::cos(turn * (2 * x + 0.1 * static_cast<double>(channel))) +
                              0.2 * std::cos(turn * 3 * y));
}

void paint(const MutableTensorView& tensor, bool channels_first) {
    const Shape& shape = tensor.shape;
    const double scale = tensor.type == DataType::uint8 ? 255.0 : 1.0;
    const std::int64_t height = shape[channels_first ? 2 : 1], width = shape[channels_first ? 3 : 2];
    const auto position = [&](std::int64_t slot, std::int64_t channel, std::int64_t y, std::int64_t x) {
        return channels_first ? ((slot * 3 + channel) * height + y) * width + x
                              : ((slot * height + y) * width + x) * 3 + channel;
    };
    for (std::int64_t slot = 0; slot < shape[0]; ++slot)
        for (std::int64_t channel = 0; channel < 3; ++channel)
            for (std::int64_t y = 0; y < height; ++y)
                for (std::int64_t x = 0; x < width; ++x)
                    set_number(tensor, static_cast<std::size_t>(position(slot, channel, y, x)),
                               scale * shade(channel, static_cast<double>(x) / static_cast<double>(width),
                                             static_cast<double>(y) / static_cast<double>(height)));
}

/// The model's input tensors for the test picture.
class TestInputs {
public:
    static Result<TestInputs> create(const ModelSignature& signature, const ModelOverrides& overrides) {
        const auto picture = std::ranges::find_if(signature.inputs, is_picture);
        if (picture == signature.inputs.end())
            return Error(ErrorCode::unsupported, "the model has no input [batch, 3, height, width] for a picture");
        const std::pair<int, int> imgsz =
            read_metadata(signature).imgsz.value_or(std::pair(default_side, default_side));  // height, width
        const auto [width, height] = overrides.input_size.value_or(std::pair(imgsz.second, imgsz.first));
        TestInputs inputs;
        YOLOZU_ASSIGN(inputs.picture_shape_, picture_shape(*picture, width, height));
        inputs.channels_first_ = (*picture->shape)[1].value == 3;
        for (const TensorSignature& input : signature.inputs) YOLOZU_TRY(inputs.add(input, &input == &*picture));
        return inputs;
    }

    std::vector<TensorView> views() const {
        std::vector<TensorView> views;
        for (const Tensor& tensor : tensors_) views.push_back(tensor.view());
        return views;
    }

private:
    Status add(const TensorSignature& input, bool is_the_picture) {
        const Shape shape = is_the_picture ? picture_shape_ : row_shape(input);
        YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(input.type, shape));
        if (is_the_picture)
            paint(tensor.mutable_view(), channels_first_);
        else
            describe_picture(input, tensor.mutable_view());
        tensors_.push_back(std::move(tensor));
        return {};
    }

    /// [batch, 2] or [2], the two kinds there are.
    Shape row_shape(const TensorSignature& input) const {
        return input.shape && input.shape->size() == 1 ? Shape{2} : Shape{picture_shape_[0], 2};
    }

    void describe_picture(const TensorSignature& input, const MutableTensorView& tensor) const {
        const auto height = static_cast<double>(picture_shape_[channels_first_ ? 2 : 1]);
        const auto width = static_cast<double>(picture_shape_[channels_first_ ? 3 : 2]);
        const bool width_first = input.name == "orig_target_sizes";
        for (std::int64_t index = 0; index < tensor.shape.element_count(); ++index) {
            const double size = (index % 2 == 0) == width_first ? width : height;
            set_number(tensor, static_cast<std::size_t>(index), input.name == "scale_factor" ? 1.0 : size);
        }
    }

    Shape picture_shape_;
    bool channels_first_ = true;
    std::vector<Tensor> tensors_;
};

}  // namespace

ProbedOutput summarise_output(const TensorView& output) {
    ProbedOutput summary;
    summary.shape = output.shape;
    const std::size_t rank = output.shape.rank();
    const auto count = static_cast<std::size_t>(output.shape.element_count());
    if (count == 0) return summary;
    const std::size_t columns = rank > 0 ? static_cast<std::size_t>(output.shape[rank - 1]) : 1;
    const std::size_t rows = rank > 1 ? static_cast<std::size_t>(output.shape[1]) : 1;
    const std::size_t row_length = rank > 1 ? count / static_cast<std::size_t>(output.shape[0]) / rows : count;
    summary.all = nothing;
    if (rank > 0) summary.by_column.assign(std::min(columns, ranges_kept), nothing);
    if (rank > 1) summary.by_row.assign(std::min(rows, ranges_kept), nothing);
    summarise_elements(output, rows, row_length, columns, summary);
    close(summary.all);
    std::ranges::for_each(summary.by_row, close);
    std::ranges::for_each(summary.by_column, close);
    return summary;
}

Result<std::vector<ProbedOutput>> probe_model(const std::filesystem::path& path, const ModelSignature& signature,
                                              const ModelOverrides& overrides, const ProbeOptions& options) {
    YOLOZU_ASSIGN(const TestInputs inputs, TestInputs::create(signature, overrides));
    YOLOZU_ASSIGN(const Backend* const backend, find_backend(options.backend, options.runtime));
    YOLOZU_ASSIGN(const std::shared_ptr<const LoadedModel> model, backend->load(path, options.runtime));
    YOLOZU_ASSIGN(const std::unique_ptr<Session> session, model->create_session());
    const std::vector<TensorView> views = inputs.views();
    YOLOZU_ASSIGN(const std::span<const TensorView> outputs, session->run(views));
    std::vector<ProbedOutput> summaries;
    for (const TensorView& output : outputs) summaries.push_back(summarise_output(output));
    return summaries;
}

}  // namespace yolozu
