#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real models on real photographs, without a flag; both lie outside the project, so these tests may be skipped.

photographs_test.py PROGRAM SHARED_FOLDER [TEST...]
"""

from __future__ import annotations

import json
import os
import pathlib
import sys
import tempfile
import unittest
from collections.abc import Callable

import cv2
import numpy as np
import onnx
import onnx.utils

import artifact
import decoding
import numpy_onnx
import pictures
import precision
from decoding import Decoder
from pictures import Recipe
from precision import Detections

Array = np.ndarray
Network = Callable[[Array], list[Array]]

program = pathlib.Path(sys.argv[1])
shared = pathlib.Path(os.environ.get("YOLOZU_SHARED", sys.argv[2]))
IMAGES, LABELS, MODELS = shared / "images" / "val", shared / "labels" / "val", shared / "models"
TOLERANCE = 0.002

TASKS = {"yolov8n-seg-coco-int8": "segment", "yolov8-tiny-pose": "pose", "yolov8-tiny-obb": "obb",
         "yolov8-tiny-cls": "classify", "rtdetr-pose-tiny": "pose6d"}


def opencv_network(path: pathlib.Path) -> Network:
    """The whole model, run by OpenCV."""
    network = cv2.dnn.readNetFromONNX(str(path))

    def run(tensor: Array) -> list[Array]:
        network.setInput(tensor)
        return [network.forward()]
    return run


# Where the head's convolutions of yolov8n-coco.onnx end: OpenCV 4.6 cannot read the little that comes behind.
YOLOV8_MAPS = ["/model.22/Concat_output_0", "/model.22/Concat_1_output_0"]


def yolov8_network(path: pathlib.Path) -> Network:
    """The convolutions by OpenCV, the decoding of the distributions by NumPy."""
    with tempfile.TemporaryDirectory() as folder:
        body_file, tail_file = (str(pathlib.Path(folder) / name) for name in ("body.onnx", "tail.onnx"))
        onnx.utils.extract_model(str(path), body_file, ["images"], YOLOV8_MAPS)
        onnx.utils.extract_model(str(path), tail_file, YOLOV8_MAPS, ["output0"])
        body, tail = cv2.dnn.readNetFromONNX(body_file), onnx.load(tail_file)

    def run(tensor: Array) -> list[Array]:
        body.setInput(tensor)
        return numpy_onnx.run(tail, dict(zip(YOLOV8_MAPS, body.forward(YOLOV8_MAPS))))
    return run


def rendering(network: Network, recipe: Recipe, side: int, decode: Decoder, photograph: pathlib.Path) -> Detections:
    """What the authors' own steps give, as fractions of the photograph."""
    picture = cv2.cvtColor(cv2.imread(str(photograph)), cv2.COLOR_BGR2RGB)
    tensor, placed = recipe.prepare(picture, (side, side))
    found = decode(network(tensor), placed)
    boxes = np.array([item.box for item in found]).reshape(-1, 4) / (placed.picture * 2)
    return boxes, np.array([item.score for item in found]), np.array([item.class_id for item in found])


def written(entry: dict) -> Detections:
    detections = entry["detections"]
    boxes = np.array([artifact.corners(detection["bbox"], (1, 1)) for detection in detections]).reshape(-1, 4)
    return (boxes, np.array([detection["score"] for detection in detections]),
            np.array([detection["class_id"] for detection in detections]))


@unittest.skipUnless(MODELS.is_dir() and IMAGES.is_dir(), f"there are no models and photographs in {shared}")
class Photographs(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def predict(self, model: pathlib.Path) -> artifact.Artifact:
        output = self.folder / f"{model.stem}.json"
        run = artifact.predict(program, model, IMAGES, output)
        self.assertEqual(run.code, 0, run.said)
        checked = artifact.run(program, "validate", "--strict", output)
        self.assertEqual(checked.code, 0, checked.said)
        return artifact.read(output)

    def evaluated(self, model: pathlib.Path) -> float:
        """The mAP that the program itself finds for what it has predicted."""
        report = self.folder / "report.json"
        run = artifact.run(program, "eval", "--predictions", self.folder / f"{model.stem}.json", "--images", IMAGES,
                           "--labels", LABELS, "--output", report)
        self.assertEqual(run.code, 0, run.said)
        return json.loads(report.read_text())["metrics"]["map50_95"]

    def test_every_model_runs_without_a_flag(self) -> None:
        photographs = {path.name for path in IMAGES.iterdir()}
        for model in sorted(MODELS.glob("*.onnx")):
            with self.subTest(model=model.name):
                found = self.predict(model)
                self.assertEqual(found.meta["extra"]["task"], TASKS.get(model.stem, "detect"))
                self.assertEqual(set(found.entries), photographs)

    def compare_precision(self, name: str, network: Network, recipe: Recipe, side: int, decode: Decoder) -> None:
        entries = self.predict(MODELS / name).entries
        photographs = sorted(IMAGES.iterdir())
        self.assertEqual(len(photographs), 10)
        labels = [precision.read_labels(LABELS / f"{path.stem}.txt") for path in photographs]
        authors = [rendering(network, recipe, side, decode, path) for path in photographs]
        ours = [written(entries[path.name]) for path in photographs]
        expected = precision.mean_average_precision(list(zip(authors, labels)))
        self.assertGreater(expected, 0.2)
        found = precision.mean_average_precision(list(zip(ours, labels)))
        self.assertAlmostEqual(found, expected, delta=TOLERANCE)
        self.assertAlmostEqual(self.evaluated(MODELS / name), found, delta=1e-9)

    def test_yolov8n_is_as_precise_as_its_authors_steps(self) -> None:
        model = MODELS / "yolov8n-coco.onnx"
        self.compare_precision(model.name, yolov8_network(model), pictures.LETTERBOX, 640, decoding.yolov8)

    def test_yolox_nano_is_as_precise_as_its_authors_steps(self) -> None:
        model = MODELS / "yolox-nano-coco.onnx"
        self.compare_precision(model.name, opencv_network(model), pictures.YOLOX, 416, decoding.yolox)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
