#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of families into README.md, between two marker comments, from what the program says of itself.

family_table.py PROGRAM README [--check]

With --check nothing is written: it fails when the table in the file is another.
"""

import difflib
import json
import pathlib
import subprocess
import sys

BEGIN = "<!-- families: written by tools/family_table.py -->"
END = "<!-- end of families -->"


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(families: list[dict]) -> str:
    lines = ["| family | tasks | head | outputs | recognised by | preprocessing |",
             "| --- | --- | --- | --- | --- | --- |"]
    for family in families:
        name = family["name"] + (f"; {family['models']}" if family["models"] else "")
        lines.append("| " + " | ".join([cell(name), ", ".join(family["tasks"]), f"`{family['head']}`",
                                        cell(family["outputs"]), cell(family["recognised"]),
                                        f"`{family['preprocess']}`"]) + " |")
    return "\n".join(lines)


def replaced(text: str, content: str) -> str:
    before, marker, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not marker or not end:
        sys.exit(f"the file has no lines '{BEGIN}' and '{END}'")
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


def main() -> None:
    program, readme = sys.argv[1], pathlib.Path(sys.argv[2])
    said = subprocess.run([program, "families", "--json"], capture_output=True, text=True, check=True).stdout
    old = readme.read_text(encoding="utf-8")
    new = replaced(old, table(json.loads(said)))
    if "--check" not in sys.argv[3:]:
        readme.write_text(new, encoding="utf-8")
    elif new != old:
        print("\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), "README.md", "families", lineterm="")))
        sys.exit("README.md's table of families is out of date: run tools/family_table.py PROGRAM README.md")


if __name__ == "__main__":
    main()
