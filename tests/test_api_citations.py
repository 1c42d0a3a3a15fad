"""Citations over HTTP and from the command line: every form, and links that hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from api.app import create_app
from api.command import main
from api.settings import Settings
from fakes import MEETING_ZH, FakeEncoder, write_files
from index.encode import Encoder
from index.store.library import Library

QUESTION = "本组织五年来缴获了多少毒品？"
QUOTE = "本组织五年来缴获了212.1吨毒品，占全球缴获量的百分之三十五。"
Answers = dict[str, Any]


def opened(path: Path, encoder: Encoder | None, create: bool) -> Library:
    """A library whose encoder needs no model."""
    return Library.open(path, encoder or FakeEncoder(), create=create)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def folder(tmp_path: Path, files: tuple[Path, ...]) -> Path:
    """A library that holds a meeting in Chinese and a note."""
    with opened(tmp_path / "library", None, True) as library:
        library.add([files[0], files[2]])
    return tmp_path / "library"


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with opened(folder, None, False) as library:
        yield TestClient(create_app(Settings(), library))


def asked(client: TestClient, question: str = QUESTION) -> Answers:
    citation: Answers = client.post("/v1/ask", json={"question": question}).json()["citations"][0]
    return citation


def place(link: str) -> dict[str, str]:
    """What a link carries, as the service takes it."""
    carried = {name: values[0] for name, values in parse_qs(urlsplit(link).fragment).items()}
    return {"document": carried["doc"], "start": carried["start"], "end": carried["end"]}


# ---------------------------------------------------------------------------------- in an answer


def test_every_citation_of_an_answer_has_references_and_a_link(client: TestClient) -> None:
    citation = asked(client)
    assert citation["quote"] == QUOTE
    assert citation["references"] == {
        "zh": "S/PV.9001，2020年3月5日，诺罗夫先生（上海合作组织），第2次发言，第1段",
        "en": "S/PV.9001, 5 March 2020, Mr. 诺罗夫 (Shanghai Cooperation Organization), "
        "statement 2, para. 1",
    }
    assert citation["reference"] == citation["references"]["zh"]
    start, end = citation["start"], citation["end"]
    assert citation["permalink"] == f"/?lang=zh#doc={citation['document']}&start={start}&end={end}"


def test_a_link_leads_to_the_reference_of_its_citation(client: TestClient) -> None:
    citation = asked(client)
    for language in ("zh", "en"):
        there = place(citation["permalink"]) | {"language": language}
        found = client.get("/v1/citations", params=there)
        assert found.text == citation["references"][language] + "\n"


# -------------------------------------------------------------------------------------- the forms


@pytest.mark.parametrize(
    ("form", "media_type", "name", "begins", "ends"),
    [
        ("un", "text/plain", "S-PV.9001.txt", "S/PV.9001，2020年3月5日，", "第1段\n"),
        ("footnote", "text/plain", "S-PV.9001.txt", "诺罗夫先生（上海合作组织），以俄语", "\n"),
        ("bibtex", "application/x-bibtex", "S-PV.9001.bib", "@techreport{S-PV.9001:", "\n}\n"),
        (
            "ris", "application/x-research-info-systems", "S-PV.9001.ris",
            "TY  - HEAR\r\nAU  - 诺罗夫\r\nTI  - 安全理事会第9001次会议\r\n", "\r\nER  - \n",
        ),
    ],
)  # fmt: skip
def test_each_form_has_its_media_type(
    client: TestClient, form: str, media_type: str, name: str, begins: str, ends: str
) -> None:
    citation = asked(client)
    found = client.get("/v1/citations", params=place(citation["permalink"]) | {"format": form})
    assert found.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert found.headers["content-disposition"] == f'inline; filename="{name}"'
    text = found.content.decode()
    assert text.startswith(begins)
    assert text.endswith(ends)
    assert (f"http://testserver{citation['permalink']}" in text) == (form != "un")


def test_the_reference_is_in_the_documents_language_unless_asked_for_in_another(
    client: TestClient,
) -> None:
    there = place(asked(client)["permalink"].replace("lang=zh", "lang=en"))
    assert "2020年3月5日" in client.get("/v1/citations", params=there).text
    english = client.get("/v1/citations", params=there | {"language": "en"}).text
    assert "5 March 2020" in english


def test_any_words_can_be_cited_by_symbol(client: TestClient) -> None:
    text = client.get("/v1/documents/S/PV.9001").json()["text"]
    start = text.index("波兰反对")
    one = {"document": "S/PV.9001", "start": start, "end": start + 4, "language": "en"}
    found = client.get("/v1/citations", params=one).text
    assert found == "S/PV.9001, 5 March 2020, Mr. 科瓦尔斯基 (Poland), statement 3, para. 1\n"
    both = one | {"start": text.index("本组织五年来")}
    assert client.get("/v1/citations", params=both).text == "S/PV.9001, 5 March 2020\n"


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"end": "99999"}, "no range of S/PV.9001"),
        ({"start": "7", "end": "7"}, "no range of S/PV.9001"),
        ({"start": "-1"}, "start: is -1; it must be at least 0"),
        ({"start": "first"}, "query.start"),
        ({"format": "docx"}, "format"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_does_not_fit_is_a_problem(
    client: TestClient, wrong: dict[str, str], detail: str
) -> None:
    there = {"document": "S/PV.9001", "start": "0", "end": "5"} | wrong
    found = client.get("/v1/citations", params=there)
    assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json")
    assert detail in found.json()["detail"]


# -------------------------------------------------------------------------------- links that hold


def words(client: TestClient, link: str) -> str:
    """The words that a link leads to, as the page shows them."""
    there = place(link)
    text: str = client.get(f"/v1/documents/{there['document']}").json()["text"]
    return text[int(there["start"]) : int(there["end"])]


def test_a_link_holds_when_all_is_indexed_again_and_other_documents_come_and_go(
    client: TestClient, folder: Path, files: tuple[Path, ...]
) -> None:
    link = asked(client)["permalink"]
    told = client.get("/v1/citations", params=place(link) | {"format": "ris"}).text
    with opened(folder, None, False) as library:
        library.add([files[1]])
        library.remove("note.txt")
    # The same command that an owner of a library would use; the encoder is another one.
    rebuilt = CliRunner().invoke(main, ["index", "--rebuild", "--library", str(folder)])
    assert rebuilt.exit_code == 0
    with Library.open(folder) as library:
        again = TestClient(create_app(Settings(), library))
        assert words(again, link) == QUOTE
        there = place(link)
        assert again.get("/v1/citations", params=there | {"format": "ris"}).text == told
        digest = library.resolve("S/PV.9001").digest
        whole = there | {"document": digest, "format": "ris"}
        assert again.get("/v1/citations", params=whole).text == told


def test_a_link_holds_when_its_document_was_away(
    client: TestClient, folder: Path, files: tuple[Path, ...]
) -> None:
    link = asked(client)["permalink"]
    with opened(folder, None, False) as library:
        library.remove("S/PV.9001")
        gone = client.get("/v1/citations", params=place(link))
        assert gone.status_code == 404
        assert gone.json()["type"] == "urn:rostrum:problem:not-held"
        assert place(link)["document"] in gone.json()["detail"]
        assert "once the same file is indexed" in gone.json()["hint"]
        library.add([files[0]])
    assert words(client, link) == QUOTE


def test_a_link_never_leads_into_another_version(
    client: TestClient, folder: Path, tmp_path: Path
) -> None:
    link = asked(client)["permalink"]
    (tmp_path / "new.txt").write_text(MEETING_ZH.replace("212.1吨", "三百吨"), "utf8")
    with opened(folder, None, False) as library:
        assert library.add([tmp_path / "new.txt"]).replaced
    assert client.get("/v1/citations", params=place(link)).status_code == 404
    assert client.get("/v1/documents/S/PV.9001").status_code == 200


# ------------------------------------------------------------------------------- the command line


def run(folder: Path, *arguments: str, **env: str) -> Result:
    environment = {"ROSTRUM_LIBRARY": str(folder), "ROSTRUM_PORT": None, **env}
    return CliRunner().invoke(main, ["ask", *arguments], env=environment, obj=opened)


def test_the_command_writes_footnotes_under_the_answer(folder: Path) -> None:
    told = run(folder, "--cite", "footnote", QUESTION).stdout
    assert f"“{QUOTE}”[1]" in told.replace("\n", "")
    assert "[1] 诺罗夫先生（上海合作组织），以俄语发言，安全理事会第9001次会议，" in told
    assert "http://127.0.0.1:8000/?lang=zh#doc=" in told


def test_the_command_writes_references_that_a_program_can_read(folder: Path) -> None:
    entry = run(folder, "--cite", "bibtex", QUESTION, ROSTRUM_PORT="8123").stdout
    assert entry.startswith("@techreport{S-PV.9001:")
    assert "url = {http://127.0.0.1:8123/?lang=zh#doc=" in entry
    record = run(folder, "--cite", "ris", QUESTION).stdout_bytes.decode()
    assert record.startswith("TY  - HEAR\r\n")
    assert record.endswith("\r\nER  - \n")


def test_without_a_fixed_port_there_is_no_link(folder: Path) -> None:
    assert "url = " not in run(folder, "--cite", "bibtex", QUESTION, ROSTRUM_PORT="0").stdout


def test_a_refusal_has_nothing_to_cite(folder: Path) -> None:
    refused = run(folder, "--cite", "ris", "巴西代表说了什么？")
    assert refused.stdout.strip() == ""
    assert "巴西没有在所收录的会议记录中发言。" in refused.stderr
