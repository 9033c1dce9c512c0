// SPDX-License-Identifier: Apache-2.0
/// Time courses: one case in a panel per compartment, or one quantity across all cases.

import { makeChart } from '../chart.js';
import { h } from '../dom.js';
import { makeLegend } from '../legend.js';
import { numbersBehind } from '../numbers.js';
import { lookOf, orderedLooks } from '../palette.js';
import { armsOf, caseOptions, firstCase, makeChoice, makeFigure, makeSwitch } from './figure.js';

const BANDS_AT_MOST = 4;
const CASES_AT_ONCE = 24;

function curveOf(item, quantity, key, name, look, band, threads) {
  return {
    key,
    name,
    look,
    x: item.time,
    y: item.values[quantity],
    low: band ? item.low?.[quantity] : undefined,
    high: band ? item.high?.[quantity] : undefined,
    median: band ? item.median?.[quantity] : undefined,
    threads: threads ? item.individuals?.[quantity] : undefined,
  };
}

function panelSpec(plot, group, item, { scales, threads }) {
  const mine = plot.quantities.filter((q) => q.group === group.key && item.values[q.key]);
  return {
    label: `${group.name}, ${item.label}`,
    height: 250,
    x: plot.x,
    y: { label: '', unit: group.unit, scale: scales[group.key] },
    events: item.events,
    curves: mine.map((q, i) => curveOf(item, q.key, q.key, q.name, lookOf(i), true, threads)),
  };
}

function scaleSwitch(scale, onChange, what) {
  return makeSwitch(
    `Scale of ${what}`,
    [
      { value: 'linear', text: 'linear' },
      { value: 'log', text: 'log' },
    ],
    scale,
    onChange,
  );
}

class Panels {
  constructor(plot, state) {
    this.plot = plot;
    this.state = state;
    this.element = h('div', { class: 'panels' });
  }

  draw() {
    const item = this.plot.cases[this.state.case];
    const groups = this.plot.groups.filter((g) =>
      this.plot.quantities.some((q) => q.group === g.key && item.values?.[q.key]),
    );
    const wanted = groups.map((g) => g.key).join();
    if (wanted !== this.drawn) this.build(groups, wanted);
    for (const panel of this.panels)
      panel.chart.update(panelSpec(this.plot, panel.group, item, this.state));
  }

  build(groups, wanted) {
    this.drawn = wanted;
    const item = this.plot.cases[this.state.case];
    this.panels = groups.map((group) => {
      const spec = panelSpec(this.plot, group, item, this.state);
      const chart = makeChart(spec);
      const legend = makeLegend(
        spec.curves.map((c) => ({ key: c.key, name: c.name, look: c.look, kinds: ['line'] })),
        (key, on) => chart.show(key, on),
      );
      const scale = scaleSwitch(
        this.state.scales[group.key],
        (value) => {
          this.state.scales[group.key] = value;
          this.draw();
        },
        group.name,
      );
      return {
        group,
        chart,
        element: h(
          'div',
          { class: 'panel' },
          h(
            'div',
            { class: group.name === this.plot.title ? 'panel-head end' : 'panel-head' },
            group.name !== this.plot.title && h('h4', {}, group.name),
            scale,
          ),
          legend,
          chart.element,
        ),
      };
    });
    this.element.replaceChildren(...this.panels.map((p) => p.element));
    for (const panel of this.panels) panel.chart.fit();
  }
}

class Comparison {
  constructor(plot, state) {
    this.plot = plot;
    this.state = state;
    this.element = h('div', { class: 'comparison' });
    this.scales = {};
  }

  draw() {
    const { plot, state } = this;
    const quantity = plot.quantities.find((q) => q.key === state.quantity) ?? plot.quantities[0];
    const group = plot.groups.find((g) => g.key === quantity.group) ?? {};
    const cases = plot.cases
      .map((c, i) => ({ ...c, index: i }))
      .filter((c) => c.values?.[quantity.key] && (state.arm === '' || c.arm === state.arm));
    const looks = orderedLooks(cases.length);
    const names = caseOptions(plot.cases);
    const curves = cases.map((c, i) =>
      curveOf(c, quantity.key, String(c.index), names[c.index].text, looks[i], cases.length <= BANDS_AT_MOST),
    );
    const scale = state.scales[group.key] ?? 'linear';
    const chart = makeChart({
      label: `${quantity.name} (${group.name}) in every case`,
      height: 400,
      x: plot.x,
      y: { label: `${quantity.name}, ${group.name}`, unit: group.unit, scale },
      curves,
    });
    this.element.replaceChildren(
      makeLegend(
        curves.map((c) => ({ key: c.key, name: c.name, look: c.look, kinds: ['line'] })),
        (key, on) => chart.show(key, on),
      ),
      h(
        'div',
        { class: 'panel-head end' },
        scaleSwitch(
          scale,
          (value) => {
            state.scales[group.key] = value;
            this.draw();
          },
          quantity.name,
        ),
      ),
      chart.element,
    );
    chart.fit();
  }
}

function tidy(plot, cases, quantities) {
  const withMedian = plot.cases.some((c) => c.median);
  const columns = [
    { name: 'arm', kind: 'text' },
    { name: 'case', kind: 'text' },
    { name: plot.x?.label ?? 'time', unit: plot.x?.unit, kind: 'number' },
    { name: 'group', kind: 'text' },
    { name: 'quantity', kind: 'text' },
    { name: 'value', kind: 'number' },
    ...(withMedian ? [{ name: 'median', kind: 'number' }] : []),
    { name: 'low', kind: 'number' },
    { name: 'high', kind: 'number' },
    { name: 'unit', kind: 'text' },
  ];
  const groups = new Map(plot.groups.map((g) => [g.key, g]));
  const rows = cases.flatMap((c) =>
    quantities
      .filter((q) => c.values?.[q.key])
      .flatMap((q) =>
        c.time.map((t, i) => [
          c.arm ?? null,
          c.label ?? null,
          t,
          groups.get(q.group)?.name ?? q.group,
          q.name,
          c.values[q.key][i] ?? null,
          ...(withMedian ? [c.median?.[q.key]?.[i] ?? null] : []),
          c.low?.[q.key]?.[i] ?? null,
          c.high?.[q.key]?.[i] ?? null,
          groups.get(q.group)?.unit ?? '',
        ]),
      ),
  );
  return { columns, rows };
}

function shownNumbers(plot, state) {
  return state.mode === 'case'
    ? tidy(plot, [plot.cases[state.case]], plot.quantities)
    : tidy(
        plot,
        plot.cases.filter((c) => state.arm === '' || c.arm === state.arm),
        plot.quantities.filter((q) => q.key === state.quantity),
      );
}

function individualsSwitch(plot, state, redraw) {
  const lists = plot.cases.flatMap((c) => Object.values(c.individuals ?? {}));
  const most = Math.max(0, ...lists.map((l) => l.length));
  if (!most) return null;
  return makeSwitch(
    'Single individuals',
    [
      { value: '', text: 'Band alone' },
      { value: 'shown', text: `With ${most} individuals` },
    ],
    state.threads ? 'shown' : '',
    (v) => {
      state.threads = v !== '';
      redraw();
    },
  );
}

/** The choices that fit the way of looking: a case, or a quantity and an arm. */
function choicesFor(plot, state, redraw) {
  if (state.mode === 'case')
    return [
      plot.cases.length > 1 &&
        makeChoice('Case', caseOptions(plot.cases), state.case, (v) => {
          state.case = Number(v);
          redraw();
        }),
      individualsSwitch(plot, state, redraw),
    ];
  const groups = new Map(plot.groups.map((g) => [g.key, g.name]));
  const arms = armsOf(plot.cases);
  return [
    makeChoice(
      'Quantity',
      plot.quantities.map((q) => ({ value: q.key, text: `${groups.get(q.group) ?? q.group}: ${q.name}` })),
      state.quantity,
      (v) => {
        state.quantity = v;
        redraw();
      },
    ),
    arms.length > 1 &&
      makeChoice(
        'Arm',
        [{ value: '', text: 'all' }, ...arms.map((a) => ({ value: a, text: a }))],
        state.arm,
        (v) => {
          state.arm = v;
          redraw();
        },
      ),
  ];
}

/** The figure of a `time_course` plot. */
export function timeCourse(given) {
  const plot = { groups: [], quantities: [], cases: [], ...given };
  const state = {
    mode: 'case',
    case: firstCase(plot),
    threads: false,
    quantity: plot.quantities[0]?.key,
    arm: plot.cases.length > CASES_AT_ONCE ? (armsOf(plot.cases)[0] ?? '') : '',
    scales: Object.fromEntries(plot.groups.map((g) => [g.key, g.scale ?? 'linear'])),
  };
  if (!plot.cases.length || !plot.quantities.length)
    return makeFigure(plot, { body: h('p', { class: 'quiet' }, 'No trajectory was kept.') });
  const views = { case: new Panels(plot, state), quantity: new Comparison(plot, state) };
  const body = h('div', {});
  const choices = h('div', { class: 'choices' });
  const numbers = numbersBehind(
    plot.title,
    () => shownNumbers(plot, state),
    () => tidy(plot, plot.cases, plot.quantities),
  );
  const band = plot.band ? h('p', { class: 'quiet' }, `Bands: ${plot.band}.`) : null;
  const redraw = (fresh) => {
    if (fresh) {
      choices.replaceChildren(...choicesFor(plot, state, () => redraw(false)).filter(Boolean));
      body.replaceChildren(views[state.mode].element);
    }
    views[state.mode].draw();
    numbers.refresh();
    if (band) band.hidden = state.mode !== 'case';
  };
  const mode =
    plot.cases.length > 1 &&
    makeSwitch(
      'What to show',
      [
        { value: 'case', text: plot.groups.length > 1 ? 'One case, every compartment' : 'One case' },
        { value: 'quantity', text: 'One quantity, every case' },
      ],
      'case',
      (v) => {
        state.mode = v;
        redraw(true);
      },
    );
  redraw(true);
  return makeFigure(plot, { controls: [mode, choices], body, after: band, numbers: numbers.element });
}
