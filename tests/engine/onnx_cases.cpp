// SPDX-License-Identifier: Apache-2.0
#include "onnx_cases.hpp"

#include <algorithm>
#include <span>

#include "base/try.hpp"
#include "engine/import/constants.hpp"
#include "onnx/reader.hpp"
#include "support/files.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {

namespace fs = std::filesystem;

std::vector<OnnxCase> onnx_cases(std::string_view suite) {
    std::vector<OnnxCase> cases;
    const fs::path folder = fs::path("/usr/share/libonnx-testdata/data") / suite;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
        if (fs::exists(entry.path() / "model.onnx"))
            cases.push_back({std::string(suite), entry.path().filename().string(), entry.path()});
    std::ranges::sort(cases, {}, &OnnxCase::name);
    return cases;
}

namespace {

/// A file with one TensorProto, read by the reader of models as an initialiser.
Result<Tensor> read_tensor(const fs::path& path) {
    const std::string bytes = OnnxBuilder().initializer(OnnxTensor{read_text(path)}).build();
    YOLOZU_ASSIGN(const onnx::Model model, onnx::read_model(std::as_bytes(std::span(bytes))));
    return engine::copy_constant(model.graph.initializers.at(0));
}

Result<std::vector<Tensor>> read_tensors(const fs::path& folder, const std::string& kind) {
    std::vector<Tensor> tensors;
    for (int index = 0; fs::exists(folder / (kind + "_" + std::to_string(index) + ".pb")); ++index) {
        YOLOZU_ASSIGN(Tensor tensor, read_tensor(folder / (kind + "_" + std::to_string(index) + ".pb")));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

}  // namespace

Result<std::vector<OnnxCaseData>> read_data_sets(const OnnxCase& one) {
    std::vector<OnnxCaseData> sets;
    for (int index = 0; fs::exists(one.folder / ("test_data_set_" + std::to_string(index))); ++index) {
        const fs::path folder = one.folder / ("test_data_set_" + std::to_string(index));
        OnnxCaseData data;
        YOLOZU_ASSIGN(data.inputs, read_tensors(folder, "input"));
        YOLOZU_ASSIGN(data.outputs, read_tensors(folder, "output"));
        data.rough = one.name.find("window") != std::string::npos || one.name == "test_gridsample_bicubic";
        sets.push_back(std::move(data));
    }
    return sets;
}

}  // namespace yolozu::test
