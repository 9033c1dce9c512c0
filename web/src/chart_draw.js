// SPDX-License-Identifier: Apache-2.0
/// The drawing of a chart as SVG: axes, bands, curves, layers, markers with error bars, guides.

import { area as areaPath, line as linePath } from 'd3-shape';
import { heightOf, usable } from './chart_frame.js';
import { visibleIndices } from './decimate.js';
import { s } from './dom.js';
import { axisTitle, powerOfTen } from './format.js';
import { isOpen, markerPath } from './palette.js';

function withExponent(axis, exponent) {
  const title = axisTitle(axis);
  return exponent ? `${title} × ${powerOfTen(exponent)}` : title;
}

/** Grid, ticks, labels and titles. */
export function drawAxes(frame, spec) {
  const { left, right, top, bottom, x, y } = frame;
  const items = [];
  for (const t of y.ticks) {
    const at = Math.round(y.at(t.value)) + 0.5;
    if (at < top - 1 || at > bottom + 1) continue;
    if (t.label || t.major) items.push(s('line', { class: 'grid', x1: left, x2: right, y1: at, y2: at }));
    if (t.label)
      items.push(s('text', { class: 'tick', x: left - 7, y: at + 3.5, 'text-anchor': 'end' }, t.label));
  }
  for (const t of x.ticks) {
    const at = Math.round(x.at(t.value)) + 0.5;
    if (!(at >= left - 1 && at <= right + 1)) continue;
    const size = t.major || t.label ? 5 : 3;
    items.push(s('line', { class: 'tick-mark', x1: at, x2: at, y1: bottom, y2: bottom + size }));
    if (t.label)
      items.push(s('text', { class: 'tick', x: at, y: bottom + 18, 'text-anchor': 'middle' }, t.label));
  }
  items.push(s('line', { class: 'axis', x1: left, x2: right, y1: bottom + 0.5, y2: bottom + 0.5 }));
  if (x.breakAt) items.push(breakMark(x.breakAt, bottom));
  const title = withExponent(spec.y, y.exponent);
  if (title) items.push(s('text', { class: 'axis-title', x: 2, y: 12 }, title));
  items.push(
    s(
      'text',
      { class: 'axis-title', x: right, y: bottom + 37, 'text-anchor': 'end' },
      withExponent({ ...spec.x, unit: x.shown.unit }, x.exponent),
    ),
  );
  return s('g', { class: 'axes' }, items);
}

function breakMark(at, bottom) {
  return s(
    'g',
    { class: 'axis-break' },
    s('rect', { x: at - 3, y: bottom - 4, width: 6, height: 9 }),
    s('path', { d: `M${at - 5} ${bottom + 5}l4 -9M${at + 1} ${bottom + 5}l4 -9` }),
  );
}

/** The part of a curve inside the frame, thinned to what pixels can show. */
function pointsOf(item, y, frame) {
  const position = item.x.map((v) => frame.x.at(v));
  const indices = visibleIndices(position, y, 4 * frame.width);
  return { position, indices };
}

function outlineOf(curve, y, frame) {
  const { position, indices } = pointsOf(curve, y, frame);
  const path = linePath()
    .defined((i) => Number.isFinite(position[i]) && Number.isFinite(y[i]))
    .x((i) => position[i])
    .y((i) => heightOf(frame, y[i]));
  return path(indices) ?? '';
}

/** Single individuals as one path, and their median: thin lines without a readout. */
function drawThin(kind, curve, columns, frame) {
  return s('path', {
    class: kind,
    d: columns.map((y) => outlineOf(curve, y, frame)).join(''),
    stroke: curve.look.color,
    'data-key': curve.key,
  });
}

function drawCurve(curve, frame) {
  return s('path', {
    class: curve.thin ? 'curve thin' : 'curve',
    d: outlineOf(curve, curve.y, frame),
    stroke: curve.look.color,
    'stroke-dasharray': curve.look.dash || null,
    'data-key': curve.key,
  });
}

function drawBand(item, frame, kind) {
  const { position, indices } = pointsOf(item, item.high, frame);
  const path = areaPath()
    .defined(
      (i) => Number.isFinite(position[i]) && Number.isFinite(item.low[i]) && Number.isFinite(item.high[i]),
    )
    .x((i) => position[i])
    .y0((i) => heightOf(frame, item.low[i]))
    .y1((i) => heightOf(frame, item.high[i]));
  return s('path', {
    class: kind,
    d: path(indices) ?? '',
    fill: kind === 'band' ? item.look.color : item.look.fill,
    'data-key': item.key,
  });
}

function drawMarks(mark, frame) {
  const group = s('g', {
    class: `marks${isOpen(mark.look.shape) ? ' open' : ''}${mark.faint ? ' faint' : ''}`,
    'data-key': mark.key,
  });
  group.style.setProperty('--mark', mark.look.color);
  const bars = [];
  let outline = '';
  mark.x.forEach((v, i) => {
    if (!usable(frame.x, v) || !usable(frame.y, mark.y[i])) return;
    const x = frame.x.at(v);
    if (mark.low && usable(frame.y, mark.low[i]) && usable(frame.y, mark.high[i])) {
      const [a, b] = [frame.y.at(mark.low[i]), frame.y.at(mark.high[i])].map((p) => p.toFixed(1));
      bars.push(`M${x.toFixed(1)} ${a}V${b}M${(x - 3).toFixed(1)} ${a}h6M${(x - 3).toFixed(1)} ${b}h6`);
    }
    outline += markerPath(mark.look.shape, x, frame.y.at(mark.y[i]), mark.faint ? 2.8 : 3.8);
  });
  if (bars.length) group.append(s('path', { class: 'error-bar', d: bars.join('') }));
  group.append(s('path', { class: 'mark', d: outline }));
  return group;
}

/** Lines from the axis up: masses of a list. */
function drawSticks(stick, frame) {
  let path = '';
  stick.x.forEach((v, i) => {
    const x = frame.x.at(v);
    if (x < frame.left - 2 || x > frame.right + 2 || !usable(frame.y, stick.y[i])) return;
    path += `M${x.toFixed(1)} ${frame.bottom}V${frame.y.at(stick.y[i]).toFixed(1)}`;
  });
  return s('path', { class: 'stick', d: path, stroke: stick.look.color, 'data-key': stick.key });
}

const LABEL_HEIGHT = 12;
const LABEL_ROOM = 46;

/** Names above peaks, the highest first; one that would cover another is left out until there is room. */
function drawLabels(labels, frame) {
  const taken = [];
  const items = [];
  for (const label of [...labels].sort((a, b) => b.y - a.y)) {
    if (!usable(frame.x, label.x) || !usable(frame.y, label.y)) continue;
    const x = frame.x.at(label.x);
    const y = Math.max(frame.top + 6, frame.y.at(label.y) - 7);
    const half = label.text.length * 3.4 + 3;
    if (x < frame.left + half || x > frame.right - half || y > frame.bottom - LABEL_HEIGHT) continue;
    if (taken.some((t) => Math.abs(t.x - x) < t.half + half && Math.abs(t.y - y) < LABEL_ROOM)) continue;
    taken.push({ x, y, half });
    items.push(s('text', { class: 'peak-name', x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': 'middle' }, label.text));
  }
  return items;
}

function drawGuide(guide, frame) {
  const at = frame.y.at(guide.y);
  if (!Number.isFinite(at)) return null;
  return s('line', { class: 'guide', x1: frame.left, x2: frame.right, y1: at, y2: at });
}

function nameGuide(guide, frame) {
  const at = frame.y.at(guide.y);
  return (
    Number.isFinite(at) &&
    s('text', { class: 'guide-name', x: frame.right, y: at - 5, 'text-anchor': 'end' }, guide.label)
  );
}

function drawDrop(drop, frame) {
  if (!usable(frame.x, drop.x)) return null;
  const x = frame.x.at(drop.x);
  const y = usable(frame.y, drop.y) ? frame.y.at(drop.y) : frame.top;
  const clamp = (p) => Math.min(frame.right, Math.max(frame.left, p));
  const low = usable(frame.x, drop.low) ? clamp(frame.x.at(drop.low)) : frame.left;
  const high = usable(frame.x, drop.high) ? clamp(frame.x.at(drop.high)) : frame.right;
  const showInterval = drop.low !== undefined || drop.high !== undefined;
  return s(
    'g',
    { class: 'drop', 'data-key': drop.key },
    showInterval &&
      s('rect', {
        x: low,
        width: Math.max(1, high - low),
        y,
        height: frame.bottom - y,
        fill: drop.look.color,
      }),
    s('path', { d: `M${x} ${y}V${frame.bottom}`, stroke: drop.look.color }),
    s('path', { class: 'drop-head', d: markerPath('wedge', x, frame.bottom - 5, 4), fill: drop.look.color }),
  );
}

function drawEvent(event, frame) {
  if (!usable(frame.x, event.time)) return null;
  const x = frame.x.at(event.time);
  if (x < frame.left - 1 || x > frame.right + 1) return null;
  return s('line', { x1: x, x2: x, y1: frame.top, y2: frame.bottom });
}

const NAME_CHARACTER = 6.3; // pixels
const NAME_GAP = 6;

/** Names of the events above the frame, where no curve is; further rows lie inside. A name that was just said is not said again. */
export function drawEventNames(spec, frame) {
  const title = withExponent(spec.y, frame.y.exponent);
  const ends = [title ? NAME_CHARACTER * title.length + 2 : 0, 0, 0];
  const names = [];
  let said = null;
  for (const event of spec.events ?? []) {
    if (!drawEvent(event, frame) || event.label === said || !event.label) continue;
    said = event.label;
    const wide = NAME_CHARACTER * event.label.length;
    const at = frame.x.at(event.time) - 1;
    const from = Math.max(0, Math.min(at, frame.right - wide));
    const fits = ends.findIndex((end) => from >= end + NAME_GAP || (end === ends[0] && names.length === 0));
    if (fits < 0) continue;
    const x = Math.max(from, fits === 0 ? ends[0] + (ends[0] ? NAME_GAP : 0) : 0);
    ends[fits] = x + wide;
    names.push(s('text', { x, y: fits === 0 ? frame.top - 4 : frame.top + 12 * fits - 1 }, event.label));
  }
  return s('g', { class: 'event' }, names);
}

/** Names inside the layers that are thick enough somewhere to hold them. */
function drawLayerNames(areas, frame) {
  return areas.map((a) => {
    let best = -1;
    let room = 0;
    a.x.forEach((v, i) => {
      const x = frame.x.at(v);
      const half = a.name.length * 3.6;
      if (x < frame.left + half + 4 || x > frame.right - half - 4) return;
      const thick = frame.y.at(a.low[i]) - frame.y.at(a.high[i]);
      if (thick > room) {
        room = thick;
        best = i;
      }
    });
    if (best < 0 || room < 19) return null;
    const y = (frame.y.at(a.low[best]) + frame.y.at(a.high[best])) / 2;
    return s(
      'text',
      { class: 'layer-name', x: frame.x.at(a.x[best]), y: y + 4, 'text-anchor': 'middle' },
      a.name,
    );
  });
}

/** Everything that stands for data, in the order in which it may cover what lies below. */
export function drawData(spec, frame, hidden, clip) {
  const seen = (item) => !hidden.has(item.key);
  const curves = (spec.curves ?? []).filter(seen);
  const areas = (spec.areas ?? []).filter(seen);
  return s(
    'g',
    { 'clip-path': `url(#${clip})` },
    areas.map((a) => drawBand(a, frame, 'layer')),
    curves.filter((c) => c.low && c.high).map((c) => drawBand(c, frame, 'band')),
    curves.filter((c) => c.threads).map((c) => drawThin('thread', c, c.threads, frame)),
    curves.filter((c) => c.median).map((c) => drawThin('median', c, [c.median], frame)),
    (spec.guides ?? []).map((g) => drawGuide(g, frame)),
    s('g', { class: 'event' }, (spec.events ?? []).map((e) => drawEvent(e, frame))),
    (spec.drops ?? []).filter(seen).map((d) => drawDrop(d, frame)),
    (spec.sticks ?? []).filter(seen).map((t) => drawSticks(t, frame)),
    curves.map((c) => drawCurve(c, frame)),
    !spec.labels && drawLayerNames(areas, frame),
    (spec.marks ?? []).filter(seen).map((m) => drawMarks(m, frame)),
    (spec.guides ?? []).map((g) => nameGuide(g, frame)),
    drawLabels(spec.labels ?? [], frame),
  );
}
