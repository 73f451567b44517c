// SPDX-License-Identifier: Apache-2.0
#include "predictions/validator.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/entry_rules.hpp"
#include "predictions/findings.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"
#include "predictions/mask_rules.hpp"
#include "predictions/schema.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

constexpr std::int64_t largest_file = std::int64_t{1} << 30;

struct Definitions {
    SchemaDefinition wrapper_version, meta, entry_facts, detection;

    static Result<Definitions> load() {
        YOLOZU_ASSIGN(SchemaDefinition wrapper_version, SchemaDefinition::load("wrapper_version"));
        YOLOZU_ASSIGN(SchemaDefinition meta, SchemaDefinition::load("meta"));
        YOLOZU_ASSIGN(SchemaDefinition entry_facts, SchemaDefinition::load("entry_facts"));
        YOLOZU_ASSIGN(SchemaDefinition detection, SchemaDefinition::load("detection"));
        return Definitions{std::move(wrapper_version), std::move(meta), std::move(entry_facts), std::move(detection)};
    }
};

/// Checks one document; the shapes are told apart as YOLOZU's loaders do.
class DocumentCheck {
public:
    DocumentCheck(const Definitions& definitions, bool strict) : definitions_(definitions), strict_(strict) {}

    Status check(const json& document);
    ValidationReport report() const;

private:
    void check_wrapper(const json& wrapper);
    Status check_content(const json& content, std::string_view name);
    Status check_list(const json& entries);
    Status check_map(const json& map);
    Status check_entry(const json& entry, const std::string& where);
    Status check_image(std::string_view image, const std::string& where);
    void check_detection(const json& detection, const std::string& where, const std::string& path);

    const Definitions& definitions_;
    bool strict_;
    Findings findings_;
    ImageKeySet images_;
    std::size_t entry_count_ = 0, detection_count_ = 0;
};

Status DocumentCheck::check(const json& document) {
    if (!document.is_object() || !document.contains("predictions")) return check_content(document, "the document");
    check_wrapper(document);
    return check_content(document.at("predictions"), "predictions");
}

void DocumentCheck::check_wrapper(const json& wrapper) {
    const json* const version = find_member(wrapper, "schema_version");
    if (version == nullptr)
        findings_.warning("schema_version is missing beside predictions, YOLOZU takes the file for an old one");
    else
        for (std::string& problem : definitions_.wrapper_version.check(*version, "schema_version"))
            findings_.error(std::move(problem));
    const json* const meta = find_member(wrapper, "meta");
    if (meta == nullptr || meta->is_null()) return;
    for (std::string& problem : definitions_.meta.check(*meta, "meta")) findings_.error(std::move(problem));
}

Status DocumentCheck::check_content(const json& content, std::string_view name) {
    if (!content.is_array() && !content.is_object()) {
        findings_.error(fmt::format("{} is {}, expected a list of entries or an object from image to detections", name,
                                    describe_value(content)));
        return {};
    }
    YOLOZU_TRY(content.is_array() ? check_list(content) : check_map(content));
    if (entry_count_ == 0)
        findings_.warning(fmt::format("{} has no entry, YOLOZU's evaluation tools refuse that", name));
    return {};
}

Status DocumentCheck::check_list(const json& entries) {
    for (std::size_t index = 0; index < entries.size(); ++index) {
        const json& entry = entries[index];
        std::string where = fmt::format("entry {}", index);
        if (!entry.is_object()) {
            findings_.warning(fmt::format("{} is {}, which YOLOZU drops silently", where, describe_value(entry)));
            continue;
        }
        const json* const image = find_member(entry, "image");
        if (image != nullptr && image->is_string()) where.append(" ").append(describe_value(*image));
        YOLOZU_TRY(check_entry(entry, where));
    }
    return {};
}

Status DocumentCheck::check_entry(const json& entry, const std::string& where) {
    ++entry_count_;
    for (const std::string& problem : definitions_.entry_facts.check(entry, ""))
        findings_.error(fmt::format("{}: {}", where, problem));
    check_entry_rules(entry, where, findings_);
    if (const json* const image = find_member(entry, "image"); image != nullptr && image->is_string())
        YOLOZU_TRY(check_image(image->get_ref<const std::string&>(), where));
    const json* const detections = find_member(entry, "detections");
    if (detections == nullptr || !detections->is_array()) return {};
    for (std::size_t index = 0; index < detections->size(); ++index)
        check_detection((*detections)[index], where, join_path("detections", index));
    return {};
}

/// A map has no place for versions: YOLOZU reads each member as an entry of version 1, and a value that is not a list
/// as the only detection.
Status DocumentCheck::check_map(const json& map) {
    if (!map.empty())
        findings_.warning("a map from image to detections has no schema_version, YOLOZU migrates it from version 1");
    for (const auto& [image, value] : map.items()) {
        ++entry_count_;
        const std::string where = fmt::format("image {}", quote(image));
        if (image == "schema_version" && !value.is_array())
            findings_.error(
                "schema_version stands in a map from image to detections, where YOLOZU takes it for an image; "
                "wrap the entries in 'predictions'");
        YOLOZU_TRY(check_image(image, where));
        if (value.is_array())
            for (std::size_t index = 0; index < value.size(); ++index)
                check_detection(value[index], where, join_path("detections", index));
        else
            check_detection(value, where, "detections");
    }
    return {};
}

Status DocumentCheck::check_image(std::string_view image, const std::string& where) {
    if (trim_image_key(image).empty()) {
        findings_.error(fmt::format("{}: the image is {}, expected a path or a file name", where, quote(image)));
        return {};
    }
    YOLOZU_ASSIGN(const bool is_new, images_.insert(image));
    if (!is_new) findings_.error(fmt::format("{}: the image has an entry already", where));
    return {};
}

void DocumentCheck::check_detection(const json& detection, const std::string& where, const std::string& path) {
    ++detection_count_;
    for (const std::string& problem : definitions_.detection.check(detection, path))
        findings_.error(fmt::format("{}: {}", where, problem));
    check_detection_rules(detection, where, path, strict_, findings_);
}

ValidationReport DocumentCheck::report() const {
    ValidationReport report = findings_.report();
    report.entry_count = entry_count_;
    report.detection_count = detection_count_;
    return report;
}

Result<ValidationReport> check_predictions(const json& document, bool strict) {
    YOLOZU_ASSIGN(const Definitions definitions, Definitions::load());
    DocumentCheck check(definitions, strict);
    YOLOZU_TRY(check.check(document));
    return check.report();
}

Result<ValidationReport> check_as(ArtifactKind kind, const json& document, const std::filesystem::path& folder,
                                  bool strict) {
    switch (kind) {
        case ArtifactKind::instances:
            return check_instances(document, folder);
        case ArtifactKind::semantic:
            return check_semantic_maps(document, folder);
        case ArtifactKind::predictions:
            break;
    }
    return check_predictions(document, strict);
}

Result<json> parse_document(std::span<char> text) {
    if (is_json_lines({text.data(), text.size()}))
        return Error(ErrorCode::unsupported,
                     "is JSON lines, which YOLOZU does not read; `yolozu-infer convert FILE --to wrapped --output NEW` "
                     "makes a file that it does");
    return parse_json(text);
}

ValidationReport only_error(const Error& error) {
    Findings findings;
    findings.error(error.message());
    return findings.report();
}

Result<ValidationReport> validate_as(ArtifactKind kind, const std::filesystem::path& path, bool strict) {
    YOLOZU_ASSIGN(ArtifactReport artifact, validate_artifact_file(path, kind, strict));
    return std::move(artifact.report);
}

}  // namespace

Result<ValidationReport> validate_predictions_text(std::span<char> text, bool strict) {
    const Result<json> document = parse_document(text);
    return document ? check_predictions(*document, strict) : only_error(document.error());
}

Result<ArtifactReport> validate_artifact_file(const std::filesystem::path& path, std::optional<ArtifactKind> kind,
                                              bool strict) {
    YOLOZU_ASSIGN(std::vector<std::byte> bytes, in_file("predictions file", path, read_file(path, largest_file)));
    const Result<json> document = parse_document({reinterpret_cast<char*>(bytes.data()), bytes.size()});
    if (!document) return ArtifactReport{kind.value_or(ArtifactKind::predictions), only_error(document.error())};
    if (!kind) {
        YOLOZU_ASSIGN(kind, in_file("predictions file", path, recognise_artifact(*document)));
    }
    YOLOZU_ASSIGN(ValidationReport report, check_as(*kind, *document, path.parent_path(), strict));
    return ArtifactReport{*kind, std::move(report)};
}

Result<ValidationReport> validate_predictions_file(const std::filesystem::path& path, bool strict) {
    return validate_as(ArtifactKind::predictions, path, strict);
}

Result<ValidationReport> validate_instance_segmentation_file(const std::filesystem::path& path) {
    return validate_as(ArtifactKind::instances, path, false);
}

Result<ValidationReport> validate_semantic_segmentation_file(const std::filesystem::path& path) {
    return validate_as(ArtifactKind::semantic, path, false);
}

}  // namespace yolozu
