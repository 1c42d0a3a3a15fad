"""From a question to hits: legs, filters, facets and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from fakes import FakeEncoder, write_files
from index.errors import FilterError, QuestionError
from index.search.facets import read_facets
from index.search.filters import resolve
from index.search.fuse import FacetWeights
from index.search.model import Facets, Filters
from index.search.searcher import Searcher, question_language
from index.search.translate import translated
from index.store.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("searcher")
    with Library.open(folder / "library", FakeEncoder(), create=True) as held:
        held.add(write_files(folder / "files"))
        yield held


@pytest.fixture(scope="module")
def searcher(library: Library) -> Searcher:
    return library.searcher()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("上合组织五年来缴获了多少毒品？", "212.1吨毒品"),
        ("第2396号决议是关于什么的？", "第2396（2017）号决议"),
        ("what is said of resolution 2396?", "第2396（2017）号决议"),
        ("How many tons of drugs were seized?", "212.1 tons"),
        ("烏克蘭和克里米亞", "克里米亚属于乌克兰"),
        ("ceasefires", "welcomes the ceasefire"),
        ("灌溉渠", "水库和灌溉渠"),
    ],
)
def test_the_first_hit_has_the_words(searcher: Searcher, question: str, words: str) -> None:
    assert words in searcher.search(question).hits[0].passage.text


def test_a_hit_can_be_cited(searcher: Searcher, library: Library) -> None:
    for rank, hit in enumerate(searcher.search("毒品和恐怖主义", 20).hits, start=1):
        record = library.record(hit.document.id)
        assert hit.rank == rank
        assert record.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert record.statement(hit.passage.statement) == hit.statement
        assert record.raw_span(hit.passage.start, hit.passage.end).start == hit.raw_start
        assert record.raw_span(hit.passage.start, hit.passage.end).end == hit.raw_end
        assert record.document == hit.document


def test_hits_come_best_first_with_what_each_leg_found(searcher: Searcher) -> None:
    hits = searcher.search("缴获毒品", 20).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].legs["lexical"] == 1
    assert all(hit.share is not None and hit.similarity is not None for hit in hits)
    assert {hit.share for hit in hits if "lexical" not in hit.legs} <= {0.0}


def test_a_similarity_is_the_cosine_of_question_and_passage(searcher: Searcher) -> None:
    hits = searcher.search("维护和平的妇女", 5).hits
    texts = [f"{hit.passage.context}\n{hit.passage.text}" for hit in hits]
    cosines = searcher.similarities("维护和平的妇女", texts)
    np.testing.assert_allclose([hit.similarity for hit in hits], cosines, atol=1e-6)
    assert searcher.similarities("问题", []).shape == (0,)


def test_the_lexical_leg_alone_gives_only_what_shares_a_word(searcher: Searcher) -> None:
    hits = searcher.search("灌溉渠", legs=("lexical",)).hits
    assert [hit.document.name for hit in hits] == ["note.txt"]
    assert hits[0].similarity is None
    assert hits[0].legs == {"lexical": 1}


def test_the_dense_leg_alone_orders_by_cosine(searcher: Searcher) -> None:
    hits = searcher.search("克里米亚属于乌克兰", 20, legs=("dense",)).hits
    cosines = [hit.similarity for hit in hits]
    assert cosines == sorted(cosines, key=lambda cosine: -(cosine or 0))
    assert {hit.share for hit in hits} == {None}


def test_fewer_than_k_come_back_where_fewer_are_held(searcher: Searcher, library: Library) -> None:
    passages = sum(summary.passages for summary in library.documents())
    assert len(searcher.search("安全", 1000).hits) == passages
    assert len(searcher.search("安全", 1).hits) == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(documents=("S/PV.9001",)), {"meeting.txt"}),
        (Filters(documents=("s/pv. 9001", "note.txt")), {"meeting.txt", "note.txt"}),
        (Filters(languages=("en",)), {"english.txt"}),
        (Filters(kinds=("verbatim",)), {"meeting.txt", "english.txt"}),
        (Filters(date_from="2020-03-06"), {"english.txt"}),
        (Filters(date_to="2020-03-05"), {"meeting.txt"}),
        (Filters(date_from="2020", date_to="2020-03"), {"meeting.txt", "english.txt"}),
        (Filters(date_from="2021"), set()),
        (Filters(delegations=("Poland",)), {"meeting.txt", "english.txt"}),
        (Filters(delegations=("PL",), languages=("zh",)), {"meeting.txt"}),
        (Filters(delegations=("法国",)), {"english.txt"}),
        (Filters(delegations=("ukraine",)), set()),
        (Filters(speakers=("诺罗夫先生",)), {"meeting.txt"}),
        (Filters(speakers=("Mr. Norov",)), {"english.txt"}),
    ],
)
def test_filters_keep_everything_else_out(
    searcher: Searcher, library: Library, filters: Filters, expected: set[str]
) -> None:
    hits = searcher.search("安全 peace 水", 50, filters).hits
    assert {hit.document.name for hit in hits} == expected
    generation = library.current()
    assert generation is not None
    selection = resolve(filters, generation.roster)
    assert selection is not None
    lexical, _ = generation.lexical.search(
        translated(["安全", "peace", "水", "主席"]), 50, selection
    )
    assert set(lexical.tolist()) <= set(generation.roster.rows_where(selection.accepts).tolist())


def test_no_filter_is_no_selection(library: Library) -> None:
    generation = library.current()
    assert generation is not None
    assert resolve(Filters(), generation.roster) is None
    assert resolve(None, generation.roster) is None
    assert resolve(Filters(ignore=("delegation:PL",)), generation.roster) is None


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(documents=("S/PV.9003",)), r"S/PV\.9003.*Nearest: S/PV\.900"),
        (Filters(delegations=("Polland",)), r"Polland.*Nearest: Poland"),
        (Filters(delegations=("亚特兰蒂斯",)), "亚特兰蒂斯"),
        (Filters(speakers=("Norow",)), r"Norow.*Nearest: Norov"),
        (Filters(languages=("fr",)), r"fr.*Known: zh, en"),  # type: ignore[arg-type]
        (Filters(kinds=("poem",)), r"poem.*verbatim"),  # type: ignore[arg-type]
        (Filters(date_from="yesterday"), r"yesterday.*2019-09-25"),
        (Filters(date_from="2020-13"), r"2020-13"),
        (Filters(date_from="2020-03-05", date_to="2019"), "wrong way round"),
    ],
)
def test_an_unknown_filter_names_the_nearest_known(
    searcher: Searcher, filters: Filters, message: str
) -> None:
    with pytest.raises(FilterError, match=message):
        searcher.search("安全", filters=filters)


@pytest.mark.parametrize(
    ("question", "k"),
    [("", 10), (" \n\t　", 10), ("长" * 10_001, 10), ("好", 0), ("好", -1), ("好", 1001)],
)
def test_what_cannot_be_searched_is_refused(searcher: Searcher, question: str, k: int) -> None:
    with pytest.raises(QuestionError):
        searcher.search(question, k)


def test_no_leg_is_refused(searcher: Searcher) -> None:
    with pytest.raises(QuestionError, match="leg"):
        searcher.search("安全", legs=())


@pytest.mark.parametrize(
    "question", ["？！", "長" * 10_000, "a" * 10_000, "1" * 10_000, "😀", "\x00"]
)
def test_odd_questions_are_answered(searcher: Searcher, question: str) -> None:
    assert searcher.search(question, 3).hits


@pytest.mark.parametrize(
    ("question", "facets"),
    [
        ("What did Poland say about Crimea?", Facets(delegations=("PL",))),
        ("乌克兰说了什么？", Facets()),
        ("诺罗夫先生提到什么？", Facets(speakers=("诺罗夫",))),
        ("What did Norov announce?", Facets(speakers=("Norov",))),
        ("S/PV.9001里谈了什么", Facets(symbols=("S/PV.9001",))),
        ("第9001次会议", Facets(meetings=(9001,))),
        ("the 9002nd meeting of 10 March 2020", Facets(meetings=(9002,), dates=("2020-03-10",))),
        ("2020年3月的会议", Facets(dates=("2020-03",))),
        ("in 2018 and 2019年", Facets(dates=("2019", "2018"))),
        ("第2396（2017）号决议", Facets()),
    ],
)
def test_a_question_says_where_its_answer_stands(
    library: Library, question: str, facets: Facets
) -> None:
    generation = library.current()
    assert generation is not None
    assert read_facets(question, generation.roster) == facets


def test_whom_the_question_names_is_preferred_not_required(
    searcher: Searcher, library: Library
) -> None:
    asked = searcher.search("法国怎么看人道主义和妇女参与？", 20)
    assert asked.facets.delegations == ("FR",)
    preferred = {hit.passage.id: hit.score for hit in asked.hits}
    plain = Searcher(library, preferences=FacetWeights(delegation=0.0))
    without = plain.search(asked.question, 20)
    gained = {
        hit.statement.speaker.delegation.code if hit.statement.speaker.delegation else None
        for hit in without.hits
        if preferred[hit.passage.id] > hit.score
    }
    assert gained == {"FR"}
    assert preferred.keys() == {hit.passage.id for hit in without.hits}


@pytest.mark.parametrize(
    ("question", "ignore", "left"),
    [
        ("Norov, the 9002nd meeting", "speaker:Norov", Facets(meetings=(9002,))),
        ("Norov at the 9002nd meeting", "meeting:9002", Facets(speakers=("Norov",))),
        ("诺罗夫在S/PV.9001", "document:S/PV.9001", Facets(speakers=("诺罗夫",))),
        ("波兰，2020年3月", "date:2020-03", Facets(delegations=("PL",))),
        ("波兰，2020年3月", "date:2020", Facets(delegations=("PL",), dates=("2020-03",))),
        ("波兰和法国", "delegation:PL", Facets(delegations=("FR",))),
    ],
)
def test_what_is_ignored_of_a_question_is_no_facet(
    searcher: Searcher, question: str, ignore: str, left: Facets
) -> None:
    assert searcher.search(question, filters=Filters(ignore=(ignore,))).facets == left


def test_what_is_ignored_counts_for_nobody_and_narrows_nothing(
    searcher: Searcher, library: Library
) -> None:
    question = "法国怎么看人道主义和妇女参与？"
    ignoring = searcher.search(question, 20, Filters(ignore=("delegation:FR",)))
    without = Searcher(library, preferences=FacetWeights(delegation=0.0)).search(question, 20)
    assert ignoring.facets == Facets()
    assert [(hit.passage.id, hit.score) for hit in ignoring.hits] == [
        (hit.passage.id, hit.score) for hit in without.hits
    ]


@pytest.mark.parametrize("ignore", ["delegation", "delegation:", "country:FR", "", "PL"])
def test_what_is_no_facet_cannot_be_ignored(searcher: Searcher, ignore: str) -> None:
    with pytest.raises(FilterError, match=r"Write it as delegation:PL"):
        searcher.search("波兰", filters=Filters(ignore=(ignore,)))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("谁反对？", "zh"),
        ("Who objected?", "en"),
        ("CSTO在2018年缴获了多少武器？", "zh"),
        ("What did 王毅 say about the Silk Road?", "en"),
        ("？", "en"),
    ],
)
def test_the_language_of_a_question_is_seen(question: str, language: str) -> None:
    assert question_language(question) == language


def test_threads_may_share_a_searcher(searcher: Searcher) -> None:
    questions = ["缴获毒品", "ceasefire", "克里米亚", "灌溉渠"] * 8
    expected = [searcher.search(question).hits for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert (
            list(pool.map(lambda question: searcher.search(question).hits, questions)) == expected
        )


def test_every_stage_is_timed(searcher: Searcher) -> None:
    timings = searcher.search("缴获毒品").timings
    assert set(timings) == {"words", "encode", "lexical", "dense", "fuse", "read"}
    assert all(spent >= 0 for spent in timings.values())


def test_likeness_says_how_far_the_tokens_of_a_question_are_met(searcher: Searcher) -> None:
    texts = ["毒品贩运威胁边境安全。", "毒品。", "今天下雨了。"]
    near = searcher.likeness("毒品贩运威胁边境安全吗？", texts)
    assert near.met.argmax() == near.weakest.argmax() == near.cosines.argmax() == 0
    assert near.met[0] > near.met[1] > near.met[2]
    assert (near.weakest <= near.met).all()
    assert searcher.likeness("毒品", []).met.shape == (0,)
