// SPDX-License-Identifier: Apache-2.0
#include "yolozu/predictor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "pipeline/minimum_rectangle.hpp"
#include "pipeline/model_feed.hpp"
#include "pipeline/network_size.hpp"
#include "pipeline/sized_decoders.hpp"

namespace yolozu {
namespace {

/// Adds the time between its birth and its death to a sum of milliseconds.
class StageTimer {
public:
    explicit StageTimer(double& sum) : sum_(sum), start_(std::chrono::steady_clock::now()) {}
    ~StageTimer() {
        sum_ += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
    }
    StageTimer(const StageTimer&) = delete;
    StageTimer& operator=(const StageTimer&) = delete;

private:
    double& sum_;
    std::chrono::steady_clock::time_point start_;
};

std::string normalisation_name(const PreprocessSpec& spec) {
    const PreprocessSpec plain;
    if (spec.mean != plain.mean || spec.deviation != plain.deviation) return "custom";
    if (spec.divisor == 255.0F) return "0_1";
    return spec.divisor == 1.0F ? "0_255" : "custom";
}

std::string method_name(ResizeMode mode) {
    switch (mode) {
        case ResizeMode::letterbox:
            return "letterbox";
        case ResizeMode::top_left:
        case ResizeMode::top_left_rounded:
            return "letterbox_top_left";
        case ResizeMode::stretch:
            return "resize";
        case ResizeMode::centre_crop:
        case ResizeMode::square_crop:
            return "centre_crop";
    }
    return "resize";
}

/// OpenCV's filters by their own name, antialiased ones (Pillow's, torch's) as such.
std::string interpolation_name(Interpolation interpolation) {
    switch (interpolation) {
        case Interpolation::opencv_linear:
            return "linear";
        case Interpolation::opencv_cubic:
            return "cubic";
        case Interpolation::opencv_warp:
            return "linear_warp";
        case Interpolation::pillow_bilinear:
        case Interpolation::float_antialias:
            return "linear_antialias";
        case Interpolation::pillow_bicubic:
            return "cubic_antialias";
    }
    return "linear";
}

/// Pictures of one run.
Result<std::size_t> batch_of(const ModelInfo& info, const PredictorOptions& options) {
    const std::int64_t batch = options.batch.value_or(info.dynamic_batch ? 1 : static_cast<int>(info.batch));
    if (batch < 1 || (!info.dynamic_batch && batch != info.batch))
        return Error(ErrorCode::invalid_argument,
                     info.dynamic_batch
                         ? fmt::format("a batch of {} pictures: at least 1 is needed", batch)
                         : fmt::format("a batch of {} pictures: the model fixes it at {}; leave --batch out, or export "
                                       "the model with an open batch",
                                       batch, info.batch));
    return static_cast<std::size_t>(batch);
}

Status check_rectangles(const ModelInfo& info) {
    if (!info.dynamic_size)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--rect: the model's input is fixed at {}x{} (width x height); leave the flag out or "
                                 "export the model with a dynamic size",
                                 info.input_width, info.input_height));
    if (info.preprocess.resize != ResizeMode::letterbox || info.preprocess.margin != 0)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--rect: only a plain letterbox can be cut to a smaller rectangle, and this model's "
                        "pictures are fitted by {}",
                        info.preprocess.margin != 0 ? "a letterbox with a margin" : to_string(info.preprocess.resize)));
    return {};
}

PreprocessSpec spec_of(const ModelInfo& info) {
    PreprocessSpec spec = info.preprocess;
    spec.channels_last = info.channels_last;
    return spec;
}

/// Gives the same tensor for pictures whose pixels begin with blue; mean and deviation are in the tensor's order.
PreprocessSpec turned_round(PreprocessSpec spec) {
    spec.order = spec.order == ChannelOrder::rgb ? ChannelOrder::bgr : ChannelOrder::rgb;
    return spec;
}

std::array<double, 3> widened(const std::array<float, 3>& values) {
    return {values[0], values[1], values[2]};
}

}  // namespace

struct Predictor::State {
    ModelInfo info;
    PredictorOptions options;
    std::string_view backend_name;
    std::shared_ptr<const LoadedModel> model;
    std::unique_ptr<Session> session;
    Preprocessor preprocessor, bgr_preprocessor;
    SizedDecoders decoders;
    ModelFeed feed;
    std::size_t batch = 1;
    StageTimes times;

    static Result<std::unique_ptr<State>> create(const ModelInfo& info, std::string_view backend_name,
                                                 std::shared_ptr<const LoadedModel> model,
                                                 const PredictorOptions& options);

    Status predict(std::span<const ImageView> images, std::vector<Prediction>& predictions, ChannelOrder order);
    Result<Placement> place(const ImageView& image) const;
    std::size_t next_run(std::span<const Prediction> placed) const;
    Status run(std::span<const ImageView> images, std::span<Prediction> predictions, ChannelOrder order);
    Status preprocess(std::span<const ImageView> images, std::span<Prediction> predictions, ChannelOrder order);
    Result<std::span<const TensorView>> infer();
    Status decode(std::span<const TensorView> outputs, std::span<Prediction> predictions);
};

Result<Placement> Predictor::State::place(const ImageView& image) const {
    YOLOZU_ASSIGN(const Placement full,
                  place_image(image.width, image.height, info.input_width, info.input_height, preprocessor.spec()));
    return options.minimum_rectangle ? minimum_rectangle(full, info.stride) : full;
}

/// How many of the pictures, all of which are placed, the next run takes.
std::size_t Predictor::State::next_run(std::span<const Prediction> placed) const {
    const NetworkSize size = input_size_of(placed.front().placement);
    std::size_t count = 1;
    while (count < std::min(placed.size(), batch) && input_size_of(placed[count].placement) == size) ++count;
    return info.dynamic_batch && count < batch ? 1 : count;
}

Status Predictor::State::run(std::span<const ImageView> images, std::span<Prediction> predictions, ChannelOrder order) {
    feed.shape_run(info.dynamic_batch ? static_cast<std::int64_t>(images.size()) : info.batch,
                   input_size_of(predictions.front().placement));
    YOLOZU_TRY(preprocess(images, predictions, order));
    YOLOZU_ASSIGN(const std::span<const TensorView> outputs, infer());
    return decode(outputs, predictions);
}

Status Predictor::State::preprocess(std::span<const ImageView> images, std::span<Prediction> predictions,
                                    ChannelOrder order) {
    const StageTimer timer(times.preprocess);
    Preprocessor& used_preprocessor = order == ChannelOrder::rgb ? preprocessor : bgr_preprocessor;
    for (std::size_t index = 0; index < images.size(); ++index) {
        const auto slot = static_cast<std::int64_t>(index);
        YOLOZU_TRY(used_preprocessor.run_at(images[index], predictions[index].placement, feed.pictures(), slot));
        feed.describe(slot, predictions[index].placement);
    }
    const auto used = static_cast<std::int64_t>(images.size());
    for (std::int64_t slot = used; slot < feed.batch(); ++slot) feed.copy_slot(used - 1, slot);
    return {};
}

Result<std::span<const TensorView>> Predictor::State::infer() {
    const StageTimer timer(times.inference);
    return session->run(feed.views());
}

Status Predictor::State::decode(std::span<const TensorView> outputs, std::span<Prediction> predictions) {
    const StageTimer timer(times.decode);
    YOLOZU_ASSIGN(PredictionDecoder* const decoder, decoders.of_size(input_size_of(predictions.front().placement)));
    for (std::size_t slot = 0; slot < predictions.size(); ++slot) {
        const Placement placement = predictions[slot].placement;
        YOLOZU_TRY(decoder->decode(outputs, static_cast<std::int64_t>(slot), placement, predictions[slot]));
    }
    return {};
}

Status Predictor::State::predict(std::span<const ImageView> images, std::vector<Prediction>& predictions,
                                 ChannelOrder order) {
    predictions.resize(images.size());
    for (std::size_t index = 0; index < images.size(); ++index) {
        YOLOZU_ASSIGN(predictions[index].placement, place(images[index]));
    }
    std::span<Prediction> left(predictions);
    while (!left.empty()) {
        const std::size_t count = next_run(left);
        YOLOZU_TRY(run(images.last(left.size()).first(count), left.first(count), order));
        left = left.subspan(count);
    }
    return {};
}

Predictor::Predictor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

Result<std::unique_ptr<Predictor::State>> Predictor::State::create(const ModelInfo& info, std::string_view backend_name,
                                                                   std::shared_ptr<const LoadedModel> model,
                                                                   const PredictorOptions& options) {
    YOLOZU_ASSIGN(const std::size_t batch, batch_of(info, options));
    YOLOZU_ASSIGN(std::unique_ptr<Session> session, model->create_session());
    YOLOZU_ASSIGN(ModelFeed feed, ModelFeed::create(info, model->inputs(), static_cast<std::int64_t>(batch)));
    YOLOZU_ASSIGN(SizedDecoders decoders, SizedDecoders::create(info, options.decode));
    return std::unique_ptr<State>(new State{info,
                                            options,
                                            backend_name,
                                            std::move(model),
                                            std::move(session),
                                            Preprocessor(spec_of(info)),
                                            Preprocessor(turned_round(spec_of(info))),
                                            std::move(decoders),
                                            std::move(feed),
                                            batch,
                                            {}});
}

Result<Predictor> Predictor::load(const std::filesystem::path& model, const ModelInfo& info,
                                  const PredictorOptions& options) {
    return within_memory("to load the model", [&]() -> Result<Predictor> {
        YOLOZU_TRY(batch_of(info, options));
        if (options.minimum_rectangle) YOLOZU_TRY(check_rectangles(info));
        YOLOZU_ASSIGN(const Backend* const backend, find_backend(options.backend, options.runtime));
        YOLOZU_ASSIGN(std::shared_ptr<const LoadedModel> loaded, backend->load(model, options.runtime));
        YOLOZU_ASSIGN(std::unique_ptr<State> state, State::create(info, backend->name(), std::move(loaded), options));
        return Predictor(std::move(state));
    });
}

Result<Predictor> Predictor::another() const {
    return within_memory("for another session", [&]() -> Result<Predictor> {
        YOLOZU_ASSIGN(std::unique_ptr<State> state,
                      State::create(state_->info, state_->backend_name, state_->model, state_->options));
        return Predictor(std::move(state));
    });
}

const ModelInfo& Predictor::info() const {
    return state_->info;
}
const LoadedModel& Predictor::loaded() const {
    return *state_->model;
}
std::string_view Predictor::backend_name() const {
    return state_->backend_name;
}
const StageTimes& Predictor::stage_times() const {
    return state_->times;
}
std::size_t Predictor::batch_size() const {
    return state_->batch;
}

Status Predictor::predict(std::span<const ImageView> images, std::vector<Prediction>& predictions, ChannelOrder order) {
    return within_memory("to predict", [&] { return state_->predict(images, predictions, order); });
}

PreprocessRecord to_preprocess_record(const PreprocessSpec& spec, int input_width, int input_height) {
    PreprocessRecord record;
    record.method = method_name(spec.resize);
    record.input_color = spec.order == ChannelOrder::rgb ? "RGB" : "BGR";
    record.normalize = normalisation_name(spec);
    record.resize_interp = interpolation_name(spec.interpolation);
    record.letterbox_fill.fill(spec.fill);
    record.input_width = input_width;
    record.input_height = input_height;
    if (record.normalize == "custom") {
        record.mean = widened(spec.mean);
        record.deviation = widened(spec.deviation);
    }
    return record;
}

}  // namespace yolozu
