// Numbers: ticks of an axis, and texts.

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
