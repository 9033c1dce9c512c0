# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the files of the project, findings with places, and how a check ends."""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Folders that hold nothing of ours: build trees, results, packages of others.
SKIPPED_FOLDERS = {"build", "out", "node_modules", "dist", "__pycache__", ".git", ".cache"}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to put right; `line` is 0 when the whole file is meant."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


def project_files(root: Path) -> list[Path]:
    """The files of the project, relative to its root: those git keeps or would keep, else all below the root."""
    try:
        listing = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."],
            capture_output=True,
            check=True,
        ).stdout.decode()
        names = [Path(name) for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(root) for path in root.rglob("*")]
    return sorted(
        name for name in set(names) if not SKIPPED_FOLDERS.intersection(name.parts) and (root / name).is_file()
    )


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def main(description: str, check) -> None:
    """Runs `check(root)`, prints its findings and ends with status 1 when there are any."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the project")
    findings = sorted(check(parser.parse_args().root))
    for finding in findings:
        print(finding)
    name = Path(sys.argv[0]).stem
    print(f"{name}: {len(findings)} to put right" if findings else f"{name}: good")
    sys.exit(1 if findings else 0)
