#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the includes of the library to layers.txt: from above only, and only through the door of a folder."""

from __future__ import annotations

import re
from pathlib import Path

from findings import Finding, main, project_files, read

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
STANDARD_HEADER = re.compile(r"^[a-z_0-9]+$")
HEAVY_IN_DOORS = {"regex", "iostream"}
SOURCES = {".h", ".cpp", ".inc"}
# Second doors: headers that stand beside the door because few folders need them. The readers of files share one
# reading of TOML; in base.h it would be compiled everywhere.
SIDE_DOORS = {
    "emtansim/base/toml.h": {"catalogue", "conjugate", "experiment", "study", "infer", "spectra", "benchmarks"},
    "emtansim/solve/interpret.h": {"benchmarks"},  # to measure parts of `solve`
    "emtansim/solve/lane_code.h": {"benchmarks"},
    "emtansim/solve/sundials.h": {"benchmarks"},  # for baselines that use SUNDIALS as `solve` does
    "emtansim/solve/vector_ops.h": {"benchmarks"},
}


def read_layers(root: Path, findings: list[Finding]) -> dict[str, list[str]]:
    """Folder -> folders it may use; a folder may use only what stands above it in the file."""
    layers: dict[str, list[str]] = {}
    for number, line in enumerate(read(root / "layers.txt").splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        folder, colon, used = line.partition(":")
        if not colon or not re.fullmatch(r"[a-z_]+", folder):
            findings.append(Finding("layers.txt", number, f"'{line}' is not 'folder: folders it uses'"))
            continue
        for name in used.split():
            if name not in layers:
                findings.append(
                    Finding("layers.txt", number, f"'{folder}' uses '{name}', which is not a lower layer (a line above)")
                )
        layers[folder] = used.split()
    return layers


def is_door(path: Path) -> bool:
    return len(path.parts) == 3 and path.name == f"{path.parts[1]}.h"


def includes(root: Path, path: Path) -> list[tuple[int, str, str]]:
    """(line, bracket, name) of each include of a file."""
    found = []
    for number, line in enumerate(read(root / path).splitlines(), 1):
        if match := INCLUDE.match(line):
            found.append((number, match[1], match[2]))
    return found


def own_folder(path: Path) -> str | None:
    """The folder of the library whose inside `path` may see: its own, or the one it is the test of."""
    if path.parts[0] == "emtansim":
        return path.parts[1]
    if path.parts[:2] == ("tests", "unit") and len(path.parts) > 3:
        return path.parts[2]
    if path.parts[:2] == ("tests", "laws"):
        return "solve"  # laws about compiled code look at it
    if path.parts[0] == "benchmarks":
        return "benchmarks"
    return None


def check_include(root: Path, path: Path, name: str, layers: dict[str, list[str]]) -> str | None:
    """What is wrong with including `name` in `path`, if anything."""
    target = Path(name)
    if target.parts[0] != "emtansim" or len(target.parts) < 3:
        if path.parts[0] == "emtansim":
            return f"'{name}' is not a path from the root of the project (write \"emtansim/folder/file.h\")"
        return None
    if not (root / target).is_file():
        return f"'{name}' does not exist"
    folder = own_folder(path)
    if target.parts[1] == folder:
        return None
    if not is_door(target) and folder not in SIDE_DOORS.get(name, set()):
        return f"'{name}' is inside '{target.parts[1]}'; include its door \"emtansim/{target.parts[1]}/{target.parts[1]}.h\""
    if path.parts[0] == "emtansim" and target.parts[1] not in layers.get(folder, []):
        return f"'{folder}' may not use '{target.parts[1]}' (layers.txt: {' '.join(layers.get(folder, [])) or 'nothing'})"
    return None


def door_headers(root: Path, folder: str) -> list[Path]:
    """The door of a folder and the headers of the folder that it brings along."""
    door = Path("emtansim", folder, f"{folder}.h")
    seen: list[Path] = []
    waiting = [door] if (root / door).is_file() else []
    while waiting:
        header = waiting.pop()
        if header in seen:
            continue
        seen.append(header)
        for _, bracket, name in includes(root, header):
            target = Path(name)
            if bracket == '"' and target.parts[:2] == ("emtansim", folder) and (root / target).is_file():
                waiting.append(target)
    return seen


def check(root: Path) -> list[Finding]:
    findings: list[Finding] = []
    layers = read_layers(root, findings)
    sources = [path for path in project_files(root) if path.suffix in SOURCES]
    for path in sources:
        if path.parts[0] == "emtansim" and (len(path.parts) < 3 or path.parts[1] not in layers):
            findings.append(Finding(str(path), 0, "lies in no folder that layers.txt names"))
            continue
        for line, bracket, name in includes(root, path):
            if bracket == '"' and (problem := check_include(root, path, name, layers)):
                findings.append(Finding(str(path), line, problem))
    for folder in layers:
        if not any(path.parts[:2] == ("emtansim", folder) for path in sources):
            continue
        headers = door_headers(root, folder)
        if not headers:
            findings.append(Finding(f"emtansim/{folder}", 0, f"has no door (a header '{folder}.h')"))
        for header in headers:
            for line, bracket, name in includes(root, header):
                if bracket == "<" and not STANDARD_HEADER.match(name):
                    findings.append(Finding(str(header), line, f"<{name}> of a third party stands in a door"))
                if bracket == "<" and name in HEAVY_IN_DOORS:
                    findings.append(Finding(str(header), line, f"<{name}> is too slow to compile for a door"))
    return findings


if __name__ == "__main__":
    main(__doc__, check)
