"""The comparison with other libraries: the same work for all, and a table that hides nothing.

No library compared is needed here: what is ours makes the data, orders the runs and writes the
table; the scripts of the peers are read, not run.
"""

from __future__ import annotations

import ast
import itertools
import json
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.bench.crash.world import HashEncoder
from eval.bench.peers import (
    environments,
    harness,
    prose,
    report,
    runner,
    text,
    use_rostrum,
    workload,
)
from eval.bench.peers.model import Comparison, Contender, Runs, percentile
from index.passages import cut

HERE = Path(workload.__file__).parent
SEEDS = Path(__file__).parents[1] / "seeds"
OURS = Contender("Rostrum", "use_rostrum", None, {}, "as it is")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workload of 100 passages."""
    place = tmp_path_factory.mktemp("peers") / "work"
    encoder = HashEncoder(dimensions=64, token_dimensions=8)
    assert workload.write(prose.made(SEEDS, 1), 100, encoder, place, 1) == 100
    return place


# The data


def test_made_documents_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    first, again, other = (
        [document.text for document in itertools.islice(prose.made(SEEDS, seed), 2)]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_made_documents_come_in_both_languages_and_each_paragraph_is_a_passage() -> None:
    chinese, english = itertools.islice(prose.made(SEEDS, 1), 2)
    assert (chinese.language, english.language) == ("zh", "en")
    assert re.search("[\u3400-\u9fff]", chinese.text)
    assert len(re.findall("[\u3400-\u9fff]", english.text)) == 0
    for document in (chinese, english):
        passages = cut(document.record())
        assert [(p.start, p.end) for p in passages] == list(document.paragraphs)


def test_no_two_made_passages_are_alike(folder: Path) -> None:
    texts = harness.read_passages(folder).texts
    assert len(set(texts)) == len(texts)


def test_a_folder_of_texts_keeps_whose_they_are(tmp_path: Path) -> None:
    words = "We must act on the climate together. " * 30
    (tmp_path / "POL_71_2016.txt").write_text(f"{words}\n{words}", "utf8")
    (found,) = text.read(tmp_path)
    assert (found.language, found.delegation, found.date) == ("en", "PL", "2016")
    assert found.record().statements[0].speaker.delegation is not None


def test_systems_read_what_was_written(folder: Path) -> None:
    passages, questions = harness.read_passages(folder), harness.read_questions(folder)
    assert len(passages.ids) == len(set(passages.ids)) == len(passages.vectors) == 100
    assert set(passages.metadata[0]) == {"document", "delegation", "language", "date"}
    assert np.allclose(np.linalg.norm(passages.vectors, axis=1), 1, atol=1e-5)
    assert len(questions) == workload.QUESTIONS


def test_a_question_is_held_words_and_lies_nearest_its_passage(folder: Path) -> None:
    passages, questions = harness.read_passages(folder), harness.read_questions(folder)
    languages = set()
    for question in questions:
        row = passages.ids.index(question.passage)
        assert set(question.words.split()) <= set(re.findall(r"\w+", passages.words[row]))
        assert int(np.argmax(passages.vectors @ question.vector)) == row
        assert question.delegation == passages.metadata[row]["delegation"]
        languages.add(passages.metadata[row]["language"])
    assert languages == {"zh", "en"}


def test_words_are_set_apart_in_chinese_only() -> None:
    assert workload.spaced("Terrorism, again.") == "Terrorism, again."
    assert workload.spaced("打击恐怖主义").split() == ["打击", "恐怖主义"]


def test_a_vector_moves_by_the_length_that_is_told() -> None:
    vectors = np.eye(300, dtype=np.float32)
    moved = workload.near(vectors, 0.5, np.random.default_rng(1))
    # A vector of length 1 and one of length .5 across it: cosine 1 / sqrt(1.25).
    assert float((moved * vectors).sum(axis=1).mean()) == pytest.approx(0.894, abs=0.01)


def test_questions_are_spread_over_all_passages() -> None:
    rows = [
        {"id": str(row), "words": f"word{row} held here again", "delegation": "PL"}
        for row in range(1000)
    ]
    asked, _ = workload.questions(rows, random.Random(1))
    assert [row for row, _ in asked[:3]] == [2, 7, 12]
    assert asked[-1][0] == 997


# The same work


@pytest.mark.parametrize("late", ["0", "1"])
def test_rostrum_finds_what_was_put_in(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    monkeypatch.setenv(use_rostrum.LATE, late)
    use_rostrum.ingest(harness.read_passages(folder), tmp_path / "store")
    search = use_rostrum.open_store(tmp_path / "store", folder)
    questions = harness.read_questions(folder)[::5]
    plain = [question.passage in search(question, None) for question in questions]
    only = [question.passage in search(question, question.delegation) for question in questions]
    assert sum(plain) >= report.AGREEMENT * len(questions)
    assert sum(only) >= report.AGREEMENT * len(questions)


def test_each_step_is_a_process_that_tells_its_figures(folder: Path, tmp_path: Path) -> None:
    told = []
    for step in ("ingest", "first"):
        command = [sys.executable, "-m", "eval.bench.peers.use_rostrum", step]
        done = subprocess.run(
            [*command, str(folder), str(tmp_path / "store")],
            cwd=runner.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode, done.stderr
        told.append(json.loads(done.stdout.splitlines()[-1]))
    assert told[0]["passages"] == 100
    assert set(told[0]["versions"]) == {"rostrum", "faiss-cpu", "tantivy"}
    assert told[1]["found"] == 1


@pytest.mark.parametrize("path", [*sorted(HERE.glob("use_*.py")), HERE / "harness.py"])
def test_what_runs_in_a_peers_python_needs_nothing_of_rostrum(path: Path) -> None:
    if path.name == "use_rostrum.py":
        return
    tree = ast.parse(path.read_text("utf8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names]
    ours = {name for name in names if name.split(".")[0] in ("index", "rag", "api", "eval")}
    assert ours <= {"eval.bench.peers.harness"}
    for package in ("eval", "eval.bench", "eval.bench.peers"):
        begin = runner.ROOT.joinpath(*package.split("."), "__init__.py").read_text("utf8")
        assert all(isinstance(node, ast.Expr) for node in ast.parse(begin).body)


def test_every_peer_has_a_script_and_exact_pins() -> None:
    for contender in runner.CONTENDERS:
        assert (HERE / f"{contender.module}.py").is_file()
        if contender.environment:
            lines = environments.pins(contender.environment).read_text("utf8").splitlines()
            wanted = [line for line in lines if line and not line.startswith("#")]
            assert wanted
            assert all(re.fullmatch(r"[\w-]+==[\w.]+", line) for line in wanted)


def test_each_system_comes_early_and_late() -> None:
    names = [contender.name for contender in runner.CONTENDERS]
    orders = [
        [runs.contender.name for runs in runner.in_order(list(map(Runs, runner.CONTENDERS)), at)]
        for at in range(4)
    ]
    assert all(sorted(order) == sorted(names) for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    assert [order[0] for order in orders[:3]] == [names[0], names[-2], names[2]]


def test_rankings_are_joined_by_reciprocal_rank() -> None:
    # b: 1/61 + 1/62, a: 1/61, c: 1/62.
    assert harness.joined([["a", "b"], ["b", "c"]], 2) == ["b", "a"]


def test_of_two_hundred_searches_the_second_slowest_is_the_ninety_ninth_percentile() -> None:
    values = [float(value) for value in range(1, 201)]
    random.Random(1).shuffle(values)
    assert percentile(values, 99) == 198
    assert percentile([3.0], 99) == 3


def test_a_file_with_two_names_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 500_000)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert runner.megabytes(tmp_path) == pytest.approx(0.5)


# The table


def runs(contender: Contender, seconds: float, found: float = 1.0, given: float = 0.0) -> Runs:
    """A system that takes `seconds` to put in 1,000 passages and a thousandth of it to search."""
    half = {"seconds": [seconds / 1000] * 200, "cpu": seconds / 5, "hits": 10.0, "found": found}
    made = Runs(contender, given)
    made.ingests = [
        {"seconds": seconds, "cpu": seconds, "passages": 1000, "peak": 50.0, "versions": {"a": "1"}}
    ]
    made.searches = [{"plain": half, "filtered": half, "peak": 100.0 * seconds}]
    made.firsts, made.first_cpus, made.disks = [seconds], [seconds], [1.0]
    return made


def peer(name: str) -> Contender:
    return Contender(name, "use_it", "it", {}, "somehow")


def comparison(*systems: Runs) -> Comparison:
    return Comparison(1000, systems, 1, (0.1, 0.2), 0.5)


def rows(lines: Sequence[str], name: str) -> list[str]:
    """The cells of the first row that begins with a name."""
    found = next(line for line in lines if line.startswith(f"| {name}"))
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_goals_are_held_against_the_best_peer_of_each_measure() -> None:
    ours, slow, quick = runs(OURS, 1.0), runs(peer("slow"), 8.0), runs(peer("quick"), 4.0)
    lines = report.goals(ours, comparison(ours, slow, quick))
    ingest, search = rows(lines, "ingest"), rows(lines, "hybrid search")
    assert ingest[1:] == ["1,000.00", "250.00 (quick)", "187.50", "4.00", "5.33", "missed"]
    assert search[1:] == ["1,000.00", "250.00 (quick)", "187.50", "4.00", "5.33", "reached"]
    assert rows(lines, "memory")[-1] == "reached"


def test_a_miss_is_told() -> None:
    ours, quick = runs(OURS, 4.0), runs(peer("quick"), 1.0)
    lines = report.goals(ours, comparison(ours, quick))
    assert len(lines) == 2 + len(report.GOALS)
    assert all(line.endswith("| missed |") for line in lines[2:])
    assert rows(lines, "first answer")[4] == "0.25"


def test_what_was_done_for_a_peer_beforehand_is_added_where_it_says_so() -> None:
    ours, quick = runs(OURS, 1.0), runs(peer("quick"), 4.0, given=2.0)
    assert quick.ingest_cpu() == 4.0
    assert rows(report.goals(ours, comparison(ours, quick)), "CPU: ingest")[4] == "6.00"


def test_nobody_is_fast_by_being_wrong() -> None:
    ours, wrong = runs(OURS, 1.0), runs(peer("wrong"), 0.1, found=0.5)
    page = report.report([comparison(ours, wrong)], {}, "made")
    assert "Found too seldom" in page
    assert "wrong 0.500" in page
    assert "(wrong)" not in page


def test_a_step_that_took_too_long_stands_in_the_table() -> None:
    ours, stuck = runs(OURS, 1.0), Runs(peer("stuck"))
    stuck.stopped = "ingest > 600 s"
    page = report.report([comparison(ours, stuck)], {}, "made")
    cells = rows(page.splitlines(), "stuck")
    assert cells[0] == "stuck (ingest > 600 s)"
    assert cells[1] == "–"


def test_a_missing_peer_is_named_with_the_reason() -> None:
    page = report.report([comparison(runs(OURS, 1.0))], {"txtai": "no network"}, "made")
    assert "**txtai is missing: no network**" in page
    assert rows(page.splitlines(), "**Rostrum**")[1] == "1,000"


def test_an_environment_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(environments.NotInstalled, match="Not a directory"):
        environments.python_of("txtai", tmp_path / "file")


def test_a_failing_command_is_told_by_its_first_error() -> None:
    code = "import sys; sys.exit('x\\nERROR: no such package\\nERROR: see the help')"
    with pytest.raises(environments.NotInstalled, match=r"^no such package$"):
        environments._run([sys.executable, "-c", code])


def test_sizes_are_numbers() -> None:
    command = [sys.executable, "-m", "eval.bench", "peers", "--sizes", "many"]
    done = subprocess.run(command, cwd=runner.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--sizes takes numbers" in done.stderr
    assert "Traceback" not in done.stderr
