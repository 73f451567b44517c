# SPDX-License-Identifier: Apache-2.0
"""COCO-style mean average precision, in plain numpy.

Score the detections that a program wrote:
    python3 models/demo/evaluate.py --predictions predictions.json --labels DIR
Run the exported model on images and score that (needs PyTorch and onnx):
    python3 models/demo/evaluate.py --model models/demo/model.onnx --images DIR --labels DIR

predictions.json is a list of entries
    {"image": path, "detections": [{"class_id": 0, "score": 0.9,
     "bbox": {"cx": .5, "cy": .5, "w": .1, "h": .1}}]}
with boxes normalised to the original image.  An entry belongs to the label
file of the same stem; a label file without an entry counts as missed.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import scenes

IOU_THRESHOLDS = np.linspace(0.50, 0.95, 10)
RECALL_POINTS = np.linspace(0, 1, 101)
NMS_IOU, MIN_SCORE, MAX_DETECTIONS = 0.7, 0.001, 300


# ------------------------------------------------------------ post-processing

def corners(boxes):
    """cx, cy, w, h to x1, y1, x2, y2."""
    centre, half = boxes[:, :2], boxes[:, 2:] / 2
    return np.concatenate((centre - half, centre + half), axis=1)


def iou_matrix(a, b):
    """IoU of every box of a [n, 4] with every box of b [m, 4], as x1, y1, x2, y2."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = np.clip(high - low, 0, None).prod(axis=2)
    area_a = (a[:, 2:] - a[:, :2]).prod(axis=1)
    area_b = (b[:, 2:] - b[:, :2]).prod(axis=1)
    return intersection / (area_a[:, None] + area_b[None] - intersection + 1e-12)


def suppress(boxes, scores, class_ids):
    """Greedy NMS within each class: the indices kept, best score first."""
    order = np.argsort(-scores, kind="stable")
    boxes, class_ids = boxes[order], class_ids[order]
    rivals = (iou_matrix(boxes, boxes) > NMS_IOU) & (class_ids[:, None] == class_ids[None])
    alive = np.ones(len(order), bool)
    for index in range(len(order)):
        if alive[index]:
            alive[index + 1:] &= ~rivals[index, index + 1:]
    return order[alive][:MAX_DETECTIONS]


def decode(output):
    """Model output [4 + classes, n] to boxes (x1, y1, x2, y2), scores and class ids."""
    scores, class_ids = output[4:].max(axis=0), output[4:].argmax(axis=0)
    keep = scores >= MIN_SCORE
    boxes = corners(output[:4, keep].T)
    scores, class_ids = scores[keep], class_ids[keep]
    kept = suppress(boxes, scores, class_ids)
    return boxes[kept], scores[kept], class_ids[kept]


# --------------------------------------------------------------------- metric

def match(detections, truth):
    """Which detections are hits, at each IoU threshold: [10, detections].

    Both hold boxes of one class in one image, detections best score first.
    Each takes the free true box that it overlaps best.
    """
    hits = np.zeros((len(IOU_THRESHOLDS), len(detections)), bool)
    overlaps = iou_matrix(detections, truth)
    for row, threshold in enumerate(IOU_THRESHOLDS):
        free = np.ones(len(truth), bool)
        for index in range(len(detections)):
            candidates = np.where(free, overlaps[index], 0)
            best = candidates.argmax() if len(truth) else -1
            if best >= 0 and candidates[best] >= threshold:
                hits[row, index] = True
                free[best] = False
    return hits


def average_precision(hits, scores, truth_count):
    """COCO's 101-point interpolated AP of hits [detections], in any order."""
    hits = hits[np.argsort(-scores, kind="stable")]
    found = np.cumsum(hits)
    recall = found / max(truth_count, 1)
    precision = found / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, RECALL_POINTS, side="left")
    return np.append(envelope, 0.0)[np.minimum(at, len(hits))].mean()


def class_precision(images, class_id):
    """AP at each IoU threshold for one class, and its number of true boxes.

    images: a list of ((boxes, scores, class_ids), (true boxes, true class_ids)).
    """
    all_hits, all_scores, truth_count = [], [], 0
    for (boxes, scores, found_ids), (true_boxes, true_ids) in images:
        mine = np.flatnonzero(found_ids == class_id)
        mine = mine[np.argsort(-scores[mine], kind="stable")]
        truth = true_boxes[true_ids == class_id]
        all_hits.append(match(boxes[mine], truth))
        all_scores.append(scores[mine])
        truth_count += len(truth)
    hits, scores = np.concatenate(all_hits, axis=1), np.concatenate(all_scores)
    return np.array([average_precision(row, scores, truth_count) for row in hits]), truth_count


def mean_average_precision(images, classes=len(scenes.CLASSES)):
    """AP [classes, 10 thresholds] and the number of true boxes of each class."""
    results = [class_precision(images, class_id) for class_id in range(classes)]
    return np.array([ap for ap, _ in results]), [count for _, count in results]


def report(images):
    table, counts = mean_average_precision(images)
    print(f"{'class':10} {'boxes':>6} {'mAP50-95':>9} {'mAP50':>7} {'mAP75':>7}")
    for name, row, count in zip(scenes.CLASSES, table, counts):
        print(f"{name:10} {count:6} {row.mean():9.4f} {row[0]:7.4f} {row[5]:7.4f}")
    print(f"{'all':10} {sum(counts):6} {table.mean():9.4f} {table[:, 0].mean():7.4f} "
          f"{table[:, 5].mean():7.4f}   ({len(images)} images)")


# ---------------------------------------------------------------------- files

def read_labels(path):
    rows = np.array(path.read_text().split(), np.float64).reshape(-1, 5)
    return corners(rows[:, 1:]), rows[:, 0].astype(int)


def read_predictions(path):
    """The detections of each image, by the stem of its name."""
    entries = json.loads(Path(path).read_text())
    if isinstance(entries, dict):
        entries = entries["predictions"]
    found = {}
    for entry in entries:
        detections = entry["detections"]
        boxes = [[d["bbox"][key] for key in ("cx", "cy", "w", "h")] for d in detections]
        found[Path(entry["image"]).stem] = (
            corners(np.array(boxes, np.float64).reshape(-1, 4)),
            np.array([d["score"] for d in detections], np.float64),
            np.array([d["class_id"] for d in detections], int))
    return found


def run_model(model, folder):
    """Letterbox, infer and post-process every image of a folder."""
    from PIL import Image
    import dataset
    import onnx_runner
    session = onnx_runner.Session(model)
    found = {}
    for path in sorted(Path(folder).iterdir()):
        image = Image.open(path).convert("RGB")
        pixels, scale, left, top = dataset.letterbox(image, session.size)
        batch = pixels.transpose(2, 0, 1)[None].astype(np.float32) / 255
        boxes, scores, class_ids = decode(session.run(batch)[0])
        boxes = (boxes - (left, top, left, top)) / scale / (image.size * 2)
        found[path.stem] = (np.clip(boxes, 0, 1), scores, class_ids)
    return found


def write_predictions(found, path):
    entries = []
    for name, (boxes, scores, class_ids) in found.items():
        detections = [
            {"class_id": int(class_id), "score": float(score),
             "bbox": {"cx": (x1 + x2) / 2, "cy": (y1 + y2) / 2, "w": x2 - x1, "h": y2 - y1}}
            for (x1, y1, x2, y2), score, class_id in zip(boxes.tolist(), scores, class_ids)]
        entries.append({"image": name, "detections": detections})
    Path(path).write_text(json.dumps(entries))


def main():
    parser = argparse.ArgumentParser(description="Mean average precision of detections.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--predictions", help="predictions.json to score")
    source.add_argument("--model", help="ONNX file to run on --images")
    parser.add_argument("--images", help="folder of images, for --model")
    parser.add_argument("--labels", required=True, help="folder of YOLO label files")
    parser.add_argument("--save", help="with --model: also write its predictions.json")
    options = parser.parse_args()
    if options.model:
        found = run_model(options.model, options.images)
        if options.save:
            write_predictions(found, options.save)
    else:
        found = read_predictions(options.predictions)
    nothing = (np.zeros((0, 4)), np.zeros(0), np.zeros(0, int))
    report([(found.get(path.stem, nothing), read_labels(path))
            for path in sorted(Path(options.labels).glob("*.txt"))])


if __name__ == "__main__":
    main()
