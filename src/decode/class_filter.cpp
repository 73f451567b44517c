// SPDX-License-Identifier: Apache-2.0
#include "decode/class_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/try.hpp"

namespace yolozu::decode {
namespace {

Status check_class(std::int32_t class_id, std::string_view what, int id_count) {
    if (class_id < 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("class {} cannot {}: class ids begin at 0", class_id, what));
    if (id_count > 0 && class_id >= id_count)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("class {} cannot {}: the model's class ids end at {}", class_id, what, id_count - 1));
    return {};
}

Status check_options(const DecodeOptions& options, int id_count) {
    for (const std::int32_t class_id : options.keep_classes) {
        YOLOZU_TRY(check_class(class_id, "be kept", id_count));
    }
    for (const std::int32_t class_id : options.drop_classes) {
        YOLOZU_TRY(check_class(class_id, "be dropped", id_count));
    }
    for (const auto& [class_id, threshold] : options.class_thresholds) {
        YOLOZU_TRY(check_class(class_id, "have a threshold", id_count));
        if (!(threshold >= 0.0 && threshold <= 1.0))
            return Error(ErrorCode::invalid_argument,
                         fmt::format("the score threshold of class {} is {}, expected 0 to 1", class_id, threshold));
    }
    return {};
}

std::vector<std::int32_t> sorted(std::vector<std::int32_t> ids) {
    std::ranges::sort(ids);
    return ids;
}

}  // namespace

Result<ClassFilter> ClassFilter::create(const DecodeOptions& options, int id_count) {
    YOLOZU_TRY(check_options(options, id_count));
    ClassFilter filter;
    filter.keep_ = sorted(options.keep_classes);
    filter.drop_ = sorted(options.drop_classes);
    filter.threshold_ = filter.lowest_threshold_ = static_cast<float>(options.score_threshold);
    for (const auto& [class_id, threshold] : options.class_thresholds) {
        filter.thresholds_.emplace_back(class_id, static_cast<float>(threshold));
        filter.lowest_threshold_ = std::min(filter.lowest_threshold_, static_cast<float>(threshold));
    }
    std::ranges::stable_sort(filter.thresholds_, {}, &std::pair<std::int32_t, float>::first);
    filter.names_no_class_ = filter.keep_.empty() && filter.drop_.empty() && filter.thresholds_.empty();
    return filter;
}

bool ClassFilter::passes_by_class(std::int32_t class_id, float score) const {
    if (!keep_.empty() && !std::ranges::binary_search(keep_, class_id)) return false;
    if (std::ranges::binary_search(drop_, class_id)) return false;
    const auto above = std::ranges::upper_bound(thresholds_, class_id, {}, &std::pair<std::int32_t, float>::first);
    const bool has_own = above != thresholds_.begin() && std::prev(above)->first == class_id;
    return score >= (has_own ? std::prev(above)->second : threshold_);
}

}  // namespace yolozu::decode
