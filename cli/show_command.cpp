// SPDX-License-Identifier: Apache-2.0
#include "show/show.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "pipeline/class_filter.hpp"
#include "pipeline/saved_images.hpp"
#include "pipeline/sources.hpp"
#include "show/page.hpp"

namespace yolozu::cli {
namespace {

namespace fs = std::filesystem;

struct ShowOptions {
    std::string predictions, output, images, labels, coco, dataset, split, names;
    std::vector<std::string> classes;
    double score = 0.25;
    int max_images = 200;
    bool recursive = false;
};

void add_options(CommandLine& line, ShowOptions& options) {
    line.add_option("predictions", options.predictions, "the predictions file, in any shape").required();
    line.add_option("--output", options.output, "page.html for a browser, or the folder of the drawn images")
        .required();
    line.add_option("--images", options.images,
                    "the images: a folder, a pattern or @LIST; unless given, their keys are paths");
    line.add_flag("--recursive", options.recursive, "look into the folders below --images, too");
    line.add_option("--labels", options.labels, "ground truth: the folder of YOLO's labels");
    line.add_option("--coco", options.coco, "ground truth: COCO's JSON").excludes("--labels");
    line.add_option("--dataset", options.dataset, "images and labels of a YOLO data set: its folder or data.yaml")
        .excludes("--images")
        .excludes("--labels")
        .excludes("--coco");
    line.add_option("--split", options.split, "of the data set: val, train or a folder's name").needs("--dataset");
    line.add_option("--score", options.score, "the lowest score that is shown").within(0.0, 1.0);
    line.add_option("--classes", options.classes, "only these classes, ids or names joined by commas")
        .separated_by_commas();
    line.add_option("--names", options.names,
                    "class names, in any form that predict reads; unless given, those in meta");
    line.add_option("--max-images", options.max_images, "only the first so many").within(1, 1'000'000'000);
}

/// Draws into files.
class FolderViewer final : public show::Viewer {
public:
    explicit FolderViewer(SavedImages folder) : folder_(std::move(folder)) {}

    Status show(show::ShownPicture& picture) override {
        std::vector<Annotation> drawings;
        // The best are drawn first of all, and lie on top (draw_annotations).
        for (auto object = picture.objects.rbegin(); object != picture.objects.rend(); ++object)
            drawings.push_back(show::with_mask(*object, picture.image.width(), picture.image.height()));
        return folder_.save_drawn(picture.image, picture.path, folder_.next_file(picture.path), drawings);
    }
    void failed(const Error& error) override { report_error(error); }
    Status finish(const show::ShowSummary&) override { return {}; }

private:
    SavedImages folder_;
};

/// A page that also says on the terminal what it could not show.
class PageViewer final : public show::Viewer {
public:
    explicit PageViewer(show::PageWriter page) : page_(std::move(page)) {}

    Status show(show::ShownPicture& picture) override { return page_.show(picture); }
    void failed(const Error& error) override {
        report_error(error);
        page_.failed(error);
    }
    Status finish(const show::ShowSummary& summary) override { return page_.finish(summary); }

private:
    show::PageWriter page_;
};

/// images/val has its labels in labels/val, as YOLO's data sets do: the last folder of that name changes.
Result<fs::path> labels_beside(const fs::path& image) {
    fs::path below;
    for (fs::path folder = image.parent_path(); !folder.empty() && folder != folder.root_path();
         folder = folder.parent_path()) {
        if (folder.filename() == "images") return folder.parent_path() / "labels" / below;
        below = below.empty() ? folder.filename() : folder.filename() / below;
    }
    return Error(ErrorCode::invalid_argument,
                 fmt::format("'{}' lies in no folder 'images', beside which the labels would be; give --images and "
                             "--labels or --coco",
                             printable(image)));
}

Status choose_images(const ShowOptions& options, show::ShowRequest& request) {
    if (options.images.empty() && options.dataset.empty()) return {};
    SourceRequest source;
    if (!options.images.empty()) source.given = {options.images};
    source.dataset = options.dataset;
    source.split = options.split;
    source.recursive = options.recursive;
    YOLOZU_ASSIGN(const ListedImages images, list_images(source));
    for (const InputImage& image : images.all()) request.images.emplace_back(image.path);
    if (options.dataset.empty()) return {};
    YOLOZU_ASSIGN(request.labels, labels_beside(request.images.front()));
    return {};
}

Result<show::ShowRequest> to_request(const ShowOptions& options) {
    show::ShowRequest request;
    request.predictions = options.predictions;
    request.labels = options.labels;
    request.coco = options.coco;
    request.least_score = options.score;
    request.max_images = static_cast<std::size_t>(options.max_images);
    YOLOZU_TRY(choose_images(options, request));
    ModelInfo classes;
    if (options.names.empty()) {
        YOLOZU_ASSIGN(classes.names, show::class_names_of(request.predictions));
    } else {
        YOLOZU_ASSIGN(classes.names, read_class_names(options.names));
    }
    request.class_names = classes.names;
    YOLOZU_ASSIGN(request.classes, resolve_classes(options.classes, classes));
    return request;
}

Result<show::ShowSummary> run(const ShowOptions& options) {
    YOLOZU_ASSIGN(const show::ShowRequest request, to_request(options));
    const std::string extension = lower_case(fs::path(options.output).extension().native());
    if (extension == ".html" || extension == ".htm") {
        YOLOZU_ASSIGN(show::PageWriter page,
                      in_file("page", options.output,
                              show::PageWriter::create(options.output, options.predictions, options.score)));
        PageViewer viewer(std::move(page));
        return show::show(request, viewer);
    }
    YOLOZU_ASSIGN(SavedImages folder, SavedImages::create(options.output, options.score, request.class_names));
    FolderViewer viewer(std::move(folder));
    return show::show(request, viewer);
}

}  // namespace

int show_command(const Arguments& arguments) {
    ShowOptions options;
    CommandLine line(
        "yolozu-infer show",
        "Draws predictions, and the ground truth in dashed lines, on the images: into files, or as one page for a "
        "browser that needs nothing else and chooses by class and score.");
    add_options(line, options);
    if (const std::optional<int> code = line.parse(arguments)) return *code;
    const Result<show::ShowSummary> summary = within_memory("to show the predictions", [&] { return run(options); });
    if (!summary) {
        report_error(summary.error());
        return exit_code_for(summary.error());
    }
    const std::size_t looked_at = summary->images + summary->failed;
    if (looked_at < summary->entries)
        report_warning(fmt::format("only the first {} of {} images are shown; --max-images shows more", looked_at,
                                   summary->entries));
    report_info(fmt::format("wrote {}: {} images", printable(options.output), summary->images));
    return summary->failed == 0 ? exit_done : exit_partial;
}

}  // namespace yolozu::cli
