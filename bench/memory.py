#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Peak memory of a run over few images and over many: it must not grow with their number.

    bench/memory.py PROGRAM MODEL IMAGES-FOLDER [--few 2000] [--many 20000]

The images are the folder's again and again, under names of their own. Exits with 1 where the larger run needs over 10 % more.
"""
import argparse
import os
import subprocess
import sys
import tempfile

from many_images import link_images, pictures_in


def peak_of(command):
    """Kilobytes that a process had at most."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("folder")
    parser.add_argument("--few", type=int, default=2_000)
    parser.add_argument("--many", type=int, default=20_000)
    arguments = parser.parse_args()
    pictures = pictures_in(arguments.folder)
    peaks = []
    with tempfile.TemporaryDirectory() as work:
        for count in (arguments.few, arguments.many):
            folder = link_images(os.path.join(work, str(count)), pictures, count)
            peaks.append(peak_of([os.path.abspath(arguments.program), "--model", arguments.model, "--image", str(folder),
                                  "--output", os.path.join(work, "p.json"), "--quiet"]))
            print(f"{count:6} images: {peaks[-1]} KB at most")
    print(f"ratio {peaks[1] / peaks[0]:.3f}")
    sys.exit(peaks[1] > 1.1 * peaks[0])


if __name__ == "__main__":
    main()
