// SPDX-License-Identifier: Apache-2.0
#include "cli/source_options.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "cli/choice.hpp"

namespace yolozu::cli {
namespace {

Status check_combination(const CLI::App& app) {
    const std::size_t named = app.count("--image") + app.count("--list") + app.count("--dataset");
    std::size_t streams = 0;
    for (const char* const flag : {"--tar", "--video", "--camera"}) {
        if (app.count(flag) == 0) continue;
        if (named + streams++ != 0)
            return Error(ErrorCode::invalid_argument,
                         fmt::format("{} has all the images; leave the other sources out", flag));
        if (app.count("--shard") != 0)
            return Error(ErrorCode::invalid_argument,
                         "--shard needs to know how many images there are, which an archive or a video does not say; "
                         "give each machine archives or videos of its own");
    }
    if (named + streams == 0)
        return Error(ErrorCode::invalid_argument,
                     "--image is required, or --list, --dataset, --tar, --video or --camera");
    if (app.count("--camera") != 0 && app.count("--resume") != 0)
        return Error(ErrorCode::invalid_argument, "--resume cannot go on with a --camera, which does not wait");
    for (const char* const flag : {"--frame-step", "--video-format"})
        if (app.count(flag) != 0 && app.count("--video") + app.count("--camera") == 0)
            return Error(ErrorCode::invalid_argument, fmt::format("{} is for a --video or a --camera", flag));
    if (app.count("--split") != 0 && app.count("--dataset") == 0)
        return Error(ErrorCode::invalid_argument, "--split says which part of a --dataset is meant; give that, too");
    return {};
}

}  // namespace

void add_source_options(CLI::App& app, SourceFlags& flags) {
    const std::string group = "Input and output";
    app.add_option("--image", flags.images,
                   "an image, a folder of images, a quoted pattern ('photos/**/*.jpg') or @LIST; may be repeated")
        ->group(group);
    app.add_option("--list", flags.lists,
                   "a file with one path a line (.csv: in the first column); -: the standard input; may be repeated")
        ->group(group);
    app.add_option("--dataset", flags.dataset, "a YOLO data set: its folder, data.yaml or dataset.json")->group(group);
    app.add_option("--split", flags.split, "of the data set: val, train or a folder's name")->group(group);
    app.add_option("--tar", flags.tar, "a tar archive whose picture files are the images; -: the standard input")
        ->group(group);
    app.add_option("--video", flags.videos, "a video, whose frames are the images; may be repeated")->group(group);
    app.add_option("--camera", flags.camera,
                   "a camera (/dev/video0, rtsp://...): its newest frame, again and again, until stopped")
        ->group(group);
    app.add_option("--frame-step", flags.frame_step, "of a video or camera only every Nth frame")
        ->check(CLI::Range(1LL, 1'000'000'000LL))
        ->group(group);
    app.add_option("--video-format", flags.video_format, "what FFmpeg calls the format, where it cannot tell")
        ->group(group);
    app.add_flag("--recursive", flags.recursive, "look into the folders below those given, too")->group(group);
    app.add_option("--max-images", flags.max_images, "only the first so many")
        ->check(CLI::Range(1LL, 1'000'000'000LL))
        ->group(group);
    app.add_option("--shard", flags.shard, "one of several runs that share the images: 1/4 to 4/4")->group(group);
    app.add_option("--image-key", flags.image_key, "how images are called in the file: path, basename or relative")
        ->capture_default_str()
        ->group(group);
}

Result<SourceRequest> to_sources(const CLI::App& app, const SourceFlags& flags) {
    YOLOZU_TRY(check_combination(app));
    SourceRequest request;
    request.given.assign(flags.images.begin(), flags.images.end());
    request.lists.assign(flags.lists.begin(), flags.lists.end());
    request.dataset = flags.dataset;
    request.tar = flags.tar;
    request.video = {flags.videos, !flags.camera.empty(), flags.video_format, flags.frame_step};
    if (request.video.is_camera) request.video.addresses = {flags.camera};
    request.split = flags.split;
    request.recursive = flags.recursive;
    if (flags.max_images > 0) request.max_images = static_cast<std::size_t>(flags.max_images);
    if (app.count("--shard") != 0) {
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
