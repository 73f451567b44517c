// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with one field of a model whose every other field is right.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "model_fields.hpp"

namespace yolozu::test {

/// Where a field is: its message and the place in it.
struct FieldPlace {
    Message* message;
    std::size_t index;
};

/// Every field of the model, also those in messages in messages. Changes of the model make the places invalid.
std::vector<FieldPlace> places_of(Message& model);

/// Every text of the model that is short enough to be a name, once: names of values, operators, attributes.
std::vector<std::string> names_of(const Message& model);

/// What stands there instead of `count` fields.
struct FieldChange {
    std::size_t count;
    std::vector<Field> replacement;
};

/// Other numbers (0, -1, the ends of the types, ...), other names, lists that are too short, too long or extreme;
/// the field missing, twice, behind the next one, of another wire type.
std::vector<FieldChange> changes_of(const FieldPlace& place, const std::vector<std::string>& names);

/// Makes the change and returns the one that undoes it.
FieldChange apply(const FieldPlace& place, FieldChange change);

/// Makes any one change anywhere.
void change_a_field(Message& model, const std::vector<std::string>& names, std::minstd_rand& random);

}  // namespace yolozu::test
