"""The service takes its port before it loads anything, and says so when it cannot."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from api.command import main
from api.command.server import address
from api.command.serving import listen


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


def test_an_address_for_everyone_is_shown_as_localhost() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert address(listener).startswith("http://localhost:")
