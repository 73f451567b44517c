// SPDX-License-Identifier: Apache-2.0
//
// The whole way of a few pictures, on one thread: read, predicted, formatted and drawn.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/flip.hpp"
#include "pipeline/picture_formatter.hpp"
#include "pipeline/picture_source.hpp"
#include "pipeline/saved_images.hpp"
#include "pipeline/tiles.hpp"
#include "yolozu/image.hpp"
#include "yolozu/predictor.hpp"

namespace yolozu {

/// A picture whose turn has come.
struct PictureTask {
    NextPicture picture{};
    std::string file_name{};        ///< for its files in the folder of results; may be empty
    std::filesystem::path saved{};  ///< the file of the picture with what was found drawn on it; empty: none
};

/// What became of it.
struct PictureOutcome {
    const InputImage* source = nullptr;
    PictureRecord record{};
    PredictionEntry entry{};       ///< as it was found; empty when the picture could not be read
    std::optional<Error> error{};  ///< why it could not be read
};

/// How pictures are looked at, besides by the model itself.
struct Views {
    std::optional<TileRule> tiles;
    MergeRule tile_merge;
    bool flip = false;
    MergeRule flip_merge;
    int top_classes = 0;  ///< that are kept of a flipped classifier's
};

/// Serves one thread at a time. Not to be moved: its parts refer to each other.
class PictureWorker {
public:
    /// `predictor` is empty for a dry run. What is referred to outlives the worker; `saved` may be null.
    PictureWorker(std::optional<Predictor> predictor, const Views& views, const ImageReadOptions& read,
                  PictureFormatter formatter, const SavedImages* saved);
    PictureWorker(const PictureWorker&) = delete;
    PictureWorker& operator=(const PictureWorker&) = delete;

    /// Does the tasks, as one batch where the model takes one. A picture that cannot be read has an error in its
    /// outcome; any other failure is one of the run.
    Result<std::vector<PictureOutcome>> work(std::vector<PictureTask>& tasks);

    double read_milliseconds() const { return read_milliseconds_; }
    StageTimes stage_times() const { return predictor_ ? predictor_->stage_times() : StageTimes{}; }

private:
    Result<Image> image_of(NextPicture& picture) const;
    Result<Image> read(PictureTask& task);
    Status predict();
    Status finish(const PictureTask& task, Image& image, const Prediction* prediction, PictureOutcome& outcome);

    std::optional<Predictor> predictor_;
    std::optional<TiledPredictor> tiled_;
    std::optional<FlippedPredictor> flipped_;
    const ImageReadOptions& read_;
    PictureFormatter formatter_;
    const SavedImages* saved_;
    double read_milliseconds_ = 0;

    // Of the tasks at hand, kept for their memory.
    std::vector<Image> images_;
    std::vector<ImageView> views_;
    std::vector<Prediction> predictions_;
};

}  // namespace yolozu
