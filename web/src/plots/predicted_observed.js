// SPDX-License-Identifier: Apache-2.0
/// Model curves with measured points over them, and how far they are apart.

import { makeChart } from '../chart.js';
import { h } from '../dom.js';
import { formatQuantity } from '../format.js';
import { makeLegend } from '../legend.js';
import { numbersBehind } from '../numbers.js';
import { lookOf } from '../palette.js';
import { citation } from '../parts/references.js';
import { axisColumn } from './dose_response.js';
import { makeFigure } from './figure.js';

function specOf(plot) {
  const spec = {
    label: plot.title,
    height: 360,
    curves: [],
    marks: [],
    x: { ...plot.x, scale: plot.x_scale === 'log' ? 'log' : undefined },
    y: { ...plot.y, scale: plot.y_scale },
  };
  (plot.series ?? []).forEach((series, i) => {
    const key = `series${i}`;
    const look = lookOf(i);
    const { model, observed } = series;
    if (model?.x?.length)
      spec.curves.push({
        key,
        name: series.name,
        look,
        x: model.x,
        y: model.y,
        low: model.low,
        high: model.high,
      });
    if (observed?.x?.length)
      spec.marks.push({
        key,
        name: `${series.name}, observed`,
        look,
        x: observed.x,
        y: observed.y,
        low: observed.low,
        high: observed.high,
      });
  });
  return spec;
}

/** How well model and data agree: each misfit with its limit, passed or missed in words. */
function agreementList(plot) {
  if (!plot.agreement?.length) return null;
  return h(
    'ul',
    { class: 'agreement' },
    plot.agreement.map((a) =>
      h(
        'li',
        { class: a.passed === false ? 'missed' : 'passed' },
        h(
          'span',
          { class: 'verdict' },
          a.passed === false ? '✗ missed' : a.passed === true ? '✓ passed' : '',
        ),
        ` ${a.name} `,
        h('b', {}, formatQuantity(a.value, a.unit)),
        a.limit && h('span', { class: 'quiet' }, ` (limit ${a.limit})`),
      ),
    ),
  );
}

function numbersOf(plot) {
  const columns = [
    { name: 'series', kind: 'text' },
    { name: 'what', kind: 'text' },
    axisColumn(plot.x),
    axisColumn(plot.y),
    { name: 'low', kind: 'number' },
    { name: 'high', kind: 'number' },
    { name: 'source', kind: 'text' },
  ];
  const part = (series, what, of) =>
    (of?.x ?? []).map((x, i) => [
      series.name,
      what,
      x,
      of.y[i],
      of.low?.[i] ?? null,
      of.high?.[i] ?? null,
      what === 'observed' ? (series.source ?? null) : null,
    ]);
  return {
    columns,
    rows: (plot.series ?? []).flatMap((series) => [
      ...part(series, 'observed', series.observed),
      ...part(series, 'model', series.model),
    ]),
  };
}

/** The figure of a `predicted_observed` plot. */
export function predictedObserved(plot) {
  const chart = makeChart(specOf(plot));
  const items = (plot.series ?? []).map((series, i) => ({
    key: `series${i}`,
    name: series.name,
    look: lookOf(i),
    kinds: [series.model?.x?.length ? 'line' : '', series.observed?.x?.length ? 'mark' : ''],
  }));
  const sources = [...new Set((plot.series ?? []).map((series) => series.source).filter(Boolean))];
  const after = [
    agreementList(plot),
    sources.length > 0 &&
      h(
        'p',
        { class: 'quiet' },
        'Data: ',
        sources.flatMap((key, i) => [i ? ', ' : '', citation(key)]),
      ),
  ];
  return makeFigure(plot, {
    body: chart.element,
    legend: makeLegend(items, (key, on) => chart.show(key, on)),
    after,
    numbers: numbersBehind(plot.title, () => numbersOf(plot)).element,
  });
}
