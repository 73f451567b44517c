#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes mask_goldens.json: what torch makes of pseudo-random prototypes, by the rules of ultralytics' 8.3
process_mask_native (and of RF-DETR's masks), and of maps of scores and depths.

The prototypes themselves are not stored: this script and mask_golden_test.cpp draw them from the same generator. A mask
is a list of its runs, row, first, end, ...; beside it are the pixels whose logit is so near to 0 that rounding may
decide, row, column, ... Classes of maps are letters from 'a' on; of the depths it is every seventh, times 100,000.
Usage: make_mask_goldens.py > mask_goldens.json (Debian's python3-torch)
"""
import json
import sys

import numpy as np
import torch
import torch.nn.functional as functional

# picture, input and map as width, height; the placement as the preprocessor makes it.
MASK_CASES = [
    dict(seed=1, picture=(64, 48), input=(64, 64), map=(16, 16), prototypes=8, objects=6),
    dict(seed=2, picture=(101, 77), input=(96, 64), map=(24, 16), prototypes=32, objects=6),
    dict(seed=3, picture=(33, 90), input=(64, 64), map=(16, 16), prototypes=5, objects=6),
    dict(seed=4, picture=(200, 13), input=(160, 160), map=(40, 40), prototypes=3, objects=5),
    dict(seed=5, picture=(20, 15), input=(160, 160), map=(40, 40), prototypes=4, objects=5),
    dict(seed=6, picture=(98, 100), input=(640, 640), map=(160, 160), prototypes=1, objects=2),
    dict(seed=7, picture=(75, 60), input=(64, 64), map=(16, 16), prototypes=6, objects=5, half=True),
    dict(seed=8, picture=(90, 41), input=(64, 64), map=(16, 16), prototypes=6, objects=5, mode="stretch"),
    dict(seed=9, picture=(90, 41), input=(64, 64), map=(16, 16), prototypes=6, objects=5, mode="top_left"),
    dict(seed=10, picture=(41, 90), input=(64, 64), map=(16, 16), prototypes=1, objects=40),
]
MAP_CASES = [
    dict(seed=21, picture=(64, 48), input=(64, 64), map=(8, 8), planes=5),
    dict(seed=22, picture=(101, 77), input=(96, 64), map=(24, 16), planes=19),
    dict(seed=23, picture=(30, 70), input=(64, 64), map=(64, 64), planes=1),
    dict(seed=24, picture=(90, 41), input=(64, 64), map=(16, 16), planes=3, mode="stretch"),
]


class Generator:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return np.float32((self.state >> 40) / 2**24)

    def signed(self, *shape):
        """Numbers between -1 and 1, exact in half precision."""
        values = [np.round(self.uniform() * np.float32(512)) / np.float32(256) - np.float32(1) for _ in range(int(np.prod(shape)))]
        return torch.tensor(np.array(values, np.float32).reshape(shape))


def part_of_map(case):
    """scale_masks: left, top, right, bottom of what the picture covers."""
    (width, height), (map_width, map_height), mode = case["picture"], case["map"], case["mode"]
    if mode == "stretch":
        return 0, 0, map_width, map_height
    gain = min(map_height / height, map_width / width)
    pad_w, pad_h = map_width - width * gain, map_height - height * gain
    if mode == "letterbox":
        pad_w, pad_h = pad_w / 2, pad_h / 2
        left, top = int(round(pad_w - 0.1)), int(round(pad_h - 0.1))
    else:
        left, top = 0, 0
    return left, top, int(round(map_width - pad_w + 0.1)), int(round(map_height - pad_h + 0.1))


def enlarge(case, maps):
    left, top, right, bottom = part_of_map(case)
    width, height = case["picture"]
    return functional.interpolate(maps[None, :, top:bottom, left:right], (height, width), mode="bilinear", align_corners=False)[0]


def runs_of(mask):
    runs = []
    for row, line in enumerate(mask.numpy()):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
        for first, end in edges.reshape(-1, 2):
            runs += [row, int(first), int(end)]
    return runs


def masks(case):
    generator = Generator(case["seed"])
    map_width, map_height = case["map"]
    prototypes = generator.signed(case["prototypes"], map_height, map_width)
    coefficients = generator.signed(case["objects"], case["prototypes"])
    boxes = []  # in the picture; the first one is all of it
    width, height = case["picture"]
    for _ in range(case["objects"]):
        x = sorted(float(generator.uniform()) * width for _ in range(2))
        y = sorted(float(generator.uniform()) * height for _ in range(2))
        boxes.append([x[0], y[0], x[1], y[1]] if boxes else [0.0, 0.0, float(width), float(height)])
    logits = (coefficients @ prototypes.view(case["prototypes"], -1)).view(-1, map_height, map_width)
    logits = enlarge(case, logits)
    x1, y1, x2, y2 = torch.chunk(torch.tensor(boxes, dtype=torch.float64)[:, :, None], 4, 1)
    column = torch.arange(width)[None, None, :]
    row = torch.arange(height)[None, :, None]
    inside = (column >= x1) * (column < x2) * (row >= y1) * (row < y2)
    objects = []
    for logit, within in zip(logits, inside):
        near = torch.nonzero((logit.abs() < 1e-4) & within)
        objects.append(dict(runs=runs_of((logit * within) > 0), near=near.flatten().tolist()))
    # The whole maps as those of queries: not cut off at the boxes.
    whole = enlarge(case, prototypes)
    queries = [dict(runs=runs_of(logit > 0), near=torch.nonzero(logit.abs() < 1e-4).flatten().tolist()) for logit in whole[:2]]
    return dict(objects=objects, queries=queries)


def maps(case):
    generator = Generator(case["seed"])
    map_width, map_height = case["map"]
    scores = enlarge(case, generator.signed(case["planes"], map_height, map_width))
    if case["planes"] == 1:
        classes, near = (scores[0] > 0).int(), scores[0].abs() < 1e-4
    else:
        best = scores.topk(2, dim=0).values
        classes, near = scores.argmax(0), best[0] - best[1] < 1e-4
    return dict(classes="".join(chr(ord("a") + value) for value in classes.flatten().tolist()),
                near=torch.nonzero(near).flatten().tolist(),
                depth=[round(float(value) * 1e5) for value in scores[0].flatten()[::7]])


def main():
    torch.manual_seed(0)
    lines = []
    for kind, cases, make in (("masks", MASK_CASES, masks), ("maps", MAP_CASES, maps)):
        for given in cases:
            case = dict(half=False, mode="letterbox", kind=kind) | given
            lines.append(json.dumps(case | make(case), separators=(",", ":")))
            print(kind, case["seed"], len(lines[-1]), file=sys.stderr)
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    main()
