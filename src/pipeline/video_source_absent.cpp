// SPDX-License-Identifier: Apache-2.0
#include "pipeline/video_source.hpp"
#include "video/video.hpp"

namespace yolozu {

Result<std::unique_ptr<PictureSource>> open_video_source(const SourceRequest&, const ImageReadOptions&,
                                                         const std::atomic<bool>&) {
    return Error(ErrorCode::unavailable, video_support().reason);
}

}  // namespace yolozu
