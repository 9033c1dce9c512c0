# SPDX-License-Identifier: Apache-2.0
"""`emtansim fit` and `emtansim validate`: the two commands that hold the model against data."""

from __future__ import annotations

import json
import os
import tomllib
import unittest

from harness import ROOT, CommandTest

FIT = """title = "Affinity from a chase"

[[free]]
parameter = "binding.K_D"
low = "0.01 nM"
high = "10 nM"
start = "1 nM"

[[data]]
name = "surface"
experiment = "chase.toml"
table = "chase.csv"
readout = "chase"
quantity = "surface"
x = "time_h"
y = "surface"
y_unit = "1"
cv = "5 %"
absolute = "1 %"
"""

CHASE = """title = "chase"
conjugate = "trastuzumab"
system = "SK-BR-3"
mechanisms = ["medium", "binding", "trafficking", "lysosome", "constant_cells"]

[culture]
medium = "2 mL"
cells = "6e5 cells"

[[arm]]
name = "chase"
preload = { occupied = "30 %", at = "0 h" }

[[readout]]
name = "chase"
assay = "pulse_chase"
at = ["1 h", "2 h", "4 h", "8 h", "24 h"]
"""

TABLE = """time_h,surface
1,0.82
2,0.72
4,0.60
8,0.47
24,0.29
"""


class Fit(CommandTest):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.write("fit.toml", FIT)
        self.write("chase.toml", CHASE)
        self.write("chase.csv", TABLE)

    def test_estimates_are_entries_and_the_record_is_complete(self) -> None:
        text = self.succeed("fit", self.file)
        self.assertIn("binding.K_D", text)
        folder = self.folder / "out/fit"
        self.assertEqual(sorted(os.listdir(folder)), ["estimates.toml", "fit.json"])
        entry = tomllib.loads((folder / "estimates.toml").read_text())["parameter"][0]
        self.assertEqual((entry["name"], entry["obtained"]), ("binding.K_D", "fitted"))
        self.assertRegex(entry["value"], r"^0\.\d+ nM$")
        record = json.loads((folder / "fit.json").read_text())
        self.assertEqual(record["status"], "converged")

    def test_the_same_fit_gives_the_same_bytes(self) -> None:
        self.succeed("fit", self.file, "--quiet", "--out", "a")
        self.succeed("fit", self.file, "--quiet", "--out", "b")
        for name in ("estimates.toml", "fit.json"):
            self.assertEqual((self.folder / "a" / name).read_bytes(), (self.folder / "b" / name).read_bytes())

    def test_mistakes_are_told_with_their_line(self) -> None:
        self.write("fit.toml", FIT.replace("binding.K_D", "binding.K_E"))
        self.assertIn("did you mean 'binding.K_D'?", self.fail_with(2, "fit", self.file))
        self.write("fit.toml", FIT.replace('table = "chase.csv"', 'table = "chse.csv"'))
        self.assertRegex(self.fail_with(2, "fit", self.file), r"fit\.toml:\d+: .*chse\.csv")
        self.assertFalse((self.folder / "out").exists())


class Validate(CommandTest):
    def test_every_case_has_a_prediction_and_a_verdict(self) -> None:
        cases = json.loads(self.succeed("validate", "--json"))["cases"]
        self.assertGreater(len(cases), 50)
        for case in cases:
            self.assertIsNone(case["problem"], case["key"])
            inside = (case["low"] is None or case["predicted"] >= case["low"]) and (
                case["high"] is None or case["predicted"] <= case["high"]
            )
            self.assertEqual(case["passed"], inside, case["key"])
            if not case["passed"]:
                self.assertTrue(case["on_miss"], f"{case['key']} misses without a word on why")

    def test_one_case_and_a_near_miss(self) -> None:
        text = self.succeed("validate", "--case", "austin-surface-24h")
        self.assertIn("austin2004", text)
        self.assertIn("tolerance", text)
        self.assertIn("did you mean 'austin-surface-24h'?", self.fail_with(2, "validate", "--case", "austin-surface-24"))

    def test_the_page_is_the_one_that_is_kept(self) -> None:
        page = self.succeed("validate", "--page")
        self.assertEqual(page, (ROOT / "docs/validation.md").read_text())


if __name__ == "__main__":
    unittest.main()
