"""Reranking: a named model orders the best hits anew; without one nothing changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray
from tiny_models import tiny_cross_encoder, tiny_encoder

from api.command import main
from fakes import FakeEncoder, write_files
from index.encode.shipped import FOLDER
from index.errors import EncoderError
from index.search.rerank import RERANKED, CrossEncoderReranker, Reranker, load_reranker, rerank
from index.search.searcher import Searcher
from index.store.library import Library

QUESTION = "安全 peace 水"


@dataclass
class ByLength:
    """The shorter a text, the better it answers; says which texts it has read."""

    name: str = "by length"
    read: int = 0

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read = len(texts)
        return np.array([-len(text) for text in texts], np.float32)


@dataclass(frozen=True)
class Fixed:
    """Gives the same numbers whatever is asked."""

    numbers: NDArray[np.float32]
    name: str = "fixed"

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.numbers


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three small documents and a long one: more passages than are reranked."""
    folder = tmp_path_factory.mktemp("rerank")
    files = write_files(folder / "files")
    lines = [f"安全理事会第{n}次讨论水资源与和平。{'会员国发言。' * 40}" for n in range(40)]
    long = folder / "files" / "long.txt"
    long.write_text("\n\n".join(["水与和平", *lines]), encoding="utf-8")
    with Library.open(folder / "library", FakeEncoder(), create=True) as held:
        held.add([*files, long])
        yield held


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_cross_encoder(tmp_path_factory.mktemp("models") / "cross")


@pytest.fixture(scope="module")
def reranker(cross_encoder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(cross_encoder))


def encoded(passage: str, context: str) -> str:
    return f"{context}\n{passage}" if context else passage


def test_the_best_hits_come_in_the_rerankers_order_and_the_rest_stays(library: Library) -> None:
    plain = Searcher(library).search(QUESTION, 40).hits
    model = ByLength()
    hits = Searcher(library, reranker=model).search(QUESTION, 40).hits
    best, rest = hits[:RERANKED], hits[RERANKED:]
    assert len(plain) == 40
    assert model.read == RERANKED == 30
    assert {hit.passage.id for hit in best} == {hit.passage.id for hit in plain[:RERANKED]}
    lengths = [len(encoded(hit.passage.text, hit.passage.context)) for hit in best]
    assert lengths == sorted(lengths)
    assert lengths != [len(encoded(h.passage.text, h.passage.context)) for h in plain[:RERANKED]]
    assert rest == plain[RERANKED:]


def test_scores_go_on_ordering_all_hits_and_the_rerankers_are_kept(library: Library) -> None:
    plain = Searcher(library).search(QUESTION, 40).hits
    hits = Searcher(library, reranker=ByLength()).search(QUESTION, 40).hits
    assert [hit.rank for hit in hits] == list(range(1, 41))
    assert [hit.score for hit in hits] == [hit.score for hit in plain]
    read = [hit.reranked for hit in hits[:RERANKED]]
    assert read == [-len(encoded(h.passage.text, h.passage.context)) for h in hits[:RERANKED]]
    assert {hit.reranked for hit in hits[RERANKED:]} == {None}


def test_thirty_are_read_however_few_are_wanted(library: Library) -> None:
    model = ByLength()
    searcher = Searcher(library, reranker=model)
    wide = searcher.search(QUESTION, 30).hits
    assert searcher.search(QUESTION, 3).hits == wide[:3]
    assert model.read == 30


def test_fewer_hits_than_thirty_and_none_at_all(tmp_path: Path) -> None:
    model = ByLength()
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as held:
        assert Searcher(held, reranker=model).search("水").hits == ()
        held.add(write_files(tmp_path / "files"))
        hits = Searcher(held, reranker=model).search("水", 50).hits
    assert 1 < len(hits) < RERANKED
    assert model.read == len(hits)
    assert [hit.reranked for hit in hits] == sorted((h.reranked for h in hits), reverse=True)  # type: ignore[type-var]
    assert rerank(model, "水", ()) == ()


def test_equal_hits_keep_their_order(library: Library) -> None:
    plain = Searcher(library).search(QUESTION, 30).hits
    hits = rerank(Fixed(np.zeros(30, np.float32)), QUESTION, plain)
    assert hits == tuple(replace(hit, reranked=0.0) for hit in plain)


def test_without_a_reranker_nothing_changes(library: Library) -> None:
    for searcher in (library.searcher(), Searcher(library, reranker=None)):
        result = searcher.search(QUESTION, 40)
        assert "rerank" not in result.timings
        assert {hit.reranked for hit in result.hits} == {None}
        assert [hit.score for hit in result.hits] == sorted(
            (hit.score for hit in result.hits), reverse=True
        )


def test_a_single_leg_is_given_as_it_is(library: Library) -> None:
    model = ByLength()
    for leg in ("lexical", "dense"):
        searched = Searcher(library, reranker=model).search(QUESTION, 40, legs=(leg,))
        assert searched.hits == Searcher(library).search(QUESTION, 40, legs=(leg,)).hits
    assert model.read == 0


def test_the_stage_is_timed(library: Library) -> None:
    timings = Searcher(library, reranker=ByLength()).search(QUESTION).timings
    assert timings["rerank"] >= 0


def test_a_library_hands_its_reranker_to_searchers_made_from_then_on(library: Library) -> None:
    before = library.searcher()
    library.use_reranker(ByLength())
    try:
        assert "rerank" in library.searcher().search(QUESTION).timings
        assert "rerank" not in before.search(QUESTION).timings
    finally:
        library.use_reranker(None)
    assert "rerank" not in library.searcher().search(QUESTION).timings


@pytest.mark.parametrize(
    "numbers", [np.zeros(3, np.float32), np.zeros((30, 2), np.float32), np.full(30, np.nan)]
)
def test_a_reranker_without_one_number_a_hit_is_refused(
    library: Library, numbers: NDArray[np.float32]
) -> None:
    with pytest.raises(EncoderError, match=r"fixed.*one number for each"):
        Searcher(library, reranker=Fixed(numbers)).search(QUESTION)


def test_a_cross_encoder_gives_the_logits_of_its_model(
    reranker: CrossEncoderReranker, cross_encoder: Path
) -> None:
    import torch
    from transformers import AutoTokenizer, BertForSequenceClassification

    texts = ["毒品和水", "和平。", "water water peace"]
    found = reranker.scores("和平 peace", texts)
    model = BertForSequenceClassification.from_pretrained(cross_encoder).eval()
    tokenizer = AutoTokenizer.from_pretrained(cross_encoder)
    with torch.inference_mode():
        for text, score in zip(texts, found, strict=True):
            batch = tokenizer("和平 peace", text, return_tensors="pt")
            assert float(model(**batch).logits) == pytest.approx(float(score), abs=1e-5)
    assert found.dtype == np.float32
    assert len(set(found.tolist())) == 3
    assert reranker.scores("和平", []).shape == (0,)
    assert isinstance(reranker, Reranker)
    assert reranker.name == str(cross_encoder)


def test_a_search_comes_in_the_order_of_the_cross_encoder(
    library: Library, reranker: CrossEncoderReranker
) -> None:
    hits = Searcher(library, reranker=reranker).search("和平与毒品", 30).hits
    texts = [encoded(hit.passage.text, hit.passage.context) for hit in hits]
    expected = reranker.scores("和平与毒品", texts)
    np.testing.assert_allclose([hit.reranked for hit in hits], expected, atol=1e-5)
    assert [hit.reranked for hit in hits] == sorted((h.reranked for h in hits), reverse=True)  # type: ignore[type-var]


@pytest.mark.parametrize(
    "odd",
    ["", " ", "，。！", "🕊️🇺🇳", "和\x00平", "和\ud83d平", "\udc80", "安全" * 50_000, "２０１８"],
)
def test_odd_texts_are_scored(reranker: CrossEncoderReranker, odd: str) -> None:
    for question, text in ((odd, "和平。" * 500), ("和平", odd)):
        scores = reranker.scores(question, [text, "毒品"])
        assert scores.shape == (2,)
        assert np.isfinite(scores).all()


def broken(folder: Path, name: str, content: bytes | None) -> None:
    """Replace a file of a model directory, by half of itself where no content is given."""
    path = folder / name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if content is None else content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", None),
        ("model.safetensors", b""),
        ("config.json", None),
        ("tokenizer.json", None),
    ],
)
def test_a_damaged_directory_is_an_error(
    tmp_path: Path, cross_encoder: Path, name: str, content: bytes | None
) -> None:
    folder = tmp_path / "cross"
    shutil.copytree(cross_encoder, folder)
    broken(folder, name, content)
    with pytest.raises(EncoderError, match=r"reranker .*could not be loaded") as raised:
        load_reranker(str(folder))
    assert "directory" in raised.value.hint


def test_a_directory_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder, message in (
        (tmp_path / "missing", "no model directory"),
        (tmp_path / "empty", "could not be loaded"),
        (tiny_encoder(tmp_path / "encoder"), r"is no cross-encoder: its files lack classifier"),
        (FOLDER, "is no cross-encoder"),
        (tiny_cross_encoder(tmp_path / "classes", scores=3), "gives 3 scores"),
    ):
        with pytest.raises(EncoderError, match=message):
            load_reranker(str(folder))


@pytest.mark.parametrize(
    ("name", "message"),
    [(" ", "reranker is blank"), ("no-such-organisation/no-such-model", "could not be loaded")],
)
def test_a_name_that_is_not_at_hand_is_an_error(name: str, message: str) -> None:
    with pytest.raises(EncoderError, match=message):
        load_reranker(name)


def told(folder: Path, *arguments: str, **environment: str) -> dict[str, object]:
    """What `rostrum search` prints over a library, as JSON."""
    done = CliRunner().invoke(
        main,
        ["search", "毒品和平", "--library", str(folder), "--json", *arguments],
        env={"ROSTRUM_RERANKER": None, "ROSTRUM_ENCODER": None, **environment},
        obj=lambda path, encoder, create: Library.open(path, FakeEncoder()),
    )
    assert done.exit_code == 0, done.output
    fields: dict[str, object] = json.loads(done.stdout)
    return fields


def test_the_command_takes_it_by_option_or_environment(
    library: Library, cross_encoder: Path
) -> None:
    plain = told(library.path)
    by_option = told(library.path, "--reranker", str(cross_encoder))
    by_environment = told(library.path, ROSTRUM_RERANKER=str(cross_encoder))
    assert by_option["hits"] == by_environment["hits"] != plain["hits"]
    assert "rerank" in by_option["timings"]  # type: ignore[operator]
    assert "rerank" not in plain["timings"]  # type: ignore[operator]


def test_the_command_says_what_is_wrong_with_it(library: Library, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main,
        ["ask", "毒品", "--library", str(library.path), "--reranker", str(tmp_path / "missing")],
        obj=lambda path, encoder, create: Library.open(path, FakeEncoder()),
    )
    assert done.exit_code == 1
    assert "There is no model directory" in done.stderr
    assert "Traceback" not in done.output


def test_the_service_takes_it_from_its_settings(cross_encoder: Path, tmp_path: Path) -> None:
    from api.app import open_library
    from api.settings import Settings

    settings = Settings.from_mapping(
        {"ROSTRUM_LIBRARY": str(tmp_path / "library"), "ROSTRUM_RERANKER": str(cross_encoder)}
    )
    assert settings.reranker == str(cross_encoder)
    assert Settings.from_mapping({}).reranker is None
    with Library.open(tmp_path / "library", create=True) as held:
        held.add(write_files(tmp_path / "files"))
    with open_library(settings) as held:
        assert "rerank" in held.searcher().search("毒品").timings
