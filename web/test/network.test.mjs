// SPDX-License-Identifier: Apache-2.0
/// The network as it is drawn: pools merged, bands in order, nothing on top of anything.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { BOX, layOut } from '../src/network/layout.js';
import { boxesOf, equation, mergeReactions } from '../src/network/merge.js';

const { network } = JSON.parse(readFileSync(new URL('../sample/report.json', import.meta.url), 'utf8'));
const boxes = boxesOf(network);
const reactions = mergeReactions(network, boxes);
const layout = layOut(network, boxes, reactions);

test('stages of a pool become one box', () => {
  const g1 = boxes.filter((b) => b.key === 'pool:g1');
  assert.equal(g1.length, 1);
  assert.equal(g1[0].stages, network.species.filter((s) => s.pool === 'g1').length);
  assert.equal(
    boxes.reduce((sum, b) => sum + b.stages, 0),
    network.species.length,
  );
});

test('no reaction is lost in merging', () => {
  assert.equal(
    reactions.reduce((sum, r) => sum + r.times, 0),
    network.reactions.length,
  );
  assert.deepEqual(
    reactions.map((r) => r.number),
    reactions.map((_, i) => i + 1),
  );
});

test('steps within a pool are not drawn, division is', () => {
  const byKey = new Map(reactions.map((r) => [r.key, r]));
  assert.equal(byKey.get('g1_1_2').inside, true);
  assert.equal(byKey.get('divide').inside, false);
  assert.deepEqual(byKey.get('divide').products, [{ key: 'pool:g1', count: 2 }]);
});

test('an equation in words', () => {
  const name = (key) => key.toUpperCase();
  const of = (key) =>
    equation(
      reactions.find((r) => r.key === key),
      name,
    );
  assert.equal(of('bind_a'), 'A + R ⇌ C');
  assert.equal(of('synthesis'), '∅ → R');
  assert.equal(of('digest'), 'L → 3.5 PL');
});

test('bands follow the order of the compartments and hold their boxes', () => {
  assert.deepEqual(
    layout.bands.map((b) => b.key),
    network.compartments.map((c) => c.key),
  );
  layout.bands.forEach((band, i) => {
    if (i) assert.ok(band.top >= layout.bands[i - 1].bottom - 1e-6);
    for (const box of band.boxes) {
      const { y } = layout.nodes.get(box.key);
      assert.ok(
        y - BOX.height / 2 >= band.top - 1e-6 && y + BOX.height / 2 <= band.bottom + 1e-6,
        `${box.key} leaves ${band.key}`,
      );
    }
  });
});

test('no two boxes overlap and all stand inside', () => {
  const placed = boxes.map((b) => layout.nodes.get(b.key));
  placed.forEach((a, i) => {
    assert.ok(
      a.x - BOX.width / 2 >= 0 &&
        a.x + BOX.width / 2 <= layout.width &&
        a.y + BOX.height / 2 <= layout.height,
    );
    for (const b of placed.slice(i + 1))
      assert.ok(
        Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height,
        `${a.box.key} on ${b.box.key}`,
      );
  });
});

test('every drawn reaction has an edge for each reactant and product', () => {
  for (const r of reactions.filter((x) => !x.inside)) {
    const edges = layout.edges.filter((e) => e.reaction.key === r.key);
    assert.equal(edges.length, Math.max(1, r.reactants.length) + Math.max(1, r.products.length), r.key);
  }
});

test('edges run in the direction of the reaction', () => {
  for (const e of layout.edges) {
    const dot = layout.nodes.get(`dot:${e.reaction.key}`);
    const atDot = e.role === 'reactant' ? e.points.at(-1) : e.points[0];
    const other = e.role === 'reactant' ? e.points[0] : e.points.at(-1);
    const gap = (p) => Math.hypot(p.x - dot.x, p.y - dot.y);
    assert.ok(gap(atDot) < 20, `${e.reaction.key} ${e.role} ends ${gap(atDot)} from its dot`);
    assert.ok(gap(other) >= gap(atDot));
  }
});

test('a species of an undeclared compartment still has a place', () => {
  const odd = {
    compartments: [],
    species: [
      { key: 'a', name: 'A', compartment: 'nowhere' },
      { key: 'b', name: 'B' },
    ],
    reactions: [{ key: 'r', reactants: [{ species: 'a' }], products: [{ species: 'b' }] }],
  };
  const oddBoxes = boxesOf(odd);
  const placed = layOut(odd, oddBoxes, mergeReactions(odd, oddBoxes));
  assert.equal(placed.bands.length, 2);
  assert.ok(placed.nodes.has('a') && placed.nodes.has('b'));
});

/** Free drugs and a conjugate between plasma and periphery: the network of a body, as `mouse-pk` has it. */
function bodyNetwork() {
  const reactions = [];
  const add = (key, from, to) =>
    reactions.push({
      key,
      reactants: [{ species: from, count: 1 }],
      products: to ? [{ species: to, count: 1 }] : [],
    });
  const compartments = [];
  const species = [];
  const exchange = (name, plasma, peripheral) => {
    species.push({ key: `plasma.${name}`, compartment: plasma }, { key: `peripheral.${name}`, compartment: peripheral });
    for (const key of [plasma, peripheral]) if (!compartments.some((c) => c.key === key)) compartments.push({ key });
    add(`distribution of ${name}`, `plasma.${name}`, `peripheral.${name}`);
    add(`return of ${name}`, `peripheral.${name}`, `plasma.${name}`);
    add(`elimination of ${name}`, `plasma.${name}`);
  };
  for (const drug of ['catabolite', 'payload']) exchange(drug, `plasma for ${drug}`, `peripheral for ${drug}`);
  for (const part of ['conjugate', 'residual', 'carried']) exchange(part, 'plasma', 'peripheral');
  add('deconjugation', 'plasma.carried', 'plasma.payload');
  add('catabolism', 'plasma.carried', 'plasma.catabolite');
  return { compartments, species, reactions };
}

test('the layout of a body ends', async () => {
  const body = bodyNetwork();
  const seconds = 20;
  const worker = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     Promise.all(workerData.modules.map((m) => import(m))).then(([merge, layout]) => {
       const boxes = merge.boxesOf(workerData.network);
       const placed = layout.layOut(workerData.network, boxes, merge.mergeReactions(workerData.network, boxes));
       parentPort.postMessage(placed.nodes.size);
     });`,
    {
      eval: true,
      workerData: {
        network: body,
        modules: ['merge', 'layout'].map((m) => new URL(`../src/network/${m}.js`, import.meta.url).href),
      },
    },
  );
  let clock;
  const nodes = await Promise.race([
    once(worker, 'message').then(([size]) => size),
    new Promise((resolve) => {
      clock = setTimeout(() => resolve('no end'), 1000 * seconds);
    }),
  ]);
  clearTimeout(clock);
  await worker.terminate();
  const exits = body.reactions.filter((r) => !r.products.length);
  assert.equal(nodes, body.species.length + body.reactions.length + exits.length);
});

test('loads of one conjugate become one box, and what depends on the load is drawn once', () => {
  const load = (k) => ({
    key: `drug.${k}`,
    compartment: 'plasma',
    pool: 'drug',
    composition: k ? { antibody: 1, DM1: k } : { antibody: 1 },
  });
  const gives = (k) => ({
    key: `digestion.${k}`,
    mechanism: 'pk',
    reactants: [{ species: `drug.${k}`, count: 1 }],
    products: k ? [{ species: 'catabolite', count: k }] : [],
  });
  const body = {
    compartments: [{ key: 'plasma' }],
    pools: [{ key: 'drug', name: 'Drug', compartment: 'plasma', member: 'load' }],
    species: [...[0, 1, 2].map(load), { key: 'catabolite', compartment: 'plasma' }],
    reactions: [0, 1, 2].map(gives),
  };
  const bodyBoxes = boxesOf(body);
  assert.equal(bodyBoxes.length, 2);
  assert.deepEqual([bodyBoxes[0].stages, bodyBoxes[0].member], [3, 'load']);
  assert.deepEqual(bodyBoxes[0].composition, { antibody: 1, DM1: 2 });
  const drawn = mergeReactions(body, bodyBoxes);
  assert.deepEqual(
    drawn.map((r) => [r.times, r.products]),
    [
      [1, []],
      [2, [{ key: 'catabolite', count: 'k' }]],
    ],
  );
  assert.equal(
    equation(drawn[1], (key) => key),
    'pool:drug → k catabolite',
  );
});
