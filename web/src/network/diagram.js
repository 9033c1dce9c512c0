// SPDX-License-Identifier: Apache-2.0
/// The reaction diagram, drawn from the network itself, and the numbered list of its reactions.

import { curveBasis, line as linePath } from 'd3-shape';
import { formula, freshId, h, s, scroller } from '../dom.js';
import { formatNumber, formatQuantity, plural } from '../format.js';
import { lookOf, markerPath } from '../palette.js';
import { citation } from '../parts/references.js';
import { BOX, DOT, layOut } from './layout.js';
import { boxesOf, equation, mergeReactions, moietiesOf } from './merge.js';

const smooth = linePath()
  .x((p) => p.x)
  .y((p) => p.y)
  .curve(curveBasis);

// Scale of the drawing on the page.
const SMALLEST = 0.66;
const LARGEST = 1.25;
const MOST_AT_ONCE = 250; // reactions whose layout takes about two seconds

function shorten(text, characters) {
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text;
}

/** The name without the compartment, which the band tells: "Free DM1" of "Free DM1 in plasma". */
function nameInBand(box) {
  const [, short, place] = /^(.+) in (\S+)$/.exec(box.name) ?? [];
  return short && (box.compartment ?? '').startsWith(place) ? short : box.name;
}

function compositionText(box) {
  return Object.entries(box.composition)
    .map(([moiety, n]) => (n === 1 ? moiety : `${box.member === 'load' ? 'up to ' : ''}${formatNumber(n)} ${moiety}`))
    .join(' + ');
}

function glyphs(box, moieties) {
  const present = moieties.filter((m) => box.composition[m]);
  return present.map((m, i) => {
    const look = lookOf(moieties.indexOf(m));
    return s('path', {
      class: 'glyph',
      d: markerPath(look.shape, BOX.width / 2 - 9 - 10.5 * (present.length - 1 - i), BOX.height / 2 - 9, 3.4),
      fill: look.shape === 'cross' || look.shape === 'plus' ? 'none' : look.color,
      stroke: look.color,
    });
  });
}

function drawBox(node, moieties) {
  const { box } = node;
  const stages = box.stages > 1;
  const x = -BOX.width / 2;
  const y = -BOX.height / 2;
  const under = [stages ? plural(box.stages, box.member) : '', box.symbol].filter(Boolean).join(' · ');
  return s(
    'g',
    {
      class: 'species',
      transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`,
      'data-species': box.key,
    },
    s(
      'title',
      {},
      [
        box.name,
        compositionText(box),
        Number.isFinite(box.initial) ? `at start ${formatQuantity(box.initial, box.unit)}` : box.unit,
      ]
        .filter(Boolean)
        .join('\n'),
    ),
    stages && [
      s('rect', { class: 'sheet', x: x + 5, y: y + 5, width: BOX.width, height: BOX.height, rx: 7 }),
      s('rect', { class: 'sheet', x: x + 2.5, y: y + 2.5, width: BOX.width, height: BOX.height, rx: 7 }),
    ],
    s('rect', { class: 'box', x, y, width: BOX.width, height: BOX.height, rx: 7 }),
    glyphs(box, moieties),
    s('text', { y: under ? -1 : 4, 'text-anchor': 'middle' }, shorten(nameInBand(box), 23)),
    under && s('text', { class: 'symbol-line', y: 13, 'text-anchor': 'middle' }, under),
  );
}

function edgeElement(edge, heads) {
  const { reaction, role, points } = edge;
  const start = role === 'reactant' && reaction.reaction.reversible ? heads : null;
  const middle = points[Math.floor(points.length / 2)];
  return s(
    'g',
    { class: `edge edge-${role}`, 'data-reaction': reaction.key },
    s('path', {
      d: smooth(points),
      'marker-end': role === 'product' ? `url(#${heads})` : null,
      'marker-start': start ? `url(#${heads})` : null,
    }),
    edge.count !== 1 &&
      s('text', { class: 'count', x: middle.x + 6, y: middle.y + 4 }, `${typeof edge.count === 'string' ? edge.count : formatNumber(edge.count)}×`),
  );
}

/** A dashed line from the modifier to the reaction on which it acts; it goes round the sides of boxes. */
function modifierElements(reaction, layout) {
  const dot = layout.nodes.get(`dot:${reaction.key}`);
  return reaction.modifiers.map((m) => {
    const from = layout.nodes.get(m.key);
    if (!from || !dot) return null;
    const down = dot.y > from.y;
    const y0 = from.y + (down ? 1 : -1) * (BOX.height / 2);
    const y1 = dot.y + (down ? -1 : 1) * (DOT / 2 + 4);
    const bend = (y0 + y1) / 2;
    return s(
      'g',
      { class: 'modifier', 'data-reaction': reaction.key },
      s('path', { d: `M${from.x} ${y0}C${from.x} ${bend} ${dot.x} ${bend} ${dot.x} ${y1}` }),
      s('circle', { cx: dot.x, cy: y1, r: 3.5 }),
    );
  });
}

function drawNothing(node) {
  return s(
    'g',
    { class: 'nothing', 'data-reaction': node.reaction.key, transform: `translate(${node.x} ${node.y})` },
    s('circle', { r: 6 }),
    s('path', { d: 'M-6 6L6 -6' }),
  );
}

function drawBands(layout) {
  return layout.bands.map((band, i) =>
    s(
      'g',
      { class: `band-frame${i % 2 ? ' odd' : ''}` },
      s('rect', { x: 0, y: band.top, width: layout.width, height: band.bottom - band.top }),
      s('text', { x: 12, y: band.top + 18 }, band.name),
      s('title', {}, [band.name, band.description, band.volume].filter(Boolean).join('\n')),
    ),
  );
}

function arrowHead(id) {
  return s(
    'marker',
    {
      id,
      viewBox: '0 0 10 10',
      refX: 9,
      refY: 5,
      markerWidth: 7,
      markerHeight: 7,
      orient: 'auto-start-reverse',
    },
    s('path', { class: 'arrow', d: 'M0 1.2L9.5 5L0 8.8Z' }),
  );
}

class Diagram {
  constructor(network) {
    this.boxes = boxesOf(network);
    this.reactions = mergeReactions(network, this.boxes);
    this.moieties = moietiesOf(this.boxes);
    const names = new Map(this.boxes.map((b) => [b.key, b.symbol || b.name]));
    this.nameOf = (key) => names.get(key) ?? key;
    this.card = h('div', { class: 'rate-card', role: 'status', hidden: true });
    this.element = h('div', { class: 'diagram' });
    if (this.reactions.length > MOST_AT_ONCE) this.element.append(this.offer(network));
    else this.showAll(network);
  }

  /** A page should stand at once: a drawing that takes long waits until it is asked for. */
  offer(network) {
    return h(
      'button',
      { type: 'button', class: 'draw-diagram', onclick: () => this.showAll(network) },
      `Draw the diagram of ${plural(this.reactions.length, 'reaction')} (takes some seconds)`,
    );
  }

  showAll(network) {
    this.layout = layOut(network, this.boxes, this.reactions);
    this.svg = this.draw();
    this.element.replaceChildren(this.legend(), scroller('Reaction diagram', this.sheet()));
  }

  /** As wide as the page, as long as the texts are neither tiny nor huge. */
  sheet() {
    const { width } = this.layout;
    const sheet = h('div', { class: 'diagram-sheet' }, this.svg, this.card);
    sheet.style.minWidth = `${Math.round(SMALLEST * width)}px`;
    sheet.style.maxWidth = `${Math.round(LARGEST * width)}px`;
    return sheet;
  }

  draw() {
    const { layout } = this;
    const heads = freshId('arrow');
    const drawn = this.reactions.filter((r) => !r.inside);
    return s(
      'svg',
      {
        class: 'network',
        viewBox: `0 0 ${layout.width.toFixed(0)} ${layout.height.toFixed(0)}`,
        role: 'group',
        'aria-label': `Reaction diagram: ${plural(this.boxes.length, 'species box', 'species boxes')}, ${plural(drawn.length, 'reaction')}. The list below says the same in words.`,
      },
      s('defs', {}, arrowHead(heads)),
      drawBands(layout),
      layout.edges.map((e) => edgeElement(e, heads)),
      drawn.map((r) => modifierElements(r, layout)),
      [...layout.nodes.values()].filter((n) => n.nothing).map(drawNothing),
      [...layout.nodes.values()].filter((n) => n.box).map((n) => drawBox(n, this.moieties)),
      drawn.map((r) => this.dot(r)),
    );
  }

  dot(reaction) {
    const node = this.layout.nodes.get(`dot:${reaction.key}`);
    const show = () => this.show(reaction, node);
    return s(
      'g',
      {
        class: 'dot',
        tabindex: 0,
        role: 'img',
        'aria-label': `${reaction.number}. ${reaction.name}: ${equation(reaction, this.nameOf)}; rate ${reaction.reaction.rate?.text ?? 'not given'}`,
        'data-reaction': reaction.key,
        transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`,
        onpointerenter: show,
        onfocus: show,
        onpointerleave: () => this.hide(),
        onblur: () => this.hide(),
        onkeydown: (e) => {
          if (e.key === 'Escape') this.hide();
        },
      },
      s('circle', { r: DOT / 2 - 0.5 }),
      s('text', { y: 3.8, 'text-anchor': 'middle' }, reaction.number),
    );
  }

  legend() {
    return h(
      'ul',
      { class: 'diagram-legend' },
      this.moieties.map((m, i) => {
        const look = lookOf(i);
        return h(
          'li',
          {},
          s(
            'svg',
            { width: 14, height: 14, 'aria-hidden': 'true' },
            s('path', {
              d: markerPath(look.shape, 7, 7, 4.5),
              fill: look.shape === 'cross' || look.shape === 'plus' ? 'none' : look.color,
              stroke: look.color,
              'stroke-width': 1.5,
            }),
          ),
          ` contains ${m}`,
        );
      }),
      h('li', {}, h('span', { class: 'legend-dot' }, '1'), ' reaction'),
      h('li', {}, h('span', { class: 'legend-dash' }), ' acts on the rate'),
      h('li', {}, '∅ declared source or sink'),
    );
  }

  show(reaction, node) {
    this.svg.classList.add('focused');
    this.svg.querySelectorAll('.lit').forEach((e) => e.classList.remove('lit'));
    const keys = new Set(
      [...reaction.reactants, ...reaction.products, ...reaction.modifiers].map((p) => p.key),
    );
    this.svg
      .querySelectorAll(`[data-reaction="${CSS.escape(reaction.key)}"]`)
      .forEach((e) => e.classList.add('lit'));
    this.svg.querySelectorAll('[data-species]').forEach((e) => {
      if (keys.has(e.dataset.species)) e.classList.add('lit');
    });
    this.card.replaceChildren(
      h('p', { class: 'rate-name' }, `${reaction.number}. ${reaction.name}`),
      h('p', { class: 'rate-equation' }, equation(reaction, this.nameOf)),
      h('p', {}, formula(reaction.reaction.rate)),
      h(
        'p',
        { class: 'quiet' },
        [
          reaction.reaction.kind,
          reaction.reaction.mechanism,
          reaction.times > 1 ? `${reaction.times} equal steps` : '',
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    );
    this.card.hidden = false;
    const factor = this.svg.getBoundingClientRect().width / this.layout.width;
    const left = node.x * factor;
    const room = this.layout.width * factor - left;
    this.card.style.left =
      room > this.card.offsetWidth + 20
        ? `${left + 18}px`
        : `${Math.max(4, left - this.card.offsetWidth - 18)}px`;
    this.card.style.top = `${Math.max(4, Math.min(node.y * factor - 20, this.layout.height * factor - this.card.offsetHeight - 6))}px`;
  }

  hide() {
    this.svg.classList.remove('focused');
    this.card.hidden = true;
  }
}

function effects(reaction, nameOf) {
  return reaction.modifiers.map((m) => [m.effect, 'by', nameOf(m.key)].filter(Boolean).join(' ')).join(', ');
}

function parameterLinks(keys = []) {
  if (!keys.length) return null;
  return h(
    'small',
    {},
    keys.flatMap((key, i) => [i ? ', ' : '', h('a', { href: `#par-${key}` }, h('code', {}, key))]),
  );
}

function reactionRow(reaction, nameOf) {
  const { reaction: r } = reaction;
  const marks = [
    r.source && 'source',
    r.sink && 'sink',
    reaction.times > 1 && (reaction.inside ? plural(reaction.times, 'step') : `${reaction.times} equal`),
  ].filter(Boolean);
  return h(
    'tr',
    {},
    h('td', { class: 'number' }, reaction.number),
    h('th', { scope: 'row' }, reaction.name, marks.length > 0 && h('small', {}, marks.join(', '))),
    h(
      'td',
      { class: 'equation' },
      equation(reaction, nameOf),
      reaction.modifiers.length > 0 && h('small', {}, effects(reaction, nameOf)),
    ),
    h('td', {}, formula(r.rate), parameterLinks(r.parameters)),
    h(
      'td',
      {},
      r.mechanism ?? '–',
      r.references?.length > 0 &&
        h(
          'small',
          {},
          r.references.flatMap((key, i) => [i ? ', ' : '', citation(key)]),
        ),
    ),
  );
}

/** The diagram and, below it, the same in words and formulas. */
export function networkPart(network) {
  const diagram = new Diagram(network);
  const heads = ['No.', 'Reaction', 'Equation', 'Rate', 'Mechanism and source'];
  const table = scroller(
    'Reactions',
    h(
      'table',
      { class: 'data reactions' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((t, i) => h('th', { scope: 'col', class: i === 0 ? 'number' : null }, t)),
        ),
      ),
      h(
        'tbody',
        {},
        diagram.reactions.map((r) => reactionRow(r, diagram.nameOf)),
      ),
    ),
  );
  const count = `${plural(network.species.length, 'species', 'species')} in ${plural(network.compartments?.length ?? 0, 'compartment')}, ${plural(network.reactions?.length ?? 0, 'reaction')}`;
  return [
    h('p', {}, `${count}. Point at a numbered dot of the diagram, or reach it with the Tab key, to see its rate law.`),
    diagram.element,
    h(
      'details',
      { class: 'reaction-list print-open' },
      h('summary', {}, `All reactions and their rates`),
      table,
    ),
  ];
}
