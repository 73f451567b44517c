// SPDX-License-Identifier: Apache-2.0
#include "pipeline/tiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/try.hpp"
#include "decode/oriented_boxes.hpp"

namespace yolozu {
namespace {

constexpr std::size_t max_tiles = 65'536;
constexpr double max_overlap = 0.9;

/// Where the tiles of one axis begin.
std::vector<int> beginnings(int picture, int tile, double overlap) {
    const std::int64_t step = tile - static_cast<int>(overlap * tile);
    std::vector<int> begins;
    for (std::int64_t begin = 0;; begin += step) {
        const std::int64_t end = std::min<std::int64_t>(begin + tile, picture);
        begins.push_back(static_cast<int>(std::max<std::int64_t>(end - tile, 0)));
        if (begin + tile >= picture) return begins;
    }
}

Status check_rule(const TileRule& rule) {
    if (rule.width >= 1 && rule.height >= 1 && rule.overlap >= 0 && rule.overlap <= max_overlap) return {};
    return Error(ErrorCode::invalid_argument,
                 fmt::format("tiles of {}x{} pixels that overlap by {}: sides are at least 1, the overlap is 0 to {}",
                             rule.width, rule.height, rule.overlap, max_overlap));
}

}  // namespace

Result<std::vector<Tile>> cut_into_tiles(int picture_width, int picture_height, const TileRule& rule) {
    YOLOZU_TRY(check_rule(rule));
    const std::vector<int> columns = beginnings(picture_width, rule.width, rule.overlap);
    const std::vector<int> rows = beginnings(picture_height, rule.height, rule.overlap);
    if (columns.size() * rows.size() > max_tiles)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("a picture of {}x{} would be cut into {} tiles of {}x{}; {} at most: take larger ones",
                                 picture_width, picture_height, columns.size() * rows.size(), rule.width, rule.height,
                                 max_tiles));
    std::vector<Tile> tiles;
    for (const int y : rows)
        for (const int x : columns)
            tiles.push_back({x, y, std::min(rule.width, picture_width), std::min(rule.height, picture_height)});
    return tiles;
}

Status check_tiles(const ModelInfo& info, const TileRule& rule) {
    YOLOZU_TRY(check_rule(rule));
    const Task task = info.task;
    if (task == Task::detect || task == Task::segment || task == Task::pose || task == Task::obb) return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("--tile: what tiles say can be merged for detect, segment, pose and obb; this model's task "
                    "is {}",
                    to_string(task)));
}

void move_object(DetectedObject& object, const Tile& tile, int picture_width, int picture_height) {
    object.box.x1 += tile.x;
    object.box.x2 += tile.x;
    object.box.y1 += tile.y;
    object.box.y2 += tile.y;
    for (Keypoint& keypoint : object.keypoints) {
        if (is_nowhere(keypoint)) continue;
        keypoint.x += tile.x;
        keypoint.y += tile.y;
    }
    if (object.oriented) {
        object.oriented->cx += tile.x;
        object.oriented->cy += tile.y;
        // It may reach beyond the tile, to which its box was clipped.
        object.box = decode::box_around(*object.oriented, picture_width, picture_height);
    }
    if (object.mask) object.mask = object.mask->moved(tile.x, tile.y, picture_width, picture_height);
}

Status TiledPredictor::predict(std::span<const ImageView> images, std::vector<Prediction>& predictions) {
    predictions.resize(images.size());
    for (std::size_t index = 0; index < images.size(); ++index)
        YOLOZU_TRY(predict_one(images[index], predictions[index]));
    return {};
}

Status TiledPredictor::predict_one(const ImageView& image, Prediction& prediction) {
    YOLOZU_ASSIGN(std::vector<Tile> tiles, cut_into_tiles(image.width, image.height, rule_));
    if (rule_.full_picture && tiles.size() > 1) tiles.push_back({0, 0, image.width, image.height});
    views_.clear();
    for (const Tile& tile : tiles) views_.push_back(image.part(tile.x, tile.y, tile.width, tile.height));
    YOLOZU_TRY(predictor_->predict(views_, parts_));

    prediction = {};
    prediction.placement = parts_.back().placement;
    prediction.placement.source_width = image.width;
    prediction.placement.source_height = image.height;
    for (std::size_t index = 0; index < tiles.size(); ++index) {
        for (DetectedObject& object : parts_[index].objects)
            move_object(object, tiles[index], image.width, image.height);
        std::ranges::move(parts_[index].objects, std::back_inserter(prediction.objects));
    }
    merge_objects(prediction.objects, merge_);
    return {};
}

}  // namespace yolozu
