#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes the QuantizeLinear/DequantizeLinear pairs out of an ONNX model: constants become floats, values stay floats.

usage: dequantise_pairs.py quantised.onnx float.onnx        (needs python3-onnx)
"""
import sys

import numpy
import onnx
from onnx import numpy_helper


def dequantise(values, scale, zero_point, axis):
    if scale.ndim == 1 and values.ndim > 1:
        shape = [1] * values.ndim
        shape[axis] = -1
        scale, zero_point = scale.reshape(shape), zero_point.reshape(shape)
    return ((values.astype(numpy.int32) - zero_point.astype(numpy.int32)) * scale).astype(numpy.float32)


def main(source, target):
    model = onnx.load(source)
    graph = model.graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    quantised = {}  # output of a QuantizeLinear: its input
    same = {}  # output of a DequantizeLinear: the float value that it stands for
    kept = []
    for node in graph.node:
        if node.op_type == "QuantizeLinear":
            quantised[node.output[0]] = node.input[0]
        elif node.op_type == "DequantizeLinear" and node.input[0] in quantised:
            same[node.output[0]] = quantised[node.input[0]]
        elif node.op_type == "DequantizeLinear":
            axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 1)
            values = dequantise(*(constants[name] for name in node.input[:3]), axis)
            graph.initializer.append(numpy_helper.from_array(values, node.output[0]))
        else:
            kept.append(node)

    def resolve(name):
        while name in same:
            name = same[name]
        return name

    for node in kept:
        for index, name in enumerate(node.input):
            node.input[index] = resolve(name)
    # The graph's outputs keep their names.
    renamed = {resolve(output.name): output.name for output in graph.output if output.name in same}
    for node in kept:
        for names in (node.input, node.output):
            for index, name in enumerate(names):
                names[index] = renamed.get(name, name)
    del graph.node[:]
    graph.node.extend(kept)
    used = {name for node in kept for name in node.input}
    initializers = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(initializers)
    del graph.value_info[:]
    onnx.save(model, target)


main(*sys.argv[1:])
