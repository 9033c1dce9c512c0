#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small promises about every file: licence line, purpose line, length, no path of one machine, no registry host."""

from __future__ import annotations

import re
from pathlib import Path

from findings import Finding, main, project_files, read

LONGEST_SOURCE = 800
SOURCES = {".h", ".cpp", ".inc", ".py", ".mjs", ".js", ".ts", ".tsx", ".css", ".sh", ".cmake"}
SCRIPTS_FOLDERS = ("scripts", ".ci")
LICENCE = "SPDX-License-Identifier: Apache-2.0"
MACHINE_PATH = re.compile(r"(?<![\w.~})$*-])/(?:work|root|home|Users|tmp)/[\w.]")
REGISTRY = re.compile(r"registry\.(?:npmjs|yarnpkg)\.\w+|npm\.pkg\.\w+", re.IGNORECASE)
RESOLVED = re.compile(r'"resolved"\s*:')
OPEN_END = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")
TEXT = SOURCES | {".md", ".txt", ".toml", ".json", ".bib", ".csv", ".cff", ".html", ".yml", ".yaml", ".in", ""}


def is_source(path: Path) -> bool:
    return path.suffix in SOURCES or path.name == "CMakeLists.txt" or path.parts[0] in SCRIPTS_FOLDERS


def check_source(path: Path, lines: list[str]) -> list[Finding]:
    findings = []
    place = str(path)
    head = lines[:2] if lines and lines[0].startswith("#!") else lines[:1]
    if not any(LICENCE in line for line in head):
        findings.append(Finding(place, 1, f"the first line does not say '{LICENCE}'"))
    if path.suffix in (".h", ".cpp") and not (len(lines) > 1 and lines[1].startswith("/// ")):
        findings.append(Finding(place, 2, "the second line is not a '///' sentence that says what the file is for"))
    if len(lines) > LONGEST_SOURCE:
        findings.append(Finding(place, 0, f"has {len(lines)} lines (at most {LONGEST_SOURCE}); split it by concept"))
    return findings


def check_line(path: Path, line: str) -> list[str]:
    problems = []
    if match := MACHINE_PATH.search(line):
        problems.append(f"'{match[0].rstrip()}...' is a path of one machine")
    if match := REGISTRY.search(line):
        problems.append(f"'{match[0]}' names a package registry")
    if path.name == "package-lock.json" and RESOLVED.search(line):
        problems.append("a lock file must not say where a package came from (npm: omit-lockfile-registry-resolved)")
    if is_source(path) and OPEN_END.search(line) and path.name != "check_words.py":
        problems.append("an open end without an issue number; finish it, or write TODO(#number)")
    return problems


def check(root: Path) -> list[Finding]:
    findings: list[Finding] = []
    for path in project_files(root):
        if path.suffix not in TEXT or path.name == "LICENSE":
            continue
        lines = read(root / path).splitlines()
        if is_source(path):
            findings += check_source(path, lines)
        for number, line in enumerate(lines, 1):
            findings += [Finding(str(path), number, problem) for problem in check_line(path, line)]
    return findings


if __name__ == "__main__":
    main(__doc__, check)
