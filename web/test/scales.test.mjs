// SPDX-License-Identifier: Apache-2.0
/// Axes: ends, ticks, and the place of a zero dose.

import assert from 'node:assert/strict';
import test from 'node:test';
import { extentOf, linearDomain, logDomain, makeAxis, tickExponent } from '../src/scales.js';

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const labels = (axis) => axis.ticks.map((t) => t.label).filter(Boolean);

test('ends skip what is missing', () => {
  assert.deepEqual(extentOf([[3, null, 1], undefined, [NaN, 2]]), [1, 3]);
  assert.equal(extentOf([[null]]), null);
});

test('a linear axis near zero begins there, a narrow one does not', () => {
  assert.deepEqual(linearDomain([[1, 10]]), [0, 10]);
  assert.deepEqual(linearDomain([[90, 100]]), [90, 100]);
  assert.deepEqual(linearDomain([[90, 100]], { min: 0 }), [0, 100]);
  assert.deepEqual(linearDomain([[5, 5]]), [4.5, 5.5]);
});

test('a logarithmic axis stops six decades below the top', () => {
  assert.deepEqual(logDomain([[0, -1, 1e-30, 1000]]), [1e-3, 1000]);
  assert.deepEqual(logDomain([[0]]), [0.1, 1]);
});

test('large values lose a power of a thousand to the title', () => {
  assert.equal(tickExponent([0, 1.2e6]), 6);
  assert.equal(tickExponent([0, 45000]), 3);
  assert.equal(tickExponent([0, 120]), 0);
  assert.equal(tickExponent([0, 0.0004]), -6);
  const axis = makeAxis({ domain: [0, 1.2e6], range: [0, 100], count: 4, exponent: 6 });
  assert.deepEqual(labels(axis), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0', '1.2']);
});

test('there and back again', () => {
  for (const scale of ['linear', 'log', 'dose']) {
    const axis = makeAxis({ scale, domain: [0.01, 100], range: [40, 640], hasZero: true });
    for (const v of [0.01, 0.5, 100]) near(axis.back(axis.at(v)), v);
  }
});

test('a zero dose stands left of the break and reads back as zero', () => {
  const axis = makeAxis({ scale: 'dose', domain: [0.001, 100], range: [50, 650], hasZero: true });
  assert.ok(axis.at(0) > 50 && axis.at(0) < axis.breakAt && axis.breakAt < axis.at(0.001));
  assert.equal(axis.back(axis.at(0)), 0);
  assert.equal(labels(axis)[0], '0');
});

test('without a zero dose there is no break', () => {
  const axis = makeAxis({ scale: 'dose', domain: [0.001, 100], range: [50, 650], hasZero: false });
  assert.equal(axis.breakAt, null);
  assert.equal(axis.at(0.001), 50);
  assert.ok(Number.isNaN(axis.at(0)));
});

test('decades are labelled alike along one axis', () => {
  assert.deepEqual(labels(makeAxis({ scale: 'log', domain: [0.001, 100], range: [0, 600], count: 8 })), [
    '0.001',
    '0.01',
    '0.1',
    '1',
    '10',
    '100',
  ]);
  assert.deepEqual(labels(makeAxis({ scale: 'log', domain: [1e-6, 1], range: [0, 200], count: 3 })), [
    '10⁻⁶',
    '10⁻⁴',
    '10⁻²',
    '10⁰',
  ]);
});

test('less than a decade still has labels', () => {
  assert.ok(labels(makeAxis({ scale: 'log', domain: [2, 4], range: [0, 300], count: 5 })).length >= 2);
});

test('many hours are labelled in days, at whole days', () => {
  const axis = makeAxis({ domain: [0, 504], range: [0, 500], count: 6, per: 24 });
  assert.deepEqual(labels(axis), ['0', '5', '10', '15', '20']);
  near(axis.ticks[1].value, 120);
  near(axis.at(252), 250);
});
