"""`rostrum questions`: check, count, complete and extend the question set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.command import FILE, debug_option, echo_json, json_option
from eval.question_set import QUESTIONS, QuestionSetError
from index.errors import InputError

if TYPE_CHECKING:
    from eval.model import Run

_WORDS = 70
file_option = click.option(
    "--file", "path", type=FILE, default=QUESTIONS, metavar="FILE",
    help="Another question file than the one that comes with Rostrum.",
)  # fmt: skip


@click.group()
@debug_option
def questions() -> None:
    """Look after the hand-written question set.

    The rules that it keeps to stand in eval/questions/RULES.md.
    """


@questions.command()
@file_option
@click.option(
    "--library",
    "--store",
    "library",
    metavar="PLACE",
    help="Library, a folder or milvus://host:19530/name, that holds the documents of the "
    "questions [default: the seeds].",
)
@json_option
@debug_option
def check(path: Path, library: str | None, as_json: bool) -> None:
    """Check every line: form, quotations, keys, copied wording, twins, duplicates.

    Every problem is named with file and line; nothing is changed.

    \b
    Examples:
      rostrum questions check
      rostrum questions check --file mine.jsonl --library ~/library --json
    """
    from dataclasses import asdict

    from eval.authoring import check as find_problems
    from eval.authoring import read_lines
    from eval.judged import seed_records

    placed, _ = read_lines(path)
    if library is None:
        records = seed_records()
    else:
        from eval.run_own import records_of

        records = records_of([one.need for one in placed], library)
    findings = find_problems(path, records)
    if as_json:
        rows = [asdict(f) | {"path": str(f.path)} for f in findings]
        echo_json({"needs": len(placed), "findings": rows})
    else:
        for finding in findings:
            click.echo(str(finding))
    if findings:
        raise QuestionSetError(
            f"{len(findings)} problems in {path}.", "RULES.md says what is asked of a need."
        )
    if not as_json:
        click.echo(f"{len(placed)} needs, nothing to object to")


@questions.command()
@file_option
@json_option
@debug_option
def stats(path: Path, as_json: bool) -> None:
    """Count what is in the set, by half.

    \b
    Examples:
      rostrum questions stats
    """
    from eval.counting import speakers_without_gold
    from eval.counting import stats as count
    from eval.judged import seed_records
    from eval.question_set import read_needs
    from eval.report.text import aligned

    needs, records = read_needs(path), seed_records()
    table, silent = count(needs, records), speakers_without_gold(needs, records)
    if as_json:
        echo_json({"counts": table, "speakers_without_gold": [list(who) for who in silent]})
        return
    rows = [["", "dev", "test", "all"]]
    for what, of in table.items():
        dev, test = of.get("dev", 0), of.get("test", 0)
        rows.append([what, str(dev), str(test), str(dev + test)])
    click.echo(aligned(rows))
    for document, speaker in silent:
        click.echo(f"no gold in the words of {speaker} ({document})")


@questions.command()
@click.argument("runs", nargs=-1, type=FILE)
@click.option(
    "--half",
    type=click.Choice(["dev", "test", "all"]),
    default="dev",
    show_default=True,
    help="Which half; judging the test half means reading it.",
)
@click.option(
    "--depth",
    default=5,
    show_default=True,
    metavar="N",
    type=click.IntRange(1),
    help="How far down each ranking is looked at.",
)
@click.option(
    "--systems",
    default=2,
    show_default=True,
    metavar="N",
    type=click.IntRange(1),
    help="How many rankings must have a passage.",
)
@click.option("--out", type=FILE, metavar="FILE", help="Write JSON Lines here instead.")
@json_option
@debug_option
def pool(
    runs: tuple[Path, ...], half: str, depth: int, systems: int, out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """List unjudged passages that several rankings have high up, to be judged.

    Without RUNS each leg and both together are asked anew; each in both languages is a ranking.

    \b
    Examples:
      rostrum questions pool
      rostrum questions pool bm25.jsonl full.jsonl --depth 3 --out pool.jsonl
    """
    from eval.files import write_whole
    from eval.judged import judge, seed_records
    from eval.pool import fields
    from eval.pool import pool as unjudged
    from eval.question_set import read_needs
    from eval.slices import HALVES

    needs, records = read_needs(), seed_records()
    chosen = next((h for h in HALVES if h == half), None)
    compared = [_kept(path) for path in runs] or _asked()
    found = unjudged(compared, needs, judge(needs, records), chosen, depth, systems)
    by_id = {record.document.id: record for record in records.values()}
    rows = [fields(one, by_id) for one in found]
    if out:
        write_whole(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    elif as_json:
        echo_json({"passages": rows})
    else:
        for row in rows:
            ranks = ", ".join(f"{name} {rank}" for name, rank in row["found"].items())
            words = " ".join(row["text"].split())[:_WORDS]
            click.echo(f"{row['id']}  {row['zh']}\n    {row['file']} {row['start']}  {words}…")
            click.echo(f"    {ranks}")
    click.echo(f"{len(rows)} passages to judge", err=True)


def _kept(path: Path) -> Run:
    from eval.kept import score_kept
    from eval.run_file import read_run

    return score_kept(read_run(path))[0].run


def _asked() -> list[Run]:
    """What each leg and both find, asked anew."""
    from eval.question_set import read_needs
    from eval.run import run_needs, seeds_library, system_of
    from index.search.model import LEGS, Leg

    needs = read_needs()
    legs: dict[str, tuple[Leg, ...]] = {
        "lexical": ("lexical",),
        "dense": ("dense",),
        "late": ("late",),
        "all": LEGS,
    }
    with seeds_library() as library:
        return [
            run_needs(name, needs, system_of(library, chosen, answers=False), {})
            for name, chosen in legs.items()
        ]


@questions.command()
@click.option("--unanswerable", is_flag=True, help="A need that the documents do not answer.")
@file_option
@debug_option
def add(unanswerable: bool, path: Path) -> None:
    """Pick a passage and write a need for it, at the terminal.

    The id and the half are given by the rules; what is wrong is told before you confirm.

    \b
    Examples:
      rostrum questions add
      rostrum questions add --unanswerable
    """
    from eval.adding import append, dialogue
    from eval.judged import seed_records
    from eval.question_set import read_needs

    if not path.is_file():
        raise InputError(f"There is no question file {path}.", "Name one with --file.")
    need = dialogue(read_needs(path), seed_records(), not unanswerable)
    if need is None:
        click.echo("Nothing was added.")
    else:
        append(path, need)
        click.echo(f"Added {need.id} ({need.half}) to {path}.")
