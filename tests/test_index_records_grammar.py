"""Statement headings in both languages, and what only looks like one."""

from __future__ import annotations

import pytest

from index.records.grammar import match_heading
from index.records.languages import language_name

HEADINGS = [
    # text, name, honorific, office, represents, language
    ("主席（以俄语发言）：我感谢", None, None, "主席", None, "Russian"),
    ("主席：我感谢", None, None, "主席", None, None),
    ("代理主席（以英语发言）：会议", None, None, "代理主席", None, "English"),
    ("秘书长（以英语发言）：我", None, None, "秘书长", None, "English"),
    ("诺罗夫先生（以俄语发言）：首先", "诺罗夫", "先生", None, None, "Russian"),
    ("王毅先生（中国）：主席先生，", "王毅", "先生", None, "中国", None),
    (
        "冈萨雷斯·德利纳雷斯先生(西班牙)（以西班牙语发言）：我",
        "冈萨雷斯·德利纳雷斯",
        "先生",
        None,
        "西班牙",
        "Spanish",
    ),
    (
        "诺罗夫先生（上海合作组织）(以俄语发言):首先",
        "诺罗夫",
        "先生",
        None,
        "上海合作组织",
        "Russian",
    ),
    ("Muraleedharan先生（印度）（以英语发言）：", "Muraleedharan", "先生", None, "印度", "English"),
    (
        "达巴先生（阿曼）（以阿拉伯语发言；英文本由代表团提供）：我",
        "达巴",
        "先生",
        None,
        "阿曼",
        "Arabic",
    ),
    ("博索纳罗总统（以葡萄牙语发言）：", "博索纳罗", "总统", None, None, "Portuguese"),
    ("The President (spoke in Russian): I", None, None, "President", None, "Russian"),
    ("The Acting President: I", None, None, "Acting President", None, None),
    ("The Secretary-General: I", None, None, "Secretary-General", None, None),
    (
        "Mr. Wu Haitao (China) (spoke in Chinese): China",
        "Wu Haitao",
        "Mr.",
        None,
        "China",
        "Chinese",
    ),
    ("Ms. Byrne Nason (Ireland): I", "Byrne Nason", "Ms.", None, "Ireland", None),
    ("Mrs. Marsudi (Indonesia): I", "Marsudi", "Mrs.", None, "Indonesia", None),
    (
        "Mr. Vargas Maldonado (Dominican Republic) (spoke in Spanish): I",
        "Vargas Maldonado",
        "Mr.",
        None,
        "Dominican Republic",
        "Spanish",
    ),
    (
        "Sir Mark Lyall Grant (United Kingdom): I",
        "Mark Lyall Grant",
        "Sir",
        None,
        "United Kingdom",
        None,
    ),
    (
        "Sheikh Al Sabah (Kuwait) (spoke in Arabic): I",
        "Al Sabah",
        "Sheikh",
        None,
        "Kuwait",
        "Arabic",
    ),
    ("Mrs. Van Vlierberge (Belgium): I", "Van Vlierberge", "Mrs.", None, "Belgium", None),
    ("Archbishop Caccia (Holy See): I", "Caccia", "Archbishop", None, "Holy See", None),
    (
        "Mr. Al-Nasser (Qatar) (spoke in Arabic; English text provided by the delegation): I",
        "Al-Nasser",
        "Mr.",
        None,
        "Qatar",
        "Arabic",
    ),
    ("Dr. Ghebreyesus: Thank you", "Ghebreyesus", "Dr.", None, None, None),
    (
        "Mr. de La Sablière (France) (spoke in French): I",
        "de La Sablière",
        "Mr.",
        None,
        "France",
        "French",
    ),
    ("Mr. d’Escoto Brockmann (Nicaragua): I", "d’Escoto Brockmann", "Mr.", None, "Nicaragua", None),
    ("Mr. ‘Aho (Tonga): I", "‘Aho", "Mr.", None, "Tonga", None),
    ("Mr.  Wang Min (China)  (spoke in Chinese): I", "Wang Min", "Mr.", None, "China", "Chinese"),
    ("Mr.Elarahy: I", "Elarahy", "Mr.", None, None, None),
    ("Crown Prince Haakon (Norway): I", "Haakon", "Crown Prince", None, "Norway", None),
    # As records were printed before the middle of the 1990s.
    ("The PRESIDENT (interpretation from Spanish): I", None, None, "President", None, "Spanish"),
    ("The CHAIRMAN: I", None, None, "Chairman", None, None),
    (
        "Mr. MALIK (Union of Soviet Socialist Republics) (interpretation from Russian): I",
        "MALIK",
        "Mr.",
        None,
        "Union of Soviet Socialist Republics",
        "Russian",
    ),
]


@pytest.mark.parametrize(
    ("text", "name", "honorific", "office", "represents", "language"),
    HEADINGS,
)
def test_a_heading_gives_who_for_whom_and_in_which_language(
    text: str,
    name: str | None,
    honorific: str | None,
    office: str | None,
    represents: str | None,
    language: str | None,
) -> None:
    heading = match_heading(text)
    assert heading is not None
    assert (heading.name, heading.honorific, heading.office) == (name, honorific, office)
    assert (heading.represents, heading.language) == (represents, language)
    assert text[: heading.length].rstrip()[-1] in "：:"
    assert not text[heading.length :].startswith(" ")


@pytest.mark.parametrize(
    "text",
    [
        "主席先生：我们感谢你。",
        "尊敬的主席先生：",
        "各位同事，女士们，先生们：",
        "女士们先生们：",
        "主席先生，首先，我谨祝贺你",
        "主席:\t拉夫罗夫先生/涅边贾先生.....\t(俄罗斯联邦)",
        "主席： 拉夫罗夫先生 ................ （俄罗斯联邦）",
        "我们同意以下几点：第一",
        "一组数字是：从1990年到2016年底",
        "Mr. President: we count on you.",
        "Mr. Secretary-General: thank you.",
        "Excellencies: the time has come.",
        "Mr. Wu Haitao said: we agree.",
        "President: Mr. Lavrov . . . . (Russian Federation)",
        "主席： . . . . . . . . . . 拉夫罗夫先生（俄罗斯联邦）",
        "The president: he spoke.",
        "The President of France said: no.",
    ],
)
def test_an_address_a_list_or_a_lead_in_is_no_heading(text: str) -> None:
    assert match_heading(text) is None


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("俄语", "Russian"),
        ("西班牙语", "Spanish"),
        ("中文", "Chinese"),
        ("汉语", "Chinese"),
        ("阿拉伯语", "Arabic"),
        ("法文", "French"),
        ("葡萄牙语", "Portuguese"),
        ("russian", "Russian"),
        ("克林贡的话", None),
    ],
)
def test_languages_have_their_english_names(written: str, english: str | None) -> None:
    assert language_name(written) == english
