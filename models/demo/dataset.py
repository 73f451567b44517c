# SPDX-License-Identifier: Apache-2.0
"""Letterboxed scenes as arrays: made once in parallel, then read from a cache."""

import multiprocessing
from pathlib import Path

import numpy as np
from PIL import Image

import scenes

FILL = 114         # grey of the letterbox's padding
MAX_OBJECTS = 10   # what scenes.py puts into one scene at most


def letterbox(image, size, resample=None):
    """Fit an RGB image into a square: (array [size, size, 3], scale, left, top).

    The default is bilinear interpolation without anti-aliasing, pixel centres
    at half coordinates, which is what most inference programs do.
    """
    width, height = image.size
    scale = min(size / width, size / height)
    new_width, new_height = round(width * scale), round(height * scale)
    if resample is None:
        step = (width / new_width, 0, 0, 0, height / new_height, 0)
        resized = image.transform((new_width, new_height), Image.AFFINE, step, Image.BILINEAR)
    else:
        resized = image.resize((new_width, new_height), resample)
    left = round((size - new_width) / 2 - 0.1)
    top = round((size - new_height) / 2 - 0.1)
    canvas = np.full((size, size, 3), FILL, np.uint8)
    canvas[top:top + new_height, left:left + new_width] = np.asarray(resized)
    return canvas, scale, left, top


def prepare(job):
    """Render one training scene: pixels [3, size, size], boxes, class ids (-1: none)."""
    seed, size, vary = job
    image, boxes, class_ids = scenes.render_scene(seed)
    resample = None
    if vary:
        # Users letterbox with other filters, and photographs come as JPEG.
        rng = np.random.default_rng((seed, 1))
        resample = None if rng.random() < 0.7 else Image.BILINEAR
        if rng.random() < 0.5:
            image = scenes.jpeg_round_trip(image, int(rng.integers(60, 97)))
    pixels, scale, left, top = letterbox(image, size, resample)
    boxes = boxes * scale + np.array((left, top, left, top), np.float32)
    padding = MAX_OBJECTS - len(boxes)
    boxes = np.pad(boxes.astype(np.float32), ((0, padding), (0, 0)))
    return pixels.transpose(2, 0, 1), boxes, np.pad(class_ids, (0, padding), constant_values=-1)


def build(folder, split, count, size, vary, workers):
    """Render a split into `folder`, which appears only once it is complete."""
    partial = folder.with_suffix(".partial")
    partial.mkdir(parents=True, exist_ok=True)
    create = np.lib.format.open_memmap
    images = create(partial / "images.npy", "w+", np.uint8, (count, 3, size, size))
    boxes = np.zeros((count, MAX_OBJECTS, 4), np.float32)
    class_ids = np.full((count, MAX_OBJECTS), -1, np.int64)
    first = scenes.SPLITS[split]
    jobs = ((seed, size, vary) for seed in range(first, first + count))
    with multiprocessing.Pool(workers) as pool:
        for index, item in enumerate(pool.imap(prepare, jobs, chunksize=16)):
            images[index], boxes[index], class_ids[index] = item
            if index % 1000 == 0:
                print(f"rendering {split}: {index}/{count}", flush=True)
    images.flush()
    np.save(partial / "boxes.npy", boxes)
    np.save(partial / "class_ids.npy", class_ids)
    partial.rename(folder)


def load(cache, split, count, size, vary=False, workers=2):
    """Images uint8 [n, 3, size, size], boxes [n, 10, 4] and class ids [n, 10]."""
    folder = Path(cache, f"{split}-{count}-{size}")
    if not folder.exists():
        build(folder, split, count, size, vary, workers)
    images = np.load(folder / "images.npy", mmap_mode="r")
    return images, np.load(folder / "boxes.npy"), np.load(folder / "class_ids.npy")
