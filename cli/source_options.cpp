// SPDX-License-Identifier: Apache-2.0
#include "cli/source_options.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "cli/choice.hpp"

namespace yolozu::cli {
namespace {

Status check_combination(const CommandLine& line) {
    const bool named = line.has("--image") || line.has("--list") || line.has("--dataset");
    if (!named && !line.has("--tar"))
        return Error(ErrorCode::invalid_argument, "--image is required, or --list, --dataset or --tar");
    if (line.has("--tar") && named)
        return Error(ErrorCode::invalid_argument, "--tar has all the images; leave --image, --list and --dataset out");
    if (line.has("--tar") && line.has("--shard"))
        return Error(ErrorCode::invalid_argument,
                     "--shard needs to know how many images there are, which an archive does not say; give each "
                     "machine archives of its own");
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
