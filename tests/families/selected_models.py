# SPDX-License-Identifier: Apache-2.0
"""Exports that choose the detections themselves: by NonMaxSuppression, or by ranking all scores (TopK)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx

import anchor_models
from anchor_models import ultralytics
from graph import Graph
from scene import CLASSES, HEIGHT, SIZE, WIDTH

Array = np.ndarray

ROWS = 300


# ---- ranking ---------------------------------------------------------------------------------------------------------

def chosen_rows(graph: Graph, values: str, rows: str, columns: int) -> str:
    """Rows [1, K, columns] of values [1, N, columns] by their indices [1, K, 1]."""
    wide = graph.node("Expand", rows, graph.integers(1, 1, columns))
    return graph.node("GatherElements", values, wide, axis=1)


def ranked(graph: Graph, boxes: str, scores: str, extra: str | None = None, extra_columns: int = 0,
           classes: int = CLASSES, keep: int = ROWS) -> str:
    """v10postprocess: the best anchors, then the best of anchors x classes; rows of box, score, class, extra."""
    limit = graph.integers(keep)
    best = graph.node("ReduceMax", scores, axes=[2], keepdims=0)
    _, anchors = graph.nodes_outputs("TopK", 2, best, limit, axis=1)
    anchors = graph.node("Unsqueeze", anchors, graph.integers(-1))
    pairs = graph.node("Flatten", chosen_rows(graph, scores, anchors, classes), axis=1)
    top, index = graph.nodes_outputs("TopK", 2, pairs, limit, axis=1)
    class_ids = graph.node("Cast", graph.node("Mod", index, graph.integers(classes)), to=onnx.TensorProto.FLOAT)
    rows = graph.node("Unsqueeze", graph.node("Div", index, graph.integers(classes)), graph.integers(-1))
    parts = [chosen_rows(graph, chosen_rows(graph, boxes, anchors, 4), rows, 4),
             graph.node("Unsqueeze", top, graph.integers(-1)), graph.node("Unsqueeze", class_ids, graph.integers(-1))]
    if extra:
        parts.append(chosen_rows(graph, chosen_rows(graph, extra, anchors, extra_columns), rows, extra_columns))
    return graph.concat(*parts, axis=2)


def yolov10(seed: int = 41) -> onnx.ModelProto:
    graph = Graph()
    head = anchor_models.anchor_free(graph, anchor_models.image_input(graph), seed, corners=True)
    boxes, scores = anchor_models.pair_rows(graph, head)
    graph.output(ranked(graph, boxes, scores), "output0")
    return graph.model(ultralytics("detect"))


def yolo26(task: str = "detect", seed: int = 42, keypoint_shape: tuple[int, int] = (5, 3)) -> onnx.ModelProto:
    """End to end; distances come from the convolution itself (reg_max 1)."""
    graph = Graph()
    image = anchor_models.image_input(graph)
    properties = ultralytics(task, end2end="True")
    if task == "obb":
        oriented = anchor_models.oriented_head(graph, image, seed)
        boxes, scores = graph.transpose(oriented.boxes, 0, 2, 1), graph.transpose(oriented.scores, 0, 2, 1)
        extra, columns = graph.transpose(oriented.angles, 0, 2, 1), 1
    else:
        head = anchor_models.anchor_free(graph, image, seed, bins=1, corners=True)
        boxes, scores = anchor_models.pair_rows(graph, head)
        extra, columns = None, 0
    if task == "segment":
        extra = graph.transpose(anchor_models.mask_coefficients(graph, image, seed), 0, 2, 1)
        columns = anchor_models.COEFFICIENTS
    if task == "pose":
        extra = graph.transpose(anchor_models.keypoints(graph, image, seed, *keypoint_shape), 0, 2, 1)
        columns = keypoint_shape[0] * keypoint_shape[1]
        properties["kpt_shape"] = repr(list(keypoint_shape))
    graph.output(ranked(graph, boxes, scores, extra, columns), "output0")
    if task == "segment":
        graph.output(anchor_models.prototypes(graph, image, seed), "output1")
    return graph.model(properties)


def yolo26_half(seed: int = 43) -> onnx.ModelProto:
    """float16 in, output0 float32, the prototypes float16."""
    graph = Graph()
    image = graph.node("Cast", graph.input("images", [1, 3, *SIZE], np.float16), to=onnx.TensorProto.FLOAT)
    head = anchor_models.anchor_free(graph, image, seed, bins=1, corners=True)
    boxes, scores = anchor_models.pair_rows(graph, head)
    coefficients = graph.transpose(anchor_models.mask_coefficients(graph, image, seed), 0, 2, 1)
    graph.output(ranked(graph, boxes, scores, coefficients, anchor_models.COEFFICIENTS), "output0")
    made = anchor_models.prototypes(graph, image, seed)
    graph.output(graph.node("Cast", made, to=onnx.TensorProto.FLOAT16), "output1")
    return graph.model(ultralytics("segment", end2end="True", args="{'half': True, 'nms': False}"))


# ---- suppression in the graph ----------------------------------------------------------------------------------------

@dataclass
class Selection:
    """Indices [M] of what NonMaxSuppression chose."""

    classes: str
    rows: str
    slots: str


def suppressed(graph: Graph, boxes: str, scores: str, iou: float = 0.65, threshold: float = 0.05,
               limit: int = 100) -> Selection:
    """From corners [1, N, 4] and scores [1, classes, N]."""
    indices = graph.node("NonMaxSuppression", boxes, scores, graph.integers(limit), graph.constant([iou]),
                         graph.constant([threshold]))
    slots, classes, rows = (graph.node("Gather", indices, graph.constant(column, np.int64), axis=1)
                            for column in range(3))
    return Selection(classes, rows, slots)


def selected(graph: Graph, values: str, rows: str, columns: int) -> str:
    """Rows [M, columns] of values [1, N, columns]."""
    return graph.node("Gather", graph.reshape(values, -1, columns), rows, axis=0)


def selected_scores(graph: Graph, scores: str, selection: Selection) -> str:
    """[M, 1] of scores [1, classes, N]."""
    places = [graph.node("Unsqueeze", part, graph.integers(1))
              for part in (selection.slots, selection.classes, selection.rows)]
    chosen = graph.node("GatherND", scores, graph.concat(*places, axis=1))
    return graph.node("Unsqueeze", chosen, graph.integers(1))


def as_column(graph: Graph, values: str, element: int = onnx.TensorProto.FLOAT) -> str:
    return graph.node("Unsqueeze", graph.node("Cast", values, to=element), graph.integers(1))


def sorted_rows(graph: Graph, rows: str, scores: str, columns: int, keep: int, filler: float = 0) -> str:
    """The best `keep` rows [keep, columns] of [M, columns], best first, and rows of `filler` where there are fewer."""
    padded = graph.concat(rows, graph.constant(np.full((keep, columns), filler)), axis=0)
    score_column = graph.concat(graph.node("Squeeze", scores, graph.integers(1)),
                                graph.constant(np.full(keep, -1)), axis=0)
    _, order = graph.nodes_outputs("TopK", 2, score_column, graph.integers(keep), axis=0)
    return graph.node("Gather", padded, order, axis=0)


def nms_rows(task: str = "detect", seed: int = 44, keypoint_shape: tuple[int, int] = (5, 3)) -> onnx.ModelProto:
    """Ultralytics' nms=True: [1, 300, 6 + extra], rows of zeros behind the detections."""
    graph = Graph()
    image = anchor_models.image_input(graph)
    properties = ultralytics(task, args="{'batch': 1, 'half': False, 'nms': True}")
    extra, columns = None, 0
    if task == "obb":
        oriented = anchor_models.oriented_head(graph, image, seed)
        boxes, scores = graph.transpose(oriented.boxes, 0, 2, 1), oriented.scores
        extra, columns = graph.transpose(oriented.angles, 0, 2, 1), 1
    else:
        head = anchor_models.anchor_free(graph, image, seed, corners=True)
        boxes, scores = graph.transpose(head.boxes, 0, 2, 1), head.scores
    if task == "segment":
        extra = graph.transpose(anchor_models.mask_coefficients(graph, image, seed), 0, 2, 1)
        columns = anchor_models.COEFFICIENTS
    if task == "pose":
        extra = graph.transpose(anchor_models.keypoints(graph, image, seed, *keypoint_shape), 0, 2, 1)
        columns = keypoint_shape[0] * keypoint_shape[1]
        properties["kpt_shape"] = repr(list(keypoint_shape))
    corners = boxes if task != "obb" else around_centres(graph, boxes)
    selection = suppressed(graph, corners, scores)
    chosen = selected_scores(graph, scores, selection)
    parts = [selected(graph, boxes, selection.rows, 4), chosen, as_column(graph, selection.classes)]
    if extra:
        parts.append(selected(graph, extra, selection.rows, columns))
    rows = sorted_rows(graph, graph.concat(*parts, axis=1), chosen, 6 + columns, ROWS)
    graph.output(graph.node("Unsqueeze", rows, graph.integers(0)), "output0")
    if task == "segment":
        graph.output(anchor_models.prototypes(graph, image, seed), "output1")
    return graph.model(properties)


def around_centres(graph: Graph, boxes: str) -> str:
    """Corners [1, N, 4] of cx, cy, w, h."""
    centre, extent = graph.slice(boxes, 0, 2, 2), graph.scaled(graph.slice(boxes, 2, 4, 2), 0.5)
    return graph.concat(graph.node("Sub", centre, extent), graph.node("Add", centre, extent), axis=2)


@dataclass
class Chosen:
    """The best `keep` of a selection, padded: boxes [1, keep, 4], scores, class ids [1, keep], and their count."""

    boxes: str
    scores: str
    classes: str
    count: str


def chosen_parts(graph: Graph, boxes: str, scores: str, keep: int) -> Chosen:
    selection = suppressed(graph, boxes, scores)
    values = selected_scores(graph, scores, selection)
    parts = [selected(graph, boxes, selection.rows, 4), values, as_column(graph, selection.classes)]
    rows = sorted_rows(graph, graph.concat(*parts, axis=1), values, 6, keep)
    box, score, class_id = graph.split(graph.node("Unsqueeze", rows, graph.integers(0)), 4, 1, 1, axis=2)
    count = graph.node("Unsqueeze", graph.node("Shape", selection.rows), graph.integers(0))
    return Chosen(box, graph.reshape(score, 1, keep), graph.reshape(class_id, 1, keep), count)


def four_outputs(graph: Graph, chosen: Chosen, names: tuple[str, str, str, str], integer: int) -> None:
    for value, name in zip((chosen.count, chosen.boxes, chosen.scores, chosen.classes), names):
        is_integer = value in (chosen.count, chosen.classes)
        graph.output(graph.node("Cast", value, to=integer) if is_integer else value, name)


END_TO_END = ("num_dets", "det_boxes", "det_scores", "det_classes")


def end2end_yolov7(seed: int = 45) -> onnx.ModelProto:
    graph = Graph()
    rows, _ = anchor_models.anchored_rows(graph, anchor_models.image_input(graph), seed, anchor_models.V7_ANCHORS,
                                          CLASSES, 0)
    boxes, scores = anchor_models.anchored_corners_and_scores(graph, rows, CLASSES)
    chosen = chosen_parts(graph, boxes, graph.transpose(scores, 0, 2, 1), 100)
    four_outputs(graph, chosen, END_TO_END, onnx.TensorProto.INT32)
    return graph.model()


def end2end_yolov6(with_preprocess: bool = False, seed: int = 46) -> onnx.ModelProto:
    """--with-preprocess: the graph turns BGR into RGB and divides by 255."""
    graph = Graph()
    image = anchor_models.image_input(graph)
    if with_preprocess:
        reversed_channels = graph.node("Gather", image, graph.integers(2, 1, 0), axis=1)
        image = graph.scaled(reversed_channels, 1 / 255)
    head = anchor_models.anchor_free(graph, image, seed, bins=1)
    boxes = graph.transpose(head.boxes, 0, 2, 1)
    to_corners = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    corners = graph.node("MatMul", boxes, graph.constant(to_corners))
    four_outputs(graph, chosen_parts(graph, corners, head.scores, 100), END_TO_END, onnx.TensorProto.INT32)
    return graph.model()


def end2end_damo(seed: int = 52) -> onnx.ModelProto:
    """Boxes are corners from the start; fed with 0 to 255."""
    graph = Graph()
    head = anchor_models.anchor_free(graph, anchor_models.image_input(graph), seed, bins=17, offset=0, corners=True,
                                     strength=0.4 / 255)
    boxes = graph.transpose(head.boxes, 0, 2, 1)
    four_outputs(graph, chosen_parts(graph, boxes, head.scores, 100), END_TO_END, onnx.TensorProto.INT32)
    return graph.model()


def yolov7_ort(seed: int = 47) -> onnx.ModelProto:
    """--max-wh: [M, 7] of batch, corners, class, score."""
    graph = Graph()
    rows, _ = anchor_models.anchored_rows(graph, anchor_models.image_input(graph), seed, anchor_models.V7_ANCHORS,
                                          CLASSES, 0)
    boxes, scores = anchor_models.anchored_corners_and_scores(graph, rows, CLASSES)
    scores = graph.transpose(scores, 0, 2, 1)
    selection = suppressed(graph, boxes, scores)
    parts = [as_column(graph, selection.slots), selected(graph, boxes, selection.rows, 4),
             as_column(graph, selection.classes), selected_scores(graph, scores, selection)]
    graph.output(graph.concat(*parts, axis=1), "output", ["Concatoutput_dim_0", 7])
    return graph.model()


def yolo_nas_uint8(flat: bool, port: str = "", seed: int = 48) -> onnx.ModelProto:
    """preprocessing=True: uint8 in; the cast and the arithmetic are in the graph, resizing and padding are not.

    port: super-gradients' "ppyoloe" or "yolox", whose channels are turned round in the graph.
    """
    graph = Graph()
    image = graph.node("Cast", graph.input("input", [1, 3, *SIZE], np.uint8), to=onnx.TensorProto.FLOAT)
    if port:
        image = graph.node("Gather", image, graph.integers(2, 1, 0), axis=1)
    if port == "ppyoloe":
        image = graph.node("Sub", image, graph.constant(np.reshape((123.675, 116.28, 103.53), (1, 3, 1, 1))))
        image = graph.node("Div", image, graph.constant(np.reshape((58.395, 57.12, 57.375), (1, 3, 1, 1))))
    if not port:
        image = graph.node("Div", image, graph.constant(255))
    strength = 0.4 / 255 if port == "yolox" else 0.2
    head = anchor_models.anchor_free(graph, image, seed, bins=17, corners=True, strength=strength)
    boxes = graph.transpose(head.boxes, 0, 2, 1)
    if flat:
        selection = suppressed(graph, boxes, head.scores)
        parts = [as_column(graph, selection.slots), selected(graph, boxes, selection.rows, 4),
                 selected_scores(graph, head.scores, selection), as_column(graph, selection.classes)]
        graph.output(graph.concat(*parts, axis=1), "graph2_flat_predictions", ["num_detections", 7])
        return graph.model()
    names = tuple(f"graph2_{name}" for name in ("num_predictions", "pred_boxes", "pred_scores", "pred_classes"))
    four_outputs(graph, chosen_parts(graph, boxes, head.scores, 1000), names, onnx.TensorProto.INT64)
    return graph.model()


def rtmdet(seed: int = 49) -> onnx.ModelProto:
    """mmdeploy: dets [1, M, 5] and labels [1, M]; the network wants BGR with mean and deviation."""
    graph = Graph()
    image = graph.input("input", [1, 3, *SIZE])
    head = anchor_models.anchor_free(graph, image, seed, bins=1, offset=0, corners=True)
    boxes = graph.transpose(head.boxes, 0, 2, 1)
    chosen = chosen_parts(graph, boxes, head.scores, 200)
    scores = graph.node("Unsqueeze", chosen.scores, graph.integers(2))
    graph.output(graph.concat(chosen.boxes, scores, axis=2), "dets", [1, "num_dets", 5])
    graph.output(graph.node("Cast", chosen.classes, to=onnx.TensorProto.INT64), "labels", [1, "num_dets"])
    return graph.model()


def paddle(inputs: tuple[str, ...], strength: float = 0.1, seed: int = 50) -> onnx.ModelProto:
    """PaddleDetection with NMS: [M, 6] of class, score, corners in the picture's pixels, and the count [1]."""
    graph = Graph()
    feeds: dict[str, Any] = {}
    for name in inputs:
        feeds[name] = graph.input(name, [1, 3, *SIZE] if name == "image" else [1, 2])
    head = anchor_models.anchor_free(graph, feeds["image"], seed, bins=17, corners=True, strength=strength)
    y, x = graph.split(feeds["scale_factor"], 1, 1, axis=1)
    scale = graph.reshape(graph.concat(x, y, x, y, axis=1), 1, 1, 4)
    boxes = graph.node("Div", graph.transpose(head.boxes, 0, 2, 1), scale)
    selection = suppressed(graph, boxes, head.scores)
    scores = selected_scores(graph, head.scores, selection)
    found = graph.concat(as_column(graph, selection.classes), scores, selected(graph, boxes, selection.rows, 4), axis=1)
    # The exporter keeps one row of class -1 so that the tensor is never empty.
    nothing = graph.constant([[-1, 0, 0, 0, 0, 0]])
    graph.output(graph.concat(found, nothing, axis=0), "multiclass_nms3_0.tmp_0", ["M", 6])
    count = graph.node("Add", graph.node("Shape", selection.rows), graph.integers(1))
    graph.output(graph.node("Cast", count, to=onnx.TensorProto.INT32), "multiclass_nms3_0.tmp_2", [1])
    return graph.model()


def yolov3_zoo(seed: int = 51) -> onnx.ModelProto:
    """ONNX zoo: y1, x1, y2, x2 in the picture's pixels, scores [1, classes, n], and triples of indices."""
    graph = Graph()
    image = graph.input("input_1", [1, 3, *SIZE])
    shape = graph.input("image_shape", [1, 2])
    head = anchor_models.anchor_free(graph, image, seed, bins=1, corners=True, strength=0.3)
    boxes = boxes_on_picture(graph, graph.transpose(head.boxes, 0, 2, 1), shape)
    indices = graph.node("NonMaxSuppression", boxes, head.scores, graph.integers(20), graph.constant([0.5]),
                         graph.constant([0.3]))
    ends = graph.constant([[-1, -1, -1]], np.int64)
    ended = graph.node("Cast", graph.concat(indices, ends, axis=0), to=onnx.TensorProto.INT32)
    graph.output(boxes, "yolonms_layer_1")
    graph.output(head.scores, "yolonms_layer_1:1")
    graph.output(graph.node("Unsqueeze", ended, graph.integers(0)), "yolonms_layer_1:2", [1, "nbox", 3])
    return graph.model()


def boxes_on_picture(graph: Graph, boxes: str, shape: str) -> str:
    """Keras' yolo_correct_boxes: from corners x, y on the letterboxed input to y, x on the picture."""
    size = graph.constant([[HEIGHT, WIDTH]])
    ratios = graph.node("Div", size, shape)
    scale = graph.node("ReduceMin", ratios, axes=[1], keepdims=1)
    border = graph.scaled(graph.node("Sub", size, graph.node("Mul", shape, scale)), 0.5)
    x1, y1, x2, y2 = graph.split(boxes, 1, 1, 1, 1, axis=2)
    turned = graph.concat(y1, x1, y2, x2, axis=2)
    both = graph.reshape(graph.concat(border, border, axis=1), 1, 1, 4)
    return graph.node("Div", graph.node("Sub", turned, both), graph.reshape(scale, 1, 1, 1))
