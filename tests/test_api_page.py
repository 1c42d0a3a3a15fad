"""The page as it is served: types, policy, and words complete in both languages."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from typing import get_args

import pytest
from api_fakes import FakeAnswerer, FakeLibrary
from starlette.testclient import TestClient

from api import page
from api.app import create_app
from api.settings import Settings
from eval import objections
from eval.service.schemas import StudioFields
from index.formats.model import FORMAT_NAMES
from index.records import doubts
from index.records.metadata import FIELDS
from index.records.model import Origin

ASSETS = {name: content.decode() for name, content in page.assets().items()}
SCRIPTS = {name: text for name, text in ASSETS.items() if name.endswith(".js")}
HTML = ASSETS["index.html"].splitlines()
# Bytes: what any one address may load as it stands, and what all views may send compressed.
WEIGHT_LIMIT = 200_000


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings(), FakeLibrary(), FakeAnswerer))


def tables() -> dict[str, dict[str, dict[str, str]]]:
    """The tables of strings.js and of every view: file -> language -> key -> text."""
    return {n: table(text) for n, text in SCRIPTS.items() if n.startswith("strings")}


def table(script: str) -> dict[str, dict[str, str]]:
    """The table of one file: language -> key -> text."""
    written = script.split("export const STRINGS = {")[1].split("\n};")[0]
    blocks = re.findall(r"\n  (\w+): \{\n(.*?)\n  \},", written, re.DOTALL)
    entry = re.compile(r'^    "?([\w-]+)"?: "(.*)",$', re.MULTILINE)
    return {language: dict(entry.findall(block)) for language, block in blocks}


def strings() -> dict[str, dict[str, str]]:
    """The words of all views together: language -> key -> text."""
    every = tables().values()
    return {lang: {k: t for one in every for k, t in one[lang].items()} for lang in ("zh", "en")}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        *((path, "text/html; charset=utf-8") for path in page.VIEW_PATHS),
        ("/page/app.js", "text/javascript; charset=utf-8"),
        ("/page/style.css", "text/css; charset=utf-8"),
        ("/page/icon.svg", "image/svg+xml"),
    ],
)
def test_each_asset_has_its_type_and_the_policy(
    client: TestClient, path: str, media_type: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_policy_allows_nothing_inline_and_no_other_host(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_an_unchanged_asset_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/page/app.js")
    again = client.get("/page/app.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/page/app.js", headers={"if-none-match": '"another"'})
    assert other.status_code == 200


def test_whatever_the_page_loads_is_served(client: TestClient) -> None:
    loaded = re.findall(r'(?:src|href)="(/page/[^"]+)"', ASSETS["index.html"])
    written = "\n".join(SCRIPTS.values())
    named = re.findall(r'(?:from |import\()"\./(.+?)"', written)
    for styles in re.findall(r"styles: \[(.+?)\]", SCRIPTS["views.js"]):
        named += re.findall(r'"(.+?)"', styles)
    imported = [f"/page/{name}" for name in named]
    assert len(loaded) == 5
    for path in {*loaded, *imported}:
        assert client.get(path).status_code == 200, path


def test_every_view_of_the_navigation_is_served_and_nothing_else(client: TestClient) -> None:
    assert tuple(re.findall(r'\bpath: "(.+?)"', SCRIPTS["views.js"])) == page.VIEW_PATHS
    for path in page.VIEW_PATHS:
        lines = client.get(path).text.splitlines()
        assert [one for one in lines if one in HTML] == HTML, path
    for path in ("/nowhere", "/verify/more", "/page/"):
        assert client.get(path).status_code == 404, path


def test_no_script_is_longer_than_one_can_read() -> None:
    for name, text in SCRIPTS.items():
        assert text.startswith("// "), name
        assert name.startswith("strings") or len(text.splitlines()) <= 250, name


def loaded_with(name: str, seen: set[str]) -> set[str]:
    """A script and everything that it imports by itself; views are loaded when entered."""
    if name not in seen:
        seen.add(name)
        for imported in re.findall(r'from "\./(.+?)"', SCRIPTS.get(name, "")):
            loaded_with(imported, seen)
    return seen


def entries() -> list[tuple[str, str, str]]:
    """Path, styles and script of every view."""
    entry = r'path: "(.+?)", styles: \[(.+?)\].*?import\("\./(.+?)"\)'
    return re.findall(entry, SCRIPTS["views.js"])


def test_what_a_view_loads_is_asked_for_at_once(client: TestClient) -> None:
    assert len(entries()) == len(page.VIEW_PATHS)
    for path, styles, script in entries():
        html = client.get(path).text
        early = re.findall(r'<link rel="modulepreload" href="/page/(.+?)">', html)
        assert set(early) == (loaded_with("app.js", set()) | loaded_with(script, set())) - {
            "app.js"
        }
        assert len(early) == len(set(early)) > 10
        linked = re.findall(r'<link rel="stylesheet" href="/page/(.+?)">', html)
        assert linked[3:] == re.findall(r'"(.+?)"', styles)


def test_the_page_is_light_enough() -> None:
    shell = loaded_with(
        "app.js", {"index.html", "icon.svg", "style.css", "parts.css", "source.css"}
    )
    weights = page.assets()
    for _, styles, script in entries():
        loaded = loaded_with(script, shell | set(re.findall(r'"(.+?)"', styles)))
        assert sum(len(weights[name]) for name in loaded) < WEIGHT_LIMIT, script
    assert sum(len(gzip.compress(text, 5)) for text in weights.values()) < WEIGHT_LIMIT


def test_the_page_has_no_inline_script_or_style_and_names_no_other_host() -> None:
    html = ASSETS["index.html"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    for name, text in ASSETS.items():
        hosts = set(re.findall(r"https?://[^\s\"')]+", text)) - {"http://www.w3.org/2000/svg"}
        assert hosts == set(), name


def test_no_script_ever_parses_text_as_html() -> None:
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment"
        r"|srcdoc|\beval\(|new Function|javascript:"
    )
    for name, text in SCRIPTS.items():
        assert not ways.search(text), name


def test_every_string_exists_in_both_languages_and_in_one_file() -> None:
    keys: list[str] = []
    for name, one in tables().items():
        assert set(one) == {"zh", "en"}, name
        assert list(one["zh"]) == list(one["en"]), name
        assert all(text.strip() for texts in one.values() for text in texts.values()), name
        view = re.fullmatch(r"strings_(\w+)\.js", name)
        assert view is None or all(key.startswith(f"{view[1]}_") for key in one["zh"]), name
        keys += one["zh"]
    assert len(keys) == len(set(keys)) > 100


def test_both_languages_fill_the_same_gaps() -> None:
    table = strings()
    for key, english in table["en"].items():
        gaps = set(re.findall(r"\{(\w+)\}", english))
        assert gaps == set(re.findall(r"\{(\w+)\}", table["zh"][key])), key


def gaps(text: str) -> set[str]:
    """The names of the gaps in a text; `{kind!r}` is one, too."""
    return set(re.findall(r"\{(\w+)(?:!r)?\}", text))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("prefix", "sentences"),
    [("documents_doubt_", doubts.SENTENCES), ("studio_fault_", objections.SENTENCES)],
)
def test_every_warning_and_every_complaint_has_words(
    language: str, prefix: str, sentences: Mapping[str, str]
) -> None:
    words = {key: text for key, text in strings()[language].items() if key.startswith(prefix)}
    assert set(words) == {prefix + code for code in sentences}
    for code, sentence in sentences.items():
        # What stands in a sentence for its grammar alone is not told.
        told = gaps(sentence) - {"are", "advice"}
        assert gaps(words[prefix + code]) == told, code


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_a_warning_names_has_words(language: str) -> None:
    words = strings()[language]
    for origin in get_args(Origin):
        assert f"documents_source_{origin.replace(' ', '-')}" in words
    assert {key[17:] for key in words if key.startswith("documents_format_")} == set(FORMAT_NAMES)
    for field in FIELDS:
        assert f"documents_field_{field}" in words
    for code in get_args(StudioFields.model_fields["reason_code"].annotation)[:1]:
        for reason in get_args(code):
            assert f"studio_reason_{reason}" in words


def test_the_chinese_is_chinese_and_the_english_is_not() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    table = strings()
    assert [key for key, text in table["zh"].items() if not han.search(text)] == []
    assert [key for key, text in table["en"].items() if han.search(text)] == []


def test_every_string_that_is_used_exists_and_every_one_is_used() -> None:
    known = set(strings()["en"])
    used = set(re.findall(r'data-(?:text|label|placeholder)="([\w-]+)"', ASSETS["index.html"]))
    code = "\n".join(text for name, text in SCRIPTS.items() if not name.startswith("strings"))
    used |= set(re.findall(r'words\.text\("([\w-]+)"', code))
    assert used <= known
    written = set(re.findall(r'"([\w-]+)"', code + ASSETS["strings.js"].split("export class")[1]))
    # Those whose end the code puts together, and the navigation's, one for every view.
    views = re.findall(r'\bname: "(\w+)"', SCRIPTS["views.js"])
    assert {key for key in known if key.startswith("nav_")} == {f"nav_{name}" for name in views}
    prefixes = {*re.findall(r"`(\w+_)\$\{", code), "part_", "nav_"}
    built = {key for key in known if key.startswith(tuple(prefixes))}
    assert known - used - written - built == set()


def test_there_are_example_questions_in_both_languages() -> None:
    examples = re.findall(r'\["(zh|en)", "(.+)"\],', ASSETS["strings_ask.js"])
    languages = [language for language, _ in examples]
    assert languages.count("zh") >= 2
    assert languages.count("en") >= 2
