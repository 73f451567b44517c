// SPDX-License-Identifier: Apache-2.0
//
// Stands in for FFmpeg in a build without it; the build says why there is none.
#include "video/video.hpp"

namespace yolozu {

VideoSupport video_support() {
    return {false, {}, "this build cannot read videos: " YOLOZU_VIDEO_ABSENCE};
}

}  // namespace yolozu
