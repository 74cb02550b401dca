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
      if (curve.hidden !== Boolean(told.curves[n].hidden)) words.set(`hide${n + 1}`, curve.hidden ? 1 : 0);
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
  const asked = pair(words.get("x"));
  state.interval = asked && holds(state.across, asked) ? asked : [...told.interval];
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
    curve.hidden = words.has(`hide${n + 1}`) ? words.get(`hide${n + 1}`) === "1" :
      Boolean(told.curves[n].hidden);
  });
}
