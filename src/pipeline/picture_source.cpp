// SPDX-License-Identifier: Apache-2.0
#include "pipeline/picture_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "pipeline/folder_pictures.hpp"

namespace yolozu {
namespace {

bool is_picture(const std::string& name) {
    return has_picture_extension(name) && !is_hidden(name);
}

}  // namespace

Result<std::optional<NextPicture>> ListSource::next() {
    if (next_ == images_.end()) return std::optional<NextPicture>();
    return std::optional(NextPicture{&images_.all()[next_++], {}, false, false});
}

std::vector<std::string_view> ListSource::keys() const {
    std::vector<std::string_view> keys;
    keys.reserve(images().size());
    for (const InputImage& image : images()) keys.push_back(image.key());
    return keys;
}

Result<std::unique_ptr<PictureSource>> TarSource::open(const std::filesystem::path& archive, ImageKeyStyle style,
                                                       std::optional<std::size_t> max_images, std::int64_t limit) {
    Descriptor file(archive == "-" ? ::dup(STDIN_FILENO) : ::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number() < 0)
        return in_file("archive", archive, Result<std::unique_ptr<PictureSource>>(system_error("cannot open", errno)));
    TarReader reader(std::move(file), is_picture, limit);
    return std::unique_ptr<PictureSource>(
        new TarSource(std::move(reader), archive, style, max_images.value_or(SIZE_MAX)));
}

Result<std::optional<NextPicture>> TarSource::next() {
    return in_file("archive", archive_, next_member());
}

Result<std::optional<NextPicture>> TarSource::next_member() {
    if (members_.size() == most_) return std::optional<NextPicture>();
    YOLOZU_ASSIGN(std::optional<TarMember> found, reader_.next());
    if (!found) return std::optional<NextPicture>();
    Member& member = members_.emplace_back();
    member.name = found->name.starts_with("./") ? found->name.substr(2) : std::move(found->name);
    member.image.path = member.name;
    if (style_ == ImageKeyStyle::basename) member.image.key_begin = file_name_begin(member.name);
    YOLOZU_ASSIGN(const bool is_new, keys_.insert(member.image.key()));
    if (!is_new) return refused_key(member.image.key(), "is that of two files; choose another --image-key");
    return std::optional(NextPicture{&member.image, std::move(found->bytes), true, found->too_large});
}

std::vector<std::string_view> TarSource::keys() const {
    std::vector<std::string_view> keys;
    keys.reserve(members_.size());
    for (const Member& member : members_) keys.push_back(member.image.key());
    return keys;
}

}  // namespace yolozu
