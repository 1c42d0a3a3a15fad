"""Delegations by any written form, and those a question names."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.records import delegations
from index.records.delegations import all_delegations, find, mentioned


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("PL", "PL"),
        ("波兰", "PL"),
        ("Poland", "PL"),
        ("poland", "PL"),
        ("大不列颠及北爱尔兰联合王国", "GB"),
        ("联合王国", "GB"),
        ("英国", "GB"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("UK", "GB"),
        ("美利坚合众国", "US"),
        ("美国", "US"),
        ("the United States of America", "US"),
        ("俄罗斯联邦", "RU"),
        ("俄罗斯", "RU"),
        ("Russian Federation", "RU"),
        ("俄羅斯聯邦", "RU"),
        ("阿拉伯叙利亚共和国", "SY"),
        ("Syrian Arab Republic", "SY"),
        ("多民族玻利维亚国", "BO"),
        ("Plurinational State of Bolivia", "BO"),
        ("委内瑞拉", "VE"),
        ("Bolivarian Republic of Venezuela", "VE"),
        ("伊朗伊斯兰共和国", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("科特迪瓦", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("多米尼加共和国", "DO"),
        ("Dominican Republic", "DO"),
        ("Dominica", "DM"),
        ("大韩民国", "KR"),
        ("朝鲜民主主义人民共和国", "KP"),
        ("Viet Nam", "VN"),
        ("教廷", "VA"),
        ("巴勒斯坦国", "PS"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("上海合作组织", "SCO"),
        ("上合组织", "SCO"),
        ("SCO", "SCO"),
        ("集安组织", "CSTO"),
        ("Collective Security Treaty Organization", "CSTO"),
        ("独联体", "CIS"),
        ("欧盟", "EU"),
        ("African Union", "AFU"),
        ("非盟", "AFU"),
        ("Australia", "AU"),
        ("澳大利亚", "AU"),
        ("AU", "AU"),
        ("秘书长", "UN-SG"),
        ("UN-SG", "UN-SG"),
        ("乌有国", None),
        ("", None),
    ],
)
def test_find_knows_codes_and_written_forms(written: str, code: str | None) -> None:
    found = find(written)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("What did Ukraine's representative say about the CSTO?", ["UA", "CSTO"]),
        ("What did the Polish minister say?", ["PL"]),
        ("Please polish the answer for us.", []),
        ("What is the US position?", ["US"]),
        ("the United States’ view", ["US"]),
        ("印度尼西亚的立场是什么？", ["ID"]),
        ("印度和印度尼西亚", ["IN", "ID"]),
        ("赤道几内亚说了什么", ["GQ"]),
        ("Equatorial Guinea and Guinea-Bissau", ["GQ", "GW"]),
        ("South Sudan, not Sudan", ["SS", "SD"]),
        ("Northern Ireland", []),
        ("烏克蘭代表談到什麼", ["UA"]),
        ("如何打击伊拉克和黎凡特伊斯兰国？", []),
        ("Islamic State in Iraq and the Levant", []),
        ("Latin American countries and the Indian Ocean", []),
        ("a woman from Oman", ["OM"]),
        ("上合组织五年来缴获的毒品占多大比例？", ["SCO"]),
        ("谁反对把恐怖主义和宗教挂钩？", []),
        ("What did the Secretary-General say about the African Union?", ["UN-SG", "AFU"]),
        ("Did Australia praise the AU?", ["AU", "AFU"]),
    ],
)
def test_the_delegations_of_a_question_longest_form_first(question: str, codes: list[str]) -> None:
    assert [delegation.code for delegation in mentioned(question)] == codes


def test_no_two_delegations_have_one_code() -> None:
    table = Path(delegations.__file__).parent / "tables" / "un_forms.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    codes = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert [code for code in codes if codes.count(code) > 1] == []


def test_every_name_leads_back_to_its_delegation() -> None:
    for delegation in all_delegations():
        assert find(delegation.code) == delegation
        assert find(delegation.name_zh) == delegation
        assert find(delegation.name_en) == delegation


def test_all_193_member_states_and_two_observers_are_there() -> None:
    states = {d.code for d in all_delegations() if d.kind == "state"}
    assert {"AF", "ZW", "SS", "TL", "PS", "VA"} <= states
    assert len(states) >= 195
