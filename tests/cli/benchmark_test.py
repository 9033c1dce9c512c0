# SPDX-License-Identifier: Apache-2.0
"""`emtansim benchmark`: what it prints, for people and for programs, and what it refuses."""

from __future__ import annotations

import json
import unittest

from harness import SMALL, CommandTest

STIFF = ("robertson", "hires", "orego", "pollu")


class Benchmark(CommandTest):
    def run_json(self, *arguments: str) -> dict:
        return json.loads(self.succeed("benchmark", *arguments, "--json"))

    def test_prints_machine_problem_speed_work_and_error(self) -> None:
        text = self.succeed("benchmark", "chain24", "--members", "50")
        for words in ("core", "GCC", "chain24", "24 species", "members/s", "steps", "right-hand sides", "factorizations"):
            self.assertIn(words, text)
        self.assertIn("against the exact", text)

    def test_json_holds_the_same_with_an_error_near_the_tolerance(self) -> None:
        answer = self.run_json("chain24", "--members", "30", "--threads", "2")
        self.assertGreater(len(answer["processor"]), 0)
        run = answer["runs"][0]
        self.assertEqual((run["members"], run["failed"], run["threads"]), (30, 0, 2))
        self.assertGreater(run["members_per_second"], 0)
        self.assertLess(run["rms_error"], 1e-4)
        self.assertLessEqual(run["rms_error"], run["worst_error"])

    def test_a_tighter_tolerance_gives_a_smaller_error(self) -> None:
        for problem in ("chain24", "hires"):
            loose, tight = (
                self.run_json(problem, "--members", "20", "--relative", relative)["runs"][0]
                for relative in ("1e-4", "1e-8")
            )
            self.assertLess(tight["rms_error"], 0.1 * loose["rms_error"])
            self.assertGreater(tight["steps"], loose["steps"])

    def test_every_stiff_classic_runs_to_its_end(self) -> None:
        runs = self.run_json(*STIFF, "--members", "20", "--method", "cvode")["runs"]
        self.assertEqual([run["problem"] for run in runs], list(STIFF))
        for run in runs:
            self.assertEqual(run["failed"], 0)
            self.assertLess(run["rms_error"], 1e-3, run["problem"])
            self.assertGreater(run["factorizations"], 0)

    def test_an_experiment_is_a_problem_too(self) -> None:
        run = self.run_json(str(self.write("small.toml", SMALL)), "--members", "9")["runs"][0]
        self.assertEqual(run["title"], "A small experiment")
        self.assertEqual((run["members"], run["failed"]), (9, 0))

    def test_wrong_words_and_numbers_are_refused_with_a_hint(self) -> None:
        for arguments, message in (
            (("chain25",), "did you mean 'chain24'?"),
            (("chain24", "--members", "0"), "--members is '0'"),
            (("chain24", "--members", "many"), "--members is 'many'"),
            (("chain24", "--lanes", "3"), "--lanes is '3'"),
            (("chain24", "--method", "explicitt"), "did you mean 'explicit'?"),
            (("chain24", "--relative", "inf"), "--relative is 'inf'"),
            (("no-such.toml",), "no-such.toml"),
        ):
            with self.subTest(arguments):
                self.assertIn(message, self.fail_with(2, "benchmark", *arguments))


if __name__ == "__main__":
    unittest.main()
