// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a model: read, all elements copied, decided. Whatever is decided must be consistent.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "model/signature.hpp"
#include "onnx/elements.hpp"
#include "onnx/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    const yolozu::Result<yolozu::onnx::Model> model = yolozu::onnx::read_model(bytes);
    const yolozu::Result<yolozu::ModelSignature> signature = yolozu::signature_from_bytes(bytes);
    if (!model) {
        if (signature) std::abort();
        return 0;
    }
    for (const yolozu::onnx::TensorData& tensor : model->graph.initializers) {
        if (tensor.storage == yolozu::onnx::TensorStorage::external) continue;
        std::vector<std::byte> elements(static_cast<std::size_t>(tensor.shape.element_count()) *
                                        yolozu::element_size(tensor.element.type));
        (void)yolozu::onnx::copy_elements(tensor, elements).ok();
        (void)yolozu::onnx::string_elements(tensor).ok();
    }
    if (!signature) return 0;
    const yolozu::Result<yolozu::ModelInfo> info = yolozu::decide_model(*signature);
    if (info && (info->input_width <= 0 || info->stride <= 0 || info->outputs.front().index >= signature->outputs.size()))
        std::abort();
    return 0;
}
