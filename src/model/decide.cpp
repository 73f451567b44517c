// SPDX-License-Identifier: Apache-2.0
//
// The decision: every reading of the output is judged, and exactly one must remain.
#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/input_decision.hpp"
#include "model/metadata.hpp"
#include "model/readings.hpp"
#include "model/task_decision.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {
namespace {

/// The class names in force and where they are from.
struct Names {
    std::optional<std::vector<std::string>> list;
    bool from_flag = false;

    std::string_view source() const { return from_flag ? "--names" : "metadata names"; }
};

Result<Names> choose_names(const ModelMetadata& metadata, const ModelOverrides& overrides) {
    if (overrides.names) return Names{overrides.names, true};
    if (metadata.names_error)
        return Error(metadata.names_error->code(),
                     fmt::format("metadata names cannot be read: {}; pass the class names with --names FILE",
                                 metadata.names_error->message()));
    return Names{metadata.names, false};
}

/// What a reading leads to; readings that lead to the same need not be told apart.
struct Outcome {
    Head head;
    PreprocessSpec preprocess;
    bool objectness;

    bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(const Reading& reading, const ModelOverrides& overrides) {
    const Family& family = *reading.family;
    const bool objectness_alone = family.one_class_objectness_alone && reading.class_count == 1;
    return {family.head, overrides.preprocess.value_or(family.preprocess), !objectness_alone};
}

std::string describe_output(const TensorSignature& output) {
    return fmt::format("output '{}' {}", printable(output.name), output.to_string());
}

/// The readings that the decision is between: those the user allows, and of these the best judged.
std::vector<Reading> best_readings(std::vector<Reading> readings, const ModelOverrides& overrides) {
    if (overrides.head)
        std::erase_if(readings, [&](const Reading& reading) { return reading.family->head != *overrides.head; });
    // A head that the user names is believed against all but the shape.
    const Verdict least = overrides.head ? Verdict::contradicted : Verdict::possible;
    Verdict best = least;
    for (const Reading& reading : readings) best = std::max(best, reading.verdict);
    std::erase_if(readings, [&](const Reading& reading) { return reading.verdict < best; });
    return readings;
}

Error names_mismatch(const std::vector<Reading>& readings, const TensorSignature& output, const Names& names) {
    std::string counts;
    for (const Reading& reading : readings)
        if (reading.names_disagree && counts.size() < 200)
            counts += fmt::format("{}{} classes as {}", counts.empty() ? "" : " or ", *reading.class_count,
                                  to_string(reading.family->head));
    return {names.from_flag ? ErrorCode::invalid_argument : ErrorCode::malformed,
            fmt::format("{} holds {}, but {} list {}; {}", describe_output(output), counts, names.source(),
                        names.list->size(),
                        names.from_flag ? "pass the names of this model"
                                        : "pass the right ones with --names FILE (a model for another task than "
                                          "detection has such extra numbers too)")};
}

/// The error when no reading is left.
Error nothing_fits(const std::vector<Reading>& readings, const TensorSignature& output, const Names& names,
                   const ModelOverrides& overrides) {
    const auto allowed = [&](const Reading& r) { return !overrides.head || r.family->head == *overrides.head; };
    const auto mismatch = [&](const Reading& r) { return r.names_disagree && allowed(r); };
    if (std::ranges::any_of(readings, mismatch)) {
        std::vector<Reading> mismatched;
        std::ranges::copy_if(readings, std::back_inserter(mismatched), mismatch);
        return names_mismatch(mismatched, output, names);
    }
    std::string reasons;
    for (const Reading& reading : readings)
        if (allowed(reading))
            reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", reading.family->name, reading.reason);
    if (overrides.head)
        return {ErrorCode::invalid_argument, fmt::format("--head {}: {} cannot be read so ({})",
                                                         to_string(*overrides.head), describe_output(output), reasons)};
    return {ErrorCode::unsupported,
            fmt::format("{} fits no head of this version ({})", describe_output(output), reasons)};
}

/// The error when readings with different outcomes are left.
Error several_fit(const std::vector<Reading>& readings, const TensorSignature& output, const Names& names,
                  const ModelOverrides& overrides) {
    std::string candidates;
    for (const Reading& reading : readings)
        candidates += fmt::format("{}{} (--head {}{}{})", candidates.empty() ? "" : ", or ", reading.family->name,
                                  to_string(reading.family->head), overrides.preprocess ? "" : " --preprocess ",
                                  overrides.preprocess ? "" : reading.family->preprocess_flag);
    return {ErrorCode::ambiguous,
            fmt::format("{} can be {}; choose with these flags{}", describe_output(output), candidates,
                        names.list ? "" : ", or pass the class names with --names FILE")};
}

Result<Reading> choose_reading(const OutputFacts& facts, const TensorSignature& output, const Names& names,
                               const ModelOverrides& overrides) {
    const std::vector<Reading> all = judge_readings(facts);
    const std::vector<Reading> best = best_readings(all, overrides);
    if (best.empty()) return nothing_fits(all, output, names, overrides);
    const Outcome outcome = outcome_of(best.front(), overrides);
    const bool one_outcome =
        std::ranges::all_of(best, [&](const Reading& reading) { return outcome_of(reading, overrides) == outcome; });
    // A single possible reading is still a guess unless the user named the head.
    const bool proved = overrides.head || best.front().verdict == Verdict::certain;
    if (!one_outcome || !proved) return several_fit(best, output, names, overrides);
    return best.front();
}

Status apply_names(const Reading& reading, const Names& names, ModelInfo& info) {
    if (names.list) {
        info.names = *names.list;
        info.evidence.push_back({std::string(names.source()), fmt::format("{} class {}", info.names.size(),
                                                                          info.names.size() == 1 ? "name" : "names")});
    } else {
        info.evidence.push_back({"no metadata names, no --names", "class names unknown"});
    }
    info.class_count = static_cast<int>(reading.class_count.value_or(static_cast<std::int64_t>(info.names.size())));
    if (info.class_count > 0 || info.head == Head::end_to_end) return {};
    return Error(ErrorCode::ambiguous,
                 "the output's shape leaves the number of classes open and nothing names them; pass their names with "
                 "--names FILE");
}

void apply_reading(const Reading& reading, const ModelOverrides& overrides, ModelInfo& info) {
    const Outcome outcome = outcome_of(reading, overrides);
    const Family& family = *reading.family;
    info.head = outcome.head;
    info.preprocess = outcome.preprocess;
    info.objectness = outcome.objectness;
    if (overrides.head) info.evidence.push_back({fmt::format("--head {}", to_string(info.head)), "head as asked for"});
    info.evidence.push_back({reading.reason, fmt::format("head {}: {}", to_string(info.head), family.name)});
    if (overrides.preprocess)
        info.evidence.push_back({"--preprocess", "preprocessing as asked for"});
    else
        info.evidence.push_back(
            {fmt::format("models of {}", family.name), fmt::format("preprocessing {}", family.preprocess_flag)});
    if (!info.objectness)
        info.evidence.push_back(
            {"one class in an anchor-based head: its class column is not trained", "score is objectness alone"});
}

std::optional<std::int64_t> extent(const TensorSignature& output, std::size_t axis) {
    return (*output.shape)[axis].value;
}

}  // namespace

Result<ModelInfo> decide_model(const ModelSignature& signature, const ModelOverrides& overrides, const ModelHints&) {
    ModelInfo info;
    const ModelMetadata metadata = read_metadata(signature);
    info.evidence = metadata.notes;
    YOLOZU_TRY(check_task(signature, metadata, info));
    YOLOZU_TRY(decide_input(signature, metadata, overrides, info));
    YOLOZU_TRY(check_input_operators(signature, overrides));
    YOLOZU_ASSIGN(const std::size_t output_index, choose_output(signature, info));
    YOLOZU_ASSIGN(const Names names, choose_names(metadata, overrides));

    const TensorSignature& output = signature.outputs[output_index];
    info.outputs = {{OutputRole::detections, output_index, output.name}};
    OutputFacts facts{.first = extent(output, 1),
                      .second = extent(output, 2),
                      .class_count = std::nullopt,
                      .input_height = info.input_height,
                      .input_width = info.input_width,
                      .tail = TailFacts(signature.tails[output_index]),
                      .metadata = metadata};
    if (names.list) facts.class_count = static_cast<int>(names.list->size());
    YOLOZU_ASSIGN(const Reading reading, choose_reading(facts, output, names, overrides));
    apply_reading(reading, overrides, info);
    YOLOZU_TRY(apply_names(reading, names, info));
    if (!metadata.stride && reading.largest_stride) info.stride = *reading.largest_stride;
    return info;
}

}  // namespace yolozu
