// SPDX-License-Identifier: Apache-2.0
/// Axes: linear, logarithmic, and the dose axis (logarithmic with a place for zero left of a break). Pure functions.

import { scaleLinear, scaleLog } from 'd3-scale';
import { formatNumber, powerOfTen } from './format.js';

/** Lowest and highest finite value of all columns, only positive ones if asked. */
export function extentOf(columns, accept = Number.isFinite) {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const v of column ?? []) {
      if (v === null || !accept(v)) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  return low <= high ? [low, high] : null;
}

export const isPositive = (v) => Number.isFinite(v) && v > 0;

/** Ends of a linear axis: a range that comes near zero begins there, and a flat one gets room. */
export function linearDomain(columns, fixed = {}) {
  let [low, high] = extentOf(columns) ?? [0, 1];
  if (low >= 0 && low < 0.4 * high) low = 0;
  if (high <= 0 && high > 0.4 * low) high = 0;
  if (low === high) {
    const room = Math.abs(low) > 0 ? 0.1 * Math.abs(low) : 1;
    low -= low === 0 ? 0 : room;
    high += room;
  }
  return [fixed.min ?? low, fixed.max ?? high];
}

/** Ends of a logarithmic axis: at most `decades` below the highest value, since the rest is solver noise. */
export function logDomain(columns, decades = 6) {
  const extent = extentOf(columns, isPositive);
  if (!extent) return [0.1, 1];
  const [low, high] = extent;
  const floor = Math.max(low, high * 10 ** -decades);
  return floor < high ? [floor, high] : [high / 2, high * 2];
}

/** A power of thousand to take out of the tick labels, so that they stay short. */
export function tickExponent(domain) {
  const largest = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  if (!(largest > 0)) return 0;
  const exponent = Math.floor(Math.log10(largest));
  return exponent >= 4 || exponent <= -3 ? 3 * Math.floor(exponent / 3) : 0;
}

/** d3 writes "-1,000"; this page writes "−1000", and "10 000" with a thin space. */
function plainLabel(text) {
  const sign = text.startsWith('-') || text.startsWith('−') ? '−' : '';
  const digits = text.replace(/[-−,]/g, '');
  const [whole, fraction] = digits.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole;
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

function linearAxis(domain, range, count, { nice = false, exponent = 0, per = 1 }) {
  const scale = scaleLinear(domain, range);
  if (nice) scale.nice(count);
  const unit = per * 10 ** exponent;
  const labelled = scaleLinear(
    scale.domain().map((v) => v / unit),
    range,
  );
  const format = labelled.tickFormat(count);
  const ticks = labelled.ticks(count).map((value) => ({
    value: value * unit,
    major: true,
    label: plainLabel(format(value)),
  }));
  return {
    kind: 'linear',
    at: (v) => scale(v),
    back: (p) => scale.invert(p),
    domain: scale.domain(),
    ticks,
    exponent,
  };
}

/** Plain numbers where all of an axis can have them, else powers of ten throughout. */
function decadeLabels(first, last) {
  const plain = first >= -4 && last <= 5;
  return (exponent) =>
    plain
      ? exponent < 0
        ? (10 ** exponent).toFixed(-exponent)
        : formatNumber(10 ** exponent)
      : powerOfTen(exponent);
}

function logTicks([low, high], room) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const every = Math.max(1, Math.ceil(decades / Math.max(2, room)));
  const decadeLabel = decadeLabels(Math.ceil(Math.log10(low)), Math.floor(Math.log10(high)));
  const ticks = [];
  for (let exponent = first; exponent <= last; exponent += 1) {
    for (let step = 1; step <= 9; step += 1) {
      const value = step * 10 ** exponent;
      if (value < low * 0.999999 || value > high * 1.000001) continue;
      const major = step === 1 && exponent % every === 0;
      const labelled =
        major || (decades < 1.3 && (step === 2 || step === 5)) || (decades < 0.5 && step !== 1);
      if (step > 1 && decades > 8) continue;
      ticks.push({
        value,
        major,
        label: labelled ? (step === 1 ? decadeLabel(exponent) : formatNumber(value)) : '',
      });
    }
  }
  return ticks;
}

function logAxis(domain, range, count) {
  const scale = scaleLog(domain, range);
  return {
    kind: 'log',
    at: (v) => (v > 0 ? scale(v) : NaN),
    back: (p) => scale.invert(p),
    domain,
    ticks: logTicks(domain, count),
    exponent: 0,
  };
}

/** Share of a dose axis that is kept for a dose of zero. */
const ZERO_ROOM = 0.09;

function doseAxis(domain, range, count, hasZero) {
  const [left, right] = range;
  const start = hasZero ? left + ZERO_ROOM * (right - left) : left;
  const zeroAt = left + 0.3 * (start - left);
  const scale = scaleLog(domain, [start, right]);
  const ticks = logTicks(domain, count);
  if (hasZero) ticks.unshift({ value: 0, major: true, label: '0' });
  return {
    kind: 'dose',
    domain,
    ticks,
    exponent: 0,
    at: (v) => (v > 0 ? scale(v) : v === 0 && hasZero ? zeroAt : NaN),
    back: (p) => (hasZero && p < (zeroAt + start) / 2 ? 0 : scale.invert(p)),
    breakAt: hasZero ? zeroAt + 0.5 * (start - zeroAt) : null,
  };
}

/** One axis: {at(value) → pixel, back(pixel) → value, ticks, domain, exponent}. `count` is about how many labels fit; a
 * linear axis is labelled in `per` of its unit. */
export function makeAxis({
  scale = 'linear',
  domain,
  range,
  count = 6,
  nice = false,
  exponent = 0,
  per = 1,
  hasZero = false,
}) {
  if (scale === 'log') return logAxis(domain, range, count);
  if (scale === 'dose') return doseAxis(domain, range, count, hasZero);
  return linearAxis(domain, range, count, { nice, exponent, per });
}
