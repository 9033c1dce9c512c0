# SPDX-License-Identifier: Apache-2.0
"""Populations: the same files for any threads, ranks, stops and kills; single members; trajectories; what is refused."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from harness import PROGRAM, ROOT, CommandTest

# Prints all of a file, missing numbers as null.
DUMP = """
import json, math, sys, netCDF4
def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
with netCDF4.Dataset(sys.argv[1]) as data:
    data.set_auto_mask(False)
    print(json.dumps({
        "sizes": {name: dimension.size for name, dimension in data.dimensions.items()},
        "attributes": {name: str(data.getncattr(name)) for name in data.ncattrs()},
        "units": {name: variable.units for name, variable in data.variables.items() if "units" in variable.ncattrs()},
        "values": {name: plain(variable[:].tolist()) for name, variable in data.variables.items()},
    }))
"""


def read_netcdf(path: Path) -> dict | None:
    """Read by netCDF4 of the first Python that has it; None where none has."""
    for python in (sys.executable, "/usr/bin/python3"):
        has_it = subprocess.run([python, "-c", "import netCDF4"], capture_output=True).returncode == 0
        if has_it:
            dumped = subprocess.run([python, "-c", DUMP, path], capture_output=True, text=True, check=True)
            return json.loads(dumped.stdout)
    return None


# Differs from run to run by design: dates and wall times are in there.
APART = {"provenance.json"}

EXPERIMENT = """title = "A population"
conjugate = "T-DM1"
system = "SK-BR-3"

[culture]
medium = "0.1 mL"
cells = "1e4 cells"

[[arm]]
name = "doses"
dose = { at = "0 h", levels = ["0 nM", "1 nM"] }

[[readout]]
assay = "viability"
at = ["6 h", "12 h"]
replicates = 3
noise = { cv = "5 %" }

[[readout]]
assay = "catabolites"
unit = "molecules/cell"
at = ["6 h", "12 h"]

[population]
members = MEMBERS
vary = "spread"
seed = 3
"""


def population(members: int) -> str:
    return EXPERIMENT.replace("MEMBERS", str(members))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in APART}


class PopulationTest(CommandTest):
    def start(self, *arguments: str | Path, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [PROGRAM, *map(str, arguments)], cwd=self.folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, **options
        )

    def expect_same(self, folder: str, other: str) -> None:
        here, there = contents(self.folder / folder), contents(self.folder / other)
        self.assertEqual(sorted(here), sorted(there))
        for name, content in here.items():
            self.assertEqual(content, there[name], f"{name} differs")

    def wait_for_checkpoint(self, folder: str, process: subprocess.Popen) -> None:
        """Until a checkpoint holds individuals (the second one, as the first is written before any is run), or the end."""
        state = self.folder / folder / ".checkpoint/state"
        deadline = time.monotonic() + 60
        first = None
        while time.monotonic() < deadline and process.poll() is None:
            if state.exists():
                now = state.stat().st_ino
                first = first or now
                if now != first:
                    return
            time.sleep(0.02)
        if process.poll() is None:
            self.fail("no checkpoint was written in time")


class SameBits(PopulationTest):
    """Into a folder of one name, which is renamed afterwards: the report holds the command."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.write("small.toml", population(40))
        self.succeed(*self.words(), "--threads", "1")
        (self.folder / "here").rename(self.folder / "one")

    def words(self) -> tuple[str | Path, ...]:
        return ("run", self.file, "--out", "here", "--trajectories")

    def test_for_any_number_of_threads(self) -> None:
        for threads in ("2", "3"):
            self.succeed(*self.words(), "--threads", threads, "--quiet")
            self.expect_same("here", "one")

    def test_for_any_number_of_ranks(self) -> None:
        mpirun = shutil.which("mpirun")
        if mpirun is None:
            self.skipTest("there is no mpirun")
        environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        for ranks in ("1", "2", "4"):
            words = [mpirun, "--oversubscribe", "-n", ranks, PROGRAM, *map(str, self.words())]
            result = subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300)
            if "built without MPI" in result.stderr:
                self.skipTest("this build has no MPI")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(result.stdout.count("Research use only"), 1)
            self.expect_same("here", "one")
            shutil.rmtree(self.folder / "here")


class LongRuns(PopulationTest):
    """A run of many chunks, each followed by a checkpoint."""

    MEMBERS = 6000

    def setUp(self) -> None:
        super().setUp()
        self.file = self.write("long.toml", population(self.MEMBERS))

    def undisturbed(self, *options: str) -> float:
        """Makes the files to compare with; gives the seconds that it took."""
        start = time.monotonic()
        self.succeed("run", self.file, "--out", "out/here", *options)
        (self.folder / "out/here").rename(self.folder / "undisturbed")
        return time.monotonic() - start

    def test_killed_at_any_moment_it_goes_on_to_the_same_files(self) -> None:
        seconds = self.undisturbed("--trajectories")
        seed = random.randrange(1 << 30)
        moments = random.Random(seed)
        resumed = 0
        for _ in range(6):
            process = self.start("run", self.file, "--out", "out/here", "--trajectories", "--resume", "--quiet")
            time.sleep(moments.uniform(0, 0.6 * seconds))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if process.returncode == 0:
                break
            resumed += (self.folder / "out/here/.checkpoint/state").exists()
        self.succeed("run", self.file, "--out", "out/here", "--trajectories", "--resume", "--threads", "2")
        self.assertGreater(resumed, 0, f"seed {seed}")
        self.assertFalse((self.folder / "out/here/.checkpoint").exists())
        self.expect_same("out/here", "undisturbed")

    def stopped(self, how: signal.Signals, *options: str) -> str:
        for _ in range(5):  # on a busy machine a run may be over before the signal is sent
            before = self.copy_of("out/here")
            process = self.start("run", self.file, "--out", "out/here", *options)
            self.wait_for_checkpoint("out/here", process)
            process.send_signal(how)
            _, message = process.communicate(timeout=60)
            if process.returncode != 0:
                break
            self.put_back(before, "out/here")
        self.assertEqual(process.returncode, 130, message)
        return message.decode()

    def copy_of(self, name: str) -> Path | None:
        folder = self.folder / name
        if not folder.exists():
            return None
        return Path(shutil.copytree(folder, self.folder / "before", dirs_exist_ok=True))

    def put_back(self, before: Path | None, name: str) -> None:
        shutil.rmtree(self.folder / name)
        if before is not None:
            shutil.copytree(before, self.folder / name)

    def test_stopped_it_keeps_what_is_finished_and_goes_on(self) -> None:
        self.undisturbed()
        for how in (signal.SIGINT, signal.SIGTERM):
            message = self.stopped(how, "--resume")
            self.assertRegex(message, rf"\d+ of {self.MEMBERS} individuals are done and kept in out/here")
            self.assertIn("--resume", message)
            self.assertEqual(os.listdir(self.folder / "out/here"), [".checkpoint"])
        text = self.succeed("run", self.file, "--out", "out/here", "--resume")
        self.assertIn("in 3 sittings", text)
        self.expect_same("out/here", "undisturbed")

    def test_an_unfinished_run_is_not_thrown_away(self) -> None:
        self.stopped(signal.SIGINT)
        message = self.fail_with(2, "run", self.file, "--out", "out/here")
        self.assertRegex(message, rf"\d+ of {self.MEMBERS} individuals of this run are done already")
        self.assertIn("--resume", message)

    def test_a_changed_run_does_not_go_on(self) -> None:
        self.stopped(signal.SIGINT)
        kept = (self.folder / "out/here/.checkpoint/state").read_bytes()

        def refused(reason: str, *options: str, environment: dict[str, str] | None = None) -> None:
            words = ("run", self.file, "--out", "out/here", "--resume", *options)
            message = self.fail_with(2, *words, environment=environment or {})
            self.assertIn(f"cannot go on with this run ({reason}", message)
            self.assertEqual((self.folder / "out/here/.checkpoint/state").read_bytes(), kept)

        refused("what is set beside the files", "--set", "trafficking.k_rec=*2")
        refused("the choice of trajectories", "--trajectories")
        data = self.folder / "data"
        shutil.copytree(ROOT / "data", data)
        with (data / "parameters/binding.toml").open("a") as file:
            file.write("# corrected\n")
        refused("the published data", environment={"EMTANSIM_DATA": str(data)})
        self.file.write_text(population(self.MEMBERS).replace("seed = 3", "seed = 4"))
        refused("the experiment file and the population")

    def test_a_damaged_checkpoint_is_refused(self) -> None:
        self.stopped(signal.SIGINT)
        state = self.folder / "out/here/.checkpoint/state"
        content = bytearray(state.read_bytes())
        content[len(content) // 2] ^= 1
        state.write_bytes(content)
        message = self.fail_with(2, "run", self.file, "--out", "out/here", "--resume")
        self.assertIn("damaged", message)

    def test_a_full_disk_loses_nothing_that_was_finished(self) -> None:
        self.undisturbed("--trajectories")
        record = (self.folder / "undisturbed/trajectories.nc").stat().st_size / self.MEMBERS

        def limit() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            most = int(record * self.MEMBERS * 0.7)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        words = ("run", self.file, "--out", "out/here", "--trajectories")
        message = self.fail_with(4, *words, preexec_fn=limit)
        kept = re.search(rf"(\d+) of {self.MEMBERS} individuals are kept", message)
        self.assertIsNotNone(kept, message)
        self.assertGreater(int(kept[1]), 0)
        self.assertEqual(os.listdir(self.folder / "out/here"), [".checkpoint"])
        self.succeed(*words, "--resume")
        self.expect_same("out/here", "undisturbed")


class Members(PopulationTest):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.write("small.toml", population(12))

    def test_one_is_run_alone_with_a_report_of_its_own(self) -> None:
        text = self.succeed("run", self.file, "--member", "5")
        self.assertIn("out/small-member-5/report.html", text)
        self.succeed("run", self.file, "--member", "0", "--out", "typical")
        alone = (self.folder / "out/small-member-5/readouts.csv").read_text()
        self.assertNotEqual(alone, (self.folder / "typical/readouts.csv").read_text())
        self.assertIn("as drawn for individual 5", (self.folder / "out/small-member-5/provenance.json").read_text())

    def test_one_that_is_not_there_is_refused(self) -> None:
        self.assertIn("1 to 12", self.fail_with(2, "run", self.file, "--member", "13"))
        self.assertIn("whole number", self.fail_with(2, "run", self.file, "--member", "-1"))
        single = self.write("single.toml", population(12).split("[population]")[0])
        self.assertIn("draws none", self.fail_with(2, "run", single, "--member", "1"))

    def test_failed_ones_are_told_of_with_their_parameters_and_can_be_run_again(self) -> None:
        # Rates of all sizes, half of them so large that no integrator gets through; only treated cells have payload.
        wild = """vary = "asked"
[[population.spread]]
parameter = "payload.k_perm"
distribution = "loguniform"
from = "1e-150 1/h"
to = "1e150 1/h"
because = "a test"
"""
        file = self.write("wild.toml", population(12).replace('vary = "spread"\nseed = 3\n', wild))
        result = self.run_command("run", file, "--out", "here")
        self.assertEqual(result.returncode, 1, result.stderr)
        failed = int(re.search(r"emtansim: (\d+) of 26 members failed", result.stderr)[1])
        self.assertTrue(0 < failed < 12, result.stderr)
        report = json.loads((self.folder / "here/report.json").read_text())
        self.assertEqual(len(report["failed_members"]), failed)
        one = report["failed_members"][0]
        individual = re.search(r"individual (\d+)", one["member"])[1]
        again = self.run_command("run", file, "--member", individual)
        self.assertEqual(again.returncode, 1, again.stderr)
        alone = json.loads((self.folder / f"out/wild-member-{individual}/report.json").read_text())
        # In the population it also says what is unusual about the individual.
        self.assertTrue(one["reason"].startswith(alone["failed_members"][0]["reason"]), one["reason"])


class Trajectories(PopulationTest):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.write("small.toml", population(6))
        self.succeed("run", self.file, "--out", "here", "--trajectories")
        self.path = self.folder / "here/trajectories.nc"

    def read(self) -> dict:
        data = read_netcdf(self.path)
        if data is None:
            self.skipTest("there is no Python with netCDF4")
        return data

    def test_are_read_by_netcdf4(self) -> None:
        data = self.read()
        values = data["values"]
        self.assertEqual(data["sizes"]["individual"], 6)
        self.assertEqual(data["sizes"]["member"], 12)
        self.assertEqual(values["time"], [0, 6, 12])
        self.assertEqual(data["units"]["time"], "h")
        self.assertEqual(values["member_individual"][:4], [1, 1, 2, 2])
        self.assertEqual(values["member_dose"][:4], [0, 1, 0, 1])
        self.assertEqual(set(values["member_finished"]), {1})
        for name in ("title", "source", "command", "experiment", "data", "references", "seed"):
            self.assertTrue(data["attributes"][name], name)
        living = values["column_name"].index("SK-BR-3.living")
        for member in values["trajectories"]:
            self.assertAlmostEqual(member[0][living], 1e4, places=8)
        self.assertEqual(values["column_unit"][living], "cell")
        affinity = values["parameter_name"].index("binding.K_D")
        self.assertEqual(len({individual[affinity] for individual in values["parameters"]}), 6)

    def test_are_those_of_the_members_run_alone(self) -> None:
        values = self.read()["values"]
        self.succeed("run", self.file, "--member", "4", "--out", "alone", "--trajectories")
        with (self.folder / "alone/trajectories.csv").open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if float(row["time_h"]) in (0, 6, 12)]
        columns = [f"{name} [{unit}]" for name, unit in zip(values["column_name"], values["column_unit"])]
        members = [course for member in values["trajectories"][6:8] for course in member]
        self.assertEqual(len(rows), len(members))
        for row, course in zip(rows, members):
            self.assertEqual([float(row[name]) for name in columns], course)

    def test_are_read_by_ncdump(self) -> None:
        ncdump = shutil.which("ncdump")
        if ncdump is None:
            self.skipTest("there is no ncdump")
        head = subprocess.run([ncdump, "-h", self.path], capture_output=True, text=True, check=True).stdout
        self.assertIn("double trajectories(member, time, column)", head)
        self.assertIn(':title = "A population"', head)


class InTheWay(PopulationTest):
    def test_results_of_another_experiment_are_not_replaced(self) -> None:
        file = self.write("small.toml", population(4))
        self.succeed("run", file, "--out", "here")
        before = contents(self.folder / "here")
        other = self.write("other.toml", population(4))
        message = self.fail_with(2, "run", other, "--out", "here")
        self.assertIn("results of another experiment, '", message)
        self.assertIn("small.toml", message)
        self.assertEqual(contents(self.folder / "here"), before)
        self.succeed("run", file, "--out", "here", "--set", "system=BT-474")

    def test_threads_are_counted_in_whole_numbers(self) -> None:
        file = self.write("small.toml", population(4))
        self.assertIn("nobody to work", self.fail_with(2, "run", file, "--threads", "0"))
        self.assertIn("whole number", self.fail_with(2, "run", file, "--threads", "many"))
        self.assertIn("whole number", self.fail_with(2, "run", file, "--threads", "1e3"))

    def test_ranks_without_their_mpi_do_not_each_do_everything(self) -> None:
        file = self.write("small.toml", population(4))
        message = self.fail_with(4, "run", file, environment={"OMPI_COMM_WORLD_SIZE": "2"})
        self.assertIn("2 ranks", message)
        self.assertFalse((self.folder / "out").exists())

    def test_ranks_work_on_one_thread_each(self) -> None:
        file = self.write("small.toml", population(4))
        message = self.fail_with(2, "run", file, "--threads", "2", environment={"OMPI_COMM_WORLD_SIZE": "2"})
        self.assertIn("each rank works on one thread", message)


if __name__ == "__main__":
    unittest.main()
