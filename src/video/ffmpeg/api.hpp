// SPDX-License-Identifier: Apache-2.0
//
// FFmpeg's functions, looked up when they are needed: linked in, its libraries and the hundred behind them would be
// loaded by every start of the program.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavdevice/avdevice.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libswscale/swscale.h>
}

#include "yolozu/result.hpp"

namespace yolozu::ffmpeg {

// LIBRARY, FUNCTION
// clang-format off
#define YOLOZU_FFMPEG_FUNCTIONS(use)            \
    use(avutil, av_version_info)                \
    use(avutil, av_log_set_level)               \
    use(avutil, av_max_alloc)                   \
    use(avutil, av_strerror)                    \
    use(avutil, av_frame_alloc)                 \
    use(avutil, av_frame_free)                  \
    use(avutil, av_frame_get_buffer)            \
    use(avutil, av_display_rotation_get)        \
    use(avcodec, av_packet_alloc)               \
    use(avcodec, av_packet_free)                \
    use(avcodec, av_packet_unref)               \
    use(avcodec, avcodec_alloc_context3)        \
    use(avcodec, avcodec_free_context)          \
    use(avcodec, avcodec_parameters_to_context) \
    use(avcodec, avcodec_open2)                 \
    use(avcodec, avcodec_send_packet)           \
    use(avcodec, avcodec_receive_frame)         \
    use(avformat, av_find_input_format)         \
    use(avformat, avformat_alloc_context)       \
    use(avformat, avformat_open_input)          \
    use(avformat, avformat_close_input)         \
    use(avformat, avformat_network_init)        \
    use(avformat, avformat_find_stream_info)    \
    use(avformat, av_find_best_stream)          \
    use(avformat, av_read_frame)                \
    use(avformat, av_stream_get_side_data)      \
    use(swscale, sws_getCachedContext)          \
    use(swscale, sws_scale)                     \
    use(swscale, sws_freeContext)
// clang-format on

struct Api {
#define YOLOZU_FFMPEG_MEMBER(library, function) decltype(&::function) function = nullptr;
    YOLOZU_FFMPEG_FUNCTIONS(YOLOZU_FFMPEG_MEMBER)
#undef YOLOZU_FFMPEG_MEMBER
};

/// The libraries of the versions whose headers this was built with, loaded once and for good. `unavailable` when one is
/// missing; says which and how to get it.
Result<const Api*> load_api();

/// Makes the formats of cameras and other devices known, which a library of its own has.
Status load_devices();

/// What FFmpeg says of a negative return value.
std::string message_of(const Api& api, int code);

}  // namespace yolozu::ffmpeg
