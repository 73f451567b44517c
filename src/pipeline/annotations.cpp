// SPDX-License-Identifier: Apache-2.0
#include "pipeline/annotations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace yolozu {
namespace {

constexpr double least_visibility = 0.5;

std::string name_of(std::int32_t class_id, const std::vector<std::string>& names) {
    const auto index = static_cast<std::size_t>(class_id);
    return index < names.size() ? names[index] : fmt::format("class {}", class_id);
}

Annotation annotate(const DetectedObject& object, const std::vector<std::string>& names) {
    Annotation annotation{object.box.x1,
                          object.box.y1,
                          object.box.x2,
                          object.box.y2,
                          fmt::format("{} {:.2f}", name_of(object.class_id, names), object.score),
                          static_cast<std::size_t>(object.class_id)};
    if (object.oriented) annotation.corners = object.oriented->corners();
    if (object.mask)
        for (const Mask::Run& run : object.mask->runs()) annotation.mask.push_back({run.row, run.first, run.end});
    for (const Keypoint& keypoint : object.keypoints)
        annotation.keypoints.push_back({keypoint.x, keypoint.y, keypoint.visibility >= least_visibility});
    return annotation;
}

/// The whole picture is the box.
Annotation annotate(const ClassScore& best, const ImageView& image, const std::vector<std::string>& names) {
    return {0,
            0,
            static_cast<double>(image.width),
            static_cast<double>(image.height),
            fmt::format("{} {:.2f}", name_of(best.class_id, names), best.score),
            static_cast<std::size_t>(best.class_id)};
}

/// Adds a run to a class's part of the picture, whose box grows with it.
void add_run(Annotation& annotation, const RowRun& run) {
    if (annotation.mask.empty()) annotation.x1 = run.first, annotation.y1 = run.row;
    annotation.x1 = std::min(annotation.x1, static_cast<double>(run.first));
    annotation.x2 = std::max(annotation.x2, static_cast<double>(run.end));
    annotation.y2 = run.row + 1.0;
    annotation.mask.push_back(run);
}

void annotate(const ClassMap& map, const std::vector<std::string>& names, std::vector<Annotation>& annotations) {
    std::map<std::uint16_t, Annotation> by_class;
    for (int row = 0; row < map.height; ++row) {
        const std::uint16_t* const ids = map.ids.data() + std::ptrdiff_t{row} * map.width;
        for (int first = 0; first < map.width;) {
            int end = first + 1;
            while (end < map.width && ids[end] == ids[first]) ++end;
            add_run(by_class[ids[first]], {row, first, end});
            first = end;
        }
    }
    for (auto& [class_id, annotation] : by_class) {
        annotation.label = name_of(class_id, names);
        annotation.colour_index = class_id;
        annotations.push_back(std::move(annotation));
    }
}

}  // namespace

std::vector<Annotation> annotate(const Prediction& prediction, const ImageView& image, double least_score,
                                 const std::vector<std::string>& names) {
    std::vector<Annotation> annotations;
    if (!prediction.classes.empty() && prediction.classes.front().score >= least_score)
        annotations.push_back(annotate(prediction.classes.front(), image, names));
    // The best come first, and so lie on top.
    for (const DetectedObject& object : prediction.objects)
        if (object.score >= least_score) annotations.push_back(annotate(object, names));
    if (prediction.class_map) annotate(*prediction.class_map, names, annotations);
    return annotations;
}

}  // namespace yolozu
