// SPDX-License-Identifier: Apache-2.0
/// A small T-DM1 cell model, only to give the sample report curves of the right shape; Emtansim itself never uses it.

const AVOGADRO = 6.02214076e23;

export const base = {
  antigens: 1.12e6,
  cellVolume: 3.8e-12,
  kOn: 0.36,
  kD: 0.3,
  kEndo: 0.154,
  kRec: 1.33,
  kDeg: 0.457,
  dar: 3.5,
  kDec: 0.0023,
  kLc: 0.2,
  kPerm: 0.214,
  tubulin: 15000,
  kTub: 930,
  kTip: 100,
  g1: { stages: 6, mean: 14.3 },
  sg2: { stages: 20, mean: 22.4 },
  mitosis: { stages: 4, mean: 0.7 },
  arrest: { stages: 4, death: 0.1, slip: 0.16 },
  slipped: { dies: 0.012, stops: 0.05 },
  dying: { stages: 2, mean: 12 },
  u50: 0.07,
  hill: 4,
};

/** Free payload (nM) of a total (nM) that shares the cell with tubulin. */
export function freePayload(total, tubulin, k) {
  const b = tubulin + total + k;
  return total - 0.5 * (b - Math.sqrt(b * b - 4 * tubulin * total));
}

function chain(state, from, stages, rate, inflow, out) {
  let flow = inflow;
  for (let i = 0; i < stages; i += 1) {
    const leave = rate * state[from + i];
    out[from + i] += flow - leave;
    flow = leave;
  }
  return flow;
}

const drugNames = [
  'A',
  'N',
  'R',
  'C',
  'B',
  'Re',
  'Ce',
  'Be',
  'Pl',
  'Pc',
  'M',
  'D',
  'debris',
  'digested',
  'made',
  'lost',
];

function cellLayout(p) {
  const at = {};
  let next = drugNames.length;
  const take = (name, count) => {
    at[name] = next;
    next += count;
  };
  take('g1', p.g1.stages);
  take('sg2', p.sg2.stages);
  take('m', p.mitosis.stages);
  take('arrest', p.arrest.stages * p.arrest.stages);
  take('slip', 1);
  take('stop', 1);
  take('x', p.dying.stages);
  return { at, size: next };
}

function sum(state, from, count) {
  let total = 0;
  for (let i = 0; i < count; i += 1) total += state[from + i];
  return total;
}

function derivative(p, setting, layout, s, out) {
  out.fill(0);
  const { at } = layout;
  const [A, N, R, C, B, Re, Ce, Be, Pl, Pc, M] = s;
  const live = sum(s, at.g1, at.x - at.g1);
  const ratio = ((setting.cells * p.cellVolume) / setting.volume) * live;
  const inside = Pc / ratio;
  const free = freePayload(inside, p.tubulin, p.kTub);
  const u = free / (free + p.kTip);
  const block = setting.grows ? u ** p.hill / (u ** p.hill + p.u50 ** p.hill) : 0;

  let births = 0;
  let deaths = 0;
  if (setting.grows) {
    const toMitosis = chain(
      s,
      at.sg2,
      p.sg2.stages,
      p.sg2.stages / p.sg2.mean,
      (p.g1.stages / p.g1.mean) * s[at.g1 + p.g1.stages - 1],
      out,
    );
    const exit = chain(s, at.m, p.mitosis.stages, p.mitosis.stages / p.mitosis.mean, toMitosis, out);
    chain(s, at.g1, p.g1.stages, p.g1.stages / p.g1.mean, 2 * (1 - block) * exit, out);
    births = (1 - block) * exit;
    const n = p.arrest.stages;
    let slipping = 0;
    let dying = 0;
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) {
        const here = s[at.arrest + i * n + j];
        const kill = p.arrest.death * here;
        const slip = p.arrest.slip * here;
        out[at.arrest + i * n + j] += (i === 0 && j === 0 ? block * exit : 0) - kill - slip;
        if (i + 1 < n) out[at.arrest + (i + 1) * n + j] += kill;
        else dying += kill;
        if (j + 1 < n) out[at.arrest + i * n + j + 1] += slip;
        else slipping += slip;
      }
    }
    const slipDies = p.slipped.dies * s[at.slip];
    const slipStops = p.slipped.stops * s[at.slip];
    out[at.slip] += slipping - slipDies - slipStops;
    out[at.stop] += slipStops;
    deaths = dying + slipDies;
    chain(s, at.x, p.dying.stages, p.dying.stages / p.dying.mean, deaths, out);
  }

  const f = (1e9 * setting.cells) / (AVOGADRO * setting.volume);
  const kOff = p.kOn * p.kD;
  const death = deaths / live;
  const rest = (p.kEndo * p.kDeg) / (p.kDeg + p.kRec);
  const bindA = p.kOn * A * R - kOff * C;
  const bindN = p.kOn * N * R - kOff * B;
  const efflux = p.kPerm * (free - M) * ratio;
  const made = f * setting.antigens * (rest * live + births * (1 + p.kEndo / (p.kRec + p.kDeg)));
  out[0] = -bindA - p.kDec * A;
  out[1] = -bindN + p.kDec * A;
  out[2] = made - bindA - bindN - p.kEndo * R + p.kRec * Re - death * R;
  out[3] = bindA - p.kEndo * C + p.kRec * Ce - death * C;
  out[4] = bindN - p.kEndo * B + p.kRec * Be - death * B;
  out[5] = p.kEndo * R - (p.kRec + p.kDeg) * Re - death * Re;
  out[6] = p.kEndo * C - (p.kRec + p.kDeg) * Ce - death * Ce;
  out[7] = p.kEndo * B - (p.kRec + p.kDeg) * Be - death * Be;
  out[8] = p.dar * p.kDeg * Ce - p.kLc * Pl - death * Pl;
  out[9] = p.kLc * Pl - efflux - death * Pc;
  out[10] = efflux;
  out[11] = p.dar * p.kDec * A;
  out[12] = death * (p.dar * (C + Ce) + Pl + Pc);
  out[13] = p.kDeg * Ce;
}

function start(p, setting, layout) {
  const s = new Float64Array(layout.size);
  const f = (1e9 * setting.cells) / (AVOGADRO * setting.volume);
  const surface = f * setting.antigens;
  s[0] = setting.dose;
  s[3] = surface * (setting.occupied ?? 0);
  s[2] = surface - s[3];
  s[5] = (surface * p.kEndo) / (p.kRec + p.kDeg);
  const { at } = layout;
  const spread = (from, count, share) => {
    for (let i = 0; i < count; i += 1) s[from + i] = share / count;
  };
  spread(at.g1, p.g1.stages, 0.47);
  spread(at.sg2, p.sg2.stages, 0.51);
  spread(at.m, p.mitosis.stages, 0.02);
  if (setting.grows) settle(p, setting, layout, s);
  return s;
}

/** Runs untreated cells until their phases are in balance, then scales the number back to one. */
function settle(p, setting, layout, s) {
  const cells = s.slice();
  cells[0] = 0;
  step(p, { ...setting, dose: 0 }, layout, cells, 300, 0.05);
  const total = sum(cells, layout.at.g1, layout.size - layout.at.g1);
  for (let i = layout.at.g1; i < layout.size; i += 1) s[i] = cells[i] / total;
}

function step(p, setting, layout, s, hours, h) {
  const n = s.length;
  const k = [0, 1, 2, 3].map(() => new Float64Array(n));
  const y = new Float64Array(n);
  for (let left = Math.round(hours / h); left > 0; left -= 1) {
    derivative(p, setting, layout, s, k[0]);
    for (let i = 0; i < n; i += 1) y[i] = s[i] + 0.5 * h * k[0][i];
    derivative(p, setting, layout, y, k[1]);
    for (let i = 0; i < n; i += 1) y[i] = s[i] + 0.5 * h * k[1][i];
    derivative(p, setting, layout, y, k[2]);
    for (let i = 0; i < n; i += 1) y[i] = s[i] + h * k[2][i];
    derivative(p, setting, layout, y, k[3]);
    for (let i = 0; i < n; i += 1) s[i] += (h / 6) * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
  }
}

/** Per-culture and per-cell readings of one state. */
function read(p, setting, layout, s) {
  const { at } = layout;
  const live = sum(s, at.g1, at.x - at.g1);
  const f = (1e9 * setting.cells) / (AVOGADRO * setting.volume);
  const perCell = (amount) => amount / (f * live);
  const ratio = ((setting.cells * p.cellVolume) / setting.volume) * live;
  const inside = s[9] / ratio;
  const free = freePayload(inside, p.tubulin, p.kTub);
  const phase = {
    g1: sum(s, at.g1, p.g1.stages),
    sg2: sum(s, at.sg2, p.sg2.stages),
    m: sum(s, at.m, p.mitosis.stages),
    arrest: sum(s, at.arrest, p.arrest.stages ** 2),
    slip: s[at.slip],
    stop: s[at.stop],
    x: sum(s, at.x, p.dying.stages),
  };
  const v = {
    a: s[0],
    n: s[1],
    m: s[10],
    d: s[11],
    r: perCell(s[2]),
    c: perCell(s[3]),
    re: perCell(s[5]),
    ce: perCell(s[6]),
    pl: perCell(s[8]),
    pc: perCell(s[9]),
    free,
    bound: inside - free,
    u: (100 * free) / (free + p.kTip),
    live,
    catabolised: s[13],
    surface: s[3],
    internal: s[6],
    inside,
    lysosome: s[8] / ratio,
    conjugated: (p.dar * (s[3] + s[6])) / ratio,
    outside: s[10] / ratio,
  };
  const amount = setting.volume * 1e6;
  const drug = {
    medium: s[0] * p.dar * amount,
    shed: s[11] * amount,
    surface: s[3] * p.dar * amount,
    endosome: s[6] * p.dar * amount,
    lysosome: s[8] * amount,
    tubulin: (inside - free) * ratio * amount,
    cytosol: free * ratio * amount,
    out: s[10] * amount,
    dead: s[12] * amount,
  };
  return { v, drug, phase };
}

/** Simulates one case and reads it at the given times (h). */
export function simulate(setting, times, p = base) {
  const layout = cellLayout(p);
  const full = { antigens: p.antigens, occupied: 0, grows: true, ...setting };
  const s = start(p, full, layout);
  const readings = [];
  let now = 0;
  for (const t of times) {
    step(p, full, layout, s, t - now, 0.02);
    now = t;
    readings.push(read(p, full, layout, s));
  }
  return readings;
}
