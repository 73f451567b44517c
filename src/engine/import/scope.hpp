// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>

#include "engine/ir/graph.hpp"
#include "onnx/model.hpp"

namespace yolozu::engine {

/// The values that names stand for. A branch of an If sees the names around it; a function's body sees its own only.
class Scope {
public:
    explicit Scope(const Scope* outer = nullptr) : outer_(outer) {}

    /// False when the name stands for another value of this scope already.
    bool bind(std::string_view name, ValueId value) { return name.empty() || values_.try_emplace(name, value).second; }
    /// no_value when nothing of that name was made.
    ValueId find(std::string_view name) const {
        const auto found = values_.find(name);
        if (found != values_.end()) return found->second;
        return outer_ == nullptr ? no_value : outer_->find(name);
    }

private:
    const Scope* outer_;
    std::unordered_map<std::string_view, ValueId> values_;
};

/// The default domain has two names, "" and "ai.onnx"; this gives the first for both.
inline std::string_view plain_domain(std::string_view domain) {
    return domain == "ai.onnx" ? std::string_view() : domain;
}

/// The imported version of a domain; 0 when it is not imported.
inline std::int64_t version_of(std::span<const onnx::OpsetImport> imports, std::string_view domain) {
    for (const onnx::OpsetImport& import : imports)
        if (plain_domain(import.domain) == plain_domain(domain)) return import.version;
    return 0;
}

}  // namespace yolozu::engine
