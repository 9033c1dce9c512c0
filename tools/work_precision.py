#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws work-precision curves: runs the ensemble benchmark over tolerances from 1e-3 to 1e-10, writes its numbers as CSV
and one SVG plot of time against achieved error for each problem into docs/develop/performance/.

With --draw it draws the CSV that is there without measuring anew."""

from __future__ import annotations

import argparse
import csv
import json
import math
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/develop/performance"
PROBLEMS = ("chain24", "cell", "robertson", "hires", "orego", "pollu")
TOLERANCES = tuple(f"1e-{n}" for n in range(3, 11))
FIELDS = ("problem", "method", "relative", "seconds_per_member", "rms_error", "worst_error", "steps", "rates", "factorizations")

WIDTH, HEIGHT = 820, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 280, 40, 50  # margins; the names of the curves stand on the right
COLOURS = {
    "Emtansim, automatic": "#0b6e4f",
    "Emtansim, explicit": "#1b4f9c",
    "Emtansim, implicit": "#7a3e9d",
    "Emtansim, CVODES": "#c8553d",
    "CVODE BDF dense": "#d08c00",
    "CVODE BDF KLU": "#8a6d3b",
    "CVODE Adams": "#a3324c",
    "ARKODE Dormand-Prince": "#3f8fa8",
    "ARKODE D.-P. cubic": "#5b7f2b",
    "deSolve lsoda": "#444444",
    "deSolve adams": "#999999",
}
TUNED = ", tuned loops"  # the same method with other vector loops: same colour, dotted


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis: which pixel a value lies at."""

    low: float
    high: float
    first_pixel: float
    last_pixel: float

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.first_pixel + share * (self.last_pixel - self.first_pixel)

    def decades(self) -> range:
        return range(math.ceil(self.low), math.floor(self.high) + 1)


def measure(program: Path, problems: list[str], members: int, repetitions: int) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [program, *problems, "--members", str(members), "--repetitions", str(repetitions), "--json", answer]
        subprocess.run([*map(str, command), "--tolerances", *TOLERANCES], check=True)
        runs = json.loads(answer.read_text())
    return [
        {"problem": run["problem"], **measured}
        for run in runs
        for measured in run["measured"]
        if measured["failed"] == 0
    ]


def write_csv(rows: list[dict], path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        for row in rows:
            writer.writerow([row[key] if isinstance(row[key], str) else f"{row[key]:.4g}" for key in FIELDS])


def read_csv(path: Path) -> list[dict]:
    with path.open(newline="") as file:
        return [
            {key: text if key in ("problem", "method") else float(text) for key, text in row.items()}
            for row in csv.DictReader(file)
        ]


def axes(points: list[tuple[float, float]]) -> tuple[Axis, Axis]:
    def span(values: list[float]) -> tuple[float, float]:
        return math.log10(min(values)) - 0.15, math.log10(max(values)) + 0.15

    # Better is to the right, faster is below.
    error = span([x for x, _ in points])
    seconds = span([y for _, y in points])
    return Axis(*error, WIDTH - RIGHT, LEFT), Axis(*seconds, HEIGHT - BOTTOM, TOP)


def grid(x: Axis, y: Axis) -> list[str]:
    lines = []
    for decade in x.decades():
        at = x(10.0**decade)
        lines.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e3e3e3"/>')
        lines.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">1e{decade}</text>')
    for decade in y.decades():
        at = y(10.0**decade)
        lines.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#e3e3e3"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">1e{decade}</text>')
    return lines


def stroke(method: str) -> str:
    """Ours are full and thick, others dashed, others with tuned loops dotted."""
    colour = COLOURS.get(method.removesuffix(TUNED), "#000000")
    if method.startswith("Emtansim"):
        return f'stroke="{colour}" stroke-width="2.5"'
    return f'stroke="{colour}" stroke-width="1.4" stroke-dasharray="{"1.5 2.5" if method.endswith(TUNED) else "5 3"}"'


def curve(method: str, points: list[tuple[float, float]], x: Axis, y: Axis) -> list[str]:
    path = " ".join(f"{'L' if i else 'M'}{x(error):.1f} {y(time):.1f}" for i, (error, time) in enumerate(points))
    colour = COLOURS.get(method.removesuffix(TUNED), "#000000")
    radius = 3 if method.startswith("Emtansim") else 2.2
    lines = [f'<path d="{path}" fill="none" {stroke(method)}/>']
    return lines + [f'<circle cx="{x(e):.1f}" cy="{y(t):.1f}" r="{radius}" fill="{colour}"/>' for e, t in points]


def drawing(problem: str, rows: list[dict]) -> str:
    methods = list(dict.fromkeys(row["method"] for row in rows))
    curves = {
        method: sorted((row["rms_error"], row["seconds_per_member"]) for row in rows if row["method"] == method)
        for method in methods
    }
    x, y = axes([point for points in curves.values() for point in points])
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(problem)}: time of a member against achieved error</text>',
        *grid(x, y),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">error, root mean square</text>',
        f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">s of a member, one thread</text>',
    ]
    for number, (method, points) in enumerate(curves.items()):
        lines += curve(method, points, x, y)
        at = TOP + 12 + 20 * number
        left = WIDTH - RIGHT + 14
        lines.append(f'<path d="M{left} {at - 4}h22" {stroke(method)}/>')
        lines.append(f'<text x="{left + 28}" y="{at}">{escape(method)}</text>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problems", nargs="*", default=list(PROBLEMS), help="which (default: all six)")
    parser.add_argument("--program", type=Path, default=ROOT / "build/benchmark/benchmarks/ensemble_benchmark")
    parser.add_argument("--members", type=int, default=64)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--draw", action="store_true", help="only draw the numbers that are there")
    options = parser.parse_args()
    unknown = set(options.problems) - set(PROBLEMS)
    if unknown:
        parser.error(f"there is no problem {', '.join(sorted(unknown))}; there are {', '.join(PROBLEMS)}")
    if not options.draw and not options.program.is_file():
        parser.error(f"{options.program} is missing; build it with: cmake --preset benchmark && cmake --build --preset benchmark")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for problem in options.problems:
        numbers = FOLDER / f"{problem}.csv"
        if not options.draw:
            write_csv(measure(options.program, [problem], options.members, options.repetitions), numbers)
        (FOLDER / f"{problem}.svg").write_text(drawing(problem, read_csv(numbers)))
        print(f"drawn: {(FOLDER / problem).relative_to(ROOT)}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
