// SPDX-License-Identifier: Apache-2.0
#include "predictions/mask_rules.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/findings.hpp"
#include "predictions/image_key.hpp"
#include "predictions/png_header.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using Size = std::pair<std::uint32_t, std::uint32_t>;

/// Python's int() and float() also take booleans and texts of numbers.
bool is_number_like(const json& value) {
    if (value.is_string()) return parse_number<double>(value.get_ref<const std::string&>()).has_value();
    return value.is_number() || value.is_boolean();
}

const std::string* find_text(const json& object, std::string_view key) {
    const json* const found = find_member(object, key);
    if (found == nullptr || !found->is_string()) return nullptr;
    const std::string& text = found->get_ref<const std::string&>();
    return text.empty() ? nullptr : &text;
}

std::string describe_member(const json& object, std::string_view key) {
    const json* const found = find_member(object, key);
    return found == nullptr ? "missing" : describe_value(*found);
}

/// What both kinds of lists have in common: the wrapper, the entries one after the other, the files.
class MaskListCheck {
public:
    explicit MaskListCheck(const std::filesystem::path& folder) : folder_(folder) {}
    virtual ~MaskListCheck() = default;
    MaskListCheck(const MaskListCheck&) = delete;
    MaskListCheck& operator=(const MaskListCheck&) = delete;

    Result<ValidationReport> check(const json& document);

protected:
    virtual Status check_entry(const json& entry, const std::string& where) = 0;
    /// A member of a map as the entry that YOLOZU reads; nothing when it drops the member silently.
    virtual std::optional<json> to_entry(const std::string& key, const json& value) const = 0;

    /// The size of the mask that `name` names; nothing, and a finding, when it is none.
    std::optional<Size> check_mask_file(const std::string& name, const std::string& where);

    Findings findings_;
    std::size_t mask_count_ = 0;

private:
    const json& check_wrapper(const json& wrapper);
    Status check_content(const json& content);

    const std::filesystem::path& folder_;
    std::size_t entry_count_ = 0;
};

Result<ValidationReport> MaskListCheck::check(const json& document) {
    YOLOZU_TRY(
        check_content(document.is_object() && document.contains("predictions") ? check_wrapper(document) : document));
    ValidationReport report = findings_.report();
    report.entry_count = entry_count_;
    report.detection_count = mask_count_;
    return report;
}

const json& MaskListCheck::check_wrapper(const json& wrapper) {
    const json* const version = find_member(wrapper, "schema_version");
    if (version == nullptr)
        findings_.warning("schema_version is missing beside predictions, YOLOZU takes the file for an old one");
    else if (!version->is_number_integer() || *version != 1)
        findings_.error(fmt::format("schema_version is {}, expected the integer 1", describe_value(*version)));
    const json* const meta = find_member(wrapper, "meta");
    if (meta != nullptr && !meta->is_null() && !meta->is_object())
        findings_.error(fmt::format("meta is {}, expected an object or null", describe_value(*meta)));
    return wrapper.at("predictions");
}

Status MaskListCheck::check_content(const json& content) {
    if (!content.is_array() && !content.is_object()) {
        findings_.error(
            fmt::format("the document is {}, expected a list of entries or an object", describe_value(content)));
        return {};
    }
    for (const auto& [key, value] : content.items()) {
        const std::string where = content.is_array() ? "entry " + key : quote(key);
        const std::optional<json> entry = content.is_object() ? to_entry(key, value)
                                          : value.is_object() ? std::optional(value)
                                                              : std::nullopt;
        if (entry) {
            ++entry_count_;
            YOLOZU_TRY(check_entry(*entry, where));
        } else {
            findings_.warning(fmt::format("{} is {}, which YOLOZU drops silently", where, describe_value(value)));
        }
    }
    if (entry_count_ == 0) findings_.warning("there is no entry");
    return {};
}

std::optional<Size> MaskListCheck::check_mask_file(const std::string& name, const std::string& where) {
    ++mask_count_;
    const Result<PngHeader> header = read_png_header(folder_ / name);
    if (!header) {
        findings_.error(fmt::format("{}: mask {}: {}", where, quote(name), header.error().message()));
        return std::nullopt;
    }
    if (!header->is_two_dimensional())
        findings_.error(
            fmt::format("{}: mask {} has colours or transparency, expected one grey channel", where, quote(name)));
    return Size(header->width, header->height);
}

class InstancesCheck final : public MaskListCheck {
public:
    using MaskListCheck::MaskListCheck;

private:
    Status check_entry(const json& entry, const std::string& where) override;
    std::optional<json> to_entry(const std::string& key, const json& value) const override;
    std::optional<Size> check_instance(const json& instance, const std::string& where);

    ImageKeySet images_;
};

std::optional<json> InstancesCheck::to_entry(const std::string& key, const json& value) const {
    if (value.is_array()) return json{{"image", key}, {"instances", value}};
    if (!value.is_object()) return std::nullopt;
    const json* const instances = find_member(value, "instances");
    const bool listed = instances != nullptr && instances->is_array();
    return json{{"image", key}, {"instances", listed ? *instances : json::array()}};
}

Status InstancesCheck::check_entry(const json& entry, const std::string& where) {
    if (const std::string* const image = find_text(entry, "image")) {
        YOLOZU_ASSIGN(const bool is_new, images_.insert(*image));
        if (!is_new) findings_.warning(fmt::format("{}: the image {} has an entry already", where, quote(*image)));
    } else {
        findings_.error(fmt::format("{}: image is {}, expected a string that is not empty", where,
                                    describe_member(entry, "image")));
    }
    const json* const instances = find_member(entry, "instances");
    if (instances == nullptr || instances->is_null()) return {};
    if (!instances->is_array()) {
        findings_.error(fmt::format("{}: instances is {}, expected a list", where, describe_value(*instances)));
        return {};
    }
    std::set<Size> sizes;
    for (std::size_t index = 0; index < instances->size(); ++index)
        if (const auto size = check_instance((*instances)[index], fmt::format("{}: instances[{}]", where, index)))
            sizes.insert(*size);
    if (sizes.size() > 1)
        findings_.error(fmt::format("{}: its masks are of different sizes, {}x{} and {}x{}", where,
                                    sizes.begin()->first, sizes.begin()->second, sizes.rbegin()->first,
                                    sizes.rbegin()->second));
    return {};
}

std::optional<Size> InstancesCheck::check_instance(const json& instance, const std::string& where) {
    if (!instance.is_object()) {
        findings_.error(fmt::format("{} is {}, expected an object", where, describe_value(instance)));
        return std::nullopt;
    }
    const json* const class_id = find_member(instance, "class_id");
    if (class_id == nullptr || !is_number_like(*class_id))
        findings_.error(
            fmt::format("{}.class_id is {}, expected an integer", where, describe_member(instance, "class_id")));
    const json* const score = find_member(instance, "score");
    if (score == nullptr)
        findings_.warning(fmt::format("{}.score is missing, YOLOZU takes 1.0", where));
    else if (!is_number_like(*score))
        findings_.error(fmt::format("{}.score is {}, expected a number", where, describe_value(*score)));
    const std::string* const mask = find_text(instance, "mask");
    if (mask == nullptr) {
        findings_.error(
            fmt::format("{}.mask is {}, expected the name of a PNG file", where, describe_member(instance, "mask")));
        return std::nullopt;
    }
    return check_mask_file(*mask, where);
}

class SemanticCheck final : public MaskListCheck {
public:
    using MaskListCheck::MaskListCheck;

private:
    Status check_entry(const json& entry, const std::string& where) override;
    std::optional<json> to_entry(const std::string& key, const json& value) const override;

    std::set<std::string, std::less<>> ids_;
};

std::optional<json> SemanticCheck::to_entry(const std::string& key, const json& value) const {
    if (value.is_string()) return json{{"id", key}, {"mask", value}};
    const json* const mask = find_member(value, "mask");
    if (mask == nullptr || !mask->is_string()) return std::nullopt;
    return json{{"id", key}, {"mask", *mask}};
}

Status SemanticCheck::check_entry(const json& entry, const std::string& where) {
    const std::string* const id = find_text(entry, "id");
    if (id == nullptr)
        findings_.error(
            fmt::format("{}: id is {}, expected a string that is not empty", where, describe_member(entry, "id")));
    else if (!ids_.insert(*id).second)
        findings_.warning(fmt::format("{}: the id {} comes twice", where, quote(*id)));
    if (const std::string* const mask = find_text(entry, "mask"))
        check_mask_file(*mask, where);
    else
        findings_.error(
            fmt::format("{}: mask is {}, expected the name of a PNG file", where, describe_member(entry, "mask")));
    return {};
}

/// What one entry of a list, or one value of a map, speaks for.
std::optional<ArtifactKind> kind_of(const json& entry, bool in_list) {
    if (entry.is_string() && !in_list) return ArtifactKind::semantic;
    if (!entry.is_object()) return std::nullopt;
    if (entry.contains("instances")) return ArtifactKind::instances;
    if (entry.contains("detections") || entry.contains("bbox")) return ArtifactKind::predictions;
    if (entry.contains("mask") && (entry.contains("id") || !in_list)) return ArtifactKind::semantic;
    return std::nullopt;
}

}  // namespace

Result<ValidationReport> check_instances(const json& document, const std::filesystem::path& folder) {
    return InstancesCheck(folder).check(document);
}

Result<ValidationReport> check_semantic_maps(const json& document, const std::filesystem::path& folder) {
    return SemanticCheck(folder).check(document);
}

Result<ArtifactKind> recognise_artifact(const json& document) {
    const bool wrapped = document.is_object() && document.contains("predictions");
    const json& content = wrapped ? document.at("predictions") : document;
    if (!content.is_structured()) return ArtifactKind::predictions;
    std::optional<ArtifactKind> found;
    for (const json& entry : content) {
        // A map's value may be the list of an image's detections or of its instances.
        const bool is_list_in_map = content.is_object() && entry.is_array() && !entry.empty();
        const json& telling = is_list_in_map ? entry.front() : entry;
        std::optional<ArtifactKind> kind = kind_of(telling, content.is_array());
        if (is_list_in_map && kind == ArtifactKind::semantic) kind = ArtifactKind::instances;
        if (kind && found && kind != found)
            return Error(ErrorCode::ambiguous,
                         fmt::format("some entries are of the kind {}, some of the kind {}; say with --kind which one "
                                     "is meant",
                                     to_string(*found), to_string(*kind)));
        if (kind) found = kind;
    }
    return found.value_or(ArtifactKind::predictions);
}

std::string_view to_string(ArtifactKind kind) {
    switch (kind) {
        case ArtifactKind::predictions:
            return "predictions";
        case ArtifactKind::instances:
            return "instances";
        case ArtifactKind::semantic:
            return "semantic";
    }
    return "unknown";
}

std::optional<ArtifactKind> artifact_kind_from_string(std::string_view name) {
    for (const auto kind : {ArtifactKind::predictions, ArtifactKind::instances, ArtifactKind::semantic})
        if (to_string(kind) == name) return kind;
    return std::nullopt;
}

}  // namespace yolozu
