# SPDX-License-Identifier: Apache-2.0
"""What the authors of each family do to a picture before the network sees it, with the libraries that they use."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

Array = np.ndarray

IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
IMAGENET_MEAN_255, IMAGENET_DEVIATION_255 = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)


@dataclass
class Placed:
    """Where a picture lies in the network's input: network = picture * scale + border."""

    picture: tuple[int, int]  # width, height
    network: tuple[int, int]
    scale: tuple[float, float]
    border: tuple[float, float] = (0, 0)  # left, top

    def points(self, points: Array) -> Array:
        """Points [..., 2] of the network on the picture."""
        return (points.astype(np.float64) - self.border) / self.scale

    def boxes(self, boxes: Array) -> Array:
        """Corners [N, 4] on the picture, clipped to it."""
        return self.clip(self.points(boxes.reshape(-1, 2, 2)).reshape(-1, 4))

    def clip(self, boxes: Array) -> Array:
        width, height = self.picture
        return np.clip(boxes, 0, (width, height, width, height))


@dataclass
class Recipe:
    """A family's preprocessing."""

    fit: str = "letterbox"
    order: str = "rgb"
    divisor: float = 255
    mean: tuple[float, float, float] = (0, 0, 0)
    deviation: tuple[float, float, float] = (1, 1, 1)
    dtype: type = np.float32

    def prepare(self, picture: Array, network: tuple[int, int]) -> tuple[Array, Placed]:
        """From RGB [H, W, 3] to the tensor [1, 3, H, W]; network: height, width."""
        fitted, placed = FITS[self.fit](picture, network[1], network[0])
        pixels = fitted if self.order == "rgb" else fitted[:, :, ::-1]
        if self.dtype == np.uint8:
            values = pixels
        else:
            values = (pixels.astype(np.float32) / np.float32(self.divisor) - np.float32(self.mean))
            values = values / np.float32(self.deviation)
        return np.ascontiguousarray(values.transpose(2, 0, 1)[None]).astype(self.dtype), placed


def size_of(picture: Array) -> tuple[int, int]:
    return picture.shape[1], picture.shape[0]


def letterbox(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """Ultralytics' LetterBox with auto=False: Python's round goes to the even number."""
    w, h = size_of(picture)
    ratio = min(height / h, width / w)
    new = (int(round(w * ratio)), int(round(h * ratio)))
    dw, dh = (width - new[0]) / 2, (height - new[1]) / 2
    resized = picture if new == (w, h) else cv2.resize(picture, new, interpolation=cv2.INTER_LINEAR)
    top, bottom = int(round(dh - 0.1)), int(round(dh + 0.1))
    left, right = int(round(dw - 0.1)), int(round(dw + 0.1))
    framed = cv2.copyMakeBorder(resized, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(114, 114, 114))
    return framed, Placed((w, h), (width, height), (ratio, ratio), (left, top))


def margin_letterbox(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """YOLO-NAS: the longest side to 636 of 640, then padded around the centre."""
    w, h = size_of(picture)
    ratio = min((height - 4) / h, (width - 4) / w)
    new = (round(w * ratio), round(h * ratio))
    left, top = (width - new[0]) // 2, (height - new[1]) // 2
    framed = np.full((height, width, 3), 114, np.uint8)
    framed[top:top + new[1], left:left + new[0]] = cv2.resize(picture, new, interpolation=cv2.INTER_LINEAR)
    return framed, Placed((w, h), (width, height), (ratio, ratio), (left, top))


def top_left(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """YOLOX: the size is truncated."""
    w, h = size_of(picture)
    ratio = min(height / h, width / w)
    new = (int(w * ratio), int(h * ratio))
    framed = np.full((height, width, 3), 114, np.uint8)
    framed[:new[1], :new[0]] = cv2.resize(picture, new, interpolation=cv2.INTER_LINEAR)
    return framed, Placed((w, h), (width, height), (ratio, ratio))


def bottom_right(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """super-gradients' YOLOX: the longest side rounded to the input's, padded at the bottom or on the right."""
    w, h = size_of(picture)
    ratio = min(height / h, width / w)
    new = (round(w * ratio), round(h * ratio))
    framed = np.full((height, width, 3), 114, np.uint8)
    framed[:new[1], :new[0]] = cv2.resize(picture, new, interpolation=cv2.INTER_LINEAR)
    return framed, Placed((w, h), (width, height), (ratio, ratio))


def top_left_rounded(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """mmcv's imrescale, whose factors are those of the rounded sizes."""
    w, h = size_of(picture)
    ratio = min(max(width, height) / max(w, h), min(width, height) / min(w, h))
    ratio = min(ratio, width / w, height / h)
    new = (int(w * ratio + 0.5), int(h * ratio + 0.5))
    framed = np.full((height, width, 3), 114, np.uint8)
    framed[:new[1], :new[0]] = cv2.resize(picture, new, interpolation=cv2.INTER_LINEAR)
    return framed, Placed((w, h), (width, height), (new[0] / w, new[1] / h))


def stretched(picture: Array, width: int, height: int, resized: Array) -> tuple[Array, Placed]:
    w, h = size_of(picture)
    return resized, Placed((w, h), (width, height), (width / w, height / h))


def stretch(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    return stretched(picture, width, height, cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR))


def stretch_cubic(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    return stretched(picture, width, height, cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC))


def stretch_pillow(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    resized = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
    return stretched(picture, width, height, np.array(resized))


def stretch_float(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """Antialiased without rounding to bytes: Pillow's filter on channels of float32."""
    channels = [np.array(Image.fromarray(picture[:, :, channel].astype(np.float32))
                         .resize((width, height), Image.Resampling.BILINEAR)) for channel in range(3)]
    return stretched(picture, width, height, np.stack(channels, axis=-1))


def warp(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """NanoDet-Plus: x becomes s * x, without the half pixel of a resize."""
    w, h = size_of(picture)
    matrix = np.diag((width / w, height / h, 1.0))
    warped = cv2.warpPerspective(picture, matrix, dsize=(width, height))
    return stretched(picture, width, height, warped)


def warp_centred(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """NanoDet v0.x: the aspect ratio kept, the centres of both on each other, black around."""
    w, h = size_of(picture)
    ratio = min(width / w, height / h)
    centre = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1]])
    to_network = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]])
    matrix = to_network @ np.diag((ratio, ratio, 1.0)) @ centre
    warped = cv2.warpPerspective(picture, matrix, dsize=(width, height))
    return warped, Placed((w, h), (width, height), (ratio, ratio), (matrix[0, 2], matrix[1, 2]))


def keras_letterbox(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """keras-yolo3's letterbox_image: Pillow's bicubic on grey 128."""
    w, h = size_of(picture)
    ratio = min(width / w, height / h)
    new = (int(w * ratio), int(h * ratio))
    left, top = (width - new[0]) // 2, (height - new[1]) // 2
    framed = np.full((height, width, 3), 128, np.uint8)
    resized = Image.fromarray(picture).resize(new, Image.Resampling.BICUBIC)
    framed[top:top + new[1], left:left + new[0]] = np.array(resized)
    return framed, Placed((w, h), (width, height), (ratio, ratio), (left, top))


def centre_crop(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """Ultralytics' classifiers: torchvision's Resize and CenterCrop on a Pillow image."""
    assert width == height
    w, h = size_of(picture)
    new = (width, int(width * h / w)) if w <= h else (int(width * w / h), width)
    resized = np.array(Image.fromarray(picture).resize(new, Image.Resampling.BILINEAR))
    top, left = int(round((new[1] - height) / 2)), int(round((new[0] - width) / 2))
    return resized[top:top + height, left:left + width], Placed((w, h), (width, height), (1, 1))


def square_crop(picture: Array, width: int, height: int) -> tuple[Array, Placed]:
    """YOLOv5's classifiers."""
    w, h = size_of(picture)
    side = min(w, h)
    top, left = (h - side) // 2, (w - side) // 2
    cropped = picture[top:top + side, left:left + side]
    resized = cv2.resize(cropped, (width, height), interpolation=cv2.INTER_LINEAR)
    return resized, Placed((w, h), (width, height), (1, 1))


FITS = {function.__name__: function for function in
        (letterbox, margin_letterbox, top_left, bottom_right, top_left_rounded, stretch, stretch_cubic, stretch_pillow,
         stretch_float, warp, warp_centred, keras_letterbox, centre_crop, square_crop)}

LETTERBOX = Recipe()
STRETCH = Recipe("stretch")
YOLOX = Recipe("top_left", "bgr", 1)
YOLO_NAS = Recipe("margin_letterbox")
YOLO_NAS_BYTES = Recipe("margin_letterbox", dtype=np.uint8)
NANODET = Recipe("warp", "bgr", 1, (103.53, 116.28, 123.675), (57.375, 57.12, 58.395))
NANODET_V0 = Recipe("warp_centred", "bgr", 1, (103.53, 116.28, 123.675), (57.375, 57.12, 58.395))
RTMDET = Recipe("top_left_rounded", "bgr", 1, (103.53, 116.28, 123.675), (57.375, 57.12, 58.395))
DAMO = Recipe("stretch", divisor=1)
FASTESTDET = Recipe("stretch", "bgr")
PADDLE = Recipe("stretch_cubic", mean=IMAGENET_MEAN, deviation=IMAGENET_DEVIATION)
PADDLE_PLAIN = Recipe("stretch_cubic")
RF_DETR = Recipe("stretch_float", mean=IMAGENET_MEAN, deviation=IMAGENET_DEVIATION)
KERAS = Recipe("keras_letterbox")
STRETCH_PILLOW = Recipe("stretch_pillow")
STRETCH_PILLOW_IMAGENET = Recipe("stretch_pillow", mean=IMAGENET_MEAN, deviation=IMAGENET_DEVIATION)
YOLOV5_CLASSIFIER = Recipe("square_crop", mean=IMAGENET_MEAN, deviation=IMAGENET_DEVIATION)
ULTRALYTICS_CLASSIFIER = Recipe("centre_crop")
LETTERBOX_BGR_BYTES = Recipe(order="bgr", divisor=1)


def noise(width: int, height: int, seed: int) -> Array:
    """A picture in which every pixel differs from its neighbours."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (height // 16 + 2, width // 16 + 2, 3), np.uint8)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).astype(int)
    return np.clip(smooth + random.integers(-60, 61, (height, width, 3)), 0, 255).astype(np.uint8)


def write(path: str, picture: Array) -> None:
    Image.fromarray(picture).save(path)
