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
  view: (low, high) => { if (holds(state.across, [low, high])) state.interval = [low, high]; changed(); },
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
