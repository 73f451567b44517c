// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_measure.hpp"

#include <algorithm>

#include "base/try.hpp"
#include "bench/latency.hpp"

namespace yolozu::cli {
namespace {

/// Runs of a row that asks for no number.
constexpr std::size_t most_runs = 1'000'000;

class Rounds {
public:
    Rounds(std::span<const RowRequest> requests, const MeasurePlan& plan, std::vector<RowProcess> processes)
        : requests_(requests), plan_(plan), processes_(std::move(processes)), result_{} {
        result_.rows.resize(requests.size());
    }

    Measurement measure() {
        for (std::size_t index = 0; index < requests_.size(); ++index) load(index);
        result_.before = bench::read_machine_counters();
        while (play_round()) {
        }
        result_.after = bench::read_machine_counters();
        return std::move(result_);
    }

private:
    /// Loads a row and warms it up.
    void load(std::size_t index) {
        const RowRequest& request = requests_[index];
        bench::Row& row = result_.rows[index];
        row.model = request.model;
        row.backend = request.backend;
        row.device = request.runtime.device;
        row.threads = request.runtime.threads;
        row.batch = request.batch.value_or(1);
        if (const Status loaded = processes_[index].load(row); !loaded) {
            row.failure = loaded.error().to_string();
            return;
        }
        const TurnRequest usual{0, 3, most_runs, 0.5};
        const TurnRequest warmup = plan_.warmup ? TurnRequest{0, *plan_.warmup, *plan_.warmup, 0} : usual;
        const Result<Turn> turn = processes_[index].take_turn(warmup);
        if (turn)
            row.warmup = turn->runs.size();
        else
            row.failure = turn.error().to_string();
    }

    /// A turn for every row that may have one; false when nothing was left to do.
    bool play_round() {
        const bool go_on = std::ranges::any_of(result_.rows, [&](const bench::Row& row) { return wants_more(row); });
        if (!go_on) return false;
        // Back and forth, so that not always the same row goes before another.
        const std::size_t count = result_.rows.size();
        for (std::size_t place = 0; place < count; ++place) {
            const std::size_t index = goes_back_ ? count - 1 - place : place;
            if (may_have_more(result_.rows[index])) take_turn(index);
        }
        goes_back_ = !goes_back_;
        return true;
    }

    /// Stable rows take part as long as others are not: what is compared is measured at the same times.
    bool may_have_more(const bench::Row& row) const {
        if (row.failed()) return false;
        if (plan_.iterations) return row.runs.size() < *plan_.iterations;
        return row.loop_seconds < plan_.seconds && row.runs.size() < most_runs;
    }

    bool wants_more(const bench::Row& row) const { return may_have_more(row) && (plan_.iterations || !row.is_stable); }

    void take_turn(std::size_t index) {
        constexpr double turn_seconds = 0.1;
        bench::Row& row = result_.rows[index];
        TurnRequest request;
        // Another row's turn has emptied the caches of this row's data.
        request.untimed_runs = result_.rows.size() > 1 ? 1 : 0;
        request.most_runs = plan_.iterations.value_or(most_runs) - row.runs.size();
        request.seconds = turn_seconds;
        const Result<Turn> turn = processes_[index].take_turn(request);
        if (!turn) {
            row.failure = turn.error().to_string();
            return;
        }
        row.runs.insert(row.runs.end(), turn->runs.begin(), turn->runs.end());
        row.loop_seconds += turn->loop_seconds;
        row.untimed += request.untimed_runs;
        row.involuntary_switches += turn->involuntary_switches;
        row.peak_bytes = turn->peak_bytes;
        result_.processor_seconds += turn->processor_seconds;
        row.is_stable = is_stable(row);
    }

    /// All pictures have had their share as well.
    static bool is_stable(const bench::Row& row) {
        bench::StabilityRule rule;
        const auto batch = static_cast<std::size_t>(row.batch);
        rule.least_runs = std::max(rule.least_runs, (row.picture_count + batch - 1) / batch);
        return bench::is_stable(bench::times_of(row, &bench::RunTimes::total), rule);
    }

    std::span<const RowRequest> requests_;
    const MeasurePlan& plan_;
    std::vector<RowProcess> processes_;
    Measurement result_;
    bool goes_back_ = false;
};

}  // namespace

Result<Measurement> measure(std::span<const RowRequest> requests, const MeasurePlan& plan) {
    YOLOZU_ASSIGN(std::vector<RowProcess> processes, RowProcess::start_all(requests));
    return Rounds(requests, plan, std::move(processes)).measure();
}

}  // namespace yolozu::cli
