# SPDX-License-Identifier: Apache-2.0
"""The words of the command line: help, lists, entries, completion, and what is said to nearly right ones."""

from __future__ import annotations

import re
import subprocess
import time
import unittest

from harness import PROGRAM, ROOT, SMALL, CommandTest

COMMANDS = (
    "run", "check", "show", "list", "fit", "validate", "masses", "deconvolve", "benchmark", "quantify", "dar",
    "completion",
)
KINDS = ("systems", "conjugates", "parameters", "assays", "mechanisms", "sets", "variants", "references")


class Help(CommandTest):
    def test_help_names_every_command_and_every_exit_code(self) -> None:
        text = self.succeed("--help")
        for command in COMMANDS:
            self.assertIn(f"emtansim {command}", text)
        for code in ("0", "1", "2", "3", "4", "5", "130"):
            self.assertRegex(text, rf"(?m)(^|\s){code}  \S")

    def test_every_option_is_explained_and_every_explained_option_is_known(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                text = self.succeed(command, "--help")
                self.assertIn("Examples", text)
                for option in set(re.findall(r"--[a-z]+(?:-[a-z]+)*", text)):
                    result = self.run_command(command, option)
                    self.assertNotIn("has no option", result.stderr, option)

    def test_nothing_at_all_gets_the_help_and_an_error(self) -> None:
        result = self.run_command()
        self.assertEqual(result.returncode, 2)
        self.assertIn("First steps", result.stderr)

    def test_version_is_short_and_quick(self) -> None:
        self.assertRegex(self.succeed("--version"), r"^emtansim \d+\.\d+\.\d+\n$")
        seconds = []
        for _ in range(20):
            start = time.perf_counter()
            subprocess.run([PROGRAM, "--version"], capture_output=True, check=True)
            seconds.append(time.perf_counter() - start)
        print(f"emtansim --version: {1e3 * min(seconds):.1f} ms at best of {len(seconds)}")


class NearlyRight(CommandTest):
    def test_unknown_command(self) -> None:
        self.assertIn("did you mean 'run'?", self.fail_with(2, "rn"))

    def test_an_experiment_in_place_of_a_command(self) -> None:
        self.assertIn("emtansim run x.toml", self.fail_with(2, "x.toml"))

    def test_unknown_option(self) -> None:
        message = self.fail_with(2, "run", "x.toml", "--ouut", "here")
        self.assertIn("'emtansim run' has no option '--ouut'", message)
        self.assertIn("did you mean '--out'?", message)

    def test_option_without_its_value(self) -> None:
        self.assertIn("--out", self.fail_with(2, "run", "x.toml", "--out"))

    def test_no_file_and_two_files(self) -> None:
        self.assertIn("no experiment is named", self.fail_with(2, "run"))
        self.assertIn("one argument too many", self.fail_with(2, "check", "a.toml", "b.toml"))

    def test_unknown_names(self) -> None:
        self.assertIn("did you mean 'SK-BR-3'?", self.fail_with(2, "show", "system", "SK-BR-4"))
        self.assertIn("did you mean 'systems'?", self.fail_with(2, "list", "system s"))
        self.assertIn("did you mean", self.fail_with(2, "show", "parameter", "trafficking.k_rce"))
        self.assertIn("did you mean", self.fail_with(2, "show", "mechanism", "tubuline"))
        self.assertIn("did you mean", self.fail_with(2, "show", "variant", "SLC46A3 los"))
        self.assertIn("no conjugate is named", self.fail_with(2, "show", "conjugate"))


class Lists(CommandTest):
    def test_every_list_has_entries_and_every_name_can_be_shown(self) -> None:
        for kind in KINDS:
            with self.subTest(kind):
                names = self.succeed("list", kind, "--names").splitlines()
                self.assertTrue(names)
                self.assertTrue(self.succeed("list", kind).strip())
                for name in names[:3]:
                    self.assertTrue(self.succeed("show", kind[:-1], name).strip())

    def test_a_word_filters(self) -> None:
        names = self.succeed("list", "parameters", "tubulin", "--names").splitlines()
        self.assertIn("tubulin.K_D", names)
        self.assertNotIn("trafficking.k_rec", names)

    def test_aliases_and_spelling_do_not_matter(self) -> None:
        self.assertEqual(self.succeed("show", "system", "skbr3"), self.succeed("show", "system", "SK-BR-3"))

    def test_an_entry_shows_value_unit_and_source(self) -> None:
        text = self.succeed("show", "parameter", "trafficking.k_rec")
        self.assertIn("1.33 1/h", text)
        self.assertIn("scheuher2023", text)

    def test_wrong_data_folder(self) -> None:
        message = self.fail_with(2, "list", "systems", environment={"EMTANSIM_DATA": "/no/such/folder"})
        self.assertIn("EMTANSIM_DATA", message)


class Model(CommandTest):
    def test_model_of_an_experiment(self) -> None:
        file = self.write("small.toml", SMALL)
        text = self.succeed("show", file)
        for part in ("Diagram", "Species", "Reactions", "Parameters"):
            self.assertIn(part, text)
        self.assertIn("rate = binding.k_on * binding.K_D * SK-BR-3.surface.T-DM1", text)
        self.assertIn("lopus2010", text)

    def test_a_part_alone(self) -> None:
        file = self.write("small.toml", SMALL)
        text = self.succeed("show", file, "parameters", "--set", "trafficking.k_rec=*2")
        self.assertRegex(text, r"trafficking\.k_rec\s+2\.66\s+1/h\s+experiment")
        self.assertIn("did you mean 'reactions'?", self.fail_with(2, "show", file, "reaction"))

    def test_check_runs_nothing_and_finds_mistakes(self) -> None:
        file = self.write("small.toml", SMALL)
        self.assertIn("all well", self.succeed("check", file))
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["small.toml"])
        wrong = self.write("wrong.toml", SMALL.replace('system = "SK-BR-3"', 'system = "SK-BR-4"'))
        message = self.fail_with(2, "check", wrong)
        self.assertRegex(message, r"wrong\.toml:3: .*SK-BR-4.*did you mean 'SK-BR-3'\?")

    def test_check_looks_at_readouts_analyses_and_data_too(self) -> None:
        compare = '\n[[compare]]\ndata = "none.csv"\nreadout = "viability"\nx = "dose_nM"\ny = "viability"\n'
        for text, message in (
            (SMALL.replace('assay = "viability"', 'assay = "viabilty"\nname = "viability"'), "did you mean 'viability'?"),
            (SMALL.replace("dose_response", "dose_respons"), "dose_response"),
            (SMALL + compare, "none.csv"),
        ):
            with self.subTest(message):
                self.assertIn(message, self.fail_with(2, "check", self.write("wrong.toml", text)))


class Completion(CommandTest):
    def test_scripts_are_accepted_by_their_shells(self) -> None:
        script = self.write("emtansim.bash", self.succeed("completion", "bash"))
        subprocess.run(["bash", "-n", script], check=True)
        for shell in ("zsh", "fish"):
            text = self.succeed("completion", shell)
            for command in COMMANDS:
                self.assertIn(command, text)
        self.assertIn("did you mean 'bash'?", self.fail_with(2, "completion", "bsh"))

    def test_bash_completes_commands_kinds_and_names(self) -> None:
        self.write("emtansim.bash", self.succeed("completion", "bash"))

        def completed(*words: str) -> list[str]:
            command = (
                "source ./emtansim.bash; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _emtansim; "
                "printf '%s\\n' \"${COMPREPLY[@]}\""
            )
            folder = str(ROOT / PROGRAM).rsplit("/", 1)[0]
            answer = subprocess.run(
                ["bash", "-c", f'PATH="{folder}:$PATH"; {command}', "bash", *words],
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=True,
            )
            return answer.stdout.split("\n")

        self.assertIn("check", completed("emtansim", "ch"))
        self.assertIn("systems", completed("emtansim", "list", "sys"))
        self.assertIn("SK-BR-3", completed("emtansim", "show", "system", "SK"))
        self.assertIn("--trajectories", completed("emtansim", "run", "--tr"))
        self.assertIn("maldi", completed("emtansim", "dar", "lot.csv", "--by", "ma"))
        self.assertIn("--dead-linkers", completed("emtansim", "dar", "lot.csv", "--dead"))
        self.assertIn("T-DXd", completed("emtansim", "dar", "lot.csv", "--conjugate", "T-DX"))


if __name__ == "__main__":
    unittest.main()
