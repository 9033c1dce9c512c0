// SPDX-License-Identifier: Apache-2.0
/// Numbers and texts come out as people write them.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  axisTitle,
  formatCount,
  formatDate,
  formatDecimals,
  formatInterval,
  formatNumber,
  formatQuantity,
  plural,
  powerOfTen,
  prettyText,
  prettyUnit,
  shownUnit,
} from '../src/format.js';

const THIN = '\u202f';

test('numbers keep the digits asked for and no more', () => {
  assert.equal(formatNumber(0.0727134), '0.0727');
  assert.equal(formatNumber(22.75), '22.8');
  assert.equal(formatNumber(1234, 2), '1200');
  assert.equal(formatNumber(0.5), '0.5');
  assert.equal(formatNumber(3), '3');
  assert.equal(formatNumber(100), '100');
});

test('rounding that adds a digit keeps the value', () => {
  assert.equal(formatNumber(99.96), '100');
  assert.equal(formatNumber(0.99996), '1');
  assert.equal(formatNumber(999999.9), `1${THIN}×${THIN}10⁶`);
});

test('large and small numbers get a power of ten', () => {
  assert.equal(formatNumber(5.86e6), `5.86${THIN}×${THIN}10⁶`);
  assert.equal(formatNumber(-1.2e-9), `−1.2${THIN}×${THIN}10⁻⁹`);
  assert.equal(formatNumber(360000), `360${THIN}000`);
});

test('decimals are kept, so that points stand below each other', () => {
  assert.equal(formatDecimals(1102.47, 4), '1102.4700');
  assert.equal(formatDecimals(-148057.1, 2), `−148${THIN}057.10`);
  assert.equal(formatDecimals(-0.001, 2), '0.00');
  assert.equal(formatDecimals(null, 2), '–');
});

test('sentences have their units as people write them', () => {
  assert.equal(prettyText('23 % of 6.54 ug/mL'), '23\u00a0% of 6.54 µg/mL');
  assert.equal(prettyText('us and um'), 'us and um');
  assert.equal(prettyUnit('ug/mL'), 'µg/mL');
  assert.equal(prettyUnit('pmol/1e6 cells'), 'pmol/10⁶ cells');
  assert.equal(prettyUnit('1e9 cells/L'), '10⁹ cells/L');
});

test('what is no number is a dash', () => {
  for (const value of [null, undefined, NaN, Infinity, 'abc']) assert.equal(formatNumber(value), '–');
  assert.equal(formatNumber(0), '0');
});

test('counts are never rounded', () => {
  assert.equal(formatCount(123456), `123${THIN}456`);
  assert.equal(formatCount(1999), '1999');
});

test('units follow their number, powers raised', () => {
  assert.equal(formatQuantity(0.36, '1/(nM h)'), '0.36\u00a01/(nM h)');
  assert.equal(formatQuantity('none', ''), 'none');
  assert.equal(prettyUnit('pmol/10^6 cells'), 'pmol/10⁶ cells');
  assert.equal(prettyUnit('m^-2'), 'm⁻²');
  assert.equal(powerOfTen(-12), '10⁻¹²');
  assert.equal(axisTitle({ label: 'Time', unit: 'h' }), 'Time (h)');
  assert.equal(axisTitle({ label: 'Ratio' }), 'Ratio');
});

test('an open end of an interval is said in words', () => {
  assert.equal(formatInterval({ low: 1, high: 2, level: 0.95 }), '1 to 2 (95\u00a0%)');
  assert.equal(formatInterval({ low: 18.2, high: null }), 'at least 18.2');
  assert.equal(formatInterval({ low: null, high: 4 }), 'at most 4');
  assert.equal(formatInterval({ low: null, high: null }), '');
  assert.equal(formatInterval(undefined), '');
});

test('dates are written out, other texts stay', () => {
  assert.equal(formatDate('2026-01-07T10:42:00Z'), '7 January 2026, 10:42 UTC');
  assert.equal(formatDate('2026-12-31'), '31 December 2026');
  assert.equal(formatDate('yesterday'), 'yesterday');
});

test('plural', () => {
  assert.equal(plural(1, 'arm'), '1 arm');
  assert.equal(plural(20, 'arm'), '20 arms');
  assert.equal(plural(2, 'species', 'species'), '2 species');
});

test('hours become days where there are many', () => {
  assert.deepEqual(shownUnit({ unit: 'h' }, 72), { unit: 'h', per: 1 });
  assert.deepEqual(shownUnit({ unit: 'h' }, 504), { unit: 'd', per: 24 });
  assert.deepEqual(shownUnit({ unit: 'nM' }, 504), { unit: 'nM', per: 1 });
});
