// Wide numbers: [m, e] is the integer m times 2**e, rounded to P bits. What has no number throws.
// The exponent e is a number; far out, where exponentials have exponents of hundreds of digits, it
// is an integer without end as well, which is slower.

let P = 128;
let far = false;
const FEWEST_BITS = 128;
const MOST_BITS = 16384;  // what is left of terms that cancel can be a double
const BEYOND = 2 ** 45;  // exponents that are numbers stay below
const SATURATED = 1100;  // bits of x before its point: exp(-x) is beyond all that can be worked out
const UNROUNDED = 0.6;  // of P: what has no more bits was not rounded
// Whether terms were too small to add, and whether too little is left of some that cancelled.
let [dropped, lost] = [false, false];
const FARTHEST_WAVE = 4096;  // bits of x before its point, of which the rest of a wave is left
const MOST_MULTIPLIED = 13;  // bits of an exponent: larger powers are taken by their logarithm
const FAR_BELOW = 4;  // times P bits: what is so small is its own sine, and adds nothing to 1
const LARGE = 6;  // beyond it, erf is taken from its tail
const NOTHING = [0n, 0];
class Undefined extends Error {}  // outside the domain, at any precision
class Far extends Error {}  // exponents have to be without end

// An exponent, or a part of one, as exponents are now.
const exponent = (n) => (far ? BigInt(n) : Number(n));

const length = (m) => (m < 0n ? -m : m).toString(16).length * 4;
const shift = (m, n) => (n >= 0 ? m << BigInt(n) : m >> BigInt(-n));

function round([m, e], bits = P) {
  if (m === 0n) return NOTHING;
  if (!far && Math.abs(e) > BEYOND) throw new Far();
  const over = length(m) - bits;
  return over > 8 ? [shift(shift(m, 1 - over) + 1n, -1), e + exponent(over)] : [m, e];
}

function wide(x) {
  if (!Number.isFinite(x)) throw RangeError("no number");
  if (x === 0) return NOTHING;
  const e = Math.max(Math.floor(Math.log2(Math.abs(x))), -1022) - 53;
  return [BigInt(x * 2 ** Math.min(-e, 1000) * 2 ** Math.max(-e - 1000, 0)), exponent(e)];
}

function double([m, e]) {
  if (m === 0n) return 0;
  if (Math.abs(Number(e)) > BEYOND) return e < 0 ? 0 : m < 0n ? -Infinity : Infinity;
  e = Number(e);
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
const times2 = ([m, e], n) => (m === 0n ? NOTHING : [m, e + exponent(n)]);
const top = ([m, e]) => (m === 0n ? -Infinity : exponent(length(m)) + e);

// Whether digits of these may have been rounded away.
const isRounded = (...all) => dropped || all.some(([m]) => length(m) > UNROUNDED * P);

function add(a, b) {
  if (a[0] === 0n) return b;
  if (b[0] === 0n) return a;
  if (top(a) < top(b)) [a, b] = [b, a];
  const apart = top(a) - top(b);
  if (apart > P - 16) dropped = true;
  if (apart > P + 16) return round(a);
  const e = a[1] < b[1] ? a[1] : b[1];
  const m = shift(a[0], a[1] - e) + shift(b[0], b[1] - e);
  if (isRounded(a, b) && (m === 0n || top(a) - top([m, e]) > UNROUNDED * P)) lost = true;
  return round([m, e]);
}

const subtract = (a, b) => add(a, negative(b));

function multiply(a, b) {
  if (a[0] === 0n || b[0] === 0n) return NOTHING;
  return round([a[0] * b[0], a[1] + b[1]]);
}

function divide(a, b) {
  if (b[0] === 0n) throw RangeError("division by zero");
  if (a[0] === 0n) return NOTHING;
  const more = Math.max(P + 8 + length(b[0]) - length(a[0]), 0);
  return round([shift(a[0], more) / b[0], a[1] - exponent(more) - b[1]]);
}

function compare(a, b) {
  const [m] = subtract(a, b);
  return m > 0n ? 1 : m < 0n ? -1 : 0;
}

function root(a) {
  if (a[0] < 0n) throw new Undefined();
  if (a[0] === 0n) return NOTHING;
  let more = Math.max(2 * P + 16 - length(a[0]), 0);
  if (BigInt(a[1]) + BigInt(more) & 1n) more += 1;
  const m = shift(a[0], more);
  let guess = 1n << BigInt(Math.ceil(length(m) / 2) + 1);
  for (;;) {
    const next = (guess + m / guess) >> 1n;
    if (next >= guess) return round([guess, (a[1] - exponent(more)) / exponent(2)]);
    guess = next;
  }
}

// An integer a with the meaning a / 2**bits, of a wide number and back.
const fixed = ([m, e], bits) => (m === 0n ? 0n : shift(m, e + exponent(bits)));

const kept = new Map();
function constant(name, of) {
  const bits = Math.ceil(P / 128) * 128 + 64;
  const key = `${name} ${bits}`;
  if (!kept.has(key)) kept.set(key, of(bits));
  return [kept.get(key), exponent(-bits)];
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

// Tell that digits behind the point of x, on which all depends, may have been rounded away.
function needDigits(x) {
  if (top(x) > P / 2 && isRounded(x)) lost = true;
}

function exp(x) {
  needDigits(x);
  if (top(x) > SATURATED) {
    if (x[0] < 0n) return NOTHING;
    throw RangeError("too large");
  }
  if (!far && Math.abs(double(x)) > BEYOND * Math.LN2) throw new Far();
  return within(64 + (far ? Math.max(Number(top(x)), 0) : 0), () => {
    const k = fixed(add(divide(x, LN2()), half(ONE)), 0);
    const bits = P + 16;
    const r = fixed(subtract(x, multiply(whole(k), LN2())), bits) >> 8n;
    let [sum, term] = [1n << BigInt(bits), 1n << BigInt(bits)];
    for (let n = 1n; term !== 0n && term !== -1n; n++) {
      term = (term * r >> BigInt(bits)) / n;
      sum += term;
    }
    for (let n = 0; n < 8; n++) sum = sum * sum >> BigInt(bits);
    return [sum, exponent(k) - exponent(bits)];
  });
}

function log(x) {
  if (isRounded(x) && compare(x, ONE) === 0) lost = true;
  if (x[0] < 0n) throw new Undefined();
  if (x[0] === 0n) throw RangeError("logarithm of 0");
  const near1 = -Number(top(widened(16, () => subtract(x, ONE))));  // of whose digits so many are lost
  return within(32 + (near1 === Infinity ? 0 : Math.max(near1, 0)), () => {
    const k = top(x);
    const near = times2(x, -k);
    let y = wide(Math.log(double(near)));
    for (let bits = 50; bits < P; bits *= 3) {
      const e = exp(y);
      y = add(y, times2(divide(subtract(near, e), add(near, e)), 1));
    }
    return add(y, multiply(whole(k), LN2()));
  });
}

function circle(x) {  // sine and cosine
  if (-top(x) > FAR_BELOW * P) {
    dropped = true;
    return [x, ONE];
  }
  needDigits(x);
  if (top(x) > FARTHEST_WAVE) throw RangeError("too large");
  return widened(Math.abs(Number(top(x))) + 48, () => {
    const right = half(PI());
    const n = fixed(add(divide(x, right), half(ONE)), 0);
    const bits = P + 16;
    const r = fixed(subtract(x, multiply(whole(n), right)), bits);
    const square = r * r >> BigInt(bits);
    const series = (term, from) => {
      let sum = term;
      for (let k = from; term !== 0n && term !== -1n; k += 2n) {
        term = -(term * square >> BigInt(bits)) / (k * (k + 1n));
        sum += term;
      }
      return [sum, exponent(-bits)];
    };
    const [s, c] = [series(r, 2n), series(1n << BigInt(bits), 1n)];
    return [[s, c], [c, negative(s)], [negative(s), negative(c)], [negative(c), s]][Number(n & 3n)];
  });
}

function arctan(x) {
  if (-top(x) > FAR_BELOW * P) return x;
  if (top(x) > 4) {  // as lengths are counted, 2 at least
    const right = half(PI());
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
    for (let n = 3; term[0] && top(sum) - top(term) < P; n += 2) {
      term = divide(multiply(term, square), wide(n));
      sum = add(sum, term);
    }
    return times2(multiply(sum, divide(exp(negative(multiply(x, x))), root(PI()))), 1);
  });
}

function erfc(x) {
  needDigits(multiply(x, x));
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
  if (b[0] === 0n) return ONE;
  if (b[1] >= 0 || (top(b) > 0 && (b[0] & ((1n << BigInt(-b[1])) - 1n)) === 0n)) {
    if (b[0] < 0n) return divide(ONE, power(a, negative(b)));
    if (top(b) > MOST_MULTIPLIED) {
      const isOdd = b[1] <= 0 && fixed(b, 0) & 1n;
      const found = a[0] ? exp(multiply(b, log(size(a)))) : NOTHING;
      return a[0] < 0n && isOdd ? negative(found) : found;
    }
    let n = fixed(b, 0);
    return within(32, () => {
      let [found, square] = [ONE, a];
      for (; n; n >>= 1n) {
        if (n & 1n) found = multiply(found, square);
        square = multiply(square, square);
      }
      return found;
    });
  }
  if (b[0] === 1n && Number(b[1]) === -1) return root(a);
  if (a[0] === 0n && b[0] > 0n) return NOTHING;
  return exp(multiply(b, log(a)));
}

const half = (x) => times2(x, -1);
const whole = (n) => [BigInt(n), exponent(0)];
let ONE = whole(1);

// What is 0 at 0, and next to x beside it: far beside, more bits would be needed than are of use.
function beside(x, work) {
  return -top(x) > FAR_BELOW * P ? x : within(Math.max(-Number(top(x)), 0) + 16, work);
}

const MEANING = {
  exp, log, arctan, erf, erfc, sqrt: root, abs: size,
  expm1: (x) => { needDigits(x); return beside(x, () => subtract(exp(x), ONE)); },
  log1p: (x) => beside(x, () => log(add(ONE, x))),
  sign: (x) => wide(compare(x, NOTHING)),
  floor: (x) => (x[1] >= 0 ? x : whole(fixed(x, 0))),
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
  if (!below) return whole(above);
  const power = BigInt(below).toString(2).length - 1;
  if (BigInt(below) === 1n << BigInt(power)) return times2(whole(above), -power);
  return divide(whole(above), whole(below));
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
function exact(...asked) {
  for (far of [false, true]) {
    ONE = whole(1);
    try {
      return settled(...asked);
    } catch (error) {
      if (far || !(error instanceof Far)) throw error;
    }
  }
}

// The same with exponents of one kind, in as many bits as it takes until more change nothing.
function settled({program, outputs}, x, values, depth, order) {
  const given = values.map(wide);
  const known = steps(program);
  let found, before;
  for (P = FEWEST_BITS; P <= MOST_BITS; P *= 2) {
    try {
      dropped = lost = false;
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
