// SPDX-License-Identifier: Apache-2.0
//
// Messages between the benchmark and its rows' processes, which are copies of one program: numbers go as they lie in
// memory.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu::cli {

class MessageWriter {
public:
    template <class Value>
    requires std::is_trivially_copyable_v<Value> MessageWriter& add(const Value& value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    MessageWriter& add_text(std::string_view text);
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// Reads in the order in which the parts were added. What is missing reads as zero or empty.
class MessageReader {
public:
    explicit MessageReader(std::string bytes) : bytes_(std::move(bytes)) {}

    template <class Value>
    requires std::is_trivially_copyable_v<Value> Value next() {
        Value value{};
        if (bytes_.size() - place_ < sizeof value) return value;
        std::memcpy(&value, bytes_.data() + place_, sizeof value);
        place_ += sizeof value;
        return value;
    }
    std::string next_text();

private:
    std::string bytes_;
    std::size_t place_ = 0;
};

/// Writes a message and its length to a descriptor.
Status send_message(int descriptor, const MessageWriter& message);

/// Waits for a message. Fails where the other end has gone.
Result<MessageReader> receive_message(int descriptor);

}  // namespace yolozu::cli
