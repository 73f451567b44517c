// SPDX-License-Identifier: Apache-2.0
//
// From what the user names to the list of pictures and the keys they have in the predictions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/input_image.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// How a picture is called in the predictions file.
enum class ImageKeyStyle {
    path,      ///< the path as given; for a folder's pictures, the folder as given and the file's name
    basename,  ///< the file's name
    relative,  ///< relative to the folder given, or as the list has it; for a file given by itself, its name
};
std::string_view to_string(ImageKeyStyle style);
std::optional<ImageKeyStyle> image_key_style_from_string(std::string_view name);

/// One of several runs that share the pictures.
struct Shard {
    std::size_t index = 1;  ///< from 1 to count
    std::size_t count = 1;
};

/// "2/4"; nothing where it is no shard.
std::optional<Shard> shard_from_string(std::string_view text);

/// The pictures of all shards, and where this one's begin and end among them.
class ListedImages {
public:
    ListedImages() = default;
    ListedImages(const std::vector<FoundImage>& images, std::size_t begin, std::size_t end);

    std::span<const InputImage> all() const { return images_; }
    std::size_t begin() const { return begin_; }
    std::size_t end() const { return end_; }
    std::span<const InputImage> of_shard() const { return all().subspan(begin_, end_ - begin_); }

private:
    std::unique_ptr<char[]> text_;  // all paths, one behind the other
    std::vector<InputImage> images_;
    std::size_t begin_ = 0, end_ = 0;
};

/// Videos, or a camera, whose frames are the pictures.
struct VideoRequest {
    std::vector<std::string> addresses;  ///< files, devices or what else FFmpeg opens; empty: none
    bool is_camera = false;              ///< one address that does not wait and does not end: the newest frame, always
    std::string format;                  ///< FFmpeg's name of their format; empty: told by bytes or address
    std::int64_t frame_step = 1;         ///< only every Nth frame, beginning with the first
};

/// Which pictures: those of `given`, then those of `lists`, then those of the data set.
struct SourceRequest {
    std::vector<std::filesystem::path> given;  ///< files, folders, patterns (see glob.hpp), and @LIST
    std::vector<std::filesystem::path> lists;  ///< see image_list.hpp
    std::filesystem::path dataset;             ///< see dataset.hpp; empty: none
    std::string split;                         ///< of the data set; empty: the usual one
    std::filesystem::path tar;                 ///< an archive instead of all these; "-": the standard input
    VideoRequest video;                        ///< its frames instead of all these
    bool recursive = false;                    ///< look into the folders below those given
    std::optional<std::size_t> max_images;     ///< only the first so many
    Shard shard;                               ///< of those
    ImageKeyStyle key_style = ImageKeyStyle::path;
};

/// Lists the pictures, in the order of what names them: files as they are given (existing or not: reading will tell),
/// folders and patterns by their picture files in byte order of their paths, lists in their own order. What exists
/// under its name is never taken for a pattern or an @LIST.
///
/// A shard is a stretch of that list, so that those of all shards one after the other are the whole, and their lengths
/// differ by one at most.
///
/// Fails when a folder, list or data set cannot be read or has no pictures, when two pictures, of whichever shards,
/// would get the same key, and when a shard is empty because there are more of them than pictures.
Result<ListedImages> list_images(const SourceRequest& request);

}  // namespace yolozu
