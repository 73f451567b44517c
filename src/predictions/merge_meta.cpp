// SPDX-License-Identifier: Apache-2.0
#include "predictions/merge_meta.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/json_scanner.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu {
namespace {

constexpr std::size_t longest_shown = 80;
constexpr std::string_view missing = "missing";

/// What becomes of a member whose values differ; of all others they must not.
enum class Joining { latest, sum, concatenated, first, one_that_ran, members };

struct Rule {
    std::string_view path;
    Joining joining;
};

constexpr std::array rules{
    Rule{"meta", Joining::members},
    Rule{"meta.timestamp", Joining::latest},
    Rule{"meta.images", Joining::sum},
    Rule{"meta.extra", Joining::members},
    Rule{"meta.extra.execution_status", Joining::one_that_ran},
    Rule{"meta.extra.runtime_executed", Joining::one_that_ran},
    Rule{"meta.extra.runtime_error", Joining::one_that_ran},
    Rule{"meta.extra.inference_calls", Joining::sum},
    Rule{"meta.extra.result_count", Joining::sum},
    Rule{"meta.extra.selected_input_count", Joining::sum},
    Rule{"meta.extra.selected_inputs", Joining::concatenated},
    Rule{"meta.extra.failed_inputs", Joining::concatenated},
    Rule{"meta.extra.export_settings", Joining::members},
    Rule{"meta.extra.export_settings.preprocess", Joining::first},
};

std::optional<Joining> rule_for(std::string_view path) {
    const auto* const found = std::ranges::find(rules, path, &Rule::path);
    return found == rules.end() ? std::nullopt : std::optional(found->joining);
}

std::string shown(std::string_view value) {
    return printable(value.substr(0, longest_shown)) + (value.size() > longest_shown ? "..." : "");
}

class MetaMerger {
public:
    MetaMerger(std::span<const PartMeta> parts, const std::optional<std::string>& timestamp, AtomicFile* file)
        : parts_(parts), timestamp_(timestamp), file_(file) {}

    Status merge();

private:
    /// A member's values, one of each part.
    using Values = std::vector<std::string_view>;

    Status write(std::string_view text) { return file_ == nullptr ? Status{} : file_->write(text); }
    Status merge_value(const std::string& path, int depth, const Values& values);
    Status join(Joining joining, const std::string& path, int depth, const Values& values);
    Status merge_members(const std::string& path, int depth, const Values& values);
    Status concatenate(int depth, const Values& values);
    Status add(const std::string& path, const Values& values);
    Status write_latest(const std::string& path, const Values& values);
    Status write_one_that_ran(const Values& values);
    Status find_one_that_ran(const std::string& path, const std::vector<std::vector<MemberText>>& members);
    Status break_line(int depth) { return write("\n" + std::string(static_cast<std::size_t>(depth), ' ')); }
    /// The member is `value` in one part and `other_value` in another.
    Error differs(const std::string& path, std::size_t part, std::string_view value, std::size_t other,
                  std::string_view other_value) const;
    Error in_part(std::size_t part, Error error) const;
    Result<nlohmann::json> parse(std::size_t part, std::string_view text);

    std::span<const PartMeta> parts_;
    const std::optional<std::string>& timestamp_;
    AtomicFile* file_;
    std::size_t one_that_ran_ = 0;
    std::string scratch_;
};

Error MetaMerger::in_part(std::size_t part, Error error) const {
    return std::move(error).with_context("meta").with_context(
        fmt::format("predictions file '{}'", printable(parts_[part].name)));
}

Result<nlohmann::json> MetaMerger::parse(std::size_t part, std::string_view text) {
    Result<nlohmann::json> value = parse_piece(text, scratch_);
    if (!value) return in_part(part, std::move(value).error());
    return value;
}

Error MetaMerger::differs(const std::string& path, std::size_t part, std::string_view value, std::size_t other,
                          std::string_view other_value) const {
    return {ErrorCode::malformed,
            fmt::format("{} is {} in '{}' but {} in '{}'; only parts of one job can be merged: of one model, the same "
                        "flags and one version of the program",
                        path, shown(value), printable(parts_[part].name), shown(other_value),
                        printable(parts_[other].name))};
}

Status MetaMerger::merge() {
    Values texts;
    for (const PartMeta& part : parts_) texts.push_back(part.text);
    return merge_value("meta", 1, texts);
}

Status MetaMerger::merge_value(const std::string& path, int depth, const Values& values) {
    if (const std::optional<Joining> joining = rule_for(path)) return join(*joining, path, depth, values);
    YOLOZU_ASSIGN(const nlohmann::json first, parse(0, values[0]));
    for (std::size_t part = 1; part < values.size(); ++part) {
        if (values[part] == values[0]) continue;
        YOLOZU_ASSIGN(const nlohmann::json other, parse(part, values[part]));
        if (other != first) return differs(path, 0, values[0], part, values[part]);
    }
    return write(values[0]);
}

Status MetaMerger::join(Joining joining, const std::string& path, int depth, const Values& values) {
    switch (joining) {
        case Joining::latest:
            return write_latest(path, values);
        case Joining::sum:
            return add(path, values);
        case Joining::concatenated:
            return concatenate(depth, values);
        case Joining::first:
            for (std::size_t part = 0; part < values.size(); ++part) YOLOZU_TRY(parse(part, values[part]));
            return write(values[0]);
        case Joining::one_that_ran:
            return write_one_that_ran(values);
        case Joining::members:
            break;
    }
    return merge_members(path, depth, values);
}

Status MetaMerger::merge_members(const std::string& path, int depth, const Values& values) {
    std::vector<std::vector<MemberText>> members;
    for (std::size_t part = 0; part < values.size(); ++part) {
        Result<std::vector<MemberText>> found = members_of(values[part]);
        if (!found) return in_part(part, std::move(found).error());
        members.push_back(std::move(found).value());
    }
    if (path == "meta.extra") YOLOZU_TRY(find_one_that_ran(path, members));
    YOLOZU_TRY(write("{"));
    for (std::size_t index = 0; index < members[0].size(); ++index) {
        const std::string& name = members[0][index].name;
        Values of_parts;
        for (std::size_t part = 0; part < members.size(); ++part) {
            const auto found = std::ranges::find(members[part], name, &MemberText::name);
            if (found == members[part].end())
                return differs(join_path(path, name), 0, members[0][index].value, part, missing);
            of_parts.push_back(found->value);
        }
        if (index > 0) YOLOZU_TRY(write(","));
        YOLOZU_TRY(break_line(depth + 1));
        std::string text;
        append_string(text, name);
        YOLOZU_TRY(write(text + ": "));
        YOLOZU_TRY(merge_value(join_path(path, name), depth + 1, of_parts));
    }
    for (std::size_t part = 1; part < members.size(); ++part)
        for (const MemberText& member : members[part])
            if (std::ranges::find(members[0], member.name, &MemberText::name) == members[0].end())
                return differs(join_path(path, member.name), 0, missing, part, member.value);
    YOLOZU_TRY(break_line(depth));
    return write("}");
}

Status MetaMerger::concatenate(int depth, const Values& values) {
    bool empty = true;
    YOLOZU_TRY(write("["));
    for (std::size_t part = 0; part < values.size(); ++part) {
        JsonScanner scanner(values[part]);
        Status joined = each_element(scanner, [&](std::string_view element) -> Status {
            if (const auto parsed = parse_piece(element, scratch_); !parsed) return parsed.error();
            if (!empty) YOLOZU_TRY(write(","));
            empty = false;
            YOLOZU_TRY(break_line(depth + 1));
            return write(element);
        });
        if (!joined) return in_part(part, std::move(joined).error());
    }
    if (!empty) YOLOZU_TRY(break_line(depth));
    return write("]");
}

Status MetaMerger::add(const std::string& path, const Values& values) {
    constexpr std::uint64_t most = 1'000'000'000'000;
    std::uint64_t sum = 0;
    for (std::size_t part = 0; part < values.size(); ++part) {
        const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(values[part]);
        if (!number || *number > most)
            return Error(ErrorCode::malformed, fmt::format("{} is {} in '{}', expected a count", path,
                                                           shown(values[part]), printable(parts_[part].name)));
        sum += *number;
    }
    return write(std::to_string(sum));
}

/// Of times in UTC the latest is the last in the order of text, too.
Status MetaMerger::write_latest(const std::string& path, const Values& values) {
    constexpr std::string_view example = "\"2026-11-23T00:00:00Z\"";
    for (std::size_t part = 0; part < values.size(); ++part) {
        const std::string_view value = values[part];
        const bool is_time = value.size() == example.size() && value.ends_with("Z\"") && value[11] == 'T' &&
                             parse_piece(value, scratch_).ok();
        if (!is_time)
            return Error(ErrorCode::malformed, fmt::format("{} is {} in '{}', expected a time such as {}", path,
                                                           shown(value), printable(parts_[part].name), example));
    }
    if (!timestamp_) return write(*std::ranges::max_element(values));
    std::string text;
    append_string(text, *timestamp_);
    return write(text);
}

/// A shard none of whose pictures could be read does not make a failure of the whole.
Status MetaMerger::find_one_that_ran(const std::string& path, const std::vector<std::vector<MemberText>>& members) {
    Values states;
    for (const std::vector<MemberText>& of_part : members) {
        const auto found = std::ranges::find(of_part, "execution_status", &MemberText::name);
        states.push_back(found == of_part.end() ? missing : found->value);
    }
    const auto ran = [&](std::size_t part) { return states[part] != "\"failed\""; };
    one_that_ran_ = 0;
    while (one_that_ran_ < states.size() && !ran(one_that_ran_)) ++one_that_ran_;
    if (one_that_ran_ == states.size()) one_that_ran_ = 0;
    for (std::size_t part = 0; part < states.size(); ++part)
        if (ran(part) && states[part] != states[one_that_ran_])
            return differs(join_path(path, "execution_status"), one_that_ran_, states[one_that_ran_], part,
                           states[part]);
    return {};
}

Status MetaMerger::write_one_that_ran(const Values& values) {
    YOLOZU_TRY(parse(one_that_ran_, values[one_that_ran_]));
    return write(values[one_that_ran_]);
}

}  // namespace

Status merge_meta(std::span<const PartMeta> parts, const std::optional<std::string>& timestamp, AtomicFile* file) {
    return MetaMerger(parts, timestamp, file).merge();
}

Result<std::size_t> images_in_meta(const PartMeta& part) {
    YOLOZU_ASSIGN(const std::vector<MemberText> members, members_of(part.text));
    const auto images = std::ranges::find(members, "images", &MemberText::name);
    if (images == members.end()) return Error(ErrorCode::malformed, "meta.images is missing, expected a count");
    const std::optional<std::size_t> count = parse_number<std::size_t>(images->value);
    if (count) return *count;
    return Error(ErrorCode::malformed, fmt::format("meta.images is {}, expected a count", shown(images->value)));
}

}  // namespace yolozu
