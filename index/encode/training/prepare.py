"""Turn the sources into token arrays: one flat array of ids a source and side, with line ends.

prepared/
  tokenizer.json        the student's tokenizer
  teacher_ids.npy       for each English row of the student, the teacher's row
  <source>.npz          zh, zh_ends, en, en_ends (uint16 ids without [CLS]/[SEP]; line ends)
  questions.npz         q, q_ends, p, p_ends and their English sides
  written.npz           pairs like a source, questions and near misses (only if there are any)
  english.npz           en, en_ends of the General Debate
  start.npz             rows, weights: each Chinese row as a mean of English rows
  switch.npy            for each English row up to three Chinese rows that translate it, or 0
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encode.training import sources, vocabulary

LOG = logging.getLogger(__name__)
LONGEST_LINE = 256
Ids = NDArray[np.uint16]


def _flat(tokenizer: Tokenizer, lines: Sequence[str]) -> tuple[Ids, NDArray[np.int64]]:
    """Token ids of all lines end to end, and where each line ends."""
    ids: list[NDArray[np.uint16]] = []
    ends = np.zeros(len(lines), dtype=np.int64)
    total = 0
    for start in range(0, len(lines), 4096):
        batch = tokenizer.encode_batch(lines[start : start + 4096], add_special_tokens=False)
        for i, encoding in enumerate(batch, start):
            row = np.asarray(encoding.ids[:LONGEST_LINE], dtype=np.uint16)
            ids.append(row)
            total += len(row)
            ends[i] = total
    return (np.concatenate(ids) if ids else np.zeros(0, np.uint16)), ends


def _write_pairs(
    out: Path, name: str, tokenizer: Tokenizer, pairs: Iterable[tuple[str, str]]
) -> None:
    rows = list(pairs)
    zh, zh_ends = _flat(tokenizer, [r[0] for r in rows])
    en, en_ends = _flat(tokenizer, [r[1] for r in rows])
    np.savez(out / f"{name}.npz", zh=zh, zh_ends=zh_ends, en=en, en_ends=en_ends)
    LOG.info("%s: %d pairs, %d + %d tokens", name, len(rows), len(zh), len(en))


def build_tokenizer(
    data: Path, teacher: Path, banned: frozenset[str], size: vocabulary.Size, every: int = 5
) -> str:
    """Choose the pieces on every fifth line of the sources and return `tokenizer.json`."""
    import jieba

    def sampled() -> Iterator[tuple[str, str]]:
        for name in sources.PARALLEL:
            step = every if name in sources.IN_DOCUMENT_ORDER else 1
            yield from islice(sources.parallel(data, name, banned), 0, None, step)

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    pairs = list(sampled())
    headwords = frozenset(zh for zh, _ in sources.lexicon(data))
    counts = vocabulary.count_words(zh for zh, _ in pairs)
    chinese = vocabulary.choose_chinese(counts, jieba.dt.FREQ, headwords, size)
    original = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    original.no_truncation()
    original.no_padding()
    pieces: Counter[str] = Counter()
    lines = [en for _, en in pairs] + list(islice(sources.english_statements(data), 0, None, every))
    for start in range(0, len(lines), 4096):
        for encoding in original.encode_batch(lines[start : start + 4096]):
            pieces.update(encoding.tokens)
    english = vocabulary.choose_english(pieces, original.get_vocab(), size)
    LOG.info("%d English and %d Chinese pieces", len(english), len(chinese))
    return vocabulary.tokenizer_json(teacher, english, chinese)


def associations(
    pairs: Sequence[tuple[Ids, Ids]], rows: int, first_chinese: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """For each row of the vocabulary its five best partners in the other language.

    Association is phi squared over the pairs of lines (Gale & Church 1991), counted on sets of
    pieces: n11 against the margins. Returns partners and scores, shape (rows, 5), score 0 = none.
    """
    from scipy.sparse import csr_matrix

    def presence(side: int) -> csr_matrix:
        sets = [np.unique(pair[side]) for pair in pairs]
        ends = np.cumsum([0] + [len(s) for s in sets])
        flat = np.concatenate(sets).astype(np.int32)
        return csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(pairs), rows))

    zh, en = presence(0)[:, first_chinese:], presence(1)[:, :first_chinese]
    n_zh, n_en = np.asarray(zh.sum(0))[0], np.asarray(en.sum(0))[0]
    joint = (zh.T @ en).tocoo()
    both, n = joint.data.astype(np.float64), float(len(pairs))
    a, b = n_zh[joint.row].astype(np.float64), n_en[joint.col].astype(np.float64)
    top = both * n - a * b
    phi = np.where((top > 0) & (both >= 2), top**2 / (a * (n - a) * b * (n - b) + 1e-9), 0.0)
    partners = np.zeros((rows, 5), np.int32)
    scores = np.zeros((rows, 5), np.float32)
    for own, other in (
        (joint.row + first_chinese, joint.col),
        (joint.col, joint.row + first_chinese),
    ):
        order = np.lexsort((-phi, own))
        own, other, value = own[order], other[order], phi[order]
        begin = np.searchsorted(own, own)  # the first entry of each group, sorted by -phi
        place = np.arange(len(own)) - begin
        keep = (place < 5) & (value > 0)
        partners[own[keep], place[keep]] = other[keep]
        scores[own[keep], place[keep]] = value[keep]
    return partners, scores


def _short_pairs(
    out: Path, names: Sequence[str], longest: int, every: int
) -> list[tuple[Ids, Ids]]:
    found: list[tuple[Ids, Ids]] = []
    for name in names:
        arrays = np.load(out / f"{name}.npz")
        zh, en = (
            np.split(arrays["zh"], arrays["zh_ends"][:-1]),
            np.split(arrays["en"], arrays["en_ends"][:-1]),
        )
        step = every if name in sources.IN_DOCUMENT_ORDER else 1
        found += [
            (z, e)
            for z, e in islice(zip(zh, en, strict=True), 0, None, step)
            if 0 < len(z) <= longest and 0 < len(e) <= longest
        ]
    return found


def write_associations(out: Path, tokenizer: Tokenizer) -> None:
    """`start.npz` and `switch.npy` from the association of pieces over short pairs."""
    names = [tokenizer.id_to_token(i) or "" for i in range(tokenizer.get_vocab_size())]
    first = names.index(vocabulary.MARKS[0])
    pairs = _short_pairs(out, [*sources.PARALLEL, "lexicon"], longest=40, every=2)
    partners, scores = associations(pairs, len(names), first)
    np.savez(out / "start.npz", rows=partners[first:], weights=scores[first:], first=first)
    switch = np.zeros((first, 3), np.int32)
    for row in range(first):
        word = names[row]
        if word.isalpha() and word.isascii() and len(word) > 2:
            good = [
                int(p)
                for p, s in zip(partners[row, :3], scores[row, :3], strict=True)
                if s > 0.02 and row in partners[p, :3] and len(names[p]) > 1
            ]
            switch[row, : len(good)] = good
    np.save(out / "switch.npy", switch)
    LOG.info("%d English pieces have a Chinese partner", int((switch[:, 0] > 0).sum()))


def _write_questions(data: Path, out: Path, tokenizer: Tokenizer, banned: frozenset[str]) -> None:
    arrays: dict[str, NDArray[np.generic]] = {}
    for name in ("drcd_dev", "cmrc2018_trial", "hackernews2024_title_lead"):
        rows = list(sources.question_passages(data, name, banned))
        sides = {
            "q": [r.question for r in rows],
            "p": [r.passage for r in rows],
            "q_en": [r.question_en or "" for r in rows],
            "p_en": [r.passage_en or "" for r in rows],
        }
        for side, lines in sides.items():
            ids, ends = _flat(tokenizer, lines)
            arrays[f"{name}.{side}"], arrays[f"{name}.{side}_ends"] = ids, ends
        LOG.info("%s: %d questions", name, len(rows))
    np.savez(out / "questions.npz", **arrays)  # type: ignore[arg-type]


def write_written(data: Path, out: Path, tokenizer: Tokenizer) -> None:
    """`written.npz` from `data/written`; nothing where there is none.

    A row of all sides but `zh` and `en` is one question `q_*` with its paragraph, without (`p_*`)
    and with the speaker before it (`s_*`, as passages are encoded), a near miss `n_*` of the
    paragraph, the sentence `a_*` that answers and another one `o_*` of the paragraph (both empty
    where the answer is not marked or the paragraph has but one sentence). Questions or near
    misses are repeated until there are as many of the one as of the other.
    """
    rows = list(sources.written(data))
    if not rows:
        return
    pairs = list(sources.written_pairs(rows))
    sides: dict[str, list[str]] = {"zh": [p[0] for p in pairs], "en": [p[1] for p in pairs]}
    asked = [
        (row, row.questions[n % len(row.questions)], n)
        for row in rows
        for n in range(max(len(row.questions), len(row.near_misses)))
    ]
    for at, tongue, comma in ((0, "zh", "，"), (1, "en", ", ")):
        sides[f"q_{tongue}"] = [question.asked[at] for _, question, _ in asked]
        sides[f"p_{tongue}"] = [row.paragraph[at] for row, _, _ in asked]
        sides[f"s_{tongue}"] = [f"{row.who[at]}{comma}{row.paragraph[at]}" for row, _, _ in asked]
        misses = [row.near_misses[n % len(row.near_misses)][at] for row, _, n in asked]
        answers = [
            _answering(row.paragraph[at], q.answer and q.answer[at], n) for row, q, n in asked
        ]
        sides[f"n_{tongue}"] = misses
        sides[f"a_{tongue}"] = [answer for answer, _ in answers]
        sides[f"o_{tongue}"] = [other for _, other in answers]
    arrays: dict[str, NDArray[np.generic]] = {}
    for side, lines in sides.items():
        arrays[side], arrays[f"{side}_ends"] = _flat(tokenizer, lines)
    np.savez(out / "written.npz", **arrays)  # type: ignore[arg-type]
    LOG.info("written: %d paragraphs, %d pairs, %d questions", len(rows), len(pairs), len(asked))


def _answering(paragraph: str, answer: str | None, number: int) -> tuple[str, str]:
    """The sentence that answers and another one, by number; nothing where either is missing."""
    own, others = sources.answering(paragraph, answer or "")
    return (own, others[number % len(others)]) if own and others else ("", "")


def prepare(
    data: Path, benchmarks: Path | None, teacher: Path, out: Path, size: vocabulary.Size
) -> None:
    """Write everything that training reads into `out` (about ten minutes on two cores)."""
    out.mkdir(parents=True, exist_ok=True)
    banned = sources.benchmark_lines(benchmarks) if benchmarks else frozenset()
    (out / "tokenizer.json").write_text(build_tokenizer(data, teacher, banned, size), "utf8")
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    original = json.loads((teacher / "tokenizer.json").read_text("utf8"))["model"]["vocab"]
    english = sorted(json.loads(tokenizer.to_str())["model"]["vocab"].items(), key=lambda x: x[1])
    np.save(out / "teacher_ids.npy", np.array([original[w] for w, _ in english], np.int32))
    for name in sources.PARALLEL:
        _write_pairs(out, name, tokenizer, sources.parallel(data, name, banned))
    _write_pairs(out, "lexicon", tokenizer, sources.lexicon(data))
    _write_questions(data, out, tokenizer, banned)
    write_written(data, out, tokenizer)
    en, ends = _flat(tokenizer, list(sources.english_statements(data)))
    np.savez(out / "english.npz", en=en, en_ends=ends)
    LOG.info("english: %d lines, %d tokens", len(ends), len(en))
    write_associations(out, tokenizer)
