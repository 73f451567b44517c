// SPDX-License-Identifier: Apache-2.0
//
// WebP, lossy and lossless, through libwebp; of an animation the first frame.
#include <fmt/format.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/exif.hpp"
#include "image/formats.hpp"

namespace yolozu {
namespace {

struct DemuxerDeleter {
    void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DemuxerDeleter>;

/// The first frame of an open file; libwebp wants it given back.
class FirstFrame {
public:
    explicit FirstFrame(const Demuxer& demuxer) : found_(WebPDemuxGetFrame(demuxer.get(), 1, &frame_) != 0) {}
    ~FirstFrame() {
        if (found_) WebPDemuxReleaseIterator(&frame_);
    }
    FirstFrame(const FirstFrame&) = delete;
    FirstFrame& operator=(const FirstFrame&) = delete;

    bool found() const { return found_; }
    const WebPIterator* operator->() const { return &frame_; }

private:
    WebPIterator frame_{};
    bool found_;
};

Result<Demuxer> open_webp(FileBytes file) {
    const WebPData data{reinterpret_cast<const std::uint8_t*>(file.data()), file.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    Demuxer demuxer(WebPDemuxPartial(&data, &state));
    if (state == WEBP_DEMUX_PARSING_HEADER)
        return Error(ErrorCode::malformed, "truncated WebP: ended within the header");
    if (state == WEBP_DEMUX_PARSED_HEADER)
        return Error(ErrorCode::malformed, "truncated WebP: ended within the pixels");
    if (state != WEBP_DEMUX_DONE || !demuxer)
        return Error(ErrorCode::malformed, "corrupt WebP: its chunks do not fit together");
    return demuxer;
}

int webp_orientation(const Demuxer& demuxer) {
    WebPChunkIterator chunk{};
    if (WebPDemuxGetChunk(demuxer.get(), "EXIF", 1, &chunk) == 0) return 1;
    const int orientation = exif_orientation(std::as_bytes(std::span(chunk.chunk.bytes, chunk.chunk.size)));
    WebPDemuxReleaseChunkIterator(&chunk);
    return orientation;
}

Error decoding_error(VP8StatusCode status) {
    switch (status) {
        case VP8_STATUS_OUT_OF_MEMORY:
            return {ErrorCode::limit_exceeded, "not enough memory to decode this WebP"};
        case VP8_STATUS_UNSUPPORTED_FEATURE:
            return {ErrorCode::unsupported, "WebP with a feature libwebp does not know"};
        case VP8_STATUS_SUSPENDED:
        case VP8_STATUS_NOT_ENOUGH_DATA:
            return {ErrorCode::malformed, "truncated WebP: ended within the pixels"};
        default:
            return {ErrorCode::malformed, "corrupt WebP: its pixels cannot be decoded"};
    }
}

/// Decodes a frame to its place in the picture; the decoder drops alpha.
Status decode_frame(const FirstFrame& frame, Image& image) {
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0)
        return Error(ErrorCode::unavailable, "the libwebp in use is not the one this program was built for");
    const std::ptrdiff_t start = frame->y_offset * image.stride_bytes() + std::ptrdiff_t{3} * frame->x_offset;
    const std::ptrdiff_t size = image.height() * image.stride_bytes() - start;
    config.output.colorspace = MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = image.data() + start;
    config.output.u.RGBA.stride = static_cast<int>(image.stride_bytes());
    config.output.u.RGBA.size = static_cast<std::size_t>(size);
    const VP8StatusCode status = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
    if (status != VP8_STATUS_OK) return decoding_error(status);
    return {};
}

bool lies_inside(const FirstFrame& frame, const Image& image) {
    return frame->x_offset >= 0 && frame->y_offset >= 0 && frame->width > 0 && frame->height > 0 &&
           frame->width <= image.width() - frame->x_offset && frame->height <= image.height() - frame->y_offset;
}

}  // namespace

Result<StoredImage> decode_webp(FileBytes file, const ImageReadOptions& options) {
    YOLOZU_ASSIGN(const Demuxer demuxer, open_webp(file));
    const std::int64_t width = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH);
    const std::int64_t height = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT);
    YOLOZU_TRY(check_dimensions(width, height, options));
    const FirstFrame frame(demuxer);
    if (!frame.found() || frame->complete == 0) return Error(ErrorCode::malformed, "corrupt WebP: it has no frame");
    StoredImage stored{Image(static_cast<int>(width), static_cast<int>(height)), webp_orientation(demuxer)};
    if (!lies_inside(frame, stored.pixels))
        return Error(ErrorCode::malformed, "corrupt WebP: its first frame is not inside the picture");
    if (frame->width != width || frame->height != height)
        std::fill_n(stored.pixels.data(), stored.pixels.height() * stored.pixels.stride_bytes(), std::uint8_t{0});
    YOLOZU_TRY(decode_frame(frame, stored.pixels));
    return stored;
}

}  // namespace yolozu
