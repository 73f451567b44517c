// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <new>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "pipeline/class_filter.hpp"
#include "pipeline/decide_file.hpp"
#include "pipeline/flip.hpp"
#include "pipeline/result_folder.hpp"
#include "pipeline/results.hpp"
#include "pipeline/saved_images.hpp"
#include "pipeline/tiles.hpp"
#include "yolozu/version.hpp"

namespace yolozu {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Result<std::string> hash_file(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(const MappedFile file, MappedFile::open(path));
    return sha256_hex(file.bytes());
}

/// A slip of the keyboard must not replace an input by the results.
Status refuse_to_overwrite_inputs(const RunRequest& request, const std::vector<InputImage>& images, Task task) {
    std::vector<std::filesystem::path> paths;
    for (const InputImage& image : images) paths.push_back(image.path);
    for (const std::filesystem::path& given : request.sources.given)
        if (given.native().starts_with('@')) paths.emplace_back(given.native().substr(1));
    paths.insert(paths.end(), request.sources.lists.begin(), request.sources.lists.end());
    if (!request.sources.dataset.empty()) paths.push_back(request.sources.dataset);
    return refuse_to_overwrite(result_paths(request.output, task), request.model, paths);
}

/// A picture that was read and waits for its run.
struct PendingImage {
    const InputImage* source;
    Image image;
};

class Run {
public:
    Run(const RunRequest& request, RunObserver& observer, const std::atomic<bool>& cancelled)
        : request_(request), observer_(observer), cancelled_(cancelled) {}

    Result<RunSummary> execute();

private:
    Status decide();
    Status choose_what_to_keep();
    Status check_views();
    Status load();
    Status open_saved_images();
    Status predict_all();
    Status read_one(const InputImage& source);
    Status predict_pending();
    Status predict(std::span<const ImageView> images);
    Status append(PendingImage& pending, const Prediction* prediction);
    Result<RunRecord> make_record();

    const RunRequest& request_;
    RunObserver& observer_;
    const std::atomic<bool>& cancelled_;
    const Clock::time_point start_ = Clock::now();

    std::vector<InputImage> images_;
    ModelInfo info_;
    std::future<Result<std::string>> model_sha256_;
    DecodeOptions decode_;
    TileRule tile_rule_;
    std::optional<Predictor> predictor_;
    std::optional<TiledPredictor> tiled_;
    std::optional<FlippedPredictor> flipped_;
    std::optional<ResultWriter> writer_;
    std::optional<SavedImages> saved_images_;
    std::vector<PendingImage> pending_;
    std::vector<ImageView> views_;
    std::vector<Prediction> predictions_;
    std::vector<std::pair<std::string, std::string>> failed_;
    RunSummary summary_;
};

Result<RunSummary> Run::execute() {
    YOLOZU_ASSIGN(images_, list_images(request_.sources));
    YOLOZU_TRY(decide());
    YOLOZU_TRY(refuse_to_overwrite_inputs(request_, images_, info_.task));
    // Before the model is loaded: an output that cannot be written is cheaper to hear of early.
    YOLOZU_ASSIGN(writer_, ResultWriter::create({request_.output, request_.shape, request_.segmentation,
                                                 request_.dry_run, request_.intrinsics},
                                                info_));
    // Hashing a large model takes as long as loading it; they run side by side.
    model_sha256_ = std::async(std::launch::async, hash_file, request_.model);
    if (!request_.dry_run) YOLOZU_TRY(load());
    YOLOZU_TRY(open_saved_images());
    YOLOZU_TRY(predict_all());
    if (summary_.images == 0)
        return Error(ErrorCode::io,
                     fmt::format("none of the {} images could be read; nothing was written", images_.size()));
    YOLOZU_ASSIGN(const RunRecord record, make_record());
    YOLOZU_TRY(writer_->finish(record));
    if (predictor_) summary_.stages = predictor_->stage_times();
    summary_.total_milliseconds = milliseconds_since(start_);
    return summary_;
}

Status Run::decide() {
    const Probing probing = request_.dry_run ? Probing::never : Probing::when_ambiguous;
    YOLOZU_ASSIGN(DecidedModel model,
                  decide_model_file(request_.model, request_.overrides, probing, {request_.backend, request_.runtime}));
    YOLOZU_ASSIGN(info_, in_file("model", request_.model, std::move(model.info)));
    if (request_.protocol) YOLOZU_TRY(check_protocol(*request_.protocol, info_));
    YOLOZU_TRY(choose_what_to_keep());
    YOLOZU_TRY(check_views());
    observer_.model_decided(info_);
    return {};
}

Status Run::choose_what_to_keep() {
    decode_.score_threshold = request_.score_threshold.value();
    decode_.iou_threshold = request_.iou_threshold.value();
    decode_.max_detections = request_.max_detections;
    decode_.class_agnostic = request_.class_agnostic;
    YOLOZU_ASSIGN(decode_.keep_classes, resolve_classes(request_.classes, info_));
    YOLOZU_ASSIGN(decode_.drop_classes, resolve_classes(request_.drop_classes, info_));
    for (const std::int32_t class_id : decode_.drop_classes)
        if (std::ranges::binary_search(decode_.keep_classes, class_id))
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("class {} is named by --classes and by --drop-classes; leave it out of one", class_id));
    YOLOZU_ASSIGN(decode_.class_thresholds, resolve_class_thresholds(request_.class_thresholds, info_));
    if (request_.top_classes && info_.task != Task::classify)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--top-k is for classifiers; this model's task is {}", to_string(info_.task)));
    decode_.top_classes = request_.top_classes.value_or(decode_.top_classes);
    if (request_.segmentation != SegmentationFormat::none && info_.task != Task::segment)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--segmentation is for models with masks; this model's task is {}", to_string(info_.task)));
    if (request_.intrinsics && info_.task != Task::pose6d)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--intrinsics is for models of 6-DoF poses; this model's task is {}", to_string(info_.task)));
    return {};
}

Status Run::check_views() {
    if (request_.flip) YOLOZU_TRY(check_flip(info_));
    if (!request_.tiles) return {};
    tile_rule_ = *request_.tiles;
    if (tile_rule_.width == 0) tile_rule_.width = info_.input_width;
    if (tile_rule_.height == 0) tile_rule_.height = info_.input_height;
    return check_tiles(info_, tile_rule_);
}

Status Run::load() {
    PredictorOptions options{decode_, request_.backend, request_.runtime, request_.batch, request_.minimum_rectangle};
    // The mean of two pictures' scores needs those of all classes.
    if (request_.flip) options.decode.top_classes = std::max(info_.class_count, decode_.top_classes);
    YOLOZU_ASSIGN(predictor_, Predictor::load(request_.model, info_, options));
    MergeRule merge = request_.merge;
    merge.class_agnostic = request_.class_agnostic;
    merge.max_objects = static_cast<std::size_t>(request_.max_detections);
    if (request_.tiles) tiled_.emplace(*predictor_, tile_rule_, merge);
    if (request_.flip) {
        merge.method = MergeMethod::nms;
        merge.measure = OverlapMeasure::iou;
        merge.threshold = request_.iou_threshold.value();
        flipped_.emplace(*predictor_, merge, decode_.top_classes);
    }
    observer_.model_loaded(*predictor_);
    return {};
}

Status Run::open_saved_images() {
    if (request_.save_images.empty()) return {};
    YOLOZU_ASSIGN(saved_images_, SavedImages::create(request_.save_images, request_.draw_threshold, info_.names));
    return {};
}

Status Run::predict_all() {
    // Tiles fill the batch by themselves.
    const std::size_t batch = predictor_ && !tiled_ ? predictor_->batch_size() : 1;
    for (const InputImage& source : images_) {
        if (cancelled_.load(std::memory_order_relaxed))
            return Error(ErrorCode::cancelled, "stopped on request; the output was left as it was");
        YOLOZU_TRY(read_one(source));
        if (pending_.size() == batch) YOLOZU_TRY(predict_pending());
    }
    return predict_pending();
}

Status Run::read_one(const InputImage& source) {
    const Clock::time_point start = Clock::now();
    Result<Image> image = read_image(source.path, request_.read);
    summary_.read_milliseconds += milliseconds_since(start);
    if (image) {
        pending_.push_back({&source, std::move(image).value()});
        return {};
    }
    observer_.image_failed(source, image.error());
    failed_.emplace_back(source.key, image.error().to_string());
    ++summary_.failed;
    if (!request_.fail_fast) return {};
    return Error(image.error().code(), "stopped at the first image that could not be read (--fail-fast)");
}

Status Run::predict_pending() {
    if (pending_.empty()) return {};
    views_.clear();
    for (const PendingImage& pending : pending_) views_.push_back(pending.image.view());
    if (predictor_) YOLOZU_TRY(predict(views_));
    for (std::size_t slot = 0; slot < pending_.size(); ++slot)
        YOLOZU_TRY(append(pending_[slot], predictor_ ? &predictions_[slot] : nullptr));
    pending_.clear();
    return {};
}

Status Run::predict(std::span<const ImageView> images) {
    if (tiled_) return tiled_->predict(images, predictions_);
    if (flipped_) return flipped_->predict(images, predictions_);
    return predictor_->predict(images, predictions_);
}

Status Run::append(PendingImage& pending, const Prediction* prediction) {
    YOLOZU_TRY(writer_->append(pending.source->key, pending.image.width(), pending.image.height(), prediction));
    const PredictionEntry& entry = writer_->last_entry();
    ++summary_.images;
    summary_.detections += entry.detections.size();
    observer_.image_done(entry);
    if (!saved_images_) return {};
    const Prediction nothing;
    return saved_images_->save(pending.image, pending.source->path, prediction != nullptr ? *prediction : nothing);
}

Result<RunRecord> Run::make_record() {
    RunRecord record;
    record.timestamp = request_.timestamp;
    record.model_path = request_.model.native();
    YOLOZU_ASSIGN(record.model_sha256, in_file("model", request_.model, model_sha256_.get()));
    record.exporter_version = version();
    if (request_.protocol) record.protocol_id = request_.protocol->id;
    record.input_width = info_.input_width;
    record.input_height = info_.input_height;
    record.score_threshold = request_.score_threshold;
    record.iou_threshold = request_.iou_threshold;
    record.max_detections = request_.max_detections;
    record.nms_applied = is_suppressed_here(info_.head);
    record.class_agnostic_nms = request_.class_agnostic;
    record.task = to_string(info_.task);
    record.head = to_string(info_.head);
    record.family = info_.family;
    record.class_thresholds = decode_.class_thresholds;
    record.tta_flip = request_.flip;
    if (request_.tiles)
        record.tiles = {tile_rule_.width,
                        tile_rule_.height,
                        tile_rule_.overlap,
                        tile_rule_.full_picture,
                        std::string(to_string(request_.merge.method)),
                        std::string(to_string(request_.merge.measure)),
                        request_.merge.threshold};
    record.keep_classes = decode_.keep_classes;
    record.drop_classes = decode_.drop_classes;
    record.class_names = info_.names;
    record.dry_run = request_.dry_run;
    record.device = request_.runtime.device;
    record.threads = request_.runtime.threads;
    if (predictor_) {
        record.backend = predictor_->backend_name();
        record.backend_version = predictor_->loaded().runtime_version();
        record.provider = predictor_->loaded().provider();
    }
    record.image_key_style = to_string(request_.sources.key_style);
    for (const InputImage& image : images_) record.selected_inputs.push_back(image.key);
    record.failed_inputs = failed_;
    for (const Evidence& evidence : info_.evidence)
        record.decision_evidence.push_back(
            {evidence.finding, evidence.conclusion, std::string(to_string(evidence.certainty))});
    return record;
}

}  // namespace

Result<RunSummary> run_predictions(const RunRequest& request, RunObserver& observer,
                                   const std::atomic<bool>& cancelled) {
    try {
        return Run(request, observer, cancelled).execute();
    } catch (const std::bad_alloc&) {
        return Error(ErrorCode::limit_exceeded, "out of memory; the output was left as it was");
    } catch (const std::system_error& failure) {  // of the thread that hashes
        return Error(ErrorCode::limit_exceeded, fmt::format("cannot start a thread ({}); the output was left as it was",
                                                            failure.code().message()));
    }
}

}  // namespace yolozu
