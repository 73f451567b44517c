// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/try.hpp"
#include "image/orient.hpp"
#include "video/ffmpeg/input.hpp"
#include "video/ffmpeg/to_rgb.hpp"
#include "video/video.hpp"

namespace yolozu {
namespace ffmpeg {
namespace {

/// A decoder holds fewer frames back than this; one that fails more often without new data would do so for ever.
constexpr int most_held = 64;

Error damaged(const std::string& why) {
    return {ErrorCode::malformed, "the frame is damaged: " + why};
}

class Reader final : public VideoReader {
public:
    static Result<std::unique_ptr<VideoReader>> open(const Api& api, const std::string& address,
                                                     const VideoOptions& options);
    Result<std::optional<VideoFrame>> next() override;

private:
    Reader(const Api& api, std::unique_ptr<Input> input, const ImageReadOptions& limits, std::int64_t frame_step)
        : api_(api),
          input_(std::move(input)),
          decoder_(nullptr, Release{&api}),
          frame_(api.av_frame_alloc(), Release{&api}),
          to_rgb_(api, limits),
          frame_step_(frame_step),
          orientation_(limits.exif == ExifOrientation::apply ? input_->orientation() : 1) {}

    Status start_decoder(const VideoOptions& options);
    Status feed();
    Result<std::optional<VideoFrame>> lost(const std::string& why);
    Result<std::optional<VideoFrame>> end();
    VideoFrame shown();
    Result<Image> image();
    bool is_damaged() const;
    std::optional<double> seconds() const;

    const Api& api_;
    std::unique_ptr<Input> input_;
    Owned<AVCodecContext> decoder_;
    Owned<AVFrame> frame_;
    ToRgb to_rgb_;
    std::int64_t frame_step_;
    int orientation_;
    std::int64_t shown_ = 0;
    int failures_ = 0;  // since the last packet
    std::optional<Error> why_ended_;
    std::array<std::optional<std::int64_t>, most_held> torn_packets_;  // the times of the last ones
    std::size_t next_torn_ = 0;
    bool ended_ = false;
};

Result<std::unique_ptr<VideoReader>> Reader::open(const Api& api, const std::string& address,
                                                  const VideoOptions& options) {
    YOLOZU_ASSIGN(std::unique_ptr<Input> input, Input::open(api, address, options));
    std::unique_ptr<Reader> reader(new Reader(api, std::move(input), options.read, options.frame_step));
    YOLOZU_TRY(reader->start_decoder(options));
    return std::unique_ptr<VideoReader>(std::move(reader));
}

Status Reader::start_decoder(const VideoOptions& options) {
    const AVCodecParameters& parameters = *input_->stream().codecpar;
    if (parameters.width <= 0 || parameters.height <= 0)
        return Error(
            ErrorCode::unsupported,
            "nothing tells the size of its frames; where that stands at a file's end, a pipe comes to it too late");
    YOLOZU_TRY(to_rgb_.check_size(parameters.width, parameters.height));
    decoder_.reset(api_.avcodec_alloc_context3(input_->codec()));
    if (decoder_ == nullptr || frame_ == nullptr) return Error(ErrorCode::limit_exceeded, "out of memory");
    int code = api_.avcodec_parameters_to_context(decoder_.get(), &parameters);
    decoder_->max_pixels = options.read.max_pixels;
    decoder_->pkt_timebase = input_->stream().time_base;
    // Threads for whole frames hold frames back, and what they make of damaged ones depends on which is first.
    decoder_->thread_type = FF_THREAD_SLICE;
    decoder_->thread_count = 0;
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
        if (received == AVERROR_EOF) return end();
        if (received == AVERROR(EAGAIN)) {
            if (const Status fed = feed(); !fed) return lost(fed.error().message());
        } else if (received < 0) {
            return lost(message_of(api_, received));
        } else if (shown_++ % frame_step_ == 0) {
            return std::optional(shown());
        }
    }
    return std::optional<VideoFrame>();
}

/// Gives the decoder the next packet, or the end, after which it gives what it still holds.
Status Reader::feed() {
    const AVPacket* packet = nullptr;
    if (Result<const AVPacket*> read = input_->read())
        packet = *read;
    else
        why_ended_ = std::move(read).error();
    if (packet != nullptr) {
        failures_ = 0;
        if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0)
            torn_packets_[next_torn_++ % torn_packets_.size()] =
                packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    }
    const int sent = api_.avcodec_send_packet(decoder_.get(), packet);
    if (sent >= 0 || sent == AVERROR_EOF) return {};
    return Error(ErrorCode::malformed, message_of(api_, sent));
}

Result<std::optional<VideoFrame>> Reader::lost(const std::string& why) {
    if (++failures_ < most_held) return std::optional(VideoFrame{0, std::nullopt, damaged(why)});
    if (!why_ended_) why_ended_ = damaged("and so are all that follow");
    return end();
}

Result<std::optional<VideoFrame>> Reader::end() {
    ended_ = true;
    if (!why_ended_) return std::optional<VideoFrame>();
    if (why_ended_->code() == ErrorCode::cancelled) return std::move(*why_ended_);
    return std::optional(VideoFrame{0, std::nullopt, std::move(*why_ended_)});
}

VideoFrame Reader::shown() {
    return {shown_, seconds(), image()};
}

bool Reader::is_damaged() const {
    const std::int64_t time = frame_->pts != AV_NOPTS_VALUE ? frame_->pts : frame_->pkt_dts;
    return (frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->decode_error_flags != 0 ||
           std::ranges::find(torn_packets_, time) != torn_packets_.end();
}

Result<Image> Reader::image() {
    if (is_damaged()) return damaged("parts of it are missing");
    YOLOZU_ASSIGN(Image stored, to_rgb_.convert(*frame_));
    return orientation_ == 1 ? std::move(stored) : apply_orientation(std::move(stored), orientation_);
}

std::optional<double> Reader::seconds() const {
    const AVStream& stream = input_->stream();
    if (frame_->best_effort_timestamp == AV_NOPTS_VALUE) return std::nullopt;
    const auto time = static_cast<double>(frame_->best_effort_timestamp);  // a damaged file's may be any
    const double start = stream.start_time == AV_NOPTS_VALUE ? 0 : static_cast<double>(stream.start_time);
    return (time - start) * av_q2d(stream.time_base);
}

}  // namespace
}  // namespace ffmpeg

VideoSupport video_support() {
    const Result<const ffmpeg::Api*> api = ffmpeg::load_api();
    if (!api) return {false, {}, api.error().to_string()};
    return {true, (*api)->av_version_info(), {}};
}

Status check_video_format(const std::string& name) {
    YOLOZU_ASSIGN(const ffmpeg::Api* const api, ffmpeg::load_api());
    const Result<const AVInputFormat*> format = ffmpeg::find_format(*api, name);
    return format ? Status() : Status(format.error());
}

Result<std::unique_ptr<VideoReader>> open_video(const std::string& address, const VideoOptions& options) {
    YOLOZU_ASSIGN(const ffmpeg::Api* const api, ffmpeg::load_api());
    return ffmpeg::Reader::open(*api, address, options);
}

}  // namespace yolozu
