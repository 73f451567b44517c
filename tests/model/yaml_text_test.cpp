// SPDX-License-Identifier: Apache-2.0
#include "model/yaml_text.hpp"

#include <gmock/gmock.h>

#include <random>

#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view text) {
    const Result<Literal> value = parse_yaml(text);
    return value ? "no error" : value.error().to_string();
}

/// The value in JSON's notation, None as null.
std::string written(const Literal& literal) {
    std::string text;
    if (const auto* const list = literal.get_if<Literal::List>()) {
        for (const Literal& element : *list) text += (text.empty() ? "" : ",") + written(element);
        return "[" + text + "]";
    }
    if (const auto* const dictionary = literal.get_if<Literal::Dictionary>()) {
        for (const LiteralEntry& entry : *dictionary)
            text += (text.empty() ? "" : ",") + written(entry.key) + ":" + written(entry.value);
        return "{" + text + "}";
    }
    const auto* const string = literal.get_if<std::string>();
    return string != nullptr ? "\"" + *string + "\"" : "null";
}

std::string read(std::string_view text) {
    const Result<Literal> value = parse_yaml(text);
    return value ? written(*value) : "error: " + value.error().to_string();
}

TEST(YamlText, ScalarsAreTheirText) {
    EXPECT_EQ(read("a: 1\nb: yes\nc: 'it''s'\nd: \"\\u00e9\\n\"\n"),
              "{\"a\":\"1\",\"b\":\"yes\",\"c\":\"it's\",\"d\":\"\u00e9\n\"}");
    EXPECT_EQ(read("[~, null, , '', 'null', nullable]"),
              "error: line 1: did not find expected node content while "
              "parsing a flow node (from line 1)");
    EXPECT_EQ(read("[~, null, Null, NULL, '', 'null', nullable]"), R"([null,null,null,null,"","null","nullable"])");
    EXPECT_EQ(read(""), "null");
    EXPECT_EQ(read("# nothing\n"), "null");
    EXPECT_EQ(read("null: &n\n~: 2\n*n : 3\n"), "error: line 3: the key 'null' is there twice");
}

TEST(YamlText, BlockAndFlow) {
    EXPECT_EQ(
        read("\xEF\xBB\xBF---\nPreprocess:\n- type: Resize\n  target_size: [320, 320]\n- {type: Permute}\nlast:\n"),
        R"({"Preprocess":[{"type":"Resize","target_size":["320","320"]},{"type":"Permute"}],"last":null})");
    EXPECT_EQ(read("a: |\n  b\n   c\nd: >-\n  e\n  f\n"), "{\"a\":\"b\n c\n\",\"d\":\"e f\"}");
}

TEST(YamlText, KnowsLines) {
    const Result<Literal> value = parse_yaml("a: 1\n\nb:\n  - x\n  - y\n");
    ASSERT_TRUE(value.ok());
    const auto& entries = *value->get_if<Literal::Dictionary>();
    EXPECT_EQ(value->line, 1U);
    EXPECT_EQ(entries[1].key.line, 3U);
    EXPECT_EQ(entries[1].value.get_if<Literal::List>()->at(1).line, 5U);
}

TEST(YamlText, AliasesRepeatWhatTheyName) {
    EXPECT_EQ(read("a: &size [640, 480]\nb: *size\nc: [*size, &size 1, *size]\n"),
              R"({"a":["640","480"],"b":["640","480"],"c":[["640","480"],"1","1"]})");
    EXPECT_EQ(read("&k key: *k\n"), R"({"key":"key"})");
}

TEST(YamlText, TagsMakeNothing) {
    EXPECT_EQ(read("!!python/object/apply:os.system [\"true\"]"), R"(["true"])");
    EXPECT_EQ(read("a: !!int x\nb: !mine {c: !!binary aGk=}\n"), R"({"a":"x","b":{"c":"aGk="}})");
}

TEST(YamlTextErrors, SayWhereAndWhat) {
    EXPECT_EQ(error_of("a: 1\nb: *x\n"), "line 2: the alias '*x' means nothing that is complete before it");
    EXPECT_EQ(error_of("a: &x [1, *x]\n"), "line 1: the alias '*x' means nothing that is complete before it");
    EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "line 3: the key 'a' is there twice");
    EXPECT_EQ(error_of("? [1]\n: 2\n"), "line 1: a list or dictionary stands where a key was expected");
    EXPECT_EQ(error_of("a: 1\n---\nb: 1\n"), "line 2: a second document begins here; one was expected");
    EXPECT_EQ(error_of("a: 1\nb: \xff\n"), "line 2: is not UTF-8 text");
    EXPECT_EQ(error_of("a: 1\nb: \x01\n"), "line 2: control characters are not allowed");
    EXPECT_EQ(error_of("a: 1\n\tb: 1\n"),
              "line 2: found a tab character that violates indentation while scanning a plain scalar (from line 1)");
}

TEST(YamlTextErrors, Limits) {
    EXPECT_EQ(error_of(std::string(16, '[') + std::string(16, ']')), "no error");
    EXPECT_EQ(error_of(std::string(17, '[') + std::string(17, ']')), "line 1: lists inside each other deeper than 16");
    EXPECT_EQ(error_of(std::string(1'000'000, '[')), "line 1: lists inside each other deeper than 16");
    EXPECT_EQ(error_of(std::string(1'000'000, '{')), "line 1: lists inside each other deeper than 16");
    EXPECT_EQ(error_of("- &a [[[[[[[[x]]]]]]]]\n- &b [[[[[[[*a]]]]]]]\n- [*b]\n"),
              "line 3: lists inside each other deeper than 16");
    std::string many;
    for (std::size_t count = 0; count < literal_limits::values; ++count) many += "-\n";
    EXPECT_EQ(error_of(many), "more than 1000000 values");
    std::string directives;
    for (int count = 0; count < 100'000; ++count) directives += "%TAG !a" + std::to_string(count) + "! b\n";
    EXPECT_EQ(error_of(directives), "more than 100 %TAG directives");
    EXPECT_THAT(error_of(std::string(literal_limits::text_bytes + 1, ' ')), HasSubstr("at most 16777216 are read"));
}

TEST(YamlTextErrors, AliasBombs) {
    std::string values = "a0: &a0 x\n", bytes = "- &a " + std::string(1'000'000, 'x') + "\n";
    for (int level = 1; level < 12; ++level) {
        values += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
        for (int copy = 0; copy < 9; ++copy) values += "*a" + std::to_string(level - 1) + ",";
        values += "]\n";
    }
    for (int copy = 0; copy < 100; ++copy) bytes += "- *a\n";
    EXPECT_EQ(error_of(values), "more than 1000000 values");
    EXPECT_EQ(error_of(bytes), "the aliases make more than 33554432 bytes of it");
}

TEST(YamlTextHostile, MutatedTextsAreReadOrRefused) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::string text =
        "%YAML 1.1\n---\na: &x [1, 'b''c', \"d\\u00e9\\\n e\"]\nf: {g: *x, ? h : !!str i}\n"
        "j:\n- k\n- - l\n  - |2-\n      m\n- >+\n  n\n\no: # p\n  'q': ~\n...\n";
    ASSERT_TRUE(parse_yaml(text).ok()) << parse_yaml(text).error().to_string();
    for (std::size_t length = 0; length < text.size(); ++length) (void)parse_yaml(text.substr(0, length)).ok();
    for (int round = 0; round < 20'000; ++round) {
        const Result<Literal> value = parse_yaml(mutated(text, 6, random));
        if (!value) {
            EXPECT_FALSE(value.error().message().empty());
        }
    }
}

}  // namespace
}  // namespace yolozu::test
