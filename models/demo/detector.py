# SPDX-License-Identifier: Apache-2.0
"""A small anchor-free detector with strides 8, 16 and 32.

The backbone and the neck are stacks of cross-stage blocks (CSPNet) joined as a
path aggregation network (PANet).  The head is decoupled: one branch predicts,
for each anchor point, the distribution of its distances to the four sides of
the box (Generalized Focal Loss); the other predicts one logit per class.
"""

import torch
from torch import nn
from torch.nn import functional as F

STRIDES = (8, 16, 32)
REG_MAX = 16   # each distance is a distribution over 0 .. REG_MAX - 1 strides


class ConvUnit(nn.Module):
    """Convolution, batch norm, SiLU."""

    def __init__(self, c_in, c_out, kernel=1, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(c_out, eps=1e-3, momentum=0.03)

    def forward(self, x):
        return F.silu(self.norm(self.conv(x)), inplace=True)


def separable(c_in, c_out, stride=1):
    """A depthwise 3x3 convolution, then a pointwise one."""
    return nn.Sequential(ConvUnit(c_in, c_in, 3, stride, groups=c_in), ConvUnit(c_in, c_out))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = ConvUnit(channels, channels, 3)
        self.second = ConvUnit(channels, channels, 3)

    def forward(self, x):
        return x + self.second(self.first(x))


class CrossStage(nn.Module):
    """Half of the channels run through residuals; every stage's output is kept."""

    def __init__(self, c_in, c_out, hidden, depth=1):
        super().__init__()
        self.hidden = hidden
        self.enter = ConvUnit(c_in, 2 * hidden)
        self.stages = nn.ModuleList(Residual(hidden) for _ in range(depth))
        self.leave = ConvUnit((2 + depth) * hidden, c_out)

    def forward(self, x):
        parts = list(self.enter(x).split(self.hidden, dim=1))
        for stage in self.stages:
            parts.append(stage(parts[-1]))
        return self.leave(torch.cat(parts, dim=1))


class PyramidPool(nn.Module):
    """Max pooling at growing windows (SPPF): context for the coarsest level."""

    def __init__(self, channels):
        super().__init__()
        self.enter = ConvUnit(channels, channels // 2)
        self.leave = ConvUnit(2 * channels, channels)

    def forward(self, x):
        parts = [self.enter(x)]
        for _ in range(3):
            parts.append(F.max_pool2d(parts[-1], 5, stride=1, padding=2))
        return self.leave(torch.cat(parts, dim=1))


class Head(nn.Module):
    """Distance logits and class logits of one pyramid level, channels first."""

    def __init__(self, channels, classes, width=32):
        super().__init__()
        self.box = nn.Sequential(
            ConvUnit(channels, width, 3), separable(width, width),
            nn.Conv2d(width, 4 * REG_MAX, 1))
        self.cls = nn.Sequential(
            separable(channels, width), separable(width, width),
            nn.Conv2d(width, classes, 1))
        nn.init.constant_(self.box[-1].bias, 1.0)
        # Few anchors hold an object: start from a low score everywhere.
        nn.init.constant_(self.cls[-1].bias, -5.0)

    def forward(self, x):
        return torch.cat((self.box(x), self.cls(x)), dim=1)


class Detector(nn.Module):
    """Images [b, 3, s, s] in 0..1 to raw logits [b, 4 * REG_MAX + classes, anchors]."""

    def __init__(self, classes, size):
        super().__init__()
        self.classes, self.size = classes, size
        self.level2 = nn.Sequential(
            ConvUnit(3, 8, 3, 2), ConvUnit(8, 16, 3, 2), CrossStage(16, 16, 8))
        self.level3 = nn.Sequential(ConvUnit(16, 32, 3, 2), CrossStage(32, 32, 16, depth=2))
        self.level4 = nn.Sequential(ConvUnit(32, 56, 3, 2), CrossStage(56, 56, 28, depth=2))
        self.level5 = nn.Sequential(
            separable(56, 72, 2), CrossStage(72, 72, 28), PyramidPool(72))
        self.down_path4 = CrossStage(72 + 56, 56, 28)
        self.down_path3 = CrossStage(56 + 32, 40, 20)
        self.up_step4 = separable(40, 40, 2)
        self.up_path4 = CrossStage(40 + 56, 56, 28)
        self.up_step5 = separable(56, 56, 2)
        self.up_path5 = CrossStage(56 + 72, 56, 28)
        self.heads = nn.ModuleList(Head(c, classes) for c in (40, 56, 56))
        anchors, strides = anchor_points(size)
        self.register_buffer("anchors", anchors, persistent=False)
        self.register_buffer("strides", strides, persistent=False)
        bins = torch.arange(REG_MAX, dtype=torch.float32)
        self.register_buffer("bins", bins.view(1, REG_MAX, 1, 1), persistent=False)

    def pyramid(self, images):
        c3 = self.level3(self.level2(images))
        c4 = self.level4(c3)
        c5 = self.level5(c4)
        p4 = self.down_path4(torch.cat((F.interpolate(c5, scale_factor=2.0), c4), dim=1))
        p3 = self.down_path3(torch.cat((F.interpolate(p4, scale_factor=2.0), c3), dim=1))
        p4 = self.up_path4(torch.cat((self.up_step4(p3), p4), dim=1))
        p5 = self.up_path5(torch.cat((self.up_step5(p4), c5), dim=1))
        return p3, p4, p5

    def forward(self, images):
        levels = [head(x) for head, x in zip(self.heads, self.pyramid(images))]
        # Reshape to known sides: flatten() would export as a computation on shapes.
        return torch.cat([x.view(*x.shape[:2], x.shape[2] * x.shape[3]) for x in levels], dim=2)

    def distances(self, box_logits):
        """The expected distances to left, top, right, bottom, in strides: [b, 4, n]."""
        batch, _, count = box_logits.shape
        logits = box_logits.view(batch, 4, REG_MAX, count).transpose(1, 2)
        return F.conv2d(logits.softmax(dim=1), self.bins).view(batch, 4, count)

    def split(self, raw):
        return raw.split((4 * REG_MAX, self.classes), dim=1)


class Exported(nn.Module):
    """What the ONNX file computes: [1, 4 + classes, anchors] with boxes in pixels."""

    def __init__(self, detector):
        super().__init__()
        self.detector = detector

    def forward(self, images):
        detector = self.detector
        box_logits, class_logits = detector.split(detector(images))
        left_top, right_bottom = detector.distances(box_logits).split(2, dim=1)
        low, high = detector.anchors - left_top, detector.anchors + right_bottom
        boxes = torch.cat(((low + high) / 2, high - low), dim=1) * detector.strides
        return torch.cat((boxes, class_logits.sigmoid()), dim=1)


def anchor_points(size):
    """Cell centres in units of their stride [1, 2, n], and the strides [1, 1, n]."""
    points, strides = [], []
    for stride in STRIDES:
        side = size // stride
        centre = torch.arange(side, dtype=torch.float32) + 0.5
        y, x = torch.meshgrid(centre, centre, indexing="ij")
        points.append(torch.stack((x.flatten(), y.flatten())))
        strides.append(torch.full((1, side * side), float(stride)))
    return torch.cat(points, dim=1)[None], torch.cat(strides, dim=1)[None]


def count_macs(detector):
    """Multiply-accumulates of all convolutions for one image."""
    total = 0

    def add(module, inputs, output):
        nonlocal total
        total += output[0].numel() * module.weight[0].numel()

    convolutions = [m for m in detector.modules() if isinstance(m, nn.Conv2d)]
    hooks = [m.register_forward_hook(add) for m in convolutions]
    with torch.no_grad():
        detector(torch.zeros(1, 3, detector.size, detector.size))
    for hook in hooks:
        hook.remove()
    return total
