// SPDX-License-Identifier: Apache-2.0
//
// What a model says about one picture, in the picture's pixels.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "yolozu/detection.hpp"
#include "yolozu/mask.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/preprocess.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// A point of an object and how far it is seen.
struct Keypoint {
    double x = 0, y = 0;    ///< pixels of the picture
    double visibility = 1;  ///< 0 to 1; 1 where the model gives none

    bool operator==(const Keypoint&) const = default;
};

/// Whether the model gave no finite place: (0, 0) with a visibility of 0.
inline bool is_nowhere(const Keypoint& keypoint) {
    return keypoint == Keypoint{0, 0, 0};
}

/// A box turned about its centre: the angle leads from the picture's x axis to the box's width, in radians, growing
/// clockwise (y points down), from 0 to below pi / 2 (ultralytics' regularize_rboxes).
struct OrientedBox {
    double cx = 0, cy = 0, w = 0, h = 0;  ///< pixels of the picture
    double angle = 0;                     ///< radians

    /// In ultralytics' order (xywhr2xyxyxyxy): centre + w/2 + h/2, + w/2 - h/2, - w/2 - h/2, - w/2 + h/2.
    std::array<std::array<double, 2>, 4> corners() const;
    bool operator==(const OrientedBox&) const = default;
};

/// Where an object stands in space, as YOLOZU's model says it; the fields are those of its predictions.
struct Pose6d {
    double log_z = 0;                                  ///< logarithm of the depth
    std::array<double, 6> rot6d{};                     ///< the rotation's first two rows
    std::array<double, 2> offsets{};                   ///< of the projected centre, in network pixels
    std::array<double, 4> k_delta{};                   ///< corrections of the intrinsics: dfx, dfy, dcx, dcy
    std::optional<double> log_sigma_z, log_sigma_rot;  ///< logarithms of the uncertainties

    bool operator==(const Pose6d&) const = default;
};

/// One object; what the task does not give is empty.
struct DetectedObject {
    Box box;                                ///< clipped to the picture; of an oriented box the box around it
    double score = 0;                       ///< 0 to 1
    std::int32_t class_id = 0;              ///< ModelInfo::names has its name
    std::vector<Keypoint> keypoints{};      ///< task pose
    std::optional<OrientedBox> oriented{};  ///< task obb
    std::optional<Mask> mask{};             ///< task segment
    std::optional<Pose6d> pose{};           ///< task pose6d
};

/// A class of a whole picture.
struct ClassScore {
    std::int32_t class_id = 0;  ///< ModelInfo::names has its name
    double score = 0;           ///< 0 to 1

    bool operator==(const ClassScore&) const = default;
};

/// A class id for every pixel, row by row.
struct ClassMap {
    int width = 0, height = 0;       ///< of the picture
    std::vector<std::uint16_t> ids;  ///< width * height
};

/// A depth in metres for every pixel, row by row.
struct DepthMap {
    int width = 0, height = 0;  ///< of the picture
    std::vector<float> metres;  ///< width * height
};

/// Everything about one picture; what the task does not give is empty.
struct Prediction {
    Placement placement;                  ///< how the picture lay in the network's input
    std::vector<DetectedObject> objects;  ///< best first
    std::vector<ClassScore> classes;      ///< best first
    std::optional<ClassMap> class_map;    ///< task semantic
    std::optional<DepthMap> depth;        ///< task depth
};

/// Decodes the outputs of one run, for every task. Keeps its scratch memory; one decoder serves one thread at a time.
class PredictionDecoder {
public:
    /// Fails when the decision cannot be decoded (unknown class count, ...).
    static Result<PredictionDecoder> create(const ModelInfo& model, const DecodeOptions& options);
    ~PredictionDecoder();
    PredictionDecoder(PredictionDecoder&&) noexcept;
    PredictionDecoder& operator=(PredictionDecoder&&) noexcept;

    /// Decodes slot `batch_index`, which holds the picture that lies as `placement` says, into `prediction` (its old
    /// contents are dropped, its memory is used again). `outputs` are all outputs of the session, in the model's order.
    Status decode(std::span<const TensorView> outputs, std::int64_t batch_index, const Placement& placement,
                  Prediction& prediction);

private:
    struct [[gnu::visibility("hidden")]] State;
    explicit PredictionDecoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
#pragma GCC visibility pop
