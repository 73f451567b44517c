#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes pillow_golden.txt: what Pillow's resizing makes of generated pictures, as SHA-256 hashes.

Run where Pillow is installed:  python3 make_pillow_golden.py > pillow_golden.txt
Lines: filter, source width and height, resized width and height, hash of the resized RGB bytes.
"""
import hashlib
import random

import PIL
from PIL import Image

SIZES = [
    (1, 1, 5, 7), (1, 9, 4, 4), (9, 1, 4, 4), (5, 7, 1, 1), (2, 2, 1, 1), (3, 3, 2, 2), (7, 5, 7, 11), (7, 5, 13, 5),
    (64, 48, 32, 24), (64, 48, 128, 96), (100, 75, 33, 25), (33, 25, 100, 75), (640, 427, 320, 214),
    (1280, 720, 640, 360), (1280, 853, 640, 426), (1000, 3, 64, 1), (3, 1000, 1, 64), (1023, 767, 97, 73),
]


def picture(width, height):
    """A linear congruential generator's high bytes, the same as in the test."""
    state = width * 65537 + height
    pixels = bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        pixels.append(state >> 24)
    return Image.frombytes("RGB", (width, height), bytes(pixels))


def main():
    generator = random.Random(1)
    sizes = SIZES + [tuple(generator.randint(1, 120) for _ in range(4)) for _ in range(300)]
    print(f"# Pillow {PIL.__version__}")
    for name, resampling in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC)):
        for width, height, new_width, new_height in sizes:
            resized = picture(width, height).resize((new_width, new_height), resampling)
            print(name, width, height, new_width, new_height, hashlib.sha256(resized.tobytes()).hexdigest()[:32])


if __name__ == "__main__":
    main()
