// SPDX-License-Identifier: Apache-2.0
#include "eval/task.hpp"

#include <array>
#include <cstddef>

namespace yolozu::eval {
namespace {

constexpr std::array<std::string_view, 5> names{"detect", "segment", "pose", "obb", "classify"};

}  // namespace

std::string_view to_string(Task task) {
    return names[static_cast<std::size_t>(task)];
}

std::optional<Task> task_from_string(std::string_view name) {
    for (std::size_t index = 0; index < names.size(); ++index)
        if (names[index] == name) return static_cast<Task>(index);
    return std::nullopt;
}

}  // namespace yolozu::eval
