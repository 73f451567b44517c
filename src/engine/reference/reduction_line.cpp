// SPDX-License-Identifier: Apache-2.0
//
// Operators that work on each line along an axis: the place of an extreme, softmax, running sums.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/try.hpp"
#include "engine/reference/along_axis.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// One line of a tensor: `length` elements `step` apart.
template <class Tag, class Stored>
struct Line {
    Stored* first;
    std::size_t length, step;

    typename Tag::Value operator[](std::size_t index) const { return Tag::load(first[index * step]); }
    void store(std::size_t index, typename Tag::Value value) const { first[index * step] = Tag::store(value); }
};
template <class Tag>
using ReadLine = Line<Tag, const typename Tag::Stored>;
template <class Tag>
using WriteLine = Line<Tag, typename Tag::Stored>;

template <class Tag>
std::size_t place_of_extreme(const ReadLine<Tag>& line, bool largest, bool select_last) {
    std::size_t best = 0;
    for (std::size_t index = 1; index < line.length; ++index) {
        const auto candidate = line[index], champion = line[best];
        const bool better = largest ? candidate > champion : candidate < champion;
        if (better || (select_last && candidate == champion)) best = index;
    }
    return best;
}

/// What softmax subtracts from every exponent, and the sum of the powers after that.
struct Denominator {
    double shift, sum;
};

template <class Tag>
Denominator denominator_of(const ReadLine<Tag>& line) {
    double shift = -std::numeric_limits<double>::infinity();
    for (std::size_t index = 0; index < line.length; ++index) shift = std::max(shift, line[index]);
    double sum = 0.0;
    for (std::size_t index = 0; index < line.length; ++index) sum += std::exp(line[index] - shift);
    return {shift, sum};
}

template <class Tag>
void softmax_line(SoftmaxKind kind, const ReadLine<Tag>& x, const WriteLine<Tag>& y) {
    if (kind == SoftmaxKind::hardmax) {
        const std::size_t best = place_of_extreme<Tag>(x, true, false);
        for (std::size_t index = 0; index < x.length; ++index) y.store(index, index == best ? 1.0 : 0.0);
        return;
    }
    const Denominator denominator = denominator_of<Tag>(x);
    for (std::size_t index = 0; index < x.length; ++index) {
        const double exponent = x[index] - denominator.shift;
        y.store(index, kind == SoftmaxKind::softmax ? std::exp(exponent) / denominator.sum
                                                    : exponent - std::log(denominator.sum));
    }
}

template <class Tag>
void running_sum(const CumSum& op, const ReadLine<Tag>& x, const WriteLine<Tag>& y) {
    typename Tag::Value sum{0};
    for (std::size_t count = 0; count < x.length; ++count) {
        const std::size_t index = op.reverse ? x.length - 1 - count : count;
        const auto before = sum;
        if constexpr (computes_in_double<Tag>)
            sum += x[index];
        else
            sum = wrapping_sum(sum, x[index]);
        y.store(index, op.exclusive ? before : sum);
    }
}

}  // namespace

Status evaluate(const ArgReduce& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.shape.rank()));
    const AxisView view = axis_view(x.shape, axis, axis + 1);
    const auto places = outputs[0].as<std::int64_t>();
    return dispatch_numeric(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto* const elements = x.as<typename Tag::Stored>().data();
        view.for_each_line([&](std::size_t first, std::size_t number) {
            const ReadLine<Tag> line{elements + first, view.length, view.inner};
            places[number] = static_cast<std::int64_t>(place_of_extreme<Tag>(line, op.largest, op.select_last));
        });
        return {};
    });
}

Status evaluate(const Softmax& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.shape.rank()));
    const AxisView view = axis_view(x.shape, axis, op.through_last ? x.shape.rank() : axis + 1);
    return dispatch_floating(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto* const from = x.as<typename Tag::Stored>().data();
        auto* const to = outputs[0].as<typename Tag::Stored>().data();
        view.for_each_line([&](std::size_t first, std::size_t) {
            softmax_line<Tag>(op.kind, {from + first, view.length, view.inner}, {to + first, view.length, view.inner});
        });
        return {};
    });
}

Status evaluate(const ExpectedValue&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    const AxisView view = axis_view(x.shape, x.shape.rank() - 1, x.shape.rank());
    return dispatch_floating(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto* const from = x.as<typename Tag::Stored>().data();
        const auto y = outputs[0].as<typename Tag::Stored>();
        view.for_each_line([&](std::size_t first, std::size_t number) {
            const ReadLine<Tag> line{from + first, view.length, 1};
            const Denominator denominator = denominator_of<Tag>(line);
            double sum = 0.0;
            for (std::size_t index = 0; index < view.length; ++index)
                sum += std::exp(line[index] - denominator.shift) * real_at(inputs[1], index);
            y[number] = Tag::store(sum / denominator.sum);
        });
        return {};
    });
}

Status evaluate(const CumSum& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const std::int64_t axis_number, integer_scalar_of(inputs[1], "the axis"));
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(axis_number, x.shape.rank()));
    const AxisView view = axis_view(x.shape, axis, axis + 1);
    return dispatch_numeric(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto* const from = x.as<typename Tag::Stored>().data();
        auto* const to = outputs[0].as<typename Tag::Stored>().data();
        view.for_each_line([&](std::size_t first, std::size_t) {
            running_sum<Tag>(op, {from + first, view.length, view.inner}, {to + first, view.length, view.inner});
        });
        return {};
    });
}

}  // namespace yolozu::engine
