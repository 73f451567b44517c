// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <utility>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/import/node_import.hpp"

namespace yolozu::engine {

/// The value that a text attribute names; the first one where it is not there.
template <class Value>
Result<Value> choice(const NodeImport& node, std::string_view name,
                     std::initializer_list<std::pair<std::string_view, Value>> choices) {
    YOLOZU_ASSIGN(const std::string_view text, node.text(name, choices.begin()->first));
    for (const auto& [known, value] : choices)
        if (text == known) return value;
    return Error(ErrorCode::unsupported, fmt::format("attribute '{}' is '{}'", name, printable(text)));
}

}  // namespace yolozu::engine
