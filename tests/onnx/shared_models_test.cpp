// SPDX-License-Identifier: Apache-2.0
//
// Real models: node counts and parameter counts are those that the onnx package's own parser gives.
#include <gtest/gtest.h>

#include "base/file.hpp"
#include "onnx/elements.hpp"
#include "onnx/reader.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

struct KnownModel {
    const char* file;
    std::size_t nodes, initializers;
};

class OnnxSharedModel : public testing::TestWithParam<KnownModel> {};

TEST_P(OnnxSharedModel, IsReadWholeWithAllItsElements) {
    YOLOZU_REQUIRE_SHARED();
    const Result<MappedFile> file = MappedFile::open(shared(std::string("models/") + GetParam().file));
    ASSERT_TRUE(file.ok()) << file.error().to_string();
    const Result<onnx::Model> model = onnx::read_model(file->bytes());
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    EXPECT_EQ(model->graph.nodes.size(), GetParam().nodes);
    EXPECT_EQ(model->graph.initializers.size(), GetParam().initializers);
    for (const onnx::TensorData& tensor : model->graph.initializers) {
        std::vector<std::byte> elements(static_cast<std::size_t>(tensor.shape.element_count()) *
                                        element_size(tensor.element.type));
        const Status status = onnx::copy_elements(tensor, elements);
        EXPECT_TRUE(status.ok()) << tensor.name << ": " << status.error().to_string();
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files, OnnxSharedModel,
    testing::Values(KnownModel{"rtdetr-pose-tiny.onnx", 1337, 74}, KnownModel{"yolo11-tiny.onnx", 357, 171},
                    KnownModel{"yolo11n-coco-int8.onnx", 839, 455}, KnownModel{"yolo11n-face-qdq.onnx", 841, 894},
                    KnownModel{"yolov10-tiny.onnx", 376, 161}, KnownModel{"yolov8-tiny-cls.onnx", 100, 54},
                    KnownModel{"yolov8-tiny-dynamic.onnx", 450, 123}, KnownModel{"yolov8-tiny-fp16.onnx", 265, 123},
                    KnownModel{"yolov8-tiny-nms.onnx", 537, 123}, KnownModel{"yolov8-tiny-obb.onnx", 295, 141},
                    KnownModel{"yolov8-tiny-pose.onnx", 315, 141}, KnownModel{"yolov8n-coco-int8.onnx", 610, 335},
                    KnownModel{"yolov8n-coco.onnx", 234, 141}, KnownModel{"yolov8n-seg-coco-int8.onnx", 713, 398},
                    KnownModel{"yolox-nano-coco.onnx", 369, 236}),
    [](const auto& known) {
        std::string name = known.param.file;
        for (char& letter : name)
            if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
        return name;
    });

}  // namespace
}  // namespace yolozu::test
