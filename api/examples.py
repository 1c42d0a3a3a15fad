"""The examples that OpenAPI shows; a test checks each against its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.export import Format

Example = dict[str, Any]

QUESTION = "上合组织五年来缴获的毒品占多大比例？"
QUOTE = "过去五年来，我们通过共同努力，缴获了欧亚大陆发现的40%以上的非法麻醉品。"
REFERENCE = "S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织），第4次发言，第7段"
REFERENCE_EN = (
    "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation Organization), "
    "statement 4, para. 7"
)
DOCUMENT_ID = "cb04a6b4bc64d2ec"

FILTERS: Example = {"delegations": ["PL", "乌克兰"], "date_from": "2019-01-01"}
ASK: Example = {"question": QUESTION}
SEARCH: Example = {"question": QUESTION, "k": 5, "filters": {"documents": ["S/PV.8626"]}}

_SPEAKER: Example = {
    "speaker": "诺罗夫先生",
    "speaker_label": "诺罗夫先生（上海合作组织）",
    "role": "秘书长",
    "chair": False,
    "delegation": "上海合作组织",
    "delegation_code": "SCO",
}
_SPAN: Example = {"start": 3489, "end": 3526, "raw_start": 3575, "raw_end": 3612}
_PLACE: Example = {
    "document": DOCUMENT_ID,
    "symbol": "S/PV.8626",
    "title": "安全理事会第8626次会议",
    "date": "2019-09-25",
    "statement": 4,
    "paragraphs": [7],
    **_SPEAKER,
    "reference": REFERENCE,
    "translated_from": "Russian",
    **_SPAN,
}
_PASSAGE_ID = f"{DOCUMENT_ID}:3489-3526"
_HIT: Example = {
    "rank": 1,
    "score": 0.912,
    **_PLACE,
    "text": QUOTE,
    "passage": _PASSAGE_ID,
    "similarity": 0.71,
    "legs": {"lexical": 1, "dense": 2},
}
_CITATION: Example = {
    "number": 1,
    **_PLACE,
    "quote": QUOTE,
    "passage": _PASSAGE_ID,
    "references": {"zh": REFERENCE, "en": REFERENCE_EN},
    "permalink": f"/?lang=zh#doc={DOCUMENT_ID}&start=3489&end=3526",
}
CITATIONS: Mapping[Format, str] = {
    "un": REFERENCE_EN,
    "bibtex": "@techreport{S-PV.8626:3489-3526,\n  author = {{Norov}},\n  …\n}",
    "ris": "TY  - HEAR\r\nAU  - Norov\r\n…\r\nER  - ",
}
_DOCUMENT: Example = {
    "document": DOCUMENT_ID,
    "digest": "cb04a6b4bc64d2ec4ae04dd49eee43cc0ec7ad399424fa7b9104778dc56e080d",
    "name": "000_af3c4a5b928bd83b.txt",
    "symbol": "S/PV.8626",
    "title": "安全理事会第8626次会议",
    "body": "安全理事会",
    "date": "2019-09-25",
    "language": "zh",
    "kind": "verbatim",
    "meeting": 8626,
    "agenda": "联合国与区域和次区域组织合作维护国际和平与安全",
    "origins": {"symbol": "derived", "date": "text", "language": "derived", "kind": "derived"},
}
_STATEMENT: Example = {
    "statement": 4,
    **_SPEAKER,
    "on_behalf_of": [],
    "aliases": ["弗拉基米尔·伊马莫维奇·诺罗夫"],
    "language": "Russian",
    "translated_from": "Russian",
    "part": None,
    "heading": "诺罗夫先生（以俄语发言）：",
    **_SPAN,
    "paragraphs": [{"paragraph": 7, "label": None, "heading": None, **_SPAN}],
}

SEARCH_RESPONSE: Example = {
    "question": QUESTION,
    "language": "zh",
    "hits": [_HIT],
    "timings": {"lexical": 0.6, "dense": 0.9},
}
ASK_RESPONSE: Example = {
    "question": QUESTION,
    "language": "zh",
    "refused": False,
    "reason": None,
    "answer": f"诺罗夫先生（上海合作组织，以俄语发言）说：“{QUOTE}”[1]",
    "citations": [_CITATION],
    "hits": [_HIT],
    "timings": {"search": 4.1, "extract": 2.3},
    "facets": [{"kind": "delegation", "value": "SCO", "label": "上海合作组织"}],
    "ignored": [],
}
TURN: Example = {
    "question": QUESTION,
    "delegations": ["SCO"],
    "cited": [
        {
            "name_zh": "诺罗夫先生",
            "name_en": "Mr. Norov",
            "delegation": "SCO",
            "document": "S/PV.8626",
            "gender": "m",
        }
    ],
}
CONVERSED_RESPONSE: Example = {
    **ASK_RESPONSE,
    "question": "那上合组织呢？",
    "resolved_question": QUESTION,
    "turn": TURN,
}
VERIFY: Example = {"quotation": "缴获了欧亚大陆发现的40%以上的非法毒品", "by": "SCO"}
VERIFY_RESPONSE: Example = {
    **VERIFY,
    "language": "zh",
    "by_delegation": "上海合作组织",
    "by_delegation_code": "SCO",
    "verdict": "near",
    "reason": "记录中有相近的词句，引文与原文相差2个字符（占引文的10%）。",
    "traditional": False,
    "places": [
        {
            **_CITATION,
            "start": 3504,
            "end": 3525,
            "raw_start": 3590,
            "raw_end": 3611,
            "quote": "缴获了欧亚大陆发现的40%以上的非法麻醉品",
            "references": {
                "zh": REFERENCE,
                "en": "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation "
                "Organization), statement 4, para. 7",
            },
            "permalink": f"/?lang=zh#doc={DOCUMENT_ID}&start=3504&end=3525",
            "wording": "near",
            "distance": 2,
            "share": 0.1,
            "written": [],
            "claimed": True,
            "parts": [
                {
                    "start": 3504,
                    "end": 3525,
                    "raw_start": 3590,
                    "raw_end": 3611,
                    "segments": [
                        {
                            "operation": "same",
                            "quotation": "缴获了欧亚大陆发现的40%以上的非法",
                            "record": "缴获了欧亚大陆发现的40%以上的非法",
                        },
                        {"operation": "changed", "quotation": "毒", "record": "麻醉"},
                        {"operation": "same", "quotation": "品", "record": "品"},
                    ],
                }
            ],
        }
    ],
    "more": False,
    "nearest": [],
    "timings": {"search": 8.1, "align": 2.6},
}
DOCUMENTS_RESPONSE: Example = {
    "documents": [
        {
            **_DOCUMENT,
            "statements": 65,
            "paragraphs": 378,
            "passages": 254,
            "characters": 47_532,
            "speakers": 33,
            "added_at": "2026-11-21T01:02:44+00:00",
            "warnings": ["It is not known for whom 诺罗夫 speaks."],
            "doubts": [{"code": "speaker-unplaced", "parameters": {"name": "诺罗夫"}}],
            "translations": [{"document": "3d1f0c6b9ae24785", "language": "en"}],
            "earlier": [],
        }
    ],
    "total": 5,
    "held": {
        "documents": 5,
        "statements": 173,
        "passages": 497,
        "characters": 98_417,
        "doubtful": 1,
        "languages": {"zh": 5},
        "kinds": {"verbatim": 2, "letter": 2, "presidential_statement": 1},
        "first_date": "2016-10-28",
        "last_date": "2021-01-09",
    },
}
DOCUMENT_RESPONSE: Example = {
    **_DOCUMENT,
    "text": f"…{QUOTE}…",
    "statements": [_STATEMENT],
    "warnings": [],
    "doubts": [],
    "translations": [],
    "earlier": [],
    "current": None,
}
PASSAGE_RESPONSE: Example = {
    "passage": _PASSAGE_ID,
    **_PLACE,
    "text": QUOTE,
    "context": "诺罗夫先生（上海合作组织），安全理事会，2019年9月25日。",
}
HEALTH_RESPONSE: Example = {
    "status": "ok",
    "version": "0.1.0",
    "documents": 5,
    "passages": 497,
    "encoder": "rostrum-zh-en",
    "generation": 7,
}
STANCES: Example = {"question": "毒品贩运", "filters": {"documents": ["S/PV.8626"]}}
_SILENT: Example = {
    "document": DOCUMENT_ID,
    "symbol": "S/PV.8626",
    "status": "did_not_speak",
    "presided": False,
    "statements": [],
    "evidence": 0.0,
    "citation": None,
}
STANCES_RESPONSE: Example = {
    "question": "毒品贩运",
    "language": "zh",
    "reason": None,
    "meetings": [_DOCUMENT],
    "more": 0,
    "unplaced": 0,
    "rows": [
        {
            "delegation": "上海合作组织",
            "delegation_code": "SCO",
            "kind": "organisation",
            "cells": [
                {
                    **_SILENT,
                    "status": "said",
                    "statements": [4],
                    "evidence": 1.62,
                    "citation": _CITATION,
                }
            ],
        },
        {
            "delegation": "土库曼斯坦",
            "delegation_code": "TM",
            "kind": "state",
            "cells": [_SILENT],
        },
    ],
    "timings": {"meetings": 9.8, "weigh": 88.1, "refuse": 51.0, "cite": 0.9},
}
MENTIONS_RESPONSE: Example = {
    "asked": "73/334",
    "symbol": "A/RES/73/334",
    "language": "zh",
    "held": [],
    "total": 1,
    "documents": 1,
    "by": [
        {
            "delegation": "上海合作组织",
            "delegation_code": "SCO",
            "chair": False,
            "mentions": 1,
            "documents": 1,
        }
    ],
    "offset": 0,
    "mentions": [{"written": "第73/334号决议", "start": 3567, "end": 3576, "citation": _CITATION}],
    "timings": {"search": 1.8, "cite": 9.6},
}
SPEAKERS_RESPONSE: Example = {
    "delegations": [
        {"code": "SCO", "zh": "上海合作组织", "en": "Shanghai Cooperation Organization"}
    ],
    "speakers": ["诺罗夫"],
}
PROBLEM: Example = {
    "type": "urn:rostrum:problem:question",
    "title": "The question cannot be answered as it stands",
    "status": 422,
    "detail": "The question is blank.",
    "hint": "Write a question in Chinese or English.",
    "instance": "/v1/ask",
}
