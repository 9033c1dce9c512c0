# SPDX-License-Identifier: Apache-2.0
"""`emtansim run` from the file to the results, and what happens when something is in the way."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pty
import resource
import select
import signal
import subprocess
import time
import unittest
from pathlib import Path

from harness import PROGRAM, SMALL, CommandTest

COLUMNS = "arm member individual assay quantity population time_h dose_nM replicate value unit status".split()
FILES = ["findings.json", "provenance.json", "readouts.csv", "report.html", "report.json"]
MANY = SMALL + '\n[population]\nmembers = 30000\nvary = "spread"\n'


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


class Results(CommandTest):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.write("small.toml", SMALL)

    def values(self, *arguments: str) -> list[float]:
        self.succeed("run", self.file, "--quiet", "--out", "out", *arguments)
        return [float(r["value"]) for r in read_rows(self.folder / "out/readouts.csv") if r["replicate"] == "0"]

    def test_summary_names_the_finding_and_the_report(self) -> None:
        text = self.succeed("run", self.file)
        self.assertIn("A small experiment", text)
        self.assertIn("IC50", text)
        self.assertIn("out/small/report.html", text)
        self.assertIn("Research use only", text)
        self.assertEqual(sorted(os.listdir(self.folder / "out/small")), FILES)

    def test_readouts_are_tidy(self) -> None:
        self.succeed("run", self.file, "--out", "here")
        rows = read_rows(self.folder / "here/readouts.csv")
        self.assertEqual(list(rows[0]), COLUMNS)
        self.assertEqual(len(rows), 7 * 4)  # doses, times the value and three replicates
        self.assertEqual({r["status"] for r in rows}, {"ok"})
        control = [r for r in rows if float(r["dose_nM"]) == 0 and r["replicate"] == "0"]
        self.assertEqual([float(r["value"]) for r in control], [100.0])
        self.assertEqual({r["unit"] for r in rows}, {"%"})

    def test_findings_and_provenance_tell_what_was_done(self) -> None:
        self.succeed("run", self.file, "--out", "here", "--set", "trafficking.k_rec=*2")
        findings = json.loads((self.folder / "here/findings.json").read_text())
        self.assertEqual(findings["dose_responses"][0]["fit"]["status"], "converged")
        self.assertLess(findings["mass_balance"]["worst_relative_error"], 1e-9)
        self.assertEqual(findings["failed_members"], [])
        provenance = json.loads((self.folder / "here/provenance.json").read_text())
        experiment = next(f for f in provenance["inputs"] if f["role"] == "experiment")
        self.assertEqual(experiment["hash"], hashlib.sha256(SMALL.encode()).hexdigest())
        self.assertIn("--set 'trafficking.k_rec=*2'", provenance["command"])
        self.assertTrue(all(library["version"] for library in provenance["libraries"] if library["name"] != "Random123"))
        recycling = next(p for p in provenance["parameters"] if p["name"] == "trafficking.k_rec")
        self.assertAlmostEqual(recycling["value"], 2.66)
        self.assertEqual(recycling["obtained"], "set by the experiment")
        uncited = [
            p["name"]
            for p in provenance["parameters"]
            if not p["source"] and p["obtained"] not in ("assumed", "set by the experiment")
        ]
        self.assertEqual(uncited, [])

    def test_trajectories_on_request(self) -> None:
        self.succeed("run", self.file, "--out", "here", "--trajectories")
        rows = read_rows(self.folder / "here/trajectories.csv")
        self.assertIn("SK-BR-3.surface.HER2 [nmol]", rows[0])
        start = [r for r in rows if float(r["time_h"]) == 0]
        self.assertEqual(len(start), 7)
        self.assertEqual({float(r["SK-BR-3.living [cell]"]) for r in start}, {1e4})
        text = self.succeed("run", self.file, "--out", "here")
        self.assertIn("trajectories.csv is from an earlier run", text)

    def test_settings_change_results_and_the_same_again_does_not(self) -> None:
        base = self.values()
        self.assertEqual(self.values(), base)
        self.assertNotEqual(self.values("--set", "payload.k_pump=10 1/h"), base)
        self.assertNotEqual(self.values("--set", "system=BT-474"), base)

    def test_quiet_says_nothing(self) -> None:
        result = self.run_command("run", self.file, "--quiet")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_own_files_are_replaced_and_foreign_ones_left(self) -> None:
        folder = self.folder / "here"
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
        (folder / "readouts.csv").write_text("old")
        self.succeed("run", self.file, "--out", "here")
        self.assertEqual((folder / "notes.txt").read_text(), "mine")
        self.assertNotEqual((folder / "readouts.csv").read_text(), "old")
        self.assertEqual(sorted(os.listdir(folder)), sorted([*FILES, "notes.txt"]))


class InTheWay(CommandTest):
    def test_mistakes_in_the_file_are_told_with_their_line(self) -> None:
        for text, line, message in (
            (SMALL.replace("medium", "mediun"), 6, "did you mean 'medium'?"),
            (SMALL.replace('"0.1 mL"', '"0.1 h"'), 6, "wanted is"),
            (SMALL.replace("viability", "viabilty"), 14, "did you mean 'viability'?"),
            (SMALL[:100], 0, ""),
        ):
            with self.subTest(message):
                file = self.write("wrong.toml", text)
                answer = self.fail_with(2, "run", file)
                self.assertRegex(answer, rf"wrong\.toml:{line or ''}")
                self.assertIn(message, answer)
                self.assertFalse((self.folder / "out").exists())

    def test_missing_file_and_wrong_setting(self) -> None:
        self.assertIn("cannot read", self.fail_with(2, "run", "none.toml"))
        file = self.write("small.toml", SMALL)
        self.assertIn("trafficking.k_rec", self.fail_with(2, "run", file, "--set", "trafficking.k_rce=1 1/h"))

    def test_contradiction(self) -> None:
        file = self.write("small.toml", SMALL.replace('"SK-BR-3"\n', '"SK-BR-3"\nmechanisms = ["medium", "binding"]\n'))
        self.assertIn("cells", self.fail_with(3, "run", file))

    def test_results_cannot_go_into_a_file(self) -> None:
        file = self.write("small.toml", SMALL)
        self.write("taken", "")
        self.assertIn("it is a file", self.fail_with(4, "run", file, "--out", "taken"))
        self.fail_with(4, "run", file, "--out", "taken/below")

    def test_full_disk_leaves_earlier_results_whole(self) -> None:
        file = self.write("small.toml", SMALL)
        self.succeed("run", file, "--out", "here")
        before = {name: (self.folder / "here" / name).read_bytes() for name in FILES}

        def limit() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

        message = self.fail_with(4, "run", file, "--out", "here", "--set", "system=BT-474", preexec_fn=limit)
        self.assertIn("cannot write", message)
        self.assertEqual({n: (self.folder / "here" / n).read_bytes() for n in FILES}, before)
        self.assertEqual(sorted(os.listdir(self.folder / "here")), FILES)

    def test_full_standard_output(self) -> None:
        with open("/dev/full", "w") as full:
            result = subprocess.run([PROGRAM, "list", "parameters"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, 4)
        self.assertIn("standard output", result.stderr)


class Interruption(CommandTest):
    def test_stops_cleanly_and_writes_no_results(self) -> None:
        file = self.write("many.toml", MANY)
        process = subprocess.Popen([PROGRAM, "run", file], cwd=self.folder, stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertIn("stopped", message)
        self.assertFalse((self.folder / "out/many/report.html").exists())

    def test_progress_is_for_terminals(self) -> None:
        file = self.write("many.toml", MANY)
        outside, inside = pty.openpty()
        process = subprocess.Popen([PROGRAM, "run", file], cwd=self.folder, stderr=inside, stdout=subprocess.DEVNULL)
        os.close(inside)
        shown = b""
        deadline = time.monotonic() + 60
        while b"members" not in shown and time.monotonic() < deadline:
            if select.select([outside], [], [], 1)[0]:
                shown += os.read(outside, 4096)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        os.close(outside)
        self.assertRegex(shown.decode(errors="replace"), r"\d+ of 210007 members, .*/s, .*left")


if __name__ == "__main__":
    unittest.main()
