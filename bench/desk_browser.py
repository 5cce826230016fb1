"""The desk as a browser feels it: approve and go on, and the first load of the editor.

    python bench/desk_browser.py

Needs playwright and Chromium (Debian's). Two workers; a release of 30 segments and one
of 10,000. Approving is measured in the page, from the keystroke (Ctrl+Enter) until the
next segment is painted with the caret in its text field; the first load with a fresh
profile each time: requests, bytes moved (as the network saw them), first paint.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from desk_server import (
    READOUT,
    Corpus,
    Server,
    make_project,
    percentile,
    wait_until_healthy,
)

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
_WATCH = """() => {
  window.bench = {begun: 0, took: [], key: ""};
  addEventListener("keydown", (e) => {
    if (e.key === "Enter" && e.ctrlKey) {
      bench.begun = performance.now();
      bench.key = document.querySelector(".seg.opened").dataset.key;
    }
  }, true);
  addEventListener("focusin", (e) => {
    const open = e.target.closest?.(".seg.opened");
    if (!bench.begun || !open || open.dataset.key === bench.key) return;
    if (e.target.name !== "target") return;
    const begun = bench.begun;
    bench.begun = 0;
    requestAnimationFrame(() => setTimeout(
      () => bench.took.push(performance.now() - begun)));
  });
}"""
_TIMES = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {ttfb: page.responseStart, load: page.loadEventEnd,
    fcp: paint ? paint.startTime : 0,
    nodes: document.querySelectorAll("*").length};
}"""


class Measured:
    """One desk, measured by a browser that is started anew for every cold load."""

    def __init__(self, playwright: Any, server: Server) -> None:
        """Sign in by the printed link."""
        self.playwright = playwright
        self.address = f"http://127.0.0.1:{server.port}"
        name, _, value = server.sign_in().partition("=")
        self.cookie = {"name": name, "value": value, "url": self.address}

    def fresh(self) -> Any:
        """Return a browser with an empty cache, signed in."""
        browser = self.playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        context.add_cookies([self.cookie])
        return browser, context

    def load(self, context: Any, path: str) -> dict[str, float]:
        """Open a page; return its times, its requests and the bytes that moved."""
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        sizes: dict[str, float] = {}
        asked: list[str] = []
        network.on(
            "Network.requestWillBeSent",
            lambda e: asked.append(e["request"]["url"]),
        )
        network.on(
            "Network.loadingFinished",
            lambda e: sizes.__setitem__(e["requestId"], e["encodedDataLength"]),
        )
        page.goto(self.address + path, wait_until="load")
        page.wait_for_timeout(1000)
        found: dict[str, float] = page.evaluate(_TIMES)
        real = [url for url in asked if not url.startswith("data:")]
        found |= {"requests": len(real), "bytes": sum(sizes.values())}
        page.close()
        return found

    def cold(self, name: str, path: str, runs: int) -> None:
        """Print the medians of first loads, and of second ones with a warm cache."""
        cold, warm = [], []
        for _ in range(runs):
            browser, context = self.fresh()
            cold.append(self.load(context, path))
            warm.append(self.load(context, path))
            browser.close()
        for kind, loads in (("cold", cold), ("warm", warm)):
            middle = {k: statistics.median(x[k] for x in loads) for k in loads[0]}
            print(
                f"| {name}, {kind} | {middle['requests']:.0f} | "
                f"{middle['bytes'] / 1000:.1f} kB | {middle['ttfb']:.0f} | "
                f"{middle['fcp']:.0f} | {middle['load']:.0f} | {middle['nodes']:.0f} |",
                flush=True,
            )

    def approve(self, name: str, path: str, times: int) -> bool:
        """Approve by keyboard, again and again; print how long the next one took."""
        browser, context = self.fresh()
        page = context.new_page()
        page.goto(f"{self.address}{path}?open=next", wait_until="load")
        page.wait_for_timeout(500)
        page.evaluate(_WATCH)
        field = ".seg.opened textarea[name=target]"
        page.focus(field)
        for number in range(1, times + 1):
            page.keyboard.press("Control+Enter")
            # Not wait_for_function: the page's policy does not let it look.
            for _ in range(150):
                page.wait_for_timeout(100)
                if page.evaluate("bench.took.length") >= number:
                    break
        took = page.evaluate("bench.took")
        focused = page.evaluate("document.activeElement.name")
        browser.close()
        print(
            f"| {name} | {len(took)} | {statistics.median(took):.0f} | "
            f"{percentile(took, 95):.0f} | {min(took):.0f} | {focused} |",
            flush=True,
        )
        return len(took) == times and focused == "target"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--big", type=int, default=10_000)
    given = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise SystemExit(
            "this bench needs playwright: pip install playwright"
        ) from None
    if shutil.which("chromium") is None:
        raise SystemExit("this bench needs the program chromium")
    corpus = Corpus(("es", "ar"))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        sizes = {"small": 30, "middle": 90, "big": given.big}
        make_project(root, corpus, sizes, approved=False)
        subprocess.run([*READOUT, "-C", str(root), "-q", "index"], check=True)
        with Server(root, workers=2) as server, sync_playwright() as playwright:
            wait_until_healthy(server.port)
            desk = Measured(playwright, server)
            print("| page | requests | bytes | TTFB ms | FCP ms | load ms | nodes |")
            print("|---|--:|--:|--:|--:|--:|--:|")
            desk.cold("editor, 30 segments", "/e/es/small", given.runs)
            desk.cold("editor, one open", "/e/es/small?open=next", given.runs)
            desk.cold("editor, Arabic", "/e/ar/small", given.runs)
            desk.cold("editor, 10,000", "/e/es/big?open=next", given.runs)
            desk.cold("board", "/", given.runs)
            print("\n| approve, next ready | n | median ms | p95 | min | focus in |")
            print("|---|--:|--:|--:|--:|---|")
            done = desk.approve("90 segments", "/e/es/middle", given.times)
            done &= desk.approve("10,000 segments", "/e/es/big", given.times)
    sys.exit(not done)


if __name__ == "__main__":
    main()
