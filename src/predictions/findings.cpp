// SPDX-License-Identifier: Apache-2.0
#include "predictions/findings.hpp"

#include <fmt/format.h>

namespace yolozu {
namespace {

constexpr std::size_t most_named = 100;

}  // namespace

void Findings::List::add(std::string text) {
    if (texts.size() < most_named)
        texts.push_back(std::move(text));
    else
        ++unnamed;
}

std::vector<std::string> Findings::List::with_count() const {
    std::vector<std::string> all = texts;
    if (unnamed > 0) all.push_back(fmt::format("and {} more", unnamed));
    return all;
}

ValidationReport Findings::report() const {
    ValidationReport report;
    report.errors = errors_.with_count();
    report.warnings = warnings_.with_count();
    return report;
}

}  // namespace yolozu
