// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_predictions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "cli/command_line.hpp"
#include "cli/report.hpp"
#include "cli/size_option.hpp"
#include "parity/report.hpp"

namespace yolozu::cli {
namespace {

/// Of YOLOZU's tool, which are not those of this program's other commands.
enum ParityExit : int { exit_agree = 0, exit_unreadable = 1, exit_differ = 2 };

struct ParityArguments {
    std::string reference, candidate, box_format, image_size;
    ParityOptions options;
};

/// "640" (both sides) or "640,480".
std::optional<PictureSize> parse_picture_size(std::string text) {
    std::ranges::replace(text, ',', 'x');
    const auto size = parse_size(text);
    return size ? std::optional(PictureSize{size->first, size->second}) : std::nullopt;
}

Status read_words(ParityArguments& given) {
    for (const double number :
         {given.options.iou_threshold, given.options.score_tolerance, given.options.box_tolerance})
        if (!std::isfinite(number))
            return Error(ErrorCode::invalid_argument, "thresholds and tolerances are finite numbers");
    given.options.box_format = box_format_from_string(given.box_format).value_or(BoxFormat::automatic);
    if (given.image_size.empty()) return {};
    given.options.picture_size = parse_picture_size(given.image_size);
    if (given.options.picture_size) return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("--image-size is '{}', expected a number of pixels or WIDTH,HEIGHT", printable(given.image_size)));
}

void warn_of_left_out(const PredictionIndex& index, std::string_view path) {
    if (index.left_out() == 0) return;
    report_warning(fmt::format("'{}': {} detections without class_id, score or bbox were left out, as YOLOZU does it",
                               printable(path), index.left_out()));
}

/// Whether the files agree, after the report was printed.
Result<bool> compare_files(const ParityArguments& given) {
    YOLOZU_ASSIGN(const PredictionIndex reference, PredictionIndex::read(given.reference));
    YOLOZU_ASSIGN(const PredictionIndex candidate, PredictionIndex::read(given.candidate));
    warn_of_left_out(reference, given.reference);
    warn_of_left_out(candidate, given.candidate);
    YOLOZU_ASSIGN(const auto pictures, compare_predictions(reference, candidate, given.options));
    write_parity_report(given.reference, given.candidate, given.options, pictures,
                        [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); });
    return std::ranges::all_of(pictures, &PictureParity::ok);
}

void add_options(CommandLine& line, ParityArguments& given) {
    ParityOptions& options = given.options;
    line.add_option("reference", given.reference, "the predictions that are right").required();
    line.add_option("candidate", given.candidate, "the predictions to be checked").required();
    line.add_option("--iou-threshold,--iou-thresh", options.iou_threshold, "boxes that overlap less are not the same");
    line.add_option("--score-atol", options.score_tolerance, "largest difference of scores");
    line.add_option("--bbox-atol", options.box_tolerance, "largest difference of cx, cy, w, h, as fractions");
    line.add_option(
            "--bbox-format", given.box_format,
            "how boxes are written: auto (what they say themselves), cxcywh_norm, cxcywh_abs, xywh_abs, xyxy_abs")
        .one_of({"auto", "cxcywh_norm", "cxcywh_abs", "xywh_abs", "xyxy_abs"});
    line.add_option(
        "--image-size", given.image_size,
        "pixels of all pictures, N or WIDTH,HEIGHT; unless given, orig_w and orig_h or the picture file tell");
    line.add_option("--max-images", options.max_images, "only the first so many images of the reference")
        .within(1, 1'000'000'000);
}

}  // namespace

bool names_predictions(const Arguments& arguments) {
    return std::ranges::any_of(arguments,
                               [](const std::string& argument) { return lower_case(argument).ends_with(".json"); });
}

int compare_predictions_command(const Arguments& arguments) {
    ParityArguments given;
    CommandLine line(
        "yolozu-infer compare",
        "YOLOZU's parity check: says whether the candidate finds what the reference finds, as a JSON report.\n"
        "Exit codes: 0 they agree, 2 they differ, 1 wrong usage or a file that cannot be read.");
    add_options(line, given);
    if (const std::optional<int> code = line.parse(arguments)) return *code == exit_done ? exit_agree : exit_unreadable;
    const Status understood = read_words(given);
    const Result<bool> agree = understood ? compare_files(given) : Result<bool>(understood.error());
    if (agree) return *agree ? exit_agree : exit_differ;
    report_error(agree.error());
    return exit_unreadable;
}

}  // namespace yolozu::cli
