// SPDX-License-Identifier: Apache-2.0
//
// How the tests of kernels run them: whole and in pieces, between guards, and compare with what plain code gives.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "engine/kernels/kernels.hpp"

namespace yolozu::test {

/// Every kernel of the list has a check of this form; one that is forgotten does not link.
#define YOLOZU_DECLARE_CHECK(name, Task) void check_##name(const engine::Kernels& kernels);
YOLOZU_KERNELS(YOLOZU_DECLARE_CHECK)
#undef YOLOZU_DECLARE_CHECK

template <class Task>
using Kernel = void (*)(const Task&, std::size_t, std::size_t, std::byte*);

/// Elements that a kernel must leave alone keep this in all their bytes.
constexpr unsigned char untouched_byte = 0xA5;

template <class Element>
std::vector<Element> untouched(std::size_t count) {
    std::vector<Element> elements(count);
    if (count > 0) std::memset(elements.data(), untouched_byte, count * sizeof(Element));
    return elements;
}

std::vector<float> random_floats(std::size_t count, float low, float high);
/// Whole numbers in [low, high].
template <class Integer>
std::vector<Integer> random_integers(std::size_t count, int low, int high) {
    const std::vector<float> floats = random_floats(count, static_cast<float>(low), static_cast<float>(high) + 0.999F);
    std::vector<Integer> integers(count);
    for (std::size_t index = 0; index < count; ++index)
        integers[index] = static_cast<Integer>(std::floor(floats[index]));
    return integers;
}

/// The level that has these kernels.
Isa isa_of(const engine::Kernels& kernels);

/// Calls the kernel for the items [begin, end) with scratch memory that nothing is known of.
void with_scratch(std::size_t bytes, const std::function<void(std::byte*)>& call);

template <class Task>
void run_piece(Kernel<Task> kernel, const Task& task, std::size_t begin, std::size_t end) {
    with_scratch(scratch_bytes(task), [&](std::byte* scratch) { kernel(task, begin, end, scratch); });
}

/// All items at once, or, for a piece of 1 and more, in pieces of so many, the last ones first.
template <class Task>
void run(Kernel<Task> kernel, const Task& task, std::size_t piece) {
    const std::size_t items = item_count(task);
    if (piece == 0) return run_piece(kernel, task, 0, items);
    for (std::size_t end = items; end > 0;) {
        const std::size_t begin = (end - 1) / piece * piece;
        run_piece(kernel, task, begin, end);
        end = begin;
    }
}

/// How far a result may be from the expected one: absolute + relative * |expected|. NaN and infinities must be met.
struct Tolerance {
    double relative = 0.0, absolute = 0.0;
};

template <class Element>
bool is_near(Element actual, Element expected, Tolerance tolerance) {
    if (std::memcmp(&actual, &expected, sizeof actual) == 0) return true;
    Element none;
    std::memset(&none, untouched_byte, sizeof none);
    if (std::memcmp(&expected, &none, sizeof none) == 0) return false;
    const double a = static_cast<double>(actual), b = static_cast<double>(expected);
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b || std::abs(a - b) <= tolerance.absolute + tolerance.relative * std::abs(b);
}

/// Runs a kernel whole and in pieces. task_for(y) makes the task that writes to y, which has as many elements as
/// `expected`; those that are `untouched` there must stay so.
template <class Task, class Element, class TaskFor>
void expect_output(Kernel<Task> kernel, const std::vector<Element>& expected, Tolerance tolerance,
                   const TaskFor& task_for) {
    std::vector<Element> whole;
    for (const std::size_t piece : {0U, 1U, 3U}) {
        // What a kernel writes outside is noticed in the guards.
        constexpr std::size_t guard = 64;
        std::vector<Element> memory = untouched<Element>(expected.size() + 2 * guard);
        run(kernel, Task(task_for(memory.data() + guard)), piece);
        for (std::size_t index = 0; index < memory.size(); ++index) {
            const bool inside = index >= guard && index < guard + expected.size();
            const Element wanted = inside ? expected[index - guard] : untouched<Element>(1)[0];
            if (is_near(memory[index], wanted, tolerance)) continue;
            ADD_FAILURE() << "element " << static_cast<long>(index) - static_cast<long>(guard) << " of "
                          << expected.size() << " is " << +memory[index] << ", expected " << +wanted
                          << " (in pieces of " << piece << ")";
            return;
        }
        if (piece == 0) whole = memory;
        if (!memory.empty() && std::memcmp(whole.data(), memory.data(), memory.size() * sizeof(Element)) != 0) {
            ADD_FAILURE() << "pieces of " << piece << " give other bits than the whole";
            return;
        }
    }
}

}  // namespace yolozu::test
