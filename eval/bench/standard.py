"""XQuAD, NTREX and Tatoeba: the figures that other models have published, and ours beside them.

The data are expected as their authors give them: `xquad/xquad.{zh,en}.json` (Artetxe et al.
2020), `ntrex/newstest2019-{ref.zho-CN,src.eng}.txt` (Federmann et al. 2022) and
`tatoeba_laser/tatoeba.cmn-eng.{cmn,eng}` (Artetxe & Schwenk 2019). Nothing is trained on them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval.beir import ALL, Evaluation, indexed
from eval.beir_files import CorpusDocument, DataSet, read_data_set, write_data_set
from eval.bitext import Bitext
from eval.bitext import evaluate as search_bitext
from eval.lines import DataSetError
from index.encode.protocol import Encoder
from index.records.model import Language
from index.search.model import Leg

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ALONE = {"lexical": "BM25 alone", "dense": "dense alone", "late": "late interaction alone"}
WHOLE = "whole system"
SYSTEMS: dict[str, tuple[Leg, ...]] = {**{ALONE[leg]: (leg,) for leg in ALL}, WHOLE: ALL}
BITEXTS = {
    "ntrex": ("ntrex/newstest2019-ref.zho-CN.txt", "ntrex/newstest2019-src.eng.txt"),
    "tatoeba": ("tatoeba_laser/tatoeba.cmn-eng.cmn", "tatoeba_laser/tatoeba.cmn-eng.eng"),
}
# nDCG@10 on XQuAD, accuracy on NTREX and Tatoeba (zh->en), as MTEB's results give them; None
# where they give none. BM25 was measured with the same protocol.
COLUMNS = (
    *("XQuAD zh->zh", "XQuAD en->en", "XQuAD en->zh", "XQuAD zh->en"),
    *("NTREX zh->en", "NTREX en->zh", "Tatoeba zh->en"),
)
PUBLISHED: dict[str, tuple[float | None, ...]] = {
    "BM25, character uni- and bigrams": (0.965, None, None, None, None, None, None),
    "BM25, jieba words": (0.961, None, None, None, None, None, None),
    "all-MiniLM-L6-v2 (23M)": (0.242, 0.944, None, None, 0.071, 0.118, 0.027),
    "paraphrase-multilingual-MiniLM-L12 (118M)": (0.852, 0.885, None, None, 0.940, 0.947, 0.961),
    "LaBSE (471M)": (0.857, 0.853, None, None, 0.993, 0.993, 0.963),
    "multilingual-e5-small (118M)": (0.955, 0.975, None, None, 0.950, 0.942, 0.924),
    "multilingual-e5-large (560M)": (0.964, 0.984, None, None, 0.982, 0.971, 0.964),
    "gte-multilingual-base (305M)": (0.934, 0.979, None, None, 0.980, 0.970, 0.967),
    "bge-m3 (568M)": (None, None, None, None, 0.984, 0.982, 0.963),
    "Qwen3-Embedding-8B": (None, None, None, None, 0.991, 0.992, 0.972),
}


@dataclass(frozen=True, slots=True)
class Standard:
    """All figures: evaluations by direction (`zh->en`: Chinese questions) and system, bitexts."""

    retrieval: dict[str, dict[str, Evaluation]]
    bitext: dict[str, Bitext]


def measure(
    data: Path, place: Path, encoder: Encoder, told: Callable[[str], None] = lambda _: None
) -> Standard:
    """Every figure, from the data in `data`; data sets in the form of BEIR are left in `place`.

    `told` hears what is being measured.

    Raises:
        DataSetError: a file is missing or not what it should be.
    """
    bitext_files = {name: [data / file for file in files] for name, files in BITEXTS.items()}
    build(data, place)
    bitext = {}
    for name, (chinese, english) in bitext_files.items():
        told(f"{name}: sentence pairs")
        bitext[name] = search_bitext(chinese, english, encoder)
    retrieval: dict[str, dict[str, Evaluation]] = {}
    for language in LANGUAGES:
        told(f"xquad: indexing the {language} paragraphs")
        for questions, found in _retrieval(place, language, encoder):
            retrieval[f"{questions}->{language}"] = found
            told(f"xquad: {questions}->{language} done")
    return Standard(retrieval, bitext)


def build(data: Path, place: Path) -> None:
    """XQuAD as four data sets in the form of BEIR: `xquad-zh-en` has Chinese questions.

    Raises:
        DataSetError: a file is missing or not XQuAD.
    """
    paragraphs = {language: _paragraphs(data, language) for language in LANGUAGES}
    for questions in LANGUAGES:
        for corpus in LANGUAGES:
            name = f"xquad-{questions}-{corpus}"
            found = _data_set(name, paragraphs[questions], paragraphs[corpus])
            write_data_set(place / name, found)


def table(standard: Standard) -> str:
    """The published figures and ours as a Markdown table."""
    lines = [f"| {' | '.join(('', *COLUMNS))} |", "|---" * (len(COLUMNS) + 1) + "|"]
    lines += [_row(name, values) for name, values in PUBLISHED.items()]
    lines += [_row(f"**Rostrum, {name}**", _ours(standard, name)) for name in SYSTEMS]
    return "\n".join([*lines, "", *_notes(standard)])


def as_json(standard: Standard) -> str:
    """Every figure for programs."""
    return json.dumps(
        {**asdict(standard), "columns": COLUMNS, "published": PUBLISHED},
        ensure_ascii=False,
        indent=2,
    )


def losses(standard: Standard) -> dict[str, float]:
    """Directions in which the whole system is worse than its best leg, and by how much nDCG@10."""
    found = {}
    for direction, systems in standard.retrieval.items():
        values = {name: one.measures["nDCG@10"] for name, one in systems.items()}
        whole = values.pop(WHOLE)
        if whole < max(values.values()):
            found[direction] = max(values.values()) - whole
    return found


def _retrieval(
    place: Path, language: Language, encoder: Encoder
) -> Iterator[tuple[Language, dict[str, Evaluation]]]:
    """Questions of both languages over the paragraphs of one, which are indexed once."""
    with indexed(read_data_set(place / f"xquad-{language}-{language}"), encoder) as corpus:
        for questions in LANGUAGES:
            asked = replace(corpus, data=read_data_set(place / f"xquad-{questions}-{language}"))
            yield questions, {name: asked.ask(legs)[1] for name, legs in SYSTEMS.items()}


def _paragraphs(data: Path, language: Language) -> list[dict[str, Any]]:
    path = data / "xquad" / f"xquad.{language}.json"
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        return [paragraph for article in articles for paragraph in article["paragraphs"]]
    except FileNotFoundError as error:
        hint = "Name the folder that holds xquad/, ntrex/ and tatoeba_laser/."
        raise DataSetError("there is no such file.", hint, path) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "Take xquad.zh.json and xquad.en.json as their authors give them."
        raise DataSetError(f"is not XQuAD ({error!r}).", hint, path) from error


def _data_set(name: str, asked: Sequence[Any], paragraphs: Sequence[Any]) -> DataSet:
    """Questions stripped and equal ones merged; relevant is the paragraph that they belong to."""
    ids: dict[str, str] = {}
    qrels: dict[str, dict[str, int]] = {}
    for number, paragraph in enumerate(asked):
        for question in paragraph["qas"]:
            id = ids.setdefault(question["question"].strip(), f"q{len(ids):04d}")
            qrels.setdefault(id, {})[f"p{number:03d}"] = 1
    corpus = [
        CorpusDocument(f"p{number:03d}", one["context"]) for number, one in enumerate(paragraphs)
    ]
    return DataSet(name, tuple(corpus), {id: text for text, id in ids.items()}, qrels)


def _ours(standard: Standard, system: str) -> tuple[float | None, ...]:
    retrieval = [
        standard.retrieval[direction][system].measures["nDCG@10"]
        for direction in ("zh->zh", "en->en", "en->zh", "zh->en")
    ]
    if SYSTEMS[system] != ("dense",):
        return (*retrieval, None, None, None)
    ntrex, tatoeba = standard.bitext["ntrex"], standard.bitext["tatoeba"]
    return (*retrieval, ntrex.zh_en.accuracy, ntrex.en_zh.accuracy, tatoeba.zh_en.accuracy)


def _row(name: str, values: Sequence[float | None]) -> str:
    cells = ("–" if value is None else f"{value:.3f}".removeprefix("0") for value in values)
    return f"| {' | '.join((name, *cells))} |"


def _notes(standard: Standard) -> Iterator[str]:
    yield (
        "XQuAD: nDCG@10, question language -> paragraph language; "
        "NTREX and Tatoeba: accuracy of the nearest sentence."
    )
    for direction, lost in losses(standard).items():
        yield f"{direction}: the whole system is {lost:.3f} below its best leg."
