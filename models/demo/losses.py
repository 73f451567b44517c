# SPDX-License-Identifier: Apache-2.0
"""Task-aligned assignment (TOOD) and the detection loss: BCE, CIoU and DFL."""

import math

import torch
from torch.nn import functional as F

from detector import REG_MAX

TOP_K = 10                                        # anchors an object may claim
SCORE_POWER, IOU_POWER = 0.5, 6.0                 # TOOD's alpha and beta
BOX_GAIN, CLASS_GAIN, DISTANCE_GAIN = 7.5, 0.5, 1.5
SMALLEST_HALF_SIDE = 4.01                         # lets tiny objects reach an anchor
EPSILON = 1e-9


def iou_parts(a, b):
    """IoU of boxes (x1, y1, x2, y2 along the last axis, broadcast), with a's and b's sides."""
    overlap = torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])
    intersection = overlap.clamp(min=0).prod(dim=-1)
    side_a, side_b = a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2]
    union = side_a.prod(dim=-1) + side_b.prod(dim=-1) - intersection
    return intersection / (union + EPSILON), side_a, side_b


def complete_iou(predicted, target):
    """CIoU: IoU less the centres' distance and the disagreement of the aspects."""
    iou, side_p, side_t = iou_parts(predicted, target)
    hull = (torch.maximum(predicted[..., 2:], target[..., 2:])
            - torch.minimum(predicted[..., :2], target[..., :2]))
    diagonal = hull.square().sum(dim=-1) + EPSILON
    offset = (predicted[..., :2] + predicted[..., 2:] - target[..., :2] - target[..., 2:]) / 2
    angle_p = torch.atan(side_p[..., 0] / (side_p[..., 1] + 1e-6))
    angle_t = torch.atan(side_t[..., 0] / (side_t[..., 1] + 1e-6))
    aspect = (4 / math.pi ** 2) * (angle_t - angle_p).square()
    with torch.no_grad():
        weight = aspect / (1 - iou + aspect + 1e-6)
    return iou - offset.square().sum(dim=-1) / diagonal - weight * aspect


def is_candidate(centres, boxes):
    """Which anchor centres [n, 2] lie in which boxes [b, g, 4]: [b, g, n]."""
    middle = (boxes[..., :2] + boxes[..., 2:]) / 2
    half = ((boxes[..., 2:] - boxes[..., :2]) / 2).clamp(min=SMALLEST_HALF_SIDE)
    offset = (centres[None, None] - middle[:, :, None]).abs()
    return (offset < half[:, :, None]).all(dim=-1)


@torch.no_grad()
def assign(scores, predicted, centres, boxes, class_ids):
    """Choose the anchors that learn each object.

    scores [b, n, c], predicted [b, n, 4] and boxes [b, g, 4] in pixels, and
    class_ids [b, g] with -1 for no object.  Returns the target boxes
    [b, n, 4] and the target scores [b, n, c], zero where there is no object.
    """
    exists = (class_ids >= 0)[..., None]
    wanted = class_ids.clamp(min=0)
    own_score = scores.transpose(1, 2).gather(1, wanted[..., None].expand(-1, -1, scores.shape[1]))
    iou = iou_parts(boxes[:, :, None], predicted[:, None])[0]
    iou = iou * (is_candidate(centres, boxes) & exists)
    alignment = own_score.pow(SCORE_POWER) * iou.pow(IOU_POWER)

    # Untrained boxes can miss an object altogether; the epsilon keeps the order.
    threshold = alignment.topk(TOP_K, dim=-1).values[..., -1:]
    chosen = (alignment >= threshold) & (alignment > 0)
    # An anchor that several objects want goes to the one it overlaps best.
    best = (iou * chosen).max(dim=1, keepdim=True).indices
    owner = torch.zeros_like(chosen).scatter_(1, best, True)
    chosen &= owner

    alignment = alignment * chosen
    peak = alignment.amax(dim=-1, keepdim=True)
    peak_iou = (iou * chosen).amax(dim=-1, keepdim=True)
    quality = (alignment / (peak + EPSILON) * peak_iou).amax(dim=1)

    index = best[:, 0]
    target_boxes = boxes.gather(1, index[..., None].expand(-1, -1, 4))
    target_class = wanted.gather(1, index)
    target_scores = F.one_hot(target_class, scores.shape[2]) * quality[..., None]
    return target_boxes, target_scores


def distance_loss(box_logits, distances):
    """DFL: cross entropy with the two bins on either side of each distance."""
    distances = distances.clamp(0, REG_MAX - 1.01)
    lower = distances.long()
    share = distances - lower
    log_p = box_logits.log_softmax(dim=-1)
    at_lower = log_p.gather(-1, lower[..., None])[..., 0]
    at_upper = log_p.gather(-1, lower[..., None] + 1)[..., 0]
    return -(at_lower * (1 - share) + at_upper * share).mean(dim=-1)


def detection_loss(detector, raw, boxes, class_ids):
    """The summed loss of a batch, and its three parts for the log."""
    box_logits, class_logits = detector.split(raw)
    class_logits = class_logits.transpose(1, 2)
    strides = detector.strides.transpose(1, 2)
    anchors = detector.anchors.transpose(1, 2)
    distances = detector.distances(box_logits).transpose(1, 2)
    low, high = anchors - distances[..., :2], anchors + distances[..., 2:]
    predicted = torch.cat((low, high), dim=-1) * strides

    target_boxes, target_scores = assign(
        class_logits.detach().sigmoid(), predicted.detach(), (anchors * strides)[0],
        boxes, class_ids)
    total = target_scores.sum().clamp(min=1)
    class_part = F.binary_cross_entropy_with_logits(
        class_logits, target_scores, reduction="sum") / total

    weight = target_scores.sum(dim=-1)
    positive = weight > 0
    weight = weight[positive]
    wanted = target_boxes[positive]
    iou = complete_iou(predicted[positive], wanted)
    box_part = ((1 - iou) * weight).sum() / total

    anchor = (anchors.expand_as(low))[positive]
    wanted = wanted / strides.expand(positive.shape + (1,))[positive]
    sides = torch.cat((anchor - wanted[..., :2], wanted[..., 2:] - anchor), dim=-1)
    logits = box_logits.transpose(1, 2)[positive].view(-1, 4, REG_MAX)
    distance_part = (distance_loss(logits, sides) * weight).sum() / total

    loss = BOX_GAIN * box_part + CLASS_GAIN * class_part + DISTANCE_GAIN * distance_part
    return loss, torch.stack((box_part, class_part, distance_part)).detach()
