// SPDX-License-Identifier: Apache-2.0
#include "convert/convert.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "pipeline/sources.hpp"

namespace yolozu::cli {
namespace {

struct ConvertOptions {
    std::string input, output, to, from, images, coco, label_format = "detect";
    bool coco_80_to_91 = false, recursive = false, without_scores = false;
};

void add_options(CommandLine& line, ConvertOptions& options) {
    line.add_option("input", options.input, "a predictions file, COCO's results, a CSV, or a folder of YOLO's labels")
        .required();
    line.add_option("--to", options.to,
                    "wrapped, list, map or jsonl (YOLOZU's predictions), coco (results), yolo (labels), csv")
        .required()
        .one_of({"wrapped", "list", "map", "jsonl", "coco", "yolo", "csv"});
    line.add_option("--output", options.output, "the file, or the folder of labels, to write").required();
    line.add_option("--from", options.from, "json (predictions), coco, yolo or csv; unless given, the input tells")
        .one_of({"json", "coco", "yolo", "csv"});
    line.add_option("--images", options.images, "the images: a folder, a pattern or @LIST; for their names and sizes");
    line.add_flag("--recursive", options.recursive, "look into the folders below --images, too");
    line.add_option("--coco", options.coco,
                    "the dataset's instances.json: names, sizes and ids of images and categories");
    line.add_flag("--coco80to91", options.coco_80_to_91,
                  "classes are COCO's 80, category ids its 1 to 90; unless this or --coco is given, both are the same")
        .excludes("--coco");
    line.add_option("--label-format", options.label_format,
                    "of YOLO's labels that are read: detect, pose, segment, obb")
        .one_of({"detect", "pose", "segment", "obb"});
    line.add_flag("--without-scores", options.without_scores, "write YOLO's labels as for training");
}

Result<convert::Request> to_request(const ConvertOptions& options) {
    convert::Request request;
    request.input = options.input;
    request.output = options.output;
    request.to = convert::format_from_string(options.to).value_or(convert::Format::wrapped);
    if (!options.from.empty())
        request.from = convert::format_from_string(options.from).value_or(convert::Format::wrapped);
    request.coco = options.coco;
    request.coco_80_to_91 = options.coco_80_to_91;
    request.label_form = convert::label_form_from_string(options.label_format).value_or(convert::LabelForm::detect);
    request.without_scores = options.without_scores;
    if (options.images.empty()) return request;
    SourceRequest source;
    source.given = {options.images};
    source.recursive = options.recursive;
    YOLOZU_ASSIGN(const ListedImages images, list_images(source));
    for (const InputImage& image : images.all()) request.images.emplace_back(image.path);
    return request;
}

Result<convert::Summary> run(const ConvertOptions& options) {
    YOLOZU_ASSIGN(const convert::Request request, to_request(options));
    return within_memory("to convert the predictions", [&] { return convert::convert(request); });
}

}  // namespace

int convert_command(const Arguments& arguments) {
    ConvertOptions options;
    CommandLine line(
        "yolozu-infer convert",
        "Predictions from one format to another. What the new one has no place for is counted in warnings; where a "
        "size "
        "or an id is needed that nothing tells, the command fails.");
    add_options(line, options);
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    const Result<convert::Summary> summary = run(options);
    if (!summary) {
        report_error(summary.error());
        return exit_code_for(summary.error());
    }
    for (const std::string& loss : summary->losses) report_warning(fmt::format("not kept: {}", loss));
    if (summary->categories_are_classes)
        report_info("COCO's category ids are the class ids; --coco or --coco80to91 make them the dataset's");
    report_info(fmt::format("wrote {}: {} images", printable(options.output), summary->images));
    return exit_done;
}

}  // namespace yolozu::cli
