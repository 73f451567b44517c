// SPDX-License-Identifier: Apache-2.0
#include "decode/output_layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "base/try.hpp"

namespace yolozu::decode {
namespace {

// Positions are kept in 32 bits.
constexpr std::int64_t max_extent = std::numeric_limits<std::int32_t>::max();

// Far beyond what memory holds, so that sums and products of a few sizes stay within 64 bits.
constexpr std::size_t max_elements = std::size_t{1} << 48;

const OutputBinding* find_binding(const ModelInfo& model, OutputRole role, std::size_t nth) {
    for (const OutputBinding& binding : model.outputs)
        if (binding.role == role && nth-- == 0) return &binding;
    return nullptr;
}

std::string describe(std::string_view name, const TensorView& output) {
    return fmt::format("output '{}' ({} {})", name, to_string(output.type), output.shape.to_string());
}

bool has_type(Elements elements, DataType type) {
    if (type == DataType::float32 || type == DataType::float16) return true;
    return elements == Elements::ids && (type == DataType::int32 || type == DataType::int64);
}

std::string expected_shape(const ExpectedOutput& expected) {
    std::vector<std::string> extents;
    if (expected.has_batch) extents.emplace_back("batch");
    for (const Extent& extent : expected.extents) extents.push_back(extent.text);
    return fmt::format("[{}]", fmt::join(extents, ", "));
}

// The extents that are expected, without the batch and without axes of extent 1 that are allowed to be there. Nothing
// when there are more or fewer.
std::optional<std::span<const std::int64_t>> inner_extents(const ExpectedOutput& expected, const Shape& shape) {
    std::span<const std::int64_t> extents = shape.extents();
    if (expected.has_batch) {
        if (extents.empty()) return std::nullopt;
        extents = extents.subspan(1);
    }
    while (extents.size() > expected.extents.size()) {
        if ((expected.has_batch ? extents.back() : extents.front()) != 1) return std::nullopt;
        extents = expected.has_batch ? extents.first(extents.size() - 1) : extents.subspan(1);
    }
    if (extents.size() < expected.extents.size()) return std::nullopt;
    return extents;
}

}  // namespace

OutputReader::OutputReader(const ModelInfo& model)
    : head_(model.head), input_width_(model.input_width), input_height_(model.input_height) {}

Result<OutputReader> OutputReader::create(const ModelInfo& model, std::vector<ExpectedOutput> expected) {
    OutputReader reader(model);
    for (ExpectedOutput& output : expected) {
        const auto nth = static_cast<std::size_t>(
            std::ranges::count(reader.bound_, output.role, [](const Bound& bound) { return bound.expected.role; }));
        const OutputBinding* const binding = find_binding(model, output.role, nth);
        if (binding == nullptr)
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("the {} head needs {} output(s) for {}, but the decision binds {}", to_string(model.head),
                            std::ranges::count(expected, output.role, &ExpectedOutput::role), to_string(output.role),
                            nth));
        reader.bound_.push_back({std::move(output), binding->index, binding->name});
    }
    reader.slots_.resize(reader.bound_.size());
    return reader;
}

std::string OutputReader::describe_first(std::span<const TensorView> outputs) const {
    return describe(bound_.front().name, outputs[bound_.front().index]);
}

Error OutputReader::unexpected_shape(const Bound& bound, const TensorView& output) const {
    return Error(
        ErrorCode::malformed,
        fmt::format("{}: the {} head at input {}x{} needs {}: check the head, the class names and the input size",
                    describe(bound.name, output), to_string(head_), input_width_, input_height_,
                    expected_shape(bound.expected)));
}

Result<Slot> OutputReader::read_one(const Bound& bound, const TensorView& output, std::int64_t batch_index) const {
    if (!has_type(bound.expected.elements, output.type))
        return Error(ErrorCode::unsupported,
                     fmt::format("{}: expected {}", describe(bound.name, output),
                                 bound.expected.elements == Elements::real ? "float32 or float16"
                                                                           : "int32, int64, float32 or float16"));
    const std::optional<std::span<const std::int64_t>> extents = inner_extents(bound.expected, output.shape);
    if (!extents) return unexpected_shape(bound, output);
    Slot slot{output.type, output.data, output.data, {1, 1, 1, 1}, bound.expected.elements};
    for (std::size_t axis = 0; axis < extents->size(); ++axis) {
        const Extent& expected = bound.expected.extents[axis];
        const std::int64_t found = (*extents)[axis];
        if (expected.value && (found < *expected.value || found > *expected.value + expected.spare))
            return unexpected_shape(bound, output);
        if (found > max_extent)
            return Error(ErrorCode::limit_exceeded,
                         fmt::format("{}: at most {} {} are supported", describe(bound.name, output), max_extent,
                                     expected.text));
        slot.extents[axis] = static_cast<std::size_t>(found);
    }
    std::size_t elements = 1;
    for (const std::size_t extent : slot.extents)
        if (extent != 0 && (elements *= extent) > max_elements)
            return Error(ErrorCode::limit_exceeded, describe(bound.name, output) + ": too many elements");
    if (!bound.expected.has_batch) return slot;
    if (output.shape[0] == 0) return Error(ErrorCode::malformed, describe(bound.name, output) + ": the batch is empty");
    if (batch_index < 0 || batch_index >= output.shape[0])
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{}: there is no batch slot {}, expected 0 to {}", describe(bound.name, output),
                                 batch_index, output.shape[0] - 1));
    slot.data = static_cast<const std::byte*>(slot.data) +
                static_cast<std::size_t>(batch_index) * slot.size() * element_size(slot.type);
    return slot;
}

// Extents without a value against the first of the same name.
Status OutputReader::check_agreement(std::span<const TensorView> outputs) const {
    for (std::size_t place = 1; place < bound_.size(); ++place)
        for (std::size_t axis = 0; axis < bound_[place].expected.extents.size(); ++axis)
            for (std::size_t earlier = 0; earlier < place; ++earlier)
                for (std::size_t other = 0; other < bound_[earlier].expected.extents.size(); ++other) {
                    const Extent& extent = bound_[place].expected.extents[axis];
                    if (extent.value || extent.text != bound_[earlier].expected.extents[other].text) continue;
                    const std::size_t found = slots_[place].extents[axis], wanted = slots_[earlier].extents[other];
                    if (found == wanted) continue;
                    return Error(
                        ErrorCode::malformed,
                        fmt::format("{} has {} {}, but {} has {}",
                                    describe(bound_[place].name, outputs[bound_[place].index]), found, extent.text,
                                    describe(bound_[earlier].name, outputs[bound_[earlier].index]), wanted));
                }
    return {};
}

Result<Slots> OutputReader::read(std::span<const TensorView> outputs, std::int64_t batch_index) {
    for (std::size_t place = 0; place < bound_.size(); ++place) {
        const Bound& bound = bound_[place];
        if (bound.index >= outputs.size())
            return Error(ErrorCode::not_found,
                         fmt::format("output '{}' is at index {} of the model's outputs, but this run gave {}",
                                     bound.name, bound.index, outputs.size()));
        YOLOZU_ASSIGN(slots_[place], read_one(bound, outputs[bound.index], batch_index));
    }
    if (batch_index < 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("there is no batch slot {}, expected 0 or more", batch_index));
    YOLOZU_TRY(check_agreement(outputs));
    return Slots{slots_, static_cast<std::size_t>(batch_index)};
}

}  // namespace yolozu::decode
