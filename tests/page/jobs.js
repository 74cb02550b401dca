// Answers the jobs that `in_node` gives, a line of JSON each.

const WIDTH = 1500;  // pixels of a panel
const HEIGHT = 500;

function fromSegment(px, py, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const long = dx * dx + dy * dy;
  const share = long ? Math.min(Math.max(((px - ax) * dx + (py - ay) * dy) / long, 0), 1) : 0;
  return Math.hypot(px - ax - share * dx, py - ay - share * dy);
}

// The points that are farthest from the lines, and the points of lines that are farthest off.
function farthest(curve, low, high, count, order) {
  const xs = Array.from({length: count}, (_, n) => low + (high - low) * ((n * 0.618034 + 0.371) % 1));
  const truths = xs.map((x) => curve.evaluate(x, order));
  const [bottom, top] = limitsOf(truths.filter(Number.isFinite));
  const pixel = ([x, y]) => [((x - low) / (high - low)) * WIDTH,
    Math.min(Math.max(((y - bottom) / (top - bottom)) * HEIGHT, -4 * HEIGHT), 5 * HEIGHT)];
  const {lines} = curve.lines(low, high, order, WIDTH, HEIGHT / (top - bottom));
  const segments = [];
  let worst = [0, low];
  for (const line of lines) {
    const seen = line.filter(([, y]) => !Number.isNaN(y)).map(pixel);
    for (let n = 0; n + 1 < seen.length; n++) segments.push([seen[n], seen[n + 1]]);
    const step = Math.max(Math.floor(line.length / count), 1);
    for (let n = 1; n + 1 < line.length; n += step) {
      const [x, y] = line[n];
      const truth = curve.evaluate(x, order);
      if (Number.isNaN(y) || !Number.isFinite(truth)) continue;
      const off = Math.abs(pixel([x, y])[1] - pixel([x, truth])[1]);
      if (off > worst[0]) worst = [off, x];
    }
  }
  xs.forEach((x, n) => {
    if (!(truths[n] > bottom && truths[n] < top)) return;
    const [px, py] = pixel([x, truths[n]]);
    let least = Infinity;
    for (const [a, b] of segments) {
      if (a[0] < px + 3 && b[0] > px - 3) least = Math.min(least, fromSegment(px, py, a, b));
    }
    if (least > worst[0]) worst = [least, x];
  });
  return worst;
}

const told = (key, value) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
GIVEN.forEach(({xs, orders, limits, interval, views}, place) => {
  const curve = new Curve(TOLD[place], FORMULAS[place]);
  console.log(JSON.stringify({
    values: orders.map((n) => xs.map((x) => curve.evaluate(x, n))),
    kinks: curve.kinks(...interval),
    limits: orders.map((n) => limits.map((x) => [-1, 1].map((side) => curve.evaluate(x, n, side)))),
    off: views.flatMap(([low, high, count]) => orders.map((n) =>
      [...farthest(curve, low, high, count, n), n, low, high])),
  }, told));
});
