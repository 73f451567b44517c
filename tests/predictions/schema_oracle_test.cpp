// SPDX-License-Identifier: Apache-2.0
//
// The project's reader of its schema against valijson, which reads all of JSON Schema: both accept the same documents.
#include <gtest/gtest.h>

#include <random>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "predictions/samples.hpp"
#include "predictions/schema.hpp"
#include "support/seed.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

/// A definition of the schema, or all of it, as valijson reads it.
class Oracle {
public:
    explicit Oracle(const std::string& name) {
        const json root = json::parse(predictions_schema_text);
        json document = name.empty() ? root : root.at("definitions").at(name);
        document["definitions"] = root.at("definitions");
        valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(document), schema_);
    }

    bool accepts(const json& value) const {
        valijson::Validator validator;
        return validator.validate(schema_, Adapter(value), nullptr);
    }

private:
    valijson::Schema schema_;
};

json odd_value(std::mt19937& random) {
    const std::vector<json> values{nullptr, true,
                                   0,       1,
                                   2,       -1,
                                   0.5,     1e300,
                                   "text",  json::array(),
                                   {},      {0.5, 0.5},
                                   "",      7,
                                   1.0,     json::object(),
                                   {1, 2},  {1, 2, 3, 4},
                                   {0},     {"x", nullptr},
                                   -0.0,    {0, 0, 0, 0, 0, 0}};
    return values[random() % values.size()];
}

/// Changes, removes or adds one value somewhere in the document.
void change(json& value, std::mt19937& random) {
    const bool goes_on = value.is_structured() && !value.empty() && random() % 5 != 0;
    if (!goes_on) {
        value = odd_value(random);
        return;
    }
    const std::size_t place = random() % value.size();
    if (value.is_array()) {
        if (random() % 6 == 0) value.push_back(odd_value(random));
        return change(value[place], random);
    }
    auto member = value.begin();
    std::advance(member, place);
    if (random() % 6 == 0)
        value.erase(member);
    else
        change(member.value(), random);
}

json full_detection() {
    json detection = test::sample_detection();
    detection["rot6d"] = {1, 0, 0, 0, 1, 0};
    detection["offsets"] = {0.5, -0.5};
    detection["k_delta"] = {0, 0, 0, 0};
    detection["log_z"] = 0.25;
    detection["keypoints"] = {{{"x", 0.5}, {"y", 0.5}, {"v", 2}}};
    return detection;
}

json full_entry() {
    json entry = test::sample_entry_json("a.jpg");
    entry["detections"].push_back(full_detection());
    entry["orig_w"] = 640;
    entry["orig_h"] = 480;
    return entry;
}

json full_document() {
    json document = test::wrap(full_entry());
    document["meta"] = test::sample_meta();
    return document;
}

void compare(const std::string& definition, const json& sample) {
    const Oracle oracle(definition);
    const Result<SchemaDefinition> schema = SchemaDefinition::load(definition);
    ASSERT_TRUE(schema) << schema.error().to_string();
    std::mt19937 random(test::random_seed());
    int accepted = 0, refused = 0;
    for (int round = 0; round < 2'000; ++round) {
        json document = sample;
        for (std::size_t changes = random() % 3; changes > 0; --changes) change(document, random);
        const bool expected = oracle.accepts(document);
        ASSERT_EQ(schema->check(document, "document").empty(), expected) << document.dump();
        ++(expected ? accepted : refused);
    }
    EXPECT_GT(accepted, 100);
    EXPECT_GT(refused, 100);
}

TEST(SchemaOracle, WholeDocuments) {
    compare("", full_document());
}
TEST(SchemaOracle, Lists) {
    compare("", json::array({full_entry()}));
}
TEST(SchemaOracle, Maps) {
    compare("", {{"a.jpg", json::array({full_detection()})}, {"b.jpg", test::sample_detection()}});
}
TEST(SchemaOracle, Detections) {
    compare("detection", full_detection());
}
TEST(SchemaOracle, Entries) {
    compare("entry_facts", full_entry());
}
TEST(SchemaOracle, Meta) {
    compare("meta", test::sample_meta());
}

}  // namespace
}  // namespace yolozu
