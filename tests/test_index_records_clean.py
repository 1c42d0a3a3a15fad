"""Mending: it only removes, knows the way back, restores wrapped text and repeats nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.records.clean import mend
from index.records.layout import width

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))

CHINESE = [
    "主席（以俄语发言）：我现在请波兰代表发言。",
    "普日达克茨先生（波兰）（以英语发言）：毫无疑问，打击一切形式的恐怖主义是国际社会面临的主要挑战之一。"
    "在当今全球世界，恐怖主义与有组织犯罪、武器非法贸易和贩运一道，对国际和平与安全构成重大威胁。",
    "只有当所有利益攸关方都有尽自己一份力量的共同意愿和决心时，恐怖主义才能得到有效和最终根除。"
    "联合国在打击恐怖主义方面的独特作用是无可争议的，参加Podmena行动的有25个国家。",
    "第一，我们欢迎第2396（2017）号决议。",
    "区域组织由于关注的地理范围较窄，有时或许可以更好地理解区域特点，并且可以更好地在本地应对具体挑战。",
    "最后，我谨重申，合作必须符合《联合国宪章》，否则就会引发争议。谢谢大家，我的话完了。",
]
ENGLISH = [
    "I thank the Secretary-General for his briefing, which shows how much remains to be done.",
    "The threat of terrorism knows no border. It reaches every State, and no State can meet it "
    "alone; regional organizations are therefore partners of the first order for the Council.",
    "We recall resolution 2396 (2017), which the Council adopted without a dissenting voice.",
    "In conclusion, my delegation stands ready to work with all partners on a common text.",
]


def squeezed(text: str) -> str:
    return "".join(text.split())


def wrap(paragraph: str, cells: int, indent: int) -> list[str]:
    """Break a paragraph at a column, Chinese anywhere, Latin words whole."""
    tokens: list[str] = []
    for character in paragraph:
        joins = tokens and tokens[-1][-1].isascii() and not tokens[-1][-1].isspace()
        latin = joins and character.isascii() and not character.isspace()
        if latin or (character in "，。；：、）》”" and tokens):
            tokens[-1] += character
        else:
            tokens.append(character)
    lines, room = [""], cells - indent
    for token in tokens:
        if width(lines[-1] + token) > room and lines[-1]:
            lines.append("")
            room = cells
        lines[-1] += token if lines[-1] or not token.isspace() else ""
    return [line.rstrip() for line in lines]


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n", "\r\n"])
@pytest.mark.parametrize("cells", [36, 44, 70])
def test_hard_wrapped_chinese_comes_back_as_its_paragraphs(cells: int, gap: str) -> None:
    paragraphs = CHINESE * 4
    lines = [line for paragraph in paragraphs for line in wrap(paragraph, cells, 4)]
    mended = mend(gap.join(lines))
    assert [squeezed(mended.text[s.start : s.end]) for s in mended.paragraphs] == [
        squeezed(paragraph) for paragraph in paragraphs
    ]
    assert mended.text.count("\n") == len(paragraphs) - 1


@pytest.mark.parametrize("seed", range(8))
def test_random_wraps_of_chinese_lose_and_add_no_character(seed: int) -> None:
    chance = random.Random(seed)
    gap = chance.choice(["\n", "\n\n", " \n\n", "\n \n"])
    cells, indent = chance.randrange(30, 90), chance.choice([0, 4])
    paragraphs = [chance.choice(CHINESE) for _ in range(30)]
    lines = [line for paragraph in paragraphs for line in wrap(paragraph, cells, indent)]
    mended = mend(gap.join(lines))
    assert squeezed(mended.text) == squeezed("".join(paragraphs))
    assert mend(mended.text).text == mended.text


@pytest.mark.parametrize("gap", ["\n", " \n", "\n\n"])
def test_hard_wrapped_english_keeps_one_space_between_words(gap: str) -> None:
    paragraphs = ENGLISH * 5
    lines = [line for paragraph in paragraphs for line in wrap(paragraph, 58, 0)]
    mended = mend(gap.join(lines))
    found = [" ".join(mended.text[s.start : s.end].split()) for s in mended.paragraphs]
    assert found == paragraphs


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        # A page break in a sentence, and one between sentences that cannot be seen.
        (
            "主席：我说。\n\n诺罗夫先生：在当今世界，\n\n\n\n不稳定因素正在增多。",
            "诺罗夫先生：在当今世界，不稳定因素正在增多。",
        ),
        (
            "主席：我说。\n\n诺罗夫先生：这是事实。\n\n我们同意。",
            "诺罗夫先生：这是事实。\n我们同意。",
        ),
        # A new speaker is never drawn into an open paragraph.
        (
            "主席：请注意，这一点\n\n秘书长（以英语发言）：谢谢。",
            "主席：请注意，这一点\n秘书长（以英语发言）：谢谢。",
        ),
        # Running headers and page numbers go, and the sentence around them closes.
        (
            "主席：好。\n\n王毅先生（中国）：预防和解决冲突\n\n14/29 16-34838 \n\n"
            "S/PV.7796  联合国与区域组织的合作  28/10/2016\n\n努力的机制。它们很重要，我们支持。",
            "王毅先生（中国）：预防和解决冲突努力的机制。它们很重要，我们支持。",
        ),
        # Letter-spacing and byte order marks go, spaces between Latin words and digits stay.
        (
            "\ufeff埃 及 相 信 ， 2019 年 的 C5 plus 1 很好。",
            "埃及相信， 2019 年的 C5 plus 1 很好。",
        ),
        ("安全  的独有挑战", "安全的独有挑战"),
    ],
)
def test_mending_case_by_case(raw: str, mended: str) -> None:
    assert mend(raw).text.endswith(mended)


def test_an_unwrapped_english_text_keeps_its_paragraphs() -> None:
    text = "Mr. President,\nIt is an honour to speak.\nThe Council met, and the Council,\nacted."
    assert mend(text).text == text


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_mending_a_seed_only_removes_and_is_final(path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    mended = mend(raw)
    back = [mended.offsets.raw(offset) for offset in range(len(mended.text))]
    assert back == sorted(set(back))
    assert "".join(raw[offset] for offset in back) == mended.text
    assert mend(mended.text).text == mended.text
    assert "\n\n" not in mended.text


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_what_mending_a_seed_removes_is_white_space_and_page_furniture(path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    mended = mend(raw)
    kept = {mended.offsets.raw(offset) for offset in range(len(mended.text))}
    kept |= {i for span in mended.furniture for i in range(span.start, span.end)}
    assert {raw[i] for i in set(range(len(raw))) - kept} <= set("\n\t \u2004")


@pytest.mark.parametrize("piece", ["A/", "A/1-", "S/PV. ", ". ", "Mr. A ", "第1、", "（以", "1\t"])
def test_an_endless_line_of_what_patterns_look_for_is_mended_like_any_other(piece: str) -> None:
    line = (piece * 200_000)[:200_000].strip()
    assert mend(f"One line.\n{line}\nAnother line.").text.replace("\n", "").count(piece.strip()) > 9
