# SPDX-License-Identifier: Apache-2.0
"""Synthetic scenes of coloured shapes, with exact labels.

Every scene is a pure function of its seed, so any split can be made again at
any time.  The splits draw their seeds from disjoint ranges (see SPLITS).

The twelve sample scenes of this folder:
    python3 models/demo/scenes.py --out models/demo --split sample --count 12 --offset 36
The held-out scenes that the README's accuracy was measured on:
    python3 models/demo/scenes.py --out DIR --split heldout --count 500
"""

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

CLASSES = ("circle", "square", "triangle", "star", "cross", "ring")

# First seed of each split; a split may use up to a million seeds.
SPLITS = {"train": 0, "val": 1_000_000, "heldout": 2_000_000, "sample": 3_000_000}

IMAGE_SIZES = ((320, 240), (240, 320), (400, 300), (300, 400), (480, 360), (360, 480),
               (640, 480), (480, 640), (640, 360), (384, 384), (512, 512), (427, 640))

MIN_SIZE, MAX_SIZE = 0.03, 0.60  # longest box side over the image's longest side
MIN_VISIBLE = 0.5                # no object may be hidden further than this
MIN_CONTRAST = 75.0              # RGB distance between a fill and what it covers
SUPERSAMPLING = 4                # mask edges are anti-aliased on a grid this fine


# ---------------------------------------------------------------- silhouettes

def regular_polygon(corners, phase=0.0):
    angles = phase + np.arange(corners) * (2 * np.pi / corners)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def star_polygon():
    points = regular_polygon(10)
    points[1::2] *= 0.42
    return points


def cross_polygon(arm=0.32):
    a, b = arm, 1.0
    return np.array([(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a),
                     (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)])


def silhouette(name):
    """The outer contour in unit coordinates, and the scale of its hole (0: none)."""
    if name == "circle":
        return regular_polygon(72), 0.0
    if name == "ring":
        return regular_polygon(72), 0.58
    if name == "square":
        return regular_polygon(4), 0.0
    if name == "triangle":
        return regular_polygon(3), 0.0
    if name == "star":
        return star_polygon(), 0.0
    return cross_polygon(), 0.0


def rotate(points, angle):
    c, s = np.cos(angle), np.sin(angle)
    return points @ np.array([(c, s), (-s, c)])


def scale_to_longest_side(points, side):
    extent = points.max(axis=0) - points.min(axis=0)
    return points * (side / extent.max())


def rasterise(points, hole, inset=1.0):
    """The coverage (0..1) of the contour, shrunk by `inset` towards its centre."""
    low = points.min(axis=0)
    size = np.ceil(points.max(axis=0) - low).astype(int) + 2
    mask = Image.new("L", tuple(int(n) for n in size * SUPERSAMPLING), 0)
    draw = ImageDraw.Draw(mask)
    for scale, value in ((inset, 255), (hole and hole + (1 - inset), 0)):
        if scale:
            contour = (points * scale - low + 1) * SUPERSAMPLING
            draw.polygon([tuple(p) for p in contour], fill=value)
    return np.asarray(mask.resize(tuple(int(n) for n in size), Image.BOX), np.float32) / 255


# ------------------------------------------------------------------- textures

def random_colour(rng):
    return rng.uniform(15, 245, 3).astype(np.float32)


def contrasting_colour(rng, reference):
    """A random colour that stands out from the reference."""
    for _ in range(20):
        colour = random_colour(rng)
        if np.linalg.norm(colour - reference) >= MIN_CONTRAST:
            return colour
    return np.where(reference > 128, 20, 235).astype(np.float32)


def plane_wave(rng, height, width, period):
    angle = rng.uniform(0, np.pi)
    y = np.arange(height, dtype=np.float32)[:, None] * np.float32(np.sin(angle))
    x = np.arange(width, dtype=np.float32)[None, :] * np.float32(np.cos(angle))
    return np.sin((x + y) * np.float32(2 * np.pi / period) + np.float32(rng.uniform(0, 6.28)))


def pattern(rng, height, width, period):
    """A signed texture in -1..1: stripes, hard stripes, checks, dots or nothing."""
    kind = rng.integers(6)
    if kind >= 4:
        return np.zeros((height, width), np.float32)
    wave = plane_wave(rng, height, width, period)
    if kind == 0:
        return wave
    if kind == 1:
        return np.sign(wave)
    wave = wave * plane_wave(rng, height, width, period)
    return np.sign(wave) if kind == 2 else (wave > 0.45).astype(np.float32)


def smooth_noise(rng, height, width, cells):
    """Low-frequency RGB noise: a few random cells, enlarged smoothly."""
    rows = max(2, round(cells * height / max(height, width)))
    columns = max(2, round(cells * width / max(height, width)))
    small = rng.integers(0, 256, (rows, columns, 3), dtype=np.uint8)
    large = Image.fromarray(small).resize((width, height), Image.BICUBIC)
    return np.asarray(large, np.float32) / 127.5 - 1


def background(rng, height, width):
    canvas = np.empty((height, width, 3), np.float32)
    canvas[:] = random_colour(rng)
    canvas += smooth_noise(rng, height, width, 3) * np.float32(rng.uniform(5, 60))
    canvas += smooth_noise(rng, height, width, rng.integers(8, 60)) * np.float32(rng.uniform(0, 22))
    texture = pattern(rng, height, width, rng.uniform(0.02, 0.2) * max(height, width))
    canvas += texture[..., None] * (random_colour(rng) - 128) * np.float32(rng.uniform(0.05, 0.25))
    if rng.random() < 0.35:
        canvas = draw_clutter(rng, canvas)
    return np.clip(canvas, 0, 255)


def draw_clutter(rng, canvas):
    """Thin lines: edges that belong to no object."""
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.integers(1, 7)):
        ends = rng.uniform(-0.1, 1.1, (2, 2)) * image.size
        colour = tuple(int(v) for v in random_colour(rng))
        draw.line([tuple(p) for p in ends], fill=colour, width=int(rng.integers(1, 4)))
    return np.asarray(image, np.float32)


def paint(rng, patch, points, hole, coverage):
    """Blend one shape, with its fill, texture, light and outline, into the patch."""
    height, width = coverage.shape
    reference = (patch * coverage[..., None]).sum((0, 1)) / max(coverage.sum(), 1)
    colour = contrasting_colour(rng, reference)
    side = max(height, width)
    light = 0.18 * plane_wave(rng, height, width, 3.0 * side)
    texture = 0.22 * rng.random() * pattern(rng, height, width, side * rng.uniform(0.08, 0.4))
    fill = colour * (1 + light + texture)[..., None]
    if rng.random() < 0.35:
        rim = contrasting_colour(rng, colour)
        inside = rasterise(points, hole, inset=rng.uniform(0.84, 0.93))[..., None]
        fill = fill * inside + rim * (1 - inside)
    patch += coverage[..., None] * (fill - patch)


# ------------------------------------------------------------------ placement

class Scene:
    """A canvas, and for each pixel the object that owns it (-1: background)."""

    def __init__(self, rng):
        self.rng = rng
        self.width, self.height = IMAGE_SIZES[rng.integers(len(IMAGE_SIZES))]
        self.canvas = background(rng, self.height, self.width)
        self.owner = np.full((self.height, self.width), -1, np.int16)
        self.areas, self.visible, self.class_ids = [], [], []

    def add_shape(self, size, avoid_overlap):
        """Try some positions for a new shape; give up when none is allowed."""
        class_id = int(self.rng.integers(len(CLASSES)))
        points, hole = silhouette(CLASSES[class_id])
        points = rotate(points, self.rng.uniform(0, 2 * np.pi))
        side = min(size * max(self.width, self.height), 0.9 * min(self.width, self.height))
        points = scale_to_longest_side(points, side)
        coverage = rasterise(points, hole)
        for _ in range(12):
            window, inner = self.random_window(coverage.shape)
            hidden = self.pixels_hidden(window, coverage[inner] > 0.5)
            if self.is_allowed(hidden, coverage, inner, avoid_overlap):
                self.place(class_id, window, inner, points, hole, coverage, hidden)
                return

    def random_window(self, shape):
        """Where the shape goes: slices of the canvas and of the shape's own mask."""
        overhang = 0.15 if self.rng.random() < 0.2 else 0.0
        canvas_slices, mask_slices = [], []
        for extent, limit in zip(shape, (self.height, self.width)):
            slack = int(overhang * extent)
            start = int(self.rng.integers(-slack, max(limit - extent + slack, 1 - slack)))
            low, high = max(start, 0), min(start + extent, limit)
            canvas_slices.append(slice(low, high))
            mask_slices.append(slice(low - start, high - start))
        return tuple(canvas_slices), tuple(mask_slices)

    def pixels_hidden(self, window, solid):
        """How many visible pixels each earlier object would lose."""
        covered = self.owner[window][solid]
        return np.bincount(covered[covered >= 0], minlength=len(self.areas))

    def is_allowed(self, hidden, coverage, inner, avoid_overlap):
        if avoid_overlap and hidden.sum() > 0:
            return False
        inside = (coverage[inner] > 0.5).sum() / (coverage > 0.5).sum()
        if inside < 0.8:
            return False
        remaining = (np.array(self.visible) - hidden) / np.maximum(self.areas, 1)
        return bool((remaining >= MIN_VISIBLE).all())

    def place(self, class_id, window, inner, points, hole, coverage, hidden):
        clipped = np.zeros_like(coverage)
        clipped[inner] = coverage[inner]
        patch = np.zeros(coverage.shape + (3,), np.float32)
        patch[inner] = self.canvas[window]
        self.cast_shadow(window, clipped[inner])
        paint(self.rng, patch, points, hole, clipped)
        solid = coverage[inner] > 0.5
        lit = coverage[inner][..., None] > 0
        self.canvas[window] = np.where(lit, patch[inner], self.canvas[window])
        self.owner[window][solid] = len(self.areas)
        self.visible = [v - int(h) for v, h in zip(self.visible, hidden)] + [int(solid.sum())]
        self.areas.append(int((coverage > 0.5).sum()))
        self.class_ids.append(class_id)

    def cast_shadow(self, window, coverage):
        """Darken a strip beside the shape, which the shape then partly covers."""
        if self.rng.random() > 0.25:
            return
        offset = max(1, round(0.04 * max(coverage.shape)))
        rows, columns = (slice(s.start + offset, s.stop + offset) for s in window)
        target = self.canvas[rows, columns]
        shade = coverage[:target.shape[0], :target.shape[1], None]
        target *= 1 - np.float32(0.35) * shade

    def boxes(self):
        """Tight (x1, y1, x2, y2) boxes of the visible pixels, one per object."""
        boxes = []
        for index in range(len(self.areas)):
            mask = self.owner == index
            columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
            boxes.append((columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))
        return np.array(boxes, np.float32).reshape(-1, 4)


# --------------------------------------------------------------------- camera

def photograph(rng, canvas):
    """What a camera adds: blur, gain, and noise.  None of it moves an edge."""
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.0025 * max(image.size))))
    pixels = np.asarray(image, np.float32)
    pixels = (pixels - 128) * np.float32(rng.uniform(0.7, 1.15)) + 128
    pixels += np.float32(rng.uniform(-30, 30))
    if rng.random() < 0.7:
        strength = np.float32(rng.uniform(1, 9))
        pixels += rng.standard_normal(pixels.shape, np.float32) * strength
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def jpeg_round_trip(image, quality):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def render_scene(seed):
    """One scene: an RGB image, boxes (x1, y1, x2, y2) in pixels, class ids."""
    rng = np.random.default_rng(seed)
    scene = Scene(rng)
    count = int(rng.integers(1, 11))
    # Crowded scenes hold smaller objects, or few of them would find a place.
    largest = min(MAX_SIZE, 1.2 / np.sqrt(count))
    for size in sorted(rng.uniform(MIN_SIZE, largest, count), reverse=True):
        scene.add_shape(size, avoid_overlap=rng.random() < 0.5)
    image = photograph(rng, scene.canvas)
    return image, scene.boxes(), np.array(scene.class_ids, np.int64)


def label_lines(boxes, class_ids, width, height):
    """YOLO label lines: class, then the box's centre and size, normalised."""
    for class_id, (x1, y1, x2, y2) in zip(class_ids, boxes):
        yield (f"{class_id} {(x1 + x2) / 2 / width:.6f} {(y1 + y2) / 2 / height:.6f} "
               f"{(x2 - x1) / width:.6f} {(y2 - y1) / height:.6f}\n")


def write_scenes(folder, split, count, offset=0):
    """Write images/sceneNN.* and labels/sceneNN.txt; every fourth image is a PNG."""
    images, labels = Path(folder, "images"), Path(folder, "labels")
    images.mkdir(parents=True, exist_ok=True)
    labels.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        image, boxes, class_ids = render_scene(SPLITS[split] + offset + index)
        name = f"scene{index + 1:02d}"
        if index % 4 == 3:
            image.save(images / f"{name}.png", optimize=True)
        else:
            image.save(images / f"{name}.jpg", quality=92)
        (labels / f"{name}.txt").write_text("".join(label_lines(boxes, class_ids, *image.size)))


def main():
    parser = argparse.ArgumentParser(description="Write labelled scenes of coloured shapes.")
    parser.add_argument("--out", required=True, help="folder to hold images/ and labels/")
    parser.add_argument("--split", choices=SPLITS, default="heldout")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--offset", type=int, default=0, help="skip this many seeds of the split")
    options = parser.parse_args()
    write_scenes(options.out, options.split, options.count, options.offset)


if __name__ == "__main__":
    main()
