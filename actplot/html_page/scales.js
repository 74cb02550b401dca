// Scales that are not linear, and their ticks. A symlog axis is linear up to a threshold, and has
// there as much room as for 1/0.9 decades.

const LOG = {kind: "log", to: (v) => (v > 0 ? Math.log10(v) : NaN), from: (u) => 10 ** u};
const ROOM = 1 / 0.9;
const LINEAR_SHARE = 100;  // the largest number of a symlog axis is so many thresholds, and less
const FEW_DECADES = 1.5;
const MOST_DECADES = 10;  // between whose powers short ticks stand apart

function scaleOf(kind, threshold) {
  if (kind === "log") return LOG;
  const outside = (size) => ROOM + Math.log10(size / threshold);
  const inside = (size) => threshold * 10 ** (size - ROOM);
  return {
    kind,
    threshold,
    to: (v) => (Math.abs(v) <= threshold ? (v / threshold) * ROOM : Math.sign(v) * outside(Math.abs(v))),
    from: (u) => (Math.abs(u) <= ROOM ? (u / ROOM) * threshold : Math.sign(u) * inside(Math.abs(u))),
  };
}

function thresholdOf(low, high) {
  const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return 10 ** Math.floor(Math.log10(largest / LINEAR_SHARE));
}

// Powers of ten; of few decades their double and fivefold too; 0, if an axis is linear around it.
function powers(scale, low, high, most) {
  const {threshold} = scale;
  const [first, last] = [threshold ?? low, Math.max(Math.abs(low), Math.abs(high))]
    .map((size) => Math.floor(Math.log10(size) + 1e-9));
  const found = threshold ? [{value: 0, text: "0"}] : [];
  const stride = Math.max(1, Math.ceil((scale.to(high) - scale.to(low)) / most));
  const few = !threshold && Math.log10(high / low) < FEW_DECADES;
  for (let n = first; n <= last; n++) {
    for (const digit of few ? [1, 2, 5] : [1]) {
      const value = Number(`${digit}e${n}`);
      const text = few ? shown(value) : `10${raised(n)}`;
      const kept = threshold ? (n - first) % stride === 0 : n % stride === 0;
      if (!kept || (threshold && n === first && stride > 1)) continue;  // that is too close to 0
      found.push({value, text});
      if (threshold) found.push({value: -value, text: `−${text}`});
    }
  }
  return found;
}

// What lies between the powers of ten of a logarithmic axis: twice a power to nine times.
function shortTicks(scale, low, high) {
  if (scale !== LOG || Math.log10(high / low) > MOST_DECADES) return [];
  const found = [];
  for (let n = Math.floor(Math.log10(low)); 10 ** n < high; n++) {
    for (let digit = 2; digit < 10; digit++) found.push(Number(`${digit}e${n}`));
  }
  return found.filter((value) => low < value && value < high);
}

const raised = (n) => String(n).replace(/./g, (digit) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(digit)]);
