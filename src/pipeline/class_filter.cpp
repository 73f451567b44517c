// SPDX-License-Identifier: Apache-2.0
#include "pipeline/class_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"

namespace yolozu {

Result<std::int32_t> resolve_class(const std::string& wanted, const ModelInfo& info) {
    if (const std::optional<std::int32_t> id = parse_number<std::int32_t>(wanted)) {
        if (*id >= 0 && (info.class_count == 0 || *id < info.class_count)) return *id;
        return Error(ErrorCode::invalid_argument,
                     info.class_count > 0
                         ? fmt::format("class {}: the model has the classes 0 to {}", *id, info.class_count - 1)
                         : fmt::format("class {}: class ids begin at 0", *id));
    }
    const auto found = std::ranges::find(info.names, wanted);
    if (found != info.names.end()) return static_cast<std::int32_t>(found - info.names.begin());
    return Error(ErrorCode::invalid_argument,
                 info.names.empty()
                     ? fmt::format("class '{}': the model has no class names; give an id, or the names with --names",
                                   printable(wanted))
                     : fmt::format("class '{}': the model has no class of that name; its first is '{}'",
                                   printable(wanted), printable(info.names.front())));
}

Result<std::vector<std::int32_t>> resolve_classes(std::span<const std::string> wanted, const ModelInfo& info) {
    std::vector<std::int32_t> ids;
    for (const std::string& text : wanted) {
        YOLOZU_ASSIGN(const std::int32_t id, resolve_class(text, info));
        ids.push_back(id);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

Result<std::vector<std::pair<std::int32_t, double>>> resolve_class_thresholds(std::span<const ClassThreshold> wanted,
                                                                              const ModelInfo& info) {
    std::vector<std::pair<std::int32_t, double>> thresholds;
    for (const ClassThreshold& threshold : wanted) {
        YOLOZU_ASSIGN(const std::int32_t id, resolve_class(threshold.wanted, info));
        thresholds.emplace_back(id, threshold.score);
    }
    std::ranges::sort(thresholds);
    const auto twice = std::ranges::adjacent_find(thresholds, {}, &std::pair<std::int32_t, double>::first);
    if (twice != thresholds.end())
        return Error(ErrorCode::invalid_argument,
                     fmt::format("class {} has two thresholds; give it one", twice->first));
    return thresholds;
}

}  // namespace yolozu
