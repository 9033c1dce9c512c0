// SPDX-License-Identifier: Apache-2.0
/// The network as the diagram shows it: stages of one pool as one box, equal reactions between boxes as one. Pure functions.

/** Boxes: {key, name, symbol, compartment, composition, stages, member, unit, initial}. */
export function boxesOf(network) {
  const boxes = new Map();
  const pools = new Map((network.pools ?? []).map((p) => [p.key, p]));
  for (const species of network.species ?? []) {
    const key = species.pool ? `pool:${species.pool}` : species.key;
    const box = boxes.get(key);
    if (box) {
      box.stages += 1;
      box.members.push(species.key);
      for (const [moiety, n] of Object.entries(species.composition ?? {}))
        box.composition[moiety] = Math.max(n, box.composition[moiety] ?? 0);
      continue;
    }
    const pool = species.pool ? pools.get(species.pool) : null;
    boxes.set(key, {
      key,
      name: pool?.name ?? species.name ?? species.key,
      symbol: species.symbol ?? '',
      compartment: pool?.compartment ?? species.compartment ?? '',
      composition: { ...species.composition },
      unit: species.unit ?? '',
      initial: species.initial,
      stages: 1,
      member: pool?.member ?? 'stage',
      members: [species.key],
    });
  }
  return [...boxes.values()];
}

function sideOf(list, boxOf) {
  const counts = new Map();
  for (const { species, count = 1 } of list ?? []) {
    const key = boxOf.get(species) ?? species;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].map(([key, count]) => ({ key, count }));
}

const sideName = (side, withCounts) =>
  side
    .map((p) => (withCounts ? `${p.count}*${p.key}` : p.key))
    .sort()
    .join('+');

/** Counts of a side that are not the same in every merged reaction become "k". */
function joinCounts(side, other) {
  for (const part of side) if (other.find((o) => o.key === part.key)?.count !== part.count) part.count = 'k';
}

/**
 * Reactions between boxes: {number, key, name, reactants, products, modifiers, inside, times, reaction}. Steps from stage to stage within one
 * pool are `inside`: they are listed, not drawn.
 */
export function mergeReactions(network, boxes) {
  const boxOf = new Map(boxes.flatMap((b) => b.members.map((m) => [m, b.key])));
  const byLoad = new Set((network.pools ?? []).filter((p) => p.member === 'load').map((p) => `pool:${p.key}`));
  const merged = new Map();
  for (const reaction of network.reactions ?? []) {
    const reactants = sideOf(reaction.reactants, boxOf);
    const products = sideOf(reaction.products, boxOf);
    const inside =
      reactants.length === 1 &&
      products.length === 1 &&
      reactants[0].key === products[0].key &&
      reactants[0].key.startsWith('pool:') &&
      reactants[0].count === products[0].count;
    const modifiers = [
      ...new Map(
        (reaction.modifiers ?? []).map((m) => [boxOf.get(m.species) ?? m.species, m.effect ?? '']),
      ).entries(),
    ].map(([key, effect]) => ({ key, effect }));
    const pooled = [...reactants, ...products].some((p) => p.key.startsWith('pool:'));
    const withCounts = ![...reactants, ...products].some((p) => byLoad.has(p.key));
    const id = pooled
      ? `${sideName(reactants, withCounts)}>${sideName(products, withCounts)}>${reaction.mechanism ?? ''}`
      : reaction.key;
    const known = merged.get(id);
    if (known) {
      known.times += 1;
      joinCounts(known.products, products);
      continue;
    }
    merged.set(id, {
      key: reaction.key,
      name: reaction.name ?? reaction.key,
      reactants,
      products,
      modifiers,
      inside,
      times: 1,
      reaction,
    });
  }
  return [...merged.values()].map((r, i) => ({ ...r, number: i + 1 }));
}

/** "A + R ⇌ C", with ∅ for nothing. */
export function equation(merged, nameOf) {
  const side = (list) =>
    list.length ? list.map((p) => `${p.count === 1 ? '' : `${p.count} `}${nameOf(p.key)}`).join(' + ') : '∅';
  return `${side(merged.reactants)} ${merged.reaction.reversible ? '⇌' : '→'} ${side(merged.products)}`;
}

/** Moieties in the order in which species bring them up. */
export function moietiesOf(boxes) {
  return [...new Set(boxes.flatMap((b) => Object.keys(b.composition)))];
}
