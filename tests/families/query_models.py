# SPDX-License-Identifier: Apache-2.0
"""Exports of transformers (a row for every query), and heads without boxes."""

from __future__ import annotations

import numpy as np
import onnx

import anchor_models
import scene
from anchor_models import NAMES, ultralytics
from graph import Graph, convolution_map, image_vector, query_rows
from scene import CLASSES, HEIGHT, SIZE, WIDTH

Array = np.ndarray

QUERIES = 300


def query_logits(graph: Graph, image: str, seed: int, classes: int = CLASSES, queries: int = QUERIES,
                 strength: float = 0.2, ids: list[int] | None = None, patch: int | None = None) -> tuple[str, str]:
    """Logits [1, Q, classes], and those of the boxes [1, Q, 4]; ids: the columns that the classes get."""
    logits, boxes = scene.query_targets(seed, queries, classes if ids is None else len(ids))
    if ids is not None:
        spread = np.full((queries, classes), scene.BACKGROUND)
        spread[:, ids] = logits
        logits = spread
    return (query_rows(graph, image, SIZE, logits, strength, patch),
            query_rows(graph, image, SIZE, boxes, strength, patch))


def top_pairs(graph: Graph, scores: str, boxes: str, classes: int, keep: int) -> tuple[str, str, str]:
    """The best of queries x classes: labels [1, K], boxes [1, K, 4], scores [1, K]."""
    top, index = graph.nodes_outputs("TopK", 2, graph.node("Flatten", scores, axis=1), graph.integers(keep), axis=1)
    labels = graph.node("Mod", index, graph.integers(classes))
    rows = graph.node("Unsqueeze", graph.node("Div", index, graph.integers(classes)), graph.integers(-1))
    wide = graph.node("Expand", rows, graph.integers(1, 1, 4))
    return labels, graph.node("GatherElements", boxes, wide, axis=1), top


def corners_of(graph: Graph, boxes: str) -> str:
    centre, extent = graph.slice(boxes, 0, 2, 2), graph.scaled(graph.slice(boxes, 2, 4, 2), 0.5)
    return graph.concat(graph.node("Sub", centre, extent), graph.node("Add", centre, extent), axis=2)


def rtdetr(patch: int | None = None, seed: int = 61) -> onnx.ModelProto:
    """The authors' export of RT-DETR, D-FINE and DEIM: it is told the picture's size. patch: DEIMv2 with DINOv3."""
    graph = Graph(opset=16)
    image = anchor_models.image_input(graph)
    sizes = graph.input("orig_target_sizes", [1, 2], np.int64)
    logits, raw = query_logits(graph, image, seed, patch=patch)
    corners = corners_of(graph, graph.node("Sigmoid", raw))
    scale = graph.node("Cast", graph.concat(sizes, sizes, axis=1), to=onnx.TensorProto.FLOAT)
    boxes = graph.node("Mul", corners, graph.node("Unsqueeze", scale, graph.integers(1)))
    labels, boxes, scores = top_pairs(graph, graph.node("Sigmoid", logits), boxes, CLASSES, QUERIES)
    graph.output(labels, "labels")
    graph.output(boxes, "boxes")
    graph.output(scores, "scores")
    return graph.model()


def rtdetr_paddle(seed: int = 70) -> onnx.ModelProto:
    """[300, 6] of class, score, corners in the picture's pixels, and the count [1]; the best, without suppression."""
    graph = Graph(opset=16)
    shape = graph.input("im_shape", [1, 2])
    image = graph.input("image", [1, 3, *SIZE])
    factors = graph.input("scale_factor", [1, 2])
    logits, raw = query_logits(graph, image, seed, strength=0.05)
    corners = corners_of(graph, graph.node("Sigmoid", raw))
    labels, boxes, scores = top_pairs(graph, graph.node("Sigmoid", logits), corners, CLASSES, QUERIES)
    y, x = graph.split(graph.node("Div", shape, factors), 1, 1, axis=1)
    boxes = graph.node("Mul", boxes, graph.reshape(graph.concat(x, y, x, y, axis=1), 1, 1, 4))
    columns = [graph.node("Unsqueeze", value, graph.integers(-1))
               for value in (graph.node("Cast", labels, to=onnx.TensorProto.FLOAT), scores)]
    graph.output(graph.reshape(graph.concat(*columns, boxes, axis=2), QUERIES, 6), "reshape2_83.tmp_0")
    count = graph.node("Slice", graph.node("Shape", scores), graph.integers(1), graph.integers(2), graph.integers(0))
    graph.output(graph.node("Cast", count, to=onnx.TensorProto.INT32), "tile_3.tmp_0")
    return graph.model()


def rtdetr_transformers(seed: int = 62) -> onnx.ModelProto:
    """Hugging Face Transformers: logits, and boxes as fractions."""
    graph = Graph(opset=16)
    image = graph.input("pixel_values", [1, 3, *SIZE])
    logits, raw = query_logits(graph, image, seed)
    graph.output(logits, "logits")
    graph.output(graph.node("Sigmoid", raw), "pred_boxes")
    return graph.model()


def rtdetr_ultralytics(seed: int = 63) -> onnx.ModelProto:
    """[1, 300, 4 + classes]: boxes as fractions, scores activated."""
    graph = Graph(opset=16)
    logits, raw = query_logits(graph, anchor_models.image_input(graph), seed)
    graph.output(graph.concat(graph.node("Sigmoid", raw), graph.node("Sigmoid", logits), axis=2), "output0")
    return graph.model(ultralytics("detect"))


def rtdetr_ultralytics_selected(seed: int = 64) -> onnx.ModelProto:
    """Of 2026: [1, 300, 6], boxes as fractions, score, class."""
    graph = Graph(opset=16)
    logits, raw = query_logits(graph, anchor_models.image_input(graph), seed)
    labels, boxes, scores = top_pairs(graph, graph.node("Sigmoid", logits), graph.node("Sigmoid", raw), CLASSES,
                                      QUERIES)
    class_column = graph.node("Cast", graph.node("Unsqueeze", labels, graph.integers(-1)), to=onnx.TensorProto.FLOAT)
    rows = graph.concat(boxes, graph.node("Unsqueeze", scores, graph.integers(-1)), class_column, axis=2)
    graph.output(rows, "output0")
    return graph.model(ultralytics("detect", head="RTDETRDecoder", end2end="True"))


COCO_IDS = [1, 2, 13, 27, 44, 77, 90]


def rf_detr(masks: bool = False, coco: bool = False, seed: int = 65) -> onnx.ModelProto:
    """Boxes as fractions and raw logits; coco: 91 columns, of which 80 are classes."""
    graph = Graph(opset=17)
    image = graph.input("input", [1, 3, *SIZE])
    logits, raw = query_logits(graph, image, seed, 91 if coco else CLASSES, ids=COCO_IDS if coco else None)
    graph.output(graph.node("Sigmoid", raw), "dets")
    graph.output(logits, "labels")
    if masks:
        features = convolution_map(graph, image, 4, scene.smooth_maps(seed, 8, (HEIGHT // 4, WIDTH // 4)), 0.02)
        weights = np.random.default_rng(seed + 1).normal(0, 1, (QUERIES, 8))
        flat = graph.reshape(features, 1, 8, HEIGHT * WIDTH // 16)
        product = graph.node("MatMul", query_rows(graph, image, SIZE, weights, 0.05), flat)
        graph.output(graph.reshape(product, 1, QUERIES, HEIGHT // 4, WIDTH // 4), "masks")
    return graph.model()


def yolozu_pose(point_count: int = 0, per_query: bool = False, seed: int = 66) -> onnx.ModelProto:
    """rtdetr_pose: logits with a background column, logits of boxes, and the parts of a pose in space."""
    graph = Graph(opset=17)
    image = anchor_models.image_input(graph)
    queries = 40
    logits, boxes = scene.query_targets(seed, queries, CLASSES, seldom_twice=False)
    background = np.where(logits.max(axis=1, keepdims=True) > -4, -1.0, 6.0)
    random = np.random.default_rng(seed + 1)
    parts = {"logits": np.concatenate((logits, background), axis=1), "bbox": boxes,
             "log_z": random.normal(0.5, 0.5, (queries, 1)), "rot6d": random.normal(0, 1, (queries, 6)),
             "offsets": random.normal(0, 4, (queries, 2))}
    for name, known in parts.items():
        graph.output(query_rows(graph, image, SIZE, known, 0.2), name)
    correction = random.normal(0, 0.05, 4)
    if per_query:
        rows = np.tile(correction, (queries, 1)) + random.normal(0, 0.01, (queries, 4))
        graph.output(query_rows(graph, image, SIZE, rows, 0.01), "k_delta")
    else:
        graph.output(image_vector(graph, image, SIZE, correction, 0.01), "k_delta")
    if point_count:
        known = random.normal(0, 1, (queries, 2 * point_count))
        points = graph.node("Sigmoid", query_rows(graph, image, SIZE, known, 0.2))
        graph.output(graph.reshape(points, 1, queries, point_count, 2), "keypoints")
    return graph.model()


SQUARE = (224, 224)


def classifier(activated: bool, seed: int = 67) -> onnx.ModelProto:
    """Ultralytics' (softmax in the graph, task in the metadata) or YOLOv5's (logits, no task)."""
    graph = Graph()
    image = anchor_models.image_input(graph, size=SQUARE)
    logits = image_vector(graph, image, SQUARE, np.random.default_rng(seed).normal(0, 1.5, CLASSES), 0.5)
    graph.output(graph.node("Softmax", logits, axis=1) if activated else logits, "output0")
    names = repr(dict(enumerate(NAMES)))
    if not activated:
        return graph.model({"stride": "32", "names": names})
    return graph.model(ultralytics("classify", imgsz=repr(list(SQUARE)), stride="1"))


def semantic(as_ids: bool, seed: int = 68) -> onnx.ModelProto:
    """Logits [1, classes, H / 8, W / 8], or a class id for each pixel as uint8 [1, H, W]."""
    graph = Graph()
    image = anchor_models.image_input(graph)
    stride = 1 if as_ids else 8
    known = 4 * scene.smooth_maps(seed, CLASSES, (HEIGHT // stride, WIDTH // stride))
    logits = convolution_map(graph, image, stride, known, 0.4)
    if as_ids:
        ids = graph.node("ArgMax", logits, axis=1, keepdims=0)
        logits = graph.node("Cast", ids, to=onnx.TensorProto.UINT8)
    graph.output(logits, "output0")
    return graph.model(ultralytics("semantic"))


def depth(seed: int = 69) -> onnx.ModelProto:
    """[1, 1, H, W] in metres."""
    graph = Graph()
    known = 5 + 2 * scene.smooth_maps(seed, 1, SIZE)
    graph.output(convolution_map(graph, anchor_models.image_input(graph), 1, known, 1.0), "output0")
    return graph.model(ultralytics("depth"))
