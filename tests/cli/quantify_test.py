# SPDX-License-Identifier: Apache-2.0
"""emtansim quantify: concentrations of catabolites from synthetic LC-MS runs."""

from __future__ import annotations

import csv
import json
import unittest

from harness import CommandTest
from lc_ms_runs import Peak, ScanRun, SrmRun

LEVELS = (0.3, 1, 3, 10, 30, 100, 300)  # nM
LIST_HEAD = "file,name,kind,level_nM,volume_ml,cells,time_h\n"


class Quantify(CommandTest):
    def srm_run(self, name: str, level: float, seed: int, opened: float = 0, standard: float = 40000) -> str:
        """Lys-SMCC-DM1 at 300 s and DM1 at 310 s; the ring-opened form at 260 s loses a fifth as water in the source."""
        area = 2000 * level
        run = SrmRun(seed=seed)
        run.channels = [
            (1103.5, 547.2, [Peak(300, area), Peak(260, 0.2 * opened)]),
            (1103.5, 485.2, [Peak(300, 0.5 * area), Peak(260, 0.1 * opened)]),
            (1121.5, 547.2, [Peak(260, opened)]),
            (738.3, 547.2, [Peak(310, 1500 * level)]),
            (738.3, 485.2, [Peak(310, 600 * level)]),
            (692.3, 547.2, [Peak(330, standard)]),
        ]
        return run.write(self.folder / name).name

    def standards(self) -> str:
        rows = [
            f"{self.srm_run(f's{i}.mzML', level, i + 1)},std {level},standard,{level},,,"
            for i, level in enumerate(LEVELS)
        ]
        return LIST_HEAD + "\n".join(rows) + "\n"

    def rows(self, name: str, **wanted: str) -> list[dict[str, str]]:
        with (self.folder / "out" / name).open() as file:
            rows = list(csv.DictReader(file))
        return [row for row in rows if all(row[key] == value for key, value in wanted.items())]

    def quantify(self, samples: str, *arguments: str) -> str:
        self.write("runs.csv", samples)
        return self.succeed("quantify", "--samples", "runs.csv", "--out", "out", *arguments)

    def test_concentrations_and_amounts_come_out_as_they_went_in(self) -> None:
        samples = self.standards()
        truth = {"four": (4, 5.0), "day": (24, 40.0)}
        for i, (name, (hours, level)) in enumerate(truth.items()):
            samples += f"{self.srm_run(f'{name}.mzML', level, 60 + i)},{name},sample,,0.2,5e5,{hours}\n"
        text = self.quantify(samples)
        self.assertIn("Lys-SMCC-DM1", text)
        self.assertNotIn("MCC-DM1  ", text.replace("SMCC-DM1", ""))  # no run monitors it
        for name, (hours, level) in truth.items():
            for analyte in ("Lys-SMCC-DM1", "DM1"):
                (row,) = self.rows("measurements.csv", analyte=analyte, run=name)
                self.assertEqual(row["time_h"], str(hours))
                self.assertAlmostEqual(float(row["concentration_nM"]) / level, 1, delta=0.05)
                # pmol per 1e6 cells: nM times 0.2 mL over half a million cells
                self.assertAlmostEqual(float(row["amount_pmol_per_1e6_cells"]) / (level * 0.4), 1, delta=0.05)

    def test_the_report_draws_what_was_looked_for(self) -> None:
        self.quantify(self.standards())
        report = json.loads((self.folder / "out/report.json").read_text())
        self.assertEqual(report["asked"]["summary"], "2 analytes in 7 runs; no run monitors MCC-DM1, DM1-NEM.")
        section = next(section for section in report["sections"] if section["id"] == "molecules")
        drawn, ions = section["plots"]
        self.assertEqual([m["name"] for m in drawn["molecules"]], ["Lys-SMCC-DM1", "DM1", "maytansine"])
        self.assertTrue(all(m["smiles"] for m in drawn["molecules"]))
        self.assertIn("[M+H]+ at m/z 1103.4772, product 547 at 547.2206", drawn["molecules"][0]["says"])
        self.assertIn("internal standard", drawn["molecules"][2]["says"])
        self.assertEqual([row[0] for row in ions["rows"]], ["Lys-SMCC-DM1", "DM1", "maytansine"])
        self.assertEqual(ions["rows"][0][7], "maytansine")

    def test_standards_read_back_and_set_the_limits(self) -> None:
        self.quantify(self.standards())
        read = json.loads((self.folder / "out/quantify.json").read_text())
        line = next(line for line in read["lines"] if line["analyte"] == "Lys-SMCC-DM1")
        self.assertAlmostEqual(line["retention_min"], 5.0, delta=0.02)
        self.assertEqual((line["LLOQ_nM"], line["ULOQ_nM"], line["weighting"]), (1, 300, "1/x2"))
        for row in self.rows("standards.csv", analyte="Lys-SMCC-DM1"):
            self.assertLess(abs(float(row["deviation_percent"])), 15)
        self.assertEqual(self.rows("results.csv", run="std 0.3", analyte="DM1")[0]["status"], "not detected")

    def test_water_loss_of_the_ring_opened_form_is_not_counted(self) -> None:
        samples = self.standards() + f"{self.srm_run('o.mzML', 0, 70, opened=40000)},opened,sample,,0.2,5e5,4\n"
        self.quantify(samples)
        (row,) = self.rows("results.csv", run="opened", analyte="Lys-SMCC-DM1")
        self.assertEqual(row["status"], "not detected")
        self.assertIn("ring opened less water", row["remarks"])

    def test_readings_below_the_limit_follow_the_rule(self) -> None:
        samples = self.standards() + f"{self.srm_run('b.mzML', 0, 71)},none,sample,,0.2,5e5,4\n"
        self.quantify(samples)
        self.assertEqual(self.rows("measurements.csv"), [])
        self.quantify(samples, "--below", "half")
        (row,) = self.rows("measurements.csv", analyte="DM1")
        self.assertEqual((row["concentration_nM"], row["status"]), ("0.5", "not detected"))
        self.quantify(samples, "--below", "zero")
        self.assertEqual(self.rows("measurements.csv", analyte="DM1")[0]["concentration_nM"], "0")

    def test_weightings_are_named_and_change_the_line(self) -> None:
        lines = []
        for weighting in ("1", "1/x", "1/x2"):
            self.assertIn(f"weights {weighting}\n", self.quantify(self.standards(), "--weighting", weighting))
            lines.append(json.loads((self.folder / "out/quantify.json").read_text())["lines"][0]["slope"])
        self.assertEqual(len(set(lines)), 3)

    def test_a_lost_internal_standard_and_a_broken_file_stop_nobody_else(self) -> None:
        samples = self.standards()
        samples += f"{self.srm_run('l.mzML', 10, 72, standard=0)},lost,sample,,0.2,5e5,4\n"
        samples += f"{self.srm_run('g.mzML', 10, 73)},good,sample,,0.2,5e5,4\n"
        self.write("broken.mzML", "<mzML><run>")
        self.write("runs.csv", samples + "broken.mzML,broken,sample,,0.2,5e5,4\nabsent.mzML,absent,sample,,0.2,5e5,4\n")
        result = self.run_command("quantify", "--samples", "runs.csv", "--out", "out")
        self.assertEqual(result.returncode, 1)
        self.assertIn("broken.mzML:1: the file is cut off", result.stdout)
        statuses = {run: self.rows("results.csv", run=run, analyte="DM1")[0]["status"]
                    for run in ("lost", "good", "broken", "absent")}
        self.assertEqual(statuses, {"lost": "failed", "good": "measured", "broken": "failed", "absent": "failed"})

    def test_a_blank_with_carry_over_is_told(self) -> None:
        samples = self.standards() + f"{self.srm_run('c.mzML', 3, 74)},carried,blank,,,,\n"
        self.assertIn("carry-over or interference", self.quantify(samples))

    def test_full_scans_check_the_chlorine(self) -> None:
        lys, dm1 = 1103.4772, 738.2822
        true = ((0, 1), (1.0031, 0.617), (2.0003, 0.583))
        false = ((0, 1), (1.0031, 0.6), (2.0003, 0.1))
        run = ScanRun()
        run.ions = [(lys + offset, [Peak(300, 5e5 * share)]) for offset, share in true]
        run.ions += [(dm1 + offset, [Peak(320, 3e5 * share)]) for offset, share in false]
        run.write(self.folder / "scan.mzML")
        text = self.succeed("quantify", "scan.mzML", "--out", "out")
        self.assertIn("M+2 is 10 % of M where 47 % are expected", text)
        (row,) = self.rows("results.csv", analyte="Lys-SMCC-DM1")
        self.assertEqual((row["status"], row["doubtful"]), ("no calibration", "no"))
        self.assertAlmostEqual(float(row["area"]) / 5e5, 1, delta=0.02)
        self.assertAlmostEqual(float(row["isotope_ratio"]), 0.583, delta=0.02)
        self.assertEqual(self.rows("results.csv", analyte="DM1")[0]["doubtful"], "yes")

    def test_own_methods(self) -> None:
        method = self.write(
            "own.toml",
            'title = "own"\n[[analyte]]\nname = "lys-mcc-dm1"\nproducts = ["485"]\nretention = "5 min"\n'
            'window = "10 s"\n[calibration]\nweighting = "1/x"\n',
        )
        self.quantify(self.standards(), "--method", str(method))
        rows = self.rows("results.csv", run="std 10")
        self.assertEqual([(row["analyte"], row["channel"]) for row in rows], [("Lys-SMCC-DM1", "[M+H]+ > 485")])
        # Without an internal standard the response is the area.
        self.assertEqual(rows[0]["response"], rows[0]["area"])

    def test_the_same_bytes_every_time(self) -> None:
        samples = self.standards()
        self.quantify(samples)
        first = (self.folder / "out/quantify.json").read_bytes()
        self.quantify(samples)
        self.assertEqual(first, (self.folder / "out/quantify.json").read_bytes())

    def test_measurements_are_data_for_a_fit(self) -> None:
        samples = self.standards()
        for hours in (4, 24):
            samples += f"{self.srm_run(f'{hours}.mzML', 2.0 * hours, hours)},{hours},sample,,0.2,5e5,{hours}\n"
        self.quantify(samples)
        self.write("experiment.toml", EXPERIMENT)
        self.write("fit.toml", FIT)
        self.succeed("fit", "fit.toml", "--out", "fitted", "--quiet")
        fit = json.loads((self.folder / "fitted/fit.json").read_text())
        self.assertEqual(fit["status"], "converged")

    def test_what_is_wrong_is_said(self) -> None:
        self.assertIn("no run is named", self.fail_with(2, "quantify"))
        self.assertIn("there is no method 't-dm2'", self.fail_with(2, "quantify", "a.mzML", "--method", "t-dm2"))
        self.assertIn("there is no weighting '1/x3'", self.fail_with(2, "quantify", "a.mzML", "--weighting", "1/x3"))
        for rows, message in {
            "a.mzML,a,standart,1,,,\n": "runs.csv:2: there is no kind 'standart' of run; did you mean 'standard'?",
            "a.mzML,a,standard,,,,\n": "runs.csv:2: the standard 'a' has no level",
            "a.mzML,a,sample,,-1,,\n": "runs.csv:2: 'volume_ml' is -1 (it must be above zero)",
            ",a,sample,,,,\n": "runs.csv:2: the row names no file",
        }.items():
            self.write("runs.csv", LIST_HEAD + rows)
            self.assertIn(message, self.fail_with(2, "quantify", "--samples", "runs.csv"))
        for text, message in {
            "title = 'x'\n": "the method has no [[analyte]]",
            "[[analyte]]\nname = 'DM9'\n": "there is no molecule 'DM9'",
            "[[analyte]]\nname = 'DM1'\ninternal_standard = 'x'\n": "there is no [[internal_standard]] of that name",
            "[[analyte]]\nname = 'DM1'\nions = ['M+H']\n": "'M+H' is no ion",
            "[[analyte]]\nname = 'DM1'\n[tolerance]\nmz_ppm = -1\n": "it must lie between",
        }.items():
            self.write("own.toml", text)
            self.assertIn(message, self.fail_with(2, "quantify", "a.mzML", "--method", "own.toml"))


EXPERIMENT = """title = "Catabolite in cells"
conjugate = "T-DM1"
system = "SK-BR-3"

[culture]
medium = "1 mL"
cells = "5e5 cells"

[[arm]]
name = "treated"
dose = { amount = "10 nM", at = "0 h" }

[[readout]]
name = "inside"
assay = "catabolites"
at = ["4 h", "24 h"]
unit = "pmol/1e6 cells"
"""

FIT = """title = "Export from quantified catabolite"
profiles = false

[[free]]
parameter = "lysosome.k_export[Lys-SMCC-DM1]"
low = "0.001 1/h"
high = "10 1/h"

[[data]]
experiment = "experiment.toml"
table = "out/measurements.csv"
readout = "inside"
quantity = "unconjugated in cell"
unit = "pmol/1e6 cells"
where = "analyte = Lys-SMCC-DM1"
x = "time_h"
y = "amount_pmol_per_1e6_cells"
y_unit = "pmol/1e6 cells"
sd = "amount_se_pmol_per_1e6_cells"
cv = "10 %"
source = "lab2026"
"""

if __name__ == "__main__":
    unittest.main()
