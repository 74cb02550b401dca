// What the reader does: pointer, keys, sliders, buttons, and the address that keeps it.

const ZOOM = 0.8;  // of the width stays, at each step of the wheel
const SNAP = 5;  // pixels within which a kink draws the cursor to it
const KEYS = [
  ["← →", "step along the curve, with Shift farther"],
  ["+ −", "zoom; the wheel zooms too, with x or y held that axis only"],
  ["h", "the first interval again; a double click too"],
  ["2 3", "second and third derivative, where the page has them"],
  ["1 … 9", "with Alt: hide that curve, or show it"],
  ["a", "the curve under the cursor alone, all again"],
  ["g t p", "grid, dark or light, presenting"],
  ["d", "parameters back to where they were"],
  ["s Enter", "save as SVG, copy the command"],
];

const told = JSON.parse(document.getElementById("data").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const pressed = new Set();
const state = {
  told,
  curves: told.curves.map((each, n) => new Curve(each, FORMULAS[n])),
  interval: [...told.interval],
  limits: {},
  across: told.across ? scaleOf(...told.across) : LINEAR,
  scales: {},
  order: told.order,
  grid: told.grid,
  dark: false,
  presenting: false,
  cursor: null,
  get shown() { return this.curves.filter((curve) => !curve.hidden); },
};
for (const curve of state.curves) curve.across = state.across;
const highest = state.curves.reduce((most, curve) => Math.min(most, curve.orders.length - 1), 3);
const live = document.getElementById("live");
const chart = new Chart(state);
const parts = {};

function html(tag, attributes = {}, parent, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...inside);
  parent?.append(element);
  return element;
}

function build() {
  live.append(chart.root);
  const wide = html("div", {class: "wide", id: "reading", tabindex: "0", role: "region",
    "aria-label": "Curves and their values at the cursor"}, live);
  parts.table = html("table", {}, wide);
  parts.sliders = html("div", {id: "sliders"}, live);
  state.curves.forEach(addSliders);
  const tools = html("div", {id: "tools"}, live);
  const add = (text, action) => html("button", {type: "button", onclick: action}, tools, text);
  add("Home", home);
  for (let n = told.order + 1; n <= highest; n++) add(MARKS[n], () => toggleOrder(n));
  add("Grid", () => toggle("grid"));
  add("Dark or light", toggleTheme);
  add("Save SVG", saveSvg);
  add("Save PNG", savePng);
  add("Copy command", copyCommand);
  add("Keys", showKeys);
  parts.said = html("p", {id: "said", role: "status"}, live);
  parts.keys = html("dl", {id: "keys", hidden: ""}, live);
  for (const [keys, what] of KEYS) {
    html("dt", {}, parts.keys, html("kbd", {}, null, keys));
    html("dd", {}, parts.keys, what);
  }
}

function addSliders(curve, place) {
  curve.fields = [];
  curve.parameters.forEach(({name, value, slider}) => {
    if (!slider) return;
    const [low, high, step, logarithmic, least, most] = slider;
    const [to, from] = logarithmic ? [Math.log10, (v) => Number((10 ** v).toPrecision(3))] :
      [(v) => v, (v) => Math.min(Math.max(rounded(v, step), low), high)];
    const label = `${curve.label}: ${name}`;
    const row = html("label", {}, parts.sliders, html("span", {}, null,
      state.curves.length > 1 ? `${place + 1}. ${name}` : name));
    const range = html("input", {type: "range", min: to(low), max: to(high), value: to(value),
      step: logarithmic ? 0.01 : step, "aria-label": label}, row);
    const field = html("input", {type: "number", step: "any", value, "aria-label": `${label}, typed`,
      ...(least === null ? {} : {min: least}), ...(most === null ? {} : {max: most})}, row);
    const change = (next) => {
      curve.set(name, next);
      chosen();
    };
    range.addEventListener("input", () => {
      field.value = from(Number(range.value));
      change(Number(field.value));
    });
    field.addEventListener("input", () => {
      if (field.value === "" || !field.validity.valid) return;
      range.value = to(Number(field.value));
      change(Number(field.value));
    });
    curve.fields.push({name, show: (next) => {
      field.value = next;
      range.value = to(next);
    }});
  });
}

// The legend, which is the table of what is read at the cursor.
function table() {
  const orders = Array.from({length: state.order + 1}, (_, order) => order);
  const head = html("tr", {}, null, parts.x = html("th", {scope: "col"}, null, "x"),
    ...orders.map((order) => html("th", {scope: "col"}, null, `${MARKS[order]}(x)`)));
  const body = html("tbody");
  state.curves.forEach((curve, place) => {
    const swatch = svg("svg", {viewBox: "0 0 40 12", "aria-hidden": "true"});
    svg("path", {d: "M0 6h40", stroke: chart.color(curve), "stroke-width": 3,
      "stroke-dasharray": curve.dashes.map((each) => each * 2.4).join(" ") || "none"}, swatch);
    const name = html("button", {type: "button", "aria-pressed": String(!curve.hidden),
      title: "hide or show; with Shift alone"}, null, swatch, html("span", {}, null,
      state.curves.length > 1 ? `${place + 1}. ${curve.name}` : curve.name));
    name.addEventListener("click", (event) => {
      if (event.shiftKey) alone(curve);
      else curve.hidden = !curve.hidden;
      changed();
      parts.table.querySelectorAll("tbody button")[place].focus();
    });
    curve.cells = orders.map(() => html("td"));
    html("tr", {}, body, html("th", {scope: "row"}, null, name), ...curve.cells);
  });
  parts.table.replaceChildren(html("thead", {}, null, head), body);
}

function alone(curve) {
  const others = state.curves.some((each) => each !== curve && !each.hidden);
  for (const each of state.curves) each.hidden = others && each !== curve;
}

// The limits of a panel that nobody has set: those of the picture, or what the curves take up.
function fit() {
  const first = told.interval.every((end, n) => end === state.interval[n]) &&
    !state.curves.some((curve) => curve.changed) && (!told.overlay || state.order === told.order);
  chart.place(width());
  for (const panel of chart.panels) {
    if (state.limits[panel.key]?.set) continue;
    const known = told.panels.find((each) => each.order === panel.order && each.row === panel.row);
    state.limits[panel.key] = first && known ? [...known.limits] : taken(panel);
    if (!holds(chart.up(panel), state.limits[panel.key])) {  // what is shown has no number there
      state.limits[panel.key] = [0, 1].map(chart.up(panel).from);
    }
  }
}

function taken(panel) {
  const at = along(state.across, ...state.interval);
  const values = [];
  const up = chart.up(panel);
  for (const curve of state.shown) {
    if (panel.row >= 0 && state.curves[panel.row] !== curve) continue;
    for (const order of panel.orders) {
      const of = curve.way(order, ...state.interval, up);
      for (let n = 0; n <= 300; n++) {
        const value = of.call(curve, at(n / 300), order);
        if (Number.isFinite(value)) values.push(value);
      }
    }
  }
  return limitsOf(values, up);
}

const width = () => live.clientWidth;

let waiting = 0;
function changed() {
  fit();
  table();
  redraw();
}

function redraw() {
  if (waiting) return;
  waiting = requestAnimationFrame(() => {
    waiting = 0;
    paint();
  });
}

function paint() {
  chart.draw(width());
  read();
  remember();
}

// After a parameter has another value.
function chosen() {
  fit();
  state.curves.forEach((curve, place) => {
    const text = state.curves.length > 1 ? `${place + 1}. ${curve.name}` : curve.name;
    parts.table.querySelectorAll("tbody button span")[place].textContent = text;
  });
  redraw();
}

function read() {
  const {cursor} = state;
  const x = cursor?.x ?? null;
  chart.read(x, cursor?.nearest);
  parts.x.textContent = x === null ? "x" : `x = ${shown(x)}`;
  for (const curve of state.curves) {
    curve.cells.forEach((cell, order) => {
      cell.textContent = x === null || curve.hidden ? "" : reading(curve, x, order);
    });
  }
}

function reading(curve, x, order) {
  const here = curve.at(x, order);
  const value = curve.evaluate(x, order);
  if (!here?.jumps) return shown(value);
  const sides = `${shown(here.left)} | ${shown(here.right)}`;
  return order === 0 && Number.isFinite(value) ? `${sides}, ${shown(value)}` : sides;
}

// The point that is read beside a pixel: a kink, or the shortest number there.
function pointTo(px, py) {
  const panel = chart.panelAt(px, py);
  if (!panel) return void (state.cursor = null);
  const [raw, y] = chart.valueAt(panel, px, py);
  const {to} = chart.up(panel);
  let x = rounded(raw, unit(panel, px));
  let best = SNAP;
  let nearest = null;
  let least = Infinity;
  for (const curve of state.shown) {
    for (const at of curve.crossings(...state.interval)) {
      const off = Math.abs(chart.x(panel, at) - px);
      if (off < best && curve.breaks([at], 0).concat(curve.breaks([at], 1))
        .some((each) => each.jumps)) [x, best] = [at, off];
    }
    const away = Math.min(...panel.orders.map((order) => Math.abs(to(curve.raw(raw, order)) - to(y))));
    if (away < least) [nearest, least] = [curve, away];
  }
  state.cursor = {x, nearest, panel};
}

// How far a number goes on in a pixel.
function unit(panel, px) {
  return chart.valueAt(panel, px + 0.5, 0)[0] - chart.valueAt(panel, px - 0.5, 0)[0];
}

function step(pixels) {
  const panel = chart.panels[0];
  const from = state.cursor ? chart.x(panel, state.cursor.x) : panel.left + panel.width / 2;
  const px = Math.min(Math.max(from + pixels, panel.left), panel.left + panel.width);
  const x = rounded(chart.valueAt(panel, px, 0)[0], unit(panel, px));
  state.cursor = {x, nearest: state.cursor?.nearest ?? state.shown[0], panel};
  read();
}

const middle = (scale, ends) => along(scale, ...ends)(0.5);

function zoom(share, at, axes = "xy") {
  const panel = at?.panel ?? chart.panels[0];
  const [up, limits] = [chart.up(panel), state.limits[panel.key]];
  const {across} = state;
  const [x, y] = [at?.x ?? middle(across, state.interval), at?.y ?? middle(up, limits)];
  const closer = (scale, v) => (u) => scale.to(v) + (u - scale.to(v)) * share;
  const next = moved(across, state.interval, closer(across, x));
  const size = next[1] - next[0];
  if (axes.includes("x") && size > Math.abs(x) * 1e-12 && size > 1e-290 && size < 1e290) {
    state.interval = next;
  }
  if (axes.includes("y")) {
    state.limits[panel.key] = Object.assign(moved(up, limits, closer(up, y)), {set: true});
  }
  fit();
  redraw();
}

function move(panel, dx, dy) {
  const by = (scale, ends, share) => {
    const [low, high] = ends.map(scale.to);
    return moved(scale, ends, (u) => u + share * (high - low));
  };
  state.interval = by(state.across, state.interval, -dx / panel.width);
  const limits = by(chart.up(panel), state.limits[panel.key], dy / panel.height);
  state.limits[panel.key] = Object.assign(limits, {set: true});
  fit();
  redraw();
}

function home() {
  state.interval = [...told.interval];
  state.limits = {};
  changed();
}

function reset() {
  for (const curve of state.curves) {
    curve.parameters.forEach(({name, value}) => curve.set(name, value));
    curve.fields.forEach((field) =>
      field.show(curve.parameters.find((each) => each.name === field.name).value));
  }
  changed();
}

function toggle(what) {
  state[what] = !state[what];
  changed();
}

function toggleOrder(order) {
  if (order > highest) return;
  state.order = state.order >= order ? Math.max(order - 1, 1) : order;
  changed();
}

function toggleTheme() {
  state.dark = !state.dark;
  document.documentElement.dataset.theme = state.dark ? "dark" : "light";
  changed();
}

function present() {
  document.body.classList.toggle("presenting");
  toggle("presenting");
}

function showKeys() {
  parts.keys.hidden = !parts.keys.hidden;
}
