// SPDX-License-Identifier: Apache-2.0
#include "model/python_literal.hpp"

#include <gmock/gmock.h>

namespace yolozu::test {
namespace {

using testing::HasSubstr;

std::string text_of(std::string_view literal) {
    const Result<Literal> value = parse_literal(literal);
    if (!value) return "error: " + value.error().to_string();
    const auto* const text = value->get_if<std::string>();
    return text != nullptr ? *text : "not a string";
}

std::string error_of(std::string_view literal) {
    const Result<Literal> value = parse_literal(literal);
    return value ? "no error" : value.error().to_string();
}

TEST(PythonLiteral, ReadsWordsAndNumbers) {
    EXPECT_NE(parse_literal("None")->get_if<Literal::None>(), nullptr);
    EXPECT_NE(parse_literal(" null ")->get_if<Literal::None>(), nullptr);
    EXPECT_TRUE(*parse_literal("True")->get_if<bool>());
    EXPECT_FALSE(*parse_literal("false")->get_if<bool>());
    EXPECT_EQ(*parse_literal("-42")->get_if<std::int64_t>(), -42);
    EXPECT_EQ(*parse_literal("+7")->get_if<std::int64_t>(), 7);
    EXPECT_EQ(*parse_literal("1e-3")->get_if<double>(), 1e-3);
    EXPECT_EQ(*parse_literal("32.0")->get_if<double>(), 32.0);
}

// The expected texts are what Python's ast.literal_eval gives.
TEST(PythonLiteral, ReadsEveryQuotingAndEscape) {
    EXPECT_EQ(text_of(R"('plain')"), "plain");
    EXPECT_EQ(text_of(R"("it's")"), "it's");
    EXPECT_EQ(text_of(R"('it\'s')"), "it's");
    EXPECT_EQ(text_of(R"('a\\b\n\t\r')"), "a\\b\n\t\r");
    EXPECT_EQ(text_of(R"('\x41\xe9')"), "A\u00e9");
    EXPECT_EQ(text_of(R"('\u732b\U0001F431')"), "\u732b\U0001F431");
    EXPECT_EQ(text_of(R"('\101\0')"), std::string("A\0", 2));
    EXPECT_EQ(text_of(R"('\d')"), "\\d");
    EXPECT_EQ(text_of("'one\\\ntwo'"), "onetwo");
    EXPECT_EQ(text_of("'\u732b'"), "\u732b");
}

TEST(PythonLiteral, ReadsJsonSurrogatePairsAndSlashes) {
    EXPECT_EQ(text_of(R"("\ud83d\udc31\/")"), "\U0001F431/");
}

TEST(PythonLiteral, ReadsListsTuplesAndDictionaries) {
    const Result<Literal> value = parse_literal("{'batch': 1, 'half': False, 'sizes': (640, [480, ]), 'none': {}}");
    ASSERT_TRUE(value.ok()) << value.error().to_string();
    EXPECT_EQ(*value->find("batch")->get_if<std::int64_t>(), 1);
    const auto* const sizes = value->find("sizes")->get_if<Literal::List>();
    ASSERT_EQ(sizes->size(), 2U);
    EXPECT_EQ(*sizes->at(1).get_if<Literal::List>()->at(0).get_if<std::int64_t>(), 480);
    EXPECT_TRUE(value->find("none")->get_if<Literal::Dictionary>()->empty());
    EXPECT_EQ(value->find("missing"), nullptr);
    EXPECT_EQ(parse_literal("3")->find("x"), nullptr);
}

TEST(PythonLiteral, KnowsTheLinesOfATextOfSeveral) {
    const Result<Literal> value = parse_literal("{\n \"a\": 1,\n \"b\\\n\": [2,\n 3]}");
    ASSERT_TRUE(value.ok()) << value.error().to_string();
    const auto& entries = *value->get_if<Literal::Dictionary>();
    EXPECT_EQ(value->line, 1U);
    EXPECT_EQ(entries[0].value.line, 2U);
    EXPECT_EQ(entries[1].key.line, 3U);
    EXPECT_EQ(entries[1].value.line, 4U);
    EXPECT_EQ(entries[1].value.get_if<Literal::List>()->at(1).line, 5U);
    EXPECT_EQ(parse_literal("[1]")->line, 0U);
}

TEST(PythonLiteralErrors, SayWhereAndWhat) {
    EXPECT_EQ(error_of(""), "at character 1: the text ends where a value was expected");
    EXPECT_EQ(error_of("{0 'a'}"), "at character 4: expected ':' after a key");
    EXPECT_EQ(error_of("['a' 'b']"), "at character 6: expected ',' or ']'");
    EXPECT_EQ(error_of("{0: 'a'"), "at character 8: expected ',' or '}'");
    EXPECT_EQ(error_of("[1] x"), "at character 5: expected nothing after the value");
    EXPECT_EQ(error_of("PosixPath('x')"),
              "at character 1: expected a string in quotes, a number, a list or a dictionary");
    EXPECT_EQ(error_of("'abc"), "at character 1: this string has no closing quote");
    EXPECT_EQ(error_of("'abc\\"), "at character 6: the text ends inside a string");
    EXPECT_EQ(error_of(R"('\x4')"), "at character 4: expected 2 hexadecimal digits after the escape");
    EXPECT_EQ(error_of(R"('\ud83d')"), "at character 4: half of a surrogate pair");
    EXPECT_EQ(error_of(R"('\ud83d\u0041')"), "at character 4: half of a surrogate pair");
    EXPECT_EQ(error_of(R"('\U00110000')"), "at character 4: there is no such Unicode character");
    EXPECT_EQ(error_of("'\xff'"), "at character 1: this string is not UTF-8 text");
    EXPECT_EQ(error_of("[\n1,\n x]"),
              "line 3: at character 7: expected a string in quotes, a number, a list or a dictionary");
    EXPECT_EQ(error_of("99999999999999999999x"),
              "at character 1: expected a string in quotes, a number, a list or a dictionary");
}

TEST(PythonLiteralErrors, Limits) {
    EXPECT_TRUE(parse_literal(std::string(16, '[') + std::string(16, ']')).ok());
    EXPECT_EQ(error_of(std::string(17, '[') + std::string(17, ']')), "brackets inside each other deeper than 16");
    std::string many = "[";
    for (std::size_t count = 0; count <= literal_limits::values; ++count) many += "1,";
    EXPECT_EQ(error_of(many + "]"), "more than 1000000 values");
    EXPECT_THAT(error_of(std::string(literal_limits::text_bytes + 1, ' ')), HasSubstr("at most 16777216 are read"));
}

}  // namespace
}  // namespace yolozu::test
