// SPDX-License-Identifier: Apache-2.0
//
// Models of a few hundred bytes that between them use every kind of operator, for tests that damage models and as the
// first corpus of the fuzzer.
#pragma once

#include <string>
#include <vector>

namespace yolozu::test {

struct SmallModel {
    std::string name;
    std::string bytes;
};

std::vector<SmallModel> small_models();

}  // namespace yolozu::test
