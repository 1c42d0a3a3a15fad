"""Data sets in the form of BEIR: in, out, asked, scored, and refused with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.beir import ALL, Indexed, as_json, as_text, evaluate, indexed, legs_named, score
from eval.beir_files import CorpusDocument, DataSet, read_data_set, write_data_set
from eval.lines import DataSetError
from eval.trec import RankedRun, read_qrels, read_run, write_qrels
from fakes import FakeEncoder
from index.errors import InputError

LONG = "".join(f"第{number}段谈到边境管理和信息交流，各国继续合作。" for number in range(60))
SMALL = DataSet(
    name="small",
    corpus=(
        CorpusDocument("d1", "集安组织缴获了十吨毒品。", "打击贩毒"),
        CorpusDocument("d2", "The CSTO seized ten tonnes of drugs."),
        CorpusDocument("d3", LONG + "最后一段说到洗钱。"),
        CorpusDocument("d/4", "S/RES/2396\n恐怖主义作战人员的返回。"),
        CorpusDocument("d5", "S/RES/2396\n恐怖主义作战人员的返回。"),
    ),
    queries={
        "q1": "缴获毒品",
        "q2": "洗钱",
        "q3": "作战人员的返回",
        "q4": "penguins",
        "q5": "unasked",
    },
    qrels={"q1": {"d1": 1}, "q2": {"d3": 2, "d1": 0}, "q3": {"d/4": 1, "d5": 1}, "q4": {"d2": 1}},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_data_set(tmp_path / "small", SMALL)
    return tmp_path / "small"


@pytest.fixture(scope="module")
def corpus() -> Iterator[Indexed]:
    """The small data set in a library, for the tests that only ask it."""
    with indexed(SMALL, FakeEncoder()) as found:
        yield found


def test_a_folder_has_the_three_files_of_beir(folder: Path) -> None:
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert files == ["corpus.jsonl", "qrels/test.tsv", "queries.jsonl"]
    first = json.loads((folder / "corpus.jsonl").read_text("utf-8").split("\n")[0])
    assert first == {"_id": "d1", "title": "打击贩毒", "text": "集安组织缴获了十吨毒品。"}
    assert (
        (folder / "qrels" / "test.tsv")
        .read_text()
        .startswith("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    )


def test_a_data_set_comes_back_as_it_was_written(folder: Path) -> None:
    assert read_data_set(folder) == SMALL


def test_judgments_survive_the_way_through_trec_files(folder: Path, tmp_path: Path) -> None:
    write_qrels(tmp_path / "qrels", read_data_set(folder).qrels)
    again = replace(SMALL, name="again", qrels=read_qrels(tmp_path / "qrels"))
    write_data_set(tmp_path / "again", again)
    assert read_data_set(tmp_path / "again") == again
    assert (tmp_path / "again/qrels/test.tsv").read_bytes() == (
        folder / "qrels/test.tsv"
    ).read_bytes()


def test_each_split_has_its_own_judgments(folder: Path) -> None:
    (folder / "qrels" / "dev.tsv").write_text("q5\td2\t1\n")
    assert read_data_set(folder, "dev").qrels == {"q5": {"d2": 1}}
    with pytest.raises(DataSetError, match=r"train\.tsv: there is no such split.*dev, test"):
        read_data_set(folder, "train")


def test_ids_may_be_numbers_and_titles_missing(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": 7, "text": "a", "metadata": {}}\n')
    assert read_data_set(folder).corpus == (CorpusDocument("7", "a"),)


CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels/test.tsv"
GOOD = '{"_id": "a", "text": "x"}\n'
BAD_FILES = {
    "a line that is not JSON": (CORPUS, GOOD + "{_id: b}\n", r"corpus\.jsonl:2: not JSON"),
    "a line that is no object": (CORPUS, "[1]\n", r"corpus\.jsonl:1: an object with `_id`"),
    "a document without id": (CORPUS, '{"text": "x"}\n', r"corpus\.jsonl:1: an object with"),
    "a document without text": (CORPUS, '{"_id": "a"}\n', r"corpus\.jsonl:1: `text` or `title`"),
    "a corpus with duplicate ids": (
        CORPUS,
        GOOD + '{"_id": "b", "text": "y"}\n' + GOOD,
        r"corpus\.jsonl:3: the id a stands in line 1 already",
    ),
    "an empty corpus": (CORPUS, "\n", r"corpus\.jsonl: there are no documents"),
    "a query without words": (QUERIES, '{"_id": "q1", "text": " "}\n', r"queries\.jsonl:1: the qu"),
    "duplicate queries": (QUERIES, GOOD + GOOD, r"queries\.jsonl:2: the id a stands in line 1"),
    "a judgment of an unknown query": (
        QRELS,
        "q1\td1\t1\nq9\td1\t1\n",
        r"test\.tsv:2: the query q9",
    ),
    "a judgment with two fields": (QRELS, "q1\td1\t1\nq1\td1\n", r"test\.tsv:2: not a judgment"),
    "spaces instead of tabs": (QRELS, "q1 d1 1\n", r"test\.tsv:1: not a judgment"),
    "a grade that is no number": (QRELS, "q1\td1\t1\nq1\td2\thigh\n", r"test\.tsv:2: not a judgm"),
    "two grades for one document": (QRELS, "q1\td1\t1\nq1\td1\t2\n", r"test\.tsv:2: d1 has the gr"),
    "headings and nothing else": (
        QRELS,
        "query-id\tcorpus-id\tscore\n",
        r"test\.tsv: there are no",
    ),
}


@pytest.mark.parametrize(("name", "text", "told"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_an_error_with_its_line_and_no_run_is_written(
    folder: Path, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(DataSetError, match=told):
        evaluate(folder, FakeEncoder(), out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", [CORPUS, QUERIES, QRELS])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataSetError, match=name):
        read_data_set(folder)


def test_nothing_is_left_of_a_folder_that_could_not_be_written(tmp_path: Path) -> None:
    bad = replace(SMALL, qrels={"q1": {"d\t1": 1}})
    with pytest.raises(DataSetError, match=r"holds a tab"):
        write_data_set(tmp_path / "out" / "small", bad)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_is_never_written_over(folder: Path) -> None:
    with pytest.raises(DataSetError, match=r"small: stands there already"):
        write_data_set(folder, replace(SMALL, queries={}))
    assert read_data_set(folder) == SMALL


def test_measures_are_means_over_the_judged_queries_worked_out_by_hand() -> None:
    run = RankedRun("x", {"q1": {"b": 3.0, "a": 2.0, "c": 1.0}, "q3": {"x": 2.0, "y": 1.0}})
    qrels = {"q1": {"a": 1}, "q2": {"a": 1}, "q3": {"x": 2, "y": 1, "z": 1}}
    # q1: found at rank 2. q2: not in the run. q3: DCG 2 + 1/log2(3), ideal 2 + 1/log2(3) + 1/2.
    assert score(run, qrels) == pytest.approx(
        {
            "nDCG@10": (0.63093 + 0 + 2.63093 / 3.13093) / 3,
            "Recall@10": (1 + 0 + 2 / 3) / 3,
            "Recall@100": (1 + 0 + 2 / 3) / 3,
            "MRR@10": (1 / 2 + 0 + 1) / 3,
            "Success@1": 1 / 3,
            "Success@5": 2 / 3,
        },
        abs=1e-5,
    )


def test_a_corpus_is_asked_by_the_search_of_the_library(folder: Path, tmp_path: Path) -> None:
    found = evaluate(folder, FakeEncoder(), ("lexical",), out=tmp_path / "run")
    # q1 and q2 find theirs first, q3 both of its own, nobody speaks of penguins.
    assert found.measures == pytest.approx(
        {
            "nDCG@10": 0.75,
            "Recall@10": 0.75,
            "Recall@100": 0.75,
            "MRR@10": 0.75,
            "Success@1": 0.75,
            "Success@5": 0.75,
        }
    )
    assert (found.documents, found.queries, found.judged_unknown) == (5, 4, 0)
    run = read_run(tmp_path / "run")
    assert run.tag == "rostrum-lexical"
    assert set(run.scores) == {"q1", "q2", "q3"}
    assert score(run, SMALL.qrels) == found.measures
    # Words alone need no vectors.
    assert found.encoder == "none"


def test_a_long_document_is_cut_and_counts_once_by_its_best_passage(corpus: Indexed) -> None:
    counts = {one.document.name: one.passages for one in corpus.library.documents()}
    assert counts["d3"] > 4 and counts["d1"] == 1
    run, _ = corpus.ask(ALL)
    hits = corpus.searcher.search(SMALL.queries["q2"], 100).hits
    passages = [hit.score for hit in hits if hit.document.name == "d3"]
    assert len(passages) == counts["d3"]
    assert run.scores["q2"]["d3"] == max(passages)
    assert set(run.scores["q2"]) == {one.id for one in SMALL.corpus}


def test_documents_with_the_same_words_or_symbol_stay_apart(corpus: Indexed) -> None:
    run, _ = corpus.ask(("lexical",))
    scores = run.scores["q3"]
    assert scores["d/4"] == scores["d5"] > 0
    # Equal scores: the later id first, as trec_eval has it.
    assert list(scores)[:2] == ["d5", "d/4"]


def test_the_language_of_each_document_is_read_from_its_text(corpus: Indexed) -> None:
    languages = {d.document.name: d.document.language for d in corpus.library.documents()}
    assert languages == {"d1": "zh", "d2": "en", "d3": "zh", "d/4": "zh", "d5": "zh"}


def test_a_document_that_looks_like_a_record_keeps_all_its_words() -> None:
    lines = (
        "安全理事会",
        "第八六二六次会议",
        "主席：现在开会。",
        "诺罗夫先生：谢谢。",
        "主席：散会。",
    )
    text = "\n".join(lines)
    data = DataSet("x", (CorpusDocument("d", text),), {"q": "第八六二六次会议"}, {"q": {"d": 1}})
    with indexed(data, FakeEncoder()) as corpus:
        (found,) = corpus.library.documents()
        assert found.document.kind == "text"
        _, evaluation = corpus.ask(("lexical",))
    assert evaluation.measures["Success@1"] == 1


def test_documents_without_words_are_left_out_and_counted() -> None:
    corpus = (*SMALL.corpus, CorpusDocument("empty", " …\n"))
    data = replace(SMALL, corpus=corpus, qrels={"q1": {"d1": 1, "gone": 1}})
    with indexed(data, FakeEncoder()) as found:
        _, evaluation = found.ask(("dense",))
    assert evaluation.left_out == ("empty",)
    assert evaluation.judged_unknown == 1
    assert evaluation.measures["Recall@100"] == 0.5
    assert "1 documents without words were left out" in as_text(evaluation)


def test_a_query_that_cannot_be_asked_is_named() -> None:
    data = replace(SMALL, queries={"q1": "毒" * 10_001}, qrels={"q1": {"d1": 1}})
    with indexed(data, FakeEncoder()) as corpus, pytest.raises(DataSetError, match=r"query q1 can"):
        corpus.ask()


def test_the_figures_for_programs_name_the_data_the_legs_and_the_stages(folder: Path) -> None:
    found = json.loads(as_json(evaluate(folder, FakeEncoder())))
    assert (found["data_set"], found["split"], found["encoder"]) == ("small", "test", "fake")
    assert found["legs"] == list(ALL)
    assert {"corpus.encode", "corpus.index", "queries.lexical", "queries.dense"} <= set(
        found["seconds"]
    )


def test_legs_are_named_in_any_order() -> None:
    assert legs_named("dense, lexical") == ("lexical", "dense")
    assert legs_named("dense") == ("dense",)
    with pytest.raises(InputError, match="sparse"):
        legs_named("sparse,dense")
