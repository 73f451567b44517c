// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "predictions/json_writer.hpp"

namespace yolozu::cli {
namespace {

using namespace std::chrono_literals;
using Layout = JsonWriter::Layout;

std::chrono::milliseconds pause_of(ProgressStyle style) {
    switch (style) {
        case ProgressStyle::terminal:
            return 200ms;
        case ProgressStyle::json:
            return 1s;
        default:
            return 10s;
    }
}

/// "45 s", "6 min 55 s", "3 h 12 min".
std::string duration_text(double seconds) {
    const auto whole = static_cast<long long>(std::ceil(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

/// {"event": EVENT, ...} with what `members` adds.
template <class Members>
std::string event_line(std::string_view event, const Members& members) {
    std::string text;
    JsonWriter json(text);
    json.begin_object(Layout::inline_);
    json.member("event", event);
    members(json);
    json.end();
    return text + '\n';
}

}  // namespace

std::optional<ProgressStyle> progress_style_from_string(std::string_view name) {
    if (name == "auto") return ProgressStyle::automatic;
    if (name == "terminal") return ProgressStyle::terminal;
    if (name == "plain") return ProgressStyle::plain;
    if (name == "json") return ProgressStyle::json;
    return name == "none" ? std::optional(ProgressStyle::none) : std::nullopt;
}

double ProgressState::pictures_per_second() const {
    return seconds > 0 ? static_cast<double>(done - resumed) / seconds : 0;
}

std::optional<double> ProgressState::seconds_left() const {
    const double speed = pictures_per_second();
    if (!pictures || *pictures < done || speed <= 0) return std::nullopt;
    return static_cast<double>(*pictures - done) / speed;
}

std::string progress_text(const ProgressState& state) {
    std::string text = state.pictures ? fmt::format("{} of {} images", state.done, *state.pictures)
                                      : fmt::format("{} images", state.done);
    text += fmt::format(", {:.1f} a second", state.pictures_per_second());
    if (const std::optional<double> left = state.seconds_left()) text += fmt::format(", {} left", duration_text(*left));
    if (state.failed > 0) text += fmt::format(", {} failed", state.failed);
    return text;
}

std::string progress_json(const ProgressState& state) {
    return event_line("progress", [&](JsonWriter& json) {
        json.member("done", state.done);
        if (state.pictures) json.member("images", *state.pictures);
        json.member("failed", state.failed);
        json.member("seconds", state.seconds);
        json.member("images_per_second", state.pictures_per_second());
        if (const std::optional<double> left = state.seconds_left()) json.member("seconds_left", *left);
    });
}

void Progress::begin(const RunPlan& plan, std::optional<std::size_t> pictures, std::size_t done, bool with_table) {
    begin_ = told_ = Clock::now();
    state_ = {pictures, done, done, 0, 0};
    if (style_ == ProgressStyle::automatic && with_table) style_ = ProgressStyle::none;
    if (style_ == ProgressStyle::automatic)
        style_ = ::isatty(STDERR_FILENO) == 1 ? ProgressStyle::terminal : ProgressStyle::plain;
    if (style_ != ProgressStyle::json) return;
    print(event_line("begin", [&](JsonWriter& json) {
        if (pictures) json.member("images", *pictures);
        json.member("resumed", done);
        json.member("jobs", plan.jobs);
        json.member("threads", plan.threads);
        json.member("batch", plan.batch);
    }));
}

void Progress::picture_done() {
    ++state_.done;
    tell_when_due();
}

void Progress::picture_failed(std::string_view image, std::string_view error) {
    ++state_.done;
    ++state_.failed;
    if (style_ == ProgressStyle::json)
        print(event_line("failed", [&](JsonWriter& json) {
            json.member("image", image);
            json.member("error", error);
        }));
    tell_when_due();
}

void Progress::tell_when_due() {
    if (style_ == ProgressStyle::none) return;
    const Clock::time_point now = Clock::now();
    if (now - told_ < pause_of(style_)) return;
    told_ = now;
    state_.seconds = std::chrono::duration<double>(now - begin_).count();
    tell();
}

void Progress::tell() {
    if (style_ == ProgressStyle::json) {
        print(progress_json(state_));
    } else if (style_ == ProgressStyle::plain) {
        print(fmt::format("yolozu-infer: {}\n", progress_text(state_)));
    } else {
        // Back to the line's beginning, and what is left of the last text goes.
        print(fmt::format("\r{}\033[K", progress_text(state_)));
        line_is_open_ = true;
    }
}

void Progress::end() {
    if (line_is_open_) print("\r\033[K");
    line_is_open_ = false;
}

void Progress::summarise(const RunSummary& summary) {
    if (style_ != ProgressStyle::json) return;
    print(event_line("end", [&](JsonWriter& json) {
        json.member("images", summary.images);
        json.member("failed", summary.failed);
        json.member("resumed", summary.resumed);
        json.member("detections", summary.detections);
        json.member("seconds", summary.total_milliseconds / 1000);
    }));
}

}  // namespace yolozu::cli
