// SPDX-License-Identifier: Apache-2.0
/// The check of a report's JSON: the sample passes, and each kind of slip is named.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { checkReport } from '../tools/check_report.mjs';

const read = () => JSON.parse(readFileSync(new URL('../sample/report.json', import.meta.url), 'utf8'));
const after = (change) => {
  const report = read();
  change(report);
  return checkReport(report);
};

test('the sample holds to the format', () => assert.deepEqual(checkReport(read()), []));

test('every kind of plot occurs in the sample', () => {
  const kinds = new Set(read().sections.flatMap((s) => s.plots.map((p) => p.kind)));
  assert.deepEqual([...kinds].sort(), [
    'bars',
    'charge_map',
    'dose_response',
    'molecules',
    'predicted_observed',
    'section_map',
    'spectrum',
    'stack',
    'table',
    'time_course',
  ]);
});

test('a misspelt key, a wrong type and a wrong version are named', () => {
  assert.match(
    after((r) => (r.findings[0].headlin = 'x'))[0],
    /report\.findings\[0\]\.headlin: is not a key/,
  );
  assert.match(
    after((r) => (r.parameters[0].value = '1'))[0],
    /report\.parameters\[0\]\.value: is "1", not number/,
  );
  assert.match(after((r) => (r.version = 2))[0], /version/);
  assert.match(after((r) => (r.sections[0].plots[0].kind = 'pie'))[0], /kind 'pie' is none of/);
});

test('columns of unequal length are named', () => {
  assert.match(
    after((r) => r.sections[1].plots[0].cases[0].values.a.pop())[0],
    /values\.a: has 72 entries, time has 73/,
  );
  assert.match(after((r) => r.solver.members.steps.pop())[0], /solver\.members\.steps/);
  assert.match(after((r) => r.sections[0].plots[0].series[0].fit.low.pop())[0], /fit\.low/);
});

test('names that lead nowhere are named', () => {
  assert.match(after((r) => (r.findings[0].plot = 'none'))[0], /plot 'none' is not in the report/);
  assert.match(after((r) => (r.network.reactions[0].reactants[0].species = 'zz'))[0], /species 'zz'/);
  assert.match(after((r) => (r.parameters[0].source.key = 'nobody1999'))[0], /reference 'nobody1999'/);
});
