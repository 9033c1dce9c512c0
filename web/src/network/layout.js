// SPDX-License-Identifier: Apache-2.0
/// Where boxes and dots go: compartments as bands from top to bottom, layered by dagre inside. Pure functions.

import dagre from '@dagrejs/dagre';

export const BOX = { width: 164, height: 42 };
export const DOT = 21;
const VOID = 16;
const MARGIN = 14;
const BAND_TITLE = 26;
// Weights of edges. Whole numbers: sums of fractions leave rounding errors for which dagre's ranking turns for ever.
const MATTER = 2000;
const ORDER = 1;

/** The compartments that hold boxes, in order; species of an undeclared one go into a last band of their own. */
export function bandsOf(network, boxes) {
  const bands = (network.compartments ?? []).map((c) => ({ ...c, boxes: [] }));
  const byKey = new Map(bands.map((b) => [b.key, b]));
  for (const box of boxes) {
    if (!byKey.has(box.compartment)) {
      const band = { key: box.compartment, name: box.compartment || 'Elsewhere', boxes: [] };
      byKey.set(box.compartment, band);
      bands.push(band);
    }
    byKey.get(box.compartment).boxes.push(box);
  }
  return bands.filter((b) => b.boxes.length);
}

const endsOf = (r) => [...r.reactants, ...r.products].map((p) => p.key);

/** Bands that exchange matter belong together; a band on its own, such as the cell cycle, is laid out by itself. */
export function groupBands(bands, reactions) {
  const bandOf = new Map(bands.flatMap((b, i) => b.boxes.map((box) => [box.key, i])));
  const group = bands.map((_, i) => i);
  const root = (i) => (group[i] === i ? i : root(group[i]));
  for (const r of reactions) {
    const touched = endsOf(r)
      .map((key) => bandOf.get(key))
      .filter((b) => b !== undefined);
    for (const b of touched) group[Math.max(root(b), root(touched[0]))] = Math.min(root(b), root(touched[0]));
  }
  const groups = new Map();
  bands.forEach((band, i) => groups.set(root(i), [...(groups.get(root(i)) ?? []), band]));
  return [...groups.values()];
}

/** An edge goes down in the layout whatever its direction in the network, so that bands keep their order. */
function addEdge(graph, bandOf, from, to, middle, edge) {
  const turned = (bandOf.get(from) ?? middle) > (bandOf.get(to) ?? middle);
  graph.setEdge(
    turned ? to : from,
    turned ? from : to,
    { weight: MATTER, minlen: 1, turned, ...edge },
    `${from}>${to}`,
  );
}

function addReaction(graph, reaction, bandOf) {
  const dot = `dot:${reaction.key}`;
  graph.setNode(dot, { width: DOT, height: DOT, reaction });
  const bands = endsOf(reaction)
    .map((key) => bandOf.get(key))
    .filter((b) => b !== undefined);
  const middle = bands.length ? (Math.min(...bands) + Math.max(...bands)) / 2 : 0;
  const common = { reaction };
  for (const p of reaction.reactants)
    addEdge(graph, bandOf, p.key, dot, middle, { ...common, role: 'reactant', count: p.count });
  for (const p of reaction.products)
    addEdge(graph, bandOf, dot, p.key, middle, { ...common, role: 'product', count: p.count });
  const nodes = [dot];
  const open = (name, from, to, role) => {
    graph.setNode(name, { width: VOID, height: VOID, nothing: true, reaction });
    graph.setEdge(from, to, { weight: 2 * MATTER, role, count: 1, ...common }, `${from}>${to}`);
    nodes.push(name);
  };
  if (!reaction.reactants.length) open(`${dot}:in`, `${dot}:in`, dot, 'reactant');
  if (!reaction.products.length) open(`${dot}:out`, dot, `${dot}:out`, 'product');
  return { nodes, bands: [...new Set(bands)] };
}

/** Invisible nodes between bands: everything of a band lies above everything of the next one. */
function addSeparators(graph, bands, placed) {
  const nodesIn = (k) => [
    ...bands[k].boxes.map((b) => b.key),
    ...placed.filter((p) => p.bands.length === 1 && p.bands[0] === k).flatMap((p) => p.nodes),
  ];
  for (let k = 0; k + 1 < bands.length; k += 1) {
    const separator = `separator:${k}`;
    graph.setNode(separator, { width: 1, height: BAND_TITLE, separator: true });
    for (const key of nodesIn(k))
      graph.setEdge(key, separator, { weight: ORDER, minlen: 1, separator: true }, 'band');
    for (const key of nodesIn(k + 1))
      graph.setEdge(separator, key, { weight: ORDER, minlen: 1, separator: true }, 'band');
  }
}

/** Lays out one group of bands; several bands go from top to bottom, a lone one from left to right. */
function layOutGroup(bands, reactions) {
  const bandOf = new Map(bands.flatMap((b, i) => b.boxes.map((box) => [box.key, i])));
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  const lone = bands.length === 1;
  graph.setGraph({
    rankdir: lone ? 'LR' : 'TB',
    nodesep: lone ? 14 : 20,
    ranksep: lone ? 22 : 15,
    edgesep: 12,
    marginx: 0,
    marginy: 0,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of bands.flatMap((b) => b.boxes)) graph.setNode(box.key, { ...BOX, box });
  const placed = reactions.map((r) => addReaction(graph, r, bandOf));
  addSeparators(graph, bands, placed);
  dagre.layout(graph);
  return graph;
}

function collect(graph, dx, dy, into) {
  for (const name of graph.nodes()) {
    const node = graph.node(name);
    if (!node.separator) into.nodes.set(name, { ...node, x: node.x + dx, y: node.y + dy });
  }
  for (const e of graph.edges()) {
    const edge = graph.edge(e);
    if (edge.separator) continue;
    const points = edge.points.map((p) => ({ x: p.x + dx, y: p.y + dy }));
    into.edges.push({
      reaction: edge.reaction,
      role: edge.role,
      count: edge.count,
      points: edge.turned ? points.reverse() : points,
    });
  }
}

/** Top and bottom of each band from what stands in it. */
function bandFrames(bands, nodes, from, to) {
  const spans = bands.map((band) => {
    const ys = band.boxes.map((b) => nodes.get(b.key).y);
    return [Math.min(...ys) - BOX.height / 2, Math.max(...ys) + BOX.height / 2];
  });
  return bands.map((band, i) => ({
    ...band,
    top: i === 0 ? from : (spans[i - 1][1] + spans[i][0]) / 2,
    bottom: i + 1 < bands.length ? (spans[i][1] + spans[i + 1][0]) / 2 : to,
  }));
}

/** {width, height, nodes: Map, edges, bands}: all positions in pixels; boxes and dots by their centres. */
export function layOut(network, boxes, allReactions) {
  const reactions = allReactions.filter((r) => !r.inside);
  const groups = groupBands(bandsOf(network, boxes), reactions);
  const graphs = groups.map((bands) => {
    const keys = new Set(bands.flatMap((b) => b.boxes.map((box) => box.key)));
    return layOutGroup(
      bands,
      reactions.filter((r) => endsOf(r).some((key) => keys.has(key))),
    );
  });
  const width = Math.max(...graphs.map((g) => g.graph().width)) + 2 * MARGIN;
  const result = { nodes: new Map(), edges: [], bands: [], width, height: 0 };
  groups.forEach((bands, i) => {
    const { width: wide, height } = graphs[i].graph();
    const top = result.height;
    const bottom = top + BAND_TITLE + height + MARGIN;
    collect(graphs[i], (width - wide) / 2, top + BAND_TITLE, result);
    result.bands.push(...bandFrames(bands, result.nodes, top, bottom));
    result.height = bottom;
  });
  return result;
}
