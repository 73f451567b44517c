// SPDX-License-Identifier: Apache-2.0
#include "convert/coco_catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/json_scanner.hpp"

namespace yolozu::convert {
namespace {

using nlohmann::json;

constexpr int longest_side = 65'500;  // as of pictures that are read

Error expected(std::string_view key, std::string_view what) {
    return {ErrorCode::malformed, fmt::format("{} is missing or not {}", key, what)};
}

Result<std::int64_t> whole_in(const json& object, std::string_view key, std::int64_t least, std::int64_t most) {
    const json* const member = find_member(object, key);
    const bool fits = member != nullptr && member->is_number_integer() && *member >= least && *member <= most;
    if (!fits) return expected(key, fmt::format("a whole number from {} to {}", least, most));
    return member->get<std::int64_t>();
}

constexpr std::int64_t largest_id = std::int64_t{1} << 53;  // exact in every JSON reader

Status add_image(const json& value, CocoCatalogue& catalogue) {
    YOLOZU_ASSIGN(const std::int64_t id, whole_in(value, "id", -largest_id, largest_id));
    const json* const name = find_member(value, "file_name");
    if (name == nullptr || !name->is_string()) return expected("file_name", "a string");
    YOLOZU_ASSIGN(const std::int64_t width, whole_in(value, "width", 1, longest_side));
    YOLOZU_ASSIGN(const std::int64_t height, whole_in(value, "height", 1, longest_side));
    eval::TrueImage image;
    image.key = name->get<std::string>();
    image.width = static_cast<int>(width);
    image.height = static_cast<int>(height);
    catalogue.images.push_back(std::move(image));
    catalogue.image_ids.push_back(id);
    return {};
}

Status add_category(const json& value, CocoCatalogue& catalogue) {
    if (catalogue.category_ids.size() == eval::max_classes)
        return Error(ErrorCode::limit_exceeded, fmt::format("there are more than {} categories", eval::max_classes));
    YOLOZU_ASSIGN(const std::int64_t id, whole_in(value, "id", -largest_id, largest_id));
    catalogue.category_ids.push_back(id);
    return {};
}

Status read_list(const MemberText& member, Status (*add)(const json&, CocoCatalogue&), CocoCatalogue& catalogue) {
    JsonScanner scanner(member.value);
    std::string scratch;
    std::size_t index = 0;
    return each_element(scanner, [&](std::string_view text) -> Status {
        YOLOZU_ASSIGN(const json value, parse_piece(text, scratch));
        Status added = add(value, catalogue);
        if (!added) return std::move(added).error().with_context(join_path(member.name, index));
        ++index;
        return {};
    });
}

Status read_document(std::string_view text, CocoCatalogue& catalogue) {
    YOLOZU_ASSIGN(const std::vector<MemberText> members, members_of(text));
    bool has_images = false;
    for (const MemberText& member : members) {
        if (member.name == "images") YOLOZU_TRY(read_list(member, add_image, catalogue));
        if (member.name == "categories") YOLOZU_TRY(read_list(member, add_category, catalogue));
        has_images = has_images || member.name == "images";
    }
    if (!has_images) return expected("images", "a list");
    std::ranges::sort(catalogue.category_ids);
    if (std::ranges::adjacent_find(catalogue.category_ids) != catalogue.category_ids.end())
        return Error(ErrorCode::malformed, "two categories have the same id");
    return {};
}

}  // namespace

Result<CocoCatalogue> CocoCatalogue::read(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(const MappedFile file, in_file("COCO file", path, MappedFile::open(path)));
    CocoCatalogue catalogue;
    const std::string_view text(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    YOLOZU_TRY(in_file("COCO file", path, read_document(text, catalogue)));
    for (std::size_t place = 0; place < catalogue.image_ids.size(); ++place)
        catalogue.places_.emplace_back(catalogue.image_ids[place], place);
    std::ranges::sort(catalogue.places_);
    for (std::size_t place = 1; place < catalogue.places_.size(); ++place)
        if (catalogue.places_[place - 1].first == catalogue.places_[place].first)
            return in_file(
                "COCO file", path,
                Result<CocoCatalogue>(Error(ErrorCode::malformed,
                                            fmt::format("two images have the id {}", catalogue.places_[place].first))));
    return catalogue;
}

std::optional<std::size_t> CocoCatalogue::find(std::int64_t image_id) const {
    const auto found = std::ranges::lower_bound(places_, image_id, {}, &std::pair<std::int64_t, std::size_t>::first);
    if (found == places_.end() || found->first != image_id) return std::nullopt;
    return found->second;
}

CategoryRule CategoryRule::coco_80() {
    // Of 1 to 90 without those that COCO never used.
    constexpr std::int64_t unused[] = {12, 26, 29, 30, 45, 66, 68, 69, 71, 83};
    CategoryRule rule;
    for (std::int64_t id = 1; id <= 90; ++id)
        if (std::ranges::find(unused, id) == std::end(unused)) rule.ids.push_back(id);
    return rule;
}

Result<std::int64_t> CategoryRule::category_of(std::int32_t class_id) const {
    if (ids.empty()) return std::int64_t{class_id};
    const auto place = static_cast<std::size_t>(class_id);
    if (place < ids.size()) return ids[place];
    return Error(ErrorCode::malformed, fmt::format("class {} is beyond the {} categories; they are of another dataset",
                                                   class_id, ids.size()));
}

Result<std::int32_t> CategoryRule::class_of(std::int64_t category_id) const {
    if (ids.empty()) {
        if (category_id >= 0 && category_id <= std::numeric_limits<std::int32_t>::max())
            return static_cast<std::int32_t>(category_id);
        return Error(ErrorCode::malformed,
                     fmt::format("category {} cannot be a class, which counts from 0", category_id));
    }
    const auto found = std::ranges::lower_bound(ids, category_id);
    if (found != ids.end() && *found == category_id) return static_cast<std::int32_t>(found - ids.begin());
    return Error(ErrorCode::malformed, fmt::format("there is no category {}; it is of another dataset", category_id));
}

}  // namespace yolozu::convert
