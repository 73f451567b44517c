#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every family's export, fed to the whole program without a flag: what it finds is what the authors' own steps give.

families_test.py PROGRAM [TEST...]
"""

from __future__ import annotations

import pathlib
import sys
import unittest

import numpy as np

import artifact
import cases
import decoding
import pictures
from cases import Case
from checking import NUMBER, PIXEL_SHARE, SCORE, FamilyTest


class Detect(FamilyTest):
    """One test a row of cases.DETECT_CASES."""


class Segment(FamilyTest):
    pass


class Pose(FamilyTest):
    pass


class Oriented(FamilyTest):
    pass


class Pose6d(FamilyTest):
    def check_picture(self, case, model, name, picture, written) -> None:
        super().check_picture(case, model, name, picture, written)
        entry = written.entries[name]
        width, height = pictures.size_of(picture)
        self.assertEqual(entry["image_size"], {"width": cases.anchors.WIDTH, "height": cases.anchors.HEIGHT})
        self.assertEqual(entry["preprocess"]["orig_size"], {"width": width, "height": height})
        self.assert_close(entry["preprocess"]["scale_xy"]["x"], cases.anchors.WIDTH / width, 1e-9)
        self.assert_close(entry["preprocess"]["scale_xy"]["y"], cases.anchors.HEIGHT / height, 1e-9)


class Classify(FamilyTest):
    def check_picture(self, case, model, name, picture, written) -> None:
        outputs, _ = case.outputs(model, picture)
        expected = decoding.class_scores(outputs, case.name.startswith("yolov8"))
        entry = written.entries[name]
        self.assertEqual(entry["detections"], [])
        found = entry["meta"]["classification"]
        self.assertEqual([item["class_id"] for item in found], [class_id for class_id, _ in expected])
        self.assertEqual([item["name"] for item in found], [cases.anchors.NAMES[number] for number, _ in expected])
        self.assert_close([item["score"] for item in found], [score for _, score in expected], SCORE)


class Semantic(FamilyTest):
    def check_picture(self, case, model, name, picture, written) -> None:
        decode = decoding.semantic_logits if case.head == "semantic-logits" else decoding.class_map
        expected = decode(*case.outputs(model, picture))
        self.assertGreater(len(np.unique(expected)), 3)
        masks = artifact.find_list(self.output.parent, "id")
        ids = artifact.read_mask(masks.folder, masks.entries[name]["mask"], pictures.size_of(picture))
        self.assertLessEqual(np.mean(ids != expected), PIXEL_SHARE)


class Depth(FamilyTest):
    def check_picture(self, case, model, name, picture, written) -> None:
        expected = decoding.depth_map(*case.outputs(model, picture))
        metres = artifact.read_depth(written.entries[name], self.output.parent, pictures.size_of(picture))
        self.assert_close(metres, expected, NUMBER)


def add_tests(test: type[FamilyTest], group: list[Case]) -> None:
    for case in group:
        words = "".join(letter if letter.isalnum() else " " for letter in case.name).split()
        setattr(test, "_".join(["test", *words]), lambda self, case=case: self.check(case))


add_tests(Detect, cases.DETECT_CASES)
add_tests(Segment, cases.SEGMENT_CASES)
add_tests(Pose, cases.POSE_CASES)
add_tests(Oriented, cases.OBB_CASES)
add_tests(Pose6d, cases.POSE6D_CASES)
add_tests(Classify, cases.CLASSIFY_CASES)
add_tests(Semantic, cases.SEMANTIC_CASES)
add_tests(Depth, cases.DEPTH_CASES)

if __name__ == "__main__":
    FamilyTest.program = pathlib.Path(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
