// SPDX-License-Identifier: Apache-2.0
#include "pipeline/saved_images.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/try.hpp"
#include "image/encode.hpp"
#include "pipeline/annotations.hpp"

namespace yolozu {

namespace fs = std::filesystem;

Result<SavedImages> SavedImages::create(const fs::path& folder, double score_threshold,
                                        std::vector<std::string> class_names) {
    std::error_code cause;
    fs::create_directories(folder, cause);
    if (cause)
        return Error(ErrorCode::io, fmt::format("folder '{}': cannot make it: {}", printable(folder), cause.message()));
    SavedImages saved;
    saved.folder_ = folder;
    saved.score_threshold_ = score_threshold;
    saved.class_names_ = std::move(class_names);
    return saved;
}

fs::path SavedImages::next_file(const fs::path& source) {
    fs::path name = source.filename();
    if (!is_writable_image_name(name)) name += ".jpg";
    const fs::path stem = name.stem(), extension = name.extension();
    for (int copy = 2; !used_.insert(name).second; ++copy) {
        name = stem;
        name += fmt::format("-{}", copy);
        name += extension;
    }
    return folder_ / name;
}

Status SavedImages::save(Image& image, const fs::path& source, const fs::path& target,
                         const Prediction& prediction) const {
    return save_drawn(image, source, target, annotate(prediction, image.view(), score_threshold_, class_names_));
}

Status SavedImages::save_drawn(Image& image, const fs::path& source, const fs::path& target,
                               std::span<const Annotation> annotations) const {
    std::error_code missing;  // the target usually does not exist yet, then they differ
    if (fs::equivalent(target, source, missing))
        return Error(ErrorCode::io, fmt::format("'{}' is the image itself; choose another folder for the pictures",
                                                printable(target)));
    draw_annotations(image, annotations);
    return write_image(target, image.view());
}

}  // namespace yolozu
