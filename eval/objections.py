"""What may be wrong with a need by the rules of the question set: English sentences with codes.

A program, or a page in another language, tells an objection by its code and parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SENTENCES: Mapping[str, str] = {
    "kind-unknown": "the kind {kind!r} is none of {kinds}",
    "half-unknown": "the half {half!r} is neither dev nor test",
    "zh-missing": "the Chinese question is missing or not Chinese",
    "en-missing": "the English question is missing or not English",
    "no-answer": "no gold of grade 2",
    "grade-unknown": "a grade that is neither 1 nor 2",
    "keys-missing": "no keys, or an empty one",
    "reference-missing": "the reference answer is not there in both languages",
    "gold-of-unanswerable": "it is said to be unanswerable but has gold or keys",
    "why-missing": "it does not say why the documents do not answer it",
    "no-document": "there is no document {file}",
    "not-held": "No document {document!r} is held.",
    "no-characters": "{start} to {end} are no characters of {label}",
    "same-name": "two of the documents are called {name}",
    "quotation-missing": "the quotation {quote!r} is not word for word in {file}",
    "quotation-repeated": "the quotation {quote!r} stands {times} times in {file}",
    "copied": "the Chinese question copies {run!r} from its gold",
    "key-missing": "no variant of the key {key} stands in the gold",
    "repeated": "the same {what} as {need}",
}


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with a need.

    `field` is the part at fault, such as `zh` or `gold.0`, `detail` the English sentence; `code`
    and `parameters`, pairs of a name and a text, say the same to programs.
    """

    field: str
    detail: str
    code: str
    parameters: tuple[tuple[str, str], ...] = ()

    def fields(self) -> dict[str, Any]:
        """The same as plain JSON types."""
        return {
            "field": self.field,
            "detail": self.detail,
            "code": self.code,
            "parameters": dict(self.parameters),
        }


def objection(field: str, code: str, **values: object) -> Objection:
    """An objection to one part of a need; a list among `values` becomes `a | b` for programs."""
    parameters = tuple((name, _written(value)) for name, value in values.items())
    return Objection(field, SENTENCES[code].format(**values), code, parameters)


def _written(value: object) -> str:
    return " | ".join(map(str, value)) if isinstance(value, list) else str(value)
