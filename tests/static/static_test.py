#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The static program: one small file that needs nothing else and computes what the ordinary program computes.

static_test.py STATIC_PROGRAM ORDINARY_PROGRAM
"""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

LARGEST_SIZE = 6_000_000
DEMO = pathlib.Path(__file__).parent.parent.parent / "models" / "demo"
static_program, ordinary_program = map(pathlib.Path, sys.argv[1:3])


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def predict(program, folder, output, level, prefix=()):
    environment = {"YOLOZU_ISA": level} if level else {}
    return run([*prefix, program, "predict", "--model", "model.onnx", "--image", "images", "--output", output,
                "--backend", "native", "--threads", "2"], cwd=folder, env=environment)


def without_time(path):
    return [line for line in path.read_text().splitlines() if '"timestamp"' not in line]


class StaticProgram(unittest.TestCase):
    def test_is_small(self):
        self.assertLessEqual(static_program.stat().st_size, LARGEST_SIZE)

    def test_names_neither_a_loader_nor_a_library(self):
        headers = run(["readelf", "--wide", "--program-headers", "--dynamic", static_program])
        self.assertEqual(headers.returncode, 0, headers.stderr)
        self.assertNotIn("INTERP", headers.stdout)
        self.assertNotIn("NEEDED", headers.stdout)
        self.assertIn("statically linked", run(["ldd", static_program]).stdout)

    def test_says_that_it_has_no_onnx_runtime(self):
        with tempfile.TemporaryDirectory() as folder:
            result = run([static_program, "--model", DEMO / "model.onnx", "--image", DEMO / "images", "--output",
                          pathlib.Path(folder) / "predictions.json", "--backend", "onnxruntime"])
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("no ONNX Runtime support: it is one static file", result.stderr)

    def test_says_that_it_reads_no_videos(self):
        with tempfile.TemporaryDirectory() as folder:
            result = run([static_program, "--model", DEMO / "model.onnx", "--video", "walk.mp4", "--output",
                          pathlib.Path(folder) / "predictions.json"])
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("this build cannot read videos: it is one static file", result.stderr)

    def test_refuses_the_tiff_compressions_it_leaves_out(self):
        """A picture of one pixel, whose entries are tag, type, count and value; compression 50000 is Zstandard."""
        entries = [(256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 50000), (262, 3, 1, 1),
                   (273, 4, 1, 8), (278, 4, 1, 1), (279, 4, 1, 1)]
        with tempfile.TemporaryDirectory() as name:
            picture = pathlib.Path(name) / "picture.tif"
            picture.write_bytes(b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) +
                                b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4))
            result = run([static_program, "--model", DEMO / "model.onnx", "--image", picture, "--output",
                          pathlib.Path(name) / "predictions.json"])
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("the static program does not read Zstandard compression", result.stderr)

    def test_predicts_alone_in_a_folder(self):
        """Nothing but the program, a model and pictures; to root, nothing else exists at all."""
        for level in ("ref", None):
            with self.subTest(level=level or "the strongest"), tempfile.TemporaryDirectory() as name:
                folder = pathlib.Path(name)
                shutil.copy(static_program, folder / "yolozu-infer")
                shutil.copy(DEMO / "model.onnx", folder)
                shutil.copytree(DEMO / "images", folder / "images")
                prefix = [shutil.which("chroot"), folder] if os.geteuid() == 0 else []
                program = "/yolozu-infer" if prefix else folder / "yolozu-infer"
                alone = predict(program, folder, "alone.json", level, prefix)
                self.assertEqual(alone.returncode, 0, alone.stderr)
                ordinary = predict(ordinary_program, folder, "ordinary.json", level)
                self.assertEqual(ordinary.returncode, 0, ordinary.stderr)
                self.assertEqual(without_time(folder / "alone.json"), without_time(folder / "ordinary.json"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
