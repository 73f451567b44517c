// SPDX-License-Identifier: Apache-2.0
#include "field_changes.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace yolozu::test {

namespace {

constexpr std::size_t longest_name = 64;
// Of a list, the first numbers are changed one by one: weights are alike, and shapes, pads and axes are no longer.
constexpr std::size_t most_elements = 8;

std::vector<Integer> integers_beside(Integer value) {
    constexpr Integer one = 1;
    std::vector<Integer> others = {0,
                                   1,
                                   2,
                                   3,
                                   7,
                                   16,
                                   ~Integer{0},
                                   ~one,
                                   one << 16,
                                   one << 20,
                                   one << 31,
                                   one << 32,
                                   one << 62,
                                   one << 63,
                                   value + 1,
                                   value - 1,
                                   0 - value,
                                   (one << 31) - 1,
                                   (one << 63) - 1};
    std::erase(others, value);
    return others;
}

std::vector<float> floats_beside(float value) {
    using limits = std::numeric_limits<float>;
    std::vector<float> others = {0.0F,
                                 -0.0F,
                                 -1.0F,
                                 1e-20F,
                                 1e9F,
                                 1e20F,
                                 limits::max(),
                                 limits::min(),
                                 -limits::max(),
                                 limits::denorm_min(),
                                 limits::infinity(),
                                 -limits::infinity(),
                                 limits::quiet_NaN(),
                                 -value};
    return others;
}

/// Other contents of one field.
struct Contents {
    const std::vector<std::string>& names;
    std::vector<Content> others = {};

    void operator()(Integer value) {
        for (const Integer other : integers_beside(value)) others.emplace_back(other);
    }
    void operator()(float value) {
        for (const float other : floats_beside(value)) others.emplace_back(other);
    }
    void operator()(const std::string& bytes) {
        others.emplace_back(std::string());
        others.emplace_back(bytes + bytes);
        others.emplace_back(bytes.substr(0, bytes.size() - std::min<std::size_t>(bytes.size(), 1)));
        others.emplace_back(std::string(bytes.size(), '\0'));
        others.emplace_back(std::string(bytes.size(), '\x7F'));
        others.emplace_back(std::string(bytes.size(), '\xFF'));
        if (bytes.size() > longest_name) return;
        for (const std::string& name : names)
            if (name != bytes) others.emplace_back(name);
    }
    void operator()(const Integers& list) { change_list(list, integers_beside); }
    void operator()(const Floats& list) { change_list(list, floats_beside); }
    void operator()(const Message& message) { others.emplace_back(Message{message.kind, {}}); }

    template <typename Element>
    void change_list(const std::vector<Element>& list, std::vector<Element> (*beside)(Element)) {
        others.emplace_back(std::vector<Element>());
        if (list.empty()) {
            others.emplace_back(std::vector<Element>{Element{1}});
            return;
        }
        std::vector<Element> other = list;
        other.pop_back();
        others.emplace_back(other);
        other = list;
        other.push_back(list.front());
        others.emplace_back(other);
        for (std::size_t index = 0; index < std::min(list.size(), most_elements); ++index) {
            for (const Element element : beside(list[index])) {
                other = list;
                other[index] = element;
                others.emplace_back(other);
            }
        }
        for (const Element element : beside(list.front())) others.emplace_back(std::vector(list.size(), element));
    }
};

void collect(Message& message, std::vector<FieldPlace>& places) {
    for (std::size_t index = 0; index < message.fields.size(); ++index) {
        places.push_back({&message, index});
        if (auto* nested = std::get_if<Message>(&message.fields[index].content)) collect(*nested, places);
    }
}

void collect(const Message& message, std::set<std::string>& names) {
    for (const Field& field : message.fields) {
        if (const auto* nested = std::get_if<Message>(&field.content)) collect(*nested, names);
        const auto* text = std::get_if<std::string>(&field.content);
        const bool is_data = message.kind == MessageKind::tensor && field.number == 9;
        if (text != nullptr && !is_data && text->size() <= longest_name) names.insert(*text);
    }
}

}  // namespace

std::vector<FieldPlace> places_of(Message& model) {
    std::vector<FieldPlace> places;
    collect(model, places);
    return places;
}

std::vector<std::string> names_of(const Message& model) {
    std::set<std::string> names;
    collect(model, names);
    return {names.begin(), names.end()};
}

std::vector<FieldChange> changes_of(const FieldPlace& place, const std::vector<std::string>& names) {
    const std::vector<Field>& fields = place.message->fields;
    const Field& field = fields[place.index];
    std::vector<FieldChange> changes = {{1, {}}, {1, {field, field}}};
    if (place.index + 1 < fields.size()) changes.push_back({2, {fields[place.index + 1], field}});
    if (std::holds_alternative<Integer>(field.content))
        changes.push_back({1, {{field.number, std::string("12")}}});
    else
        changes.push_back({1, {{field.number, Integer{1}}}});
    Contents contents{names};
    std::visit(contents, field.content);
    for (Content& content : contents.others) changes.push_back({1, {{field.number, std::move(content)}}});
    return changes;
}

FieldChange apply(const FieldPlace& place, FieldChange change) {
    std::vector<Field>& fields = place.message->fields;
    const auto begin = fields.begin() + static_cast<std::ptrdiff_t>(place.index);
    const auto end = begin + static_cast<std::ptrdiff_t>(change.count);
    FieldChange undo{change.replacement.size(), {std::make_move_iterator(begin), std::make_move_iterator(end)}};
    const auto gap = fields.erase(begin, end);
    fields.insert(gap, std::make_move_iterator(change.replacement.begin()),
                  std::make_move_iterator(change.replacement.end()));
    return undo;
}

void change_a_field(Message& model, const std::vector<std::string>& names, std::minstd_rand& random) {
    const std::vector<FieldPlace> places = places_of(model);
    if (places.empty()) return;
    const FieldPlace& place = places[random() % places.size()];
    std::vector<FieldChange> changes = changes_of(place, names);
    apply(place, std::move(changes[random() % changes.size()]));
}

}  // namespace yolozu::test
