// SPDX-License-Identifier: Apache-2.0
//
// One line of a benchmark: a model on a backend with a number of threads and pictures of one run, and its times.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace yolozu::bench {

/// Milliseconds of one run, which takes a whole batch of pictures. `total` is the run from end to end; what is not
/// measured stays 0.
struct RunTimes {
    double read = 0, preprocess = 0, inference = 0, decode = 0, total = 0;
};

/// What a run consists of.
enum class Measured {
    end_to_end,  ///< pictures are read, prepared, inferred and decoded
    inference,   ///< nothing but the model, on random numbers
};
/// "end to end", "inference only".
std::string_view to_string(Measured measured);

struct Row {
    std::string name;  ///< tells the row from the others, and finds it in a baseline
    // What was asked for, and where it could be run, what that came to.
    std::filesystem::path model;
    std::string model_sha256;
    std::string backend, device, runtime_version, provider;
    int threads = 1, batch = 1;
    Measured measured = Measured::end_to_end;
    std::string input;     ///< what the model is fed with, "1x3x640x640"
    std::string pictures;  ///< what was read, in words; empty where nothing was
    std::string note;      ///< why the row is not what one might expect; may be empty
    /// Why there is no result; empty where there is one. Then runs may be empty.
    std::string failure;
    // What was measured.
    std::vector<RunTimes> runs;             ///< in the order they were made
    double loop_seconds = 0;                ///< wall clock of the loops around them
    std::size_t warmup = 0;                 ///< runs before the first one that counts
    std::size_t untimed = 0;                ///< runs between, that bring the row's data back into the caches
    std::int64_t peak_bytes = 0;            ///< largest resident memory of the process that did nothing else
    std::int64_t involuntary_switches = 0;  ///< of its threads while they were timed
    std::size_t picture_count = 1;
    bool is_stable = false;  ///< the rule for the median was met
    std::vector<std::string> remarks;

    bool failed() const { return !failure.empty(); }
};

/// One kind of time of all runs, in order; a picture's share of it where `per_picture`.
std::vector<double> times_of(const Row& row, double RunTimes::*stage, bool per_picture = false);

/// Of the row's loops; 0 without any.
double images_per_second(const Row& row);

}  // namespace yolozu::bench
