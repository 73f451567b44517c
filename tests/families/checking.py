# SPDX-License-Identifier: Apache-2.0
"""What every test of a family does: write a model and pictures, run the program, compare what it says."""

from __future__ import annotations

import pathlib
import tempfile
import unittest
from typing import Any

import numpy as np
import onnx

import artifact
import pictures
from artifact import Artifact, Run, Size
from cases import Case
from decoding import Found

Array = np.ndarray

PICTURES = {"small.png": pictures.noise(97, 61, 1), "tall.png": pictures.noise(350, 481, 2)}

PIXELS = 1e-4  # boxes, oriented boxes and keypoints, in the picture's pixels
SCORE = 1e-4
RADIANS = 1e-4
NUMBER = 1e-4  # poses, metres
# Of a mask's or map's pixels so many may differ: those where a logit is within rounding of the edge.
PIXEL_SHARE = 1e-3


def visible(found: list[Found]) -> list[Found]:
    """YOLOZU's rule: no box without extent."""
    return [item for item in found if (item.box[2:] > item.box[:2]).all()]


class FamilyTest(unittest.TestCase):
    program: pathlib.Path
    maxDiff = None

    def setUp(self) -> None:
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.output = self.folder / "output" / "predictions.json"
        self.output.parent.mkdir()
        (self.folder / "images").mkdir()
        for name, picture in PICTURES.items():
            pictures.write(str(self.folder / "images" / name), picture)

    def write(self, model: onnx.ModelProto, files: dict[str, str] | None = None) -> None:
        """The model, and the files beside it."""
        onnx.save(model, str(self.folder / "model.onnx"))
        for name, text in (files or {}).items():
            (self.folder / name).write_text(text)

    def run_program(self, *flags: str) -> Run:
        return artifact.predict(self.program, self.folder / "model.onnx", self.folder / "images", self.output, *flags)

    def predict(self, *flags: str) -> Artifact:
        run = self.run_program(*flags)
        self.assertEqual(run.code, 0, run.said)
        for path in self.output.parent.rglob("*.json"):
            checked = artifact.run(self.program, "validate", "--strict", path)
            self.assertEqual(checked.code, 0, checked.said)
        return artifact.read(self.output)

    def assert_refused(self, *flags: str) -> None:
        """Exit code 1, nothing written, and the flags named that would settle it."""
        run = self.run_program()
        self.assertEqual(run.code, 1, run.said)
        self.assertFalse(self.output.exists())
        for flag in flags:
            self.assertIn(flag, run.said)

    def compare(self, expected: list[Found], detections: list[dict[str, Any]], size: Size) -> None:
        """Each expected object is there once, and nothing else is."""
        self.assertEqual(len(detections), len(expected), [(d["class_id"], d["score"]) for d in detections])
        left = list(detections)
        for item in expected:
            same = [detection for detection in left if detection["class_id"] == item.class_id]
            self.assertTrue(same, f"no object of class {item.class_id} is left for {item}")
            nearest = min(same, key=lambda detection: distance(item, detection, size))
            left.remove(nearest)
            self.compare_object(item, nearest, size)

    def compare_object(self, item: Found, detection: dict[str, Any], size: Size) -> None:
        self.assertAlmostEqual(detection["score"], item.score, delta=SCORE)
        self.assert_close(artifact.corners(detection["bbox"], size), item.box, PIXELS)
        if item.keypoints is not None:
            self.compare_keypoints(item.keypoints, detection["keypoints"], size)
        if item.oriented is not None:
            self.compare_oriented(item.oriented, detection["meta"]["obb"])
        for name, numbers in item.pose.items():
            self.assert_close(np.atleast_1d(detection[name]), numbers, NUMBER)

    def compare_keypoints(self, expected: Array, keypoints: list[dict[str, float]], size: Size) -> None:
        self.assertEqual(len(keypoints), len(expected))
        places = np.array([(point["x"], point["y"]) for point in keypoints]) * size
        self.assert_close(places, expected[:, :2], PIXELS)
        if expected.shape[1] == 3:
            self.assert_close(np.array([point["score"] for point in keypoints]), expected[:, 2], SCORE)

    def compare_oriented(self, expected: Array, box: dict[str, Any]) -> None:
        self.assert_close(np.array([box[key] for key in ("cx", "cy", "w", "h")]), expected[:4], PIXELS)
        self.assertAlmostEqual(box["angle"], expected[4], delta=RADIANS)

    def compare_masks(self, expected: list[Found], instances: list[artifact.Instance]) -> None:
        self.assertEqual(len(instances), len(expected))
        left = list(instances)
        for item in expected:
            nearest = min(left, key=lambda other: (other.class_id != item.class_id, abs(other.score - item.score)))
            left.remove(nearest)
            self.assertEqual(nearest.class_id, item.class_id)
            self.assertAlmostEqual(nearest.score, item.score, delta=SCORE)
            assert item.mask is not None
            self.assertLessEqual(np.mean(nearest.mask != item.mask), PIXEL_SHARE)

    def assert_close(self, actual: Any, expected: Any, tolerance: float) -> None:
        np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance)

    def check(self, case: Case) -> None:
        model = case.build()
        self.write(model, case.files)
        if case.flags:
            self.assert_refused("--anchors", *case.flags)
        written = self.predict(*case.flags)
        self.check_decision(case, written)
        for name, picture in PICTURES.items():
            with self.subTest(picture=name):
                self.check_picture(case, model, name, picture, written)

    def check_decision(self, case: Case, written: Artifact) -> None:
        extra = written.meta["extra"]
        self.assertEqual(extra["head"], case.head)
        self.assertEqual(extra["task"], case.task)
        self.assertIn(case.family.lower(), extra["family"].lower())

    def check_picture(self, case: Case, model: onnx.ModelProto, name: str, picture: Array, written: Artifact) -> None:
        size = pictures.size_of(picture)
        expected = visible(case.expected(model, picture))
        self.assertGreaterEqual(len(expected), 4)
        self.compare(expected, written.entries[name]["detections"], size)
        if case.task == "segment":
            masks = artifact.find_list(self.output.parent, "instances")
            self.compare_masks(expected, artifact.read_instances(masks, name, size))


def distance(item: Found, detection: dict[str, Any], size: Size) -> float:
    return float(np.abs(artifact.corners(detection["bbox"], size) - item.box).max() +
                 abs(detection["score"] - item.score))
