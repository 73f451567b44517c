// SPDX-License-Identifier: Apache-2.0
//
// The machine that times are measured on, as Linux tells it, and what it does meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace yolozu::bench {

/// What the system does not say stays empty.
struct MachineFacts {
    std::string processor;                      ///< its model's name
    std::size_t processors = 0;                 ///< hardware threads of the machine
    std::size_t allowed = 0;                    ///< those this process may use
    std::string vector_level;                   ///< in use, "avx512"
    std::string governor;                       ///< of the frequency of the first processor allowed
    std::optional<double> least_mhz, most_mhz;  ///< of the processors allowed, now
    std::optional<double> processor_limit;      ///< processors that the control group allows at a time
    std::optional<std::uint64_t> memory_limit;  ///< bytes that the control group allows
    std::optional<double> load;                 ///< mean number of threads that ran in the last minute
};

/// `root` is where /proc and /sys are looked for.
MachineFacts read_machine_facts(const std::filesystem::path& root = "/");

/// Sums since the machine was started; 0 where the system does not say.
struct MachineCounters {
    double all_seconds = 0, busy_seconds = 0, stolen_seconds = 0;  ///< of all processors together
    std::int64_t limit_stops = 0;  ///< times that the control group's processor limit stopped it
    std::int64_t heat_stops = 0;   ///< times that a processor allowed slowed down because of heat
};

MachineCounters read_machine_counters(const std::filesystem::path& root = "/");

}  // namespace yolozu::bench
