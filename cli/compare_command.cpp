// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "base/file.hpp"
#include "base/isa.hpp"
#include "base/try.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/compare_predictions.hpp"
#include "cli/differences.hpp"
#include "cli/input_shapes.hpp"
#include "cli/report.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "pipeline/decide_file.hpp"
#include "yolozu/backend.hpp"
#include "yolozu/image.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::cli {
namespace {

struct CompareOptions {
    std::string model, image, library;
    int size = 640;
    double tolerance = 1e-4;
    bool per_node = false;
};

/// A file that goes with this object.
class TemporaryFile {
public:
    explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// One value of the file as both runs have it.
struct ComparedValue {
    std::string name, shape;
    Difference difference;
};

/// The same model and inputs on both runtimes.
class Comparison {
public:
    explicit Comparison(const CompareOptions& options) : options_(options) {}

    Status run() {
        YOLOZU_ASSIGN(file_, engine::open_model(options_.model));
        YOLOZU_ASSIGN(signature_, read_model_signature(options_.model));
        YOLOZU_TRY(make_inputs());
        YOLOZU_TRY(run_other());
        return run_native();
    }
    const std::vector<ComparedValue>& values() const { return values_; }
    std::size_t output_count() const { return signature_.outputs.size(); }

private:
    /// The picture, letterboxed as the model wants it, or random numbers.
    Status make_inputs() {
        YOLOZU_ASSIGN(shapes_, input_shapes(signature_.inputs, options_.size));
        YOLOZU_ASSIGN(inputs_, random_inputs(signature_.inputs, shapes_));
        for (const Tensor& input : inputs_) views_.push_back(input.view());
        if (options_.image.empty()) return {};
        YOLOZU_ASSIGN(const DecidedModel decided, decide_model_file(options_.model, {}, Probing::never));
        const auto is_picture = [](const TensorSignature& input) { return input.shape && input.shape->size() == 4; };
        const auto picture = std::ranges::find_if(signature_.inputs, is_picture);
        if (picture == signature_.inputs.end())
            return Error(ErrorCode::unsupported, "the model has no input for a picture");
        PreprocessSpec spec = decided.info ? decided.info->preprocess : PreprocessSpec{};
        spec.channels_last = (*picture->shape)[1].value != 3 && (*picture->shape)[3].value == 3;
        YOLOZU_ASSIGN(const Image image, read_image(options_.image));
        const auto index = static_cast<std::size_t>(picture - signature_.inputs.begin());
        YOLOZU_TRY(Preprocessor(spec).run(image.view(), inputs_[index].mutable_view()));
        return {};
    }

    Status run_other() {
        BackendOptions options;
        options.library = options_.library;
        YOLOZU_ASSIGN(const Backend* const backend, find_backend("onnxruntime", options));
        if (!options_.per_node) {
            YOLOZU_ASSIGN(other_, backend->load(options_.model, options));
        } else {
            const TemporaryFile copy(std::filesystem::temp_directory_path() /
                                     fmt::format("yolozu-compare-{}.onnx", getpid()));
            const std::span<const std::byte> bytes = file_->bytes.bytes();
            YOLOZU_ASSIGN(AtomicFile writer, AtomicFile::create(copy.path()));
            YOLOZU_TRY(writer.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
            YOLOZU_TRY(writer.write(every_value_as_output(file_->model)));
            YOLOZU_TRY(writer.commit());
            YOLOZU_ASSIGN(other_, backend->load(copy.path(), options));
        }
        YOLOZU_ASSIGN(session_, other_->create_session());
        YOLOZU_ASSIGN(const std::span<const TensorView> outputs, session_->run(views_));
        for (std::size_t index = 0; index < outputs.size(); ++index)
            expected_[other_->outputs()[index].name] = outputs[index];
        return {};
    }

    Status run_native() {
        YOLOZU_ASSIGN(const auto graph, engine::prepare_graph(file_, shapes_));
        YOLOZU_ASSIGN(auto compiled, engine::CompiledModel::compile(graph, checked_isa()));
        YOLOZU_ASSIGN(const auto executor, engine::Executor::create(std::move(compiled), 1));
        const auto observe = [&](const engine::Value& value, const TensorView& elements) {
            const bool output =
                std::ranges::find(signature_.outputs, value.name, &TensorSignature::name) != signature_.outputs.end();
            if (options_.per_node && !output) compare(value.name, elements, value.permutation);
        };
        YOLOZU_ASSIGN(const auto outputs, executor->run_observed(views_, observe));
        for (std::size_t index = 0; index < outputs.size(); ++index)
            compare(signature_.outputs[index].name, outputs[index], {});
        return {};
    }

    void compare(const std::string& name, const TensorView& found, std::span<const std::int64_t> permutation) {
        const auto expected = expected_.find(name);
        if (expected == expected_.end()) return;
        values_.push_back({name, expected->second.shape.to_string(), difference(found, permutation, expected->second)});
    }

    const CompareOptions& options_;
    std::shared_ptr<const engine::ModelFile> file_;
    ModelSignature signature_;
    std::vector<Shape> shapes_;
    std::vector<Tensor> inputs_;
    std::vector<TensorView> views_;
    std::shared_ptr<const LoadedModel> other_;
    std::unique_ptr<Session> session_;
    std::map<std::string, TensorView> expected_;
    std::vector<ComparedValue> values_;
};

/// Prints the table; true when every output is within the tolerance.
bool print_comparison(const Comparison& comparison, double tolerance) {
    const std::vector<ComparedValue>& values = comparison.values();
    bool marked = false, agree = true;
    print_result("{:<48} {:<18} {:>10} {:>10} {:>10}\n", "value", "shape", "largest", "of range", "");
    for (std::size_t index = 0; index < values.size(); ++index) {
        const auto& [name, shape, found] = values[index];
        const bool differs = !found.comparable || !(found.relative() <= tolerance);
        if (differs && index + comparison.output_count() >= values.size()) agree = false;
        const std::string_view mark = !found.comparable    ? "other shape"
                                      : differs && !marked ? "<- first"
                                      : differs            ? "<-"
                                                           : "";
        marked = marked || differs;
        print_result("{:<48} {:<18} {:>10.3g} {:>10.3g} {:>10}\n", printable(name), shape, found.largest,
                     found.relative(), mark);
    }
    print_result("{}\n", agree ? "the outputs agree" : "the outputs differ");
    return agree;
}

}  // namespace

int compare_command(const Arguments& arguments) {
    if (names_predictions(arguments)) return compare_predictions_command(arguments);
    CompareOptions options;
    CommandLine line(
        "yolozu-infer compare",
        "Runs a model on the native engine and on ONNX Runtime and says how far their results are apart.\n"
        "With two predictions files instead, `yolozu-infer compare A.json B.json`, does YOLOZU's parity check; "
        "`yolozu-infer compare A.json --help` explains it.");
    line.add_option("model", options.model, "the ONNX model").required();
    line.add_option("--image", options.image, "a picture to run it on; without one the input is random numbers");
    line.add_flag("--per-node", options.per_node,
                  "compare every value that both compute, in order, not the outputs alone");
    line.add_option("--tolerance", options.tolerance,
                    "largest difference, relative to a value's range, that is no difference")
        .not_negative();
    line.add_option("--size", options.size, "height and width where the model leaves them open").within(1, 100'000);
    line.add_option("--onnxruntime", options.library, "ONNX Runtime's library, or the folder it lies in");
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    Comparison comparison(options);
    if (const Status done = comparison.run(); !done) {
        report_error(done.error());
        return exit_failed;
    }
    return print_comparison(comparison, options.tolerance) ? exit_done : exit_failed;
}

}  // namespace yolozu::cli
