// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu {

/// What `work` returns, a Result or a Status; where memory runs out an error that names what it was for. For the public
/// functions, across which nothing is thrown.
template <class Work>
auto within_memory(std::string_view purpose, const Work& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
    } catch (const std::length_error&) {
    }
    return Error(ErrorCode::limit_exceeded, "not enough memory " + std::string(purpose));
}

}  // namespace yolozu
