# SPDX-License-Identifier: Apache-2.0
"""Run an exported model with PyTorch, node by node.

It knows only the operators that train.py's export contains.  It reads the ONNX
file itself, so what evaluate.py scores is the file and not the checkpoint.
"""

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F


def symmetric(pads):
    half = len(pads) // 2
    assert pads[:half] == pads[half:], "uneven padding is not supported"
    return tuple(pads[:half])


def convolution(x, weight, bias=None, *, strides, pads, group, **_):
    return F.conv2d(x, weight, bias, tuple(strides), symmetric(pads), groups=group)


def max_pool(x, *, kernel_shape, strides, pads, **_):
    return F.max_pool2d(x, tuple(kernel_shape), tuple(strides), symmetric(pads))


def resize(x, _roi, scales, *, mode, **_):
    assert mode == b"nearest", "only nearest-neighbour resizing is supported"
    return F.interpolate(x, scale_factor=scales.tolist()[2:], mode="nearest")


OPERATORS = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mul": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
    "Concat": lambda *parts, axis: torch.cat(parts, dim=axis),
    "Conv": convolution,
    "MaxPool": max_pool,
    "Reshape": lambda x, shape, **_: x.reshape(shape.tolist()),
    "Resize": resize,
    "Sigmoid": torch.sigmoid,
    "Softmax": lambda x, axis: torch.softmax(x, dim=axis),
    "Split": lambda x, sizes, axis: x.split(sizes.tolist(), dim=axis),
    "Transpose": lambda x, perm: x.permute(perm),
}


def tensor(proto):
    return torch.from_numpy(np.array(numpy_helper.to_array(proto)))


class Session:
    def __init__(self, path):
        model = onnx.load(path)
        graph = model.graph
        self.input, self.output = graph.input[0].name, graph.output[0].name
        self.size = graph.input[0].type.tensor_type.shape.dim[2].dim_value
        self.constants = {"": None, **{p.name: tensor(p) for p in graph.initializer}}
        self.nodes = []
        for node in graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                self.constants[node.output[0]] = tensor(attributes["value"])
            else:
                self.nodes.append((OPERATORS[node.op_type], node.input, node.output, attributes))

    @torch.no_grad()
    def run(self, images):
        """Images float32 [1, 3, s, s] to the output, as numpy arrays."""
        values = dict(self.constants)
        values[self.input] = torch.from_numpy(images)
        for operator, inputs, outputs, attributes in self.nodes:
            result = operator(*(values[name] for name in inputs), **attributes)
            results = result if isinstance(result, tuple) else (result,)
            values.update(zip(outputs, results))
        return values[self.output].numpy()
