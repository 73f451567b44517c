# SPDX-License-Identifier: Apache-2.0
"""Runs the program as users do, and reads what it wrote, every rule of YOLOZU's files checked on the way.

The rules (contract.md 1.4, 6.1 to 6.4) are written down here once more, apart from the program's own validator.
"""

from __future__ import annotations

import json
import math
import pathlib
import subprocess
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

Array = np.ndarray
Size = tuple[int, int]  # width, height

DETECTION_KEYS = {"class_id", "score", "bbox", "rot6d", "offsets", "k_delta", "keypoints", "log_z", "log_sigma_z",
                  "log_sigma_rot", "sigma_z", "sigma_rot", "category_id", "bbox_abs", "mask", "meta"}
ENTRY_KEYS = {"schema_version", "image", "detections", "image_size", "image_w", "image_h", "orig_w", "orig_h",
              "model_input_w", "model_input_h", "preprocess", "preproc", "intrinsics", "task", "meta"}
POSE_LENGTHS = {"rot6d": 6, "offsets": 2, "k_delta": 4}


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
    """A predictions file; fails with AssertionError where it breaks a rule."""
    document = json.loads(path.read_text(), parse_constant=refuse_constant)
    assert document["schema_version"] == 1
    entries = document["predictions"]
    assert len({entry["image"] for entry in entries}) == len(entries)
    for entry in entries:
        if "mask" in entry:
            check_map_entry(entry)
        else:
            check_entry(entry)
    return Artifact(document["meta"], {pathlib.Path(entry["image"]).name: entry for entry in entries})


def refuse_constant(text: str) -> float:
    raise AssertionError(f"{text} is no JSON")


def check_entry(entry: dict[str, Any]) -> None:
    assert set(entry) <= ENTRY_KEYS, entry.keys()
    assert entry["schema_version"] == 2 and entry["image"].strip()
    for detection in entry["detections"]:
        check_detection(detection)
    order = [(-detection["score"], detection["class_id"], *detection["bbox"].values())
             for detection in entry["detections"]]
    assert order == sorted(order)


def check_map_entry(entry: dict[str, Any]) -> None:
    """An entry of semantic segmentation, whose list is the output itself."""
    assert set(entry) == {"id", "image", "mask"}, entry.keys()
    assert all(isinstance(value, str) and value.strip() for value in entry.values()), entry


def check_detection(detection: dict[str, Any]) -> None:
    assert set(detection) <= DETECTION_KEYS, detection.keys()
    assert type(detection["class_id"]) is int and detection["class_id"] >= 0
    assert 0 <= detection["score"] <= 1
    bbox = detection["bbox"]
    assert list(bbox) == ["cx", "cy", "w", "h"]
    assert 0 <= bbox["cx"] <= 1 and 0 <= bbox["cy"] <= 1 and 0 < bbox["w"] <= 1 and 0 < bbox["h"] <= 1, bbox
    for point in detection.get("keypoints", []):
        assert 0 <= point["x"] <= 1 and 0 <= point["y"] <= 1 and point["v"] in (0, 1, 2), point
        assert 0 <= point.get("score", 1) <= 1
    for key, length in POSE_LENGTHS.items():
        if key in detection:
            assert len(detection[key]) == length and all(map(math.isfinite, detection[key]))
    if "obb" in detection.get("meta", {}):
        check_oriented(detection["meta"]["obb"])


def check_oriented(box: dict[str, Any]) -> None:
    assert 0 <= box["angle"] < math.pi / 2, box
    assert box["w"] > 0 and box["h"] > 0
    assert np.array(box["corners"]).shape == (4, 2)


def corners(bbox: dict[str, float], size: Size) -> Array:
    """x1, y1, x2, y2 in pixels of a picture of this width and height."""
    centre, half = np.array((bbox["cx"], bbox["cy"])), np.array((bbox["w"], bbox["h"])) / 2
    return np.concatenate((centre - half, centre + half)) * (size * 2)


# ---- masks and maps --------------------------------------------------------------------------------------------------

@dataclass
class MaskList:
    """A list of mask files, and the folder that their names start from."""

    folder: pathlib.Path
    entries: dict[str, dict[str, Any]]  # by the picture's name


def find_list(folder: pathlib.Path, key: str) -> MaskList:
    """The one JSON file in a folder whose entries have `key`: "instances" or "id"."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        document = json.loads(path.read_text())
        entries = document["predictions"] if isinstance(document, dict) else document
        if isinstance(entries, list) and entries and key in entries[0]:
            assert not isinstance(document, dict) or document["schema_version"] == 1
            named = {pathlib.Path(entry.get("image", entry.get("id"))).name: entry for entry in entries}
            found.append(MaskList(path.parent, named))
    assert len(found) == 1, f"{len(found)} files with {key} in {list(folder.rglob('*'))}"
    return found[0]


def read_mask(folder: pathlib.Path, name: str, size: Size) -> Array:
    """A mask file: a PNG of one channel and of the picture's size."""
    assert isinstance(name, str) and name and not pathlib.PurePath(name).is_absolute()
    path = folder / name
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    values = np.array(Image.open(path))
    assert values.ndim == 2 and values.shape == size[::-1], (values.shape, size)
    return values


@dataclass
class Instance:
    class_id: int
    score: float
    mask: Array  # bool [height, width]


def read_instances(masks: MaskList, picture: str, size: Size) -> list[Instance]:
    entry = masks.entries[picture]
    assert entry["image"].strip() and isinstance(entry["instances"], list)
    found = []
    for item in entry["instances"]:
        assert type(item["class_id"]) is int and 0 <= item["score"] <= 1
        found.append(Instance(item["class_id"], item["score"], read_mask(masks.folder, item["mask"], size) != 0))
    return found


def read_depth(entry: dict[str, Any], folder: pathlib.Path, size: Size) -> Array:
    """The map of an entry, a NumPy file of float32 and of the picture's size."""
    name = next(value for key, value in entry["meta"].items() if key.startswith("depth"))
    path = next(path for path in folder.rglob("*") if path.is_file() and path.name == pathlib.Path(name).name)
    values = np.load(path)
    assert values.dtype == np.float32 and values.shape == size[::-1]
    return values
