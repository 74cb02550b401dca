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
  order: told.order,
  grid: told.grid,
  dark: false,
  presenting: false,
  cursor: null,
  get shown() { return this.curves.filter((curve) => !curve.hidden); },
};
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
    !state.curves.some((curve) => curve.changed);
  chart.place(width());
  for (const panel of chart.panels) {
    if (state.limits[panel.key]?.set) continue;
    const known = told.panels.find((each) => each.order === panel.order && each.row === panel.row);
    state.limits[panel.key] = first && known ? [...known.limits] : taken(panel);
  }
}

function taken(panel) {
  const [low, high] = state.interval;
  const values = [];
  for (const curve of state.shown) {
    if (panel.row >= 0 && state.curves[panel.row] !== curve) continue;
    for (let n = 0; n <= 300; n++) {
      const value = curve.raw(low + ((high - low) * n) / 300, panel.order);
      if (Number.isFinite(value)) values.push(value);
    }
  }
  if (!values.length) return [-1, 1];
  values.sort((a, b) => a - b);
  const share = (part) => values[Math.round(part * (values.length - 1))];
  let [least, most] = [values[0], values.at(-1)];
  const middle = share(0.98) - share(0.02);
  if (middle > 0 && most - least > 20 * middle) [least, most] = [share(0.02), share(0.98)];
  const room = (most - least) * 0.05 || Math.max(Math.abs(most) * 0.05, 1e-12) || 1;
  return [least - room, most + room];
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
  const unit = (state.interval[1] - state.interval[0]) / panel.width;
  let x = rounded(raw, unit);
  let best = SNAP * unit;
  let nearest = null;
  let least = Infinity;
  for (const curve of state.shown) {
    for (const at of curve.crossings(...state.interval)) {
      if (Math.abs(at - raw) < best && curve.breaks([at], 0).concat(curve.breaks([at], 1))
        .some((each) => each.jumps)) [x, best] = [at, Math.abs(at - raw)];
    }
    const away = Math.abs(curve.raw(raw, panel.order) - y);
    if (away < least) [nearest, least] = [curve, away];
  }
  state.cursor = {x, nearest, panel};
}

function step(pixels) {
  const panel = chart.panels[0];
  const unit = (state.interval[1] - state.interval[0]) / panel.width;
  const from = state.cursor?.x ?? (state.interval[0] + state.interval[1]) / 2;
  const x = Math.min(Math.max(from + pixels * unit, state.interval[0]), state.interval[1]);
  state.cursor = {x: rounded(x, unit), nearest: state.cursor?.nearest ?? state.shown[0], panel};
  read();
}

function zoom(share, at, axes = "xy") {
  const panel = at?.panel ?? chart.panels[0];
  const [low, high] = state.interval;
  const x = at?.x ?? (low + high) / 2;
  const next = [x + (low - x) * share, x + (high - x) * share];
  const size = next[1] - next[0];
  const limits = state.limits[panel.key];
  const y = at?.y ?? (limits[0] + limits[1]) / 2;
  if (axes.includes("x") && size > Math.abs(x) * 1e-12 && size > 1e-290 && size < 1e290) {
    state.interval = next;
  }
  if (axes.includes("y")) {
    state.limits[panel.key] = limits.map((end) => y + (end - y) * share);
    state.limits[panel.key].set = true;
  }
  fit();
  redraw();
}

function move(panel, dx, dy) {
  const [low, high] = state.interval;
  const shift = (dx / panel.width) * (high - low);
  state.interval = [low - shift, high - shift];
  const [bottom, top] = state.limits[panel.key];
  const up = (dy / panel.height) * (top - bottom);
  state.limits[panel.key] = [bottom + up, top + up];
  state.limits[panel.key].set = true;
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

// What leaves the page.

function command() {
  const quote = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\"'\"'")}'`);
  const hidden = state.curves.flatMap((curve, n) => (curve.hidden ? [n + 1] : []));
  const options = ["--range", ...state.interval.map(String)];
  if (state.order !== 1) options.push("--order", String(state.order));
  if (hidden.length) options.push("--hide", hidden.join(","));
  if (state.dark && !told.options.includes("--theme")) options.push("--theme", "dark");
  const texts = [...new Set(state.curves.map((curve) => curve.typed))];
  if (texts.some((text) => text.startsWith("-"))) texts.unshift("--");
  return ["actplot", ...options, ...told.options, ...texts].map(quote).join(" ");
}

async function copyCommand() {
  const text = command();
  try {
    await navigator.clipboard.writeText(text);
    parts.said.replaceChildren("Copied: ", html("code", {}, null, text));
  } catch {
    parts.said.replaceChildren(html("code", {}, null, text));
    getSelection().selectAllChildren(parts.said);
  }
}

function save(blob, suffix) {
  const url = URL.createObjectURL(blob);
  const name = told.title.replace(/[^\w.=+-]+/g, "_").slice(0, 80) || "actplot";
  html("a", {href: url, download: `${name}.${suffix}`}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function picture() {
  const copy = chart.root.cloneNode(true);
  copy.lastChild.remove();
  let left = 0.5 * chart.letter;
  let [w, h] = chart.size;
  for (const curve of state.shown) {
    const long = (curve.name.length * 0.58 + 4.5) * chart.letter;
    if (left + long > w && left > chart.letter) [left, h] = [0.5 * chart.letter, h + 1.8 * chart.letter];
    svg("path", {d: `M${left} ${h + 0.65 * chart.letter}h${2.5 * chart.letter}`, fill: "none",
      stroke: chart.color(curve), "stroke-width": 2.2,
      "stroke-dasharray": curve.dashes.map((each) => each * 2.2).join(" ") || "none"}, copy);
    svg("text", {x: left + 3 * chart.letter, y: h + chart.letter, fill: chart.palette.ink}, copy,
      curve.name);
    left += long;
  }
  h += 2 * chart.letter;
  copy.firstChild.setAttribute("height", h);
  copy.setAttribute("height", h);
  copy.setAttribute("viewBox", `0 0 ${w} ${h}`);
  copy.setAttribute("xmlns", SVG);
  copy.removeAttribute("id");
  copy.removeAttribute("tabindex");
  return {text: new XMLSerializer().serializeToString(copy), size: [w, h]};
}

function saveSvg() {
  save(new Blob([picture().text], {type: "image/svg+xml"}), "svg");
}

function savePng() {
  const {text, size} = picture();
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = size.map((each) => Math.round(each * 2));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "png"));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

// The address keeps the view, so that a link shows the same.

let later = 0;
function remember() {
  clearTimeout(later);
  later = setTimeout(() => {
    const words = new URLSearchParams();
    if (state.interval.some((end, n) => end !== told.interval[n])) words.set("x", state.interval);
    if (state.order !== told.order) words.set("order", state.order);
    for (const [key, limits] of Object.entries(state.limits)) {
      if (limits.set) words.set(`y${key.replace(" ", "_")}`, limits);
    }
    state.curves.forEach((curve, n) => {
      if (curve.hidden !== told.curves[n].hidden) words.set(`hide${n + 1}`, curve.hidden ? 1 : 0);
      curve.parameters.forEach(({name, value}, p) => {
        if (curve.values[p] !== value) words.set(`${n + 1}.${name}`, curve.values[p]);
      });
    });
    const address = words.toString();
    try {
      if (address || location.hash) history.replaceState(null, "", `#${address}`);
    } catch { /* a page inside another may have no address of its own */ }
  }, 250);
}

function recall() {
  const pair = (text) => {
    const found = (text ?? "").split(",").map(Number);
    return found.length === 2 && found[0] < found[1] && found.every(Number.isFinite) ? found : null;
  };
  const words = new URLSearchParams(location.hash.slice(1));
  state.interval = pair(words.get("x")) ?? [...told.interval];
  const order = Number(words.get("order") ?? told.order);
  if (Number.isInteger(order) && order >= 0 && order <= highest) state.order = order;
  state.limits = {};
  for (const [key, value] of words) {
    const place = /^y(\d)_(-?\d+)$/.exec(key);
    const limits = place && pair(value);
    if (limits) state.limits[`${place[1]} ${place[2]}`] = Object.assign(limits, {set: true});
    const [number, name] = key.split(".");
    const curve = state.curves[Number(number) - 1];
    const known = curve?.parameters.find((each) => each.name === name);
    if (known?.slider && value !== "" && Number.isFinite(Number(value))) {
      curve.set(name, Number(value));
      curve.fields.find((each) => each.name === name).show(Number(value));
    }
  }
  state.curves.forEach((curve, n) => {
    curve.hidden = words.has(`hide${n + 1}`) ? words.get(`hide${n + 1}`) === "1" : told.curves[n].hidden;
  });
}

// Pointer and keys.

const fingers = new Map();
let dragged = 0;

function place(event) {
  const box = chart.root.getBoundingClientRect();
  const scale = box.width ? chart.size[0] / box.width : 1;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

function aim(event) {
  const [px, py] = place(event);
  const panel = chart.panelAt(px, py);
  if (!panel) return null;
  const [x, y] = chart.valueAt(panel, px, py);
  return {panel, x, y};
}

function listen() {
  const {root} = chart;
  root.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, place(event));
    dragged = 0;
    if (event.pointerType !== "mouse") readAt(event);
  });
  root.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return void readAt(event);
    const now = place(event);
    const panel = chart.panelAt(...before) ?? chart.panels[0];
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const apart = (a) => Math.max(Math.hypot(a[0] - other[0], a[1] - other[1]), 1);
      const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
      const [x, y] = chart.valueAt(panel, ...middle);
      zoom(apart(before) / apart(now), {panel, x, y});
    } else {
      dragged += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      if (dragged < 4) return;
      root.setPointerCapture(event.pointerId);
      move(panel, now[0] - before[0], now[1] - before[1]);
      readAt(event);
    }
    fingers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    root.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  root.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "mouse" || fingers.size) return;
    state.cursor = null;
    read();
  });
  root.addEventListener("dblclick", home);
  root.addEventListener("wheel", (event) => {
    const guest = window.top !== window && document.activeElement !== root;
    const at = aim(event);
    if (!at || (guest && !event.ctrlKey)) return;
    event.preventDefault();
    const axes = pressed.has("x") ? "x" : pressed.has("y") ? "y" : "xy";
    zoom(ZOOM ** -Math.sign(event.deltaY), at, axes);
  }, {passive: false});
  addEventListener("keydown", key);
  addEventListener("keyup", (event) => pressed.delete(event.key));
  addEventListener("resize", redraw);
  addEventListener("hashchange", () => { recall(); changed(); });
  // paper is light
  const asked = document.documentElement.dataset;
  let before = null;
  addEventListener("beforeprint", () => {
    before = [state.dark, asked.theme];
    [state.dark, asked.theme] = [false, "light"];
    paint();
  });
  addEventListener("afterprint", () => {
    [state.dark, asked.theme] = before;
    if (before[1] === undefined) delete asked.theme;
    paint();
  });
  dark.addEventListener("change", theme);
}

function readAt(event) {
  pointTo(...place(event));
  read();
}

function key(event) {
  pressed.add(event.key);
  const typing = event.target instanceof HTMLInputElement;
  const acting = event.target.closest?.("button, summary") && [" ", "Enter"].includes(event.key);
  if (typing || acting || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    const curve = state.curves[Number(event.code.replace("Digit", "")) - 1];
    if (!curve) return;
    event.preventDefault();
    curve.hidden = !curve.hidden;
    return changed();
  }
  const far = event.shiftKey ? 20 : 1;
  const actions = {
    ArrowLeft: () => step(-far), ArrowRight: () => step(far),
    "+": () => zoom(ZOOM, state.cursor, "x"), "-": () => zoom(1 / ZOOM, state.cursor, "x"),
    h: home, Home: home, r: home, 2: () => toggleOrder(2), 3: () => toggleOrder(3),
    a: () => { alone(state.cursor?.nearest ?? state.shown[0]); changed(); },
    g: () => toggle("grid"), t: toggleTheme, p: present, d: reset, s: saveSvg,
    Enter: copyCommand, "?": showKeys, Escape: () => { parts.keys.hidden = true; },
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function theme() {
  const asked = document.documentElement.dataset.theme;
  state.dark = asked ? asked === "dark" : dark.matches;
  changed();
}

// For programs: the numbers that are shown, and the view.
window.actplot = {
  curves: state.curves.map((curve) => ({
    get label() { return curve.name; },
    evaluate: (x, order = 0, side = 0) => curve.evaluate(x, order, side),
    kinks: (low, high) => curve.kinks(low, high),
  })),
  set: (n, name, value) => {
    state.curves[n].set(name, value);
    state.curves[n].fields.find((each) => each.name === name)?.show(value);
    chosen();
  },
  view: (low, high) => { state.interval = [low, high]; changed(); },
  command,
  paint,
};

build();
recall();
live.hidden = false;
theme();
paint();
document.getElementById("picture").hidden = true;
listen();
