// SPDX-License-Identifier: Apache-2.0
//
// Large pictures, looked at piece by piece (SAHI's slicing-aided inference).
#pragma once

#include <span>
#include <vector>

#include "decode/merge.hpp"
#include "yolozu/predictor.hpp"

namespace yolozu {

/// A part of a picture, in its pixels.
struct Tile {
    int x = 0, y = 0, width = 0, height = 0;

    bool operator==(const Tile&) const = default;
};

struct TileRule {
    int width = 640, height = 640;
    double overlap = 0.2;      ///< share of a tile's side that it has in common with its neighbour, 0 to 0.9
    bool full_picture = true;  ///< look at the whole picture as well
};

/// Cuts a picture row by row as SAHI's get_slice_bboxes does: a tile begins int(overlap * side) pixels before the one
/// before it ends; the last ones are moved back into the picture, so that every tile is whole unless the picture is
/// smaller. Fails when the rule makes no sense or would cut more than 65,536 tiles.
Result<std::vector<Tile>> cut_into_tiles(int picture_width, int picture_height, const TileRule& rule);

/// Fails when the rule makes no sense, or the model's task has no objects that can be merged.
Status check_tiles(const ModelInfo& info, const TileRule& rule);

/// From the tile's pixels to those of the picture, whose sides are given.
void move_object(DetectedObject& object, const Tile& tile, int picture_width, int picture_height);

/// Predicts pictures tile by tile and merges what the tiles say.
class TiledPredictor {
public:
    /// For a model and a rule that check_tiles lets pass. The predictor stays the caller's and lives longer.
    TiledPredictor(Predictor& predictor, const TileRule& rule, const MergeRule& merge)
        : predictor_(&predictor), rule_(rule), merge_(merge) {}

    Status predict(std::span<const ImageView> images, std::vector<Prediction>& predictions);

private:
    Status predict_one(const ImageView& image, Prediction& prediction);

    Predictor* predictor_;
    TileRule rule_;
    MergeRule merge_;
    std::vector<ImageView> views_;
    std::vector<Prediction> parts_;
};

}  // namespace yolozu
