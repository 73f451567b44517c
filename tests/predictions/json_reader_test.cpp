// SPDX-License-Identifier: Apache-2.0
#include "predictions/json_reader.hpp"

#include <gmock/gmock.h>

#include "predictions/describe.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

Result<json> parse(std::string text) {
    return parse_json(text);
}

std::string problem(std::string text) {
    const Result<json> document = parse_json(text);
    return document ? "no problem" : document.error().message();
}

std::string nested(std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
}

TEST(JsonReader, ReadsEveryKindOfValue) {
    const Result<json> document = parse(R"( {"a": [1, -2, 0.5, 1e3, true, false, null, "x\u00e9\n"], "b": {}} )");
    ASSERT_TRUE(document.ok());
    EXPECT_EQ((*document)["a"], json::array({1, -2, 0.5, 1000.0, true, false, nullptr, "xé\n"}));
    EXPECT_TRUE((*document)["a"][0].is_number_integer());
    EXPECT_TRUE((*document)["a"][3].is_number_float());
    EXPECT_EQ((*document)["b"], json::object());
}

TEST(JsonReader, ReadsLinesAsAList) {
    const auto parsed = [](std::string text) { return parse_json_or_lines(text); };
    EXPECT_EQ(*parsed("{\"a\": 1}\n\n{\"b\": [2]} \r\n"), json::parse(R"([{"a": 1}, {"b": [2]}])"));
    EXPECT_EQ(*parsed("{\"a\": 1}\n"), json::parse(R"({"a": 1})"));
    EXPECT_EQ(*parsed("{\n\"a\": {}\n}\n"), json::parse(R"({"a": {}})"));
    EXPECT_EQ(*parsed("[{}\n]"), json::parse("[{}]"));
    EXPECT_EQ(parsed("{}\n{\"a\": }\n").error().context().front(), "entry on line 2");
    EXPECT_FALSE(parsed("{}\n]"));
}

TEST(JsonReader, RefusesAnEmptyFile) {
    EXPECT_EQ(problem(""), "is not JSON: the file is empty");
    EXPECT_EQ(problem(" \n\t"), "is not JSON: the file is empty");
}

TEST(JsonReader, RefusesAByteOrderMark) {
    EXPECT_EQ(problem("\xEF\xBB\xBF[]"), "is not JSON: begins with a byte order mark, Python's json refuses it");
}

TEST(JsonReader, SaysWhereTheSyntaxBreaks) {
    EXPECT_THAT(problem("[1,\n 2,,]"), StartsWith("is not JSON: line 2, column 4: syntax error"));
    EXPECT_THAT(problem("[1"), HasSubstr("unexpected end of input"));
    EXPECT_THAT(problem("[] []"), StartsWith("is not JSON: line 1, column 4: syntax error"));
    EXPECT_THAT(problem("{'a': 1}"), StartsWith("is not JSON: line 1, column 2: syntax error"));
    EXPECT_THAT(problem("[01]"), StartsWith("is not JSON: line 1, column 3: syntax error"));
}

TEST(JsonReader, NamesTheNumbersThatOnlyPythonKnows) {
    EXPECT_EQ(problem("[1,\n NaN]"), "is not JSON: line 2, column 2: NaN is not a JSON number, YOLOZU refuses it");
    EXPECT_EQ(problem("[Infinity]"), "is not JSON: line 1, column 2: Infinity is not a JSON number, YOLOZU refuses it");
    EXPECT_THAT(problem("[-Infinity]"), HasSubstr("Infinity is not a JSON number"));
    EXPECT_TRUE(parse(R"(["NaN", "\"Infinity", "\\"])").ok());
}

TEST(JsonReader, RefusesNumbersBeyondADouble) {
    EXPECT_THAT(problem("[1e400]"), HasSubstr("number overflow parsing '1e400'"));
}

TEST(JsonReader, RefusesControlCharactersAndBytesThatAreNotUtf8) {
    EXPECT_THAT(problem("[\"a\nb\"]"), HasSubstr("control character"));
    EXPECT_THAT(problem("[\"\xFF\"]"), HasSubstr("ill-formed UTF-8"));
}

TEST(JsonReader, RefusesADuplicateKey) {
    EXPECT_EQ(problem(R"({"a": 1, "b": 2, "a": 3})"),
              "is not JSON: key 'a' appears twice in the outermost object, of which Python keeps only the last");
    EXPECT_EQ(problem(R"({"p": [0, {"d": {"x": 1, "x": 2}}]})"),
              "is not JSON: key 'x' appears twice in p[1].d, of which Python keeps only the last");
}

TEST(JsonReader, RefusesDeepNesting) {
    EXPECT_TRUE(parse(nested(100)).ok());
    EXPECT_EQ(problem(nested(101)), "is not JSON: nested deeper than 100 levels");
    EXPECT_EQ(problem(std::string(1'000'000, '[')), "is not JSON: nested deeper than 100 levels");
}

TEST(JsonReader, CutsLongMessages) {
    EXPECT_LT(problem("[\"" + std::string(100'000, 'x')).size(), 400U);
}

TEST(JsonReader, KeepsLoneSurrogatesApart) {
    const Result<json> document = parse(R"(["\udc80", "\udcff", "\uDBFF", "\ud800\u0041", "\udc80\ud800"])");
    ASSERT_TRUE(document.ok()) << document.error().to_string();
    for (std::size_t first = 0; first < document->size(); ++first)
        for (std::size_t second = 0; second < first; ++second) EXPECT_NE((*document)[first], (*document)[second]);
    EXPECT_EQ(describe_value((*document)[0]), R"('\udc80')");
    EXPECT_EQ(describe_value((*document)[2]), R"('\udbff')");
    EXPECT_EQ(describe_value((*document)[3]), R"('\ud800A')");
}

TEST(JsonReader, LeavesSurrogatePairsAndEscapedBackslashesAlone) {
    EXPECT_EQ(*parse(R"(["\ud83c\udf88", "\\udc80"])"), json::array({"🎈", "\\udc80"}));
}

TEST(JsonReader, RefusesBrokenEscapes) {
    for (const char* const text : {R"(["\ud8"])", R"(["\u+123"])", R"(["\x41"])", R"(["\)", R"(["\udc)"})
        EXPECT_THAT(problem(text), StartsWith("is not JSON: line 1")) << text;
}

TEST(Describe, NamesValuesOnOneLine) {
    EXPECT_EQ(describe_value(1.5), "1.5");
    EXPECT_EQ(describe_value(0.0), "0.0");
    EXPECT_EQ(describe_value(nullptr), "null");
    EXPECT_EQ(describe_value("a\nb"), "'a\\x0ab'");
    EXPECT_EQ(describe_value(json::array({1, 2})), "a list of 2");
    EXPECT_EQ(describe_value(json::object()), "an object");
    EXPECT_EQ(describe_value(std::string(500, 'x')), "'" + std::string(120, 'x') + "...'");
}

}  // namespace
}  // namespace yolozu
