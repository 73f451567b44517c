#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes goldens.json: what NumPy makes of pseudo-random head outputs, by the rules of YOLOZU's exporters.

The outputs themselves are not stored: this script and golden_test.cpp draw them from the same generator.
Usage: make_goldens.py > goldens.json
"""
import json
import sys

import numpy as np

CASES = [
    dict(head="yolov8", classes=80, anchors=700, seed=1, score=0.001, iou=0.7, max_detections=60),
    dict(head="yolov8", classes=80, anchors=700, seed=2, score=0.25, iou=0.45, max_detections=60),
    dict(head="yolov8", classes=3, anchors=701, seed=3, score=0.05, iou=0.5, max_detections=60, agnostic=True),
    dict(head="yolov8", classes=5, anchors=350, seed=4, score=0.01, iou=0.6, max_detections=60, half=True),
    dict(head="yolov8", classes=4, anchors=350, seed=5, score=0.01, iou=0.6, max_detections=60, spread=7680.0),
    dict(head="yolov5", classes=20, anchors=500, seed=6, score=0.01, iou=0.45, max_detections=60),
    dict(head="yolov5", classes=1, anchors=500, seed=7, score=0.25, iou=0.45, max_detections=60),
    dict(head="yolox", classes=6, anchors=84, seed=8, score=0.1, iou=0.3, max_detections=60, width=64, height=64),
    dict(head="end2end", classes=10, anchors=300, seed=9, score=0.3, iou=0.7, max_detections=60),
    dict(head="yolov8", classes=3, anchors=300, seed=10, score=0.05, iou=0.45, max_detections=60, oriented=True),
    dict(head="yolov8", classes=15, anchors=500, seed=11, score=0.01, iou=0.7, max_detections=60, oriented=True, spread=400.0),
    dict(head="yolov8", classes=4, anchors=300, seed=12, score=0.05, iou=0.2, max_detections=60, oriented=True, agnostic=True),
    dict(head="yolov8", classes=4, anchors=300, seed=13, score=0.05, iou=0.3, max_detections=60, oriented=True, spread=7680.0),
]


def draw(case):
    """Rows of an output as float32: x, y, width, height, then scores. Numbers are drawn row by row."""
    state = case["seed"]

    def uniform():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return np.float32((state >> 40) / 2**24)

    columns = {"yolov8": 4 + case["classes"] + case["oriented"], "end2end": 6}.get(case["head"], 5 + case["classes"])
    rows = np.empty((case["anchors"], columns), np.float32)
    for row in rows:
        for column in range(columns):
            u = uniform()
            if case["oriented"] and column == columns - 1:
                row[column] = u * np.float32(3) - np.float32(0.75)
            elif case["oriented"] and column == 3:  # long boxes, whose angles matter
                row[column] = np.float32(4) + u * np.float32(20)
            elif column >= 4:
                row[column] = u * u if column == 4 else u * u * u
            elif case["head"] == "yolox":
                row[column] = u
            elif column < 2:  # sixteen crowds
                row[column] = np.floor(u * np.float32(4)) * np.float32(case["spread"]) + uniform() * np.float32(24)
            else:
                row[column] = np.float32(40) + u * np.float32(20)
        if case["head"] == "end2end":
            row[5] = np.floor(uniform() * np.float32(case["classes"]))
    return rows.astype(np.float16).astype(np.float32) if case["half"] else rows


def grid_decode(rows, width, height):
    """YOLOX: (x + column) * stride, exp(width) * stride; strides 8, 16 and 32."""
    grids, strides = [], []
    for stride in (8, 16, 32):
        y, x = np.meshgrid(np.arange(height // stride), np.arange(width // stride), indexing="ij")
        grids.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full((x.size, 1), stride))
    grid = np.concatenate(grids).astype(np.float32)
    stride = np.concatenate(strides).astype(np.float32)
    centre = (rows[:, :2] + grid) * stride
    size = np.exp(rows[:, 2:4].astype(np.float64)).astype(np.float32) * stride
    return np.concatenate([centre, size], 1)


def corners(boxes):
    half = boxes[:, 2:] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], 1)


def nms(boxes, order, iou_threshold, limit):
    """Greedy: positions of `order` that stay."""
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept = []
    while len(order) and len(kept) < limit:
        best, rest = order[0], order[1:]
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[rest, :2])
        high = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        size = np.maximum(high - low, 0)
        intersection = size[:, 0] * size[:, 1]
        union = areas[best] + areas[rest] - intersection
        with np.errstate(divide="ignore", invalid="ignore"):
            iou = np.where(union > 0, intersection / union, np.float32(0))
        order = rest[iou <= iou_threshold]
    return kept


def covariance(boxes):
    """ultralytics' covariance of x, y, width, height, angle."""
    a, b, angle = boxes[:, 2] ** 2 / 12, boxes[:, 3] ** 2 / 12, boxes[:, 4]
    cos, sin = np.cos(angle), np.sin(angle)
    return a * cos**2 + b * sin**2, a * sin**2 + b * cos**2, (a - b) * cos * sin


def probabilistic_iou(boxes, eps=1e-7):
    """Of every box with every other one; https://arxiv.org/pdf/2106.06072v1.pdf with ultralytics' epsilons."""
    a, b, c = covariance(boxes)
    x, y = (boxes[:, i, None] - boxes[None, :, i] for i in (0, 1))
    own = np.clip(a * b - c**2, 0, None)
    a, b, c = (v[:, None] + v[None] for v in (a, b, c))
    determinant = a * b - c**2
    centres = (a * y**2 + b * x**2) / (determinant + eps) * 0.25 - c * x * y / (determinant + eps) * 0.5
    shapes = np.log(determinant / (4 * np.sqrt(own[:, None] * own[None]) + eps) + eps) * 0.5
    return 1 - np.sqrt(1 - np.exp(-np.clip(centres + shapes, eps, 100)) + eps)


def nms_rotated(boxes, order, iou_threshold, limit):
    """ultralytics' fast NMS: a box falls to any of a better score. Positions of `order` that stay."""
    ious = np.triu(probabilistic_iou(boxes[order].astype(np.float64)), 1)
    return order[~(ious >= np.float32(iou_threshold)).any(0)][:limit]


def decode(case):
    rows = draw(case)
    angles = rows[:, -1] if case["oriented"] else np.zeros(len(rows), np.float32)
    if case["oriented"]:
        rows = rows[:, :-1]
    if case["head"] == "end2end":
        boxes, scores, classes = rows[:, :4], rows[:, 4], rows[:, 5].astype(int)
    else:
        first = 4 if case["head"] == "yolov8" else 5
        classes = rows[:, first:].argmax(1)
        scores = rows[:, first:].max(1)
        if first == 5:
            scores = rows[:, 4] * scores
        centred = grid_decode(rows, case["width"], case["height"]) if case["head"] == "yolox" else rows[:, :4]
        boxes = corners(centred)
    keep = scores >= case["score"]
    boxes, scores, classes, angles = boxes[keep], scores[keep], classes[keep], angles[keep]
    order = np.argsort(-scores, kind="stable")
    if case["head"] == "end2end":
        chosen = order[: case["max_detections"]]
    elif case["oriented"]:
        offsets = np.float32(0) if case["agnostic"] else (classes.astype(np.float32) * np.float32(7680))[:, None]
        moved = np.concatenate([centred[keep, :2] + offsets, centred[keep, 2:], angles[:, None]], 1)
        chosen = nms_rotated(moved, order[:30000], case["iou"], case["max_detections"])
    else:
        offsets = np.float32(0) if case["agnostic"] else (classes.astype(np.float32) * np.float32(7680))[:, None]
        chosen = nms(boxes + offsets, order[:30000], case["iou"], case["max_detections"])
    assert boxes.dtype == scores.dtype == angles.dtype == np.float32

    def bits(value):
        return int(np.float32(value).view(np.uint32))

    return [[*map(bits, boxes[i]), bits(scores[i]), int(classes[i]), bits(angles[i])] for i in chosen]


def main():
    lines = []
    for given in CASES:
        case = dict(agnostic=False, half=False, oriented=False, spread=160.0, width=640, height=640) | given
        lines.append(json.dumps(case | {"detections": decode(case)}, separators=(",", ":")))
        print(case["head"], case["seed"], len(decode(case)), file=sys.stderr)
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    main()
