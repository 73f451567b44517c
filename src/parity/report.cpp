// SPDX-License-Identifier: Apache-2.0
#include "parity/report.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

namespace yolozu {
namespace {

using nlohmann::json;

/// Keys in alphabetical order, everything but ASCII escaped, as Python does it.
std::string to_text(const json& value) {
    return value.dump(2, ' ', true, json::error_handler_t::replace);
}

std::string absolute_path(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::path absolute = std::filesystem::absolute(path, ignored);
    return (absolute.empty() ? path : absolute).string();
}

json to_json(const ParityMatch& match, const PictureParity& picture) {
    const ParityDetection& reference = picture.reference->detections[match.reference];
    return {{"ref_index", match.reference},   {"cand_index", match.candidate},
            {"class_id", reference.class_id}, {"iou", match.iou},
            {"score_ref", reference.score},   {"score_cand", picture.candidate->detections[match.candidate].score},
            {"score_ok", match.score_ok},     {"bbox_ok", match.box_ok}};
}

json score_and_box(const ParityDetection& detection) {
    return {{"score", detection.score}, {"bbox", detection.box}};
}

json to_json(const ParityFailure& failure, const PictureParity& picture) {
    json report{{"type", to_string(failure.kind)}};
    if (failure.kind == ParityFailureKind::invalid_candidate_bbox) {
        const ParityDetection& candidate = picture.candidate->detections[failure.candidate];
        report["cand_index"] = failure.candidate;
        report["class_id"] = candidate.class_id;
        report["bbox"] = candidate.box;
        return report;
    }
    const ParityDetection& reference = picture.reference->detections[failure.reference];
    report["ref_index"] = failure.reference;
    report["class_id"] = reference.class_id;
    if (failure.kind == ParityFailureKind::invalid_reference_bbox) {
        report["bbox"] = reference.box;
    } else if (failure.kind == ParityFailureKind::missing_match) {
        report["ref_score"] = reference.score;
        report["best_iou"] = failure.iou ? json(*failure.iou) : json();
    } else {
        report["cand_index"] = failure.candidate;
        report["iou"] = *failure.iou;
        report["ref"] = score_and_box(reference);
        report["cand"] = score_and_box(picture.candidate->detections[failure.candidate]);
    }
    return report;
}

template <class Each>
json list_of(const std::vector<Each>& all, const PictureParity& picture) {
    json list = json::array();
    for (const Each& each : all) list.push_back(to_json(each, picture));
    return list;
}

json to_json(const PictureParity& picture) {
    const std::size_t candidates = picture.candidate == nullptr ? 0 : picture.candidate->detections.size();
    return {{"image", picture.reference->image},
            {"size", {{"width", picture.size.width}, {"height", picture.size.height}}},
            {"counts",
             {{"ref", picture.reference->detections.size()},
              {"cand", candidates},
              {"matched", picture.matches.size()},
              {"extra_cand", picture.extras.size()}}},
            {"matches", list_of(picture.matches, picture)},
            {"extras", picture.extras},
            {"invalid_extras", picture.invalid_extras},
            {"failures", list_of(picture.failures, picture)},
            {"ok", picture.ok()}};
}

/// The text of an element of a list that is a member of the outermost object.
std::string as_element(const std::string& text) {
    std::string indented = "\n    ";
    for (const char character : text) {
        indented += character;
        if (character == '\n') indented += "    ";
    }
    return indented;
}

}  // namespace

void write_parity_report(const std::filesystem::path& reference, const std::filesystem::path& candidate,
                         const ParityOptions& options, std::span<const PictureParity> pictures,
                         const std::function<void(std::string_view)>& write) {
    const json frame{{"reference", absolute_path(reference)},
                     {"candidate", absolute_path(candidate)},
                     {"bbox_format", to_string(options.box_format)},
                     {"iou_thresh", options.iou_threshold},
                     {"score_atol", options.score_tolerance},
                     {"bbox_atol", options.box_tolerance},
                     {"images", pictures.size()},
                     {"ok", std::ranges::all_of(pictures, &PictureParity::ok)},
                     {"results", json::array()}};
    const std::string text = to_text(frame);
    const std::size_t list = text.rfind("[]") + 1;  // behind "results" there is only a number
    write(std::string_view(text).substr(0, list));
    for (std::size_t index = 0; index < pictures.size(); ++index) {
        if (index > 0) write(",");
        write(as_element(to_text(to_json(pictures[index]))));
    }
    write(pictures.empty() ? "" : "\n  ");
    write(std::string_view(text).substr(list));
    write("\n");
}

}  // namespace yolozu
