# SPDX-License-Identifier: Apache-2.0
"""Models that tempt a program to read them wrongly."""

from __future__ import annotations

import copy

import numpy as np
import onnx
from onnx import helper, numpy_helper

import anchor_models
import query_models
import selected_models
from anchor_models import ultralytics
from graph import Graph, convolution_map
from scene import CLASSES, HEIGHT, SIZE, WIDTH

Array = np.ndarray


def behind_a_product(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same numbers, but the graph's tail shows nothing of the head: each output comes from a matrix product."""
    hidden = copy.deepcopy(model)
    for output in hidden.graph.output:
        columns = output.type.tensor_type.shape.dim[-1].dim_value
        name = f"{output.name}_before"
        for node in hidden.graph.node:
            node.input[:] = [name if used == output.name else used for used in node.input]
            node.output[:] = [name if made == output.name else made for made in node.output]
        identity = numpy_helper.from_array(np.eye(columns, dtype=np.float32), f"{output.name}_identity")
        hidden.graph.initializer.append(identity)
        hidden.graph.node.append(helper.make_node("MatMul", [name, identity.name], [output.name]))
    return hidden


def made_dynamic(model: onnx.ModelProto) -> onnx.ModelProto:
    """Declares its sizes open; it still works at the size it was made for alone."""
    opened = copy.deepcopy(model)
    for axis, name in ((0, "batch"), (2, "height"), (3, "width")):
        opened.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    output = opened.graph.output[0].type.tensor_type.shape
    output.dim[0].dim_param, output.dim[2].dim_param = "batch", "anchors"
    return opened


def six_columns(known: Array) -> onnx.ModelProto:
    """Rows [1, K, 6] straight from a convolution, and not a word about them. K is a multiple of 80."""
    graph = Graph()
    image = anchor_models.image_input(graph)
    rows = known.reshape(8, 10, -1, 6).transpose(2, 3, 0, 1).reshape(-1, 8, 10)
    made = convolution_map(graph, image, 32, rows, 0.0)
    shaped = graph.reshape(made, 1, rows.shape[0] // 6, 6, 80)
    graph.output(graph.reshape(graph.transpose(shaped, 0, 3, 1, 2), 1, len(known), 6), "output")
    return graph.model()


def two_outputs_of_four_columns() -> onnx.ModelProto:
    """Boxes and the scores of four classes, in shapes and names that do not tell which is which."""
    graph = Graph()
    head = anchor_models.anchor_free(graph, anchor_models.image_input(graph), 71, classes=4, corners=True)
    boxes, scores = anchor_models.pair_rows(graph, head)
    graph.output(boxes, "first")
    graph.output(scores, "second")
    return graph.model()


def half_yolov8() -> onnx.ModelProto:
    """float16 in and out; what lies between is float32, so that the numbers are known exactly."""
    graph = Graph()
    image = graph.node("Cast", graph.input("images", [1, 3, *SIZE], np.float16), to=onnx.TensorProto.FLOAT)
    head = anchor_models.anchor_free(graph, image, 72)
    joined = graph.concat(head.boxes, head.scores, axis=1)
    graph.output(graph.node("Cast", joined, to=onnx.TensorProto.FLOAT16), "output0")
    return graph.model(ultralytics("detect", args="{'half': True, 'nms': False}"))


HOSTILE_ROWS = np.array([
    [np.nan, 10, 50, 60, 0.9, 1], [10, 10, np.inf, 60, 0.9, 1], [10, 10, 50, 60, np.nan, 1],
    [10, 10, 50, 60, np.inf, 1], [10, 10, 50, 60, -np.inf, 1], [10, 10, 50, 60, 0.9, -1],
    [10, 10, 50, 60, 0.9, np.nan], [10, 10, 50, 60, 0.9, 1e9], [10, 10, 50, 60, 0.9, -2e9], [0, 0, 0, 0, 0, 0],
    [50, 60, 10, 10, 0.9, 1]], np.float32)


def hostile_rows() -> onnx.ModelProto:
    """Good rows, then rows that are not numbers, have no class, or are padding."""
    graph = Graph()
    head = anchor_models.anchor_free(graph, anchor_models.image_input(graph), 73, bins=1, corners=True)
    boxes, scores = anchor_models.pair_rows(graph, head)
    rows = selected_models.ranked(graph, boxes, scores, keep=40)
    graph.output(graph.concat(rows, graph.constant(HOSTILE_ROWS[None]), axis=1), "output0")
    return graph.model(ultralytics("detect", end2end="True"))


def hostile_count(count: int) -> onnx.ModelProto:
    """num_dets says what is not so."""
    graph = Graph()
    head = anchor_models.anchor_free(graph, anchor_models.image_input(graph), 74, bins=1, corners=True)
    chosen = selected_models.chosen_parts(graph, graph.transpose(head.boxes, 0, 2, 1), head.scores, 20)
    nothing = graph.node("Mul", chosen.count, graph.constant([[0]], np.int64))
    chosen.count = graph.node("Add", nothing, graph.constant([[count]], np.int64))
    selected_models.four_outputs(graph, chosen, selected_models.END_TO_END, onnx.TensorProto.INT32)
    return graph.model()


def activated_transformers() -> onnx.ModelProto:
    """An output that is called logits but went through a Sigmoid."""
    graph = Graph(opset=16)
    image = graph.input("pixel_values", [1, 3, *SIZE])
    logits, raw = query_models.query_logits(graph, image, 75)
    graph.output(graph.node("Sigmoid", logits), "logits")
    graph.output(graph.node("Sigmoid", raw), "pred_boxes")
    return graph.model()


def many_classes(names: bool) -> onnx.ModelProto:
    """More features than anchors: 104 x 84."""
    size = (64, 64)
    return anchor_models.yolov8(size=size, classes=100, names=[f"class {n}" for n in range(100)], metadata=names,
                                imgsz="[64, 64]")


def pixel_rows(count: int = 80) -> Array:
    """Corners in pixels, score, class: [count, 6], best first."""
    random = np.random.default_rng(76)
    first = random.uniform((0, 0), (WIDTH - 60, HEIGHT - 60), (count, 2))
    second = first + random.uniform(20, 58, (count, 2))
    scores = np.sort(random.uniform(0.02, 0.95, (count, 1)), axis=0)[::-1]
    classes = random.integers(0, CLASSES, (count, 1))
    return np.concatenate((first, second, scores, classes), axis=1)
