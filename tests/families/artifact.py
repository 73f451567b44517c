# SPDX-License-Identifier: Apache-2.0
"""Runs the program as users do, and reads what it wrote."""

from __future__ import annotations

import json
import pathlib
import subprocess
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray


@dataclass
class Run:
    code: int
    said: str  # on both streams


def run(program: pathlib.Path, *arguments: str | pathlib.Path) -> Run:
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout + done.stderr)


def predict(program: pathlib.Path, model: pathlib.Path, images: pathlib.Path, output: pathlib.Path,
            *flags: str) -> Run:
    return run(program, "predict", "--model", model, "--image", images, "--output", output, "--backend", "native",
               "--threads", "2", *flags)


@dataclass
class Artifact:
    meta: dict[str, Any]
    entries: dict[str, dict[str, Any]]  # by the picture's name


def read(path: pathlib.Path) -> Artifact:
    document = json.loads(path.read_text())
    return Artifact(document["meta"], {pathlib.Path(entry["image"]).name: entry for entry in document["predictions"]})


def corners(bbox: dict[str, float], size: tuple[int, int]) -> Array:
    """x1, y1, x2, y2 in pixels of a picture of this width and height."""
    centre, half = np.array((bbox["cx"], bbox["cy"])), np.array((bbox["w"], bbox["h"])) / 2
    return np.concatenate((centre - half, centre + half)) * (size * 2)
