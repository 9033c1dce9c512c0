// SPDX-License-Identifier: Apache-2.0
/// Writes report.json: a report of the usual size and shape, for developing and testing the page.
/// Run by hand (`npm run sample`); the numbers come from the small model beside it, not from Emtansim.

import { writeFileSync } from 'node:fs';
import { base, simulate } from './model.mjs';
import { compartments, pools, reactions, species } from './network.mjs';
import { parameters } from './parameters.mjs';
import { assumptions, references } from './sources.mjs';
import { spectrumPlots } from './spectrum.mjs';

base.hill = 2.5;

const round = (v, digits = 4) => (v === null || !Number.isFinite(v) ? null : Number(v.toPrecision(digits)));
const range = (from, to, step) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
const columns = (readings, pick) => {
  const out = {};
  for (const name of Object.keys(pick(readings[0]))) out[name] = readings.map((r) => round(pick(r)[name]));
  return out;
};

let state = 20260107;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 4294967296;
};
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

const well = { cells: 5e3, volume: 1e-4 };
const doses = [0, 0.003, 0.01, 0.02, 0.04, 0.07, 0.1, 0.2, 0.4, 1, 3, 10, 30];
const hours = range(0, 72, 1);
const runs = doses.map((dose) => ({ dose, readings: simulate({ ...well, dose }, hours) }));
const number = (r) => r.v.live + 0.5 * r.phase.x;
const control = number(runs[0].readings.at(-1));
const viability = runs.map((r) => (100 * number(r.readings.at(-1))) / control);

const logistic = (p, dose) => p[1] + (p[0] - p[1]) / (1 + (dose / Math.exp(p[2])) ** p[3]);

function solveLinear(a, b) {
  const n = b.length;
  const m = a.map((row, i) => [...row, b[i]]);
  for (let i = 0; i < n; i += 1) {
    for (let r = i + 1; r < n; r += 1) {
      const f = m[r][i] / m[i][i];
      for (let c = i; c <= n; c += 1) m[r][c] -= f * m[i][c];
    }
  }
  const x = Array(n).fill(0);
  for (let i = n - 1; i >= 0; i -= 1)
    x[i] = (m[i][n] - m[i].slice(i + 1, n).reduce((s, v, j) => s + v * x[i + 1 + j], 0)) / m[i][i];
  return x;
}

function gradient(p, dose) {
  return p.map((v, i) => {
    const h = 1e-5 * Math.max(1, Math.abs(v));
    const up = p.slice();
    const down = p.slice();
    up[i] += h;
    down[i] -= h;
    return (logistic(up, dose) - logistic(down, dose)) / (2 * h);
  });
}

function fitLogistic(points, guess) {
  const p = guess.slice();
  let normalMatrix;
  for (let round_ = 0; round_ < 60; round_ += 1) {
    normalMatrix = p.map(() => p.map(() => 0));
    const right = p.map(() => 0);
    for (const [dose, value] of points) {
      const g = gradient(p, dose);
      const e = value - logistic(p, dose);
      g.forEach((gi, i) => {
        right[i] += gi * e;
        g.forEach((gj, j) => {
          normalMatrix[i][j] += gi * gj;
        });
      });
    }
    const damped = normalMatrix.map((row, i) => row.map((v, j) => (i === j ? v * 1.05 : v)));
    solveLinear(damped, right).forEach((d, i) => {
      p[i] += d;
    });
  }
  const rss = points.reduce((s, [dose, value]) => s + (value - logistic(p, dose)) ** 2, 0);
  const variance = rss / (points.length - 4);
  const covariance = p.map((_, i) =>
    solveLinear(
      normalMatrix,
      p.map((__, j) => (i === j ? variance : 0)),
    ),
  );
  return { p, covariance };
}

function doseSeries(name, shift, floor) {
  const points = { dose: [], value: [], replicate: [], status: [] };
  doses.forEach((dose, i) => {
    const clean = floor + ((100 - floor) * (viability[i] - viability.at(-1))) / (100 - viability.at(-1));
    for (let replicate = 1; replicate <= 3; replicate += 1) {
      points.dose.push(round(dose * (dose ? shift : 1)));
      points.value.push(round(clean * Math.exp(0.05 * normal())));
      points.replicate.push(replicate);
      points.status.push('ok');
    }
  });
  const usable = points.dose.map((d, i) => [d, points.value[i]]);
  const { p, covariance } = fitLogistic(
    usable.map(([d, v]) => [d || 1e-9, v]),
    [100, floor, Math.log(0.08 * shift), 2],
  );
  const grid = range(-3.3, Math.log10(30 * shift) + 0.2, 0.05).map((e) => 10 ** e);
  const t = 2.03;
  const half = (dose) => {
    const g = gradient(p, dose);
    return (
      t * Math.sqrt(g.reduce((s, gi, i) => s + gi * g.reduce((q, gj, j) => q + covariance[i][j] * gj, 0), 0))
    );
  };
  const se = covariance.map((row, i) => t * Math.sqrt(row[i]));
  const ic50 = {
    dose: round(Math.exp(p[2])),
    low: round(Math.exp(p[2] - se[2])),
    high: round(Math.exp(p[2] + se[2])),
    response: round((p[0] + p[1]) / 2),
  };
  return {
    name,
    points,
    ic50,
    fit: {
      model: 'four-parameter logistic',
      level: 0.95,
      dose: grid.map((d) => round(d)),
      value: grid.map((d) => round(logistic(p, d))),
      low: grid.map((d) => round(logistic(p, d) - half(d))),
      high: grid.map((d) => round(logistic(p, d) + half(d))),
      parameters: [
        {
          name: 'Top',
          symbol: 'E₀',
          value: round(p[0]),
          unit: '% of control',
          low: round(p[0] - se[0]),
          high: round(p[0] + se[0]),
        },
        {
          name: 'Floor',
          symbol: 'E∞',
          value: round(p[1]),
          unit: '% of control',
          low: round(p[1] - se[1]),
          high: round(p[1] + se[1]),
        },
        {
          name: 'Half-effect dose',
          symbol: 'IC₅₀',
          value: ic50.dose,
          unit: 'nM',
          low: ic50.low,
          high: ic50.high,
        },
        {
          name: 'Slope',
          symbol: 'h',
          value: round(p[3]),
          unit: '',
          low: round(p[3] - se[3]),
          high: round(p[3] + se[3]),
        },
      ],
    },
  };
}

const tdm1 = doseSeries('SK-BR-3, T-DM1', 1, viability.at(-1));
const mcf7 = doseSeries('MCF-7, T-DM1', 300, 62);

const label = (dose) => (dose ? `${dose} nM` : 'untreated');
const caseOf = (run, values) => ({
  arm: 'dose_response',
  label: label(run.dose),
  dose: run.dose,
  dose_unit: 'nM',
  time: hours,
  values,
  events: [{ time: 0, label: 'dose' }],
});
const quantities = [
  ['a', 'T-DM1', 'medium'],
  ['n', 'Naked antibody', 'medium'],
  ['d', 'Shed DM1', 'medium'],
  ['m', 'Lys-SMCC-DM1', 'medium'],
  ['r', 'HER2, free', 'surface'],
  ['c', 'HER2·T-DM1', 'surface'],
  ['re', 'HER2, free', 'endosome'],
  ['ce', 'HER2·T-DM1', 'endosome'],
  ['pl', 'Lys-SMCC-DM1', 'lysosome'],
  ['free', 'Payload, free', 'cytosol'],
  ['bound', 'Payload on tubulin', 'cytosol'],
  ['u', 'Tip sites occupied', 'tips'],
  ['live', 'Living cells', 'cells'],
].map(([key, name, group]) => ({ key, name, group }));
const course = (r) => Object.fromEntries(quantities.map((q) => [q.key, r.v[q.key]]));

const wanted = new Set([0, 0.02, 0.04, 0.07, 0.1, 0.2, 1, 10]);
const shown = runs.filter((r) => wanted.has(r.dose));

function withBand(item) {
  item.low = {};
  item.high = {};
  item.median = {};
  item.individuals = {};
  for (const [key, values] of Object.entries(item.values)) {
    const spread = key === 'live' ? 0.06 : 0.22;
    item.low[key] = values.map((v) => round(v / (1 + spread), 3));
    item.high[key] = values.map((v) => round(v * (1 + spread), 3));
    item.median[key] = values.map((v) => round(v * 0.97, 3));
    if (!['pl', 'bound', 'live'].includes(key)) continue;
    const factors = range(0, 7, 1).map((i) => (1 + spread) ** (1.2 * Math.sin(2.4 * i + 1)));
    item.individuals[key] = factors.map((f) => values.map((v) => round(v * f, 3)));
  }
  return item;
}

const chaseHours = [...range(0, 4, 0.25), ...range(5, 24, 1)];
const austin = simulate(
  { dose: 0, cells: 6e5, volume: 2e-3, antigens: 1.6e6, occupied: 0.3, grows: false },
  chaseHours,
);
const label0 = austin[0].v.surface;
const austinData = {
  x: [0, 1, 2, 4, 8, 24],
  surface: [0.876, 0.802, 0.723, 0.648, 0.543, 0.291],
  dissociated: [0.084, 0.134, 0.173, 0.19, 0.225, 0.223],
  internal: [0.033, 0.044, 0.073, 0.06, 0.043, 0.021],
  catabolised: [0.01, 0.029, 0.032, 0.101, 0.19, 0.465],
};
const chase = (name, key, of) => ({
  name,
  source: 'austin2004',
  model: { x: chaseHours, y: austin.map((r) => round((100 * of(r.v)) / label0)) },
  observed: {
    x: austinData.x,
    y: austinData[key].map((v) => round(100 * v)),
    low: austinData[key].map((v) => round(100 * (v * 0.92 - 0.01) < 0 ? 0 : 100 * (v * 0.92 - 0.01))),
    high: austinData[key].map((v) => round(100 * (v * 1.08 + 0.01))),
  },
});

const pulseHours = range(0, 22, 0.5);
const erickson = simulate({ dose: 0, cells: 1e7, volume: 1e-3, occupied: 0.95, grows: false }, pulseHours);
const pulse = (name, of, x, y) => ({
  name,
  source: 'erickson2012',
  model: { x: pulseHours.map((t) => t + 2), y: erickson.map((r) => round(of(r.v))) },
  observed: { x, y, low: y.map((v) => round(v * 0.9)), high: y.map((v) => round(v * 1.1)) },
});

const layers = [
  ['medium', 'On T-DM1 in medium'],
  ['shed', 'Shed in medium'],
  ['surface', 'On T-DM1 at the surface'],
  ['endosome', 'On T-DM1 in endosomes'],
  ['lysosome', 'Released, in lysosomes'],
  ['tubulin', 'On tubulin'],
  ['cytosol', 'Free in cytosol'],
  ['out', 'Released, in medium'],
  ['dead', 'In dead cells'],
].map(([key, name]) => ({ key, name }));
const phases = [
  ['g1', 'G1'],
  ['sg2', 'S and G2'],
  ['m', 'Mitosis'],
  ['arrest', 'Arrested in mitosis'],
  ['slip', 'Slipped, 4N'],
  ['stop', 'Stopped'],
  ['x', 'Dying or dead'],
].map(([key, name]) => ({ key, name }));

const atEnd = shown.map((r) => r.readings.at(-1));
const half = runs.find((r) => r.dose === 0.07).readings;
const ten = runs.find((r) => r.dose === 10).readings;
const pmol = (perCell) => round((perCell * 1e18) / 6.02214076e23);

const plots = {
  dose: {
    id: 'viability_72h',
    kind: 'dose_response',
    title: 'Viability after 72 h',
    x: { label: 'T-DM1', unit: 'nM' },
    y: { label: 'Viability', unit: '% of control' },
    y_min: 0,
    caption:
      'Wells with three replicates (assay noise 5 %), four-parameter logistic fit and its 95 % band. The dashed guide is the level at which the number of cells is the same as at the start.',
    series: [tdm1, mcf7],
    lines: [{ y: round(100 / control), label: 'as many cells as at 0 h' }],
  },
  course: {
    id: 'time_courses',
    kind: 'time_course',
    title: 'From the medium to tubulin',
    x: { label: 'Time', unit: 'h' },
    caption: 'Arm “dose response”: conjugate added at 0 h and left in the medium.',
    band: '5 % to 95 % of 200 members',
    start: '0.07 nM',
    groups: [
      ['medium', 'Medium', 'nM', 'log'],
      ['surface', 'Cell surface', 'molecules/cell'],
      ['endosome', 'Endosomes', 'molecules/cell'],
      ['lysosome', 'Lysosomes', 'molecules/cell'],
      ['cytosol', 'Cytosol', 'nM', 'log'],
      ['tips', 'Microtubule tips', '% of sites'],
      ['cells', 'Cells', 'relative to 0 h'],
    ].map(([key, name, unit, scale]) => ({ key, name, unit, scale: scale ?? 'linear' })),
    quantities,
    cases: shown.map((r) => withBand(caseOf(r, columns(r.readings, course)))),
  },
  chase: {
    id: 'pulse_chase',
    kind: 'predicted_observed',
    title: 'Fate of bound antibody',
    x: { label: 'Time after the wash', unit: 'h' },
    y: { label: 'Share of the label bound at the wash', unit: '%' },
    caption:
      'Curves: model. Points: radio-iodinated trastuzumab on SK-BR-3, digitised, with the digitising error.',
    series: [
      chase('Surface', 'surface', (v) => v.surface),
      chase('Dissociated', 'dissociated', (v) => v.a),
      chase('Internal', 'internal', (v) => v.internal),
      chase('Catabolised', 'catabolised', (v) => v.catabolised),
    ],
    agreement: [
      { name: 'root mean square misfit', value: 2.8, unit: 'points', limit: '≤ 3 points', passed: true },
    ],
  },
  catabolites: {
    id: 'catabolites',
    kind: 'predicted_observed',
    title: 'DM1 in and out of the cells',
    x: { label: 'Time from the start of the pulse', unit: 'h' },
    y: { label: 'DM1, in cell volume', unit: 'nM' },
    caption: 'Two hours on ice with saturating T-[³H]DM1, then washed and warmed.',
    series: [
      pulse('On T-DM1, in cells', (v) => v.conjugated, [3, 6, 9, 24], [1493, 1301, 1222, 555]),
      pulse('Released, in cells', (v) => v.inside + v.lysosome, [3, 6, 9, 24], [180, 288, 403, 689]),
      pulse('Released, outside', (v) => v.outside, [9, 24], [8, 259]),
    ],
    agreement: [
      { name: 'released inside at 24 h', value: 15, unit: '% off', limit: '≤ 30 %', passed: true },
      { name: 'share outside at 24 h', value: 18, unit: 'points off', limit: '≤ 10 points', passed: false },
    ],
  },
  fate: {
    id: 'payload_fate',
    kind: 'stack',
    title: 'Where every DM1 molecule went',
    x: { label: 'Time', unit: 'h' },
    y: { label: 'DM1 in the well', unit: 'fmol' },
    start: '0.07 nM',
    caption: 'All layers together are the DM1 that was added; nothing is lost or made.',
    layers,
    cases: shown
      .filter((r) => r.dose)
      .map((r) =>
        caseOf(
          r,
          columns(r.readings, (x) =>
            Object.fromEntries(Object.entries(x.drug).map(([n, v]) => [n, v * 1e3])),
          ),
        ),
      ),
  },
  phases: {
    id: 'cell_cycle',
    kind: 'stack',
    title: 'Cell cycle and death',
    x: { label: 'Time', unit: 'h' },
    y: { label: 'Cells', unit: 'relative to 0 h' },
    start: '0.2 nM',
    caption: 'DNA-content view: slipped cells are counted as 4N.',
    layers: phases,
    cases: shown.map((r) =>
      caseOf(
        r,
        columns(r.readings, (x) => x.phase),
      ),
    ),
  },
  drivers: {
    id: 'drivers',
    kind: 'bars',
    title: 'What drives the catabolite at 72 h',
    y: { label: 'Rank correlation', unit: '' },
    caption: "Spearman's rank correlation over 200 individuals, with 95 % intervals.",
    categories: ['lysosome.k_export', 'trafficking.k_endo', 'binding.K_D'],
    series: [
      {
        name: 'Lys-SMCC-DM1',
        values: [-0.71, 0.42, -0.08],
        low: [-0.77, 0.3, -0.22],
        high: [-0.63, 0.53, 0.06],
      },
    ],
  },
  amounts: {
    id: 'catabolite_amounts',
    kind: 'bars',
    title: 'Lys-SMCC-DM1 in the cell at 72 h',
    y: { label: 'Lys-SMCC-DM1', unit: 'pmol per 10⁶ cells' },
    caption: 'By dose of T-DM1. Interval: 5 % to 95 % of 200 members.',
    categories: shown.map((r) => label(r.dose)),
    series: [
      {
        name: 'Lysosome',
        values: atEnd.map((r) => pmol(r.v.pl)),
        low: atEnd.map((r) => pmol(r.v.pl / 1.3)),
        high: atEnd.map((r) => pmol(r.v.pl * 1.3)),
      },
      {
        name: 'Cytosol',
        values: atEnd.map((r) => pmol(r.v.pc)),
        low: atEnd.map((r) => pmol(r.v.pc / 1.25)),
        high: atEnd.map((r) => pmol(r.v.pc * 1.25)),
      },
    ],
  },
  table: {
    id: 'catabolite_table',
    kind: 'table',
    title: 'Catabolites at 72 h',
    caption: 'Mean of the members. Below 0.01 nM the assay reports nothing.',
    columns: [
      { key: 'dose', name: 'T-DM1', unit: 'nM', kind: 'number' },
      { key: 'in', name: 'Inside', unit: 'molecules/cell', kind: 'number' },
      { key: 'in_pmol', name: 'Inside', unit: 'pmol/10⁶ cells', kind: 'number' },
      { key: 'out', name: 'Outside', unit: 'nM', kind: 'number' },
      { key: 'status', name: 'Status', unit: '', kind: 'text' },
    ],
    rows: shown.map((r, i) => [
      r.dose,
      round(atEnd[i].v.pc + atEnd[i].v.pl),
      pmol(atEnd[i].v.pc + atEnd[i].v.pl),
      atEnd[i].v.m < 0.01 ? null : round(atEnd[i].v.m),
      atEnd[i].v.m < 0.01 ? 'below limit' : 'ok',
    ]),
  },
};

const members = ['pulse_chase', 'catabolites', ...doses.map(() => 'dose_response')].map((arm, i) => {
  const steps = 380 + Math.floor(240 * uniform());
  return {
    member: `${arm}/${i < 2 ? 1 : i - 1}`,
    arm,
    dose: i === 0 ? 20 : i === 1 ? 100 : doses[i - 2],
    status: 'ok',
    time_reached: i < 2 ? 24 : 72,
    steps,
    rhs: Math.floor(steps * 1.34),
    jacobians: Math.floor(steps / 18),
    factorizations: Math.floor(steps / 9),
    iterations: Math.floor(steps * 1.31),
    error_test_failures: Math.floor(steps / 31),
    convergence_failures: Math.floor(2 * uniform()),
    events: i < 2 ? 2 : 1,
    wall_ms: round(4 + 5 * uniform(), 3),
  };
});
members[14].status = 'step size too small';
members[14].time_reached = 41.6;
const column = Object.fromEntries(Object.keys(members[0]).map((name) => [name, members.map((m) => m[name])]));

const balance = (moiety, unit, initial, final, sources, sinks, relative) => ({
  moiety,
  unit,
  case: 'dose response, 0.07 nM',
  initial,
  final,
  sources,
  sinks,
  residual: round(relative * Math.max(initial, final, 1), 2),
  relative,
  passed: relative < 1e-9,
});

const report = {
  format: 'emtansim-report',
  version: 1,
  meta: {
    title: 'T-DM1 on SK-BR-3: pulse-chase, catabolites and 72 h dose-response',
    description:
      'Sample data for developing the page, from a simplified model. How much T-DM1 binds, how fast it is taken up and digested, how much payload reaches tubulin, and what is left of the culture after three days.',
    program: 'emtansim 0.1.0',
    date: '2026-01-07T10:42:00Z',
    command: 'emtansim run experiments/t-dm1-sk-br-3.toml --out out/t-dm1-sk-br-3',
    input: {
      file: 'experiments/t-dm1-sk-br-3.toml',
      hash: '9f2b6c1e0a7d4f35b8c9e1d2a3f4b5c6d7e8f90123456789abcdef0123456789',
    },
    seed: 7,
    relative_tolerance: 1e-6,
    absolute_tolerance: 1e-9,
  },
  asked: {
    summary:
      'SK-BR-3 cells in three arms under trastuzumab emtansine: a pulse with chase, a pulse for catabolites, and thirteen doses for 72 h.',
    facts: [
      ['Conjugate', 'T-DM1 (trastuzumab, SMCC, DM1), mean drug load 3.5'],
      ['Cell line', 'SK-BR-3, 1.12 million HER2 per cell, doubling time 37.4 h'],
      ['Culture', '5 000 cells in 0.1 mL'],
      ['Mechanisms', 'binding, trafficking, lysosome, payload, tubulin, cell_cycle'],
      ['Members', '200 per arm and dose, drawn from the published spread'],
    ].map(([l, value]) => ({ label: l, value })),
    arms: [
      {
        key: 'pulse_chase',
        name: 'pulse and chase',
        description: 'label bound on ice, washed, warmed',
        schedule: '20 nM at 0 h, removed at 1 h',
        doses: [20],
        dose_unit: 'nM',
        members: 200,
      },
      {
        key: 'catabolites',
        name: 'catabolites',
        description: 'saturating pulse on ice, washed, warmed',
        schedule: '100 nM at 0 h, removed at 2 h',
        doses: [100],
        dose_unit: 'nM',
        members: 200,
      },
      {
        key: 'dose_response',
        name: 'dose response',
        description: 'left in the medium',
        schedule: 'at 0 h, not removed',
        doses,
        dose_unit: 'nM',
        members: 200,
      },
    ],
    readouts: [
      {
        name: 'Fate of the label',
        assay: 'pulse-chase',
        quantity: 'surface, dissociated, internal, catabolised',
        unit: '% of bound',
        at: '0 to 24 h',
        replicates: 1,
        arms: ['pulse_chase'],
      },
      {
        name: 'Catabolites',
        assay: 'LC-MS/MS',
        quantity: 'Lys-SMCC-DM1 inside and outside',
        unit: 'nM',
        at: '3, 6, 9, 24 h',
        replicates: 1,
        limit: '0.01 nM',
        arms: ['catabolites'],
      },
      {
        name: 'Viability',
        assay: 'metabolic',
        quantity: 'signal relative to untreated',
        unit: '% of control',
        at: '72 h',
        replicates: 3,
        limit: '1 % of control',
        arms: ['dose_response'],
      },
    ],
  },
  findings: [
    {
      headline: 'Half-effect dose',
      sentence:
        'After 72 h, half of the reachable effect on SK-BR-3 needs about a tenth of a nanomole of T-DM1 per litre.',
      value: tdm1.ic50.dose,
      unit: 'nM',
      interval: {
        low: tdm1.ic50.low,
        high: tdm1.ic50.high,
        level: 0.95,
        method: 'profile of the logistic fit',
      },
      kind: 'estimate',
      plot: 'viability_72h',
    },
    {
      headline: 'The floor is stasis',
      sentence:
        'Even at the highest dose a fifth to a quarter of the control signal is left: growth stops, but few cells have died after three days.',
      value: tdm1.fit.parameters[1].value,
      unit: '% of control',
      interval: {
        low: tdm1.fit.parameters[1].low,
        high: tdm1.fit.parameters[1].high,
        level: 0.95,
        method: 'logistic fit',
      },
      kind: 'estimate',
      plot: 'viability_72h',
    },
    {
      headline: 'Payload inside at the half-effect dose',
      sentence:
        'Each cell then holds a few hundred thousand molecules of Lys-SMCC-DM1, nearly all on tubulin.',
      value: round(half.at(-1).v.pc, 3),
      unit: 'molecules/cell',
      interval: {
        low: round(half.at(-1).v.pc / 1.3, 3),
        high: round(half.at(-1).v.pc * 1.3, 3),
        level: 0.9,
        method: '200 members',
      },
      kind: 'prediction',
      plot: 'time_courses',
    },
    {
      headline: 'Uptake saturates',
      sentence: 'From 1 to 10 nM the dose grows tenfold, the payload in the cell only by half: HER2 is full.',
      value: round(ten.at(-1).v.pc, 3),
      unit: 'molecules/cell',
      kind: 'prediction',
      plot: 'catabolite_amounts',
    },
    {
      headline: 'MCF-7 hardly responds',
      sentence:
        'The cell line with few HER2 needs several hundred times more, and its interval is open at the top.',
      value: mcf7.ic50.dose,
      unit: 'nM',
      interval: { low: mcf7.ic50.low, high: null, level: 0.95, method: 'profile of the logistic fit' },
      kind: 'caution',
      plot: 'viability_72h',
    },
    {
      headline: 'Pulse-chase agrees with austin2004',
      sentence: 'All four fractions lie within three percentage points of the measured ones on average.',
      value: 2.8,
      unit: 'points rms',
      kind: 'check',
      passed: true,
      plot: 'pulse_chase',
    },
    {
      headline: 'Released DM1 outside is too low',
      sentence:
        'At 24 h the model has a tenth of the released DM1 outside the cells, the experiment a quarter.',
      value: 18,
      unit: 'points off',
      kind: 'check',
      passed: false,
      plot: 'catabolites',
    },
  ],
  sections: [
    {
      id: 'effect',
      title: 'Effect on the cells',
      text: 'What three days of T-DM1 leave of the culture, and in which phase the cells are.',
      plots: [plots.dose, plots.phases],
    },
    {
      id: 'journey',
      title: 'The way of the payload',
      text: 'Binding, uptake, digestion, release and the payload’s target, one panel per compartment.',
      plots: [plots.course, plots.fate],
    },
    {
      id: 'assays',
      title: 'Uptake and catabolites against published data',
      text: ['The pulse-chase arm follows the antibody, the catabolite arm the payload.'],
      plots: [plots.chase, plots.catabolites, plots.amounts, plots.drivers, plots.table],
    },
    {
      id: 'spectrum',
      title: 'The conjugate in a mass spectrum',
      text: 'What was given to the cells: an invented spectrum, explained by drug loads.',
      plots: spectrumPlots,
    },
  ],
  network: {
    compartments: compartments,
    species: species,
    pools: pools,
    reactions: reactions,
  },
  assumptions: assumptions,
  parameters: parameters,
  references: references,
  mass_balance: {
    tolerance: 1e-9,
    note: 'HER2 and cells have declared sources and sinks; antibody, linker and DM1 have none.',
    rows: [
      balance('DM1', 'fmol', 24.5, 24.5, 0, 0, 3.1e-14),
      balance('antibody', 'fmol', 7, 7, 0, 0, 2.2e-14),
      balance('linker', 'fmol', 24.5, 24.5, 0, 0, 2.9e-14),
      balance('HER2', 'fmol', 10.1, 20.4, 43.2, 32.9, 8.4e-13),
      balance('cell', 'cells', 5000, 12600, 9800, 2200, 4.4e-13),
    ],
  },
  solver: {
    method: 'CVODES, BDF with analytic sparse Jacobian (KLU)',
    summary:
      'One trajectory per arm and dose of the central member; the other members are counted in the totals of provenance.',
    relative_tolerance: 1e-6,
    absolute_tolerance: 1e-9,
    threads: 2,
    wall_seconds: 0.41,
    network: {
      species: species.length,
      reactions: reactions.length,
      parameters: parameters.length,
      nonzeros: 214,
    },
    dose_unit: 'nM',
    members: column,
  },
  failed_members: [
    {
      member: column.member[14],
      arm: 'dose response',
      dose: '30 nM',
      time: '41.6 h',
      reason: 'step size fell below 1e-12 h at species “Tubulin·payload”',
      try: 'loosen the absolute tolerance to 1e-8',
    },
  ],
  warnings: [
    {
      text: 'dose 0.003 nM is below the lowest dose of the published curve (0.01 nM)',
      where: 'experiments/t-dm1-sk-br-3.toml:14',
      try: 'read its response as a control',
    },
  ],
  provenance: {
    items: [
      ['Program', 'emtansim 0.1.0 (release build, GCC 12.2)'],
      ['Started', '2026-01-07T10:42:00Z'],
      ['Seed', '7'],
      ['Random streams', 'Philox 4×32, keyed by seed, member and stream'],
      ['Machine', 'x86-64, AVX2, 2 threads'],
    ].map(([l, value]) => ({ label: l, value })),
    files: [
      {
        path: 'experiments/t-dm1-sk-br-3.toml',
        hash: '9f2b6c1e0a7d4f35b8c9e1d2a3f4b5c6d7e8f90123456789abcdef0123456789',
        role: 'experiment',
      },
      {
        path: 'data/systems/sk-br-3.toml',
        hash: '2a6f0d4c7b918e53f0c2d4b6a8917e5d3c1b0f9e8d7c6b5a493827160f5e4d3c',
        role: 'cell line',
      },
    ],
    libraries: [
      { name: 'SUNDIALS', version: '6.4.1', licence: 'BSD-3-Clause' },
      { name: 'toml++', version: '3.3.0', licence: 'MIT' },
      { name: 'fmt', version: '9.1.0', licence: 'MIT' },
    ],
  },
};

writeFileSync(new URL('report.json', import.meta.url), `${JSON.stringify(report)}\n`);
