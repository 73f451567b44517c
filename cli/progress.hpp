// SPDX-License-Identifier: Apache-2.0
//
// How far a run is, on stderr.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/run.hpp"

namespace yolozu::cli {

enum class ProgressStyle {
    automatic,  ///< none for a few pictures, which have a table; else terminal or plain
    terminal,   ///< one line that changes
    plain,      ///< a line now and then, for files and build servers
    json,       ///< the same as JSON, a line an event
    none,
};
std::optional<ProgressStyle> progress_style_from_string(std::string_view name);

/// Where a run is.
struct ProgressState {
    std::optional<std::size_t> pictures;  ///< all of them, where that is known
    std::size_t done = 0;                 ///< of them, those that failed and those of an interrupted run included
    std::size_t resumed = 0;              ///< those of an interrupted run
    std::size_t failed = 0;
    double seconds = 0;  ///< since this run began with its first picture

    double pictures_per_second() const;
    /// Nothing where it cannot be told yet.
    std::optional<double> seconds_left() const;
};

/// "1200 of 20000 images, 45.3 a second, 6 min 55 s left, 2 failed".
std::string progress_text(const ProgressState& state);
/// {"event": "progress", ...} on one line.
std::string progress_json(const ProgressState& state);

/// Tells a run's progress in one of the styles, not more often than people or files want to hear of it.
class Progress {
public:
    explicit Progress(ProgressStyle style) : style_(style) {}

    /// `with_table`: whether each picture has a row on stdout anyway.
    void begin(const RunPlan& plan, std::optional<std::size_t> pictures, std::size_t done, bool with_table);
    void picture_done();
    void picture_failed(std::string_view image, std::string_view error);
    /// After the last picture, or when the run stops early: what is on a terminal's line goes.
    void end();
    void summarise(const RunSummary& summary);

private:
    using Clock = std::chrono::steady_clock;

    void tell_when_due();
    void tell();

    ProgressStyle style_;
    ProgressState state_;
    Clock::time_point begin_{}, told_{};
    bool line_is_open_ = false;
};

}  // namespace yolozu::cli
