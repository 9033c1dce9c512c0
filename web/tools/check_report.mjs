// SPDX-License-Identifier: Apache-2.0
/// Holds a report's JSON to its format: node tools/check_report.mjs REPORT.json. Names what the page would leave out in silence.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { plots, report as shape } from './report_shape.mjs';

const types = {
  text: (v) => typeof v === 'string',
  number: (v) => v === null || typeof v === 'number',
  truth: (v) => typeof v === 'boolean',
  any: () => true,
};

function checkValue(value, wanted, place, found) {
  if (wanted === 'plot') checkPlot(value, place, found);
  else if (typeof wanted === 'string') {
    if (!types[wanted](value))
      found.push(`${place}: is ${JSON.stringify(value)?.slice(0, 40)}, not ${wanted}`);
  } else if (Array.isArray(wanted)) {
    if (!Array.isArray(value)) found.push(`${place}: is no list`);
    else value.forEach((item, i) => checkValue(item, wanted[0], `${place}[${i}]`, found));
  } else checkObject(value, wanted, place, found);
}

function checkObject(value, wanted, place, found) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    found.push(`${place}: is no object`);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const type = wanted[key] ?? wanted['*'];
    if (type === undefined) found.push(`${place}.${key}: is not a key of the format`);
    else checkValue(inner, type, `${place}.${key}`, found);
  }
}

function checkPlot(plot, place, found) {
  if (!plots[plot?.kind])
    found.push(`${place}: kind '${plot?.kind}' is none of ${Object.keys(plots).join(', ')}`);
  else checkObject(plot, plots[plot.kind], place, found);
}

/** Columns of one object that must have one length. */
function checkColumns(value, place, found) {
  const columns = Object.entries(value ?? {}).filter(([, v]) => Array.isArray(v) && typeof v[0] !== 'object');
  for (const [key, column] of columns.slice(1)) {
    if (column.length !== columns[0][1].length) {
      found.push(
        `${place}.${key}: has ${column.length} entries, ${columns[0][0]} has ${columns[0][1].length}`,
      );
    }
  }
}

function checkCase(item, place, found) {
  const check = (column, name) => {
    if (column?.length !== item.time?.length)
      found.push(`${place}.${name}: has ${column?.length} entries, time has ${item.time?.length}`);
  };
  for (const part of ['values', 'low', 'high', 'median'])
    for (const [key, column] of Object.entries(item[part] ?? {})) check(column, `${part}.${key}`);
  for (const [key, columns] of Object.entries(item.individuals ?? {}))
    columns.forEach((column, i) => check(column, `individuals.${key}[${i}]`));
}

function checkPlotColumns(plot, place, found) {
  (plot.cases ?? []).forEach((item, i) => checkCase(item, `${place}.cases[${i}]`, found));
  (plot.series ?? []).forEach((series, i) => {
    for (const part of ['points', 'means', 'fit', 'model', 'observed'])
      checkColumns(series[part], `${place}.series[${i}].${part}`, found);
    if (plot.kind === 'bars')
      checkColumns({ categories: plot.categories, ...series }, `${place}.series[${i}]`, found);
  });
  if (plot.kind === 'table') {
    (plot.rows ?? []).forEach((row, i) => {
      if (row.length !== plot.columns?.length)
        found.push(`${place}.rows[${i}]: has ${row.length} cells for ${plot.columns?.length} columns`);
    });
  }
}

function checkKnown(known, keys, place, what, found) {
  for (const key of keys.filter((k) => k !== undefined && k !== ''))
    if (!known.has(key)) found.push(`${place}: ${what} '${key}' is not in the report`);
}

/** Names that point to other parts of the report: plots, species, parameters, references, arms. */
function checkNames(report, found) {
  const keysOf = (list, key = 'key') => new Set((list ?? []).map((item) => item[key]));
  const all = (report.sections ?? []).flatMap((s) => s.plots ?? []);
  const species = keysOf(report.network?.species);
  const references = keysOf(report.references);
  const parameters = keysOf(report.parameters);
  const ids = all.map((p) => p.id);
  ids
    .filter((id, i) => ids.indexOf(id) !== i)
    .forEach((id) => found.push(`sections: plot id '${id}' occurs twice`));
  checkKnown(
    new Set(ids),
    (report.findings ?? []).map((f) => f.plot),
    'findings',
    'plot',
    found,
  );
  checkKnown(
    parameters,
    (report.assumptions ?? []).map((a) => a.parameter),
    'assumptions',
    'parameter',
    found,
  );
  for (const r of report.network?.reactions ?? []) {
    checkKnown(
      species,
      [...(r.reactants ?? []), ...(r.products ?? []), ...(r.modifiers ?? [])].map((p) => p.species),
      `network.${r.key}`,
      'species',
      found,
    );
    checkKnown(parameters, r.parameters ?? [], `network.${r.key}`, 'parameter', found);
    checkKnown(references, r.references ?? [], `network.${r.key}`, 'reference', found);
  }
  checkKnown(
    references,
    (report.parameters ?? []).flatMap((p) => [p.source?.key, ...(p.alternatives ?? []).map((a) => a.source)]),
    'parameters',
    'reference',
    found,
  );
  checkKnown(
    keysOf(report.asked?.arms),
    (report.asked?.readouts ?? []).flatMap((r) => r.arms ?? []),
    'asked.readouts',
    'arm',
    found,
  );
  for (const plot of all.filter((p) => p.kind === 'time_course')) {
    checkKnown(
      keysOf(plot.groups),
      (plot.quantities ?? []).map((q) => q.group),
      plot.id,
      'group',
      found,
    );
  }
}

/** Everything that is not as the format says, one sentence each. */
export function checkReport(report) {
  const found = [];
  checkObject(report, shape, 'report', found);
  if (report?.format !== 'emtansim-report') found.push("report.format: is not 'emtansim-report'");
  if (report?.version !== 1) found.push('report.version: is not 1');
  if (typeof report?.meta?.title !== 'string') found.push('report.meta.title: is missing');
  if (found.length) return found;
  (report.sections ?? []).forEach((section, i) => {
    (section.plots ?? []).forEach((plot) => checkPlotColumns(plot, `sections[${i}].${plot.id}`, found));
  });
  checkColumns(report.solver?.members, 'solver.members', found);
  checkNames(report, found);
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = checkReport(JSON.parse(readFileSync(process.argv[2], 'utf8')));
  for (const sentence of found) console.error(sentence);
  if (found.length) process.exitCode = 1;
}
