"""What the Open Responses specification (2026-04-24) asks of a server beside OpenAI's, without an SDK."""

import json
import os

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

URL = os.environ["OAICOMPAT_URL"]
# The members that its response always has.
STRINGS = ["id", "object", "status", "model", "truncation", "service_tier"]
NUMBERS = ["top_p", "presence_penalty", "frequency_penalty", "temperature"]
INTEGERS = ["created_at", "top_logprobs"]
BOOLEANS = ["parallel_tool_calls", "store", "background"]
LISTS = ["output", "tools"]
OR_NULL = [
    "completed_at", "incomplete_details", "previous_response_id", "instructions", "error", "reasoning", "usage",
    "max_output_tokens", "max_tool_calls", "safety_identifier", "prompt_cache_key",
]
DONE = {"response.completed", "response.failed", "response.incomplete"}
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
}


def user(text):
    return {"type": "message", "role": "user", "content": text}


def assistant(text, **more):
    return {"type": "message", "role": "assistant", "content": text, **more}


def whole(response):
    """A response with all its members."""
    for names, kind in [(STRINGS, str), (NUMBERS, (int, float)), (INTEGERS, int), (BOOLEANS, bool), (LISTS, list)]:
        for name in names:
            assert isinstance(response[name], kind), name
    assert set(OR_NULL) <= set(response)
    assert "text" in response and "tool_choice" in response and "metadata" in response
    for tool in response["tools"]:
        assert {"name", "description", "parameters", "strict"} <= set(tool)
    return response


def post(path, **body):
    return httpx2.post(URL + path, json=body, timeout=30)


def respond(input, **more):
    answer = post("/responses", model="demo", input=input, **more)
    assert answer.status_code == 200, answer.text
    return whole(answer.json())


def streamed(input, **more):
    answer = post("/responses", model="demo", input=input, stream=True, **more)
    return [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]


@pytest.mark.parametrize(
    "input",
    [
        [user("Say hello in three words.")],
        [{"type": "message", "role": "system", "content": "Speak as a pirate does."}, user("Say hello.")],
        [user("My name is Ada."), assistant("Hello, Ada."), user("What is my name?")],
        [assistant("Let me see.", phase="commentary"), assistant("Four.", phase="final_answer"), user("Once more.")],
        [
            {
                "type": "message",
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "What is this?"},
                    {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="},
                ],
            }
        ],
    ],
    ids=["basic", "system", "turns", "phases", "image"],
)
def test_a_response_is_complete(input):
    response = respond(input)
    assert response["status"] == "completed" and response["output"]


def test_penalties_are_given_back():
    assert respond("Hello", presence_penalty=0.5)["presence_penalty"] == 0.5


def test_a_stream_ends_with_a_complete_response():
    events = streamed([user("Count from one to five.")])
    assert whole(events[-1]["response"])["status"] == "completed"


def test_a_tool_is_called_for_what_it_is_about():
    asked = [user("What is the weather like in Oslo?")]
    assert respond(asked, tools=[WEATHER])["output"][0]["type"] == "function_call"
    events = streamed(asked, tools=[WEATHER])
    calls = [event["type"] for event in events if event.get("item", {}).get("type") == "function_call"]
    assert calls == ["response.output_item.added", "response.output_item.done"]
    types = {event["type"] for event in events}
    assert {"response.function_call_arguments.delta", "response.function_call_arguments.done"} <= types


def compacted():
    answer = post("/responses/compact", model="demo", input=[user("We meet on Tuesday."), assistant("Understood.")])
    body = answer.json()
    assert answer.status_code == 200 and body["object"] == "response.compaction"
    return body["output"]


def test_a_conversation_is_compacted():
    assert any(item["type"] == "compaction" for item in compacted())
    assert post("/responses/compact", input=[user("Shorter.")]).status_code in (400, 422)


# --- over a WebSocket ----------------------------------------------------------------------------------------------


class Connection:
    def __init__(self, socket):
        self.socket = socket

    def turn(self, input, **more):
        """The last event of a response."""
        message = {"type": "response.create", "model": "demo", "store": False, "input": input, **more}
        self.socket.send(json.dumps(message))
        while True:
            event = json.loads(self.socket.recv(timeout=30))
            if event["type"] == "error":
                return event
            if event["type"] in DONE:
                return whole(event["response"])


@pytest.fixture
def connected():
    """Opens connections, and closes them."""
    opened = []

    def make():
        opened.append(connect("ws" + URL.removeprefix("http") + "/responses"))
        return Connection(opened[-1])

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def connection(connected):
    """One; none over the transport that carries no WebSocket, whose refusal is in good form."""
    try:
        return connected()
    except InvalidStatus as refused:
        assert refused.response.status_code == 405
        return None


def test_responses_follow_one_another(connection):
    if connection is None:
        return
    assert [connection.turn(text)["status"] for text in ("first", "second")] == ["completed"] * 2
    assert connection.turn(compacted() + [user("Go on.")], tools=[])["status"] == "completed"


def not_found(event):
    return event["type"] == "error" and event["error"]["code"] == "previous_response_not_found"


def test_what_is_not_stored_goes_on_in_its_connection_alone(connection, connected):
    if connection is None:
        return
    assert not_found(connection.turn("Hello", previous_response_id="resp_missing"))
    first = connection.turn("The word is cobalt.")
    if os.environ["OAICOMPAT_THROUGH"]:  # a proxy asks over HTTP: its upstream knows nothing of the connection
        return
    assert connection.turn("Which word?", previous_response_id=first["id"])["status"] == "completed"
    another = connected()
    assert not_found(another.turn("Which word?", previous_response_id=first["id"]))
    assert another.turn("Anew.")["status"] == "completed"


def test_a_request_that_fails_takes_away_what_it_went_on_from(connection):
    if connection is None or os.environ["OAICOMPAT_THROUGH"]:
        return
    first = connection.turn("The word is ember.")
    output = {"type": "function_call_output", "call_id": "call_missing", "output": "Nothing asked for this."}
    assert connection.turn([output], previous_response_id=first["id"])["type"] == "error"
    assert not_found(connection.turn("Which word?", previous_response_id=first["id"]))
