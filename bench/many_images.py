# SPDX-License-Identifier: Apache-2.0
"""Many images out of a few, for the benchmarks of whole runs."""
import pathlib


def pictures_in(folder):
    return sorted(path.resolve() for path in pathlib.Path(folder).iterdir() if path.suffix == ".jpg")


def link_images(folder, pictures, count):
    """Makes the folder, with so many links to the pictures, again and again, under names of their own."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    for index in range(count):
        (folder / f"{index:06}.jpg").symlink_to(pictures[index % len(pictures)])
    return folder
