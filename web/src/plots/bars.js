// SPDX-License-Identifier: Apache-2.0
/// Bars by category, lying, so that names of any length and any number of categories have room.

import { h } from '../dom.js';
import { axisTitle, formatInterval, formatQuantity } from '../format.js';
import { makeLegend } from '../legend.js';
import { numbersBehind } from '../numbers.js';
import { lookOf } from '../palette.js';
import { extentOf } from '../scales.js';
import { axisColumn } from './dose_response.js';
import { makeFigure } from './figure.js';

function largestOf(plot) {
  if (plot.stacked)
    return Math.max(
      ...plot.categories.map((_, i) => plot.series.reduce((sum, series) => sum + (series.values[i] ?? 0), 0)),
    );
  return extentOf(plot.series.flatMap((series) => [series.values, series.high]))?.[1] ?? 1;
}

/** Ends of the bars' common axis: from zero, or to both sides of it where a value is negative. */
function rangeOf(plot) {
  const columns = plot.series.flatMap((series) => [series.values, series.low, series.high]);
  const [least, most] = extentOf(columns) ?? [0, 1];
  if (plot.stacked || least >= 0) return { least: 0, most: largestOf(plot) };
  const widest = Math.max(-least, most);
  return { least: -widest, most: widest };
}

function bar(series, i, k, range, plot) {
  const value = series.values[k];
  const look = lookOf(i);
  const percent = (v) =>
    `${Math.max(0, Math.min(100, (100 * (v - range.least)) / (range.most - range.least)))}%`;
  const fill = h('span', { class: 'bar-fill' });
  fill.style.setProperty('--from', percent(Math.min(0, value ?? 0)));
  fill.style.setProperty('--to', percent(Math.max(0, value ?? 0)));
  fill.style.setProperty('--color', look.color);
  fill.style.setProperty('--fill', look.fill);
  const interval = { low: series.low?.[k], high: series.high?.[k] };
  const whisker =
    Number.isFinite(interval.low) &&
    Number.isFinite(interval.high) &&
    !plot.stacked &&
    h('span', { class: 'bar-whisker' });
  if (whisker) {
    whisker.style.setProperty('--from', percent(interval.low));
    whisker.style.setProperty('--to', percent(interval.high));
  }
  const text = formatQuantity(value, '', 3);
  return h(
    'span',
    {
      class: 'bar',
      'data-key': `series${i}`,
      title: `${series.name}, ${plot.categories[k]}: ${formatQuantity(value, plot.y?.unit)} ${formatInterval(interval)}`,
    },
    fill,
    whisker,
    !plot.stacked && h('span', { class: 'bar-value' }, text),
  );
}

function rows(plot, range) {
  return plot.categories.map((category, k) =>
    h(
      'div',
      { class: 'bar-row', role: 'row' },
      h('span', { class: 'bar-name', role: 'rowheader' }, category),
      h(
        'span',
        { class: plot.stacked ? 'bar-track stacked' : 'bar-track', role: 'cell' },
        plot.series.map((series, i) => bar(series, i, k, range, plot)),
      ),
    ),
  );
}

function numbersOf(plot) {
  const columns = [
    { name: 'category', kind: 'text' },
    { name: 'series', kind: 'text' },
    axisColumn(plot.y),
    { name: 'low', kind: 'number' },
    { name: 'high', kind: 'number' },
  ];
  return {
    columns,
    rows: plot.series.flatMap((series) =>
      plot.categories.map((c, k) => [
        c,
        series.name,
        series.values[k] ?? null,
        series.low?.[k] ?? null,
        series.high?.[k] ?? null,
      ]),
    ),
  };
}

/** The figure of a `bars` plot. */
export function bars(given) {
  const plot = { categories: [], series: [], ...given };
  const range = rangeOf(plot);
  const body = h(
    'div',
    { class: range.least < 0 ? 'bars signed' : 'bars', role: 'table', 'aria-label': plot.title },
    h('p', { class: 'bars-axis' }, axisTitle(plot.y)),
    rows(plot, range),
  );
  const items = plot.series.map((series, i) => ({
    key: `series${i}`,
    name: series.name,
    look: lookOf(i),
    kinds: ['layer'],
  }));
  const legend = makeLegend(items, (key, on) =>
    body.querySelectorAll(`[data-key="${key}"]`).forEach((e) => {
      e.hidden = !on;
    }),
  );
  return makeFigure(plot, {
    body,
    legend,
    numbers: numbersBehind(plot.title, () => numbersOf(plot)).element,
  });
}
