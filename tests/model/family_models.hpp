// SPDX-License-Identifier: Apache-2.0
//
// A model of each family: the inputs, outputs, names and metadata of its real exports, on graphs shaped like theirs.
#pragma once

#include "head_graphs.hpp"
#include "model/families.hpp"

namespace yolozu::test {

/// What is decided, and what has to be said with it where the file alone does not tell.
struct FamilyModel {
    ModelSignature signature;
    ModelOverrides overrides{};
    ModelHints hints{};
    Task task = Task::detect;
    int class_count = 80;
};

FamilyModel family_model(FamilyId id);

/// The 80 classes of COCO as far as the decision looks at them.
std::vector<std::string> coco_names();

/// A file beside the model that names its architecture.
ModelHints named_by_file(const char* file, const char* architecture);

}  // namespace yolozu::test
