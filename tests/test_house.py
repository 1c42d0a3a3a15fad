"""The house keeps its shape: imports point one way, and every required package is used."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "index": {"index"},
    "rag": {"index", "rag"},
    "api": {"index", "rag", "api"},
    "eval": {"index", "rag", "eval"},
}
IMPORTED_AS = {
    "faiss-cpu": "faiss",
    "markdown-it-py": "markdown_it",
    "sentence-transformers": "sentence_transformers",
    "python-multipart": "python_multipart",
}


def modules() -> list[Path]:
    return [p for package in MAY_IMPORT for p in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imported(path)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[package]


def test_no_module_hides_the_builtin_eval() -> None:
    for path in [*modules(), *sorted((ROOT / "tests").glob("*.py"))]:
        tree = ast.parse(path.read_text("utf8"))
        plain = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        assert "eval" not in plain, path


def test_every_required_package_is_truly_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    used = {name.split(".")[0] for path in modules() for name in imported(path)}
    for requirement in project["dependencies"]:
        name = requirement.split(">")[0].split("=")[0].strip()
        assert IMPORTED_AS.get(name, name.replace("-", "_")) in used, requirement


def test_everything_installed_is_pinned() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf8").splitlines()
        if "==" in line
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    extras = [r for extra in project["optional-dependencies"].values() for r in extra]
    for requirement in [*project["dependencies"], *extras]:
        name = requirement.split(">")[0].split("=")[0].strip().lower()
        assert name in pinned, requirement


def test_every_target_of_make_stands_once_and_is_told_of() -> None:
    makefile = (ROOT / "Makefile").read_text("utf8")
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)
    assert len(targets) == len(set(targets))
    told = re.findall(r"^([a-z][a-z-]*):.*## \S", makefile, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony and sorted(phony[1].split()) == sorted(targets) == sorted(told)
