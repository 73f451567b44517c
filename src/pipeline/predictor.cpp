// SPDX-License-Identifier: Apache-2.0
#include "yolozu/predictor.hpp"

#include <chrono>
#include <utility>

#include "base/try.hpp"

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

std::array<double, 3> widened(const std::array<float, 3>& values) {
    return {values[0], values[1], values[2]};
}

}  // namespace

struct Predictor::State {
    ModelInfo info;
    std::string_view backend_name;
    std::shared_ptr<const LoadedModel> model;
    std::unique_ptr<Session> session;
    Preprocessor preprocessor;
    PredictionDecoder decoder;
    Tensor input;
    StageTimes times;

    Status preprocess(std::span<const ImageView> images, std::vector<Prediction>& predictions);
    Result<std::span<const TensorView>> infer();
    Status decode(std::span<const TensorView> outputs, std::vector<Prediction>& predictions);
};

Status Predictor::State::preprocess(std::span<const ImageView> images, std::vector<Prediction>& predictions) {
    const StageTimer timer(times.preprocess);
    predictions.resize(images.size());
    for (std::size_t slot = 0; slot < images.size(); ++slot) {
        YOLOZU_ASSIGN(predictions[slot].placement,
                      preprocessor.run(images[slot], input.mutable_view(), static_cast<std::int64_t>(slot)));
    }
    return {};
}

Result<std::span<const TensorView>> Predictor::State::infer() {
    const StageTimer timer(times.inference);
    const TensorView view = input.view();
    return session->run({&view, 1});
}

Status Predictor::State::decode(std::span<const TensorView> outputs, std::vector<Prediction>& predictions) {
    const StageTimer timer(times.decode);
    for (std::size_t slot = 0; slot < predictions.size(); ++slot)
        YOLOZU_TRY(decoder.decode(outputs, static_cast<std::int64_t>(slot), predictions[slot].placement,
                                  predictions[slot]));
    return {};
}

Predictor::Predictor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

Result<Predictor> Predictor::load(const std::filesystem::path& model, const ModelInfo& info,
                                  const PredictorOptions& options) {
    YOLOZU_ASSIGN(const Backend* const backend, find_backend(options.backend, options.runtime));
    YOLOZU_ASSIGN(std::shared_ptr<const LoadedModel> loaded, backend->load(model, options.runtime));
    YOLOZU_ASSIGN(std::unique_ptr<Session> session, loaded->create_session());
    YOLOZU_ASSIGN(PredictionDecoder decoder, PredictionDecoder::create(info, options.decode));
    const Shape shape{info.dynamic_batch ? 1 : info.batch, 3, info.input_height, info.input_width};
    YOLOZU_ASSIGN(Tensor input, Tensor::allocate(info.input_type, shape));
    return Predictor(std::unique_ptr<State>(new State{info,
                                                      backend->name(),
                                                      std::move(loaded),
                                                      std::move(session),
                                                      Preprocessor(info.preprocess),
                                                      std::move(decoder),
                                                      std::move(input),
                                                      {}}));
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
    return static_cast<std::size_t>(state_->input.shape()[0]);
}

Status Predictor::predict(std::span<const ImageView> images, std::vector<Prediction>& predictions) {
    if (images.empty() || images.size() > batch_size())
        return Error(ErrorCode::invalid_argument, "one run takes 1 to " + std::to_string(batch_size()) + " images, " +
                                                      std::to_string(images.size()) + " were given");
    YOLOZU_TRY(state_->preprocess(images, predictions));
    YOLOZU_ASSIGN(const std::span<const TensorView> outputs, state_->infer());
    return state_->decode(outputs, predictions);
}

std::vector<PredictedObject> to_predicted_objects(const Prediction& prediction) {
    std::vector<PredictedObject> objects;
    objects.reserve(prediction.objects.size());
    const Placement& placement = prediction.placement;
    for (const DetectedObject& object : prediction.objects)
        objects.push_back({object.class_id, object.score,
                           normalize_box(object.box.x1, object.box.y1, object.box.x2, object.box.y2,
                                         placement.source_width, placement.source_height)});
    return objects;
}

PreprocessRecord to_preprocess_record(const PreprocessSpec& spec, int input_width, int input_height) {
    PreprocessRecord record;
    record.method = method_name(spec.resize);
    record.input_color = spec.order == ChannelOrder::rgb ? "RGB" : "BGR";
    record.normalize = normalisation_name(spec);
    record.resize_interp = spec.interpolation == Interpolation::opencv_linear ? "linear" : "linear_antialias";
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
