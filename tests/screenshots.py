"""Pictures of every view, in both languages, light and dark, on a phone and on a desktop.

    python tests/screenshots.py --library .rostrum --out build/screenshots [--only ask-]

One file for each: `ask-answer.zh.390.dark.png`. `make screenshots` does it over the seeds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from api_browser import Page, launch, running
from page_views import SEEDS, Scene, arrive, scenes

from api.app import create_app
from api.settings import Settings

LANGUAGES, WIDTHS, SCHEMES = ("en", "zh"), (390, 1280), ("light", "dark")
HEIGHT = 844
# A whole record would be a hundred screens long.
TALLEST = 3200


def main() -> None:
    """Take all the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--library", type=Path, required=True, help="a library of the seeds")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="names that begin so")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    wanted = [scene for scene in scenes(SEEDS) if scene.name.startswith(given.only)]
    with tempfile.TemporaryDirectory() as folder:
        # So that the studio for questions is open; nothing is written there.
        os.environ.setdefault("ROSTRUM_QUESTIONS", str(Path(folder) / "questions.jsonl"))
        served = running(create_app(Settings(library=given.library, writable=True)))
        with contextmanager(launch)() as browser, contextmanager(lambda: served)() as address:
            count = sum(1 for _ in pictures(browser, address, wanted, given.out))
            print(f"{count} pictures of {len(wanted)} states in {given.out}")  # noqa: T201


def pictures(browser: Any, address: str, wanted: list[Scene], out: Path) -> Iterator[Path]:
    """Take each state in every appearance; yields the files as they are written."""
    for language, width in product(LANGUAGES, WIDTHS):
        size = {"width": width, "height": HEIGHT}
        with closing(
            browser.new_context(
                base_url=address, locale=language, viewport=size, reduced_motion="reduce"
            )
        ) as context:
            tab = context.new_page()
            for scene in wanted:
                arrive(tab, scene, language)
                for scheme in SCHEMES:
                    tab.emulate_media(color_scheme=scheme)
                    path = out / f"{scene.name}.{language}.{width}.{scheme}.png"
                    take(tab, path, width)
                    yield path


def take(tab: Page, path: Path, width: int) -> None:
    """The whole page from its top, as far as it goes and no further than TALLEST."""
    tab.evaluate("scrollTo(0, 0)")
    height = tab.evaluate("document.documentElement.scrollHeight")
    tall = max(HEIGHT, min(height, TALLEST))
    clip = {"x": 0, "y": 0, "width": width, "height": tall}
    tab.screenshot(path=path, full_page=True, clip=clip)


if __name__ == "__main__":
    main()
