// SPDX-License-Identifier: Apache-2.0
//
// Lists of mask files: YOLOZU's rules for them (contract 6.1 and 6.3), the files, and telling the kinds apart.
#include <gmock/gmock.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "support/files.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The beginning of a PNG file, which is all that the check reads.
std::string png(char width, char height, char colour_type) {
    std::string bytes("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0", 19);
    bytes += width;
    bytes.append("\0\0\0", 3).append(1, height).append(1, '\x08').append(1, colour_type);
    return bytes + "rest";
}

/// A folder with the grey masks a.png and b.png of 4x2, one of 3x2 and one in colours.
class MaskRules : public testing::Test {
protected:
    MaskRules() {
        test::write_text(folder / "a.png", png(4, 2, 0));
        test::write_text(folder / "b.png", png(4, 2, 0));
        test::write_text(folder / "other.png", png(3, 2, 0));
        test::write_text(folder / "rgb.png", png(4, 2, 2));
        test::write_text(folder / "palette.png", png(4, 2, 3));
        test::write_text(folder / "text.png", "text");
        test::write_text(folder / "empty.png", png(0, 2, 0));
    }

    ArtifactReport check(const json& document, std::optional<ArtifactKind> kind = std::nullopt) {
        test::write_text(folder / "list.json", document.dump());
        const auto report = validate_artifact_file(folder / "list.json", kind, true);
        EXPECT_TRUE(report.ok()) << report.error().to_string();
        return *report;
    }
    ValidationReport instances(const json& document) { return check(document, ArtifactKind::instances).report; }
    ValidationReport semantic(const json& document) { return check(document, ArtifactKind::semantic).report; }

    /// The errors about one instance.
    std::vector<std::string> errors_of(const json& other) {
        return instances(json::array({{{"image", "i.jpg"}, {"instances", json::array({other})}}})).errors;
    }

    const test::TemporaryFolder folder;
    const json instance{{"class_id", 1}, {"score", 0.5}, {"mask", "a.png"}};
    const json entry{{"image", "i.jpg"}, {"instances", json::array({instance})}};
};

TEST_F(MaskRules, AcceptTheThreeShapesOfInstances) {
    const std::vector<json> shapes{
        json::array({entry}),
        {{"schema_version", 1}, {"predictions", json::array({entry})}, {"meta", json::object()}},
        {{"i.jpg", {{"instances", json::array({instance})}}}},
        {{"i.jpg", json::array({instance})}}};
    for (const json& shape : shapes) {
        const ValidationReport report = instances(shape);
        EXPECT_THAT(report.errors, IsEmpty()) << shape;
        EXPECT_THAT(report.warnings, IsEmpty()) << shape;
        EXPECT_EQ(report.entry_count, 1U);
        EXPECT_EQ(report.detection_count, 1U);
        EXPECT_EQ(check(shape).kind, ArtifactKind::instances) << shape;
    }
}

TEST_F(MaskRules, AcceptTheThreeShapesOfSemanticMaps) {
    const std::vector<json> shapes{json::array({{{"id", "i"}, {"mask", "a.png"}}}),
                                   {{"schema_version", 1}, {"predictions", {{{"id", "i"}, {"mask", "a.png"}}}}},
                                   {{"i", "a.png"}},
                                   {{"i", {{"mask", "a.png"}}}}};
    for (const json& shape : shapes) {
        const ValidationReport report = semantic(shape);
        EXPECT_THAT(report.errors, IsEmpty()) << shape;
        EXPECT_THAT(report.warnings, IsEmpty()) << shape;
        EXPECT_EQ(report.entry_count, 1U);
        EXPECT_EQ(check(shape).kind, ArtifactKind::semantic) << shape;
    }
}

TEST_F(MaskRules, WantAClassAndAMask) {
    EXPECT_THAT(errors_of({{"score", 1}, {"mask", "a.png"}}),
                ElementsAre("entry 0: instances[0].class_id is missing, expected an integer"));
    EXPECT_THAT(errors_of({{"class_id", "cat"}, {"score", 1}, {"mask", "a.png"}}),
                ElementsAre("entry 0: instances[0].class_id is 'cat', expected an integer"));
    EXPECT_THAT(errors_of({{"class_id", "7"}, {"score", "0.5"}, {"mask", "a.png"}}), IsEmpty());
    EXPECT_THAT(errors_of({{"class_id", 1}, {"score", nullptr}, {"mask", "a.png"}}),
                ElementsAre("entry 0: instances[0].score is null, expected a number"));
    EXPECT_THAT(errors_of({{"class_id", 1}, {"score", 1}}),
                ElementsAre("entry 0: instances[0].mask is missing, expected the name of a PNG file"));
    // mask_path alone is no mask, nor are run lengths.
    EXPECT_EQ(errors_of({{"class_id", 1}, {"score", 1}, {"mask_path", "a.png"}}).size(), 1U);
    EXPECT_EQ(errors_of({{"class_id", 1}, {"score", 1}, {"mask", json::object()}}).size(), 1U);
    EXPECT_EQ(errors_of({{"class_id", 1}, {"score", 1}, {"mask", ""}}).size(), 1U);
    EXPECT_THAT(errors_of(3), ElementsAre("entry 0: instances[0] is 3, expected an object"));
}

TEST_F(MaskRules, WarnOfAMissingScoreAndASecondEntry) {
    const json scoreless{{"class_id", 1}, {"mask", "a.png"}};
    const ValidationReport report = instances(
        json::array({entry, {{"image", "i.jpg"}, {"instances", json::array({scoreless})}}, 5, {{"image", "j.jpg"}}}));
    EXPECT_THAT(report.errors, IsEmpty());
    EXPECT_THAT(report.warnings, ElementsAre("entry 1: the image 'i.jpg' has an entry already",
                                             "entry 1: instances[0].score is missing, YOLOZU takes 1.0",
                                             "entry 2 is 5, which YOLOZU drops silently"));
    EXPECT_EQ(report.entry_count, 3U);
}

TEST_F(MaskRules, WantPngFilesOfOneChannel) {
    const auto error_of = [&](const std::string& mask) {
        return errors_of({{"class_id", 1}, {"score", 1}, {"mask", mask}});
    };
    EXPECT_THAT(error_of("none.png"), ElementsAre("entry 0: instances[0]: mask 'none.png': there is no such file"));
    EXPECT_THAT(error_of("text.png"), ElementsAre(HasSubstr("is not a PNG file")));
    EXPECT_THAT(error_of("empty.png"), ElementsAre(HasSubstr("without pixels")));
    EXPECT_THAT(error_of("."), ElementsAre(HasSubstr("is not a regular file")));
    EXPECT_THAT(error_of("/dev/zero"), ElementsAre(HasSubstr("is not a regular file")));
    EXPECT_THAT(error_of("rgb.png"), ElementsAre(HasSubstr("has colours or transparency")));
    EXPECT_THAT(error_of("palette.png"), IsEmpty());
    EXPECT_THAT(error_of((folder / "a.png").native()), IsEmpty());
}

TEST_F(MaskRules, WantTheMasksOfAnImageToBeOfOneSize) {
    const auto of = [](const char* mask) { return json{{"class_id", 1}, {"score", 1}, {"mask", mask}}; };
    EXPECT_THAT(instances(json::array({{{"image", "i"}, {"instances", {of("a.png"), of("b.png")}}}})).errors,
                IsEmpty());
    EXPECT_THAT(instances(json::array({{{"image", "i"}, {"instances", {of("a.png"), of("other.png")}}}})).errors,
                ElementsAre("entry 0: its masks are of different sizes, 3x2 and 4x2"));
}

TEST_F(MaskRules, CheckTheWrapper) {
    const json list = json::array({entry});
    EXPECT_THAT(instances({{"schema_version", 2}, {"predictions", list}}).errors,
                ElementsAre("schema_version is 2, expected the integer 1"));
    EXPECT_THAT(instances({{"predictions", list}}).warnings, ElementsAre(HasSubstr("schema_version is missing")));
    EXPECT_THAT(instances({{"schema_version", 1}, {"predictions", list}, {"meta", 3}}).errors,
                ElementsAre("meta is 3, expected an object or null"));
    EXPECT_THAT(instances({{"schema_version", 1}, {"predictions", 3}}).errors,
                ElementsAre(HasSubstr("is 3, expected")));
    EXPECT_THAT(instances(json::array()).warnings, ElementsAre("there is no entry"));
    EXPECT_THAT(instances(json::array({{{"instances", 3}}})).errors,
                ElementsAre("entry 0: image is missing, expected a string that is not empty",
                            "entry 0: instances is 3, expected a list"));
}

TEST_F(MaskRules, WantAnIdAndAMaskOfSemanticMaps) {
    EXPECT_THAT(semantic(json::array({{{"mask", "a.png"}}})).errors,
                ElementsAre("entry 0: id is missing, expected a string that is not empty"));
    EXPECT_THAT(semantic(json::array({{{"id", "i"}}})).errors,
                ElementsAre("entry 0: mask is missing, expected the name of a PNG file"));
    const ValidationReport report =
        semantic(json::array({{{"id", "i"}, {"mask", "a.png"}}, {{"id", "i"}, {"mask", "none.png"}}}));
    EXPECT_THAT(report.warnings, ElementsAre("entry 1: the id 'i' comes twice"));
    EXPECT_THAT(report.errors, ElementsAre(HasSubstr("there is no such file")));
}

TEST_F(MaskRules, TellKindsApart) {
    const json detections{{"image", "i"}, {"detections", json::array()}};
    EXPECT_EQ(check(json::array({detections})).kind, ArtifactKind::predictions);
    EXPECT_EQ(check(json::array()).kind, ArtifactKind::predictions);
    EXPECT_EQ(check({{"i.jpg", json::array()}}).kind, ArtifactKind::predictions);
    EXPECT_EQ(check(3).kind, ArtifactKind::predictions);
    test::write_text(folder / "bad.json", "{");
    EXPECT_FALSE(validate_artifact_file(folder / "bad.json", std::nullopt, true)->report.ok());
    test::write_text(folder / "mixed.json", json::array({detections, entry}).dump());
    const auto mixed = validate_artifact_file(folder / "mixed.json", std::nullopt, true);
    ASSERT_FALSE(mixed.ok());
    EXPECT_EQ(mixed.error().code(), ErrorCode::ambiguous);
    EXPECT_THAT(mixed.error().message(), HasSubstr("--kind"));
}

TEST_F(MaskRules, HaveFunctionsOfTheirOwn) {
    test::write_text(folder / "list.json", json::array({entry}).dump());
    EXPECT_TRUE(validate_instance_segmentation_file(folder / "list.json")->ok());
    EXPECT_FALSE(validate_semantic_segmentation_file(folder / "list.json")->ok());
    EXPECT_EQ(validate_instance_segmentation_file(folder / "nowhere.json").error().code(), ErrorCode::not_found);
    for (const auto kind : {ArtifactKind::predictions, ArtifactKind::instances, ArtifactKind::semantic})
        EXPECT_EQ(artifact_kind_from_string(to_string(kind)), kind);
    EXPECT_EQ(artifact_kind_from_string("masks"), std::nullopt);
}

}  // namespace
}  // namespace yolozu
