# SPDX-License-Identifier: Apache-2.0
"""`emtansim dar --by METHOD`: the guide's examples give the load that was put in, and bad input names its place."""

from __future__ import annotations

import csv
import json
import unittest
from pathlib import Path

from harness import ROOT, SMALL, CommandTest

EXAMPLES = ROOT / "docs/guide/examples"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


class DarBy(CommandTest):
    def report_of(self, folder: str, kinds: tuple[str, ...] = ("bars", "table", "molecules")) -> dict:
        report = json.loads((self.folder / folder / "report.json").read_text())
        self.assertEqual(report["format"], "emtansim-report")
        self.assertIn("research", (self.folder / folder / "report.html").read_text().lower())
        found = {plot["kind"] for section in report["sections"] for plot in section["plots"]}
        self.assertLessEqual(set(kinds), found)
        self.assertTrue(report["assumptions"])
        return report

    def test_uv_says_first_what_is_assumed(self) -> None:
        text = self.succeed("dar", EXAMPLES / "uv.csv", "--by", "uv", "--out", "uv")
        self.assertTrue(text.startswith("Assumed: the molar absorptivities of DM1 (unverified; sets: 2)"), text)
        self.assertIn("Free drug counts as conjugated", " ".join(text.split()))
        report = self.report_of("uv")
        self.assertEqual(report["findings"][0]["kind"], "caution")
        rows = rows_of(self.folder / "uv/dar.csv")
        self.assertEqual([row["time_d"] for row in rows], ["0.0000", "7.0000", "28.0000"])
        for row, truth in zip(rows, (3.5, 3.3, 2.9)):
            self.assertAlmostEqual(float(row["dar"]), truth, delta=0.06)
            self.assertLess(float(row["lowest"]), truth)
            self.assertGreater(float(row["highest"]), truth)
            self.assertAlmostEqual(float(row["dar_by_ratio_plus_0.01"]), -0.095, delta=0.004)
            self.assertAlmostEqual(float(row["antibody_uM"]), 10, delta=0.1)

    def test_uv_of_a_payload_without_coefficients_asks_for_them(self) -> None:
        message = self.fail_with(2, "dar", EXAMPLES / "uv.csv", "--by", "uv", "--conjugate", "T-DXd")
        self.assertIn("--coefficients", message)
        own = self.write(
            "own.csv",
            "set,payload,antibody_ratio_252_280,payload_252,payload_280,ratio_error,provenance\n"
            "mine,DXd,0.37,20000,6000,0.005,measured\n",
        )
        arguments = ("dar", EXAMPLES / "uv.csv", "--by", "uv", "--conjugate", "T-DXd", "--coefficients", own)
        self.assertIn("(measured; sets: 1)", self.succeed(*arguments))

    def test_maldi_gives_what_was_put_in(self) -> None:
        pair = (EXAMPLES / "maldi_conjugate.txt.gz", "--by", "maldi", "--naked", EXAMPLES / "maldi_antibody.txt.gz")
        text = self.succeed("dar", *pair, "--out", "maldi")
        self.assertIn("assumed: 0.25 dead linkers per antibody, 0 to 0.5", text)
        self.report_of("maldi")
        row = rows_of(self.folder / "maldi/dar.csv")[0]
        self.assertEqual(row["status"], "good")
        self.assertLess(float(row["dar_low"]), 3.5)
        self.assertGreater(float(row["dar_high"]), 3.5)
        self.assertAlmostEqual(float(row["dead_bias"]), 0.25 * 219.240 / 957.530, places=4)
        self.succeed("dar", *pair, "--dead-linkers", "0.25", "--out", "known", "--quiet")
        known = rows_of(self.folder / "known/dar.csv")[0]
        self.assertEqual(float(known["half_dead_linkers"]), 0)
        self.assertEqual(known["dar"], row["dar"])

    def test_maldi_refuses_what_is_no_antibody(self) -> None:
        conjugate, naked = EXAMPLES / "maldi_conjugate.txt.gz", EXAMPLES / "maldi_antibody.txt.gz"
        light = self.write("light.txt", "".join(f"{mz} {10 + mz % 7}\n" for mz in range(2000, 9000, 2)))
        message = self.fail_with(2, "dar", light, "--by", "maldi", "--naked", naked)
        self.assertIn("light.txt: no peak of the conjugate between", message)
        self.assertIn("it covers m/z 2000 to 8998", message)
        self.assertIn("light.txt: no peak of the antibody", self.fail_with(2, "dar", conjugate, "--by", "maldi", "--naked", light))
        self.assertIn("--naked FILE", self.fail_with(2, "dar", conjugate, "--by", "maldi"))
        result = self.run_command("dar", light, conjugate, "--by", "maldi", "--naked", naked, "--out", "both")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual([row["status"] for row in rows_of(self.folder / "both/dar.csv")], ["good", "failed"])

    def test_hic_gives_a_drug_for_experiments(self) -> None:
        table = EXAMPLES / "hic.csv"
        text = self.succeed("dar", table, "--by", "hic", "--conjugate", "T-DXd", "--out", "hic")
        self.assertIn("scatter of 2 runs", text)
        self.report_of("hic", ("bars", "table"))  # the data have no structure of DXd
        row = rows_of(self.folder / "hic/dar.csv")[0]
        path = self.write("experiment.toml", SMALL.replace('"T-DM1"', '"hic/conjugate.toml"'))
        self.succeed("check", path)
        self.assertIn(f'value = "{float(row["dar"]):.4f}"', (self.folder / "hic/conjugate.toml").read_text())

    def test_hic_is_refused_for_lysine_conjugates_with_the_reason(self) -> None:
        message = self.fail_with(2, "dar", EXAMPLES / "hic.csv", "--by", "hic")
        self.assertRegex(message, r"hic\.csv:3: HIC gives no drug load of a lysine conjugate \(positional isomers")
        self.succeed("dar", EXAMPLES / "hic.csv", "--by", "hic", "--allow-lysine", "--quiet")

    def test_sites_and_pieces_add_up(self) -> None:
        for method in ("sites", "pieces"):
            self.succeed("dar", EXAMPLES / f"{method}.csv", "--by", method, "--out", method)
            self.report_of(method)
            row = rows_of(self.folder / method / "dar.csv")[0]
            self.assertAlmostEqual(float(row["dar"]), 3.5, delta=0.002)
            self.assertLess(float(row["dar_low"]), 3.5)
        self.assertTrue((self.folder / "sites/conjugate.toml").exists())
        self.assertFalse((self.folder / "pieces/conjugate.toml").exists())

    def test_options_of_another_technique_are_refused(self) -> None:
        message = self.fail_with(2, "dar", EXAMPLES / "uv.csv", "--by", "uv", "--naked", "x")
        self.assertIn("it belongs to --by maldi", message)
        self.assertIn("did you mean 'maldi'?", self.fail_with(2, "dar", EXAMPLES / "uv.csv", "--by", "madli"))

    def test_bad_tables_name_file_and_line(self) -> None:
        table = self.write("uv.csv", "sample,a280,a252\nlot,1,0.7\nlot,-1,0.7\n")
        self.assertRegex(self.fail_with(2, "dar", table, "--by", "uv"), r"uv\.csv:3: 'a280' is -1 \(")
        self.assertIn("no table is named", self.fail_with(2, "dar", "--by", "uv"))
        self.assertIn("one argument too many", self.fail_with(2, "dar", table, table, "--by", "uv"))

    def test_the_same_bytes_again(self) -> None:
        for name in ("one", "two"):
            self.succeed(
                "dar", EXAMPLES / "maldi_conjugate.txt.gz", "--by", "maldi", "--naked",
                EXAMPLES / "maldi_antibody.txt.gz", "--out", name, "--quiet",
            )
        self.assertEqual((self.folder / "one/dar.csv").read_bytes(), (self.folder / "two/dar.csv").read_bytes())


if __name__ == "__main__":
    unittest.main()
