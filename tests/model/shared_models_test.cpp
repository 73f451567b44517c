// SPDX-License-Identifier: Apache-2.0
//
// The decision on real exports.
#include <gmock/gmock.h>

#include <string>

#include "head_graphs.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

struct KnownModel {
    const char* file;
    const char* start_of_decision;
    int side;
};

class DecideSharedModel : public testing::TestWithParam<KnownModel> {};

TEST_P(DecideSharedModel, IsWhatItsAuthorsSay) {
    YOLOZU_REQUIRE_SHARED();
    const Result<ModelSignature> signature = read_model_signature(shared(std::string("models/") + GetParam().file));
    ASSERT_TRUE(signature.ok()) << signature.error().to_string();
    EXPECT_THAT(decision(*signature), testing::StartsWith(GetParam().start_of_decision));
    if (const Result<ModelInfo> info = decide_model(*signature)) {
        EXPECT_EQ(info->input_width, GetParam().side);
        EXPECT_EQ(info->input_height, GetParam().side);
        EXPECT_EQ(info->stride, info->task == Task::classify ? 1 : 32);
        EXPECT_FALSE(info->family.empty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files, DecideSharedModel,
    testing::Values(KnownModel{"yolov8n-coco.onnx", "yolov8, 80 classes, letterbox rgb 255", 640},
                    KnownModel{"yolov8n-coco-int8.onnx", "yolov8, 80 classes, letterbox rgb 255", 640},
                    KnownModel{"yolo11n-coco-int8.onnx", "yolov8, 80 classes, letterbox rgb 255", 320},
                    KnownModel{"yolo11n-face-qdq.onnx", "yolov8, 1 classes, letterbox rgb 255", 640},
                    KnownModel{"yolo11-tiny.onnx", "yolov8, 12 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8-tiny-dynamic.onnx", "yolov8, 12 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8-tiny-fp16.onnx", "yolov8, 12 classes, letterbox rgb 255", 320},
                    KnownModel{"yolox-nano-coco.onnx", "yolox, 80 classes, top-left bgr 1", 416},
                    KnownModel{"yolov10-tiny.onnx", "end2end, 12 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8-tiny-nms.onnx", "end2end, 12 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8n-seg-coco-int8.onnx", "yolov8 segment, 80 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8-tiny-pose.onnx", "yolov8 pose, 1 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8-tiny-obb.onnx", "yolov8 obb, 12 classes, letterbox rgb 255", 320},
                    KnownModel{"yolov8-tiny-cls.onnx", "classifier classify, 12 classes, centre-crop rgb 255", 224},
                    KnownModel{"rtdetr-pose-tiny.onnx", "yolozu-pose pose6d, 80 classes, stretch rgb 255", 320}),
    [](const auto& known) {
        std::string name = known.param.file;
        for (char& letter : name)
            if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
        return name;
    });

// Exports whose metadata a later tool removed: the graph alone must not lead to another answer, at worst to none.
TEST_P(DecideSharedModel, WithoutMetadataIsTheSameOrRefused) {
    YOLOZU_REQUIRE_SHARED();
    Result<ModelSignature> signature = read_model_signature(shared(std::string("models/") + GetParam().file));
    ASSERT_TRUE(signature.ok()) << signature.error().to_string();
    signature->metadata.clear();
    if (const Result<ModelInfo> info = decide_model(*signature)) {
        EXPECT_THAT(GetParam().start_of_decision, testing::StartsWith(std::string(to_string(info->head))));
    }
}

}  // namespace
}  // namespace yolozu::test
