"""The official Python client of Ollama drives the demo server's dialect."""

import json
import os
import urllib.request

import pydantic
import pytest

ollama = pytest.importorskip("ollama")

ROOT = os.environ["OAICOMPAT_URL"].removesuffix("/v1")
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}
    for name in ("get_weather", "get_time")
]


@pytest.fixture(scope="module")
def client():
    return ollama.Client(host=ROOT)


def user(text, **more):
    return [{"role": "user", "content": text, **more}]


def test_the_root_tells_what_it_is():
    assert urllib.request.urlopen(ROOT + "/").read() == b"Ollama is running"


def test_a_whole_answer(client):
    answer = client.chat("demo", user("Hello there"))
    assert answer.message.content == "You said: Hello there"
    assert answer.done and answer.done_reason == "stop"
    assert answer.eval_count > 0 and answer.eval_duration > 0


def test_a_stream_and_its_last_piece(client):
    pieces = list(client.chat("demo", user("Hello there"), stream=True))
    assert "".join(piece.message.content for piece in pieces) == "You said: Hello there"
    assert [piece.done for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert len(pieces) > 3


def test_a_text_is_generated(client):
    assert client.generate("demo", "Hello").response.startswith("You said:")
    assert "".join(piece.response for piece in client.generate("demo", "Hello", stream=True)).startswith("You said:")


def test_thinking_comes_apart_from_the_content(client):
    for level in ("low", "high", True):
        answer = client.chat("demo", user("Hello"), think=level)
        assert answer.message.thinking, level
        assert answer.message.content == "You said: Hello"
    assert not client.chat("demo", user("Hello"), think=False).message.thinking


class City(pydantic.BaseModel):
    city: str
    people: int


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_has_a_form(client, stream):
    got = client.chat("demo", user("A city"), format=City.model_json_schema(), stream=stream)
    City.model_validate_json("".join(piece.message.content for piece in (got if stream else [got])), strict=True)


def test_who_leaves_a_stream_ends_the_work():
    slow = ollama.Client(host=os.environ["OAICOMPAT_SLOW_URL"].removesuffix("/v1"))
    before = slow_stats()["cancelled"]
    stream = slow.chat("demo", user("word " * 200), stream=True)
    next(stream)
    stream.close()
    while slow_stats()["cancelled"] == before:
        pass


def slow_stats():
    return json.load(urllib.request.urlopen(os.environ["OAICOMPAT_SLOW_STATS_URL"]))


@pytest.mark.parametrize("stream", [False, True])
def test_tools_go_the_whole_way_round(client, stream):
    messages = user("Please use get_weather and get_time")
    got = client.chat("demo", messages, tools=TOOLS, stream=stream)
    pieces = list(got) if stream else [got]
    calls = [call for piece in pieces for call in piece.message.tool_calls or []]
    assert {call.function.name for call in calls} <= {"get_weather", "get_time"} and calls
    messages.append({"role": "assistant", "content": "", "tool_calls": calls})
    messages += [{"role": "tool", "tool_name": call.function.name, "content": "result " + call.function.name} for call in calls]
    answer = client.chat("demo", messages, tools=TOOLS)
    assert all("result " + call.function.name in answer.message.content for call in calls)


def test_an_image_reaches_the_model(client):
    assert "image" in client.chat("demo", user("Look", images=[b"\x89PNG\r\n\x1a\n" + bytes(16)])).message.content


def test_embeddings_have_length_one(client):
    vectors = client.embed("demo-embed", ["a", "b"]).embeddings
    assert len(vectors) == 2
    assert abs(sum(x * x for x in vectors[0]) - 1) < 1e-3
    assert len(client.embeddings("demo-embed", "a").embedding) == len(vectors[0])


def test_models_are_listed_and_shown(client):
    names = [model.model for model in client.list().models]
    assert "demo:latest" in names
    assert client.show("demo:latest").modelinfo["general.architecture"]
    assert client.ps().models is not None
    assert client.pull("demo").status == "success"


def test_errors_have_their_status_and_text(client):
    with pytest.raises(ollama.ResponseError) as missing:
        client.chat("nothing", user("Hello"))
    assert missing.value.status_code == 404 and missing.value.error == "model 'nothing' not found"
    for status in (400, 429, 500):
        with pytest.raises(ollama.ResponseError) as failed:
            client.chat(f"demo-error-{status}", user("Hello"))
        assert failed.value.status_code == status


def test_a_stream_that_breaks_off_raises(client):
    with pytest.raises(ollama.ResponseError):
        list(client.chat("demo-fail-midstream", user("one two three four five six"), stream=True))
