# SPDX-License-Identifier: Apache-2.0
"""COCO's mean average precision, in NumPy: IoU 0.50 to 0.95, 101 points of recall, the best 100 of a class."""

from __future__ import annotations

import pathlib

import numpy as np

from decoding import iou

Array = np.ndarray

THRESHOLDS = np.linspace(0.50, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
BEST = 100

# Of one picture: corners [N, 4] as fractions of it, scores [N] and class ids [N]; labels have no scores.
Detections = tuple[Array, Array, Array]
Labels = tuple[Array, Array]


def read_labels(path: pathlib.Path) -> Labels:
    """Lines of class, cx, cy, w, h."""
    rows = np.array(path.read_text().split(), float).reshape(-1, 5)
    half = rows[:, 3:] / 2
    return np.concatenate((rows[:, 1:3] - half, rows[:, 1:3] + half), axis=1), rows[:, 0].astype(int)


def hits(boxes: Array, truth: Array) -> Array:
    """Which boxes, best score first, find a true box that is still free: [thresholds, boxes]."""
    found = np.zeros((len(THRESHOLDS), len(boxes)), bool)
    free = np.ones((len(THRESHOLDS), len(truth)), bool)
    for index, box in enumerate(boxes):
        overlaps = iou(box, truth) if len(truth) else np.zeros(0)
        for row, threshold in enumerate(THRESHOLDS):
            candidates = np.where(free[row] & (overlaps >= threshold), overlaps, -1)
            if len(candidates) and candidates.max() >= 0:
                found[row, index] = True
                free[row, candidates.argmax()] = False
    return found


def interpolated(found: Array, truth_count: int) -> float:
    """Average precision of hits [N] in the order of their scores."""
    count = np.cumsum(found)
    recall, precision = count / truth_count, count / np.arange(1, len(found) + 1)
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0)
    return float(envelope[np.searchsorted(recall, RECALLS, side="left")].mean())


def class_precision(pictures: list[tuple[Detections, Labels]], class_id: int) -> Array:
    """[thresholds]"""
    all_hits, all_scores, truth_count = [], [], 0
    for (boxes, scores, classes), (true_boxes, true_classes) in pictures:
        mine = np.flatnonzero(classes == class_id)
        mine = mine[np.argsort(-scores[mine], kind="stable")][:BEST]
        truth = true_boxes[true_classes == class_id]
        all_hits.append(hits(boxes[mine], truth))
        all_scores.append(scores[mine])
        truth_count += len(truth)
    order = np.argsort(-np.concatenate(all_scores), kind="stable")
    joined = np.concatenate(all_hits, axis=1)[:, order]
    return np.array([interpolated(row, truth_count) for row in joined])


def mean_average_precision(pictures: list[tuple[Detections, Labels]]) -> float:
    """Over the classes that the labels have."""
    classes = np.unique(np.concatenate([labels[1] for _, labels in pictures]))
    return float(np.mean([class_precision(pictures, class_id) for class_id in classes]))
