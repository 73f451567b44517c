// SPDX-License-Identifier: Apache-2.0
#include "pipeline/input_image.hpp"

namespace yolozu {

FoundImage image_in_folder(const std::filesystem::path& folder, const std::filesystem::path& name) {
    FoundImage image{(folder / name).native(), 0};
    image.key_begin = name.is_absolute() ? file_name_begin(image.path) : image.path.size() - name.native().size();
    return image;
}

}  // namespace yolozu
