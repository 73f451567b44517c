// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "base/try.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/taps.hpp"

namespace yolozu::engine {

namespace {

/// What a pool finds under one window: the value, and under which tap a maximum lies.
template <class Value>
struct Pooled {
    Value value{};
    const Tap* tap = nullptr;
};

/// The first of the largest; the lowest number there is where a window lies on padding alone.
template <class Value, class Load>
Pooled<Value> maximum(const std::vector<Tap>& taps, Load&& load) {
    using Limits = std::numeric_limits<Value>;
    Pooled<Value> best{Limits::has_infinity ? -Limits::infinity() : Limits::lowest(), nullptr};
    for (const Tap& tap : taps) {
        const Value value = load(tap.input);
        if (best.tap == nullptr || value > best.value) best = {value, &tap};
    }
    return best;
}

template <class Load>
double average(const std::vector<Tap>& taps, double divisor, Load&& load) {
    double sum = 0;
    for (const Tap& tap : taps) sum += static_cast<double>(load(tap.input));
    return divisor == 0 ? 0 : sum / divisor;
}

/// A place of the input counted with the first spatial axis running fastest.
std::size_t column_major_place(std::size_t place, const std::vector<std::int64_t>& extents) {
    std::size_t reversed = 0, step = 1;
    for (const std::int64_t extent : extents) step *= static_cast<std::size_t>(extent);
    for (std::size_t axis = extents.size(); axis-- > 0;) {
        const auto extent = static_cast<std::size_t>(extents[axis]);
        step /= extent;
        reversed += place % extent * step;
        place /= extent;
    }
    return reversed;
}

template <class Tag>
class Pooling {
public:
    Pooling(const Pool& op, const ImageExtents& extents, const ResolvedWindow& window)
        : op_(op),
          extents_(extents),
          window_(window),
          x_(extents, op.channels_last),
          y_({extents.batch, extents.channels, window.output}, op.channels_last) {}

    void run(const TensorView& x, std::span<MutableTensorView> outputs) const {
        if (y_.batch() == 0 || y_.channels() == 0) return;
        std::vector<Tap> taps;
        for (std::size_t place = 0; place < y_.places(); ++place) {
            window_taps(window_, place, taps);
            const double divisor =
                op_.count_include_pad ? padded_taps(window_, place) : static_cast<double>(taps.size());
            for (std::size_t image = 0; image < y_.batch(); ++image)
                for (std::size_t channel = 0; channel < y_.channels(); ++channel)
                    pool_one(x, outputs, taps, divisor, image, channel, place);
        }
    }

private:
    void pool_one(const TensorView& x, std::span<MutableTensorView> outputs, const std::vector<Tap>& taps,
                  double divisor, std::size_t image, std::size_t channel, std::size_t place) const {
        const auto load = [&](std::size_t input) {
            return Tag::load(static_cast<const typename Tag::Stored*>(x.data)[x_.at(image, channel, input)]);
        };
        const std::size_t at = y_.at(image, channel, place);
        auto& result = static_cast<typename Tag::Stored*>(outputs[0].data)[at];
        if (op_.kind == PoolKind::average) {
            result = Tag::store(static_cast<typename Tag::Value>(average(taps, divisor, load)));
            return;
        }
        const auto best = maximum<typename Tag::Value>(taps, load);
        result = Tag::store(best.value);
        if (outputs.size() > 1 && outputs[1].data != nullptr)
            static_cast<std::int64_t*>(outputs[1].data)[at] = index_of(best.tap, image, channel);
    }

    /// Indices count as if x were N x C x spatial, whatever its layout; -1 where there is none.
    std::int64_t index_of(const Tap* tap, std::size_t image, std::size_t channel) const {
        if (tap == nullptr) return -1;
        const std::size_t place = op_.column_major ? column_major_place(tap->input, extents_.spatial) : tap->input;
        return static_cast<std::int64_t>((image * x_.channels() + channel) * x_.places() + place);
    }

    const Pool& op_;
    const ImageExtents& extents_;
    const ResolvedWindow& window_;
    ImageLayout x_, y_;
};

}  // namespace

Status evaluate(const Pool& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const ImageExtents extents, image_extents(x.shape, op.channels_last));
    YOLOZU_ASSIGN(const ResolvedWindow window, resolve_pool(op, extents));
    return dispatch_numeric(x.type, [&](auto tag) -> Status {
        Pooling<decltype(tag)>(op, extents, window).run(x, outputs);
        return {};
    });
}

}  // namespace yolozu::engine
