// SPDX-License-Identifier: Apache-2.0
/// One chart as SVG: axes, bands, curves, layers, markers with error bars, guides; readout by pointer and by keyboard.

import { area as areaPath, line as linePath } from 'd3-shape';
import { nearestIndex, visibleIndices } from './decimate.js';
import { freshId, h, s } from './dom.js';
import { axisTitle, formatNumber, formatQuantity, powerOfTen, prettyUnit } from './format.js';
import { isOpen, markerPath } from './palette.js';
import { extentOf, isPositive, linearDomain, logDomain, makeAxis, tickExponent } from './scales.js';

const TICK_TEXT = 6.4;
const ZOOM_START = 8;
const SNAP = 16;
const READOUT_ROWS = 10;
// Pixels of an A4 sheet between the margins of style.css, whole and for a panel, and heights relative to the screen.
const PAPER_WIDTH = 660;
const PAPER_PANEL = 318;
const PAPER_SHARE = 0.72;

/** Every x and y column of the chart's items, for the ends of the axes. */
function columnsOf(spec, hidden) {
  const xs = [];
  const ys = [];
  const seen = (item) => !hidden.has(item.key);
  for (const c of (spec.curves ?? []).filter(seen)) { xs.push(c.x); ys.push(c.y, c.low, c.high); }
  for (const a of spec.areas ?? []) { xs.push(a.x); if (seen(a)) ys.push(a.low, a.high); }
  for (const m of (spec.marks ?? []).filter(seen)) { xs.push(m.x); ys.push(m.y, m.low, m.high); }
  for (const g of spec.guides ?? []) ys.push([g.y]);
  return { xs, ys };
}

function domains(spec, hidden, zoom) {
  const { xs, ys } = columnsOf(spec, hidden);
  const logX = spec.x.scale === 'log' || spec.x.scale === 'dose';
  const xDomain = zoom ?? (logX ? logDomain(xs, 12) : extentOf(xs) ?? [0, 1]);
  const yDomain = spec.y.scale === 'log' ? logDomain(ys) : linearDomain(ys, { min: spec.y.min, max: spec.y.max });
  if (xDomain[0] === xDomain[1]) { xDomain[0] -= 0.5; xDomain[1] += 0.5; }
  return { xDomain, yDomain };
}

function widest(ticks) {
  return Math.max(0, ...ticks.map((t) => t.label.length)) * TICK_TEXT;
}

/** Pixel frame and both axes for a width. */
function frameOf(spec, hidden, zoom, width, height) {
  const { xDomain, yDomain } = domains(spec, hidden, zoom);
  const top = axisTitle(spec.y) ? 26 : 10;
  const bottom = height - 42;
  const exponent = spec.y.scale === 'log' ? 0 : tickExponent(yDomain);
  const y = makeAxis({ scale: spec.y.scale, domain: yDomain, range: [bottom, top], count: Math.max(3, Math.round((bottom - top) / 46)),
    nice: spec.y.max === undefined, exponent });
  const left = Math.max(30, Math.ceil(widest(y.ticks)) + 14);
  const right = width - 14;
  const hasZero = spec.x.scale === 'dose' && (spec.marks ?? []).some((m) => m.x.includes(0));
  const x = makeAxis({ scale: spec.x.scale, domain: xDomain, range: [left, right], count: Math.max(2, Math.floor((right - left) / 75)),
    exponent: spec.x.scale ? 0 : tickExponent(xDomain), hasZero });
  return { left, right, top, bottom, x, y, width, height };
}

function withExponent(axis, exponent) {
  const title = axisTitle(axis);
  return exponent ? `${title} × ${powerOfTen(exponent)}` : title;
}

function drawAxes(frame, spec) {
  const { left, right, top, bottom, x, y } = frame;
  const items = [];
  for (const t of y.ticks) {
    const at = Math.round(y.at(t.value)) + 0.5;
    if (at < top - 1 || at > bottom + 1) continue;
    if (t.label || t.major) items.push(s('line', { class: 'grid', x1: left, x2: right, y1: at, y2: at }));
    if (t.label) items.push(s('text', { class: 'tick', x: left - 7, y: at + 3.5, 'text-anchor': 'end' }, t.label));
  }
  for (const t of x.ticks) {
    const at = Math.round(x.at(t.value)) + 0.5;
    if (!(at >= left - 1 && at <= right + 1)) continue;
    const size = t.major || t.label ? 5 : 3;
    items.push(s('line', { class: 'tick-mark', x1: at, x2: at, y1: bottom, y2: bottom + size }));
    if (t.label) items.push(s('text', { class: 'tick', x: at, y: bottom + 18, 'text-anchor': 'middle' }, t.label));
  }
  items.push(s('line', { class: 'axis', x1: left, x2: right, y1: bottom + 0.5, y2: bottom + 0.5 }));
  if (x.breakAt) items.push(breakMark(x.breakAt, bottom));
  const title = withExponent(spec.y, y.exponent);
  if (title) items.push(s('text', { class: 'axis-title', x: 2, y: 12 }, title));
  items.push(s('text', { class: 'axis-title', x: right, y: bottom + 37, 'text-anchor': 'end' }, withExponent(spec.x, x.exponent)));
  return s('g', { class: 'axes' }, items);
}

function breakMark(at, bottom) {
  return s('g', { class: 'axis-break' },
    s('rect', { x: at - 3, y: bottom - 4, width: 6, height: 9 }),
    s('path', { d: `M${at - 5} ${bottom + 5}l4 -9M${at + 1} ${bottom + 5}l4 -9` }));
}

/** The part of a curve inside the frame, thinned to what pixels can show. */
function pointsOf(item, y, frame) {
  const position = item.x.map((v) => frame.x.at(v));
  const indices = visibleIndices(position, y, 4 * frame.width);
  return { position, indices };
}

const usable = (axis, v) => v !== null && v !== undefined && Number.isFinite(axis.at(v));

/** Below a logarithmic axis a curve runs out of the picture rather than breaking off. */
function heightOf(frame, v) {
  if (frame.y.kind === 'log' && Number.isFinite(v) && v <= 0) return frame.bottom + 20;
  return frame.y.at(v);
}

function drawCurve(curve, frame) {
  const { position, indices } = pointsOf(curve, curve.y, frame);
  const path = linePath().defined((i) => Number.isFinite(position[i]) && Number.isFinite(curve.y[i])).x((i) => position[i])
    .y((i) => heightOf(frame, curve.y[i]));
  return s('path', { class: 'curve', d: path(indices) ?? '', stroke: curve.look.color, 'stroke-dasharray': curve.look.dash || null,
    'data-key': curve.key });
}

function drawBand(item, frame, kind) {
  const { position, indices } = pointsOf(item, item.high, frame);
  const path = areaPath().defined((i) => Number.isFinite(position[i]) && Number.isFinite(item.low[i]) && Number.isFinite(item.high[i]))
    .x((i) => position[i]).y0((i) => heightOf(frame, item.low[i])).y1((i) => heightOf(frame, item.high[i]));
  return s('path', { class: kind, d: path(indices) ?? '', fill: kind === 'band' ? item.look.color : item.look.fill, 'data-key': item.key });
}

function drawMarks(mark, frame) {
  const group = s('g', { class: `marks${isOpen(mark.look.shape) ? ' open' : ''}${mark.faint ? ' faint' : ''}`, 'data-key': mark.key });
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

function drawGuide(guide, frame) {
  const at = frame.y.at(guide.y);
  if (!Number.isFinite(at)) return null;
  return s('g', { class: 'guide' }, s('line', { x1: frame.left, x2: frame.right, y1: at, y2: at }),
    s('text', { x: frame.right, y: at - 5, 'text-anchor': 'end' }, guide.label));
}

function drawDrop(drop, frame) {
  if (!usable(frame.x, drop.x)) return null;
  const x = frame.x.at(drop.x);
  const y = usable(frame.y, drop.y) ? frame.y.at(drop.y) : frame.top;
  const clamp = (p) => Math.min(frame.right, Math.max(frame.left, p));
  const low = usable(frame.x, drop.low) ? clamp(frame.x.at(drop.low)) : frame.left;
  const high = usable(frame.x, drop.high) ? clamp(frame.x.at(drop.high)) : frame.right;
  const showInterval = drop.low !== undefined || drop.high !== undefined;
  return s('g', { class: 'drop', 'data-key': drop.key },
    showInterval && s('rect', { x: low, width: Math.max(1, high - low), y, height: frame.bottom - y, fill: drop.look.color }),
    s('path', { d: `M${x} ${y}V${frame.bottom}`, stroke: drop.look.color }),
    s('path', { class: 'drop-head', d: markerPath('wedge', x, frame.bottom - 5, 4), fill: drop.look.color }));
}

function drawEvent(event, frame, row) {
  if (!usable(frame.x, event.time)) return null;
  const x = frame.x.at(event.time);
  if (x < frame.left - 1 || x > frame.right + 1) return null;
  const leftSide = x > frame.right - 80;
  return s('g', { class: 'event' }, s('line', { x1: x, x2: x, y1: frame.top, y2: frame.bottom }),
    s('text', { x: leftSide ? x - 4 : x + 4, y: frame.top + 10 + 12 * row, 'text-anchor': leftSide ? 'end' : 'start' }, event.label));
}

/** Names inside the layers that are thick enough somewhere to hold them. */
function drawLayerNames(areas, frame) {
  return areas.map((a) => {
    let best = -1;
    let room = 0;
    a.x.forEach((v, i) => {
      const x = frame.x.at(v);
      const half = a.name.length * 3.1;
      if (x < frame.left + half + 4 || x > frame.right - half - 4) return;
      const thick = frame.y.at(a.low[i]) - frame.y.at(a.high[i]);
      if (thick > room) { room = thick; best = i; }
    });
    if (best < 0 || room < 19) return null;
    const y = (frame.y.at(a.low[best]) + frame.y.at(a.high[best])) / 2;
    return s('text', { class: 'layer-name', x: frame.x.at(a.x[best]), y: y + 4, 'text-anchor': 'middle' }, a.name);
  });
}

function drawData(spec, frame, hidden, clip) {
  const seen = (item) => !hidden.has(item.key);
  const curves = (spec.curves ?? []).filter(seen);
  const areas = (spec.areas ?? []).filter(seen);
  return s('g', { 'clip-path': `url(#${clip})` },
    areas.map((a) => drawBand(a, frame, 'layer')),
    curves.filter((c) => c.low && c.high).map((c) => drawBand(c, frame, 'band')),
    (spec.guides ?? []).map((g) => drawGuide(g, frame)),
    (spec.events ?? []).map((e, i) => drawEvent(e, frame, i % 3)),
    (spec.drops ?? []).filter(seen).map((d) => drawDrop(d, frame)),
    curves.map((c) => drawCurve(c, frame)),
    drawLayerNames(areas, frame),
    (spec.marks ?? []).filter(seen).map((m) => drawMarks(m, frame)));
}

/** The x positions that readouts step through: of the item with the most points. */
function stepsOf(spec, hidden) {
  const items = [...(spec.curves ?? []), ...(spec.areas ?? [])].filter((c) => !hidden.has(c.key));
  const longest = items.reduce((a, b) => (b.x.length > (a?.x.length ?? 0) ? b : a), null);
  return longest?.x ?? spec.marks?.find((m) => !hidden.has(m.key))?.x ?? [];
}

/** What stands at `x`: [{name, value, low, high, look, at}] of every visible curve and layer. */
function readAt(spec, hidden, x, frame) {
  const rows = [];
  const add = (item, value, low, high, y) => {
    if (Number.isFinite(value)) rows.push({ name: item.name, value, low, high, look: item.look, at: heightOf(frame, y ?? value), layer: y !== undefined });
  };
  for (const c of spec.curves ?? []) {
    if (hidden.has(c.key)) continue;
    const i = nearestIndex(c.x, x);
    if (i >= 0 && Math.abs(frame.x.at(c.x[i]) - frame.x.at(x)) < 24) add(c, c.y[i], c.low?.[i], c.high?.[i]);
  }
  for (const a of [...(spec.areas ?? [])].reverse()) {
    if (hidden.has(a.key)) continue;
    const i = nearestIndex(a.x, x);
    if (i >= 0) add(a, a.high[i] - a.low[i], undefined, undefined, a.high[i]);
  }
  return rows;
}

function nearestMark(spec, hidden, px, py, frame) {
  let best = null;
  let distance = SNAP;
  for (const m of spec.marks ?? []) {
    if (hidden.has(m.key)) continue;
    m.x.forEach((v, i) => {
      if (!usable(frame.x, v) || !usable(frame.y, m.y[i])) return;
      const d = Math.hypot(frame.x.at(v) - px, frame.y.at(m.y[i]) - py);
      if (d < distance) { distance = d; best = { mark: m, i }; }
    });
  }
  return best;
}

function swatch(look, layer) {
  const path = layer ? s('rect', { width: 12, height: 12, rx: 2, fill: look.fill, stroke: look.color })
    : s('line', { x1: 0, x2: 18, y1: 6, y2: 6, stroke: look.color, 'stroke-width': 2.5, 'stroke-dasharray': look.dash || null });
  return s('svg', { class: 'swatch', width: layer ? 12 : 18, height: 12, 'aria-hidden': 'true' }, path);
}

function readoutRows(rows, unit, pointerY) {
  const nearest = rows.reduce((a, b) => (a === null || Math.abs(b.at - pointerY) < Math.abs(a.at - pointerY) ? b : a), null);
  const sorted = rows.length > READOUT_ROWS
    ? [...rows].sort((a, b) => Math.abs(a.at - pointerY) - Math.abs(b.at - pointerY)).slice(0, READOUT_ROWS) : rows;
  const list = sorted.map((r) => h('tr', { class: r === nearest && rows.length > 1 ? 'near' : null },
    h('td', {}, swatch(r.look, r.layer)), h('th', { scope: 'row' }, r.name),
    h('td', {}, formatNumber(r.value), Number.isFinite(r.low) && Number.isFinite(r.high)
      ? h('small', {}, ` ${formatNumber(r.low)} to ${formatNumber(r.high)}`) : '')));
  const rest = rows.length - sorted.length;
  return [h('table', {}, list), h('p', { class: 'readout-unit' }, unit ? `in ${prettyUnit(unit)}` : '', rest > 0 ? ` · ${rest} more` : '')];
}

const charts = new Set();

/** Draws every chart for the width of a sheet, or again for the screen. */
export function drawAllFor(medium) {
  for (const reference of charts) {
    const chart = reference.deref();
    if (!chart) charts.delete(reference);
    else if (chart.element.isConnected) chart.drawFor(medium);
  }
}

class Chart {
  constructor(spec) {
    this.spec = spec;
    this.hidden = new Set();
    this.zoom = null;
    this.clip = freshId('clip');
    this.svg = s('svg', { class: 'plot-area', 'aria-hidden': 'true' });
    this.readout = h('div', { class: 'readout', hidden: true });
    this.spoken = h('div', { class: 'unseen', 'aria-live': 'polite' });
    this.reset = h('button', { class: 'small reset-zoom', type: 'button', hidden: true, onclick: () => this.zoomTo(null) }, 'Show all');
    this.element = h('div', { class: 'chart', tabindex: 0, role: 'group', 'aria-roledescription': 'chart',
      'aria-label': `${spec.label}. Arrow keys read values; the numbers stand in the table below.`, onkeydown: (e) => this.key(e),
      onblur: () => this.leave() }, this.svg, this.reset, this.readout, this.spoken);
    this.listen();
    this.width = 0;
    charts.add(new WeakRef(this));
    // Drawn in the next frame: drawing while being measured would be measured again.
    new ResizeObserver((entries) => requestAnimationFrame(() => this.resize(entries[0].contentRect.width))).observe(this.element);
  }

  listen() {
    this.svg.addEventListener('pointermove', (e) => this.move(e));
    this.svg.addEventListener('pointerleave', () => { if (!this.drag) this.leave(); });
    this.svg.addEventListener('pointerdown', (e) => this.press(e));
    this.svg.addEventListener('pointerup', (e) => this.release(e));
    this.svg.addEventListener('pointercancel', () => { this.drag = null; });
    this.svg.addEventListener('dblclick', () => this.zoomTo(null));
  }

  resize(width) {
    const rounded = Math.floor(width);
    if (rounded > 0 && rounded !== this.width && !this.paper) { this.width = rounded; this.draw(); }
  }

  /** Draws anew with another specification; the zoom stays if the x axis does. */
  update(spec) {
    if (spec.x.label !== this.spec.x.label || spec.x.scale !== this.spec.x.scale) this.zoom = null;
    this.spec = spec;
    this.draw();
  }

  show(key, visible) {
    if (visible) this.hidden.delete(key); else this.hidden.add(key);
    this.draw();
  }

  drawFor(medium) {
    this.paper = medium === 'paper';
    if (!this.paper) { this.width = Math.floor(this.element.getBoundingClientRect().width); this.draw(); return; }
    this.width = this.element.closest('.panel') ? PAPER_PANEL : PAPER_WIDTH;
    this.draw();
  }

  get height() {
    const height = this.spec.height ?? 340;
    return this.paper ? Math.round(PAPER_SHARE * height) : height;
  }

  draw() {
    if (!this.width) return;
    const { height } = this;
    this.frame = frameOf(this.spec, this.hidden, this.zoom, this.width, height);
    const { left, right, top, bottom } = this.frame;
    this.svg.setAttribute('viewBox', `0 0 ${this.width} ${height}`);
    this.cursor = s('g', { class: 'cursor' });
    this.svg.replaceChildren(
      s('defs', {}, s('clipPath', { id: this.clip }, s('rect', { x: left - 6, y: top - 6, width: right - left + 12, height: bottom - top + 6 }))),
      drawAxes(this.frame, this.spec), drawData(this.spec, this.frame, this.hidden, this.clip), this.cursor,
      s('rect', { class: 'catch', x: left, y: top, width: right - left, height: bottom - top }));
    this.reset.hidden = !this.zoom;
    this.leave();
  }

  pointer(event) {
    const box = this.svg.getBoundingClientRect();
    const factor = this.width / box.width;
    return [(event.clientX - box.left) * factor, (event.clientY - box.top) * factor];
  }

  inside(px, py) {
    const { left, right, top, bottom } = this.frame;
    return px >= left - 4 && px <= right + 4 && py >= top - 4 && py <= bottom + 4;
  }

  move(event) {
    if (!this.frame) return;
    const [px, py] = this.pointer(event);
    if (this.drag !== null && this.drag !== undefined) { this.stretch(px); return; }
    if (!this.inside(px, py)) { this.leave(); return; }
    const mark = nearestMark(this.spec, this.hidden, px, py, this.frame);
    if (mark) this.readMark(mark); else this.readX(this.frame.x.back(px), py);
  }

  press(event) {
    const [px, py] = this.pointer(event);
    if (event.pointerType === 'touch' || event.button !== 0 || !this.frame || !this.inside(px, py) || this.spec.x.scale === 'dose') return;
    this.drag = px;
    this.svg.setPointerCapture(event.pointerId);
  }

  stretch(px) {
    const { left, right, top, bottom } = this.frame;
    const end = Math.min(right, Math.max(left, px));
    this.cursor.replaceChildren(s('rect', { class: 'zoom-box', x: Math.min(this.drag, end), y: top, width: Math.abs(end - this.drag), height: bottom - top }));
    this.readout.hidden = true;
  }

  release(event) {
    if (this.drag === null || this.drag === undefined) return;
    const [px] = this.pointer(event);
    const from = this.drag;
    this.drag = null;
    const { left, right, x } = this.frame;
    const end = Math.min(right, Math.max(left, px));
    if (Math.abs(end - from) > ZOOM_START) this.zoomTo([x.back(Math.min(from, end)), x.back(Math.max(from, end))]);
    else this.leave();
  }

  zoomTo(domain) {
    if (domain === null && this.zoom === null) return;
    this.zoom = domain;
    this.draw();
  }

  readX(x, py = this.frame.top) {
    const steps = stepsOf(this.spec, this.hidden);
    const index = nearestIndex(steps, x);
    if (index < 0) return;
    this.step = index;
    const at = steps[index];
    const rows = readAt(this.spec, this.hidden, at, this.frame);
    if (!rows.length) { this.leave(); return; }
    const px = this.frame.x.at(at);
    this.cursor.replaceChildren(s('line', { x1: px, x2: px, y1: this.frame.top, y2: this.frame.bottom }),
      ...rows.filter((r) => r.at <= this.frame.bottom).map((r) => s('circle', { cx: px, cy: r.at, r: 3.5, fill: r.look.color })));
    const head = `${this.spec.x.label} ${formatQuantity(at, this.spec.x.unit, 4)}`;
    this.place(px, py, h('p', { class: 'readout-head' }, head), readoutRows(rows, this.spec.y.unit, py));
    this.sentence = `${head}: ${rows.map((r) => `${r.name} ${formatQuantity(r.value, this.spec.y.unit)}`).join(', ')}`;
  }

  readMark({ mark, i }) {
    const x = this.frame.x.at(mark.x[i]);
    const y = this.frame.y.at(mark.y[i]);
    this.cursor.replaceChildren(s('circle', { class: 'mark-ring', cx: x, cy: y, r: 7 }));
    const bar = mark.low && Number.isFinite(mark.low[i]) ? `${formatNumber(mark.low[i])} to ${formatNumber(mark.high[i])}` : '';
    this.place(x, y, h('p', { class: 'readout-head' }, mark.name), h('p', {}, `${this.spec.x.label} ${formatQuantity(mark.x[i], this.spec.x.unit, 4)}`),
      h('p', {}, `${this.spec.y.label} ${formatQuantity(mark.y[i], this.spec.y.unit)}`), bar && h('p', {}, bar), mark.note?.[i] && h('p', {}, mark.note[i]));
  }

  place(px, py, ...content) {
    const box = this.readout;
    box.replaceChildren(...content.flat().filter(Boolean));
    box.hidden = false;
    const room = this.width - px;
    const wide = box.offsetWidth;
    box.style.left = `${room > wide + 20 || px < wide + 20 ? Math.min(px + 14, Math.max(0, this.width - wide)) : px - wide - 14}px`;
    box.style.top = `${Math.max(0, Math.min(py - 20, this.height - box.offsetHeight - 4))}px`;
  }

  leave() {
    this.readout.hidden = true;
    this.cursor?.replaceChildren();
  }

  key(event) {
    const steps = stepsOf(this.spec, this.hidden);
    const stride = event.shiftKey ? Math.max(1, Math.round(steps.length / 20)) : 1;
    const now = this.step ?? -1;
    const moves = { ArrowRight: now + stride, ArrowLeft: now - stride, Home: 0, End: steps.length - 1 };
    if (event.key === 'Escape') { if (this.readout.hidden) this.zoomTo(null); else this.leave(); return; }
    if (!(event.key in moves) || !steps.length || !this.frame || event.target !== this.element) return;
    event.preventDefault();
    this.readX(steps[Math.min(steps.length - 1, Math.max(0, moves[event.key]))]);
    this.spoken.textContent = this.sentence ?? '';
  }
}

/** A chart whose `element` goes into the page; `update` draws another specification, `show` hides and shows a series. */
export function makeChart(spec) {
  return new Chart(spec);
}

export const logPossible = (columns) => columns.some((c) => (c ?? []).some(isPositive));
