"""Names across scripts: how they sound, how alike, and whom a question means by them.

`name_pairs.tsv` holds names of diplomats and statesmen with their usual form in the other script,
none of them a speaker of the seeds, and pairs of different names that are near in sound. Weights
and thresholds were chosen on its half `tune`; what is asserted here are figures of `report`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from index.search.facets import read_facets
from index.search.names import NameIndex, _least_likeness, fold_name
from index.search.roster import Roster
from index.search.transliteration import chinese_sounds, is_pinyin, latin_sounds, likeness, pinyin

TABLE = Path(__file__).parent / "name_pairs.tsv"


def pairs(half: str, kind: str) -> list[tuple[str, str]]:
    """Latin and Chinese names of one half of the table, of one name or of two."""
    rows = [line.split("\t") for line in TABLE.read_text("utf8").splitlines() if line[0] != "#"]
    return [(row[2], row[3]) for row in rows if row[:2] == [half, kind]]


def sound_alike(latin: str, chinese: str) -> float:
    return likeness(latin_sounds(latin), chinese_sounds(chinese) or ())


def index_of(*names: str) -> NameIndex:
    return NameIndex({fold_name(name): name for name in names})


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("卡济哈诺夫", ("ka", "ji", "ha", "nuo", "fu")),
        ("什梅加利", ("shi", "mei", "jia", "li")),
        ("吕特", ("lv", "te")),
        ("阿塔耶娃", ("a", "ta", "ye", "wa")),
        ("尼亚", ("ni", "ya")),
        ("座", ("zuo",)),
        ("娅茜伽", ("ya", "xi", "jia")),
        ("朱镕基", None),
        ("Rama", None),
    ],
)
def test_characters_are_read_as_pinyin(name: str, syllables: tuple[str, ...] | None) -> None:
    assert pinyin(name) == syllables


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("Kazykhanov", "k a z i kh a n o v'"),
        ("Çavuşoğlu", "c a v u sh o gh' l u"),
        ("SZIJJÁRTÓ", "sz i j a r' t o"),
        ("O'Brien", "o b' r i e n'"),
        ("Georgieva", "ge e o r' ge i e v a"),
        ("Rice", "r i ce e'"),
        ("", ""),
    ],
)
def test_latin_letters_become_sounds(name: str, sounds: str) -> None:
    assert latin_sounds(name) == tuple(sounds.split())


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("特里克斯", "t E l i k E s I"),
        ("尔昂", "R a G"),
        ("雅于武", "y a v u"),
        ("佩恩", "p ei e N"),
        ("约翰逊", "y v ie h a N x v N"),
    ],
)
def test_characters_become_sounds(name: str, sounds: str) -> None:
    assert chinese_sounds(name) == tuple(sounds.split())


def test_every_common_character_has_sounds_that_are_weighed() -> None:
    for first in range(0xB0, 0xD8):
        for second in range(0xA1, 0xFF):
            character = bytes([first, second]).decode("gb2312", "ignore")
            assert not character or likeness(("a",), chinese_sounds(character) or ()) > -20


@pytest.mark.parametrize(
    ("latin", "same", "other"),
    [
        ("Norov", "诺罗夫", "纳扎罗夫"),
        ("Nebenzia", "涅边贾", "内塔尼亚胡"),
        ("Schulz", "舒尔茨", "朔尔蒂"),
        ("Vázquez", "巴斯克斯", "贝拉斯克斯"),
        ("Jiménez", "希门尼斯", "詹森"),
    ],
)
def test_one_name_is_more_alike_than_another(latin: str, same: str, other: str) -> None:
    assert sound_alike(latin, same) > max(2.5, sound_alike(latin, other) + 1)


def test_nothing_is_like_no_name() -> None:
    assert likeness((), ("a",)) == likeness(("a",), ()) == -np.inf


def test_accents_matter_little() -> None:
    assert sound_alike("Milošević", "米洛舍维奇") > 5
    assert sound_alike("Milosevic", "米洛舍维奇") > 4


@pytest.mark.parametrize("word", ["haitao", "wang", "yi", "lv", "zhuangzi"])
def test_pinyin_is_known_by_its_syllables(word: str) -> None:
    assert is_pinyin(word)


@pytest.mark.parametrize("word", ["", "norov", "clinton", "smith", "wangs"])
def test_other_words_are_not_pinyin(word: str) -> None:
    assert not is_pinyin(word)


@cache
def held(half: str, script: int) -> NameIndex:
    return index_of(*(pair[script] for pair in pairs(half, "same")))


@pytest.mark.parametrize(("asked", "script"), [(0, 1), (1, 0)])
def test_most_of_370_names_are_found_and_hardly_any_wrongly(asked: int, script: int) -> None:
    names = pairs("report", "same")
    index = held("report", script)
    found = [(pair, index.find(pair[asked], introduced=True)) for pair in names]
    right = sum(pair[script] in who for pair, who in found)
    wrong = sum(bool(set(who) - {pair[script]}) for pair, who in found)
    assert right / len(names) > 0.83
    assert wrong / len(names) < 0.02


@pytest.mark.parametrize(("asked", "script"), [(0, 1), (1, 0)])
def test_names_that_are_not_held_are_mostly_nobodys(asked: int, script: int) -> None:
    elsewhere = {pair[script] for pair in pairs("tune", "same")}
    names = [pair for pair in pairs("report", "same") if pair[script] not in elsewhere]
    linked = [pair for pair in names if held("tune", script).find(pair[asked], introduced=True)]
    unsure = [pair for pair in names if held("tune", script).find(pair[asked], introduced=False)]
    assert len(linked) / len(names) < 0.05
    assert len(unsure) / len(names) < 0.03


def test_names_near_in_sound_are_mostly_told_apart() -> None:
    near = pairs("report", "other")
    linked = [pair for pair in near if held("report", 1).find(pair[0], True) == (pair[1],)]
    assert len(near) > 90
    assert len(linked) / len(near) < 0.1


def test_the_bound_loses_no_name() -> None:
    names = [zh for _, zh in pairs("tune", "same") if zh.isalpha()]
    index = index_of(*names)
    least = _least_likeness(len(names), introduced=True)
    for latin, _ in pairs("tune", "same")[::6]:
        if " " not in latin and "-" not in latin:
            scores = {name: sound_alike(latin, name) for name in names}
            best = max(least, *scores.values())
            expected = {name for name, score in scores.items() if score == best > least}
            assert set(index.find(latin, introduced=True)) == expected, latin


def test_the_more_names_are_held_the_more_it_takes() -> None:
    few = index_of("黑利", "沃龙科夫")
    many = index_of("黑利", *(zh for _, zh in pairs("tune", "same")))
    assert few.find("Haley", introduced=True) == ("黑利",)
    assert many.find("Haley", introduced=True) == ()


HELD = index_of(
    "弗拉基米尔·诺罗夫", "巴尔加斯·马尔多纳多", "马朝旭", "迪卡洛", "范博希曼", "拉马姆拉"
)


@pytest.mark.parametrize(
    ("name", "introduced", "who"),
    [
        ("Norov", False, "弗拉基米尔·诺罗夫"),
        ("Vladimir Norov", False, "弗拉基米尔·诺罗夫"),
        ("V. Norov", True, "弗拉基米尔·诺罗夫"),
        ("Imam Norov", False, "弗拉基米尔·诺罗夫"),
        ("Vladimir Petrov", True, None),
        ("Vargas Maldonado", False, "巴尔加斯·马尔多纳多"),
        ("Vargas", True, "巴尔加斯·马尔多纳多"),
        ("Vargas", False, None),
        ("Ma Chaoxu", False, "马朝旭"),
        ("Chaoxu Ma", False, "马朝旭"),
        ("Ma Chaoxun", True, None),
        ("Ma Zhaoxin", True, None),
        ("Rosemary DiCarlo", False, "迪卡洛"),
        ("van Bohemen", False, "范博希曼"),
        ("Ramtane Lamamra", False, "拉马姆拉"),
        ("Kazykhanov", True, None),
        ("", True, None),
        ("-", True, None),
        ("Norov" * 13, True, None),
    ],
)
def test_a_latin_name_finds_whom_it_means(name: str, introduced: bool, who: str | None) -> None:
    assert HELD.find(name, introduced) == ((who,) if who else ())


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("穆拉利达兰", "Muraleedharan"),
        ("维贾伊·穆拉利达兰", "Muraleedharan"),
        ("吴海涛", "Wu Haitao"),
        ("吴海道", None),
        ("德克罗", "De Croo"),
        ("朱镕基", None),
    ],
)
def test_a_chinese_name_finds_whom_it_means(name: str, who: str | None) -> None:
    index = index_of("Muraleedharan", "Wu Haitao", "De Croo", "Burian")
    assert index.find(name, introduced=True) == ((who,) if who else ())


def test_a_known_romanisation_must_be_spelt_alike() -> None:
    index = NameIndex({"朔尔茨": "朔尔茨", "scholz": "朔尔茨"})
    assert index.find("Scholtz", introduced=True) == ("朔尔茨",)
    assert index.find("Schultz", introduced=True) == ()
    assert index_of("朔尔茨").find("Schultz", introduced=True) == ("朔尔茨",)


def test_names_that_sound_equally_alike_are_all_found() -> None:
    assert index_of("涅边贾", "聂边佳").find("Nebenzia", introduced=True) == ("涅边贾", "聂边佳")


ROSTER = Roster(
    documents={},
    delegations={},
    floors=(),
    names={
        "norov": "诺罗夫",
        **{
            name: name
            for name in ("诺罗夫", "马哈马达明诺夫", "巴拉雷索", "沙姆斯", "哈韦尔", "卡比拉")
        },
        **{name.lower(): name for name in ("Muraleedharan", "De Croo", "Wu Haitao")},
    },
    rows=np.empty(0, np.int64),
    floor_of=np.empty(0, np.int32),
)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did Mr. Mahmadaminov say about drugs?", ["马哈马达明诺夫"]),
        ("Mahmadaminov's view of the CSTO?", ["马哈马达明诺夫"]),
        ("Did the Tajik minister, Mahmadaminov, agree?", ["马哈马达明诺夫"]),
        ("Do Norov, Balarezo and Mahmadaminov agree?", ["诺罗夫", "巴拉雷索", "马哈马达明诺夫"]),
        ("Balarezo说了什么？", ["巴拉雷索"]),
        ("What did Vladimir Norov say?", ["诺罗夫"]),
        ("What did Mr. De Croo say?", ["De Croo"]),
        ("穆拉利达兰先生说了什么？", ["Muraleedharan"]),
        ("印度外长穆拉利达兰在会上说了什么？", ["Muraleedharan"]),
        ("維賈伊·穆拉利達蘭怎麼看？", ["Muraleedharan"]),
        ("穆拉利达兰表示了什么？", ["Muraleedharan"]),
        ("吴海涛大使提到了什么？", ["Wu Haitao"]),
        # What is no name, no person's, or does not sound alike.
        ("What happened in Kabila?", []),
        ("Have you read it?", []),
        ("Havel was not there", []),
        ("What does Resolution 2396 ask of Member States?", []),
        ("What did the CSTO say to the HAVEL?", []),
        ("What did Mr. Kazykhanov say?", []),
        ("安全理事会主席说了什么？", []),
        ("这次会议上有没有人提到恐怖主义？", []),
        ("印度代表说了什么？", []),
    ],
)
def test_a_question_names_who_is_held_in_the_other_script(question: str, who: list[str]) -> None:
    assert list(read_facets(question, ROSTER).speakers) == who
