// SPDX-License-Identifier: Apache-2.0
/// Dose-response: wells, means, fitted curve with its band, half-effect dose; a dose of zero left of a break.

import { makeChart } from '../chart.js';
import { h } from '../dom.js';
import { formatInterval, formatNumber, formatQuantity, prettyUnit } from '../format.js';
import { makeLegend } from '../legend.js';
import { numbersBehind } from '../numbers.js';
import { lookOf } from '../palette.js';
import { makeFigure } from './figure.js';

function marksOf(series, key, look) {
  const marks = [];
  const { points, means } = series;
  if (points?.dose?.length) {
    const note = points.dose.map((_, i) =>
      [
        points.replicate?.[i] !== undefined ? `replicate ${points.replicate[i]}` : '',
        points.status?.[i] ?? '',
      ]
        .filter((t) => t && t !== 'ok')
        .join(', '),
    );
    marks.push({
      key,
      name: series.name,
      look,
      x: points.dose,
      y: points.value,
      note,
      faint: Boolean(means?.dose?.length),
    });
  }
  if (means?.dose?.length)
    marks.push({
      key,
      name: `${series.name}, mean`,
      look,
      x: means.dose,
      y: means.value,
      low: means.low,
      high: means.high,
    });
  return marks;
}

function specOf(plot) {
  const spec = {
    label: plot.title,
    height: 400,
    curves: [],
    marks: [],
    drops: [],
    guides: plot.lines ?? [],
    x: { ...plot.x, scale: 'dose' },
    y: { ...plot.y, min: plot.y_min ?? undefined, max: plot.y_max ?? undefined },
  };
  (plot.series ?? []).forEach((series, i) => {
    const key = `series${i}`;
    const look = lookOf(i);
    if (series.fit?.dose?.length) {
      spec.curves.push({
        key,
        name: `${series.name}, fit`,
        look,
        x: series.fit.dose,
        y: series.fit.value,
        low: series.fit.low,
        high: series.fit.high,
      });
    }
    spec.marks.push(...marksOf(series, key, look));
    if (Number.isFinite(series.ic50?.dose))
      spec.drops.push({
        key,
        x: series.ic50.dose,
        low: series.ic50.low,
        high: series.ic50.high,
        y: series.ic50.response,
        look,
      });
  });
  return spec;
}

function fitTable(plot) {
  const fitted = (plot.series ?? []).filter((series) => series.fit?.parameters?.length);
  if (!fitted.length) return null;
  const rows = fitted.flatMap((series) =>
    series.fit.parameters.map((p, i) =>
      h(
        'tr',
        {},
        i === 0 &&
          h(
            'th',
            { scope: 'rowgroup', rowspan: series.fit.parameters.length },
            series.name,
            series.fit.model && h('small', {}, series.fit.model),
          ),
        h('td', {}, p.name, p.symbol && h('i', { class: 'symbol' }, ` ${p.symbol}`)),
        h('td', { class: 'number' }, formatQuantity(p.value, p.unit)),
        h('td', { class: 'number' }, formatInterval(p) || '–'),
      ),
    ),
  );
  const level = fitted[0].fit.level;
  return h(
    'div',
    { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': 'Fitted curves' },
    h(
      'table',
      { class: 'data compact' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, 'Fit'),
          h('th', { scope: 'col' }, 'Parameter'),
          h('th', { scope: 'col', class: 'number' }, 'Value'),
          h(
            'th',
            { scope: 'col', class: 'number' },
            level ? `${formatNumber(100 * level)} % interval` : 'Interval',
          ),
        ),
      ),
      h('tbody', {}, rows),
    ),
  );
}

function numbersOf(plot) {
  const columns = [
    { name: 'series', kind: 'text' },
    { name: 'what', kind: 'text' },
    { ...axisColumn(plot.x) },
    { ...axisColumn(plot.y) },
    { name: 'low', kind: 'number' },
    { name: 'high', kind: 'number' },
    { name: 'replicate', kind: 'number' },
    { name: 'status', kind: 'text' },
  ];
  const rows = (plot.series ?? []).flatMap((series) => [
    ...(series.points?.dose ?? []).map((d, i) => [
      series.name,
      'well',
      d,
      series.points.value[i],
      null,
      null,
      series.points.replicate?.[i] ?? null,
      series.points.status?.[i] ?? null,
    ]),
    ...(series.means?.dose ?? []).map((d, i) => [
      series.name,
      'mean',
      d,
      series.means.value[i],
      series.means.low?.[i] ?? null,
      series.means.high?.[i] ?? null,
      null,
      null,
    ]),
    ...(series.fit?.dose ?? []).map((d, i) => [
      series.name,
      'fit',
      d,
      series.fit.value[i],
      series.fit.low?.[i] ?? null,
      series.fit.high?.[i] ?? null,
      null,
      null,
    ]),
  ]);
  return { columns, rows };
}

/** A table column for an axis. */
export function axisColumn(axis = {}) {
  return { name: axis.label ?? '', unit: prettyUnit(axis.unit ?? ''), kind: 'number' };
}

/** The figure of a `dose_response` plot. */
export function doseResponse(plot) {
  const chart = makeChart(specOf(plot));
  const items = (plot.series ?? []).map((series, i) => ({
    key: `series${i}`,
    name: series.name,
    look: lookOf(i),
    kinds: [series.fit ? 'line' : '', series.points || series.means ? 'mark' : ''],
  }));
  return makeFigure(plot, {
    body: chart.element,
    legend: makeLegend(items, (key, on) => chart.show(key, on)),
    after: fitTable(plot),
    numbers: numbersBehind(plot.title, () => numbersOf(plot)).element,
  });
}
