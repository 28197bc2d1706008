"""The demands of Open Responses' acceptance tests, and answers that are valid after its description."""

import json
import os

import httpx2
import pytest
from open_responses import valid_compaction, valid_connection_error, valid_event, valid_response
from websockets.sync.client import connect

URL = os.environ["OAICOMPAT_URL"] + "/responses"
HEADERS = {"authorization": "Bearer any"}
LAST = {"response.completed", "response.failed", "response.incomplete", "error"}
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]},
}


def message(role, content, **more):
    return {"type": "message", "role": role, "content": content, **more}


def post(path="", **body):
    return httpx2.post(URL + path, json=body, headers=HEADERS, timeout=30, trust_env=False)


def respond(**body):
    answer = post(model="demo", **body)
    assert answer.status_code == 200, answer.text
    return valid_response(answer.json())


def completed(response):
    assert response["status"] == "completed" and response["output"]
    return response


def text_of(response):
    [said] = [item for item in response["output"] if item["type"] == "message"]
    return said["content"][0]["text"]


def streamed(**body):
    """The events of a response, each valid and named after its type, in order."""
    answer = post(model="demo", stream=True, **body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n") for block in answer.text.split("\n\n") if block]
    events = [valid_event(json.loads(data.removeprefix("data: "))) for _, data in blocks]
    assert [name for name, _ in blocks] == [f"event: {event['type']}" for event in events]
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    return events


def test_a_message_is_answered():
    completed(respond(input=[message("user", "Greet me in three words.")]))


def test_instructions_may_be_a_message_of_the_system():
    said = [message("system", "Talk like a sailor."), message("user", "Greet me.")]
    assert text_of(completed(respond(input=said))) == "You said: Greet me."


def test_a_conversation_goes_on():
    said = [message("user", "I am Ada."), message("assistant", "Hello, Ada."), message("user", "Who am I?")]
    assert text_of(completed(respond(input=said))) == "You said: Who am I?"


def test_what_was_said_may_have_phases():
    said = [
        message("assistant", "Let me look.", phase="commentary"),
        message("assistant", "It is seven.", phase="final_answer"),
        message("user", "Say it again."),
    ]
    response = completed(respond(input=said))
    page = httpx2.get(f"{URL}/{response['id']}/input_items", params={"order": "asc"}, headers=HEADERS, trust_env=False)
    assert [item.get("phase") for item in page.json()["data"]] == ["commentary", "final_answer", None]


def test_an_image_may_be_in_a_message():
    parts = [{"type": "input_text", "text": "What is it?"}, {"type": "input_image", "image_url": PIXEL}]
    assert "image" in text_of(completed(respond(input=[message("user", parts)])))


def test_a_stream_is_valid_event_by_event():
    events = streamed(input=[message("user", "one two three")])
    assert [event["type"] for event in events[:2]] == ["response.created", "response.in_progress"]
    response = completed(events[-1]["response"])
    deltas = [event["delta"] for event in events if event["type"] == "response.output_text.delta"]
    assert "".join(deltas) == text_of(response)


def test_a_function_is_called_where_it_is_not_named():
    question = [message("user", "How is the weather in Oslo?")]
    [call] = completed(respond(input=question, tools=[WEATHER]))["output"]
    assert call["type"] == "function_call" and call["name"] == "get_weather"
    assert isinstance(json.loads(call["arguments"])["place"], str)
    types = {event["type"] for event in streamed(input=question, tools=[WEATHER])}
    assert {"response.function_call_arguments.delta", "response.function_call_arguments.done"} <= types


def test_a_function_goes_all_the_way_round():
    choice = {"type": "function", "name": "get_weather"}
    question = [message("user", "Hello")]
    [call] = respond(input=question, tools=[WEATHER], tool_choice=choice)["output"]
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": "It rains."}
    assert "It rains." in text_of(completed(respond(input=[*question, call, result], tools=[WEATHER])))


@pytest.mark.parametrize("summary", ["auto", "concise", "detailed"])
def test_reasoning_comes_as_the_summary_that_was_asked_for(summary):
    wanted = {"effort": "low", "summary": summary}
    thought, _ = completed(respond(input="Hello", reasoning=wanted))["output"]
    assert thought["summary"][0]["text"] and not thought.get("content")
    events = streamed(input="Hello", reasoning=wanted)
    deltas = [event["delta"] for event in events if event["type"] == "response.reasoning_summary_text.delta"]
    assert "".join(deltas) == thought["summary"][0]["text"]


def test_reasoning_without_a_summary_is_valid_too():
    streamed(input="Hello", reasoning={"effort": "low"})


def test_penalties_come_back():
    response = respond(input="Hello", presence_penalty=0.5, frequency_penalty=-1)
    assert (response["presence_penalty"], response["frequency_penalty"]) == (0.5, -1)
    assert post(model="demo", input="Hello", presence_penalty="much").status_code == 400


def test_what_is_cut_and_what_fails_is_valid():
    assert streamed(input="one two three", max_output_tokens=16)[-1]["type"] == "response.completed"
    assert streamed(input="word " * 40, max_output_tokens=16)[-1]["type"] == "response.incomplete"
    answer = post(model="demo-fail-midstream", input="one two three four", stream=True)
    last = json.loads(answer.text.split("data: ")[-1])
    assert valid_event(last)["type"] == "response.failed"


CONVERSATION = [message("user", "We meet on Friday."), message("assistant", "Noted: Friday.")]


def test_a_conversation_is_compacted():
    answer = post("/compact", model="demo", input=CONVERSATION, prompt_cache_key="a-key")
    assert "compaction" in [item["type"] for item in valid_compaction(answer.json())["output"]]


def test_a_compaction_needs_no_model():
    assert "compaction" in [item["type"] for item in valid_compaction(post("/compact", input=CONVERSATION).json())["output"]]


# --- over a WebSocket ---------------------------------------------------------------------------------------------


class Connection:
    def __init__(self, socket):
        self.socket = socket

    def turn(self, **members):
        """The last event of one request; those of a response are valid."""
        self.socket.send(json.dumps({"type": "response.create", "model": "demo", "store": False, **members}))
        while True:
            event = json.loads(self.socket.recv(timeout=30))
            if event["type"] != "error":
                valid_event(event)
            if event["type"] in LAST:
                return event

    def completed(self, **members):
        return completed(self.turn(**members)["response"])

    def error(self, **members):
        return valid_connection_error(self.turn(**members))["code"]


@pytest.fixture
def connections():
    """Opens connections, and closes them."""
    opened = []

    def open_one():
        opened.append(connect(URL.replace("http", "ws", 1), additional_headers=HEADERS, proxy=None))
        return Connection(opened[-1])

    yield open_one
    for socket in opened:
        socket.close()


@pytest.mark.websocket
def test_responses_follow_one_another_on_a_connection(connections):
    connection = connections()
    assert text_of(connection.completed(input=[message("user", "Count.")])) == "You said: Count."
    assert text_of(connection.completed(input="first")) == "You said: first"
    assert text_of(connection.completed(input="second")) == "You said: second"


@pytest.mark.websocket
@pytest.mark.session
def test_a_connection_goes_on_from_what_is_not_stored(connections):
    connection = connections()
    first = connection.completed(input="Keep the word cobalt in mind.")
    second = connection.completed(input="Which word?", previous_response_id=first["id"])
    assert second["usage"]["input_tokens"] > first["usage"]["input_tokens"]


@pytest.mark.websocket
def test_another_connection_does_not_and_can_begin_anew(connections):
    first = connections().completed(input="Keep the word copper in mind.")
    connection = connections()
    assert connection.error(input="Which word?", previous_response_id=first["id"]) == "previous_response_not_found"
    connection.completed(input=[message("user", "Let us begin anew.")])


@pytest.mark.websocket
def test_a_response_that_never_was_is_not_found(connections):
    assert connections().error(input="Go on.", previous_response_id="resp_none") == "previous_response_not_found"


@pytest.mark.websocket
@pytest.mark.session
def test_a_request_that_fails_forgets_what_it_was_to_go_on_from(connections):
    connection = connections()
    first = connection.completed(input="Keep the word ember in mind.")
    output = {"type": "function_call_output", "call_id": "call_none", "output": "Of no call."}
    assert connection.error(input=[output], previous_response_id=first["id"])
    assert connection.error(input="Which word?", previous_response_id=first["id"]) == "previous_response_not_found"


@pytest.mark.websocket
def test_a_connection_goes_on_from_a_compaction(connections):
    parts = [{"type": "input_text", "text": "Keep the word slate in mind."}]
    output = post("/compact", model="demo", input=[message("user", parts)]).json()["output"]
    connections().completed(input=[*output, message("user", "Go on from here.")], tools=[])
