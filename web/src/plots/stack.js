// SPDX-License-Identifier: Apache-2.0
/// Parts of a whole over time as stacked layers, as amounts or as percent.

import { makeChart } from '../chart.js';
import { h } from '../dom.js';
import { makeLegend } from '../legend.js';
import { numbersBehind } from '../numbers.js';
import { lookOf } from '../palette.js';
import { asShares, stackLayers } from '../stack.js';
import { axisColumn } from './dose_response.js';
import { caseOptions, firstCase, makeChoice, makeFigure, makeSwitch } from './figure.js';

function specOf(plot, state) {
  const item = plot.cases[state.case];
  const keys = plot.layers.map((l) => l.key);
  const values = state.share ? asShares(keys, item.values, item.time.length) : item.values;
  const layers = stackLayers(keys, values, item.time.length);
  const y = state.share
    ? { label: `Share of ${(plot.y?.label ?? 'the total').toLowerCase()}`, unit: '%', min: 0, max: 100 }
    : { ...plot.y, min: 0 };
  return {
    label: `${plot.title}, ${item.label ?? ''}`,
    height: 400,
    x: plot.x,
    y,
    events: item.events,
    areas: layers.map((l, i) => ({ ...l, name: plot.layers[i].name, x: item.time, look: lookOf(i) })),
  };
}

function numbersOf(plot, cases) {
  const columns = [
    { name: 'arm', kind: 'text' },
    { name: 'case', kind: 'text' },
    axisColumn(plot.x),
    ...plot.layers.map((l) => ({ name: l.name, unit: plot.y?.unit, kind: 'number' })),
  ];
  const rows = cases.flatMap((c) =>
    c.time.map((t, i) => [
      c.arm ?? null,
      c.label ?? null,
      t,
      ...plot.layers.map((l) => c.values[l.key]?.[i] ?? null),
    ]),
  );
  return { columns, rows };
}

/** The figure of a `stack` plot. */
export function stack(given) {
  const plot = { layers: [], cases: [], ...given };
  if (!plot.cases.length || !plot.layers.length)
    return makeFigure(plot, { body: h('p', { class: 'quiet' }, 'No trajectory was kept.') });
  const state = { case: firstCase(plot), share: plot.share === true };
  const chart = makeChart(specOf(plot, state));
  const numbers = numbersBehind(
    plot.title,
    () => numbersOf(plot, [plot.cases[state.case]]),
    () => numbersOf(plot, plot.cases),
  );
  const redraw = () => {
    chart.update(specOf(plot, state));
    numbers.refresh();
  };
  const controls = [
    makeSwitch(
      'Unit',
      [
        { value: 'amount', text: plot.y?.unit || 'amount' },
        { value: 'share', text: '%' },
      ],
      state.share ? 'share' : 'amount',
      (v) => {
        state.share = v === 'share';
        redraw();
      },
    ),
    plot.cases.length > 1 &&
      makeChoice('Case', caseOptions(plot.cases), state.case, (v) => {
        state.case = Number(v);
        redraw();
      }),
  ];
  const legend = makeLegend(
    plot.layers.map((l, i) => ({ key: l.key, name: l.name, look: lookOf(i), kinds: ['layer'] })),
    (key, on) => chart.show(key, on),
  );
  return makeFigure(plot, { controls, body: chart.element, legend, numbers: numbers.element });
}
