// SPDX-License-Identifier: Apache-2.0
#include "eval/latency.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu::eval {
namespace {

using nlohmann::json;

constexpr std::int64_t largest_file = std::int64_t{1} << 26;

Result<double> number_in(const json& object, std::string_view key) {
    const json* const member = find_member(object, key);
    if (member != nullptr && member->is_number() && member->get<double>() >= 0 && member->get<double>() <= 1e300)
        return member->get<double>();
    return Error(ErrorCode::malformed, fmt::format("{} is {}, expected a number from 0", key,
                                                   member == nullptr ? "missing" : describe_value(*member)));
}

Result<Latency> read_text(std::span<char> text) {
    YOLOZU_ASSIGN(const json document, parse_json(text));
    const json* const metrics = find_member(document, "metrics");
    const json& measured = metrics == nullptr ? document : *metrics;
    Latency latency;
    YOLOZU_ASSIGN(latency.fps, number_in(measured, "fps"));
    const json* const times = find_member(measured, "latency_ms");
    if (times == nullptr)
        return Error(ErrorCode::malformed, "latency_ms is missing, expected mean, p50, ... of a model");
    for (std::size_t index = 0; index < Latency::names.size(); ++index) {
        Result<double> time = number_in(*times, Latency::names[index]);
        if (!time) return std::move(time).error().with_context("latency_ms");
        latency.milliseconds[index] = *time;
    }
    return latency;
}

}  // namespace

Result<Latency> read_latency(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, in_file("latency file", path, read_file(path, largest_file)));
    return in_file("latency file", path, read_text({reinterpret_cast<char*>(bytes.data()), bytes.size()}));
}

}  // namespace yolozu::eval
