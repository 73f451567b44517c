// SPDX-License-Identifier: Apache-2.0
#include "predictions/run_evidence.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <unordered_set>

#include "base/try.hpp"

namespace yolozu {

Status check_run_record(const RunRecord& record, const ImageKeySet& written) {
    std::unordered_set<std::string_view> failed;
    for (const auto& [image, error] : record.failed_inputs) failed.insert(image);
    std::size_t succeeded = 0;
    for (const std::string_view image : record.selected_inputs) {
        if (failed.contains(image)) continue;
        YOLOZU_ASSIGN(const bool has_entry, written.contains(image));
        if (!has_entry) return refused_key(image, "was selected but has neither an entry nor an error");
        ++succeeded;
    }
    if (succeeded != written.size())
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{} entries were written for {} inputs that were selected and did not fail",
                                 written.size(), succeeded));
    return {};
}

}  // namespace yolozu
