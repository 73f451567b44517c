// SPDX-License-Identifier: Apache-2.0
//
// The test cases of the ONNX project, from the system's package libonnx-testdata: a model, inputs and the outputs that
// they should give.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "yolozu/tensor.hpp"

namespace yolozu::test {

struct OnnxCase {
    std::string suite, name;  ///< "node", "test_abs"
    std::filesystem::path folder;
};

/// Every case of a suite, sorted; empty when the package is not installed.
std::vector<OnnxCase> onnx_cases(std::string_view suite);

struct OnnxCaseData {
    std::vector<Tensor> inputs, outputs;
    bool rough = false;  ///< the expected outputs have few digits
};

/// The data sets of a case: test_data_set_0, ... Data that are not tensors of numbers are an error, which says so.
Result<std::vector<OnnxCaseData>> read_data_sets(const OnnxCase& one);

}  // namespace yolozu::test
