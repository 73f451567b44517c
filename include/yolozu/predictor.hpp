// SPDX-License-Identifier: Apache-2.0
//
// The way of one image: preprocess, run, decode. And of one model before that: load it on a backend.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yolozu/backend.hpp"
#include "yolozu/detection.hpp"
#include "yolozu/image.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/prediction.hpp"
#include "yolozu/predictions.hpp"
#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// How a model is run and what is kept.
struct PredictorOptions {
    DecodeOptions decode;          ///< what to keep
    std::string backend = "auto";  ///< a name of backends(), or "auto"
    BackendOptions runtime;        ///< device, threads and library
    /// Pictures of one run of a model that leaves this open, 1 unless told otherwise. A model that fixes it refuses
    /// another number.
    std::optional<int> batch{};
    /// Letterbox into the smallest rectangle of whole strides instead of the whole input (Ultralytics' LetterBox with
    /// auto=True). Only for models that leave their input's size open.
    bool minimum_rectangle = false;
};

/// Milliseconds spent in the stages of predict(), summed since the predictor was made.
struct StageTimes {
    double preprocess = 0, inference = 0, decode = 0;  ///< one picture or many
};

/// A loaded model with a session and buffers of its own. One Predictor serves one thread at a time; any number of them
/// share the model, see another().
class Predictor {
public:
    /// Loads `model` as `info` (decide_model) says.
    static Result<Predictor> load(const std::filesystem::path& model, const ModelInfo& info,
                                  const PredictorOptions& options);
    /// One more for another thread: the same model, which is not loaded again, and the same options. It costs the
    /// memory of a session, and lives on when this one is gone.
    Result<Predictor> another() const;
    ~Predictor();
    Predictor(Predictor&&) noexcept;
    Predictor& operator=(Predictor&&) noexcept;

    const ModelInfo& info() const;          ///< the decision that the model was loaded with
    const LoadedModel& loaded() const;      ///< shared with all of another()
    std::string_view backend_name() const;  ///< a name of backends()
    const StageTimes& stage_times() const;  ///< of this predictor alone

    /// Pictures that one run of the model takes at most.
    std::size_t batch_size() const;

    /// Predicts any number of pictures; `predictions` becomes as long as `images`. Runs take batch_size() pictures that
    /// follow each other and have one network size. What is left over goes one by one into an open batch; into a fixed
    /// one together, and the slots behind it repeat the last picture. `order` is that of the three bytes of the
    /// pictures' pixels, whatever their view says.
    Status predict(std::span<const ImageView> images, std::vector<Prediction>& predictions,
                   ChannelOrder order = ChannelOrder::rgb);

private:
    struct [[gnu::visibility("hidden")]] State;
    explicit Predictor(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// How masks stand in the predictions file, beside the picture files that hold them anyway.
enum class SegmentationFormat {
    none,
    rle,       ///< COCO's compressed run lengths, which pycocotools reads
    polygons,  ///< COCO's polygons: the outlines of the mask's parts; holes in them are lost
};
/// "none", "rle", "polygons".
std::optional<SegmentationFormat> segmentation_format_from_string(std::string_view name);

/// What of an object the predictions file has.
struct ObjectFormat {
    SegmentationFormat segmentation = SegmentationFormat::none;  ///< of tasks with masks
    bool keypoint_scores = true;  ///< false: the model's keypoints have no confidence of their own
};

/// The objects in the picture's own normalised coordinates, as the predictions file wants them. A keypoint's visibility
/// is 2 (seen) where its confidence is at least 1/2, else 1 (hidden).
std::vector<PredictedObject> to_predicted_objects(const Prediction& prediction, const ObjectFormat& format = {});

/// How a picture was prepared, in the words of the predictions file.
PreprocessRecord to_preprocess_record(const PreprocessSpec& spec, int input_width, int input_height);

}  // namespace yolozu
#pragma GCC visibility pop
