// Curves: values and derivatives, where they switch, and the lines that show them.

const FIRST_STEP = 2 ** -45;  // how near to a switch its sides are looked at, of its size
const NEAREST = 2 ** -50;  // of the size of a point, are those beside it
const FARTHER = 1024;  // times as far are the next points
const SEARCH = 400;  // points among which a switch is looked for
const MOST_BREAKS = 500;
const DEEPEST = 9;  // halvings of a stretch between two points of a line
const TO_EDGE = 0.2;  // of a halving counts, where an axis has no place for one end
const BETWEEN = 2;  // pixels from one point of a line to the next
const FLAT = 0.15;  // of a pixel that a line may be off
const PROBES = 12;  // points of an interval at which doubles are held against wide numbers
const BESIDE_PROBE = 1e-3;  // of the interval
const CLOSER = [1, 1 / 8, 1 / 64];  // of that, from a switch or a hole
const SEEN = 1e-3;  // of the height that a curve takes up
const TINIEST_SWITCH = 2 ** -52;  // what is so near to 0 rounds beside 1, or underflows
const CLOSE = 1e-6;  // of a value and the limit that it is

// Value and derivatives after `depth` times of a formula, by the chain rule.
function jet(orders, x, values, depth, highest) {
  let [y, d1, d2, d3] = [x, 1, 0, 0];
  for (let n = 0; n < depth; n++) {
    const f = orders.slice(0, highest + 1).map((each) => each(y, ...values));
    if (highest > 2) d3 = f[3] * d1 ** 3 + 3 * f[2] * d1 * d2 + f[1] * d3;
    if (highest > 1) d2 = f[2] * d1 * d1 + f[1] * d2;
    if (highest > 0) d1 = f[1] * d1;
    y = f[0];
  }
  return [y, d1, d2, d3];
}

class Curve {
  constructor(told, formulas) {
    Object.assign(this, {text: told.label, depth: 1, hidden: false, loss: false, dashes: [],
      parameters: []}, told);
    this.orders = formulas.orders;
    this.switches = formulas.switches;
    this.wide = formulas;
    this.values = this.parameters.map((each) => each.value);
    this.found = new Map();
    this.told = new Map();  // what was read out last
    this.ways = new Map();  // which intervals are drawn from wide numbers
    this.across = LINEAR;  // the scale of x
  }

  set(name, value) {
    this.values[this.parameters.findIndex((each) => each.name === name)] = value;
    this.found.clear();
    this.told.clear();
    this.ways.clear();
  }

  get changed() {
    return this.parameters.some((each, n) => each.value !== this.values[n]);
  }

  // The label with the values that its parameters have now.
  get name() {
    let text = this.label;
    this.parameters.forEach(({name, value}, n) => {
      if (value === this.values[n]) return;
      const told = `${name}=${value}`;
      const now = `${name}=${this.values[n]}`;
      text = text.includes(told) ? text.replace(told, () => now) : `${text} ${now}`;
    });
    return text;
  }

  // The CURVE that gives it on a command line.
  get typed() {
    let text = this.text;
    this.parameters.forEach(({name, value}, n) => {
      if (value === this.values[n]) return;
      const now = `:${name}=${this.values[n]}`;
      const start = text.indexOf(`:${name}=`);
      if (start < 0) text += now;
      else text = text.slice(0, start) + now + text.slice(start + 1).replace(/^[^:]*/, "");
    });
    return text;
  }

  // The plain number of a formula, whatever happens at this point.
  raw(x, order) {
    if (this.depth === 1) return this.orders[order](x, ...this.values);
    return jet(this.orders, x, this.values, this.depth, order)[order];
  }

  // The double next to the truth. Where that is not known, 0 and infinity are sure enough.
  sure(x, order) {
    const found = exact(this.wide, x, this.values, this.depth, order);
    if (found !== undefined) return found;
    const raw = this.raw(x, order);
    return raw === 0 || !Number.isFinite(raw) ? raw : NaN;
  }

  // The derivative of this order at x, or its limit from the left (-1) or from the right (1).
  evaluate(x, order = 0, side = 0) {
    if (side) return this.limit(x, order, side, this.sure);
    const key = `${x} ${order}`;
    if (!this.told.has(key)) {
      if (this.told.size > 20) this.told.clear();
      this.told.set(key, this.value(x, order));
    }
    return this.told.get(key);
  }

  // Where branches touch, the limit counts and not a branch.
  value(x, order) {
    let here;
    for (let n = 0; order > 0 && n <= order; n++) {
      here = this.at(x, n);
      if (here?.jumps) return NaN;
    }
    const value = this.sure(x, order);
    if (!here || Number.isNaN(this.sure(x, 0))) return value;
    return Math.abs(value - here.left) <= CLOSE * Math.max(Math.abs(value), 1) ? value : here.left;
  }

  // What an interval is drawn from: doubles, but wide numbers where those would be seen to be off.
  way(order, low, high, up = LINEAR) {
    const key = `${order} ${low} ${high} ${up.kind} ${up.threshold}`;
    if (!this.ways.has(key)) {
      if (this.ways.size > 20) this.ways.clear();
      this.ways.set(key, this.isOff(order, low, high, up.to) ? this.sure : this.raw);
    }
    return this.ways.get(key);
  }

  isOff(order, low, high, to) {
    const step = (high - low) * BESIDE_PROBE;
    const at = along(this.across, low, high);
    const probes = Array.from({length: PROBES}, (_, n) => [at((n + 0.37) / PROBES), step]);
    for (const x of this.crossings(low, high).slice(0, PROBES)) {
      for (const near of CLOSER.map((share) => step * share)) probes.push([x - near, near], [x + near, near]);
    }
    const places = probes.map(([x]) => x);
    const rows = probes.map(([x, near]) => [-0.5, 0, 0.5].map((n) => to(this.raw(x + n * near, order))));
    const [least, most] = [Math.min(...rows.flat()), Math.max(...rows.flat())];
    const smooth = rows.every(([u, v, w]) => Math.abs(u - 2 * v + w) <= SEEN * (most - least));
    const size = Math.max(Math.abs(least), Math.abs(most));
    const isClear = smooth && most - least > FLATTEST * size;
    // where doubles stand still, they may have been rounded away
    const doubted = places.map((x, n) => [x, rows[n]]).filter(([, [u, , w]]) => !isClear || u === w);
    const truth = doubted.map(([x]) => to(this.sure(x, order)));
    const known = truth.filter(Number.isFinite);
    const height = isClear ? most - least : Math.max(...known) - Math.min(...known);
    return truth.some((y, n) =>
      Number.isFinite(y) && !(Math.abs(y - doubted[n][1][1]) <= SEEN * height));
  }

  // What happens at a point, nothing where no switch is.
  at(x, order) {
    const near = Math.max(Math.abs(x) * NEAREST, Number.MIN_VALUE);
    for (const of of this.asked()) {
      const [u, v, w] = [of(x - near), of(x), of(x + near)];
      if (v === 0 && x && Math.abs(x) < TINIEST_SWITCH && of(0) === 0) continue;  // it is at 0
      if (v === 0 || Number.isNaN(v) || (u * w < 0 && isCrossing(of, x, near))) {
        return this.breaks([x], order, this.sure)[0];
      }
    }
    return undefined;
  }

  limit(x, order, side, of = this.raw) {
    const step = Math.max(Math.abs(x), 2 ** -10) * FIRST_STEP * side;
    const [v0, v1, v2] = [0, 1, 2].map((n) => of.call(this, x + step * FARTHER ** n, order));
    if (!Number.isFinite(v0)) return v0;
    const [near, far] = [v0 - v1, v1 - v2];
    if (Math.abs(v0) > 10 * Math.abs(v1) && Math.abs(v0) > 1e3) return Math.sign(v0) * Infinity;
    if (near / far > 0.9 && Math.abs(near) > 1e-6 * (1 + Math.abs(v0))) {
      return Math.sign(near) * Infinity;
    }
    const share = near / far;
    if (share > 0.01 && share < 0.9) {  // a root: what is left of the way shrinks by this share
      const left = (-near * share) / (1 - share);
      return Math.abs(v0 - left) <= Math.abs(left) ? 0 : v0 - left;
    }
    const straight = 2 * v0 - of.call(this, x + 2 * step, order);
    return Math.abs(straight) < 1e-9 && Math.abs(v0) < 1e-9 ? 0 : straight;
  }

  breaks(points, order, of = this.raw) {
    return points.map((x) => {
      const [left, right] = [-1, 1].map((side) => this.limit(x, order, side, of));
      const pole = Math.abs(left) === Infinity || Math.abs(right) === Infinity;
      const same = Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right), 1e-3)
        && !(of === this.sure && this.steps(x, order));
      const both = Number.isNaN(left) && Number.isNaN(right);
      return {x, left, right, pole, jumps: pole || !(same || both)};
    });
  }

  // Whether a curve goes farther from one side of a point to the other than on either side: a jump
  // that is small beside its values.
  steps(x, order) {
    const near = Math.max(Math.abs(x), 2 ** -10) * NEAREST;
    const [a, b, c, d] = [-FARTHER, -1, 1, FARTHER].map((n) => this.sure(x + n * near, order));
    return Math.abs(c - b) > Math.max(Math.abs(b - a) + Math.abs(d - c), 4 * NEAREST * Math.abs(c));
  }

  // The points in an interval where a choice of the formula switches or a denominator is zero.
  crossings(low, high) {
    const key = `${low} ${high}`;
    const known = this.found.get(key);
    if (known) return known;
    const points = new Set();
    for (const of of this.asked()) zeros(of, low, high, points, this.across);
    let last = NaN;
    const kept = [...points].sort((a, b) => a - b).filter((x) => {
      const same = x - last <= 2 ** -44 * Math.max(Math.abs(x), 1e-290);
      if (!same) last = x;
      return !same;
    }).slice(0, MOST_BREAKS);
    if (this.found.size > 50) this.found.clear();
    this.found.set(key, kept);
    return kept;
  }

  // The functions that are zero at a switch, in each layer.
  * asked() {
    for (let layer = 0; layer < this.depth; layer++) {
      for (const each of this.switches) {
        yield (x) => each(jet(this.orders, x, this.values, layer, 0)[0], ...this.values);
      }
    }
  }

  // Points where the value or a derivative jumps, as Python tells them.
  kinks(low, high, highest = 1) {
    const found = [];
    for (const x of this.crossings(low, high)) {
      for (let order = 0; order <= highest; order++) {
        const [here] = this.breaks([x], order, this.sure);
        if (!here.jumps) continue;
        const whole = Number.isFinite(here.left) && Number.isFinite(here.right);
        if (whole && low < x && x < high) found.push({x, order, left: here.left, right: here.right});
        break;
      }
    }
    return found;
  }

  // Where the slope changes its sign from below to above.
  minima(low, high) {
    const points = new Set();
    zeros((x) => this.raw(x, 1), low, high, points, this.across);
    return [...points].filter((x) => {
      const near = Math.max(Math.abs(x), 1e-3) * 1e-6;
      return this.raw(x - near, 1) < 0 && this.raw(x + near, 1) > 0;
    });
  }

  // Lines of points between breaks, close enough for pixels; `height` is that of one unit, in what
  // the axis of y is even in.
  lines(low, high, order, pixels, height, up = LINEAR) {
    const of = this.way(order, low, high, up);
    const {to} = this.across;
    const breaks = this.breaks(this.crossings(low, high), order, of);
    const ends = [{x: low}, ...breaks, {x: high}];
    const lines = [];
    for (let n = 0; n + 1 < ends.length; n++) {
      const [start, end] = [ends[n], ends[n + 1]];
      if (!(end.x > start.x)) continue;
      const wide = ((to(end.x) - to(start.x)) / (to(high) - to(low))) * pixels;
      const line = this.stretch(start, end, (x) => of.call(this, x, order), wide, height, up);
      const open = lines.at(-1);
      if (open && start.jumps === false) lines[lines.length - 1] = open.concat(line);
      else lines.push(line);
    }
    return {lines, breaks};
  }

  stretch(from, to, of, pixels, height, up) {
    const count = Math.min(Math.max(Math.ceil(pixels / BETWEEN), 2), 4000);
    const line = [];
    const inner = (end, side) => {
      const known = side > 0 ? end.right : end.left;
      if (Number.isFinite(known)) return [end.x, known];
      const x = end.jumps === undefined ? end.x : end.x + side * (to.x - from.x) * 1e-6;
      return [x, of(x)];
    };
    const [first, last] = [inner(from, 1), inner(to, -1)];
    const at = along(this.across, from.x, to.x);
    let before = first;
    line.push(first);
    for (let n = 1; n <= count; n++) {
      const x = at(n / count);
      const next = n === count ? last : [x, of(x)];
      between(of, before, next, height, up, DEEPEST, line);
      line.push(next);
      before = next;
    }
    return line;
  }
}

// Add points between two others, until the line is as near to the curve as a pixel shows. Where an
// axis begins to have a place for the curve, it is followed to there.
function between(of, a, b, height, up, deepest, line) {
  if (deepest <= 0) return;
  const x = (a[0] + b[0]) / 2;
  if (!(a[0] < x && x < b[0])) return;
  const y = of(x);
  const [u, v, w] = [up.to(a[1]), up.to(y), up.to(b[1])];
  const off = Math.abs(v - (u + w) / 2) * height;
  const edge = up.kind === "log" && Number.isNaN(u) !== Number.isNaN(w);
  if (!(off > FLAT || edge)) return;
  const middle = [x, y];
  const less = deepest - (edge ? TO_EDGE : 1);
  between(of, a, middle, height, up, less, line);
  line.push(middle);
  between(of, middle, b, height, up, less, line);
}

// Whether a function that changes its sign at a point keeps it on both sides, as a wave does not
// whose periods are closer than numbers, where some of these meet it in step.
function isCrossing(of, x, near) {
  const keeps = (step) => [2, 3, 4, 6, 11, 20, 37].every((n) => of(x + n * step) * of(x + step) > 0);
  return keeps(-near) && keeps(near);
}

// Zeros of a function, also those that it only touches; a stretch of zeros has its ends.
function zeros(of, low, high, points, scale = LINEAR) {
  const at = along(scale, low, high);
  let [a, u] = [low, of(low)];
  let [before, v] = [NaN, NaN];
  if (u === 0) points.add(low);
  for (let n = 1; n <= SEARCH; n++) {
    const b = n === SEARCH ? high : at(n / SEARCH);
    const w = of(b);
    if (w === 0) {
      if (u !== 0 || n === SEARCH) points.add(b);
    } else if (u === 0) {
      points.add(a);
    } else if (u < 0 !== w < 0 && !Number.isNaN(u + w)) {
      points.add(bisect(of, a, b, u));
    } else if (Number.isNaN(u) !== Number.isNaN(w)) {
      points.add(edge(of, a, b, Number.isNaN(u)));
    }
    const lowest = Math.abs(u) < Math.abs(v) && Math.abs(u) < Math.abs(w);
    if (lowest && u !== 0 && u < 0 === v < 0 && u < 0 === w < 0) {
      touch(of, before, b, points);
    }
    [before, v, a, u] = [a, u, b, w];
  }
}

function bisect(of, a, b, u) {
  for (let n = 0; n < 1100; n++) {
    const middle = (a + b) / 2;
    if (!(a < middle && middle < b)) break;
    const w = of(middle);
    if (w === 0) return middle;
    if (w < 0 === u < 0) a = middle;
    else b = middle;
  }
  return Math.abs(of(a)) <= Math.abs(of(b)) ? a : b;
}

function edge(of, a, b, outside) {
  for (let n = 0; n < 80 && a < (a + b) / 2 && (a + b) / 2 < b; n++) {
    const middle = (a + b) / 2;
    if (Number.isNaN(of(middle)) === outside) a = middle;
    else b = middle;
  }
  return outside ? b : a;
}

// The place of a smallest size between two points, if it is zero there.
function touch(of, a, b, points) {
  const far = Math.max(Math.abs(of(a)), Math.abs(of(b)));
  for (let n = 0; n < 90; n++) {
    const [x, y] = [a + (b - a) * 0.382, a + (b - a) * 0.618];
    if (Math.abs(of(x)) <= Math.abs(of(y))) b = y;
    else a = x;
  }
  const middle = (a + b) / 2;
  const round = Number(middle.toPrecision(9));
  const x = of(round) === 0 ? round : middle;
  if (Math.abs(of(x)) <= 1e-12 * far) points.add(x);
}
