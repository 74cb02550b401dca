// Wide numbers: [m, e] is the integer m times 2**e, rounded to P bits. What has no number throws.

let P = 128;
const FEWEST_BITS = 128;
const MOST_BITS = 4096;  // what is left of terms that cancel can be a double
const BEYOND = 2 ** 45;  // from such an exponent on nothing but it is known, and not to the last bit
const UNSURE = 2 ** -48;  // of such an exponent, which may be infinite too
const UNROUNDED = 0.6;  // of P: what has no more bits was not rounded
// Whether terms were too small to add; too little is left; something tiny is but known to be tiny.
let [dropped, lost, bounded] = [false, false, false];
const FAR_BELOW = 4;  // times P bits: what is so small is its own sine, and adds nothing to 1
const LARGE = 6;  // beyond it, erf is taken from its tail
const NOTHING = [0n, 0];
class Undefined extends Error {}  // outside the domain, at any precision

const length = (m) => (m < 0n ? -m : m).toString(16).length * 4;
const shift = (m, n) => (n >= 0 ? m << BigInt(n) : m >> BigInt(-n));

function round([m, e], bits = P) {
  if (m === 0n) return NOTHING;
  const over = length(m) - bits;
  return over > 8 ? [shift(shift(m, 1 - over) + 1n, -1), e + over] : [m, e];
}

function wide(x) {
  if (!Number.isFinite(x)) throw RangeError("no number");
  if (x === 0) return NOTHING;
  const e = Math.max(Math.floor(Math.log2(Math.abs(x))), -1022) - 53;
  return [BigInt(x * 2 ** Math.min(-e, 1000) * 2 ** Math.max(-e - 1000, 0)), e];
}

function double([m, e]) {
  if (m === 0n) return 0;
  const over = length(m) - 68;
  if (over > 0) [m, e] = [shift(m, -over) | 1n, e + over];
  if (e + 68 < -1022) {  // a subnormal number, which is rounded once
    const [gone, sign] = [-1074 - e, m < 0n ? -1 : 1];
    if (gone > 70) return 0;
    const size = sign < 0 ? -m : m;
    const [half, kept] = [1n << BigInt(gone - 1), size >> BigInt(gone)];
    const rest = size & ((1n << BigInt(gone)) - 1n);
    return sign * Number(rest > half || (rest === half && kept & 1n) ? kept + 1n : kept) * 2 ** -1074;
  }
  if (e > 1100) return m < 0n ? -Infinity : Infinity;
  return Number(m) * 2 ** Math.trunc(e / 2) * 2 ** (e - Math.trunc(e / 2));
}

const negative = ([m, e]) => [-m, e];
const size = ([m, e]) => [m < 0n ? -m : m, e];
const times2 = ([m, e], n) => [m, e + n];
const top = ([m, e]) => (m === 0n ? -Infinity : length(m) + e);

const isVague = (a) => a[0] !== 0n && Math.abs(top(a)) > BEYOND;
const slack = (...all) => all.map((a) => Math.abs(top(a)) * UNSURE).filter(Number.isFinite)
  .reduce((sum, each) => sum + each, 0);

// A number of which hardly more than the exponent is known; none, if that is not.
function vague(sign, e, doubt) {
  if (!(Math.abs(e) > BEYOND && Math.abs(e) > 2 * doubt) || (bounded && e > 0)) {
    throw RangeError("too large for too small");
  }
  return [sign, Math.round(e)];
}

const sign = (...all) => all.reduce((found, [m]) => (m < 0n ? -found : found), 1n);

function add(a, b) {
  if (a[0] === 0n) return b;
  if (b[0] === 0n) return a;
  if (top(a) < top(b)) [a, b] = [b, a];
  const isUnknown = isVague(a) || isVague(b);
  if (top(a) - top(b) > (isUnknown ? slack(a, b) + 4 : P + 16)) {
    dropped = true;
    return round(a);
  }
  if (top(a) - top(b) > P - 16) dropped = true;
  if (isUnknown) {
    if (sign(a, b) < 0n && top(a) > 0) throw RangeError("difference of what is too large");
    if (sign(a, b) < 0n) bounded = true;
    return a;
  }
  const e = Math.min(a[1], b[1]);
  const m = shift(a[0], a[1] - e) + shift(b[0], b[1] - e);
  const rounded = dropped || Math.max(length(a[0]), length(b[0])) > UNROUNDED * P;
  if (rounded && top([m, e]) < top(a) - UNROUNDED * P) lost = true;
  return round([m, e]);
}

// The number, if its sign is known.
function signed(a) {
  if (bounded && isVague(a)) throw RangeError("of unknown sign");
  return a;
}

const subtract = (a, b) => add(a, negative(b));

function multiply(a, b) {
  if (a[0] === 0n || b[0] === 0n) return NOTHING;
  if (isVague(a) || isVague(b)) return vague(sign(a, b), top(a) + top(b), slack(a, b));
  return round([a[0] * b[0], a[1] + b[1]]);
}

function divide(a, b) {
  if (b[0] === 0n) throw RangeError("division by zero");
  if (a[0] === 0n) return NOTHING;
  if (isVague(a) || isVague(b)) return vague(sign(a, b), top(a) - top(b), slack(a, b));
  const more = Math.max(P + 8 + length(b[0]) - length(a[0]), 0);
  return round([shift(a[0], more) / b[0], a[1] - more - b[1]]);
}

function compare(a, b) {
  const before = bounded;
  signed(a);
  signed(b);
  bounded = false;
  const [m] = signed(subtract(a, b));
  bounded = before;
  return m > 0n ? 1 : m < 0n ? -1 : 0;
}

function root(a) {
  if (signed(a)[0] < 0n) throw new Undefined();
  if (a[0] === 0n) return NOTHING;
  if (isVague(a)) return vague(1n, top(a) / 2, slack(a));
  let more = Math.max(2 * P + 16 - length(a[0]), 0);
  if ((a[1] - more) % 2) more += 1;
  const m = shift(a[0], more);
  let guess = 1n << BigInt(Math.ceil(length(m) / 2) + 1);
  for (;;) {
    const next = (guess + m / guess) >> 1n;
    if (next >= guess) return round([guess, (a[1] - more) / 2]);
    guess = next;
  }
}

// An integer a with the meaning a / 2**bits, of a wide number and back.
const fixed = ([m, e], bits) => shift(m, e + bits);

const kept = new Map();
function constant(name, of) {
  const bits = Math.ceil(P / 128) * 128 + 64;
  const key = `${name} ${bits}`;
  if (!kept.has(key)) kept.set(key, of(bits));
  return [kept.get(key), -bits];
}

function inverse(n, bits, sign) {  // artanh(1/n), or arctan(1/n)
  let term = (1n << BigInt(bits)) / BigInt(n);
  let sum = term;
  for (let k = 3n; term !== 0n; k += 2n) {
    term = (sign * term) / BigInt(n * n);
    sum += term / k;
  }
  return sum;
}

const LN2 = () => constant("ln2", (b) =>
  18n * inverse(26, b, 1n) - 2n * inverse(4801, b, 1n) + 8n * inverse(8749, b, 1n));
const PI = () => constant("pi", (b) => 4n * (4n * inverse(5, b, -1n) - inverse(239, b, -1n)));

// Work with more bits, so many that what is lost inside does not count.
function widened(more, work) {
  const before = [P, dropped, lost];
  P += more;
  try {
    return work();
  } finally {
    [P, dropped, lost] = before;
  }
}

// The same, rounded at the end.
const within = (more, work) => round(widened(more, work));

function exp(x) {
  const e = double(x) / Math.LN2;
  if (Math.abs(e) > BEYOND) return [1n, Math.round(e)];
  return within(64, () => {
    const k = Math.round(double(divide(x, LN2())));
    const bits = P + 16;
    const r = fixed(subtract(x, multiply(wide(k), LN2())), bits) >> 8n;
    let [sum, term] = [1n << BigInt(bits), 1n << BigInt(bits)];
    for (let n = 1n; term !== 0n && term !== -1n; n++) {
      term = (term * r >> BigInt(bits)) / n;
      sum += term;
    }
    for (let n = 0; n < 8; n++) sum = sum * sum >> BigInt(bits);
    return [sum, k - bits];
  });
}

function log(x) {
  if ((dropped || length(x[0]) > UNROUNDED * P) && compare(x, ONE) === 0) lost = true;
  if (signed(x)[0] < 0n) throw new Undefined();
  if (x[0] === 0n || isVague(x)) throw RangeError("logarithm of what is not known");
  const near1 = -top(widened(16, () => subtract(x, ONE)));  // of whose digits so many are lost
  return within(32 + (near1 === Infinity ? 0 : Math.max(near1, 0)), () => {
    const k = top(x);
    const near = times2(x, -k);
    let y = wide(Math.log(double(near)));
    for (let bits = 50; bits < P; bits *= 3) {
      const e = exp(y);
      y = add(y, times2(divide(subtract(near, e), add(near, e)), 1));
    }
    return add(y, multiply(wide(k), LN2()));
  });
}

function circle(x) {  // sine and cosine
  if (-top(x) > FAR_BELOW * P) {
    dropped = true;
    return [x, ONE];
  }
  if (top(x) > 1100) throw RangeError("too large");
  return widened(Math.abs(top(x)) + 48, () => {
    const half = times2(PI(), -1);
    const q = divide(x, half);
    const n = fixed(add(q, [1n, -1]), 0);
    const bits = P + 16;
    const r = fixed(subtract(x, multiply([n, 0], half)), bits);
    const square = r * r >> BigInt(bits);
    const series = (term, from) => {
      let sum = term;
      for (let k = from; term !== 0n && term !== -1n; k += 2n) {
        term = -(term * square >> BigInt(bits)) / (k * (k + 1n));
        sum += term;
      }
      return [sum, -bits];
    };
    const [s, c] = [series(r, 2n), series(1n << BigInt(bits), 1n)];
    return [[s, c], [c, negative(s)], [negative(s), negative(c)], [negative(c), s]][Number(n & 3n)];
  });
}

function arctan(x) {
  if (-top(x) > FAR_BELOW * P) return x;
  if (top(x) > 4) {  // as lengths are counted, 2 at least
    const right = times2(PI(), -1);
    return subtract(x[0] < 0n ? negative(right) : right, arctan(divide(ONE, x)));
  }
  return within(32, () => {
    let y = wide(Math.atan(double(x)));
    for (let bits = 50; bits < P; bits *= 5) {
      const [s, c] = circle(y);
      const t = divide(subtract(multiply(x, c), s), add(c, multiply(x, s)));
      y = add(y, subtract(t, divide(multiply(t, multiply(t, t)), wide(3))));
    }
    return y;
  });
}

function erf(x) {
  if (x[0] < 0n) return negative(erf(negative(x)));
  if (double(x) > LARGE) return subtract(ONE, erfc(x));
  return series(x);
}

function series(x) {
  return within(Math.ceil(double(x) ** 2 * 1.5) + 48, () => {
    const square = times2(multiply(x, x), 1);
    let [term, sum] = [x, x];
    for (let n = 3; top(term) > top(sum) - P && term[0]; n += 2) {
      term = divide(multiply(term, square), wide(n));
      sum = add(sum, term);
    }
    return times2(multiply(sum, divide(exp(negative(multiply(x, x))), root(PI()))), 1);
  });
}

function erfc(x) {
  const at = double(x);
  if (at < 0.5) return subtract(ONE, erf(x));
  if (at * at * 1.4 < P + 64) {  // the series below has no term that is small enough
    return within(Math.ceil(at * at * 1.5) + 48, () => subtract(ONE, series(x)));
  }
  return within(48, () => {
    const square = times2(multiply(x, x), 1);
    let [term, sum] = [wide(1), wide(1)];
    for (let n = 1; top(term) > -P; n += 2) {
      const next = negative(divide(multiply(term, wide(n)), square));
      if (compare(size(next), size(term)) > 0) throw RangeError("no more digits");
      term = next;
      sum = add(sum, term);
    }
    return divide(multiply(sum, exp(negative(multiply(x, x)))), multiply(x, root(PI())));
  });
}

function power(a, b) {
  if (isVague(a) && (a[0] > 0n || b[1] === 0) && !isVague(b)) {
    return vague(a[0] < 0n && b[0] & 1n ? -1n : 1n, top(a) * double(b), slack(a) * Math.abs(double(b)));
  }
  if (b[1] >= 0 || (b[0] & ((1n << BigInt(-b[1])) - 1n)) === 0n) {
    let n = fixed(b, 0);
    if (n < 0n) return divide(wide(1), power(a, negative(b)));
    if (n > 4096n) return exp(multiply(b, log(a)));
    return within(32, () => {
      let [found, square] = [wide(1), a];
      for (; n; n >>= 1n) {
        if (n & 1n) found = multiply(found, square);
        square = multiply(square, square);
      }
      return found;
    });
  }
  if (b[0] === 1n && b[1] === -1) return root(a);
  if (a[0] === 0n && b[0] > 0n) return NOTHING;
  return exp(multiply(b, log(a)));
}

const ONE = wide(1);
const half = (x) => times2(x, -1);

// What is 0 at 0, and next to x beside it: far beside, more bits would be needed than are of use.
function beside(x, work) {
  return -top(x) > FAR_BELOW * P ? x : within(Math.max(-top(x), 0) + 16, work);
}

const MEANING = {
  exp, log, arctan, erf, erfc, sqrt: root, abs: size,
  expm1: (x) => beside(x, () => subtract(exp(x), ONE)),
  log1p: (x) => beside(x, () => log(add(ONE, x))),
  sign: (x) => wide(compare(x, NOTHING)),
  floor: (x) => [fixed(signed(x), 0), 0],
  sin: (x) => round(circle(x)[0]),
  cos: (x) => round(circle(x)[1]),
  tan: (x) => { const [s, c] = circle(x); return divide(s, c); },
  sinh: (x) => half(subtract(exp(x), exp(negative(x)))),
  cosh: (x) => half(add(exp(x), exp(negative(x)))),
  tanh: (x) => {
    const e = MEANING.expm1(times2(negative(size(x)), 1));
    const y = divide(negative(e), add(e, wide(2)));
    return x[0] < 0n ? negative(y) : y;
  },
  tanhshrink: (x) => subtract(x, MEANING.tanh(x)),
  sech: (x) => { const e = exp(negative(size(x))); return divide(times2(e, 1), add(ONE, multiply(e, e))); },
  logcosh: (x) => {
    const e = MEANING.expm1(times2(negative(size(x)), 1));
    return add(size(x), MEANING.log1p(half(e)));
  },
  arcsinh: (x) => {
    const a = size(x);
    const y = log(add(a, root(add(multiply(a, a), ONE))));
    return x[0] < 0n ? negative(y) : y;
  },
  arcsin: (x) => arctan(divide(x, root(subtract(ONE, multiply(x, x))))),
  arccos: (x) => subtract(half(PI()), MEANING.arcsin(x)),
  arccosh: (x) => log(add(x, root(subtract(multiply(x, x), ONE)))),
  arctanh: (x) => half(log(divide(add(ONE, x), subtract(ONE, x)))),
  sigmoid: (x) => {
    const e = exp(negative(size(x)));
    return divide(x[0] < 0n ? e : ONE, add(ONE, e));
  },
  softplus: (x) => {
    const tail = MEANING.log1p(exp(negative(size(x))));
    return x[0] > 0n ? add(x, tail) : tail;
  },
  normal_cdf: (x) => half(erfc(negative(divide(x, root(wide(2)))))),
  normal_pdf: (x) => divide(exp(half(negative(multiply(x, x)))), root(times2(PI(), 1))),
  min: (a, b) => (compare(a, b) <= 0 ? a : b),
  max: (a, b) => (compare(a, b) >= 0 ? a : b),
  clip: (x, low, high) => MEANING.min(MEANING.max(x, low), high),
  "+": (...terms) => terms.reduce(add),
  "*": (...factors) => factors.reduce(multiply),
  "^": power,
};

const HOLDS = {
  "<": (n) => n < 0, "<=": (n) => n <= 0, ">": (n) => n > 0, ">=": (n) => n >= 0, "!=": (n) => n !== 0,
};

// A program from its text: steps, each an operation and the places of what it takes.
const programs = new Map();
function steps(text) {
  if (!programs.has(text)) {
    programs.set(text, text.split(";").map((step) => {
      const [operation, taken] = step.split(":");
      return [operation, taken ? taken.split(",").map(Number) : []];
    }));
  }
  return programs.get(text);
}

// What stands at a place, after x and parameters have been put at the first ones.
function run(program, place, known) {
  if (known[place]) return known[place];
  const [operation, taken] = program[place - known.first];
  const of = (each) => run(program, each, known);
  let found;
  if (operation[0] === "=") found = rational(operation.slice(1));
  else if (operation === "pi") found = round(PI());
  else if (operation === "e") found = exp(ONE);
  else if (operation[0] === "?") {
    const signs = operation.slice(1).split("&");
    const at = taken.slice(0, -2).map(of);
    const holds = signs.every((sign, n) => HOLDS[sign](compare(at[n], at[n + 1])));
    found = of(taken.at(holds ? -2 : -1));
  } else if (MEANING[operation]) found = MEANING[operation](...taken.map(of));
  else throw new Undefined();
  return known[place] = found;
}

function rational(text) {
  const [above, below] = text.split("/");
  if (!below) return [BigInt(above), 0];
  const power = BigInt(below).toString(2).length - 1;
  if (BigInt(below) === 1n << BigInt(power)) return [BigInt(above), -power];
  return divide([BigInt(above), 0], [BigInt(below), 0]);
}

// Value and derivatives of f(g), from those of f and of g.
function after(f, [, d1, d2, d3], order) {
  const product = (...factors) => factors.reduce(multiply);
  return [
    f[0],
    order > 0 ? multiply(f[1], d1) : ONE,
    order > 1 ? add(product(f[2], d1, d1), multiply(f[1], d2)) : NOTHING,
    order > 2 ? [product(f[3], d1, d1, d1), product(wide(3), f[2], d1, d2),
      multiply(f[1], d3)].reduce(add) : NOTHING,
  ];
}

// A derivative of a composed formula as the double next to it; undefined where that is not known.
function exact({program, outputs}, x, values, depth, order) {
  const given = values.map(wide);
  const known = steps(program);
  let found, before;
  for (P = FEWEST_BITS; P <= MOST_BITS; P *= 2) {
    try {
      dropped = lost = bounded = false;
      let jet = [wide(x), ONE, NOTHING, NOTHING];
      for (let n = 0; n < depth; n++) {
        const places = Object.assign([jet[0], ...given], {first: given.length + 1});
        const f = outputs.slice(0, order + 1).map((each) => run(known, each, places));
        jet = after(f, jet, order);
      }
      found = double(jet[order]);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      if (!(error instanceof Undefined)) throw error;
      found = NaN;
    }
    const last = P === MOST_BITS;
    if (last && !lost && !dropped || Object.is(found, before) && (last || !lost)) return found;
    before = found;
  }
  return undefined;
}
