// SPDX-License-Identifier: Apache-2.0
/// The top of the page: research-use note, title, findings, what was asked, warnings.

import { h, paragraphs, scroller } from '../dom.js';
import {
  formatDate,
  formatDecimals,
  formatInterval,
  formatNumber,
  formatQuantity,
  plural,
  prettyText,
  prettyUnit,
} from '../format.js';

const STANDING_NOTE = 'Research use only. Not for diagnosis or treatment.';

/** The note that stands at the top and at the bottom. */
export function researchNote(meta) {
  return h('p', { class: 'research-note', role: 'note' }, meta.research_use || STANDING_NOTE);
}

/** Title, description and one line on where the report comes from. */
export function titleBlock(meta) {
  const facts = [meta.program, formatDate(meta.date), meta.input?.file].filter(Boolean);
  return h(
    'header',
    { class: 'title-block' },
    h('p', { class: 'kicker' }, 'Emtansim report'),
    h('h1', {}, meta.title ?? 'Untitled experiment'),
    paragraphs(meta.description, { class: 'lead' }),
    facts.length > 0 &&
      h(
        'p',
        { class: 'facts-line' },
        facts.flatMap((f, i) => [i ? h('span', { class: 'between', 'aria-hidden': 'true' }, ' · ') : '', f]),
      ),
    meta.command && h('p', { class: 'command' }, h('code', {}, meta.command)),
  );
}

const kindNames = { estimate: 'Estimate', prediction: 'Prediction', check: 'Check', caution: 'Caution' };

function kindTag(finding) {
  const kind = kindNames[finding.kind] ? finding.kind : 'prediction';
  const verdict =
    kind === 'check' && typeof finding.passed === 'boolean' ? (finding.passed ? ': passed' : ': missed') : '';
  const mark = { estimate: '≈', prediction: '→', check: finding.passed === false ? '✗' : '✓', caution: '!' }[
    kind
  ];
  return h(
    'p',
    { class: `kind kind-${kind}${finding.passed === false ? ' kind-missed' : ''}` },
    h('span', { class: 'kind-mark', 'aria-hidden': 'true' }, mark),
    kindNames[kind] + verdict,
  );
}

function shownValue({ value, decimals }) {
  return typeof decimals === 'number' ? formatDecimals(value, decimals) : formatNumber(value);
}

function findingValue(finding) {
  if (finding.value === null || finding.value === undefined || finding.value === '') return null;
  const text = typeof finding.value === 'string' ? finding.value : shownValue(finding);
  return h(
    'p',
    { class: 'finding-value' },
    h('span', { class: text.length > 14 ? 'figure long' : 'figure' }, text),
    finding.unit && h('span', { class: 'finding-unit' }, ` ${prettyUnit(finding.unit)}`),
  );
}

function card(finding) {
  const interval = formatInterval(finding.interval);
  return h(
    'li',
    { class: 'finding' },
    kindTag(finding),
    h('h3', {}, finding.headline),
    findingValue(finding),
    interval &&
      h(
        'p',
        { class: 'finding-interval' },
        interval,
        finding.interval.method && `, ${finding.interval.method}`,
      ),
    paragraphs(finding.sentence),
    finding.plot && h('p', { class: 'finding-link' }, h('a', { href: `#${finding.plot}` }, 'See the plot')),
  );
}

/** The cards; the first one is the widest. */
export function findingCards(findings) {
  return h('ul', { class: 'findings' }, findings.map(card));
}

function doseText(arm) {
  const doses = arm.doses ?? [];
  if (!doses.length) return '–';
  if (doses.length === 1) return formatQuantity(doses[0], arm.dose_unit);
  const positive = doses.filter((d) => d > 0);
  const zero = positive.length < doses.length ? '0 and ' : '';
  if (doses.length <= 4) return formatQuantity(doses.map((d) => formatNumber(d)).join(', '), arm.dose_unit);
  return `${plural(doses.length, 'dose')}: ${zero}${formatNumber(Math.min(...positive))} to ${formatQuantity(Math.max(...positive), arm.dose_unit)}`;
}

function armTable(arms) {
  return scroller(
    'Arms',
    h(
      'table',
      { class: 'data' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Arm', 'Schedule', 'Doses', 'Members'].map((t) =>
            h('th', { scope: 'col', class: t === 'Members' ? 'number' : null }, t),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        arms.map((a) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, a.name ?? a.key, a.description && h('small', {}, a.description)),
            h('td', {}, a.schedule ?? '–'),
            h('td', { title: (a.doses ?? []).join(', ') }, doseText(a)),
            h('td', { class: 'number' }, a.members ?? '–'),
          ),
        ),
      ),
    ),
  );
}

function readoutTable(readouts, arms) {
  const names = new Map(arms.map((a) => [a.key, a.name ?? a.key]));
  const heads = ['Readout', 'Quantity', 'At', 'Replicates', 'Limit', 'Arms'];
  return scroller(
    'Readouts',
    h(
      'table',
      { class: 'data' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((t) => h('th', { scope: 'col', class: t === 'Replicates' ? 'number' : null }, t)),
        ),
      ),
      h(
        'tbody',
        {},
        readouts.map((r) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, r.name, r.assay && h('small', {}, r.assay)),
            h('td', {}, r.quantity, r.unit && h('span', { class: 'unit' }, ` ${prettyUnit(r.unit)}`)),
            h('td', {}, r.at ?? '–'),
            h('td', { class: 'number' }, r.replicates ?? '–'),
            h('td', {}, r.limit ?? '–'),
            h('td', {}, r.arms?.length ? r.arms.map((k) => names.get(k) ?? k).join(', ') : 'all'),
          ),
        ),
      ),
    ),
  );
}

/** What was asked: facts, arms with doses and units, readouts. */
export function askedPart(asked) {
  const arms = asked.arms ?? [];
  return [
    paragraphs(asked.summary),
    asked.facts?.length > 0 &&
      h(
        'dl',
        { class: 'facts' },
        asked.facts.map((f) => h('div', {}, h('dt', {}, f.label), h('dd', {}, prettyText(f.value)))),
      ),
    arms.length > 0 && [h('h3', {}, 'Arms'), armTable(arms)],
    asked.readouts?.length > 0 && [h('h3', {}, 'Readouts'), readoutTable(asked.readouts, arms)],
  ];
}

function notice(kind, mark, content) {
  return h(
    'li',
    { class: `notice notice-${kind}` },
    h('span', { class: 'notice-mark', 'aria-hidden': 'true' }, mark),
    h('div', {}, content),
  );
}

/** Failed members and warnings, before everything else that could hide them. */
export function noticeList(failed, warnings) {
  return h(
    'ul',
    { class: 'notices' },
    failed.map((f) =>
      notice('failed', '✗', [
        h(
          'p',
          {},
          h('b', {}, `Member ${f.member} did not finish`),
          f.time && ` (stopped at ${f.time}${f.dose ? `, ${f.dose}` : ''})`,
          `: ${f.reason ?? 'no reason was given'}.`,
        ),
        f.try && h('p', { class: 'quiet' }, `Try: ${f.try}.`),
      ]),
    ),
    warnings.map((w) =>
      notice('warning', '!', [
        h('p', {}, prettyText(w.text), w.where && [' ', h('code', {}, w.where)]),
        w.try && h('p', { class: 'quiet' }, `Try: ${w.try}.`),
      ]),
    ),
  );
}
