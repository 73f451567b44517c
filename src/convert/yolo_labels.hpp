// SPDX-License-Identifier: Apache-2.0
//
// YOLO's folders of text files, one for each picture under its name, as Ultralytics' save_txt and save_conf write them:
// a line for each object, all coordinates divided by the picture's width and height, the score last.
//
//   detect   class cx cy w h [score]
//   pose     class cx cy w h x y v ... [score]
//   segment  class x y x y x y ... [score]
//   obb      class x y x y x y x y [score]
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "convert/picture_sizes.hpp"

namespace yolozu::convert {

/// What the numbers of a line are; the task they are for.
enum class LabelForm { detect, pose, segment, obb };
std::optional<LabelForm> label_form_from_string(std::string_view name);

/// A picture for each file that `pictures` knows, in their order, called by its file name. One without a text file has
/// no detections; text files without a picture are counted as lost. A line without a score has the score 1, also
/// counted.
Result<std::unique_ptr<Source>> yolo_source(const std::filesystem::path& folder, const KnownPictures& pictures,
                                            LabelForm form, Losses& losses);

/// Each object in the form that shows most of it: its oriented box, its outline, its keypoints, its box. Refuses a
/// folder that has anything in it.
Result<std::unique_ptr<Sink>> yolo_sink(const std::filesystem::path& target, bool with_scores, Losses& losses);

}  // namespace yolozu::convert
