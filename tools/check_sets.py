#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks each mechanism for its five files: source, parameters (where it has any), methods page, test and example."""

from __future__ import annotations

import re
from pathlib import Path

from findings import Finding, main, project_files, read

ROW = re.compile(r"\bMechanism\s+\w+\s*(?:=\s*)?\{")


def files_of(stem: str) -> dict[str, Path]:
    """What each of the five files of a mechanism is called, by its purpose."""
    return {
        "source": Path(f"emtansim/mechanism/{stem}.cpp"),
        "parameters": Path(f"data/parameters/{stem}.toml"),
        "methods page": Path(f"docs/methods/{stem}.md"),
        "test": Path(f"tests/unit/mechanism/{stem}_test.cpp"),
        "example": Path(f"experiments/{stem}.toml"),
    }


def has_parameters(source: str, stem: str) -> bool:
    """Whether a mechanism asks the catalogue for parameters of its own: names such as "binding.k_on"."""
    return f'"{stem}.' in source


def check(root: Path) -> list[Finding]:
    findings: list[Finding] = []
    present = set(project_files(root))
    stems = sorted(
        path.stem
        for path in present
        if path.parent == Path("emtansim/mechanism") and path.suffix == ".cpp" and ROW.search(read(root / path))
    )
    for stem in stems:
        source = read(root / files_of(stem)["source"])
        for purpose, path in files_of(stem).items():
            if purpose == "parameters" and not has_parameters(source, stem):
                continue
            if path not in present:
                findings.append(
                    Finding(f"emtansim/mechanism/{stem}.cpp", 0, f"the mechanism '{stem}' has no {purpose} ({path})")
                )
    for path in sorted(present):
        if path.parent == Path("data/parameters") and path.suffix == ".toml" and path.stem not in stems:
            findings.append(Finding(str(path), 0, f"holds parameters of '{path.stem}', which is no mechanism"))
    return findings


if __name__ == "__main__":
    main(__doc__, check)
