"""Answers quote the record byte for byte, or say why there is none."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from small_record import NOROV, POLE, WANG, Shelf, WordSearcher, made

from index.errors import FilterError, QuestionError
from index.records.model import Record
from index.search.facets import ignored, without
from index.search.model import Facets, Filters, SearchResult
from rag.answer import Answerer
from rag.extract import WEIGHING, Weighing, candidates, score
from rag.facets import forget
from rag.model import Answer
from rag.question import read_question
from rag.refuse import Thresholds

MEETING = made(
    [
        (
            NOROV,
            "主席先生，我谨感谢俄罗斯的邀请。上合组织在塔什干设有反恐机构。",
            "过去五年来，上合组织缴获了欧亚大陆40%以上的非法麻醉品。我们还在上海举行会议。",
        ),
        (WANG, "我们反对把恐怖主义同特定宗教挂钩。这是中国的一贯立场。"),
        (POLE, "波兰谴责在克里米亚侵犯人权的行为。我们呼吁各方遵守国际法。"),
    ],
    spoken="Russian",
)


def answerer(*records: Record, floor: float = 0.3) -> Answerer:
    shelf = Shelf(records or (MEETING,))
    return Answerer(WordSearcher(shelf), shelf, thresholds=Thresholds(floor=floor))


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def test_a_question_for_a_share_is_answered_by_the_sentence_with_one() -> None:
    answer = answerer().ask("上合组织五年来缴获的非法麻醉品占多大比例？")
    assert quotes(answer) == ["过去五年来，上合组织缴获了欧亚大陆40%以上的非法麻醉品。"]
    assert not answer.refused
    assert answer.reason is None


def test_a_citation_carries_everything_that_leads_to_its_place() -> None:
    citation = answerer().ask("上合组织五年来缴获的非法麻醉品占多大比例？").citations[0]
    start = MEETING.text.index("过去五年来")
    assert (citation.start, citation.end) == (start, start + len(citation.quote))
    assert MEETING.text[citation.start : citation.end] == citation.quote
    assert MEETING.raw[citation.raw_start : citation.raw_end] == citation.quote
    assert (citation.number, citation.paragraphs, citation.statement.number) == (1, (2,), 1)
    assert citation.translated_from == "Russian"
    assert citation.reference == (
        "S/PV.1，2019年9月25日，诺罗夫先生（上海合作组织），第1次发言，第2段"
    )


def test_the_text_frames_each_quotation_with_its_speaker_and_numbers_it() -> None:
    answer = answerer().ask("上合组织五年来缴获的非法麻醉品占多大比例？")
    assert answer.text == (
        "诺罗夫先生（上海合作组织，以俄语发言）说："
        "“过去五年来，上合组织缴获了欧亚大陆40%以上的非法麻醉品。”[1]"
    )


def test_an_english_question_is_framed_in_english() -> None:
    answer = answerer(floor=0.0).ask("What did Poland say about Crimea?")
    assert answer.text.startswith("Mr. 普日达克茨 (Poland; spoke in Russian) said: “波兰")
    assert answer.citations[0].reference.startswith("S/PV.1, 25 September 2019, Mr. 普日达克茨")


def test_only_the_delegation_asked_about_is_read() -> None:
    answer = answerer(floor=0.0).ask("中国代表对宗教说了什么？")
    assert {c.statement.speaker.name for c in answer.citations} == {"王毅"}
    assert {hit.statement.speaker.name for hit in answer.hits} == {"王毅"}


def test_a_filter_of_the_caller_is_kept() -> None:
    answer = answerer(floor=0.0).ask("恐怖主义与宗教", filters=Filters(delegations=("PL",)))
    assert {hit.statement.speaker.name for hit in answer.hits} == {"普日达克茨"}


def test_neighbouring_sentences_become_one_quotation() -> None:
    shelf = Shelf([MEETING])
    broad = Answerer(WordSearcher(shelf), shelf, Weighing(margin=0.5), Thresholds(floor=0.3))
    answer = broad.ask("中国反对把恐怖主义同宗教挂钩的一贯立场是怎样的？")
    assert quotes(answer) == ["我们反对把恐怖主义同特定宗教挂钩。这是中国的一贯立场。"]


def test_a_value_in_the_next_sentence_is_quoted_with_what_it_counts() -> None:
    told = made([(WANG, "几年前，我国安全局建立了国际反恐数据库。五十个国家参与了这一倡议。")])
    answer = answerer(told).ask("我国安全局建立的国际反恐数据库有多少国家参与？")
    assert quotes(answer) == ["几年前，我国安全局建立了国际反恐数据库。五十个国家参与了这一倡议。"]


def test_forms_of_address_and_thanks_are_not_quoted() -> None:
    answer = answerer().ask("上合组织的反恐机构设在哪里？")
    assert quotes(answer) == ["上合组织在塔什干设有反恐机构。"]


def test_the_same_words_in_two_meetings_are_quoted_once() -> None:
    again = made([(WANG, "我们反对把恐怖主义同特定宗教挂钩。")], symbol="S/PV.2")
    answer = answerer(MEETING, again).ask("谁反对把恐怖主义同宗教挂钩？")
    assert len([quote for quote in quotes(answer) if "挂钩" in quote]) == 1


REFUSALS = [
    ("S/PV.9999说了什么？", "所收录的文件中没有S/PV.9999，也没有提到它。"),
    (
        "What does S/PV.9999 say?",
        "S/PV.9999 is not among the documents held, and none of them cites it.",
    ),
    ("巴西代表对宗教说了什么？", "巴西没有在所收录的会议记录中发言。"),
    ("What did Brazil say?", "Brazil did not speak in the meeting records held."),
    ("南极的企鹅吃什么鱼", "所收录的文件中没有找到与这个问题足够接近的内容。"),
    ("Penguins?", "Nothing in the documents held comes close enough to this question."),
    (
        "王毅在哪所大学学过波兰语？波兰代表怎么说？",
        "波兰在所收录的记录中发过言，但其中没有找到与这个问题足够接近的内容。",
    ),
]


@pytest.mark.parametrize(("question", "reason"), REFUSALS)
def test_a_refusal_says_why_and_shows_the_nearest(question: str, reason: str) -> None:
    answer = answerer(floor=0.6).ask(question, k=2)
    assert (answer.refused, answer.reason, answer.text) == (True, reason, reason)
    assert answer.citations == ()
    assert 1 <= len(answer.hits) <= 2


def test_confidence_is_what_the_refusal_is_decided_on() -> None:
    answered = answerer(floor=0.3).ask("上合组织五年来缴获的非法麻醉品占多大比例？")
    refused = answerer(floor=0.3).ask("南极的企鹅吃什么鱼")
    silent = answerer(floor=0.3).ask("巴西代表对宗教说了什么？")
    assert answered.confidence >= 0.3 > refused.confidence
    assert silent.confidence == 0.0


def test_a_document_that_is_not_held_but_cited_is_no_reason_to_refuse() -> None:
    citing = made([(WANG, "见S/2019/742号文件所载概念说明。")])
    answer = answerer(citing, floor=0.0).ask("S/2019/742号文件载有什么概念说明？")
    assert quotes(answer) == ["见S/2019/742号文件所载概念说明。"]


def test_an_empty_question_is_refused_as_input_not_as_an_answer() -> None:
    with pytest.raises(QuestionError):
        answerer().ask("  ")


def test_k_limits_the_hits_that_are_carried_along_not_the_reading() -> None:
    answer = answerer().ask("谁反对把恐怖主义同宗教挂钩？", k=1)
    assert len(answer.hits) == 1
    assert not answer.refused


def test_every_stage_is_timed() -> None:
    timings = answerer().ask("谁反对把恐怖主义同宗教挂钩？").timings
    assert {"search", "choose", "cite", "total"} <= timings.keys()
    assert timings["total"] >= timings["search"] >= 0


# ----------------------------------------------------------------- what the question names


class Reading(WordSearcher):
    """A searcher that has read facets out of the question, and leaves out those ignored."""

    facets = Facets()

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> SearchResult:
        filters = filters or Filters()
        found = super().search(question, k, filters)
        wanted = filters.documents
        hits = tuple(hit for hit in found.hits if not wanted or hit.document.id in wanted)
        return replace(found, hits=hits, facets=without(self.facets, ignored(filters.ignore)))


def reading(facets: Facets, *records: Record, floor: float = 0.0) -> Answerer:
    shelf = Shelf(records or (MEETING,))
    searcher = Reading(shelf)
    searcher.facets = facets
    return Answerer(searcher, shelf, thresholds=Thresholds(floor=floor))


def told(answer: Answer) -> list[tuple[str, str, str]]:
    return [(one.kind, one.value, one.label) for one in answer.facets]


EVERYTHING = Facets(
    delegations=("SCO",),
    speakers=("诺罗夫",),
    symbols=("S/PV.1",),
    meetings=(8622, 7711),
    dates=("2019-09-25", "2019-09", "2018"),
)


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        (
            "What is said of narcotics?",
            [
                *("Shanghai Cooperation Organization", "Mr. Norov", "S/PV.1", "8622nd meeting"),
                *("7711th meeting", "25 September 2019", "September 2019"),
            ],
        ),
        (
            "怎么谈毒品？",
            [
                *("上海合作组织", "诺罗夫先生", "S/PV.1", "第8622次会议", "第7711次会议"),
                *("2019年9月25日", "2019年9月"),
            ],
        ),
    ],
)
def test_an_answer_tells_what_of_its_question_counted(question: str, labels: list[str]) -> None:
    answer = reading(EVERYTHING).ask(question)
    assert [label for _, _, label in told(answer)] == labels
    assert [f"{kind}:{value}" for kind, value, _ in told(answer)] == [
        *("delegation:SCO", "speaker:诺罗夫", "document:S/PV.1", "meeting:8622", "meeting:7711"),
        *("date:2019-09-25", "date:2019-09"),  # no record held is of 2018
    ]
    assert answer.ignored == ()


@pytest.mark.parametrize(("question", "reason"), REFUSALS[:4])
def test_a_refusal_tells_what_it_rests_on_and_is_lifted_without_it(
    question: str, reason: str
) -> None:
    refused = answerer(floor=0.0).ask(question)
    assert refused.reason == reason
    (facet,) = refused.facets
    spelt = f"{facet.kind}:{facet.value}"
    assert spelt in ("document:S/PV.9999", "delegation:BR")
    answered = answerer(floor=0.0).ask(question, filters=Filters(ignore=(spelt,)))
    assert not answered.refused
    assert (answered.facets, answered.ignored) == ((), (facet,))


def test_a_delegation_that_is_ignored_is_not_the_only_one_read() -> None:
    everybody = {"诺罗夫", "王毅", "普日达克茨"}
    answer = answerer(floor=0.0).ask(
        "中国代表对宗教说了什么？", filters=Filters(ignore=("delegation:CN",))
    )
    assert {hit.statement.speaker.name for hit in answer.hits} == everybody


def test_a_meeting_that_is_ignored_does_not_silence_anybody() -> None:
    other = made([(WANG, "我们反对把恐怖主义同特定宗教挂钩。")], symbol="S/PV.2", meeting=2)
    found = reading(Facets(meetings=(2,)), MEETING, other)
    question = "波兰在第2次会议上对克里米亚说了什么？"
    refused = found.ask(question)
    assert refused.reason == "波兰没有在S/PV.2中发言。"
    assert told(refused) == [
        ("delegation", "PL", "波兰"), ("meeting", "2", "第2次会议"),
    ]  # fmt: skip
    answered = found.ask(question, filters=Filters(ignore=("meeting:2",)))
    assert "克里米亚" in answered.text


def test_a_person_who_is_ignored_gains_nothing_by_the_name() -> None:
    def norov(*ignore: str) -> float:
        shelf = Shelf([MEETING])
        asked = forget(read_question("诺罗夫在塔什干说了什么？", "zh"), ignore)
        hits = WordSearcher(shelf).search(asked.text).hits
        scored = score(asked, candidates(hits), WordSearcher(shelf).likeness)
        return max(s.score for s in scored if s.candidate.hit.statement.speaker == NOROV)

    assert norov("speaker:诺罗夫") == pytest.approx(norov() - WEIGHING.speaker)


def test_only_facets_can_be_ignored() -> None:
    with pytest.raises(FilterError, match=r"'波兰' is no facet"):
        answerer().ask("波兰说了什么？", filters=Filters(ignore=("波兰",)))


class Drifted(WordSearcher):
    """An index whose passages have slipped by one character against their records."""

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> SearchResult:
        result = super().search(question, k, filters)
        hits = tuple(
            replace(hit, passage=replace(hit.passage, start=hit.passage.start + 1))
            for hit in result.hits
        )
        return replace(result, hits=hits)


def test_a_sentence_that_is_not_in_its_record_is_never_quoted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf([MEETING])
    with caplog.at_level(logging.WARNING, "rag.answer"):
        answer = Answerer(Drifted(shelf), shelf).ask("谁反对把恐怖主义同宗教挂钩？")
    assert answer.refused
    assert answer.citations == ()
    assert "left out" in caplog.text
