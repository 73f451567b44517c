// SPDX-License-Identifier: Apache-2.0
//
// FFmpeg's objects with owners.
#pragma once

#include <memory>

#include "video/ffmpeg/api.hpp"

namespace yolozu::ffmpeg {

struct Release {
    const Api* api = nullptr;

    void operator()(AVFormatContext* context) const { api->avformat_close_input(&context); }
    void operator()(AVCodecContext* context) const { api->avcodec_free_context(&context); }
    void operator()(AVPacket* packet) const { api->av_packet_free(&packet); }
    void operator()(AVFrame* frame) const { api->av_frame_free(&frame); }
    void operator()(SwsContext* context) const { api->sws_freeContext(context); }
};

template <class Object>
using Owned = std::unique_ptr<Object, Release>;

}  // namespace yolozu::ffmpeg
