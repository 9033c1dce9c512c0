// SPDX-License-Identifier: Apache-2.0
/// The network of the sample report.

const mi = (t) => `<mi>${t}</mi>`;
const sub = (a, b) => `<msub><mi>${a}</mi><mi mathvariant="normal">${b}</mi></msub>`;
const conc = (t) => `<mrow><mo>[</mo><mi mathvariant="normal">${t}</mi><mo>]</mo></mrow>`;
const times = (...parts) => parts.join('<mo>&#x2062;</mo>');
const math = (...parts) => `<math><mrow>${parts.join('')}</mrow></math>`;
const minus = '<mo>&#x2212;</mo>';

const k = (name) => sub('k', name);

export const compartments = [
  {
    key: 'medium',
    name: 'Medium',
    description: 'culture medium, shared by all cells of the well',
    volume: '0.1 mL',
  },
  { key: 'surface', name: 'Cell surface', description: 'plasma membrane', volume: 'per cell' },
  { key: 'endosome', name: 'Endosomes', description: 'early and recycling endosomes', volume: 'per cell' },
  { key: 'lysosome', name: 'Lysosomes', description: 'digestive vesicles, pH 4.5 to 5', volume: 'per cell' },
  {
    key: 'cytosol',
    name: 'Cytosol',
    description: 'with tubulin and microtubules',
    volume: '3.8 pL per cell',
  },
  { key: 'cycle', name: 'Cell cycle and death', description: 'cells by phase', volume: 'cells per well' },
];

const one = (key, name, symbol, compartment, composition, unit, initial) => ({
  key,
  name,
  symbol,
  compartment,
  composition,
  unit,
  initial,
});

const molecules = [
  one('a', 'T-DM1', 'A', 'medium', { antibody: 1, linker: 3.5, DM1: 3.5 }, 'nM', 0),
  one('n', 'Naked antibody', 'N', 'medium', { antibody: 1 }, 'nM', 0),
  one('d', 'Shed DM1', 'D', 'medium', { DM1: 1, linker: 1 }, 'nM', 0),
  one('m', 'Lys-SMCC-DM1 outside', 'M', 'medium', { DM1: 1, linker: 1 }, 'nM', 0),
  one('r', 'HER2, free', 'R', 'surface', { HER2: 1 }, 'molecules/cell', 1.12e6),
  one(
    'c',
    'HER2·T-DM1',
    'C',
    'surface',
    { HER2: 1, antibody: 1, linker: 3.5, DM1: 3.5 },
    'molecules/cell',
    0,
  ),
  one('b', 'HER2·naked antibody', 'B', 'surface', { HER2: 1, antibody: 1 }, 'molecules/cell', 0),
  one('re', 'HER2, free', 'Rₑ', 'endosome', { HER2: 1 }, 'molecules/cell', 9.65e4),
  one(
    'ce',
    'HER2·T-DM1',
    'Cₑ',
    'endosome',
    { HER2: 1, antibody: 1, linker: 3.5, DM1: 3.5 },
    'molecules/cell',
    0,
  ),
  one('be', 'HER2·naked antibody', 'Bₑ', 'endosome', { HER2: 1, antibody: 1 }, 'molecules/cell', 0),
  one('l', 'T-DM1, intact', 'L', 'lysosome', { antibody: 1, linker: 3.5, DM1: 3.5 }, 'molecules/cell', 0),
  one('pl', 'Lys-SMCC-DM1', 'Pₗ', 'lysosome', { DM1: 1, linker: 1 }, 'molecules/cell', 0),
  one('pc', 'Lys-SMCC-DM1, free', 'P', 'cytosol', { DM1: 1, linker: 1 }, 'molecules/cell', 0),
  one('t', 'Tubulin dimer', 'T', 'cytosol', { tubulin: 1 }, 'molecules/cell', 3.43e7),
  one('pt', 'Tubulin·payload', 'PT', 'cytosol', { tubulin: 1, DM1: 1, linker: 1 }, 'molecules/cell', 0),
  one('ptip', 'Tip sites occupied', 'u', 'cytosol', { DM1: 1, linker: 1 }, 'molecules/cell', 0),
];

function stages(pool, name, symbol, count) {
  return Array.from({ length: count }, (_, i) => ({
    ...one(`${pool}_${i + 1}`, `${name} ${i + 1}`, symbol, 'cycle', { cell: 1 }, 'cells', 0),
    pool,
  }));
}

export const pools = [
  { key: 'g1', name: 'G1', compartment: 'cycle' },
  { key: 'sg2', name: 'S and G2', compartment: 'cycle' },
  { key: 'mit', name: 'Mitosis', compartment: 'cycle' },
  { key: 'arr', name: 'Arrested in mitosis', compartment: 'cycle' },
  { key: 'x', name: 'Dying', compartment: 'cycle' },
];

export const species = [
  ...molecules,
  ...stages('g1', 'G1 stage', 'G₁', 6),
  ...stages('sg2', 'S-G2 stage', 'S', 20),
  ...stages('mit', 'Mitosis stage', 'M', 4),
  ...stages('arr', 'Arrested stage', 'Aₘ', 16),
  one('slip', 'Slipped, 4N', 'Tₛ', 'cycle', { cell: 1 }, 'cells', 0),
  one('stop', 'Stopped for good', 'Q', 'cycle', { cell: 1 }, 'cells', 0),
  ...stages('x', 'Dying stage', 'X', 2),
];

const list = (text) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((part) => {
      const [name, count] = part.split('*');
      return { species: name, count: count ? Number(count) : 1 };
    });

function reaction(key, name, mechanism, from, to, rate, more = {}) {
  return {
    key,
    name,
    kind: 'mass action',
    mechanism,
    reactants: list(from),
    products: list(to),
    modifiers: [],
    rate: { text: rate[0], mathml: rate[1] },
    reversible: false,
    source: false,
    sink: false,
    parameters: [],
    references: [],
    ...more,
  };
}

const linear = (rate, symbol) => [
  `${rate} · ${symbol}`,
  math(times(k(rate.replace('k_', '')), conc(symbol))),
];

const binding = [
  ['a', 'c', 'T-DM1 binds HER2', 'A', 'C'],
  ['n', 'b', 'Naked antibody binds HER2', 'N', 'B'],
].map(([ligand, complex, name, l, c]) =>
  reaction(
    `bind_${ligand}`,
    name,
    'binding',
    `${ligand} r`,
    complex,
    [
      `k_on · ${l} · R − k_off · ${c}`,
      math(times(k('on'), conc(l), conc('R')), minus, times(k('off'), conc(c))),
    ],
    {
      reversible: true,
      parameters: ['binding.association', 'binding.affinity'],
      references: ['scheuher2023'],
    },
  ),
);

const routes = [
  ['r', 're', 'free HER2', 'R', 'Rₑ'],
  ['c', 'ce', 'HER2·T-DM1', 'C', 'Cₑ'],
  ['b', 'be', 'HER2·antibody', 'B', 'Bₑ'],
].flatMap(([outside, inside, name, o, e]) => [
  reaction(
    `endo_${outside}`,
    `Endocytosis and recycling, ${name}`,
    'trafficking',
    outside,
    inside,
    [`k_endo · ${o} − k_rec · ${e}`, math(times(k('endo'), conc(o)), minus, times(k('rec'), conc(e)))],
    {
      kind: 'transport',
      reversible: true,
      parameters: ['trafficking.endocytosis', 'trafficking.recycling'],
      references: ['scheuher2023', 'austin2004'],
    },
  ),
  reaction(
    `deg_${outside}`,
    `To the lysosome, ${name}`,
    'trafficking',
    inside,
    outside === 'c' ? 'l' : '',
    linear('k_deg', e),
    {
      kind: 'transport',
      sink: outside !== 'c',
      parameters: ['trafficking.to_lysosome'],
      references: ['scheuher2023'],
    },
  ),
]);

const occupancy = math(
  '<mfrac>',
  '<mrow>',
  sub('c', 'free'),
  '</mrow>',
  '<mrow>',
  sub('c', 'free'),
  '<mo>+</mo>',
  sub('K', 'tip'),
  '</mrow>',
  '</mfrac>',
);
const block = `<msup>${mi('u')}${mi('h')}</msup>`;

const payload = [
  reaction(
    'synthesis',
    'HER2 synthesis',
    'trafficking',
    '',
    'r',
    [
      'R0 · k_endo · k_deg / (k_deg + k_rec)',
      math(
        sub('R', '0'),
        '<mfrac>',
        `<mrow>${times(k('endo'), k('deg'))}</mrow>`,
        `<mrow>${k('deg')}<mo>+</mo>${k('rec')}</mrow>`,
        '</mfrac>',
      ),
    ],
    { kind: 'constant', source: true, parameters: ['cell.antigens'], references: ['scheuher2023'] },
  ),
  reaction(
    'shed',
    'Loss of payload from T-DM1 in medium',
    'conjugate',
    'a',
    'n d*3.5',
    linear('k_dec', 'A'),
    { parameters: ['conjugate.deconjugation', 'conjugate.drug_load'], references: ['scheuher2023'] },
  ),
  reaction('digest', 'Digestion of the antibody', 'lysosome', 'l', 'pl*3.5', linear('k_prot', 'L'), {
    parameters: ['lysosome.proteolysis', 'conjugate.drug_load'],
  }),
  reaction('export', 'Export to the cytosol by SLC46A3', 'lysosome', 'pl', 'pc', linear('k_lc', 'Pₗ'), {
    kind: 'transport',
    parameters: ['lysosome.export'],
    references: ['scheuher2023', 'hamblett2015'],
  }),
  reaction(
    'bind_tubulin',
    'Payload binds tubulin',
    'tubulin',
    'pc t',
    'pt',
    [
      'k_T · (P · T − K_tub · PT)',
      math(
        k('T'),
        '<mo>(</mo>',
        times(conc('P'), conc('T')),
        minus,
        times(sub('K', 'tub'), conc('PT')),
        '<mo>)</mo>',
      ),
    ],
    { reversible: true, parameters: ['tubulin.dimers', 'tubulin.affinity'], references: ['lopus2010'] },
  ),
  reaction(
    'bind_tip',
    'Payload on microtubule tips',
    'tubulin',
    'pc',
    'ptip',
    ['u = c_free / (c_free + K_tip)', occupancy],
    {
      kind: 'equilibrium',
      reversible: true,
      parameters: ['tubulin.tip_affinity'],
      references: ['lopus2010'],
    },
  ),
  reaction(
    'permeate',
    'Slow passage of Lys-SMCC-DM1 through the membrane',
    'payload',
    'pc',
    'm',
    [
      'k_perm · V_cell · (c_free − M)',
      math(times(k('perm'), sub('V', 'cell')), '<mo>(</mo>', sub('c', 'free'), minus, mi('M'), '<mo>)</mo>'),
    ],
    {
      kind: 'transport',
      reversible: true,
      parameters: ['payload.permeability', 'cell.volume'],
      references: ['khera2018'],
    },
  ),
  reaction(
    'pump',
    'Efflux by P-gp and MRP1',
    'payload',
    'pc',
    'm',
    ['k_pump · V_cell · c_free', math(times(k('pump'), sub('V', 'cell'), sub('c', 'free')))],
    { kind: 'transport', parameters: ['payload.efflux', 'cell.volume'], references: ['kovtun2010'] },
  ),
];

function through(pool, count, name, rate, parameters = [`cell_cycle.${pool}`]) {
  return Array.from({ length: count - 1 }, (_, i) =>
    reaction(
      `${pool}_${i + 1}_${i + 2}`,
      `${name}, stage ${i + 1} to ${i + 2}`,
      'cell_cycle',
      `${pool}_${i + 1}`,
      `${pool}_${i + 2}`,
      [rate, math(mi(rate))],
      { parameters },
    ),
  );
}

const tip = {
  modifiers: [{ species: 'ptip', effect: 'blocks' }],
  parameters: ['cell_cycle.half_block', 'cell_cycle.steepness'],
};
const arrestRate = [
  '(n₃/m₃) · M₄ · u^h / (u^h + u₅₀^h)',
  math(
    '<mfrac>',
    sub('n', '3'),
    sub('m', '3'),
    '</mfrac>',
    conc('M'),
    '<mfrac>',
    block,
    `<mrow>${block}<mo>+</mo><msubsup>${mi('u')}<mn>50</mn>${mi('h')}</msubsup></mrow>`,
    '</mfrac>',
  ),
];
const cycle = [
  ...through('g1', 6, 'G1', 'n₁/m₁'),
  reaction(
    'g1_s',
    'Entry into S',
    'cell_cycle',
    'g1_6',
    'sg2_1',
    ['(n₁/m₁) · G₁,₆', math(times('<mfrac><mi>n₁</mi><mi>m₁</mi></mfrac>', conc('G')))],
    { parameters: ['cell_cycle.g1'], references: ['gross2023'] },
  ),
  ...through('sg2', 20, 'S-G2', 'n₂/m₂'),
  reaction(
    'g2_m',
    'Entry into mitosis',
    'cell_cycle',
    'sg2_20',
    'mit_1',
    ['(n₂/m₂) · S₂₀', math(times('<mfrac><mi>n₂</mi><mi>m₂</mi></mfrac>', conc('S')))],
    { parameters: ['cell_cycle.sg2'], references: ['gross2023'] },
  ),
  ...through('mit', 4, 'Mitosis', 'n₃/m₃'),
  reaction(
    'divide',
    'Division',
    'cell_cycle',
    'mit_4',
    'g1_1*2',
    [
      '(n₃/m₃) · M₄ · (1 − H(u))',
      math(
        '<mfrac><mi>n₃</mi><mi>m₃</mi></mfrac>',
        conc('M'),
        '<mo>(</mo><mn>1</mn>',
        minus,
        '<mi>H</mi><mo>(</mo><mi>u</mi><mo>)</mo><mo>)</mo>',
      ),
    ],
    { ...tip, source: true, references: ['gross2023'] },
  ),
  reaction('arrest', 'Block of mitotic exit', 'cell_cycle', 'mit_4', 'arr_1', arrestRate, {
    ...tip,
    modifiers: [{ species: 'ptip', effect: 'drives' }],
    references: ['gascoigne2008'],
  }),
  ...through('arr', 16, 'Arrest', 'k_d + k_s', ['cell_cycle.death', 'cell_cycle.slippage']),
  reaction(
    'die_m',
    'Death in mitosis',
    'cell_cycle',
    'arr_16',
    'x_1',
    ['k_d · A', math(times(k('d'), conc('A')))],
    { parameters: ['cell_cycle.death'], references: ['gascoigne2008', 'lorz2018'] },
  ),
  reaction(
    'slip',
    'Slippage without division',
    'cell_cycle',
    'arr_16',
    'slip',
    ['k_s · A', math(times(k('s'), conc('A')))],
    { parameters: ['cell_cycle.slippage'], references: ['brito2006'] },
  ),
  reaction(
    'slip_dies',
    'Death after slippage',
    'cell_cycle',
    'slip',
    'x_1',
    ['k_TX · Tₛ', math(times(k('TX'), conc('T')))],
    { parameters: ['cell_cycle.late_death'] },
  ),
  reaction(
    'slip_stops',
    'Slipped cells stop',
    'cell_cycle',
    'slip',
    'stop',
    ['k_TQ · Tₛ', math(times(k('TQ'), conc('T')))],
    { parameters: ['cell_cycle.late_stop'] },
  ),
  ...through('x', 2, 'Dying', 'nₓ/mₓ', ['cell_cycle.dying']),
  reaction(
    'detach',
    'Dead cells come off',
    'cell_cycle',
    'x_2',
    '',
    ['(n_x/m_x) · X₂', math(times('<mfrac><mi>nₓ</mi><mi>mₓ</mi></mfrac>', conc('X')))],
    { sink: true, parameters: ['cell_cycle.dying'] },
  ),
];

export const reactions = [...binding, ...routes, ...payload, ...cycle];
