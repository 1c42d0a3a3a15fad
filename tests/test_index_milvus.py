"""A library is the same in a folder and in Milvus: what goes in, comes out and is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from milvus_places import MilvusPlaces, milvus_server, open_at

from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder, write_files
from index.errors import FilterError, NotHeld, QuestionError, StoreMismatch, StoreMissing
from index.passages import cut
from index.records.parse import parse_file
from index.search.codes import encode
from index.search.model import Filters, Leg
from index.store.library import Library
from index.store.milvus.address import Address
from index.store.watch import FolderWatch

Place = Path | Address
QUESTIONS = (
    "上合组织五年来缴获了多少毒品？",
    "第2396号决议是关于什么的？",
    "谁支持预防性外交？",
    "山谷里缺水吗？",
    "诺罗夫先生说了什么？",
    "S/PV.9001",
    "How many tons of drugs were seized?",
    "What did Poland say about Crimea?",
    "Who welcomed the ceasefire in March 2020?",
    "What did Mr. Norov say in S/PV.9002?",
    "Is water scarce?",
    "zzz qqq",
)
FILTERS = (
    Filters(documents=("S/PV.9001", "note.txt")),
    Filters(delegations=("Poland", "法国")),
    Filters(delegations=("Iceland",)),
    Filters(speakers=("Norov",)),
    Filters(speakers=("科瓦尔斯基", "Dupont")),
    Filters(languages=("en",)),
    Filters(kinds=("verbatim",)),
    Filters(kinds=("letter",)),
    Filters(date_from="2020-03-06"),
    Filters(date_to="2020-03-05", languages=("zh",)),
    Filters(delegations=("SCO",), languages=("zh",), date_from="2020"),
)
SECOND = MEETING_ZH.replace("波兰反对", "波兰强烈反对")


class TokenFake(FakeEncoder):
    """Token vectors as well: one for each character."""

    token_dimensions = 32

    def encode_question_tokens(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        return self.encode_questions([text])[0], self._tokens(text)

    def encode_passage_tokens(self, texts: list[str]) -> tuple[np.ndarray, list[np.ndarray]]:
        return self.encode_passages(texts), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> np.ndarray:
        letters = [letter for letter in text if letter.isalnum()]
        found = np.zeros((len(letters), self.token_dimensions), np.float32)
        for at, letter in enumerate(letters):
            found[at] = self._direction(letter)[: self.token_dimensions]
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusPlaces]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as places:
        yield places


@pytest.fixture(params=["folder", "milvus"])
def place(request: pytest.FixtureRequest, server: MilvusPlaces, tmp_path: Path) -> Place:
    return tmp_path / "library" if request.param == "folder" else server.new()


@pytest.fixture
def library(place: Place) -> Iterator[Library]:
    with open_at(place, FakeEncoder(), create=True) as held:
        yield held


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def written(name: str, text: str) -> Path:
        path = tmp_path / "written" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="module")
def both(
    server: MilvusPlaces, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Library, Library]]:
    """The same files in a folder and in Milvus, with token vectors."""
    folder = tmp_path_factory.mktemp("both")
    paths = write_files(folder / "files")
    with (
        open_at(folder / "library", TokenFake(), create=True) as one,
        open_at(server.new(), TokenFake(), create=True) as other,
    ):
        for held in (one, other):
            held.add(paths)
        yield one, other


def test_what_is_put_in_comes_back(library: Library, files: tuple[Path, ...]) -> None:
    report = library.add(files)
    assert [document.label for document in report.added] == ["S/PV.9001", "S/PV.9002", "note.txt"]
    for path in files:
        record = parse_file(path)
        assert library.record(record.document.id) == record
        assert [library.passage(passage.id) for passage in cut(record)] == list(cut(record))
    (meeting, _, note) = library.documents()
    assert (meeting.statements, meeting.paragraphs, meeting.speakers) == (3, 5, 3)
    assert meeting.characters == len(parse_file(files[0]).text)
    assert note.passages == 1
    assert {found.code for found in library.delegations()} == {"CN", "SCO", "PL", "FR"}


def test_what_is_held_is_found_by_symbol_name_and_digest(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    meeting = parse_file(files[0]).document
    for name in ("s/pv.9001", meeting.id, meeting.digest, "meeting.txt"):
        assert library.resolve(name) == meeting
    with pytest.raises(NotHeld, match=r"Nearest: .*S/PV\.9001"):
        library.resolve("S/PV.9003")
    with pytest.raises(NotHeld):
        library.passage(f'{meeting.id}:0-1" or row > 0 or id == "')


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert library.searcher().search("水").hits == ()
    assert library.documents() == () and library.delegations() == ()
    assert library.current() is None


def test_adding_again_changes_nothing(library: Library, files: tuple[Path, ...]) -> None:
    library.add(files)
    before = library.generation
    assert len(library.add(files).unchanged) == 3
    assert library.generation == before


def test_a_copy_under_another_name_is_told_of(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    library.add([write("note.txt", NOTE_ZH)])
    report = library.add([write("copy.txt", NOTE_ZH + "\n")])
    (copy,) = report.duplicates
    assert (copy.held.name, copy.share, copy.added) == ("note.txt", 1.0, False)
    assert len(library.documents()) == 1


def test_similar_words_are_told_of_with_their_share(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    library.add([write("first.txt", MEETING_EN.replace("S/PV.9002", "S/PV.9102"))])
    report = library.add([write("second.txt", MEETING_EN.replace("Water is", "Water was"))])
    (near,) = report.duplicates
    assert near.held.symbol == "S/PV.9102" and near.added
    assert 0.8 < near.share < 1


def test_a_new_version_takes_the_place_of_the_old(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    library.add([write("meeting.txt", MEETING_ZH), write("note.txt", NOTE_ZH)])
    report = library.add([write("meeting.txt", SECOND)])
    (replaced,) = report.replaced
    assert replaced.old.symbol == replaced.new.symbol == "S/PV.9001"
    hits = library.searcher().search("波兰反对对乌克兰的侵略", 50).hits
    assert {hit.document.id for hit in hits} <= {d.id for d in library.catalogue()}
    assert "强烈反对" in hits[0].passage.text
    with pytest.raises(NotHeld):
        library.record(replaced.old.id)


def test_versions_are_kept_to_be_read_and_not_found(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    texts = [MEETING_ZH, SECOND, MEETING_ZH.replace("波兰反对", "波兰坚决反对")]
    for text in texts:
        library.add([write("meeting.txt", text)], keep_versions=True)
    (current,) = library.catalogue()
    versions = library.versions(current)
    assert [library.record(one.id).text.count("强烈反对") for one in versions] == [0, 1, 0]
    assert versions[-1] == current
    (summary,) = library.documents()
    assert summary.earlier == versions[:-1]
    texts_found = [h.passage.text for h in library.searcher().search("反对侵略", 50).hits]
    assert any("坚决反对" in text for text in texts_found)
    assert not any("强烈反对" in text for text in texts_found)
    # An earlier version that comes back is the current one again.
    library.add([write("meeting.txt", SECOND)], keep_versions=True)
    assert len(library.versions(library.resolve("S/PV.9001"))) == 3
    library.remove("S/PV.9001")
    assert library.documents() == ()
    with pytest.raises(NotHeld):
        library.record(versions[0].id)


def test_documents_are_removed_all_or_none(library: Library, files: tuple[Path, ...]) -> None:
    library.add(files)
    with pytest.raises(NotHeld):
        library.remove_all(["S/PV.9001", "S/PV.1"])
    assert len(library.documents()) == 3
    library.remove_all(["S/PV.9001", "note.txt"])
    assert [document.label for document in library.catalogue()] == ["S/PV.9002"]
    hits = library.searcher().search("Norov 毒品 drugs", 50).hits
    assert {hit.document.symbol for hit in hits} == {"S/PV.9002"}


def test_what_was_removed_can_come_back(library: Library, files: tuple[Path, ...]) -> None:
    library.add(files)
    before = [replace(h, score=0.0) for h in library.searcher().search(QUESTIONS[0], 3).hits]
    library.remove("S/PV.9001")
    library.add(files)
    after = [replace(h, score=0.0) for h in library.searcher().search(QUESTIONS[0], 3).hits]
    assert [hit.passage for hit in after] == [hit.passage for hit in before]
    rows = library.current().roster.rows  # type: ignore[union-attr]
    assert len(rows) == 7 and rows[-1] > 7, "no row is given twice"


def test_scores_count_what_is_held_now(library: Library, files: tuple[Path, ...]) -> None:
    """After additions and removals a library scores as one that never held anything else."""
    library.add(files[2:])
    alone = library.searcher().search("山谷里缺水吗？").hits
    library.add(files[:2])
    library.remove_all(["S/PV.9001", "S/PV.9002"])
    again = library.searcher().search("山谷里缺水吗？").hits
    assert [hit.passage for hit in again] == [hit.passage for hit in alone]
    assert again[0].share == pytest.approx(alone[0].share, abs=1e-5)


def test_a_watched_folder_is_followed(
    library: Library, tmp_path: Path, write: Callable[[str, str], Path]
) -> None:
    path = write("note.txt", NOTE_ZH)
    write("meeting.txt", MEETING_ZH)
    watch = FolderWatch(library, path.parent, mirror=True, settled_s=0.0)
    assert len(watch.look().report.added) == 2
    assert not watch.look().changed
    assert len(library.watched_stamps(path.parent)) == 2
    write("note.txt", NOTE_ZH.replace("冰川", "雪山"))
    assert [r.new.name for r in watch.look().report.replaced] == ["note.txt"]
    path.unlink()
    assert [document.name for document in watch.look().removed] == ["note.txt"]
    assert [document.name for document in library.catalogue()] == ["meeting.txt"]


def test_a_library_that_is_opened_again_is_as_it_was(place: Place, files: tuple[Path, ...]) -> None:
    with open_at(place, FakeEncoder(), create=True) as held:
        held.add(files)
        before = held.searcher().search(QUESTIONS[0]).hits
        summaries = held.documents()
    with open_at(place, FakeEncoder()) as opened:
        assert opened.searcher().search(QUESTIONS[0]).hits == before
        assert opened.documents() == summaries


def test_another_encoder_is_refused_until_the_library_is_rebuilt(
    place: Place, files: tuple[Path, ...]
) -> None:
    with open_at(place, FakeEncoder(), create=True) as held:
        held.add(files)
    other = FakeEncoder(dimensions=32, salt="other")
    with pytest.raises(StoreMismatch, match="built with the encoder fake"):
        open_at(place, other)
    with open_at(place) as held:
        rows = held.current().roster.rows.tolist()  # type: ignore[union-attr]
        assert held.rebuild(other) == 7
        assert held.current().roster.rows.tolist() == rows  # type: ignore[union-attr]
        assert "毒品" in held.searcher().search(QUESTIONS[0]).hits[0].passage.text
        assert held.vectors(rows)[1].shape == (7, 32)
    with open_at(place, other) as held:
        assert len(held.searcher().search("水", 50).hits) == 7


def test_a_library_that_is_not_there_is_not_made_by_reading(place: Place) -> None:
    with pytest.raises(StoreMissing):
        open_at(place, FakeEncoder())
    with pytest.raises(StoreMissing):
        open_at(place, FakeEncoder())


@pytest.mark.parametrize("question", ["", "  ", "?" * 10_001, "\ud800"])
def test_bad_questions_are_refused(both: tuple[Library, Library], question: str) -> None:
    for held in both:
        with pytest.raises(QuestionError):
            held.searcher().search(question)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(documents=('S/PV.1" or row > 0',)),
        Filters(delegations=("Atlantis",)),
        Filters(speakers=("nobody",)),
        Filters(date_from="soon"),
    ],
)
def test_bad_filters_are_refused(both: tuple[Library, Library], filters: Filters) -> None:
    for held in both:
        with pytest.raises(FilterError):
            held.searcher().search("水", filters=filters)


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_the_same(both: tuple[Library, Library], question: str) -> None:
    legs: tuple[tuple[Leg, ...], ...] = (
        ("lexical", "dense", "late"), ("lexical", "dense"), ("lexical",), ("dense",), ("late",),
    )  # fmt: skip
    for chosen in legs:
        one, other = (held.searcher().search(question, 50, legs=chosen) for held in both)
        assert other.facets == one.facets
        _same(one.hits, other.hits)


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_let_the_same_through(both: tuple[Library, Library], filters: Filters) -> None:
    for question in ("缴获毒品 drugs seized", "波兰和诺罗夫 water"):
        one, other = (held.searcher().search(question, 50, filters) for held in both)
        _same(one.hits, other.hits)


def test_what_answering_asks_of_the_legs_is_the_same(both: tuple[Library, Library]) -> None:
    encoder = TokenFake()
    vector, tokens = encoder.encode_question_tokens("毒品和水")
    found = []
    for held in both:
        now = held.current()
        assert now is not None
        rows = now.roster.rows.tolist()
        late = now.late.score(tokens, [*rows, 10_000])
        near, cosines = now.dense.search(vector, 3, np.array(rows[1:], np.int64))
        all_rows, vectors = held.vectors([*rows, 10_000])
        assert all_rows.tolist() == rows and vectors.dtype == np.float32
        assert len(now.lexical) == len(rows)
        found.append((late, near.tolist(), np.round(cosines, 5).tolist(), vectors.tolist()))
    assert found[0][0].keys() == found[1][0].keys()
    assert [*found[0][0].values()] == pytest.approx([*found[1][0].values()], abs=1e-6)
    assert found[0][1:] == found[1][1:]


def test_coded_tokens_come_back_byte_for_byte(both: tuple[Library, Library]) -> None:
    from index.store.move import _end

    coded = [
        {p["row"]: p["codes"] for parcel in end.parcels(end.numbers()) for p in parcel.passages}
        for end in map(_end, both)
    ]
    assert coded[0] == coded[1]
    assert all(coded[0].values()), "encoded, not empty"
    assert len(next(iter(coded[0].values()))) % encode(np.ones((1, 32), np.float32)).size == 0


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    """The same passages in the same order, with the same scores to six digits."""
    measures = ("score", "similarity", "share", "late")
    bare = [[replace(hit, **dict.fromkeys(measures)) for hit in hits] for hits in (one, other)]  # type: ignore[type-var]
    assert bare[0] == bare[1]
    for measure in measures:
        values = [[getattr(hit, measure) or 0.0 for hit in hits] for hits in (one, other)]
        assert values[0] == pytest.approx(values[1], abs=2e-5)
