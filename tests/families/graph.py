# SPDX-License-Identifier: Apache-2.0
"""Builds ONNX graphs node by node, and the part that all test models share: convolutions whose results are known.

A test model has no trained weights. `convolution_map` gives what a detector's last convolution would give: a map that
is known but for a small term taken from single pixels of the input. The term makes a wrong resize, channel order,
normalisation or interpolation visible in every number that the model gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

import numpy_onnx

Array = np.ndarray
Extent = int | str


class Graph:
    """A graph under construction; the methods return the names of values."""

    def __init__(self, opset: int = 13) -> None:
        self.opset = opset
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.inputs: dict[str, tuple[list[Extent], np.dtype]] = {}
        self.outputs: list[tuple[str, list[Extent] | None]] = []
        self.stems: dict[str, str] = {}

    def input(self, name: str, shape: Sequence[Extent], dtype: Any = np.float32) -> str:
        self.inputs[name] = (list(shape), np.dtype(dtype))
        return name

    def output(self, value: str, name: str, shape: Sequence[Extent] | None = None) -> None:
        """Calls a value by the name that the export has. Without a shape it is declared as it is."""
        for node in self.nodes:
            node.input[:] = [name if used == value else used for used in node.input]
            node.output[:] = [name if made == value else made for made in node.output]
        self.outputs.append((name, None if shape is None else list(shape)))

    def constant(self, values: Any, dtype: Any = np.float32) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self.nodes_outputs(operator, 1, *inputs, **attributes)[0]

    def nodes_outputs(self, operator: str, count: int, *inputs: str, **attributes: Any) -> list[str]:
        outputs = [f"{operator.lower()}_{len(self.nodes)}_{index}" for index in range(count)]
        self.nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return outputs

    def stem(self, image: str) -> str:
        """The network's first convolution, which alone reads the picture; it changes nothing."""
        if image not in self.stems:
            self.stems[image] = self.node("Conv", image, self.constant(np.eye(3)[:, :, None, None]))
        return self.stems[image]

    def reshape(self, value: str, *shape: int) -> str:
        return self.node("Reshape", value, self.integers(*shape))

    def transpose(self, value: str, *order: int) -> str:
        return self.node("Transpose", value, perm=order)

    def concat(self, *values: str, axis: int) -> str:
        return values[0] if len(values) == 1 else self.node("Concat", *values, axis=axis)

    def slice(self, value: str, first: int, end: int, axis: int) -> str:
        return self.node("Slice", value, self.integers(first), self.integers(end), self.integers(axis))

    def split(self, value: str, *lengths: int, axis: int) -> list[str]:
        return self.nodes_outputs("Split", len(lengths), value, self.integers(*lengths), axis=axis)

    def scaled(self, value: str, factor: Any) -> str:
        return self.node("Mul", value, self.constant(factor))

    def model(self, metadata: dict[str, str] | None = None) -> onnx.ModelProto:
        """The finished file; the shapes that outputs have are those that they get for an input of zeros."""
        graph = helper.make_graph(
            self.nodes, "model",
            [helper.make_tensor_value_info(name, onnx.mapping.NP_TYPE_TO_TENSOR_TYPE[dtype], shape)
             for name, (shape, dtype) in self.inputs.items()],
            [onnx.ValueInfoProto(name=name) for name, _ in self.outputs], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        self._declare_outputs(model)
        if metadata:
            helper.set_model_props(model, metadata)
        onnx.checker.check_model(model)
        return model

    def _declare_outputs(self, model: onnx.ModelProto) -> None:
        zeros = {name: np.zeros([extent if isinstance(extent, int) else 1 for extent in shape], dtype)
                 for name, (shape, dtype) in self.inputs.items()}
        values = numpy_onnx.run(model, zeros)
        del model.graph.output[:]
        for (name, shape), value in zip(self.outputs, values):
            element = onnx.mapping.NP_TYPE_TO_TENSOR_TYPE[value.dtype]
            model.graph.output.append(helper.make_tensor_value_info(name, element, shape or list(value.shape)))


def taps(stride: int, seed: int) -> Array:
    """Weights [3, 3, stride, stride] that look at a few single pixels of each cell."""
    random = np.random.default_rng(seed)
    weights = np.zeros((3, 3, stride, stride), np.float32)
    for channel in range(3):
        for _ in range(3):
            weights[channel, random.integers(3), random.integers(stride), random.integers(stride)] += 0.25
    return weights


def convolution_map(graph: Graph, image: str, stride: int, known: Array, strength: float) -> str:
    """A convolution's map [1, F, H / stride, W / stride]: `known` [F, ...] plus about `strength` times the input."""
    features = known.shape[0]
    seed = stride * 1_000 + features
    sampled = graph.node("Conv", graph.stem(image), graph.constant(taps(stride, seed)), strides=[stride, stride])
    joined = graph.concat(sampled, graph.constant(known[None]), axis=1)
    mixing = np.random.default_rng(seed).uniform(-strength, strength, (features, 3))
    weights = np.concatenate((mixing, np.eye(features)), axis=1)[:, :, None, None]
    return graph.node("Conv", joined, graph.constant(weights))


def image_vector(graph: Graph, image: str, size: tuple[int, int], known: Array, strength: float) -> str:
    """The same for heads without places, made by a Gemm: [1, F]."""
    features = known.shape[0]
    height, width = size
    sampled = graph.node("Conv", graph.stem(image), graph.constant(taps(32, features)), strides=[32, 32])
    flat = graph.node("Flatten", sampled, axis=1)
    count = 3 * (height // 32) * (width // 32)
    weights = np.random.default_rng(features).uniform(-strength, strength, (features, count)) / count ** 0.5
    return graph.node("Gemm", flat, graph.constant(weights), graph.constant(known), transB=1)


def query_rows(graph: Graph, image: str, size: tuple[int, int], known: Array, strength: float,
               patch: int | None = None) -> str:
    """The same for the queries of a transformer, made by a MatMul: [1, Q, F] from `known` [Q, F].

    patch: a vision transformer's first convolution takes patches of so many pixels from the picture itself.
    """
    queries, features = known.shape
    height, width = size
    stride = patch or 32
    source = image if patch else graph.stem(image)
    sampled = graph.node("Conv", source, graph.constant(taps(stride, queries + features)), strides=[stride, stride])
    count = 3 * (height // stride) * (width // stride)
    memory = graph.reshape(sampled, 1, 1, count)
    random = np.random.default_rng(queries * 100 + features)
    spread = graph.node("MatMul", memory, graph.constant(random.uniform(-1, 1, (1, count, 4)) / count ** 0.5))
    attended = graph.node("Mul", spread, graph.constant(random.uniform(-1, 1, (1, queries, 4))))
    joined = graph.concat(attended, graph.constant(known[None]), axis=2)
    weights = np.concatenate((random.uniform(-strength, strength, (4, features)), np.eye(features)))
    return graph.node("MatMul", joined, graph.constant(weights))
