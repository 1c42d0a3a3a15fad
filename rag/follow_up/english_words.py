"""The words of English questions: verbs of speaking in their forms, titles, auxiliaries."""

from __future__ import annotations

import re

_REGULAR = """
accept accuse acknowledge address advocate agree announce appeal argue ask attack back blame block
call challenge cite claim comment complain condemn confirm criticise criticize declare defend demand
denounce deny describe disagree discuss emphasise emphasize encourage endorse express favour favor
focus highlight insist invite join mention note object offer oppose participate praise pledge
promise propose question raise recommend refer refuse reject reply report request respond sign
state stress suggest support talk touch urge vote want warn welcome
"""
_IRREGULAR = {
    "speak": "spoke", "say": "said", "make": "made", "give": "gave", "take": "took", "tell": "told",
    "bring": "brought", "think": "thought", "see": "saw", "hold": "held", "seek": "sought",
    "find": "found", "draw": "drew", "withdraw": "withdrew", "refer": "referred",
}  # fmt: skip


def _past(base: str) -> str:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    return re.sub("([^aeiou])y$", r"\1ie", base).removesuffix("e") + "ed"


def _third_person(base: str) -> str:
    return re.sub("([^aeiou])y$", r"\1ie", base) + ("es" if base.endswith("ss") else "s")


BASES = (*_REGULAR.split(), *_IRREGULAR)
PAST = {_past(base): base for base in BASES}
PRESENT = {form: base for base in BASES for form in (base, _third_person(base))}
SPEAKING = "|".join(sorted({*PAST, *PRESENT}, key=len, reverse=True))
AUXILIARY = (
    "did|does|do|has|have|had|is|are|was|were|will|would|can|could|should|shall|may|might|must"
)
VIEW = "position|views?|stance|opinion|take|response|reaction|answer|attitude|assessment|comments?"
MEETING = r"(?:meeting|debate|session|discussion)s?"
TITLE = (
    r"(?:permanent |foreign |prime |deputy )*(?:representatives?|delegations?|delegates?"
    r"|ambassador|minister(?: (?:of|for) foreign affairs)?|envoys?|secretary-general|president"
    r"|government)"
)
AND = r"(?:,? and |, | or | & )"
NAMES = rf"(?:the )?(?:⟨D⟩|⟨P⟩)(?:{AND}(?:the )?(?:⟨D⟩|⟨P⟩))*"
# Somebody, with the names alone in a group: the representative of Poland, Poland's representative,
# Mr. Norov (SCO), Poland and Ukraine.
NAME = (
    rf"(?:the )?{TITLE} (?:of|from|for) (?P<of>{NAMES})"
    rf"|(?P<with>{NAMES})(?:['’]s?)? {TITLE}\b(?: ⟨P⟩)?"
    rf"|(?P<whose>⟨P⟩)(?: \((?:the )?⟨D⟩\)|,? (?:of |from )?(?:the )?⟨D⟩)"
    rf"|(?P<bare>{NAMES})"
)


def inner(match: re.Match[str]) -> tuple[int, int]:
    """Where, in a phrase that `NAME` matched, the names stand."""
    return match.span(next(g for g in ("of", "with", "whose", "bare") if match[g] is not None))


def agreeing(text: str, start: int, plural: bool | None) -> str:
    """A text whose auxiliary just before `start` agrees with the subject that begins there."""
    forms = {"does": "do", "has": "have", "is": "are", "was": "were"}
    found = re.search(r"\b(do|does|has|have|is|are|was|were)\s+$", text[:start], re.IGNORECASE)
    if plural is None or not found:
        return text
    wanted = forms if plural else {many: one for one, many in forms.items()}
    word = wanted.get(found[1].lower(), found[1].lower())
    word = word.capitalize() if found[1][0].isupper() else word
    return text[: found.start(1)] + word + text[found.end(1) :]
