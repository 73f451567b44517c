// SPDX-License-Identifier: Apache-2.0
#include "model/choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "model/left_to_do.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu {
namespace {

constexpr std::size_t longest_list = 1'000;  // characters of reasons and candidates in a message

Head head_of(const Reading& reading) {
    return family(reading.family).head;
}

/// How a reading's model is fed; nothing when the graph does a part of it that cannot be followed.
std::optional<PreprocessSpec> preprocess_of(const Reading& reading, const ModelFacts& facts) {
    if (facts.asked.says.preprocess) return facts.asked.says.preprocess;
    return left_to_do(family(reading.family).preprocess, facts.signature.picture, facts.input.input_type);
}

/// Readings that lead to the same need not be told apart.
bool same_outcome(const Reading& a, const Reading& b, const ModelFacts& facts) {
    return head_of(a) == head_of(b) && a.task == b.task && a.layout == b.layout &&
           preprocess_of(a, facts) == preprocess_of(b, facts);
}

std::string describe_outputs(const ModelFacts& facts) {
    return fmt::format("{} {}", facts.outputs.size() == 1 ? "output" : "outputs", output_list(facts.signature));
}

/// Metadata that name a task speak against readings of another.
void compare_task(const ModelFacts& facts, Readings& readings) {
    const std::optional<Task> stated = facts.stated_task();
    if (!stated) return;
    for (Reading& reading : readings) {
        if (reading.task == *stated || reading.verdict <= Verdict::contradicted) continue;
        const std::string why = facts.metadata.task ? fmt::format("metadata task='{}'", *facts.metadata.task)
                                                    : "keypoints are stated (kpt_shape)";
        reading.judge(Verdict::contradicted, why, Certainty::stated);
    }
}

/// Readings that the user's word allows.
bool is_allowed(const Reading& reading, const ModelOverrides& says) {
    return (!says.head || head_of(reading) == *says.head) && (!says.task || reading.task == *says.task);
}

/// The readings that the decision is between: of those allowed the best judged, and of these the surest.
Readings best_readings(Readings readings, const ModelFacts& facts) {
    std::erase_if(readings, [&](const Reading& reading) { return !is_allowed(reading, facts.asked.says); });
    // A head that the user names is believed against all but the shape.
    const Verdict least = facts.asked.says.head ? Verdict::contradicted : Verdict::possible;
    Verdict best = least;
    for (const Reading& reading : readings) best = std::max(best, reading.verdict);
    std::erase_if(readings, [&](const Reading& reading) { return reading.verdict < best; });
    if (best != Verdict::certain) return readings;
    Certainty surest = Certainty::usual;
    for (const Reading& reading : readings) surest = std::min(surest, reading.certainty);
    std::erase_if(readings, [&](const Reading& reading) { return reading.certainty > surest; });
    return readings;
}

Error names_mismatch(const Readings& readings, const ModelFacts& facts, const Names& names) {
    std::string counts;
    for (const Reading& reading : readings)
        if (counts.size() < longest_list)
            counts += fmt::format("{}{} classes as {}", counts.empty() ? "" : " or ", *reading.class_count,
                                  to_string(head_of(reading)));
    const bool file = names.certainty == Certainty::asked;
    return {names.from_flag ? ErrorCode::invalid_argument : ErrorCode::malformed,
            fmt::format("{} holds {}, but {} {} {}; {}", describe_outputs(facts), counts, names.source,
                        file && !names.from_flag ? "lists" : "list", names.list->size(),
                        file ? "pass the names of this model, one for each column of scores"
                             : "pass the right ones with --names FILE, or say the task with --task (other tasks than "
                               "detection add numbers to a row)")};
}

std::string flags_asked(const ModelOverrides& says) {
    std::string flags;
    if (says.head) flags += fmt::format("--head {}", to_string(*says.head));
    if (says.task) flags += fmt::format("{}--task {}", flags.empty() ? "" : " ", to_string(*says.task));
    return flags;
}

/// Why each family does not fit: of its readings the one that comes nearest.
std::string list_reasons(const Readings& readings, const ModelFacts& facts) {
    const std::optional<Task> stated = facts.stated_task();
    std::string reasons;
    for (const Family& each : families()) {
        const Reading* nearest = nullptr;
        for (const Reading& reading : readings) {
            if (reading.family != each.id || !is_allowed(reading, facts.asked.says)) continue;
            if (stated && reading.task != *stated) continue;
            if (nearest == nullptr || reading.verdict > nearest->verdict) nearest = &reading;
        }
        if (nearest != nullptr && reasons.size() < longest_list)
            reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", each.name, nearest->reason);
    }
    return reasons;
}

/// The error when no reading is left.
Error nothing_fits(const Readings& readings, const ModelFacts& facts, const Names& names) {
    const ModelOverrides& says = facts.asked.says;
    Readings mismatched;
    std::ranges::copy_if(readings, std::back_inserter(mismatched),
                         [&](const Reading& reading) { return reading.names_disagree && is_allowed(reading, says); });
    if (!mismatched.empty()) return names_mismatch(mismatched, facts, names);
    const std::string reasons = list_reasons(readings, facts);
    const std::string why = reasons.empty() ? "" : fmt::format(" ({})", reasons);
    const std::string flags = flags_asked(says);
    if (!flags.empty())
        return {ErrorCode::invalid_argument,
                fmt::format("{}: {} cannot be read so{}", flags, describe_outputs(facts), why)};
    const bool shape_allows =
        std::ranges::any_of(readings, [](const Reading& reading) { return reading.verdict == Verdict::contradicted; });
    return {ErrorCode::unsupported, fmt::format("{} {} no family of this version{}{}", describe_outputs(facts),
                                                facts.outputs.size() == 1 ? "fits" : "fit", why,
                                                shape_allows ? "; --head is believed against all but the shape" : "")};
}

/// The flags that make a candidate the only one.
std::string flags_of(const Reading& reading, const Readings& candidates, const ModelFacts& facts) {
    std::string flags = fmt::format("--head {}", to_string(head_of(reading)));
    const auto same_task = [&](const Reading& other) { return other.task == reading.task; };
    if (!std::ranges::all_of(candidates, same_task)) flags += fmt::format(" --task {}", to_string(reading.task));
    if (!facts.asked.says.preprocess)
        flags += fmt::format(" --preprocess {}",
                             to_words(preprocess_of(reading, facts).value_or(family(reading.family).preprocess)));
    return flags + reading.flags;
}

/// The error when readings with different outcomes are left, or one without proof.
Error several_fit(const Readings& readings, const ModelFacts& facts, const Names& names) {
    std::string candidates;
    Readings listed;
    for (const Reading& reading : readings) {
        const auto same = [&](const Reading& other) { return same_outcome(reading, other, facts); };
        if (candidates.size() > longest_list || std::ranges::any_of(listed, same)) continue;
        candidates += fmt::format("{}{} ({})", candidates.empty() ? "" : ", or ", family(reading.family).name,
                                  flags_of(reading, readings, facts));
        listed.push_back(reading);
    }
    return {ErrorCode::ambiguous,
            fmt::format("{} can be {}; choose with these flags{}", describe_outputs(facts), candidates,
                        names.list ? "" : ", or pass the class names with --names FILE")};
}

/// The error when the graph does a part of the preprocessing and what is left cannot be proved.
Error preprocess_in_graph(const Reading& reading, const ModelFacts& facts) {
    const PictureArithmetic& picture = facts.signature.picture;
    const PictureArithmetic nothing;
    if (picture.known && picture.factor == nothing.factor && picture.offset == nothing.offset)
        return {
            ErrorCode::ambiguous,
            fmt::format("input '{}' holds whole numbers 0 to 255, but {} wants others, and nothing in the graph makes "
                        "them; say how it is fed with --preprocess (for instance letterbox,rgb,0-255)",
                        printable(facts.input.input_name), family(reading.family).name)};
    std::string operators;
    for (const std::string_view op_type : {"Add", "BatchNormalization", "Div", "Mul", "Sub"})
        if (facts.signature.input_operators.contains(op_type))
            operators += fmt::format("{}{}", operators.empty() ? "" : ", ", op_type);
    return {
        ErrorCode::ambiguous,
        fmt::format("the graph computes with the picture ({}) before its first layer, so a part of the preprocessing "
                    "is inside it, and not one that {} is known for; say what is left to do with --preprocess (for "
                    "values 0 to 255: --preprocess letterbox,rgb,0-255)",
                    operators, family(reading.family).name)};
}

}  // namespace

Result<Choice> choose_reading(const ModelFacts& facts, const Names& names) {
    Readings all = judge_readings(facts);
    compare_task(facts, all);
    Readings best = best_readings(all, facts);
    if (best.empty()) return nothing_fits(all, facts, names);
    // What the graph does to the picture tells families apart too: it must complete a family's preprocessing.
    const auto unproved = [&](const Reading& reading) { return !preprocess_of(reading, facts); };
    // A single possible reading is still a guess unless the user named the head.
    const bool proved = facts.asked.says.head || best.front().verdict == Verdict::certain;
    if (proved && std::ranges::all_of(best, unproved)) return preprocess_in_graph(best.front(), facts);
    if (proved) std::erase_if(best, unproved);
    const bool one_outcome =
        std::ranges::all_of(best, [&](const Reading& reading) { return same_outcome(reading, best.front(), facts); });
    if (!one_outcome || !proved) return several_fit(best, facts, names);
    // Of families that are read alike the one that is fed as a file beside the model says.
    const PreprocessSpec preprocess = *preprocess_of(best.front(), facts);
    const auto fed_so = [&](const Reading& reading) { return family(reading.family).preprocess == preprocess; };
    const auto nearest = std::ranges::find_if(best, fed_so);
    return Choice{nearest != best.end() ? *nearest : best.front(), preprocess};
}

}  // namespace yolozu
