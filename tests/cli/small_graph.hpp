// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace yolozu::test {

/// Writes a model that is no detector: a convolution and its SiLU over a picture of open size and batch.
std::filesystem::path write_small_graph(const std::filesystem::path& path);

}  // namespace yolozu::test
