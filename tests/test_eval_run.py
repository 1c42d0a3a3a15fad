"""A run asks every need in both languages, through the searcher and the answerer as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_questions import NEEDS, RECORD, hit
from small_record import Shelf, WordSearcher

from eval.judged import held_records, judge, library_digest, texts_digest
from eval.question_set import Gold, Need, QuestionSetError
from eval.run import System, run_needs, settings_of, system_of
from eval.score import score
from fakes import FakeEncoder, write_files
from index.search.model import LEGS
from index.store.library import Library
from rag.answer import Answerer

SHELF = Shelf([RECORD])
SEARCHER = WordSearcher(SHELF)
PLAIN = System(SEARCHER, Answerer(SEARCHER, SHELF), depth=3)

DRUGS = Need(
    "n001", "number", "dev", True, "缴获毒品有多少吨？", "How many tons of drugs?",
    (Gold("meeting.txt", "本组织五年来缴获了212.1吨毒品", 2),), (("212.1",),),
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("run")
    with Library.open(place / "library", FakeEncoder(), create=True) as held:
        held.add(write_files(place / "files"))
        yield held


def test_every_need_is_asked_in_both_languages_in_order() -> None:
    done: list[tuple[int, int]] = []
    run = run_needs("made", NEEDS, PLAIN, {}, lambda *step: done.append(step))
    assert [one.id for one in run.questions] == [
        f"{need.id}-{language}" for need in NEEDS for language in ("zh", "en")
    ]
    assert [one.half for one in run.questions][::2] == ["dev", "dev", "test"]
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_a_question_is_kept_with_its_ranking_answer_and_times() -> None:
    asked = run_needs("made", NEEDS[2:], PLAIN, {}).questions[0]
    assert (asked.hits[0].start, asked.hits[0].end) == (hit(3).start, hit(3).end)
    assert len(asked.hits) == 3
    assert asked.answer is not None
    assert {"answer.search", "answer.total"} <= asked.timings.keys()


def test_search_only_asks_for_no_answer() -> None:
    run = run_needs("made", NEEDS, System(SEARCHER, None), {})
    assert all(one.answer is None for one in run.questions)


def test_the_real_searcher_and_answerer_are_run(library: Library) -> None:
    system = system_of(library, LEGS)
    records = held_records([DRUGS], library)
    settings = settings_of(library, records, LEGS, system, None)
    run = run_needs("real", [DRUGS], system, settings)
    found = score(run, [DRUGS], judge([DRUGS], records))
    assert found.scores.values["MRR@10"]["n001-zh"] == 1.0
    assert {"search.lexical", "search.dense", "search.encode"} <= run.questions[0].timings.keys()
    assert run.settings["encoder"] == "fake"
    assert run.settings["legs"] == ["dense", "late", "lexical"]


def test_one_leg_alone_can_be_run(library: Library) -> None:
    lexical = run_needs("bm25", [DRUGS], system_of(library, ("lexical",), answers=False), {})
    assert "search.dense" not in lexical.questions[0].timings
    # The English question shares a word with the English meeting only.
    assert library.record("S/PV.9002").document.id == lexical.questions[1].hits[0].document


def test_digests_change_with_what_they_stand_for(library: Library) -> None:
    records = held_records([DRUGS], library)
    before = library_digest(library)
    assert texts_digest(records) != texts_digest({"made.txt": RECORD})
    library.remove("note.txt")
    assert library_digest(library) != before
    assert texts_digest(held_records([DRUGS], library)) == texts_digest(records)


def test_a_library_without_the_documents_of_the_questions_is_told(library: Library) -> None:
    other = Need("n002", "fact", "dev", True, "甲", "a", (Gold("absent.txt", "x", 2),))
    with pytest.raises(QuestionSetError, match=r"does not hold absent\.txt"):
        held_records([DRUGS, other], library)


def test_gold_outside_its_document_is_told(library: Library) -> None:
    wrong = Need("n002", "fact", "dev", True, "甲", "a", (Gold("meeting.txt", "没有的话", 2),))
    with pytest.raises(QuestionSetError, match=r"meeting\.txt does not hold the quotation"):
        judge([wrong], held_records([wrong], library))
