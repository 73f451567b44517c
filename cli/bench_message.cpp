// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_message.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/descriptor.hpp"
#include "base/placing.hpp"
#include "base/try.hpp"

namespace yolozu::cli {
namespace {

Status receive_bytes(int descriptor, char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t received = ::read(descriptor, bytes, count);
        if (received < 0 && errno == EINTR) continue;
        if (received < 0) return system_error("cannot hear from the row's process", errno);
        if (received == 0) return Error(ErrorCode::io, "the other end has gone");
        bytes += received;
        count -= static_cast<std::size_t>(received);
    }
    return {};
}

}  // namespace

MessageWriter& MessageWriter::add_text(std::string_view text) {
    add(text.size());
    bytes_ += text;
    return *this;
}

std::string MessageReader::next_text() {
    const auto length = next<std::size_t>();
    if (bytes_.size() - place_ < length) return "";
    place_ += length;
    return bytes_.substr(place_ - length, length);
}

Status send_message(int descriptor, const MessageWriter& message) {
    const std::uint64_t length = message.bytes().size();
    YOLOZU_TRY(write_bytes(descriptor, {reinterpret_cast<const char*>(&length), sizeof length}));
    return write_bytes(descriptor, message.bytes());
}

Result<MessageReader> receive_message(int descriptor) {
    std::uint64_t length = 0;
    YOLOZU_TRY(receive_bytes(descriptor, reinterpret_cast<char*>(&length), sizeof length));
    std::string bytes(length, '\0');
    YOLOZU_TRY(receive_bytes(descriptor, bytes.data(), bytes.size()));
    return MessageReader(std::move(bytes));
}

}  // namespace yolozu::cli
