#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the C++ sources with what clang-format 14 makes of them; `--fix` writes that instead."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from findings import Finding, main, project_files

# Another version formats otherwise, so its opinion does not count.
VERSION = "14"
PLACE = re.compile(r"^(.*?):(\d+):\d+: (?:error|warning): ")


def formatter() -> str | None:
    for name in (f"clang-format-{VERSION}", "clang-format"):
        program = shutil.which(name)
        if program:
            version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            if f"version {VERSION}." in version:
                return program
    return None


def sources(root: Path) -> list[str]:
    return [str(path) for path in project_files(root) if path.suffix in (".h", ".cpp")]


def check(root: Path) -> list[Finding]:
    program = formatter()
    if program is None:
        return [Finding("tools/check_format.py", 0, f"needs clang-format {VERSION} (package clang-format-{VERSION})")]
    names = sources(root)
    if not names:
        return []
    answer = subprocess.run(
        [program, "--dry-run", *names], cwd=root, capture_output=True, text=True, check=True
    ).stderr
    first: dict[str, int] = {}
    for line in answer.splitlines():
        if match := PLACE.match(line):
            first.setdefault(match[1], int(match[2]))
    return [Finding(name, line, "is not formatted (run tools/check_format.py --fix)") for name, line in first.items()]


def fix(root: Path) -> None:
    program = formatter()
    if program is None:
        sys.exit(f"check_format: needs clang-format {VERSION}")
    names = sources(root)
    if names:
        subprocess.run([program, "-i", *names], cwd=root, check=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--fix"]:
        fix(Path(__file__).resolve().parent.parent)
    else:
        main(__doc__, check)
