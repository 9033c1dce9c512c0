// SPDX-License-Identifier: Apache-2.0
/// The page in a browser: everything is there, nothing complains, and the controls do what they say.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { browser, count, fill, open } from './browser.mjs';

const sample = JSON.parse(readFileSync(new URL('../sample/report.json', import.meta.url), 'utf8'));
const skip = browser ? false : 'no chromium here';
const bare = (more) => ({ format: 'emtansim-report', version: 1, meta: { title: 'bare' }, ...more });

/** What the page has drawn, without its data and its script. */
const drawnPart = (dom) => {
  const from = dom.indexOf('id="page"');
  return dom.slice(from, dom.indexOf('<script', from));
};

/** Runs `steps` (source of a function) once the page stands, and leaves its answer as JSON in the title. */
async function ask(report, steps) {
  const probe = `setTimeout(() => { let answer; try { answer = (${steps})(); } catch (error) { answer = String(error); } document.title = encodeURIComponent(JSON.stringify(answer)); }, 1000);`;
  const { dom, complaints } = await open(fill(report, probe));
  assert.deepEqual(complaints, []);
  return JSON.parse(decodeURIComponent(/<title>(.*?)<\/title>/s.exec(dom)[1]));
}

test('the sample report is drawn whole and without complaint', { skip }, async () => {
  const { dom, complaints } = await open(fill(sample));
  assert.deepEqual(complaints, []);
  assert.match(dom, /data-ready="yes"/);
  for (const id of [
    'findings',
    'asked',
    'section-effect',
    'network',
    'assumptions',
    'parameters',
    'references',
    'mass-balance',
    'solver',
    'provenance',
  ]) {
    assert.equal(count(dom, ` id="${id}"`), 1, id);
  }
  for (const plot of sample.sections.flatMap((s) => s.plots))
    assert.equal(count(dom, ` id="${plot.id}"`), 1, plot.id);
  assert.equal(count(dom, 'class="research-note"'), 2);
  assert.equal(count(dom, 'class="finding"'), sample.findings.length);
  assert.equal(count(dom, ' id="par-'), sample.parameters.length);
  assert.ok(dom.indexOf('id="assumptions"') < dom.indexOf('id="parameters"'));
  assert.ok(count(dom, 'class="curve"') >= 15);
  assert.ok(count(dom, 'class="layer"') >= 10);
  assert.ok(count(dom, '<math') >= 10);
  assert.doesNotMatch(drawnPart(dom), /NaN|undefined|\[object/);
});

test('single individuals are drawn when asked for, and medians always', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const figure = document.getElementById('time_courses');
    const threads = () => figure.querySelectorAll('.thread').length;
    const before = threads();
    const choice = figure.querySelector('input[value="shown"]');
    choice.click();
    const drawn = [...figure.querySelectorAll('.thread')].map((e) => e.getAttribute('d').split('M').length - 1);
    figure.querySelector('[aria-label="Single individuals"] input[value=""]').click();
    return { before, drawn, after: threads(), medians: figure.querySelectorAll('.median').length };
  }`,
  );
  assert.equal(answer.before, 0);
  assert.deepEqual(answer.drawn, [8, 8, 8]);
  assert.equal(answer.after, 0);
  const plot = sample.sections.flatMap((s) => s.plots).find((p) => p.id === 'time_courses');
  assert.equal(answer.medians, plot.quantities.length);
});

test('bars of values of both signs leave the middle to their sides', { skip }, async () => {
  const ends = await ask(
    sample,
    `() => [...document.querySelectorAll('#drivers .bar-fill')].map((e) =>
    ['--from', '--to'].map((n) => Number.parseFloat(e.style.getPropertyValue(n))))`,
  );
  assert.deepEqual(
    ends.map((e) => e.map((v) => Math.round(v))),
    [
      [4, 50],
      [50, 77],
      [45, 50],
    ],
  );
});

test('charges stand on a true scale, and the masses that are believed are named', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const map = document.querySelector('#charges .charge-map');
    const tops = [...new Set([...map.querySelectorAll('.cell')].map((e) => Number(e.getAttribute('y'))))].sort((a, b) => a - b);
    return { steps: tops.slice(1).map((y, i) => y - tops[i]), names: [...map.querySelectorAll('.peak-name')].map((e) => e.textContent),
      lines: map.querySelectorAll('.mass-mark').length, key: document.querySelectorAll('#charges .map-step').length }; }`,
  );
  assert.equal(answer.steps.length, 3);
  assert.equal(answer.steps[0], answer.steps[1]);
  assert.equal(answer.steps[2], 2 * answer.steps[1]);
  assert.equal(answer.lines, 2);
  assert.equal(answer.names[0], '151093');
  assert.equal(answer.key, 4);
});

test('a spectrum begins with its part and shows all when asked', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const plot = document.getElementById('masses'); const reset = plot.querySelector('.reset-zoom'); const path = () => plot.querySelector('.curve').getAttribute('d');
    const before = path(); const offered = !reset.hidden; reset.click(); return { offered, changed: path() !== before, gone: reset.hidden }; }`,
  );
  assert.deepEqual(answer, { offered: true, changed: true, gone: true });
});

test('compact plots stand in one row without a legend', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => { const plot = document.querySelector('.compact-plots #isotopes');
    return [plot.querySelectorAll('.legend').length, [...plot.querySelectorAll('.peak-name')].map((e) => e.textContent)]; }`,
  );
  assert.equal(answer[0], 0);
  assert.deepEqual(answer[1].slice(0, 3), ['M', 'M+2', 'M+1']);
});

test('a name of repeated events is said once', { skip }, async () => {
  const events = [0, 21, 42].map((time) => ({ time, label: 'T-DM1' })).concat({ time: 50, label: 'end' });
  const plot = {
    id: 'doses',
    kind: 'time_course',
    title: 'Plasma',
    x: { label: 'Time', unit: 'd' },
    groups: [{ key: 'g', name: 'Plasma', unit: 'nM' }],
    quantities: [{ key: 'q', name: 'drug', group: 'g' }],
    cases: [{ arm: '1 nM', label: '1 nM', time: [1, 30, 63], values: { q: [1, 2, 3] }, events }],
  };
  const answer = await ask(
    bare({ sections: [{ id: 's', title: 'S', plots: [plot] }] }),
    `() => { const plot = document.getElementById('doses');
    return [[...plot.querySelectorAll('.event text')].map((e) => e.textContent), plot.querySelectorAll('.event line').length,
      plot.querySelectorAll('h4').length, [...plot.querySelectorAll('.axes .tick')].some((e) => e.textContent === '0' && e.getAttribute('text-anchor') === 'middle')]; }`,
  );
  assert.deepEqual(answer, [['T-DM1', 'end'], 4, 0, true]);
});

test('a report with a title only is a page', { skip }, async () => {
  const { dom, complaints } = await open(fill(bare()));
  assert.deepEqual(complaints, []);
  assert.match(dom, /data-ready="yes"/);
  assert.equal(count(dom, 'class="research-note"'), 2);
  assert.doesNotMatch(drawnPart(dom), /id="findings"|NaN|undefined/);
});

test('empty and broken parts leave the others standing', { skip }, async () => {
  const plots = [
    { id: 'a', kind: 'time_course', title: 'none' },
    { id: 'b', kind: 'stack', title: 'none' },
    { id: 'c', kind: 'dose_response', title: 'none' },
    { id: 'd', kind: 'new_kind', title: 'none' },
    { id: 'e', kind: 'bars', title: 'none' },
    { id: 'g', kind: 'spectrum', title: 'none' },
    { id: 'h', kind: 'charge_map', title: 'none' },
    { id: 'i', kind: 'molecules', title: 'none' },
    { id: 'j', kind: 'section_map', title: 'none' },
    {
      id: 'f',
      kind: 'predicted_observed',
      title: 'gaps',
      x: { label: 't', unit: 'h' },
      y: { label: 'y', unit: '' },
      series: [{ name: 's', model: { x: [0, 1, 2], y: [null, 1, null] }, observed: { x: [1], y: [null] } }],
    },
  ];
  const { dom, complaints } = await open(
    fill(
      bare({
        sections: [{ id: 's', title: 'S', plots }],
        findings: [{ headline: 'only words' }],
        parameters: [{ key: 'p' }],
        mass_balance: {},
        solver: {},
        network: { species: [{ key: 'x' }] },
      }),
    ),
  );
  assert.deepEqual(complaints, []);
  assert.match(dom, /does not know plots of kind “new_kind”/);
  assert.doesNotMatch(drawnPart(dom), /NaN|undefined|could not be/);
});

test('what is no report is said, and a later version too', { skip }, async () => {
  assert.match((await open(fill({ format: 'other' }))).dom, /holds no Emtansim report/);
  assert.match((await open(fill({ format: 'emtansim-report', version: 2, meta: {} }))).dom, /version 2/);
});

test('texts of a report never become elements', { skip }, async () => {
  const evil = '</script><img src=x onerror="document.title=1"><b>bold</b>';
  const rate = {
    text: evil,
    mathml:
      '<math><mi onclick="x()" href="javascript:1">k</mi><annotation-xml><img src=x></annotation-xml><script>1</script></math>',
  };
  const report = bare({
    meta: { title: evil },
    findings: [{ headline: evil, sentence: evil, value: evil }],
    references: [{ key: 'r', text: evil, url: 'javascript:alert(1)' }],
    network: {
      species: [{ key: 'a', name: evil }],
      reactions: [{ key: 'q', reactants: [{ species: 'a' }], products: [], rate }],
    },
  });
  const { dom, complaints } = await open(fill(report));
  assert.deepEqual(complaints, []);
  assert.doesNotMatch(drawnPart(dom), /<img|<b>bold|<script|href="javascript|onclick|annotation/);
});

test('search and filters narrow the parameter table', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const rows = () => [...document.querySelectorAll('#parameters tbody tr')].filter((r) => !r.hidden).length;
    const [search] = document.querySelectorAll('#parameters input'); const [obtained] = document.querySelectorAll('#parameters select');
    const all = rows(); search.value = 'tubulin'; search.dispatchEvent(new Event('input')); const found = rows();
    search.value = ''; search.dispatchEvent(new Event('input')); obtained.value = 'assumed'; obtained.dispatchEvent(new Event('change')); return [all, found, rows()]; }`,
  );
  assert.equal(answer[0], sample.parameters.length);
  assert.ok(answer[1] > 0 && answer[1] < answer[0]);
  assert.equal(answer[2], sample.parameters.filter((p) => p.obtained === 'assumed').length);
});

test('a time course changes case, scale and way of looking', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const plot = document.getElementById('time_courses'); const curves = () => plot.querySelectorAll('.curve').length;
    const before = curves(); const select = plot.querySelector('.choices select'); const path = () => plot.querySelector('.curve').getAttribute('d'); const old = path();
    select.value = '0'; select.dispatchEvent(new Event('change')); const changed = path() !== old;
    plot.querySelector('input[value=quantity]').click(); return [before, changed]; }`,
  );
  assert.equal(answer[0], sample.sections[1].plots[0].quantities.length);
  assert.equal(answer[1], true);
});

test('one quantity is compared across all cases', { skip }, async () => {
  const probe =
    "setTimeout(() => document.querySelector('#time_courses input[value=quantity]').click(), 500)";
  const { dom, complaints } = await open(fill(sample, probe));
  assert.deepEqual(complaints, []);
  const plot = dom.slice(dom.indexOf('id="time_courses"'), dom.indexOf('id="payload_fate"'));
  assert.equal(count(plot, 'class="curve"'), sample.sections[1].plots[0].cases.length);
});

test('the keyboard reads a chart and the legend hides a series', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const plot = document.getElementById('pulse_chase'); const chart = plot.querySelector('.chart'); chart.focus();
    for (const key of ['ArrowRight', 'End']) chart.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const said = plot.querySelector('[aria-live]').textContent; const shown = !plot.querySelector('.readout').hidden; plot.querySelector('button.legend-item').click();
    return [said, shown, plot.querySelectorAll('.curve').length]; }`,
  );
  assert.match(answer[0], /^Time after the wash 24\u00a0h: Surface [\d.]+\u00a0%, Dissociated/);
  assert.equal(answer[1], true);
  assert.equal(answer[2], 3);
});

test('focus on a reaction shows its rate law', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => { const dot = document.querySelector('.dot'); dot.dispatchEvent(new FocusEvent('focus')); const card = document.querySelector('.rate-card');
    return [card.hidden, card.textContent, card.querySelectorAll('math').length, document.querySelectorAll('.dot:not([tabindex="0"])').length]; }`,
  );
  assert.equal(answer[0], false);
  assert.match(answer[1], /T-DM1 binds HER2.*A \+ R ⇌ C/);
  assert.deepEqual(answer.slice(2), [1, 0]);
});

test('a large diagram is drawn when it is asked for', { skip }, async () => {
  const keys = Array.from({ length: 252 }, (_, i) => `s${i}`);
  const network = {
    compartments: [{ key: 'c', name: 'Cell' }],
    species: keys.map((key) => ({ key, name: key, compartment: 'c' })),
    reactions: keys.slice(1).map((key, i) => ({
      key: `r${i}`,
      reactants: [{ species: keys[i], count: 1 }],
      products: [{ species: key, count: 1 }],
    })),
  };
  const answer = await ask(
    bare({ network }),
    `() => { const part = document.getElementById('network'); const button = part.querySelector('.draw-diagram');
    const before = part.querySelectorAll('.dot').length; const listed = part.querySelectorAll('.reactions tbody tr').length; button.click();
    return [before, listed, part.querySelectorAll('.dot').length, part.querySelectorAll('.draw-diagram').length]; }`,
  );
  assert.deepEqual(answer, [0, 251, 251, 0]);
});

test('numbers behind a plot are a table', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => { const fold = document.querySelector('#viability_72h .numbers'); fold.open = true; fold.dispatchEvent(new Event('toggle')); return [fold.querySelectorAll('tbody tr').length, fold.querySelectorAll('button').length]; }`,
  );
  assert.equal(answer[0], 60);
  assert.equal(answer[1], 3);
});

test('every control has a name and every link a place', { skip }, async () => {
  const answer = await ask(
    sample,
    `() => {
    const nameless = [...document.querySelectorAll('button, select, input, summary, [tabindex="0"]')].filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.[0]?.textContent.trim()));
    const lost = [...document.querySelectorAll('a[href^="#"]')].filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1))));
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    return [nameless.map((e) => e.outerHTML.slice(0, 80)), lost.map((a) => a.hash), twice]; }`,
  );
  assert.deepEqual(answer, [[], [], []]);
});

test('twenty arms and a hundred thousand points open', { skip }, async (t) => {
  const time = Array.from({ length: 250 }, (_, i) => i * 0.3);
  const quantities = Array.from({ length: 20 }, (_, k) => ({
    key: `q${k}`,
    name: `quantity ${k}`,
    group: `g${k % 5}`,
  }));
  const cases = Array.from({ length: 20 }, (_, a) => ({
    arm: `arm ${a}`,
    label: `${a} nM`,
    dose: a,
    dose_unit: 'nM',
    time,
    values: Object.fromEntries(
      quantities.map((q, k) => [q.key, time.map((t) => Math.exp(-t / (5 + a)) * (k + 1))]),
    ),
  }));
  const groups = Array.from({ length: 5 }, (_, k) => ({ key: `g${k}`, name: `Group ${k}`, unit: 'nM' }));
  const long = Array.from({ length: 100000 }, (_, i) => i);
  const plots = [
    {
      id: 'many',
      kind: 'time_course',
      title: 'many',
      x: { label: 'Time', unit: 'h' },
      groups,
      quantities,
      cases,
    },
    {
      id: 'long',
      kind: 'predicted_observed',
      title: 'long',
      x: { label: 'x', unit: '' },
      y: { label: 'y', unit: '' },
      series: [{ name: 'long', model: { x: long, y: long.map((i) => Math.sin(i / 900)) } }],
    },
  ];
  const arms = cases.map((c) => ({ key: c.arm, name: c.arm, doses: [c.dose], dose_unit: 'nM', members: 1 }));
  const report = bare({ asked: { summary: '', arms }, sections: [{ id: 's', title: 'S', plots }] });
  const took = await ask(
    report,
    "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd",
  );
  t.diagnostic(`${Math.round(took)} ms until the page stood`);
  // Far above what an idle machine needs (a third of a second): only a slip in complexity reaches it.
  assert.ok(took < 15000, `${took} ms until the page stood`);
});
