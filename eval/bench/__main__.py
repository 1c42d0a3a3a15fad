"""`python -m eval.bench --help` says what there is."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

# As the commands set it for themselves (see api/command).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SEEDS = Path(__file__).parents[2] / "seeds"


@click.group()
def main() -> None:
    """Measure Rostrum on this machine, on its seeds."""


@main.command()
@click.option("--runs", default=6, show_default=True, help="Runs of each measurement.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def speed(runs: int, as_json: bool) -> None:
    """Cold commands, service start, searches, indexing and memory (about a minute)."""
    from eval.bench import speed as bench

    figures = bench.measure(SEEDS, runs)
    click.echo(bench.as_json(figures) if as_json else bench.table(figures))


@main.command()
@click.option("--runs", default=5, show_default=True, help="How many services are started.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def page(runs: int, as_json: bool) -> None:
    """First page, first words of an answer and weight of each view, in Chromium (half a minute)."""
    from eval.bench import page as bench
    from eval.bench.speed import as_json as written
    from eval.bench.speed import table
    from index.errors import RostrumError

    try:
        figures = bench.measure(SEEDS, runs)
    except RostrumError as error:
        raise click.ClickException(str(error)) from error
    click.echo(written(figures) if as_json else table(figures))


@main.command()
def weights() -> None:
    """Learn the weights of legs and facets on the development half (some minutes)."""
    from eval.bench.weights import learn
    from index.encode import load_encoder
    from index.store.library import Library

    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        with Library.open(Path(place) / "library", load_encoder(), create=True) as library:
            library.add([SEEDS])
        for name, (values, reached) in learn(Path(place) / "library").items():
            click.echo(f"{name}\t{values}\t{reached:.3f}")


@main.command()
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write it here.")
def faults(out: Path | None) -> None:
    """What a reader gets while a language model's server fails (half a minute)."""
    from eval.bench import faults as bench
    from eval.run import seeds_library

    with seeds_library() as library:
        found = bench.table(bench.run(library))
    if out:
        out.write_text(found, "utf8")
    click.echo(found)


@main.command()
@click.option("--kills", default=200, show_default=True, help="How many writers die.")
@click.option("--seed", default=1, show_default=True, help="Draws what they do, and when.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write it here.")
def crash(kills: int, seed: int, out: Path | None) -> None:
    """Kill writers at any moment, fill the disk, tear files: is anything lost? (some minutes)"""
    from eval.bench.crash import full_disk, report, trace
    from eval.bench.crash.harness import Harness

    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        outcome = Harness(Path(place), seed).run(kills, _whisper)
    filled, early = full_disk.run(), trace.run()
    found = "\n\n".join((report.table(outcome), report.full_disk(filled), report.order(early)))
    if out:
        out.write_text(found + "\n", "utf8")
    click.echo(found)
    if early or not (outcome.survived and all(one.kept for one in filled or ())):
        raise SystemExit(1)


@main.command()
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write it here.")
def ablation(out: Path | None) -> None:
    """What each part of the search contributes, with intervals (some minutes)."""
    from eval.bench import ablation as bench
    from index.encode import load_encoder
    from index.store.library import Library

    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        with Library.open(Path(place) / "library", load_encoder(), create=True) as library:
            library.add([SEEDS])
        found = bench.table(bench.run(Path(place) / "library"))
    if out:
        out.write_text(found + "\n", "utf8")
    else:
        click.echo(found)


@main.command()
@click.option("--legs", default="lexical,dense,late", show_default=True, help="Which legs search.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def retrieval(legs: str, as_json: bool) -> None:
    """Hits and reciprocal rank over the hand-written questions, per language and half."""
    import json

    from eval.bench import retrieval as bench
    from index.encode import load_encoder
    from index.store.library import Library

    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        with Library.open(Path(place) / "library", load_encoder(), create=True) as library:
            library.add([SEEDS])
        rows = bench.run(Path(place) / "library", tuple(legs.split(",")))  # type: ignore[arg-type]
    click.echo(json.dumps([asdict(r) for r in rows]) if as_json else bench.table(rows))


@main.command()
@click.option(
    "--data", required=True, metavar="DIR", type=click.Path(path_type=Path),
    help="Folder with xquad/, ntrex/ and tatoeba_laser/.",
)  # fmt: skip
@click.option("--encoder", metavar="NAME", help="Another model, by name or path.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def standard(data: Path, encoder: str | None, as_json: bool) -> None:
    """XQuAD, NTREX and Tatoeba beside published figures (about ten minutes)."""
    from eval.bench import standard as bench
    from index.encode import load_encoder
    from index.errors import RostrumError

    try:
        with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
            figures = bench.measure(data, Path(place), load_encoder(encoder), _whisper)
    except RostrumError as error:
        raise click.ClickException(str(error)) from error
    click.echo(bench.as_json(figures) if as_json else bench.table(figures))


@main.command()
@click.option("--library", required=True, metavar="PLACE", help="A library of speeches in English.")
def topics(library: str) -> None:
    """Wrong and right refusals of made questions for words on a topic (a minute)."""
    from eval.bench import topics as bench
    from index.errors import RostrumError
    from index.store.place import open_library

    try:
        with open_library(library) as held:
            click.echo(bench.table(bench.measure(held)))
    except RostrumError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def reading(paths: tuple[Path, ...], as_json: bool) -> None:
    """Files and folders (the seeds if none are named): rate of reading, and what is understood."""
    from eval.bench import reading as bench

    figures = bench.measure(paths or (SEEDS,))
    click.echo(bench.as_json(figures) if as_json else bench.table(figures))


@main.command()
@click.option("--sizes", default="5000,20000", show_default=True, help="How many passages.")
@click.option(
    "--texts", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Passages from the text files of a folder, not made from the seeds.",
)  # fmt: skip
@click.option("--runs", default=3, show_default=True, help="Runs of each measurement.")
@click.option("--limit", default=600.0, show_default=True, help="Seconds a step may take.")
@click.option(
    "--work", default="build/peers", show_default=True, type=click.Path(path_type=Path),
    help="Where environments and passages are kept.",
)  # fmt: skip
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write it here.")
def peers(
    sizes: str, texts: Path | None, runs: int, limit: float, work: Path, out: Path | None
) -> None:
    """The same work by Rostrum, chromadb, LlamaIndex, Haystack and txtai (about ten minutes)."""
    from eval.bench.peers import report, runner
    from index.errors import RostrumError

    source = f"text files of {texts.name}" if texts else "made from sentences of the seeds"
    page = ""
    try:
        wanted = [int(size) for size in sizes.split(",")]
    except ValueError as error:
        raise click.ClickException("--sizes takes numbers: --sizes 5000,20000.") from error
    try:
        for found, missing in runner.measure(wanted, texts, work.absolute(), runs, limit, _whisper):
            page = report.report(found, missing, source)
            if out:
                out.write_text(page, "utf8")
    except RostrumError as error:
        raise click.ClickException(str(error)) from error
    click.echo(page)


@main.command()
@click.option(
    "--sizes", default="20000,200000", show_default=True, help="Libraries of so many passages."
)
@click.option("--vectors", default="1000000,10000000", show_default=True, help="Dense leg alone.")
@click.option(
    "--texts", metavar="FOLDER", type=click.Path(path_type=Path, exists=True),
    help="Take these files before any made-up ones.",
)  # fmt: skip
@click.option("--no-tokens", is_flag=True, help="Leave late interaction out.")
@click.option("--quick", is_flag=True, help="Small sizes: does it run? (about a minute)")
@click.option("--folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Build it here.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write it here too.")
def scale(
    sizes: str,
    vectors: str,
    texts: Path | None,
    no_tokens: bool,
    quick: bool,
    folder: Path | None,
    out: Path | None,
) -> None:
    """What a large library costs: building, disk, memory, search, recall (half an hour)."""
    from eval.bench import scale as bench
    from eval.bench.scale_model import report
    from index.encode import SHIPPED
    from index.encode.shipped import FOLDER, OnnxEncoder

    if quick:
        sizes, vectors = "1000,3000", "20000"
    plan = bench.Plan(_numbers(sizes), _numbers(vectors), texts, not no_tokens, SEEDS)
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-", dir=folder) as place:
        rows = bench.run(plan, Path(place), OnnxEncoder(FOLDER, SHIPPED), _whisper)
    found = report(rows)
    if out:
        out.write_text(found + "\n", "utf8")
    click.echo(found)


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in written.split(",") if number.strip())


def _whisper(words: str) -> None:
    click.echo(words, err=True)


main()
