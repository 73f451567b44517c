// SPDX-License-Identifier: Apache-2.0
//
// The border between C and C++: errors become codes and texts, nothing thrown passes, structs have the caller's size.
#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <string_view>

#include "yolozu/result.hpp"
#include "yolozu/yolozu.h"

namespace yolozu::c {

/// Writes what `status` says where the caller wants it, and returns its code.
yolozu_status report(const Status& status, yolozu_error* error);
/// The same for a failure that is described already.
yolozu_status report(yolozu_status code, std::string_view message, yolozu_error* error);

/// An error where a pointer that is needed is null; `name` is the argument's.
Status check_pointer(const void* pointer, std::string_view name);

/// Does `work`, which returns a Status, for a C function.
template <class Work>
yolozu_status call(yolozu_error* error, const Work& work) noexcept {
    try {
        return report(work(), error);
    } catch (const std::bad_alloc&) {
        return report(YOLOZU_LIMIT_EXCEEDED, "not enough memory", error);
    } catch (const std::exception& exception) {
        return report(YOLOZU_INTERNAL, exception.what(), error);
    } catch (...) {
        return report(YOLOZU_INTERNAL, "an unknown exception", error);
    }
}

/// Copies a struct of this library's `known` bytes to one of the caller's, which has `size`, and writes that into its
/// struct_size. Bytes that only the caller has become zero. Fails when it has fewer than `least`, those of the first
/// version.
Status copy_out(const void* from, std::size_t known, std::size_t least, void* to, std::size_t size);

/// The other way, for a struct whose struct_size is set; bytes that only this library has keep what they have. Fails
/// also when bytes that this library does not know are not zero.
Status copy_in(const void* from, std::size_t known, std::size_t least, void* to);

}  // namespace yolozu::c
