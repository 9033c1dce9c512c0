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
    def open_page(self, folder: str) -> str:
        """The elements of a folder's page; every plot is there, and nothing complains."""
        page = self.folder / folder / "report.html"
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
        report = json.loads((self.folder / folder / "report.json").read_text())
        for section in report["sections"]:
            for plot in section["plots"]:
                self.assertIn(f'id="{plot["id"]}"', result.stdout)
        start = result.stdout.index('id="page"')
        drawn = result.stdout[start : result.stdout.index("<script", start)]
        self.assertNotIn("could not be", drawn)
        self.assertNotRegex(drawn, r"NaN|undefined|\[object")
        return drawn

    @unittest.skipUnless(BROWSER, "no chromium here")
    def test_opens_and_is_complete(self) -> None:
        self.succeed("run", self.write("small.toml", SMALL), "--out", "out")
        self.assertIn("A small experiment", self.open_page("out"))

    @unittest.skipUnless(BROWSER, "no chromium here")
    def test_the_page_of_a_body_opens(self) -> None:
        self.succeed("run", ROOT / "experiments/mouse-pk.toml", "--out", "out")
        self.assertIn("Reaction diagram", self.open_page("out"))

    def test_loads_of_a_conjugate_are_one_box(self) -> None:
        self.succeed("run", ROOT / "experiments/monkey-by-dar.toml", "--out", "out")
        network = json.loads((self.folder / "out/report.json").read_text())["network"]
        pools = [pool for pool in network["pools"] if pool.get("member") == "load"]
        self.assertEqual(len(pools), 6)  # two lots in three spaces
        self.assertEqual(pools[0]["name"], "T-DM1 DAR 3.1 lot")
        held = [species for species in network["species"] if species.get("pool") == pools[0]["key"]]
        self.assertEqual(len(held), 8)

    @unittest.skipUnless(BROWSER, "no chromium here")
    def test_the_page_of_masses_draws_structures_and_isotopes(self) -> None:
        self.succeed("masses", "--out", "out")
        drawn = self.open_page("out")
        self.assertEqual(drawn.count('class="molecule"'), 24)
        self.assertEqual(drawn.count("plot-spectrum compact"), 26)
        self.assertIn("Ladder of trastuzumab", drawn)

    @unittest.skipUnless(shutil.which("node"), "no node here")
    def test_documents_keep_to_their_format(self) -> None:
        self.succeed("run", self.write("small.toml", SMALL), "--out", "run")
        self.succeed("masses", "--out", "masses")
        self.succeed("masses", "DM1", "C6H12O6", "--adduct", "[M-H]-", "--out", "two")
        for folder in ("run", "masses", "two"):
            self.check_document(folder)

    def check_document(self, folder: str) -> None:
        answer = subprocess.run(
            ["node", str(ROOT / "web/tools/check_report.mjs"), str(self.folder / folder / "report.json")],
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual((answer.returncode, answer.stderr), (0, ""), answer.stderr[:2000])


if __name__ == "__main__":
    unittest.main()
