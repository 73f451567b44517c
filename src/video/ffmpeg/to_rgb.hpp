// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "video/ffmpeg/handles.hpp"
#include "yolozu/image.hpp"

namespace yolozu::ffmpeg {

/// Makes RGB of decoded frames, whose size and pixel format may change from one to the next.
class ToRgb {
public:
    ToRgb(const Api& api, const ImageReadOptions& limits)
        : api_(api), limits_(limits), scaler_(nullptr, Release{&api}), rgb_(nullptr, Release{&api}) {}

    Status check_size(int width, int height) const;
    Result<Image> convert(const AVFrame& frame);

private:
    Status prepare(const AVFrame& frame);

    const Api& api_;
    ImageReadOptions limits_;
    Owned<SwsContext> scaler_;
    Owned<AVFrame> rgb_;  // the scaler writes a little beyond rows that are not padded
};

}  // namespace yolozu::ffmpeg
