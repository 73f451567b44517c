# SPDX-License-Identifier: Apache-2.0
"""Train the demo model from scratch on synthetic scenes, and export it to ONNX.

    python3 models/demo/train.py --out models/demo/model.onnx --cache DIR --minutes 60 --seed 0

The schedule follows the clock, not the number of steps: training ends after
--minutes on any machine, and a faster machine sees more images.
"""

import argparse
import copy
import datetime
import math
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from torch.nn import functional as F

import dataset
import evaluate
from detector import Detector, Exported, count_macs
from losses import detection_loss
from scenes import CLASSES

WARM_UP = 0.02        # share of the time until the learning rate peaks
FINE_TUNING = 0.85    # from here on, scenes are only turned and flipped
OPSET = 17
VERSION = "1.0"


# --------------------------------------------------------------- augmentation

def random_turns(count, generator):
    """One of the square's eight symmetries for each image: [count, 2, 2]."""
    signs = torch.randint(0, 2, (count, 2), generator=generator) * 2.0 - 1
    swap = torch.rand(count, generator=generator) < 0.5
    turns = torch.diag_embed(signs)
    return torch.where(swap[:, None, None], turns.flip(2), turns)


def transform_boxes(boxes, turns, scales, shifts):
    """Boxes in -1..1 coordinates under p -> scale * turn^T p + shift."""
    def move(points):
        return (points @ turns) * scales[:, None, None] + shifts[:, None]
    first, second = move(boxes[..., :2]), move(boxes[..., 2:])
    return torch.cat((torch.minimum(first, second), torch.maximum(first, second)), dim=-1)


def limits(boxes, exists):
    """The smallest and largest coordinates that any object of each image reaches."""
    low = boxes[..., :2].masked_fill(~exists[..., None], 9.0).amin(dim=1)
    high = boxes[..., 2:].masked_fill(~exists[..., None], -9.0).amax(dim=1)
    return low, high


def random_placement(boxes, exists, turns, generator):
    """A scale and a shift for each image that keep every object whole.

    A box cut by the border would have to shrink to what is still visible,
    which only the mask could tell; so nothing is ever cut.
    """
    count = len(boxes)
    scales = torch.empty(count).uniform_(0.7, 1.4, generator=generator)
    turned = transform_boxes(boxes, turns, torch.ones(count), torch.zeros(count, 2))
    low, high = limits(turned, exists)
    scales = torch.minimum(scales, 2 / (high - low).amax(dim=1).clamp(min=0.1))
    shifts = torch.empty(count, 2).uniform_(-0.4, 0.4, generator=generator)
    shifts = torch.maximum(shifts, -1 - low * scales[:, None])
    return scales, torch.minimum(shifts, 1 - high * scales[:, None])


def warp(images, boxes, class_ids, gentle, generator):
    """Turn each scene and, unless gentle, also zoom and shift it."""
    count, _, size, _ = images.shape
    half = size / 2
    boxes = boxes / half - 1
    turns = random_turns(count, generator)
    scales, shifts = torch.ones(count), torch.zeros(count, 2)
    if not gentle:
        scales, shifts = random_placement(boxes, class_ids >= 0, turns, generator)
    inverse = turns / scales[:, None, None]
    theta = torch.cat((inverse, -(inverse @ shifts[:, :, None])), dim=2)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    fill = dataset.FILL / 255
    # grid_sample pads with zeros: make zero mean the letterbox's grey.
    images = F.grid_sample(images.sub_(fill), grid, align_corners=False).add_(fill)
    return images, (transform_boxes(boxes, turns, scales, shifts) + 1) * half


def recolour(images, generator):
    """Random gain and offset of each channel, sometimes a negative; in place."""
    count = len(images)
    gain = torch.empty(count, 3, 1, 1).uniform_(0.75, 1.2, generator=generator)
    negative = torch.rand(count, 1, 1, 1, generator=generator) < 0.15
    gain = torch.where(negative, -gain, gain)
    offset = torch.empty(count, 3, 1, 1).uniform_(-0.1, 0.1, generator=generator)
    return images.mul_(gain).add_(0.5 - 0.5 * gain + offset).clamp_(0, 1)


class Batches:
    """An endless stream of augmented batches, reshuffled every epoch."""

    def __init__(self, data, batch, seed):
        self.images, self.boxes, self.class_ids = data
        self.batch = batch
        self.shuffler = np.random.default_rng(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.queue = np.empty(0, np.int64)

    def next(self, gentle):
        if len(self.queue) < self.batch:
            self.queue = self.shuffler.permutation(len(self.images))
        chosen, self.queue = np.sort(self.queue[:self.batch]), self.queue[self.batch:]
        channels = np.arange(3)
        if not gentle:
            # The order of the channels tells nothing about a shape.
            channels = self.shuffler.permuted(np.tile(channels, (len(chosen), 1)), axis=1)
        pixels = self.images[chosen[:, None], channels]
        images = torch.from_numpy(pixels).float().div_(255)
        boxes, class_ids = (torch.from_numpy(a[chosen]) for a in (self.boxes, self.class_ids))
        if not gentle:
            images = recolour(images, self.generator)
        images, boxes = warp(images, boxes, class_ids, gentle, self.generator)
        return images, boxes, class_ids


# ------------------------------------------------------------------- training

class Average:
    """Exponential moving average of weights and batch norm statistics."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.steps = 0

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        decay = 0.9995 * (1 - math.exp(-self.steps / 1000))
        mine, theirs = self.model.state_dict(), model.state_dict()
        for name, value in mine.items():
            if value.is_floating_point():
                value.lerp_(theirs[name], 1 - decay)
            else:
                value.copy_(theirs[name])


def make_optimiser(model, decay):
    """AdamW; biases and batch norm parameters do not decay."""
    decaying = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decaying, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99), foreach=True)


def learning_rate(progress, peak):
    """Linear warm-up, then a cosine down to 1 % of the peak."""
    if progress < WARM_UP:
        return peak * max(progress / WARM_UP, 0.01)
    phase = (progress - WARM_UP) / (1 - WARM_UP)
    return peak * (0.01 + 0.99 * (1 + math.cos(math.pi * min(phase, 1))) / 2)


def train_step(model, optimiser, batch):
    images, boxes, class_ids = batch
    loss, parts = detection_loss(model, model(images), boxes, class_ids)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 10.0)
    optimiser.step()
    return parts


@torch.no_grad()
def validate(model, data, count):
    """mAP50-95 and mAP50 on the first scenes of the validation split."""
    network = Exported(model).eval()
    images, boxes, class_ids = data
    pairs = []
    for start in range(0, count, 25):
        batch = torch.from_numpy(np.array(images[start:start + 25])).float() / 255
        for row, output in enumerate(network(batch).numpy()):
            exists = class_ids[start + row] >= 0
            truth = boxes[start + row][exists], class_ids[start + row][exists]
            pairs.append((evaluate.decode(output), truth))
    table, _ = evaluate.mean_average_precision(pairs)
    return table.mean(), table[:, 0].mean()


def train(options):
    train_data = dataset.load(options.cache, "train", options.scenes, options.size, vary=True)
    val_data = dataset.load(options.cache, "val", 500, options.size)
    torch.manual_seed(options.seed)
    model = Detector(len(CLASSES), options.size)
    if options.start:
        model.load_state_dict(torch.load(options.start))
    print(f"{sum(p.numel() for p in model.parameters())} parameters, "
          f"{2e-9 * count_macs(model):.3f} GFLOP per image", flush=True)
    average = Average(model)
    optimiser = make_optimiser(model, decay=0.02)
    batches = Batches(train_data, options.batch, options.seed)
    begin, next_report = time.time(), 60.0
    steps, recent = 0, torch.zeros(3)
    while (elapsed := time.time() - begin) < 60 * options.minutes:
        progress = elapsed / (60 * options.minutes)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(progress, options.lr)
        recent = 0.98 * recent + 0.02 * train_step(
            model, optimiser, batches.next(gentle=progress > FINE_TUNING))
        average.update(model)
        steps += 1
        if elapsed > next_report:
            report_progress(options, average.model, val_data, elapsed, steps, recent)
            next_report = elapsed + 60 * options.report_minutes
    print(f"trained on {steps * options.batch} images in {steps} steps")
    return average.model, val_data


def report_progress(options, model, val_data, elapsed, steps, recent):
    precision, at_50 = validate(model, val_data, 150)
    torch.save(model.state_dict(), Path(options.cache, "checkpoint.pt"))
    print(f"{elapsed / 60:5.1f} min  step {steps}  {steps * options.batch / elapsed:.0f} images/s  "
          f"box {recent[0]:.3f} class {recent[1]:.3f} distance {recent[2]:.3f}  "
          f"mAP50-95 {precision:.4f} mAP50 {at_50:.4f}", flush=True)


# --------------------------------------------------------------------- export

def metadata(size):
    """The properties that YOLO exports carry, written as Python literals."""
    return {
        "description": "yolozu-infer demo detector of synthetic shapes",
        "author": "yolozu-infer",
        "date": datetime.date.today().isoformat(),
        "version": VERSION,
        "license": "Apache-2.0",
        "task": "detect",
        "stride": "32",
        "batch": "1",
        "imgsz": str([size, size]),
        "names": str(dict(enumerate(CLASSES))),
        "args": str({"batch": 1, "half": False, "dynamic": False, "simplify": False,
                     "opset": OPSET, "nms": False}),
    }


def export(model, path):
    torch.onnx.export(Exported(model).eval(), torch.zeros(1, 3, model.size, model.size), path,
                      opset_version=OPSET, input_names=["images"], output_names=["output0"],
                      do_constant_folding=True)
    graph = onnx.load(path)
    onnx.helper.set_model_props(graph, metadata(model.size))
    onnx.checker.check_model(graph)
    onnx.save(graph, path)
    print(f"wrote {path}: {Path(path).stat().st_size} bytes, IR {graph.ir_version}")


def main():
    parser = argparse.ArgumentParser(description="Train and export the demo model.")
    parser.add_argument("--out", default="model.onnx", help="ONNX file to write")
    parser.add_argument("--cache", default="cache",
                        help="folder for rendered scenes and checkpoints")
    parser.add_argument("--minutes", type=float, default=60, help="training time")
    parser.add_argument("--report-minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=16000, help="training scenes to render")
    parser.add_argument("--size", type=int, default=256, help="side of the model's input")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--lr", type=float, default=2e-3, help="peak learning rate")
    parser.add_argument("--start", help="checkpoint whose weights to start from")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, val_data = train(options)
    torch.save(model.state_dict(), Path(options.cache, "final.pt"))
    export(model, options.out)
    print("validation: mAP50-95 %.4f, mAP50 %.4f" % validate(model, val_data, 500))


if __name__ == "__main__":
    main()
