#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs a build into a staged folder and moves it: an outside program still builds by find_package, and the
command still finds its data. Takes the build folder, the compiler and the version as arguments."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD, COMPILER, VERSION = sys.argv[1:4]
SMALLEST_EXPERIMENT = "experiments/binding.toml"


def run(*command: object) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "EMTANSIM_DATA"}
    done = subprocess.run(
        [str(word) for word in command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        staged = Path(cls.folder.name, "staged")
        run("cmake", "--install", BUILD, "--prefix", staged)
        cls.prefix = Path(cls.folder.name, "moved")
        shutil.move(staged, cls.prefix)

    def test_outside_program_builds_and_runs(self):
        build = Path(self.folder.name, "outside")
        run(
            *("cmake", "-S", HERE / "outside", "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"),
            *(f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}"),
        )
        run("cmake", "--build", build)
        version, data = run(build / "outside").splitlines()
        self.assertEqual(version, VERSION)
        self.assertEqual(Path(data), self.prefix / "share/emtansim/data")
        self.assertTrue(Path(data, "README.md").is_file())

    def test_only_doors_and_their_own_headers_are_installed(self):
        headers = [path.relative_to(self.prefix / "include") for path in self.prefix.rglob("*.h")]
        self.assertTrue(headers)
        for header in headers:
            self.assertTrue((ROOT / header).is_file(), header)
        for folder in {header.parts[1] for header in headers}:
            self.assertIn(Path("emtansim", folder, f"{folder}.h"), headers)

    def test_package_files_name_no_build_folder(self):
        for path in self.prefix.rglob("*.cmake"):
            text = path.read_text(encoding="utf-8")
            self.assertNotIn(str(ROOT), text, path)
            self.assertNotIn("staged", text, path)

    def test_moved_command_knows_its_version(self):
        self.assertIn(VERSION, run(self.prefix / "bin/emtansim", "--version"))

    @unittest.skipUnless((ROOT / SMALLEST_EXPERIMENT).is_file(), "no example experiment yet")
    def test_moved_command_runs_an_experiment(self):
        hidden = Path(self.folder.name, "elsewhere")
        hidden.mkdir()
        experiment = self.prefix / "share/emtansim" / SMALLEST_EXPERIMENT
        run(self.prefix / "bin/emtansim", "run", experiment, "--out", hidden / "out")
        self.assertTrue((hidden / "out/report.html").is_file())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
