// SPDX-License-Identifier: Apache-2.0
#include "model/preprocess_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/file.hpp"
#include "base/parse_number.hpp"

namespace yolozu {
namespace {

using Triple = std::array<float, 3>;

constexpr int largest_margin = 65'536;
// Those of torchvision's models, red first.
constexpr Triple imagenet_mean{0.485F, 0.456F, 0.406F};
constexpr Triple imagenet_deviation{0.229F, 0.224F, 0.225F};

template <class Value>
struct Word {
    std::string_view word;
    Value value;
};

constexpr Word<ResizeMode> resize_words[]{
    {"letterbox", ResizeMode::letterbox},     {"top-left", ResizeMode::top_left},
    {"stretch", ResizeMode::stretch},         {"top-left-rounded", ResizeMode::top_left_rounded},
    {"centre-crop", ResizeMode::centre_crop}, {"square-crop", ResizeMode::square_crop},
};
constexpr Word<ChannelOrder> order_words[]{{"rgb", ChannelOrder::rgb}, {"bgr", ChannelOrder::bgr}};
constexpr Word<float> divisor_words[]{{"0-1", 255.0F}, {"0-255", 1.0F}};
constexpr Word<Interpolation> interpolation_words[]{
    {"linear", Interpolation::opencv_linear},   {"cubic", Interpolation::opencv_cubic},
    {"warp", Interpolation::opencv_warp},       {"antialias", Interpolation::pillow_bilinear},
    {"bicubic", Interpolation::pillow_bicubic}, {"float-antialias", Interpolation::float_antialias},
};

template <class Value, std::size_t count>
bool take_word(const Word<Value> (&words)[count], std::string_view word, Value& value) {
    const auto* const found = std::ranges::find(words, word, &Word<Value>::word);
    if (found == std::end(words)) return false;
    value = found->value;
    return true;
}

template <class Value, std::size_t count>
std::optional<std::string_view> word_for(const Word<Value> (&words)[count], Value value) {
    const auto* const found = std::ranges::find(words, value, &Word<Value>::value);
    return found != std::end(words) ? std::optional(found->word) : std::nullopt;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const std::optional<Number> parsed = parse_number<Number>(text);
    if (parsed) number = *parsed;
    return parsed.has_value();
}

bool read_triple(std::string_view text, Triple& triple) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const std::size_t colon = text.find(':');
        if ((colon == std::string_view::npos) != (channel == 2)) return false;
        if (!read_number(text.substr(0, colon), triple[channel]) || !std::isfinite(triple[channel])) return false;
        if (channel < 2) text.remove_prefix(colon + 1);
    }
    return true;
}

Triple reversed(const Triple& triple) {
    return {triple[2], triple[1], triple[0]};
}

/// Takes one word after the other into a spec.
class WordReader {
public:
    bool take(std::string_view word) {
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos) return take_flag(word);
        return take_setting(word.substr(0, equals), word.substr(equals + 1));
    }

    PreprocessSpec finish() const {
        PreprocessSpec spec = spec_;
        const bool turn = spec.order == ChannelOrder::bgr;
        if (turn && mean_is_imagenets_) spec.mean = reversed(spec.mean);
        if (turn && deviation_is_imagenets_) spec.deviation = reversed(spec.deviation);
        return spec;
    }

private:
    bool take_flag(std::string_view word) {
        if (word == "imagenet") {
            spec_.mean = imagenet_mean;
            spec_.deviation = imagenet_deviation;
            return mean_is_imagenets_ = deviation_is_imagenets_ = true;
        }
        if (word == "channels-last") return spec_.channels_last = true;
        return take_word(resize_words, word, spec_.resize) || take_word(order_words, word, spec_.order) ||
               take_word(divisor_words, word, spec_.divisor) ||
               take_word(interpolation_words, word, spec_.interpolation);
    }

    bool take_setting(std::string_view name, std::string_view value) {
        if (name == "fill") return read_number(value, spec_.fill);
        if (name == "margin")
            return read_number(value, spec_.margin) && spec_.margin >= 0 && spec_.margin <= largest_margin;
        if (name == "divisor")
            return read_number(value, spec_.divisor) && std::isfinite(spec_.divisor) && spec_.divisor > 0.0F;
        if (name == "mean") {
            mean_is_imagenets_ = false;
            return read_triple(value, spec_.mean);
        }
        deviation_is_imagenets_ = false;
        return name == "std" && read_triple(value, spec_.deviation) && std::ranges::count(spec_.deviation, 0.0F) == 0;
    }

    PreprocessSpec spec_;
    bool mean_is_imagenets_ = false, deviation_is_imagenets_ = false;
};

std::string_view without_space(std::string_view word) {
    word = word.substr(0, word.find_last_not_of(" \t") + 1);
    word.remove_prefix(std::min(word.find_first_not_of(" \t"), word.size()));
    return word;
}

std::string triple_words(std::string_view name, const Triple& triple) {
    return fmt::format("{}={}:{}:{}", name, triple[0], triple[1], triple[2]);
}

std::string normalisation_words(const PreprocessSpec& spec) {
    const bool turn = spec.order == ChannelOrder::bgr;
    if (spec.mean == (turn ? reversed(imagenet_mean) : imagenet_mean) &&
        spec.deviation == (turn ? reversed(imagenet_deviation) : imagenet_deviation))
        return ",imagenet";
    const PreprocessSpec usual;
    std::string words;
    if (spec.mean != usual.mean) words += "," + triple_words("mean", spec.mean);
    if (spec.deviation != usual.deviation) words += "," + triple_words("std", spec.deviation);
    return words;
}

}  // namespace

Result<PreprocessSpec> parse_preprocess(std::string_view text) {
    WordReader reader;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = without_space(rest.substr(0, comma));
        if (!reader.take(word))
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("'{}' is not understood; the words are letterbox, top-left, top-left-rounded, stretch, "
                            "centre-crop, square-crop, rgb, bgr, 0-1, 0-255, divisor=X, linear, cubic, warp, "
                            "antialias, bicubic, float-antialias, fill=N (0 to 255), margin=N, mean=A:B:C, std=A:B:C, "
                            "imagenet, channels-last",
                            printable(word)));
        if (comma == std::string_view::npos) return reader.finish();
        rest.remove_prefix(comma + 1);
    }
}

std::string to_words(const PreprocessSpec& spec) {
    const PreprocessSpec usual;
    std::string words;
    const auto add = [&](std::string_view word) { (words += ',') += word; };
    if (spec.resize != usual.resize) add(*word_for(resize_words, spec.resize));
    if (spec.order != usual.order) add(*word_for(order_words, spec.order));
    if (spec.divisor != usual.divisor)
        add(word_for(divisor_words, spec.divisor).value_or(fmt::format("divisor={}", spec.divisor)));
    if (spec.interpolation != usual.interpolation) add(*word_for(interpolation_words, spec.interpolation));
    if (spec.fill != usual.fill) add(fmt::format("fill={}", spec.fill));
    if (spec.margin != usual.margin) add(fmt::format("margin={}", spec.margin));
    words += normalisation_words(spec);
    if (spec.channels_last) add("channels-last");
    return words.empty() ? "letterbox" : words.substr(1);
}

}  // namespace yolozu
