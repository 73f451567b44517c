# SPDX-License-Identifier: Apache-2.0
"""What the authors of each family do to a model's outputs, in plain NumPy, down to objects on the picture.

Every function takes the outputs in the model's order and where the picture lies; it returns what is found, best first.
The thresholds are those that the program uses when no flag says others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

import anchor_models
import scene
from numpy_onnx import sigmoid, softmax
from pictures import Placed

Array = np.ndarray

SCORE, IOU, LIMIT = 0.01, 0.7, 300


@dataclass
class Found:
    box: Array  # corners on the picture, clipped
    score: float
    class_id: int
    keypoints: Array | None = None  # [K, 2 or 3] on the picture
    oriented: Array | None = None  # cx, cy, w, h, angle on the picture
    mask: Array | None = None  # bool [height, width]
    pose: dict[str, list[float]] = field(default_factory=dict)


@dataclass
class Rows:
    """Candidates: corners in network pixels, the best class of each, and what else its row holds."""

    boxes: Array
    scores: Array
    classes: Array
    extra: Array

    def take(self, index: Array) -> Rows:
        return Rows(self.boxes[index], self.scores[index], self.classes[index], self.extra[index])


Decoder = Callable[[list[Array], Placed], list[Found]]


def corners(boxes: Array) -> Array:
    half = boxes[..., 2:4] / 2
    return np.concatenate((boxes[..., :2] - half, boxes[..., :2] + half), axis=-1)


def best_classes(boxes: Array, scores: Array, extra: Array | None = None) -> Rows:
    """scores [N, classes]"""
    rest = np.zeros((len(boxes), 0)) if extra is None else extra
    return Rows(boxes, scores.max(axis=1), scores.argmax(axis=1), rest)


def iou(box: Array, others: Array) -> Array:
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    union = (box[2:] - box[:2]).prod() + areas - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def suppress(rows: Rows, overlap: Callable[[Array, Array], Array] = iou) -> Rows:
    """Greedy, within each class; best first."""
    rows = rows.take(np.flatnonzero(rows.scores >= SCORE))
    rows = rows.take(np.argsort(-rows.scores, kind="stable"))
    alive = np.ones(len(rows.scores), bool)
    for index in range(len(alive)):
        if alive[index]:
            rivals = (rows.classes == rows.classes[index]) & (overlap(rows.boxes[index], rows.boxes) > IOU)
            rivals[:index + 1] = False
            alive &= ~rivals
    return rows.take(np.flatnonzero(alive)[:LIMIT])


def plain(rows: Rows, placed: Placed) -> list[Found]:
    boxes = placed.boxes(rows.boxes)
    return [Found(box, float(score), int(class_id))
            for box, score, class_id in zip(boxes, rows.scores, rows.classes)]


# ---- rows of anchors -------------------------------------------------------------------------------------------------

def channel_major(output: Array, classes: int = scene.CLASSES) -> Rows:
    """YOLOv8: [1, 4 + classes + extra, N]"""
    rows = output[0].T
    return best_classes(corners(rows[:, :4]), rows[:, 4:4 + classes], rows[:, 4 + classes:])


def objectness_rows(output: Array, classes: int | None = None) -> Rows:
    """YOLOv5: [1, N, 5 + classes + extra]; without `classes` there is nothing extra."""
    rows = output[0]
    classes = rows.shape[1] - 5 if classes is None else classes
    return best_classes(corners(rows[:, :4]), rows[:, 4:5] * rows[:, 5:5 + classes], rows[:, 5 + classes:])


def yolov8(outputs: list[Array], placed: Placed) -> list[Found]:
    return plain(suppress(channel_major(outputs[0], outputs[0].shape[1] - 4)), placed)


def yolov9_dual(outputs: list[Array], placed: Placed) -> list[Found]:
    return plain(suppress(channel_major(outputs[1])), placed)


def yolov5(outputs: list[Array], placed: Placed) -> list[Found]:
    return plain(suppress(objectness_rows(outputs[0])), placed)


def yolov7_one_class(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = outputs[0][0]
    return plain(suppress(best_classes(corners(rows[:, :4]), rows[:, 4:5])), placed)


def yolov7_maps(outputs: list[Array], placed: Placed) -> list[Found]:
    parts = []
    for level, stride, anchors in zip(outputs, anchor_models.STRIDES, anchor_models.V7_ANCHORS):
        values = sigmoid(level[0])
        y, x = np.mgrid[:values.shape[1], :values.shape[2]]
        centre = (2 * values[..., :2] - 0.5 + np.stack((x, y), axis=-1)) * stride
        extent = (2 * values[..., 2:4]) ** 2 * anchors[:, None, None]
        parts.append(np.concatenate((centre, extent, values[..., 4:]), axis=-1).reshape(-1, values.shape[-1]))
    return plain(suppress(objectness_rows(np.concatenate(parts)[None])), placed)


def yolov3_maps(outputs: list[Array], placed: Placed) -> list[Found]:
    parts = []
    for level, stride, anchors in zip(outputs[::-1], anchor_models.STRIDES, anchor_models.V3_ANCHORS):
        values = level[0].reshape(3, -1, *level.shape[2:]).transpose(0, 2, 3, 1)
        y, x = np.mgrid[:values.shape[1], :values.shape[2]]
        centre = (sigmoid(values[..., :2]) + np.stack((x, y), axis=-1)) * stride
        extent = np.exp(values[..., 2:4]) * anchors[:, None, None]
        joined = np.concatenate((centre, extent, sigmoid(values[..., 4:])), axis=-1)
        parts.append(joined.reshape(-1, values.shape[-1]))
    return plain(suppress(objectness_rows(np.concatenate(parts)[None])), placed)


def yolox(outputs: list[Array], placed: Placed) -> list[Found]:
    points, steps = scene.anchor_points(anchor_models.STRIDES, 0, placed.network[::-1])
    rows = outputs[0][0]
    decoded = np.concatenate(((rows[:, :2] + points) * steps[:, None], np.exp(rows[:, 2:4]) * steps[:, None],
                              rows[:, 4:]), axis=1)
    return plain(suppress(objectness_rows(decoded[None])), placed)


def boxes_scores(outputs: list[Array], placed: Placed) -> list[Found]:
    return plain(suppress(best_classes(outputs[0][0], outputs[1][0])), placed)


def scores_boxes(outputs: list[Array], placed: Placed) -> list[Found]:
    return boxes_scores(outputs[::-1], placed)


def ppyoloe_pairs(outputs: list[Array], placed: Placed) -> list[Found]:
    """The graph was told the scale: boxes are in the picture's pixels already."""
    rows = suppress(best_classes(outputs[0][0], outputs[1][0].T))
    rows.boxes = placed.clip(rows.boxes)
    return [Found(box, float(score), int(class_id)) for box, score, class_id in zip(rows.boxes, rows.scores,
                                                                                    rows.classes)]


def ppyoloe_rows(outputs: list[Array], placed: Placed) -> list[Found]:
    return plain(suppress(best_classes(outputs[0][0, :, :4], outputs[0][0, :, 4:])), placed)


def distribution_boxes(raw: Array, points: Array, steps: Array, bins: int) -> Array:
    """Corners from raw distributions [N, 4 * bins]."""
    distances = softmax(raw.reshape(-1, 4, bins)) @ np.arange(bins)
    return np.concatenate((points - distances[:, :2], points + distances[:, 2:]), axis=1) * steps[:, None]


def nanodet(strides: list[int], offset: float) -> Decoder:
    def decode(outputs: list[Array], placed: Placed) -> list[Found]:
        points, steps = scene.anchor_points(strides, offset)
        rows = outputs[0][0]
        boxes = distribution_boxes(rows[:, scene.CLASSES:], points, steps, 8)
        return plain(suppress(best_classes(boxes, rows[:, :scene.CLASSES])), placed)
    return decode


def picodet_maps(outputs: list[Array], placed: Placed) -> list[Found]:
    points, steps = scene.anchor_points(anchor_models.FOUR_STRIDES, 0.5)
    scores = np.concatenate([level[0] for level in outputs[:4]])
    raw = np.concatenate([level[0] for level in outputs[4:]])
    return plain(suppress(best_classes(distribution_boxes(raw, points, steps, 8), scores)), placed)


def damo_maps(outputs: list[Array], placed: Placed) -> list[Found]:
    points, steps = scene.anchor_points(anchor_models.STRIDES, 0)
    scores = np.concatenate([level[0].reshape(scene.CLASSES, -1).T for level in outputs[0::2]])
    raw = np.concatenate([level[0].reshape(4 * 17, -1).T for level in outputs[1::2]])
    return plain(suppress(best_classes(distribution_boxes(raw, points, steps, 17), sigmoid(scores))), placed)


def fastestdet(outputs: list[Array], placed: Placed) -> list[Found]:
    level = outputs[0][0]
    rows, columns = level.shape[1:]
    y, x = np.mgrid[:rows, :columns]
    width, height = placed.network
    centre_x, centre_y = (x + np.tanh(level[1])) / columns * width, (y + np.tanh(level[2])) / rows * height
    boxes = np.stack((centre_x, centre_y, sigmoid(level[3]) * width, sigmoid(level[4]) * height), axis=-1)
    scores = level[0] ** 0.6 * level[5:] ** 0.4
    return plain(suppress(best_classes(corners(boxes.reshape(-1, 4)), scores.reshape(len(scores), -1).T)), placed)


def yolo_fastestv2(outputs: list[Array], placed: Placed) -> list[Found]:
    points, steps = scene.anchor_points([16, 32], 0)
    rows = outputs[0][0]
    anchors = anchor_models.FASTEST_ANCHORS[(steps == 32).astype(int)]
    boxes, scores = [], []
    for anchor in range(3):
        values = rows[:, 4 * anchor:4 * anchor + 4]
        centre = (2 * values[:, :2] - 0.5 + points) * steps[:, None]
        boxes.append(np.concatenate((centre, (2 * values[:, 2:]) ** 2 * anchors[:, anchor]), axis=1))
        scores.append(rows[:, 12 + anchor:13 + anchor] * rows[:, 15:])
    return plain(suppress(best_classes(corners(np.concatenate(boxes)), np.concatenate(scores))), placed)


# ---- rows that the graph chose ---------------------------------------------------------------------------------------

def above_threshold(rows: Rows) -> Rows:
    rows = rows.take(np.flatnonzero(rows.scores >= SCORE))
    return rows.take(np.argsort(-rows.scores, kind="stable")[:LIMIT])


def end_to_end_rows(outputs: list[Array]) -> Rows:
    rows = outputs[0][0].astype(np.float64)
    return above_threshold(Rows(rows[:, :4], rows[:, 4], rows[:, 5].astype(int), rows[:, 6:]))


def end_to_end(outputs: list[Array], placed: Placed) -> list[Found]:
    return plain(end_to_end_rows(outputs), placed)


def efficient_nms(outputs: list[Array], placed: Placed) -> list[Found]:
    count = int(outputs[0].item())
    boxes, scores, classes = (output[0][:count] for output in outputs[1:])
    return plain(above_threshold(Rows(boxes, scores, classes, np.zeros((count, 0)))), placed)


def nms_rows(score_first: bool) -> Decoder:
    def decode(outputs: list[Array], placed: Placed) -> list[Found]:
        rows = outputs[0]
        scores, classes = (rows[:, 5], rows[:, 6]) if score_first else (rows[:, 6], rows[:, 5])
        return plain(above_threshold(Rows(rows[:, 1:5], scores, classes.astype(int), rows[:, :0])), placed)
    return decode


def mmdeploy(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = outputs[0][0]
    return plain(above_threshold(Rows(rows[:, :4], rows[:, 4], outputs[1][0], rows[:, :0])), placed)


def on_picture(rows: Rows, placed: Placed) -> list[Found]:
    return [Found(box, float(score), int(class_id))
            for box, score, class_id in zip(placed.clip(rows.boxes), rows.scores, rows.classes)]


def paddle(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = outputs[0][outputs[0][:, 0] >= 0]
    return on_picture(above_threshold(Rows(rows[:, 2:], rows[:, 1], rows[:, 0].astype(int), rows[:, :0])), placed)


def yolov3_zoo(outputs: list[Array], placed: Placed) -> list[Found]:
    boxes, scores, indices = outputs[0][0], outputs[1], outputs[2][0]
    indices = indices[indices[:, 0] >= 0]
    chosen = boxes[indices[:, 2]][:, [1, 0, 3, 2]]
    values = scores[indices[:, 0], indices[:, 1], indices[:, 2]]
    return on_picture(above_threshold(Rows(chosen, values, indices[:, 1], chosen[:, :0])), placed)


# ---- queries ---------------------------------------------------------------------------------------------------------

def rtdetr(outputs: list[Array], placed: Placed) -> list[Found]:
    labels, boxes, scores = (output[0] for output in outputs)
    return on_picture(above_threshold(Rows(boxes, scores, labels, boxes[:, :0])), placed)


def fractions(boxes: Array, placed: Placed) -> Array:
    """Corners in network pixels of cx, cy, w, h as fractions."""
    return corners(boxes.astype(np.float64)) * (placed.network * 2)


def best_pairs(boxes: Array, scores: Array) -> tuple[Rows, Array]:
    """The best 300 of queries x classes, and the queries they come from."""
    order = np.argsort(-scores.ravel(), kind="stable")[:LIMIT]
    queries, classes = np.divmod(order, scores.shape[1])
    values = scores.ravel()[order]
    kept = values >= SCORE
    rows = Rows(boxes[queries], values, classes, boxes[queries][:, :0])
    return rows.take(np.flatnonzero(kept)), queries[kept]


def detr(logits: Array, boxes: Array, placed: Placed) -> list[Found]:
    rows, _ = best_pairs(fractions(boxes[0], placed), sigmoid(logits[0]))
    return plain(rows, placed)


def rtdetr_transformers(outputs: list[Array], placed: Placed) -> list[Found]:
    return detr(outputs[0], outputs[1], placed)


def rf_detr(outputs: list[Array], placed: Placed) -> list[Found]:
    return detr(outputs[1], outputs[0], placed)


def rf_detr_segment(outputs: list[Array], placed: Placed) -> list[Found]:
    rows, queries = best_pairs(fractions(outputs[0][0], placed), sigmoid(outputs[1][0]))
    found = plain(rows, placed)
    for item, query in zip(found, queries):
        item.mask = cv2.resize(outputs[2][0, query], placed.picture, interpolation=cv2.INTER_LINEAR) > 0
    return found


def rtdetr_ultralytics(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = outputs[0][0]
    return plain(above_threshold(best_classes(fractions(rows[:, :4], placed), rows[:, 4:])), placed)


def rtdetr_ultralytics_selected(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = outputs[0][0]
    boxes = fractions(rows[:, :4], placed)
    return plain(above_threshold(Rows(boxes, rows[:, 4], rows[:, 5].astype(int), rows[:, 6:])), placed)


def coco_ids() -> list[int]:
    """COCO's 80 category ids, which leave out eleven numbers from 1 to 90."""
    return [number for number in range(1, 91) if number not in (12, 26, 29, 30, 45, 66, 68, 69, 71, 83, 91)]


def rf_detr_coco(outputs: list[Array], placed: Placed) -> list[Found]:
    ids = coco_ids()
    return detr(outputs[1][:, :, ids], outputs[0], placed)


def yolozu_pose(outputs: list[Array], placed: Placed) -> list[Found]:
    """contract.md 5.8: softmax with the background, its column left out; the best class of each query."""
    logits, boxes, log_z, rot6d, offsets, k_delta = (output[0] for output in outputs[:6])
    scores = softmax(logits)[:, :-1]
    best, classes = scores.max(axis=1), scores.argmax(axis=1)
    found = []
    corner_boxes = placed.boxes(fractions(sigmoid(boxes), placed))
    for query in np.argsort(-best, kind="stable")[:LIMIT]:
        if best[query] < SCORE:
            continue
        item = Found(corner_boxes[query], float(best[query]), int(classes[query]))
        item.pose = {"log_z": [float(log_z[query, 0])], "rot6d": rot6d[query].tolist(),
                     "offsets": offsets[query].tolist(),
                     "k_delta": (k_delta if k_delta.ndim == 1 else k_delta[query]).tolist()}
        if len(outputs) > 6:
            item.keypoints = outputs[6][0, query] * placed.picture
        found.append(item)
    return found


# ---- masks, keypoints, oriented boxes --------------------------------------------------------------------------------

def map_part(shape: tuple[int, int], placed: Placed) -> tuple[slice, slice]:
    """The rows and columns of a map over the letterboxed input that the picture covers: ultralytics' scale_masks."""
    height, width = shape
    picture_width, picture_height = placed.picture
    gain = min(height / picture_height, width / picture_width)
    across, down = (width - picture_width * gain) / 2, (height - picture_height * gain) / 2
    return (slice(round(down - 0.1), round(height - down + 0.1)),
            slice(round(across - 0.1), round(width - across + 0.1)))


def process_mask(coefficients: Array, prototypes: Array, boxes: Array, placed: Placed) -> Array:
    """ultralytics' process_mask_native: the logits of the picture's part are enlarged to the picture (bilinear, without
    aligned corners, as OpenCV does for floats), cut to the box, and where they are over 0, there is the object.

    coefficients [N, 32], prototypes [32, h, w], boxes [N, 4] on the picture.
    """
    rows, columns = map_part(prototypes.shape[1:], placed)
    logits = np.tensordot(coefficients.astype(np.float32), prototypes.astype(np.float32), axes=1)[:, rows, columns]
    y, x = np.mgrid[:placed.picture[1], :placed.picture[0]]
    masks = np.zeros((len(boxes), *x.shape), bool)
    for index, (x1, y1, x2, y2) in enumerate(boxes):
        enlarged = cv2.resize(logits[index], placed.picture, interpolation=cv2.INTER_LINEAR)
        masks[index] = (enlarged > 0) & (x >= x1) & (x < x2) & (y >= y1) & (y < y2)
    return masks


def with_masks(rows: Rows, prototypes: Array, placed: Placed) -> list[Found]:
    found = plain(rows, placed)
    boxes = np.array([item.box for item in found]).reshape(-1, 4)
    for item, mask in zip(found, process_mask(rows.extra, prototypes, boxes, placed)):
        item.mask = mask
    return found


def yolov8_segment(outputs: list[Array], placed: Placed) -> list[Found]:
    return with_masks(suppress(channel_major(outputs[0])), outputs[1][0], placed)


def yolov5_segment(outputs: list[Array], placed: Placed) -> list[Found]:
    return with_masks(suppress(objectness_rows(outputs[0], scene.CLASSES)), outputs[-1][0], placed)


def end_to_end_segment(outputs: list[Array], placed: Placed) -> list[Found]:
    return with_masks(end_to_end_rows(outputs), outputs[1][0], placed)


def with_keypoints(rows: Rows, placed: Placed, dimensions: int) -> list[Found]:
    found = plain(rows, placed)
    for item, numbers in zip(found, rows.extra):
        points = numbers.reshape(-1, dimensions).astype(np.float64)
        points[:, :2] = np.clip(placed.points(points[:, :2]), 0, placed.picture)
        item.keypoints = points
    return found


def yolov8_pose(dimensions: int) -> Decoder:
    def decode(outputs: list[Array], placed: Placed) -> list[Found]:
        return with_keypoints(suppress(channel_major(outputs[0])), placed, dimensions)
    return decode


def end_to_end_pose(outputs: list[Array], placed: Placed) -> list[Found]:
    return with_keypoints(end_to_end_rows(outputs), placed, 3)


def covariance(boxes: Array) -> tuple[Array, Array, Array]:
    variance, angles = boxes[:, 2:4].astype(np.float64) ** 2 / 12, boxes[:, 4].astype(np.float64)
    a, b = variance.T
    cosine, sine = np.cos(angles), np.sin(angles)
    return a * cosine ** 2 + b * sine ** 2, a * sine ** 2 + b * cosine ** 2, (a - b) * cosine * sine


def probabilistic_iou(box: Array, others: Array) -> Array:
    """ultralytics' batch_probiou of oriented boxes cx, cy, w, h, angle."""
    epsilon = 1e-7
    (x1, y1), (x2, y2) = box[:2].astype(np.float64), others[:, :2].astype(np.float64).T
    (a1, b1, c1), (a2, b2, c2) = covariance(box[None]), covariance(others)
    a, b, c = a1 + a2, b1 + b2, c1 + c2
    area = a * b - c ** 2 + epsilon
    t1 = (a * (y1 - y2) ** 2 + b * (x1 - x2) ** 2) / area * 0.25
    t2 = c * (x2 - x1) * (y1 - y2) / area * 0.5
    determinants = np.clip(a1 * b1 - c1 ** 2, 0, None) * np.clip(a2 * b2 - c2 ** 2, 0, None)
    t3 = 0.5 * np.log((a * b - c ** 2) / (4 * np.sqrt(determinants) + epsilon) + epsilon)
    distance = np.sqrt(1 - np.exp(-np.clip(t1 + t2 + t3, epsilon, 100)) + epsilon)
    return 1 - distance


def regularised(box: Array) -> Array:
    """ultralytics' regularize_rboxes: the angle from 0 to below pi / 2."""
    x, y, w, h, angle = box
    turns = angle % np.pi
    if turns >= np.pi / 2:
        w, h = h, w
    return np.array((x, y, w, h, turns % (np.pi / 2)))


def oriented_corners(box: Array) -> Array:
    """xywhr2xyxyxyxy: [4, 2]"""
    x, y, w, h, angle = box
    along = np.array((np.cos(angle), np.sin(angle))) * w / 2
    across = np.array((-np.sin(angle), np.cos(angle))) * h / 2
    centre = np.array((x, y))
    return np.stack((centre + along + across, centre + along - across, centre - along - across,
                     centre - along + across))


def with_angles(rows: Rows, placed: Placed) -> list[Found]:
    """rows.boxes are cx, cy, w, h, angle in network pixels."""
    found = []
    for box, score, class_id in zip(rows.boxes.astype(np.float64), rows.scores, rows.classes):
        box = regularised(box)
        box[:2] = placed.points(box[:2])
        box[2:4] /= placed.scale
        points = oriented_corners(box)
        around = placed.clip(np.concatenate((points.min(axis=0), points.max(axis=0))))
        found.append(Found(around, float(score), int(class_id), oriented=box))
    return found


def yolov8_obb(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = outputs[0][0].T
    scores = rows[:, 4:-1]
    boxes = np.concatenate((rows[:, :4], rows[:, -1:]), axis=1)
    return with_angles(suppress(best_classes(boxes, scores), probabilistic_iou), placed)


def end_to_end_obb(outputs: list[Array], placed: Placed) -> list[Found]:
    rows = end_to_end_rows(outputs)
    rows.boxes = np.concatenate((rows.boxes, rows.extra), axis=1)
    return with_angles(rows, placed)


# ---- whole pictures --------------------------------------------------------------------------------------------------

def class_scores(outputs: list[Array], activated: bool) -> list[tuple[int, float]]:
    """The five best classes and their probabilities, best first."""
    scores = outputs[0][0] if activated else softmax(outputs[0][0])
    return [(int(class_id), float(scores[class_id])) for class_id in np.argsort(-scores, kind="stable")[:5]]


def semantic_logits(outputs: list[Array], placed: Placed) -> Array:
    """Class ids [height, width]: the border cut off, bilinear, the best class."""
    rows, columns = map_part(outputs[0].shape[2:], placed)
    enlarged = cv2.resize(outputs[0][0, :, rows, columns].transpose(1, 2, 0), placed.picture,
                          interpolation=cv2.INTER_LINEAR)
    return enlarged.argmax(axis=2)


def class_map(outputs: list[Array], placed: Placed) -> Array:
    """Class ids [height, width]: the border cut off, the id under each pixel's centre."""
    rows, columns = map_part(outputs[0].shape[1:], placed)
    part = outputs[0][0, rows, columns]
    y = ((np.arange(placed.picture[1]) + 0.5) * part.shape[0] / placed.picture[1]).astype(int)
    x = ((np.arange(placed.picture[0]) + 0.5) * part.shape[1] / placed.picture[0]).astype(int)
    return part[y[:, None], x]


def depth_map(outputs: list[Array], placed: Placed) -> Array:
    """Metres [height, width]."""
    rows, columns = map_part(outputs[0].shape[2:], placed)
    return cv2.resize(outputs[0][0, 0, rows, columns], placed.picture, interpolation=cv2.INTER_LINEAR)
