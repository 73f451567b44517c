// SPDX-License-Identifier: Apache-2.0
//
// Whole models on the native engine and on ONNX Runtime, in one process, run by run:
//
//   models_bench [--rounds N] [--threads 1,2] [--size 320] MODEL.onnx...
//
// Prints for each model and number of threads both medians, p90 and p99, the ratio ONNX Runtime / native, the native
// engine's GFLOP/s (multiplications and additions of the operators' plain definitions, so Winograd's count more than
// they do) and their share of what the machine's threads reach when nothing makes them wait, the largest difference of
// the outputs relative to their range, and, each measured in a process of its own, the time from nothing to the first
// result and the peak memory.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/isa.hpp"
#include "cli/machine_limits.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "side_by_side.hpp"
#include "yolozu/backend.hpp"

namespace yolozu::bench {
namespace {

struct Options {
    int rounds = 20;
    std::vector<int> threads{1, 2};
    std::int64_t size = 320;  ///< of inputs whose height and width are open
    std::vector<std::filesystem::path> models;
};

[[noreturn]] void fail(const std::string& message) {
    fmt::print(stderr, "models_bench: {}\n", message);
    std::exit(1);
}

template <class T>
T value_of(Result<T> result) {
    if (!result) fail(result.error().to_string());
    return std::move(result).value();
}

int number_of(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1)
        fail(fmt::format("'{}' is not a number above 0", text));
    return number;
}

Options parse(int count, char** words) {
    Options options;
    for (int index = 1; index < count; ++index) {
        const std::string_view word = words[index];
        if (!word.starts_with("--")) {
            options.models.emplace_back(word);
            continue;
        }
        if (index + 1 == count) fail(fmt::format("{} needs a value", word));
        const std::string_view value = words[++index];
        if (word == "--rounds") {
            options.rounds = number_of(value);
        } else if (word == "--size") {
            options.size = number_of(value);
        } else if (word == "--threads") {
            options.threads.clear();
            for (std::size_t from = 0; from <= value.size();) {
                const std::size_t comma = std::min(value.find(',', from), value.size());
                options.threads.push_back(number_of(value.substr(from, comma - from)));
                from = comma + 1;
            }
        } else {
            fail(fmt::format("there is no option {}", word));
        }
    }
    if (options.models.empty()) fail("name at least one model");
    return options;
}

std::shared_ptr<const LoadedModel> load(std::string_view backend, const std::filesystem::path& path, int threads) {
    BackendOptions options;
    options.threads = threads;
    const Backend* const found = value_of(find_backend(backend, options));
    return value_of(found->load(path, options));
}

/// Random pictures: numbers from 0 to 1 of the model's shapes; open extents are 1 for the batch and `size` otherwise.
std::vector<Tensor> make_inputs(const LoadedModel& model, std::int64_t size) {
    std::vector<Tensor> inputs;
    std::mt19937 random(1);
    for (const TensorSignature& input : model.inputs()) {
        std::vector<std::int64_t> extents;
        if (!input.shape) fail("an input has no shape");
        for (const Dimension& dimension : *input.shape)
            extents.push_back(dimension.value.value_or(extents.empty() ? 1 : size));
        Tensor tensor = value_of(Tensor::allocate(input.type, value_of(Shape::from(extents))));
        std::uniform_real_distribution<float> uniform;
        if (input.type == DataType::float32)
            for (float& value : tensor.mutable_view().as<float>()) value = uniform(random);
        if (input.type == DataType::float16)
            for (std::uint16_t& value : tensor.mutable_view().as<std::uint16_t>())
                value = half_from_float(uniform(random));
        inputs.push_back(std::move(tensor));
    }
    return inputs;
}

std::vector<TensorView> views_of(const std::vector<Tensor>& tensors) {
    std::vector<TensorView> views;
    for (const Tensor& tensor : tensors) views.push_back(tensor.view());
    return views;
}

float element(const TensorView& tensor, std::size_t index) {
    if (tensor.type == DataType::float32) return static_cast<const float*>(tensor.data)[index];
    if (tensor.type == DataType::float16) return float_from_half(static_cast<const std::uint16_t*>(tensor.data)[index]);
    return 0.0F;
}

/// Largest difference over the range of the second, over all outputs.
double relative_difference(std::span<const TensorView> a, std::span<const TensorView> b) {
    double worst = 0;
    for (std::size_t output = 0; output < a.size(); ++output) {
        if (!(a[output].shape == b[output].shape)) return INFINITY;
        double largest = 0, low = 0, high = 0;
        for (std::size_t index = 0; index < static_cast<std::size_t>(a[output].shape.element_count()); ++index) {
            const double x = element(a[output], index), y = element(b[output], index);
            largest = std::max(largest, std::abs(x - y));
            low = std::min(low, y);
            high = std::max(high, y);
        }
        worst = std::max(worst, high > low ? largest / (high - low) : largest);
    }
    return worst;
}

struct FirstResult {
    double milliseconds = 0;
    double megabytes = 0;
};

/// Loads a model and runs it once in a process of its own.
FirstResult first_result(std::string_view backend, const std::filesystem::path& path, int threads, std::int64_t size) {
    int ends[2];
    if (pipe(ends) != 0) fail("pipe failed");
    const pid_t child = fork();
    if (child < 0) fail("fork failed");
    if (child == 0) {
        FirstResult result;
        result.milliseconds = time_once([&] {
            const auto model = load(backend, path, threads);
            const auto session = value_of(model->create_session());
            const std::vector<Tensor> inputs = make_inputs(*model, size);
            value_of(session->run(views_of(inputs)));
        });
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        result.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
        const bool written = write(ends[1], &result, sizeof(result)) == sizeof(result);
        _exit(written ? 0 : 1);
    }
    close(ends[1]);
    FirstResult result;
    const bool complete = read(ends[0], &result, sizeof(result)) == sizeof(result);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!complete || status != 0) fail(fmt::format("{} on {} failed", path.string(), backend));
    return result;
}

/// Multiplications and additions of one run.
double operations_of(const std::filesystem::path& path, std::span<const TensorView> inputs) {
    std::vector<Shape> shapes;
    for (const TensorView& input : inputs) shapes.push_back(input.shape);
    const auto graph = value_of(engine::prepare_graph(value_of(engine::open_model(path)), shapes));
    double operations = 0;
    for (const engine::Node& node : graph->nodes)
        operations += engine::work_of(node, graph->facts(node.inputs), graph->facts(node.outputs)).operations;
    return operations;
}

/// What this many threads do a second when nothing makes them wait; the threads of another runtime would.
double most_operations(int threads) {
    const auto pool = value_of(ThreadPool::create(threads));
    return value_of(cli::measure_machine(*pool, checked_isa())).operations_per_second;
}

/// One line of the table, with what is measured in processes of their own already in it.
struct Line {
    std::filesystem::path path;
    int threads = 1;
    double most_operations = 0;
    FirstResult native, other;
};

/// Before anything is loaded here, so that the children begin with little memory and no library.
std::vector<Line> measure_alone(const Options& options) {
    std::vector<Line> lines;
    for (const std::filesystem::path& path : options.models)
        for (const int threads : options.threads)
            lines.push_back({path, threads, 0, first_result("native", path, threads, options.size),
                             first_result("onnxruntime", path, threads, options.size)});
    std::map<int, double> most;
    for (const int threads : options.threads) most[threads] = most_operations(threads);
    for (Line& line : lines) line.most_operations = most[line.threads];
    return lines;
}

void compare(const Line& line, const Options& options) {
    const auto& [path, threads, most, native_first, other_first] = line;
    const auto native = load("native", path, threads), other = load("onnxruntime", path, threads);
    const auto native_session = value_of(native->create_session()), other_session = value_of(other->create_session());
    const std::vector<Tensor> inputs = make_inputs(*native, options.size);
    const std::vector<TensorView> views = views_of(inputs);
    const auto native_outputs = value_of(native_session->run(views));
    const double difference = relative_difference(native_outputs, value_of(other_session->run(views)));
    const std::vector<Timings> timings =
        alternate({[&] { value_of(native_session->run(views)); }, [&] { value_of(other_session->run(views)); }},
                  options.rounds, 1, std::chrono::milliseconds(150));
    const double rate = operations_of(path, views) / timings[0].median() * 1e3;
    const auto times = [](const Timings& of) {
        return fmt::format("{:>8.2f} {:>8.2f} {:>8.2f}", of.median(), of.quantile(0.9), of.quantile(0.99));
    };
    fmt::print("{:<26} {:>2} {} {} {:>5.2f} {:>7.1f} {:>4.0f}% {:>8.1e} {:>6.0f} {:>6.0f} {:>5.0f} {:>5.0f}\n",
               path.filename().string(), threads, times(timings[0]), times(timings[1]),
               timings[1].median() / timings[0].median(), rate / 1e9, 100 * rate / most, difference,
               native_first.milliseconds, other_first.milliseconds, native_first.megabytes, other_first.megabytes);
    std::fflush(stdout);
}

}  // namespace
}  // namespace yolozu::bench

int main(int count, char** words) {
    const yolozu::bench::Options options = yolozu::bench::parse(count, words);
    fmt::print("{:<26} {:>2} {:>26} {:>26} {:>5} {:>13} {:>8} {:>13} {:>11}\n", "", "", "native, ms", "onnxruntime, ms",
               "", "native", "largest", "first result", "peak MB");
    fmt::print("{:<26} {:>2} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>5} {:>7} {:>5} {:>8} {:>6} {:>6} {:>5} {:>5}\n",
               "model", "th", "median", "p90", "p99", "median", "p90", "p99", "ratio", "GFLOP/s", "peak", "differ.",
               "native", "ort", "nat.", "ort");
    std::fflush(stdout);
    for (const yolozu::bench::Line& line : yolozu::bench::measure_alone(options)) yolozu::bench::compare(line, options);
    return 0;
}
