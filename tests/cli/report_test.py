# SPDX-License-Identifier: Apache-2.0
"""The written report opens in a browser: all its parts are drawn and nothing complains."""

from __future__ import annotations

import json
import shutil
import subprocess
import unittest

from harness import ROOT, SMALL, CommandTest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Report(CommandTest):
    @unittest.skipUnless(BROWSER, "no chromium here")
    def test_opens_and_is_complete(self) -> None:
        self.succeed("run", self.write("small.toml", SMALL), "--out", "out")
        page = self.folder / "out/report.html"
        result = subprocess.run(
            [
                str(BROWSER),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={self.folder / 'browser'}",
                "--virtual-time-budget=8000",
                "--enable-logging=stderr",
                "--dump-dom",
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=180,
        )
        self.assertNotIn("CONSOLE", result.stderr)
        self.assertIn('data-ready="yes"', result.stdout)
        self.assertIn("A small experiment", result.stdout)
        report = json.loads((self.folder / "out/report.json").read_text())
        for section in report["sections"]:
            for plot in section["plots"]:
                self.assertIn(f'id="{plot["id"]}"', result.stdout)
        start = result.stdout.index('id="page"')
        drawn = result.stdout[start : result.stdout.index("<script", start)]
        self.assertNotIn("could not be shown", drawn)
        self.assertNotRegex(drawn, r"NaN|undefined|\[object")

    @unittest.skipUnless(shutil.which("node"), "no node here")
    def test_document_keeps_to_its_format(self) -> None:
        self.succeed("run", self.write("small.toml", SMALL), "--out", "out")
        answer = subprocess.run(
            ["node", str(ROOT / "web/tools/check_report.mjs"), str(self.folder / "out/report.json")],
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual((answer.returncode, answer.stderr), (0, ""), answer.stderr[:2000])


if __name__ == "__main__":
    unittest.main()
