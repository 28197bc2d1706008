"""What Open Responses (2026-04-24) demands of responses, their items and their events, where OpenAI's description is laxer.

Reasoning keeps OpenAI's names, `response.reasoning_text.delta` and `.done`: its clients know no others. `usage` is left
out until it is known, where Open Responses has null: OpenAI's description has no null there.
"""

NULL = type(None)
STATUS = {"in_progress", "completed", "incomplete"}

# Members that must be there: the types they may have, or their words.
RESPONSE = {
    "id": {str},
    "object": {"response"},
    "created_at": {int},
    "completed_at": {int, NULL},
    "status": {"queued", "failed", "cancelled"} | STATUS,
    "incomplete_details": {dict, NULL},
    "model": {str},
    "previous_response_id": {str, NULL},
    "instructions": {str, NULL},
    "output": {list},
    "error": {dict, NULL},
    "tools": {list},
    "tool_choice": {str, dict},
    "truncation": {"auto", "disabled"},
    "parallel_tool_calls": {bool},
    "text": {dict},
    "top_p": {int, float},
    "presence_penalty": {int, float},
    "frequency_penalty": {int, float},
    "top_logprobs": {int},
    "temperature": {int, float},
    "reasoning": {dict, NULL},
    "max_output_tokens": {int, NULL},
    "max_tool_calls": {int, NULL},
    "store": {bool},
    "background": {bool},
    "service_tier": {str},
    "metadata": {dict},
    "safety_identifier": {str, NULL},
    "prompt_cache_key": {str, NULL},
}
COMPACTION = {"id": {str}, "object": {"response.compaction"}, "output": {list}, "created_at": {int}, "usage": {dict}}
USAGE = {name: {int} for name in ("input_tokens", "output_tokens", "total_tokens")} | {
    "input_tokens_details": {dict},
    "output_tokens_details": {dict},
}
REASONING = {
    "effort": {"none", "low", "medium", "high", "xhigh", None},
    "summary": {"auto", "concise", "detailed", None},
}
TOOL = {
    "type": {"function"},
    "name": {str},
    "description": {str, NULL},
    "parameters": {dict, NULL},
    "strict": {bool, NULL},
}
ITEMS = {
    "message": {"id": {str}, "status": STATUS, "role": {"user", "assistant", "system", "developer"}, "content": {list}},
    "function_call": {"id": {str}, "call_id": {str}, "name": {str}, "arguments": {str}, "status": STATUS},
    "reasoning": {"id": {str}, "summary": {list}},
    "compaction": {"id": {str}, "encrypted_content": {str}},
}
PARTS = {
    "input_text": {"text": {str}},
    "output_text": {"text": {str}, "annotations": {list}},
    "reasoning_text": {"text": {str}},
    "summary_text": {"text": {str}},
    "refusal": {"refusal": {str}},
}
ERROR = {"code": {str}, "message": {str}}

IN_ITEM = {"item_id": {str}, "output_index": {int}}
IN_CONTENT = IN_ITEM | {"content_index": {int}}
IN_SUMMARY = IN_ITEM | {"summary_index": {int}}
STATES = ["created", "queued", "in_progress", "completed", "failed", "incomplete"]
EVENTS = {f"response.{state}": {"response": {dict}} for state in STATES} | {
    "response.output_item.added": {"output_index": {int}, "item": {dict}},
    "response.output_item.done": {"output_index": {int}, "item": {dict}},
    "response.content_part.added": IN_CONTENT | {"part": {dict}},
    "response.content_part.done": IN_CONTENT | {"part": {dict}},
    "response.output_text.delta": IN_CONTENT | {"delta": {str}},
    "response.output_text.done": IN_CONTENT | {"text": {str}},
    "response.refusal.delta": IN_CONTENT | {"delta": {str}},
    "response.refusal.done": IN_CONTENT | {"refusal": {str}},
    "response.reasoning_text.delta": IN_CONTENT | {"delta": {str}},
    "response.reasoning_text.done": IN_CONTENT | {"text": {str}},
    "response.reasoning_summary_part.added": IN_SUMMARY | {"part": {dict}},
    "response.reasoning_summary_part.done": IN_SUMMARY | {"part": {dict}},
    "response.reasoning_summary_text.delta": IN_SUMMARY | {"delta": {str}},
    "response.reasoning_summary_text.done": IN_SUMMARY | {"text": {str}},
    "response.function_call_arguments.delta": IN_ITEM | {"delta": {str}},
    "response.function_call_arguments.done": IN_ITEM | {"arguments": {str}},
}


def demand(members, value, where):
    for name, allowed in members.items():
        assert name in value, f"{where} has no {name}"
        assert fits(value[name], allowed), f"{where}.{name} is {value[name]!r}"


def fits(given, allowed):
    return type(given) in allowed or (isinstance(given, str | None) and given in allowed)


def valid_part(part):
    demand(PARTS[part["type"]], part, part["type"])


def valid_item(item):
    demand(ITEMS[item["type"]], item, item["type"])
    for part in [*(item.get("content") or []), *(item.get("summary") or [])]:
        valid_part(part)


def valid_usage(usage):
    demand(USAGE, usage, "usage")
    assert type(usage["input_tokens_details"]["cached_tokens"]) is int
    assert type(usage["output_tokens_details"]["reasoning_tokens"]) is int


def valid_response(response):
    demand(RESPONSE, response, "response")
    for item in response["output"]:
        valid_item(item)
    for tool in response["tools"]:
        demand(TOOL, tool, "tool")
    if response["reasoning"] is not None:
        demand(REASONING, response["reasoning"], "reasoning")
    if "usage" in response or response["status"] == "completed":
        valid_usage(response["usage"])
    if response["error"] is not None:
        demand(ERROR, response["error"], "error")
    if response["incomplete_details"] is not None:
        assert response["incomplete_details"]["reason"]
    assert response["text"]["format"]["type"] in {"text", "json_object", "json_schema"}
    return response


def valid_compaction(compaction):
    demand(COMPACTION, compaction, "compaction")
    for item in compaction["output"]:
        valid_item(item)
    valid_usage(compaction["usage"])
    return compaction


def valid_event(event):
    demand(EVENTS[event["type"]], event, event["type"])
    assert type(event["sequence_number"]) is int
    if "response" in event:
        valid_response(event["response"])
    if "item" in event:
        valid_item(event["item"])
    if "part" in event:
        valid_part(event["part"])
    return event


def valid_connection_error(event):
    """An error over a WebSocket."""
    assert event["type"] == "error" and type(event["status"]) is int
    demand(ERROR, event["error"], "error")
    return event["error"]
