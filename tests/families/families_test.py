#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every family's export, fed to the whole program without a flag: what it finds is what the authors' own steps give.

families_test.py PROGRAM [TEST...]
"""

from __future__ import annotations

import pathlib
import sys
import tempfile
import unittest

import numpy as np
import onnx

import artifact
import cases
import pictures
from cases import Case
from decoding import Found

program = pathlib.Path(sys.argv[1])

PICTURES = {"small.png": pictures.noise(97, 61, 1), "tall.png": pictures.noise(350, 481, 2)}
PIXELS = 1e-4  # boxes and keypoints, in the picture's pixels
SCORE = 1e-4
ANGLE = 1e-4  # radians


def visible(found: list[Found]) -> list[Found]:
    """YOLOZU's rules: no box without extent."""
    return [item for item in found if (item.box[2:] > item.box[:2]).all()]


class Families(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, case: Case) -> onnx.ModelProto:
        model = case.build()
        onnx.save(model, str(self.folder / "model.onnx"))
        for name, text in case.files.items():
            (self.folder / name).write_text(text)
        (self.folder / "images").mkdir()
        for name, picture in PICTURES.items():
            pictures.write(str(self.folder / "images" / name), picture)
        return model

    def predict(self, case: Case) -> artifact.Artifact:
        output = self.folder / "predictions.json"
        run = artifact.predict(program, self.folder / "model.onnx", self.folder / "images", output)
        self.assertEqual(run.code, 0, run.said)
        checked = artifact.run(program, "validate", "--strict", output)
        self.assertEqual(checked.code, 0, checked.said)
        written = artifact.read(output)
        self.assertEqual(written.meta["extra"]["head"], case.head)
        self.assertEqual(written.meta["extra"]["task"], case.task)
        return written

    def compare(self, expected: list[Found], detections: list[dict], size: tuple[int, int]) -> None:
        """Each expected object is there once, and nothing else is."""
        self.assertEqual(len(detections), len(expected))
        scores = [detection["score"] for detection in detections]
        self.assertEqual(scores, sorted(scores, reverse=True))
        left = list(detections)
        for item in expected:
            same = [detection for detection in left if detection["class_id"] == item.class_id]
            self.assertTrue(same, f"no object of class {item.class_id} is left for {item}")
            nearest = min(same, key=lambda detection: self.distance(item, detection, size))
            left.remove(nearest)
            self.compare_object(item, nearest, size)

    @staticmethod
    def distance(item: Found, detection: dict, size: tuple[int, int]) -> float:
        return float(np.abs(artifact.corners(detection["bbox"], size) - item.box).max())

    def compare_object(self, item: Found, detection: dict, size: tuple[int, int]) -> None:
        self.assertAlmostEqual(detection["score"], item.score, delta=SCORE)
        np.testing.assert_allclose(artifact.corners(detection["bbox"], size), item.box, rtol=0, atol=PIXELS)

    def check(self, case: Case) -> None:
        model = self.write(case)
        written = self.predict(case)
        for name, picture in PICTURES.items():
            with self.subTest(picture=name):
                expected = visible(case.expected(model, picture))
                self.assertGreater(len(expected), 4)
                self.compare(expected, written.entries[name]["detections"], pictures.size_of(picture))


def add_tests(group: list[Case]) -> None:
    for case in group:
        name = "test_" + "".join(letter if letter.isalnum() else "_" for letter in case.name)
        setattr(Families, name, lambda self, case=case: self.check(case))


add_tests(cases.DETECT_CASES)

if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
