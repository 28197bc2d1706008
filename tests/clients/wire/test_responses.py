"""Every body and every event of responses is valid after the specification, in the order of a stream."""

import pytest
from wire import valid, valid_error

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": None,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    "strict": False,
}
CALL = {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "Rain."}


def user(*parts):
    return {"input": [{"type": "message", "role": "user", "content": list(parts)}]}


def answer_in(form, **more):
    return {"input": "A city", "text": {"format": {"type": form} | more}}


CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}

REQUESTS = {
    "text": {"input": "one two three"},
    "instructions": {"input": "Hello", "instructions": "Be brief."},
    "messages": {"input": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hello"}]},
    "parts": user(
        {"type": "input_text", "text": "Look"},
        {"type": "input_image", "image_url": PIXEL, "detail": "auto"},
        {"type": "input_file", "filename": "a.txt", "file_data": "data:text/plain;base64,SGk="},
    ),
    "options": {
        "input": "Hello",
        "metadata": {"a": "b"},
        "temperature": 0.5,
        "top_p": 0.5,
        "user": "me",
        "safety_identifier": "s",
        "prompt_cache_key": "k",
        "service_tier": "default",
        "truncation": "disabled",
        "max_output_tokens": 50,
        "max_tool_calls": 3,
        "parallel_tool_calls": False,
    },
    "nothing kept": {"input": "Hello", "store": False},
    "cut": {"input": "word " * 20, "max_output_tokens": 16},
    "log probabilities": {"input": "Hello", "include": ["message.output_text.logprobs"], "top_logprobs": 2},
    "reasoning": {"input": "Hello", "reasoning": {"effort": "low", "summary": "auto"}},
    "sealed reasoning": {"input": "Hello", "reasoning": {"effort": "high"}, "include": ["reasoning.encrypted_content"]},
    "tool": {"input": "Use get_weather", "tools": [TOOL]},
    "tool chosen": {"input": "Hello", "tools": [TOOL], "tool_choice": {"type": "function", "name": "get_weather"}},
    "tool required": {"input": "Hello", "tools": [TOOL], "tool_choice": "required"},
    "tool allowed": {
        "input": "Hello",
        "tools": [TOOL],
        "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "get_weather"}]},
    },
    "tool answered": {"input": [{"role": "user", "content": "Use get_weather"}, CALL, OUTPUT], "tools": [TOOL]},
    "schema": answer_in("json_schema", name="city", schema=CITY, strict=True),
    "object": answer_in("json_object"),
    "plain": answer_in("text"),
    "verbosity": {"input": "Hello", "text": {"verbosity": "low"}},
    "padded": {"input": "Hello", "stream_options": {"include_obfuscation": False}, "stream": True},
}


def each(requests):
    return pytest.mark.parametrize("request_body", requests.values(), ids=requests)


def respond(send, body):
    body = {"model": "demo"} | body
    valid("CreateResponse", body)
    answer = send("POST", "/responses", body)
    assert answer.status == 200, answer.body
    return answer


@each({name: body for name, body in REQUESTS.items() if not body.get("stream")})
def test_a_whole_response_is_valid_and_kept(send, request_body):
    response = valid_response(respond(send, request_body).json)
    kept = send("GET", f"/responses/{response['id']}")
    if request_body.get("store") is False:
        valid_error(kept, 404)
        return
    assert kept.json == response
    items = valid("ResponseItemList", send("GET", f"/responses/{response['id']}/input_items").json)
    assert items["data"] and not items["has_more"]


@each(REQUESTS)
def test_a_streamed_response_is_valid_and_in_order(send, request_body):
    events = check_events(respond(send, request_body | {"stream": True}).named_events)
    whole = events[-1]["response"]
    assert gather(events) == whole["output"]
    if request_body.get("store") is not False:
        assert send("GET", f"/responses/{whole['id']}").json == whole


def valid_response(response):
    return valid("Response", response)


def check_events(events):
    for event in events:
        valid("ResponseStreamEvent", event)
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert events[0]["type"] == "response.created"
    assert events[-1]["type"] in ("response.completed", "response.incomplete", "response.failed")
    assert not any(event["type"] in ("response.completed", "response.incomplete") for event in events[:-1])
    return events


def gather(events):
    """The items as the pieces make them; each is held against what its last event says."""
    items, done = [], []
    for event in events:
        kind = event["type"].removeprefix("response.")
        if kind == "output_item.added":
            assert event["output_index"] == len(items)
            items.append({"id": event["item"]["id"], "parts": [], "words": ""})
        elif kind == "content_part.added":
            assert event["content_index"] == len(items[event["output_index"]]["parts"])
            items[event["output_index"]]["parts"].append("")
        elif "item_id" in event:
            item = items[event["output_index"]]
            assert event["item_id"] == item["id"]
            if kind in ("output_text.delta", "refusal.delta", "reasoning_text.delta"):
                item["parts"][event["content_index"]] += event["delta"]
            elif kind in ("output_text.done", "reasoning_text.done"):
                assert event["text"] == item["parts"][event["content_index"]]
            elif kind == "function_call_arguments.delta":
                item["words"] += event["delta"]
            elif kind == "function_call_arguments.done":
                assert event["arguments"] == item["words"]
        elif kind == "output_item.done":
            assert event["output_index"] == len(done)
            assert event["item"].get("arguments", "") == items[len(done)]["words"]
            assert [part["text"] for part in event["item"].get("content", [])] == items[len(done)]["parts"]
            done.append(event["item"])
    return done


def test_a_response_in_the_background_is_valid(send):
    body = {"model": "demo", "input": "Hello", "background": True}
    queued = valid_response(respond(send, body).json)
    events = check_events(send("GET", f"/responses/{queued['id']}?stream=true").named_events)
    assert [event["type"] for event in events[:3]] == ["response.created", "response.queued", "response.in_progress"]
    rest = send("GET", f"/responses/{queued['id']}?stream=true&starting_after=2").named_events
    assert rest == events[3:]
    assert send("POST", f"/responses/{queued['id']}/cancel").json == events[-1]["response"]


def test_the_items_of_an_input_are_valid(send):
    body = REQUESTS["tool answered"] | {"model": "demo"}
    response = respond(send, body).json
    page = valid("ResponseItemList", send("GET", f"/responses/{response['id']}/input_items?limit=2&order=asc").json)
    assert [item["type"] for item in page["data"]] == ["message", "function_call"]
    assert page["has_more"] and page["last_id"] == page["data"][-1]["id"]
    rest = send("GET", f"/responses/{response['id']}/input_items?order=asc&after={page['last_id']}").json
    assert [item["type"] for item in valid("ResponseItemList", rest)["data"]] == ["function_call_output"]


def test_counts_compactions_and_deletions_are_valid(send):
    body = {"model": "demo", "input": "Hello"}
    valid("TokenCountsResource", send("POST", "/responses/input_tokens", body).json)
    valid("CompactResource", send("POST", "/responses/compact", body).json)
    response = respond(send, body).json
    deleted = send("DELETE", f"/responses/{response['id']}")
    assert deleted.json == {"id": response["id"], "object": "response", "deleted": True}
    valid_error(send("GET", f"/responses/{response['id']}"), 404)


ERRORS = {
    "no model": ({"input": "Hello", "model": None}, 400, "model"),
    "no input": ({"model": "demo"}, 400, "input"),
    "an unknown model": ({"model": "unknown", "input": "Hello"}, 404, "model"),
    "an unknown response": ({"model": "demo", "input": "x", "previous_response_id": "r"}, 400, "previous_response_id"),
    "an unknown conversation": ({"model": "demo", "input": "x", "conversation": "c"}, 404, "conversation"),
    "truncation": ({"model": "demo", "input": "x", "truncation": "odd"}, 400, "truncation"),
    "a hosted tool": ({"model": "demo", "input": "x", "tools": [{"type": "mcp", "server_label": "s"}]}, 400, "tools[0].type"),
    "an unknown part": ({"model": "demo"} | user({"type": "input_audio"}), 400, "input[0].content[0].type"),
    "background unstored": ({"model": "demo", "input": "x", "background": True, "store": False}, 400, "background"),
    "a failing model": ({"model": "demo-error-429", "input": "x"}, 429, None),
}


@pytest.mark.parametrize(("body", "status", "param"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_error_is_valid(send, body, status, param, stream):
    error = valid_error(send("POST", "/responses", body | ({"stream": True} if stream else {})), status)
    assert error["message"] and error["param"] == param


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/responses/resp_unknown"),
        ("GET", "/responses/resp_unknown?stream=true"),
        ("DELETE", "/responses/resp_unknown"),
        ("POST", "/responses/resp_unknown/cancel"),
        ("GET", "/responses/resp_unknown/input_items"),
        ("GET", "/responses/resp%2Finput"),
    ],
)
def test_what_is_not_there_is_not_found(send, method, path):
    valid_error(send(method, path), 404)


def test_a_response_that_fails_on_the_way_is_valid(send):
    body = {"model": "demo-fail-midstream", "input": "one two three four"}
    events = check_events(respond(send, body | {"stream": True}).named_events)
    assert events[-1]["type"] == "response.failed"
    valid_error(send("POST", "/responses", body), 500)
