// Numbers: scales, ticks and limits of an axis, and texts.

const FLATTEST = 1e-12;  // of values: what differs by less is rounded more than it is seen

// An axis is even in what `to` makes of a number, and `from` takes back. Other scales are in a
// module of their own, which only a page that has them carries.
const LINEAR = {kind: "linear", to: (v) => v, from: (u) => u};

const holds = (scale, ends) =>
  ends.every((end) => Number.isFinite(end) && Number.isFinite(scale.to(end))) && ends[0] < ends[1];

// The number at a share of an interval, as its axis shows it.
function along(scale, low, high) {
  const {to, from} = holds(scale, [low, high]) ? scale : LINEAR;
  const [a, b] = [to(low), to(high)];
  return (share) => from(a + (b - a) * share);
}

// Ends that are moved in what the axis is even in; the old ones, where no axis could have them.
function moved(scale, ends, change) {
  const next = ends.map((end) => scale.from(change(scale.to(end))));
  return holds(scale, next) ? next : [...ends];
}

// Ticks of any scale, at most `most` of them, with their texts.
function marked(scale, low, high, most) {
  if (scale !== LINEAR) {
    const found = powers(scale, low, high, most);
    const seen = found.filter(({value}) => low <= value && value <= high);
    if (seen.length > 1) return seen.sort((a, b) => a.value - b.value);
  }
  const {step, values} = ticks(low, high, most);
  const apart = (scale.to(high) - scale.to(low)) / (2 * most);
  let last = -Infinity;
  return values.filter((value) => {
    const far = scale.to(value) - last > apart;
    if (far) last = scale.to(value);
    return far;
  }).map((value) => ({value, text: tickText(value, step)}));
}

// Ticks at 1, 2 or 5 times a power of ten, at most `most` of them.
function ticks(low, high, most) {
  const rough = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((digit) => digit * power >= rough * (1 - 1e-9)) * power;
  const found = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++) {
    found.push(n === 0 ? 0 : Number((n * step).toPrecision(15)));
    if (found.length > 50) break;
  }
  return {step, values: found};
}

function tickText(value, step) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || step < 1e-5) {
    const digits = Math.max(0, Math.floor(Math.log10(size)) - Math.floor(Math.log10(step) + 1e-9));
    return plain(value.toExponential(Math.min(digits, 15)));
  }
  return plain(value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
}

// A number with so many digits at most, as a person writes it.
function shown(value, digits = 7) {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return plain(String(Number(value.toPrecision(digits))));
}

function plain(text) {
  return text.replace("e+", "e").replaceAll("-", "−");
}

// The shortest number that is less than a unit away.
function rounded(value, unit) {
  const digits = Math.ceil(-Math.log10(unit));
  return Number(value.toFixed(Math.min(Math.max(digits, 0), 20)));
}

// Limits of an axis that shows these values without their outliers.
function limitsOf(values, scale = LINEAR) {
  if (scale !== LINEAR) return limitsOf(values.map(scale.to).filter(Number.isFinite)).map(scale.from);
  if (!values.length) return [-1, 1];
  values.sort((a, b) => a - b);
  const share = (part) => values[Math.round(part * (values.length - 1))];
  let [least, most] = [values[0], values.at(-1)];
  const middle = share(0.98) - share(0.02);
  if (most - least <= FLATTEST * Math.max(Math.abs(least), Math.abs(most))) least = most;
  if (middle > 0 && most - least > 20 * middle) [least, most] = [share(0.02), share(0.98)];
  const room = (most - least) * 0.05 || Math.max(Math.abs(most) * 0.05, 1e-12) || 1;
  return [least - room, most + room];
}
