// SPDX-License-Identifier: Apache-2.0
#include "bench/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "bench/latency.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu::bench {
namespace {

using nlohmann::json;

/// A member of an object; null where there is none.
const json& member(const json& value, const char* name) {
    static const json nothing;
    if (!value.is_object()) return nothing;
    const auto found = value.find(name);
    return found == value.end() ? nothing : *found;
}

std::string text_of(const json& value, const char* name) {
    const json& text = member(value, name);
    return text.is_string() ? text.get<std::string>() : std::string();
}

Error malformed(std::string_view what) {
    return {
        ErrorCode::malformed,
        fmt::format("{}; expected a report that `yolozu-infer bench --output` or YOLOZU's latency tools wrote", what)};
}

Result<double> p50_of(const json& metrics) {
    const json& p50 = member(member(metrics, "latency_ms"), "p50");
    if (!p50.is_number()) return malformed("has no number latency_ms.p50");
    const auto milliseconds = p50.get<double>();
    if (!(milliseconds >= 0) || !std::isfinite(milliseconds))
        return malformed(fmt::format("latency_ms.p50 is {}", milliseconds));
    return milliseconds;
}

/// The entry of meta.rows with the row's name; of a single row, the only one.
void add_circumstances(const json& report, BaselineRow& row) {
    const json& rows = member(member(report, "meta"), "rows");
    if (!rows.is_array()) return;
    for (const json& entry : rows) {
        const std::string name = text_of(entry, "name");
        if (name != row.name && !(row.name.empty() && rows.size() == 1)) continue;
        row.name = name;
        row.model_sha256 = text_of(entry, "model_sha256");
        row.measured = text_of(entry, "measured");
        row.pictures = text_of(entry, "pictures");
        row.shape = text_of(entry, "shape");
        row.backend = text_of(entry, "backend");
        row.runtime_version = text_of(entry, "runtime_version");
        const json& interval = member(entry, "median_interval_ms");
        if (interval.is_array() && interval.size() == 2 && interval[0].is_number() && interval[1].is_number())
            row.median_interval = {interval[0].get<double>(), interval[1].get<double>()};
        return;
    }
}

Status add_row(const json& report, const json& metrics, std::string name, Baseline& baseline) {
    BaselineRow row;
    row.name = std::move(name);
    YOLOZU_ASSIGN(row.p50, p50_of(metrics));
    add_circumstances(report, row);
    baseline.rows.push_back(std::move(row));
    return {};
}

Result<Baseline> to_baseline(const json& report) {
    Baseline baseline;
    const json& machine = member(member(report, "meta"), "machine");
    baseline.processor = text_of(machine, "processor");
    baseline.vector_level = text_of(machine, "vector_level");
    const json& allowed = member(machine, "processors_allowed");
    if (allowed.is_number_integer()) baseline.allowed = allowed.get<std::int64_t>();

    const json& metrics = member(report, "metrics");
    const json& buckets = member(metrics, "buckets");
    if (!buckets.is_array()) {
        YOLOZU_TRY(add_row(report, metrics.is_null() ? report : metrics, "", baseline));
        return baseline;
    }
    for (const json& bucket : buckets) {
        std::string name = text_of(bucket, "name");
        if (name.empty()) return malformed("has a bucket without a name");
        // A row that failed has no metrics.
        if (const json& of_row = member(bucket, "metrics"); !of_row.is_null())
            YOLOZU_TRY(add_row(report, of_row, std::move(name), baseline));
    }
    if (baseline.rows.empty()) return malformed("has no row with a result");
    return baseline;
}

Result<Baseline> parse_baseline(const std::filesystem::path& path) {
    constexpr std::int64_t longest = std::int64_t{1} << 26;
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, read_file(path, longest));
    YOLOZU_ASSIGN(const json report, parse_json({reinterpret_cast<char*>(bytes.data()), bytes.size()}));
    return to_baseline(report);
}

const BaselineRow* find_row(const Report& report, const Row& row, const Baseline& baseline) {
    const auto found = std::ranges::find(baseline.rows, row.name, &BaselineRow::name);
    if (found != baseline.rows.end()) return &*found;
    const bool single = report.rows.size() == 1 && baseline.rows.size() == 1;
    return single && baseline.rows.front().name.empty() ? &baseline.rows.front() : nullptr;
}

/// Whether both are known and not the same.
bool differ(std::string_view before, std::string_view now) {
    return !before.empty() && !now.empty() && before != now;
}

std::vector<std::string> row_warnings(const BaselineRow& before, const Row& row) {
    std::vector<std::string> warnings;
    if (differ(before.model_sha256, row.model_sha256))
        warnings.push_back(fmt::format("{}: the model is not the baseline's, its bytes differ", printable(row.name)));
    if (differ(before.pictures, row.pictures))
        warnings.push_back(fmt::format("{}: other pictures than the baseline's ({})", printable(row.name),
                                       printable(before.pictures)));
    if (differ(before.runtime_version, row.runtime_version))
        warnings.push_back(fmt::format("{}: {} {} now, {} in the baseline", printable(row.name), row.backend,
                                       printable(row.runtime_version), printable(before.runtime_version)));
    if (before.measured.empty())
        warnings.push_back(fmt::format("{}: the baseline does not say what it measured", printable(row.name)));
    return warnings;
}

/// Whether the medians' intervals are apart as well, as far as they are known.
bool is_sure(const BaselineRow& before, std::vector<double> times) {
    std::ranges::sort(times);
    const std::optional<MedianInterval> now = median_interval(times);
    return now && before.median_interval && now->lower > before.median_interval->second;
}

Comparison incomparable(const Row& row, std::string words) {
    return {row.name, Change::incomparable, std::move(words), {}};
}

Comparison compare_row(const Row& row, const BaselineRow* before, std::optional<double> limit) {
    if (row.failed()) return incomparable(row, "it could not be run, so there is nothing to compare");
    if (before == nullptr) return incomparable(row, "the baseline has no such row");
    if (differ(before->measured, to_string(row.measured)))
        return incomparable(
            row, fmt::format("{} now, {} in the baseline", to_string(row.measured), printable(before->measured)));
    if (differ(before->shape, row.input))
        return incomparable(
            row, fmt::format("the input is {} now, {} in the baseline", row.input, printable(before->shape)));
    if (before->p50 <= 0) return incomparable(row, "the baseline's median is 0");
    const std::vector<double> times = times_of(row, &RunTimes::total);
    const double now = median_of(times), change = now / before->p50 - 1;
    std::string words = fmt::format("median {:.3f} ms, baseline {:.3f} ms: {:.1f} % {}", now, before->p50,
                                    100 * std::abs(change), change > 0 ? "slower" : "faster");
    const bool slower = limit && change > *limit;
    if (slower) words += fmt::format(", more than {:g} %", 100 * *limit);
    if (slower && !is_sure(*before, times)) words += "; neither median is known that well, measure both again";
    return {row.name, slower ? Change::slower : Change::none, std::move(words), row_warnings(*before, row)};
}

}  // namespace

Result<Baseline> read_baseline(const std::filesystem::path& path) {
    return in_file("baseline", path, parse_baseline(path));
}

std::vector<Comparison> compare(const Report& report, const Baseline& baseline, std::optional<double> limit) {
    std::vector<Comparison> comparisons;
    for (const Row& row : report.rows) comparisons.push_back(compare_row(row, find_row(report, row, baseline), limit));
    return comparisons;
}

std::vector<std::string> differences(const Report& report, const Baseline& baseline) {
    std::vector<std::string> found;
    const MachineFacts& now = report.machine;
    if (baseline.processor.empty())
        found.push_back("the baseline does not say which machine it is of");
    else if (baseline.processor != now.processor)
        found.push_back(fmt::format("the baseline is of another machine: '{}', this is '{}'",
                                    printable(baseline.processor), printable(now.processor)));
    if (baseline.allowed > 0 && baseline.allowed != static_cast<std::int64_t>(now.allowed))
        found.push_back(fmt::format("the baseline had {} processors, this has {}", baseline.allowed, now.allowed));
    if (differ(baseline.vector_level, now.vector_level))
        found.push_back(fmt::format("the baseline used {} vectors, this run {}", printable(baseline.vector_level),
                                    now.vector_level));
    for (const BaselineRow& before : baseline.rows)
        if (!before.name.empty() && std::ranges::find(report.rows, before.name, &Row::name) == report.rows.end())
            found.push_back(fmt::format("the baseline's row '{}' was not measured", printable(before.name)));
    return found;
}

}  // namespace yolozu::bench
