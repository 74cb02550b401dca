// Lines and points that were asked for: references with their value, zeros, extrema, kinks.

const KINDS = ["zeros", "extrema", "inflections"];  // which are those of value, slope and curvature
const SIGNS = {
  zeros: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  extrema: (r) => `m0 ${-1.2 * r}l${1.1 * r} ${2 * r}h${-2.2 * r}z`,
  inflections: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  kinks: (r) => `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r} ${-1.3 * r} ${1.3 * r} ${-1.3 * r} ${-1.3 * r}z`,
};
const BESIDE = 1e-7;  // of the interval: so far from a point it is looked at whether a sign changes
const AROUND = [[0, -1], [0, 1.7], [1, -0.9], [-1, -0.9], [1, 1.6], [-1, 1.6], [1.6, 0.35], [-1.6, 0.35]];

// Lines at an x in every panel, at a y in that of the function; the boxes that their values take.
function references(chart, panel, parent) {
  const {palette, letter, state} = chart;
  const line = {stroke: palette.quiet, "stroke-dasharray": "6 3", fill: "none"};
  const words = {fill: palette.ink, stroke: palette.ground, "stroke-width": 4, "paint-order": "stroke"};
  const {left, top, width, height} = panel;
  const taken = [];
  for (const value of panel.order === 0 ? state.told.landmarks.hlines : []) {
    const y = chart.y(panel, value);
    if (Number.isNaN(y)) continue;
    svg("path", {d: `M${left} ${y}h${width}`, ...line}, parent);
    svg("text", {x: left + 0.99 * width, y: y + 0.35 * letter, "text-anchor": "end", ...words},
      parent, shown(value, 17));
    const long = shown(value, 17).length * 0.6 * letter;
    taken.push([left + 0.99 * width - long, y - 0.7 * letter, left + width, y + 0.6 * letter]);
  }
  for (const value of state.told.landmarks.vlines) {
    const x = chart.x(panel, value);
    if (Number.isNaN(x)) continue;
    svg("path", {d: `M${x} ${top}v${height}`, ...line}, parent);
    svg("text", {x, y: top + 1.2 * letter, "text-anchor": "middle", ...words}, parent,
      shown(value, 17));
    const long = shown(value, 17).length * 0.6 * letter;
    taken.push([x - long / 2, top, x + long / 2, top + 1.5 * letter]);
  }
  return taken;
}

function landmarks(chart, panel, curves, parent) {
  const {letter, palette, state} = chart;
  const taken = references(chart, panel, parent);
  if (panel.order > 0) return;
  const said = new Set();
  for (const curve of curves) {
    const fill = chart.color(curve);
    for (const kind of state.told.landmarks.marks) {
      for (const x of pointsOf(curve, kind, ...state.interval)) {
        const y = curve.raw(x, 0);
        const [px, py] = [chart.x(panel, x), chart.y(panel, y)];
        if (!Number.isFinite(y) || Number.isNaN(py)) continue;
        svg("path", {d: `M${px} ${py}${SIGNS[kind](0.3 * letter)}`, fill}, parent);
        const text = shown(x, 6);
        if (said.has(`${text} ${y.toPrecision(6)}`)) continue;
        said.add(`${text} ${y.toPrecision(6)}`);
        const at = free(panel, px, py, text.length * 0.6 * letter, letter, taken);
        if (at) {
          svg("text", {x: at[0], y: at[1], "text-anchor": "middle", fill, stroke: palette.ground,
            "stroke-width": 3, "paint-order": "stroke"}, parent, text);
        }
      }
    }
  }
}

// A place for a text beside a point that no other text has, nothing where there is none.
function free(panel, px, py, long, letter, taken) {
  for (const [across, down] of AROUND) {
    const [x, y] = [px + across * (long / 2 + 0.4 * letter), py + down * 0.8 * letter];
    const box = [x - long / 2, y - letter, x + long / 2, y + 0.3 * letter];
    const inside = box[0] >= panel.left && box[2] <= panel.left + panel.width &&
      box[1] >= panel.top && box[3] <= panel.top + panel.height;
    const apart = taken.every((other) =>
      box[2] < other[0] || other[2] < box[0] || box[3] < other[1] || other[3] < box[1]);
    if (inside && apart) {
      taken.push(box);
      return [x, y];
    }
  }
  return null;
}

// The x of the zeros, extrema, inflections or kinks of a curve.
function pointsOf(curve, kind, low, high) {
  const kinks = curve.kinks(low, high).map((each) => each.x);
  if (kind === "kinks") return kinks;
  const order = KINDS.indexOf(kind);
  const points = new Set(order ? kinks : []);
  zeros((x) => curve.raw(x, order), low, high, points, curve.across);
  const step = BESIDE * (high - low);
  return [...points].filter((x) => {
    const [before, after] = [curve.raw(x - step, order), curve.raw(x + step, order)];
    return order ? before < 0 !== after < 0 && before * after !== 0 : before && after;
  }).sort((a, b) => a - b);
}
