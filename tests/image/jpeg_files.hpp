// SPDX-License-Identifier: Apache-2.0
//
// JPEG files of kinds that OpenCV does not write, made with libjpeg.
#pragma once

#include <opencv2/core.hpp>

#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>

#include "image/pictures.hpp"

namespace yolozu::test {

struct JpegForm {
    J_COLOR_SPACE given = JCS_EXT_BGR;  ///< of the pixels
    J_COLOR_SPACE stored = JCS_YCbCr;
    int quality = 90;
    int horizontal_sampling = 2, vertical_sampling = 2;
    bool progressive = false, arithmetic = false;
    bool interleaved = true;  ///< false: one scan a component
    int restart_rows = 0;
    Bytes exif = {};  ///< with "Exif\0\0" in front
};

/// `pixels` has the components of `form.given`.
Bytes jpeg_file(const cv::Mat& pixels, const JpegForm& form);

}  // namespace yolozu::test
