// SPDX-License-Identifier: Apache-2.0
//
// Frames of videos and cameras, through FFmpeg's libraries. They are loaded when the first video is opened, so a
// program that can read videos starts and runs without them; a build without FFmpeg's headers says so.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "yolozu/image.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct VideoSupport {
    bool available = false;
    std::string version;  ///< FFmpeg's, "5.1.9"
    std::string reason;   ///< why not, and what to do
};

/// Loads the libraries to find out.
VideoSupport video_support();

/// Whether FFmpeg knows the format; `invalid_argument` where it does not. An empty name is right.
Status check_video_format(const std::string& name);

struct VideoFrame {
    std::int64_t number = 0;        ///< in the order in which they are shown, from 1; 0: it is lost and has none
    std::optional<double> seconds;  ///< since the video's beginning, where it says
    Result<Image> image;            ///< an error: the frame is damaged
};

struct VideoOptions {
    std::string format;  ///< FFmpeg's name of the input's format; empty: told by its bytes or its address
    ImageReadOptions read;
    std::int64_t frame_step = 1;                   ///< only every Nth frame, beginning with the first
    const std::atomic<bool>* cancelled = nullptr;  ///< reading ends when it becomes true; may be null
};

/// Reads a video front to back, which may come over a network.
class VideoReader {
public:
    virtual ~VideoReader() = default;

    /// Pixels are those of OpenCV's VideoCapture, as RGB: chroma is interpolated bicubically, and matrix and range
    /// are those that FFmpeg's scaler assumes for the pixel format. A frame is turned as the video says (and as FFmpeg
    /// turns it; OpenCV 4.6 turns quarters the other way, which is mended in later ones) unless `read.exif` ignores
    /// it.
    ///
    /// Nothing at the end. A frame that the decoder made up in part, because its data are damaged, has an error instead
    /// of an image; data that it can make nothing of are a lost frame, told when that is found out, which may be before
    /// earlier frames are shown. What a decoder leaves out without a word is not noticed. `cancelled` when it was; any
    /// other failure to read on is a last lost frame.
    virtual Result<std::optional<VideoFrame>> next() = 0;
};

/// Opens a file, a device or an address that FFmpeg knows; "-" is the standard input. `unavailable` where the libraries
/// are missing. What sends nothing for half a minute is given up.
Result<std::unique_ptr<VideoReader>> open_video(const std::string& address, const VideoOptions& options);

}  // namespace yolozu
