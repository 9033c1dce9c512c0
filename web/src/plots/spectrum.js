// SPDX-License-Identifier: Apache-2.0
/// A mass spectrum: a line or sticks, fitted layers stacked under it, marked peaks, and what is left below.

import { makeChart } from '../chart.js';
import { h } from '../dom.js';
import { makeLegend } from '../legend.js';
import { numbersBehind } from '../numbers.js';
import { lookOf, rampColor } from '../palette.js';
import { stackLayers } from '../stack.js';
import { axisColumn } from './dose_response.js';
import { makeFigure, makeSwitch } from './figure.js';

const INK = { color: 'color-mix(in oklab, var(--ink) 72%, var(--card))', fill: 'var(--line)', dash: '', shape: 'circle' };
const QUIET = { color: 'var(--line-strong)', fill: 'var(--line)', dash: '', shape: 'ring' };

/** Loads keep their colour over all plots of a page: by the number in their name, D0 to D8 and beyond. */
function loadLook(name) {
  const load = Number(/^D(\d+)/.exec(name)?.[1]);
  if (!Number.isFinite(load)) return QUIET;
  const color = rampColor(Math.min(1, load / 8));
  return {
    ...lookOf(load),
    color,
    fill: `color-mix(in oklab, ${color} ${load % 2 ? 62 : 84}%, var(--card))`,
    dash: '',
    shape: 'circle',
  };
}

const loadOf = (peak) => /^D\d+/.exec(peak.name ?? '')?.[0] ?? '';

/** Peaks in groups by load, those of no load last. */
function groupsOf(peaks) {
  if (peaks.length && !peaks.some(loadOf)) return [{ key: 'peaks', name: 'masses', look: lookOf(0), peaks }];
  const names = [...new Set(peaks.map(loadOf))].sort(
    (a, b) => (a === '') - (b === '') || Number(a.slice(1)) - Number(b.slice(1)),
  );
  return names.map((name) => ({
    key: `peaks-${name || 'none'}`,
    name: name || 'nothing of the ladder',
    look: name ? loadLook(name) : QUIET,
    peaks: peaks.filter((p) => loadOf(p) === name),
  }));
}

function layersOf(plot) {
  const layers = plot.layers ?? [];
  if (!layers.length) return [];
  const values = Object.fromEntries(layers.map((l) => [l.key, l.y]));
  return stackLayers(
    layers.map((l) => l.key),
    values,
    plot.grid.length,
  ).map((l, i) => ({ ...l, name: layers[i].name, x: plot.grid, look: loadLook(layers[i].name) }));
}

function marksOf(groups, faint) {
  return groups.map((g) => ({
    key: g.key,
    name: g.name,
    look: g.look,
    faint,
    x: g.peaks.map((p) => p.x),
    y: g.peaks.map((p) => p.y),
    note: g.peaks.map((p) => p.note),
  }));
}

/** A little above the highest point of the line and of the stack. */
function topOf(plot) {
  let top = 0;
  for (const v of plot.observed?.y ?? []) top = Math.max(top, v ?? 0);
  (plot.grid ?? []).forEach((_, i) => {
    top = Math.max(
      top,
      (plot.layers ?? []).reduce((sum, l) => sum + (l.y[i] ?? 0), 0),
    );
  });
  return top > 0 ? 1.08 * top : 1;
}

function specOf(plot) {
  const groups = groupsOf(plot.peaks ?? []);
  const observed = plot.observed ?? { x: [], y: [] };
  const spec = {
    label: plot.title,
    height: plot.compact ? 210 : 420,
    start: plot.start,
    x: plot.x,
    y: { ...plot.y, min: 0, max: topOf(plot) },
    areas: layersOf(plot),
    curves: [],
    sticks: [],
    marks: marksOf(groups, true),
    labels: (plot.peaks ?? []).filter((p) => p.name).map((p) => ({ x: p.x, y: p.y, text: p.name })),
  };
  if (plot.sticks && groups.length) spec.sticks = marksOf(groups);
  else if (plot.sticks) spec.sticks = [{ key: 'observed', name: 'spectrum', look: INK, ...observed }];
  else spec.curves = [{ key: 'observed', name: 'spectrum', look: INK, thin: true, ...observed }];
  return spec;
}

function residualSpec(plot) {
  return {
    label: `${plot.title}, residual`,
    height: 150,
    x: plot.x,
    y: { label: 'Residual', unit: plot.y?.unit },
    curves: [
      { key: 'residual', name: 'residual', look: { ...lookOf(1), dash: '' }, thin: true, x: plot.grid, y: plot.residual },
    ],
    guides: [{ y: 0, label: '' }],
  };
}

function legendItems(spec) {
  const items = spec.curves.map((c) => ({ key: c.key, name: c.name, look: c.look, kinds: ['line'] }));
  for (const area of spec.areas) items.push({ key: area.key, name: area.name, look: area.look, kinds: ['layer'] });
  for (const stick of spec.sticks) items.push({ key: stick.key, name: stick.name, look: stick.look, kinds: ['line'] });
  return items;
}

function numbersOf(plot) {
  const layers = plot.layers ?? [];
  const onGrid = layers.length > 0;
  const x = onGrid ? plot.grid : (plot.observed?.x ?? []);
  const columns = [
    { ...axisColumn(plot.x), digits: 9 },
    { ...axisColumn(plot.y), name: 'spectrum' },
    ...layers.map((l) => ({ name: l.name, unit: plot.y?.unit, kind: 'number' })),
    ...(plot.residual ? [{ name: 'residual', unit: plot.y?.unit, kind: 'number' }] : []),
  ];
  const rows = x.map((v, i) => [
    v,
    plot.observed?.y[i] ?? null,
    ...layers.map((l) => l.y[i] ?? null),
    ...(plot.residual ? [plot.residual[i] ?? null] : []),
  ]);
  return { columns, rows };
}

/** The figure of a `spectrum` plot. */
export function spectrum(given) {
  const plot = { x: { label: 'Mass' }, y: { label: 'Intensity' }, ...given };
  const spec = specOf(plot);
  const chart = makeChart(spec);
  const below = plot.residual?.length ? makeChart(residualSpec(plot)) : null;
  if (below) {
    chart.onZoom = (domain) => below.zoomTo(domain, false);
    below.onZoom = (domain) => chart.zoomTo(domain, false);
  }
  const legend = plot.compact ? null : makeLegend(legendItems(spec), (key, on) => chart.show(key, on));
  const controls =
    spec.labels.length > 0 &&
    !plot.compact &&
    makeSwitch(
      'Labels',
      [
        { value: 'on', text: 'labels' },
        { value: 'off', text: 'none' },
      ],
      'on',
      (v) => chart.update({ ...spec, labels: v === 'on' ? spec.labels : [] }),
    );
  return makeFigure(plot, {
    controls,
    legend,
    body: h('div', { class: 'spectrum-charts' }, chart.element, below?.element),
    numbers: numbersBehind(plot.title, () => numbersOf(plot)).element,
  });
}
