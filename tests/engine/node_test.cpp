// SPDX-License-Identifier: Apache-2.0
//
// The ONNX project's own test cases: imported, run by the reference operators, optimised, run again, planned for every
// vector level of this machine and run. Cases that the engine refuses are listed with their reason in
// skipped_cases.txt; one that is listed there and works is a failure too.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "base/isa.hpp"
#include "base/try.hpp"
#include "engine/import/import.hpp"
#include "engine/reference/interpret.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "onnx_cases.hpp"

namespace yolozu::test {
namespace {

/// "suite/name reason in words", one a line; '#' starts a comment.
std::map<std::string, std::string> skipped_cases() {
    std::map<std::string, std::string> skipped;
    std::ifstream file(YOLOZU_SKIPPED_CASES);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t space = line.find(' ');
        skipped[line.substr(0, space)] = line.substr(std::min(space, line.size() - 1) + 1);
    }
    return skipped;
}

/// How far results may be from the expected ones: |a - b| <= absolute + relative |b|, as in ONNX's own test runner, but
/// ten times tighter.
constexpr double relative_tolerance = 1e-4, absolute_tolerance = 1e-5;
constexpr double relative_tolerance_of_half = 1e-3;
/// Some expected outputs are no more exact than this: computed with pi as 3.14159, or written with four digits.
constexpr double relative_tolerance_of_rough_cases = 1e-3;

double element(const TensorView& tensor, std::size_t index) {
    switch (tensor.type) {
        case DataType::float32:
            return static_cast<const float*>(tensor.data)[index];
        case DataType::float64:
            return static_cast<const double*>(tensor.data)[index];
        case DataType::float16:
            return float_from_half(static_cast<const std::uint16_t*>(tensor.data)[index]);
        default:
            return 0;
    }
}

bool close(double a, double b, double relative) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    if (std::isinf(a) || std::isinf(b)) return a == b;
    return std::abs(a - b) <= absolute_tolerance + relative * std::abs(b);
}

/// "" or what differs.
std::string difference(const TensorView& found, const TensorView& expected, bool rough) {
    if (found.type != expected.type || !(found.shape == expected.shape))
        return std::string(to_string(found.type)) + " " + found.shape.to_string() + " instead of " +
               std::string(to_string(expected.type)) + " " + expected.shape.to_string();
    const auto count = static_cast<std::size_t>(expected.shape.element_count());
    const bool real =
        expected.type == DataType::float32 || expected.type == DataType::float64 || expected.type == DataType::float16;
    const std::size_t size = element_size(expected.type);
    const double relative = rough                                ? relative_tolerance_of_rough_cases
                            : expected.type == DataType::float16 ? relative_tolerance_of_half
                                                                 : relative_tolerance;
    for (std::size_t index = 0; index < count; ++index) {
        const bool same = real ? close(element(found, index), element(expected, index), relative)
                               : std::memcmp(static_cast<const char*>(found.data) + index * size,
                                             static_cast<const char*>(expected.data) + index * size, size) == 0;
        if (same) continue;
        std::ostringstream text;
        text << "element " << index;
        if (real) text << ": " << element(found, index) << " instead of " << element(expected, index);
        return text.str();
    }
    return {};
}

Status compare_outputs(std::span<const TensorView> outputs, const OnnxCaseData& data) {
    if (outputs.size() != data.outputs.size()) return Error(ErrorCode::internal, "another number of outputs");
    for (std::size_t index = 0; index < outputs.size(); ++index) {
        const std::string differs = difference(outputs[index], data.outputs[index].view(), data.rough);
        if (!differs.empty()) return Error(ErrorCode::internal, "output " + std::to_string(index) + ": " + differs);
    }
    return {};
}

/// The reference operators, one after the other.
Status check_reference(const engine::Graph& graph, std::span<const TensorView> inputs, const OnnxCaseData& data) {
    YOLOZU_TRY(engine::verify(graph));
    YOLOZU_ASSIGN(const std::vector<Tensor> outputs, engine::interpret(graph, inputs));
    std::vector<TensorView> views;
    for (const Tensor& output : outputs) views.push_back(output.view());
    return compare_outputs(views, data);
}

/// A plan for one vector level, run twice by one session: the second run finds the memory as the first one left it.
Status check_plan(const std::shared_ptr<const engine::Graph>& graph, Isa isa, std::span<const TensorView> inputs,
                  const OnnxCaseData& data) {
    YOLOZU_ASSIGN(auto model, engine::CompiledModel::compile(graph, isa));
    YOLOZU_ASSIGN(const auto executor, engine::Executor::create(std::move(model), 2));
    for (int run = 0; run < 2; ++run) {
        YOLOZU_ASSIGN(const std::span<const TensorView> outputs, executor->run(inputs));
        YOLOZU_TRY(compare_outputs(outputs, data));
    }
    return {};
}

Status in(std::string_view way, Status status) {
    return status ? std::move(status) : std::move(status).error().with_context(std::string(way));
}

Status run_data_set(const std::shared_ptr<const engine::ModelFile>& file, const OnnxCaseData& data) {
    std::vector<Shape> shapes;
    std::vector<TensorView> inputs;
    for (const Tensor& input : data.inputs) {
        shapes.push_back(input.shape());
        inputs.push_back(input.view());
    }
    YOLOZU_ASSIGN(const auto imported, engine::prepare_graph(file, shapes, false));
    YOLOZU_TRY(in("imported", check_reference(*imported, inputs, data)));
    YOLOZU_ASSIGN(const auto optimised, engine::prepare_graph(file, shapes, true));
    YOLOZU_TRY(in("optimised", check_reference(*optimised, inputs, data)));
    for (const Isa isa : supported_isas()) {
        YOLOZU_TRY(in("planned, " + std::string(to_string(isa)), check_plan(optimised, isa, inputs, data)));
        YOLOZU_TRY(
            in("planned without passes, " + std::string(to_string(isa)), check_plan(imported, isa, inputs, data)));
    }
    return {};
}

Status run_case(const OnnxCase& one) {
    YOLOZU_ASSIGN(const auto file, engine::open_model(one.folder / "model.onnx"));
    YOLOZU_ASSIGN(const auto sets, read_data_sets(one));
    if (sets.empty()) return Error(ErrorCode::not_found, "it has no data");
    for (const OnnxCaseData& data : sets) YOLOZU_TRY(run_data_set(file, data));
    return {};
}

class OnnxCases : public testing::TestWithParam<OnnxCase> {};

TEST_P(OnnxCases, GivesTheExpectedOutputs) {
    static const std::map<std::string, std::string> skipped = skipped_cases();
    const Status status = run_case(GetParam());
    const auto skip = skipped.find(GetParam().suite + "/" + GetParam().name);
    if (skip == skipped.end()) {
        EXPECT_TRUE(status.ok()) << status.error().to_string();
        return;
    }
    EXPECT_FALSE(status.ok()) << "it works: take it out of skipped_cases.txt";
    GTEST_SKIP() << skip->second;
}

std::string case_name(const testing::TestParamInfo<OnnxCase>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Node, OnnxCases, testing::ValuesIn(onnx_cases("node")), case_name);
INSTANTIATE_TEST_SUITE_P(Simple, OnnxCases, testing::ValuesIn(onnx_cases("simple")), case_name);
INSTANTIATE_TEST_SUITE_P(PytorchOperator, OnnxCases, testing::ValuesIn(onnx_cases("pytorch-operator")), case_name);
INSTANTIATE_TEST_SUITE_P(PytorchConverted, OnnxCases, testing::ValuesIn(onnx_cases("pytorch-converted")), case_name);

TEST(OnnxCases, TheTestDataAreInstalled) {
    EXPECT_GE(onnx_cases("node").size(), 900U) << "install libonnx-testdata (tools/setup.sh test does)";
}

}  // namespace
}  // namespace yolozu::test
