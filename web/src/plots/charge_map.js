// SPDX-License-Identifier: Apache-2.0
/// Intensity by mass and charge, as cells whose darkness is the square root of what they hold.

import { h, s } from '../dom.js';
import { axisTitle, formatNumber, formatQuantity } from '../format.js';
import { numbersBehind } from '../numbers.js';
import { makeAxis } from '../scales.js';
import { axisColumn } from './dose_response.js';
import { makeFigure } from './figure.js';

const WIDTH = 900;
const LEFT = 44;
const ROW = 17;
const LEAST = 0.15; // % of the highest cell; fainter ones are not drawn

function cells(plot, x) {
  const wide = Math.max(1, x.at(plot.low + plot.step) - x.at(plot.low));
  return plot.values.flatMap((row, z) =>
    row.map((value, i) => {
      if (!(value > LEAST)) return null;
      const mass = plot.low + i * plot.step;
      return s(
        'rect',
        {
          class: 'cell',
          x: x.at(mass).toFixed(1),
          y: 26 + ROW * (plot.rows.length - 1 - z) + 1,
          width: (wide + 0.3).toFixed(1),
          height: ROW - 2,
          'fill-opacity': Math.min(1, 0.06 + 0.94 * Math.sqrt(value / 100)).toFixed(2),
        },
        s('title', {}, `${formatNumber(mass, 6)} Da, ${plot.rows[z]}+: ${formatQuantity(value, '%')}`),
      );
    }),
  );
}

function axes(plot, x, bottom) {
  const items = [s('text', { class: 'axis-title', x: 2, y: 12 }, axisTitle(plot.y))];
  plot.rows.forEach((charge, z) => {
    const at = 26 + ROW * (plot.rows.length - 1 - z) + ROW / 2;
    if (plot.rows.length <= 16 || z % 2 === 0)
      items.push(s('text', { class: 'tick', x: LEFT - 7, y: at + 4, 'text-anchor': 'end' }, `${charge}+`));
  });
  for (const tick of x.ticks.filter((t) => t.label)) {
    const at = Math.round(x.at(tick.value)) + 0.5;
    items.push(s('line', { class: 'tick-mark', x1: at, x2: at, y1: bottom, y2: bottom + 5 }));
    items.push(s('text', { class: 'tick', x: at, y: bottom + 18, 'text-anchor': 'middle' }, tick.label));
  }
  items.push(s('line', { class: 'axis', x1: LEFT, x2: WIDTH - 14, y1: bottom + 0.5, y2: bottom + 0.5 }));
  items.push(
    s('text', { class: 'axis-title', x: WIDTH - 14, y: bottom + 37, 'text-anchor': 'end' }, axisTitle(plot.x)),
  );
  return items;
}

function numbersOf(plot) {
  const columns = [
    { ...axisColumn(plot.x), digits: 7 },
    ...plot.rows.map((z) => ({ name: `${z}+`, unit: '%', kind: 'number' })),
  ];
  const count = plot.values[0]?.length ?? 0;
  return {
    columns,
    rows: Array.from({ length: count }, (_, i) => [plot.low + i * plot.step, ...plot.values.map((row) => row[i])]),
  };
}

/** The figure of a `charge_map` plot. */
export function chargeMap(plot) {
  const count = plot.values?.[0]?.length ?? 0;
  if (!count) return makeFigure(plot, { body: h('p', { class: 'quiet' }, 'No charge was found.') });
  const bottom = 26 + ROW * plot.rows.length;
  const x = makeAxis({
    domain: [plot.low, plot.low + plot.step * count],
    range: [LEFT, WIDTH - 14],
    count: 10,
    nice: false,
  });
  const picture = s(
    'svg',
    {
      class: 'plot-area charge-map',
      viewBox: `0 0 ${WIDTH} ${bottom + 44}`,
      role: 'img',
      'aria-label': `${plot.title}: charges ${plot.rows[0]} to ${plot.rows.at(-1)}`,
    },
    axes(plot, x, bottom),
    cells(plot, x),
  );
  return makeFigure(plot, { body: picture, numbers: numbersBehind(plot.title, () => numbersOf(plot)).element });
}
