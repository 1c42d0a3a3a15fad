"""Settings are read once, from a mapping, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings
from index.errors import InputError


def test_an_empty_mapping_gives_the_defaults() -> None:
    assert Settings.from_mapping({}) == Settings(
        library=Path(".rostrum"), encoder=None, host="127.0.0.1", port=8000, body_limit=1_048_576
    )


def test_every_setting_is_read_from_its_name() -> None:
    mapping = {
        "ROSTRUM_LIBRARY": "/srv/records",
        "ROSTRUM_ENCODER": "BAAI/bge-m3",
        "ROSTRUM_HOST": "0.0.0.0",
        "ROSTRUM_PORT": "80",
        "ROSTRUM_BODY_LIMIT": "2048",
        "ROSTRUM_WORKERS": "4",
        "ROSTRUM_WRITABLE": "yes",
        "ROSTRUM_UPLOAD_LIMIT": "4096",
        "ROSTRUM_HOSTNAMES": "rostrum.lan, records.example ,",
        "UNRELATED": "ignored",
    }
    expected = Settings(
        Path("/srv/records"),
        "BAAI/bge-m3",
        "0.0.0.0",
        80,
        2048,
        writable=True,
        upload_limit=4096,
        hostnames=("rostrum.lan", "records.example"),
        workers=4,
    )
    assert Settings.from_mapping(mapping) == expected


def test_writing_is_off_unless_it_is_said() -> None:
    assert Settings().writable is False
    assert [Settings.from_mapping({"ROSTRUM_WRITABLE": w}).writable for w in ("1", "0", "ON")] == [
        True,
        False,
        True,
    ]


def test_a_blank_setting_is_an_absent_one() -> None:
    blank = {"ROSTRUM_LIBRARY": " ", "ROSTRUM_PORT": "", "ROSTRUM_ENCODER": "\t"}
    assert Settings.from_mapping(blank) == Settings()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ROSTRUM_PORT", "http"),
        ("ROSTRUM_PORT", "-1"),
        ("ROSTRUM_PORT", "65536"),
        ("ROSTRUM_PORT", "8_000"),
        ("ROSTRUM_PORT", "８０００"),
        ("ROSTRUM_BODY_LIMIT", "0"),
        ("ROSTRUM_BODY_LIMIT", "1e6"),
        ("ROSTRUM_UPLOAD_LIMIT", "32 MB"),
        ("ROSTRUM_WRITABLE", "perhaps"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_name(name: str, written: str) -> None:
    with pytest.raises(InputError, match=name) as raised:
        Settings.from_mapping({name: written})
    assert written in raised.value.message
    assert raised.value.hint
