// SPDX-License-Identifier: Apache-2.0
/// The pixel frame of a chart: ends of the axes, room for labels, and where a value stands.

import { axisTitle, shownUnit } from './format.js';
import { extentOf, linearDomain, logDomain, makeAxis, tickExponent } from './scales.js';

const TICK_TEXT = 6.4;

/** Every x and y column of the chart's items, for the ends of the axes. */
function columnsOf(spec, hidden) {
  const xs = [];
  const ys = [];
  const seen = (item) => !hidden.has(item.key);
  for (const c of (spec.curves ?? []).filter(seen)) {
    xs.push(c.x);
    ys.push(c.y, c.low, c.high, c.median, ...(c.threads ?? []));
  }
  for (const a of spec.areas ?? []) {
    xs.push(a.x);
    if (seen(a)) ys.push(a.low, a.high);
  }
  for (const m of (spec.marks ?? []).filter(seen)) {
    xs.push(m.x);
    ys.push(m.y, m.low, m.high);
  }
  for (const g of spec.guides ?? []) ys.push([g.y]);
  return { xs, ys };
}

const STICK_ROOM = 0.03;
const NEAR_START = 0.05;
const timeUnits = new Set(['s', 'min', 'h', 'd']);

/** Sticks keep off the ends of the axis, and a time that begins near zero begins there. */
function linearEnds(spec, [low, high]) {
  if (timeUnits.has(spec.x.unit) && low > 0 && low < NEAR_START * high) return [0, high];
  const room = spec.sticks?.some((t) => t.x.length) ? STICK_ROOM * (high - low) : 0;
  return [low - room, high + room];
}

const MARK_ROOM = 0.025;

/** Ends of a logarithmic axis, with room for marks that would be cut in half at the ends. */
function logEnds(spec, columns, decades) {
  const [low, high] = logDomain(columns, decades);
  const room = spec.marks?.length ? (high / low) ** MARK_ROOM : 1;
  return [low / room, high * room];
}

function domains(spec, hidden, zoom) {
  const { xs, ys } = columnsOf(spec, hidden);
  const logX = spec.x.scale === 'log' || spec.x.scale === 'dose';
  const xDomain = zoom ?? (logX ? logEnds(spec, xs, 12) : linearEnds(spec, extentOf(xs) ?? [0, 1]));
  const yDomain =
    spec.y.scale === 'log' ? logEnds(spec, ys) : linearDomain(ys, { min: spec.y.min, max: spec.y.max });
  if (xDomain[0] === xDomain[1]) {
    xDomain[0] -= 0.5;
    xDomain[1] += 0.5;
  }
  return { xDomain, yDomain };
}

function widest(ticks) {
  return Math.max(0, ...ticks.map((t) => t.label.length)) * TICK_TEXT;
}

/** Pixel frame and both axes for a width. */
export function frameOf(spec, hidden, zoom, width, height) {
  const { xDomain, yDomain } = domains(spec, hidden, zoom);
  const top = axisTitle(spec.y) ? 26 : 10;
  const bottom = height - 42;
  const exponent = spec.y.scale === 'log' ? 0 : tickExponent(yDomain);
  const y = makeAxis({
    scale: spec.y.scale,
    domain: yDomain,
    range: [bottom, top],
    count: Math.max(3, Math.round((bottom - top) / 46)),
    nice: spec.y.max === undefined,
    exponent,
  });
  const left = Math.max(30, Math.ceil(widest(y.ticks)) + 14);
  const right = width - 14;
  const hasZero = spec.x.scale === 'dose' && (spec.marks ?? []).some((m) => m.x.includes(0));
  const isLinear = (spec.x.scale ?? 'linear') === 'linear';
  const shown = isLinear ? shownUnit(spec.x, xDomain[1] - xDomain[0]) : { unit: spec.x.unit, per: 1 };
  const x = makeAxis({
    scale: spec.x.scale,
    domain: xDomain,
    range: [left, right],
    count: Math.max(2, Math.floor((right - left) / 75)),
    exponent: spec.x.scale ? 0 : tickExponent(xDomain.map((v) => v / shown.per)),
    per: shown.per,
    hasZero,
  });
  x.shown = shown;
  return { left, right, top, bottom, x, y, width, height };
}

/** Whether an axis has a place for a value. */
export const usable = (axis, v) => v !== null && v !== undefined && Number.isFinite(axis.at(v));

/** Below a logarithmic axis a curve runs out of the picture rather than breaking off. */
export function heightOf(frame, v) {
  if (frame.y.kind === 'log' && Number.isFinite(v) && v <= 0) return frame.bottom + 20;
  return frame.y.at(v);
}
