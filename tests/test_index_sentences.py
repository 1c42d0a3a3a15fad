"""Where sentences end, in both languages."""

from __future__ import annotations

import pytest

from index.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("我同意。他反对！为什么？", ["我同意。", "他反对！", "为什么？"]),
        ("他说：“我们同意。”然后离开。", ["他说：“我们同意。”", "然后离开。"]),
        ("他问“为什么？”，没有人回答。", ["他问“为什么？”，没有人回答。"]),
        ("（见S/PV.8548。）我们支持。", ["（见S/PV.8548。）", "我们支持。"]),
        ("“和平。”（S/PV.7505，第2页）我们同意。", ["“和平。”（S/PV.7505，第2页）", "我们同意。"]),
        ("“鼓励……依区域办法解决。”因此", ["“鼓励……依区域办法解决。”", "因此"]),
        ("一. 背景", ["一. 背景"]),
        ("II. Conclusions", ["II. Conclusions"]),
        ("增加了3.5%。共25国。", ["增加了3.5%。", "共25国。"]),
        ("强调义务；\n重申承诺；", ["强调义务；", "重申承诺；"]),
        ("1. 强调责任。\n2. 认为必要。", ["1. 强调责任。", "2. 认为必要。"]),
        ("没有标点的一行\n另一行", ["没有标点的一行", "另一行"]),
        (
            "Mr. Norov spoke. The Council listened.",
            ["Mr. Norov spoke.", "The Council listened."],
        ),
        (
            "See S/PV.8626, p. 4, para. 2. It stands.",
            ["See S/PV.8626, p. 4, para. 2.", "It stands."],
        ),
        (
            "The U.S. proposal, e.g. on water, cost 3.5 million. Good.",
            ["The U.S. proposal, e.g. on water, cost 3.5 million.", "Good."],
        ),
        (
            "“We must act.” That was clear. “Why not?” he asked.",
            ["“We must act.”", "That was clear.", "“Why not?” he asked."],
        ),
        (
            "The threat knows\nno border. It reaches\nevery State.",
            ["The threat knows\nno border.", "It reaches\nevery State."],
        ),
        (
            "We met in the\nUnited Nations building,\nwhich is old:\n1. The first point.",
            ["We met in the\nUnited Nations building,\nwhich is old:", "1. The first point."],
        ),
        ("1. The meeting was held. 2. It ended.", ["1. The meeting was held.", "2. It ended."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentence_spans(text)] == sentences


def test_only_the_range_asked_for_is_divided() -> None:
    text = "甲说。乙说。丙说。"
    assert [text[s.start : s.end] for s in sentence_spans(text, 3, 6)] == ["乙说。"]
