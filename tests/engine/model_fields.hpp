// SPDX-License-Identifier: Apache-2.0
//
// An ONNX file as a tree of its protobuf fields, for tests that change one field and write the file again. Lengths are
// written anew, so a change reaches the code behind the reader where a changed byte mostly ends in it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace yolozu::test {

struct Field;

/// The messages of onnx.proto that models of neural networks are made of.
enum class MessageKind {
    model,
    graph,
    node,
    attribute,
    tensor,
    value_info,
    type,
    tensor_type,
    shape,
    extent,
    opset,
    function,
    entry
};

struct Message {
    MessageKind kind;
    std::vector<Field> fields;
};

using Integer = std::uint64_t;          ///< as protobuf writes it: negative numbers in two's complement
using Integers = std::vector<Integer>;  ///< a packed list
using Floats = std::vector<float>;      ///< a packed list
/// Text, raw data, and messages that the tree does not know, are strings.
using Content = std::variant<Integer, float, std::string, Integers, Floats, Message>;

struct Field {
    std::uint32_t number;
    Content content;
};

/// Throws on damaged bytes, which fails the test.
Message parse_fields(const std::string& bytes, MessageKind kind = MessageKind::model);
std::string serialise(const Message& message);

}  // namespace yolozu::test
