# SPDX-License-Identifier: Apache-2.0
"""Exports that give a row for every anchor and leave the suppression to the program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx

import scene
from graph import Graph, convolution_map
from scene import CLASSES, HEIGHT, SIZE, WIDTH

Array = np.ndarray

STRIDES = [8, 16, 32]
FOUR_STRIDES = [8, 16, 32, 64]
NAMES = ["person", "yellow_lady's_slipper", "salt, pepper & co.", 'the "big" one', "a/b:c.d", "{curly}", "Straße"]
V5_ANCHORS = np.array([[[10, 13], [16, 30], [33, 23]], [[30, 61], [62, 45], [59, 119]],
                       [[116, 90], [156, 198], [373, 326]]], float)
V7_ANCHORS = np.array([[[12, 16], [19, 36], [40, 28]], [[36, 75], [76, 55], [72, 146]],
                       [[142, 110], [192, 243], [459, 401]]], float)
FASTEST_ANCHORS = np.array([[[12.64, 19.39], [37.88, 51.48], [55.71, 138.31]],
                            [[126.91, 78.23], [131.57, 214.55], [279.92, 258.87]]])
V3_ANCHORS = np.array([[[10, 13], [16, 30], [33, 23]], [[30, 61], [62, 45], [59, 119]],
                       [[116, 90], [156, 198], [373, 326]]], float)
COEFFICIENTS = 32
BACKGROUND_OBJECTNESS = -14.0  # FastestDet takes a root of it


def ultralytics(task: str, names: list[str] | None = None, **more: str) -> dict[str, str]:
    """The metadata that Ultralytics' exporter writes: Python literals."""
    names = NAMES if names is None else names
    return {"description": "a test model", "author": "Ultralytics", "version": "8.3.86", "stride": "32",
            "task": task, "batch": "1", "imgsz": f"[{HEIGHT}, {WIDTH}]", "names": repr(dict(enumerate(names))),
            "args": "{'batch': 1, 'half': False, 'dynamic': False, 'opset': 13, 'nms': False}", **more}


def image_input(graph: Graph, name: str = "images", size: tuple[int, int] = SIZE) -> str:
    return graph.input(name, [1, 3, *size])


def joined_levels(graph: Graph, maps: list[str], rows: list[int], features: int) -> str:
    """[1, features, all cells]"""
    flat = [graph.reshape(level, 1, features, count) for level, count in zip(maps, rows)]
    return graph.concat(*flat, axis=2)


def cells_of(strides: list[int], size: tuple[int, int] = SIZE) -> list[int]:
    return [rows * columns for rows, columns in scene.grids(strides, size)]


def maps_of(graph: Graph, image: str, strides: list[int], known: list[Array], strength: float) -> list[str]:
    return [convolution_map(graph, image, stride, level, strength) for stride, level in zip(strides, known)]


@dataclass
class AnchorFree:
    """What the head of YOLOv8 and its kin computes before it joins its output."""

    boxes: str  # [1, 4, N], pixels
    scores: str  # [1, classes, N], activated


def expected_distances(graph: Graph, logits: str, bins: int, count: int) -> str:
    """DFL: [1, 4 * bins, N] to [1, 4, N]."""
    split = graph.transpose(graph.reshape(logits, 1, 4, bins, count), 0, 2, 1, 3)
    probabilities = graph.node("Softmax", split, axis=1)
    weights = graph.constant(np.arange(bins).reshape(1, bins, 1, 1))
    return graph.reshape(graph.node("Conv", probabilities, weights), 1, 4, count)


def corners_from_distances(graph: Graph, distances: str, points: Array) -> tuple[str, str]:
    anchors = graph.constant(points.T[None])
    first = graph.node("Sub", anchors, graph.slice(distances, 0, 2, 1))
    second = graph.node("Add", anchors, graph.slice(distances, 2, 4, 1))
    return first, second


def centre_boxes(graph: Graph, distances: str, strides: list[int], offset: float, size: tuple[int, int]) -> str:
    points, steps = scene.anchor_points(strides, offset, size)
    first, second = corners_from_distances(graph, distances, points)
    centre = graph.node("Div", graph.node("Add", first, second), graph.constant(2))
    extent = graph.node("Sub", second, first)
    return graph.node("Mul", graph.concat(centre, extent, axis=1), graph.constant(steps[None, None]))


def corner_boxes(graph: Graph, distances: str, strides: list[int], offset: float, size: tuple[int, int]) -> str:
    points, steps = scene.anchor_points(strides, offset, size)
    first, second = corners_from_distances(graph, distances, points)
    return graph.node("Mul", graph.concat(first, second, axis=1), graph.constant(steps[None, None]))


def anchor_free(graph: Graph, image: str, seed: int, *, classes: int = CLASSES, strides: list[int] | None = None,
                bins: int = 16, offset: float = 0.5, size: tuple[int, int] = SIZE, corners: bool = False,
                strength: float = 0.4) -> AnchorFree:
    """bins 1: the convolution gives the distances themselves."""
    strides = STRIDES if strides is None else strides
    maps = scene.distance_maps(seed, strides, offset, classes, size)
    rows = cells_of(strides, size)
    known = maps.boxes if bins == 1 else [scene.distribution_logits(level, bins) for level in maps.boxes]
    regression = maps_of(graph, image, strides, known, strength / 4 if bins == 1 else strength)
    logits = maps_of(graph, image, strides, maps.classes, strength)
    distances = joined_levels(graph, regression, rows, 4 * bins)
    if bins > 1:
        distances = expected_distances(graph, distances, bins, sum(rows))
    boxes = (corner_boxes if corners else centre_boxes)(graph, distances, strides, offset, size)
    return AnchorFree(boxes, graph.node("Sigmoid", joined_levels(graph, logits, rows, classes)))


def mask_coefficients(graph: Graph, image: str, seed: int) -> str:
    random = np.random.default_rng(seed + 2)
    known = [random.normal(0, 0.4, (COEFFICIENTS, *grid)) for grid in scene.grids(STRIDES)]
    for level in known:
        level[0] = 0.6
    return joined_levels(graph, maps_of(graph, image, STRIDES, known, 0.05), cells_of(STRIDES), COEFFICIENTS)


def prototypes(graph: Graph, image: str, seed: int) -> str:
    """[1, 32, H / 4, W / 4], behind the SiLU that ends the branch."""
    known = scene.smooth_maps(seed + 3, COEFFICIENTS, (HEIGHT // 4, WIDTH // 4))
    known[0] = 1.5
    made = convolution_map(graph, image, 4, known, 0.02)
    return graph.node("Mul", made, graph.node("Sigmoid", made))


def keypoints(graph: Graph, image: str, seed: int, count: int, dimensions: int) -> str:
    """[1, count * dimensions, N]: pixels, and the visibility activated."""
    random = np.random.default_rng(seed + 4)
    numbers = count * dimensions
    rows = cells_of(STRIDES)
    known = [random.normal(0, 1, (numbers, *grid)) for grid in scene.grids(STRIDES)]
    raw = graph.reshape(joined_levels(graph, maps_of(graph, image, STRIDES, known, 0.3), rows, numbers),
                        1, count, dimensions, sum(rows))
    points, steps = scene.anchor_points(STRIDES, 0.5)
    position = graph.scaled(graph.slice(raw, 0, 2, 2), 2)
    moved = graph.node("Add", position, graph.constant((points - 0.5).T[None, None]))
    pixels = graph.node("Mul", moved, graph.constant(steps))
    if dimensions == 3:
        pixels = graph.concat(pixels, graph.node("Sigmoid", graph.slice(raw, 2, 3, 2)), axis=2)
    return graph.reshape(pixels, 1, numbers, sum(rows))


def yolov8(task: str = "detect", *, seed: int = 11, names: list[str] | None = None, metadata: bool = True,
           keypoint_shape: tuple[int, int] = (5, 3), classes: int = CLASSES, opset: int = 13,
           size: tuple[int, int] = SIZE, **more: str) -> onnx.ModelProto:
    """Also YOLOv9 (converted), 11, 12, 13, the u models, World-v2, YOLOE, and YOLO26 with end2end=False."""
    graph = Graph(opset)
    image = image_input(graph, size=size)
    head = anchor_free(graph, image, seed, classes=classes, size=size)
    parts = [head.boxes, head.scores]
    properties = ultralytics(task, names if names is not None else NAMES[:classes], **more)
    if task == "segment":
        parts.append(mask_coefficients(graph, image, seed))
    if task == "pose":
        parts.append(keypoints(graph, image, seed, *keypoint_shape))
        properties["kpt_shape"] = repr(list(keypoint_shape))
    graph.output(graph.concat(*parts, axis=1), "output0")
    if task == "segment":
        graph.output(prototypes(graph, image, seed), "output1")
    return graph.model(properties if metadata else None)


@dataclass
class Oriented:
    boxes: str  # [1, 4, N]: cx, cy, w, h
    scores: str
    angles: str  # [1, 1, N], radians


def oriented_head(graph: Graph, image: str, seed: int) -> Oriented:
    random = np.random.default_rng(seed + 5)
    maps = scene.distance_maps(seed, STRIDES)
    rows = cells_of(STRIDES)
    count = sum(rows)
    regression = maps_of(graph, image, STRIDES, [scene.distribution_logits(level, 16) for level in maps.boxes], 0.3)
    distances = expected_distances(graph, joined_levels(graph, regression, rows, 64), 16, count)
    logits = maps_of(graph, image, STRIDES, maps.classes, 0.3)
    known = [random.normal(0, 1.5, (1, *grid)) for grid in scene.grids(STRIDES)]
    raw = graph.node("Sigmoid", joined_levels(graph, maps_of(graph, image, STRIDES, known, 0.3), rows, 1))
    angles = graph.scaled(graph.node("Sub", raw, graph.constant(0.25)), np.pi)
    boxes = turned_boxes(graph, distances, angles)
    return Oriented(boxes, graph.node("Sigmoid", joined_levels(graph, logits, rows, CLASSES)), angles)


def turned_boxes(graph: Graph, distances: str, angles: str) -> str:
    points, steps = scene.anchor_points(STRIDES, 0.5)
    first, second = graph.slice(distances, 0, 2, 1), graph.slice(distances, 2, 4, 1)
    x, y = graph.split(graph.node("Div", graph.node("Sub", second, first), graph.constant(2)), 1, 1, axis=1)
    cosine, sine = graph.node("Cos", angles), graph.node("Sin", angles)
    turned_x = graph.node("Sub", graph.node("Mul", x, cosine), graph.node("Mul", y, sine))
    turned_y = graph.node("Add", graph.node("Mul", x, sine), graph.node("Mul", y, cosine))
    centre = graph.node("Add", graph.concat(turned_x, turned_y, axis=1), graph.constant(points.T[None]))
    boxes = graph.concat(centre, graph.node("Add", first, second), axis=1)
    return graph.node("Mul", boxes, graph.constant(steps[None, None]))


def yolov8_obb(seed: int = 12) -> onnx.ModelProto:
    graph = Graph()
    head = oriented_head(graph, image_input(graph), seed)
    graph.output(graph.concat(head.boxes, head.scores, head.angles, axis=1), "output0")
    return graph.model(ultralytics("obb"))


def yolov9_dual() -> onnx.ModelProto:
    """WongKinYiu's training model: the auxiliary branch first, the main one second."""
    graph = Graph()
    image = image_input(graph)
    for seed, name in ((13, "output0"), (14, "1853")):
        head = anchor_free(graph, image, seed)
        graph.output(graph.concat(head.boxes, head.scores, axis=1), name)
    return graph.model({"stride": "32", "names": repr(dict(enumerate(NAMES)))})


def anchored_level(graph: Graph, level: str, grid: tuple[int, int], anchors: Array, stride: int, classes: int,
                   extra: int) -> str:
    """YOLOv5's Detect.forward for one stride: [1, 3 * cells, 5 + classes + extra]."""
    rows, columns = grid
    numbers = 5 + classes + extra
    last = graph.transpose(graph.reshape(level, 1, 3, numbers, rows, columns), 0, 1, 3, 4, 2)
    y, x = np.mgrid[:rows, :columns]
    offsets = np.stack((x, y), axis=-1)[None, None] - 0.5
    if extra:
        position, extent, scores, rest = graph.split(last, 2, 2, 1 + classes, extra, axis=4)
        position, extent = graph.node("Sigmoid", position), graph.node("Sigmoid", extent)
        tail = [graph.node("Sigmoid", scores), rest]
    else:
        position, extent, scores = graph.split(graph.node("Sigmoid", last), 2, 2, 1 + classes, axis=4)
        tail = [scores]
    centre = graph.scaled(graph.node("Add", graph.scaled(position, 2), graph.constant(offsets)), stride)
    size = graph.scaled(graph.node("Pow", graph.scaled(extent, 2), graph.constant(2)),
                        anchors.reshape(1, 3, 1, 1, 2))
    return graph.reshape(graph.concat(centre, size, *tail, axis=4), 1, 3 * rows * columns, numbers)


def anchored_rows(graph: Graph, image: str, seed: int, anchors: Array, classes: int, extra: int,
                  known: list[Array] | None = None) -> tuple[str, list[str]]:
    """The decoded rows [1, N, 5 + classes + extra], and the maps they come from."""
    known = known or scene.anchored_maps(seed, anchors, STRIDES, extra, classes)
    maps = maps_of(graph, image, STRIDES, known, 0.4)
    levels = [anchored_level(graph, level, grid, anchor, stride, classes, extra)
              for level, grid, anchor, stride in zip(maps, scene.grids(STRIDES), anchors, STRIDES)]
    return graph.concat(*levels, axis=1), maps


def set_class_column(known: list[Array], logit: float) -> None:
    """With one class its column is not trained: it stays as it began, near 1 in YOLOv5 and near 0.5 in YOLOv7."""
    for level in known:
        level.reshape(3, 6, *level.shape[1:])[:, 5] = logit


def yolov5(segment: bool = False, classes: int = CLASSES, seed: int = 15) -> onnx.ModelProto:
    graph = Graph()
    image = image_input(graph)
    extra = COEFFICIENTS if segment else 0
    known = scene.anchored_maps(seed, V5_ANCHORS, STRIDES, extra, classes)
    if classes == 1:
        set_class_column(known, 11)
    rows, _ = anchored_rows(graph, image, seed, V5_ANCHORS, classes, extra, known)
    graph.output(rows, "output0")
    if segment:
        graph.output(prototypes(graph, image, seed), "output1")
    return graph.model({"stride": "32", "names": repr(dict(enumerate(NAMES[:classes])))})


def yolov7_grid(classes: int = CLASSES, seed: int = 16) -> onnx.ModelProto:
    graph = Graph()
    known = scene.anchored_maps(seed, V7_ANCHORS, STRIDES, 0, classes)
    if classes == 1:
        set_class_column(known, 0)
    rows, _ = anchored_rows(graph, image_input(graph), seed, V7_ANCHORS, classes, 0, known)
    graph.output(rows, "output")
    return graph.model()


def yolov7_maps(seed: int = 17) -> onnx.ModelProto:
    """Without --grid: logits [1, 3, H / s, W / s, 5 + classes]."""
    graph = Graph()
    known = scene.anchored_maps(seed, V7_ANCHORS, STRIDES)
    maps = maps_of(graph, image_input(graph), STRIDES, known, 0.4)
    for level, (rows, columns), name in zip(maps, scene.grids(STRIDES), ("output", "528", "542")):
        shaped = graph.reshape(level, 1, 3, 5 + CLASSES, rows, columns)
        graph.output(graph.transpose(shaped, 0, 1, 3, 4, 2), name)
    return graph.model()


def yolov7_segment(seed: int = 18) -> onnx.ModelProto:
    """Five outputs: the rows, three maps that nobody reads, and the prototypes."""
    graph = Graph()
    image = image_input(graph)
    rows, maps = anchored_rows(graph, image, seed, V7_ANCHORS, CLASSES, COEFFICIENTS)
    graph.output(rows, "output")
    for level, (height, width), name in zip(maps, scene.grids(STRIDES), ("516", "528", "540")):
        shaped = graph.reshape(level, 1, 3, 5 + CLASSES + COEFFICIENTS, height, width)
        graph.output(graph.transpose(shaped, 0, 1, 3, 4, 2), name)
    graph.output(prototypes(graph, image, seed), "541")
    return graph.model()


def yolov7_pairs(seed: int = 19) -> onnx.ModelProto:
    """--include-nms: corners [1, N, 4] and objectness times class scores [1, N, classes]; it calls them so."""
    graph = Graph()
    rows, _ = anchored_rows(graph, image_input(graph), seed, V7_ANCHORS, CLASSES, 0)
    boxes, scores = anchored_corners_and_scores(graph, rows, CLASSES)
    graph.output(scores, "classes")
    graph.output(boxes, "boxes")
    return graph.model()


def anchored_corners_and_scores(graph: Graph, rows: str, classes: int) -> tuple[str, str]:
    """Corners [1, N, 4] by a matrix product, and objectness times class scores [1, N, classes]."""
    boxes, objectness, scores = graph.split(rows, 4, 1, classes, axis=2)
    to_corners = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    return graph.node("MatMul", boxes, graph.constant(to_corners)), graph.node("Mul", scores, objectness)


def yolov6(p6: bool = False, distribution: bool = True, seed: int = 20) -> onnx.ModelProto:
    """Objectness is the constant 1; also Gold-YOLO, whose export script is the same."""
    graph = Graph()
    image = image_input(graph)
    strides = FOUR_STRIDES if p6 else STRIDES
    head = anchor_free(graph, image, seed, strides=strides, bins=17 if distribution else 1)
    boxes, scores = graph.transpose(head.boxes, 0, 2, 1), graph.transpose(head.scores, 0, 2, 1)
    count = sum(cells_of(strides))
    one = onnx.helper.make_tensor("value", onnx.TensorProto.FLOAT, [1], [1.0])
    ones = graph.node("ConstantOfShape", graph.integers(1, count, 1), value=one) if p6 else \
        graph.constant(np.ones((1, count, 1)))
    graph.output(graph.concat(boxes, ones, scores, axis=2), "outputs")
    return graph.model()


def yolox_rows(graph: Graph, image: str, seed: int, classes: int) -> str:
    maps = scene.grid_maps(seed, STRIDES, classes)
    levels = []
    known = zip(STRIDES, maps.boxes, scene.objectness_maps(maps), maps.classes, cells_of(STRIDES))
    for stride, boxes, objectness, logits, count in known:
        strength = 0.3 / 255
        parts = [convolution_map(graph, image, stride, boxes, strength),
                 graph.node("Sigmoid", convolution_map(graph, image, stride, objectness, strength)),
                 graph.node("Sigmoid", convolution_map(graph, image, stride, logits, strength))]
        levels.append(graph.reshape(graph.concat(*parts, axis=1), 1, 5 + classes, count))
    return graph.transpose(graph.concat(*levels, axis=2), 0, 2, 1)


def yolox(decoded: bool = False, classes: int = CLASSES, seed: int = 21) -> onnx.ModelProto:
    graph = Graph()
    rows = yolox_rows(graph, image_input(graph), seed, classes)
    if decoded:
        points, steps = scene.anchor_points(STRIDES, 0)
        scale = graph.constant(steps[None, :, None])
        moved = graph.node("Add", graph.slice(rows, 0, 2, 2), graph.constant(points[None]))
        extent = graph.node("Exp", graph.slice(rows, 2, 4, 2))
        rows = graph.concat(graph.node("Mul", moved, scale), graph.node("Mul", extent, scale),
                            graph.slice(rows, 4, 5 + classes, 2), axis=2)
    graph.output(rows, "output")
    return graph.model()


def pair_rows(graph: Graph, head: AnchorFree) -> tuple[str, str]:
    return graph.transpose(head.boxes, 0, 2, 1), graph.transpose(head.scores, 0, 2, 1)


def yolo_nas(seed: int = 22) -> onnx.ModelProto:
    """Without its pre- and post-processing: boxes by corners, then scores."""
    graph = Graph()
    boxes, scores = pair_rows(graph, anchor_free(graph, image_input(graph, "input"), seed, bins=17, corners=True))
    graph.output(boxes, "904")
    graph.output(scores, "913")
    return graph.model()


def yolo_world(seed: int = 23) -> onnx.ModelProto:
    """mmyolo's export without NMS: scores, then boxes by corners."""
    graph = Graph()
    boxes, scores = pair_rows(graph, anchor_free(graph, image_input(graph), seed, corners=True))
    graph.output(scores, "scores")
    graph.output(boxes, "boxes")
    return graph.model()


def damo_yolo(seed: int = 24) -> onnx.ModelProto:
    """Scores, then boxes by corners; only the first output is named. Fed with 0 to 255."""
    graph = Graph()
    head = anchor_free(graph, image_input(graph), seed, bins=17, offset=0, corners=True, strength=0.4 / 255)
    boxes, scores = pair_rows(graph, head)
    graph.output(scores, "output")
    graph.output(boxes, "1104")
    return graph.model()


def damo_maps(seed: int = 25) -> onnx.ModelProto:
    """--benchmark: logits [1, classes, h, w] and raw distributions [1, 4 * 17, h, w] of each stride."""
    graph = Graph()
    image = image_input(graph)
    maps = scene.distance_maps(seed, STRIDES, 0)
    for stride, logits, boxes in zip(STRIDES, maps.classes, maps.boxes):
        graph.output(convolution_map(graph, image, stride, logits, 0.4 / 255), f"cls_{stride}")
        known = scene.distribution_logits(boxes, 17)
        graph.output(convolution_map(graph, image, stride, known, 0.4 / 255), f"reg_{stride}")
    return graph.model()


def nanodet(plus: bool = True, seed: int = 26) -> onnx.ModelProto:
    """Class scores, then raw distributions of 8 bins a side."""
    graph = Graph()
    image = image_input(graph, "data")
    strides = FOUR_STRIDES if plus else STRIDES
    maps = scene.distance_maps(seed, strides, 0 if plus else 0.5, largest=55)
    levels = []
    for stride, logits, boxes, count in zip(strides, maps.classes, maps.boxes, cells_of(strides)):
        scores = graph.node("Sigmoid", convolution_map(graph, image, stride, logits, 0.2))
        known = scene.distribution_logits(boxes, 8)
        joined = graph.concat(scores, convolution_map(graph, image, stride, known, 0.2), axis=1)
        levels.append(graph.reshape(joined, 1, CLASSES + 32, count))
    graph.output(graph.transpose(graph.concat(*levels, axis=2), 0, 2, 1), "output")
    return graph.model()


def picodet_maps(seed: int = 27) -> onnx.ModelProto:
    """Without post-processing: four outputs of scores, then four of raw distributions."""
    graph = Graph()
    image = image_input(graph, "image")
    maps = scene.distance_maps(seed, FOUR_STRIDES, 0.5, largest=55)
    scores, distributions = [], []
    for stride, logits, boxes, count in zip(FOUR_STRIDES, maps.classes, maps.boxes, cells_of(FOUR_STRIDES)):
        activated = graph.node("Sigmoid", convolution_map(graph, image, stride, logits, 0.2))
        scores.append(graph.transpose(graph.reshape(activated, 1, CLASSES, count), 0, 2, 1))
        known = scene.distribution_logits(boxes, 8)
        raw = convolution_map(graph, image, stride, known, 0.2)
        distributions.append(graph.transpose(graph.reshape(raw, 1, 32, count), 0, 2, 1))
    for index, value in enumerate(scores + distributions):
        graph.output(value, f"transpose_{index}.tmp_0")
    return graph.model()


def ppyoloe(post_processing: bool, seed: int = 28) -> onnx.ModelProto:
    """exclude_nms: boxes in the picture's pixels, scores [1, classes, N]; exclude_post_process: one [1, N, 4 + nc]."""
    graph = Graph()
    image = image_input(graph, "image")
    head = anchor_free(graph, image, seed, bins=17, corners=True)
    boxes = graph.transpose(head.boxes, 0, 2, 1)
    if not post_processing:
        graph.output(graph.concat(boxes, graph.transpose(head.scores, 0, 2, 1), axis=2), "concat_14.tmp_0")
        return graph.model()
    factors = graph.input("scale_factor", [1, 2])
    y, x = graph.split(factors, 1, 1, axis=1)
    scale = graph.reshape(graph.concat(x, y, x, y, axis=1), 1, 1, 4)
    graph.output(graph.node("Div", boxes, scale), "tmp_17")
    graph.output(head.scores, "concat_14.tmp_0")
    return graph.model()


def fastestdet(seed: int = 29) -> onnx.ModelProto:
    """One map of stride 16: objectness, four raw numbers, class probabilities."""
    graph = Graph()
    image = graph.input("input.1", [1, 3, *SIZE])
    (rows, columns), = scene.grids([16])
    random = np.random.default_rng(seed)
    boxes = random.normal(0, 0.3, (4, rows, columns))
    objectness = np.full((1, rows, columns), BACKGROUND_OBJECTNESS)
    logits = random.normal(0, 0.5, (CLASSES, rows, columns))
    for cell in scene.assign(scene.targets(seed), [16]):
        position = cell.target.centre / 16 - (cell.column, cell.row)
        boxes[:2, cell.row, cell.column] = np.arctanh(position.clip(0.01, 0.95))
        boxes[2:, cell.row, cell.column] = scene.logit(cell.target.extent / (WIDTH, HEIGHT))
        objectness[0, cell.row, cell.column] = cell.target.logit
        logits[cell.target.class_id, cell.row, cell.column] = 4
    joined = graph.concat(graph.node("Sigmoid", convolution_map(graph, image, 16, objectness, 0.2)),
                          convolution_map(graph, image, 16, boxes, 0.1),
                          graph.node("Softmax", convolution_map(graph, image, 16, logits, 0.2), axis=1), axis=1)
    graph.output(joined, "758")
    return graph.model()


def yolo_fastestv2(seed: int = 30) -> onnx.ModelProto:
    """Rows of three boxes, three objectnesses and the classes they share, of strides 16 and 32."""
    graph = Graph()
    image = graph.input("input.1", [1, 3, *SIZE])
    random = np.random.default_rng(seed)
    strides = [16, 32]
    maps = scene.grid_maps(seed, strides)
    levels = []
    for level, (stride, (rows, columns)) in enumerate(zip(strides, scene.grids(strides))):
        boxes = random.normal(0, 0.5, (12, rows, columns))
        objectness = random.normal(scene.BACKGROUND, 0.3, (3, rows, columns))
        for cell in (cell for cell in maps.cells if cell.level == level):
            ratios = cell.target.extent / FASTEST_ANCHORS[level]
            best = int(np.abs(np.log(ratios)).max(axis=1).argmin())
            position = cell.target.centre / stride - (cell.column, cell.row)
            values = np.concatenate((scene.logit((position + 0.5) / 2), scene.logit(np.sqrt(ratios[best]) / 2)))
            boxes[4 * best:4 * best + 4, cell.row, cell.column] = values
            objectness[best, cell.row, cell.column] = cell.target.logit
        parts = [graph.node("Sigmoid", convolution_map(graph, image, stride, boxes, 0.2)),
                 graph.node("Sigmoid", convolution_map(graph, image, stride, objectness, 0.2)),
                 graph.node("Softmax", convolution_map(graph, image, stride, maps.classes[level], 0.2), axis=1)]
        last = graph.transpose(graph.concat(*parts, axis=1), 0, 2, 3, 1)
        levels.append(graph.reshape(last, 1, rows * columns, 15 + CLASSES))
    graph.output(graph.concat(*levels, axis=1), "770")
    return graph.model()


def yolov3_maps(seed: int = 31) -> onnx.ModelProto:
    """Raw logits [1, 3 * (5 + classes), h, w], the coarsest first."""
    graph = Graph()
    image = image_input(graph, "image")
    random = np.random.default_rng(seed)
    levels = [random.normal(0, 0.4, (3, 5 + CLASSES, *grid)) for grid in scene.grids(STRIDES)]
    for level in levels:
        level[:, 4:] += scene.BACKGROUND
    for cell in scene.assign(scene.targets(seed), STRIDES):
        ratios = cell.target.extent / V3_ANCHORS[cell.level]
        best = int(np.abs(np.log(ratios)).max(axis=1).argmin())
        values = levels[cell.level][best, :, cell.row, cell.column]
        values[:2] = scene.logit(cell.target.centre / STRIDES[cell.level] - (cell.column, cell.row))
        values[2:4] = np.log(ratios[best])
        values[4] = cell.target.logit
        values[5 + cell.target.class_id] = cell.target.logit + 2
    for stride, level, name in reversed(list(zip(STRIDES, levels, ("conv2d_74", "conv2d_66", "conv2d_58")))):
        known = level.reshape(-1, *level.shape[2:])
        graph.output(convolution_map(graph, image, stride, known, 0.3), name)
    return graph.model()
