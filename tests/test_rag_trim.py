"""A trimmed quotation is still a slice of the record, without labels and loose marks."""

from __future__ import annotations

import pytest

from rag.trim import trim

TRIMMED = [
    ("主席先生，我赞赏这一倡议。", "我赞赏这一倡议。"),
    ("16. 请塔吉克斯坦提交宣言。", "请塔吉克斯坦提交宣言。"),
    ("2.5吨毒品被缴获。", "2.5吨毒品被缴获。"),
    ("“安全理事会强调这一点。", "安全理事会强调这一点。"),
    ("“和平使命”演习已经举行。", "“和平使命”演习已经举行。"),
    ("“安全理事会强调“和平使命”演习。", "安全理事会强调“和平使命”演习。"),
    ("应当停止。”", "应当停止。"),
    ("他们称之为“正义”", "他们称之为“正义”"),
    ("  两端的空白。 \n", "两端的空白。"),
    ("(a) 第一项措施。", "第一项措施。"),
    ("• 第一项措施。", "第一项措施。"),
    ("Mr. President, we agree.", "we agree."),
    ("70年前联合国成立。", "70年前联合国成立。"),
    ("   ", ""),
]


@pytest.mark.parametrize(("text", "expected"), TRIMMED)
def test_ends_are_trimmed(text: str, expected: str) -> None:
    span = trim(text, 0, len(text))
    assert text[span.start : span.end] == expected


def test_offsets_count_in_the_whole_text() -> None:
    text = "前一句。主席先生，我赞赏。后一句。"
    span = trim(text, 4, 13)
    assert (span.start, text[span.start : span.end]) == (9, "我赞赏。")
