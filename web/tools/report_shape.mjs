// SPDX-License-Identifier: Apache-2.0
/// The report format as data (docs/formats/report.md): which keys there are, of which type, and which columns go together.

const text = 'text';
const number = 'number';
const numbers = ['number'];
const axis = { label: text, unit: text };
const curve = { x: numbers, y: numbers, low: numbers, high: numbers };
const labelled = [{ label: text, value: text }];
const events = [{ time: number, label: text }];
const byKey = { '*': numbers };
const listsByKey = { '*': [numbers] };
const cases = [
  {
    arm: text,
    label: text,
    dose: number,
    dose_unit: text,
    time: numbers,
    values: byKey,
    low: byKey,
    high: byKey,
    median: byKey,
    individuals: listsByKey,
    events,
  },
];
const basics = { id: text, kind: text, title: text, caption: text };

const estimate = {
  name: text,
  symbol: text,
  value: number,
  unit: text,
  low: number,
  high: number,
  note: text,
};
const doseSeries = {
  name: text,
  points: { dose: numbers, value: numbers, replicate: ['any'], status: [text] },
  means: { dose: numbers, value: numbers, low: numbers, high: numbers },
  fit: {
    model: text,
    dose: numbers,
    value: numbers,
    low: numbers,
    high: numbers,
    level: number,
    parameters: [estimate],
  },
  ic50: { dose: number, low: number, high: number, response: number },
};

/** The keys of each kind of plot. */
export const plots = {
  dose_response: {
    ...basics,
    x: axis,
    y: axis,
    y_min: number,
    y_max: number,
    series: [doseSeries],
    lines: [{ y: number, label: text }],
  },
  time_course: {
    ...basics,
    x: axis,
    groups: [{ key: text, name: text, unit: text, scale: text }],
    quantities: [{ key: text, name: text, group: text }],
    cases,
    band: text,
    start: text,
  },
  stack: {
    ...basics,
    x: axis,
    y: axis,
    layers: [{ key: text, name: text }],
    cases,
    share: 'truth',
    start: text,
  },
  predicted_observed: {
    ...basics,
    x: axis,
    y: axis,
    x_scale: text,
    y_scale: text,
    series: [{ name: text, model: curve, observed: curve, source: text }],
    agreement: [{ name: text, value: number, unit: text, limit: text, passed: 'truth' }],
  },
  bars: {
    ...basics,
    y: axis,
    categories: [text],
    series: [{ name: text, values: numbers, low: numbers, high: numbers }],
    stacked: 'truth',
  },
  table: { ...basics, columns: [{ key: text, name: text, unit: text, kind: text, digits: number, decimals: number }], rows: [['any']] },
  spectrum: {
    ...basics,
    x: axis,
    y: axis,
    sticks: 'truth',
    compact: 'truth',
    start: numbers,
    observed: { x: numbers, y: numbers },
    grid: numbers,
    layers: [{ key: text, name: text, y: numbers }],
    residual: numbers,
    peaks: [{ x: number, y: number, name: text, note: text }],
  },
  charge_map: { ...basics, x: axis, y: axis, low: number, step: number, rows: numbers, values: [numbers], marks: [{ x: number, name: text }] },
  section_map: {
    ...basics,
    x: axis,
    y: axis,
    value: axis,
    highest: number,
    edges: numbers,
    middles: numbers,
    panels: [{ name: text, times: numbers, values: [numbers] }],
  },
  molecules: { ...basics, molecules: [{ name: text, says: text, smiles: text }] },
};

const side = [{ species: text, count: number }];
const network = {
  compartments: [{ key: text, name: text, description: text, volume: text }],
  species: [
    {
      key: text,
      name: text,
      symbol: text,
      compartment: text,
      composition: { '*': number },
      unit: text,
      initial: number,
      pool: text,
    },
  ],
  pools: [{ key: text, name: text, compartment: text, member: text }],
  reactions: [
    {
      key: text,
      name: text,
      kind: text,
      mechanism: text,
      reactants: side,
      products: side,
      modifiers: [{ species: text, effect: text }],
      rate: { text, mathml: text },
      reversible: 'truth',
      source: 'truth',
      sink: 'truth',
      parameters: [text],
      references: [text],
    },
  ],
};

const parameter = {
  key: text,
  name: text,
  symbol: text,
  symbol_mathml: text,
  unit: text,
  value: number,
  spread: 'any',
  obtained: text,
  source: { key: text, place: text },
  applies: text,
  why: text,
  alternatives: [{ value: number, unit: text, source: text, place: text, note: text }],
  overridden: { because: text, from: text, where: text },
  estimate: { value: number, low: number, high: number, level: number },
  mechanism: text,
  where: text,
};

const members = {};
for (const name of ['member', 'arm', 'status']) members[name] = [text];
for (const name of ['dose', 'time_reached', 'steps', 'rhs', 'jacobians', 'factorizations', 'iterations'])
  members[name] = numbers;
for (const name of ['error_test_failures', 'convergence_failures', 'events', 'wall_ms'])
  members[name] = numbers;

/** The whole document; a plot is looked up by its kind. */
export const report = {
  format: text,
  version: number,
  meta: {
    title: text,
    description: text,
    program: text,
    date: text,
    command: text,
    input: { file: text, hash: text },
    seed: 'any',
    relative_tolerance: 'any',
    absolute_tolerance: 'any',
    research_use: text,
  },
  asked: {
    summary: text,
    facts: labelled,
    arms: [
      {
        key: text,
        name: text,
        description: text,
        schedule: text,
        doses: numbers,
        dose_unit: text,
        members: number,
      },
    ],
    readouts: [
      {
        name: text,
        assay: text,
        quantity: text,
        unit: text,
        at: text,
        replicates: number,
        limit: text,
        arms: [text],
      },
    ],
  },
  findings: [
    {
      headline: text,
      sentence: text,
      value: 'any',
      decimals: number,
      unit: text,
      interval: { low: number, high: number, level: number, method: text },
      kind: text,
      passed: 'truth',
      plot: text,
    },
  ],
  sections: [{ id: text, title: text, text: 'any', plots: ['plot'] }],
  network,
  assumptions: [{ statement: text, because: text, parameter: text, value: text, effect: text }],
  parameters: [parameter],
  references: [{ key: text, text, doi: text, pmid: text, url: text }],
  mass_balance: {
    tolerance: number,
    note: text,
    rows: [
      {
        moiety: text,
        unit: text,
        case: text,
        initial: number,
        final: number,
        sources: number,
        sinks: number,
        residual: number,
        relative: number,
        passed: 'truth',
      },
    ],
  },
  solver: {
    method: text,
    summary: text,
    relative_tolerance: 'any',
    absolute_tolerance: 'any',
    threads: number,
    wall_seconds: number,
    network: { species: number, reactions: number, parameters: number, nonzeros: number },
    dose_unit: text,
    members,
  },
  failed_members: [{ member: text, arm: text, dose: text, time: text, reason: text, try: text }],
  warnings: [{ text, where: text, try: text }],
  provenance: {
    items: labelled,
    files: [{ path: text, hash: text, role: text }],
    libraries: [{ name: text, version: text, licence: text }],
  },
};
