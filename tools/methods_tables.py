#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the tables of numbers in docs/methods/ from data/, between two markers of a page:

    <!-- table: parameters binding -->
    <!-- end of table -->

Kinds: `parameters <stem>` (defaults with notes, then the named sets), `agents`, `systems`, `own` (numbers that single
lines have instead of the defaults), `variants`, `fits`, and `cases <role>` (published cases of that role). With `--check` nothing is written: a page whose table differs from the
data, or a mechanism with parameters and no table, is something to put right."""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

from findings import Finding, read

PAGES = Path("docs/methods")
PARAMETERS = Path("data/parameters")
BLOCK = re.compile(r"(<!-- table: ([^>]*?) -->\n)(.*?)(<!-- end of table -->)", re.DOTALL)
START = re.compile(r"<!-- table: [^>]*? -->")
GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "lambda", "mu", "rho", "sigma", "tau"}
NONE = "–"


class UnknownTable(ValueError):
    """A marker asks for a table that does not exist."""


# ---- texts of single cells


def to_math(symbol: str) -> str:
    """'k_on' -> '$k_\\mathrm{on}$', 'n1' -> '$n_{1}$', 'delta' -> '$\\delta$'."""
    base, _, below = symbol.partition("_")
    if digits := re.fullmatch(r"([A-Za-z]+)(\d+)", base):
        base, below = digits[1], digits[2] + ("," + below if below else "")
    if base in GREEK:
        base = "\\" + base
    elif len(base) > 1:
        base = rf"\mathrm{{{base}}}"
    if not below:
        return f"${base}$"
    below = below.replace("_", ",")
    return f"${base}_{{{below}}}$" if below.isdigit() else rf"${base}_\mathrm{{{below}}}$"


def cite(entry: dict) -> str:
    """'key2004, table 2; other2010' -> '[@key2004, table 2; @other2010]'; what has no source is assumed."""
    source = entry.get("source", "")
    if not source:
        return "assumed"
    keys = "; ".join("@" + part.strip() for part in source.split(";") if part.strip())
    provenance = entry.get("provenance", "")
    return f"[{keys}]" + (f" {provenance}" if provenance.startswith("via ") else "")


def split_value(value) -> tuple[str, str]:
    """'0.36 1/(nM h)' -> number and unit; a bare number has no unit."""
    number, _, unit = str(value).partition(" ")
    return number, unit or NONE


def applies(entry: dict) -> str:
    facts = [", ".join(values) for values in entry.get("applies", {}).values()]
    return "; ".join(facts) or "all"


def spread(entry: dict) -> str:
    """How far the value may be off: the factor or share of the prior, then the published range."""
    parts = []
    law = entry.get("spread", {})
    if "factor95" in law:
        parts.append(f"×/÷ {law['factor95']:g}")
    elif "cv" in law:
        parts.append(f"CV {law['cv'] * 100:g} %")
    if limits := entry.get("range"):
        (low, unit), (high, other) = split_value(limits[0]), split_value(limits[1])
        shown = "" if unit == NONE else f" {unit}"
        parts.append(f"{low} to {high}{shown}" if unit == other else f"{limits[0]} to {limits[1]}")
    return "; ".join(parts) or NONE


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"

    return [line(head), line(["---"] * len(head)), *(line(row) for row in rows)]


# ---- tables


def load(path: Path) -> dict:
    return tomllib.loads(read(path))


def parameters(root: Path, stem: str) -> list[str]:
    path = root / PARAMETERS / f"{stem}.toml"
    if not path.is_file():
        raise UnknownTable(f"there is no {PARAMETERS / stem}.toml")
    entries = load(path).get("parameter", [])
    if not entries:
        return ["No parameters of its own."]
    defaults = [entry for entry in entries if "set" not in entry]
    others = [entry for entry in entries if "set" in entry]
    lines = table(
        ["parameter", "symbol", "what", "for", "value", "unit", "95 % within; range", "obtained", "source"],
        [
            [f"`{entry['name']}`", to_math(entry["symbol"]), entry["says"], applies(entry), *split_value(entry["value"])]
            + [spread(entry), entry["obtained"], cite(entry)]
            for entry in defaults
        ],
    )
    if notes := [f"- `{entry['name']}` ({applies(entry)}): {entry['note']}." for entry in defaults if "note" in entry]:
        lines += ["", "Why these values:", "", *notes]
    if others:
        lines += ["", "Other published values, chosen by the name of their set (`sets = [...]`):", ""]
        lines += table(
            ["set", "parameter", "for", "value", "unit", "source", "note"],
            [
                [f"`{entry['set']}`", f"`{entry['name']}`", applies(entry), *split_value(entry["value"])]
                + [cite(entry), entry.get("note", NONE)]
                for entry in others
            ],
        )
    return lines


def value_of(entry: dict, name: str) -> str:
    """The default value of a parameter inside a file of a system or agent."""
    for parameter in entry.get("parameter", []):
        if parameter["name"] == name and "set" not in parameter:
            return f"{parameter['value']} {cite(parameter)}"
    return NONE


def agents(root: Path, _argument: str) -> list[str]:
    rows = []
    for path in sorted((root / "data/conjugates").glob("*.toml")):
        entry = load(path)
        parts = [entry.get(key, NONE) for key in ("antibody", "antigen", "linker", "payload", "catabolite", "released")]
        rows.append([entry["name"], entry["kind"], *parts, value_of(entry, "conjugate.dar")])
    return table(
        ["agent", "kind", "antibody", "antigen", "linker", "payload", "digestion releases", "medium releases", "DAR"],
        rows,
    )


def systems(root: Path, _argument: str) -> list[str]:
    columns = ("system.her2_per_cell", "system.cell_volume", "system.doubling_time")
    rows = []
    for path in sorted((root / "data/systems").glob("*.toml")):
        entry = load(path)
        own = ", ".join(variant["name"] for variant in entry.get("variant", [])) or NONE
        rows.append([entry["name"], entry.get("ihc", NONE), *(value_of(entry, name) for name in columns), own])
    return table(["line", "IHC", "HER2 per cell", "volume", "doubling time", "variants of its own"], rows)


def own(root: Path, _argument: str) -> list[str]:
    rows = []
    for path in sorted((root / "data/systems").glob("*.toml")):
        entry = load(path)
        rows += [
            [entry["name"], f"`{parameter['name']}`", applies(parameter), *split_value(parameter["value"])]
            + [spread(parameter), parameter["obtained"], cite(parameter)]
            for parameter in entry.get("parameter", [])
            if not parameter["name"].startswith("system.") and "set" not in parameter
        ]
    return table(["line", "parameter", "for", "value", "unit", "95 % within; range", "obtained", "source"], rows)


def fits(root: Path, _argument: str) -> list[str]:
    rows = []
    for path in sorted((root / "data/fits").glob("*.toml")):
        entry = load(path)
        free = "; ".join(f"`{f['parameter']}` {f['low']} to {f['high']}" for f in entry.get("free", []))
        data = "; ".join(dict.fromkeys(f"`{Path(d['table']).name}`" for d in entry.get("data", [])))
        rows.append([f"`{path.stem}`", entry["title"], free, data])
    return table(["fit", "what", "free, within", "data"], rows)


def change_of(change: dict) -> str:
    to = f"× {change['factor']:g}" if "factor" in change else f"= {change['value']}"
    return f"`{change['parameter']}` {to}"


def variants(root: Path, _argument: str) -> list[str]:
    found = [("any", variant) for variant in load(root / "data/variants.toml").get("variant", [])]
    for path in sorted((root / "data/systems").glob("*.toml")):
        entry = load(path)
        found += [(entry["name"], variant) for variant in entry.get("variant", [])]
    rows = [
        [variant["name"], line, variant["says"], "; ".join(map(change_of, variant["change"])), cite(variant)]
        for line, variant in found
    ]
    return table(["variant", "line", "what", "change", "source"], rows)


def cases(root: Path, role: str) -> list[str]:
    rows = []
    for path in sorted((root / "data/cases").glob("*.cases.toml")):
        for case in load(path).get("case", []):
            if case["role"] == role:
                rows.append([case["group"], case["says"], str(case.get("observed", NONE)), cite(case)])
    if not rows:
        raise UnknownTable(f"no published case has the role '{role}'")
    return table(["group", "reading", "observed", "source"], rows)


KINDS = {
    "parameters": parameters,
    "agents": agents,
    "systems": systems,
    "own": own,
    "variants": variants,
    "fits": fits,
    "cases": cases,
}


def filled(root: Path, request: str) -> str:
    """The text between the markers of `<!-- table: request -->`."""
    kind, _, argument = request.partition(" ")
    if kind not in KINDS:
        raise UnknownTable(f"there is no table '{kind}' (one of {', '.join(KINDS)})")
    return "\n" + "\n".join(KINDS[kind](root, argument.strip())) + "\n\n"


# ---- pages


def renewed(root: Path, page: Path, findings: list[Finding]) -> str:
    """The page with its tables as the data have them; complains about markers that cannot be served."""
    text = read(root / page)

    def line_at(position: int) -> int:
        return text.count("\n", 0, position) + 1

    if len(START.findall(text)) != len(BLOCK.findall(text)):
        findings.append(Finding(str(page), 0, "a table has no '<!-- end of table -->'"))
        return text

    def renew(block: re.Match) -> str:
        try:
            return block[1] + filled(root, block[2]) + block[4]
        except UnknownTable as problem:
            findings.append(Finding(str(page), line_at(block.start()), str(problem)))
            return block[0]

    return BLOCK.sub(renew, text)


def pages(root: Path) -> list[Path]:
    return sorted(path.relative_to(root) for path in (root / PAGES).glob("*.md"))


def missing_tables(root: Path) -> list[Finding]:
    """Files of parameters whose page has no table of them. Whether the page exists is check_sets' question."""
    findings = []
    for path in sorted((root / PARAMETERS).glob("*.toml")):
        page = PAGES / f"{path.stem}.md"
        if (root / page).is_file() and f"<!-- table: parameters {path.stem} -->" not in read(root / page):
            findings.append(Finding(str(page), 0, f"has no table of its parameters (parameters {path.stem})"))
    return findings


def check(root: Path) -> list[Finding]:
    findings = missing_tables(root)
    for page in pages(root):
        problems: list[Finding] = []
        is_stale = renewed(root, page, problems) != read(root / page)
        findings += problems
        if is_stale:
            findings.append(Finding(str(page), 0, "a table is not as in data/ (run tools/methods_tables.py)"))
    return findings


def write(root: Path) -> tuple[list[Path], list[Finding]]:
    """Renews all pages; gives those that changed and what could not be served."""
    changed, findings = [], missing_tables(root)
    for page in pages(root):
        text = renewed(root, page, findings)
        if text != read(root / page):
            (root / page).write_text(text, encoding="utf-8")
            changed.append(page)
    return changed, findings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the project")
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    arguments = parser.parse_args()
    changed, findings = ([], check(arguments.root)) if arguments.check else write(arguments.root)
    for page in changed:
        print(f"{page}: tables renewed")
    for finding in sorted(findings):
        print(finding)
    print(f"methods_tables: {len(findings)} to put right" if findings else "methods_tables: good")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
