#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""doxygen_filter.py HEADER: the header as Doxygen understands it best, line for line.

A comment of a declaration of several members is one of each of them, one of a function also of those of the same name
that follow, and what every type can do in the same way (be moved, be compared) needs none.
"""

import pathlib
import re
import sys

MEMBER = r"\w+(?: = [^,;]+|\{\})?"
MEMBERS = re.compile(rf"^(?P<indent> +)(?!return|using)(?P<type>[\w:<>, ]+[\w>]) (?P<names>{MEMBER}(?:, {MEMBER})+);"
                     r"(?: +///< (?P<comment>.*))?$")
EQUAL = re.compile(r"^ +bool operator==\(")
MOVE = re.compile(r"^ +(?P<name>\w+)(?:\((?P=name)&&\)|& operator=\((?P=name)&&\)) noexcept;$")
FUNCTION = re.compile(r"^    (?=\S)(?!return|else|if)[\w:<>&*, \[\]]*?\b(?P<name>operator[^\s(]+(?=\()|\w+)\(")
ABOVE = re.compile(r"^ */// (?P<text>.*)$")
CONTINUED = re.compile(r"^ +///< (?P<text>.*)$")


def described_apart(members, comment):
    """Several members of one declaration as declarations of their own."""
    text = f" /**< {comment} */" if comment else ""
    return members["indent"] + " ".join(f"{members['type']} {name.strip()};{text}" for name in members["names"].split(","))


def filtered(lines):
    lines = list(lines)
    above = ""  # the comment in the lines above
    last = None  # the function that was declared last
    for number, line in enumerate(lines):
        members, function = MEMBERS.match(line), FUNCTION.match(line)
        if members:
            comment = members["comment"] or above
            while members["comment"] and number + 1 < len(lines) and (more := CONTINUED.match(lines[number + 1])):
                comment += " " + more["text"]
                lines[number + 1] = ""
                number += 1
            yield described_apart(members, comment)
        elif above or "///<" in line:
            yield line
        elif EQUAL.match(line):
            yield f"/** Whether all members are equal. */ {line.lstrip()}"
        elif MOVE.match(line):
            yield f"/** Moves; what was moved from may only be assigned to or destroyed. */ {line.lstrip()}"
        elif function and function["name"] == last:
            yield f"/** @overload */ {line.lstrip()}"
        else:
            yield line
        last = function["name"] if function else last
        comment_above = ABOVE.match(line)
        above = f"{above} {comment_above['text']}".strip() if comment_above else ""


if __name__ == "__main__":
    print("\n".join(filtered(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())))
