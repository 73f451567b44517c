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
#include "yolozu/result.hpp"

namespace yolozu {

struct NextPicture {
    const InputImage* image = nullptr;  ///< lives as long as the source
    std::vector<std::byte> bytes{};     ///< of a stream: the file
    bool in_memory = false;             ///< false: it is to be read from its path
    bool too_large = false;             ///< over the limit: there are no bytes
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
    std::vector<std::string_view> keys() const override;

private:
    struct Member {
        std::string name;
        InputImage image;  // views the name
    };

    TarSource(TarReader reader, std::filesystem::path archive, ImageKeyStyle style, std::size_t most)
        : reader_(std::move(reader)), archive_(std::move(archive)), style_(style), most_(most) {}
    Result<std::optional<NextPicture>> next_member();

    TarReader reader_;
    std::filesystem::path archive_;
    ImageKeyStyle style_;
    std::size_t most_;
    std::deque<Member> members_;  // their places do not change
    ImageKeySet keys_;
};

}  // namespace yolozu
