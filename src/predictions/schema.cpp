// SPDX-License-Identifier: Apache-2.0
#include "predictions/schema.hpp"

#include <algorithm>
#include <exception>
#include <span>

#include <fmt/format.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "predictions/describe.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

/// A value of the document together with the part of the schema that describes it.
struct Place {
    const json* value;
    const json* schema;
    std::string path;
};

const json* resolve(const json& root, const json* schema) {
    if (schema == nullptr || !schema->contains("$ref")) return schema;
    return &root.at(json::json_pointer(schema->at("$ref").get<std::string>().substr(1)));
}

const json* find(const json* object, std::string_view key) {
    return object == nullptr ? nullptr : find_member(*object, key);
}

Place step_into_list(const json& root, const Place& place, std::size_t index) {
    const json* const items = find(place.schema, "items");
    const bool each_its_own = items != nullptr && items->is_array();
    const json* const schema = each_its_own ? (index < items->size() ? &(*items)[index] : nullptr) : items;
    return {&(*place.value)[index], resolve(root, schema), join_path(place.path, index)};
}

Place step_into_object(const json& root, const Place& place, const std::string& key) {
    const json* const schema = find(find(place.schema, "properties"), key);
    return {find(place.value, key), resolve(root, schema), join_path(place.path, key)};
}

/// Follows valijson's context, "<root>", "[bbox]", "[0]", from `start`.
Place follow(const json& root, Place start, std::span<const std::string> context) {
    Place place = std::move(start);
    for (const std::string& step : context.subspan(1)) {
        const std::string key = step.substr(1, step.size() - 2);
        place =
            place.value->is_array() ? step_into_list(root, place, std::stoul(key)) : step_into_object(root, place, key);
    }
    return place;
}

std::string expectation(const Place& place, const std::string& fallback) {
    const json* const text = find(place.schema, "description");
    return text == nullptr ? fallback : "expected " + text->get<std::string>();
}

/// valijson says after each failure, for every level above it, that this level failed too.
bool is_consequence(const valijson::ValidationResults::Error& error) {
    return error.description.starts_with("Failed to validate");
}

std::string describe_problem(const json& root, const Place& start, const valijson::ValidationResults::Error& error) {
    const Place place = follow(root, start, error.context);
    constexpr std::string_view missing = "Missing required property '";
    if (!error.description.starts_with(missing))
        return fmt::format("{} is {}, {}", place.path, describe_value(*place.value),
                           expectation(place, error.description));
    const std::size_t name_end = error.description.rfind('\'');
    const Place member =
        step_into_object(root, place, error.description.substr(missing.size(), name_end - missing.size()));
    return fmt::format("{} is missing, {}", member.path, expectation(member, error.description));
}

}  // namespace

struct SchemaDefinition::State {
    json root;
    const json* definition = nullptr;
    valijson::Schema compiled;
};

SchemaDefinition::SchemaDefinition(std::unique_ptr<State> state) : state_(std::move(state)) {}
SchemaDefinition::~SchemaDefinition() = default;
SchemaDefinition::SchemaDefinition(SchemaDefinition&&) noexcept = default;
SchemaDefinition& SchemaDefinition::operator=(SchemaDefinition&&) noexcept = default;

Result<SchemaDefinition> SchemaDefinition::load(std::string_view name) {
    try {
        auto state = std::make_unique<State>();
        state->root = json::parse(predictions_schema_text);
        state->definition = name.empty() ? &state->root : &state->root.at("definitions").at(std::string(name));
        json document = *state->definition;
        document["definitions"] = state->root.at("definitions");
        valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(document), state->compiled);
        return SchemaDefinition(std::move(state));
    } catch (const std::exception& exception) {
        return Error(ErrorCode::internal, fmt::format("schema definition '{}': {}", name, exception.what()));
    }
}

std::vector<std::string> SchemaDefinition::check(const json& value, std::string_view path) const {
    valijson::Validator validator;
    if (validator.validate(state_->compiled, Adapter(value), nullptr)) return {};
    valijson::ValidationResults results;
    validator.validate(state_->compiled, Adapter(value), &results);
    const Place start{&value, state_->definition, std::string(path)};
    std::vector<std::string> problems;
    for (const auto& error : results)
        if (!is_consequence(error)) problems.push_back(describe_problem(state_->root, start, error));
    // A value of the wrong type may break several constraints of the same description.
    problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
    return problems;
}

}  // namespace yolozu
