"""Nothing that comes from a document, a reader or an address is ever run by the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from api_browser import Page, launch, open_tab, serving, until
from attacks import ATTACKS, HOST, Attack, surrounded
from page_views import SMALL, scenes, settle, views

from api import page as assets
from api.settings import Settings
from fakes import MEETING_ZH, FakeEncoder
from index.store.library import Library
from rag.answer import Answerer
from rag.refuse import Thresholds

CONTROL = dict.fromkeys([0, 1])
# What the page reads of an address, whichever view does.
PARAMETERS = {"document", "delegation", "speaker", "from", "to", "ignore", "lang"} | {
    name
    for file, text in assets.assets().items()
    if file.endswith(".js")
    for name in re.findall(r'\b(?:get|getAll|has)\("(\w+)"\)', text.decode())
}
# What of an answer of the service the page goes by; the rest is only shown.
KEPT = {
    *("document", "passage", "digest", "language", "kind", "symbol", "date", "verdict", "wording"),
    *("operation", "status", "type", "delegation_code", "added_at", "translated_from", "by"),
    *("source", "half", "measure", "of", "slice", "kinds", "id", "run"),
}
HARMED = """() => {
  const found = window.ran === undefined && {}.ran === undefined ? [] : ["it ran"];
  const most = { script: 1, base: 0, style: 0, iframe: 0, frame: 0, object: 0, embed: 0, img: 0 };
  for (const [name, count] of Object.entries(most)) {
    if (document.getElementsByTagName(name).length > count) found.push(name);
  }
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on|^srcdoc$/i.test(name)) found.push(`${node.localName} ${name}`);
      if (!/^(xlink:)?href$|^src|action$|^data$/i.test(name)) continue;
      const { origin, protocol } = new URL(value, location);
      if (origin !== location.origin && protocol !== "blob:") found.push(`${name}: ${value}`);
    }
  }
  return found;
}"""
ENTER = """async (addresses) => {
  for (const address of addresses) {
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
    await new Promise((resolve) => setTimeout(resolve));
  }
}"""
# A service that fails, and says why in the words of whoever asks.
ECHO = """window.fetch = async (path, options) => {
  const told = decodeURIComponent(location.href);
  const problem = { type: told, title: told, detail: told, hint: `${path} ${options?.body}` };
  return new Response(JSON.stringify(problem), { status: 422 });
}"""

browser = pytest.fixture(scope="module")(launch)


def file_name(attack: Attack, number: int) -> str:
    """An attack as the name of a file, as far as it can be one."""
    named = attack.text.translate(CONTROL).replace("/", "∕")
    return f"{named[:80]} {number}.txt"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A meeting in which all the attacks are said, and a note for each with its name and title."""
    folder = tmp_path_factory.mktemp("attacks")
    said = [surrounded(attack, n).translate(CONTROL) for n, attack in enumerate(ATTACKS)]
    lines = "\n\n".join(" ".join(one.split()) for one in said)
    meeting = MEETING_ZH.replace("我们支持预防性外交，也支持妇女参与和平进程。", lines)
    (folder / "meeting.txt").write_text(meeting, encoding="utf-8")
    known = ""
    for n, (attack, text) in enumerate(zip(ATTACKS, said, strict=True)):
        name = file_name(attack, n)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")
        known += f"[documents.{json.dumps(name)}]\ntitle = {json.dumps(attack.text)}\n"
    (folder / "SOURCES.toml").write_text(known, encoding="utf-8")
    with Library.open(folder / "library", FakeEncoder(), create=True) as library:
        report = library.add([folder])
        assert report.failed == ()
        assert len(report.added) == 1 + len(ATTACKS)
        yield library


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    def eager(searcher: Any, library: Any) -> Answerer:
        return Answerer(searcher, library, thresholds=Thresholds(floor=0.3))

    yield from serving(library, eager, Settings(writable=True))


tab = pytest.fixture(open_tab)


@pytest.fixture
def page(tab: Page, address: str) -> Iterator[Page]:
    """A tab in which nothing may happen but what the page does itself (see also `open_tab`)."""
    happened: list[str] = []
    tab.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    tab.on("request", lambda one: happened.append(one.url) if other(one.url, address) else None)
    tab.context.on("page", lambda opened: happened.append(opened.url))
    yield tab
    assert tab.url.startswith(address)
    assert happened == []
    assert harm(tab) == []


def other(url: str, address: str) -> bool:
    return not url.startswith((address, "blob:", "about:"))


def harm(tab: Page) -> list[str]:
    """What stands in the page that only an attack can have put there."""
    found: list[str] = tab.evaluate(HARMED)
    return found


def enter(tab: Page, address: str) -> None:
    """Go to an address as by the browser's history, and wait until the page stands still."""
    names = {path: name for name, path in views().items()}
    tab.evaluate(ENTER, [address])
    settle(tab, names[urlsplit(address).path])


def test_there_are_two_hundred_attacks_of_every_class() -> None:
    assert len({attack.text for attack in ATTACKS}) == len(ATTACKS) >= 200
    assert len({attack.kind for attack in ATTACKS}) == 11


LESS = "told => document.querySelector('.held-table ~ .more')?.textContent !== told"


def test_documents_that_attack_are_text(page: Page, library: Library) -> None:
    page.goto("/documents?lang=en")
    page.locator(".held-table").wait_for()
    while page.locator(".held-table ~ .more").count():
        rest = page.locator(".held-table ~ .more").text_content()
        page.locator(".held-table ~ .more").click()
        until(page, LESS, rest)
    shown = page.locator(".view-documents").text_content()
    assert [one.text for one in ATTACKS if one.text.strip() not in shown] == []
    hostile = library.documents()[5].document
    meeting = library.resolve(SMALL.document)
    for path in (
        f"/documents?show={hostile.id}&lang=zh",
        "/?lang=en",
        f"/?q={quote(surrounded(ATTACKS[3], 3))}&c=1&lang=zh",
        "/read?lang=en",
        f"/read?doc={meeting.id}&lang=zh",
        f"/read?doc={hostile.id}&raw=1&lang=en",
        "/stances?q=alert&lang=zh",
        f"/verify?quote={quote(ATTACKS[40].text)}&lang=en",
    ):
        enter(page, path)
        assert harm(page) == [], path


def test_questions_that_attack_are_text(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").first.wait_for()
    for at in range(0, len(ATTACKS), 42):
        question = "\n".join(attack.text for attack in ATTACKS[at : at + 42])
        page.locator("#question").fill(question)
        page.locator("#question").press("Enter")
        settle(page, "ask")
        assert page.locator("#answer h2").count() == 1
        assert page.title().endswith("· Rostrum")
        assert harm(page) == []


def test_filters_that_attack_are_text(page: Page) -> None:
    page.goto("/")
    for key in ("delegation", "speaker", "document", "ignore"):
        chosen = [(key, attack.text) for attack in ATTACKS]
        enter(page, f"/?{urlencode([('q', SMALL.question), ('lang', 'zh'), *chosen])}")
        assert page.locator(".chips:visible button").count() == len(ATTACKS)
        assert harm(page) == []


def addresses(path: str) -> Iterator[str]:
    """Addresses of a view in which every parameter attacks, each in another way.

    Each attack stands in several parameters of the view and behind the #; each name that every
    object of JavaScript has stands in all of them.
    """
    names, texts = sorted(PARAMETERS), [attack.text for attack in ATTACKS]
    for own in (text for text in texts if text.isidentifier()):
        yield f"{path}?{urlencode(dict.fromkeys(names, own))}#{own}"
    for shift in range(0, len(texts), 6):
        turned = cycle(texts[shift:] + texts[:shift])
        query = urlencode([(name, next(turned)) for name in names])
        place = urlencode([(name, next(turned)) for name in ("doc", "start", "end")])
        yield f"{path}?{query}#{place}"
        yield f"{path}?{query}#{quote(next(turned))}"


@pytest.mark.parametrize("view", views())
def test_addresses_that_attack_are_text(page: Page, view: str) -> None:
    path = views()[view]
    page.goto(path)
    page.evaluate(ECHO)
    page.evaluate(ENTER, list(addresses(path)))
    assert harm(page) == []


def test_answers_of_the_service_are_text_to_the_last_field(page: Page) -> None:
    attacks = cycle(ATTACKS)

    def hostile(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: hostile(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [hostile(one, key) for one in value]
        shown = isinstance(value, str) and key not in KEPT
        return value + next(attacks).text if shown else value

    def answer(route: Any) -> None:
        response = route.fetch(headers={**route.request.headers, "accept": "application/json"})
        is_json = "json" in response.headers.get("content-type", "")
        route.fulfill(status=response.status, json=hostile(response.json()) if is_json else {})

    page.route("**/v1/**", answer)
    page.goto("/")
    told = {"answer", "refused", "record", "table", "near", "held", "reports"}
    for n, scene in enumerate(one for one in scenes(SMALL) if one.state in told):
        enter(page, scene.address("zh" if n % 2 else "en"))
        assert harm(page) == [], scene.name


def test_what_an_attack_does_would_be_seen(browser: Any, address: str) -> None:
    """The watch itself: taken for HTML, the attacks leave what `harm` and the policy tell of."""
    context = browser.new_context(base_url=address)
    tab, reports = context.new_page(), []
    tab.on("console", lambda m: reports.append(m.text) if "Security Policy" in m.text else None)
    tab.goto("/?lang=en")
    tab.locator(".held-item").first.wait_for()
    tab.evaluate("text => { document.querySelector('#answer').innerHTML = text }", "".join(
        attack.text for attack in ATTACKS if attack.kind in ("handler", "drawing")
    ))  # fmt: skip
    found = harm(tab)
    assert {"script", "img", "iframe", "img onerror"} <= set(found)
    assert any(HOST in one for one in found)
    tab.wait_for_timeout(50)
    assert any("inline event handler" in one or HOST in one for one in reports)
    assert tab.evaluate("window.ran") is None
    context.close()
