// SPDX-License-Identifier: Apache-2.0
/// Tables of the page: plain ones, and the numbers behind a plot, with CSV to save and text to copy.

import { fileName, toCsv, toTabs } from './csv.js';
import { h, scroller } from './dom.js';
import { formatCount, formatDecimals, formatNumber, prettyText, prettyUnit } from './format.js';

const ROWS_AT_FIRST = 60;
const ROWS_A_STEP = 1000;

const SHORT = 20; // characters of a text that is not broken into lines

function shownNumber(value, column) {
  if (column.exact) return formatCount(value);
  if (typeof column.decimals === 'number') return formatDecimals(value, column.decimals);
  return formatNumber(value, column.digits ?? 4);
}

function shownCell(value, column) {
  if (value === null || value === undefined || value === '')
    return h('td', { class: column.kind === 'number' ? 'number' : null }, '–');
  if (typeof value === 'number') return h('td', { class: 'number' }, shownNumber(value, column));
  const kind = column.kind === 'number' ? 'number' : null;
  return h('td', { class: kind ?? (value.length <= SHORT ? 'short' : null) }, prettyText(String(value)));
}

function rowElement(row, columns) {
  return h(
    'tr',
    {},
    row.map((value, i) => shownCell(value, columns[i])),
  );
}

function moreButton(rows, columns, body) {
  const words = () => {
    const rest = rows.length - body.childElementCount;
    return `Show ${rest > ROWS_A_STEP ? `${formatCount(ROWS_A_STEP)} more of ${formatCount(rest)}` : `the other ${formatCount(rest)}`} rows`;
  };
  if (rows.length <= ROWS_AT_FIRST) return null;
  const button = h(
    'button',
    {
      type: 'button',
      class: 'small',
      onclick: () => {
        const from = body.childElementCount;
        body.append(...rows.slice(from, from + ROWS_A_STEP).map((r) => rowElement(r, columns)));
        if (body.childElementCount === rows.length) button.remove();
        else button.textContent = words();
      },
    },
    words(),
  );
  return button;
}

/** A table of [{name, unit, kind}] and rows; long ones begin with a part and a button for the rest. */
export function makeTable(columns, rows, { caption = '', label = 'Table' } = {}) {
  const body = h(
    'tbody',
    {},
    rows.slice(0, ROWS_AT_FIRST).map((r) => rowElement(r, columns)),
  );
  const head = h(
    'thead',
    {},
    h(
      'tr',
      {},
      columns.map((c) =>
        h(
          'th',
          { scope: 'col', class: c.kind === 'number' ? 'number' : null },
          c.name,
          c.unit && h('span', { class: 'unit' }, ` ${prettyUnit(c.unit)}`),
        ),
      ),
    ),
  );
  const table = h('table', { class: 'data' }, caption && h('caption', {}, caption), head, body);
  return [scroller(label, table), moreButton(rows, columns, body)];
}

function saveText(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function copyText(text, button) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    const field = h('textarea', { class: 'unseen' }, text);
    document.body.append(field);
    field.select();
    button.textContent = document.execCommand('copy') ? 'Copied' : 'Copying is not allowed here';
    field.remove();
  }
  setTimeout(() => {
    button.textContent = said;
  }, 1800);
}

/**
 * "Numbers behind this plot": built when it is opened, since it can be long. `shown()` gives {columns, rows} of what the
 * plot shows now, `all()` (optional) everything for the file. `refresh` follows a change of the plot.
 */
export function numbersBehind(title, shown, all = shown) {
  const inside = h('div', { class: 'numbers-body' });
  const build = () => {
    const { columns, rows } = shown();
    const copy = h(
      'button',
      { type: 'button', class: 'small', onclick: () => copyText(toTabs(columns, rows), copy) },
      'Copy',
    );
    const save = () => {
      const full = all();
      saveText(fileName(title, 'csv'), toCsv(full.columns, full.rows));
    };
    inside.replaceChildren(
      h(
        'p',
        { class: 'numbers-tools' },
        h('button', { type: 'button', class: 'small', onclick: save }, 'Save as CSV'),
        copy,
        h(
          'span',
          { class: 'quiet' },
          all === shown
            ? `${formatCount(rows.length)} rows`
            : `${formatCount(rows.length)} rows shown; the file holds all cases`,
        ),
      ),
      ...makeTable(columns, rows, { label: `Numbers behind: ${title}` }).filter(Boolean),
    );
  };
  const element = h(
    'details',
    {
      class: 'numbers',
      ontoggle: () => {
        if (element.open && !inside.childElementCount) build();
      },
    },
    h('summary', {}, 'Numbers behind this plot'),
    inside,
  );
  return {
    element,
    refresh: () => {
      if (element.open) build();
      else inside.replaceChildren();
    },
  };
}
