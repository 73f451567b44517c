// SPDX-License-Identifier: Apache-2.0
#include "pipeline/video_source.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/try.hpp"
#include "pipeline/credentials.hpp"
#include "video/newest_frame.hpp"
#include "video/video.hpp"

namespace yolozu {
namespace {

class VideoSource final : public PictureSource {
public:
    VideoSource(const SourceRequest& request, const ImageReadOptions& read, const std::atomic<bool>& cancelled)
        : videos_(request.video),
          style_(request.key_style),
          most_(request.max_images.value_or(SIZE_MAX)),
          read_(read),
          cancelled_(cancelled) {}

    Status check_keys() const;
    std::optional<std::size_t> count() const override { return std::nullopt; }
    std::span<const InputImage> before() const override { return {}; }
    Result<std::optional<NextPicture>> next() override;
    std::vector<std::string_view> keys() const override { return frames_.keys(); }
    bool is_live() const override { return videos_.is_camera; }

private:
    std::string name() const { return without_credentials(videos_.addresses[video_]); }
    Status open();
    Result<std::optional<NextPicture>> next_of_video();
    NextPicture picture(std::string name, Result<Image> image);
    void leave_video();

    const VideoRequest& videos_;
    ImageKeyStyle style_;
    std::size_t most_;
    const ImageReadOptions& read_;
    const std::atomic<bool>& cancelled_;

    std::size_t video_ = 0;  // of the addresses: the one at hand
    std::unique_ptr<VideoReader> reader_;
    bool has_frames_ = false;
    int lost_ = 0;
    NamedPictures frames_;
};

std::size_t key_begin_of(std::string_view name, ImageKeyStyle style) {
    return style == ImageKeyStyle::path ? 0 : file_name_begin(name);
}

Status VideoSource::check_keys() const {
    ImageKeySet keys;
    for (const std::string& address : videos_.addresses) {
        const std::string name = without_credentials(address);
        const std::string_view key = std::string_view(name).substr(key_begin_of(name, style_));
        YOLOZU_ASSIGN(const bool is_new, keys.insert(key));
        if (!is_new) return refused_key(key, "is that of two videos; choose another --image-key");
    }
    return {};
}

Status VideoSource::open() {
    const std::string& address = videos_.addresses[video_];
    VideoOptions options{videos_.format, read_, videos_.frame_step, &cancelled_};
    // FFmpeg's name for the cameras of Linux, whose devices say nothing themselves.
    if (videos_.is_camera && options.format.empty() && address.starts_with("/dev/")) options.format = "v4l2";
    YOLOZU_ASSIGN(reader_, open_video(address, options));
    if (videos_.is_camera) reader_ = std::make_unique<NewestFrameReader>(std::move(reader_), cancelled_);
    return {};
}

NextPicture VideoSource::picture(std::string name, Result<Image> image) {
    const std::size_t key_begin = key_begin_of(name, style_);
    NextPicture picture{&frames_.add(std::move(name), key_begin)};
    if (image)
        picture.pixels = std::move(image).value();
    else
        picture.error = std::move(image).error();
    return picture;
}

void VideoSource::leave_video() {
    reader_.reset();
    has_frames_ = false;
    lost_ = 0;
    ++video_;
}

Result<std::optional<NextPicture>> VideoSource::next() {
    while (video_ < videos_.addresses.size() && frames_.size() < most_) {
        YOLOZU_ASSIGN(std::optional<NextPicture> found, next_of_video());
        if (found) return found;
    }
    return std::optional<NextPicture>();
}

/// Nothing when it has no more; then the next one is at hand.
Result<std::optional<NextPicture>> VideoSource::next_of_video() {
    if (reader_ == nullptr) {
        if (Status opened = open(); !opened) {
            if (cancelled_) return Error(ErrorCode::cancelled, "stopped on request");
            NextPicture unopened = picture(name(), std::move(opened).error());
            leave_video();
            return std::optional(std::move(unopened));
        }
    }
    YOLOZU_ASSIGN(std::optional<VideoFrame> frame, reader_->next());
    if (frame) {
        has_frames_ = true;
        const std::string frame_name =
            frame->number > 0 ? fmt::format("{:06}", frame->number) : fmt::format("lost-{:06}", ++lost_);
        NextPicture found = picture(fmt::format("{}#{}", name(), frame_name), std::move(frame->image));
        found.moment = VideoMoment{frame->number, frame->seconds};
        return std::optional(std::move(found));
    }
    std::optional<NextPicture> nothing;
    if (!has_frames_ && !cancelled_)
        nothing = picture(name(), Error(ErrorCode::malformed, "there are no frames in it"));
    leave_video();
    return nothing;
}

}  // namespace

Result<std::unique_ptr<PictureSource>> open_video_source(const SourceRequest& request, const ImageReadOptions& read,
                                                         const std::atomic<bool>& cancelled) {
    if (const VideoSupport support = video_support(); !support.available)
        return Error(ErrorCode::unavailable, support.reason);
    YOLOZU_TRY(check_video_format(request.video.format));
    auto source = std::make_unique<VideoSource>(request, read, cancelled);
    YOLOZU_TRY(source->check_keys());
    return std::unique_ptr<PictureSource>(std::move(source));
}

}  // namespace yolozu
