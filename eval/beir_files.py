"""Data sets in the form of BEIR (Thakur et al. 2021, arXiv 2104.08663), in and out.

A folder holds `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and
`qrels/SPLIT.tsv` (`query-id`, `corpus-id`, `score`, tabs between, a line of headings first).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.files import write_whole
from eval.lines import DataSetError, new_folder, numbered_lines
from eval.trec import Qrels, add_grade, is_grade

_CORPUS, _QUERIES, _QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_HEADINGS = "query-id\tcorpus-id\tscore"
_HINTS = {
    _CORPUS: "Each line is a JSON object with `_id`, `title` (may be missing) and `text`.",
    _QUERIES: "Each line is a JSON object with `_id` and `text`.",
    _QRELS: "Each line has a query's id, a document's id and a whole number, with tabs between.",
}


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One document of a corpus; `title` is empty where there is none."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A corpus, queries by id, and the judgments of one split."""

    name: str
    corpus: tuple[CorpusDocument, ...]
    queries: Mapping[str, str]
    qrels: Qrels
    split: str = "test"


def read_data_set(folder: Path, split: str = "test") -> DataSet:
    """The data set in a folder.

    Raises:
        DataSetError: a file is missing, or, with its line, something in it is malformed, an id
            stands twice, or a judgment is about a query that is not there.
    """
    corpus = tuple(_corpus(folder / _CORPUS))
    queries = dict(_queries(folder / _QUERIES))
    if not corpus:
        raise DataSetError("there are no documents in it.", _HINTS[_CORPUS], folder / _CORPUS)
    return DataSet(folder.resolve().name, corpus, queries, _qrels(folder, split, queries), split)


def write_data_set(folder: Path, data: DataSet) -> None:
    """Write a data set into a new folder, whole or not at all.

    Raises:
        DataSetError: there is something there already, or it cannot be written.
    """
    with new_folder(folder) as unfinished:
        documents = (
            {"_id": found.id, "title": found.title, "text": found.text} for found in data.corpus
        )
        queries = ({"_id": id, "text": text} for id, text in data.queries.items())
        write_whole(unfinished / _CORPUS, _jsonl(documents))
        write_whole(unfinished / _QUERIES, _jsonl(queries))
        write_whole(unfinished / _QRELS / f"{data.split}.tsv", _tsv(data.qrels, folder))


def _corpus(path: Path) -> Iterator[CorpusDocument]:
    for row, number in _objects(path):
        text, title = row.get("text"), row.get("title") or ""
        if not isinstance(text, str) or not isinstance(title, str):
            raise DataSetError("`text` or `title` is not a string.", _HINTS[_CORPUS], path, number)
        yield CorpusDocument(row["_id"], text, title)


def _queries(path: Path) -> Iterator[tuple[str, str]]:
    for row, number in _objects(path):
        text = row.get("text")
        if not isinstance(text, str) or not text.strip():
            raise DataSetError(
                f"the query {row['_id']} has no text.", _HINTS[_QUERIES], path, number
            )
        yield row["_id"], text


def _objects(path: Path) -> Iterator[tuple[dict[str, Any], int]]:
    """The objects of a JSON Lines file, each with a string `_id` that no other has."""
    seen: dict[str, int] = {}
    for number, line in numbered_lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            message = f"not JSON ({error})."
            raise DataSetError(message, _HINTS[path.name], path, number) from None
        id = row.get("_id") if isinstance(row, dict) else None
        if isinstance(id, bool) or not isinstance(id, str | int) or id == "":
            raise DataSetError("an object with `_id` is missing.", _HINTS[path.name], path, number)
        first = seen.setdefault(str(id), number)
        if first != number:
            message = f"the id {id} stands in line {first} already."
            raise DataSetError(message, "Every id may stand once.", path, number)
        yield {**row, "_id": str(id)}, number


def _qrels(folder: Path, split: str, queries: Mapping[str, str]) -> dict[str, dict[str, int]]:
    path = folder / _QRELS / f"{split}.tsv"
    if not path.is_file():
        splits = ", ".join(sorted(found.stem for found in path.parent.glob("*.tsv")))
        hint = f"There are: {splits}." if splits else "Put the judgments there."
        raise DataSetError("there is no such split.", hint, path)
    qrels: dict[str, dict[str, int]] = {}
    for number, line in numbered_lines(path):
        fields = [field.strip() for field in line.split("\t")]
        if number == 1 and len(fields) == 3 and not is_grade(fields[2]):
            continue
        if len(fields) != 3 or not is_grade(fields[2]):
            message = f"not a judgment: {line[:80]!r}."
            raise DataSetError(message, _HINTS[_QRELS], path, number)
        query, document, grade = fields
        if query not in queries:
            message = f"the query {query} is not in {_QUERIES}."
            raise DataSetError(message, "Add the query or take the line out.", path, number)
        add_grade(qrels, query, document, int(grade), path, number)
    if not qrels:
        raise DataSetError("there are no judgments in it.", _HINTS[_QRELS], path)
    return qrels


def _jsonl(rows: Iterable[Mapping[str, str]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _tsv(qrels: Qrels, folder: Path) -> str:
    lines = [_HEADINGS]
    for query, judged in qrels.items():
        for document, grade in judged.items():
            if any(mark in f"{query}{document}" for mark in "\t\r\n"):
                message = f"an id of {query!r}, {document!r} holds a tab or a line end."
                raise DataSetError(message, "Give it another id.", folder)
            lines.append(f"{query}\t{document}\t{grade}")
    return "".join(f"{line}\n" for line in lines)
