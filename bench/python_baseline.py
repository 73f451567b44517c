#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program is compared with: the same job as a Python script with OpenCV, NumPy and ONNX Runtime.

    bench/python_baseline.py MODEL OUTPUT IMAGE...

Runs a detector of YOLOv8's form (one picture in, [1, 4+classes, anchors] out) on the images and writes predictions.json, with the
thresholds that the program has when no flag says others. All work on pixels, numbers and boxes is done by the libraries' compiled
functions, the fastest of those that do the same.
"""
import json
import sys

try:
    import cv2
    import numpy

    from onnxruntime_c import InferenceSession
except ImportError as error:
    sys.exit(f"{error}: run tools/setup.sh test onnxruntime, and this with Debian's Python, /usr/bin/python3")

SCORE_THRESHOLD, IOU_THRESHOLD, MAX_DETECTIONS = 0.01, 0.7, 300
FILL = (114, 114, 114)


def letterbox(picture, width, height):
    """Ultralytics' rule; gives the framed picture, the scale, and the border on the left and above."""
    scale = min(height / picture.shape[0], width / picture.shape[1])
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    if size != (picture.shape[1], picture.shape[0]):
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    across, down = (width - size[0]) / 2, (height - size[1]) / 2
    left, right = round(across - 0.1), round(across + 0.1)
    top, bottom = round(down - 0.1), round(down + 0.1)
    return cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=FILL), scale, (left, top)


def tensor_of(picture):
    """From BGR rows to planes of RGB from 0 to 1; cv2.dnn.blobFromImage does the same in several times the time."""
    planes = numpy.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1))
    return numpy.divide(planes, 255, dtype=numpy.float32)[None]


def suppress(boxes, scores, classes):
    """Within each class: the boxes (left, top, width, height) of different classes are moved apart."""
    apart = boxes.copy()
    apart[:, :2] += (classes * (boxes.max(initial=0) * 2 + 1))[:, None]
    kept = cv2.dnn.NMSBoxes(apart, scores, SCORE_THRESHOLD, IOU_THRESHOLD)
    return numpy.asarray(kept, int)[:MAX_DETECTIONS]


def decode(output):
    """Boxes as left, top, width and height in the network's input, scores and classes, the best first."""
    best = output[4:].max(axis=0)
    candidates = numpy.flatnonzero(best >= SCORE_THRESHOLD)
    rows = output[:, candidates]
    boxes = rows[:4].T.astype(float)
    boxes[:, :2] -= boxes[:, 2:] / 2
    scores, classes = best[candidates], rows[4:].argmax(axis=0)
    kept = suppress(boxes, scores, classes)
    return boxes[kept], scores[kept], classes[kept]


def on_picture(boxes, scale, border, width, height):
    """Centre and size as fractions of the picture, of boxes clipped to it."""
    low = (boxes[:, :2] - border) / scale
    high = low + boxes[:, 2:] / scale
    low, high = (numpy.clip(corner, 0, (width, height)) / (width, height) for corner in (low, high))
    return numpy.hstack(((low + high) / 2, high - low))


def entry(session, size, path):
    picture = cv2.imread(path)
    if picture is None:
        sys.exit(f"cannot read {path}")
    height, width = picture.shape[:2]
    framed, scale, border = letterbox(picture, *size)
    boxes, scores, classes = decode(session.run(tensor_of(framed))[0])
    detections = [{"class_id": class_id, "score": score, "bbox": dict(zip(("cx", "cy", "w", "h"), box))}
                  for box, score, class_id in zip(on_picture(boxes, scale, border, width, height).tolist(), scores.tolist(),
                                                  classes.tolist())]
    return {"schema_version": 2, "image": path, "orig_w": width, "orig_h": height, "detections": detections}


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    model, output, *images = sys.argv[1:]
    try:
        session = InferenceSession(model)
    except (OSError, AttributeError, RuntimeError) as error:
        sys.exit(str(error))
    height, width = session.input_shape()[2:]
    entries = [entry(session, (width, height), image) for image in images]
    with open(output, "w", encoding="utf-8") as file:
        json.dump({"schema_version": 1, "predictions": entries}, file)


if __name__ == "__main__":
    main()
