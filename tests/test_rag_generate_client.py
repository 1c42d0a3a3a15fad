"""One reply within one deadline, whatever the server does."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from eval.bench.model_server import (
    DONE,
    Behaviour,
    LanguageModel,
    chunk,
    closed_port,
    cut_off,
    drips,
    fails,
    floods,
    hangs_up,
    never_answers,
    not_http,
    says,
    sends,
    stalls,
)
from rag.generate.breaker import Breaker
from rag.generate.client import Client, Limits
from rag.generate.endpoint import Endpoint, Key
from rag.generate.errors import (
    LeftAlone,
    ModelError,
    ReplyBroken,
    ReplyTooLong,
    RequestRefused,
    ServerFailing,
    ServerUnreachable,
    TooSlow,
)
from rag.generate.refusals import asked_to_wait

SECRET = "sk-very-secret-0123456789"
MESSAGES = [{"role": "user", "content": "谁反对？"}]
QUICK = Limits(connect=0.5, first_pause=0.01, longest_pause=0.02)


_made: list[Client] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Every client of a test is closed behind it."""
    yield
    while _made:
        _made.pop().close()


def client(url: str, deadline: float = 1.0, limits: Limits = QUICK, failures: int = 99) -> Client:
    endpoint = Endpoint(url, "tiny", Key(SECRET), deadline)
    return made(Client(endpoint, limits, Breaker(failures=failures)))


def made(client: Client) -> Client:
    """A client that will be closed."""
    _made.append(client)
    return client


def reply(*behaviours: Behaviour, deadline: float = 1.0) -> str:
    with LanguageModel(*behaviours) as model:
        return client(model.url, deadline).complete(MESSAGES)


def fault(*behaviours: Behaviour, deadline: float = 1.0) -> ModelError:
    with pytest.raises(ModelError) as raised:
        reply(*behaviours, deadline=deadline)
    return raised.value


# ------------------------------------------------------------------------------------ a good reply


def test_a_streamed_reply_comes_back_whole() -> None:
    assert reply(says("上合组织缴获了40%。[p1]")) == "上合组织缴获了40%。[p1]"


def test_the_request_is_a_chat_completion_with_the_key_in_its_header() -> None:
    with LanguageModel(says("ok")) as model:
        client(model.url + "/").complete(MESSAGES)
    request = model.requests[0]
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    assert request.headers["accept-encoding"] == "identity"
    assert request.body == {
        "model": "tiny",
        "messages": MESSAGES,
        "stream": True,
        "temperature": 0,
        "max_tokens": 1024,
    }


def test_without_a_key_none_is_sent() -> None:
    with LanguageModel(says("ok")) as model:
        made(Client(Endpoint(model.url, "tiny"))).complete(MESSAGES)
    assert "authorization" not in model.requests[0].headers


@pytest.mark.parametrize(
    "data",
    [
        chunk("好", "stop"),  # no [DONE]
        chunk("好") + DONE,  # no finish_reason
        (chunk("好", "stop") + DONE).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + chunk("好", "stop"),
        b"event: x\nretry: 3\n" + chunk("好", "stop").rstrip(),  # the last line without its end
        b'data: {"choices": [{"delta": {"content": [{"type": "text", "text": "\\u597d"}]},'
        b' "finish_reason": "stop"}]}\n\n',
    ],
)
def test_servers_may_differ_in_how_they_stream(data: bytes) -> None:
    assert reply(sends(data)) == "好"


def test_a_server_that_does_not_stream_is_understood() -> None:
    body = {"choices": [{"message": {"role": "assistant", "content": "好"}}]}
    assert reply(sends(json.dumps(body).encode(), content_type="application/json")) == "好"


def test_a_character_may_be_split_between_two_packets() -> None:
    data = "data: " + json.dumps(
        {"choices": [{"delta": {"content": "谁"}, "finish_reason": "stop"}]}, ensure_ascii=False
    )
    middle = data.encode().index("谁".encode()) + 1

    def behave(handler: object) -> None:
        handler.begin()  # type: ignore[attr-defined]
        handler.write(data.encode()[:middle])  # type: ignore[attr-defined]
        time.sleep(0.02)
        handler.write(data.encode()[middle:] + b"\n\n")  # type: ignore[attr-defined]

    assert reply(behave) == "谁"


# -------------------------------------------------------------------------------- what is retried


PASSING: list[tuple[str, Behaviour]] = [
    ("500", fails(500, {"error": {"message": "boom"}})),
    ("503", fails(503, "<html>down</html>")),
    ("429", fails(429, {"error": "slow down"})),
    ("hangs up", hangs_up),
    ("cut in a chunk", cut_off("上合")),
    ("cut between events", sends(chunk("上合"))),
    ("garbage", sends(b"data: \x00\xff{{{\n\n")),
    ("no events", sends(b"\x89PNG\r\n\x1a\n" * 20)),
    ("nothing", sends(b"")),
    ("nothing said", sends(chunk(None, "stop") + DONE)),
    ("an error inside", sends(b'data: {"error": {"message": "out of memory"}}\n\n')),
    ("no object", sends(b"data: [1, 2]\n\n")),
    ("no choices", sends(b'data: {"choices": 7}\n\n')),
    ("a deep nest", sends(b"data: " + b"[" * 200_000 + b"\n\n")),
]


@pytest.mark.parametrize("behaviour", [b for _, b in PASSING], ids=[name for name, _ in PASSING])
def test_what_may_pass_is_tried_again(behaviour: Behaviour) -> None:
    with LanguageModel(behaviour, behaviour, says("好")) as model:
        assert client(model.url).complete(MESSAGES) == "好"
        assert len(model.requests) == 3


@pytest.mark.parametrize("behaviour", [b for _, b in PASSING], ids=[name for name, _ in PASSING])
def test_what_does_not_pass_is_given_up(behaviour: Behaviour) -> None:
    with LanguageModel(behaviour) as model:
        with pytest.raises((ServerFailing, ReplyBroken, ServerUnreachable)):
            client(model.url).complete(MESSAGES)
        assert len(model.requests) == QUICK.tries


def test_what_the_server_says_is_told() -> None:
    assert fault(fails(500, {"error": {"message": "no\x1b[31m memory"}})).message == (
        'The model\'s server fails (HTTP 500) ("no[31m memory").'
    )


NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(("0", 0), ("7", 7), (" 1.5 ", 1.5), ("9" * 400, 86_400)),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 21 Nov 2026 12:00:10", 10),
        *((one, 0) for one in ("", "-1", "soon", "1e9", "٣", "Thu, 99 Foo 2019", "1.2.3")),
    ],
)
def test_what_retry_after_asks_for(written: str, seconds: float) -> None:
    assert asked_to_wait(written, NOON) == seconds


def test_retry_after_is_kept() -> None:
    with LanguageModel(fails(429, Retry_After="0.2"), says("好")) as model:
        assert client(model.url, deadline=2).complete(MESSAGES) == "好"
        assert len(model.requests) == 2


def test_a_retry_after_beyond_the_deadline_is_not_waited_for() -> None:
    with LanguageModel(fails(429, Retry_After="20")) as model:
        asking = client(model.url, deadline=5)
        with pytest.raises(ServerFailing, match="overloaded"):
            asking.complete(MESSAGES)
        # ... and is kept for whoever asks next.
        with pytest.raises(LeftAlone, match="another 20 s"):
            asking.complete(MESSAGES)
        assert len(model.requests) == 1


# ------------------------------------------------------------------------------------ the deadline


@pytest.mark.parametrize("behaviour", [stalls, never_answers, drips])
def test_a_server_without_an_end_is_left_at_the_deadline(behaviour: Behaviour) -> None:
    error = fault(behaviour, deadline=0.3)
    assert isinstance(error, TooSlow)
    assert error.message == "The model's server did not answer within 0.3 s."


def test_no_time_left_asks_nobody() -> None:
    with LanguageModel(says("好")) as model:
        with pytest.raises(TooSlow):
            client(model.url).complete(MESSAGES, seconds=0)
        assert model.requests == []


# ------------------------------------------------------------------------------------- the volume


def test_a_hundred_megabytes_are_not_read() -> None:
    behaviour, sent = floods(100)
    error = fault(behaviour, deadline=10)
    assert isinstance(error, ReplyTooLong)
    # The rest of what went out waits in the buffers of the two sockets.
    assert sum(sent) < 40 << 20


def test_a_hundred_megabytes_of_an_error_are_not_read() -> None:
    def behave(handler: object) -> None:
        handler.begin(500, content_type="text/plain")  # type: ignore[attr-defined]
        for _ in range(1600):
            handler.write(b"A" * (1 << 16))  # type: ignore[attr-defined]

    assert isinstance(fault(behave, deadline=10), ServerFailing)


def test_a_text_beyond_any_answer_is_given_up() -> None:
    error = fault(sends(chunk("很" * 30_000) * 2 + DONE))
    assert isinstance(error, ReplyTooLong)
    assert "40,000 characters" in error.message


def test_a_compressed_reply_is_refused_as_it_was_not_asked_for() -> None:
    assert isinstance(fault(sends(b"\x1f\x8b", content_encoding="gzip")), ReplyBroken)


# -------------------------------------------------------------------------------------- bad set-up


def test_nobody_listens() -> None:
    with pytest.raises(ServerUnreachable, match="Nothing answers at ROSTRUM_LLM_URL"):
        client(closed_port()).complete(MESSAGES)


def test_a_server_that_does_not_speak_http() -> None:
    expected = {
        b"220 mail.example\r\n\r\n": (RequestRefused, "does not speak HTTP"),
        b"SSH-2.0\r\n": (ServerUnreachable, "without a reply in HTTP"),
    }
    for greeting, (kind, message) in expected.items():
        with not_http(greeting) as url, pytest.raises(kind, match=message):
            client(url).complete(MESSAGES)


def test_no_tls_behind_https() -> None:
    with (
        LanguageModel(says("好")) as model,
        pytest.raises(RequestRefused, match="secure connection") as raised,
    ):
        client(model.url.replace("http", "https")).complete(MESSAGES)
    assert "http:// or https://" in raised.value.hint


def test_a_host_without_an_address() -> None:
    with pytest.raises(ServerUnreachable, match="has no address"):
        client("http://no-such-host.invalid/v1", deadline=5).complete(MESSAGES)


REFUSED: list[tuple[Behaviour, str, str]] = [
    (fails(401, {"error": {"message": f"bad key {SECRET}"}}), "refuses the key", "ROSTRUM_LLM_KEY"),
    (fails(403, {}), "refuses the key", "ROSTRUM_LLM_KEY"),
    (
        fails(404, {"error": {"message": "model not found"}}),
        "knows no model 'tiny' (HTTP 404) (\"model not found\")",
        "ROSTRUM_LLM_MODEL",
    ),
    (fails(404, {"detail": "Not Found"}), "no language model at", "ROSTRUM_LLM_URL"),
    (fails(404, "<html>nothing here</html>"), "no language model at", "ROSTRUM_LLM_URL"),
    (sends(b"<!doctype html>", content_type="text/html"), "a web page", "/v1"),
    (sends(b"\n <html><body>hello"), "a web page", "/v1"),
    (fails(302, {}, Location="http://127.0.0.1:1/"), "leads elsewhere", "ROSTRUM_LLM_URL"),
    (fails(400, {"error": {"message": "context too long"}}), "context too long", "how much text"),
]


@pytest.mark.parametrize(("behaviour", "message", "hint"), REFUSED)
def test_a_wrong_setting_is_named_and_not_tried_again(
    behaviour: Behaviour, message: str, hint: str
) -> None:
    with LanguageModel(behaviour) as model:
        with pytest.raises(RequestRefused) as raised:
            client(model.url).complete(MESSAGES)
        assert len(model.requests) == 1
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert "Traceback" not in str(raised.value)
    assert model.url not in str(raised.value)


def test_a_missing_key_is_said_to_be_missing() -> None:
    with LanguageModel(fails(401, {})) as model, pytest.raises(RequestRefused) as raised:
        made(Client(Endpoint(model.url, "tiny"))).complete(MESSAGES)
    assert "ROSTRUM_LLM_KEY is not set" in raised.value.message


def test_an_option_that_a_model_does_not_take_is_left_out_from_then_on() -> None:
    objects = fails(400, {"error": {"message": "Unsupported parameter: 'max_tokens'."}})
    with LanguageModel(objects, says("好")) as model:
        asking = client(model.url)
        assert [asking.complete(MESSAGES), asking.complete(MESSAGES)] == ["好", "好"]
    assert ["max_tokens" in request.body for request in model.requests] == [True, False, False]
    assert all(request.body["temperature"] == 0 for request in model.requests)


# ------------------------------------------------------------------------------------- the breaker


def test_a_server_that_keeps_failing_is_left_alone_and_tried_again_later() -> None:
    now = [0.0]
    breaker = Breaker(failures=2, pause=30, now=lambda: now[0])
    once = Limits(tries=1)
    with LanguageModel(fails(500), fails(500), fails(500), says("好")) as model:
        asking = made(Client(Endpoint(model.url, "tiny", deadline=1), once, breaker))
        for _ in range(2):
            with pytest.raises(ServerFailing):
                asking.complete(MESSAGES)
        with pytest.raises(LeftAlone, match="another 30 s") as raised:
            asking.complete(MESSAGES)
        assert "HTTP 500" in raised.value.message
        assert len(model.requests) == 2
        now[0] = 31
        with pytest.raises(ServerFailing):
            asking.complete(MESSAGES)
        with pytest.raises(LeftAlone):
            asking.complete(MESSAGES)
        now[0] = 62
        assert asking.complete(MESSAGES) == "好"
        assert asking.complete(MESSAGES) == "好"


def test_while_one_request_tries_a_failed_server_others_do_not() -> None:
    now = [0.0]
    breaker = Breaker(failures=1, pause=1, now=lambda: now[0])
    with pytest.raises(ServerFailing), breaker.guard():
        raise ServerFailing("HTTP 500")
    now[0] = 2
    with breaker.guard(), pytest.raises(LeftAlone, match="just being tried"), breaker.guard():
        pass
    with breaker.guard(), breaker.guard():
        pass


def test_a_wrong_key_does_not_open_the_breaker() -> None:
    with LanguageModel(fails(401)) as model:
        asking = client(model.url, failures=1)
        for _ in range(3):
            with pytest.raises(RequestRefused):
                asking.complete(MESSAGES)


def test_more_requests_at_once_than_allowed_are_turned_away() -> None:
    limits = Limits(at_once=1)

    def asks_again(handler: object) -> None:
        with pytest.raises(LeftAlone, match="busy"):
            asking.complete(MESSAGES)
        says("好")(handler)  # type: ignore[arg-type]

    with LanguageModel(asks_again) as model:
        asking = client(model.url, limits=limits)
        assert asking.complete(MESSAGES) == "好"


# ----------------------------------------------------------------------------------------- the key


def test_the_key_is_in_no_repr_no_error_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    endpoint = Endpoint("http://127.0.0.1:1/v1", "tiny", Key(SECRET))
    told = [repr(endpoint), str(endpoint.key), f"{endpoint}", repr(Client(endpoint))]
    echo = {"error": {"message": f"key {SECRET} is bad", "key": SECRET}}
    with caplog.at_level(logging.DEBUG):
        for status in (400, 401, 403, 404, 429, 500):
            error = fault(fails(status, echo))
            told += [str(error), repr(error), error.hint]
        told.append(str(fault(sends(b"data: " + json.dumps(echo).encode() + b"\n\n"))))
    assert not any(SECRET in text for text in [*told, caplog.text])


def test_a_client_can_be_closed_and_used_again() -> None:
    with LanguageModel(says("好")) as model:
        asking = client(model.url)
        asking.close()
        assert asking.complete(MESSAGES) == "好"
        asking.close()
        assert asking.complete(MESSAGES) == "好"
        asking.close()
