// SPDX-License-Identifier: Apache-2.0
#include "photographs.hpp"

#include <algorithm>

#include "base/try.hpp"
#include "support/files.hpp"
#include "yolozu/image.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::test {

std::vector<std::filesystem::path> photographs() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(shared("images/val")))
        if (entry.path().extension() == ".jpg") paths.push_back(entry.path());
    std::ranges::sort(paths);
    return paths;
}

Result<Tensor> model_input(const std::filesystem::path& model, const std::filesystem::path& photograph) {
    YOLOZU_ASSIGN(const ModelSignature signature, read_model_signature(model));
    std::vector<std::int64_t> extents;
    constexpr std::int64_t open_size = 320;
    for (const Dimension& dimension : *signature.inputs.front().shape)
        extents.push_back(dimension.value.value_or(extents.empty() ? 1 : open_size));
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    YOLOZU_ASSIGN(Tensor input, Tensor::allocate(signature.inputs.front().type, shape));
    const Result<ModelInfo> info = decide_model(signature);
    Preprocessor preprocessor(info ? info->preprocess : PreprocessSpec{});
    YOLOZU_ASSIGN(const Image image, read_image(photograph));
    YOLOZU_TRY(preprocessor.run(image.view(), input.mutable_view()));
    return input;
}

std::string test_name(std::string model) {
    std::ranges::replace_if(
        model, [](char letter) { return letter == '-' || letter == '.'; }, '_');
    return model;
}

}  // namespace yolozu::test
