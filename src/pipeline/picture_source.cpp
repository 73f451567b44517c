// SPDX-License-Identifier: Apache-2.0
#include "pipeline/picture_source.hpp"

#include <fcntl.h>
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
    return std::optional(NextPicture{&images_.all()[next_++]});
}

const InputImage& NamedPictures::add(std::string name, std::size_t key_begin) {
    Picture& picture = pictures_.emplace_back();
    picture.name = std::move(name);
    picture.image = {picture.name, key_begin};
    return picture.image;
}

std::vector<std::string_view> NamedPictures::keys() const {
    std::vector<std::string_view> keys;
    keys.reserve(pictures_.size());
    for (const Picture& picture : pictures_) keys.push_back(picture.image.key());
    return keys;
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
    std::string name = found->name.starts_with("./") ? found->name.substr(2) : std::move(found->name);
    const std::size_t key_begin = style_ == ImageKeyStyle::basename ? file_name_begin(name) : 0;
    const InputImage& image = members_.add(std::move(name), key_begin);
    YOLOZU_ASSIGN(const bool is_new, keys_.insert(image.key()));
    if (!is_new) return refused_key(image.key(), "is that of two files; choose another --image-key");
    NextPicture picture{&image};
    if (found->problem.empty())
        picture.file = std::move(found->bytes);
    else
        picture.error = Error(ErrorCode::unsupported, std::move(found->problem));
    return std::optional(std::move(picture));
}

}  // namespace yolozu
