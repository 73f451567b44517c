// SPDX-License-Identifier: Apache-2.0
#include "cli/result_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yolozu::cli {

void add_result_flags(CommandLine& line, ResultFlags& flags) {
    OptionGroup group = line.group("Input and output");
    group
        .add_option("--segmentation", flags.segmentation,
                    "masks inside the predictions file too: none, rle (COCO's run lengths) or polygons (outlines)")
        .one_of({"none", "rle", "polygons"});
    group
        .add_option("--intrinsics", flags.intrinsics,
                    "the camera of the images, for models of poses: FX,FY,CX,CY in their pixels")
        .separated_by_commas()
        .exactly(4);
}

Status apply_result_flags(const ResultFlags& flags, RunRequest& request) {
    request.segmentation = segmentation_format_from_string(flags.segmentation).value_or(SegmentationFormat::none);
    if (flags.intrinsics.empty()) return {};
    const std::vector<double>& numbers = flags.intrinsics;
    const bool finite = std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
    if (numbers.size() != 4 || !finite || numbers[0] <= 0 || numbers[1] <= 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("--intrinsics: '{}' are not four numbers FX,FY,CX,CY with positive focal lengths",
                                 fmt::join(numbers, ",")));
    request.intrinsics = CameraIntrinsics{numbers[0], numbers[1], numbers[2], numbers[3]};
    return {};
}

}  // namespace yolozu::cli
