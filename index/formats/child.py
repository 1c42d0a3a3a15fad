"""The process that takes files apart: `python -m index.formats.child`, started by `worker`.

It gets one file after another on standard input and answers each on standard output, in frames: a
length in eight bytes, then so many bytes. A request is a frame of JSON (format, label, limits) and
a frame with the file; an answer is a frame of JSON. It may not write files, and its memory and
processor time are limited; the clock is watched by the other side.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from index.errors import DocumentError
from index.formats.limits import Limits, megabytes
from index.formats.model import Extracted, to_plain

_LENGTH = 8


def main() -> None:
    """Answer requests until standard input ends."""
    requests = sys.stdin.buffer
    # Whatever a library prints must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limited = False
    while (head := _frame(requests)) is not None:
        request = json.loads(head)
        content = _frame(requests) or b""
        limits = Limits(**request["limits"])
        if not limited:
            _limit(limits)
            limited = True
        _allow_time(limits)
        answer = json.dumps(_answer(request, content, limits)).encode()
        answers.write(len(answer).to_bytes(_LENGTH, "big") + answer)
        answers.flush()


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH)
    return stream.read(int.from_bytes(head, "big")) if len(head) == _LENGTH else None


def _limit(limits: Limits) -> None:
    """No files, no memory images of a crash, and only so much address space."""
    for kind, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, limits.memory_bytes),
    ):
        _set(kind, most)


def _allow_time(limits: Limits) -> None:
    """Processor time for one more file: it ends a run of which the other side is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + 5)


def _set(kind: int, most: int) -> None:
    """Lower the soft limit; systems that do not know a limit go without it."""
    try:
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))
    except (ValueError, OSError):
        pass


def _answer(request: dict[str, Any], content: bytes, limits: Limits) -> dict[str, Any]:
    label = request["label"]
    try:
        made = _read(request["format"], content, label, limits)
        if len(made.text) > limits.characters:
            return _refusal(
                f"{label} holds more than {limits.characters:,} characters.",
                "Divide it and add the parts.",
            )
        return {"made": to_plain(made)}
    except DocumentError as error:
        return _refusal(error.message, error.hint)
    except MemoryError:
        most = megabytes(limits.memory_bytes)
        return {"spent": True} | _refusal(
            f"{label} needs more than {most} of memory to be read.",
            "It is damaged, made to do harm, or very large: divide it and add the parts.",
        )
    except Exception as error:
        return _refusal(
            f"{label} cannot be read ({type(error).__name__}: {error}).",
            "The file may be damaged: open it where it was made, save it anew and add that.",
        )


def _refusal(message: str, hint: str) -> dict[str, Any]:
    return {"error": message, "hint": hint}


def _read(form: str, content: bytes, label: str, limits: Limits) -> Extracted:
    """Only the library that a format needs is loaded."""
    if form == "pdf":
        from index.formats.pdf import read_pdf

        return read_pdf(content, label, limits)
    if form == "docx":
        from index.formats.docx import read_docx

        return read_docx(content, label, limits)
    if form == "html":
        from index.formats.html import read_html

        return read_html(content, label)
    from index.formats.markdown import read_markdown

    return read_markdown(content, label)


if __name__ == "__main__":
    main()
