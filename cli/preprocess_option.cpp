// SPDX-License-Identifier: Apache-2.0
#include "cli/preprocess_option.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"

namespace yolozu::cli {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const std::optional<Number> parsed = parse_number<Number>(text);
    if (parsed) number = *parsed;
    return parsed.has_value();
}

bool read_triple(std::string_view text, std::array<float, 3>& triple) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const std::size_t colon = text.find(':');
        if ((colon == std::string_view::npos) != (channel == 2)) return false;
        if (!read_number(text.substr(0, colon), triple[channel]) || !std::isfinite(triple[channel])) return false;
        if (channel < 2) text.remove_prefix(colon + 1);
    }
    return true;
}

bool apply_flag(std::string_view word, PreprocessSpec& spec) {
    if (word == "letterbox")
        spec.resize = ResizeMode::letterbox;
    else if (word == "top-left")
        spec.resize = ResizeMode::top_left;
    else if (word == "stretch")
        spec.resize = ResizeMode::stretch;
    else if (word == "rgb")
        spec.order = ChannelOrder::rgb;
    else if (word == "bgr")
        spec.order = ChannelOrder::bgr;
    else if (word == "0-1")
        spec.divisor = 255.0F;
    else if (word == "0-255")
        spec.divisor = 1.0F;
    else if (word == "linear")
        spec.interpolation = Interpolation::opencv_linear;
    else if (word == "antialias")
        spec.interpolation = Interpolation::pillow_bilinear;
    else
        return false;
    return true;
}

bool apply_setting(std::string_view name, std::string_view value, PreprocessSpec& spec) {
    if (name == "fill") return read_number(value, spec.fill);
    if (name == "mean") return read_triple(value, spec.mean);
    if (name != "std" || !read_triple(value, spec.deviation)) return false;
    for (const float deviation : spec.deviation)
        if (deviation == 0.0F) return false;
    return true;
}

bool apply(std::string_view word, PreprocessSpec& spec) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return apply_flag(word, spec);
    return apply_setting(word.substr(0, equals), word.substr(equals + 1), spec);
}

}  // namespace

Result<PreprocessSpec> parse_preprocess(std::string_view text) {
    PreprocessSpec spec;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = rest.substr(0, comma);
        if (!apply(word, spec))
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("--preprocess: '{}' is not understood; the words are letterbox, top-left, stretch, "
                            "rgb, bgr, 0-1, 0-255, linear, antialias, fill=N (0 to 255), mean=A:B:C, std=A:B:C",
                            printable(word)));
        if (comma == std::string_view::npos) return spec;
        rest.remove_prefix(comma + 1);
    }
}

}  // namespace yolozu::cli
