// SPDX-License-Identifier: Apache-2.0
#include "cli/source_options.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "cli/choice.hpp"

namespace yolozu::cli {
namespace {

Status check_combination(const CommandLine& line) {
    bool named = line.has("--image") || line.has("--list") || line.has("--dataset");
    for (const char* const flag : {"--tar", "--video", "--camera"}) {
        if (!line.has(flag)) continue;
        if (named)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("{} has all the images; leave the other sources out", flag));
        if (line.has("--shard"))
            return Error(ErrorCode::invalid_argument,
                         "--shard needs to know how many images there are, which an archive or a video does not say; "
                         "give each machine archives or videos of its own");
        named = true;
    }
    if (!named)
        return Error(ErrorCode::invalid_argument,
                     "--image is required, or --list, --dataset, --tar, --video or --camera");
    if (line.has("--camera") && line.has("--resume"))
        return Error(ErrorCode::invalid_argument, "--resume cannot go on with a --camera, which does not wait");
    for (const char* const flag : {"--frame-step", "--video-format"})
        if (line.has(flag) && !line.has("--video") && !line.has("--camera"))
            return Error(ErrorCode::invalid_argument, fmt::format("{} is for a --video or a --camera", flag));
    if (line.has("--split") && !line.has("--dataset"))
        return Error(ErrorCode::invalid_argument, "--split says which part of a --dataset is meant; give that, too");
    return {};
}

}  // namespace

void add_source_options(CommandLine& line, SourceFlags& flags) {
    OptionGroup group = line.group("Input and output");
    group.add_option("--image", flags.images,
                     "an image, a folder of images, a quoted pattern ('photos/**/*.jpg') or @LIST; may be repeated");
    group.add_option("--list", flags.lists,
                     "a file with one path a line (.csv: in the first column); -: the standard input; may be repeated");
    group.add_option("--dataset", flags.dataset, "a YOLO data set: its folder, data.yaml or dataset.json");
    group.add_option("--split", flags.split, "of the data set: val, train or a folder's name");
    group.add_option("--tar", flags.tar, "a tar archive whose picture files are the images; -: the standard input");
    group.add_option("--video", flags.videos,
                     "a video, whose frames are the images; -: the standard input; may be repeated");
    group.add_option("--camera", flags.camera,
                     "a camera (/dev/video0, rtsp://...): its newest frame, again and again, until stopped");
    group.add_option("--frame-step", flags.frame_step, "of a video or camera only every Nth frame")
        .within(1, 1'000'000'000);
    group.add_option("--video-format", flags.video_format, "what FFmpeg calls the format, where it cannot tell");
    group.add_flag("--recursive", flags.recursive, "look into the folders below those given, too");
    group.add_option("--max-images", flags.max_images, "only the first so many").within(1, 1'000'000'000);
    group.add_option("--shard", flags.shard, "one of several runs that share the images: 1/4 to 4/4");
    group.add_option("--image-key", flags.image_key, "how images are called in the file: path, basename or relative");
}

Result<SourceRequest> to_sources(const CommandLine& line, const SourceFlags& flags) {
    YOLOZU_TRY(check_combination(line));
    SourceRequest request;
    request.given.assign(flags.images.begin(), flags.images.end());
    request.lists.assign(flags.lists.begin(), flags.lists.end());
    request.dataset = flags.dataset;
    request.tar = flags.tar;
    request.video = {flags.videos, line.has("--camera"), flags.video_format, flags.frame_step};
    if (request.video.is_camera) request.video.addresses = {flags.camera};
    request.split = flags.split;
    request.recursive = flags.recursive;
    request.max_images = flags.max_images;
    if (line.has("--shard")) {
        const std::optional<Shard> shard = shard_from_string(flags.shard);
        if (!shard)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("--shard: '{}' is not a shard and their number, 1/4 to 4/4 for four",
                                     printable(flags.shard)));
        request.shard = *shard;
    }
    YOLOZU_ASSIGN(request.key_style, chosen("--image-key", flags.image_key, "path, basename, relative",
                                            image_key_style_from_string(flags.image_key)));
    return request;
}

}  // namespace yolozu::cli
