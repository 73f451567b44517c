// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/program.hpp"

int main(int argc, char** argv) {
    try {
        return yolozu::cli::run_program(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const std::exception& failure) {  // out of memory, in practice
        std::fprintf(stderr, "yolozu-infer: %s\n", failure.what());
        return 1;
    }
}
