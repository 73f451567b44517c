// SPDX-License-Identifier: Apache-2.0
//
// Early return for Result: the error travels up unchanged. Both are statements of their own: never the body of an `if`
// without braces.
#pragma once

#include "yolozu/result.hpp"

#define YOLOZU_JOIN_INNER(a, b) a##b
#define YOLOZU_JOIN(a, b) YOLOZU_JOIN_INNER(a, b)

/// YOLOZU_TRY(check(path)); returns the error of a Status, if it has one.
#define YOLOZU_TRY(...)                                                      \
    do {                                                                     \
        auto yolozu_try_result = (__VA_ARGS__);                              \
        if (!yolozu_try_result) return std::move(yolozu_try_result).error(); \
    } while (false)

/// YOLOZU_ASSIGN(auto image, read_image(path)); declares or assigns the value, or returns the error.
#define YOLOZU_ASSIGN(target, ...) YOLOZU_ASSIGN_INNER(YOLOZU_JOIN(yolozu_result_, __LINE__), target, __VA_ARGS__)
#define YOLOZU_ASSIGN_INNER(result, target, ...)   \
    auto result = (__VA_ARGS__);                   \
    if (!result) return std::move(result).error(); \
    target = std::move(result).value()
