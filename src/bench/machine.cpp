// SPDX-License-Identifier: Apache-2.0
#include "bench/machine.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/isa.hpp"
#include "base/parse_number.hpp"

namespace yolozu::bench {
namespace {

namespace fs = std::filesystem;

/// A file of the system; empty where there is none.
std::string read_text(const fs::path& path) {
    constexpr std::int64_t longest = std::int64_t{1} << 24;
    const Result<std::vector<std::byte>> bytes = read_file(path, longest);
    return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : std::string();
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// What stands before the first `separator`; `text` goes on behind it.
std::string_view next_part(std::string_view& text, char separator) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

/// The value of the next line "NAME : VALUE" of `text`, which goes on behind it.
std::optional<std::string_view> next_value(std::string_view& text, std::string_view name) {
    while (!text.empty()) {
        std::string_view line = next_part(text, '\n');
        if (trimmed(next_part(line, ':')) == name) return trimmed(line);
    }
    return std::nullopt;
}

std::string value_of(std::string_view text, std::string_view name) {
    return std::string(next_value(text, name).value_or(""));
}

template <class Number>
std::optional<Number> number_in(const fs::path& path) {
    return parse_number<Number>(trimmed(read_text(path)));
}

/// "0-2,7" as 0, 1, 2, 7.
std::vector<std::size_t> listed_processors(std::string_view list) {
    constexpr std::size_t most = 65'536;
    std::vector<std::size_t> numbers;
    while (!list.empty()) {
        std::string_view range = next_part(list, ',');
        const auto first = parse_number<std::size_t>(next_part(range, '-'));
        const auto last = range.empty() ? first : parse_number<std::size_t>(range);
        if (!first || !last || *last >= most) continue;
        for (std::size_t number = *first; number <= *last; ++number) numbers.push_back(number);
    }
    return numbers;
}

std::vector<std::size_t> allowed_processors(const fs::path& root) {
    return listed_processors(value_of(read_text(root / "proc/self/status"), "Cpus_allowed_list"));
}

fs::path folder_of(const fs::path& root, std::size_t processor) {
    return root / fmt::format("sys/devices/system/cpu/cpu{}", processor);
}

void read_frequencies(std::string_view processors, const std::vector<std::size_t>& allowed, MachineFacts& facts) {
    while (const std::optional<std::string_view> processor = next_value(processors, "processor")) {
        ++facts.processors;
        // Up to the next processor's lines.
        const std::string_view own = processors.substr(0, processors.find("\nprocessor"));
        const auto number = parse_number<std::size_t>(*processor);
        const auto mhz = parse_number<double>(value_of(own, "cpu MHz"));
        if (!number || !mhz || std::ranges::find(allowed, *number) == allowed.end()) continue;
        facts.least_mhz = std::min(facts.least_mhz.value_or(*mhz), *mhz);
        facts.most_mhz = std::max(facts.most_mhz.value_or(*mhz), *mhz);
    }
}

/// A group's own folder and those above it, up to the hierarchy's, each of which may limit it. A container sees its own
/// group as the hierarchy, whatever its path.
std::vector<fs::path> group_folders(const fs::path& hierarchy, std::string_view group) {
    std::vector<fs::path> folders{hierarchy};
    const bool leaves = group.find("..") != std::string_view::npos;
    for (std::string_view rest = leaves ? "" : group; !rest.empty();)
        if (const std::string_view part = next_part(rest, '/'); !part.empty())
            folders.push_back(folders.back() / std::string(part));
    return folders;
}

/// The path of this process's control group: of version 2, or of version 1's hierarchy with that controller.
std::string group_of(const fs::path& root, std::string_view controller) {
    const std::string groups = read_text(root / "proc/self/cgroup");
    for (std::string_view lines = groups; !lines.empty();) {
        std::string_view line = next_part(lines, '\n');
        next_part(line, ':');
        std::string_view controllers = next_part(line, ':');
        if (controllers.empty() && controller.empty()) return std::string(line);
        while (!controllers.empty())
            if (next_part(controllers, ',') == controller && !controller.empty()) return std::string(line);
    }
    return "";
}

template <class Number>
void lower_to(std::optional<Number>& limit, std::optional<Number> value) {
    if (value) limit = std::min(limit.value_or(*value), *value);
}

/// "MAX PERIOD" of version 2's cpu.max in processors; nothing for "max".
std::optional<double> processors_in(std::string_view text) {
    const auto quota = parse_number<double>(next_part(text, ' ')), period = parse_number<double>(trimmed(text));
    return quota && period && *quota > 0 && *period > 0 ? std::optional(*quota / *period) : std::nullopt;
}

void read_limits(const fs::path& root, MachineFacts& facts) {
    constexpr std::uint64_t no_limit = std::uint64_t{1} << 60;  // version 1 writes a number nearby
    const fs::path groups = root / "sys/fs/cgroup";
    for (const fs::path& folder : group_folders(groups, group_of(root, ""))) {
        lower_to(facts.processor_limit, processors_in(read_text(folder / "cpu.max")));
        lower_to(facts.memory_limit, number_in<std::uint64_t>(folder / "memory.max"));
    }
    for (const fs::path& folder : group_folders(groups / "cpu", group_of(root, "cpu")))
        lower_to(facts.processor_limit, processors_in(std::string(trimmed(read_text(folder / "cpu.cfs_quota_us"))) +
                                                      ' ' + read_text(folder / "cpu.cfs_period_us")));
    for (const fs::path& folder : group_folders(groups / "memory", group_of(root, "memory")))
        lower_to(facts.memory_limit, number_in<std::uint64_t>(folder / "memory.limit_in_bytes"));
    if (facts.memory_limit && *facts.memory_limit >= no_limit) facts.memory_limit.reset();
}

/// How often the control group and those above it were stopped: "nr_throttled N" in cpu.stat.
std::int64_t limit_stops(const fs::path& root) {
    std::int64_t stops = 0;
    const auto add = [&](const fs::path& hierarchy, std::string_view controller) {
        for (const fs::path& folder : group_folders(hierarchy, group_of(root, controller))) {
            const std::string statistics = read_text(folder / "cpu.stat");
            for (std::string_view lines = statistics; !lines.empty();) {
                std::string_view line = next_part(lines, '\n');
                if (next_part(line, ' ') == "nr_throttled") stops += parse_number<std::int64_t>(line).value_or(0);
            }
        }
    };
    add(root / "sys/fs/cgroup", "");
    add(root / "sys/fs/cgroup/cpu", "cpu");
    return stops;
}

}  // namespace

MachineFacts read_machine_facts(const fs::path& root) {
    MachineFacts facts;
    const std::string processors = read_text(root / "proc/cpuinfo");
    const std::vector<std::size_t> allowed = allowed_processors(root);
    facts.processor = value_of(processors, "model name");
    facts.allowed = allowed.size();
    facts.vector_level = to_string(checked_isa());
    read_frequencies(processors, allowed, facts);
    if (!allowed.empty())
        facts.governor = trimmed(read_text(folder_of(root, allowed.front()) / "cpufreq/scaling_governor"));
    read_limits(root, facts);
    const std::string load = read_text(root / "proc/loadavg");
    std::string_view rest = load;
    facts.load = parse_number<double>(next_part(rest, ' '));
    return facts;
}

MachineCounters read_machine_counters(const fs::path& root) {
    MachineCounters counters;
    // "cpu user nice system idle iowait irq softirq steal ...", in ticks; a guest's time is in user and nice as well.
    const std::string statistics = read_text(root / "proc/stat");
    std::string_view rest = statistics;
    std::string_view line = next_part(rest, '\n');
    next_part(line, ' ');
    const double ticks = static_cast<double>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
    constexpr std::size_t idle = 3, waiting = 4, stolen = 7, count = 8;
    for (std::size_t index = 0; index < count && !line.empty();) {
        const std::string_view word = next_part(line, ' ');
        if (word.empty()) continue;
        const double seconds = parse_number<double>(word).value_or(0) / ticks;
        counters.all_seconds += seconds;
        if (index == stolen) counters.stolen_seconds = seconds;
        if (index != idle && index != waiting && index != stolen) counters.busy_seconds += seconds;
        ++index;
    }
    counters.limit_stops = limit_stops(root);
    for (const std::size_t processor : allowed_processors(root))
        counters.heat_stops +=
            number_in<std::int64_t>(folder_of(root, processor) / "thermal_throttle/core_throttle_count").value_or(0);
    return counters;
}

}  // namespace yolozu::bench
