# SPDX-License-Identifier: Apache-2.0
"""The rows of the table of families: a model, what is done to a picture before it, and what to its outputs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import onnx

import anchor_models as anchors
import decoding
import numpy_onnx
import pictures
import query_models as queries
import selected_models as selected
from decoding import Decoder, Found
from pictures import Placed, Recipe

Array = np.ndarray
Feeds = Callable[[Placed], dict[str, Array]]


@dataclass
class Case:
    name: str
    build: Callable[[], onnx.ModelProto]
    recipe: Recipe
    decode: Decoder | None
    head: str
    family: str  # a word of the family's name
    task: str = "detect"
    feeds: Feeds | None = None  # of the inputs besides the picture
    files: dict[str, str] = field(default_factory=dict)  # beside the model
    # No file says the anchors of a raw map: without these flags it is refused.
    flags: tuple[str, ...] = ()

    def outputs(self, model: onnx.ModelProto, picture: Array) -> tuple[list[Array], Placed]:
        """What the model gives for a picture, and where that lies in the input."""
        image = next(value for value in model.graph.input if len(value.type.tensor_type.shape.dim) == 4)
        height, width = (extent.dim_value for extent in image.type.tensor_type.shape.dim[2:])
        tensor, placed = self.recipe.prepare(picture, (height, width))
        element = onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[image.type.tensor_type.elem_type]
        extra = self.feeds(placed) if self.feeds else {}
        outputs = numpy_onnx.run(model, {image.name: tensor.astype(element), **extra})
        return [output.astype(np.float32) if output.dtype == np.float16 else output for output in outputs], placed

    def expected(self, model: onnx.ModelProto, picture: Array) -> list[Found]:
        assert self.decode
        return self.decode(*self.outputs(model, picture))


def original_size(placed: Placed) -> dict[str, Array]:
    return {"orig_target_sizes": np.array([placed.picture], np.int64)}


def scale_factor(placed: Placed) -> dict[str, Array]:
    """y first."""
    return {"scale_factor": np.array([placed.scale[::-1]], np.float32)}


def paddle_feeds(placed: Placed) -> dict[str, Array]:
    return {"im_shape": np.array([placed.network[::-1]], np.float32), **scale_factor(placed)}


def image_shape(placed: Placed) -> dict[str, Array]:
    return {"image_shape": np.array([placed.picture[::-1]], np.float32)}


def hugging_face(normalise: bool) -> dict[str, str]:
    """Hugging Face's preprocessor_config.json; resample 2 is Pillow's bilinear."""
    return {"preprocessor_config.json": json.dumps({
        "do_normalize": normalise, "do_pad": False, "do_rescale": True, "do_resize": True,
        "format": "coco_detection", "image_mean": pictures.IMAGENET_MEAN, "image_std": pictures.IMAGENET_DEVIATION,
        "image_processor_type": "RTDetrImageProcessor", "resample": 2, "rescale_factor": 1 / 255,
        "size": {"height": anchors.HEIGHT, "width": anchors.WIDTH}})}


COCO_NAMES = ["person", *(f"thing {number}" for number in range(1, 79)), "toothbrush"]


def infer_cfg(architecture: str, normalise: str) -> dict[str, str]:
    """PaddleDetection's infer_cfg.yml; interp 2 is OpenCV's cubic."""
    names = "\n".join(f"- class {number}" for number in range(anchors.CLASSES))
    return {"infer_cfg.yml": f"""mode: paddle
draw_threshold: 0.5
metric: COCO
use_dynamic_shape: false
arch: {architecture}
min_subgraph_size: 3
Preprocess:
- interp: 2
  keep_ratio: false
  target_size:
  - {anchors.HEIGHT}
  - {anchors.WIDTH}
  type: Resize
{normalise}- type: Permute
label_list:
{names}
"""}


IMAGENET_NORMALISE = """- is_scale: true
  mean:
  - 0.485
  - 0.456
  - 0.406
  std:
  - 0.229
  - 0.224
  - 0.225
  type: NormalizeImage
"""
PLAIN_NORMALISE = """- mean:
  - 0.0
  - 0.0
  - 0.0
  norm_type: none
  std:
  - 1.0
  - 1.0
  - 1.0
  type: NormalizeImage
"""

DETECT_CASES = [
    Case("yolov5", anchors.yolov5, pictures.LETTERBOX, decoding.yolov5, "yolov5", "YOLOv5"),
    Case("yolov5 of one class", lambda: anchors.yolov5(classes=1), pictures.LETTERBOX, decoding.yolov5,
         "yolov5", "YOLOv5"),
    Case("yolov6", anchors.yolov6, pictures.LETTERBOX, decoding.yolov5, "yolov5", "YOLOv6"),
    Case("yolov6 without distributions", lambda: anchors.yolov6(distribution=False), pictures.LETTERBOX,
         decoding.yolov5, "yolov5", "YOLOv6"),
    Case("yolov6 of four strides", lambda: anchors.yolov6(p6=True), pictures.LETTERBOX, decoding.yolov5, "yolov5",
         "YOLOv6"),
    Case("yolov7 --grid", anchors.yolov7_grid, pictures.LETTERBOX, decoding.yolov5, "yolov5", "YOLOv7"),
    Case("yolov7 --grid of one class", lambda: anchors.yolov7_grid(classes=1), pictures.LETTERBOX,
         decoding.yolov7_one_class, "yolov5", "YOLOv7"),
    Case("yolov7 without --grid", anchors.yolov7_maps, pictures.LETTERBOX, decoding.yolov7_maps, "yolov7-maps",
         "YOLOv7", flags=("--head", "yolov7-maps")),
    Case("yolov7 --include-nms", anchors.yolov7_pairs, pictures.LETTERBOX, decoding.scores_boxes, "boxes-scores",
         "YOLOv7"),
    Case("yolov8", anchors.yolov8, pictures.LETTERBOX, decoding.yolov8, "yolov8", "YOLOv8"),
    Case("yolov8 without metadata", lambda: anchors.yolov8(metadata=False), pictures.LETTERBOX, decoding.yolov8,
         "yolov8", "YOLOv8"),
    Case("yolo26 with end2end=False", lambda: anchors.yolov8(end2end="False"), pictures.LETTERBOX, decoding.yolov8,
         "yolov8", "YOLO"),
    Case("yolov9 with its auxiliary branch", anchors.yolov9_dual, pictures.LETTERBOX, decoding.yolov9_dual, "yolov8",
         "YOLOv9"),
    Case("yolox", anchors.yolox, pictures.YOLOX, decoding.yolox, "yolox", "YOLOX"),
    Case("yolox --decode_in_inference", lambda: anchors.yolox(decoded=True), pictures.YOLOX, decoding.yolov5, "yolov5",
         "YOLOX"),
    Case("yolo-nas", anchors.yolo_nas, pictures.YOLO_NAS, decoding.boxes_scores, "boxes-scores", "YOLO-NAS"),
    Case("yolo-world", anchors.yolo_world, pictures.LETTERBOX, decoding.scores_boxes, "boxes-scores", "YOLO-World"),
    Case("damo-yolo", anchors.damo_yolo, pictures.DAMO, decoding.scores_boxes, "boxes-scores", "DAMO-YOLO"),
    Case("damo-yolo --benchmark", anchors.damo_maps, pictures.DAMO, decoding.damo_maps, "damo-maps", "DAMO-YOLO"),
    Case("nanodet-plus", anchors.nanodet, pictures.NANODET, decoding.nanodet(anchors.FOUR_STRIDES, 0), "nanodet-plus",
         "NanoDet-Plus"),
    Case("nanodet", lambda: anchors.nanodet(plus=False), pictures.NANODET_V0, decoding.nanodet(anchors.STRIDES, 0.5),
         "nanodet", "NanoDet"),
    Case("picodet without post-processing", anchors.picodet_maps, pictures.PADDLE, decoding.picodet_maps,
         "picodet-maps", "PicoDet"),
    Case("pp-yoloe exclude_nms", lambda: anchors.ppyoloe(True), pictures.PADDLE, decoding.ppyoloe_pairs,
         "boxes-scores", "PP-YOLOE", feeds=scale_factor, files=infer_cfg("YOLO", IMAGENET_NORMALISE)),
    Case("pp-yoloe+ exclude_post_process", lambda: anchors.ppyoloe(False), pictures.PADDLE_PLAIN,
         decoding.ppyoloe_rows, "ppyoloe", "PP-YOLOE", files=infer_cfg("YOLO", PLAIN_NORMALISE)),
    Case("fastestdet", anchors.fastestdet, pictures.FASTESTDET, decoding.fastestdet, "fastestdet", "FastestDet"),
    Case("yolo-fastestv2", anchors.yolo_fastestv2, pictures.FASTESTDET, decoding.yolo_fastestv2, "yolo-fastestv2",
         "YOLO-Fast", flags=("--head", "yolo-fastestv2")),
    Case("yolov3 maps", anchors.yolov3_maps, pictures.LETTERBOX, decoding.yolov3_maps, "yolov3-maps", "YOLOv3",
         flags=("--head", "yolov3-maps")),
    Case("yolov10", selected.yolov10, pictures.LETTERBOX, decoding.end_to_end, "end2end", "YOLOv10"),
    Case("yolo26", selected.yolo26, pictures.LETTERBOX, decoding.end_to_end, "end2end", "YOLO26"),
    Case("yolov8 nms=True", selected.nms_rows, pictures.LETTERBOX, decoding.end_to_end, "end2end", "nms=True"),
    Case("damo-yolo end2end", selected.end2end_damo, pictures.DAMO, decoding.efficient_nms, "efficient-nms",
         "DAMO-YOLO"),
    Case("yolov7 end2end", selected.end2end_yolov7, pictures.LETTERBOX, decoding.efficient_nms, "efficient-nms",
         "YOLO"),
    Case("yolov6 end2end", selected.end2end_yolov6, pictures.LETTERBOX, decoding.efficient_nms, "efficient-nms",
         "YOLO"),
    Case("yolov6 end2end --with-preprocess", lambda: selected.end2end_yolov6(True), pictures.LETTERBOX_BGR_BYTES,
         decoding.efficient_nms, "efficient-nms", "YOLO"),
    Case("yolov7 end2end for ONNX Runtime", selected.yolov7_ort, pictures.LETTERBOX, decoding.nms_rows(False),
         "nms-rows-class-score", "YOLOv7"),
    Case("yolo-nas, batch form", lambda: selected.yolo_nas_uint8(False), pictures.YOLO_NAS_BYTES,
         decoding.efficient_nms, "efficient-nms", "YOLO-NAS"),
    Case("yolo-nas, flat form", lambda: selected.yolo_nas_uint8(True), pictures.YOLO_NAS_BYTES,
         decoding.nms_rows(True), "nms-rows-score-class", "YOLO-NAS"),
    Case("rtmdet", selected.rtmdet, pictures.RTMDET, decoding.mmdeploy, "mmdeploy", "RTMDet"),
    Case("pp-yoloe of paddle", lambda: selected.paddle(("image", "scale_factor")), pictures.PADDLE, decoding.paddle,
         "paddle", "PP-YOLOE", feeds=scale_factor, files=infer_cfg("YOLO", IMAGENET_NORMALISE)),
    Case("pp-yoloe+ of paddle", lambda: selected.paddle(("image", "scale_factor")), pictures.PADDLE_PLAIN,
         decoding.paddle, "paddle", "PP-YOLOE", feeds=scale_factor, files=infer_cfg("YOLO", PLAIN_NORMALISE)),
    Case("picodet of paddle", lambda: selected.paddle(("image", "scale_factor")), pictures.PADDLE, decoding.paddle,
         "paddle", "PicoDet", feeds=scale_factor, files=infer_cfg("PicoDet", IMAGENET_NORMALISE)),
    Case("rt-detr of paddle", queries.rtdetr_paddle, pictures.PADDLE_PLAIN, decoding.paddle, "paddle", "RT-DETR",
         feeds=paddle_feeds, files=infer_cfg("DETR", PLAIN_NORMALISE)),
    Case("rt-detr of paddle without infer_cfg", queries.rtdetr_paddle, pictures.PADDLE_PLAIN, decoding.paddle,
         "paddle", "RT-DETR", feeds=paddle_feeds),
    Case("yolov3 of the zoo", selected.yolov3_zoo, pictures.KERAS, decoding.yolov3_zoo, "yolov3-zoo", "YOLOv3",
         feeds=image_shape),
    Case("rt-detr, d-fine and deim", queries.rtdetr, pictures.STRETCH_PILLOW, decoding.rtdetr, "rtdetr", "RT-DETR",
         feeds=original_size),
    Case("deimv2 with a vision transformer", lambda: queries.rtdetr(patch=16), pictures.STRETCH_PILLOW_IMAGENET,
         decoding.rtdetr, "rtdetr", "DEIMv2", feeds=original_size),
    Case("rt-detr of transformers", queries.rtdetr_transformers, pictures.STRETCH_PILLOW,
         decoding.rtdetr_transformers, "detr", "DETR"),
    Case("rt-detr of transformers with its processor", queries.rtdetr_transformers, pictures.STRETCH_PILLOW,
         decoding.rtdetr_transformers, "detr", "DETR", files=hugging_face(normalise=False)),
    Case("a normalised rt-detr of transformers", queries.rtdetr_transformers, pictures.STRETCH_PILLOW_IMAGENET,
         decoding.rtdetr_transformers, "detr", "DETR", files=hugging_face(normalise=True)),
    Case("rt-detr of ultralytics", queries.rtdetr_ultralytics, pictures.STRETCH, decoding.rtdetr_ultralytics,
         "rtdetr-rows", "RT-DETR"),
    Case("rt-detr of ultralytics, 2026", queries.rtdetr_ultralytics_selected, pictures.STRETCH,
         decoding.rtdetr_ultralytics_selected, "end-to-end-fractions", "RT-DETR"),
    Case("rf-detr", queries.rf_detr, pictures.RF_DETR, decoding.rf_detr, "detr", "RF-DETR"),
    Case("rf-detr with COCO's ids", lambda: queries.rf_detr(coco=True), pictures.RF_DETR, decoding.rf_detr_coco,
         "detr", "RF-DETR", files={"classes.txt": "\n".join(COCO_NAMES)}),
    Case("rf-detr with 91 columns and no names", lambda: queries.rf_detr(coco=True), pictures.RF_DETR,
         decoding.rf_detr, "detr", "RF-DETR"),
]

SEGMENT_CASES = [
    Case("yolov5-seg", lambda: anchors.yolov5(segment=True), pictures.LETTERBOX, decoding.yolov5_segment, "yolov5",
         "YOLOv5", "segment"),
    Case("yolov7-seg", anchors.yolov7_segment, pictures.LETTERBOX, decoding.yolov5_segment, "yolov5", "YOLOv7",
         "segment"),
    Case("yolov8-seg", lambda: anchors.yolov8("segment"), pictures.LETTERBOX, decoding.yolov8_segment, "yolov8",
         "YOLOv8", "segment"),
    Case("yolov8-seg nms=True", lambda: selected.nms_rows("segment"), pictures.LETTERBOX, decoding.end_to_end_segment,
         "end2end", "nms=True", "segment"),
    Case("yolo26-seg", lambda: selected.yolo26("segment"), pictures.LETTERBOX, decoding.end_to_end_segment, "end2end",
         "YOLO26", "segment"),
    Case("yolo26-seg, half and end2end", selected.yolo26_half, pictures.LETTERBOX, decoding.end_to_end_segment,
         "end2end", "YOLO26", "segment"),
    Case("rf-detr-seg", lambda: queries.rf_detr(masks=True), pictures.RF_DETR, decoding.rf_detr_segment, "detr",
         "RF-DETR", "segment"),
]

POSE_CASES = [
    Case("yolov8-pose", lambda: anchors.yolov8("pose"), pictures.LETTERBOX, decoding.yolov8_pose(3), "yolov8",
         "YOLOv8", "pose"),
    Case("yolov8-pose without visibility", lambda: anchors.yolov8("pose", keypoint_shape=(4, 2)), pictures.LETTERBOX,
         decoding.yolov8_pose(2), "yolov8", "YOLOv8", "pose"),
    Case("yolov8-pose nms=True", lambda: selected.nms_rows("pose"), pictures.LETTERBOX, decoding.end_to_end_pose,
         "end2end", "nms=True", "pose"),
    Case("yolo26-pose", lambda: selected.yolo26("pose"), pictures.LETTERBOX, decoding.end_to_end_pose, "end2end",
         "YOLO26", "pose"),
]

OBB_CASES = [
    Case("yolov8-obb", anchors.yolov8_obb, pictures.LETTERBOX, decoding.yolov8_obb, "yolov8", "YOLOv8", "obb"),
    Case("yolov8-obb nms=True", lambda: selected.nms_rows("obb"), pictures.LETTERBOX, decoding.end_to_end_obb,
         "end-to-end-obb", "nms=True", "obb"),
    Case("yolo26-obb", lambda: selected.yolo26("obb"), pictures.LETTERBOX, decoding.end_to_end_obb, "end-to-end-obb",
         "YOLO26", "obb"),
]

POSE6D_CASES = [
    Case("rtdetr_pose", queries.yolozu_pose, pictures.STRETCH_PILLOW, decoding.yolozu_pose, "yolozu-pose", "YOLOZU",
         "pose6d"),
    Case("rtdetr_pose with keypoints", lambda: queries.yolozu_pose(4, per_query=True), pictures.STRETCH_PILLOW,
         decoding.yolozu_pose, "yolozu-pose", "YOLOZU", "pose6d"),
]

CLASSIFY_CASES = [
    Case("yolov8-cls", lambda: queries.classifier(True), pictures.ULTRALYTICS_CLASSIFIER, None, "classifier", "YOLO",
         "classify"),
    Case("yolov5-cls", lambda: queries.classifier(False), pictures.YOLOV5_CLASSIFIER, None, "classifier", "YOLOv5",
         "classify"),
]

SEMANTIC_CASES = [
    Case("yolo26-sem, logits", lambda: queries.semantic(False), pictures.LETTERBOX, None, "semantic-logits", "YOLO26",
         "semantic"),
    Case("yolo26-sem, ids", lambda: queries.semantic(True), pictures.LETTERBOX, None, "class-map", "YOLO26",
         "semantic"),
]

DEPTH_CASES = [Case("yolo26-depth", queries.depth, pictures.LETTERBOX, None, "depth-map", "YOLO26", "depth")]
