// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// Collects what a check finds: the first hundred errors and warnings in words, the rest as a count.
class Findings {
public:
    void error(std::string text) { errors_.add(std::move(text)); }
    void warning(std::string text) { warnings_.add(std::move(text)); }

    /// The report of these findings; the counts of entries and detections are the caller's.
    ValidationReport report() const;

private:
    struct List {
        std::vector<std::string> texts;
        std::size_t unnamed = 0;

        void add(std::string text);
        std::vector<std::string> with_count() const;
    };
    List errors_, warnings_;
};

}  // namespace yolozu
