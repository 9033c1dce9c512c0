# SPDX-License-Identifier: Apache-2.0
"""Small LC-MS runs for tests, as mzML: SRM chromatograms or full scans with known peaks and noise."""

from __future__ import annotations

import base64
import math
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path

STEP_S = 0.5  # between points
END_S = 600.0


def floats(values: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def array(kind: str, values: list[float], unit: str = "") -> str:
    attribute = f' unitAccession="{unit}"' if unit else ""
    return (
        '<binaryDataArray><cvParam accession="MS:1000523" name=""/><cvParam accession="MS:1000576" name=""/>'
        f'<cvParam accession="{kind}" name=""{attribute}/><binary>{floats(values)}</binary></binaryDataArray>'
    )


@dataclass
class Peak:
    """A Gaussian peak: where, how large, how wide (s)."""

    time: float
    area: float
    width: float = 6.0  # full width at half height

    def at(self, time: float) -> float:
        sd = self.width / (2 * math.sqrt(2 * math.log(2)))
        return self.area / (sd * math.sqrt(2 * math.pi)) * math.exp(-0.5 * ((time - self.time) / sd) ** 2)


def trace(peaks: list[Peak], dice: random.Random, noise: float = 20.0, level: float = 200.0) -> list[float]:
    """Peaks on a flat baseline, with noise of the baseline and of counting."""
    values = []
    for i in range(int(END_S / STEP_S)):
        signal = sum(peak.at(i * STEP_S) for peak in peaks)
        values.append(max(0.0, level + signal + dice.gauss(0, noise) + dice.gauss(0, 1) * math.sqrt(signal)))
    return values


@dataclass
class SrmRun:
    """Channels (Q1, Q3) with their peaks."""

    channels: list[tuple[float, float, list[Peak]]] = field(default_factory=list)
    seed: int = 1

    def write(self, path: Path) -> Path:
        dice = random.Random(self.seed)
        times = [i * STEP_S for i in range(int(END_S / STEP_S))]
        text = '<?xml version="1.0"?>\n<mzML><run id="r"><chromatogramList>\n'
        for index, (q1, q3, peaks) in enumerate(self.channels):
            text += (
                f'<chromatogram index="{index}" id="SRM SIC Q1={q1} Q3={q3}" defaultArrayLength="{len(times)}">'
                '<cvParam accession="MS:1001473" name="selected reaction monitoring chromatogram"/>'
                f'<precursor><isolationWindow><cvParam accession="MS:1000827" name="" value="{q1}"/></isolationWindow></precursor>'
                f'<product><isolationWindow><cvParam accession="MS:1000827" name="" value="{q3}"/></isolationWindow></product>'
                f'<binaryDataArrayList>{array("MS:1000595", times, "UO:0000010")}'
                f'{array("MS:1000515", trace(peaks, dice))}</binaryDataArrayList></chromatogram>\n'
            )
        path.write_text(text + "</chromatogramList></run></mzML>\n")
        return path


@dataclass
class ScanRun:
    """Centroid scans of ions (m/z) with their peaks."""

    ions: list[tuple[float, list[Peak]]] = field(default_factory=list)
    seed: int = 1
    step: float = 1.0

    def write(self, path: Path) -> Path:
        dice = random.Random(self.seed)
        ions = sorted(self.ions)
        text = '<?xml version="1.0"?>\n<mzML><run id="r"><spectrumList>\n'
        for index in range(int(END_S / self.step)):
            time = index * self.step
            mz = [value * (1 + dice.gauss(0, 1e-6)) for value, _ in ions]
            heights = [max(0.0, sum(peak.at(time) for peak in peaks) + dice.gauss(100, 10)) for _, peaks in ions]
            text += (
                f'<spectrum index="{index}" id="scan={index + 1}" defaultArrayLength="{len(mz)}">'
                '<cvParam accession="MS:1000511" name="ms level" value="1"/><cvParam accession="MS:1000127" name=""/>'
                f'<scanList><scan><cvParam accession="MS:1000016" name="" value="{time}" unitAccession="UO:0000010"/></scan></scanList>'
                f'<binaryDataArrayList>{array("MS:1000514", mz)}{array("MS:1000515", heights)}</binaryDataArrayList></spectrum>\n'
            )
        path.write_text(text + "</spectrumList></run></mzML>\n")
        return path
