#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts a new mechanism: writes its five files from templates and enters its row in the table. What it writes
compiles and runs (free payload decays in the medium), so that there is a working thing to change step by step."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import methods_tables
from check_sets import files_of

TEMPLATES = {
    "source": "source.cpp.in",
    "parameters": "parameters.toml.in",
    "methods page": "methods.md.in",
    "test": "unit_test.cpp.in",
    "example": "experiment.toml.in",
}
STEM = re.compile(r"[a-z][a-z0-9_]*[a-z0-9]")


def insert_before_last(text: str, pattern: str, addition: str, name: str) -> str:
    """`text` with `addition` in front of the last line that matches."""
    matches = list(re.finditer(pattern, text, re.MULTILINE))
    if not matches:
        sys.exit(f"new_mechanism: {name} does not look as expected (no line like '{pattern}')")
    position = matches[-1].start()
    return text[:position] + addition + text[position:]


def write_mechanism(root: Path, stem: str) -> list[Path]:
    """Writes or changes the files of the mechanism; gives their paths. Nothing is written if one exists already."""
    if not STEM.fullmatch(stem):
        sys.exit(f"new_mechanism: '{stem}' is not a stem (small letters, digits and underscores)")
    paths = files_of(stem)
    for path in paths.values():
        if (root / path).exists():
            sys.exit(f"new_mechanism: {path} exists already")
    rows = Path("emtansim/mechanism/rows.h")
    table = Path("emtansim/mechanism/table.cpp")
    new_rows = insert_before_last(
        (root / rows).read_text(encoding="utf-8"), r"^\n}  // namespace", f"const Mechanism& {stem}_row();\n", str(rows)
    )
    new_table = insert_before_last(
        (root / table).read_text(encoding="utf-8"), r"^  };$", f"      {stem}_row(),\n", str(table)
    )
    templates = Path(__file__).resolve().parent / "mechanism_template"
    title = stem.replace("_", " ").capitalize()
    for purpose, path in paths.items():
        text = (templates / TEMPLATES[purpose]).read_text(encoding="utf-8")
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("@stem@", stem).replace("@title@", title), encoding="utf-8")
    methods_tables.write(root)
    (root / rows).write_text(new_rows, encoding="utf-8")
    (root / table).write_text(new_table, encoding="utf-8")
    return [*paths.values(), rows, table]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stem", help="the word that names it everywhere: endosome_escape")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the project")
    arguments = parser.parse_args()
    for path in write_mechanism(arguments.root, arguments.stem):
        print(path)
    print("now: tools/check_format.py --fix, build, and docs/develop/adding_a_mechanism.md")


if __name__ == "__main__":
    main()
