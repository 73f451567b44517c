// SPDX-License-Identifier: Apache-2.0
#include "cli/small_graph.hpp"

#include <vector>

#include "support/onnx_builder.hpp"

namespace yolozu::test {

std::filesystem::path write_small_graph(const std::filesystem::path& path) {
    return OnnxBuilder()
        .input("images", DataType::float32, {"batch", 3, "height", "width"})
        .initializer("weights", {4, 3, 1, 1}, std::vector<float>(12, 0.5F))
        .node("Conv", {"images", "weights"}, {"convolved"})
        .node("Sigmoid", {"convolved"}, {"gate"})
        .node("Mul", {"convolved", "gate"}, {"output0"})
        .output("output0", DataType::float32, {"batch", 4, "height", "width"})
        .write(path);
}

}  // namespace yolozu::test
