"""`rostrum eval`: run the questions, score, report, guard; `rostrum eval compare`: two runs.

Whose questions and over which library, `eval.command_asked` says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eval.command_asked import Wish, load, scored_kept, scored_run
from index.errors import InputError

if TYPE_CHECKING:
    from eval.score import Scored

FILE = click.Path(path_type=Path)
GATE = Path(__file__).parent / "gate.toml"


def _remember_debug(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta["rostrum.debug"] = True


debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, callback=_remember_debug,
    help="Show the traceback of a failure.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON for programs.")


@click.group(name="eval", invoke_without_command=True)
@click.option(
    "--library",
    "--store",
    "library",
    metavar="PLACE",
    help="Library to ask, a folder or milvus://host:19530/name [default: the seeds, indexed anew "
    "in a folder of its own; with --questions $ROSTRUM_LIBRARY, else .rostrum].",
)
@click.option(
    "--questions",
    type=FILE,
    metavar="FILE",
    help="Questions of your own, in the form of eval/questions/questions.jsonl.",
)
@click.option(
    "--encoder",
    envvar="ROSTRUM_ENCODER",
    metavar="NAME",
    help="Another encoder, by name or path (also $ROSTRUM_ENCODER).",
)
@click.option(
    "--legs",
    default="lexical,dense,late",
    show_default=True,
    metavar="LEGS",
    help="Which legs search: lexical, dense, late or several.",
)
@click.option(
    "--half",
    type=click.Choice(["dev", "test", "all"]),
    default="all",
    show_default=True,
    help="Which half of the questions.",
)
@click.option("--answers/--search-only", default=True, help="Whether answers are asked for too.")
@click.option("--name", metavar="NAME", help="What the run is called in reports.")
@click.option(
    "--run",
    "scored",
    type=FILE,
    metavar="RUN",
    help="Score a run kept before instead of asking again.",
)
@click.option("--out", type=FILE, metavar="RUN", help="Keep the run in this file.")
@click.option(
    "--report",
    type=FILE,
    metavar="FOLDER",
    help="Write report.html, summary.md and what the service shows into this folder.",
)
@click.option(
    "--gate",
    type=FILE,
    metavar="FILE",
    help="Fail if the development half falls short of this gate (eval/gate.toml).",
)
@click.option("--accept", is_flag=True, help="With --gate: take these scores as the baseline.")
@click.option("--beir", type=FILE, metavar="DIR", help="A BEIR folder instead of the questions.")
@click.option("--split", default="test", show_default=True, help="With --beir: which judgments.")
@click.option(
    "--bitext",
    type=FILE,
    nargs=2,
    metavar="ZH_FILE EN_FILE",
    help="Translations line by line instead of the questions.",
)
@json_option
@debug_option
@click.pass_context
def evaluate(
    ctx: click.Context, library: str | None, questions: Path | None, encoder: str | None,
    legs: str, half: str, answers: bool, name: str | None, scored: Path | None, out: Path | None,
    report: Path | None, gate: Path | None, accept: bool, beir: Path | None, split: str,
    bitext: tuple[Path, Path] | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure retrieval, answers and refusals on the hand-written questions.

    The questions go through the same searcher and answerer as the service. Figures of the
    development half may guide work; those of the test half are only reported.

    \b
    Examples:
      rostrum eval --out full.jsonl --report eval/reports
      rostrum eval --legs lexical --name bm25 --out bm25.jsonl
      rostrum eval compare bm25.jsonl full.jsonl
      rostrum eval --half dev --search-only --gate eval/gate.toml
      rostrum eval --questions mine.jsonl --library ~/library --out mine-run.jsonl
      rostrum eval --beir datasets/xquad-zh --legs lexical --out xquad.run --json
      rostrum eval --bitext news.zh news.en --json
    """
    if ctx.invoked_subcommand:
        return
    given = {"--questions": questions, "--beir": beir, "--bitext": bitext}
    named = [name for name, value in given.items() if value]
    if len(named) > 1:
        raise InputError(f"{' and '.join(named)} are two evaluations.", "Ask for one at a time.")
    if beir:
        _beir(beir, encoder, legs, split, out, as_json)
    elif bitext:
        _bitext(bitext, encoder, as_json)
    else:
        _questions(
            Wish(questions, library, encoder, legs, half, answers, name, scored, out, report, gate,
                 accept, as_json)
        )  # fmt: skip


def _beir(
    folder: Path, encoder: str | None, legs: str, split: str, out: Path | None, as_json: bool
) -> None:
    from eval import beir

    found = beir.evaluate(folder, load(encoder), beir.legs_named(legs), split, out)
    click.echo(beir.as_json(found) if as_json else beir.as_text(found))


def _bitext(files: tuple[Path, Path], encoder: str | None, as_json: bool) -> None:
    from eval import bitext

    found = bitext.evaluate(*files, load(encoder))
    click.echo(bitext.as_json(found) if as_json else bitext.as_text(found))


def _questions(wish: Wish) -> None:
    from eval.report import write

    if wish.accept and not wish.gate:
        raise InputError("--accept goes with --gate.", "Say which gate's baseline is meant.")
    scored, records = scored_run(wish)
    if wish.out:
        from eval.run_file import write_run

        write_run(wish.out, scored.run)
    write.show(scored, records, wish.as_json)
    if wish.report:
        write.report(wish.report, scored, records)
    if wish.gate:
        _guard(wish.gate, scored, wish.accept)


def _guard(path: Path, scored: Scored, accept: bool) -> None:
    from eval.gate import GateError, check, read_gate, write_scores

    gate = read_gate(path)
    if accept:
        if gate.baseline is None:
            raise GateError(f"{path} names no baseline.", 'Add baseline = "baseline.json".')
        write_scores(gate.baseline, scored)
        click.echo(f"baseline written: {gate.baseline}", err=True)
    else:
        check(scored, gate)
        click.echo(f"the gate is open: {path}", err=True)


@evaluate.command()
@click.argument("run_a", type=FILE)
@click.argument("run_b", type=FILE)
@click.option(
    "--slice",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="Show this slice too, such as 'kind · list' (several; all: every one).",
)
@click.option(
    "--questions",
    type=FILE,
    metavar="FILE",
    help="The questions of your own that both runs are over.",
)
@click.option(
    "--library",
    "--store",
    "library",
    metavar="PLACE",
    help="With --questions: the library that they were asked of [default: $ROSTRUM_LIBRARY, else "
    ".rostrum].",
)
@click.option(
    "--changes",
    default=3,
    show_default=True,
    metavar="N",
    help="How many wins and losses to show with both rankings.",
)
@json_option
@debug_option
def compare(
    run_a: Path, run_b: Path, wanted: tuple[str, ...], questions: Path | None,
    library: str | None, changes: int, as_json: bool,
) -> None:  # fmt: skip
    """Say whether RUN_B is really better than RUN_A, and on which questions.

    Paired randomisation test and bootstrap 95% intervals, drawn by need; p is adjusted for the
    number of measures (Holm). Wins and losses are those of the development half.

    \b
    Examples:
      rostrum eval compare bm25.jsonl full.jsonl
      rostrum eval compare bm25.jsonl full.jsonl --slice "dev · en" --changes 10
      rostrum eval compare before.jsonl after.jsonl --questions mine.jsonl --library ~/library
    """
    from eval.compare import compare as compare_runs
    from eval.report import text
    from eval.report.rankings import as_terminal

    (a, b), records = scored_kept((run_a, run_b), questions, library)
    comparison = compare_runs(a, b, records)
    if as_json:
        echo_json(text.comparison_fields(comparison))
    else:
        click.echo(as_terminal(comparison, a, b, records, wanted, changes))


def echo_json(fields: dict[str, Any]) -> None:
    """JSON on standard output; Chinese stays readable."""
    click.echo(json.dumps(fields, ensure_ascii=False, indent=2))
