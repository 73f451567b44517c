// SPDX-License-Identifier: Apache-2.0
//
// Files beside a model. The texts are what the projects write that have them, shortened where lists are long.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <random>

#include "model/preprocess_words.hpp"
#include "model/sidecar_formats.hpp"
#include "support/files.hpp"
#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::string_view model_yaml =
    "# how detector.onnx is fed and read\n"
    "task: pose\n"
    "head: yolov5\n"
    "preprocess: top-left, bgr, 0-255, mean=1:2:3\n"
    "names:\n  0: cat\n  1: dog\n"
    "kpt_shape: [17, 3]\n"
    "anchors: [[10, 13], [16, 30], [33, 23]]\n"
    "imgsz: 640\n";

constexpr std::string_view rtdetr_processor = R"({
  "do_convert_annotations": true,
  "do_normalize": false,
  "do_pad": false,
  "do_rescale": true,
  "do_resize": true,
  "format": "coco_detection",
  "image_mean": [0.485, 0.456, 0.406],
  "image_processor_type": "RTDetrImageProcessor",
  "image_std": [0.229, 0.224, 0.225],
  "pad_size": null,
  "resample": 2,
  "rescale_factor": 0.00392156862745098,
  "size": {"height": 480, "width": 640}
})";

constexpr std::string_view rtdetr_config = R"({
  "architectures": ["RTDetrForObjectDetection"],
  "model_type": "rt_detr",
  "layer_norm_eps": 1e-05,
  "id2label": {"0": "person", "1": "bicycle"},
  "label2id": {"bicycle": 1, "person": 0}
})";

constexpr std::string_view picodet_config =
    "mode: paddle\n"
    "draw_threshold: 0.5\n"
    "metric: COCO\n"
    "use_dynamic_shape: false\n"
    "arch: PicoDet\n"
    "min_subgraph_size: 3\n"
    "Preprocess:\n"
    "- interp: 2\n"
    "  keep_ratio: false\n"
    "  target_size:\n"
    "  - 320\n"
    "  - 416\n"
    "  type: Resize\n"
    "- is_scale: true\n"
    "  mean: [0.485, 0.456, 0.406]\n"
    "  norm_type: mean_std\n"
    "  std: [0.229, 0.224, 0.225]\n"
    "  type: NormalizeImage\n"
    "- type: Permute\n"
    "label_list:\n"
    "- person\n"
    "- bicycle\n"
    "NMS:\n"
    "  keep_top_k: 100\n"
    "  name: MultiClassNMS\n"
    "fpn_stride: [8, 16, 32, 64]\n";

using Format = Result<Sidecar> (*)(std::string_view text, const SidecarWishes& wishes);

Sidecar read(Format format, std::string_view text) {
    Result<Sidecar> sidecar = format(text, {});
    EXPECT_TRUE(sidecar.ok()) << sidecar.error().to_string();
    return sidecar ? *sidecar : Sidecar{};
}

std::string error_of(Format format, std::string_view text) {
    const Result<Sidecar> sidecar = format(text, {});
    return sidecar ? "no error" : sidecar.error().to_string();
}

/// The preprocessing in words, or the error.
std::string words_of(Format format, std::string_view text) {
    const Result<Sidecar> sidecar = format(text, {});
    if (!sidecar) return "error: " + sidecar.error().to_string();
    return sidecar->says.preprocess ? to_words(*sidecar->says.preprocess) : "none";
}

bool says_nothing(const Sidecar& sidecar) {
    const ModelOverrides& says = sidecar.says;
    return !says.task && !says.head && !says.preprocess && !says.names && !says.keypoint_shape && !says.anchors &&
           !says.input_size && sidecar.architecture.empty();
}

// ---- model.yaml

TEST(SidecarModelYaml, HasEveryKey) {
    const ModelOverrides says = read(sidecar_from_model_yaml, model_yaml).says;
    EXPECT_EQ(says.task, Task::pose);
    EXPECT_EQ(says.head, Head::yolov5);
    EXPECT_EQ(says.preprocess, *parse_preprocess("top-left,bgr,0-255,mean=1:2:3"));
    EXPECT_THAT(*says.names, ElementsAre("cat", "dog"));
    EXPECT_EQ(says.keypoint_shape, std::pair(17, 3));
    EXPECT_THAT(*says.anchors,
                ElementsAre(std::array{10.0F, 13.0F}, std::array{16.0F, 30.0F}, std::array{33.0F, 23.0F}));
    EXPECT_EQ(says.input_size, std::pair(640, 640));
}

TEST(SidecarModelYaml, TheExampleInTheDocumentation) {
    const std::string page = read_text(source_dir() / "docs/model-file.md");
    const std::size_t start = page.find("```yaml\n") + 8;
    const ModelOverrides says = read(sidecar_from_model_yaml, page.substr(start, page.find("```", start) - start)).says;
    EXPECT_TRUE(says.task && says.head && says.names && says.keypoint_shape && says.input_size);
    EXPECT_EQ(says.preprocess,
              *parse_preprocess("bgr,0-255,fill=0,mean=103.53:116.28:123.675,std=57.375:57.12:58.395"));
    ASSERT_EQ(says.anchors->size(), 9U);
    EXPECT_EQ(says.anchors->back(), (std::array{373.0F, 326.0F}));
}

TEST(SidecarModelYaml, OtherFormsOfTheSame) {
    const auto read_says = [](std::string_view text) { return read(sidecar_from_model_yaml, text).says; };
    EXPECT_EQ(read_says("imgsz: 640x480").input_size, std::pair(640, 480));
    EXPECT_EQ(read_says("imgsz: [480, 640]").input_size, std::pair(640, 480));
    EXPECT_THAT(*read_says("anchors:\n- [10,13, 16,30]\n- [30,61.5, 62,45]\n").anchors,
                ElementsAre(std::array{10.0F, 13.0F}, std::array{16.0F, 30.0F}, std::array{30.0F, 61.5F},
                            std::array{62.0F, 45.0F}));
    EXPECT_EQ(read_says("preprocess: [stretch, imagenet]").preprocess, *parse_preprocess("stretch,imagenet"));
    EXPECT_THAT(*read_says("names: [yes, no]").names, ElementsAre("yes", "no"));
    EXPECT_EQ(read_says("task: semseg").task, Task::semantic);
}

TEST(SidecarModelYaml, OneKeypointIsEnough) {
    EXPECT_EQ(read(sidecar_from_model_yaml, "kpt_shape: [1, 3]\n").says.keypoint_shape, std::pair(1, 3));
}

TEST(SidecarModelYaml, FilesOfOthersSayWhatMeansTheSame) {
    const Sidecar data = read(sidecar_from_model_yaml,
                              "path: ../coco8-pose\ntrain: images/train\nval: images/val\nkpt_shape: [17, 3]\n"
                              "flip_idx: [0, 2, 1]\nnames:\n  0: person\ndownload: |\n  from x import y\n");
    EXPECT_THAT(*data.says.names, ElementsAre("person"));
    EXPECT_EQ(data.says.keypoint_shape, std::pair(17, 3));
    const Sidecar metadata =
        read(sidecar_from_model_yaml,
             "description: Ultralytics model\nauthor: Ultralytics\nstride: 32\ntask: detect\n"
             "batch: 1\nimgsz:\n- 480\n- 640\nnames:\n  0: person\nargs:\n  nms: false\nhead: X\n");
    EXPECT_EQ(metadata.says.task, Task::detect);
    EXPECT_EQ(metadata.says.input_size, std::pair(640, 480));
    EXPECT_FALSE(metadata.says.head);
    EXPECT_TRUE(says_nothing(read(sidecar_from_model_yaml,
                                  "nc: 80\nscales:\n  n: [0.33, 0.25, 1024]\nbackbone:\n  - [-1, 1, Conv, [64, 3, 2]]\n"
                                  "head:\n  - [-1, 1, nn.Upsample, [None, 2, 'nearest']]\n")));
}

TEST(SidecarModelYamlErrors, SayTheLineAndWhatIsKnown) {
    const auto error = [](std::string_view text) { return error_of(sidecar_from_model_yaml, text); };
    EXPECT_EQ(error("task: pose\nheads: x\n"),
              "line 2: heads: there is no such key; the keys are task, head, preprocess, names, kpt_shape, anchors, "
              "imgsz. If the file is about something else, give it another name");
    EXPECT_EQ(error("\ntask: dance\n"),
              "line 2: task: expected one of detect, segment, pose, obb, classify, semantic, depth, pose6d");
    EXPECT_THAT(error("head: yolo"), HasSubstr("line 1: head: expected one of yolov8, yolov5, yolox, ppyoloe, "));
    EXPECT_THAT(error("head: yolo"), EndsWith("class-map, depth-map"));
    EXPECT_THAT(error("preprocess: upside-down"),
                HasSubstr("line 1: preprocess: 'upside-down' is not understood; the words are letterbox"));
    EXPECT_EQ(error("names: cat"), "names: line 1: the class names are neither a list nor a dictionary");
    EXPECT_THAT(error("kpt_shape: [17, 1]"), HasSubstr("expected [keypoints, 2 or 3 numbers for each]"));
    EXPECT_THAT(error("kpt_shape: [17, 4]"), HasSubstr("expected [keypoints, 2 or 3 numbers for each]"));
    EXPECT_THAT(error("anchors: [[1, 2], [3]]"), HasSubstr("expected [[width, height], ...] in pixels"));
    EXPECT_THAT(error(""), HasSubstr("expected 'key: value' lines"));
    EXPECT_THAT(error("- task"), HasSubstr("expected 'key: value' lines"));
    for (const char* const text : {"kpt_shape: 17",
                                   "kpt_shape: [1.5, 2]",
                                   "kpt_shape: [1, 2, 3]",
                                   "kpt_shape: [100000, 2]",
                                   "anchors: []",
                                   "anchors: [0, 1]",
                                   "anchors: [nan, 1]",
                                   "anchors: [1, inf]",
                                   "anchors: {a: 1}",
                                   "imgsz: 0",
                                   "imgsz: 65537",
                                   "imgsz: 640x",
                                   "imgsz: [640, 640, 3]",
                                   "imgsz: big",
                                   "imgsz:",
                                   "task:",
                                   "task: [pose]",
                                   "head: {}",
                                   "preprocess:",
                                   "preprocess: [[bgr]]",
                                   "names:",
                                   "names: [[a]]"})
        EXPECT_NE(error(text), "no error") << text;
}

// ---- Hugging Face

TEST(SidecarHuggingFace, RtDetr) {
    const Sidecar processor = read(sidecar_from_preprocessor_config, rtdetr_processor);
    EXPECT_EQ(processor.architecture, "RTDetrImageProcessor");
    EXPECT_EQ(to_words(*processor.says.preprocess), "stretch,antialias");
    EXPECT_EQ(processor.says.input_size, std::pair(640, 480));
    const Sidecar config = read(sidecar_from_model_config, rtdetr_config);
    EXPECT_EQ(config.architecture, "RTDetrForObjectDetection");
    EXPECT_EQ(config.says.task, Task::detect);
    EXPECT_THAT(*config.says.names, ElementsAre("person", "bicycle"));
}

TEST(SidecarHuggingFace, OtherProcessors) {
    const auto words = [](std::string_view text) { return words_of(sidecar_from_preprocessor_config, text); };
    EXPECT_EQ(words(R"({"do_resize": true, "size": 512, "resample": 2, "do_normalize": true, "image_mean":
                       [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225], "feature_extractor_type": "Segformer"})"),
              "stretch,antialias,imagenet");
    EXPECT_EQ(words(R"({"size": {"shortest_edge": 224}, "do_center_crop": true, "crop_size": {"height": 224, "width":
                       224}, "resample": 3, "do_rescale": false})"),
              "centre-crop,0-255,bicubic");
    EXPECT_EQ(words(R"({"size": {"shortest_edge": 384}, "crop_pct": 0.875, "do_flip_channel_order": true})"),
              "stretch,bgr,antialias");
    EXPECT_EQ(
        words(R"({"size": {"height": 8, "width": 8}, "rescale_factor": 0.00784313725490196, "image_mean": [1, 1, 1]})"),
        "stretch,divisor=127.5,antialias,mean=1:1:1");
}

TEST(SidecarHuggingFace, WhatCannotBeDoneIsRefused) {
    const auto words = [](std::string_view text) { return words_of(sidecar_from_preprocessor_config, text); };
    EXPECT_EQ(words("{\n\"size\": {\"shortest_edge\": 800, \"longest_edge\": 1333}}"),
              "error: line 2: size: only the shorter side has a size: that depends on the picture's shape, which this "
              "program cannot do exactly; say how the model is fed with --preprocess or 'preprocess:' in a model.yaml "
              "beside it");
    for (const char* const text :
         {R"({"size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": 224})",
          R"({"size": {"shortest_edge": 224}, "crop_pct": 0.875})", R"({"size": {"longest_edge": 1024}})",
          R"({"size": 800, "max_size": 1333})", R"({"size": 8, "do_resize": false})", R"({"do_normalize": true})",
          R"({"size": {"height": 518, "width": 518}, "keep_aspect_ratio": true})", R"({"size": 8, "resample": 0})",
          R"({"size": {"height": 8, "width": 8}, "do_center_crop": true, "crop_size": 4})",
          R"({"size": 8, "do_pad": true, "pad_size": {"height": 9, "width": 9}})"})
        EXPECT_THAT(words(text), HasSubstr("cannot do exactly")) << text;
    const Result<Sidecar> settled =
        sidecar_from_preprocessor_config(R"({"size": 8, "resample": 0})", {.preprocess = false});
    EXPECT_TRUE(settled.ok());
}

TEST(SidecarHuggingFaceErrors, SayTheLine) {
    const auto error = [](std::string_view text) { return error_of(sidecar_from_preprocessor_config, text); };
    EXPECT_EQ(error("[]"), "expected a JSON object, {...}");
    EXPECT_EQ(error("{\n\"size\": 8\n\"resample\": 2}"), "line 3: at character 13: expected ',' or '}'");
    EXPECT_EQ(error("{\"size\": 8,\n\"image_mean\": [1, 2]}"),
              "line 2: image_mean: expected a list of three numbers, one for each channel");
    EXPECT_EQ(error("{\"size\": 8, \"do_rescale\": \"maybe\"}"), "line 1: do_rescale: expected true or false");
    for (const char* const text :
         {R"({"size": 8, "rescale_factor": 0})", R"({"size": 8, "rescale_factor": -1})",
          R"({"size": 8, "rescale_factor": 1e300})", R"({"size": 8, "resample": "x"})",
          R"({"size": 8, "image_mean": [1, 1, 1], "image_std": [1, 0, 1]})",
          R"({"size": 8, "image_mean": [1e300, 1, 1]})", R"({"size": {"shortest_edge": "x"}})"})
        EXPECT_NE(error(text), "no error") << text;
    EXPECT_EQ(error_of(sidecar_from_model_config, "{\"id2label\":\n{\"x\": \"a\"}}"),
              "id2label: line 2: a key of the class names is not a number");
}

TEST(SidecarHuggingFace, AConfigOfSomethingElseSaysNothing) {
    EXPECT_TRUE(says_nothing(read(sidecar_from_model_config, "{// mine\n port: 80}")));
    EXPECT_TRUE(says_nothing(read(sidecar_from_model_config, "")));
    const Sidecar made_up = read(sidecar_from_model_config, R"({"model_type": "vit", "id2label": {"0": "LABEL_0"}})");
    EXPECT_FALSE(made_up.says.names);
    EXPECT_EQ(made_up.architecture, "vit");
}

// ---- PaddleDetection

TEST(SidecarPaddle, PicoDet) {
    const Sidecar sidecar = read(sidecar_from_infer_config, picodet_config);
    EXPECT_EQ(sidecar.architecture, "PicoDet");
    EXPECT_EQ(to_words(*sidecar.says.preprocess), "stretch,cubic,imagenet");
    EXPECT_EQ(sidecar.says.input_size, std::pair(416, 320));
    EXPECT_THAT(*sidecar.says.names, ElementsAre("person", "bicycle"));
}

TEST(SidecarPaddle, OtherSteps) {
    const auto words = [](std::string_view steps) {
        return words_of(sidecar_from_infer_config, "Preprocess:\n" + std::string(steps));
    };
    // PP-YOLOE+ and RT-DETR
    EXPECT_EQ(words("- {type: Resize, interp: 2, keep_ratio: false, target_size: [640, 640]}\n"
                    "- {type: NormalizeImage, mean: [0, 0, 0], std: [1, 1, 1], norm_type: none}\n- type: Permute\n"),
              "stretch,cubic");
    // YOLOX in PaddleYOLO
    EXPECT_EQ(words("- {type: Resize, interp: 1, keep_ratio: true, target_size: [640, 640]}\n"
                    "- {type: Pad, size: [640, 640], fill_value: [114., 114., 114.]}\n"
                    "- {type: NormalizeImage, is_scale: false, mean: [0, 0, 0], std: [1, 1, 1]}\n- {type: Permute}\n"
                    "- {type: PadStride, stride: 32}\n"),
              "top-left-rounded,0-255");
    // exported with the normalisation inside
    EXPECT_EQ(words("- {type: Resize, keep_ratio: false, target_size: &s [8, 8], origin_shape: *s}\n"),
              "stretch,0-255");
}

TEST(SidecarPaddle, WhatCannotBeDoneIsRefused) {
    const std::string resize = "- {type: Resize, target_size: [8, 8], keep_ratio: ";
    for (const std::string& steps :
         {resize + "true}\n", resize + "true}\n- {type: PadStride, stride: 32}\n", resize + "false, interp: 3}\n",
          std::string("- {type: Permute}\n"), std::string("- {type: WarpAffine}\n"),
          resize + "true}\n- {type: Pad, fill_value: [1, 2, 3]}\n",
          resize + "true}\n- {type: Pad, fill_value: [-1, -1, -1]}\n",
          resize + "true}\n- {type: Pad, fill_value: [1e30, 1e30, 1e30]}\n",
          resize + "true}\n- {type: NormalizeImage}\n- {type: Pad}\n",
          "- {type: NormalizeImage}\n" + resize + "false}\n"})
        EXPECT_THAT(error_of(sidecar_from_infer_config, "Preprocess:\n" + steps), HasSubstr("cannot do exactly"))
            << steps;
    for (const char* const text :
         {"arch: x\n", "Preprocess: 1\n", "Preprocess:\n- 1\n", "[]", "Preprocess: [{type: Resize, keep_ratio: 2}]",
          "Preprocess: [{type: NormalizeImage, std: [0, 1, 1]}]", "Preprocess: [{type: NormalizeImage, norm_type: l2}]",
          "Preprocess: [{type: Pad, fill_value: 3}]"})
        EXPECT_EQ(error_of(sidecar_from_infer_config, text).find("cannot do"), std::string::npos) << text;
}

// ---- finding

class SidecarFiles : public testing::Test {
protected:
    void write(const std::string& name, std::string_view text = "") {
        std::filesystem::create_directories((folder_ / name).parent_path());
        write_text(folder_ / name, text);
    }

    /// The names of the files that were found, with '!' where it failed.
    std::vector<std::string> found(const std::string& model, const ModelOverrides& flags = {}) {
        const Result<std::vector<Sidecar>> sidecars = find_sidecars(folder_ / model, flags);
        if (!sidecars) return {"!" + sidecars.error().to_string()};
        std::vector<std::string> names;
        for (const Sidecar& sidecar : *sidecars) names.push_back(sidecar.file.lexically_relative(folder_.path()));
        return names;
    }

    TemporaryFolder folder_;
};

TEST_F(SidecarFiles, InTheirOrder) {
    write("a.onnx");
    EXPECT_THAT(found("a.onnx"), ElementsAre());
    write("infer_cfg.yml", picodet_config);
    write("config.json", rtdetr_config);
    write("preprocessor_config.json", rtdetr_processor);
    write("coco.names", "x\n");
    EXPECT_THAT(found("a.onnx"), ElementsAre("coco.names", "preprocessor_config.json", "config.json", "infer_cfg.yml"));
    write("labels.txt", "x\n");
    write("model.yml", "task: detect\n");
    write("model.yaml", "task: detect\n");
    write("a.yaml", "task: detect\n");
    EXPECT_THAT(found("a.onnx"), ElementsAre("a.yaml", "model.yaml", "model.yml", "labels.txt",
                                             "preprocessor_config.json", "config.json", "infer_cfg.yml"));
    write("classes.txt", "x\n");
    EXPECT_THAT(found("a.onnx"), testing::Contains("classes.txt"));
    write("a.names", "x\n");
    EXPECT_THAT(found("a.onnx"),
                testing::AllOf(testing::Contains("a.names"), testing::Not(testing::Contains("classes.txt"))));
    EXPECT_THAT(found("b.onnx"), testing::Contains("classes.txt"));
}

TEST_F(SidecarFiles, NamesFilesOnlyWhenThereIsOne) {
    write("a.onnx");
    write("coco.names", "x\n");
    write("voc.names", "x\n");
    EXPECT_THAT(found("a.onnx"), ElementsAre());
}

TEST_F(SidecarFiles, FixedNamesSpeakForOneModel) {
    write("infer_cfg.yml", picodet_config);
    write("config.json", rtdetr_config);
    for (const char* const model : {"a.onnx", "model.onnx", "model_fp16.onnx"}) write(model);
    EXPECT_THAT(found("a.onnx"), ElementsAre());
    EXPECT_THAT(found("model.onnx"), ElementsAre("config.json", "infer_cfg.yml"));
    EXPECT_THAT(found("model_fp16.onnx"), ElementsAre("config.json", "infer_cfg.yml"));
}

TEST_F(SidecarFiles, OptimumsFolder) {
    write("onnx/model.onnx");
    write("config.json", rtdetr_config);
    write("preprocessor_config.json", rtdetr_processor);
    EXPECT_THAT(found("onnx/model.onnx"), ElementsAre("preprocessor_config.json", "config.json"));
    write("onnx/config.json", rtdetr_config);
    EXPECT_THAT(found("onnx/model.onnx"), ElementsAre("preprocessor_config.json", "onnx/config.json"));
    write("other/model.onnx");
    EXPECT_THAT(found("other/model.onnx"), ElementsAre());
    EXPECT_THAT(found("nowhere/model.onnx"), ElementsAre());
}

TEST_F(SidecarFiles, WhatIsSettledIsNotRead) {
    write("a.onnx");
    write("classes.txt", "\xff");
    write("preprocessor_config.json", R"({"size": {"shortest_edge": 800}})");
    EXPECT_THAT(found("a.onnx"), ElementsAre(HasSubstr("classes.txt': is not UTF-8 text")));
    ModelOverrides flags;
    flags.names = {"cat"};
    EXPECT_THAT(found("a.onnx", flags), ElementsAre(HasSubstr("preprocessor_config.json': line 1: size: only")));
    flags.preprocess = PreprocessSpec{};
    EXPECT_THAT(found("a.onnx", flags), ElementsAre());
    write("a.yaml", "preprocess: stretch\nnames: [cat]\n");
    EXPECT_THAT(found("a.onnx"), ElementsAre("a.yaml"));
}

TEST_F(SidecarFiles, OnlyRegularFiles) {
    write("a.onnx");
    write("a.yaml/x");
    write("classes.txt/x");
    ASSERT_EQ(::mkfifo((folder_ / "model.yaml").c_str(), 0600), 0);
    EXPECT_THAT(found("a.onnx"), ElementsAre());
}

TEST_F(SidecarFiles, ErrorsNameTheFile) {
    write("a.onnx");
    write("a.yaml", "task: [\n");
    EXPECT_THAT(found("a.onnx"),
                ElementsAre(testing::AllOf(HasSubstr("sidecar file '"), HasSubstr("a.yaml': line 2: "))));
    write("a.yaml", std::string((16 << 20) + 1, '#'));
    EXPECT_THAT(found("a.onnx"), ElementsAre(HasSubstr("a.yaml': ")));
}

// ---- hostile

TEST(SidecarHostile, MutatedAndTruncatedTextsAreReadOrRefused) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::pair<Format, std::string_view> samples[]{{sidecar_from_model_yaml, model_yaml},
                                                        {sidecar_from_preprocessor_config, rtdetr_processor},
                                                        {sidecar_from_model_config, rtdetr_config},
                                                        {sidecar_from_infer_config, picodet_config}};
    for (const auto& [format, sample] : samples) {
        for (std::size_t length = 0; length < sample.size(); ++length) (void)format(sample.substr(0, length), {}).ok();
        for (int round = 0; round < 5'000; ++round) {
            const Result<Sidecar> sidecar = format(mutated(std::string(sample), 4, random), {});
            if (!sidecar || !sidecar->says.preprocess) continue;
            const PreprocessSpec& spec = *sidecar->says.preprocess;
            EXPECT_EQ(*parse_preprocess(to_words(spec)), spec) << to_words(spec);
        }
    }
}

TEST(SidecarHostile, DeepAndHugeTextsAreRefused) {
    for (const Format format : {Format{sidecar_from_model_yaml}, Format{sidecar_from_infer_config}}) {
        EXPECT_THAT(error_of(format, "a: " + std::string(100'000, '[')), HasSubstr("deeper than 16"));
        EXPECT_THAT(error_of(format, "a: " + std::string(100'000, '{')), HasSubstr("deeper than 16"));
    }
    const std::string deep = "{\"id2label\": " + std::string(100'000, '[');
    EXPECT_THAT(error_of(sidecar_from_model_config, deep), HasSubstr("deeper than 16"));
    EXPECT_THAT(error_of(sidecar_from_preprocessor_config, deep), HasSubstr("deeper than 16"));
    std::string numbers = "anchors: [";
    for (int count = 0; count < 3'000; ++count) numbers += "1, 2, ";
    EXPECT_THAT(error_of(sidecar_from_model_yaml, numbers + "]"), HasSubstr("line 1: anchors: expected"));
    EXPECT_THAT(error_of(sidecar_from_model_yaml, "names: {99999999: a}"), HasSubstr("is not between 0 and 99999"));
    std::string steps = "Preprocess:\n";
    for (int count = 0; count <= 100; ++count) steps += "- {type: Permute}\n";
    EXPECT_THAT(error_of(sidecar_from_infer_config, steps), HasSubstr("at most 100 steps"));
}

}  // namespace
}  // namespace yolozu::test
