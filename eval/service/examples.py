"""The examples that OpenAPI shows; a test checks each against its model."""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

_DOCUMENT = "cb04a6b4bc64d2ec"
_QUOTE = "过去五年来，我们通过共同努力，缴获了欧亚大陆发现的40%以上的非法麻醉品。"
_SPAN: Example = {
    "document": _DOCUMENT,
    "label": "S/PV.8626",
    "start": 3489,
    "end": 3526,
    "text": _QUOTE,
    "permalink": f"/?lang=zh#doc={_DOCUMENT}&start=3489&end=3526",
}
_REPORT: Example = {
    "id": "report",
    "source": "report",
    "name": "lexical+dense+late",
    "settings": {"legs": ["dense", "late", "lexical"], "depth": 100, "answers": True},
    "half": None,
    "complete": True,
    "stale": False,
    "fault": None,
}
_BASELINE: Example = {**_REPORT, "id": "baseline", "source": "baseline", "half": "dev"}
_BASELINE["complete"] = False
_COLUMN: Example = {"half": "dev", "language": "zh"}
_CELL: Example = {"mean": 0.78, "low": 0.725, "high": 0.831, "questions": 111}
_ROW: Example = {
    "slice": "dev",
    "measure": "nDCG@10",
    "questions": 222,
    "needs": 111,
    "a": 0.731,
    "b": 0.747,
    "difference": 0.016,
    "low": 0.002,
    "high": 0.031,
    "p": 0.0241,
    "p_holm": 0.0964,
}
_STUDIO: Example = {
    "writable": True,
    "file": "mine.jsonl",
    "needs": 12,
    "kinds": ["fact", "number", "who-said", "stance", "list", "compare", "why-how", "yes-no"],
    "reason": None,
    "reason_code": None,
}

EVALUATION: Example = {
    "runs": [_REPORT, _BASELINE],
    "run": "report",
    "figures": {
        "columns": [{**_COLUMN, "answerable": 111, "unanswerable": 28}],
        "measures": [{**_COLUMN, "measure": "nDCG@10", "of": "search", **_CELL}],
        "kinds": [{**_COLUMN, "kind": "fact", "measure": "nDCG@10", **_CELL}],
        "documents": [{**_COLUMN, "document": "S/PV.8626", "measure": "nDCG@10", **_CELL}],
        "gap": [{"half": "dev", **_ROW, "slice": "twins"}],
        "refusals": [
            {
                **_COLUMN,
                "answerable": 111,
                "unanswerable": 28,
                "answered": 0.946,
                "wrongly_answered": 0.464,
                "precision": 0.714,
                "auroc": 0.78,
                "aurc": 0.084,
                "coverage": 0.849,
                "risk": 0.11,
                "curve": [[0.007, 0.0, 1.93], [1.0, 0.201, 0.21]],
            }
        ],
        "latency": [
            {
                "stage": "answer.total",
                "questions": 568,
                "p50": 100.1,
                "p90": 121.0,
                "p95": 130.5,
                "p99": 151.2,
                "longest": 183.1,
                "percentiles": [61.2, 78.4, 183.1],
            }
        ],
    },
    "studio": _STUDIO,
}
QUESTIONS: Example = {
    "run": "report",
    "half": "dev",
    "note": None,
    "faults": {"not-found": 30, "not-cited": 62, "refused": 14, "answered": 29},
    "total": 30,
    "offset": 0,
    "questions": [
        {
            "id": "n001-en",
            "need": "n001",
            "language": "en",
            "kind": "number",
            "half": "dev",
            "answerable": True,
            "question": "What share of the drugs seized in Eurasia was it?",
            "faults": ["not-found", "not-cited"],
            "rank": 7,
            "values": {"nDCG@10": 0.333, "Success@5": 0.0},
            "reference": "More than 40 per cent.",
            "why": None,
            "keys": [{"variants": ["40%", "40 per cent"], "met": False}],
            "gold": [
                {
                    **_SPAN,
                    "grade": 2,
                    "before": "上合组织正在实施一项新的禁毒战略。",
                    "after": "我们与联合国积极合作。",
                    "rank": 7,
                    "cited": False,
                }
            ],
            "hits": [{**_SPAN, "rank": 1, "score": 0.912, "grade": 0}],
            "answer": {
                "refused": False,
                "text": "诺罗夫先生说：“…”[1]",
                "confidence": 1.04,
                "citations": [{**_SPAN, "reference": "S/PV.8626, statement 4", "grade": 0}],
            },
        }
    ],
}
COMPARE: Example = {
    "a": _BASELINE,
    "b": _REPORT,
    "half": "dev",
    "settings": [{"setting": "threshold", "a": 0.9, "b": 0.925}],
    "slices": ["dev"],
    "rows": [_ROW],
    "language_gap": {"A": [{**_ROW, "slice": "twins"}], "B": [{**_ROW, "slice": "twins"}]},
    "wins": [
        {
            "id": "n001-en",
            "question": "What share of the drugs seized in Eurasia was it?",
            "language": "en",
            "kind": "number",
            "a": 0.333,
            "b": 1.0,
        }
    ],
    "losses": [],
}
NEED: Example = {
    "kind": "number",
    "answerable": True,
    "zh": "欧亚大陆查到的毒品里，有多大一部分是他们截下的？",
    "en": "How much of what was seized in Eurasia did they account for?",
    "gold": [{"document": "S/PV.8626", "start": 3489, "end": 3526, "grade": 2}],
    "keys": [["40%", "40 per cent"]],
    "reference": {"zh": "40%以上。", "en": "More than 40 per cent."},
    "why": None,
}
_NEED: Example = {
    **NEED,
    "id": "n013",
    "half": "dev",
    "gold": [
        {
            "file": "000_af3c4a5b928bd83b.txt",
            "quote": _QUOTE,
            "grade": 2,
            "document": _DOCUMENT,
            "start": 3489,
            "end": 3526,
        }
    ],
    "line": '{"id": "n013", "kind": "number", "half": "dev", …}',
}
CHECKED: Example = {
    "fits": False,
    "errors": [
        {
            "field": "zh",
            "detail": "the Chinese question copies '欧亚大陆发现的' from its gold",
            "code": "copied",
            "parameters": {"run": "欧亚大陆发现的"},
        }
    ],
    "need": _NEED,
}
SAVED: Example = {"need": _NEED, "file": "mine.jsonl", "needs": 13}
OWN: Example = {"file": "mine.jsonl", "half": "dev", "note": None, "withheld": 6, "needs": [_NEED]}
