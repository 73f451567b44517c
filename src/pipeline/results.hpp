// SPDX-License-Identifier: Apache-2.0
//
// All that a run writes, for every task.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "yolozu/predictions.hpp"
#include "yolozu/predictor.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct ResultOptions {
    std::filesystem::path output;
    PredictionsShape shape = PredictionsShape::wrapped;
    SegmentationFormat segmentation = SegmentationFormat::none;
    bool dry_run = false;  ///< nothing will be found: the folder of an earlier run's masks stays as it is
    std::optional<CameraIntrinsics> intrinsics{};  ///< of the camera that took the pictures, in their pixels
};

/// Writes a run's files (result_paths): the predictions or, for semantic, the list of masks under the output's name;
/// for segment also the list of instances; the folder of masks or depth maps. Memory does not grow with the number of
/// pictures, but for digests of their keys.
///
/// The files are made under temporary names in the output's folder. finish() syncs them and puts them in their places,
/// the output last; when one of these steps fails those before it are undone. Without a successful finish() everything
/// stays as it was and no temporary file is left.
class ResultWriter {
public:
    /// Fails when the files of an earlier run cannot be replaced: before any work is done, so it is to be called first.
    static Result<ResultWriter> create(const ResultOptions& options, const ModelInfo& model);
    ~ResultWriter();
    ResultWriter(ResultWriter&&) noexcept;
    ResultWriter& operator=(ResultWriter&&) noexcept;

    /// Writes what was found on a picture; null for a dry run, which finds nothing.
    Status append(const std::string& key, int width, int height, const Prediction* prediction);

    /// What the last append() was about, with the detections as they were found.
    const PredictionEntry& last_entry() const;

    Status finish(const RunRecord& record);

private:
    struct State;
    explicit ResultWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The camera of the network's picture (YOLOZU's rule): fx * scale_x, cx * scale_x + left, and likewise for y.
CameraIntrinsics place_intrinsics(const CameraIntrinsics& camera, const Placement& placement);

}  // namespace yolozu
