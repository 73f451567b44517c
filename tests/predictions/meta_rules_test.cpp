// SPDX-License-Identifier: Apache-2.0
//
// `meta` is all or nothing: where it stands, every key must be there with its type, strict or not.
#include <gmock/gmock.h>

#include "predictions/samples.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

json document_with(const json& meta) {
    json document = test::wrap(test::sample_entry_json("a.jpg"));
    document["meta"] = meta;
    return document;
}

void expect_errors(const json& meta, const std::vector<std::string>& errors) {
    for (const bool strict : {true, false}) {
        const ValidationReport report = test::validate(document_with(meta), strict);
        EXPECT_EQ(report.errors, errors) << strict;
        EXPECT_THAT(report.warnings, IsEmpty());
    }
}

/// A required value: its place in `meta`, values that are allowed, one that is not, and what is expected instead.
struct Rule {
    std::string pointer;
    std::vector<json> allowed;
    json refused;
    std::string expected;
};

const std::vector<Rule> rules{
    {"/timestamp", {"now"}, 5, "a string such as \"2026-11-23T00:00:00Z\""},
    {"/adapter", {"x"}, nullptr, "a string"},
    {"/config", {""}, 1, "a string"},
    {"/images", {0, 5000}, true, "a JSON integer"},
    {"/tta/enabled", {true}, 0, "true or false"},
    {"/tta/seed", {1, nullptr}, 0.5, "an integer or null"},
    {"/tta/flip_prob", {0, 0.5}, "0.5", "a finite number"},
    {"/tta/norm_only", {true}, nullptr, "true or false"},
    {"/tta/warnings", {json::array({"x"})}, nullptr, "a list"},
    {"/tta/summary", {nullptr, json::object()}, json::array(), "an object or null"},
    {"/ttt/enabled", {true}, "no", "true or false"},
    {"/ttt/method", {"tent"}, nullptr, "a string"},
    {"/ttt/steps", {3}, 3.0, "a JSON integer"},
    {"/ttt/batch_size", {8}, nullptr, "a JSON integer"},
    {"/ttt/lr", {0, 1e-4}, true, "a finite number"},
    {"/ttt/update_filter", {"all"}, 0, "a string"},
    {"/ttt/include", {nullptr, json::array()}, "x", "a list or null"},
    {"/ttt/exclude", {nullptr, json::array({"a"})}, json::object(), "a list or null"},
    {"/ttt/max_batches", {1}, nullptr, "a JSON integer"},
    {"/ttt/seed", {nullptr, 7}, false, "an integer or null"},
    {"/ttt/report", {nullptr, json::object()}, 1, "an object or null"},
    {"/ttt/mim/mask_prob", {0, 0.5}, nullptr, "a finite number"},
    {"/ttt/mim/patch_size", {16}, 16.0, "a JSON integer"},
    {"/ttt/mim/mask_value", {0, 0.5}, "0", "a finite number"},
};

std::string dotted(const std::string& pointer) {
    std::string path = "meta" + pointer;
    std::replace(path.begin(), path.end(), '/', '.');
    return path;
}

std::string in_words(const json& value) {
    if (value.is_string()) return "'" + value.get<std::string>() + "'";
    if (value.is_array()) return "a list of 0";
    return value.is_object() ? "an object" : value.dump();
}

TEST(MetaRules, AcceptTheCompleteSet) {
    expect_errors(test::sample_meta(), {});
}

TEST(MetaRules, AcceptNullAndAbsence) {
    expect_errors(nullptr, {});
}

TEST(MetaRules, AcceptEveryAllowedType) {
    for (const Rule& rule : rules)
        for (const json& value : rule.allowed) {
            json meta = test::sample_meta();
            meta[json::json_pointer(rule.pointer)] = value;
            SCOPED_TRACE(rule.pointer);
            expect_errors(meta, {});
        }
}

TEST(MetaRules, RefuseOtherTypes) {
    for (const Rule& rule : rules) {
        json meta = test::sample_meta();
        meta[json::json_pointer(rule.pointer)] = rule.refused;
        expect_errors(meta, {dotted(rule.pointer) + " is " + in_words(rule.refused) + ", expected " + rule.expected});
    }
}

TEST(MetaRules, DemandEveryKey) {
    for (const Rule& rule : rules) {
        const json::json_pointer pointer(rule.pointer);
        json meta = test::sample_meta();
        meta[pointer.parent_pointer()].erase(pointer.back());
        expect_errors(meta, {dotted(rule.pointer) + " is missing, expected " + rule.expected});
    }
}

TEST(MetaRules, DemandTheBlocksThemselves) {
    for (const char* const block : {"tta", "ttt"}) {
        json meta = test::sample_meta();
        meta[block] = nullptr;
        expect_errors(meta, {"meta." + std::string(block) + " is null, expected an object"});
        meta.erase(block);
        expect_errors(meta, {"meta." + std::string(block) + " is missing, expected an object"});
    }
    json meta = test::sample_meta();
    meta["ttt"].erase("mim");
    expect_errors(meta, {"meta.ttt.mim is missing, expected an object"});
}

TEST(MetaRules, LetTheCheckpointBeAbsentNullOrAString) {
    json meta = test::sample_meta();
    meta["checkpoint"] = "best.pt";
    expect_errors(meta, {});
    meta.erase("checkpoint");
    expect_errors(meta, {});
    meta["checkpoint"] = 5;
    expect_errors(meta, {"meta.checkpoint is 5, expected a string or null"});
}

TEST(MetaRules, AllowOtherKeys) {
    json meta = test::sample_meta();
    meta["extra"] = {{"anything", "goes"}};
    meta["tta"]["more"] = 1;
    expect_errors(meta, {});
}

TEST(MetaRules, RefuseTheTwoKeysOfTheOldTemplates) {
    const ValidationReport report =
        test::validate(document_with({{"backend", "onnxruntime"}, {"model", "m.onnx"}}), false);
    EXPECT_EQ(report.errors.size(), 6U);
    EXPECT_THAT(report.errors, testing::Contains(testing::StartsWith("meta.timestamp is missing")));
}

TEST(MetaRules, RefuseWhatIsNoObject) {
    expect_errors(5, {"meta is 5, expected an object with timestamp, adapter, config, images, tta and ttt, or null"});
}

}  // namespace
}  // namespace yolozu
