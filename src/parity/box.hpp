// SPDX-License-Identifier: Apache-2.0
//
// A box of a predictions file, whatever form it is written in.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace yolozu {

/// How the numbers of a box are meant, by YOLOZU's names: "_norm" are fractions of the picture, "_abs" its pixels.
enum class BoxFormat {
    automatic,    ///< "auto": what bbox.format says, or else what the keys tell; cx, cy, w, h are fractions then
    cxcywh_norm,  ///< cx, cy, w, h: the form of the contract
    cxcywh_abs,
    xywh_abs,  ///< x and y are the upper left corner
    xyxy_abs,  ///< x1, y1, x2, y2
};
std::string_view to_string(BoxFormat format);
std::optional<BoxFormat> box_format_from_string(std::string_view name);

struct PictureSize {
    int width = 0, height = 0;

    bool operator==(const PictureSize&) const = default;
};

/// The same box twice, as the two measures want it.
struct ParityBox {
    std::array<double, 4> corners{};     ///< x1, y1, x2, y2 in pixels, for the IoU
    std::array<double, 4> normalized{};  ///< cx, cy, w, h as fractions, for the differences
};

/// Nothing when a number is missing or none, the format is unknown, or pixels are beyond what a double holds.
std::optional<ParityBox> read_box(const nlohmann::json& box, BoxFormat format, PictureSize picture);

/// Intersection over union of two boxes given by corners; 0 where their union has no area.
double intersection_over_union(const std::array<double, 4>& first, const std::array<double, 4>& second);

}  // namespace yolozu
