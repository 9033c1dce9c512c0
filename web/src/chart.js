// SPDX-License-Identifier: Apache-2.0
/// One chart: what is drawn for which width, and how it answers pointer and keyboard.

import { drawAxes, drawData, drawEventNames } from './chart_draw.js';
import { frameOf } from './chart_frame.js';
import { nearestMark, readAt, readoutRows, stepsOf } from './chart_readout.js';
import { nearestIndex } from './decimate.js';
import { freshId, h, s } from './dom.js';
import { formatNumber, formatQuantity } from './format.js';

const ZOOM_START = 8;
// Pixels of an A4 sheet between the margins of style.css, whole and for a panel, and heights relative to the screen.
const PAPER_WIDTH = 660;
const PAPER_PANEL = 318;
const PAPER_SHARE = 0.72;

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
    this.zoom = spec.start ?? null;
    this.clip = freshId('clip');
    this.svg = s('svg', { class: 'plot-area', 'aria-hidden': 'true' });
    this.readout = h('div', { class: 'readout', hidden: true });
    this.spoken = h('div', { class: 'unseen', 'aria-live': 'polite' });
    this.reset = h(
      'button',
      { class: 'small reset-zoom', type: 'button', hidden: true, onclick: () => this.zoomTo(null) },
      'Show all',
    );
    this.element = h(
      'div',
      {
        class: 'chart',
        tabindex: 0,
        role: 'group',
        'aria-roledescription': 'chart',
        'aria-label': `${spec.label}. Arrow keys read values; the numbers stand in the table below.`,
        onkeydown: (e) => this.key(e),
        onblur: () => this.leave(),
      },
      this.svg,
      this.reset,
      this.readout,
      this.spoken,
    );
    this.listen();
    this.width = 0;
    charts.add(new WeakRef(this));
    // Drawn in the next frame: drawing while being measured would be measured again.
    new ResizeObserver((entries) =>
      requestAnimationFrame(() => this.resize(entries[0].contentRect.width)),
    ).observe(this.element);
  }

  listen() {
    this.svg.addEventListener('pointermove', (e) => this.move(e));
    this.svg.addEventListener('pointerleave', () => {
      if (!this.drag) this.leave();
    });
    this.svg.addEventListener('pointerdown', (e) => this.press(e));
    this.svg.addEventListener('pointerup', (e) => this.release(e));
    this.svg.addEventListener('pointercancel', () => {
      this.drag = null;
    });
    this.svg.addEventListener('dblclick', () => this.zoomTo(null));
  }

  resize(width) {
    const rounded = Math.floor(width);
    if (rounded > 0 && rounded !== this.width && !this.paper) {
      this.width = rounded;
      this.draw();
    }
  }

  /** Draws anew with another specification; the zoom stays if the x axis does. */
  update(spec) {
    if (spec.x.label !== this.spec.x.label || spec.x.scale !== this.spec.x.scale) this.zoom = null;
    this.spec = spec;
    this.draw();
  }

  show(key, visible) {
    if (visible) this.hidden.delete(key);
    else this.hidden.add(key);
    this.draw();
  }

  /** Draws at the present width of the page, without waiting to be measured. */
  fit() {
    this.resize(this.element.getBoundingClientRect().width);
  }

  drawFor(medium) {
    this.paper = medium === 'paper';
    if (!this.paper) {
      this.width = 0;
      this.fit();
      return;
    }
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
      s(
        'defs',
        {},
        s(
          'clipPath',
          { id: this.clip },
          s('rect', { x: left - 6, y: top - 6, width: right - left + 12, height: bottom - top + 6 }),
        ),
      ),
      drawAxes(this.frame, this.spec),
      drawData(this.spec, this.frame, this.hidden, this.clip),
      drawEventNames(this.spec, this.frame),
      this.cursor,
      s('rect', { class: 'catch', x: left, y: top, width: right - left, height: bottom - top }),
    );
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
    if (this.drag !== null && this.drag !== undefined) {
      this.stretch(px);
      return;
    }
    if (!this.inside(px, py)) {
      this.leave();
      return;
    }
    const mark = nearestMark(this.spec, this.hidden, px, py, this.frame);
    if (mark) this.readMark(mark);
    else this.readX(this.frame.x.back(px), py);
  }

  press(event) {
    const [px, py] = this.pointer(event);
    if (
      event.pointerType === 'touch' ||
      event.button !== 0 ||
      !this.frame ||
      !this.inside(px, py) ||
      this.spec.x.scale === 'dose'
    )
      return;
    this.drag = px;
    this.svg.setPointerCapture(event.pointerId);
  }

  stretch(px) {
    const { left, right, top, bottom } = this.frame;
    const end = Math.min(right, Math.max(left, px));
    this.cursor.replaceChildren(
      s('rect', {
        class: 'zoom-box',
        x: Math.min(this.drag, end),
        y: top,
        width: Math.abs(end - this.drag),
        height: bottom - top,
      }),
    );
    this.readout.hidden = true;
  }

  release(event) {
    if (this.drag === null || this.drag === undefined) return;
    const [px] = this.pointer(event);
    const from = this.drag;
    this.drag = null;
    const { left, right, x } = this.frame;
    const end = Math.min(right, Math.max(left, px));
    if (Math.abs(end - from) > ZOOM_START)
      this.zoomTo([x.back(Math.min(from, end)), x.back(Math.max(from, end))]);
    else this.leave();
  }

  /** Shows part of the x axis, all of it for null; charts that follow this one are told if `tell`. */
  zoomTo(domain, tell = true) {
    if (domain === null && this.zoom === null) return;
    this.zoom = domain;
    this.draw();
    if (tell) this.onZoom?.(domain);
  }

  readX(x, py = this.frame.top) {
    const steps = stepsOf(this.spec, this.hidden);
    const index = nearestIndex(steps, x);
    if (index < 0) return;
    this.step = index;
    const at = steps[index];
    const rows = readAt(this.spec, this.hidden, at, this.frame);
    if (!rows.length) {
      this.leave();
      return;
    }
    const px = this.frame.x.at(at);
    this.cursor.replaceChildren(
      s('line', { x1: px, x2: px, y1: this.frame.top, y2: this.frame.bottom }),
      ...rows
        .filter((r) => r.at <= this.frame.bottom)
        .map((r) => s('circle', { cx: px, cy: r.at, r: 3.5, fill: r.look.color })),
    );
    const head = `${this.spec.x.label} ${this.xText(at)}`;
    this.place(px, py, h('p', { class: 'readout-head' }, head), readoutRows(rows, this.spec.y.unit, py));
    this.sentence = `${head}: ${rows.map((r) => `${r.name} ${formatQuantity(r.value, this.spec.y.unit)}`).join(', ')}`;
  }

  xText(value) {
    const { unit, per } = this.frame.x.shown;
    return formatQuantity(value / per, unit, 4);
  }

  readMark({ mark, i }) {
    const x = this.frame.x.at(mark.x[i]);
    const y = this.frame.y.at(mark.y[i]);
    this.cursor.replaceChildren(s('circle', { class: 'mark-ring', cx: x, cy: y, r: 7 }));
    const bar =
      mark.low && Number.isFinite(mark.low[i])
        ? `${formatNumber(mark.low[i])} to ${formatNumber(mark.high[i])}`
        : '';
    this.place(
      x,
      y,
      h('p', { class: 'readout-head' }, mark.name),
      h('p', {}, `${this.spec.x.label} ${this.xText(mark.x[i])}`),
      h('p', {}, `${this.spec.y.label} ${formatQuantity(mark.y[i], this.spec.y.unit)}`),
      bar && h('p', {}, bar),
      mark.note?.[i] && h('p', {}, mark.note[i]),
    );
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
    if (event.key === 'Escape') {
      if (this.readout.hidden) this.zoomTo(null);
      else this.leave();
      return;
    }
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
