// SPDX-License-Identifier: Apache-2.0
#include "video/ffmpeg/input.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <system_error>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ffmpeg {
namespace {

constexpr std::chrono::seconds longest_silence{30};

Result<const AVInputFormat*> find_format(const Api& api, const std::string& name) {
    if (name.empty()) return nullptr;
    if (const AVInputFormat* const format = api.av_find_input_format(name.c_str())) return format;
    YOLOZU_TRY(load_devices());
    if (const AVInputFormat* const format = api.av_find_input_format(name.c_str())) return format;
    return Error(ErrorCode::invalid_argument,
                 fmt::format("FFmpeg knows no format '{}'; `ffmpeg -demuxers -devices` lists them",
                             printable(std::string_view(name))));
}

/// FFmpeg would take the beginning of "9:16.mp4" for a protocol.
std::string address_for_ffmpeg(const std::string& address, const std::string& format) {
    std::error_code unknown;
    const bool is_file = format.empty() && std::filesystem::exists(address, unknown);
    return is_file ? "file:" + address : address;
}

}  // namespace

Input::Input(const Api& api, const std::atomic<bool>* cancelled)
    : api_(api),
      cancelled_(cancelled),
      context_(nullptr, Release{&api}),
      packet_(api.av_packet_alloc(), Release{&api}) {}

/// FFmpeg asks this again and again while it waits.
int Input::must_stop(void* input) {
    const auto& self = *static_cast<const Input*>(input);
    return self.is_cancelled() || Clock::now() > self.deadline_.load() ? 1 : 0;
}

Error Input::failure(const char* what, int code) const {
    if (is_cancelled()) return {ErrorCode::cancelled, "stopped on request"};
    if (code == AVERROR_EXIT)
        return {ErrorCode::io, fmt::format("{}: nothing came for {} seconds", what, longest_silence.count())};
    const bool is_damaged = code == AVERROR_INVALIDDATA;
    return {is_damaged ? ErrorCode::malformed : ErrorCode::io, fmt::format("{}: {}", what, message_of(api_, code))};
}

Status Input::connect(const std::string& address, const std::string& format_name) {
    YOLOZU_ASSIGN(const AVInputFormat* const format, find_format(api_, format_name));
    AVFormatContext* context = api_.avformat_alloc_context();
    if (context == nullptr || packet_ == nullptr) return Error(ErrorCode::limit_exceeded, "out of memory");
    context->interrupt_callback = {must_stop, this};
    deadline_ = Clock::now() + longest_silence;
    // Where this fails it frees the context.
    const int opened =
        api_.avformat_open_input(&context, address_for_ffmpeg(address, format_name).c_str(), format, nullptr);
    if (opened < 0) return failure("cannot open it", opened);
    context_.reset(context);
    const int found = api_.avformat_find_stream_info(context, nullptr);
    if (found < 0) return failure("cannot tell what is in it", found);
    return {};
}

Status Input::choose_stream() {
    stream_ = api_.av_find_best_stream(context_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec_, 0);
    if (stream_ == AVERROR_DECODER_NOT_FOUND)
        return Error(ErrorCode::unsupported, "FFmpeg on this machine has no decoder for its video");
    const bool is_cover = stream_ >= 0 && (stream().disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (stream_ < 0 || is_cover) return Error(ErrorCode::unsupported, "there is no video in it");
    for (unsigned index = 0; index < context_->nb_streams; ++index)
        if (static_cast<int>(index) != stream_) context_->streams[index]->discard = AVDISCARD_ALL;
    return {};
}

Result<std::unique_ptr<Input>> Input::open(const Api& api, const std::string& address, const VideoOptions& options) {
    std::unique_ptr<Input> input(new Input(api, options.cancelled));
    YOLOZU_TRY(input->connect(address, options.format));
    YOLOZU_TRY(input->choose_stream());
    return input;
}

Result<const AVPacket*> Input::read() {
    do {
        api_.av_packet_unref(packet_.get());
        deadline_ = Clock::now() + longest_silence;
        if (is_cancelled()) return failure("cannot read on", AVERROR_EXIT);
        const int code = api_.av_read_frame(context_.get(), packet_.get());
        if (code == AVERROR_EOF) return nullptr;
        if (code < 0) return failure("cannot read on", code);
    } while (packet_->stream_index != stream_);
    return packet_.get();
}

int Input::orientation() const {
    std::size_t size = 0;
    const std::uint8_t* const matrix = api_.av_stream_get_side_data(&stream(), AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (matrix == nullptr || size < 9 * sizeof(std::int32_t)) return 1;
    // Degrees counter-clockwise; videos turn by quarters.
    const double degrees = api_.av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
    if (!std::isfinite(degrees)) return 1;
    const int quarters = static_cast<int>(std::lround(-degrees / 90)) & 3;
    constexpr int orientations[] = {1, 6, 3, 8};
    return orientations[quarters];
}

}  // namespace yolozu::ffmpeg
