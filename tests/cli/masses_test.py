# SPDX-License-Identifier: Apache-2.0
"""emtansim masses: what molecules, antibodies and conjugates weigh."""

from __future__ import annotations

import csv
import io
import json
import unittest

from harness import CommandTest

G0F = 'Name,Composition,Abundance\nG0F,"3 Hex, 4 HexNAc, 1 Fuc",1\n'


class Masses(CommandTest):
    def table(self, *arguments) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.succeed("masses", *arguments, "--csv"))))

    def test_a_molecule_is_shown_with_ions_isotopes_and_structure(self) -> None:
        text = self.succeed("masses", "Lys-MCC-DM1")
        for part in ("Lys-SMCC-DM1", "C53H75ClN6O15S", "1103.720", "1103.4772", "M+2", "58.29", "SMILES"):
            self.assertIn(part, text)

    def test_a_formula_may_be_typed_in(self) -> None:
        rows = self.table("compounds", "C6H12O6", "[13C]6H12O6")
        self.assertEqual([row["monoisotopic_Da"] for row in rows], ["180.0634", "186.0835"])

    def test_every_compound_is_listed(self) -> None:
        self.assertEqual(len(self.table("compounds")), 26)

    def test_the_ladder_holds_all_compositions(self) -> None:
        rows = self.table("ladder", "--drugs", "10")
        self.assertEqual(len(rows), 11 * 3 * 120)
        d3 = [row for row in rows if (row["drugs"], row["dead_linkers"], row["glycans"]) == ("3", "0", "A2G0F/A2G0F")]
        self.assertAlmostEqual(float(d3[0]["average_Da"]), 150930.45, delta=0.01)

    def test_own_glycans_and_own_antibody(self) -> None:
        glycans = self.write("g0f.csv", G0F)
        rows = self.table("ladder", "--glycans", glycans, "--linkers", "0", "--drugs", "1")
        self.assertEqual([row["average_Da"] for row in rows], ["148057.862", "149015.392"])
        fasta = self.write("two.fasta", ">light\nDIQMTQC\n>heavy\nEVQNGSKC\n")
        text = self.succeed("masses", "antibody", "--antibody", fasta)
        self.assertIn("taken twice", text)
        self.assertIn("all 4 cysteines are paired", text)
        piece = self.table("antibody", "--antibody", fasta)[0]
        self.assertEqual((piece["amines"], piece["glycan_sites"]), ("6", "2"))

    def test_pngase_f_reduction_and_the_hinge_cut(self) -> None:
        treated = self.table("ladder", "--glycans", "PNGase F", "--drugs", "0", "--linkers", "0")
        self.assertEqual(treated[0]["average_Da"], "145169.148")
        pieces = self.table("ladder", "--piece", "ides", "--glycans", "none", "--drugs", "0", "--linkers", "0")
        self.assertEqual([row["piece"] for row in pieces], ["light chain", "Fd", "Fc/2"])
        self.assertEqual(pieces[2]["average_Da"], "23790.982")

    def test_json_holds_numbers(self) -> None:
        read = json.loads(self.succeed("masses", "DM1", "--json"))
        self.assertEqual(read["compounds"][0]["average_Da"], 738.290)
        self.assertEqual(read["envelopes"][2]["percent_of_M"], 46.59)

    def test_a_modification_moves_every_rung(self) -> None:
        plain = self.table("ladder", "--drugs", "0", "--linkers", "0", "--glycans", "none")
        longer = self.table("ladder", "--drugs", "0", "--linkers", "0", "--glycans", "none", "--modification",
                            "C-terminal Lys")
        self.assertAlmostEqual(float(longer[0]["average_Da"]) - float(plain[0]["average_Da"]), 128.175, delta=0.002)

    def test_another_conjugate_has_its_own_steps(self) -> None:
        rows = self.table("ladder", "--conjugate", "T-DXd", "--glycans", "none")
        self.assertEqual([row["drugs"] for row in rows], ["0", "2", "4", "6", "8"])

    def test_a_report_holds_every_part_and_each_table_as_a_file(self) -> None:
        text = self.succeed("masses", "--out", "out")
        self.assertIn("Written to out", text)
        self.assertIn("Compounds, masses in Da", text)
        files = {path.name for path in (self.folder / "out").iterdir()}
        tables = ("compounds", "ions", "envelopes", "products", "sites", "pieces", "glycans", "increments", "ladder")
        self.assertEqual(files, {"report.html", "report.json", *(f"{name}.csv" for name in tables)})
        with (self.folder / "out/ladder.csv").open() as file:
            self.assertEqual(len(list(csv.DictReader(file))), 9 * 3 * 120)
        report = json.loads((self.folder / "out/report.json").read_text())
        self.assertEqual(report["meta"]["title"], "Masses of T-DM1")
        sections = {section["id"]: section for section in report["sections"]}
        self.assertEqual(
            list(sections), ["structures", "compounds", "isotopes", "products", "antibody", "conjugate"]
        )
        self.assertIn("desmethyl-DM1", sections["structures"]["text"])
        self.assertEqual(len(sections["structures"]["plots"][0]["molecules"]), 24)
        sites = dict(next(plot for plot in sections["antibody"]["plots"] if plot["id"] == "sites")["rows"])
        self.assertEqual(sites["disulfides"], "16")
        self.assertEqual(sites["heavy chain, glycan at"], "300")

    def test_a_report_on_molecules_says_what_has_no_structure(self) -> None:
        self.succeed("masses", "DM1", "C6H12O6", "--out", "out")
        report = json.loads((self.folder / "out/report.json").read_text())
        structures, _, isotopes = report["sections"]
        self.assertEqual(structures["text"], "A formula alone has no structure: C6H12O6.")
        self.assertEqual([m["name"] for m in structures["plots"][0]["molecules"]], ["DM1"])
        self.assertEqual([card["value"] for card in report["findings"]], [737.2749, 180.0634])
        heavy = next(peak for peak in isotopes["plots"][0]["peaks"] if peak["name"] == "M+2")
        neutral = next(row for row in self.table("envelopes", "DM1") if row["peak"] == "M+2")
        self.assertAlmostEqual(heavy["x"], float(neutral["mass_Da"]) + 1.00728, delta=0.0003)
        self.assertRegex(heavy["note"], r"46\.\d+ % of M")

    def test_a_formula_alone_still_has_a_report(self) -> None:
        self.succeed("masses", "C6H12O6", "--out", "out", "--json")
        report = json.loads((self.folder / "out/report.json").read_text())
        self.assertEqual(report["sections"][0]["plots"], [])
        self.assertIn("no structure", report["sections"][0]["text"])

    def test_what_is_wrong_is_said(self) -> None:
        self.assertIn("did you mean 'ladder'?", self.fail_with(2, "masses", "ladr"))
        self.assertIn("do not fit into one CSV", self.fail_with(2, "masses", "--csv"))
        self.write("taken", "a file")
        self.assertIn("taken", self.fail_with(4, "masses", "--out", "taken"))
        self.assertIn("exclude each other", self.fail_with(2, "masses", "ladder", "--csv", "--json"))
        self.assertIn("--antibody", self.fail_with(2, "masses", "ladder", "--conjugate", "Dato-DXd"))
        self.assertIn("it is a free payload", self.fail_with(2, "masses", "ladder", "--conjugate", "DM1"))
        self.assertIn("no element 'Xx'", self.fail_with(2, "masses", "C2Xx3"))
        fasta = self.write("odd.fasta", ">a\nGAXC\n")
        self.assertIn("odd.fasta:2: 'X' is no amino acid", self.fail_with(2, "masses", "antibody", "--antibody", fasta))
        glycans = self.write("bad.csv", "Name,Composition,Abundance\nG0F,3 Hax,1\n")
        self.assertIn("did you mean 'Hex'?", self.fail_with(2, "masses", "ladder", "--glycans", glycans))


if __name__ == "__main__":
    unittest.main()
