// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "base/try.hpp"
#include "image/orient.hpp"
#include "video/ffmpeg/input.hpp"
#include "video/ffmpeg/to_rgb.hpp"
#include "video/video.hpp"

namespace yolozu {
namespace ffmpeg {
namespace {

/// A decoder has no more frames in work than this; one that fails more often without new data would do so for ever.
constexpr int most_failures = 64;

class Reader final : public VideoReader {
public:
    static Result<std::unique_ptr<VideoReader>> open(const Api& api, const std::string& address,
                                                     const VideoOptions& options);
    Result<std::optional<VideoFrame>> next() override;

private:
    Reader(const Api& api, std::unique_ptr<Input> input, const ImageReadOptions& limits)
        : api_(api),
          input_(std::move(input)),
          decoder_(nullptr, Release{&api}),
          frame_(api.av_frame_alloc(), Release{&api}),
          to_rgb_(api, limits),
          orientation_(limits.exif == ExifOrientation::apply ? input_->orientation() : 1) {}

    Status start_decoder(const VideoOptions& options);
    Result<std::optional<VideoFrame>> lost(const std::string& why);
    Result<std::optional<VideoFrame>> last(Error why);
    VideoFrame shown();
    Result<Image> image();
    std::optional<double> seconds() const;

    const Api& api_;
    std::unique_ptr<Input> input_;
    Owned<AVCodecContext> decoder_;
    Owned<AVFrame> frame_;
    ToRgb to_rgb_;
    int orientation_;
    std::int64_t shown_ = 0;
    int failures_ = 0;  // since the last packet
    bool ended_ = false;
};

Result<std::unique_ptr<VideoReader>> Reader::open(const Api& api, const std::string& address,
                                                  const VideoOptions& options) {
    YOLOZU_ASSIGN(std::unique_ptr<Input> input, Input::open(api, address, options));
    std::unique_ptr<Reader> reader(new Reader(api, std::move(input), options.read));
    YOLOZU_TRY(reader->start_decoder(options));
    return std::unique_ptr<VideoReader>(std::move(reader));
}

Status Reader::start_decoder(const VideoOptions& options) {
    const AVCodecParameters& parameters = *input_->stream().codecpar;
    YOLOZU_TRY(to_rgb_.check_size(parameters.width, parameters.height));
    decoder_.reset(api_.avcodec_alloc_context3(input_->codec()));
    if (decoder_ == nullptr || frame_ == nullptr) return Error(ErrorCode::limit_exceeded, "out of memory");
    int code = api_.avcodec_parameters_to_context(decoder_.get(), &parameters);
    decoder_->max_pixels = options.read.max_pixels;
    decoder_->pkt_timebase = input_->stream().time_base;
    // Threads for whole frames hold as many frames back as there are threads.
    decoder_->thread_count = options.low_delay ? 1 : 0;
    // Motion JPEG's decoder says nothing of damaged parts otherwise; for others this would make errors of oddities.
    if (parameters.codec_id == AV_CODEC_ID_MJPEG) decoder_->err_recognition |= AV_EF_EXPLODE;
    if (code >= 0) code = api_.avcodec_open2(decoder_.get(), input_->codec(), nullptr);
    if (code < 0)
        return Error(ErrorCode::unsupported, fmt::format("cannot decode its video: {}", message_of(api_, code)));
    return {};
}

Result<std::optional<VideoFrame>> Reader::next() {
    while (!ended_) {
        const int received = api_.avcodec_receive_frame(decoder_.get(), frame_.get());
        if (received >= 0) return std::optional(shown());
        if (received == AVERROR_EOF) break;
        if (received != AVERROR(EAGAIN)) return lost(message_of(api_, received));
        const Result<const AVPacket*> packet = input_->read();
        if (!packet) return last(packet.error());
        if (*packet != nullptr) failures_ = 0;
        if (*packet != nullptr && ((*packet)->flags & AV_PKT_FLAG_CORRUPT) != 0) return lost("its data are not whole");
        const int sent = api_.avcodec_send_packet(decoder_.get(), *packet);
        if (sent < 0 && sent != AVERROR_EOF) return lost(message_of(api_, sent));
    }
    ended_ = true;
    return std::optional<VideoFrame>();
}

Result<std::optional<VideoFrame>> Reader::lost(const std::string& why) {
    if (++failures_ == most_failures) return last(damaged("and so are all that follow"));
    return std::optional(VideoFrame{0, std::nullopt, damaged(why)});
}

Result<std::optional<VideoFrame>> Reader::last(Error why) {
    ended_ = true;
    if (why.code() == ErrorCode::cancelled) return why;
    return std::optional(VideoFrame{0, std::nullopt, std::move(why)});
}

VideoFrame Reader::shown() {
    return {++shown_, seconds(), image()};
}

Result<Image> Reader::image() {
    if ((frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->decode_error_flags != 0)
        return damaged("parts of it are missing");
    YOLOZU_ASSIGN(Image stored, to_rgb_.convert(*frame_));
    return orientation_ == 1 ? std::move(stored) : apply_orientation(std::move(stored), orientation_);
}

std::optional<double> Reader::seconds() const {
    const AVStream& stream = input_->stream();
    if (frame_->best_effort_timestamp == AV_NOPTS_VALUE) return std::nullopt;
    const std::int64_t start = stream.start_time == AV_NOPTS_VALUE ? 0 : stream.start_time;
    // A file may hold any two numbers, so their difference is no std::int64_t.
    return (static_cast<double>(frame_->best_effort_timestamp) - static_cast<double>(start)) * av_q2d(stream.time_base);
}

}  // namespace
}  // namespace ffmpeg

VideoSupport video_support() {
    const Result<const ffmpeg::Api*> api = ffmpeg::load_api();
    if (!api) return {false, {}, api.error().to_string()};
    return {true, (*api)->av_version_info(), {}};
}

Result<std::unique_ptr<VideoReader>> open_video(const std::string& address, const VideoOptions& options) {
    YOLOZU_ASSIGN(const ffmpeg::Api* const api, ffmpeg::load_api());
    return ffmpeg::Reader::open(*api, address, options);
}

}  // namespace yolozu
