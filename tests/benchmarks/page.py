"""The page: how long its first picture and a move of mouse, slider and wheel take, by its clock."""

from __future__ import annotations

import tempfile
from pathlib import Path

import actplot
from tests.page.in_browser import Chromium

CURVES = ("elu:alpha=1", "tanh", "silu", "softplus", "gelu")
WIDE = {"width": 1500, "height": 500, "deviceScaleFactor": 1, "mobile": False}
LOADS = 5

MOVES = """
const chart = document.getElementById("chart");
const box = chart.getBoundingClientRect();
const at = (share) => ({clientX: box.left + box.width * share, clientY: box.top + box.height / 3,
  bubbles: true, cancelable: true, pointerType: "mouse"});
const moves = {
  hover: (n) => chart.dispatchEvent(new PointerEvent("pointermove", at(0.08 + n / 300))),
  slider: (n) => actplot.set(0, "alpha", 0.5 + n / 60),
  zoom: (n) => {
    const turn = {...at(0.3), deltaY: n % 12 < 6 ? -100 : 100};
    chart.dispatchEvent(new WheelEvent("wheel", turn));
  },
};
const found = {};
for (const [name, move] of Object.entries(moves)) {
  const times = [];
  for (let n = 0; n < 110; n++) {
    const begin = performance.now();
    move(n);
    if (name !== "hover") actplot.paint();  // what a frame would do
    chart.getBoundingClientRect();
    if (n >= 10) times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  found[name] = [times[50], times[95]];
}
return found;
"""
FIRST = """
const told = arguments[0];
new PerformanceObserver((list, observer) => {
  const [first] = list.getEntriesByName("first-contentful-paint");
  if (!first) return;
  observer.disconnect();
  told(first.startTime);
}).observe({type: "paint", buffered: true});
"""


def report() -> None:
    """Print milliseconds for five curves at 1500 x 500: medians, and 95th of 100."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_text(actplot.page(*CURVES), encoding="utf-8")
        driver = Chromium(f"{folder}/browser").driver
        try:
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", WIDE)
            for load in range(LOADS):
                driver.get("about:blank")
                driver.get(path.as_uri())
                first, moves = driver.execute_async_script(FIRST), driver.execute_script(MOVES)
                told = (f"{name} {mid:.1f} ({far:.1f})" for name, (mid, far) in moves.items())
                print(f"page, load {load + 1}: first picture {first:.0f}, {', '.join(told)} ms")
        finally:
            driver.quit()
