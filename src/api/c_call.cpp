// SPDX-License-Identifier: Apache-2.0
#include "api/c_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace yolozu::c {
namespace {

/// What is larger is no struct but memory that was never written.
constexpr std::size_t largest_struct = 65'536;

// The codes of C are those of C++, moved by one.
static_assert(YOLOZU_INVALID_ARGUMENT == static_cast<int>(ErrorCode::invalid_argument) + 1);
static_assert(YOLOZU_MALFORMED == static_cast<int>(ErrorCode::malformed) + 1);
static_assert(YOLOZU_INTERNAL == static_cast<int>(ErrorCode::internal) + 1);

/// As much of the text as fits into `room` bytes without cutting a character.
std::string_view that_fits(std::string_view text, std::size_t room) {
    if (text.size() <= room) return text;
    while (room > 0 && (static_cast<unsigned char>(text[room]) & 0xC0U) == 0x80U) --room;
    return text.substr(0, room);
}

Status check_struct_size(std::size_t size, std::size_t least) {
    if (size >= least && size <= largest_struct) return {};
    return Error(ErrorCode::invalid_argument,
                 fmt::format("struct_size is {}: set it to the size of the struct, which is at least {}", size, least));
}

}  // namespace

yolozu_status report(yolozu_status code, std::string_view message, yolozu_error* error) {
    if (error == nullptr) return code;
    const std::string_view text = that_fits(message, sizeof error->message - 1);
    error->status = code;
    std::memset(error->message, 0, sizeof error->message);
    std::memcpy(error->message, text.data(), text.size());
    return code;
}

yolozu_status report(const Status& status, yolozu_error* error) {
    if (status) return report(YOLOZU_OK, "", error);
    return report(static_cast<yolozu_status>(static_cast<int>(status.error().code()) + 1), status.error().to_string(),
                  error);
}

Status check_pointer(const void* pointer, std::string_view name) {
    if (pointer != nullptr) return {};
    return Error(ErrorCode::invalid_argument, fmt::format("{} is NULL", name));
}

Status copy_out(const void* from, std::size_t known, std::size_t least, void* to, std::size_t size) {
    if (Status status = check_struct_size(size, least); !status) return status;
    std::memset(to, 0, size);
    std::memcpy(to, from, std::min(size, known));
    std::memcpy(to, &size, sizeof size);
    return {};
}

Status copy_in(const void* from, std::size_t known, std::size_t least, void* to) {
    std::size_t size = 0;
    std::memcpy(&size, from, sizeof size);
    if (Status status = check_struct_size(size, least); !status) return status;
    const auto* const bytes = static_cast<const unsigned char*>(from);
    const bool all_known =
        std::all_of(bytes + std::min(size, known), bytes + size, [](unsigned char byte) { return byte == 0; });
    if (!all_known)
        return Error(ErrorCode::unsupported,
                     "the struct has a value that this version of the library does not know: the program was made "
                     "for a later one");
    std::memcpy(to, from, std::min(size, known));
    return {};
}

}  // namespace yolozu::c
