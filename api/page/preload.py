"""What the first view loads, told in the head of the page.

A browser learns of what a module imports only when the module has come, and of a view's module only
when the shell runs: five round trips one after the other. Told at once, it fetches everything at
once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_ENTRY = re.compile(
    r'\{ name: "\w+", path: "(?P<path>[^"]+)", styles: \[(?P<styles>[^\]]*)\], '
    r'load: \(\) => import\("\./(?P<module>[^"]+)"\) \}'
)
_IMPORT = re.compile(r'^import\b[^;]*? from "\./([^"]+)";', re.MULTILINE)
_SHELL = re.compile(r'<script type="module" src="/page/(?P<name>[^"]+)"></script>\n')
Read = Callable[[str], str]


def told(index: str, path: str, read: Read) -> str:
    """The page with links to everything that it loads at a path; `read` gives a file's text."""
    shell = _SHELL.search(index)
    if shell is None:
        return index
    entry = next((one for one in _ENTRY.finditer(read("views.js")) if one["path"] == path), None)
    styles = re.findall(r'"([^"]+)"', entry["styles"]) if entry else []
    entries = [shell["name"], *([entry["module"]] if entry else [])]
    lines = [
        *(f'  <link rel="stylesheet" href="/page/{name}">' for name in styles),
        *(f'  <link rel="modulepreload" href="/page/{name}">' for name in _imported(entries, read)),
    ]
    return index[: shell.end()] + "".join(f"{line}\n" for line in lines) + index[shell.end() :]


def _imported(entries: Sequence[str], read: Read) -> list[str]:
    """Some modules and all that they import, the first one of them apart: the page has it."""
    found: dict[str, None] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += _IMPORT.findall(read(name))
    return list(found)[1:]
