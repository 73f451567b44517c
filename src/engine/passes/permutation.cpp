// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/permutation.hpp"

#include <algorithm>

namespace yolozu::engine {

namespace {

std::size_t index(std::int64_t axis) {
    return static_cast<std::size_t>(axis);
}

/// Neighbouring axes before and after a reshape that hold the same elements.
struct Group {
    std::vector<std::size_t> before, after;
};

/// Cuts a reshape into its smallest groups; both shapes have the same, positive number of elements. Axes with one
/// element join the group to their left.
std::vector<Group> groups_of(const Shape& before, const Shape& after) {
    std::vector<Group> groups;
    std::size_t i = 0, j = 0;
    while (i < before.rank() || j < after.rank()) {
        Group group;
        std::int64_t left = 1, right = 1;
        do {
            if ((left <= right && i < before.rank()) || j == after.rank()) {
                left *= before[i];
                group.before.push_back(i++);
            } else {
                right *= after[j];
                group.after.push_back(j++);
            }
        } while (left != right && (i < before.rank() || j < after.rank()));
        while (i < before.rank() && before[i] == 1) group.before.push_back(i++);
        while (j < after.rank() && after[j] == 1) group.after.push_back(j++);
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

Permutation inverse(const Permutation& permutation) {
    Permutation result(permutation.size());
    for (std::size_t axis = 0; axis < permutation.size(); ++axis)
        result[index(permutation[axis])] = static_cast<std::int64_t>(axis);
    return result;
}

Permutation composed(const Permutation& first, const Permutation& second) {
    Permutation result;
    for (const std::int64_t axis : second) result.push_back(first[index(axis)]);
    return result;
}

bool is_identity(const Permutation& permutation) {
    for (std::size_t axis = 0; axis < permutation.size(); ++axis)
        if (index(permutation[axis]) != axis) return false;
    return true;
}

bool keeps_order(const Permutation& permutation, const Shape& operand) {
    std::int64_t last = -1;
    for (const std::int64_t axis : permutation) {
        if (operand[index(axis)] == 1) continue;
        if (axis < last) return false;
        last = axis;
    }
    return true;
}

std::optional<TurnedReshape> turn_reshape(const Shape& operand, const Permutation& permutation, const Shape& result) {
    if (operand.element_count() == 0) return std::nullopt;
    std::vector<std::int64_t> extents;
    for (const std::int64_t axis : permutation) extents.push_back(operand[index(axis)]);
    const Result<Shape> before = Shape::from(extents);
    if (!before) return std::nullopt;
    const std::vector<Group> groups = groups_of(*before, result);
    // Each group's axes must be neighbours in the operand too (but for axes with one element), in the same order; where
    // a group has only such axes, its place is that of the first of them.
    struct Place {
        std::int64_t first;
        std::size_t group;
    };
    std::vector<Place> places;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        std::int64_t last = -1, first = -1;
        for (const std::size_t axis : groups[g].before) {
            const std::int64_t from = permutation[axis];
            if (operand[index(from)] == 1) continue;
            if (first < 0) first = from;
            if (last >= 0 && from <= last) return std::nullopt;
            for (std::int64_t between = last + 1; last >= 0 && between < from; ++between)
                if (operand[index(between)] != 1) return std::nullopt;
            last = from;
        }
        if (first < 0) first = groups[g].before.empty() ? -1 : permutation[groups[g].before.front()];
        places.push_back({first, g});
    }
    std::ranges::stable_sort(places, {}, &Place::first);
    TurnedReshape turned{{}, Permutation(result.rank())};
    for (const Place& place : places)
        for (const std::size_t axis : groups[place.group].after) {
            turned.permutation[axis] = static_cast<std::int64_t>(turned.shape.size());
            turned.shape.push_back(result[axis]);
        }
    return turned;
}

}  // namespace yolozu::engine
