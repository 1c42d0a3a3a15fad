"""Every view of the page in the states that a reader meets: what axe-core and the pictures look at.

views            the paths of the views by name, as the page lists them
scenes           the states, for a library that holds what `Matter` says
arrive, speak    open one of them, change its language
settle           wait until a view stands still, as those two do
SMALL            the matter of `small_library`, which needs no model
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from api_browser import Page, until

from api import page
from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder
from index.store.library import Library

_ENTRY = re.compile(r'\{ name: "(\w+)", path: "(.+?)"')
# The view is shown, and nothing in the page is on its way.
STILL = """(view) => {
  const shown = (one) => one.checkVisibility();
  const busy = [...document.querySelectorAll('.waiting, [aria-busy="true"]')].some(shown);
  return !busy && document.querySelector(`#views > .view-${view}:not([hidden])`);
}"""


@dataclass(frozen=True, slots=True)
class Matter:
    """What there is to ask of a library: texts that it answers, refuses and finds."""

    question: str
    several: str
    refused: str
    document: str
    quotation: str
    changed: str
    topic: str


SMALL = Matter(
    question="本组织五年来缴获了多少吨毒品？",
    several="What was said of drugs and of Ukraine?",
    refused="What did Iceland say about fisheries?",
    document="S/PV.9001",
    quotation="占全球缴获量的百分之三十五",
    changed="占全球缴获总量的百分之四十五左右",
    topic="毒品",
)
SEEDS = Matter(
    question="How many weapons did the CSTO confiscate in 2018?",
    several="哪些国家谈到阿富汗的恐怖主义威胁？",
    refused="What did Iceland say about fisheries?",
    document="S/PV.8626",
    quotation="缴获了欧亚大陆发现的40%以上的非法麻醉品",
    changed="缴获了欧亚大陆发现的50%以上的非法毒品",
    topic="毒品贩运",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One state of one view.

    `ready` is there once the view shows what it is about; each of `opened` is clicked then, in its
    order.
    """

    view: str
    state: str
    query: tuple[tuple[str, str], ...] = ()
    place: str = ""
    ready: str = "h1"
    opened: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a picture of it is called."""
        return f"{self.view}-{self.state}"

    def address(self, language: str) -> str:
        """Path, query and place, in a language of the page."""
        return f"{views()[self.view]}?{urlencode([*self.query, ('lang', language)])}{self.place}"


def views() -> dict[str, str]:
    """The path of every view by its name, in the order of the navigation."""
    return dict(_ENTRY.findall(page.assets()["views.js"].decode()))


def scenes(matter: Matter) -> list[Scene]:
    """The states of every view that there is."""
    ignored = (("q", matter.refused), ("ignore", "delegation:IS"), ("document", matter.document))
    every = [
        Scene("ask", "home", ready=".held-item"),
        Scene("ask", "answer", (("q", matter.question), ("c", "1")), ready="mark"),
        Scene(
            "ask",
            "several",
            (("h", matter.question), ("q", matter.several), ("from", "2016-01-01")),
            ready="#answer h2",
        ),
        Scene(
            "ask",
            "opened",
            (("q", matter.question),),
            ready=".citation",
            opened=(".filters summary", ".cite summary", ".follow button"),
        ),
        Scene("ask", "refused", (("q", matter.refused),), ready=".refusal"),
        Scene("ask", "aside", ignored, ready=".facets"),
        Scene("ask", "problem", (("q", "1"), ("delegation", "Atlantis")), ready=".problem"),
        Scene("read", "shelf"),
        Scene("read", "record", (("doc", matter.document),), ready=".speech"),
        Scene(
            "read",
            "found",
            (("doc", matter.document), ("find", matter.topic), ("raw", "1")),
            ready=".speech",
        ),
        Scene("read", "problem", (("doc", "S/PV.1"),), ready=".problem"),
        Scene("stances", "empty"),
        Scene("stances", "table", (("q", matter.topic),), ready="table"),
        Scene("verify", "empty"),
        Scene("verify", "exact", (("quote", matter.quotation),), ready=".verdict"),
        Scene("verify", "near", (("quote", matter.changed), ("by", "PL")), ready=".verdict"),
        Scene("verify", "none", (("quote", "会飞的企鹅"),), ready=".verdict"),
        Scene("documents", "held", ready=".held-table"),
        Scene("documents", "parsed", ready=".held-table", opened=('[data-key^="show-"]',)),
        Scene("evaluation", "reports", ready=".figures"),
        *(
            Scene("evaluation", part, (("part", part),), ready=".part-body > *")
            for part in ("failures", "compare", "studio")
        ),
    ]
    return [scene for scene in every if scene.view in views()]


def arrive(tab: Page, scene: Scene, language: str) -> None:
    """Open a state and wait until nothing is on its way any more."""
    tab.goto(scene.address(language))
    view = tab.locator(f".view-{scene.view}, #source")
    view.locator(scene.ready).first.wait_for()
    for selector in scene.opened:
        tab.locator(selector).first.click()
    settle(tab, scene.view)


def speak(tab: Page, scene: Scene, language: str) -> None:
    """Let the page in a state speak a language, without loading it anew."""
    tab.locator(f'[data-language="{language}"]').click()
    settle(tab, scene.view)


def settle(tab: Page, view: str) -> None:
    """Wait until a view is shown and nothing is on its way."""
    until(tab, STILL, arg=view)


@contextmanager
def small_library(folder: Path) -> Iterator[Library]:
    """A meeting in each language and a note, indexed without a model."""
    files = {"meeting.txt": MEETING_ZH, "meeting-en.txt": MEETING_EN, "note.txt": NOTE_ZH}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(folder / "library", FakeEncoder(), create=True) as library:
        library.add([folder / name for name in files])
        yield library
