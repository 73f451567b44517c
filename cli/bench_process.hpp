// SPDX-License-Identifier: Apache-2.0
//
// A process for each row of the benchmark: its memory is the row's alone, and a row that dies takes no other along.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bench/row.hpp"
#include "cli/bench_subject.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// What a row shall do until the others have their turn.
struct TurnRequest {
    std::size_t untimed_runs = 0;  ///< first; they bring the row's data back into the caches
    std::size_t least_runs = 1;
    std::size_t most_runs = 1;
    double seconds = 0;  ///< no further run begins after these, but for the least
};

struct Turn {
    std::vector<bench::RunTimes> runs;
    double loop_seconds = 0;                ///< wall clock of the loop around the runs
    double processor_seconds = 0;           ///< of all threads, the untimed runs included
    std::int64_t involuntary_switches = 0;  ///< of all threads in the loop
    std::int64_t peak_bytes = 0;            ///< largest resident memory of the process so far
};

class RowProcess {
public:
    /// One for each request, all waiting. To be called while this process has one thread, and little memory.
    static Result<std::vector<RowProcess>> start_all(std::span<const RowRequest> requests);
    ~RowProcess();
    RowProcess(RowProcess&& other) noexcept;
    RowProcess& operator=(RowProcess&& other) noexcept;

    /// Loads the model; `row` gets what load_subject says.
    Status load(bench::Row& row);
    Result<Turn> take_turn(const TurnRequest& request);

private:
    RowProcess(pid_t process, int descriptor) : process_(process), descriptor_(descriptor) {}
    Error why_it_is_gone();
    void end();

    pid_t process_ = -1;
    int descriptor_ = -1;
};

}  // namespace yolozu::cli
