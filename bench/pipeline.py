#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole runs, from JPEG files to the predictions file, against the bare engine called in a loop with ready tensors.

    bench/pipeline.py PROGRAM MODEL IMAGES-FOLDER [--images 300] [--rounds 9]

Each round measures three things one after the other, so that a machine that changes its pace changes it for all:

  engine   `bench --inference-only` with as many threads as there are processors
  run      `predict` on so many images (the folder's again and again), start-up and writing included
  single   a `predict` for every image of the folder, each a process of its own, one image at a time

Prints images a second (medians) and the medians of the rounds' ratios.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

from many_images import link_images, pictures_in


def seconds_of(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def engine_speed(program, model, processors, iterations):
    command = [program, "bench", model, "--inference-only", "--threads", str(processors), "--warmup", "5",
               "--iterations", str(iterations), "--json"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return report["metrics"]["fps"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("folder")
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    pictures = pictures_in(arguments.folder)
    processors = len(os.sched_getaffinity(0))

    with tempfile.TemporaryDirectory() as work:
        many = link_images(os.path.join(work, "images"), pictures, arguments.images)
        output = os.path.join(work, "p.json")
        predict = [program, "--model", arguments.model, "--output", output, "--quiet", "--image"]
        speeds = {"engine": [], "run": [], "single": []}
        for _ in range(arguments.rounds):
            speeds["engine"].append(engine_speed(program, arguments.model, processors, arguments.images))
            speeds["run"].append(arguments.images / seconds_of(predict + [str(many)]))
            alone = sum(seconds_of(predict + [str(picture)]) for picture in pictures)
            speeds["single"].append(len(pictures) / alone)
    for name, values in speeds.items():
        print(f"{name:<7} {statistics.median(values):8.1f} images a second, {min(values):.1f} to {max(values):.1f}")
    for name in ("engine", "single"):
        ratios = [run / other for run, other in zip(speeds["run"], speeds[name])]
        print(f"run / {name:<7} {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
