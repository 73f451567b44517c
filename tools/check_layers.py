#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a folder includes a higher layer or a sibling, or a public header anything but the public headers, and when
a public header hides what it declares.

Layers are the folders of src/ (of src/engine/ for the native engine) and the headers of include/yolozu/, numbered below;
an include may only point to a lower number or stay within its own folder. A public header belongs to the layer that implements it.
"""

import pathlib
import re
import sys

LAYERS = {
    "base": 0,
    "tensor": 1, "chart": 1,
    "image": 2, "onnx": 2, "predictions": 2, "engine/ir": 2,
    "video": 3, "model": 3, "eval": 3, "parity": 3, "bench": 3, "engine/reference": 3, "engine/kernels": 3,
    "convert": 4, "decode": 4, "engine/import": 4, "engine/passes": 4, "engine/plan": 4,
    "engine/runtime": 5, "show": 5,
    "backend": 6,
    "pipeline": 7,
    "api": 8, "cli": 8,
}

PUBLIC_HEADERS = {
    "result": "base",
    "tensor": "tensor",
    "image": "image", "picture": "image", "preprocess": "image",
    "predictions": "predictions",
    "model_info": "model",
    "detection": "decode", "mask": "decode", "prediction": "decode",
    "backend": "backend",
    "predictor": "pipeline", "version": "pipeline",
    "detections": "api", "detector": "api", "yolozu": "api",
}

# Headers of an inference runtime may be seen by its backend only.
RUNTIME_HEADER = re.compile(r"onnxruntime|NvInfer|cuda")
# Those of FFmpeg by the layer of videos.
VIDEO_HEADER = re.compile(r"^lib(av|sw)")

VISIBLE = re.compile(r"#pragma GCC visibility push\(default\)\nnamespace yolozu \{.*\n\}  // namespace yolozu\n#pragma GCC visibility pop\n",
                     re.DOTALL)

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def layer_of_include(target):
    """The layer that an included path belongs to; None for what is not the project's."""
    parts = pathlib.PurePosixPath(target).parts
    if parts[0] == "yolozu":
        header = pathlib.PurePosixPath(target).stem
        return PUBLIC_HEADERS.get(header, f"an unlisted public header '{header}'")
    if parts[0] == "engine":
        return "/".join(parts[:2])
    return parts[0] if len(parts) > 1 and parts[0] in LAYERS else None


def complaints_about(path, own_layer, is_public):
    text = path.read_text(encoding="utf-8")
    if is_public and "namespace yolozu {" in text and not VISIBLE.search(text):
        yield "has no `#pragma GCC visibility` around its namespace: the shared library would not export it"
    for target in INCLUDE.findall(text):
        layer = layer_of_include(target)
        if RUNTIME_HEADER.search(target) and own_layer != "backend":
            yield f"includes {target}: only src/backend may see a runtime's headers"
        elif is_public and RUNTIME_HEADER.search(target):
            yield f"includes {target}: a public header must not show a runtime"
        elif is_public and layer is not None and not target.startswith("yolozu/"):
            yield f"includes {target}: a public header includes public headers only"
        elif VIDEO_HEADER.search(target) and own_layer != "video":
            yield f"includes {target}: only src/video may see FFmpeg's headers"
        elif layer is None or layer == own_layer:
            continue
        elif layer not in LAYERS:
            yield f"includes {target}: {layer}; list it in tools/check_layers.py"
        elif LAYERS[layer] >= LAYERS[own_layer]:
            yield f"(layer {LAYERS[own_layer]}) includes {target} (layer {LAYERS[layer]}): includes go to lower layers only"


def sources(root):
    """Every source with its layer and whether it is public."""
    for layer in LAYERS:
        folder = root / "cli" if layer == "cli" else root / "src" / layer
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".cpp", ".hpp", ".h"):
                yield path, layer, False
    for path in sorted((root / "include" / "yolozu").glob("*.hpp")):
        yield path, PUBLIC_HEADERS.get(path.stem), True


def main(root):
    failures = checked = 0
    for path, layer, is_public in sources(root):
        checked += 1
        found = complaints_about(path, layer, is_public) if layer else ["is not listed in tools/check_layers.py"]
        for complaint in found:
            print(f"{path.relative_to(root)} {complaint}")
            failures += 1
    folders = [p for p in (root / "src").iterdir() if p.is_dir() and p.name != "engine"]
    folders += [p for p in (root / "src" / "engine").glob("*") if p.is_dir()]
    unlisted = sorted(n for n in (p.relative_to(root / "src").as_posix() for p in folders) if n not in LAYERS)
    for folder in unlisted:
        print(f"src/{folder} has no layer in tools/check_layers.py")
    print(f"{checked} files checked, {failures + len(unlisted)} complaints")
    return 1 if failures or unlisted or not checked else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)))
