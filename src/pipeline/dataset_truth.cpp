// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dataset_truth.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "pipeline/dataset.hpp"
#include "pipeline/dataset_json.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// labels/ in place of the last images/, .txt in place of the extension.
fs::path labels_beside(const fs::path& image) {
    std::vector<fs::path> parts(image.begin(), image.end());
    const auto last = std::find(parts.rbegin() + 1, parts.rend(), fs::path("images"));
    if (last != parts.rend()) *last = "labels";
    fs::path labels;
    for (const fs::path& part : parts) labels /= part;
    return labels.replace_extension(".txt");
}

/// The dataset.json that is read; empty where there is none.
fs::path descriptor_of(const fs::path& dataset) {
    if (lower_case(dataset.extension().native()) == ".json") return dataset;
    std::error_code ignored;  // what cannot be examined is not read
    const fs::path within = dataset / "dataset.json";
    return fs::is_directory(dataset, ignored) && fs::exists(within, ignored) ? within : fs::path();
}

bool is_yaml(const fs::path& dataset) {
    const std::string extension = lower_case(dataset.extension().native());
    return extension == ".yaml" || extension == ".yml";
}

bool exists(const fs::path& path) {
    std::error_code ignored;  // what cannot be examined cannot be read either
    return fs::exists(path, ignored);
}

}  // namespace

Result<DatasetTruth> truth_of_dataset(const fs::path& dataset, const std::string& split) {
    YOLOZU_ASSIGN(const std::vector<FoundImage> found, pictures_of_dataset(dataset, split));
    DatasetTruth truth;
    if (is_yaml(dataset)) truth.names = dataset;
    DescribedTruth described;
    if (const fs::path descriptor = descriptor_of(dataset); !descriptor.empty()) {
        YOLOZU_ASSIGN(described, truth_of_dataset_json(descriptor, split));
        truth.coco = described.coco;
    }
    for (const FoundImage& image : found) {
        const fs::path path = image.path;
        truth.images.push_back(path);
        if (!truth.coco.empty()) continue;
        truth.labels.push_back(described.labels.empty() ? labels_beside(path)
                                                        : described.labels / (path.stem().native() + ".txt"));
    }
    if (truth.coco.empty() && std::ranges::none_of(truth.labels, exists))
        return Error(ErrorCode::not_found, fmt::format("data set '{}': there are no labels: neither '{}' nor those of "
                                                       "the other pictures",
                                                       printable(dataset), printable(truth.labels.front())));
    return truth;
}

}  // namespace yolozu
