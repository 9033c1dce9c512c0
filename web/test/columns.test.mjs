// SPDX-License-Identifier: Apache-2.0
/// CSV, stacking, thinning and filters: the functions on columns.

import assert from 'node:assert/strict';
import test from 'node:test';
import { fileName, toCsv, toTabs } from '../src/csv.js';
import { nearestIndex, visibleIndices } from '../src/decimate.js';
import { asShares, stackLayers } from '../src/stack.js';

test('CSV quotes what needs it and leaves missing values empty', () => {
  const columns = [{ name: 'case' }, { name: 'dose', unit: 'nM' }];
  assert.equal(
    toCsv(columns, [
      ['a, "b"', 0.1],
      ['c\nd', null],
    ]),
    'case,dose (nM)\r\n"a, ""b""",0.1\r\n"c\nd",\r\n',
  );
});

test('CSV keeps full precision', () => {
  assert.match(toCsv([{ name: 'v' }], [[0.1 + 0.2]]), /0\.30000000000000004/);
});

test('text for the clipboard has no stray tabs or lines', () => {
  assert.equal(toTabs([{ name: 'a' }, { name: 'b' }], [['x\ty', 'p\nq']]), 'a\tb\nx y\tp q');
});

test('file names have letters, digits and dashes', () => {
  assert.equal(fileName('Viability after 72 h (µM)!', 'csv'), 'viability-after-72-h-m.csv');
  assert.equal(fileName('…', 'csv'), 'table.csv');
});

test('layers stand on each other and end at the total', () => {
  const layers = stackLayers(['a', 'b', 'c'], { a: [1, 2], b: [3, null], c: [0.5, 1] }, 2);
  assert.deepEqual(
    layers.map((l) => l.low),
    [
      [0, 0],
      [1, 2],
      [4, 2],
    ],
  );
  assert.deepEqual(layers.at(-1).high, [4.5, 3]);
});

test('shares add up to a hundred where there is anything', () => {
  const shares = asShares(['a', 'b'], { a: [1, 0], b: [3, 0] }, 2);
  assert.deepEqual(shares, { a: [25, null], b: [75, null] });
});

test('thinning keeps ends, extremes and gaps of every pixel column', () => {
  const n = 100000;
  const position = Array.from({ length: n }, (_, i) => (i * 500) / n);
  const y = position.map((_, i) => Math.sin(i / 50));
  y[4321] = 99;
  y[77777] = null;
  const kept = visibleIndices(position, y, 4000);
  assert.ok(kept.length <= 5 * 500, `${kept.length} kept`);
  assert.ok(kept.includes(0) && kept.includes(n - 1) && kept.includes(4321) && kept.includes(77777));
  assert.deepEqual(
    kept,
    [...kept].sort((a, b) => a - b),
  );
});

test('short curves are not thinned', () => {
  assert.deepEqual(visibleIndices([0, 0.1, 0.2], [1, 2, 3], 10), [0, 1, 2]);
});

test('the nearest sample', () => {
  assert.equal(nearestIndex([0, 1, 4, 9], 2), 1);
  assert.equal(nearestIndex([0, 1, 4, 9], 3), 2);
  assert.equal(nearestIndex([0, 1, 4, 9], -5), 0);
  assert.equal(nearestIndex([0, 1, 4, 9], 50), 3);
  assert.equal(nearestIndex([], 1), -1);
});
