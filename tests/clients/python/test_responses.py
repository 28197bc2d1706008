"""Responses: made whole, streamed and in the background, kept and gone on from."""

import json
import time

import openai
import pydantic
import pytest

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "minLength": 1}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def respond(client):
    return lambda text="Hello", **more: client.responses.create(model="demo", input=text, **more)


def test_a_response_says_what_was_said(respond):
    response = respond(instructions="Be brief.", metadata={"topic": "greeting"}, temperature=0.5)
    assert response.output_text == "You said: Hello"
    assert response.status == "completed"
    assert response.id.startswith("resp_")
    assert [item.type for item in response.output] == ["message"]
    assert response.instructions == "Be brief."
    assert response.metadata == {"topic": "greeting"}
    assert response.temperature == 0.5
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens
    assert response.usage.output_tokens == 3
    assert response.error is None and response.incomplete_details is None


def test_a_streamed_response_comes_in_order(respond):
    events = list(respond("one two three", stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    types = [event.type.removeprefix("response.") for event in events]
    assert types[:4] == ["created", "in_progress", "output_item.added", "content_part.added"]
    assert types[-4:] == ["output_text.done", "content_part.done", "output_item.done", "completed"]
    assert set(types[4:-4]) == {"output_text.delta"}
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "You said: one two three"
    assert events[-1].response.output_text == "You said: one two three"
    assert len({event.item_id for event in events if hasattr(event, "item_id")}) == 1


def test_the_stream_helper_gives_the_response(client):
    with client.responses.stream(model="demo", input="Hello") as stream:
        seen = {event.type for event in stream}
        response = stream.get_final_response()
    assert "response.output_text.delta" in seen and "response.completed" in seen
    assert response.output_text == "You said: Hello"


class City(pydantic.BaseModel):
    name: str
    people: int


def test_an_answer_is_parsed(client):
    response = client.responses.parse(model="demo", input="A city", text_format=City)
    assert isinstance(response.output_parsed, City)
    with client.responses.stream(model="demo", input="A city", text_format=City) as stream:
        assert isinstance(stream.get_final_response().output_parsed, City)


def test_a_tool_goes_all_the_way_round(client, respond):
    first = respond("Use get_weather", tools=[WEATHER])
    [call] = first.output
    assert call.type == "function_call" and call.name == "get_weather" and call.status == "completed"
    assert set(json.loads(call.arguments)) == {"city"}
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "It rains."}
    by_items = respond([{"role": "user", "content": "Use get_weather"}, call.model_dump(exclude_none=True), result], tools=[WEATHER])
    by_id = respond([result], previous_response_id=first.id, tools=[WEATHER])
    assert "It rains." in by_items.output_text
    assert by_id.output_text == by_items.output_text


def test_arguments_are_streamed(respond):
    events = list(respond("Use get_weather", tools=[WEATHER], stream=True))
    deltas = "".join(event.delta for event in events if event.type == "response.function_call_arguments.delta")
    [done] = [event for event in events if event.type == "response.function_call_arguments.done"]
    assert done.arguments == deltas and done.name == "get_weather"
    [item] = [event.item for event in events if event.type == "response.output_item.done"]
    assert item.arguments == deltas


def test_reasoning_is_an_item_before_the_answer(respond):
    response = respond("Hello", reasoning={"effort": "low"}, include=["reasoning.encrypted_content"])
    thought, message = response.output
    assert thought.type == "reasoning" and thought.content[0].text and thought.encrypted_content
    assert message.type == "message"
    again = respond([{"role": "user", "content": "Hello"}, *(item.model_dump(exclude_none=True) for item in response.output), {"role": "user", "content": "More"}], store=False)
    assert again.output_text == "You said: More"
    events = list(respond("Hello", reasoning={"effort": "low"}, stream=True))
    assert any(event.type == "response.reasoning_text.delta" for event in events)


def test_log_probabilities_are_included(respond):
    part = respond(include=["message.output_text.logprobs"], top_logprobs=2).output[0].content[0]
    assert "".join(each.token for each in part.logprobs) == part.text
    assert all(len(each.top_logprobs) == 2 for each in part.logprobs)


def test_an_answer_that_is_cut_is_incomplete(respond):
    response = respond("one two three", max_output_tokens=2)
    assert response.status == "incomplete"
    assert response.incomplete_details.reason == "max_output_tokens"
    *_, last = respond("one two three", max_output_tokens=2, stream=True)
    assert last.type == "response.incomplete"


def test_images_and_files_go_in(respond):
    content = [
        {"type": "input_text", "text": "Look"},
        {"type": "input_image", "image_url": PIXEL, "detail": "low"},
        {"type": "input_file", "filename": "a.txt", "file_data": "data:text/plain;base64,SGk="},
    ]
    text = respond([{"role": "user", "content": content}]).output_text
    assert "Look" in text and "image" in text and "file" in text


def test_a_response_goes_on_from_the_one_before(client, respond):
    first = respond("My name is Ada")
    second = respond("Hello", previous_response_id=first.id)
    assert second.previous_response_id == first.id
    assert second.usage.input_tokens > respond("Hello").usage.input_tokens
    with pytest.raises(openai.BadRequestError) as error:
        respond("Hello", previous_response_id="resp_unknown")
    assert error.value.code == "previous_response_not_found"
    assert error.value.param == "previous_response_id"


def test_a_kept_response_is_had_again_until_it_is_deleted(client, respond):
    response = respond("Hello")
    assert client.responses.retrieve(response.id) == response
    events = list(client.responses.retrieve(response.id, stream=True))
    assert events[0].type == "response.created"
    assert events[-1].response == response
    client.responses.delete(response.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)


def test_a_streamed_response_is_kept_too(client, respond):
    *_, last = respond("Hello", stream=True)
    assert client.responses.retrieve(last.response.id) == last.response


def test_a_response_that_is_not_stored_is_gone(client, respond):
    response = respond(store=False)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)


def test_the_input_comes_in_pages(client, respond):
    texts = [f"line {i}" for i in range(5)]
    response = respond([{"role": "user", "content": text} for text in texts])
    items = client.responses.input_items.list(response.id, order="asc", limit=2)
    assert items.has_more and len(items.data) == 2
    assert [item.content[0].text for item in items] == texts
    assert [item.content[0].text for item in client.responses.input_items.list(response.id)] == texts[::-1]


def poll(client, response):
    deadline = time.monotonic() + 30
    while response.status in ("queued", "in_progress"):
        assert time.monotonic() < deadline
        response = client.responses.retrieve(response.id)
    return response


def test_a_response_in_the_background_is_polled(client, respond):
    response = respond(background=True)
    assert response.status in ("queued", "in_progress", "completed")
    assert poll(client, response).output_text == "You said: Hello"


def test_a_response_in_the_background_is_taken_up_again_in_mid_stream(slow):
    stream = slow.responses.create(model="demo", input="one two three four five", background=True, stream=True)
    seen = []
    for event in stream:
        seen.append(event)
        if event.type == "response.output_text.delta":
            break
    stream.close()
    seen += slow.responses.retrieve(seen[0].response.id, stream=True, starting_after=seen[-1].sequence_number)
    assert [event.sequence_number for event in seen] == list(range(len(seen)))
    assert [event.type for event in seen[:3]] == ["response.created", "response.queued", "response.in_progress"]
    assert "".join(event.delta for event in seen if event.type == "response.output_text.delta") == "You said: one two three four five"
    assert seen[-1].type == "response.completed"


def test_a_response_in_the_background_is_cancelled(slow):
    response = slow.responses.create(model="demo", input="word " * 500, background=True)
    assert slow.responses.cancel(response.id).status == "cancelled"
    assert slow.responses.retrieve(response.id).status == "cancelled"


def test_only_responses_in_the_background_are_cancelled(client, respond):
    with pytest.raises(openai.BadRequestError):
        client.responses.cancel(respond().id)


def test_the_tokens_of_an_input_are_counted(client):
    few = client.responses.input_tokens.count(model="demo", input="Hello").input_tokens
    more = client.responses.input_tokens.count(model="demo", input="Hello " * 50, instructions="Be brief.").input_tokens
    assert 0 < few < more


def test_a_compaction_goes_back_in(client, respond):
    compacted = client.responses.compact(model="demo", input=[{"role": "user", "content": "My name is Ada"}])
    items = [item.model_dump(exclude_none=True) for item in compacted.output]
    assert [item["type"] for item in items] == ["compaction"]
    assert respond([*items, {"role": "user", "content": "Hello"}]).output_text == "You said: Hello"


@pytest.mark.parametrize(
    ("parameters", "param"),
    [
        ({"truncation": "odd"}, "truncation"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"tools": [WEATHER, {"type": "file_search", "vector_store_ids": []}]}, "tools[1].vector_store_ids"),
        ({"input": [{"role": "user", "content": [{"type": "input_file", "file_url": "http://x/y"}]}]}, "input[0].content[0].file_url"),
        ({"reasoning": {"summary": "loud"}}, "reasoning.summary"),
        ({"previous_response_id": "r", "conversation": "c"}, "previous_response_id"),
    ],
)
def test_what_cannot_be_done_is_refused_by_its_name(client, parameters, param):
    with pytest.raises(openai.BadRequestError) as error:
        client.responses.create(**({"model": "demo", "input": "Hello"} | parameters))
    assert error.value.param == param


def test_tools_that_agents_offer_always_are_left_out(respond):
    response = respond(tools=[WEATHER, {"type": "web_search"}])
    assert response.output_text == "You said: Hello"
    assert [tool.type for tool in response.tools] == ["function"]


def test_an_unknown_conversation_or_model_is_not_found(client, respond):
    with pytest.raises(openai.NotFoundError):
        respond(conversation="conv_unknown")
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="unknown", input="Hello")


def test_an_engine_that_fails_on_the_way_makes_a_failed_response(client):
    events = list(client.responses.create(model="demo-fail-midstream", input="one two three four", stream=True))
    assert events[-1].type == "response.failed"
    assert events[-1].response.error.code == "server_error"
    with pytest.raises(openai.InternalServerError):
        client.responses.create(model="demo-fail-midstream", input="one two three four")
