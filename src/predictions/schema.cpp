// SPDX-License-Identifier: Apache-2.0
//
// A reader of the few keywords of JSON Schema that the project's schema is written in. A library that reads them all
// would be 200 KB of a program that has one schema; the tests hold the two against each other.
#include "predictions/schema.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>

#include <fmt/format.h>

#include "predictions/describe.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

/// Keywords that say something about values, and those that do not.
constexpr std::array known_keywords{
    "$ref", "additionalProperties", "allOf",    "anyOf", "items",   "maxItems",    "maximum",     "minItems", "minimum",
    "not",  "properties",           "required", "type",  "$schema", "definitions", "description", "title"};

/// The constraint of a schema, if it has it.
const json* find(const json& schema, std::string_view keyword) {
    return find_member(schema, keyword);
}

bool has_type(const json& value, std::string_view type) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == value.type_name();
}

bool is_of_type(const json& value, const json& types) {
    if (types.is_string()) return has_type(value, types.get_ref<const std::string&>());
    return std::ranges::any_of(types,
                               [&](const json& type) { return has_type(value, type.get_ref<const std::string&>()); });
}

/// Bounds of numbers and of lengths; values of another type have none.
bool is_within_bounds(const json& value, const json& schema) {
    const auto holds = [&](std::string_view keyword, const auto& comparison) {
        const json* const bound = find(schema, keyword);
        return bound == nullptr || comparison(bound->get<double>());
    };
    if (value.is_number()) {
        const double number = value.get<double>();
        return holds("minimum", [&](double bound) { return number >= bound; }) &&
               holds("maximum", [&](double bound) { return number <= bound; });
    }
    if (!value.is_array()) return true;
    const auto length = static_cast<double>(value.size());
    return holds("minItems", [&](double bound) { return length >= bound; }) &&
           holds("maxItems", [&](double bound) { return length <= bound; });
}

/// Applies a schema to a value and all below it.
class SchemaCheck {
public:
    SchemaCheck(const json& root, std::vector<std::string>& problems) : root_(root), problems_(problems) {}

    void check(const json& value, const json& schema_or_reference, const std::string& path) {
        const json& schema = resolved(schema_or_reference);
        if (!meets_own_constraints(value, schema)) {
            complain(path + " is " + describe_value(value), schema);
            return;
        }
        if (const json* const all = find(schema, "allOf"))
            for (const json& part : *all) check(value, part, path);
        if (value.is_object()) check_members(value, schema, path);
        if (value.is_array()) check_items(value, schema, path);
    }

private:
    const json& resolved(const json& schema) const {
        const json* const reference = find(schema, "$ref");
        return reference == nullptr ? schema
                                    : root_.at(json::json_pointer(reference->get_ref<const std::string&>().substr(1)));
    }

    bool accepts(const json& value, const json& schema) const {
        std::vector<std::string> problems;
        SchemaCheck(root_, problems).check(value, schema, "");
        return problems.empty();
    }

    bool meets_own_constraints(const json& value, const json& schema) const {
        const json* const types = find(schema, "type");
        if (types != nullptr && !is_of_type(value, *types)) return false;
        if (!is_within_bounds(value, schema)) return false;
        const json* const alternatives = find(schema, "anyOf");
        const auto accepted = [&](const json& alternative) { return accepts(value, alternative); };
        if (alternatives != nullptr && std::ranges::none_of(*alternatives, accepted)) return false;
        const json* const excluded = find(schema, "not");
        return excluded == nullptr || !accepts(value, *excluded);
    }

    void check_members(const json& value, const json& schema, const std::string& path) {
        const json* const properties = find(schema, "properties");
        if (const json* const required = find(schema, "required"))
            for (const json& name : *required) check_presence(value, name, properties, path);
        const json* const others = find(schema, "additionalProperties");
        for (const auto& [name, member] : value.items()) {
            const json* const known = properties == nullptr ? nullptr : find(*properties, name);
            const json* const member_schema = known != nullptr ? known : others;
            if (member_schema != nullptr && member_schema->is_object())
                check(member, *member_schema, join_path(path, name));
        }
    }

    void check_presence(const json& value, const json& name, const json* properties, const std::string& path) {
        const auto& key = name.get_ref<const std::string&>();
        if (value.contains(key)) return;
        const json* const schema = properties == nullptr ? nullptr : find(*properties, key);
        complain(join_path(path, key) + " is missing", schema == nullptr ? json() : resolved(*schema));
    }

    void check_items(const json& value, const json& schema, const std::string& path) {
        const json* const items = find(schema, "items");
        if (items == nullptr) return;
        for (std::size_t index = 0; index < value.size(); ++index) check(value[index], *items, join_path(path, index));
    }

    void complain(const std::string& fact, const json& schema) {
        const json* const description = find(schema, "description");
        problems_.push_back(description == nullptr
                                ? fact + ", which the schema does not allow"
                                : fmt::format("{}, expected {}", fact, description->get_ref<const std::string&>()));
    }

    const json& root_;
    std::vector<std::string>& problems_;
};

/// A keyword that is not known would be a constraint that is not checked. The members of "properties" and "definitions"
/// are names, not keywords.
void refuse_unknown_keywords(const json& schema, bool are_names) {
    if (schema.is_array())
        for (const json& element : schema) refuse_unknown_keywords(element, false);
    if (!schema.is_object()) return;
    for (const auto& [key, value] : schema.items()) {
        if (!are_names && std::ranges::find(known_keywords, key) == known_keywords.end())
            throw std::invalid_argument(fmt::format("the keyword '{}' is not known", key));
        if (!are_names && key == "items" && !value.is_object())
            throw std::invalid_argument("items of a list each with a schema of its own are not known");
        refuse_unknown_keywords(value, !are_names && (key == "properties" || key == "definitions"));
    }
}

}  // namespace

struct SchemaDefinition::State {
    json root;
    const json* definition = nullptr;
};

SchemaDefinition::SchemaDefinition(std::unique_ptr<State> state) : state_(std::move(state)) {}
SchemaDefinition::~SchemaDefinition() = default;
SchemaDefinition::SchemaDefinition(SchemaDefinition&&) noexcept = default;
SchemaDefinition& SchemaDefinition::operator=(SchemaDefinition&&) noexcept = default;

Result<SchemaDefinition> SchemaDefinition::load(std::string_view name) {
    try {
        auto state = std::make_unique<State>();
        state->root = json::parse(predictions_schema_text);
        refuse_unknown_keywords(state->root, false);
        state->definition = name.empty() ? &state->root : &state->root.at("definitions").at(std::string(name));
        return SchemaDefinition(std::move(state));
    } catch (const std::exception& exception) {
        return Error(ErrorCode::internal, fmt::format("schema definition '{}': {}", name, exception.what()));
    }
}

std::vector<std::string> SchemaDefinition::check(const json& value, std::string_view path) const {
    std::vector<std::string> problems;
    SchemaCheck(state_->root, problems).check(value, *state_->definition, std::string(path));
    return problems;
}

}  // namespace yolozu
