// SPDX-License-Identifier: Apache-2.0
#include "predictions/entry_rules.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "predictions/describe.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

/// The keys that the November 2026 validator knows; others are warnings there.
constexpr std::array<std::string_view, 14> entry_keys{
    "schema_version", "image",         "detections",    "image_size", "image_w", "image_h",    "orig_w",
    "orig_h",         "model_input_w", "model_input_h", "preprocess", "preproc", "intrinsics", "task",
};
constexpr std::array<std::string_view, 15> detection_keys{
    "class_id",    "score",         "bbox",    "rot6d",     "offsets",     "k_delta",  "keypoints", "log_z",
    "log_sigma_z", "log_sigma_rot", "sigma_z", "sigma_rot", "category_id", "bbox_abs", "mask",
};
/// Both kinds of object have it, for free-form data.
constexpr std::string_view free_form_key = "meta";

/// What a value may be in strict mode, and what repair mode makes of others.
enum class Range {
    unit,           ///< 0 to 1; repair clamps
    positive_unit,  ///< more than 0, at most 1; repair clamps, and then 0 is still an error
};

struct RangedValue {
    std::string_view key;
    Range range;
};
constexpr std::array<RangedValue, 4> box_values{{
    {"cx", Range::unit},
    {"cy", Range::unit},
    {"w", Range::positive_unit},
    {"h", Range::positive_unit},
}};

std::string_view in_words(Range range) {
    return range == Range::unit ? "a number from 0 to 1" : "more than 0 and at most 1";
}

void warn_of_unknown_keys(const json& object, std::span<const std::string_view> known, std::string_view where,
                          std::string_view path, Findings& findings) {
    for (const auto& [key, value] : object.items()) {
        if (key == free_form_key || std::ranges::find(known, key) != known.end()) continue;
        findings.warning(fmt::format("{}{}{} has the unknown key {}, put free-form data under 'meta'", where,
                                     path.empty() ? "" : ": ", path, quote(key)));
    }
}

void check_range(const json& object, RangedValue expected, std::string_view where, std::string_view path, bool strict,
                 Findings& findings) {
    const json* const found = find_member(object, expected.key);
    if (found == nullptr || !found->is_number()) return;
    const double value = found->get<double>();
    const bool too_small = expected.range == Range::unit ? value < 0 : value <= 0;
    if (!too_small && value <= 1) return;
    const std::string what = fmt::format("{}: {} is {}", where, join_path(path, expected.key), describe_value(*found));
    const bool clamped_to_nothing = too_small && expected.range == Range::positive_unit;
    if (strict || clamped_to_nothing)
        findings.error(fmt::format("{}, expected {}", what, in_words(expected.range)));
    else
        findings.warning(
            fmt::format("{}, which YOLOZU clamps to {} and refuses with --strict", what, value < 0 ? 0 : 1));
}

bool is_point(const json& point) {
    const json *const x = find_member(point, "x"), *const y = find_member(point, "y");
    return x != nullptr && x->is_number() && y != nullptr && y->is_number();
}

/// {x, y[, v, score]} objects, or flat numbers: triples x, y, v where the count divides by 3, else pairs x, y.
bool are_keypoints(const json& keypoints) {
    if (std::ranges::all_of(keypoints, is_point)) return true;
    const bool flat = std::ranges::all_of(keypoints, [](const json& item) { return item.is_number(); });
    return flat && (keypoints.size() % 3 == 0 || keypoints.size() % 2 == 0);
}

void check_keypoints(const json& detection, std::string_view where, std::string_view path, Findings& findings) {
    const json* const keypoints = find_member(detection, "keypoints");
    if (keypoints == nullptr || !keypoints->is_array() || are_keypoints(*keypoints)) return;
    findings.error(
        fmt::format("{}: {}.keypoints is {}, expected objects with the numbers x and y, or flat numbers whose "
                    "count divides by 3 or 2",
                    where, path, describe_value(*keypoints)));
}

}  // namespace

void check_entry_rules(const json& entry, std::string_view where, Findings& findings) {
    const json* const version = find_member(entry, "schema_version");
    if (version == nullptr || *version == 1)
        findings.warning(
            fmt::format("{}: schema_version is {}, YOLOZU reads the entry as version 1 and migrates it to 2", where,
                        version == nullptr ? "missing" : "1"));
    warn_of_unknown_keys(entry, entry_keys, where, "", findings);
}

void check_detection_rules(const json& detection, std::string_view where, std::string_view path, bool strict,
                           Findings& findings) {
    if (!detection.is_object()) return;
    check_range(detection, {"score", Range::unit}, where, path, strict, findings);
    if (const json* const box = find_member(detection, "bbox"); box != nullptr && box->is_object())
        for (const RangedValue& value : box_values)
            check_range(*box, value, where, join_path(path, "bbox"), strict, findings);
    check_keypoints(detection, where, path, findings);
    warn_of_unknown_keys(detection, detection_keys, where, path, findings);
}

}  // namespace yolozu
