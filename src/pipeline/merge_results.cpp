// SPDX-License-Identifier: Apache-2.0
#include "pipeline/merge_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/folder.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "pipeline/result_folder.hpp"
#include "pipeline/result_names.hpp"
#include "predictions/describe.hpp"
#include "predictions/json_reader.hpp"
#include "predictions/json_writer.hpp"
#include "predictions/merge.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string json_string(std::string_view bytes) {
    std::string text;
    append_string(text, bytes);
    return text;
}

/// Values of an entry's text that are replaced, in the order of the text.
class Replacements {
public:
    explicit Replacements(std::string_view text) : text_(text) {}

    void replace(std::string_view value, std::string_view by) {
        const auto begin = static_cast<std::size_t>(value.data() - text_.data());
        result_.append(text_.substr(copied_, begin - copied_)).append(by);
        copied_ = begin + value.size();
    }
    std::string result() const { return result_ + std::string(text_.substr(copied_)); }

private:
    std::string_view text_;
    std::string result_;
    std::size_t copied_ = 0;
};

/// Gathers the files that entries name into the folder of the whole, under the names that one run gives them.
class Gatherer final : public EntryEditor {
public:
    Gatherer(std::span<const fs::path> parts, Task task, AtomicFolder& folder, const fs::path& target)
        : task_(task), folder_(folder), folder_name_(target.filename()) {
        for (const fs::path& part : parts) folders_.push_back(result_paths(part, task).folder);
    }

    Result<Edited> edit(std::size_t part, const EntryText& entry, const json& parsed) override;

private:
    Status edit_members(std::string_view object, std::string_view member, Replacements& replacements);
    Status edit_instances(std::string_view list, Replacements& replacements);
    Status gather(std::string_view value, Replacements& replacements);

    Task task_;
    AtomicFolder& folder_;
    fs::path folder_name_;
    std::vector<fs::path> folders_;  ///< of the parts
    ResultNames names_;
    std::size_t part_ = 0;
    std::string name_;  ///< of this entry's files
    std::string scratch_;
};

/// Takes the file that a string names, and puts its new name there. What is not directly in the part's own folder is
/// none of its results, whatever the entry says.
Status Gatherer::gather(std::string_view value, Replacements& replacements) {
    YOLOZU_ASSIGN(const json parsed, parse_piece(value, scratch_));
    const fs::path named = parsed.is_string() ? fs::path(as_written(parsed.get_ref<const std::string&>())) : fs::path();
    const fs::path file = named.filename();
    if (file.empty() || file == "." || file == ".." || named != folders_[part_].filename() / file)
        return Error(ErrorCode::malformed, fmt::format("names {}, expected a file in '{}'", describe_value(parsed),
                                                       printable(folders_[part_].filename())));
    // Of an object the number is a part of the name: photo_12.png.
    const std::string stem = file.stem().native();
    const std::size_t number = task_ == Task::segment ? std::min(stem.rfind('_'), stem.size()) : stem.size();
    const std::string name = name_ + stem.substr(number) + file.extension().native();
    YOLOZU_TRY(folder_.add(name, folders_[part_] / file));
    replacements.replace(value, json_string((folder_name_ / name).native()));
    return {};
}

Status Gatherer::edit_members(std::string_view object, std::string_view member, Replacements& replacements) {
    JsonScanner scanner(object);
    return each_member(scanner, [&](const MemberText& found) -> Status {
        if (task_ == Task::semantic && found.name == "id") replacements.replace(found.value, json_string(name_));
        return found.name == member ? gather(found.value, replacements) : Status{};
    });
}

Status Gatherer::edit_instances(std::string_view list, Replacements& replacements) {
    JsonScanner scanner(list);
    return each_element(scanner,
                        [&](std::string_view instance) { return edit_members(instance, "mask", replacements); });
}

Result<EntryEditor::Edited> Gatherer::edit(std::size_t part, const EntryText& entry, const json& parsed) {
    part_ = part;
    Replacements replacements(entry.value);
    if (!entry.key.empty()) {  // of a map of semantic masks: from a name that a run gave
        YOLOZU_ASSIGN(const json id, parse_piece(entry.key, scratch_));
        name_ = as_written(id.get_ref<const std::string&>());
        if (!is_file_name_of_key(name_))
            return Error(ErrorCode::malformed, fmt::format("{} is no name that a run gives", describe_value(id)));
        YOLOZU_TRY(gather(entry.value, replacements));
        return Edited{std::string(entry.key), replacements.result()};
    }
    const json* const image = find_member(parsed, "image");
    if (image == nullptr || !image->is_string()) return Error(ErrorCode::malformed, "names no image");
    YOLOZU_ASSIGN(name_, names_.name_for(as_written(image->get_ref<const std::string&>())));
    if (task_ == Task::semantic) {
        YOLOZU_TRY(edit_members(entry.value, "mask", replacements));
        return Edited{{}, replacements.result()};
    }
    JsonScanner scanner(entry.value);
    YOLOZU_TRY(each_member(scanner, [&](const MemberText& member) -> Status {
        if (task_ == Task::segment && member.name == "instances" && member.value != "null")
            return edit_instances(member.value, replacements);
        if (task_ == Task::depth && member.name == "meta") return edit_members(member.value, "depth", replacements);
        return {};
    }));
    return Edited{{}, replacements.result()};
}

/// Whose files a part names, from its first entry; nothing where it stands alone. Of masks of objects the list beside
/// it tells.
Result<std::optional<Task>> task_of(const fs::path& part) {
    YOLOZU_ASSIGN(DocumentReader reader, DocumentReader::open(part));
    YOLOZU_ASSIGN(const std::optional<EntryText> first, reader.next());
    std::string scratch;
    json entry;
    if (first) {
        YOLOZU_ASSIGN(entry, parse_piece(first->value, scratch));
    }
    const json* const meta = find_member(entry, "meta");
    if (entry.is_string() || find_member(entry, "mask") != nullptr) return std::optional(Task::semantic);
    if (meta != nullptr && find_member(*meta, "depth") != nullptr) return std::optional(Task::depth);
    const json* const task = find_member(entry, "task");
    const bool may_have_masks = task == nullptr || *task == to_string(Task::segment);
    std::error_code ignored;  // what cannot be examined is not there
    if (may_have_masks && fs::exists(result_paths(part, Task::segment).instances, ignored))
        return std::optional(Task::segment);
    return std::optional<Task>();
}

Result<std::optional<Task>> common_task(std::span<const fs::path> parts) {
    YOLOZU_ASSIGN(const std::optional<Task> first, in_file("predictions file", parts.front(), task_of(parts.front())));
    for (const fs::path& part : parts) {
        YOLOZU_ASSIGN(const std::optional<Task> task, in_file("predictions file", part, task_of(part)));
        if (task != first)
            return Error(ErrorCode::malformed,
                         fmt::format("'{}' and '{}' do not have the same kinds of results beside them (masks, depth "
                                     "maps): the parts are not complete, or not of one job",
                                     printable(parts.front()), printable(part)));
    }
    return first;
}

/// The folder, then the list, then the predictions, as a run places them; what was placed is taken back on failure.
Status place_all(AtomicFolder& folder, MergedFile* list, MergedFile& predictions) {
    YOLOZU_TRY(folder.place());
    Status placed = list == nullptr ? Status{} : list->file.place();
    if (placed) placed = predictions.file.commit();
    if (placed) return {};
    // The first failure is the one to tell.
    if (list != nullptr) (void)list->file.withdraw();
    (void)folder.withdraw();
    return placed;
}

Result<std::size_t> merge_with_folder(std::span<const fs::path> parts, const ResultPaths& paths, Task task,
                                      const std::optional<std::string>& timestamp) {
    YOLOZU_TRY(check_replaceable(paths.folder, task));
    YOLOZU_ASSIGN(AtomicFolder folder, in_file("folder", paths.folder, AtomicFolder::create(paths.folder)));
    Gatherer gatherer(parts, task, folder, paths.folder);
    const bool has_list = task == Task::segment;
    YOLOZU_ASSIGN(MergedFile predictions,
                  merge_predictions(parts, paths.output, timestamp, has_list ? nullptr : &gatherer));
    std::optional<MergedFile> list;
    if (has_list) {
        std::vector<fs::path> lists;
        for (const fs::path& part : parts) lists.push_back(result_paths(part, task).instances);
        YOLOZU_ASSIGN(list, merge_predictions(lists, paths.instances, timestamp, &gatherer));
        if (list->images != predictions.images)
            return Error(ErrorCode::malformed, fmt::format("the lists of instances have {} images, the predictions {}",
                                                           list->images, predictions.images));
    }
    YOLOZU_TRY(place_all(folder, list ? &*list : nullptr, predictions));
    return predictions.images;
}

}  // namespace

Result<std::size_t> merge_results(std::span<const fs::path> parts, const fs::path& output,
                                  const std::optional<std::string>& timestamp) {
    if (parts.empty()) return Error(ErrorCode::invalid_argument, "there are no parts to merge");
    YOLOZU_ASSIGN(const std::optional<Task> task, common_task(parts));
    if (task) return merge_with_folder(parts, result_paths(output, *task), *task, timestamp);
    YOLOZU_ASSIGN(MergedFile merged, merge_predictions(parts, output, timestamp));
    YOLOZU_TRY(in_file("predictions file", output, merged.file.commit()));
    return merged.images;
}

}  // namespace yolozu
