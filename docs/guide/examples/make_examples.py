#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the example tables and spectra of the guide: synthetic, by the forward formulae, with a known drug load."""

from __future__ import annotations

import gzip
import math
import random
from pathlib import Path

FOLDER = Path(__file__).parent

ANTIBODY_280, ANTIBODY_RATIO = 215380.0, 0.37  # trastuzumab; the ratio is that of data/chemistry/absorptivities.csv
DM1_252, DM1_280 = 26790.0, 5700.0  # 1/(M cm), the set called default there
NAKED = 148219.0  # Da, trastuzumab with G0F and G1F
DRUG, DEAD_LINKER = 957.530, 219.240  # Da
PROTON = 1.00728


def absorbances(dar: float, micromolar: float, dilution: float) -> tuple[float, float]:
    """A280 and A252 along 1 cm."""
    molar = micromolar * 1e-6 / dilution
    return molar * (ANTIBODY_280 + dar * DM1_280), molar * (ANTIBODY_RATIO * ANTIBODY_280 + dar * DM1_252)


def write_uv() -> None:
    noise = random.Random(4)
    rows = ["# synthetic: DAR 3.5, 3.3 and 2.9 after 0, 7 and 28 days, 10 uM, readings scatter by 0.001",
            "sample,kind,time_d,a280,a252,path_cm,dilution"]
    samples = [("trastuzumab", "naked", "", 0.0), ("day 0", "conjugate", "0", 3.5), ("day 7", "conjugate", "7", 3.3),
               ("day 28", "conjugate", "28", 2.9)]
    for name, kind, time, dar in samples:
        for _ in range(3):
            a280, a252 = (a + noise.gauss(0, 0.001) for a in absorbances(dar, 10, 4))
            rows.append(f"{name},{kind},{time},{a280:.4f},{a252:.4f},1,4")
    (FOLDER / "uv.csv").write_text("\n".join(rows) + "\n")


def write_tables() -> None:
    (FOLDER / "hic.csv").write_text(
        "# synthetic: a conjugate of opened disulfides, two runs of one lot\n"
        "sample,run,drugs,area\n"
        "lot 1,1,0,4.1\nlot 1,1,2,20.3\nlot 1,1,4,36.2\nlot 1,1,6,25.0\nlot 1,1,8,14.4\n"
        "lot 1,2,0,4.4\nlot 1,2,2,20.9\nlot 1,2,4,35.8\nlot 1,2,6,24.6\nlot 1,2,8,14.3\n"
    )
    sites = ["# synthetic: invented shares of 27 sites of one half, adding up to DAR 3.5",
             "sample,site,occupancy,error"]
    weights = [1 / (i + 3) for i in range(27)]
    for i, weight in enumerate(weights):
        share = 1.75 * weight / sum(weights)
        sites.append(f"lot 1,site {i + 1},{share:.4f},{0.1 * share:.4f}")
    (FOLDER / "sites.csv").write_text("\n".join(sites) + "\n")
    (FOLDER / "pieces.csv").write_text(
        "# synthetic: mean loads of the pieces after IdeS and reduction, DAR 2 (0.62 + 0.71 + 0.42) = 3.5\n"
        "sample,piece,load,error\nlot 1,light,0.62,0.02\nlot 1,Fd,0.71,0.03\nlot 1,Fc/2,0.42,0.02\n"
    )


def binomial(sites: int, mean: float) -> list[float]:
    p = mean / sites
    return [math.comb(sites, k) * p**k * (1 - p) ** (sites - k) for k in range(sites + 1)]


def poisson(mean: float, most: int) -> list[float]:
    return [math.exp(-mean) * mean**j / math.factorial(j) for j in range(most + 1)]


def write_maldi(name: str, dar: float, dead: float, seed: int) -> None:
    """1+ and 2+, resolving power 90, on a falling baseline, with counting noise; points 40 Th apart."""
    noise = random.Random(seed)
    masses = [(NAKED + k * DRUG + j * DEAD_LINKER, p * q)
              for k, p in enumerate(binomial(12, dar) if dar else [1.0])
              for j, q in enumerate(poisson(dead, 4) if dead else [1.0])]
    lines = [f"# synthetic linear MALDI: DAR {dar}, {dead} dead linkers per antibody"]
    for mz in range(50000, 180001, 40):
        height = 120 * math.exp(-(mz - 50000) / 90000)
        for mass, share in masses:
            for charge, part in ((1, 1.0), (2, 0.8)):
                centre = mass / charge + PROTON
                width = centre / 90 / 2.3548
                away = (mz - centre) / width
                if abs(away) < 6:
                    height += 1500 * part * share * (148219 / 90 / 2.3548) / width * math.exp(-away * away / 2)
        lines.append(f"{mz} {max(0, round(noise.gauss(height, math.sqrt(height))))}")
    with open(FOLDER / f"{name}.txt.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())


G0F_PAIR, HEXOSE = 148057.86, 162.1406  # Da: trastuzumab with two G0F, and what a galactose adds
GALACTOSES = {0: 0.36, 1: 0.42, 2: 0.19, 3: 0.03}  # of both chains


def write_lot(name: str, dar: float, dead: float, seed: int) -> None:
    """A list of deconvoluted masses whose heights scatter by 8 %, the masses by 1 Da."""
    noise = random.Random(seed)
    rows = [f"# synthetic list of masses: DAR {dar:.3f}, {dead} dead linkers per antibody", "mass,intensity"]
    for k, p in enumerate(binomial(12, dar)):
        for j, q in enumerate(poisson(dead, 2)):
            for g, r in GALACTOSES.items():
                height = 1e6 * p * q * r * math.exp(noise.gauss(0, 0.08))
                mass = G0F_PAIR + k * DRUG + j * DEAD_LINKER + g * HEXOSE + noise.gauss(0, 1)
                if height > 500:
                    rows.append(f"{mass:.2f},{height:.0f}")
    (FOLDER / "lots" / f"{name}.csv").write_text("\n".join(rows) + "\n")


def write_lots() -> None:
    (FOLDER / "lots").mkdir(exist_ok=True)
    write_lot("lot-a", 3.6, 0.2, 11)
    write_lot("lot-b", 3.2, 0.2, 12)
    days = (0, 7, 14, 28)
    for day in days:  # 1 % of the drug is lost each day
        write_lot(f"day-{day}", 3.6 * math.exp(-0.01 * day), 0.2, 20 + day)
    rows = ["file,name,lot,time_d"] + [f"day-{day}.csv,day {day},lot a,{day}" for day in days]
    (FOLDER / "lots/stability.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    write_lots()
    write_uv()
    write_tables()
    write_maldi("maldi_antibody", 0, 0, 1)
    write_maldi("maldi_conjugate", 3.5, 0.25, 2)
