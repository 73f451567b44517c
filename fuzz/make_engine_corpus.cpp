// SPDX-License-Identifier: Apache-2.0
//
// Writes the small models of the tests as files: make_engine_corpus FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "engine/small_models.hpp"

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("usage: make_engine_corpus FOLDER\n", stderr);
        return 2;
    }
    std::filesystem::create_directories(arguments[1]);
    for (const yolozu::test::SmallModel& model : yolozu::test::small_models()) {
        std::ofstream file(std::filesystem::path(arguments[1]) / (model.name + ".onnx"), std::ios::binary);
        if (!(file << model.bytes)) return 1;
    }
    return 0;
}
