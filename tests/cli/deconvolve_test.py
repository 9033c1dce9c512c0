# SPDX-License-Identifier: Apache-2.0
"""emtansim deconvolve: one file, many files, bad files."""

from __future__ import annotations

import csv
import math
import unittest
from pathlib import Path

from harness import ROOT, CommandTest

ADH = ROOT / "data/spectra/adh_native.txt.gz"
SAMPLES = ROOT / "tests/data/spectra"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


class Deconvolve(CommandTest):
    def test_shipped_native_spectrum_gives_the_tetramer(self) -> None:
        text = self.succeed("deconvolve", ADH)
        self.assertRegex(text, r"1475\d\d\.\d +- +100\.0 % +23-26")
        masses = rows(self.folder / "out/adh_native/masses.csv")
        top = max(masses, key=lambda row: float(row["intensity"]))
        self.assertAlmostEqual(float(top["mass_da"]), 147555, delta=60)
        self.assertEqual(top["kind"], "species")
        charges = [row for row in rows(self.folder / "out/adh_native/charges.csv") if row["mass_da"] == top["mass_da"]]
        self.assertLessEqual({"24", "25", "26"}, {row["charge"] for row in charges})
        zero = rows(self.folder / "out/adh_native/zero_charge.csv")
        self.assertGreater(len(zero), 10000)
        says = {row["what"] for row in rows(self.folder / "out/adh_native/steps.csv")}
        self.assertLessEqual({"file", "baseline", "charge deconvolution", "assumed"}, says)

    def test_masses_of_a_fit_have_errors(self) -> None:
        lines = []
        for point in range(40000):
            mz = 5400 + 0.03 * point
            signal = sum(
                amount * math.exp(-0.5 * ((mz - mass / charge - 1.007276467) / 0.6) ** 2)
                for mass, amount in ((150000, 1000), (150030, 500), (151000, 800), (152000, 900))
                for charge in (24, 25, 26, 27)
            )
            lines.append(f"{mz:.4f} {20 + signal + 3 * math.sin(1.7 * point * point):.4f}")
        spectrum = self.write("made.txt", "\n".join(lines) + "\n")
        self.succeed("deconvolve", spectrum, "--mass", "140000:160000", "--decoys", "0", "--out", "made")
        found = rows(self.folder / "made/masses.csv")
        for mass in (150000, 150030, 151000, 152000):
            row = min(found, key=lambda row: abs(float(row["mass_da"]) - mass))
            self.assertAlmostEqual(float(row["mass_da"]), mass, delta=2)
            self.assertGreater(float(row["mass_error"]), 0)
            self.assertGreater(float(row["intensity_error"]), 0)
            self.assertGreater(float(row["separable_da"]), 0)

    def test_the_same_bytes_every_time(self) -> None:
        for name in ("a", "b"):
            self.succeed("deconvolve", ADH, "--quiet", "--decoys", "2", "--out", name)
        for file in ("masses.csv", "charges.csv", "zero_charge.csv", "steps.csv"):
            self.assertEqual((self.folder / "a" / file).read_bytes(), (self.folder / "b" / file).read_bytes())

    def test_a_bad_file_does_not_stop_the_others(self) -> None:
        cut = self.write("cut.mzML", (SAMPLES / "openms/MzMLFile_1.mzML").read_text()[:6000])
        result = self.run_command("deconvolve", cut, ADH, "--mz", "3000:3800", "--decoys", "0", "--out", "both")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("cut.mzML:", result.stderr)
        self.assertIn("cut off", result.stderr)
        masses = rows(self.folder / "both/all_masses.csv")
        self.assertTrue(any("cut off" in row["problem"] for row in masses))
        good = [row for row in masses if row["file"] == str(ADH)]
        self.assertTrue(any(abs(float(row["mass_da"]) - 36938) < 2 for row in good))
        self.assertTrue((self.folder / "both/adh_native/masses.csv").is_file())

    def test_one_bad_file_is_refused_with_its_place(self) -> None:
        file = self.write("a.txt", "500 1\n501 x\n")
        self.assertIn("a.txt:2: ", self.fail_with(2, "deconvolve", file))
        self.assertFalse((self.folder / "out").exists())

    def test_options_out_of_range(self) -> None:
        self.assertIn("--mass", self.fail_with(2, "deconvolve", ADH, "--mass", "200000:1000"))
        self.assertIn("--charge", self.fail_with(2, "deconvolve", ADH, "--charge", "0:5"))
        self.assertIn("--time", self.fail_with(2, "deconvolve", ADH, "--time", "5"))
        self.assertIn("no spectrum is chosen", self.fail_with(2, "deconvolve", ADH, "--time", "5:6"))
        self.assertIn("no peak between", self.fail_with(2, "deconvolve", ADH, "--mz", "50000:60000"))
        self.assertIn("needs a file", self.fail_with(2, "deconvolve"))

    def test_a_list_of_masses_is_sent_on(self) -> None:
        self.assertIn("emtansim dar", self.fail_with(2, "deconvolve", SAMPLES / "mofi/4_spectrum.csv"))


if __name__ == "__main__":
    unittest.main()
