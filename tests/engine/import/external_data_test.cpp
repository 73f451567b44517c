// SPDX-License-Identifier: Apache-2.0
//
// Initialisers in other files: only files in the model's folder or below it are read, and only the bytes they have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/try.hpp"
#include "engine/import/import.hpp"
#include "engine/reference/interpret.hpp"
#include "models.hpp"
#include "support/files.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using Entries = std::vector<std::pair<std::string, std::string>>;

class ExternalData : public testing::Test {
protected:
    ExternalData() {
        fs::create_directories(model_folder_ / "below");
        const std::vector<float> numbers{1, 2, 3, 4};
        elements_.assign(reinterpret_cast<const char*>(numbers.data()), 16);
        write_text(model_folder_ / "weights.bin", elements_);
        write_text(model_folder_ / "below/weights.bin", "abcd" + elements_);
        write_text(folder_ / "outside.bin", elements_);
    }

    Result<std::vector<Tensor>> read(const Entries& entries, DataType type = DataType::float32,
                                     const std::vector<std::int64_t>& dims = {4}) const {
        const fs::path path = OnnxBuilder()
                                  .initializer(OnnxTensor::external("w", type, dims, entries))
                                  .output_without_shape("w", type)
                                  .write(model_folder_ / "model.onnx");
        YOLOZU_ASSIGN(const auto file, engine::open_model(path));
        YOLOZU_ASSIGN(const engine::Graph graph, engine::import_model(file, {}));
        return engine::interpret(graph, {});
    }

    std::string error_of(const Entries& entries) const {
        const auto outputs = read(entries);
        return outputs ? "" : outputs.error().to_string();
    }

    TemporaryFolder folder_;
    fs::path model_folder_ = folder_ / "model";
    std::string elements_;
};

TEST_F(ExternalData, BesideTheModelAndBelowIt) {
    for (const Entries& entries :
         {Entries{{"location", "weights.bin"}}, Entries{{"location", "below/weights.bin"}, {"offset", "4"}},
          Entries{{"location", "./below/../weights.bin"}, {"length", "16"}},
          Entries{{"location", "weights.bin"}, {"offset", "0"}, {"length", "16"}}}) {
        const auto outputs = read(entries);
        ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
        EXPECT_THAT(floats_of((*outputs)[0]), ElementsAre(1, 2, 3, 4));
    }
}

TEST_F(ExternalData, ElementsThatAreNotAligned) {
    write_text(model_folder_ / "shifted.bin", "x" + elements_);
    const auto outputs = read({{"location", "shifted.bin"}, {"offset", "1"}});
    ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
    EXPECT_THAT(floats_of((*outputs)[0]), ElementsAre(1, 2, 3, 4));
}

TEST_F(ExternalData, BoolsBecomeZeroOrOne) {
    write_text(model_folder_ / "bools.bin", std::string("\0\1\2\xFF", 4));
    const auto outputs = read({{"location", "bools.bin"}}, DataType::boolean);
    ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
    const auto bytes = (*outputs)[0].view().as<std::uint8_t>();
    EXPECT_THAT(std::vector<int>(bytes.begin(), bytes.end()), ElementsAre(0, 1, 1, 1));
}

TEST_F(ExternalData, NothingOutsideTheFolder) {
    EXPECT_THAT(error_of({{"location", "../outside.bin"}}), HasSubstr("lies outside the model's folder"));
    EXPECT_THAT(error_of({{"location", "below/../../outside.bin"}}), HasSubstr("lies outside the model's folder"));
    EXPECT_THAT(error_of({{"location", (folder_ / "outside.bin").string()}}),
                HasSubstr("a path relative to the model is expected"));
    EXPECT_THAT(error_of({{"location", (model_folder_ / "weights.bin").string()}}),
                HasSubstr("a path relative to the model is expected"));
    fs::create_symlink("../outside.bin", model_folder_ / "link.bin");
    EXPECT_THAT(error_of({{"location", "link.bin"}}), HasSubstr("lies outside the model's folder"));
    fs::create_directory_symlink("..", model_folder_ / "up");
    EXPECT_THAT(error_of({{"location", "up/outside.bin"}}), HasSubstr("lies outside the model's folder"));
    EXPECT_THAT(error_of({{"location", std::string("weights.bin\0x", 13)}}), HasSubstr("weights.bin"));
}

TEST_F(ExternalData, FoldersWhoseNamesBeginAlikeAreOthers) {
    fs::create_directory(folder_ / "model-2");
    write_text(folder_ / "model-2/weights.bin", elements_);
    EXPECT_THAT(error_of({{"location", "../model-2/weights.bin"}}), HasSubstr("lies outside the model's folder"));
}

TEST_F(ExternalData, WhatIsNotThere) {
    EXPECT_THAT(error_of({{"location", "missing.bin"}}), HasSubstr("initializer 'w': external data in 'missing.bin'"));
    EXPECT_THAT(error_of({{"location", "below"}}), HasSubstr("is a directory, expected a file"));
    EXPECT_NE(error_of({{"location", ""}}), "");
    EXPECT_NE(error_of({}), "");
}

TEST_F(ExternalData, OnlyTheBytesThatTheFileHas) {
    const auto with = [](const std::string& offset, const std::string& length) {
        return Entries{{"location", "weights.bin"}, {"offset", offset}, {"length", length}};
    };
    EXPECT_THAT(error_of(with("1", "16")), HasSubstr("16 bytes from byte 1 are expected, the file has 16"));
    EXPECT_THAT(error_of(with("17", "16")), HasSubstr("the file has 16"));
    EXPECT_THAT(error_of(with("18446744073709551615", "16")), HasSubstr("the file has 16"));
    EXPECT_NE(error_of(with("18446744073709551616", "16")), "");
    EXPECT_NE(error_of(with("-1", "16")), "");
    EXPECT_NE(error_of(with("0", "12")), "");
    EXPECT_NE(error_of(with("0", "20")), "");
    EXPECT_NE(error_of(with("0", "x")), "");
}

}  // namespace
}  // namespace yolozu::test
