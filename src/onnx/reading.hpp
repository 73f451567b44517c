// SPDX-License-Identifier: Apache-2.0
//
// What the readers of all messages share: where in the file they are, what they have used of the limits, and how they
// give up. Inside this folder a reader gives up by throwing, as protozero does; read_model turns that into an Error.
#pragma once

#include <protozero/pbf_reader.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "onnx/limits.hpp"
#include "yolozu/result.hpp"

namespace yolozu::onnx {

using protozero::pbf_reader;

/// Thrown inside this folder only.
struct Failure {
    ErrorCode code;
    std::string message;
};

[[noreturn]] void fail_malformed(std::string message);
[[noreturn]] void fail_limit(std::string_view what, std::size_t limit);

/// Field numbers with the wire type that they must have. A field with another wire type is an unknown field.
constexpr std::uint32_t varint_field(std::uint32_t number) {
    return protozero::tag_and_type(number, protozero::pbf_wire_type::varint);
}
constexpr std::uint32_t bytes_field(std::uint32_t number) {
    return protozero::tag_and_type(number, protozero::pbf_wire_type::length_delimited);
}
constexpr std::uint32_t fixed32_field(std::uint32_t number) {
    return protozero::tag_and_type(number, protozero::pbf_wire_type::fixed32);
}
constexpr std::uint32_t fixed64_field(std::uint32_t number) {
    return protozero::tag_and_type(number, protozero::pbf_wire_type::fixed64);
}

/// A count that may not pass its limit.
class Budget {
public:
    Budget(std::string_view what, std::size_t limit) : what_(what), limit_(limit) {}
    void spend(std::size_t amount = 1) {
        if (amount > limit_ - used_) fail_limit(what_, limit_);
        used_ += amount;
    }

private:
    std::string_view what_;
    std::size_t limit_;
    std::size_t used_ = 0;
};

/// The state of one call of read_model.
class Reading {
public:
    Budget nodes{"nodes", limits::nodes};
    Budget attributes{"attributes", limits::attributes};
    Budget tensors{"tensors", limits::tensors};
    Budget values{"inputs, outputs and value infos", limits::values};
    Budget list_entries{"node inputs, node outputs and attribute list entries", limits::list_entries};
    std::size_t subgraph_depth = 0;

    /// Runs a reader for the message in field `name` (element `index` of it, if it repeats) of the current message.
    template <class Reader>
    void inside(std::string_view name, std::size_t index, Reader&& reader) {
        path_.push_back({name, index});
        reader();
        path_.pop_back();  // not done when the reader throws: path() then says where that was
    }
    static constexpr std::size_t no_index = static_cast<std::size_t>(-1);

    /// "graph.node[12].attribute[3]"; empty at the top.
    std::string path() const;

private:
    struct Step {
        std::string_view name;
        std::size_t index;
    };
    std::vector<Step> path_;
};

/// The current field as text into the file's bytes, of limited length.
std::string_view read_text(pbf_reader& message, std::size_t limit = limits::name_bytes);

/// Calls take(value) for the current field of a repeated int64, packed or not.
template <class Take>
void read_integers(pbf_reader& message, Take&& take) {
    if (message.wire_type() == protozero::pbf_wire_type::varint) {
        take(message.get_int64());
    } else {
        for (const std::int64_t value : message.get_packed_int64()) take(value);
    }
}

}  // namespace yolozu::onnx
