"""The official Python client of Anthropic drives the demo server's dialect."""

import json
import os
import time
import urllib.request

import pydantic
import pytest

anthropic = pytest.importorskip("anthropic")

ROOT = os.environ["OAICOMPAT_URL"].removesuffix("/v1")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
TOOLS = [
    {"name": name, "description": "A tool.", "input_schema": {"type": "object", "properties": {}}}
    for name in ("get_weather", "get_time")
]


class City(pydantic.BaseModel):
    city: str
    people: int


@pytest.fixture(scope="module")
def client():
    return anthropic.Anthropic(base_url=ROOT, api_key="any", max_retries=0, timeout=30, _strict_response_validation=True)


def user(content):
    return [{"role": "user", "content": content}]


def ask(client, content, **more):
    return client.messages.create(model="demo", max_tokens=500, messages=user(content), **more)


def test_a_whole_answer(client):
    answer = ask(client, "Hello there", system="Be brief.")
    assert [block.type for block in answer.content] == ["text"]
    assert answer.content[0].text == "You said: Hello there"
    assert answer.stop_reason == "end_turn" and answer.role == "assistant"
    assert answer.usage.input_tokens > 0 and answer.usage.output_tokens > 0
    assert answer._request_id


def test_a_stream_and_its_helper(client):
    with client.messages.stream(model="demo", max_tokens=500, messages=user("Hello there")) as stream:
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
    assert "".join(pieces) == "You said: Hello there" and len(pieces) > 2
    assert final.content[0].text == "You said: Hello there" and final.stop_reason == "end_turn"
    kinds = [event.type for event in ask(client, "Hello", stream=True)]
    assert kinds[0] == "message_start" and kinds[-2:] == ["message_delta", "message_stop"]


@pytest.mark.parametrize("stream", [False, True])
def test_tools_go_the_whole_way_round(client, stream):
    question = user("Please use get_weather and get_time")
    if stream:
        with client.messages.stream(model="demo", max_tokens=500, messages=question, tools=TOOLS) as events:
            answer = events.get_final_message()
    else:
        answer = client.messages.create(model="demo", max_tokens=500, messages=question, tools=TOOLS)
    calls = [block for block in answer.content if block.type == "tool_use"]
    assert answer.stop_reason == "tool_use" and [call.name for call in calls] == ["get_weather", "get_time"]
    results = [{"type": "tool_result", "tool_use_id": call.id, "content": f"{call.name}: fine"} for call in calls]
    turns = question + [{"role": "assistant", "content": [block.model_dump() for block in answer.content]}] + user(results)
    last = client.messages.create(model="demo", max_tokens=500, messages=turns, tools=TOOLS)
    assert last.stop_reason == "end_turn" and "fine" in last.content[0].text


def test_a_choice_forces_a_tool(client):
    answer = ask(client, "Hello", tools=TOOLS, tool_choice={"type": "tool", "name": "get_time"})
    assert [block.name for block in answer.content if block.type == "tool_use"] == ["get_time"]


def test_an_image_is_taken(client):
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
    assert ask(client, [image, {"type": "text", "text": "What is it?"}]).content[0].text


def test_a_limit_ends_an_answer(client):
    answer = client.messages.create(model="demo", max_tokens=2, messages=user("Hello there, you"))
    assert answer.stop_reason == "max_tokens" and answer.usage.output_tokens == 2


def test_a_stop_sequence_ends_an_answer(client):
    assert "there" not in ask(client, "Hello there", stop_sequences=["there"]).content[0].text


def test_tokens_are_counted(client):
    assert client.messages.count_tokens(model="demo", messages=user("Hello there")).input_tokens > 0


def test_models_are_listed_and_told(client):
    listed = [model.id for model in client.models.list()]
    assert "demo" in listed
    assert client.models.retrieve("demo").id == "demo"


def test_thoughts_come_before_the_text_and_go_back(client):
    more = {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}}
    first = ask(client, "Hello", **more)
    assert [block.type for block in first.content] == ["thinking", "text"] and first.content[0].thinking
    turns = user("Hello") + [{"role": "assistant", "content": first.content}] + user("Again")
    with client.messages.stream(model="demo", max_tokens=500, messages=turns, **more) as stream:
        second = stream.get_final_message()
    assert [block.type for block in second.content] == ["thinking", "text"]
    assert second.content[-1].text == "You said: Again"


def test_an_answer_has_a_form(client):
    answer = client.messages.parse(model="demo", max_tokens=500, messages=user("A city"), output_format=City)
    assert isinstance(answer.parsed_output, City)


def test_the_runner_calls_tools_itself(client):
    seen = []

    @anthropic.beta_tool
    def get_weather(city: str) -> str:
        """The weather of a city."""
        seen.append(city)
        return f"It rains in {city}."

    question = user('Use get_weather {"city": "Oslo"}')
    runner = client.beta.messages.tool_runner(model="demo", max_tokens=500, messages=question, tools=[get_weather])
    assert "It rains in Oslo." in runner.until_done().content[0].text and seen == ["Oslo"]


CLASSES = {
    400: (anthropic.BadRequestError, "invalid_request_error"),
    401: (anthropic.AuthenticationError, "authentication_error"),
    403: (anthropic.PermissionDeniedError, "permission_error"),
    404: (anthropic.NotFoundError, "not_found_error"),
    409: (anthropic.ConflictError, "conflict_error"),
    413: (anthropic.APIStatusError, "request_too_large"),
    429: (anthropic.RateLimitError, "rate_limit_error"),
    500: (anthropic.InternalServerError, "api_error"),
    529: (anthropic.APIStatusError, "overloaded_error"),
}


@pytest.mark.parametrize("status", CLASSES)
@pytest.mark.parametrize("stream", [False, True])
def test_an_error_is_of_its_class(client, status, stream):
    kind, word = CLASSES[status]
    with pytest.raises(kind) as failed:
        client.messages.create(model=f"demo-error-{status}", max_tokens=5, messages=user("Hello"), stream=stream)
    assert failed.value.status_code == status and failed.value.request_id
    assert failed.value.body["error"]["type"] == word


def test_who_leaves_a_stream_ends_the_work():
    slow = anthropic.Anthropic(base_url=os.environ["OAICOMPAT_SLOW_URL"].removesuffix("/v1"), api_key="any", max_retries=0)
    before = slow_stats()["cancelled"]
    with slow.messages.stream(model="demo", max_tokens=500, messages=user("word " * 200)) as stream:
        next(iter(stream.text_stream))
    while slow_stats()["cancelled"] == before:
        pass


def slow_stats():
    return json.load(urllib.request.urlopen(os.environ["OAICOMPAT_SLOW_STATS_URL"]))


def test_errors_are_of_their_class(client):
    with pytest.raises(anthropic.NotFoundError) as missing:
        client.messages.create(model="none", max_tokens=5, messages=user("Hello"))
    assert missing.value.body["error"]["type"] == "not_found_error"
    with pytest.raises(anthropic.BadRequestError) as refused:
        client.messages.create(model="demo", max_tokens=5, messages=[{"role": "nobody", "content": "Hello"}])
    assert refused.value.body["error"]["type"] == "invalid_request_error"


def test_a_key_is_asked_for():
    keyed = os.environ.get("OAICOMPAT_KEYED_URL")
    if not keyed:
        pytest.skip("no server that asks for a key")
    stranger = anthropic.Anthropic(base_url=keyed.removesuffix("/v1"), api_key="wrong", max_retries=0)
    with pytest.raises(anthropic.AuthenticationError) as refused:
        ask(stranger, "Hello")
    assert refused.value.body["error"]["type"] == "authentication_error"


def test_a_stream_that_breaks_raises(client):
    with pytest.raises(anthropic.APIError):
        for _ in client.messages.create(
            model="demo-fail-midstream", max_tokens=500, messages=user("Hello"), stream=True
        ):
            pass


def ended(client, batch):
    until = time.monotonic() + 60
    while batch.processing_status != "ended":
        assert time.monotonic() < until
        time.sleep(0.05)
        batch = client.messages.batches.retrieve(batch.id)
    return batch


def test_a_batch_of_messages(client):
    params = {"model": "demo", "max_tokens": 100, "messages": user("Hello there")}
    batch = client.messages.batches.create(requests=[{"custom_id": f"r{i}", "params": params} for i in range(3)])
    assert batch.type == "message_batch" and batch.processing_status == "in_progress"
    batch = ended(client, batch)
    assert batch.request_counts.succeeded == 3 and batch.ended_at is not None
    results = list(client.messages.batches.results(batch.id))
    assert {each.custom_id for each in results} == {"r0", "r1", "r2"}
    assert all(each.result.type == "succeeded" for each in results)
    assert results[0].result.message.content[0].text == "You said: Hello there"
    assert batch.id in [each.id for each in client.messages.batches.list(limit=2)]
    assert client.messages.batches.delete(batch.id).type == "message_batch_deleted"
    with pytest.raises(anthropic.NotFoundError):
        client.messages.batches.retrieve(batch.id)


def test_files(client):
    made = client.beta.files.upload(file=("a.txt", b"abc", "text/plain"))
    assert made.type == "file" and made.filename == "a.txt" and made.size_bytes == 3
    assert client.beta.files.retrieve_metadata(made.id).id == made.id
    assert made.id in [each.id for each in client.beta.files.list(limit=100)]
    assert made.downloadable is False
    with pytest.raises(anthropic.BadRequestError):
        client.beta.files.download(made.id)
    assert client.beta.files.delete(made.id).type == "file_deleted"
