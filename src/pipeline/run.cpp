// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/machine_memory.hpp"
#include "base/processors.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "pipeline/ordered_work.hpp"
#include "pipeline/picture_source.hpp"
#include "pipeline/picture_worker.hpp"
#include "pipeline/result_files.hpp"
#include "pipeline/result_folder.hpp"
#include "pipeline/result_names.hpp"
#include "pipeline/run_decision.hpp"
#include "pipeline/run_facts.hpp"
#include "pipeline/video_source.hpp"

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

/// Those of the request, whose outputs must not overwrite them: a slip of the keyboard is soon made.
Result<std::unique_ptr<PictureSource>> open_source(const RunRequest& request, Task task,
                                                   const std::atomic<bool>& cancelled) {
    const OverwriteCheck outputs(result_paths(request.output, task));
    const SourceRequest& sources = request.sources;
    YOLOZU_TRY(outputs.check(request.model.native(), "the model"));
    if (!sources.tar.empty()) {
        YOLOZU_TRY(outputs.check(sources.tar.native(), "the archive of the images"));
        return TarSource::open(sources.tar, sources.key_style, sources.max_images, request.read.max_file_bytes);
    }
    if (!sources.video.addresses.empty()) {
        for (const std::string& address : sources.video.addresses) YOLOZU_TRY(outputs.check(address, "the video"));
        return open_video_source(sources, request.read, cancelled);
    }
    YOLOZU_ASSIGN(ListedImages images, list_images(sources));
    for (const InputImage& image : images.of_shard()) YOLOZU_TRY(outputs.check(image.path, "one of the images"));
    constexpr std::string_view list = "a list that says which the images are";
    for (const std::filesystem::path& given : sources.given)
        if (given.native().starts_with('@')) YOLOZU_TRY(outputs.check(given.native().substr(1), list));
    for (const std::filesystem::path& given : sources.lists) YOLOZU_TRY(outputs.check(given.native(), list));
    if (!sources.dataset.empty()) YOLOZU_TRY(outputs.check(sources.dataset.native(), list));
    return std::unique_ptr<PictureSource>(new ListSource(std::move(images)));
}

class Run {
public:
    Run(const RunRequest& request, RunObserver& observer, const std::atomic<bool>& cancelled)
        : request_(request), observer_(observer), cancelled_(cancelled) {}

    Result<RunSummary> execute();

private:
    Status decide();
    void plan();
    Status load();
    Views views() const;
    Status open_saved_images();
    Status open_files();
    Status take_up(PictureRecord& record);
    Status make_workers();
    Status predict_all();
    Error stopped() const;
    Result<std::optional<std::vector<PictureTask>>> next_tasks();
    Result<std::optional<PictureTask>> next_task();
    Result<PictureTask> name_task(NextPicture picture);
    Status deliver(std::vector<PictureOutcome>& outcomes);
    Status deliver(PictureOutcome& outcome);
    Status keep_or_leave(Status failure);
    void dismiss_workers();
    Status finish();
    void count(PictureRecord& record);

    const RunRequest& request_;
    RunObserver& observer_;
    const std::atomic<bool>& cancelled_;
    const Clock::time_point start_ = Clock::now();

    std::unique_ptr<PictureSource> source_;
    bool source_ended_ = false;
    RunDecision decision_;
    std::future<Result<std::string>> hashing_;
    RunPlan plan_;
    std::optional<Predictor> predictor_;
    ResultOptions result_options_;
    std::unique_ptr<ResultFiles> files_;
    ResultNames names_;
    std::optional<SavedImages> saved_images_;
    RunRecord record_;
    std::vector<std::unique_ptr<PictureWorker>> workers_;
    RunSummary summary_;
};

Result<RunSummary> Run::execute() {
    YOLOZU_TRY(decide());
    YOLOZU_ASSIGN(source_, open_source(request_, decision_.info.task, cancelled_));
    // Before the model is loaded: an output that cannot be written is cheaper to hear of early.
    result_options_ = {request_.output, request_.shape, request_.segmentation, request_.dry_run, request_.intrinsics};
    YOLOZU_ASSIGN(files_, ResultFiles::create(result_options_, decision_.info));
    // Hashing a large model takes as long as loading it; they run side by side.
    hashing_ = std::async(std::launch::async, hash_file, request_.model);
    plan();
    if (!request_.dry_run) YOLOZU_TRY(load());
    YOLOZU_ASSIGN(record_.model_sha256, in_file("model", request_.model, hashing_.get()));
    YOLOZU_TRY(open_saved_images());
    YOLOZU_TRY(open_files());
    YOLOZU_TRY(make_workers());
    give_free_memory_back();  // listing and loading leave holes of megabytes that would stay for the whole run
    if (Status done = predict_all(); !done) return keep_or_leave(std::move(done)).error();
    if (Status done = finish(); !done) return keep_or_leave(std::move(done)).error();
    return summary_;
}

Status Run::decide() {
    YOLOZU_ASSIGN(decision_, decide_run(request_));
    record_ = record_of(request_, decision_);
    observer_.model_decided(decision_.info);
    return {};
}

void Run::plan() {
    const bool on_gpu = request_.runtime.device != "cpu";
    plan_ = plan_run(request_.wishes, decision_.info, usable_processors(), source_->count(), on_gpu,
                     request_.tiles.has_value());
}

Status Run::load() {
    PredictorOptions options{decision_.decode, request_.backend, request_.runtime, request_.wishes.batch,
                             request_.minimum_rectangle};
    options.runtime.threads = plan_.threads;
    // The mean of two pictures' scores needs those of all classes.
    if (request_.flip) options.decode.top_classes = std::max(decision_.info.class_count, decision_.decode.top_classes);
    YOLOZU_ASSIGN(predictor_, Predictor::load(request_.model, decision_.info, options));
    record_.backend = predictor_->backend_name();
    record_.backend_version = predictor_->loaded().runtime_version();
    record_.provider = predictor_->loaded().provider();
    observer_.model_loaded(*predictor_);
    return {};
}

Views Run::views() const {
    Views views;
    views.tile_merge = request_.merge;
    views.tile_merge.class_agnostic = request_.class_agnostic;
    views.tile_merge.max_objects = static_cast<std::size_t>(request_.max_detections);
    if (request_.tiles) views.tiles = decision_.tile_rule;
    views.flip = request_.flip;
    views.flip_merge = views.tile_merge;
    views.flip_merge.method = MergeMethod::nms;
    views.flip_merge.measure = OverlapMeasure::iou;
    views.flip_merge.threshold = request_.iou_threshold.value();
    views.top_classes = decision_.decode.top_classes;
    return views;
}

Status Run::open_saved_images() {
    if (request_.save_images.empty()) return {};
    YOLOZU_ASSIGN(saved_images_,
                  SavedImages::create(request_.save_images, request_.draw_threshold, decision_.info.names));
    return {};
}

Status Run::open_files() {
    const ModelInfo& info = decision_.info;
    const PreprocessRecord preprocess = to_preprocess_record(info.preprocess, info.input_width, info.input_height);
    const RunFacts facts = run_facts(request_, record_, preprocess);
    // The pictures of the shards before this one have names, too.
    for (const InputImage& image : source_->before()) YOLOZU_TRY(name_task({&image}));
    if (!request_.resume) return files_->begin(facts);
    return files_->resume(facts, plan_.batch, [&](PictureRecord& done) { return take_up(done); });
}

/// What an interrupted run has done: its pictures are the first of the source.
Status Run::take_up(PictureRecord& record) {
    YOLOZU_ASSIGN(const std::optional<PictureTask> task, next_task());
    if (!task && !source_ended_) return stopped();
    if (!task || task->picture.image->key() != record.key)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("the interrupted run had other pictures: where it had '{}' there is now {}; begin anew "
                        "without --resume",
                        printable(record.key),
                        task ? fmt::format("'{}'", printable(task->picture.image->key())) : "none"));
    ++summary_.resumed;
    count(record);
    return {};
}

void Run::count(PictureRecord& record) {
    if (record.error.empty()) {
        ++summary_.images;
        summary_.detections += static_cast<std::size_t>(std::max(record.detections, 0));
    } else {
        ++summary_.failed;
        record_.failed_inputs.emplace_back(std::move(record.key), std::move(record.error));
    }
}

Status Run::make_workers() {
    for (int job = 0; job < plan_.jobs; ++job) {
        std::optional<Predictor> predictor;
        if (predictor_ && job + 1 < plan_.jobs) {
            YOLOZU_ASSIGN(predictor, predictor_->another());
        } else if (predictor_) {
            predictor = std::move(predictor_);
        }
        workers_.push_back(
            std::make_unique<PictureWorker>(std::move(predictor), views(), request_.read,
                                            PictureFormatter(result_options_, decision_.info, files_->folder()),
                                            saved_images_ ? &*saved_images_ : nullptr));
    }
    predictor_.reset();
    return {};
}

Status Run::predict_all() {
    observer_.run_begins(plan_, source_->count(), summary_.resumed);
    // Two batches a job: one in work and one that waits for an earlier one to be written.
    OrderedWork<std::vector<PictureTask>, std::vector<PictureOutcome>> work(2 * workers_.size());
    Status done = work.run(
        workers_.size(), [&] { return next_tasks(); },
        [&](std::vector<PictureTask>& tasks, std::size_t worker) { return workers_[worker]->work(tasks); },
        [&](std::vector<PictureOutcome>& outcomes) { return deliver(outcomes); });
    if (!done) return done;
    summary_.stopped = cancelled_.load() && source_->is_live();
    if (summary_.stopped && summary_.images + summary_.failed == 0)
        return Error(ErrorCode::cancelled, "stopped on request, before the first frame came");
    if (source_ended_ || summary_.stopped) return {};
    return stopped();
}

Error Run::stopped() const {
    const std::optional<std::size_t> all = source_->count();
    return {ErrorCode::cancelled,
            fmt::format("stopped on request: {}{} images are done; the output is as it was, and the same command "
                        "with --resume goes on",
                        summary_.images + summary_.failed, all ? fmt::format(" of {}", *all) : "")};
}

Result<std::optional<std::vector<PictureTask>>> Run::next_tasks() {
    std::vector<PictureTask> tasks;
    while (tasks.size() < plan_.batch && !source_ended_ && !cancelled_.load(std::memory_order_relaxed)) {
        YOLOZU_ASSIGN(std::optional<PictureTask> task, next_task());
        if (task) tasks.push_back(std::move(*task));
    }
    if (tasks.empty()) return std::optional<std::vector<PictureTask>>();
    return std::optional(std::move(tasks));
}

Result<std::optional<PictureTask>> Run::next_task() {
    const Clock::time_point asked = Clock::now();
    Result<std::optional<NextPicture>> found = source_->next();
    summary_.read_milliseconds += milliseconds_since(asked);
    if (!found && found.error().code() == ErrorCode::cancelled) return std::optional<PictureTask>();
    YOLOZU_ASSIGN(std::optional<NextPicture> picture, std::move(found));
    source_ended_ = !picture;
    if (!picture) return std::optional<PictureTask>();
    YOLOZU_ASSIGN(PictureTask task, name_task(std::move(*picture)));
    return std::optional(std::move(task));
}

/// Called for one picture after the other, in their order: a name depends on those that are taken.
Result<PictureTask> Run::name_task(NextPicture picture) {
    const InputImage& image = *picture.image;
    PictureTask task;
    task.picture = std::move(picture);
    if (files_->has_folder()) {
        YOLOZU_ASSIGN(task.file_name, names_.name_for(image.key()));
    }
    if (saved_images_) task.saved = saved_images_->next_file(image.path);
    return task;
}

Status Run::deliver(std::vector<PictureOutcome>& outcomes) {
    for (PictureOutcome& outcome : outcomes) YOLOZU_TRY(deliver(outcome));
    return {};
}

Status Run::deliver(PictureOutcome& outcome) {
    YOLOZU_TRY(files_->append(outcome.record));
    count(outcome.record);
    if (!outcome.error) {
        observer_.image_done(outcome.entry);
        return {};
    }
    observer_.image_failed(*outcome.source, *outcome.error);
    if (!request_.fail_fast) return {};
    return Error(outcome.error->code(), "stopped at the first image that could not be read (--fail-fast)");
}

/// What was done is kept where the same run may well succeed another time.
Status Run::keep_or_leave(Status failure) {
    const ErrorCode code = failure.error().code();
    const bool of_the_machine =
        code == ErrorCode::cancelled || code == ErrorCode::io || code == ErrorCode::limit_exceeded;
    const bool worth_keeping = summary_.images > 0 && !(request_.fail_fast && summary_.failed > 0);
    // The failure is what there is to tell, even where the disk is so full that nothing can be kept.
    if ((of_the_machine && worth_keeping) || summary_.resumed > 0) (void)files_->stay();
    return failure;
}

/// What they hold is not needed while the files are made, which takes memory for every picture.
void Run::dismiss_workers() {
    for (const std::unique_ptr<PictureWorker>& worker : workers_) {
        const StageTimes times = worker->stage_times();
        summary_.read_milliseconds += worker->read_milliseconds();
        summary_.stages.preprocess += times.preprocess;
        summary_.stages.inference += times.inference;
        summary_.stages.decode += times.decode;
    }
    workers_.clear();
    give_free_memory_back();
}

Status Run::finish() {
    if (summary_.images + summary_.failed == 0)
        return Error(ErrorCode::not_found, "there are no picture files (jpg, png, webp, bmp, tif, gif, pnm)");
    if (summary_.images == 0)
        return Error(ErrorCode::io,
                     fmt::format("none of the {} images could be read; nothing was written", summary_.failed));
    dismiss_workers();
    record_.selected_inputs = source_->keys();
    YOLOZU_TRY(files_->finish(record_));
    summary_.total_milliseconds = milliseconds_since(start_);
    return {};
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
