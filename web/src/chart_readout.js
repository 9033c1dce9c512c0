// SPDX-License-Identifier: Apache-2.0
/// What a chart tells about a position: the values of its series there, the marker under the pointer, the rows to show.

import { heightOf, usable } from './chart_frame.js';
import { nearestIndex } from './decimate.js';
import { h, s } from './dom.js';
import { formatNumber, prettyUnit } from './format.js';

const SNAP = 16;
const READOUT_ROWS = 10;

/** The x positions that readouts step through: of the item with the most points. */
export function stepsOf(spec, hidden) {
  const items = [...(spec.curves ?? []), ...(spec.areas ?? [])].filter((c) => !hidden.has(c.key));
  const longest = items.reduce((a, b) => (b.x.length > (a?.x.length ?? 0) ? b : a), null);
  return longest?.x ?? spec.marks?.find((m) => !hidden.has(m.key))?.x ?? [];
}

/** What stands at `x`: [{name, value, low, high, look, at}] of every visible curve and layer. */
export function readAt(spec, hidden, x, frame) {
  const rows = [];
  const add = (item, value, low, high, y) => {
    if (Number.isFinite(value))
      rows.push({
        name: item.name,
        value,
        low,
        high,
        look: item.look,
        at: heightOf(frame, y ?? value),
        layer: y !== undefined,
      });
  };
  for (const c of spec.curves ?? []) {
    if (hidden.has(c.key)) continue;
    const i = nearestIndex(c.x, x);
    if (i >= 0 && Math.abs(frame.x.at(c.x[i]) - frame.x.at(x)) < 24) add(c, c.y[i], c.low?.[i], c.high?.[i]);
  }
  for (const a of [...(spec.areas ?? [])].reverse()) {
    if (hidden.has(a.key)) continue;
    const i = nearestIndex(a.x, x);
    if (i >= 0) add(a, a.high[i] - a.low[i], undefined, undefined, a.high[i]);
  }
  return rows;
}

/** The marker nearest to the pointer, if near enough: {mark, i}. */
export function nearestMark(spec, hidden, px, py, frame) {
  let best = null;
  let distance = SNAP;
  for (const m of spec.marks ?? []) {
    if (hidden.has(m.key)) continue;
    m.x.forEach((v, i) => {
      if (!usable(frame.x, v) || !usable(frame.y, m.y[i])) return;
      const d = Math.hypot(frame.x.at(v) - px, frame.y.at(m.y[i]) - py);
      if (d < distance) {
        distance = d;
        best = { mark: m, i };
      }
    });
  }
  return best;
}

function swatch(look, layer) {
  const path = layer
    ? s('rect', { width: 12, height: 12, rx: 2, fill: look.fill, stroke: look.color })
    : s('line', {
        x1: 0,
        x2: 18,
        y1: 6,
        y2: 6,
        stroke: look.color,
        'stroke-width': 2.5,
        'stroke-dasharray': look.dash || null,
      });
  return s('svg', { class: 'swatch', width: layer ? 12 : 18, height: 12, 'aria-hidden': 'true' }, path);
}

/** The table of a readout; with many series only those nearest to the pointer. */
export function readoutRows(rows, unit, pointerY) {
  const nearest = rows.reduce(
    (a, b) => (a === null || Math.abs(b.at - pointerY) < Math.abs(a.at - pointerY) ? b : a),
    null,
  );
  const sorted =
    rows.length > READOUT_ROWS
      ? [...rows].sort((a, b) => Math.abs(a.at - pointerY) - Math.abs(b.at - pointerY)).slice(0, READOUT_ROWS)
      : rows;
  const list = sorted.map((r) =>
    h(
      'tr',
      { class: r === nearest && rows.length > 1 ? 'near' : null },
      h('td', {}, swatch(r.look, r.layer)),
      h('th', { scope: 'row' }, r.name),
      h(
        'td',
        {},
        formatNumber(r.value),
        Number.isFinite(r.low) && Number.isFinite(r.high)
          ? h('small', {}, ` ${formatNumber(r.low)} to ${formatNumber(r.high)}`)
          : '',
      ),
    ),
  );
  const rest = rows.length - sorted.length;
  return [
    h('table', {}, list),
    h(
      'p',
      { class: 'readout-unit' },
      unit ? `in ${prettyUnit(unit)}` : '',
      rest > 0 ? ` · ${rest} more` : '',
    ),
  ];
}
