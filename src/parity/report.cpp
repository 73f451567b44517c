// SPDX-License-Identifier: Apache-2.0
#include "parity/report.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "predictions/json_writer.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using Layout = JsonWriter::Layout;

std::string absolute_path(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::path absolute = std::filesystem::absolute(path, ignored);
    return (absolute.empty() ? path : absolute).string();
}

/// A value as its file has it; files are at most 100 levels deep.
void write_value(JsonWriter& writer, const json& value) {
    if (value.is_object() || value.is_array()) {
        if (value.is_object())
            writer.begin_object(Layout::inline_);
        else
            writer.begin_array(Layout::inline_);
        for (auto member = value.begin(); member != value.end(); ++member) {
            if (value.is_object()) writer.key(member.key());
            write_value(writer, *member);
        }
        writer.end();
    } else if (value.is_string()) {
        writer.value(value.get_ref<const std::string&>());
    } else if (value.is_boolean()) {
        writer.value(value.get<bool>());
    } else if (value.is_null()) {
        writer.value(nullptr);
    } else if (value.is_number_float()) {
        writer.value(value.get<double>());
    } else if (value.is_number_unsigned()) {
        writer.value(value.get<std::size_t>());
    } else {
        writer.value(value.get<std::int64_t>());
    }
}

void write_box(JsonWriter& writer, const ParityDetection& detection) {
    writer.key("bbox");
    write_value(writer, detection.box);
}

void write_score_and_box(JsonWriter& writer, std::string_view name, const ParityDetection& detection) {
    writer.key(name);
    writer.begin_object(Layout::inline_);
    write_box(writer, detection);
    writer.member("score", detection.score);
    writer.end();
}

void write_indices(JsonWriter& writer, std::string_view name, std::span<const std::size_t> indices) {
    writer.key(name);
    writer.begin_array(Layout::inline_);
    for (const std::size_t index : indices) writer.value(index);
    writer.end();
}

/// One picture's part of the report; the members of every object are in alphabetical order.
class PictureReport {
public:
    PictureReport(JsonWriter& writer, const PictureParity& picture) : writer_(writer), picture_(picture) {}

    void write() {
        writer_.begin_object(Layout::lines);
        write_counts();
        write_indices(writer_, "extras", picture_.extras);
        writer_.key("failures");
        writer_.begin_array(Layout::lines);
        for (const ParityFailure& failure : picture_.failures) write(failure);
        writer_.end();
        writer_.member("image", picture_.reference->image);
        write_indices(writer_, "invalid_extras", picture_.invalid_extras);
        writer_.key("matches");
        writer_.begin_array(Layout::lines);
        for (const ParityMatch& match : picture_.matches) write(match);
        writer_.end();
        writer_.member("ok", picture_.ok());
        writer_.key("size");
        writer_.begin_object(Layout::inline_);
        writer_.member("height", picture_.size.height);
        writer_.member("width", picture_.size.width);
        writer_.end();
        writer_.end();
    }

private:
    void write_counts() {
        writer_.key("counts");
        writer_.begin_object(Layout::inline_);
        writer_.member("cand", picture_.candidate == nullptr ? 0 : picture_.candidate->detections.size());
        writer_.member("extra_cand", picture_.extras.size());
        writer_.member("matched", picture_.matches.size());
        writer_.member("ref", picture_.reference->detections.size());
        writer_.end();
    }

    void write(const ParityMatch& match) {
        const ParityDetection& reference = picture_.reference->detections[match.reference];
        writer_.begin_object(Layout::inline_);
        writer_.member("bbox_ok", match.box_ok);
        writer_.member("cand_index", match.candidate);
        writer_.member("class_id", reference.class_id);
        writer_.member("iou", match.iou);
        writer_.member("ref_index", match.reference);
        writer_.member("score_cand", picture_.candidate->detections[match.candidate].score);
        writer_.member("score_ok", match.score_ok);
        writer_.member("score_ref", reference.score);
        writer_.end();
    }

    void write(const ParityFailure& failure) {
        writer_.begin_object(Layout::inline_);
        if (failure.kind == ParityFailureKind::missing_match)
            write_missing_match(failure);
        else if (failure.kind == ParityFailureKind::value_mismatch)
            write_value_mismatch(failure);
        else
            write_invalid_box(failure);
        writer_.member("type", to_string(failure.kind));
        writer_.end();
    }

    void write_missing_match(const ParityFailure& failure) {
        const ParityDetection& reference = picture_.reference->detections[failure.reference];
        writer_.key("best_iou");
        if (failure.iou)
            writer_.value(*failure.iou);
        else
            writer_.value(nullptr);
        writer_.member("class_id", reference.class_id);
        writer_.member("ref_index", failure.reference);
        writer_.member("ref_score", reference.score);
    }

    void write_value_mismatch(const ParityFailure& failure) {
        const ParityDetection& reference = picture_.reference->detections[failure.reference];
        write_score_and_box(writer_, "cand", picture_.candidate->detections[failure.candidate]);
        writer_.member("cand_index", failure.candidate);
        writer_.member("class_id", reference.class_id);
        writer_.member("iou", failure.iou.value_or(0));
        write_score_and_box(writer_, "ref", reference);
        writer_.member("ref_index", failure.reference);
    }

    void write_invalid_box(const ParityFailure& failure) {
        const bool of_reference = failure.kind == ParityFailureKind::invalid_reference_bbox;
        const ParityDetection& detection = of_reference ? picture_.reference->detections[failure.reference]
                                                        : picture_.candidate->detections[failure.candidate];
        write_box(writer_, detection);
        if (!of_reference) writer_.member("cand_index", failure.candidate);
        writer_.member("class_id", detection.class_id);
        if (of_reference) writer_.member("ref_index", failure.reference);
    }

    JsonWriter& writer_;
    const PictureParity& picture_;
};

}  // namespace

void write_parity_report(const std::filesystem::path& reference, const std::filesystem::path& candidate,
                         const ParityOptions& options, std::span<const PictureParity> pictures,
                         const std::function<void(std::string_view)>& write) {
    std::string text;
    JsonWriter writer(text);
    writer.begin_object(Layout::lines);
    writer.member("bbox_atol", options.box_tolerance);
    writer.member("bbox_format", to_string(options.box_format));
    writer.member("candidate", absolute_path(candidate));
    writer.member("images", pictures.size());
    writer.member("iou_thresh", options.iou_threshold);
    writer.member("ok", std::ranges::all_of(pictures, &PictureParity::ok));
    writer.member("reference", absolute_path(reference));
    writer.key("results");
    writer.begin_array(Layout::lines);
    for (const PictureParity& picture : pictures) {
        PictureReport(writer, picture).write();
        write(text);
        text.clear();
    }
    writer.end();
    writer.member("score_atol", options.score_tolerance);
    writer.end();
    text += '\n';
    write(text);
}

}  // namespace yolozu
