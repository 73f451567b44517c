// SPDX-License-Identifier: Apache-2.0
//
// What was found on one picture, as it will stand in a run's files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/folder.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/result_folder.hpp"
#include "predictions/entry_text.hpp"
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

/// A picture that was read, and how it is called.
struct PictureName {
    std::string_view key;
    std::string_view file_name;  ///< of its files in the folder of results, without their extension
    int width = 0, height = 0;
    std::optional<VideoMoment> moment{};
};

/// Formats pictures and writes their masks and maps into the folder. Keeps its scratch memory; several threads each
/// have one, and one folder together.
class PictureFormatter {
public:
    /// All three outlive the formatter; `folder` is null where the task has none.
    PictureFormatter(const ResultOptions& options, const ModelInfo& model, const AtomicFolder* folder);

    /// `prediction` is null for a dry run, which finds nothing.
    Result<PictureRecord> format(const PictureName& picture, const Prediction* prediction);

    /// What the last format() was about, with the detections as they were found.
    PredictionEntry& last_entry() { return entry_; }

private:
    void describe(const PictureName& picture, const Prediction* prediction);
    Status write_instances(const PictureName& picture, const Prediction& prediction, std::string& masks);
    Status write_class_map(const PictureName& picture, const ClassMap& map, std::string& masks);
    Status write_depth(const PictureName& picture, const DepthMap& map);
    Result<std::string> encode(const Mask& mask);
    Result<std::string> encode(const ClassMap& map);
    Status write(const std::string& name, std::string_view bytes);
    std::string relative(const std::string& name) const { return (paths_.folder.filename() / name).native(); }

    const ResultOptions& options_;
    const ModelInfo& model_;
    const AtomicFolder* folder_;
    ResultPaths paths_;
    EntryFormatter formatter_;
    PredictionEntry entry_;
    std::vector<std::uint8_t> pixels_;  // scratch
};

/// The camera of the network's picture (YOLOZU's rule): fx * scale_x, cx * scale_x + left, and likewise for y.
CameraIntrinsics place_intrinsics(const CameraIntrinsics& camera, const Placement& placement);

}  // namespace yolozu
