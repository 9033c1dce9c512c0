# SPDX-License-Identifier: Apache-2.0
"""`emtansim dar`: the list of Kadcyla without an option, batches, bad files, and the agent for experiments."""

from __future__ import annotations

import csv
import json
import math
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

    def test_lots_stand_side_by_side_with_names_and_times(self) -> None:
        lots = ROOT / "docs/guide/examples/lots"
        text = self.succeed("dar", "--samples", lots / "stability.csv", "--out", "lots", "--replicates", "30")
        self.assertIn("lot a: first-order loss 0.0", text)
        rows = rows_of(self.folder / "lots/dar.csv")
        self.assertEqual([row["name"] for row in rows], ["day 0", "day 7", "day 14", "day 28"])
        self.assertEqual([float(row["time_d"]) for row in rows], [0, 7, 14, 28])
        for row in rows:
            self.assertAlmostEqual(float(row["dar"]), 3.6 * math.exp(-0.01 * float(row["time_d"])), delta=0.06)
            tail = sum(float(row[f"D{k}"]) for k in range(6, 11))
            self.assertAlmostEqual(float(row["at_least_6"]), tail, places=4)
        self.assertEqual(rows[0]["difference"], "")
        self.assertLess(float(rows[3]["difference_high"]), -0.7)
        report = json.loads((self.folder / "lots/report.json").read_text())
        ids = {plot["id"] for section in report["sections"] for plot in section["plots"]}
        self.assertLessEqual({"dar", "loads", "without_drug", "tail", "differences", "time", "losses", "trust"}, ids)
        rate = [row for row in report["findings"] if row["headline"] == "Loss of drug, lot a"][0]
        self.assertLess(rate["interval"]["low"], 0.01)
        self.assertGreater(rate["interval"]["high"], 0.01)
        self.assertTrue((self.folder / "lots/day_28/report.html").exists())

    def test_a_failed_lot_stands_on_the_page_with_its_reason(self) -> None:
        bad = self.write("bad.csv", "mass,height\n1000,5\n1100,6\n1200,7\n")
        result = self.run_command("dar", bad, KADCYLA, "--out", "lots", "--replicates", "0", "--tail", "8")
        self.assertEqual(result.returncode, 1, result.stderr)
        report = json.loads((self.folder / "lots/report.json").read_text())
        trust = [plot for section in report["sections"] for plot in section["plots"] if plot["id"] == "trust"][0]
        self.assertEqual([row[2] for row in trust["rows"]], ["failed", "good"])
        self.assertIn("no mass between", trust["rows"][0][3])
        self.assertIn("at_least_8", rows_of(self.folder / "lots/dar.csv")[0])

    def test_a_list_of_samples_is_refused_with_its_line(self) -> None:
        path = self.write("list.csv", "file,time\na.csv,0\n")
        self.assertRegex(self.fail_with(2, "dar", "--samples", path), r"list\.csv:1: column 'time' has no unit")
        self.assertIn("--tail is given for one spectrum", self.fail_with(2, "dar", KADCYLA, "--tail", "4"))

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

    def test_pieces_add_up_to_the_antibody(self) -> None:
        masses = ROOT / "docs/guide/examples/ides_masses.csv"
        text = self.succeed("dar", masses, "--piece", "ides", "--out", "ides", "--replicates", "20")
        self.assertIn("2 x Fd: 0.57", text)
        dar = [row for row in rows_of(self.folder / "ides/composition.csv") if row["quantity"] == "dar"]
        self.assertAlmostEqual(float(dar[0]["value"]), 3.5, delta=0.1)  # as it was made
        report = json.loads((self.folder / "ides/report.json").read_text())
        titles = {plot.get("title") for section in report["sections"] for plot in section["plots"]}
        self.assertIn("Pieces and their drugs", titles)
        self.assertTrue((self.folder / "ides/conjugate.toml").exists())
        self.assertIn("did you mean 'ides'?", self.fail_with(2, "dar", masses, "--piece", "idees"))
        mz = self.write("mz.txt", "".join(f"{1000 + i / 10} {i % 7}\n" for i in range(400)))
        self.assertIn("emtansim deconvolve", self.fail_with(2, "dar", mz, "--piece", "reduced"))

    def test_masses_outside_the_ladder_are_refused_with_file_and_range(self) -> None:
        path = self.write("light.csv", "mass,intensity\n23443,5\n49156,6\n50601,7\n")
        message = self.fail_with(2, "dar", path)
        self.assertIn("light.csv: no mass between", message)


if __name__ == "__main__":
    unittest.main()
