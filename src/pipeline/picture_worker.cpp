// SPDX-License-Identifier: Apache-2.0
#include "pipeline/picture_worker.hpp"

#include <chrono>
#include <utility>

#include "base/in_file.hpp"
#include "base/try.hpp"

namespace yolozu {

PictureWorker::PictureWorker(std::optional<Predictor> predictor, const Views& views, const ImageReadOptions& read,
                             PictureFormatter formatter, const SavedImages* saved)
    : predictor_(std::move(predictor)), read_(read), formatter_(std::move(formatter)), saved_(saved) {
    if (!predictor_) return;
    if (views.tiles) tiled_.emplace(*predictor_, *views.tiles, views.tile_merge);
    if (views.flip) flipped_.emplace(*predictor_, views.flip_merge, views.top_classes);
}

Result<Image> PictureWorker::image_of(NextPicture& picture) const {
    const std::string_view path = picture.image->path;
    if (picture.pixels) return std::move(*picture.pixels);
    if (picture.error) return in_file("image", path, Result<Image>(std::move(*picture.error)));
    return picture.file ? decode_image(*picture.file, path, read_) : read_image(path, read_);
}

Result<Image> PictureWorker::read(PictureTask& task) {
    const auto start = std::chrono::steady_clock::now();
    Result<Image> image = image_of(task.picture);
    read_milliseconds_ += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return image;
}

Status PictureWorker::predict() {
    views_.clear();
    for (const Image& image : images_) views_.push_back(image.view());
    if (!predictor_ || views_.empty()) return {};
    if (tiled_) return tiled_->predict(views_, predictions_);
    if (flipped_) return flipped_->predict(views_, predictions_);
    return predictor_->predict(views_, predictions_);
}

Status PictureWorker::finish(const PictureTask& task, Image& image, const Prediction* prediction,
                             PictureOutcome& outcome) {
    const PictureName name{task.picture.image->key(), task.file_name, image.width(), image.height(),
                           task.picture.moment};
    YOLOZU_ASSIGN(outcome.record, formatter_.format(name, prediction));
    outcome.entry = std::move(formatter_.last_entry());
    if (saved_ == nullptr) return {};
    const Prediction nothing;
    return saved_->save(image, task.picture.image->path, task.saved, prediction != nullptr ? *prediction : nothing);
}

Result<std::vector<PictureOutcome>> PictureWorker::work(std::vector<PictureTask>& tasks) {
    std::vector<PictureOutcome> outcomes(tasks.size());
    images_.clear();
    for (std::size_t index = 0; index < tasks.size(); ++index) {
        outcomes[index].source = tasks[index].picture.image;
        Result<Image> image = read(tasks[index]);
        if (image) {
            images_.push_back(std::move(image).value());
        } else {
            outcomes[index].record.key = tasks[index].picture.image->key();
            outcomes[index].record.error = image.error().to_string();
            outcomes[index].error = std::move(image).error();
        }
    }
    YOLOZU_TRY(predict());
    for (std::size_t index = 0, slot = 0; index < tasks.size(); ++index) {
        if (outcomes[index].error) continue;
        const Prediction* const prediction = predictor_ ? &predictions_[slot] : nullptr;
        YOLOZU_TRY(finish(tasks[index], images_[slot++], prediction, outcomes[index]));
    }
    return outcomes;
}

}  // namespace yolozu
