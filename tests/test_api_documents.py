"""Documents over HTTP: added and told of meanwhile, refused by name, removed, kept from others."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from api import schemas_documents as schemas
from api import stream_work
from api.app import create_app
from api.desk import Desk
from api.errors import CrossSite, ReadOnly
from api.file_names import safe_name
from api.guard import Guard
from api.routes_documents import Changes
from api.settings import Settings
from api.uploads import MOST_FILES
from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder
from index.records.model import BlockKind
from index.store.library import Library

HERE = "http://localhost:8000"
ADDRESS = "/v1/documents"
ASKED = {"accept": "text/event-stream"}
LIMIT = 4096


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as library:
        yield library


@pytest.fixture
def client(library: Library) -> TestClient:
    return TestClient(create_app(Settings(writable=True, upload_limit=LIMIT), library), HERE)


def files(**contents: str | bytes) -> list[tuple[str, tuple[str, bytes]]]:
    """Parts of a form; of a name's underscores the last one stands for the dot."""
    return [
        ("files", (".".join(name.rsplit("_", 1)), c.encode() if isinstance(c, str) else c))
        for name, c in contents.items()
    ]


def told(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.removesuffix("\n\n").split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data[6:])) for name, data in blocks]


def names(client: TestClient) -> list[str]:
    return [one["name"] for one in client.get(ADDRESS).json()["documents"]]


# --------------------------------------------------------------------------------- what is added


def test_several_files_go_in_and_can_be_asked_at_once(client: TestClient) -> None:
    answer = client.post(ADDRESS, files=files(zh_txt=MEETING_ZH, en_txt=MEETING_EN))
    assert answer.status_code == 200
    report = answer.json()
    assert [(one["name"], one["outcome"]) for one in report["files"]] == [
        ("zh.txt", "added"),
        ("en.txt", "added"),
    ]
    first = report["files"][0]["documents"][0]
    assert first["symbol"] == "S/PV.9001"
    assert first["digest"] == report["files"][0]["digest"]
    assert first["digest"] == hashlib.sha256(MEETING_ZH.encode()).hexdigest()
    assert report["generation"] == client.get("/healthz").json()["generation"] == 1
    hits = client.post("/v1/search", json={"question": "冰川"}).json()["hits"]
    assert "S/PV.9001" in {hit["symbol"] for hit in hits}


def test_one_file_is_the_body_where_its_name_is_given(client: TestClient) -> None:
    answer = client.post(ADDRESS, params={"name": "简报.txt"}, content=NOTE_ZH.encode())
    assert [one["outcome"] for one in answer.json()["files"]] == ["added"]
    assert names(client) == ["简报.txt"]


def test_what_is_held_already_is_left_alone_and_a_new_version_takes_its_place(
    client: TestClient,
) -> None:
    client.post(ADDRESS, files=files(zh_txt=MEETING_ZH))
    again = client.post(ADDRESS, files=files(zh_txt=MEETING_ZH)).json()
    assert again["files"][0]["outcome"] == "unchanged"
    assert again["generation"] == 1
    newer = client.post(ADDRESS, files=files(newer_txt=MEETING_ZH + "\n")).json()["files"][0]
    assert newer["outcome"] == "replaced"
    assert newer["documents"][0]["replaced"]["name"] == "zh.txt"
    assert names(client) == ["newer.txt"]


def test_two_versions_in_one_request_leave_the_later_one(client: TestClient) -> None:
    sent = files(old_txt=MEETING_ZH, new_txt=MEETING_ZH + "\n", copy_txt=MEETING_ZH + "\n")
    report = client.post(ADDRESS, files=sent).json()["files"]
    assert [one["outcome"] for one in report] == ["superseded", "replaced", "unchanged"]
    assert [len(one["documents"]) for one in report] == [0, 1, 1]
    assert names(client) == ["new.txt"]


def test_a_side_car_says_what_the_text_does_not(client: TestClient) -> None:
    side_car = '[documents."note.txt"]\nsymbol = "S/2020/1"\n'
    sent = [*files(note_txt=NOTE_ZH), ("files", ("SOURCES.toml", side_car.encode()))]
    report = client.post(ADDRESS, files=sent).json()["files"]
    assert [one["outcome"] for one in report] == ["added", "side-car"]
    assert report[0]["documents"][0]["symbol"] == "S/2020/1"
    assert names(client) == ["note.txt"]


def test_the_first_file_makes_the_library(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "none yet", writable=True)
    made: list[Library] = []

    def make() -> None:
        Library.open(settings.library, FakeEncoder(), create=True).close()

    def open_library() -> Library:
        made.append(Library.open(settings.library, FakeEncoder()))
        return made[-1]

    app = create_app(settings)
    app.state.desk = Desk(open_library, make_library=make)
    with TestClient(app, HERE) as client:
        assert client.get(ADDRESS).status_code == 503
        assert client.post(ADDRESS, files=files(zh_txt=MEETING_ZH)).status_code == 200
        assert names(client) == ["zh.txt"]
    made[-1].close()


# ------------------------------------------------------------------------------ what is at fault


def test_a_file_at_fault_is_told_and_the_others_go_in(client: TestClient) -> None:
    sent = files(zh_txt=MEETING_ZH, empty_txt=b"", large_txt=b"x" * (LIMIT + 1), noise_txt=b"\0\1")
    report = client.post(ADDRESS, files=sent).json()["files"]
    assert [one["outcome"] for one in report] == ["added", "failed", "failed", "failed"]
    problems = [one["problem"] for one in report[1:]]
    assert [one["status"] for one in problems] == [422, 413, 422]
    assert problems[0]["detail"] == "empty.txt is empty."
    assert problems[1]["detail"] == "large.txt has more than 4,096 bytes."
    assert all(one["hint"] and "/" not in one["detail"] for one in problems), "no place on disk"
    assert (report[2]["size"], report[2]["digest"]) == (LIMIT + 1, None)
    assert names(client) == ["zh.txt"]


def test_where_no_file_goes_in_the_answer_is_a_problem_that_tells_of_each(
    client: TestClient,
) -> None:
    one = client.post(ADDRESS, files=files(empty_txt=b""))
    assert one.status_code == one.json()["status"] == 422
    assert one.headers["content-type"] == "application/problem+json"
    assert one.json()["type"] == "urn:rostrum:problem:unreadable-file"
    assert one.json()["files"][0]["name"] == "empty.txt"
    both = client.post(ADDRESS, files=files(empty_txt=b"", noise_txt=b"\0\1")).json()
    assert both["type"] == "urn:rostrum:problem:none-added"
    assert [file["outcome"] for file in both["files"]] == ["failed", "failed"]
    assert names(client) == []


BOUNDARY = {"content-type": "multipart/form-data; boundary=b"}
PART = b'--b\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\nwords'


@pytest.mark.parametrize(
    ("sent", "status", "name", "word"),
    [
        ({"content": b"words"}, 422, "invalid-request", "what it is called"),
        ({"json": {"question": "?"}}, 422, "invalid-request", "what it is called"),
        ({"data": {"a": "b"}, "files": []}, 422, "invalid-request", "what it is called"),
        ({"files": {"f": (None, b"a field")}}, 422, "invalid-request", "no file"),
        ({"content": PART, "headers": BOUNDARY}, 422, "invalid-request", "breaks off"),
        ({"content": b"--c\r\n", "headers": BOUNDARY}, 422, "invalid-request", "not multipart"),
        (
            {"content": PART, "headers": {"content-type": "multipart/form-data"}},
            422,
            "invalid-request",
            "boundary",
        ),
        (
            {"files": [("f", (f"{n}.txt", b"x")) for n in range(MOST_FILES + 1)]},
            422,
            "invalid-request",
            f"more than {MOST_FILES} files",
        ),
        ({"content": b"x" * (8 * LIMIT + 1)}, 413, "too-large", "32,768 bytes"),
    ],
)
def test_a_request_that_brings_no_files_is_refused_as_one(
    client: TestClient, sent: dict[str, Any], status: int, name: str, word: str
) -> None:
    answer = client.post(ADDRESS, **sent)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["type"] == f"urn:rostrum:problem:{name}"
    assert word in answer.json()["detail"]
    assert answer.json()["hint"]
    assert client.get("/v1/writing").json()["busy"] is False


def test_a_body_of_unknown_length_is_counted_while_it_arrives(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 1024

    answer = client.post(ADDRESS, params={"name": "a.txt"}, content=endless())
    assert answer.status_code == 413


def test_the_limit_of_other_requests_is_theirs_alone(library: Library) -> None:
    settings = Settings(writable=True, body_limit=1024)
    client = TestClient(create_app(settings, library), HERE)
    assert client.post("/v1/ask", json={"question": "谁" * 1024}).status_code == 413
    assert client.post(ADDRESS, files=files(long_txt=NOTE_ZH * 99)).status_code == 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("record.txt", "record.txt"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\records\\a.pdf", "a.pdf"),
        ("a\0b\r\n.txt", "ab.txt"),
        ("annex\u202efdp.exe", "annexfdp.exe"),
        ("..", "document"),
        ("", "document"),
        ("\u200b", "document"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_name_is_one_component_that_shows_what_it_is(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_long_name_keeps_its_suffix_and_fits_the_file_system() -> None:
    kept = safe_name("联合国" * 200 + ".pdf")
    assert len(kept.encode()) <= 255
    assert kept.endswith(".pdf")
    assert kept.startswith("联合国")


def test_hostile_names_stay_names(client: TestClient, tmp_path: Path) -> None:
    hostile = ["../../out.txt", '"><script>alert(1)</script>.txt', "文" * 300 + ".txt"]
    sent = [("f", (name, f"{NOTE_ZH}{name}".encode())) for name in hostile]
    report = client.post(ADDRESS, files=sent).json()["files"]
    assert [one["outcome"] for one in report] == ["added"] * 3
    assert report[0]["name"] == "out.txt"
    assert names(client) == [one["name"] for one in report]
    assert not list(tmp_path.rglob("out.txt")), "nothing is written under a name that was sent"


# -------------------------------------------------------------------------------- while it is done


def test_the_events_tell_of_every_stage_and_end_with_the_report(client: TestClient) -> None:
    sent = files(zh_txt=MEETING_ZH, empty_txt=b"")
    answer = client.post(ADDRESS, files=sent, headers=ASKED)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = told(answer.text)
    assert events[0] == (
        "received",
        {
            "files": [
                {"name": "zh.txt", "size": len(MEETING_ZH.encode())},
                {"name": "empty.txt", "size": 0},
            ]
        },
    )
    stages = [fields["stage"] for name, fields in events if name == "progress"]
    assert list(dict.fromkeys(stages)) == ["read", "parse", "cut", "encode", "index"]
    assert [name for name, _ in events][-1] == "done"
    report = events[-1][1]
    assert [one["outcome"] for one in report["files"]] == ["added", "failed"]
    schemas.AddedResponse.model_validate(report)


def test_what_fails_before_the_work_begins_is_an_ordinary_problem(client: TestClient) -> None:
    answer = client.post(ADDRESS, content=b"words", headers=ASKED)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_one_writer_at_a_time_and_readers_go_on(client: TestClient, library: Library) -> None:
    client.post(ADDRESS, files=files(zh_txt=MEETING_ZH))
    changes: Changes = client.app.state.changes  # type: ignore[attr-defined]
    with changes.turn.taking():
        assert client.get("/v1/writing").json()["busy"] is True
        for refused in (
            client.post(ADDRESS, files=files(en_txt=MEETING_EN)),
            client.post(ADDRESS, files=files(en_txt=MEETING_EN), headers=ASKED),
            client.delete(f"{ADDRESS}/S%2FPV.9001"),
        ):
            assert refused.status_code == 503
            assert refused.json()["type"] == "urn:rostrum:problem:library-busy"
            assert refused.headers["retry-after"]
        assert client.post("/v1/search", json={"question": "冰川"}).json()["hits"]
    assert names(client) == ["zh.txt"]
    assert client.delete(f"{ADDRESS}/S%2FPV.9001").status_code == 200


def test_while_files_go_in_questions_are_answered_from_what_was_held(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(ADDRESS, files=files(zh_txt=MEETING_ZH))
    encoding, go_on = threading.Event(), threading.Event()
    encode = FakeEncoder.encode_passages

    def slowly(encoder: FakeEncoder, texts: Any) -> Any:
        encoding.set()
        assert go_on.wait(20)
        return encode(encoder, texts)

    monkeypatch.setattr(FakeEncoder, "encode_passages", slowly)
    sent = files(en_txt=MEETING_EN)
    adding = threading.Thread(target=lambda: client.post(ADDRESS, files=sent))
    adding.start()
    try:
        assert encoding.wait(20)
        hits = client.post("/v1/search", json={"question": "冰川"}).json()["hits"]
        assert {hit["symbol"] for hit in hits} == {"S/PV.9001"}
        assert client.post(ADDRESS, files=sent).status_code == 503
    finally:
        go_on.set()
        adding.join(20)
    hits = client.post("/v1/search", json={"question": "glaciers"}).json()["hits"]
    assert "S/PV.9002" in {hit["symbol"] for hit in hits}


def test_the_work_ends_undone_when_its_reader_goes_away() -> None:
    going, gone, over = threading.Event(), threading.Event(), threading.Event()
    ended: list[str] = []

    def work(tell: stream_work.Tell) -> dict[str, Any]:
        try:
            tell("received", {})
            going.set()
            assert gone.wait(10)
            tell("progress", {})
            return {}
        except stream_work.ReaderGone:
            ended.append("undone")
            raise
        finally:
            ended.append("over")
            over.set()

    async def visit() -> None:
        response = await stream_work.respond(work, ADDRESS)
        reader = aiter(response.body_iterator)
        assert b"received" in await anext(reader)  # type: ignore[operator]
        assert await asyncio.to_thread(going.wait, 10)
        await reader.aclose()  # type: ignore[attr-defined]
        gone.set()

    asyncio.run(visit())
    assert over.wait(10)
    assert ended == ["undone", "over"]


def test_work_that_fails_on_the_way_says_so_as_its_last_event() -> None:
    def work(tell: stream_work.Tell) -> dict[str, Any]:
        tell("received", {})
        raise ZeroDivisionError("secret detail")

    async def visit() -> bytes:
        response = await stream_work.respond(work, ADDRESS)
        return b"".join([bytes(block) async for block in response.body_iterator])  # type: ignore[arg-type]

    events = told(asyncio.run(visit()).decode())
    assert [name for name, _ in events] == ["received", "error"]
    assert events[1][1]["status"] == 500
    assert "secret" not in str(events)


# -------------------------------------------------------------------------------- parsed, removed


def test_the_parse_of_a_document_accounts_for_every_character(client: TestClient) -> None:
    client.post(ADDRESS, files=files(zh_txt=MEETING_ZH))
    parse = client.get(f"{ADDRESS}/S%2FPV.9001/parse").json()
    assert parse == client.get(f"{ADDRESS}/S/PV.9001/parse").json()
    schemas.ParseResponse.model_validate(parse)
    assert parse["raw_characters"] == len(MEETING_ZH)
    assert sum(one["characters"] for one in parse["census"].values()) == len(MEETING_ZH)
    assert set(parse["census"]) <= set(get_args(BlockKind))
    document = client.get(f"{ADDRESS}/S%2FPV.9001").json()
    assert parse["statements"] == len(document["statements"])
    assert parse["census"]["statement_heading"]["blocks"] == len(document["statements"])
    assert parse["warnings"] == document["warnings"]
    assert sum(parse["floor_languages"].values()) == len(
        [one for one in document["statements"] if one["translated_from"]]
    )
    assert client.get(f"{ADDRESS}/S%2FPV.1/parse").status_code == 404


def test_a_removed_document_is_neither_listed_nor_found(client: TestClient) -> None:
    client.post(ADDRESS, files=files(zh_txt=MEETING_ZH, en_txt=MEETING_EN))
    answer = client.delete(f"{ADDRESS}/S%2FPV.9001")
    assert answer.json()["removed"]["name"] == "zh.txt"
    assert answer.json()["generation"] == 2
    schemas.RemovedResponse.model_validate(answer.json())
    assert names(client) == ["en.txt"]
    hits = client.post("/v1/search", json={"question": "冰川"}).json()["hits"]
    assert {hit["symbol"] for hit in hits} <= {"S/PV.9002"}
    again = client.delete(f"{ADDRESS}/S%2FPV.9001")
    assert (again.status_code, again.json()["type"]) == (404, "urn:rostrum:problem:not-held")


# ------------------------------------------------------------------------------------ who may


def test_writing_is_off_unless_it_is_switched_on(library: Library) -> None:
    client = TestClient(create_app(Settings(), library), HERE)
    writing = client.get("/v1/writing").json()
    schemas.WritingResponse.model_validate(writing)
    assert writing["writable"] is False
    for refused in (
        client.post(ADDRESS, files=files(zh_txt=MEETING_ZH)),
        client.delete(f"{ADDRESS}/S%2FPV.9001"),
    ):
        assert refused.status_code == 403
        assert refused.json()["type"] == "urn:rostrum:problem:read-only"
        assert "--writable" in refused.json()["hint"]
    assert names(client) == []


GUARD = Guard(True, frozenset({"rostrum.example"}))
SITES: list[tuple[dict[str, str], type[Exception] | None]] = [
    # Not a browser's page.
    ({"host": "localhost:8000"}, None),
    ({"host": "127.0.0.1:8000"}, None),
    ({"host": "[::1]:8000"}, None),
    ({"host": "192.168.1.5"}, None),
    ({"host": "Rostrum.Example:80"}, None),
    # The service's own page, in a browser that says so and in one that does not.
    ({"host": "localhost:8000", "sec-fetch-site": "same-origin"}, None),
    ({"host": "localhost:8000", "sec-fetch-site": "none"}, None),
    ({"host": "localhost:8000", "origin": "http://localhost:8000"}, None),
    ({"host": "rostrum.example", "origin": "https://rostrum.example"}, None),
    # Another page, though it may be on the same machine.
    ({"host": "localhost:8000", "sec-fetch-site": "cross-site"}, CrossSite),
    ({"host": "localhost:8000", "sec-fetch-site": "same-site"}, CrossSite),
    ({"host": "localhost:8000", "origin": "http://localhost:3000"}, CrossSite),
    ({"host": "localhost:8000", "origin": "https://evil.example"}, CrossSite),
    ({"host": "localhost:8000", "origin": "null"}, CrossSite),
    # A name that somebody points at this machine, under which everything looks like one site.
    ({"host": "evil.example:8000", "sec-fetch-site": "same-origin"}, CrossSite),
    ({"host": "evil.example:8000"}, CrossSite),
    ({"host": "localhost.evil.example"}, CrossSite),
    ({"host": "127.0.0.1.evil.example"}, CrossSite),
    ({"host": ""}, CrossSite),
    ({"host": "[::1"}, CrossSite),
]


@pytest.mark.parametrize(("headers", "error"), SITES)
def test_a_page_of_another_site_changes_nothing(
    headers: dict[str, str], error: type[Exception] | None
) -> None:
    if error is None:
        GUARD.check(headers)
    else:
        with pytest.raises(error):
            GUARD.check(headers)


def test_being_read_only_is_said_before_anything_else() -> None:
    with pytest.raises(ReadOnly):
        Guard(False, frozenset()).check({"host": "evil.example"})


def test_a_request_of_another_site_is_refused_before_its_body_is_read(client: TestClient) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        for refused in (
            client.post(ADDRESS, files=files(zh_txt=MEETING_ZH), headers=headers),
            client.post(ADDRESS, content=b"x", headers=headers | {"content-type": "text/plain"}),
            client.delete(f"{ADDRESS}/S%2FPV.9001", headers=headers),
        ):
            assert refused.status_code == 403
            assert refused.json()["type"] == "urn:rostrum:problem:cross-site"
    assert names(client) == []


# -------------------------------------------------------------------------------------- described


def test_every_example_fits_its_model() -> None:
    for model in (
        schemas.WritingResponse,
        schemas.ParseResponse,
        schemas.AddedResponse,
        schemas.RemovedResponse,
    ):
        extra: Callable[..., Any] | dict[str, Any] | None = model.model_config["json_schema_extra"]
        assert isinstance(extra, dict)
        for example in extra["examples"]:  # type: ignore[union-attr]
            model.model_validate(example)


def test_what_says_the_same_as_another_document_is_told(client: TestClient) -> None:
    client.post(ADDRESS, files=files(first_txt=MEETING_ZH))
    near = MEETING_ZH.replace("S/PV.9001", "S/PV.9005").replace("9001", "9005")
    told = client.post(ADDRESS, files=files(near_txt=near, bare_txt=NOTE_ZH)).json()
    copy = told["files"][0]["copies"][0]
    assert copy["held_symbol"] == "S/PV.9001"
    assert copy["held_name"] == "first.txt"
    assert copy["added"] is True
    assert 0.8 <= copy["share"] < 1
    assert told["files"][1]["copies"] == []
    again = client.post(ADDRESS, files=files(copy_txt=NOTE_ZH + "\n")).json()["files"][0]
    assert again["outcome"] == "unchanged"
    assert [(c["held_name"], c["share"], c["added"]) for c in again["copies"]] == [
        ("bare.txt", 1, False)
    ]
