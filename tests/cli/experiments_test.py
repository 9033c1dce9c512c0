# SPDX-License-Identifier: Apache-2.0
"""Every example of experiments/ runs, keeps its books, and gives a report with all its parts."""

from __future__ import annotations

import json
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import ROOT, CommandTest


EXAMPLES = sorted((ROOT / "experiments").glob("*.toml"))


class Experiments(CommandTest):
    def check_results(self, folder: Path) -> None:
        findings = json.loads((folder / "findings.json").read_text())
        self.assertLess(findings["mass_balance"]["worst_relative_error"], 1e-9)
        self.assertEqual(findings["failed_members"], [])
        report = json.loads((folder / "report.json").read_text())
        self.assertEqual((report["format"], report["version"]), ("emtansim-report", 1))
        for part in ("findings", "sections", "parameters", "references"):
            self.assertTrue(report[part], part)
        plots = [plot["id"] for section in report["sections"] for plot in section["plots"]]
        self.assertEqual(len(plots), len(set(plots)), "plots need ids of their own")
        known = {reference["key"] for reference in report["references"]}
        cited = {row["source"]["key"] for row in report["parameters"] if "source" in row}
        self.assertLessEqual(cited, known)
        if node := shutil.which("node"):
            checker = [node, str(ROOT / "web/tools/check_report.mjs"), str(folder / "report.json")]
            answer = subprocess.run(checker, capture_output=True, text=True, timeout=60)
            self.assertEqual(answer.returncode, 0, answer.stderr[:2000])
        rows = [row["moiety"] for row in report["mass_balance"]["rows"] if not row["passed"]]
        self.assertEqual(rows, [])

    def test_there_are_examples(self) -> None:
        self.assertIn("t-dm1-sk-br-3.toml", [path.name for path in EXAMPLES])

    def test_each_runs(self) -> None:
        for path in EXAMPLES:
            with self.subTest(path.name):
                self.succeed("run", path, "--out", path.stem)
                self.check_results(self.folder / path.stem)


if __name__ == "__main__":
    unittest.main()
