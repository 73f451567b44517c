// SPDX-License-Identifier: Apache-2.0
#include "model/class_names.hpp"

#include <gmock/gmock.h>

#include "support/files.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names_of(std::string_view text) {
    Result<std::vector<std::string>> names = parse_class_names(text);
    return names ? *names : std::vector<std::string>{"error: " + names.error().to_string()};
}

/// The names in a file of this name and text, or its error without the path before it.
std::vector<std::string> names_in_file(std::string_view file_name, std::string_view text) {
    const TemporaryFolder folder;
    write_text(folder / file_name, text);
    Result<std::vector<std::string>> names = read_class_names(folder / file_name);
    if (names) return *names;
    EXPECT_THAT(names.error().to_string(), HasSubstr(std::string(file_name)));
    std::string error;
    for (std::size_t index = 1; index < names.error().context().size(); ++index)
        error += names.error().context()[index] + ": ";
    return {"error: " + error + names.error().message()};
}

// ---- metadata

TEST(ClassNames, FromAPythonDictionaryInAnyOrder) {
    EXPECT_THAT(names_of("{1: 'dog', 0: 'cat'}"), ElementsAre("cat", "dog"));
}

TEST(ClassNames, FromAPythonListAndFromJson) {
    EXPECT_THAT(names_of("['cat', \"dog\"]"), ElementsAre("cat", "dog"));
    EXPECT_THAT(names_of(R"({"0": "cat", "1": "dog"})"), ElementsAre("cat", "dog"));
    EXPECT_THAT(names_of(R"(["cat", "dog"])"), ElementsAre("cat", "dog"));
}

// Names that other programs' readers cut short or drop.
TEST(ClassNames, WithCommasBracesColonsAndApostrophes) {
    EXPECT_THAT(names_of(R"({0: "yellow_lady's_slipper", 1: 'a, b', 2: 'c: {d}', 3: 'e.f/g&h', 4: 'q"\'q', 5: 'é猫'})"),
                ElementsAre("yellow_lady's_slipper", "a, b", "c: {d}", "e.f/g&h", "q\"'q", "é猫"));
}

TEST(ClassNames, GapsBecomeEmptyNames) {
    EXPECT_THAT(names_of("{0: 'a', 2: 'c'}"), ElementsAre("a", "", "c"));
}

TEST(ClassNames, NumbersAreNamesToo) {
    EXPECT_THAT(names_of("{0: 7, 1: '8'}"), ElementsAre("7", "8"));
}

TEST(ClassNamesErrors, InMetadata) {
    EXPECT_THAT(names_of("'cat'"), ElementsAre("error: the class names are neither a list nor a dictionary"));
    EXPECT_THAT(names_of("{'x': 'cat'}"), ElementsAre("error: a key of the class names is not a number"));
    EXPECT_THAT(names_of("{0: 'a', 0: 'b'}"), ElementsAre("error: the class id 0 appears twice"));
    EXPECT_THAT(names_of("{-1: 'a'}"), ElementsAre("error: the class id -1 is not between 0 and 99999"));
    EXPECT_THAT(names_of("{100000: 'a'}"), ElementsAre("error: the class id 100000 is not between 0 and 99999"));
    EXPECT_THAT(names_of("[None]"), ElementsAre("error: a class name is neither a string nor a whole number"));
    std::string many = "[";
    for (std::size_t count = 0; count <= max_class_names; ++count) many += "'',";
    EXPECT_THAT(names_of(many + "]"), ElementsAre("error: more than 100000 class names"));
}

// ---- files

// Two of them would be truth values in YAML 1.1, one a number, one a date.
TEST(ClassNamesFile, YamlNamesStayAsTheyAreWritten) {
    EXPECT_THAT(names_in_file("data.yaml", "names: [yes, NO, 1.0, 2001-01-01, !!str 7]\n"),
                ElementsAre("yes", "NO", "1.0", "2001-01-01", "7"));
}

// The keys around them, as Ultralytics' coco8.yaml and Roboflow's exports have them.
TEST(ClassNamesFile, YamlAmongOtherThings) {
    EXPECT_THAT(names_in_file("data.yaml",
                              "%YAML 1.1\n---\ntrain: ../train/images\nkpt_shape: [17, 3]\nroboflow:\n  version: 1\n"
                              "names: &all {0: |-\n    red cat\n  , 1: >-\n    a\n    dog}\n"),
                testing::Each(HasSubstr("error: line ")));
    EXPECT_THAT(names_in_file("data.yaml",
                              "%YAML 1.1\n---\ntrain: ../train/images\nkpt_shape: [17, 3]\nroboflow:\n  version: 1\n"
                              "names: &all\n  0: |-\n    red cat\n  1: >-\n    a\n    dog\n"
                              "copy: *all\ndownload: |\n  import x\n  names: [no]\n...\n"),
                ElementsAre("red cat", "a dog"));
}

TEST(ClassNamesFile, OneNameALine) {
    EXPECT_THAT(names_in_file("coco.names",
                              "\xEF\xBB\xBF"
                              "cat\r\n  red dog \n\nbird\n\n"),
                ElementsAre("cat", "red dog", "", "bird"));
}

TEST(ClassNamesFile, LiteralAndJson) {
    EXPECT_THAT(names_in_file("n.txt", " {0: 'cat'}\n"), ElementsAre("cat"));
    EXPECT_THAT(names_in_file("n.json", "[\"cat\",\n \"dog\"]\n"), ElementsAre("cat", "dog"));
}

TEST(ClassNamesFile, YamlBlocksAsUltralyticsWritesThem) {
    EXPECT_THAT(names_in_file("data.yaml",
                              "# COCO\npath: ../coco  # root\ntrain: images\n\nnames:\n  0: person # a comment\n"
                              "  1: \"it's: \\u00e9\"\n  # between\n  '2': 'don''t'\n\ndownload: x\n"),
                ElementsAre("person", "it's: é", "don't"));
    EXPECT_THAT(names_in_file("data.yaml", "nc: 2\nnames:\n- cat\n- 'red dog'\n"), ElementsAre("cat", "red dog"));
    EXPECT_THAT(names_in_file("data.yaml", "names:\n  - cat\n  - C# dog\r\nnc: 2\n"), ElementsAre("cat", "C# dog"));
}

TEST(ClassNamesFile, YamlFlow) {
    EXPECT_THAT(names_in_file("data.yaml", "nc: 3\nnames: [red cat, 'dog',\n  \"bird\"]  # three\nx: 1\n"),
                ElementsAre("red cat", "dog", "bird"));
    EXPECT_THAT(names_in_file("data.yaml", "names: {0: cat, 1: red dog}\n"), ElementsAre("cat", "red dog"));
}

TEST(ClassNamesFileErrors, SayTheLine) {
    EXPECT_THAT(names_in_file("e.txt", " \n"), ElementsAre("error: is empty, expected class names"));
    EXPECT_THAT(names_in_file("e.yaml", "nc: 3\n"), ElementsAre("error: has no 'names:' at the start of a line"));
    EXPECT_THAT(names_in_file("e.yaml", "names:\nnc: 3\n"), ElementsAre("error: lists no class"));
    EXPECT_THAT(names_in_file("e.yaml", "names:\n  cat\n"),
                ElementsAre("error: names: line 2: the class names are neither a list nor a dictionary"));
    EXPECT_THAT(names_in_file("e.yaml", "names:\n  0:\n"),
                ElementsAre("error: names: line 2: a class name is neither a string nor a whole number"));
    EXPECT_THAT(names_in_file("e.yaml", "names:\n  0: 'a' b\n"),
                ElementsAre("error: line 2: did not find expected key while parsing a block mapping (from line 2)"));
    EXPECT_THAT(
        names_in_file("e.yaml", "names:\n  0: 'a\n"),
        ElementsAre("error: line 3: found unexpected end of stream while scanning a quoted scalar (from line 2)"));
    EXPECT_THAT(names_in_file("e.yaml", "names:\n  0: \xff\n"), ElementsAre("error: line 2: is not UTF-8 text"));
    EXPECT_THAT(
        names_in_file("e.yaml", "names:\n  - a\n  1: b\n"),
        ElementsAre(
            "error: line 3: did not find expected '-' indicator while parsing a block collection (from line 2)"));
    EXPECT_THAT(names_in_file("e.txt", "cat\n\xff\n"), ElementsAre("error: is not UTF-8 text"));
    EXPECT_THAT(names_in_file("e.json", "[1.5]"),
                ElementsAre("error: a class name is neither a string nor a whole number"));
}

TEST(ClassNamesFileErrors, TooManyLines) {
    std::string lines, items = "names:\n";
    for (std::size_t count = 0; count <= max_class_names; ++count) {
        lines += "a\n";
        items += "- a\n";
    }
    EXPECT_THAT(names_in_file("e.txt", lines), ElementsAre("error: more than 100000 class names"));
    EXPECT_THAT(names_in_file("e.yaml", items), ElementsAre("error: names: more than 100000 class names"));
}

TEST(ClassNamesFileErrors, AMissingFileIsNamed) {
    const Result<std::vector<std::string>> names = read_class_names("/nonexistent/coco.names");
    ASSERT_FALSE(names.ok());
    EXPECT_EQ(names.error().code(), ErrorCode::not_found);
    EXPECT_THAT(names.error().to_string(), HasSubstr("names file '/nonexistent/coco.names': "));
}

}  // namespace
}  // namespace yolozu::test
