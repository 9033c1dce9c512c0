// SPDX-License-Identifier: Apache-2.0
/// Numbers, intervals, units and dates as people write them. Pure functions.

const superscripts = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};
const THIN = '\u202f';
const NO_BREAK = '\u00a0';
const MINUS = '−';

/** "10⁻³" for -3. */
export function powerOfTen(exponent) {
  return `10${[...String(exponent)].map((c) => superscripts[c]).join('')}`;
}

function grouped(digits) {
  const [whole, fraction] = digits.split('.');
  const body = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole;
  return fraction === undefined ? body : `${body}.${fraction}`;
}

/**
 * A number with `digits` significant digits: plain between 0.001 and a million, else with a power of ten.
 * Anything that is no finite number becomes a dash.
 */
export function formatNumber(value, digits = 3) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const sign = value < 0 ? MINUS : '';
  const [mantissa, power] = Math.abs(value)
    .toExponential(digits - 1)
    .split('e');
  const exponent = Number(power);
  if (exponent < -3 || exponent >= 6)
    return `${sign}${trimmed(mantissa)}${THIN}×${THIN}${powerOfTen(exponent)}`;
  const decimals = Math.max(0, digits - 1 - exponent);
  const plain =
    exponent >= digits ? Number(`${mantissa}e${power}`).toFixed(0) : Math.abs(value).toFixed(decimals);
  return sign + grouped(trimmed(plain));
}

/** A number with so many decimals, zeros kept, so that the points of a column stand below each other. */
export function formatDecimals(value, decimals) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  const plain = Math.abs(value).toFixed(decimals);
  return (value < 0 && Number(plain) !== 0 ? MINUS : '') + grouped(plain);
}

function trimmed(text) {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A whole number with thin spaces: counts are never rounded. */
export function formatCount(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  return Number.isInteger(value)
    ? (value < 0 ? MINUS : '') + grouped(String(Math.abs(value)))
    : formatNumber(value);
}

/** "1/h" → "1/h", "%" close to its number, everything else after a thin space. */
export function formatQuantity(value, unit = '', digits = 3) {
  const text = typeof value === 'string' ? value : formatNumber(value, digits);
  return unit ? `${text}${NO_BREAK}${prettyUnit(unit)}` : text;
}

/** Units as people write them: "10^6 cells" and "1e6 cells" → "10⁶ cells", "ug/mL" → "µg/mL". */
export function prettyUnit(unit = '') {
  return unit
    .replace(/\b1e(\d+)/g, '10^$1')
    .replace(/\bu(?=(?:g|m|M|L|mol|Ci)\b)/g, 'µ')
    .replace(/\^(-?\d+)/g, (_, power) => [...power].map((c) => superscripts[c]).join(''));
}

/** A sentence as people write it: units behind numbers as above, and no unit alone on a line. */
export function prettyText(text = '') {
  return text
    .replace(/(\d) (?=(?:%|Da|ppm|nM|mL|kg|min)(?![A-Za-z]))/g, `$1${NO_BREAK}`)
    .replace(/(\d )u(?=(?:g|m|M|L|mol|Ci)\b)/g, '$1µ');
}

/** "0.0687 to 0.0769 (95 %)"; an open end is said in words. */
export function formatInterval(interval, digits = 3) {
  if (!interval) return '';
  const low = typeof interval.low === 'number' ? formatNumber(interval.low, digits) : null;
  const high = typeof interval.high === 'number' ? formatNumber(interval.high, digits) : null;
  const level =
    typeof interval.level === 'number' ? ` (${formatNumber(100 * interval.level)}${NO_BREAK}%)` : '';
  if (low === null && high === null) return '';
  if (high === null) return `at least ${low}${level}`;
  if (low === null) return `at most ${high}${level}`;
  return `${low} to ${high}${level}`;
}

const HOURS_PER_DAY = 24;
const MANY_HOURS = 240;

/** Unit in which an axis is labelled, and how much of its own unit that is: days where hours become many. */
export function shownUnit(axis = {}, span = 0) {
  return axis.unit === 'h' && span >= MANY_HOURS
    ? { unit: 'd', per: HOURS_PER_DAY }
    : { unit: axis.unit ?? '', per: 1 };
}

/** An axis title: "Time (h)". */
export function axisTitle(axis = {}) {
  const label = axis.label ?? '';
  if (!axis.unit) return label;
  return label ? `${label} (${prettyUnit(axis.unit)})` : prettyUnit(axis.unit);
}

/** "7 January 2026, 10:42 UTC"; a text that is no date stays as it is. */
export function formatDate(text = '') {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::[\d.]+)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (!match) return text;
  const months = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ];
  const [, year, month, day, hour, minute, zone] = match;
  const date = `${Number(day)} ${months[Number(month) - 1] ?? month} ${year}`;
  if (hour === undefined) return date;
  return `${date}, ${hour}:${minute}${zone ? ` ${zone === 'Z' ? 'UTC' : `UTC${zone}`}` : ''}`;
}

/** "1 arm", "3 arms". */
export function plural(count, one, many = `${one}s`) {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
