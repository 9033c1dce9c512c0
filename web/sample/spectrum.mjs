// SPDX-License-Identifier: Apache-2.0
/// An invented native spectrum of a conjugate for the sample: one glycan pair, loads 0 to 6, charges 24 to 27.

const loads = [0.03, 0.12, 0.24, 0.27, 0.19, 0.1, 0.05];
const massOf = (k) => 148220 + 957.53 * k;
const bell = (x, centre, width) => Math.exp(-0.5 * ((x - centre) / width) ** 2);
const rounded = (v) => Math.round(v * 1000) / 1000;

const grid = Array.from({ length: 420 }, (_, i) => 147600 + 20 * i);
const layers = loads.map((share, k) => ({
  key: `d${k}`,
  name: `D${k}`,
  y: grid.map((m) => rounded((100 * share * bell(m, massOf(k), 45)) / 0.27)),
}));
const background = { key: 'background', name: 'background', y: grid.map(() => 0.8) };
const residual = grid.map((_, i) => rounded(1.2 * Math.sin(i * 1.7) * Math.cos(i * 0.31)));
const observed = grid.map((_, i) =>
  rounded(Math.max(0, residual[i] + 0.8 + layers.reduce((sum, l) => sum + l.y[i], 0))),
);

const charges = [23, 25, 26, 27]; // 24 is missing, and leaves its row empty
const shares = [0.3, 1, 0.8, 0.2];
const columns = Array.from({ length: 84 }, (_, i) => 147600 + 100 * i);

export const spectrumPlots = [
  {
    id: 'masses',
    kind: 'spectrum',
    title: 'Zero-charge spectrum with the fitted loads',
    caption: 'Invented. The line is the spectrum, the layers are the loads, below is what is left.',
    x: { label: 'Mass', unit: 'Da' },
    y: { label: 'Intensity', unit: '% of highest' },
    sticks: false,
    grid,
    observed: { x: grid, y: observed },
    layers: [background, ...layers],
    residual,
    start: [147900, 154600],
    peaks: loads.map((share, k) => ({
      x: massOf(k),
      y: rounded((100 * share) / 0.27),
      name: `D${k}`,
      note: `D${k}, G0F/G1F 98 %; +0.4 Da off; by chance 5 %`,
    })),
  },
  {
    id: 'charges',
    kind: 'charge_map',
    title: 'Charge and mass',
    caption: 'Invented. Each row is a charge.',
    x: { label: 'Mass', unit: 'Da' },
    y: { label: 'Charge', unit: '' },
    low: 147600,
    step: 100,
    rows: charges,
    marks: [
      { x: massOf(3), name: String(Math.round(massOf(3))) },
      { x: massOf(2), name: String(Math.round(massOf(2))) },
    ],
    values: shares.map((s) =>
      columns.map((m) => rounded(100 * s * loads.reduce((sum, p, k) => sum + (p / 0.27) * bell(m + 50, massOf(k), 60), 0))),
    ),
  },
  {
    id: 'isotopes',
    kind: 'spectrum',
    title: 'DM1, [M+H]+',
    compact: true,
    x: { label: 'm/z', unit: 'Th' },
    y: { label: 'Intensity', unit: '% of highest' },
    sticks: true,
    observed: { x: [738.2822, 739.2854, 740.2819, 741.283], y: [100, 40.2, 46.6, 16.4] },
    peaks: [
      { x: 738.2822, y: 100, name: 'M', note: 'M, 100 % of M' },
      { x: 739.2854, y: 40.2, name: 'M+1', note: 'M+1, 40.2 % of M' },
      { x: 740.2819, y: 46.6, name: 'M+2', note: 'M+2, 46.6 % of M' },
      { x: 741.283, y: 16.4, name: 'M+3', note: 'M+3, 16.4 % of M' },
    ],
  },
  {
    id: 'section',
    kind: 'section_map',
    title: 'A section through a tumour',
    caption: 'Invented. A front moves outwards from the vessel.',
    x: { label: 'Time', unit: 'h' },
    y: { label: 'Radius', unit: 'µm' },
    value: { label: 'On and in cells', unit: '1e3 molecules/cell' },
    highest: 400,
    edges: [8, 20, 35, 53, 75],
    middles: [14, 27.5, 44, 64],
    panels: [
      {
        name: 'alone',
        times: [0, 12, 24, 36, 48],
        values: [0, 1, 2, 3].map((shell) => [0, 1, 2, 3, 4].map((t) => rounded(400 * bell(shell, 0, 0.5 + 0.3 * t) * (t > 0)))),
      },
    ],
  },
  {
    id: 'payload-structure',
    kind: 'molecules',
    title: 'The payload',
    caption: 'Drawn from its SMILES.',
    molecules: [
      {
        name: 'DM1',
        says: 'C35H48ClN3O10S, 738.290 Da',
        smiles:
          'COc1cc2cc(c1Cl)N(C)C(=O)C[C@H](OC(=O)[C@H](C)N(C)C(=O)CCS)[C@]1(C)O[C@H]1[C@H](C)[C@@H]1C[C@@](O)(NC(=O)O1)[C@H](OC)/C=C/C=C(\\C)C2',
      },
    ],
  },
];
