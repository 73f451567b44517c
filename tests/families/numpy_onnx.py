# SPDX-License-Identifier: Apache-2.0
"""Runs a small ONNX graph with NumPy, node by node: what the operators' specification says, in the plainest way.

It knows the operators that the test models of models.py are made of (opset 13 to 17) and knows nothing of the program
that is tested.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
import onnx
from onnx import numpy_helper

Array = np.ndarray
Attributes = dict[str, Any]


def sigmoid(x: Array) -> Array:
    return (1 / (1 + np.exp(-x.astype(np.float64)))).astype(x.dtype)


def softmax(x: Array, axis: int = -1) -> Array:
    wide = x.astype(np.float64)
    powers = np.exp(wide - wide.max(axis=axis, keepdims=True))
    return (powers / powers.sum(axis=axis, keepdims=True)).astype(x.dtype)


def convolution(x: Array, weights: Array, bias: Array | None = None, *, strides: list[int] | None = None,
                **_: Any) -> Array:
    """Without padding, groups or dilation."""
    step_y, step_x = strides or (1, 1)
    if weights.shape[2:] == (1, 1):
        product = weights[:, :, 0, 0].astype(np.float64) @ x.reshape(*x.shape[:2], -1).astype(np.float64)
        result = product.reshape(x.shape[0], -1, *x.shape[2:])
        return (result if bias is None else result + bias.reshape(1, -1, 1, 1)).astype(x.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[2:], axis=(2, 3))[:, :, ::step_y, ::step_x]
    result = np.einsum("bcyxij,ocij->boyx", windows.astype(np.float64), weights.astype(np.float64))
    if bias is not None:
        result += bias.reshape(1, -1, 1, 1)
    return result.astype(x.dtype)


def gemm(a: Array, b: Array, c: Array | None = None, *, transB: int = 0, **_: Any) -> Array:
    product = a @ (b.T if transB else b)
    return product if c is None else product + c


def top_k(x: Array, k: Array, *, axis: int = -1, **_: Any) -> tuple[Array, Array]:
    order = np.argsort(-x, axis=axis, kind="stable").take(np.arange(int(k.item())), axis=axis)
    return np.take_along_axis(x, order, axis), order.astype(np.int64)


def slice_of(x: Array, starts: Array, ends: Array, axes: Array | None = None, steps: Array | None = None) -> Array:
    axes = np.arange(len(starts)) if axes is None else axes
    steps = np.ones_like(starts) if steps is None else steps
    cut = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes.tolist(), starts.tolist(), ends.tolist(), steps.tolist()):
        cut[axis] = slice(start, end if end > -(2**31) else None, step)
    return x[tuple(cut)]


def split(x: Array, lengths: Array, *, axis: int = 0) -> list[Array]:
    return np.split(x, np.cumsum(lengths)[:-1], axis=axis)


def reduce_with(function: Callable[..., Array]) -> Callable[..., Array]:
    def reduce(x: Array, *, axes: list[int] | None = None, keepdims: int = 1) -> Array:
        return function(x, axis=None if axes is None else tuple(axes), keepdims=bool(keepdims)).astype(x.dtype)
    return reduce


def reshape(x: Array, shape: Array, **_: Any) -> Array:
    return x.reshape([x.shape[i] if extent == 0 else extent for i, extent in enumerate(shape.tolist())])


def argmax(x: Array, *, axis: int = 0, keepdims: int = 1, **_: Any) -> Array:
    found = x.argmax(axis=axis).astype(np.int64)
    return np.expand_dims(found, axis) if keepdims else found


def iou_of_corners(a: Array, b: Array) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return shared / union if union > 0 else 0


def non_max_suppression(boxes: Array, scores: Array, limit: Array, iou: Array, threshold: Array, *,
                        center_point_box: int = 0) -> Array:
    """boxes [B, N, 4] by corners, scores [B, nc, N]; rows of (batch, class, box)."""
    assert not center_point_box
    chosen: list[tuple[int, int, int]] = []
    for batch, class_id in np.ndindex(*scores.shape[:2]):
        kept: list[int] = []
        for index in np.argsort(-scores[batch, class_id], kind="stable"):
            if len(kept) == int(limit.item()) or scores[batch, class_id, index] <= threshold.item():
                break
            if all(iou_of_corners(boxes[batch, index], boxes[batch, other]) <= iou.item() for other in kept):
                kept.append(index)
        chosen += [(batch, class_id, index) for index in kept]
    return np.array(chosen, np.int64).reshape(-1, 3)


def gather_nd(x: Array, indices: Array, **_: Any) -> Array:
    return x[tuple(np.moveaxis(indices, -1, 0))]


def depth_interleaved(x: Array, size: Array) -> Array:
    return np.repeat(np.repeat(x, int(size[2]), axis=2), int(size[3]), axis=3)


def constant_of_shape(shape: Array, *, value: Any = None) -> Array:
    filler = np.zeros(1, np.float32) if value is None else numpy_helper.to_array(value)
    return np.full(shape.tolist(), filler.item(), filler.dtype)


OPERATORS: dict[str, Callable[..., Any]] = {
    "Add": lambda a, b: a + b,
    "ArgMax": argmax,
    "Cast": lambda x, to: x.astype(onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[to]),
    "Concat": lambda *parts, axis: np.concatenate(parts, axis=axis),
    "ConstantOfShape": constant_of_shape,
    "Conv": convolution,
    "Cos": np.cos,
    "Div": lambda a, b: a // b if a.dtype.kind == "i" else a / b,
    "Exp": np.exp,
    "Expand": lambda x, shape: np.broadcast_to(x, np.broadcast_shapes(x.shape, tuple(shape.tolist()))),
    "Flatten": lambda x, axis=1: x.reshape(int(np.prod(x.shape[:axis])), -1),
    "Gather": lambda x, indices, axis=0: np.take(x, indices, axis=axis),
    "GatherElements": lambda x, indices, axis=0: np.take_along_axis(x, indices, axis=axis),
    "GatherND": gather_nd,
    "Gemm": gemm,
    "Identity": lambda x: x,
    "MatMul": lambda a, b: a @ b,
    "Mod": lambda a, b, **_: np.mod(a, b),
    "Mul": lambda a, b: a * b,
    "NonMaxSuppression": non_max_suppression,
    "Pow": lambda a, b: np.power(a, b).astype(a.dtype),
    "ReduceMax": reduce_with(np.max),
    "ReduceMin": reduce_with(np.min),
    "ReduceMean": reduce_with(np.mean),
    "Relu": lambda x: np.maximum(x, 0),
    "Reshape": reshape,
    "Resize": lambda x, roi, scales, **_: depth_interleaved(x, scales),
    "Shape": lambda x: np.array(x.shape, np.int64),
    "Sigmoid": sigmoid,
    "Sin": np.sin,
    "Slice": slice_of,
    "Softmax": softmax,
    "Split": split,
    "Squeeze": lambda x, axes: np.squeeze(x, axis=tuple(axes.tolist())),
    "Sub": lambda a, b: a - b,
    "TopK": top_k,
    "Transpose": lambda x, perm: np.transpose(x, perm),
    "Unsqueeze": lambda x, axes: np.expand_dims(x, axis=tuple(axes.tolist())),
}


def attributes_of(node: onnx.NodeProto) -> Attributes:
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


def run(model: onnx.ModelProto, feeds: dict[str, Array]) -> list[Array]:
    """The outputs of the model, in its order."""
    values: dict[str, Array | None] = {"": None}
    values.update({tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer})
    values.update(feeds)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for node in model.graph.node:
            results = OPERATORS[node.op_type](*[values[name] for name in node.input], **attributes_of(node))
            if len(node.output) == 1 and not isinstance(results, (list, tuple)):
                results = [results]
            values.update(zip(node.output, results))
    return [values[output.name] for output in model.graph.output]
