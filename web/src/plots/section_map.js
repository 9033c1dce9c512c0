// SPDX-License-Identifier: Apache-2.0
/// A quantity by radius and time, one picture for each treatment, all with one scale of darkness.

import { h, s } from '../dom.js';
import { axisTitle, formatNumber, formatQuantity } from '../format.js';
import { numbersBehind } from '../numbers.js';
import { makeAxis } from '../scales.js';
import { axisColumn } from './dose_response.js';
import { makeFigure } from './figure.js';

const WIDTH = 900;
const LEFT = 52;
const RIGHT = WIDTH - 14;
const TOP = 34;
const HEIGHT = 170;
const BOTTOM = TOP + HEIGHT;
const KEY = 220; // length of the scale of darkness

const opacity = (value, highest) =>
  value > 0 && highest > 0 ? Math.min(1, Math.max(0.02, value / highest)).toFixed(3) : '0';

function cells(panel, plot, x, y) {
  const { times, values } = panel;
  return values.flatMap((row, shell) => {
    const top = y.at(plot.edges[shell + 1]);
    const height = y.at(plot.edges[shell]) - top;
    return row.slice(0, -1).map((start, i) => {
      const end = row[i + 1];
      if (start === null || end === null) return null;
      const value = (start + end) / 2;
      const from = x.at(times[i]);
      return s(
        'rect',
        {
          class: 'cell',
          x: from.toFixed(1),
          y: top.toFixed(1),
          width: (x.at(times[i + 1]) - from + 0.3).toFixed(1),
          height: (height + 0.3).toFixed(1),
          'fill-opacity': opacity(value, plot.highest),
        },
        s(
          'title',
          {},
          `${formatQuantity(plot.middles[shell], plot.y.unit)}, ${formatQuantity(times[i], plot.x.unit)}: ` +
            formatQuantity(value, plot.value.unit),
        ),
      );
    });
  });
}

function axes(plot, x, y) {
  const items = [
    s('text', { class: 'axis-title', x: 2, y: 28 }, axisTitle(plot.y)),
    s('line', { class: 'axis', x1: LEFT, x2: RIGHT, y1: BOTTOM + 0.5, y2: BOTTOM + 0.5 }),
    s('text', { class: 'axis-title', x: RIGHT, y: BOTTOM + 37, 'text-anchor': 'end' }, axisTitle(plot.x)),
  ];
  for (const tick of y.ticks.filter((t) => t.label))
    items.push(s('text', { class: 'tick', x: LEFT - 7, y: y.at(tick.value) + 4, 'text-anchor': 'end' }, tick.label));
  for (const tick of x.ticks.filter((t) => t.label)) {
    const at = Math.round(x.at(tick.value)) + 0.5;
    items.push(s('line', { class: 'tick-mark', x1: at, x2: at, y1: BOTTOM, y2: BOTTOM + 5 }));
    items.push(s('text', { class: 'tick', x: at, y: BOTTOM + 18, 'text-anchor': 'middle' }, tick.label));
  }
  return items;
}

/** The scale of darkness, from nothing to the highest value of all panels. */
function key(plot) {
  const steps = 11;
  const wide = KEY / steps;
  const boxes = Array.from({ length: steps }, (_, i) =>
    s('rect', {
      class: 'cell',
      x: (RIGHT - KEY + i * wide).toFixed(1),
      y: 4,
      width: (wide + 0.3).toFixed(1),
      height: 10,
      'fill-opacity': opacity(i, steps - 1),
    }),
  );
  return [
    ...boxes,
    s('text', { class: 'tick', x: RIGHT - KEY - 6, y: 13, 'text-anchor': 'end' }, `${axisTitle(plot.value)}  0`),
    s('text', { class: 'tick', x: RIGHT, y: 28, 'text-anchor': 'end' }, formatNumber(plot.highest)),
  ];
}

function picture(panel, plot) {
  const x = makeAxis({
    domain: [panel.times[0], panel.times.at(-1)],
    range: [LEFT, RIGHT],
    count: 8,
    nice: false,
  });
  const y = makeAxis({ domain: [plot.edges[0], plot.edges.at(-1)], range: [BOTTOM, TOP], count: 5, nice: false });
  return h(
    'div',
    { class: 'section-map' },
    h('p', { class: 'quiet' }, panel.name),
    s(
      'svg',
      {
        class: 'plot-area',
        viewBox: `0 0 ${WIDTH} ${BOTTOM + 44}`,
        role: 'img',
        'aria-label': `${plot.title}, ${panel.name}: by radius and time`,
      },
      axes(plot, x, y),
      cells(panel, plot, x, y),
      key(plot),
    ),
  );
}

function numbersOf(plot) {
  return {
    columns: [
      { key: 'treatment', name: 'Treatment', kind: 'text' },
      axisColumn(plot.x),
      ...plot.middles.map((radius) => ({
        name: formatQuantity(radius, plot.y.unit),
        unit: plot.value.unit,
        kind: 'number',
      })),
    ],
    rows: plot.panels.flatMap((panel) =>
      panel.times.map((time, i) => [panel.name, time, ...panel.values.map((row) => row[i])]),
    ),
  };
}

/** The figure of a `section_map` plot. */
export function sectionMap(plot) {
  if (!plot.panels?.length) return makeFigure(plot, { body: h('p', { class: 'quiet' }, 'No section was read.') });
  return makeFigure(plot, {
    body: h('div', {}, ...plot.panels.map((panel) => picture(panel, plot))),
    numbers: numbersBehind(plot.title, () => numbersOf(plot)).element,
  });
}
