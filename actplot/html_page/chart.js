// The chart: panels as one SVG, which is drawn anew for every change, and what lies over it.

const SVG = "http://www.w3.org/2000/svg";
const MARKS = ["f", "f′", "f″", "f‴"];
const TITLES = ["function", "derivative", "second derivative", "third derivative"];
const THINNER = 0.6;  // are lines of derivatives that share a panel with the function
const BENDS = 60;  // pieces of a tangent where it is no straight line
const NARROWEST = 330;  // pixels of a panel beside another

function svg(tag, attributes, parent, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

const PALETTES = {
  light: {ground: "#ffffff", ink: "#1a1a1a", quiet: "#4d4d4d", grid: "#e3e3e3", shade: "#eceff4"},
  dark: {ground: "#16181c", ink: "#f0f0f0", quiet: "#c2c4c8", grid: "#383c43", shade: "#262b34"},
};

class Chart {
  constructor(state) {
    this.state = state;
    this.root = svg("svg", {id: "chart", role: "img", tabindex: "0"});
    this.panels = [];
  }

  get palette() {
    return PALETTES[this.state.dark ? "dark" : "light"];
  }

  color(curve) {
    return curve.colors[this.state.dark ? 1 : 0];
  }

  // Where the panels stand, in a width that the page gives.
  place(width) {
    const {state} = this;
    this.letter = state.presenting ? innerHeight * 0.028 : Math.min(Math.max(width / 80, 13), 17);
    const rows = [...new Set(state.told.panels.map((panel) => panel.row))];
    const all = Array.from({length: state.order + 1}, (_, order) => order);
    const sharing = state.told.overlay ? [all] : all.map((order) => [order]);
    const shown = rows.flatMap((row) => sharing.map((orders) =>
      ({row, orders, order: orders[0], key: `${orders[0]} ${row}`})));
    const side = Math.max(1, Math.min(sharing.length, Math.floor(width / NARROWEST)));
    const across = width / side;
    const most = Math.max(210, innerHeight * (state.presenting ? 0.78 : 0.6));
    const high = Math.min(Math.max(across * 0.5, 215), most) * (rows.length > 1 ? 0.75 : 1);
    const [left, right, top, bottom] = [4.6, 1.1, 2.3, 3.4].map((units) => units * this.letter);
    this.panels = shown.map((panel, n) => ({
      ...panel,
      left: (n % side) * across + left,
      top: Math.floor(n / side) * high + top,
      width: across - left - right,
      height: high - top - bottom,
    }));
    this.size = [width, Math.ceil(shown.length / side) * high];
  }

  // NaN for what the axis has no place for.
  x(panel, value) {
    const {interval, across: {to}} = this.state;
    const low = to(interval[0]);
    return panel.left + ((to(value) - low) / (to(interval[1]) - low)) * panel.width;
  }

  y(panel, value) {
    const {to} = this.up(panel);
    const limits = this.state.limits[panel.key];
    const low = to(limits[0]);
    const share = (to(value) - low) / (to(limits[1]) - low);
    const place = panel.top + panel.height - share * panel.height;
    const room = 4 * panel.height;
    return Math.min(Math.max(place, panel.top - room), panel.top + panel.height + room);
  }

  valueAt(panel, px, py) {
    return [
      along(this.state.across, ...this.state.interval)((px - panel.left) / panel.width),
      along(this.up(panel), ...this.state.limits[panel.key])(1 - (py - panel.top) / panel.height),
    ];
  }

  // The scale of y: that of the picture, or one of the kind that derivatives have there.
  up({key, order, row}) {
    const {told, scales, limits} = this.state;
    if (scales[key]) return scales[key];
    const known = told.panels.find((each) => each.order === order && each.row === row);
    const [kind, threshold] = known ? known.scale ?? ["linear"] : [order ? told.slopes : "linear"];
    if (kind === "linear") return scales[key] = LINEAR;
    if (kind === "symlog" && !threshold && !limits[key]) return LINEAR;
    return scales[key] = scaleOf(kind, threshold ?? thresholdOf(...limits[key] ?? []));
  }

  panelAt(px, py) {
    return this.panels.find((each) =>
      px >= each.left && px <= each.left + each.width &&
      py >= each.top && py <= each.top + each.height);
  }

  draw(width) {
    const {state, root, palette} = this;
    this.place(width);
    const [w, h] = this.size;
    root.replaceChildren();
    root.setAttribute("viewBox", `0 0 ${w} ${h}`);
    root.setAttribute("width", w);
    root.setAttribute("height", h);
    root.setAttribute("font-size", this.letter);
    root.setAttribute("font-family", "system-ui, sans-serif");
    root.setAttribute("aria-label", `${state.shown.map((curve) => curve.name).join(", ")}, for x ` +
      `from ${shown(state.interval[0])} to ${shown(state.interval[1])}; arrow keys read values`);
    svg("rect", {width: w, height: h, fill: palette.ground}, root);
    const shades = state.told.saturation ? this.saturated(state.told.saturation) : [];
    this.panels.forEach((panel, n) => this.panel(panel, n, shades));
    this.over = svg("g", {"pointer-events": "none"}, root);
  }

  panel(panel, n, shades) {
    const {state, root, palette, letter} = this;
    const {left, top, width, height} = panel;
    const [low, high] = state.interval;
    const [bottom, ceiling] = state.limits[panel.key];
    const curves = state.curves.filter((curve, place) =>
      !curve.hidden && (panel.row < 0 || panel.row === place));
    svg("rect", {x: left, y: top, width, height}, svg("clipPath", {id: `c${n}`}, root));
    for (const [from, to] of shades) {
      const [a, b] = [this.x(panel, from), this.x(panel, to)];
      svg("rect", {x: a, y: top, width: b - a, height, fill: palette.shade}, root);
    }
    const across = this.across(low, high, width);
    const up = marked(this.up(panel), bottom, ceiling, Math.max(2, height / (2.4 * letter)));
    const lines = svg("g", {stroke: palette.grid, "stroke-width": 1}, root);
    const texts = svg("g", {fill: palette.ink}, root);
    for (const {value, text} of across) {
      const x = this.x(panel, value);
      if (state.grid) svg("path", {d: `M${x} ${top}v${height}`}, lines);
      svg("path", {d: `M${x} ${top + height}v4`, stroke: palette.quiet}, lines);
      const least = this.size[0] - text.length * 0.32 * letter;
      svg("text", {x: Math.min(x, least), y: top + height + 1.35 * letter,
        "text-anchor": "middle"}, texts, text);
    }
    const short = (scale, ...ends) => (scale === LINEAR ? [] : shortTicks(scale, ...ends));
    for (const value of short(state.across, low, high)) {
      svg("path", {d: `M${this.x(panel, value)} ${top + height}v2`, stroke: palette.quiet}, lines);
    }
    for (const value of short(this.up(panel), bottom, ceiling)) {
      svg("path", {d: `M${left} ${this.y(panel, value)}h-2`, stroke: palette.quiet}, lines);
    }
    for (const {value, text} of up) {
      const y = this.y(panel, value);
      if (state.grid) svg("path", {d: `M${left} ${y}h${width}`}, lines);
      svg("path", {d: `M${left} ${y}h-4`, stroke: palette.quiet}, lines);
      svg("text", {x: left - 8, y: y + 0.35 * letter, "text-anchor": "end"}, texts, text);
    }
    const axis = {stroke: palette.quiet, "stroke-opacity": 0.6};
    if (low < 0 && high > 0) svg("path", {d: `M${this.x(panel, 0)} ${top}v${height}`, ...axis}, root);
    if (bottom < 0 && ceiling > 0) svg("path", {d: `M${left} ${this.y(panel, 0)}h${width}`, ...axis}, root);
    svg("path", {d: `M${left} ${top}v${height}h${width}`, fill: "none", stroke: palette.quiet}, root);
    const name = panel.row < 0 ? "" : `${state.curves[panel.row].name}: `;
    svg("text", {x: left + width / 2, y: top - 0.75 * letter, "text-anchor": "middle",
      fill: palette.ink, "font-size": 1.1 * letter}, root,
      name + this.title(panel));
    svg("text", {x: left + width / 2, y: top + height + 2.75 * letter, "text-anchor": "middle",
      fill: palette.ink}, root, state.told.panels[0].label || state.told.panels.at(-1).label || "x");
    const inside = svg("g", {"clip-path": `url(#c${n})`}, root);
    for (const order of panel.orders) {
      for (const curve of curves) this.curve(panel, curve, inside, order);
    }
    if (state.told.landmarks) landmarks(this, panel, curves, inside);
  }

  // What the picture calls a panel, where it has it.
  title({row, order, orders}) {
    const {told} = this.state;
    const known = told.panels.find((each) => each.order === order && each.row === row);
    if (row < 0 && known?.title && (!told.overlay || orders.length === told.order + 1)) {
      return known.title;
    }
    if (orders.length === 1) return TITLES[order];
    return `${TITLES[0]}, and thinner its derivative${orders.length > 2 ? "s" : ""}`;
  }

  // Ticks of x whose texts stay apart.
  across(low, high, width) {
    const {across} = this.state;
    const [from, to] = [low, high].map(across.to);
    for (let most = Math.floor(width / (4.2 * this.letter)); most > 2; most--) {
      const found = marked(across, low, high, most);
      const longest = Math.max(...found.map(({text}) => text.length));
      const places = found.map(({value}) => (across.to(value) / (to - from)) * width);
      const room = Math.min(...places.slice(1).map((place, n) => place - places[n]));
      if ((longest * 0.62 + 1) * this.letter < room) return found;
    }
    return marked(across, low, high, 2);
  }

  curve(panel, curve, parent, order) {
    const {state, palette} = this;
    const [low, high] = state.interval;
    const [bottom, ceiling] = state.limits[panel.key];
    const stroke = this.color(curve);
    const wide = Math.max(2, this.letter * 0.155) * (panel.order < order ? THINNER ** order : 1);
    const up = this.up(panel);
    const height = panel.height / (up.to(ceiling) - up.to(bottom));
    const {lines, breaks} = curve.lines(low, high, order, panel.width, height, up);
    let d = "";
    for (const line of lines) {
      let pen = "M";
      for (const [x, y] of line) {
        const py = this.y(panel, y);
        if (Number.isNaN(py)) { pen = "M"; continue; }
        d += `${pen}${this.x(panel, x).toFixed(2)} ${py.toFixed(2)}`;
        pen = "L";
      }
    }
    if (curve.drawn && !curve.changed) {
      this.band(panel, curve.bands?.[order] ?? [], parent, stroke);
      this.dots(panel, curve, parent, stroke, order);
    }
    svg("path", {d, fill: "none", stroke, "stroke-width": wide,
      "stroke-linejoin": "round",
      "stroke-dasharray": curve.dashes.map((each) => each * wide).join(" ") || "none"}, parent);
    const dot = (x, y, fill) => {
      const cy = this.y(panel, y);
      if (!Number.isFinite(y) || Number.isNaN(cy)) return;
      svg("circle", {cx: this.x(panel, x), cy, r: 1.7 * wide, fill, stroke,
        "stroke-width": wide * 0.7}, parent);
    };
    if (breaks.length <= 60) {
      for (const each of breaks.filter((one) => one.jumps)) {
        const here = order ? NaN : curve.raw(each.x, 0);
        for (const y of [each.left, each.right]) if (y !== here) dot(each.x, y, palette.ground);
        dot(each.x, here, stroke);
      }
    }
    if (curve.loss) {
      for (const x of curve.minima(low, high)) {
        const [px, py] = [this.x(panel, x), this.y(panel, curve.raw(x, order))];
        const r = 2.4 * wide;
        if (Number.isFinite(py)) {
          svg("path", {d: `M${px - r} ${py}l${r} ${-r} ${r} ${r} ${-r} ${r}z`, fill: stroke}, parent);
        }
      }
    }
  }

  // Where points may be drawn, from corners that are x and both edges there.
  band(panel, corners, parent, fill) {
    const edge = (place) => corners.map((each) => [this.x(panel, each[0]), this.y(panel, each[place])]);
    const around = [...edge(1), ...edge(2).reverse()].filter(([, y]) => !Number.isNaN(y));
    if (around.length) svg("path", {d: `M${around.join("L")}z`, fill, "fill-opacity": 0.25}, parent);
  }

  dots(panel, curve, parent, fill, order) {
    const values = curve.drawn[order] ?? [];
    const [low, high] = this.state.told.interval;
    let d = "";
    values.forEach((y, n) => {
      const [px, py] = [this.x(panel, low + (high - low) * n * curve.apart), this.y(panel, y)];
      if (y !== null && !Number.isNaN(py)) d += `M${px.toFixed(1)} ${py.toFixed(1)}h0`;
    });
    svg("path", {d, stroke: fill, "stroke-width": 3.4, "stroke-linecap": "round",
      "stroke-opacity": 0.6}, parent);
  }

  // The stretches in which every shown slope is small.
  saturated(bound) {
    const [low, high] = this.state.interval;
    const found = [];
    const count = 1000;
    const at = along(this.state.across, low, high);
    for (let n = 0; n < count; n++) {
      const [a, b] = [at(n / count), at((n + 1) / count)];
      const flat = this.state.shown.every((curve) => Math.abs(curve.raw((a + b) / 2, 1)) < bound);
      if (!flat) continue;
      if (found.at(-1)?.[1] === a) found.at(-1)[1] = b;
      else found.push([a, b]);
    }
    return found;
  }

  // The line at the cursor in all panels, a dot on every curve, and the tangent of the nearest.
  read(x, nearest) {
    const {state, over, palette} = this;
    over.replaceChildren();
    if (x === null) return;
    this.panels.forEach((panel, n) => {
      const px = this.x(panel, x);
      if (px < panel.left || px > panel.left + panel.width) return;
      const inside = svg("g", {"clip-path": `url(#c${n})`}, over);
      svg("path", {d: `M${px} ${panel.top}v${panel.height}`, stroke: palette.quiet}, inside);
      for (const curve of state.shown) {
        if (panel.row >= 0 && state.curves[panel.row] !== curve) continue;
        for (const order of panel.orders) {
          const value = curve.evaluate(x, order);
          if (order === 0 && curve === nearest) this.tangent(panel, curve, x, value, inside);
          const cy = this.y(panel, value);
          if (!Number.isFinite(value) || Number.isNaN(cy)) continue;
          svg("circle", {cx: px, cy, r: 4, fill: this.color(curve),
            stroke: palette.ground, "stroke-width": 1.5}, inside);
        }
      }
    });
  }

  tangent(panel, curve, x, value, parent) {
    const slope = curve.evaluate(x, 1);
    if (!Number.isFinite(slope) || !Number.isFinite(value)) return;
    const {across, interval} = this.state;
    const [low, high] = interval.map(across.to);
    const bent = across !== LINEAR || this.up(panel) !== LINEAR;
    const count = bent ? BENDS : 1;
    const points = Array.from({length: count + 1}, (_, n) => {
      const at = across.from(across.to(x) + ((high - low) / 3) * (n / count - 0.5));
      return [this.x(panel, at), this.y(panel, value + slope * (at - x))];
    }).filter((each) => each.every(Number.isFinite));
    if (!points.length) return;
    svg("path", {d: `M${points.join("L")}`, fill: "none", stroke: this.palette.ink,
      "stroke-width": 1.3}, parent);
  }
}
