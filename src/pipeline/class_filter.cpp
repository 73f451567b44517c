// SPDX-License-Identifier: Apache-2.0
#include "pipeline/class_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

Result<std::int32_t> resolve(const std::string& wanted, const ModelInfo& info) {
    if (const std::optional<std::int32_t> id = parse_number<std::int32_t>(wanted)) {
        if (*id >= 0 && (info.class_count == 0 || *id < info.class_count)) return *id;
        return Error(ErrorCode::invalid_argument,
                     fmt::format("class {}: the model has the classes 0 to {}", *id, info.class_count - 1));
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

}  // namespace

Result<std::vector<std::int32_t>> resolve_classes(std::span<const std::string> wanted, const ModelInfo& info) {
    std::vector<std::int32_t> ids;
    for (const std::string& text : wanted) {
        YOLOZU_ASSIGN(const std::int32_t id, resolve(text, info));
        ids.push_back(id);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace yolozu
