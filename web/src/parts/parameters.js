// SPDX-License-Identifier: Apache-2.0
/// Assumptions, and the table of parameters that can be searched and filtered.

import { breakable, formula, h, paragraphs, scroller } from '../dom.js';
import { formatInterval, formatNumber, formatQuantity, plural } from '../format.js';
import { citation } from './references.js';

/** The list of assumptions: what is assumed, why, and what would change. */
export function assumptionList(assumptions) {
  return h(
    'ol',
    { class: 'assumptions' },
    assumptions.map((a) =>
      h(
        'li',
        {},
        h('p', {}, h('b', {}, a.statement), a.value && [' ', h('span', { class: 'value-tag' }, a.value)]),
        a.because && h('p', {}, h('span', { class: 'label' }, 'Because '), a.because),
        a.effect && h('p', {}, h('span', { class: 'label' }, 'If wrong: '), a.effect),
        a.parameter && h('p', {}, h('a', { href: `#par-${a.parameter}` }, h('code', {}, a.parameter))),
      ),
    ),
  );
}

function spreadLines(spread) {
  if (!spread) return [];
  if (typeof spread === 'string') return [spread];
  return [formatInterval(spread), spread.text].filter(Boolean);
}

/** A symbol with its index lowered: "k_endo" reads as k with the index endo. */
function symbol(p) {
  if (p.symbol_mathml) return formula({ mathml: p.symbol_mathml, text: p.symbol });
  const [stem, ...index] = p.symbol.split('_');
  return h('i', { class: 'symbol' }, stem, index.length > 0 && h('sub', {}, index.join('_')));
}

const obtainedMarks = { measured: '●', fitted: '◐', derived: '◇', assumed: '○', asked: '◆' };

function obtainedTag(parameter) {
  const word = parameter.obtained ?? 'unknown';
  return h(
    'span',
    { class: `obtained obtained-${word}` },
    h('span', { 'aria-hidden': 'true' }, `${obtainedMarks[word] ?? '?'} `),
    word,
  );
}

function alternativesOf(parameter) {
  if (!parameter.alternatives?.length) return null;
  return h(
    'details',
    { class: 'alternatives print-open' },
    h('summary', {}, plural(parameter.alternatives.length, 'alternative')),
    h(
      'ul',
      {},
      parameter.alternatives.map((a) =>
        h(
          'li',
          {},
          formatQuantity(a.value, a.unit),
          a.source && [' (', citation(a.source, a.place), ')'],
          a.note && `: ${a.note}`,
        ),
      ),
    ),
  );
}

function row(p) {
  return h(
    'tr',
    { id: `par-${p.key}` },
    h(
      'th',
      { scope: 'row' },
      p.name ?? p.key,
      (p.symbol || p.symbol_mathml) && [' ', symbol(p)],
      h('small', {}, h('code', {}, p.key)),
      p.applies && h('small', {}, p.applies),
    ),
    h(
      'td',
      { class: 'number' },
      h('b', {}, formatQuantity(p.value, p.unit, 4)),
      spreadLines(p.spread).map((line) => h('small', {}, line)),
      p.estimate &&
        h(
          'small',
          { class: 'estimate' },
          `estimated here: ${formatNumber(p.estimate.value)}, ${formatInterval(p.estimate)}`,
        ),
    ),
    h('td', {}, obtainedTag(p), p.overridden && h('span', { class: 'overridden' }, 'overridden')),
    h(
      'td',
      {},
      p.source ? citation(p.source.key, p.source.place) : '–',
      p.where && h('small', {}, h('code', {}, breakable(p.where))),
    ),
    h(
      'td',
      { class: 'why' },
      p.overridden &&
        h(
          'p',
          {},
          h('b', {}, 'Overridden'),
          ` because ${p.overridden.because}`,
          p.overridden.from && `; published: ${p.overridden.from}`,
          p.overridden.where && [' ', h('code', {}, p.overridden.where)],
        ),
      paragraphs(p.why),
      alternativesOf(p),
    ),
  );
}

/** Everything of a parameter that a search should find. */
export function searchText(p) {
  return [
    p.key,
    p.name,
    p.symbol,
    p.unit,
    p.obtained,
    p.mechanism,
    p.source?.key,
    p.source?.place,
    p.applies,
    p.why,
    p.overridden?.because,
    ...(p.alternatives ?? []).map((a) => `${a.source} ${a.note}`),
  ]
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
}

/** Whether a parameter passes the search words (all of them) and the filters. */
export function passes(parameter, { words = '', obtained = '', mechanism = '' }) {
  const text = searchText(parameter);
  if (
    !words
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean)
      .every((word) => text.includes(word))
  )
    return false;
  if (obtained === 'overridden' && !parameter.overridden) return false;
  if (obtained === 'estimated' && !parameter.estimate) return false;
  if (obtained && !['overridden', 'estimated'].includes(obtained) && parameter.obtained !== obtained)
    return false;
  return !mechanism || parameter.mechanism === mechanism;
}

function filterBar(parameters, onChange) {
  const filter = { words: '', obtained: '', mechanism: '' };
  const set = (key) => (event) => {
    filter[key] = event.target.value;
    onChange(filter);
  };
  const select = (label, key, values) =>
    values.length > 1 &&
    h(
      'label',
      { class: 'choice' },
      h('span', {}, label),
      h(
        'select',
        { onchange: set(key) },
        h('option', { value: '' }, 'all'),
        values.map((v) => h('option', { value: v }, v)),
      ),
    );
  const distinct = (of) => [...new Set(parameters.map(of).filter(Boolean))];
  const kinds = [
    ...distinct((p) => p.obtained),
    parameters.some((p) => p.overridden) && 'overridden',
    parameters.some((p) => p.estimate) && 'estimated',
  ].filter(Boolean);
  return h(
    'div',
    { class: 'filters', role: 'search' },
    h(
      'label',
      { class: 'choice grow' },
      h('span', {}, 'Search'),
      h('input', { type: 'search', placeholder: 'name, symbol, source …', oninput: set('words') }),
    ),
    select('Obtained', 'obtained', kinds),
    select(
      'Mechanism',
      'mechanism',
      distinct((p) => p.mechanism),
    ),
  );
}

/** The table with its search field and filters. */
export function parameterTable(parameters) {
  const rows = parameters.map(row);
  const count = h('p', { class: 'quiet', role: 'status' }, plural(parameters.length, 'parameter'));
  const apply = (filter) => {
    let shown = 0;
    parameters.forEach((p, i) => {
      rows[i].hidden = !passes(p, filter);
      if (!rows[i].hidden) shown += 1;
    });
    count.textContent =
      shown === parameters.length
        ? plural(shown, 'parameter')
        : `${shown} of ${plural(parameters.length, 'parameter')}`;
  };
  const head = ['Parameter', 'Value and spread', 'Obtained', 'Source', 'Why this one'];
  return [
    filterBar(parameters, apply),
    count,
    scroller(
      'Parameters',
      h(
        'table',
        { class: 'data parameters' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            head.map((t, i) => h('th', { scope: 'col', class: i === 1 ? 'number' : null }, t)),
          ),
        ),
        h('tbody', {}, rows),
      ),
    ),
  ];
}
