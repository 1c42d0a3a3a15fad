"""Adding, removing and the parsing of documents over HTTP, as models with examples."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api import examples
from api.schemas import Problem
from api.schemas_held import DocumentFields, SummaryFields
from api.stream import MEDIA_TYPE
from index.records.model import BlockKind

_NAME = "S_PV.8626.pdf"
_SUMMARY: dict[str, Any] = examples.DOCUMENTS_RESPONSE["documents"][0]
_BARE: dict[str, Any] = {name: _SUMMARY[name] for name in DocumentFields.model_fields}
_PARSE: dict[str, Any] = {
    **_SUMMARY,
    "raw_characters": 26_871,
    "census": {
        "masthead": {"blocks": 1, "characters": 1_204},
        "running_header": {"blocks": 2, "characters": 31},
        "procedure": {"blocks": 6, "characters": 402},
        "statement_heading": {"blocks": 24, "characters": 371},
        "statement_text": {"blocks": 24, "characters": 24_863},
    },
    "delegations": 18,
    "floor_languages": {"English": 9, "Russian": 5},
    "pages": None,
}
_WENT_IN: dict[str, Any] = {**_PARSE, "outcome": "added", "replaced": None}
_REFUSED: dict[str, Any] = {
    "name": "photo.png",
    "size": 183_204,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "outcome": "failed",
    "documents": [],
    "copies": [],
    "problem": {
        "type": "urn:rostrum:problem:unreadable-file",
        "title": "The file cannot be read",
        "status": 422,
        "detail": "photo.png is a picture, not a text.",
        "hint": "Run it through OCR, save the text or a PDF with text, and add that.",
    },
}
_ADDED: dict[str, Any] = {
    "files": [
        {
            "name": _NAME,
            "size": 412_770,
            "digest": _SUMMARY["digest"],
            "outcome": "added",
            "documents": [_WENT_IN],
            "copies": [],
            "problem": None,
        },
        _REFUSED,
    ],
    "generation": 2,
}

# How OpenAPI tells of the body and of the events.
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                },
                "example": {"files": [_NAME, "SOURCES.toml"]},
            },
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary"},
                "example": "联合国\tS/PV.8626 …",
            },
        },
    }
}
ADDED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What became of each file. As events: `received` with the files, `progress` "
        "(stage, done, total, name) while they are read, parsed, cut, encoded and indexed, then "
        "`done` with the same as without streaming, also where no file went in, or `error` with a "
        "problem.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string"},
                "example": 'event: progress\ndata: {"stage": "encode", "done": 64, "total": 203, '
                '"name": null}\n\n',
            }
        },
    }
}


def _config(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class WritingResponse(BaseModel):
    """Whether the service takes changes, and what an upload may be like."""

    model_config = _config(
        {
            "writable": True,
            "busy": False,
            "file_limit": 33_554_432,
            "request_limit": 268_435_456,
            "most_files": 200,
            "suffixes": [".txt", ".pdf"],
        }
    )

    writable: bool
    busy: bool = Field(description="Whether the library is being changed just now.")
    file_limit: int = Field(description="Most bytes of one file.")
    request_limit: int = Field(description="Most bytes of one request.")
    most_files: int = Field(description="Most files of one request.")
    suffixes: list[str] = Field(
        description="Of the names of files that are read; what a file is is told by its content."
    )


class CensusFields(BaseModel):
    """How much of a file is of one kind."""

    blocks: int
    characters: int = Field(description="Of the file as decoded.")


class ParseResponse(SummaryFields):
    """How a document was parsed."""

    model_config = _config(_PARSE)

    raw_characters: int = Field(description="Characters of the file as decoded.")
    census: dict[BlockKind, CensusFields] = Field(
        description="What each character of the file is; the numbers add up to raw_characters."
    )
    delegations: int = Field(description="How many delegations the record names.")
    floor_languages: dict[str, int] = Field(
        description="Statements by the language spoken, where the printed words are a translation."
    )
    pages: int | None = Field(description="Of the file, where it has pages.")


class WentInFields(ParseResponse):
    """A document of a file that was sent."""

    model_config = _config(_WENT_IN)

    outcome: Literal["added", "replaced", "unchanged"]
    replaced: DocumentFields | None = Field(description="The document whose place it took.")


class CopyFields(BaseModel):
    """A document that says what another one says, or nearly."""

    document: str
    name: str
    held: str = Field(description="The document that was held before, or beside it.")
    held_name: str
    held_symbol: str | None
    share: float = Field(description="Of all runs of five characters, 1 for the same words.")
    added: bool = Field(description="Whether it went in all the same; else it is held once.")


class FileFields(BaseModel):
    """What became of one file."""

    name: str = Field(description="As it is kept: without path, control characters and the like.")
    size: int = Field(description="In bytes.")
    digest: str | None = Field(description="SHA-256 of the file.")
    outcome: Literal["added", "replaced", "unchanged", "superseded", "side-car", "failed"]
    documents: list[WentInFields]
    copies: list[CopyFields]
    problem: Problem | None


class AddedResponse(BaseModel):
    """What became of each file, in the order in which they were sent."""

    model_config = _config(_ADDED)

    files: list[FileFields]
    generation: int = Field(description="Counts the changes of what is held.")


class RemovedResponse(BaseModel):
    """The document that is not held any more."""

    model_config = _config({"removed": _BARE, "generation": 3})

    removed: DocumentFields
    generation: int
