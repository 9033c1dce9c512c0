#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tools/new_mechanism.py writes is a complete set, and compiles. Takes the compiler as argument."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import check_citations
import check_equations
import check_sets
import check_words
import methods_tables
import new_mechanism

COMPILER = sys.argv[1]
STEM = "payload_decay_sample"


class NewMechanism(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "emtansim/mechanism").mkdir(parents=True)
        for name in ("rows.h", "table.cpp"):
            text = (ROOT / "emtansim/mechanism" / name).read_text(encoding="utf-8")
            (self.root / "emtansim/mechanism" / name).write_text(text, encoding="utf-8")

    def test_writes_a_complete_set(self):
        new_mechanism.write_mechanism(self.root, STEM)
        for module in (check_sets, check_words, check_citations, check_equations, methods_tables):
            self.assertEqual([str(finding) for finding in module.check(self.root)], [])

    def test_compiles(self):
        new_mechanism.write_mechanism(self.root, STEM)
        for name in (f"emtansim/mechanism/{STEM}.cpp", "emtansim/mechanism/table.cpp"):
            command = [COMPILER, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-Werror"]
            places = ["-I", str(self.root), "-I", str(ROOT), str(self.root / name)]
            done = subprocess.run([*command, *places], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_refuses_what_exists(self):
        new_mechanism.write_mechanism(self.root, STEM)
        before = (self.root / "emtansim/mechanism/table.cpp").read_text(encoding="utf-8")
        with self.assertRaisesRegex(SystemExit, "exists already"):
            new_mechanism.write_mechanism(self.root, STEM)
        self.assertEqual((self.root / "emtansim/mechanism/table.cpp").read_text(encoding="utf-8"), before)

    def test_refuses_a_name_that_is_no_stem(self):
        for name in ("Decay", "pay-load", "_x", "x/y", ""):
            with self.assertRaisesRegex(SystemExit, "not a stem"):
                new_mechanism.write_mechanism(self.root, name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
