#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Resolves citations both ways: every key that data, pages and comments use stands in data/references.bib, and
every entry there is used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from findings import Finding, main, project_files, read

KEY = r"[a-z][a-z_-]*[0-9]{4}[a-z]*"
KEY_IN_PROSE = re.compile(rf"\b({KEY})\b")
WHOLE_KEY = re.compile(KEY)
PAGE_CITATION = re.compile(r"\[([^\]]*@[^\]]+)\]")
KEY_IN_CITATION = re.compile(rf"@({KEY})\b")
BIB_ENTRY = re.compile(r"^@(\w+)\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)
BIB_FIELD = re.compile(r"^\s*(\w+)\s*=\s*[{\"]?(.*)", re.MULTILINE)
SOURCE_FIELDS = ("source", "sources", "also")


def bibliography(root: Path, findings: list[Finding]) -> dict[str, int]:
    """Key -> line of data/references.bib; complains about doubles and entries nobody could find the paper by."""
    name = "data/references.bib"
    if not (root / name).is_file():
        return {}
    text = read(root / name)
    starts = list(BIB_ENTRY.finditer(text))
    keys: dict[str, int] = {}
    for entry, following in zip(starts, [*starts[1:], None]):
        line = text.count("\n", 0, entry.start()) + 1
        key = entry[2]
        if key in keys:
            findings.append(Finding(name, line, f"'{key}' was already given in line {keys[key]}"))
        if not WHOLE_KEY.fullmatch(key):
            findings.append(Finding(name, line, f"'{key}' is not of the form 'author2004' or 'author2004b'"))
        keys.setdefault(key, line)
        body = text[entry.end() : following.start() if following else len(text)]
        fields = {match[1].lower() for match in BIB_FIELD.finditer(body) if match[2].strip(' ,{}"')}
        if "year" not in fields:
            findings.append(Finding(name, line, f"'{key}' has no year"))
        if not fields & {"title", "note"}:
            findings.append(Finding(name, line, f"'{key}' has neither title nor a note that says what it is"))
        can_be_found = fields & {"doi", "url", "pmid", "pmcid", "isbn", "howpublished"}
        if not can_be_found and not fields >= {"journal", "volume", "pages"} and "note" not in fields:
            findings.append(Finding(name, line, f"'{key}' has neither doi, pmid, isbn, url nor volume and pages"))
    return keys


def keys_in_source(text: str) -> list[str]:
    """'key2004, table 2; other2010' -> ['key2004', 'other2010']."""
    return [re.split(r"[,\s]", part.strip(), maxsplit=1)[0] for part in text.split(";") if part.strip()]


def sources_in(value) -> list[str]:
    """Every text under a source field, at any depth."""
    if isinstance(value, list):
        return [text for item in value for text in sources_in(item)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, item in value.items():
        if name in SOURCE_FIELDS:
            found += [item] if isinstance(item, str) else [text for text in item if isinstance(text, str)]
        else:
            found += sources_in(item)
    return found


def line_of(text: str, needle: str) -> int:
    position = text.find(needle)
    return text.count("\n", 0, position) + 1 if position >= 0 else 0


def cited_in_toml(root: Path, path: Path, findings: list[Finding]) -> list[tuple[int, str]]:
    text = read(root / path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        findings.append(Finding(str(path), 0, f"is not TOML: {error}"))
        return []
    return [(line_of(text, source), key) for source in sources_in(values) for key in keys_in_source(source)]


def cited_in_text(root: Path, path: Path) -> list[tuple[int, str]]:
    """Citations `[@key; @other, p. 3]` of a page, or `@key` in a comment of a source."""
    found = []
    for number, line in enumerate(read(root / path).splitlines(), 1):
        if path.suffix == ".md":
            passages = PAGE_CITATION.findall(line)
        else:
            passages = [line[line.index("//") :]] if "//" in line else []
        found += [(number, key) for passage in passages for key in KEY_IN_CITATION.findall(passage)]
    return found


def mentioned_in_data(root: Path, path: Path, keys: dict[str, int]) -> set[str]:
    """Keys that a note of an entry or a table of data/ names: uses too, but a word that is no key is no error."""
    return {key for key in KEY_IN_PROSE.findall(read(root / path)) if key in keys}


def check(root: Path) -> list[Finding]:
    findings: list[Finding] = []
    keys = bibliography(root, findings)
    used: set[str] = set()
    for path in project_files(root):
        cited: list[tuple[int, str]] = []
        if path.parts[0] == "data" and path.suffix in (".toml", ".md", ".csv"):
            used |= mentioned_in_data(root, path, keys)
        if path.suffix == ".toml" and path.parts[0] in ("data", "experiments"):
            cited = cited_in_toml(root, path, findings)
        elif path.suffix == ".toml" and path.parts[:2] == ("tests", "published"):
            cited = cited_in_toml(root, path, findings)
        elif path.suffix == ".md" and path.parts[0] in ("docs", "README.md"):
            cited = cited_in_text(root, path)
        elif path.suffix in (".h", ".cpp"):
            cited = cited_in_text(root, path)
        for line, key in cited:
            used.add(key)
            if key not in keys:
                findings.append(Finding(str(path), line, f"source '{key}' is not in data/references.bib"))
    for key, line in keys.items():
        if key not in used:
            findings.append(Finding("data/references.bib", line, f"'{key}' is cited nowhere"))
    return findings


if __name__ == "__main__":
    main(__doc__, check)
