"""What the browser tests share: the service, Debian's Chromium driven by Playwright, and a tab.

Each test file makes its own fixtures of these generators.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from api_fakes import FakeAnswerer, FakeLibrary

from api.app import create_app
from api.settings import Settings

CHROMIUM = os.environ.get("ROSTRUM_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-ipc-flooding-protection",  # some tests go to many addresses in no time
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}
QUESTION = "上合组织缴获了多少麻醉品？"
SECOND = "𠮷祥 波兰支持打击恐怖主义"

Page = Any
_PATIENCE_S = 60.0


def until(page: Page, condition: str, arg: Any = None) -> None:
    """Wait until a condition holds in the page: an expression, or a function of `arg`.

    Playwright's own waiting evaluates the condition inside the page, again and again, which the
    page's Content Security Policy forbids from the second time on.
    """
    last = time.monotonic() + _PATIENCE_S
    while not page.evaluate(condition, arg):
        if time.monotonic() > last:
            raise AssertionError(f"never came true: {condition} (for {arg!r})")
        page.wait_for_timeout(20)


def serve() -> Iterator[str]:
    """The address of a running service with the small library."""
    yield from serving(FakeLibrary())


def serving(
    library: Any, answerer: Any = FakeAnswerer, settings: Settings | None = None
) -> Iterator[str]:
    """The address of a running service with a library, answerer or settings of your own."""
    yield from running(create_app(settings or Settings(), library, answerer))


def running(app: Any) -> Iterator[str]:
    """The address of an application while it is served."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def launch() -> Iterator[Any]:
    """A browser; the tests that need it are skipped where there is none."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed, so the page is not tried in a browser")
    playwright_api = pytest.importorskip(
        "playwright.sync_api",
        reason="Playwright is not installed, so the page is not tried in a browser",
    )
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def open_tab(browser: Any, address: str) -> Iterator[Page]:
    """An empty tab, wide and in English; a script error or a breach of policy fails the test."""
    context = browser.new_context(
        viewport=WIDE, locale="en-GB", base_url=address, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.set_default_timeout(60_000)  # a busy machine is no failure
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda m: errors.append(m.text) if "Security Policy" in m.text else None)
    yield tab
    context.close()
    assert errors == [], errors


def ask(page: Page, question: str) -> None:
    """Write a question, press Enter, wait for the answer."""
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    page.locator(".citation").first.wait_for()


def marked(page: Page) -> str:
    """The marked words of the open source."""
    page.locator("mark").first.wait_for()
    return "".join(page.locator("mark").all_text_contents())


def query(page: Page) -> dict[str, list[str]]:
    """The query of the address."""
    return parse_qs(urlsplit(page.url).query)


def in_view(page: Page) -> bool:
    """Whether the first marked words can be seen inside the panel."""
    return bool(
        page.evaluate(
            """() => {
              const mark = document.querySelector("mark").getBoundingClientRect();
              const box = document.querySelector(".statement").getBoundingClientRect();
              return mark.top >= box.top && mark.top < box.bottom;
            }"""
        )
    )


CONTRASTS = """() => {
  const channel = (byte) => {
    const v = byte / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  const parse = (css) => css.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    const words = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const filled = node.placeholder && !node.value;
    if (!(words || filled) || !node.checkVisibility({ visibilityProperty: true })) continue;
    if (node.closest(".unseen, noscript, option, :disabled")) continue;
    const text = getComputedStyle(node, filled ? "::placeholder" : null).color;
    const [a, b] = [light(parse(text)), light(ground(node))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), node.className || node.tagName]);
  }
  return found;
}"""


def too_faint(page: Page) -> list[tuple[float, str]]:
    """The visible words whose contrast with their ground is below 4.5 (WCAG 2.2, 1.4.3)."""
    ratios = page.evaluate(CONTRASTS)
    assert len(ratios) > 15
    return [(round(ratio, 2), name) for ratio, name in ratios if ratio < 4.5]
