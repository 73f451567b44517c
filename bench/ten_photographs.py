#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A few photographs, whole processes from their start to the predictions file, against a Python script that does the same.

    bench/ten_photographs.py PROGRAM MODEL [IMAGE-OR-FOLDER...] [--rounds 9] [--python /usr/bin/python3]

Without images: the bundled ones. Each round measures three ways one after the other, each time in another order, so that a machine
that changes its pace changes it for all:

  python   bench/python_baseline.py on all images: OpenCV, NumPy and ONNX Runtime (tools/setup.sh test onnxruntime installs them)
  program  `predict` on all images
  single   a `predict` for every image, each a process of its own, one image at a time

Prints seconds (medians and ranges) and the medians of the rounds' ratios. Before that every way runs once without being counted,
and what the first two found is compared.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def pictures_of(places):
    """Files as they are named, and the pictures of folders."""
    found = []
    for place in map(pathlib.Path, places):
        found += sorted(path for path in place.iterdir() if path.suffix in (".jpg", ".png")) if place.is_dir() else [place]
    return [str(path) for path in found]


def commands_of(arguments, pictures, work):
    """Each way's processes, one after the other."""
    program = os.path.abspath(arguments.program)
    baseline = [arguments.python, str(HERE / "python_baseline.py")]
    predict = [program, "--model", arguments.model, "--quiet", "--output"]
    return {
        "python": [baseline + [arguments.model, f"{work}/python.json"] + pictures],
        "program": [predict + [f"{work}/program.json"] + [word for picture in pictures for word in ("--image", picture)]],
        "single": [predict + [f"{work}/single.json", "--image", picture] for picture in pictures],
    }


def run(command):
    """What goes wrong, such as a library that is missing, is said by the process itself."""
    code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    if code != 0:
        sys.exit(f"{' '.join(command[:2])} ended with {code}")


def seconds_of(commands):
    start = time.perf_counter()
    for command in commands:
        run(command)
    return time.perf_counter() - start


def verdict_on(program, work):
    """YOLOZU's parity check of what the program and the script found."""
    command = [os.path.abspath(program), "compare", f"{work}/program.json", f"{work}/python.json"]
    report = subprocess.run(command, capture_output=True, check=False).stdout
    if not report:
        return "could not be compared"
    return "agree" if json.loads(report)["ok"] else "DIFFER"


def measure(commands, rounds):
    seconds = {name: [] for name in commands}
    for index in range(rounds):
        first = index % len(commands)
        for name in (list(commands) * 2)[first:first + len(commands)]:
            seconds[name].append(seconds_of(commands[name]))
    return seconds


def print_figures(seconds):
    for name, values in seconds.items():
        print(f"{name:<7} {statistics.median(values):8.3f} s, {min(values):.3f} to {max(values):.3f}")
    for name in ("python", "single"):
        ratios = [other / program for other, program in zip(seconds[name], seconds["program"])]
        print(f"{name:<6} / program {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("images", nargs="*", default=[HERE.parent / "models/demo/images"])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--python", default="/usr/bin/python3", help="Debian's, which has OpenCV")
    arguments = parser.parse_args()
    pictures = pictures_of(arguments.images)

    with tempfile.TemporaryDirectory() as work:
        commands = commands_of(arguments, pictures, work)
        for processes in commands.values():
            seconds_of(processes)
        verdict = verdict_on(arguments.program, work)
        print(f"{len(pictures)} images; the predictions of program and script {verdict}", flush=True)
        print_figures(measure(commands, arguments.rounds))


if __name__ == "__main__":
    main()
