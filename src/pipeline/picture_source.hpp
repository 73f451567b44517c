// SPDX-License-Identifier: Apache-2.0
//
// The pictures of a run, one after the other.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/input_image.hpp"
#include "pipeline/sources.hpp"
#include "pipeline/tar_reader.hpp"
#include "predictions/image_key.hpp"
#include "yolozu/image.hpp"
#include "yolozu/predictions.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct NextPicture {
    const InputImage* image = nullptr;  ///< lives as long as the source
    // What a stream brought, one of these at most. None of them: it is to be read from its path.
    std::optional<std::vector<std::byte>> file{};
    std::optional<Image> pixels{};
    std::optional<Error> error{};  ///< why there is neither
    std::optional<VideoMoment> moment{};
};

class PictureSource {
public:
    virtual ~PictureSource() = default;

    /// How many pictures there will be, where that is known.
    virtual std::optional<std::size_t> count() const = 0;
    /// Those of other shards that come before the first one, which have names, too.
    virtual std::span<const InputImage> before() const = 0;
    /// Nothing at the end.
    virtual Result<std::optional<NextPicture>> next() = 0;
    /// The keys of all pictures that next() gave.
    virtual std::vector<std::string_view> keys() const = 0;
    /// Whether it never ends by itself, so that whoever stops it has all there is.
    virtual bool is_live() const { return false; }
};

/// Pictures whose names come one at a time and stay where they are.
class NamedPictures {
public:
    const InputImage& add(std::string name, std::size_t key_begin);
    std::size_t size() const { return pictures_.size(); }
    std::vector<std::string_view> keys() const;

private:
    struct Picture {
        std::string name;
        InputImage image;  // views the name
    };
    std::deque<Picture> pictures_;
};

/// The pictures of a list.
class ListSource final : public PictureSource {
public:
    explicit ListSource(ListedImages images) : images_(std::move(images)), next_(images_.begin()) {}

    std::optional<std::size_t> count() const override { return images_.of_shard().size(); }
    std::span<const InputImage> before() const override { return images_.all().first(images_.begin()); }
    Result<std::optional<NextPicture>> next() override;
    std::vector<std::string_view> keys() const override;

    std::span<const InputImage> images() const { return images_.of_shard(); }

private:
    ListedImages images_;
    std::size_t next_;
};

/// The picture files (by extension) of a tar archive, in its order, which may come through a pipe.
class TarSource final : public PictureSource {
public:
    /// "-" is the standard input. At most `max_images` are taken; files of more than `limit` bytes are pictures that
    /// cannot be read.
    static Result<std::unique_ptr<PictureSource>> open(const std::filesystem::path& archive, ImageKeyStyle style,
                                                       std::optional<std::size_t> max_images, std::int64_t limit);

    std::optional<std::size_t> count() const override { return std::nullopt; }
    std::span<const InputImage> before() const override { return {}; }
    /// Fails when two pictures have one key.
    Result<std::optional<NextPicture>> next() override;
    std::vector<std::string_view> keys() const override { return members_.keys(); }

private:
    TarSource(TarReader reader, std::filesystem::path archive, ImageKeyStyle style, std::size_t most)
        : reader_(std::move(reader)), archive_(std::move(archive)), style_(style), most_(most) {}
    Result<std::optional<NextPicture>> next_member();

    TarReader reader_;
    std::filesystem::path archive_;
    ImageKeyStyle style_;
    std::size_t most_;
    NamedPictures members_;
    ImageKeySet keys_;
};

}  // namespace yolozu
