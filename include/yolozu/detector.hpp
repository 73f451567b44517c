// SPDX-License-Identifier: Apache-2.0
//
// The short way for an application: load a model once, share it between threads, give each thread a detector.
//
//   auto model = yolozu::Model::load("model.onnx");
//   auto detector = model->create_detector();
//   auto found = detector->detect({pixels, width, height, yolozu::PixelFormat::bgr});
//
// Each of these is a Result: look whether it is ok() before the value is used.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "yolozu/detections.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/picture.hpp"
#include "yolozu/predictor.hpp"
#include "yolozu/result.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// How a model is read and run. The defaults are those of `yolozu-infer predict` but for the threads: one.
struct ModelOptions : PredictorOptions {
    ModelOverrides overrides{};  ///< what the model is, where its file does not say it
};

class Detector;

/// A loaded model. Copies share it, it may be used by any number of threads at once, and it lives as long as the last
/// copy or detector.
class Model {
public:
    /// Loads an ONNX file and finds out what it is, from it and the files beside it. Where that leaves two readings the
    /// model is run on a test picture; what is still open then is refused as `ambiguous`.
    static Result<Model> load(const std::filesystem::path& file, const ModelOptions& options = {});
    /// The same for the bytes of a file, which need not live longer than the call. Nothing is beside it.
    static Result<Model> from_bytes(std::span<const std::byte> bytes, const ModelOptions& options = {});

    /// What the model was found to be: task, class names, input size and why.
    const ModelInfo& info() const;
    /// The backend that runs it, a name of backends().
    std::string_view backend_name() const;
    /// The backend's provider, e.g. "CPUExecutionProvider".
    std::string_view provider() const;

    /// A detector for one thread. It costs the memory of one run, not that of the weights.
    Result<Detector> create_detector() const;

private:
    explicit Model(std::shared_ptr<const Predictor> predictor);
    std::shared_ptr<const Predictor> predictor_;  // makes others, and is never run itself
};

/// One thread's way from pictures to objects. Not thread safe; it keeps its model alive. Memory is kept between calls.
class Detector {
public:
    ~Detector();
    Detector(Detector&&) noexcept;
    Detector& operator=(Detector&&) noexcept;

    /// What is in the picture.
    Result<Detections> detect(const PictureView& picture);
    /// What is in each of several pictures: `detections` becomes as long, its memory is used again. A run of the model
    /// takes PredictorOptions::batch of them. After an error the contents of `detections` mean nothing.
    Status detect(std::span<const PictureView> pictures, std::vector<Detections>& detections);

private:
    friend class Model;
    struct [[gnu::visibility("hidden")]] State;
    explicit Detector(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
#pragma GCC visibility pop
