"""What a conversation is made of: turns, what a follow-up leaves out, who its pronouns mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, Protocol

from index.records.model import Delegation, Language

Sort = Literal["name", "date", "document", "resolution", "topic"]
Gender = Literal["m", "f"]
# What a pronoun can stand for: "he", "that country", "they", "that meeting", "that resolution".
Reference = Literal["person", "delegation", "several", "document", "resolution"]
_ABOUT_EN = ("about", "on", "regarding", "concerning", "over")
_ABOUT_ZH = ("对", "对于", "关于", "就", "针对", "围绕")


@dataclass(frozen=True, slots=True)
class Cited:
    """Whose words an answer cites: the person's name in each language (with the form of address;
    None where the records do not give it), the delegation and the document's symbol."""

    name_zh: str | None = None
    name_en: str | None = None
    delegation: Delegation | None = None
    document: str | None = None
    gender: Gender | None = None

    def name(self, language: Language) -> str | None:
        """The person's name in one language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, complete (as resolved), and what its answer cites.

    `delegations` are those whose words it asks for, or else those that it names; `cited` has
    one entry for each speaker cited, in order. A refusal cites nobody.
    """

    question: str
    delegations: tuple[Delegation, ...] = ()
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as asked, the complete question that it stands for, and whether they differ.

    `switched` is True where `text` is in the language of an earlier turn and not in that of the
    question.
    """

    question: str
    text: str
    changed: bool
    switched: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a follow-up names, for another of its sort.

    `text` is the phrase without `preposition` (in lower case, "" for none); `delegations` are
    those in it. `person` says that a person is named, `titled` that a title is given ("the Polish
    representative"), `meeting` that a date stands with a word for a meeting.
    """

    sort: Sort
    text: str
    language: Language
    preposition: str = ""
    delegations: tuple[Delegation, ...] = ()
    person: bool = False
    titled: bool = False
    plural: bool = False
    meeting: bool = False

    @property
    def is_about(self) -> bool:
        """Whether it is put as what is spoken about."""
        return self.preposition in (*_ABOUT_EN, *_ABOUT_ZH)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that is no whole sentence.

    It names other things (`pieces`); or asks on by an interrogative alone (`asks`, such as "why",
    in the words of `text`); or wants more of the same: "what else", "who else" (`more`).
    """

    pieces: tuple[Piece, ...] = ()
    asks: str = ""
    more: Literal["", "what", "who"] = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Who or what a pronoun stands for, in the words of the question's language."""

    text: str
    plural: bool = False


class Antecedents(Protocol):
    """Finds what a pronoun means; None where nothing fits."""

    def __call__(self, reference: Reference, gender: Gender | None) -> Antecedent | None: ...


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a follow-up needs besides its words.

    `names` are folded forms of the names of those who speak in the records, `topic` what the
    question before is about, where it is in the same language.
    """

    antecedents: Antecedents
    names: Collection[str] = field(default=())
    topic: str | None = None
