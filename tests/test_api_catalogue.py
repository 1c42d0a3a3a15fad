"""The list of documents: found by words, in an order, page by page, read once for each state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_fakes import FakeAnswerer, FakeLibrary, build
from starlette.testclient import TestClient

from api.app import create_app
from api.schemas_held import DocumentsResponse
from api.settings import Settings
from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder
from index.records.model import Speaker
from index.store.library import Library

ADDRESS = "/v1/documents"


class Counting(FakeLibrary):
    """Twelve meetings of which one is held in two languages; counts how often they are read."""

    def __init__(self) -> None:
        super().__init__([meeting(number) for number in (*range(1, 13), 10)])
        self.reads = 0

    def documents(self) -> Any:
        self.reads += 1
        return super().documents()


def meeting(number: int) -> Any:
    """The meeting of a number; one that is made again is in English."""
    language = "en" if number in SEEN else "zh"
    SEEN.add(number)
    spoken = [(Speaker("甲"), None, ["话" * number])]
    date = None if number == 3 else f"2019-09-{30 - number:02}"
    return build(f"{language}{number}.txt", f"S/PV.{number}", spoken, language=language, date=date)


SEEN: set[int] = set()


@pytest.fixture
def library() -> Counting:
    SEEN.clear()
    return Counting()


@pytest.fixture
def client(library: Counting) -> TestClient:
    return TestClient(create_app(Settings(), library, FakeAnswerer))


def names(client: TestClient, **query: Any) -> list[str]:
    """Language and number of each document of a list."""
    found = client.get(ADDRESS, params=query).json()
    DocumentsResponse.model_validate(found)
    return [one["name"].removesuffix(".txt") for one in found["documents"]]


def test_without_a_wish_everything_comes_as_it_was_added(client: TestClient) -> None:
    assert names(client) == [*(f"zh{n}" for n in range(1, 13)), "en10"]


def test_numbers_in_names_are_sorted_as_numbers_and_languages_stand_together(
    client: TestClient,
) -> None:
    every = [*(f"zh{n}" for n in range(1, 11)), "en10", "zh11", "zh12"]
    assert names(client, sort="symbol") == every
    assert names(client, sort="symbol", descending=True)[:4] == ["zh12", "zh11", "en10", "zh10"]
    # English sorts before Chinese, and takes the Chinese twin along.
    assert names(client, sort="language")[:3] == ["en10", "zh10", "zh1"]


def test_what_is_not_known_comes_last_either_way(client: TestClient) -> None:
    assert names(client, sort="date")[0] == "zh12"
    assert names(client, sort="date")[-1] == "zh3"
    assert names(client, sort="date", descending=True)[0] == "zh1"
    assert names(client, sort="date", descending=True)[-1] == "zh3"


def test_pages_follow_each_other_and_the_total_counts_all(client: TestClient) -> None:
    pages = [names(client, sort="symbol", limit=5, offset=at) for at in (0, 5, 10, 15)]
    assert [len(page) for page in pages] == [5, 5, 3, 0]
    assert [name for page in pages for name in page] == names(client, sort="symbol")
    assert client.get(ADDRESS, params={"limit": 5}).json()["total"] == 13


def test_all_the_words_looked_for_must_stand_there(client: TestClient) -> None:
    assert names(client, find="PV.1") == ["zh1", "zh10", "zh11", "zh12", "en10"]
    assert names(client, find="pv.1 EN") == ["en10"]
    assert names(client, find="2019-09-2 zh9") == ["zh9"]
    nothing = client.get(ADDRESS, params={"find": "nowhere"}).json()
    assert (nothing["documents"], nothing["total"], nothing["held"]["documents"]) == ([], 0, 13)


def test_the_sums_are_over_all_that_is_held(client: TestClient) -> None:
    held = client.get(ADDRESS, params={"limit": 1, "find": "PV.2"}).json()["held"]
    assert held["languages"] == {"zh": 12, "en": 1}
    assert held["kinds"] == {"verbatim": 13}
    assert held["statements"] == 13
    assert (held["first_date"], held["last_date"]) == ("2019-09-18", "2019-09-29")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "sort=title"])
def test_what_cannot_be_wished_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{ADDRESS}?{query}").status_code == 422


def test_the_library_is_read_once_for_each_state(client: TestClient, library: Counting) -> None:
    for _ in range(3):
        client.get(ADDRESS)
        client.get("/healthz")
    assert library.reads == 1
    library.generation = 2
    client.get(ADDRESS)
    assert library.reads == 2


# -------------------------------------------------------------------------- what belongs together


@pytest.fixture
def versions(tmp_path: Path) -> Iterator[TestClient]:
    """A meeting in two languages, the Chinese one with an earlier version that is kept."""
    texts = {"a.txt": MEETING_ZH, "b.txt": MEETING_ZH + "\n又及。\n"}
    texts |= {"c.txt": MEETING_EN.replace("9002", "9001"), "d.txt": NOTE_ZH}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as held:
        for name in texts:
            held.add([tmp_path / name], keep_versions=True)
        yield TestClient(create_app(Settings(), held, FakeAnswerer))


def test_versions_and_languages_lead_to_each_other(versions: TestClient) -> None:
    by_name = {one["name"]: one for one in versions.get(ADDRESS).json()["documents"]}
    assert set(by_name) == {"b.txt", "c.txt", "d.txt"}
    current, english = by_name["b.txt"], by_name["c.txt"]
    assert [one["name"] for one in current["earlier"]] == ["a.txt"]
    assert current["translations"] == [{"document": english["document"], "language": "en"}]
    before = versions.get(f"{ADDRESS}/{current['earlier'][0]['document']}").json()
    assert before["current"] == current["document"]
    assert before["earlier"] == []
    now = versions.get(f"{ADDRESS}/{current['document']}").json()
    assert now["current"] is None
    assert now["earlier"] == current["earlier"]
    assert now["translations"] == current["translations"]


def test_a_removed_document_is_gone_from_the_list_at_once(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTE_ZH, encoding="utf-8")
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as held:
        held.add([tmp_path / "note.txt"])
        app = create_app(Settings(writable=True), held, FakeAnswerer)
        client = TestClient(app, base_url="http://127.0.0.1")
        id = client.get(ADDRESS).json()["documents"][0]["document"]
        assert client.delete(f"{ADDRESS}/{id}").status_code == 200
        assert client.get(ADDRESS).json()["held"]["documents"] == 0


def test_every_warning_comes_with_its_code(versions: TestClient) -> None:
    for one in versions.get(ADDRESS).json()["documents"]:
        assert len(one["doubts"]) == len(one["warnings"])
    note = versions.get(f"{ADDRESS}/d.txt/parse").json()
    assert [one["code"] for one in note["doubts"]] == ["symbol-unknown", "date-unknown"]
