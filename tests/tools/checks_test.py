#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The checks themselves: each accepts a good small project and names what is wrong in a bad one."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import check_citations
import check_equations
import check_format
import check_layers
import check_sets
import check_words
import methods_tables

CPP_HEAD = "// SPDX-License-Identifier: Apache-2.0\n/// A sample.\n"
BIB = "@article{key2004,\n  title = {On keys},\n  year = {2004},\n  doi = {10.1/1},\n}\n"


class Project(unittest.TestCase):
    """A project of a few files in a temporary folder."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def messages(self, check) -> list[str]:
        return [str(finding) for finding in sorted(check(self.root))]

    def assert_good(self, check) -> None:
        self.assertEqual(self.messages(check), [])

    def assert_one(self, check, start: str, part: str) -> None:
        found = self.messages(check)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(start), found[0])
        self.assertIn(part, found[0])


class Layers(Project):
    def setUp(self):
        super().setUp()
        self.write(
            {
                "layers.txt": "# which\nbase:\nnetwork: base\nsolve: base network\n",
                "emtansim/base/base.h": '#include <vector>\n#include "emtansim/base/id.h"\n',
                "emtansim/base/id.h": "#include <string>\n",
                "emtansim/network/network.h": '#include "emtansim/base/base.h"\n',
                "emtansim/network/inner.h": "",
                "emtansim/network/inner.cpp": '#include "emtansim/network/inner.h"\n#include <fmt/format.h>\n',
                "emtansim/solve/solve.h": '#include "emtansim/network/network.h"\n',
                "tests/unit/network/inner_test.cpp": '#include "emtansim/network/inner.h"\n',
            }
        )

    def test_good(self):
        self.assert_good(check_layers.check)

    def test_upward_include(self):
        self.write({"emtansim/base/id.cpp": '\n#include "emtansim/network/network.h"\n'})
        self.assert_one(check_layers.check, "emtansim/base/id.cpp:2:", "'base' may not use 'network'")

    def test_inside_of_another_folder(self):
        self.write({"emtansim/solve/a.cpp": '#include "emtansim/network/inner.h"\n'})
        self.assert_one(check_layers.check, "emtansim/solve/a.cpp:1:", "include its door")

    def test_inside_from_a_foreign_test(self):
        self.write({"tests/unit/solve/a_test.cpp": '#include "emtansim/network/inner.h"\n'})
        self.assert_one(check_layers.check, "tests/unit/solve/a_test.cpp:1:", "include its door")

    def test_inside_from_the_command(self):
        self.write({"apps/cli/main.cpp": '#include "emtansim/base/id.h"\n'})
        self.assert_one(check_layers.check, "apps/cli/main.cpp:1:", "include its door")

    def test_third_party_behind_a_door(self):
        self.write({"emtansim/base/id.h": "#include <fmt/format.h>\n"})
        self.assert_one(check_layers.check, "emtansim/base/id.h:1:", "third party")

    def test_slow_header_in_a_door(self):
        self.write({"emtansim/base/base.h": "#include <regex>\n"})
        self.assert_one(check_layers.check, "emtansim/base/base.h:1:", "too slow")

    def test_missing_header(self):
        self.write({"emtansim/base/id.cpp": '#include "emtansim/base/gone.h"\n'})
        self.assert_one(check_layers.check, "emtansim/base/id.cpp:1:", "does not exist")

    def test_relative_include(self):
        self.write({"emtansim/base/id.cpp": '#include "id.h"\n'})
        self.assert_one(check_layers.check, "emtansim/base/id.cpp:1:", "from the root")

    def test_folder_without_layer(self):
        self.write({"emtansim/extra/extra.h": ""})
        self.assert_one(check_layers.check, "emtansim/extra/extra.h:", "layers.txt")

    def test_folder_without_door(self):
        self.write({"layers.txt": "base:\nnetwork: base\nsolve: base network\nassay:\n", "emtansim/assay/a.h": ""})
        self.assert_one(check_layers.check, "emtansim/assay:", "no door")

    def test_side_door_for_readers_only(self):
        self.write({"layers.txt": "base:\nnetwork: base\ncatalogue: base\n", "emtansim/base/toml.h": "", "emtansim/base/base.h": ""})
        self.write({"emtansim/catalogue/catalogue.h": "", "emtansim/catalogue/a.cpp": '#include "emtansim/base/toml.h"\n'})
        self.write({"emtansim/network/a.cpp": '#include "emtansim/base/toml.h"\n'})
        found = self.messages(check_layers.check)
        self.assertTrue(any("emtansim/network/a.cpp:1:" in text for text in found), found)
        self.assertFalse(any("emtansim/catalogue/a.cpp" in text for text in found), found)

    def test_circle_in_layers(self):
        self.write({"layers.txt": "base: solve\nnetwork: base\nsolve: base network\n"})
        self.assert_one(check_layers.check, "layers.txt:1:", "not a lower layer")


class Citations(Project):
    def setUp(self):
        super().setUp()
        self.write({"data/references.bib": BIB, "data/parameters/a.toml": '\n[[parameter]]\nsource = "key2004, table 2"\n'})

    def test_good(self):
        self.assert_good(check_citations.check)

    def test_page_and_comment_count_as_use(self):
        for files in ({"docs/methods/a.md": "So it is [see @key2004, p. 3].\n"}, {"emtansim/a/a.cpp": "// after @key2004\n"}):
            self.write({"data/parameters/a.toml": "", "docs/methods/a.md": "", "emtansim/a/a.cpp": ""})
            self.write(files)
            self.assert_good(check_citations.check)

    def test_mention_in_a_note_counts_as_use(self):
        self.write({"data/parameters/a.toml": '[a]\nnote = "as in key2004 (abstract)"\n'})
        self.assert_good(check_citations.check)

    def test_entry_without_title_needs_a_note(self):
        self.write({"data/references.bib": BIB.replace("  title = {On keys},\n", "")})
        self.assert_one(check_citations.check, "data/references.bib:1:", "neither title nor a note")
        self.write({"data/references.bib": BIB.replace("title = {On keys}", "note = {abstract read}")})
        self.assert_good(check_citations.check)

    def test_unknown_key_in_data(self):
        self.write({"data/parameters/b.toml": '[a]\nsource = "key2004; lost2010b, figure 1"\n'})
        self.assert_one(check_citations.check, "data/parameters/b.toml:2:", "'lost2010b'")

    def test_unknown_key_on_a_page(self):
        self.write({"docs/methods/a.md": "\nSaid before [@key2004; @lost2010].\n"})
        self.assert_one(check_citations.check, "docs/methods/a.md:2:", "'lost2010'")

    def test_unknown_key_in_a_comment(self):
        self.write({"emtansim/a/a.cpp": "int x;  // @lost2010\n"})
        self.assert_one(check_citations.check, "emtansim/a/a.cpp:1:", "'lost2010'")

    def test_unused_entry(self):
        self.write({"data/parameters/a.toml": ""})
        self.assert_one(check_citations.check, "data/references.bib:1:", "cited nowhere")

    def test_double_entry(self):
        self.write({"data/references.bib": BIB + BIB})
        self.assert_one(check_citations.check, "data/references.bib:6:", "already given in line 1")

    def test_entry_nobody_could_find(self):
        self.write({"data/references.bib": BIB.replace("  doi = {10.1/1},\n", "")})
        self.assert_one(check_citations.check, "data/references.bib:1:", "neither doi")

    def test_broken_data_file(self):
        self.write({"data/parameters/b.toml": "a = \n"})
        self.assert_one(check_citations.check, "data/parameters/b.toml:", "is not TOML")


class Sets(Project):
    FILES = {
        "emtansim/mechanism/binding.cpp": 'constexpr Mechanism kRow{.name = "binding"}; auto k = "binding.k_on";\n',
        "emtansim/mechanism/table.cpp": "const Mechanism& binding_row();\n",
        "data/parameters/binding.toml": "",
        "docs/methods/binding.md": "",
        "tests/unit/mechanism/binding_test.cpp": "",
        "experiments/binding.toml": "",
    }

    def test_good(self):
        self.write(self.FILES)
        self.assert_good(check_sets.check)

    def test_each_file_is_missed(self):
        for name in list(self.FILES)[2:]:
            self.write(self.FILES)
            (self.root / name).unlink()
            self.assert_one(check_sets.check, "emtansim/mechanism/binding.cpp:", name)

    def test_no_parameters_of_its_own(self):
        self.write(self.FILES | {"emtansim/mechanism/binding.cpp": 'constexpr Mechanism kRow{.name = "binding"};\n'})
        (self.root / "data/parameters/binding.toml").unlink()
        self.assert_good(check_sets.check)

    def test_parameters_of_nothing(self):
        self.write(self.FILES | {"data/parameters/ghost.toml": ""})
        self.assert_one(check_sets.check, "data/parameters/ghost.toml:", "no mechanism")


class Words(Project):
    def test_good(self):
        self.write(
            {
                "emtansim/base/a.cpp": CPP_HEAD + "int a;  // TODO(#12): units\n",
                "tools/a.py": "#!/usr/bin/env python3\n# SPDX-License-Identifier: Apache-2.0\n",
                "docs/a.md": "Reads out/work/report.html, see https://example.org/home/page.\n",
                "web/package-lock.json": '{"integrity": "sha512"}\n',
            }
        )
        self.assert_good(check_words.check)

    def test_no_licence(self):
        self.write({"emtansim/base/a.cpp": "\n/// A sample.\n"})
        self.assert_one(check_words.check, "emtansim/base/a.cpp:1:", "SPDX")

    def test_no_purpose(self):
        self.write({"emtansim/base/a.h": "// SPDX-License-Identifier: Apache-2.0\n#pragma once\n"})
        self.assert_one(check_words.check, "emtansim/base/a.h:2:", "what the file is for")

    def test_too_long(self):
        self.write({"emtansim/base/a.cpp": CPP_HEAD + "\n" * 799})
        self.assert_one(check_words.check, "emtansim/base/a.cpp:", "801 lines")

    def test_path_of_a_machine(self):
        self.write({"docs/a.md": "\nOpen /" + "home/me/report.html\n"})
        self.assert_one(check_words.check, "docs/a.md:2:", "path of one machine")

    def test_registry_host(self):
        self.write({"web/a.md": "from registry." + "npmjs.org\n"})
        self.assert_one(check_words.check, "web/a.md:1:", "registry")

    def test_resolved_in_lock_file(self):
        self.write({"web/package-lock.json": '{"resolved": "https://example.org/a.tgz"}\n'})
        self.assert_one(check_words.check, "web/package-lock.json:1:", "lock file")

    def test_open_end(self):
        self.write({"emtansim/base/a.cpp": CPP_HEAD + "// TO" + "DO units\n"})
        self.assert_one(check_words.check, "emtansim/base/a.cpp:3:", "issue number")


class Equations(Project):
    FILES = {
        "emtansim/mechanism/binding.cpp": CPP_HEAD + "///   (1) binding k A (nM)   (2) the way back\nint f(int); // f(7)\n",
        "docs/methods/binding.md": "$$ v = kA \\tag{1} $$\n$$ w = qC \\tag{2} $$\n$$ x = v/w \\tag{2.1} $$\n",
    }

    def test_good(self):
        self.write(self.FILES)
        self.assert_good(check_equations.check)

    def test_number_without_equation(self):
        self.write(self.FILES | {"docs/methods/binding.md": "$$ v = kA \\tag{1} $$\n"})
        self.assert_one(check_equations.check, "emtansim/mechanism/binding.cpp:3:", "(2) is not on")

    def test_equation_without_source(self):
        self.write(self.FILES)
        self.write({"docs/methods/binding.md": self.FILES["docs/methods/binding.md"] + "$$ y = z \\tag{3} $$\n"})
        self.assert_one(check_equations.check, "docs/methods/binding.md:4:", "(3) is not named")

    def test_equation_given_twice(self):
        self.write(self.FILES)
        self.write({"docs/methods/binding.md": self.FILES["docs/methods/binding.md"] + "$$ y = z \\tag{2} $$\n"})
        self.assert_one(check_equations.check, "docs/methods/binding.md:4:", "(2) stands twice")

    def test_pages_of_other_folders_may_have_more(self):
        self.write({"emtansim/stats/fit.cpp": CPP_HEAD + "// by (1)\n"})
        self.write({"docs/methods/fit.md": "$$ a \\tag{1} $$\n$$ b \\tag{2} $$\n"})
        self.assert_good(check_equations.check)
        self.write({"emtansim/stats/fit.cpp": CPP_HEAD + "// by (3)\n"})
        self.assert_one(check_equations.check, "emtansim/stats/fit.cpp:3:", "(3) is not on")

    def test_source_without_page(self):
        self.write({"emtansim/mechanism/binding.cpp": CPP_HEAD + "/// (1) all\n"})
        self.assert_good(check_equations.check)


class MethodsTables(Project):
    DATA = (
        '[[parameter]]\nname = "binding.k_on"\nsymbol = "k_on"\nsays = "association"\nvalue = "0.36 1/(nM h)"\n'
        'range = ["0.1 1/(nM h)", "1 1/(nM h)"]\nspread = { kind = "lognormal", factor95 = 2, between = "cells" }\n'
        'applies = { antigen = ["HER2"] }\nsource = "key2004, table 2"\nobtained = "measured"\nnote = "the only one"\n'
        '[[parameter]]\nname = "binding.k_on"\nsymbol = "k_on"\nsays = "association"\nvalue = "2 1/(nM h)"\n'
        'set = "other"\nobtained = "assumed"\nnote = "for contrast"\n'
    )
    PAGE = "# Binding\n\n<!-- table: parameters binding -->\n<!-- end of table -->\n\nThe end.\n"

    def setUp(self):
        super().setUp()
        self.write({"data/parameters/binding.toml": self.DATA, "docs/methods/binding.md": self.PAGE})

    def page(self) -> str:
        return (self.root / "docs/methods/binding.md").read_text(encoding="utf-8")

    def test_writes_what_the_data_say_and_is_then_good(self):
        self.assert_one(methods_tables.check, "docs/methods/binding.md:", "not as in data/")
        self.assertEqual(methods_tables.write(self.root), ([Path("docs/methods/binding.md")], []))
        row = (
            r"| `binding.k_on` | $k_\mathrm{on}$ | association | HER2 | 0.36 | 1/(nM h) | ×/÷ 2; 0.1 to 1 1/(nM h) "
            "| measured | [@key2004, table 2] |"
        )
        self.assertIn(row, self.page().splitlines())
        self.assertIn("- `binding.k_on` (HER2): the only one.", self.page())
        self.assertIn("| `other` | `binding.k_on` | all | 2 | 1/(nM h) | assumed | for contrast |", self.page())
        self.assertTrue(self.page().endswith("\n\nThe end.\n"))
        self.assert_good(methods_tables.check)
        self.assertEqual(methods_tables.write(self.root), ([], []))

    def test_changed_data_make_a_page_stale(self):
        methods_tables.write(self.root)
        self.write({"data/parameters/binding.toml": self.DATA.replace("0.36", "0.37")})
        self.assert_one(methods_tables.check, "docs/methods/binding.md:", "not as in data/")

    def test_changed_page_is_stale(self):
        methods_tables.write(self.root)
        self.write({"docs/methods/binding.md": self.page().replace("0.36", "0.63")})
        self.assert_one(methods_tables.check, "docs/methods/binding.md:", "not as in data/")

    def test_page_without_its_table(self):
        self.write({"docs/methods/binding.md": "# Binding\n"})
        self.assert_one(methods_tables.check, "docs/methods/binding.md:", "no table of its parameters")

    def test_table_of_nothing(self):
        self.write({"docs/methods/a.md": "\n<!-- table: parameters ghost -->\n<!-- end of table -->\n"})
        methods_tables.write(self.root)
        self.assert_one(methods_tables.check, "docs/methods/a.md:2:", "no data/parameters/ghost.toml")

    def test_unknown_table(self):
        self.write({"docs/methods/a.md": "<!-- table: ghosts -->\n<!-- end of table -->\n"})
        methods_tables.write(self.root)
        self.assert_one(methods_tables.check, "docs/methods/a.md:1:", "no table 'ghosts'")

    def test_table_without_end(self):
        self.write({"docs/methods/a.md": "<!-- table: agents -->\n"})
        methods_tables.write(self.root)
        self.assert_one(methods_tables.check, "docs/methods/a.md:", "no '<!-- end of table -->'")

    def test_lines_agents_variants_and_cases(self):
        parameter = '[[parameter]]\nname = "{}"\nvalue = "{}"\nsource = "key2004, abstract"\nobtained = "measured"\n'
        self.write(
            {
                "data/systems/x.toml": 'name = "X-1"\nihc = "3+"\n' + parameter.format("system.her2_per_cell", "1e6 molecules/cell") + parameter.format("binding.k_on", "2 1/(nM h)"),
                "data/conjugates/a.toml": 'name = "A"\nkind = "conjugate"\npayload = "DM1"\n' + parameter.format("conjugate.dar", "3.5"),
                "data/variants.toml": '[[variant]]\nname = "less"\nsays = "less of it"\n'
                '[[variant.change]]\nparameter = "binding.k_on"\nfactor = 0.5\n',
                "data/cases/a.cases.toml": '[[case]]\ngroup = "G"\nsays = "S"\nrole = "predicted"\nobserved = "1 %"\nsource = "key2004"\n',
                "data/fits/f.toml": 'title = "F"\n[[free]]\nparameter = "binding.k_on"\nlow = "1"\nhigh = "2"\n[[data]]\ntable = "../t.csv"\n',
                "docs/methods/a.md": "".join(
                    f"<!-- table: {kind} -->\n<!-- end of table -->\n" for kind in ("systems", "own", "agents", "variants", "fits", "cases predicted")
                ),
            }
        )
        methods_tables.write(self.root)
        rows = (self.root / "docs/methods/a.md").read_text(encoding="utf-8").splitlines()
        self.assertIn("| X-1 | 3+ | 1e6 molecules/cell [@key2004, abstract] | – | – | – |", rows)
        self.assertIn("| A | conjugate | – | – | – | DM1 | – | – | 3.5 [@key2004, abstract] |", rows)
        self.assertIn("| less | any | less of it | `binding.k_on` × 0.5 | assumed |", rows)
        self.assertIn("| G | S | 1 % | [@key2004] |", rows)
        self.assertIn("| X-1 | `binding.k_on` | all | 2 | 1/(nM h) | – | measured | [@key2004, abstract] |", rows)
        self.assertIn("| `f` | F | `binding.k_on` 1 to 2 | `t.csv` |", rows)

    def test_symbols(self):
        for symbol, expected in {
            "k_on": r"$k_\mathrm{on}$",
            "n1": "$n_{1}$",
            "delta": r"$\delta$",
            "DAR": r"$\mathrm{DAR}$",
            "h": "$h$",
            "k_label_loss": r"$k_\mathrm{label,loss}$",
        }.items():
            self.assertEqual(methods_tables.to_math(symbol), expected)


@unittest.skipIf(check_format.formatter() is None, "no clang-format of the version we use")
class Format(Project):
    def setUp(self):
        super().setUp()
        style = Path(__file__).resolve().parents[2] / ".clang-format"
        self.write({".clang-format": style.read_text(encoding="utf-8")})

    def test_good(self):
        self.write({"a.cpp": "int main() { return 0; }\n"})
        self.assert_good(check_format.check)

    def test_bad(self):
        self.write({"a.cpp": "int a;\nint main()\n{return 0;}\n"})
        self.assert_one(check_format.check, "a.cpp:2:", "not formatted")


if __name__ == "__main__":
    unittest.main()
