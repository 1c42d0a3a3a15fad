"""The service takes its port before it loads anything, and says so when it cannot."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from api.command import main
from api.command.server import address
from api.command.serving import listen
from api.settings import Settings


def test_a_port_in_use_is_told_before_the_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "--port", str(port)])
    assert result.exit_code == 2
    assert f"Cannot listen on 127.0.0.1:{port}: the port is in use." in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host.invalid"])
def test_an_address_of_another_machine_is_told(host: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--host", host, "--port", "0"])
    assert result.exit_code == 2
    assert host in result.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_is_a_number_in_range(port: str) -> None:
    assert CliRunner().invoke(main, ["serve", "--port", port]).exit_code == 2


def test_a_setting_that_does_not_read_is_told() -> None:
    result = CliRunner().invoke(main, ["serve"], env={"ROSTRUM_PORT": "many"})
    assert result.exit_code == 2
    assert "ROSTRUM_PORT" in result.stderr


def test_port_0_takes_a_free_one_and_the_address_names_it() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_what_is_sent_goes_at_once() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_for_everyone_is_shown_as_localhost() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert address(listener).startswith("http://localhost:")


@pytest.mark.parametrize(
    ("host", "arguments", "env", "writable", "warned"),
    [
        ("127.0.0.1", [], {}, False, False),
        ("127.0.0.1", ["--writable"], {}, True, False),
        ("127.0.0.1", [], {"ROSTRUM_WRITABLE": "1"}, True, False),
        ("127.0.0.1", ["--read-only"], {"ROSTRUM_WRITABLE": "1"}, False, False),
        ("0.0.0.0", ["--writable"], {}, True, True),
        ("0.0.0.0", [], {}, False, False),
    ],
)
def test_who_opens_the_library_to_others_is_told(
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    arguments: list[str],
    env: dict[str, str],
    writable: bool,
    warned: bool,
) -> None:
    ran: list[Settings] = []
    monkeypatch.setattr("api.command.server.run", lambda settings, _listener: ran.append(settings))
    result = CliRunner().invoke(main, ["serve", "--host", host, "--port", "0", *arguments], env=env)
    assert result.exit_code == 0
    assert [settings.writable for settings in ran] == [writable]
    assert ("can add and remove documents" in result.stderr) is warned
