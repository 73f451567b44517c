// SPDX-License-Identifier: Apache-2.0
#include "predictions/schema.hpp"

#include <gmock/gmock.h>

#include "predictions/samples.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

std::vector<std::string> problems(std::string_view definition, const json& value, std::string_view path = "") {
    const Result<SchemaDefinition> schema = SchemaDefinition::load(definition);
    EXPECT_TRUE(schema.ok()) << schema.error().to_string();
    return schema->check(value, path);
}

bool whole_schema_accepts(const json& document) {
    return problems("", document, "document").empty();
}

TEST(Schema, IsDraft7AndHasEveryDefinitionThatItRefersTo) {
    EXPECT_EQ(json::parse(predictions_schema_text)["$schema"], "http://json-schema.org/draft-07/schema#");
    const Result<SchemaDefinition> unknown = SchemaDefinition::load("no such definition");
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().code(), ErrorCode::internal);
    EXPECT_THAT(unknown.error().message(), testing::StartsWith("schema definition 'no such definition': "));
}

TEST(Schema, AcceptsEveryShapeAsAWhole) {
    const json entry = test::sample_entry_json("a.jpg");
    const json map = {{"a.jpg", json::array({test::sample_detection()})}, {"b.jpg", test::sample_detection()}};
    json wrapped = test::wrap(entry);
    wrapped["meta"] = test::sample_meta();
    EXPECT_TRUE(whole_schema_accepts(wrapped));
    EXPECT_TRUE(whole_schema_accepts(json::array({entry})));
    EXPECT_TRUE(whole_schema_accepts(map));
    EXPECT_TRUE(whole_schema_accepts({{"predictions", map}}));
    EXPECT_TRUE(whole_schema_accepts(json::array({entry, 5})));
}

TEST(Schema, RefusesBrokenDocumentsAsAWhole) {
    json entry = test::sample_entry_json("a.jpg");
    entry["detections"][0].erase("score");
    EXPECT_FALSE(whole_schema_accepts(test::wrap(entry)));
    EXPECT_FALSE(whole_schema_accepts(json::array({entry})));
    EXPECT_FALSE(whole_schema_accepts({{"a.jpg", entry["detections"]}}));
    EXPECT_FALSE(whole_schema_accepts({{"predictions", json::array()}, {"schema_version", 2}}));
    EXPECT_FALSE(whole_schema_accepts({{"predictions", json::array()}, {"meta", {{"backend", "x"}}}}));
    EXPECT_FALSE(whole_schema_accepts("text"));
}

TEST(Schema, NamesPathValueAndExpectation) {
    json detection = test::sample_detection();
    detection["bbox"]["cx"] = "left";
    EXPECT_THAT(problems("detection", detection, "detections[7]"),
                testing::ElementsAre("detections[7].bbox.cx is 'left', expected a finite number"));
}

TEST(Schema, NamesWhatIsMissing) {
    json detection = test::sample_detection();
    detection["bbox"].erase("w");
    EXPECT_THAT(problems("detection", detection, "detections[0]"),
                testing::ElementsAre("detections[0].bbox.w is missing, expected a finite number"));
}

TEST(Schema, NamesTheItemOfAList) {
    json detection = test::sample_detection();
    detection["offsets"] = {0.5, nullptr};
    EXPECT_THAT(problems("detection", detection, "d"),
                testing::ElementsAre("d.offsets[1] is null, expected a finite number"));
}

}  // namespace
}  // namespace yolozu
