"""How soon the page can be used, how heavy each view is, how soon an answer begins: in Chromium.

Every page is opened in a new profile, so that nothing is cached. The times are taken inside the
page: from the beginning of the navigation until the question can be written, and from the Enter
key until the first words of the answer stand in the document.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.bench.speed import QUESTIONS, Figure, figure, rostrum, service
from index.errors import InputError

# Goals: milliseconds and kilobytes (10^3 bytes).
INTERACTIVE, FIRST_WORDS, WEIGHT = 300.0, 150.0, 200.0
_BOX = "#views > :not([hidden]) #question"
_WORDS = "#answer .prose, #answer .quote, #answer .refusal-reason"
_WATCH = f"""
  const first = (selector, name) => new MutationObserver(() => {{
    if (document.querySelector(selector)) window[name] ??= performance.now();
  }}).observe(document, {{ childList: true, subtree: true, attributes: true }});
  first("{_BOX}", "usable");
  first("{_WORDS}", "answered");
  addEventListener("keydown", (event) => {{
    if (event.key === "Enter") window.asked = performance.now();
  }}, true);
"""
# The files of the page itself; what the service tells of documents comes from /v1.
_LOADED = """() => performance.getEntries()
  .filter((one) => one.entryType === "navigation" || one.name.includes("/page/"))
  .map((one) => [one.decodedBodySize, one.encodedBodySize])"""
_PATHS = (
    "() => [...document.querySelectorAll('nav.views a')].map((one) => new URL(one.href).pathname)"
)


def measure(seeds: Path, runs: int) -> list[Figure]:
    """All figures, each of so many runs, over a library of the seeds.

    Raises:
        InputError: there is no Chromium, or nothing to drive it with.
    """
    interactive: list[float] = []
    words: list[float] = []
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place, _chromium() as browser:
        library = Path(place) / "library"
        rostrum("index", str(seeds), "--library", str(library))
        weights: dict[str, tuple[float, float]] = {}
        for _ in range(runs):
            # A new service each time: it remembers the questions that it has encoded.
            with service(library) as (address, _, _):
                interactive += [_interactive(browser, address) for _ in range(4)]
                words += [_first_words(browser, address, question) for question in QUESTIONS]
                weights = weights or _weights(browser, address)
    return [
        figure("first page interactive", "ms", interactive, INTERACTIVE),
        figure("first words of an answer", "ms", words, FIRST_WORDS),
        *(
            figure(f"weight of {path}", "kB", [whole], WEIGHT)
            for path, (whole, _) in weights.items()
        ),
        *(figure(f"sent for {path}", "kB", [sent], WEIGHT) for path, (_, sent) in weights.items()),
    ]


@contextmanager
def _chromium() -> Iterator[Any]:
    path = os.environ.get("ROSTRUM_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        raise InputError(
            "The page cannot be measured: there is no Chromium, or no Playwright to drive it.",
            "Install chromium (or name it in ROSTRUM_CHROMIUM) and the extra `test`.",
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _tab(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(base_url=address, locale="en-GB")
    tab = context.new_page()
    tab.add_init_script(_WATCH)
    yield tab
    context.close()


def _interactive(browser: Any, address: str) -> float:
    """Milliseconds from the beginning of the navigation until a question can be written."""
    with _tab(browser, address) as tab:
        tab.goto("/")
        tab.wait_for_function("() => window.usable !== undefined")
        return float(tab.evaluate("window.usable"))


def _first_words(browser: Any, address: str, question: str) -> float:
    """Milliseconds from the Enter key until the answer has its first words."""
    with _tab(browser, address) as tab:
        tab.goto("/")
        tab.locator(_BOX).fill(question)
        tab.locator(_BOX).press("Enter")
        tab.wait_for_function("() => window.answered !== undefined")
        return float(tab.evaluate("window.answered - window.asked"))


def _weights(browser: Any, address: str) -> dict[str, tuple[float, float]]:
    """The kilobytes of what each view loads of the page, unpacked and as sent."""
    with _tab(browser, address) as tab:
        tab.goto("/", wait_until="networkidle")
        paths = tab.evaluate(_PATHS)
    found = {}
    for path in paths:
        with _tab(browser, address) as tab:
            tab.goto(path, wait_until="networkidle")
            whole, sent = zip(*tab.evaluate(_LOADED), strict=True)
            found[path] = sum(whole) / 1000, sum(sent) / 1000
    return found
