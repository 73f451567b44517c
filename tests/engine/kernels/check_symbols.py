#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when an object compiled for a vector level defines a symbol outside that level's namespace.

Such a symbol (an inline function of a header, say) could be chosen by the linker for code that runs on machines without
that level's instructions.
"""

import re
import subprocess
import sys


def foreign_symbols(path):
    level = re.search(r"kernels_(sse2|avx2|avx512|neon)\.dir", path)
    if not level:
        return [f"{path}: no level in its name"]
    listing = subprocess.run([NM, "--demangle", "--defined-only", "--extern-only", path], check=True,
                             capture_output=True, text=True).stdout
    return [f"{path}: {line}" for line in listing.splitlines()
            if f"yolozu::engine::{level.group(1)}::" not in line and not re.search(r" __odr_asan|DW\.ref\.", line)]


NM, OBJECTS = sys.argv[1], sys.argv[2:]
found = [symbol for path in OBJECTS for symbol in foreign_symbols(path)]
print("\n".join(found))
print(f"{len(OBJECTS)} objects checked, {len(found)} symbols outside their level's namespace")
sys.exit(1 if found or not OBJECTS else 0)
