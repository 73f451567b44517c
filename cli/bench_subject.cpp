// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <span>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "cli/input_shapes.hpp"
#include "image/encode.hpp"
#include "pipeline/decide_file.hpp"
#include "yolozu/image.hpp"
#include "yolozu/predictor.hpp"

namespace yolozu::cli {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// A slope of colours under the noise that gives the file a photograph's size: what reads it works as hard.
Result<std::string> synthetic_picture() {
    constexpr int quality = 90, noise = 24;
    Image image(synthetic_width, synthetic_height);
    std::mt19937 random(1);
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t* const row = image.row(y);
        for (int x = 0; x < 3 * image.width(); ++x) {
            const int slope = (x % 3 == 1 ? y / 4 : x / 24) + 60;
            row[x] = static_cast<std::uint8_t>(slope + static_cast<int>(random() % noise));
        }
    }
    return encode_jpeg(image.view(), quality);
}

/// Pictures are read, prepared, inferred and decoded.
class WholeWay : public BenchSubject {
public:
    static Result<std::unique_ptr<BenchSubject>> load(const RowRequest& request, const ModelInfo& info,
                                                      bench::Row& row) {
        PredictorOptions options;
        options.backend = request.backend;
        options.runtime = request.runtime;
        options.batch = request.batch;
        YOLOZU_ASSIGN(Predictor predictor, Predictor::load(request.model, info, options));
        std::unique_ptr<WholeWay> subject(new WholeWay(std::move(predictor), request.pictures));
        if (request.pictures.empty()) {
            YOLOZU_ASSIGN(subject->synthetic_, synthetic_picture());
        }
        subject->describe(row);
        return std::unique_ptr<BenchSubject>(std::move(subject));
    }

    Result<bench::RunTimes> run() override {
        bench::RunTimes times;
        const StageTimes before = predictor_.stage_times();
        const Clock::time_point start = Clock::now();
        for (std::size_t slot = 0; slot < images_.size(); ++slot) {
            YOLOZU_ASSIGN(images_[slot], read_next());
            views_[slot] = images_[slot].view();
        }
        times.read = milliseconds_since(start);
        YOLOZU_TRY(predictor_.predict(views_, predictions_));
        times.total = milliseconds_since(start);
        const StageTimes& after = predictor_.stage_times();
        times.preprocess = after.preprocess - before.preprocess;
        times.inference = after.inference - before.inference;
        times.decode = after.decode - before.decode;
        return times;
    }

private:
    WholeWay(Predictor predictor, const std::vector<std::filesystem::path>& pictures)
        : predictor_(std::move(predictor)),
          pictures_(pictures),
          images_(predictor_.batch_size()),
          views_(predictor_.batch_size()) {}

    void describe(bench::Row& row) const {
        const ModelInfo& info = predictor_.info();
        row.measured = bench::Measured::end_to_end;
        row.backend = predictor_.backend_name();
        row.runtime_version = predictor_.loaded().runtime_version();
        row.provider = predictor_.loaded().provider();
        row.batch = static_cast<int>(predictor_.batch_size());
        row.input = info.channels_last ? fmt::format("{}x{}x{}x3", row.batch, info.input_height, info.input_width)
                                       : fmt::format("{}x3x{}x{}", row.batch, info.input_height, info.input_width);
        row.picture_count = std::max<std::size_t>(1, pictures_.size());
        if (pictures_.empty())
            row.pictures = fmt::format("a synthetic picture, a JPEG of {}x{} in memory, {} KiB", synthetic_width,
                                       synthetic_height, synthetic_.size() >> 10);
        else
            row.pictures = pictures_.size() == 1
                               ? printable(pictures_.front())
                               : fmt::format("{} pictures from {} to {}", pictures_.size(),
                                             printable(pictures_.front()), printable(pictures_.back()));
    }

    Result<Image> read_next() {
        if (pictures_.empty()) return decode_image(std::as_bytes(std::span(synthetic_)), "the synthetic picture");
        const std::filesystem::path& path = pictures_[next_];
        next_ = (next_ + 1) % pictures_.size();
        return read_image(path);
    }

    Predictor predictor_;
    std::vector<std::filesystem::path> pictures_;
    std::string synthetic_;
    std::size_t next_ = 0;
    std::vector<Image> images_;
    std::vector<ImageView> views_;
    std::vector<Prediction> predictions_;
};

/// Nothing but the model, on random numbers.
class BareInference : public BenchSubject {
public:
    static Result<std::unique_ptr<BenchSubject>> load(const RowRequest& request, bench::Row& row) {
        YOLOZU_ASSIGN(const int size, size_of(request));
        YOLOZU_ASSIGN(const Backend* const backend, find_backend(request.backend, request.runtime));
        std::unique_ptr<BareInference> subject(new BareInference);
        YOLOZU_ASSIGN(const auto model, backend->load(request.model, request.runtime));
        YOLOZU_ASSIGN(const std::vector<Shape> shapes, input_shapes(model->inputs(), size, request.batch.value_or(1)));
        const std::int64_t batch = shapes.empty() || shapes[0].rank() == 0 ? 1 : shapes[0][0];
        if (request.batch && batch != *request.batch)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("a batch of {}: the model fixes its first extent at {}", *request.batch, batch));
        YOLOZU_ASSIGN(subject->inputs_, random_inputs(model->inputs(), shapes));
        for (const Tensor& input : subject->inputs_) subject->views_.push_back(input.view());
        YOLOZU_ASSIGN(subject->session_, model->create_session());
        row.measured = bench::Measured::inference;
        row.backend = backend->name();
        row.runtime_version = model->runtime_version();
        row.provider = model->provider();
        row.batch = static_cast<int>(batch);
        for (const Shape& shape : shapes) row.input.append(row.input.empty() ? "" : ", ").append(shape.to_string());
        return std::unique_ptr<BenchSubject>(std::move(subject));
    }

    Result<bench::RunTimes> run() override {
        bench::RunTimes times;
        const Clock::time_point start = Clock::now();
        YOLOZU_TRY(session_->run(views_));
        times.inference = times.total = milliseconds_since(start);
        return times;
    }

private:
    BareInference() = default;

    static Result<int> size_of(const RowRequest& request) {
        constexpr int usual = 640;
        if (request.size) return *request.size;
        if (!request.overrides.input_size) return usual;
        const auto [width, height] = *request.overrides.input_size;
        if (width == height) return width;
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--imgsz {}x{}: without a decision there is no telling which side is which; give one "
                                 "size for both",
                                 width, height));
    }

    std::vector<Tensor> inputs_;
    std::vector<TensorView> views_;
    std::unique_ptr<Session> session_;
};

/// What predict would decide. `size` counts only where the model leaves its own open.
Result<ModelInfo> decide(const RowRequest& request) {
    const ProbeOptions probe{request.backend, request.runtime};
    YOLOZU_ASSIGN(DecidedModel decided,
                  decide_model_file(request.model, request.overrides, Probing::when_ambiguous, probe));
    const bool is_sized = !decided.info || !decided.info->dynamic_size || !request.size;
    if (is_sized || request.overrides.input_size) return std::move(decided.info);
    ModelOverrides sized = request.overrides;
    sized.input_size = {*request.size, *request.size};
    YOLOZU_ASSIGN(decided, decide_model_file(request.model, sized, Probing::when_ambiguous, probe));
    return std::move(decided.info);
}

bool is_undecided(const Error& error) {
    return error.code() == ErrorCode::ambiguous || error.code() == ErrorCode::unsupported;
}

Result<std::unique_ptr<BenchSubject>> load(const RowRequest& request, bench::Row& row) {
    if (request.inference_only) return BareInference::load(request, row);
    const Result<ModelInfo> info = decide(request);
    if (info) return WholeWay::load(request, *info, row);
    if (!is_undecided(info.error())) return info.error();
    row.note = fmt::format("inference only, on random numbers: {}", info.error().to_string());
    return BareInference::load(request, row);
}

}  // namespace

Result<std::unique_ptr<BenchSubject>> load_subject(const RowRequest& request, bench::Row& row) {
    return in_file("model", request.model, load(request, row));
}

}  // namespace yolozu::cli
