// SPDX-License-Identifier: Apache-2.0
/// The end of the page: mass balance, solver, provenance, licences of what is bundled here.

import { h, paragraphs, scroller } from '../dom.js';
import { formatCount, formatNumber, formatQuantity, plural } from '../format.js';
import { makeTable } from '../numbers.js';

/** One line on whether every moiety balances. */
function balanceVerdict(balance) {
  const rows = balance.rows ?? [];
  const failed = rows.filter((r) => r.passed === false);
  const limit = Number.isFinite(balance.tolerance)
    ? ` to ${formatNumber(balance.tolerance, 1)} of its total`
    : '';
  if (failed.length)
    return h(
      'p',
      { class: 'verdict-line missed' },
      `✗ ${plural(failed.length, 'row')} out of balance: ${failed.map((r) => r.moiety).join(', ')}.`,
    );
  return h('p', { class: 'verdict-line passed' }, `✓ Every moiety balances${limit}.`);
}

/** The audit: what was there, came, went, and what is left unexplained. */
export function balancePart(balance) {
  const columns = [
    { name: 'Moiety', kind: 'text' },
    { name: 'Case', kind: 'text' },
    { name: 'At start', kind: 'number' },
    { name: 'Sources', kind: 'number' },
    { name: 'Sinks', kind: 'number' },
    { name: 'At end', kind: 'number' },
    { name: 'Residual', kind: 'number' },
    { name: 'Relative', kind: 'number' },
    { name: '', kind: 'text' },
  ];
  const rows = (balance.rows ?? []).map((r) => [
    r.unit ? `${r.moiety} (${r.unit})` : r.moiety,
    r.case ?? null,
    r.initial,
    r.sources,
    r.sinks,
    r.final,
    r.residual,
    r.relative,
    r.passed === false ? '✗ off' : r.passed === true ? '✓' : null,
  ]);
  return [
    balanceVerdict(balance),
    paragraphs(balance.note),
    makeTable(columns, rows, { label: 'Mass balance' }),
  ];
}

const memberColumns = [
  ['member', 'Member'],
  ['arm', 'Arm'],
  ['dose', 'Dose'],
  ['status', 'Status'],
  ['time_reached', 'Reached', 'h'],
  ['steps', 'Steps'],
  ['rhs', 'Right-hand sides'],
  ['jacobians', 'Jacobians'],
  ['factorizations', 'Factorizations'],
  ['iterations', 'Newton iterations'],
  ['error_test_failures', 'Error test failures'],
  ['convergence_failures', 'Convergence failures'],
  ['events', 'Events'],
  ['wall_ms', 'Wall time', 'ms'],
];
const wordColumns = new Set(['member', 'arm', 'status']);

function solverFacts(solver) {
  const network = solver.network ?? {};
  const facts = [
    ['Method', solver.method],
    ['Relative tolerance', solver.relative_tolerance],
    ['Absolute tolerance', solver.absolute_tolerance],
    ['Threads', solver.threads],
    ['Wall time', Number.isFinite(solver.wall_seconds) ? formatQuantity(solver.wall_seconds, 's') : null],
    ['Species', network.species],
    ['Reactions', network.reactions],
    ['Parameters', network.parameters],
    ['Jacobian entries', network.nonzeros],
  ].filter(([, value]) => value !== null && value !== undefined);
  return h(
    'dl',
    { class: 'facts compact' },
    facts.map(([label, value]) =>
      h(
        'div',
        {},
        h('dt', {}, label),
        h(
          'dd',
          {},
          typeof value === 'number'
            ? Number.isInteger(value)
              ? formatCount(value)
              : formatNumber(value)
            : value,
        ),
      ),
    ),
  );
}

/** What the integrator did, member by member. */
export function solverPart(solver) {
  const members = solver.members ?? {};
  const present = memberColumns.filter(([key]) => Array.isArray(members[key]));
  const length = Math.max(0, ...present.map(([key]) => members[key].length));
  const columns = present.map(([key, name, unit]) => ({
    name,
    unit: key === 'dose' ? solver.dose_unit : unit,
    kind: wordColumns.has(key) ? 'text' : 'number',
    exact: !['dose', 'wall_ms', 'time_reached'].includes(key),
  }));
  const rows = Array.from({ length }, (_, i) => present.map(([key]) => members[key][i] ?? null));
  return [
    paragraphs(solver.summary),
    solverFacts(solver),
    length > 0 && makeTable(columns, rows, { label: 'Solver statistics' }),
  ];
}

function hashText(hash = '') {
  return h('code', { class: 'hash', title: hash }, hash.length > 20 ? `${hash.slice(0, 16)}…` : hash);
}

/** Where everything came from: versions, files with hashes, libraries. */
export function provenancePart(provenance, meta) {
  const own = [
    ['Command', meta.command],
    ['Input', meta.input?.file],
    ['Input SHA-256', meta.input?.hash],
    ['Seed', meta.seed],
    ['Relative tolerance', meta.relative_tolerance],
    ['Absolute tolerance', meta.absolute_tolerance],
  ]
    .filter(([, v]) => v !== undefined && v !== null)
    .map(([label, value]) => ({
      label,
      value: label.includes('tolerance') && typeof value === 'number' ? formatNumber(value) : String(value),
    }));
  const labels = new Set(own.map((i) => i.label));
  const items = [...own, ...(provenance.items ?? []).filter((i) => !labels.has(i.label))];
  return [
    h(
      'dl',
      { class: 'facts' },
      items.map((i) =>
        h(
          'div',
          {},
          h('dt', {}, i.label),
          h(
            'dd',
            {},
            i.label.includes('SHA') || i.label === 'Command'
              ? h('code', { class: 'long-code' }, i.value)
              : i.value,
          ),
        ),
      ),
    ),
    provenance.files?.length > 0 && [
      h('h3', {}, 'Files'),
      scroller(
        'Files',
        h(
          'table',
          { class: 'data' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ['File', 'Role', 'SHA-256'].map((t) => h('th', { scope: 'col' }, t)),
            ),
          ),
          h(
            'tbody',
            {},
            provenance.files.map((f) =>
              h(
                'tr',
                {},
                h('th', { scope: 'row' }, h('code', {}, f.path)),
                h('td', {}, f.role ?? '–'),
                h('td', {}, hashText(f.hash)),
              ),
            ),
          ),
        ),
      ),
    ],
    provenance.libraries?.length > 0 && [
      h('h3', {}, 'Libraries'),
      h(
        'p',
        {},
        provenance.libraries
          .map((l) => [l.name, l.version, l.licence && `(${l.licence})`].filter(Boolean).join(' '))
          .join(', '),
        '.',
      ),
    ],
  ];
}

/** The licences of the packages inside this page, as their authors ask. */
export function licencePart(licences) {
  return h(
    'details',
    { class: 'licences' },
    h('summary', {}, `Software inside this page: ${licences.map((l) => l.name).join(', ')}`),
    licences.map((l) =>
      h('section', {}, h('h4', {}, `${l.name} ${l.version} (${l.licence})`), h('pre', {}, l.text)),
    ),
  );
}
