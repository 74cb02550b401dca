// What a page of many curves carries packed: its cards, what the script is told, and the script.

const DIGITS =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=>?@^_`{|}~";

// The bytes of a text in which five digits of base 85 are four of them.
function bytesOf(text, count) {
  const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let n = 0; n < text.length / 5; n++) {
    let word = 0;
    for (let k = 0; k < 5; k++) word = word * 85 + DIGITS.indexOf(text[5 * n + k]);
    view.setUint32(4 * n, word);
  }
  return new Uint8Array(view.buffer, 0, count);
}

async function unpack() {
  const {textContent, dataset} = document.getElementById("packed");
  const bytes = new Blob([bytesOf(textContent, Number(dataset.bytes))]).stream();
  const whole = await new Response(bytes.pipeThrough(new DecompressionStream("deflate"))).text();
  const [cards, data, code] = whole.split("\0");
  const {rows, columns} = JSON.parse(cards);
  document.getElementById("cards").innerHTML =
    rows.flatMap((names) => names.map((name) => columns[name].shift())).join("");
  document.getElementById("data").textContent = data;
  const script = document.createElement("script");
  script.textContent = code;
  document.body.append(script);
}

unpack();
