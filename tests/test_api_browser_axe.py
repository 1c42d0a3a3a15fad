"""Every view is held against WCAG 2.2 AA by axe-core, in both languages, on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api_browser import Page, launch, open_tab, serving
from page_axe import READERS, core, violations
from page_views import SMALL, Scene, arrive, scenes, small_library, speak, views

from api.settings import Settings
from rag.answer import Answerer
from rag.refuse import Thresholds

# Those that need runs and questions of their own are looked at in test_api_browser_evaluation.py.
ELSEWHERE = {"evaluation-failures", "evaluation-compare", "evaluation-studio"}
SCENES = [scene for scene in scenes(SMALL) if scene.name not in ELSEWHERE]

browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)
axe = pytest.fixture(scope="module")(core)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    def eager(searcher: Any, library: Any) -> Answerer:
        return Answerer(searcher, library, thresholds=Thresholds(floor=0.3))

    with small_library(tmp_path_factory.mktemp("axe")) as library:
        yield from serving(library, eager, Settings(writable=True))


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
