// SPDX-License-Identifier: Apache-2.0
//
// The project's JSON schema (predictions.schema.json, draft 7), compiled in.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "yolozu/result.hpp"

namespace yolozu {

/// The schema file, whole.
extern const std::string_view predictions_schema_text;

/// One definition of the schema, ready to be applied to many values.
class SchemaDefinition {
public:
    /// `name` is one of the file's "definitions"; an empty name is the whole schema.
    static Result<SchemaDefinition> load(std::string_view name);
    ~SchemaDefinition();
    SchemaDefinition(SchemaDefinition&&) noexcept;
    SchemaDefinition& operator=(SchemaDefinition&&) noexcept;

    /// What is wrong with `value`, which stands at `path` of its document: "meta.images is 'x', expected a JSON
    /// integer".
    std::vector<std::string> check(const nlohmann::json& value, std::string_view path) const;

private:
    struct State;
    explicit SchemaDefinition(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
