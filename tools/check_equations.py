#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks that an equation number in a comment of a source stands on the methods page of the same stem, and that the
page of a mechanism has no number that its source does not name. Numbers like (4.1) belong to a page alone."""

from __future__ import annotations

import re
from pathlib import Path

from findings import Finding, main, project_files, read

COMMENT = re.compile(r"///?(.*)$")
NUMBER = re.compile(r"(?<![\w)])\(([1-9]\d?)\)")
TAG = re.compile(r"\\tag\{(\d{1,2})\}")
MECHANISMS = Path("emtansim/mechanism")


def numbers_in_comments(text: str) -> dict[int, int]:
    """Equation number -> first line of the source that names it."""
    numbers: dict[int, int] = {}
    for line, content in enumerate(text.splitlines(), 1):
        if match := COMMENT.search(content):
            for number in NUMBER.findall(match[1]):
                numbers.setdefault(int(number), line)
    return numbers


def tags_on_page(text: str) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Equation number -> line of its tag, and tags given a second time (number, line)."""
    tags: dict[int, int] = {}
    again = []
    for line, content in enumerate(text.splitlines(), 1):
        for number in map(int, TAG.findall(content)):
            if number in tags:
                again.append((number, line))
            tags.setdefault(number, line)
    return tags, again


def check(root: Path) -> list[Finding]:
    findings: list[Finding] = []
    for source in project_files(root):
        if source.parts[0] != "emtansim" or source.suffix not in (".h", ".cpp"):
            continue
        page = Path("docs/methods") / f"{source.stem}.md"
        if not (root / page).is_file():
            continue
        named = numbers_in_comments(read(root / source))
        tags, again = tags_on_page(read(root / page))
        for number, line in named.items():
            if number not in tags:
                findings.append(Finding(str(source), line, f"equation ({number}) is not on {page}"))
        if source.parent != MECHANISMS:
            continue
        findings += [Finding(str(page), line, f"equation ({number}) stands twice") for number, line in again]
        for number, line in tags.items():
            if number not in named:
                findings.append(Finding(str(page), line, f"equation ({number}) is not named in {source}"))
    return findings


if __name__ == "__main__":
    main(__doc__, check)
