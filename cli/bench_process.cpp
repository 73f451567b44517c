// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_process.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/descriptor.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "cli/bench_message.hpp"

namespace yolozu::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct rusage own_usage() {
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage;
}

double processor_seconds(const struct rusage& usage) {
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Result<Turn> take_own_turn(BenchSubject& subject, const TurnRequest& request) {
    Turn turn;
    const struct rusage first = own_usage();
    for (std::size_t run = 0; run < request.untimed_runs; ++run) YOLOZU_TRY(subject.run());
    const struct rusage before = own_usage();
    const Clock::time_point start = Clock::now();
    while (turn.runs.size() < request.least_runs ||
           (turn.runs.size() < request.most_runs && seconds_since(start) < request.seconds)) {
        YOLOZU_ASSIGN(const bench::RunTimes run, subject.run());
        turn.runs.push_back(run);
    }
    turn.loop_seconds = seconds_since(start);
    const struct rusage after = own_usage();
    turn.processor_seconds = processor_seconds(after) - processor_seconds(first);
    turn.involuntary_switches = after.ru_nivcsw - before.ru_nivcsw;
    turn.peak_bytes = std::int64_t{after.ru_maxrss} * 1024;
    return turn;
}

void add_error(MessageWriter& message, const Error& error) {
    message.add(false).add(error.code()).add_text(error.to_string());
}

Error next_error(MessageReader& message) {
    const auto code = message.next<ErrorCode>();
    return {code, message.next_text()};
}

/// The row's side: loads, and then takes a turn for every request until the other end closes.
Status serve(int descriptor, const RowRequest& request) {
    YOLOZU_TRY(receive_message(descriptor));
    bench::Row row;
    Result<std::unique_ptr<BenchSubject>> subject =
        within_memory("to load the model", [&] { return load_subject(request, row); });
    MessageWriter answer;
    if (!subject) {
        add_error(answer, subject.error());
        return send_message(descriptor, answer);
    }
    answer.add(true).add(row.batch).add(row.measured).add(row.picture_count);
    for (const std::string* const text :
         {&row.backend, &row.runtime_version, &row.provider, &row.input, &row.pictures, &row.note})
        answer.add_text(*text);
    YOLOZU_TRY(send_message(descriptor, answer));
    for (;;) {
        YOLOZU_ASSIGN(MessageReader message, receive_message(descriptor));
        const auto wanted = message.next<TurnRequest>();
        const Result<Turn> turn = within_memory("to run", [&] { return take_own_turn(**subject, wanted); });
        MessageWriter result;
        if (turn) {
            result.add(true).add(turn->loop_seconds).add(turn->processor_seconds);
            result.add(turn->involuntary_switches).add(turn->peak_bytes).add(turn->runs.size());
            for (const bench::RunTimes& run : turn->runs) result.add(run);
        } else {
            add_error(result, turn.error());
        }
        YOLOZU_TRY(send_message(descriptor, result));
    }
}

}  // namespace

Result<std::vector<RowProcess>> RowProcess::start_all(std::span<const RowRequest> requests) {
    std::vector<RowProcess> processes;
    for (const RowRequest& request : requests) {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            return system_error("cannot talk to a process for each row", errno);
        const pid_t process = ::fork();
        if (process == 0) {
            // A row must not keep the others' connections open: they end when this program does.
            processes.clear();
            ::close(ends[0]);
            static_cast<void>(serve(ends[1], request));
            ::_exit(EXIT_SUCCESS);
        }
        ::close(ends[1]);
        if (process < 0) {
            ::close(ends[0]);
            return system_error("cannot start a process for each row", errno);
        }
        processes.push_back(RowProcess(process, ends[0]));
    }
    return processes;
}

RowProcess::~RowProcess() {
    end();
}

RowProcess::RowProcess(RowProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)), descriptor_(std::exchange(other.descriptor_, -1)) {}

RowProcess& RowProcess::operator=(RowProcess&& other) noexcept {
    std::swap(process_, other.process_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

void RowProcess::end() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    // In a copy of this process, which is not its parent, this returns at once.
    if (process_ > 0) ::waitpid(std::exchange(process_, -1), nullptr, 0);
}

Error RowProcess::why_it_is_gone() {
    int status = 0;
    const pid_t process = std::exchange(process_, -1);
    if (process <= 0 || ::waitpid(process, &status, 0) != process || !WIFSIGNALED(status))
        return {ErrorCode::internal, "its process ended without an answer"};
    const int signal = WTERMSIG(status);
    return {ErrorCode::backend, fmt::format("its process was ended by signal {} ({}){}", signal, ::strsignal(signal),
                                            signal == SIGKILL ? ": the system does so where memory runs out" : "")};
}

Status RowProcess::load(bench::Row& row) {
    if (!send_message(descriptor_, MessageWriter())) return why_it_is_gone();
    Result<MessageReader> answer = receive_message(descriptor_);
    if (!answer) return why_it_is_gone();
    if (!answer->next<bool>()) return next_error(*answer);
    row.batch = answer->next<int>();
    row.measured = answer->next<bench::Measured>();
    row.picture_count = answer->next<std::size_t>();
    for (std::string* const text :
         {&row.backend, &row.runtime_version, &row.provider, &row.input, &row.pictures, &row.note})
        *text = answer->next_text();
    return {};
}

Result<Turn> RowProcess::take_turn(const TurnRequest& request) {
    if (!send_message(descriptor_, MessageWriter().add(request))) return why_it_is_gone();
    Result<MessageReader> answer = receive_message(descriptor_);
    if (!answer) return why_it_is_gone();
    if (!answer->next<bool>()) return next_error(*answer);
    Turn turn;
    turn.loop_seconds = answer->next<double>();
    turn.processor_seconds = answer->next<double>();
    turn.involuntary_switches = answer->next<std::int64_t>();
    turn.peak_bytes = answer->next<std::int64_t>();
    turn.runs.resize(answer->next<std::size_t>());
    for (bench::RunTimes& run : turn.runs) run = answer->next<bench::RunTimes>();
    return turn;
}

}  // namespace yolozu::cli
