# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command share: starting it, and a small experiment."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("EMTANSIM", str(ROOT / "build/release/bin/emtansim"))

SMALL = """title = "A small experiment"
conjugate = "T-DM1"
system = "SK-BR-3"

[culture]
medium = "0.1 mL"
cells = "1e4 cells"

[[arm]]
name = "dose response"
dose = { at = "0 h", levels = ["0 nM", "0.01 nM", "0.03 nM", "0.1 nM", "0.3 nM", "1 nM", "10 nM"] }

[[readout]]
assay = "viability"
at = "24 h"
replicates = 3
noise = { cv = "5 %" }

[[analysis]]
dose_response = "viability"
at = "24 h"
"""


class CommandTest(unittest.TestCase):
    """A test with a folder of its own, which is also where the command runs."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def run_command(self, *arguments: str | Path, **options) -> subprocess.CompletedProcess:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **options.pop("environment", {})}
        return subprocess.run(
            [PROGRAM, *map(str, arguments)],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            **options,
        )

    def succeed(self, *arguments: str | Path, **options) -> str:
        result = self.run_command(*arguments, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def fail_with(self, code: int, *arguments: str | Path, **options) -> str:
        """The one-line message of a command that must fail in this way."""
        result = self.run_command(*arguments, **options)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertTrue(result.stderr.startswith("emtansim: "), result.stderr)
        return result.stderr
