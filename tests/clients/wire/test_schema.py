"""Every body and every event the server sends is valid after the specification, and keeps the order of a stream.

Two exceptions the specification itself forgets: embeddings as base64 are text, and the chunks of a streamed
legacy completion but the last of a choice have no finish reason yet.
"""

import base64
import copy
import json
import struct

import jsonschema
import pytest
import scenarios
from wire import valid, valid_error

CHAT = {name: {"model": "demo"} | members for name, members in scenarios.CHAT.items()}
WHOLE_ONLY = {name: {"model": "demo"} | members for name, members in scenarios.CHAT_WHOLE_ONLY.items()}
STREAMED_ONLY = {name: {"model": "demo"} | members for name, members in scenarios.CHAT_STREAMED_ONLY.items()}
COMPLETIONS = {name: {"model": "demo"} | members for name, members in scenarios.COMPLETIONS.items()}
EMBEDDINGS = {name: {"model": "demo-embed"} | members for name, members in scenarios.EMBEDDINGS.items()}
HELLO = scenarios.HELLO


def each(requests):
    return pytest.mark.parametrize("request_body", requests.values(), ids=requests)


def whole_chat(send, body):
    valid("CreateChatCompletionRequest", body)
    answer = send("POST", "/chat/completions", body)
    assert answer.status == 200, answer.body
    return valid("CreateChatCompletionResponse", answer.json)


def streamed_chat(send, body):
    body = body | {"stream": True}
    valid("CreateChatCompletionRequest", body)
    answer = send("POST", "/chat/completions", body)
    assert answer.status == 200, answer.body
    return [valid("CreateChatCompletionStreamResponse", chunk) for chunk in answer.chunks]


@each(CHAT | WHOLE_ONLY)
def test_a_whole_chat_completion_is_valid(send, request_body):
    completion = whole_chat(send, request_body)
    assert [choice["index"] for choice in completion["choices"]] == list(range(request_body.get("n") or 1))


@each(CHAT | STREAMED_ONLY)
def test_a_streamed_chat_completion_is_valid(send, request_body):
    chunks = streamed_chat(send, request_body)
    wants_usage = (request_body.get("stream_options") or {}).get("include_usage")
    if wants_usage:
        *chunks, last = chunks
        assert last["choices"] == [] and last["usage"]
    assert all(("usage" in chunk) == bool(wants_usage) and not chunk.get("usage") for chunk in chunks)
    assert len({(chunk["id"], chunk["model"], chunk["created"]) for chunk in chunks}) == 1
    assert not any("error" in chunk for chunk in chunks)
    count = request_body.get("n") or 1
    seen = [choice["index"] for chunk in chunks for choice in chunk["choices"]]
    assert list(dict.fromkeys(seen)) == list(range(count))
    for index in range(count):
        check_order([choice for chunk in chunks for choice in chunk["choices"] if choice["index"] == index])


def check_order(choices):
    """The role first and once, one member a delta, and the finish reason in a chunk of its own at the end."""
    first, *between, last = choices
    assert first["delta"]["role"] == "assistant"
    assert all("role" not in choice["delta"] for choice in between)
    assert all(choice["finish_reason"] is None for choice in [first, *between])
    assert last["delta"] == {} and last["finish_reason"]
    assert all(choice["delta"] for choice in between)
    known = set()
    for call in (call for choice in between for call in choice["delta"].get("tool_calls", [])):
        if call["index"] in known:
            assert not {"id", "type"} & set(call) and "name" not in call["function"]
        else:
            assert call["index"] == len(known)
            assert call["id"] and call["type"] == "function" and call["function"]["name"]
            known.add(call["index"])


@each(CHAT)
def test_a_streamed_chat_completion_says_the_same_as_the_whole_one(send, request_body):
    whole = whole_chat(send, request_body)
    gathered = gather(streamed_chat(send, request_body | {"stream_options": {"include_usage": True}}))
    assert gathered == (told(whole), whole["usage"])


def gather(chunks):
    choices = {}
    for choice in (choice for chunk in chunks for choice in chunk["choices"]):
        so_far = choices.setdefault(
            choice["index"], {"text": "", "reasoning": "", "calls": [], "logprobs": None, "finish": None}
        )
        so_far["text"] += choice["delta"].get("content") or ""
        so_far["reasoning"] += choice["delta"].get("reasoning_content") or ""
        for call in choice["delta"].get("tool_calls", []):
            if "id" in call:
                so_far["calls"].append([call["function"]["name"], ""])
            so_far["calls"][call["index"]][1] += call["function"].get("arguments", "")
        if choice.get("logprobs"):
            so_far["logprobs"] = (so_far["logprobs"] or []) + choice["logprobs"]["content"]
        so_far["finish"] = choice["finish_reason"]
    return list(choices.values()), chunks[-1]["usage"]


def told(completion):
    return [
        {
            "text": choice["message"]["content"] or "",
            "reasoning": choice["message"].get("reasoning_content") or "",
            "calls": [[c["function"]["name"], c["function"]["arguments"]] for c in choice["message"].get("tool_calls", [])],
            "logprobs": choice["logprobs"] and choice["logprobs"]["content"],
            "finish": choice["finish_reason"],
        }
        for choice in completion["choices"]
    ]


def parse(text, schema):
    value = json.loads(text)
    jsonschema.validate(value, schema, jsonschema.Draft202012Validator)


@each(scenarios.SCHEMAS)
@pytest.mark.parametrize("strict", [True, False], ids=["strict", "loose"])
def test_an_answer_after_a_schema_is_an_instance_of_it(send, request_body, strict):
    body = HELLO | scenarios.answer_in(request_body, strict=strict)
    parse(whole_chat(send, body)["choices"][0]["message"]["content"], request_body)


@each(scenarios.SCHEMAS)
def test_arguments_of_a_tool_are_an_instance_of_its_parameters(send, request_body):
    body = HELLO | scenarios.user("Use it_all") | {"tools": [scenarios.function("it_all", request_body)]}
    [call] = whole_chat(send, body)["choices"][0]["message"]["tool_calls"]
    parse(call["function"]["arguments"], request_body)


@each(COMPLETIONS)
def test_a_whole_legacy_completion_is_valid(send, request_body):
    valid("CreateCompletionRequest", request_body)
    answer = send("POST", "/completions", request_body)
    assert answer.status == 200, answer.body
    valid("CreateCompletionResponse", answer.json)


@each(COMPLETIONS)
@pytest.mark.parametrize("usage", [True, False], ids=["with usage", "without"])
def test_a_streamed_legacy_completion_is_valid(send, request_body, usage):
    body = request_body | {"stream": True, "stream_options": {"include_usage": usage}}
    valid("CreateCompletionRequest", body)
    chunks = send("POST", "/completions", body).chunks
    for chunk in chunks:
        valid("CreateCompletionResponse", with_finish_reasons(chunk))
    if usage:
        *chunks, last = chunks
        assert last["choices"] == [] and last["usage"]
    whole = send("POST", "/completions", request_body).json
    for choice in whole["choices"]:
        parts = [part for chunk in chunks for part in chunk["choices"] if part["index"] == choice["index"]]
        assert "".join(part["text"] for part in parts) == choice["text"]
        assert [part["finish_reason"] for part in parts[:-1]] == [None] * (len(parts) - 1)
        assert parts[-1]["finish_reason"] == choice["finish_reason"]


def with_finish_reasons(chunk):
    chunk = copy.deepcopy(chunk)
    for choice in chunk["choices"]:
        choice["finish_reason"] = choice["finish_reason"] or "stop"
    if chunk.get("usage", 0) is None:
        del chunk["usage"]
    return chunk


@each(EMBEDDINGS)
def test_embeddings_are_valid_and_as_base64_the_same(send, request_body):
    valid("CreateEmbeddingRequest", request_body)
    plain = valid("CreateEmbeddingResponse", send("POST", "/embeddings", request_body).json)
    packed = send("POST", "/embeddings", request_body | {"encoding_format": "base64"}).json
    for item in packed["data"]:
        raw = base64.b64decode(item["embedding"], validate=True)
        item["embedding"] = list(struct.unpack(f"<{len(raw) // 4}f", raw))
    valid("CreateEmbeddingResponse", packed)
    for one, other in zip(plain["data"], packed["data"], strict=True):
        assert one["embedding"] == pytest.approx(other["embedding"], abs=1e-6)


def test_models_are_valid(send):
    for model in valid("ListModelsResponse", send("GET", "/models").json)["data"]:
        assert valid("Model", send("GET", f"/models/{model['id']}").json) == model


@pytest.mark.parametrize(("path", "body", "status", "param"), scenarios.ERRORS.values(), ids=scenarios.ERRORS)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_error_is_valid(send, path, body, status, param, stream):
    error = valid_error(send("POST", path, body | ({"stream": True} if stream else {})), status)
    assert error["message"] and error["type"]
    if param:
        assert error["param"] == param


def test_an_error_in_mid_stream_is_valid_and_the_last_word(send):
    body = CHAT["plain"] | {"model": "demo-fail-midstream", "stream": True}
    events = send("POST", "/chat/completions", body).events
    *chunks, failure = [json.loads(event) for event in events if event != "[DONE]"]
    for chunk in chunks:
        valid("CreateChatCompletionStreamResponse", chunk)
        assert all(choice["finish_reason"] is None for choice in chunk["choices"])
    assert valid("ErrorResponse", failure)["error"]["message"]
    assert not {"id", "choices"} & set(failure)
