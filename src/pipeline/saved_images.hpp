// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "image/draw.hpp"
#include "yolozu/image.hpp"
#include "yolozu/prediction.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// A folder of pictures with what was found drawn on them: boxes, upright or turned, with their masks and keypoints;
/// the best class of a classifier; each class's part of a class map. Depths are not drawn.
class SavedImages {
public:
    /// Makes the folder if need be. Only objects and classes of at least `score_threshold` are drawn.
    static Result<SavedImages> create(const std::filesystem::path& folder, double score_threshold,
                                      std::vector<std::string> class_names);

    /// The file for the next source: of its name (".jpg" is added to names that are neither JPEG nor PNG, "-2", "-3"
    /// ... before the extension of a name that was used before).
    std::filesystem::path next_file(const std::filesystem::path& source);

    /// Draws on `image` and writes it. Refuses to overwrite the source itself. Several threads may save at a time.
    Status save(Image& image, const std::filesystem::path& source, const std::filesystem::path& target,
                const Prediction& prediction) const;
    /// The same with what is to be drawn; the threshold and the names do not count.
    Status save_drawn(Image& image, const std::filesystem::path& source, const std::filesystem::path& target,
                      std::span<const Annotation> annotations) const;

private:
    std::filesystem::path folder_;
    double score_threshold_ = 0;
    std::vector<std::string> class_names_;
    std::set<std::filesystem::path> used_;
};

}  // namespace yolozu
