"""Every view is held against WCAG 2.2 AA by axe-core, in both languages, on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from api_browser import Page, launch, open_tab, serving
from page_views import SMALL, Scene, arrive, scenes, small_library, speak, views

from api.settings import Settings
from rag.answer import Answerer
from rag.refuse import Thresholds

SCENES = scenes(SMALL)
# The success criteria up to AA, and what axe-core advises beyond them (headings, landmarks).
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
  const { violations } = await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""
# Language, width and colours: any two of them in all their combinations (an orthogonal array).
READERS = [("en", 1280, "light"), ("en", 390, "dark"), ("zh", 390, "light"), ("zh", 1280, "dark")]

browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    def eager(searcher: Any, library: Any) -> Answerer:
        return Answerer(searcher, library, thresholds=Thresholds(floor=0.3))

    with small_library(tmp_path_factory.mktemp("axe")) as library:
        yield from serving(library, eager, Settings(writable=True))


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-core is not installed, so nothing is held against it"
    )
    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(tab: Page) -> list[str]:
    """What axe-core finds in the page as it stands."""
    found: list[str] = tab.evaluate(RUN, RULES)
    return found


def test_every_view_is_looked_at() -> None:
    assert {scene.view for scene in SCENES} == set(views())


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_nothing_is_in_a_readers_way(page: Page, axe: str, scene: Scene) -> None:
    arrive(page, scene, "en")
    page.evaluate(axe)
    for language, width, scheme in READERS:
        speak(page, scene, language)
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], (language, width, scheme)


def test_axe_would_find_something(page: Page, axe: str) -> None:
    arrive(page, SCENES[0], "en")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    page.evaluate(axe)
    assert any(one.startswith("button-name") for one in violations(page))
