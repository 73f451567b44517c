// SPDX-License-Identifier: Apache-2.0
//
// The main job: pictures and a model in, a predictions file out.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/class_filter.hpp"
#include "pipeline/protocol.hpp"
#include "pipeline/run_plan.hpp"
#include "pipeline/sources.hpp"
#include "pipeline/tiles.hpp"
#include "yolozu/image.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/predictions.hpp"
#include "yolozu/predictor.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct RunRequest {
    std::filesystem::path model;
    ModelOverrides overrides;
    SourceRequest sources;
    ImageReadOptions read;
    std::filesystem::path output;
    PredictionsShape shape = PredictionsShape::wrapped;
    SegmentationFormat segmentation = SegmentationFormat::none;
    std::optional<CameraIntrinsics> intrinsics;  ///< of the camera that took the pictures
    std::optional<Protocol> protocol;
    DecimalText score_threshold, iou_threshold;
    int max_detections = 300;
    bool class_agnostic = false;
    std::vector<std::string> classes;       ///< ids or names to keep; empty: all
    std::vector<std::string> drop_classes;  ///< ids or names
    std::vector<ClassThreshold> class_thresholds;
    std::optional<int> top_classes;  ///< of a classifier
    RunWishes wishes;                ///< its threads go before those of `runtime`
    bool minimum_rectangle = false;
    std::optional<TileRule> tiles;  ///< sides of 0: the model's input size
    MergeRule merge;                ///< of tiles; class_agnostic and max_objects are those above
    bool flip = false;              ///< also predict the mirror images
    std::string backend = "auto";
    BackendOptions runtime;
    std::filesystem::path save_images;  ///< folder; empty: none
    double draw_threshold = 0.25;
    bool dry_run = false;    ///< decide and read everything, but run no model
    bool fail_fast = false;  ///< stop at the first picture that cannot be read
    bool resume = false;     ///< go on where an interrupted run with this output stopped
    std::string timestamp;   ///< of the run, UTC
};

/// How a run goes, for whoever shows it. Called from the thread of run_predictions, pictures in their order.
class RunObserver {
public:
    virtual ~RunObserver() = default;
    virtual void model_decided(const ModelInfo& info) = 0;
    virtual void model_loaded(const Predictor& predictor) = 0;
    /// Before the first picture. `pictures` is their number where it is known, `done` are those of the interrupted run.
    virtual void run_begins(const RunPlan& plan, std::optional<std::size_t> pictures, std::size_t done) = 0;
    virtual void image_done(const PredictionEntry& entry) = 0;
    virtual void image_failed(const InputImage& image, const Error& error) = 0;
};

struct RunSummary {
    std::size_t images = 0;  ///< in the predictions file
    std::size_t detections = 0;
    std::size_t failed = 0;   ///< could not be read; named in meta
    std::size_t resumed = 0;  ///< of both: what an interrupted run had done
    bool stopped = false;     ///< on request, which is how a camera's run ends
    double read_milliseconds = 0;
    double total_milliseconds = 0;
    StageTimes stages;  ///< of all jobs together
};

/// Runs the job. The output appears whole at the end or not at all. When every picture fails, or one does and fail_fast
/// is set, the run fails.
///
/// When `cancelled` becomes true no picture is begun any more, those in work are finished, and the run ends with the
/// error code `cancelled`; with a camera it ends as it would at the end of a video. What was done until then is kept
/// beside the output for a run with `resume`; so it is where a disk or the memory was full, and where the process was
/// killed. Other failures leave nothing.
Result<RunSummary> run_predictions(const RunRequest& request, RunObserver& observer,
                                   const std::atomic<bool>& cancelled);

}  // namespace yolozu
