// SPDX-License-Identifier: Apache-2.0
/// Intensity by mass and charge, as cells whose darkness is the square root of what they hold.

import { h, s } from '../dom.js';
import { axisTitle, formatNumber, formatQuantity, powerOfTen } from '../format.js';
import { numbersBehind } from '../numbers.js';
import { makeAxis, tickExponent } from '../scales.js';
import { axisColumn } from './dose_response.js';
import { makeFigure } from './figure.js';

const WIDTH = 900;
const LEFT = 44;
const RIGHT = WIDTH - 14;
const TOP = 40; // below the title of the charges and the names of the marked masses
const TALL = 380; // of all rows together, as far as rows may be so high
const HIGHEST_ROW = 17;
const LOWEST_ROW = 5;
const LEAST = 0.15; // % of the highest cell; fainter ones are not drawn
const NARROWEST = 3; // pixels: a mass is a thin line on a wide axis
const KEY = [1, 10, 50, 100]; // % that the key below shows

const darkness = (value) => Math.min(1, 0.16 + 0.84 * Math.sqrt(value / 100)).toFixed(2);

/** Pixel frame: charges on a true scale, so that the cells of alike m/z lie on a line whatever charges are missing. */
function frameOf(plot) {
  const [low, high] = [Math.min(...plot.rows), Math.max(...plot.rows)];
  const row = Math.max(LOWEST_ROW, Math.min(HIGHEST_ROW, TALL / (high - low + 1)));
  const bottom = TOP + row * (high - low + 1);
  const domain = [plot.low, plot.low + plot.step * plot.values[0].length];
  const exponent = tickExponent(domain);
  const x = makeAxis({ domain, range: [LEFT, RIGHT], count: 10, exponent });
  return { low, high, row, bottom, x, exponent, top: (charge) => TOP + row * (high - charge) };
}

function cells(plot, frame) {
  const { x } = frame;
  const wide = Math.max(NARROWEST, x.at(plot.low + plot.step) - x.at(plot.low) + 0.3);
  const gap = frame.row > 9 ? 1 : 0.4;
  return plot.values.flatMap((values, z) =>
    values.map((value, i) => {
      if (!(value > LEAST)) return null;
      const mass = plot.low + i * plot.step;
      return s(
        'rect',
        {
          class: 'cell',
          x: (x.at(mass + plot.step / 2) - wide / 2).toFixed(1),
          y: (frame.top(plot.rows[z]) + gap).toFixed(1),
          width: wide.toFixed(1),
          height: (frame.row - 2 * gap).toFixed(1),
          'fill-opacity': darkness(value),
        },
        s('title', {}, `${formatNumber(mass, 6)} Da, ${plot.rows[z]}+: ${formatQuantity(value, '%')}`),
      );
    }),
  );
}

/** Charges that get a label: every one, every second, fifth, tenth ... as far as there is room. */
function labelledCharges({ low, high, row }) {
  const every = [1, 2, 5, 10, 20, 50].find((n) => n * row >= 15) ?? 100;
  const charges = [];
  for (let charge = Math.ceil(low / every) * every; charge <= high; charge += every) charges.push(charge);
  return charges;
}

function axes(plot, frame) {
  const { x, bottom, exponent } = frame;
  const items = [s('text', { class: 'axis-title', x: 2, y: 12 }, axisTitle(plot.y))];
  for (const charge of labelledCharges(frame)) {
    const at = Math.round(frame.top(charge) + frame.row / 2) + 0.5;
    items.push(s('line', { class: 'grid', x1: LEFT, x2: RIGHT, y1: at, y2: at }));
    items.push(s('text', { class: 'tick', x: LEFT - 7, y: at + 4, 'text-anchor': 'end' }, `${charge}+`));
  }
  for (const tick of x.ticks.filter((t) => t.label)) {
    const at = Math.round(x.at(tick.value)) + 0.5;
    items.push(s('line', { class: 'tick-mark', x1: at, x2: at, y1: bottom, y2: bottom + 5 }));
    items.push(s('text', { class: 'tick', x: at, y: bottom + 18, 'text-anchor': 'middle' }, tick.label));
  }
  const title = axisTitle(plot.x) + (exponent ? ` × ${powerOfTen(exponent)}` : '');
  items.push(
    s('line', { class: 'axis', x1: LEFT, x2: RIGHT, y1: bottom + 0.5, y2: bottom + 0.5 }),
    s('line', { class: 'axis', x1: LEFT + 0.5, x2: LEFT + 0.5, y1: TOP, y2: bottom }),
    s('text', { class: 'axis-title', x: RIGHT, y: bottom + 37, 'text-anchor': 'end' }, title),
  );
  return items;
}

/** The masses that are believed, the most important first; a name that would cover another is left out. */
function marks(plot, { x, bottom }) {
  const taken = [];
  return (plot.marks ?? []).flatMap((mark) => {
    const at = x.at(mark.x);
    if (!(at >= LEFT && at <= RIGHT)) return [];
    const line = s('line', { class: 'mass-mark', x1: at, x2: at, y1: TOP - 6, y2: bottom });
    const half = mark.name.length * 3.4 + 4;
    if (taken.some((t) => Math.abs(t.at - at) < t.half + half)) return [line];
    taken.push({ at, half });
    const text = Math.min(RIGHT - half, Math.max(LEFT + half, at));
    return [line, s('text', { class: 'peak-name', x: text, y: TOP - 10, 'text-anchor': 'middle' }, mark.name)];
  });
}

/** What a darkness stands for. */
function key() {
  return h(
    'p',
    { class: 'map-key quiet' },
    'Of the highest cell: ',
    KEY.map((value) => {
      const swatch = h('span', { class: 'map-swatch' });
      swatch.style.setProperty('--darkness', darkness(value));
      return h('span', { class: 'map-step' }, swatch, formatQuantity(value, '%'));
    }),
  );
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
  if (!plot.values?.[0]?.length) return makeFigure(plot, { body: h('p', { class: 'quiet' }, 'No charge was found.') });
  const frame = frameOf(plot);
  const picture = s(
    'svg',
    {
      class: 'plot-area charge-map',
      viewBox: `0 0 ${WIDTH} ${Math.ceil(frame.bottom) + 44}`,
      role: 'img',
      'aria-label': `${plot.title}: charges ${plot.rows[0]} to ${plot.rows.at(-1)}`,
    },
    axes(plot, frame),
    cells(plot, frame),
    marks(plot, frame),
  );
  return makeFigure(plot, {
    body: picture,
    after: key(),
    numbers: numbersBehind(plot.title, () => numbersOf(plot)).element,
  });
}
