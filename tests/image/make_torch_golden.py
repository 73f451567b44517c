#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes torch_golden.txt: what torch's antialiased bilinear interpolation makes of generated pictures.

Run where torch is installed:  python3 make_torch_golden.py > torch_golden.txt
A picture is normalised first, (p / 255 - mean) / deviation with ImageNet's numbers, as RF-DETR does.
Lines: source width and height, resized width and height, then pairs of an index into the planes and the value there.
"""
import random

import torch

SIZES = [
    (1, 1, 5, 7), (1, 9, 4, 4), (9, 1, 4, 4), (5, 7, 1, 1), (2, 2, 1, 1), (3, 3, 2, 2), (7, 5, 7, 11), (7, 5, 13, 5),
    (64, 48, 32, 24), (64, 48, 128, 96), (100, 75, 33, 25), (640, 427, 384, 384), (1280, 720, 560, 560),
    (1280, 853, 512, 512), (1920, 1080, 576, 576), (1000, 3, 64, 1), (3, 1000, 1, 64), (5000, 2, 384, 3),
]
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def picture(width, height):
    """A linear congruential generator's high bytes, the same as in the test."""
    state = width * 65537 + height
    pixels = bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        pixels.append(state >> 24)
    return torch.tensor(list(pixels), dtype=torch.float32).reshape(height, width, 3).permute(2, 0, 1)


def main():
    generator = random.Random(1)
    sizes = SIZES + [tuple(generator.randint(1, 120) for _ in range(4)) for _ in range(60)]
    print(f"# torch {torch.__version__}")
    mean, deviation = (torch.tensor(numbers).reshape(3, 1, 1) for numbers in (MEAN, DEVIATION))
    for width, height, new_width, new_height in sizes:
        normalised = (picture(width, height) / 255 - mean) / deviation
        resized = torch.nn.functional.interpolate(normalised[None], size=(new_height, new_width), mode="bilinear",
                                                  align_corners=False, antialias=True).flatten()
        last = len(resized) - 1
        indices = sorted({0, last, *(generator.randint(0, last) for _ in range(30))})
        pairs = (f"{index} {resized[index].item():.7g}" for index in indices)
        print(width, height, new_width, new_height, len(indices), *pairs)


if __name__ == "__main__":
    main()
