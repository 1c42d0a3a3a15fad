"""axe-core in a tab: `core` is its script, evaluated there once, `violations` what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from api_browser import Page

# Language, width and colours: any two of them in all their combinations (an orthogonal array).
READERS = [("en", 1280, "light"), ("en", 390, "dark"), ("zh", 390, "light"), ("zh", 1280, "dark")]
# The success criteria of WCAG up to AA, and what axe-core advises beyond (headings, landmarks).
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (rules) => {
  const { violations } = await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""


def core() -> Iterator[str]:
    """The script; the tests that need it are skipped where it is not installed."""
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-core is not installed, so no view is held against it"
    )
    yield files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(tab: Page) -> list[str]:
    """What axe-core finds in the page as it stands: rule, element, and what is to be mended."""
    found: list[str] = tab.evaluate(_RUN, _RULES)
    return found
