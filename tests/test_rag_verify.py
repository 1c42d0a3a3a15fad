"""Checking quotations: over the seeds against what is known of each stretch, and rule by rule."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise, product

import opencc
import pytest

from index.errors import FilterError, InputError
from index.records.model import Record, Statement
from index.store.library import Library
from rag.verify import MOST_PLACES, Verifier
from rag.verify_align import Match, ends, in_order, occurrences
from rag.verify_compare import Compared, compare
from rag.verify_fold import Folded, is_traditional
from rag.verify_model import Place, Segment, Verification
from rag.verify_place import whole
from rag.verify_read import LONGEST_QUOTATION

CHINA = "不能搞双重标准，不能搞选择性反恐，不能利用恐怖势力来谋求地缘政治利益"
HALF_WIDTH = str.maketrans("，；：（）？！", ",;:()?!")
# None of these stands in the seeds.
FOREIGN = "鑫淼焱"
INVENTED = [
    "火星上没有任何恐怖分子，所以我们应该去火星种土豆，让大家都能吃饱。",
    "本代表团建议安理会每年在海边开一次会，由企鹅担任主席并负责记录。",
    "我国政府决定把所有坦克漆成粉红色，并向邻国赠送一千万只气球。",
    "The penguins of Antarctica have formally requested observer status in this Council.",
]


@pytest.fixture(scope="module")
def records(seeds: Library) -> list[Record]:
    return [seeds.record(summary.document.id) for summary in seeds.documents()]


@pytest.fixture(scope="module")
def verifier(seeds: Library) -> Verifier:
    return Verifier(seeds.searcher(), seeds)


def stretch(
    record: Record, rng: random.Random, least: int, most: int
) -> tuple[Statement, int, int]:
    """A random stretch of a statement with Chinese at both ends and at least 8 of it inside.

    Inside a symbol or an address the index knows the whole only, and nobody quotes a piece of one.
    """
    while True:
        statement = rng.choice(record.statements)
        length = rng.randint(least, most)
        start = rng.randrange(statement.start, max(statement.start + 1, statement.end - length))
        end = min(start + length, statement.end)
        words = record.text[start:end]
        chinese = re.findall("[\u4e00-\u9fff]", words)
        if len(chinese) >= 8 and words[0] == chinese[0] and words[-1] == chinese[-1]:
            return statement, start, end


def stretches(
    records: list[Record], count: int, least: int, most: int, seed: int
) -> Iterator[tuple[Record, Statement, int, int]]:
    rng = random.Random(seed)
    for number in range(count):
        record = records[number % len(records)]
        yield record, *stretch(record, rng, least, most)


def differences(place: Place) -> list[Segment]:
    return [s for part in place.parts for s in part.segments if s.operation != "same"]


def at(checked: Verification, record: Record, start: int, end: int) -> Place:
    """The place at these offsets, which must be among those found."""
    for place in checked.places:
        citation = place.citation
        if (citation.document.id, citation.start, citation.end) == (record.document.id, start, end):
            return place
    raise AssertionError((checked.verdict, record.text[start:end], checked.places[:2]))


def delegation(place: Place) -> str | None:
    speaker = place.citation.statement.speaker
    return speaker.delegation.code if speaker.delegation else None


# ------------------------------------------------------------------------------- over the seeds


def test_every_stretch_of_every_seed_is_found_exactly_where_it_stands(
    verifier: Verifier, records: list[Record]
) -> None:
    for record, statement, start, end in stretches(records, 200, 9, 400, seed=1):
        checked = verifier.verify(record.text[start:end])
        assert checked.verdict == "exact", record.text[start:end]
        place = at(checked, record, start, end)
        assert (place.wording, place.distance, place.written) == ("exact", 0, ())
        assert place.citation.quote == record.text[start:end]
        assert place.citation.statement.number == statement.number
        raw = record.raw[place.citation.raw_start : place.citation.raw_end]
        assert (raw[0], raw[-1]) == (record.text[start], record.text[end - 1])
        assert differences(place) == []


def test_words_put_in_are_told(verifier: Verifier, records: list[Record]) -> None:
    for record, _, start, end in stretches(records, 20, 20, 200, seed=2):
        words, middle = record.text[start:end], (end - start) // 2
        checked = verifier.verify(words[:middle] + FOREIGN + words[middle:])
        place = at(checked, record, start, end)
        assert (checked.verdict, place.wording, place.distance) == ("near", "near", len(FOREIGN))
        assert differences(place) == [Segment("put_in", FOREIGN, "")]


def test_words_left_out_are_told(verifier: Verifier, records: list[Record]) -> None:
    for record, _, start, end in stretches(records, 20, 30, 200, seed=3):
        words, middle = record.text[start:end], (end - start) // 2
        quotation = words[:middle] + words[middle + 3 :]
        checked = verifier.verify(quotation)
        place = at(checked, record, start, end)
        if place.distance:
            (difference,) = differences(place)
            # Which of two like characters is missing, nobody can tell; how many, everybody.
            assert (difference.operation, len(difference.record)) == ("left_out", 3)
            assert (place.wording, difference.quotation) == ("near", "")
        else:
            assert re.fullmatch(r"\W+", words[middle : middle + 3])


def test_words_changed_are_told(verifier: Verifier, records: list[Record]) -> None:
    rng = random.Random(4)
    for record, _, start, end in stretches(records, 20, 30, 200, seed=4):
        words = record.text[start:end]
        spot = rng.choice([m.start() for m in re.finditer("[\u4e00-\u9fff]{2}", words[2:-2])]) + 2
        quotation = words[:spot] + FOREIGN[:2] + words[spot + 2 :]
        place = at(verifier.verify(quotation), record, start, end)
        assert (place.wording, place.distance) == ("near", 2)
        assert place.share == pytest.approx(2 / len(Folded(quotation).text))
        assert differences(place) == [Segment("changed", FOREIGN[:2], words[spot : spot + 2])]


def test_too_many_changes_are_another_text(verifier: Verifier, records: list[Record]) -> None:
    for record, _, start, end in stretches(records, 10, 40, 120, seed=5):
        words = list(record.text[start:end])
        words[1:-1:3] = FOREIGN[0] * len(words[1:-1:3])
        assert verifier.verify("".join(words)).verdict == "not_found"


def test_another_width_is_the_same_words_written_differently(
    verifier: Verifier, records: list[Record]
) -> None:
    for record, _, start, end in stretches(records, 20, 60, 200, seed=6):
        words = record.text[start:end]
        half = words.translate(HALF_WIDTH)
        if half == words:
            continue
        checked = verifier.verify(half)
        place = at(checked, record, start, end)
        assert (checked.verdict, place.wording, place.distance) == ("near", "same_words", 0)
        assert place.written == ("width",)
        assert "写法不同（全角与半角）" in checked.reason


@pytest.mark.parametrize("writing", ["s2t", "s2tw", "s2hk"])
def test_traditional_characters_are_found_and_told(
    verifier: Verifier, records: list[Record], writing: str
) -> None:
    converter = opencc.OpenCC(writing)
    for record, _, start, end in stretches(records, 10, 20, 150, seed=7):
        words = record.text[start:end]
        checked = verifier.verify(str(converter.convert(words)))
        place = at(checked, record, start, end)
        assert place.distance == 0, differences(place)
        assert (checked.verdict, place.wording) == ("near", "same_words")
        assert place.written == ("traditional_characters",)
        assert checked.traditional
        assert "引文用的是繁体字。" in checked.reason


@pytest.mark.parametrize("quotation", INVENTED)
def test_what_nobody_said_is_not_found(verifier: Verifier, quotation: str) -> None:
    checked = verifier.verify(quotation)
    assert (checked.verdict, checked.places, checked.more) == ("not_found", (), False)
    assert checked.nearest
    assert "没有找到" in checked.reason or "not found" in checked.reason


def test_whoever_is_named_wrongly_did_not_say_it(verifier: Verifier, records: list[Record]) -> None:
    """Long stretches, which only one delegation has said; each is claimed for its own and PL."""
    tested = 0
    for record, statement, start, end in stretches(records, 25, 60, 100, seed=8):
        delegation = statement.speaker.delegation
        if delegation is None or delegation.code == "PL":
            continue
        words = record.text[start:end]
        rightly = verifier.verify(words, by=delegation.name_en)
        assert (rightly.verdict, rightly.places[0].claimed) == ("exact", True), words
        wrongly = verifier.verify(words, by="波兰")
        assert (wrongly.verdict, wrongly.places[0].claimed) == ("misattributed", False), words
        assert at(wrongly, record, start, end).wording == "exact"
        tested += 1
    assert tested > 18


def test_the_places_found_are_all_there_are(verifier: Verifier, records: list[Record]) -> None:
    """Against reading everything: the index must not hide a place."""
    for record, _, start, end in stretches(records, 30, 8, 14, seed=9):
        words = Folded(record.text[start:end]).text
        spoken = [r.text[s.start : s.end] for r in records for s in r.statements]
        there = sum(len(occurrences(words, Folded(text).text, 0)) for text in spoken)
        checked = verifier.verify(record.text[start:end])
        found = sum(place.distance == 0 for place in checked.places)
        assert (found, checked.more) == (there, False) or there > MOST_PLACES


# ----------------------------------------------------------------------------- whose words they are


@pytest.mark.parametrize(
    "by",
    ["CN", "cn", "China", "中国", "中國", "王毅", "Wang Yi", "Mr. Wang Yi", "the Chinese delegate"],
)
def test_a_claim_names_a_delegation_or_a_speaker(verifier: Verifier, by: str) -> None:
    checked = verifier.verify(CHINA, by=by)
    assert (checked.verdict, checked.places[0].claimed) == ("exact", True)
    assert checked.claim is not None
    assert checked.claim.by == by


def test_a_wrong_claim_is_told_with_both_names(verifier: Verifier) -> None:
    checked = verifier.verify(CHINA.translate(HALF_WIDTH), by="UA", language="en")
    assert checked.verdict == "misattributed"
    assert checked.reason == (
        "The same words are in the records, written differently (full and half width). "
        "But the words are from Mr. Wang Yi (China), not from Ukraine."
    )


def test_the_claimed_speaker_comes_first_however_inexact(verifier: Verifier) -> None:
    words = "主席先生，感谢你组织这场重要的辩论会。"
    everybody = verifier.verify(words)
    assert [(delegation(p), p.wording) for p in everybody.places] == [
        ("ID", "exact"),
        ("EU", "near"),
    ]
    assert (everybody.verdict, everybody.places[1].distance) == ("exact", 3)
    claimed = verifier.verify(words, by="欧盟")
    assert [(delegation(p), p.claimed) for p in claimed.places] == [("EU", True), ("ID", False)]
    assert claimed.verdict == "near"


def test_those_on_whose_behalf_it_was_said_may_be_named(
    verifier: Verifier, records: list[Record]
) -> None:
    record, statement = next(
        (r, s) for r in records for s in r.statements if s.speaker.on_behalf_of
    )
    words = record.text[statement.start : statement.start + 120]
    for name in (*statement.speaker.on_behalf_of, statement.speaker.name):
        assert verifier.verify(words, by=name).verdict == "exact", name


def test_nobody_of_that_name_is_an_error_and_not_a_verdict(verifier: Verifier) -> None:
    with pytest.raises(FilterError, match="delegation or speaker 'Polnad'") as error:
        verifier.verify(CHINA, by="Polnad")
    assert "Poland" in error.value.hint


def test_a_blank_claim_is_none(verifier: Verifier) -> None:
    checked = verifier.verify(CHINA, by=" ")
    assert (checked.verdict, checked.claim, checked.places[0].claimed) == ("exact", None, None)


# ------------------------------------------------------------------------------ how it is written


@pytest.mark.parametrize(
    ("quotation", "wording", "written"),
    [
        (CHINA, "exact", ()),
        (f"  {CHINA}\n", "exact", ()),
        (f"“{CHINA}”", "exact", ()),
        (f'"{CHINA}"', "exact", ()),
        (f"「『{CHINA}』」", "exact", ()),
        (f"……{CHINA}……", "exact", ()),
        (CHINA.replace("，", "， "), "same_words", ("white_space",)),
        (CHINA.replace("，", "，\n\n"), "same_words", ("white_space",)),
        (" ".join(CHINA), "same_words", ("white_space",)),
        ("\u200b".join(CHINA), "same_words", ("white_space",)),
        (CHINA.replace("，", "\u200b"), "same_words", ("punctuation", "white_space")),
        (CHINA.replace("，", ","), "same_words", ("width",)),
        (CHINA.replace("，", ""), "same_words", ("punctuation",)),
        (CHINA.replace("，", "；"), "same_words", ("punctuation",)),
        (CHINA + "。", "same_words", ("punctuation",)),
        ("不能成为恐怖分子的“自由天堂”", "exact", ()),
        ('不能成为恐怖分子的"自由天堂"', "same_words", ("quotation_marks",)),
        ("不能成为恐怖分子的「自由天堂」", "same_words", ("quotation_marks",)),
        ("４０％以上的非法麻醉品", "same_words", ("width",)),
    ],
)  # fmt: skip
def test_exact_is_byte_for_byte_and_all_else_is_named(
    verifier: Verifier, quotation: str, wording: str, written: tuple[str, ...]
) -> None:
    place = verifier.verify(quotation).places[0]
    assert (place.wording, place.written, place.distance) == (wording, written, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("覆蓋敍利亞後的瞭解", "覆盖叙利亚后的了解"),
        ("意味著衞生藉此著作", "意味着卫生借此着作"),
        ("The CSTO’s “counter-terrorism”", "the csto's 'counterterrorism'"),
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("１，０００ ㎏", "1000kg"),
    ],
)
def test_what_reads_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert Folded(one).text == Folded(other).text


@pytest.mark.parametrize(
    ("one", "other"), [("3.5", "35"), ("40%", "40"), ("1/2", "12"), ("$5", "5"), ("干", "千")]
)
def test_what_means_something_else_does_not(one: str, other: str) -> None:
    assert Folded(one).text != Folded(other).text


def test_every_folded_character_knows_where_it_comes_from() -> None:
    folded = Folded("“½ ㎏”，Été")
    assert folded.text == "1⁄2kgete"
    assert [folded.source[start] for start in folded.starts] == list("½½½㎏㎏Été")


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("雙重標準", True), ("双重标准", False), ("著作", False), ("double", False), ("會後", True)],
)
def test_traditional_is_what_simplified_writing_does_not_have(text: str, is_it: bool) -> None:
    assert is_traditional(text) is is_it


# ---------------------------------------------------------------------------- parts and paragraphs


def test_an_ellipsis_leaves_words_out_and_every_part_is_found_in_order(verifier: Verifier) -> None:
    for dots in ("…", "……", "...", " [...] ", "（……）", "[…]"):
        checked = verifier.verify(f"不能搞双重标准{dots}更不能将恐怖主义与特定的国家")
        place = checked.places[0]
        assert (checked.verdict, place.wording, len(place.parts)) == ("exact", "exact", 2), dots
        first, second = place.parts
        assert [s.record for s in first.segments] == ["不能搞双重标准"]
        assert first.end < second.start
        assert (place.citation.start, place.citation.end) == (first.start, second.end)
        assert "依次" in checked.reason


def test_parts_in_another_order_or_of_two_statements_are_not_found(verifier: Verifier) -> None:
    swapped = "更不能将恐怖主义与特定的国家……不能搞双重标准"
    assert verifier.verify(swapped).verdict == "not_found"
    joined = "不能搞双重标准……缴获了欧亚大陆发现的40%以上的非法麻醉品"
    assert verifier.verify(joined).verdict == "not_found"


@pytest.mark.parametrize(
    ("quotation", "shown", "distance"),
    [
        ("shipped 3,000 tons of wheat to Sudan", "shipped 3,000 tons of wheat to Somalia", 5),
        ("Holland has shipped 3,000 tons of wheat", "Poland has shipped 3,000 tons of wheat", 2),
        ("have shipped 3,000 tons of whe", "has shipped 3,000 tons of whe", 2),
        ("shipped 3,000 tons of whe", "shipped 3,000 tons of whe", 0),
        ("tons of wheat to Senegal", "tons of wheat to Somal", 4),  # the whole is too far
    ],
)
def test_a_changed_word_is_shown_whole(quotation: str, shown: str, distance: int) -> None:
    record = Folded("Poland has shipped 3,000 tons of wheat to Somalia. We reaffirm it.")
    part = Folded(quotation)
    nearest = min(occurrences(part.text, record.text, 7), key=lambda match: match.distance)
    found = whole(part, record, nearest)
    words = record.source[record.starts[found.start] : record.end_of(found.end - 1)]
    assert (words, found.distance) == (shown, distance)


def test_a_part_may_be_near(verifier: Verifier) -> None:
    place = verifier.verify("不能搞双重标准……不能搞多择性反恐……恐怖势力来谋求").places[0]
    assert (place.wording, place.distance, len(place.parts)) == ("near", 1, 3)
    (difference,) = differences(place)
    assert (difference.quotation, difference.record) == ("多", "选")


def test_an_ellipsis_of_the_record_itself_is_part_of_its_words(
    verifier: Verifier, records: list[Record]
) -> None:
    record, spot = next((r, r.text.index("…")) for r in records if "…" in r.text)
    words = record.text[spot - 12 : spot + 14]
    place = at(verifier.verify(words), record, spot - 12, spot + 14)
    assert (place.wording, len(place.parts)) == ("exact", 1)


def test_a_quotation_may_run_over_passages_and_paragraphs(
    verifier: Verifier, records: list[Record]
) -> None:
    meeting = next(r for r in records if r.document.symbol == "S/PV.8626")
    statement = max(meeting.statements, key=lambda s: s.end - s.start)
    whole = meeting.text[statement.start : statement.end].strip()
    checked = verifier.verify(whole)
    citation = checked.places[0].citation
    assert (checked.verdict, citation.quote) == ("exact", whole)
    assert citation.paragraphs == tuple(p.number for p in statement.paragraphs)
    for one, other in pairwise(statement.paragraphs):
        over = meeting.text[one.end - 12 : other.start + 12]
        found = at(verifier.verify(over), meeting, one.end - 12, other.start + 12)
        assert found.wording == "exact"
        assert found.citation.paragraphs == (one.number, other.number)


def test_a_quotation_of_a_whole_meeting_is_of_no_statement(
    verifier: Verifier, records: list[Record]
) -> None:
    """The longest that is taken, over the words of several speakers."""
    meeting = next(r for r in records if r.document.symbol == "S/PV.8626")
    words = meeting.text[5_000 : 5_000 + LONGEST_QUOTATION]
    assert verifier.verify(words).verdict == "not_found"


def test_what_is_found_many_times_comes_most_exact_first(verifier: Verifier) -> None:
    checked = verifier.verify("恐怖主义,")
    orders = [("exact", "same_words", "near").index(place.wording) for place in checked.places]
    assert orders == sorted(orders)
    assert [p.citation.number for p in checked.places] == list(range(1, MOST_PLACES + 1))
    assert checked.more
    assert "很多" in checked.reason


# ----------------------------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    ("quotation", "message"),
    [
        ("", "The quotation is empty."),
        (" \u3000\n", "The quotation is empty."),
        ("和", "There is nothing in the quotation to look for."),
        ("“……”", "There is nothing in the quotation to look for."),
        ("！？，。", "There is nothing in the quotation to look for."),
        ("字" * 50_000, "The quotation has 50,000 characters."),
        ("反恐…" * 21, "The quotation has 21 parts between ellipses."),
    ],
)
def test_what_cannot_be_looked_for_is_refused(
    verifier: Verifier, quotation: str, message: str
) -> None:
    with pytest.raises(InputError) as error:
        verifier.verify(quotation)
    assert error.value.message == message
    assert error.value.hint


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("国" * LONGEST_QUOTATION, "not_found"),
        (" " * 4_000 + "波" + " " * 5_000 + "兰", "near"),
        ("“" * 4_000 + "波兰" + "”" * 4_000, "near"),
        ("[" * 9_000 + "波兰", "near"),
        ("." * 5_000 + "波兰" + ". " * 2_000, "exact"),
        ("\x00\u202e波兰\ufeff", "near"),
        ("OR text:波兰* AND (", "not_found"),
    ],
)
def test_strange_quotations_are_answered_too(
    verifier: Verifier, quotation: str, verdict: str
) -> None:
    assert verifier.verify(quotation).verdict == verdict


def test_two_characters_are_enough(verifier: Verifier) -> None:
    assert verifier.verify("莫斯科").verdict == "exact"
    assert verifier.verify("波兰").verdict == "exact"


def test_a_translation_is_not_found_and_the_reason_says_why(verifier: Verifier) -> None:
    checked = verifier.verify("Terrorism must not be linked to any country or religion")
    assert checked.verdict == "not_found"
    assert "The nearest records are in Chinese and the quotation is in English" in checked.reason


# ------------------------------------------------------------- the algorithms, against plain ones


def plain_ends(pattern: str, text: str, anchored: bool) -> list[int]:
    """Sellers' table, a column at a time."""
    column, found = list(range(len(pattern) + 1)), []
    for number, character in enumerate(text, start=1):
        before, column = column, [number if anchored else 0]
        for at, letter in enumerate(pattern):
            column.append(
                min(before[at] + (letter != character), before[at + 1] + 1, column[at] + 1)
            )
        found.append(column[-1])
    return found


def test_distances_are_those_of_the_plain_table() -> None:
    rng = random.Random(0)
    for _ in range(500):
        pattern = "".join(rng.choices("abc", k=rng.randint(1, 9)))
        text = "".join(rng.choices("abc", k=rng.randint(0, 14)))
        for anchored in (False, True):
            assert ends(pattern, text, anchored=anchored) == plain_ends(pattern, text, anchored)


def test_occurrences_are_within_the_limit_apart_and_none_is_missed() -> None:
    rng = random.Random(1)
    for _ in range(300):
        pattern = "".join(rng.choices("abcd", k=rng.randint(4, 9)))
        text = "".join(rng.choices("abcd", k=rng.randint(5, 60)))
        matches = occurrences(pattern, text, 1)
        for match in matches:
            stretch = text[match.start : match.end]
            assert plain_ends(pattern, stretch, True)[-1] == match.distance <= 1
        assert all(a.end <= b.start for a, b in pairwise(matches))
        least = min(plain_ends(pattern, text, False))
        assert min((m.distance for m in matches), default=2) == min(least, 2)


def test_the_best_chain_is_the_best_of_all() -> None:
    rng = random.Random(2)
    for _ in range(300):
        choices = []
        for _ in range(rng.randint(2, 4)):
            starts = sorted(rng.sample(range(0, 40, 4), rng.randint(0, 5)))
            choices.append([Match(s, s + rng.randint(1, 4), rng.randint(0, 2)) for s in starts])
        chains = [
            (sum(m.distance for m in chain), chain[-1].end - chain[0].start)
            for chain in product(*choices)
            if all(a.end <= b.start for a, b in pairwise(chain))
        ]
        found = in_order(choices)
        worth = found and (sum(m.distance for m in found), found[-1].end - found[0].start)
        assert worth == min(chains, default=None)


def compared(quotation: str, record: str) -> Compared:
    part, words = Folded(quotation), Folded(record)
    (match,) = occurrences(part.text, words.text, len(part.text) // 3)
    return compare(part, words, match)


@pytest.mark.parametrize(
    ("quotation", "record", "segments"),
    [
        ("甲，丙丁戊", "前甲，乙，丙丁戊后", [("left_out", "", "乙，")]),
        ("甲，丙丁戊", "前甲乙，丙丁戊后", [("left_out", "", "乙")]),
        ("甲，乙，丙丁戊", "前甲，丙丁戊后", [("put_in", "乙，", "")]),
        ("They seized 212.1 tons", "they seized 2121 tons of it",
         [("written", "T", "t"), ("put_in", ".", "")]),
        ("the arms were seized", "all the weapons were seized", [("changed", "arm", "weapon")]),
        ("“甲乙丙丁”戊己", "说：“甲乙丙丁”戊己", []),
    ],
)  # fmt: skip
def test_differences_are_those_that_a_reader_sees(
    quotation: str, record: str, segments: list[tuple[str, str, str]]
) -> None:
    found = [s for s in compared(quotation, record).segments if s.operation != "same"]
    assert found == [Segment(*segment) for segment in segments]  # type: ignore[arg-type]


def test_segments_give_both_texts_whole() -> None:
    rng = random.Random(3)
    alphabet = "甲乙丙丁，。“”½ ㎏a1.,"
    for _ in range(500):
        record = "".join(rng.choices(alphabet, k=rng.randint(20, 60)))
        letters = list(record[5:-5])
        for _ in range(rng.randint(0, 4)):
            letters[rng.randrange(len(letters))] = rng.choice([*alphabet, "", "戊己"])
        quotation = "".join(letters)
        part, words = Folded(quotation), Folded(record)
        if not part.text:
            continue
        for match in occurrences(part.text, words.text, len(part.text) // 3):
            both = compare(part, words, match)
            assert "".join(s.quotation for s in both.segments) == quotation
            assert "".join(s.record for s in both.segments) == record[both.start : both.end]
            assert all((s.quotation == s.record) == (s.operation == "same") for s in both.segments)
