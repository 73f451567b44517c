// SPDX-License-Identifier: Apache-2.0
#include "onnx/file_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/lower_case.hpp"
#include "onnx/limits.hpp"

namespace yolozu::onnx {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    std::string_view what_and_advice;
};

constexpr std::array signatures{
    Signature{0, "PK\x03\x04"sv,
              "a zip archive, such as PyTorch weights (.pt); export it to ONNX first (yolo export model=FILE.pt "
              "format=onnx)"},
    Signature{0, "\x80\x02"sv, "a Python pickle, such as old PyTorch weights (.pt); export it to ONNX first"},
    Signature{4, "TFL3"sv, "a TensorFlow Lite model; pass the ONNX export of the same weights"},
    Signature{4, "ORTM"sv, "an ONNX Runtime .ort model; pass the .onnx file that it was made from"},
    Signature{0, "version https://git-lfs"sv, "a Git LFS pointer, not the model itself; fetch it with 'git lfs pull'"},
    Signature{0, "ftrt"sv, "a TensorRT engine; pass the ONNX model that it was built from"},
    Signature{0, "ptrt"sv, "a TensorRT engine; pass the ONNX model that it was built from"},
    Signature{0, "\x89HDF"sv, "an HDF5 file, such as Keras weights; export it to ONNX first"},
    Signature{0, "7767517"sv, "an ncnn model (.param); pass the ONNX export of the same weights"},
    Signature{0, "\x1F\x8B"sv, "a gzip archive; unpack it first"},
    Signature{0, "<?xml"sv, "an XML file, such as an OpenVINO model; pass the ONNX model that it was made from"},
};

bool matches(std::string_view text, const Signature& signature) {
    return text.size() >= signature.offset && text.substr(signature.offset).starts_with(signature.bytes);
}

/// An HTML page: "<!doctype html" or "<html", after white space, in any case.
bool is_web_page(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const std::string start = lower_case(text.substr(0, 14));
    return start.starts_with("<!doctype html") || start.starts_with("<html");
}

Error another_kind(std::string_view what_and_advice) {
    return {ErrorCode::unsupported, fmt::format("is not an ONNX model but {}", what_and_advice)};
}

}  // namespace

Status check_file_kind(std::span<const std::byte> bytes) {
    if (bytes.empty()) return Error(ErrorCode::malformed, "is an empty file, expected an ONNX model");
    if (bytes.size() > limits::file_bytes)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("is {} bytes long; ONNX files end at {} bytes, larger models keep their weights in "
                                 "files beside them",
                                 bytes.size(), limits::file_bytes));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 256));
    for (const Signature& signature : signatures)
        if (matches(text, signature)) return another_kind(signature.what_and_advice);
    if (is_web_page(text))
        return another_kind("a web page; the download saved a site's answer instead of the file, fetch it again");
    return {};
}

}  // namespace yolozu::onnx
