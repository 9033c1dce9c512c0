// SPDX-License-Identifier: Apache-2.0
/// The written parts of the sample report: network, parameters, assumptions, references, solver table.

const mi = (t) => `<mi>${t}</mi>`;
const sub = (a, b) => `<msub><mi>${a}</mi><mi mathvariant="normal">${b}</mi></msub>`;
const conc = (t) => `<mrow><mo>[</mo><mi mathvariant="normal">${t}</mi><mo>]</mo></mrow>`;
const times = (...parts) => parts.join('<mo>&#x2062;</mo>');
const math = (...parts) => `<math><mrow>${parts.join('')}</mrow></math>`;
const minus = '<mo>&#x2212;</mo>';

const k = (name) => sub('k', name);

export const compartments = [
  { key: 'medium', name: 'Medium', description: 'culture medium, shared by all cells of the well', volume: '0.1 mL' },
  { key: 'surface', name: 'Cell surface', description: 'plasma membrane', volume: 'per cell' },
  { key: 'endosome', name: 'Endosomes', description: 'early and recycling endosomes', volume: 'per cell' },
  { key: 'lysosome', name: 'Lysosomes', description: 'digestive vesicles, pH 4.5 to 5', volume: 'per cell' },
  { key: 'cytosol', name: 'Cytosol', description: 'with tubulin and microtubules', volume: '3.8 pL per cell' },
  { key: 'cycle', name: 'Cell cycle and death', description: 'cells by phase', volume: 'cells per well' },
];

const one = (key, name, symbol, compartment, composition, unit, initial) =>
  ({ key, name, symbol, compartment, composition, unit, initial });

const molecules = [
  one('a', 'T-DM1', 'A', 'medium', { antibody: 1, linker: 3.5, DM1: 3.5 }, 'nM', 0),
  one('n', 'Naked antibody', 'N', 'medium', { antibody: 1 }, 'nM', 0),
  one('d', 'Shed DM1', 'D', 'medium', { DM1: 1, linker: 1 }, 'nM', 0),
  one('m', 'Lys-SMCC-DM1 outside', 'M', 'medium', { DM1: 1, linker: 1 }, 'nM', 0),
  one('r', 'HER2, free', 'R', 'surface', { HER2: 1 }, 'molecules/cell', 1.12e6),
  one('c', 'HER2·T-DM1', 'C', 'surface', { HER2: 1, antibody: 1, linker: 3.5, DM1: 3.5 }, 'molecules/cell', 0),
  one('b', 'HER2·naked antibody', 'B', 'surface', { HER2: 1, antibody: 1 }, 'molecules/cell', 0),
  one('re', 'HER2, free', 'Rₑ', 'endosome', { HER2: 1 }, 'molecules/cell', 9.65e4),
  one('ce', 'HER2·T-DM1', 'Cₑ', 'endosome', { HER2: 1, antibody: 1, linker: 3.5, DM1: 3.5 }, 'molecules/cell', 0),
  one('be', 'HER2·naked antibody', 'Bₑ', 'endosome', { HER2: 1, antibody: 1 }, 'molecules/cell', 0),
  one('l', 'T-DM1, intact', 'L', 'lysosome', { antibody: 1, linker: 3.5, DM1: 3.5 }, 'molecules/cell', 0),
  one('pl', 'Lys-SMCC-DM1', 'Pₗ', 'lysosome', { DM1: 1, linker: 1 }, 'molecules/cell', 0),
  one('pc', 'Lys-SMCC-DM1, free', 'P', 'cytosol', { DM1: 1, linker: 1 }, 'molecules/cell', 0),
  one('t', 'Tubulin dimer', 'T', 'cytosol', { tubulin: 1 }, 'molecules/cell', 3.43e7),
  one('pt', 'Tubulin·payload', 'PT', 'cytosol', { tubulin: 1, DM1: 1, linker: 1 }, 'molecules/cell', 0),
  one('ptip', 'Tip sites occupied', 'u', 'cytosol', { DM1: 1, linker: 1 }, 'molecules/cell', 0),
];

function stages(pool, name, symbol, count) {
  return Array.from({ length: count }, (_, i) =>
    ({ ...one(`${pool}_${i + 1}`, `${name} ${i + 1}`, symbol, 'cycle', { cell: 1 }, 'cells', 0), pool }));
}

export const pools = [
  { key: 'g1', name: 'G1', compartment: 'cycle' }, { key: 'sg2', name: 'S and G2', compartment: 'cycle' },
  { key: 'mit', name: 'Mitosis', compartment: 'cycle' }, { key: 'arr', name: 'Arrested in mitosis', compartment: 'cycle' },
  { key: 'x', name: 'Dying', compartment: 'cycle' },
];

export const species = [
  ...molecules, ...stages('g1', 'G1 stage', 'G₁', 6), ...stages('sg2', 'S-G2 stage', 'S', 20),
  ...stages('mit', 'Mitosis stage', 'M', 4), ...stages('arr', 'Arrested stage', 'Aₘ', 16),
  one('slip', 'Slipped, 4N', 'Tₛ', 'cycle', { cell: 1 }, 'cells', 0),
  one('stop', 'Stopped for good', 'Q', 'cycle', { cell: 1 }, 'cells', 0),
  ...stages('x', 'Dying stage', 'X', 2),
];

const list = (text) => text.split(' ').filter(Boolean).map((part) => {
  const [name, count] = part.split('*');
  return { species: name, count: count ? Number(count) : 1 };
});

function reaction(key, name, mechanism, from, to, rate, more = {}) {
  return { key, name, kind: 'mass action', mechanism, reactants: list(from), products: list(to), modifiers: [],
    rate: { text: rate[0], mathml: rate[1] }, reversible: false, source: false, sink: false, parameters: [],
    references: [], ...more };
}

const linear = (rate, symbol) => [`${rate} · ${symbol}`, math(times(k(rate.replace('k_', '')), conc(symbol)))];

const binding = [['a', 'c', 'T-DM1 binds HER2', 'A', 'C'], ['n', 'b', 'Naked antibody binds HER2', 'N', 'B']].map(
  ([ligand, complex, name, l, c]) => reaction(`bind_${ligand}`, name, 'binding', `${ligand} r`, complex,
    [`k_on · ${l} · R − k_off · ${c}`, math(times(k('on'), conc(l), conc('R')), minus, times(k('off'), conc(c)))],
    { reversible: true, parameters: ['binding.association', 'binding.affinity'], references: ['scheuher2023'] }));

const routes = [['r', 're', 'free HER2', 'R', 'Rₑ'], ['c', 'ce', 'HER2·T-DM1', 'C', 'Cₑ'], ['b', 'be', 'HER2·antibody', 'B', 'Bₑ']]
  .flatMap(([outside, inside, name, o, e]) => [
    reaction(`endo_${outside}`, `Endocytosis and recycling, ${name}`, 'trafficking', outside, inside,
      [`k_endo · ${o} − k_rec · ${e}`, math(times(k('endo'), conc(o)), minus, times(k('rec'), conc(e)))],
      { kind: 'transport', reversible: true, parameters: ['trafficking.endocytosis', 'trafficking.recycling'],
        references: ['scheuher2023', 'austin2004'] }),
    reaction(`deg_${outside}`, `To the lysosome, ${name}`, 'trafficking', inside, outside === 'c' ? 'l' : '', linear('k_deg', e),
      { kind: 'transport', sink: outside !== 'c', parameters: ['trafficking.to_lysosome'], references: ['scheuher2023'] }),
  ]);

const occupancy = math('<mfrac>', '<mrow>', sub('c', 'free'), '</mrow>', '<mrow>', sub('c', 'free'), '<mo>+</mo>', sub('K', 'tip'),
  '</mrow>', '</mfrac>');
const block = `<msup>${mi('u')}${mi('h')}</msup>`;

const payload = [
  reaction('synthesis', 'HER2 synthesis', 'trafficking', '', 'r', ['R0 · k_endo · k_deg / (k_deg + k_rec)',
    math(sub('R', '0'), '<mfrac>', `<mrow>${times(k('endo'), k('deg'))}</mrow>`, `<mrow>${k('deg')}<mo>+</mo>${k('rec')}</mrow>`, '</mfrac>')],
  { kind: 'constant', source: true, parameters: ['cell.antigens'], references: ['scheuher2023'] }),
  reaction('shed', 'Loss of payload from T-DM1 in medium', 'conjugate', 'a', 'n d*3.5', linear('k_dec', 'A'),
    { parameters: ['conjugate.deconjugation', 'conjugate.drug_load'], references: ['scheuher2023'] }),
  reaction('digest', 'Digestion of the antibody', 'lysosome', 'l', 'pl*3.5', linear('k_prot', 'L'),
    { parameters: ['lysosome.proteolysis', 'conjugate.drug_load'] }),
  reaction('export', 'Export to the cytosol by SLC46A3', 'lysosome', 'pl', 'pc', linear('k_lc', 'Pₗ'),
    { kind: 'transport', parameters: ['lysosome.export'], references: ['scheuher2023', 'hamblett2015'] }),
  reaction('bind_tubulin', 'Payload binds tubulin', 'tubulin', 'pc t', 'pt',
    ['k_T · (P · T − K_tub · PT)', math(k('T'), '<mo>(</mo>', times(conc('P'), conc('T')), minus, times(sub('K', 'tub'), conc('PT')), '<mo>)</mo>')],
    { reversible: true, parameters: ['tubulin.dimers', 'tubulin.affinity'], references: ['lopus2010'] }),
  reaction('bind_tip', 'Payload on microtubule tips', 'tubulin', 'pc', 'ptip', ['u = c_free / (c_free + K_tip)', occupancy],
    { kind: 'equilibrium', reversible: true, parameters: ['tubulin.tip_affinity'], references: ['lopus2010'] }),
  reaction('permeate', 'Slow passage of Lys-SMCC-DM1 through the membrane', 'payload', 'pc', 'm',
    ['k_perm · V_cell · (c_free − M)', math(times(k('perm'), sub('V', 'cell')), '<mo>(</mo>', sub('c', 'free'), minus, mi('M'), '<mo>)</mo>')],
    { kind: 'transport', reversible: true, parameters: ['payload.permeability', 'cell.volume'], references: ['khera2018'] }),
  reaction('pump', 'Efflux by P-gp and MRP1', 'payload', 'pc', 'm', ['k_pump · V_cell · c_free',
    math(times(k('pump'), sub('V', 'cell'), sub('c', 'free')))],
  { kind: 'transport', parameters: ['payload.efflux', 'cell.volume'], references: ['kovtun2010'] }),
];

function through(pool, count, name, rate) {
  return Array.from({ length: count - 1 }, (_, i) => reaction(`${pool}_${i + 1}_${i + 2}`, `${name}, stage ${i + 1} to ${i + 2}`,
    'cell_cycle', `${pool}_${i + 1}`, `${pool}_${i + 2}`, [rate, math(mi(rate))], { parameters: [`cell_cycle.${pool}`] }));
}

const tip = { modifiers: [{ species: 'ptip', effect: 'blocks' }], parameters: ['cell_cycle.half_block', 'cell_cycle.steepness'] };
const arrestRate = ['(n₃/m₃) · M₄ · u^h / (u^h + u₅₀^h)', math('<mfrac>', sub('n', '3'), sub('m', '3'), '</mfrac>', conc('M'),
  '<mfrac>', block, `<mrow>${block}<mo>+</mo><msubsup>${mi('u')}<mn>50</mn>${mi('h')}</msubsup></mrow>`, '</mfrac>')];
const cycle = [
  ...through('g1', 6, 'G1', 'n₁/m₁'),
  reaction('g1_s', 'Entry into S', 'cell_cycle', 'g1_6', 'sg2_1', ['(n₁/m₁) · G₁,₆', math(times('<mfrac><mi>n₁</mi><mi>m₁</mi></mfrac>', conc('G')))],
    { parameters: ['cell_cycle.g1'], references: ['gross2023'] }),
  ...through('sg2', 20, 'S-G2', 'n₂/m₂'),
  reaction('g2_m', 'Entry into mitosis', 'cell_cycle', 'sg2_20', 'mit_1', ['(n₂/m₂) · S₂₀', math(times('<mfrac><mi>n₂</mi><mi>m₂</mi></mfrac>', conc('S')))],
    { parameters: ['cell_cycle.sg2'], references: ['gross2023'] }),
  ...through('mit', 4, 'Mitosis', 'n₃/m₃'),
  reaction('divide', 'Division', 'cell_cycle', 'mit_4', 'g1_1*2', ['(n₃/m₃) · M₄ · (1 − H(u))',
    math('<mfrac><mi>n₃</mi><mi>m₃</mi></mfrac>', conc('M'), '<mo>(</mo><mn>1</mn>', minus, '<mi>H</mi><mo>(</mo><mi>u</mi><mo>)</mo><mo>)</mo>')],
  { ...tip, source: true, references: ['gross2023'] }),
  reaction('arrest', 'Block of mitotic exit', 'cell_cycle', 'mit_4', 'arr_1', arrestRate,
    { ...tip, modifiers: [{ species: 'ptip', effect: 'drives' }], references: ['gascoigne2008'] }),
  ...through('arr', 16, 'Arrest', 'k_d, k_s'),
  reaction('die_m', 'Death in mitosis', 'cell_cycle', 'arr_16', 'x_1', ['k_d · A', math(times(k('d'), conc('A')))],
    { parameters: ['cell_cycle.death'], references: ['gascoigne2008', 'lorz2018'] }),
  reaction('slip', 'Slippage without division', 'cell_cycle', 'arr_16', 'slip', ['k_s · A', math(times(k('s'), conc('A')))],
    { parameters: ['cell_cycle.slippage'], references: ['brito2006'] }),
  reaction('slip_dies', 'Death after slippage', 'cell_cycle', 'slip', 'x_1', ['k_TX · Tₛ', math(times(k('TX'), conc('T')))],
    { parameters: ['cell_cycle.late_death'] }),
  reaction('slip_stops', 'Slipped cells stop', 'cell_cycle', 'slip', 'stop', ['k_TQ · Tₛ', math(times(k('TQ'), conc('T')))],
    { parameters: ['cell_cycle.late_stop'] }),
  ...through('x', 2, 'Dying', 'n_x/m_x'),
  reaction('detach', 'Dead cells come off', 'cell_cycle', 'x_2', '', ['(n_x/m_x) · X₂', math(times('<mfrac><mi>nₓ</mi><mi>mₓ</mi></mfrac>', conc('X')))],
    { sink: true, parameters: ['cell_cycle.dying'] }),
];

export const reactions = [...binding, ...routes, ...payload, ...cycle];

const entry = (key, name, symbol, value, unit, obtained, source, place, why, more = {}) => ({
  key, name, symbol, value, unit, obtained, mechanism: key.split('.')[0], why,
  ...(source ? { source: { key: source, place } } : {}), ...more });
const factor = (value, f) => ({ low: Number((value / f).toPrecision(3)), high: Number((value * f).toPrecision(3)), level: 0.95,
  text: `log-normal, ×/÷ ${f}` });

export const parameters = [
  entry('cell.antigens', 'HER2 per cell', 'R₀', 1.12e6, 'molecules/cell', 'fitted', 'scheuher2023', 'table S2a',
    'fitted to erickson2012, the same pulse-chase as asked here', { spread: factor(1.12e6, 2), applies: 'SK-BR-3',
      alternatives: [{ value: 1.6e6, unit: 'molecules/cell', source: 'scheuher2023', place: 'table S2a', note: 'fitted to austin2004' },
        { value: 1.5e6, unit: 'molecules/cell', source: 'zhou2024', place: 'transcription', note: 'second-hand' }],
      where: 'data/systems/sk-br-3.toml:9' }),
  entry('cell.volume', 'Cell volume', 'V', 3.8, 'pL', 'fitted', 'scheuher2023', 'table S2a', 'the only value for this line',
    { spread: factor(3.8, 2), applies: 'SK-BR-3', where: 'data/systems/sk-br-3.toml:24' }),
  entry('conjugate.drug_load', 'Mean drug load (DAR)', 'DAR', 3.5, 'payload/antibody', 'measured', 'scheuher2023', 'table S1', 'T-DM1',
    { spread: factor(3.5, 1.05), applies: 'T-DM1', where: 'data/conjugates/t-dm1.toml:12' }),
  entry('conjugate.deconjugation', 'Loss of payload in medium', 'k_dec', 0.0023, '1/h', 'fitted', 'scheuher2023', 'table S2a',
    'in culture medium; the tumour value is ten times larger', { spread: factor(0.0023, 2), applies: 'T-DM1 in culture',
      alternatives: [{ value: 0.022, unit: '1/h', source: 'zhou2024', place: 'transcription', note: 'in tumour' }],
      where: 'data/parameters/conjugate.toml:31' }),
  entry('binding.association', 'Association with HER2', 'k_on', 0.36, '1/(nM h)', 'assumed', 'scheuher2023', 'table S2a',
    'typical value; two other models agree', { spread: factor(0.36, 2), applies: 'trastuzumab, T-DM1',
      alternatives: [{ value: 0.37, unit: '1/(nM h)', source: 'singh2017', place: 'table I', note: '' }], where: 'data/parameters/binding.toml:8' }),
  entry('binding.affinity', 'Dissociation constant on cells', 'K_D', 0.30, 'nM', 'fitted', 'scheuher2023', 'table S2a',
    'fits of cell data agree; the radioligand value is an outlier', { spread: factor(0.3, 2), applies: 'trastuzumab, T-DM1',
      alternatives: [{ value: 0.037, unit: 'nM', source: 'zhou2024', place: 'transcription', note: '' },
        { value: 11, unit: 'nM', source: 'tang2005', place: 'abstract', note: '30 to 100 times weaker than all others' }],
      where: 'data/parameters/binding.toml:21' }),
  entry('trafficking.endocytosis', 'Endocytosis of HER2, free or bound', 'k_endo', 0.154, '1/h', 'fitted', 'scheuher2023', 'table S2a',
    'only the net route is identifiable; this set reproduces the primary data', { spread: factor(0.154, 3), applies: 'SK-BR-3',
      where: 'data/parameters/trafficking.toml:7' }),
  entry('trafficking.recycling', 'Recycling', 'k_rec', 1.33, '1/h', 'derived', 'scheuher2023', 'figure S1B, refitted',
    'the printed value does not reproduce its own figure; this one does', { spread: factor(1.33, 3), applies: 'SK-BR-3',
      alternatives: [{ value: 0.0864, unit: '1/h', source: 'scheuher2023', place: 'table S2a, as printed', note: 'gives 0.84 catabolised at 24 h where 0.465 was measured' }],
      where: 'data/parameters/trafficking.toml:22' }),
  entry('trafficking.to_lysosome', 'Endosome to lysosome', 'k_deg', 0.457, '1/h', 'fitted', 'scheuher2023', 'table S2a',
    'with k_endo and k_rec gives a net route of 0.039 1/h', { spread: factor(0.457, 3), applies: 'SK-BR-3',
      where: 'data/parameters/trafficking.toml:41' }),
  entry('lysosome.proteolysis', 'Digestion in the lysosome', 'k_prot', 0.2, '1/h', 'assumed', '', '', 'half-life 2 to 6 h is usual for lysosomal proteolysis',
    { spread: factor(0.2, 3), applies: 'T-DM1', where: 'data/parameters/lysosome.toml:6' }),
  entry('lysosome.export', 'Lysosome to cytosol (SLC46A3)', 'k_lc', 0.2, '1/h', 'assumed', 'scheuher2023', 'text, set equal to the uptake constant',
    'no measurement exists', { spread: factor(0.2, 5), applies: 'SLC46A3 present',
      alternatives: [{ value: 0.03, unit: '1/h', source: '', place: '', note: 'SLC46A3 lost' }], where: 'data/parameters/lysosome.toml:19' }),
  entry('payload.permeability', 'Permeability constant of free Lys-SMCC-DM1', 'k_perm', 0.214, '1/h', 'derived', 'khera2018', 'table 1',
    'half-life of uptake 194 min', { spread: factor(0.214, 3), applies: 'Lys-SMCC-DM1', where: 'data/parameters/payload.toml:5' }),
  entry('payload.efflux', 'Efflux by P-gp and MRP1', 'k_pump', 0.05, '1/h', 'assumed', '', '', 'no kinetic constant is known',
    { applies: 'P-gp and MRP1 at rest', overridden: { because: 'low pump expression in this batch (flow cytometry of 3 March)', from: '0 1/h',
      where: 'experiments/t-dm1-sk-br-3.toml:31' }, where: 'data/parameters/payload.toml:18' }),
  entry('tubulin.dimers', 'Tubulin dimers in the cell', 'T', 15, 'µM', 'assumed', '', '', '10 to 25 µM in mammalian cells; the 65 nM of other models is an effect scale',
    { spread: factor(15, 2), applies: 'mammalian cell', alternatives: [{ value: 0.065, unit: 'µM', source: 'singh2017', place: 'table I', note: 'effect scale, not tubulin' }],
      where: 'data/parameters/tubulin.toml:6' }),
  entry('tubulin.affinity', 'Affinity to tubulin dimers', 'K_tub', 0.93, 'µM', 'measured', 'lopus2010', 'table 1', 'S-methyl-DM1, stands in for Lys-SMCC-DM1',
    { spread: factor(0.93, 1.5), applies: 'S-methyl-DM1', where: 'data/parameters/tubulin.toml:20' }),
  entry('tubulin.tip_affinity', 'Affinity to microtubule tips', 'K_tip', 0.10, 'µM', 'measured', 'lopus2010', 'text', 'S-methyl-DM1, stands in for Lys-SMCC-DM1',
    { spread: factor(0.1, 2), applies: 'S-methyl-DM1', where: 'data/parameters/tubulin.toml:33' }),
  entry('cell_cycle.g1', 'Mean duration of G1', 'm₁', 14.3, 'h', 'derived', 'gross2023', 'data', 'scaled from AU565 to a doubling time of 37.4 h', { where: 'data/parameters/cell_cycle.toml:6' }),
  entry('cell_cycle.sg2', 'Mean duration of S and G2', 'm₂', 22.4, 'h', 'derived', 'gross2023', 'data', 'scaled from AU565 to a doubling time of 37.4 h', { where: 'data/parameters/cell_cycle.toml:19' }),
  entry('cell_cycle.mit', 'Mean duration of mitosis', 'm₃', 0.7, 'h', 'assumed', '', '', '0.5 to 1 h is usual', { where: 'data/parameters/cell_cycle.toml:32' }),
  entry('cell_cycle.half_block', 'Tip occupancy at half block of mitotic exit', 'u₅₀', 0.07, '', 'fitted', 'lewisphillips2008', 'figure 2', 'estimated from the 72 h curve',
    { spread: factor(0.07, 2), estimate: { value: 0.0713, low: 0.0642, high: 0.0791, level: 0.95 }, where: 'data/parameters/cell_cycle.toml:45' }),
  entry('cell_cycle.steepness', 'Steepness of the block', 'h', 2.5, '', 'fitted', 'lewisphillips2008', 'figure 2', 'estimated from the 72 h curve',
    { estimate: { value: 2.46, low: 2.1, high: 2.9, level: 0.95 }, where: 'data/parameters/cell_cycle.toml:58' }),
  entry('cell_cycle.death', 'Step to death in arrest', 'k_d', 0.10, '1/h', 'derived', 'gross2023', 'data', 'AU565, same donor as SK-BR-3', { where: 'data/parameters/cell_cycle.toml:71' }),
  entry('cell_cycle.slippage', 'Step to slippage in arrest', 'k_s', 0.16, '1/h', 'derived', 'gross2023', 'data', 'AU565, same donor as SK-BR-3', { where: 'data/parameters/cell_cycle.toml:84' }),
  entry('cell_cycle.late_death', 'Death after slippage', 'k_TX', 0.012, '1/h', 'assumed', '', '', 'most slipped cells live beyond the third day', { where: 'data/parameters/cell_cycle.toml:97' }),
  entry('cell_cycle.late_stop', 'Slipped cells stop for good', 'k_TQ', 0.05, '1/h', 'assumed', '', '', 'no endocycling in the default set', { where: 'data/parameters/cell_cycle.toml:110' }),
  entry('cell_cycle.dying', 'Time a dead cell stays attached', 'm_x', 12, 'h', 'derived', 'gross2023', 'gap at 48 h', 'a quarter of the objects at 15 nM were dead', { where: 'data/parameters/cell_cycle.toml:123' }),
];

const cite = (key, text, doi, pmid) => ({ key, text, ...(doi ? { doi, url: `https://doi.org/${doi}` } : {}), ...(pmid ? { pmid } : {}) });
export const references = [
  cite('austin2004', 'Austin CD, De Mazière AM, Pisacane PI et al. (2004). Mol Biol Cell 15:5268.'),
  cite('brito2006', 'Brito DA, Rieder CL (2006). Mitotic checkpoint slippage in humans occurs via cyclin B destruction in the presence of an active checkpoint. Curr Biol.'),
  cite('erickson2012', 'Erickson HK, Lewis Phillips GD, Leipold DD et al. (2012). Mol Cancer Ther 11:1133.'),
  cite('gascoigne2008', 'Gascoigne KE, Taylor SS (2008). Cancer cells display profound intra- and interline variation following prolonged exposure to antimitotic drugs. Cancer Cell.'),
  cite('gross2023', 'Gross, Mohammadi, …, Meyer, Heiser (2023). Nat Commun.', '10.1038/s41467-023-39122-z'),
  cite('hamblett2015', 'Hamblett et al. (2015). Cancer Res 75:5329.'),
  cite('khera2018', 'Khera E, Cilliers C, Bhatnagar S, Thurber GM (2018). Mol Syst Des Eng 3:73.', '10.1039/C7ME00093F'),
  cite('kovtun2010', 'Kovtun et al. (2010), abstract.'),
  cite('lewisphillips2008', 'Lewis Phillips GD, Li G, Dugger DL et al. (2008). Cancer Res 68:9280.'),
  cite('lopus2010', 'Lopus et al. (2010). Mol Cancer Ther 9:2689, PMC2954514.'),
  cite('lorz2018', 'Lorz et al. (2018), abstract.'),
  cite('scheuher2023', 'Scheuher B, Ghusinga KR, McGirr K et al. (2023). J Pharmacokinet Pharmacodyn 51:5.', '10.1007/s10928-023-09884-6'),
  cite('singh2017', 'Singh AP, Shah DK (2017). AAPS J 19:1054.'),
  cite('tang2005', 'Tang et al. (2005), abstract.'),
  cite('zhou2024', 'Zhou et al. (2024). Acta Pharmacol Sin 45:1287.', '10.1038/s41401-024-01232-9'),
];

export const assumptions = [
  { statement: 'One apparent binding site: the second arm of the antibody is not resolved.', because: 'no numeric cross-linking constant is known', effect: 'apparent dissociation from cells would be slower at high HER2' },
  { statement: 'Digestion in the lysosome takes about three and a half hours.', because: 'half-life 2 to 6 h is usual for lysosomal proteolysis', parameter: 'lysosome.proteolysis', value: '0.2 1/h', effect: 'early catabolite amounts; little at 24 h and later' },
  { statement: 'Lys-SMCC-DM1 leaves the lysosome as fast as it crosses a membrane.', because: 'no measurement exists; taken as in scheuher2023', parameter: 'lysosome.export', value: '0.2 1/h', effect: 'split between lysosome and cytosol, hence potency' },
  { statement: 'P-gp and MRP1 are nearly silent in this line.', because: 'no kinetic constant is known', parameter: 'payload.efflux', value: '0.05 1/h', effect: 'a larger value raises the half-effect dose' },
  { statement: 'The cell holds 15 µM tubulin.', because: '10 to 25 µM in mammalian cells', parameter: 'tubulin.dimers', value: '15 µM', effect: 'free payload, retention and potency together' },
  { statement: 'S-methyl-DM1 stands in for Lys-SMCC-DM1 on tubulin.', because: 'the catabolite itself was not measured', effect: 'scale of the tip occupancy' },
  { statement: 'Mitosis of an untreated cell lasts 0.7 h.', because: '0.5 to 1 h is usual', parameter: 'cell_cycle.mit', value: '0.7 h', effect: 'mitotic index only' },
  { statement: 'Slipped cells stop for good rather than copy their DNA again.', because: 'no rate is known for this line', parameter: 'cell_cycle.late_stop', value: '0.05 1/h', effect: 'DNA-content view after 48 h' },
  { statement: 'Nutrients and crowding do not limit growth.', because: 'wells stay below confluence for 72 h', effect: 'growth of the control' },
];
