# SPDX-License-Identifier: Apache-2.0
"""What the test models see: known objects, and the maps by which a head would say them.

The maps need not say the objects exactly (what is right is computed from the numbers that come out of the model); they
give boxes of sensible sizes that overlap in part, and scores that differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray

WIDTH, HEIGHT = 320, 256
SIZE = (HEIGHT, WIDTH)
CLASSES = 7
BACKGROUND = -8.0


@dataclass
class Target:
    """An object in network pixels; `logit` is that of its score."""

    box: Array
    class_id: int
    logit: float

    @property
    def centre(self) -> Array:
        return (self.box[:2] + self.box[2:]) / 2

    @property
    def extent(self) -> Array:
        return self.box[2:] - self.box[:2]


def targets(seed: int, classes: int = CLASSES, size: tuple[int, int] = SIZE, largest: float = 110) -> list[Target]:
    """Some objects, most with one or two that overlap them much, of their class or another; some reach out."""
    random = np.random.default_rng(seed)
    height, width = size
    found = []
    for _ in range(8):
        centre = random.uniform((5, 5), (width - 5, height - 5))
        extent = random.uniform(18, largest, 2)
        class_id = int(random.integers(classes))
        for copy in range(int(random.integers(1, 4))):
            moved = centre + random.uniform(-0.12, 0.12, 2) * extent * min(copy, 1)
            box = np.concatenate((moved - extent / 2, moved + extent / 2))
            other = copy > 0 and random.uniform() < 0.3
            found.append(Target(box, int(random.integers(classes)) if other else class_id, random.uniform(-1.5, 3)))
    return found


def grids(strides: list[int], size: tuple[int, int] = SIZE) -> list[tuple[int, int]]:
    """Rows and columns of each stride's grid."""
    return [(-(-size[0] // stride), -(-size[1] // stride)) for stride in strides]


def anchor_points(strides: list[int], offset: float, size: tuple[int, int] = SIZE) -> tuple[Array, Array]:
    """x, y [N, 2] in cells, and the stride [N], of all cells of all grids, row by row."""
    points, steps = [], []
    for (rows, columns), stride in zip(grids(strides, size), strides):
        y, x = np.mgrid[:rows, :columns]
        points.append(np.stack((x, y), axis=-1).reshape(-1, 2) + offset)
        steps.append(np.full(rows * columns, stride))
    return np.concatenate(points).astype(np.float32), np.concatenate(steps).astype(np.float32)


@dataclass
class Cell:
    level: int
    row: int
    column: int
    target: Target


def assign(objects: list[Target], strides: list[int], size: tuple[int, int] = SIZE) -> list[Cell]:
    """A free cell that holds the object's centre; the larger the object, the larger the stride it may have."""
    taken: dict[tuple[int, int, int], Cell] = {}
    for target in objects:
        first = int(target.extent.max() > 60)
        for level in [*range(first, len(strides)), 0]:
            rows, columns = grids(strides, size)[level]
            x, y = target.centre / strides[level]
            key = (level, min(max(int(y), 0), rows - 1), min(max(int(x), 0), columns - 1))
            if key not in taken:
                taken[key] = Cell(*key, target)
                break
    return list(taken.values())


@dataclass
class Maps:
    """Of each stride: logits [classes, rows, columns] and the four numbers of the box [4, rows, columns]."""

    classes: list[Array]
    boxes: list[Array]
    cells: list[Cell]


def empty_maps(seed: int, strides: list[int], classes: int, size: tuple[int, int]) -> tuple[list[Array], list[Array]]:
    random = np.random.default_rng(seed + 1)
    logits = [random.normal(BACKGROUND, 0.3, (classes, *grid)) for grid in grids(strides, size)]
    boxes = [random.uniform(0.5, 3, (4, *grid)) for grid in grids(strides, size)]
    return logits, boxes


def distance_maps(seed: int, strides: list[int], offset: float = 0.5, classes: int = CLASSES,
                  size: tuple[int, int] = SIZE, largest: float = 110) -> Maps:
    """Boxes by the distances of their sides (left, top, right, bottom) from the cell's point, in cells."""
    logits, boxes = empty_maps(seed, strides, classes, size)
    cells = assign(targets(seed, classes, size, largest), strides, size)
    for cell in cells:
        point = np.array((cell.column + offset, cell.row + offset))
        box = cell.target.box / strides[cell.level]
        distances = np.concatenate((point - box[:2], box[2:] - point))
        boxes[cell.level][:, cell.row, cell.column] = np.maximum(distances, 0.1)
        logits[cell.level][cell.target.class_id, cell.row, cell.column] = cell.target.logit
    return Maps(logits, boxes, cells)


def distribution_logits(distances: Array, bins: int) -> Array:
    """Logits [4 * bins, rows, columns] whose expected values are about the distances [4, rows, columns]."""
    away = np.arange(bins)[None, :, None, None] - np.minimum(distances, bins - 1)[:, None]
    return (-1.5 * away ** 2).clip(-30, 0).reshape(4 * bins, *distances.shape[1:])


def logit(probability: Array) -> Array:
    probability = np.clip(probability, 0.02, 0.98)
    return np.log(probability / (1 - probability))


def anchored_maps(seed: int, anchors: Array, strides: list[int], extra: int = 0, classes: int = CLASSES,
                  size: tuple[int, int] = SIZE) -> list[Array]:
    """The raw maps [3 * (5 + classes + extra), rows, columns] of YOLOv5 and YOLOv7: x, y, w, h, objectness, classes.

    anchors: [strides, 3, 2] in pixels.
    """
    random = np.random.default_rng(seed + 1)
    columns = 5 + classes + extra
    maps = [random.normal(0, 0.5, (3, columns, *grid)) for grid in grids(strides, size)]
    for level in maps:
        level[:, 4:5 + classes] += BACKGROUND
    for cell in assign(targets(seed, classes, size), strides, size):
        ratios = cell.target.extent / anchors[cell.level]
        best = int(np.abs(np.log(ratios)).max(axis=1).argmin())
        values = maps[cell.level][best, :, cell.row, cell.column]
        position = cell.target.centre / strides[cell.level] - (cell.column, cell.row)
        values[0:2] = logit((position + 0.5) / 2)
        values[2:4] = logit(np.sqrt(ratios[best]) / 2)
        values[4] = cell.target.logit + 1
        values[5 + cell.target.class_id] = cell.target.logit + 2
    return [level.reshape(3 * columns, *level.shape[2:]) for level in maps]


def grid_maps(seed: int, strides: list[int], classes: int = CLASSES, size: tuple[int, int] = SIZE) -> Maps:
    """Boxes as YOLOX says them: the centre from the cell's corner, in cells, and the logarithm of the size in cells."""
    logits, boxes = empty_maps(seed, strides, classes, size)
    cells = assign(targets(seed, classes, size), strides, size)
    for cell in cells:
        stride = strides[cell.level]
        position = cell.target.centre / stride - (cell.column, cell.row)
        boxes[cell.level][:, cell.row, cell.column] = (*position, *np.log(cell.target.extent / stride))
        logits[cell.level][cell.target.class_id, cell.row, cell.column] = cell.target.logit + 2
    return Maps(logits, boxes, cells)


def objectness_maps(maps: Maps) -> list[Array]:
    found = [np.full((1, *level.shape[1:]), BACKGROUND) for level in maps.classes]
    for cell in maps.cells:
        found[cell.level][0, cell.row, cell.column] = cell.target.logit + 1
    return found


def query_targets(seed: int, queries: int, classes: int, seldom_twice: bool = True) -> tuple[Array, Array]:
    """Logits [queries, classes] and the logits [queries, 4] of cx, cy, w, h as fractions of the network's input.

    Some queries say two classes, so taking the best class of each query loses boxes.
    """
    random = np.random.default_rng(seed)
    logits = random.normal(BACKGROUND, 0.3, (queries, classes))
    boxes = random.normal(0, 1, (queries, 4))
    scale = np.array((WIDTH, HEIGHT, WIDTH, HEIGHT), float)
    objects = targets(seed, classes)
    for query, target in zip(random.permutation(queries), objects):
        boxes[query] = logit(np.concatenate((target.centre, target.extent)) / scale)
        logits[query, target.class_id] = target.logit
        if seldom_twice and random.uniform() < 0.3:
            logits[query, (target.class_id + 1) % classes] = target.logit - 0.7
    return logits, boxes


def smooth_maps(seed: int, count: int, size: tuple[int, int]) -> Array:
    """Slow waves [count, height, width] for the prototypes of masks and for maps of depth and classes."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:size[0], :size[1]] / max(size)
    waves = [np.cos(a * x + b * y + c) for a, b, c in random.uniform((-9, -9, 0), (9, 9, 6.3), (count, 3))]
    return np.stack(waves)
