# SPDX-License-Identifier: Apache-2.0
"""`emtansim dar`: the list of Kadcyla without an option, batches, bad files, and the agent for experiments."""

from __future__ import annotations

import csv
import json
import unittest
from pathlib import Path

from harness import ROOT, SMALL, CommandTest

KADCYLA = ROOT / "data/spectra/kadcyla_masses.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


class Dar(CommandTest):
    def test_kadcyla_without_an_option(self) -> None:
        text = self.succeed("dar", KADCYLA)
        self.assertRegex(text, r"DAR  3\.\d\d \(3\.\d\d to 3\.\d\d\)")
        self.assertIn("Research use only", text)
        folder = self.folder / "out/kadcyla_masses"
        report = json.loads((folder / "report.json").read_text())
        self.assertEqual(report["format"], "emtansim-report")
        kinds = {plot["kind"] for section in report["sections"] for plot in section["plots"]}
        self.assertLessEqual({"spectrum", "bars", "table", "molecules"}, kinds)
        page = (folder / "report.html").read_text()
        self.assertIn("Composition of T-DM1", page)
        rows = rows_of(folder / "composition.csv")
        loads = [float(row["value"]) for row in rows if row["quantity"] == "load"]
        self.assertAlmostEqual(sum(loads), 1, places=4)

    def test_the_same_bytes_again(self) -> None:
        for name in ("one", "two"):
            self.succeed("dar", KADCYLA, "--out", name, "--replicates", "20", "--quiet")
        for file in ("composition.csv", "conjugate.toml"):
            self.assertEqual((self.folder / "one" / file).read_bytes(), (self.folder / "two" / file).read_bytes())

    def test_an_experiment_takes_the_fitted_load(self) -> None:
        self.succeed("dar", KADCYLA, "--out", "lot", "--replicates", "5", "--quiet")
        path = self.write("experiment.toml", SMALL.replace('"T-DM1"', '"lot/conjugate.toml"'))
        self.succeed("run", path, "--out", "run", "--quiet")
        record = json.loads((self.folder / "run/provenance.json").read_text())
        values = {entry["name"]: entry["value"] for entry in record["parameters"]}
        fitted = [row for row in rows_of(self.folder / "lot/composition.csv") if row["quantity"] == "dar"]
        dar = [value for name, value in values.items() if name.startswith("conjugate.dar")]
        self.assertAlmostEqual(dar[0], float(fitted[0]["value"]), places=3)

    def test_a_broken_agent_file_is_named_with_its_line(self) -> None:
        self.write("lot.toml", 'name = "lot"\nkind = "conjugate"\n')
        path = self.write("experiment.toml", SMALL.replace('"T-DM1"', '"lot.toml"'))
        self.assertIn("lot.toml:2: 'antibody' is missing", self.fail_with(2, "check", path))

    def test_one_bad_file_does_not_stop_the_rest(self) -> None:
        bad = self.write("bad.csv", "mass,height\n1000,5\n1100,6\n1200,7\n")
        result = self.run_command("dar", KADCYLA, bad, KADCYLA, "--out", "lots", "--replicates", "5")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("bad.csv", result.stderr)
        rows = rows_of(self.folder / "lots/dar.csv")
        self.assertEqual([row["status"] for row in rows], ["good", "failed", "good"])
        self.assertTrue((self.folder / "lots/kadcyla_masses-2/report.html").exists())

    def test_a_wrong_sequence_gives_no_dar(self) -> None:
        fasta = (ROOT / "data/antibodies/trastuzumab.fasta").read_text().replace("SLSLSPG", "SLSLSPGK")
        path = self.write("with_lysine.fasta", fasta)
        result = self.run_command("dar", KADCYLA, "--antibody", path, "--replicates", "0")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("no DAR", result.stdout)
        self.assertIn("two C-terminal lysines less", " ".join(result.stdout.split()))
        self.assertFalse((self.folder / "out/kadcyla_masses/conjugate.toml").exists())

    def test_another_protein_of_the_same_mass_gives_no_dar(self) -> None:
        adh = ROOT / "data/spectra/adh_native_adducts.txt.gz"
        result = self.run_command("dar", adh, "--out", "adh", "--mz", "4500:7000")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("no DAR", result.stdout)
        self.assertIn("distances that are not the drug's", " ".join(result.stdout.split()))
        self.assertFalse((self.folder / "adh/conjugate.toml").exists())
        report = json.loads((self.folder / "adh/report.json").read_text())
        self.assertIn("m/z 4500 to 7000", json.dumps(report))

    def test_choices_of_scans_that_hold_nothing_are_refused_with_the_file(self) -> None:
        adh = ROOT / "data/spectra/adh_native.txt.gz"
        self.assertIn("no peak between m/z 1 and 2", self.fail_with(2, "dar", adh, "--mz", "1:2"))
        self.assertIn("--time is '5'", self.fail_with(2, "dar", adh, "--time", "5"))
        self.assertIn("adh_native.txt.gz", self.fail_with(2, "dar", adh, "--scans", "7:9"))

    def test_masses_outside_the_ladder_are_refused_with_file_and_range(self) -> None:
        path = self.write("light.csv", "mass,intensity\n23443,5\n49156,6\n50601,7\n")
        message = self.fail_with(2, "dar", path)
        self.assertIn("light.csv: no mass between", message)


if __name__ == "__main__":
    unittest.main()
