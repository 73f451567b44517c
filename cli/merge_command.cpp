// SPDX-License-Identifier: Apache-2.0
#include "pipeline/merge_results.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "base/file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "cli/timestamp.hpp"

namespace yolozu::cli {
namespace {

Result<std::size_t> merge(const std::vector<std::string>& parts, const std::string& output) {
    std::optional<std::string> timestamp;
    if (std::getenv("SOURCE_DATE_EPOCH") != nullptr) {
        YOLOZU_ASSIGN(timestamp, utc_timestamp());
    }
    const std::vector<std::filesystem::path> paths(parts.begin(), parts.end());
    return within_memory("to merge the parts", [&] { return merge_results(paths, output, timestamp); });
}

}  // namespace

int merge_command(const Arguments& arguments) {
    std::vector<std::string> parts;
    std::string output;
    CommandLine line(
        "yolozu-infer merge",
        "Joins what the shards of one job wrote (--shard 1/4 to 4/4) to what one run would have written, byte for "
        "byte. Entries are copied as they stand, in the order in which the parts are given; masks and depth maps "
        "beside the parts are gathered, too. Parts of different jobs, and images that come twice, are refused. The "
        "time in meta is that of SOURCE_DATE_EPOCH, or the latest of the parts.");
    line.add_option("parts", parts, "the predictions of the shards, in their order").required();
    line.add_option("--output", output, "the file to write").required();
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    const Result<std::size_t> merged = merge(parts, output);
    if (!merged) {
        report_error(merged.error());
        return exit_code_for(merged.error());
    }
    report_info(fmt::format("wrote {}: {} images of {} parts", printable(output), *merged, parts.size()));
    return exit_done;
}

}  // namespace yolozu::cli
