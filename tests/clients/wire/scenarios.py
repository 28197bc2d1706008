"""What is asked of the demo server to have all it can say checked: name -> members of the request."""

TEXT = "one two three four five"


def user(content):
    return {"messages": [{"role": "user", "content": content}]}


def function(name, parameters, **more):
    return {"type": "function", "function": {"name": name, "parameters": parameters, **more}}


def answer_in(schema, **more):
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "it", "schema": schema, **more}}}


# Each is answered with an instance, and given to a tool as its parameters.
SCHEMAS = {
    "empty object": {"type": "object"},
    "one string": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    "enum": {
        "type": "object",
        "properties": {"unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}, "level": {"enum": [3, 5]}},
        "required": ["unit", "level"],
    },
    "constant": {"type": "object", "properties": {"kind": {"const": "rain"}}, "required": ["kind"]},
    "every type": {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "whole": {"type": "integer"},
            "real": {"type": "number"},
            "truth": {"type": "boolean"},
            "nothing": {"type": "null"},
            "list": {"type": "array", "items": {"type": "string"}},
            "thing": {"type": "object", "properties": {}},
        },
        "required": ["text", "whole", "real", "truth", "nothing", "list", "thing"],
        "additionalProperties": False,
    },
    "nested": {
        "type": "object",
        "properties": {
            "place": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "at": {
                        "type": "object",
                        "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}},
                        "required": ["lat", "lon"],
                        "additionalProperties": False,
                    },
                },
                "required": ["name", "at"],
                "additionalProperties": False,
            }
        },
        "required": ["place"],
        "additionalProperties": False,
    },
    "arrays": {
        "type": "object",
        "properties": {
            "few": {"type": "array", "items": {"type": "integer"}, "minItems": 3, "maxItems": 4},
            "table": {"type": "array", "items": {"type": "array", "items": {"type": "number"}, "minItems": 2}, "minItems": 1},
            "none": {"type": "array", "items": {"type": "string"}, "maxItems": 0},
        },
        "required": ["few", "table", "none"],
    },
    "bounds": {
        "type": "object",
        "properties": {
            "percent": {"type": "number", "minimum": 12.5, "maximum": 99.5},
            "hour": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 24},
            "below": {"type": "integer", "maximum": -7},
            "inside": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "exact": {"type": "integer", "minimum": 42, "maximum": 42},
            "step": {"type": "integer", "minimum": 11, "multipleOf": 5},
        },
        "required": ["percent", "hour", "below", "inside", "exact", "step"],
    },
    "lengths": {
        "type": "object",
        "properties": {
            "code": {"type": "string", "minLength": 2, "maxLength": 2},
            "long": {"type": "string", "minLength": 40},
            "empty": {"type": "string", "maxLength": 0},
        },
        "required": ["code", "long", "empty"],
    },
    "either": {
        "type": "object",
        "properties": {
            "sky": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {"kind": {"const": "rain"}, "millimetres": {"type": "number", "minimum": 1}},
                        "required": ["kind", "millimetres"],
                    },
                    {"type": "string"},
                ]
            },
            "height": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            "depth": {"type": ["number", "null"]},
        },
        "required": ["sky", "height", "depth"],
    },
    "references": {
        "type": "object",
        "properties": {"from": {"$ref": "#/$defs/Place"}, "to": {"$ref": "#/$defs/Place"}},
        "required": ["from", "to"],
        "$defs": {"Place": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
    },
    "recursive": {
        "$ref": "#/$defs/Tree",
        "$defs": {
            "Tree": {
                "type": "object",
                "properties": {
                    "label": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
                    "parent": {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]},
                },
                "required": ["label", "children", "parent"],
            }
        },
    },
}

TOOLS = [
    function("get_weather", SCHEMAS["nested"], description="The weather."),
    function("get_time", SCHEMAS["one string"]),
    function("get_nothing", {"type": "object", "properties": {}}),
]
CALL = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
AFTER_A_TOOL = [
    {"role": "user", "content": "Use get_weather"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "call_1", "content": "21 degrees"},
]
PART_TEXT = {"type": "text", "text": "look"}

CHAT = {
    "plain": user(TEXT),
    "no text at all": user(""),
    "beyond ASCII": user("grüße 世界 🙂 \"q\" \\ \n \t \u2028"),
    "a long text": user("word " * 5000),
    "history": {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
            {"role": "user", "content": "Hi", "name": "Ada"},
            {"role": "assistant", "content": "You said: Hi", "refusal": None},
            {"role": "assistant", "content": None, "refusal": "I would rather not."},
            {"role": "user", "content": [PART_TEXT, {"type": "text", "text": "again"}]},
        ]
    },
    "no user": {"messages": [{"role": "system", "content": "Be brief."}]},
    "three choices": user(TEXT) | {"n": 3},
    "logprobs": user(TEXT) | {"logprobs": True},
    "top logprobs": user(TEXT) | {"logprobs": True, "top_logprobs": 5, "n": 2},
    "no top logprobs": user(TEXT) | {"logprobs": True, "top_logprobs": 0},
    "token limit": user(TEXT) | {"max_completion_tokens": 3},
    "old token limit": user(TEXT) | {"max_tokens": 1},
    "token limit for each choice": user(TEXT) | {"max_completion_tokens": 2, "n": 2},
    "stop": user(TEXT) | {"stop": "three"},
    "stop at the first word": user(TEXT) | {"stop": ["You"]},
    "stop in a word": user(TEXT) | {"stop": ["nowhere", "hre"]},
    "sampling": user(TEXT)
    | {
        "temperature": 0.5,
        "top_p": 0.9,
        "presence_penalty": -1,
        "frequency_penalty": 1,
        "seed": 3,
        "logit_bias": {"50256": -100},
    },
    "nulls": user(TEXT)
    | {"temperature": None, "n": None, "stop": None, "stream_options": None, "logprobs": None, "max_completion_tokens": None},
    "bookkeeping": user(TEXT)
    | {
        "user": "u",
        "safety_identifier": "s",
        "prompt_cache_key": "k",
        "service_tier": "auto",
        "metadata": {"a": "b"},
        "store": False,
        "verbosity": "low",
        "modalities": ["text"],
        "prediction": {"type": "content", "content": "You said"},
    },
    "engine parameters": user(TEXT) | {"top_k": 4, "min_p": 0.1, "chat_template_kwargs": {"a": [1, {"b": None}]}},
    "reasoning": user(TEXT) | {"reasoning_effort": "low"},
    "image": user([PART_TEXT, {"type": "image_url", "image_url": {"url": "https://example.test/a.png", "detail": "low"}}]),
    "audio": user([PART_TEXT, {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}]),
    "file": user([PART_TEXT, {"type": "file", "file": {"file_id": "file-1"}}]),
    "one tool": user("Use get_weather") | {"tools": TOOLS},
    "a tool without parameters": user("Use get_nothing") | {"tools": TOOLS},
    "two tools": user("Use get_weather and get_time") | {"tools": TOOLS},
    "two tools, one after another": user("Use get_weather and get_time") | {"tools": TOOLS, "parallel_tool_calls": False},
    "tools for three choices": user("Use get_weather") | {"tools": TOOLS, "n": 3},
    "tools not called": user("Hello") | {"tools": TOOLS},
    "a named tool": user("Hello") | {"tools": TOOLS, "tool_choice": {"type": "function", "function": {"name": "get_time"}}},
    "some tool": user("Hello") | {"tools": TOOLS, "tool_choice": "required"},
    "no tool": user("Use get_weather") | {"tools": TOOLS, "tool_choice": "none"},
    "a tool of those allowed": user("Hello")
    | {
        "tools": TOOLS,
        "tool_choice": {
            "type": "allowed_tools",
            "allowed_tools": {"mode": "required", "tools": [{"type": "function", "function": {"name": "get_time"}}]},
        },
    },
    "a cut tool call": user("Use get_weather") | {"tools": TOOLS, "max_completion_tokens": 1},
    "after a tool": {"messages": AFTER_A_TOOL, "tools": TOOLS},
    "a JSON object": user("Answer in JSON") | {"response_format": {"type": "json_object"}},
    "plain text": user(TEXT) | {"response_format": {"type": "text"}},
    "a cut JSON answer": user(TEXT) | answer_in(SCHEMAS["nested"]) | {"max_completion_tokens": 1},
}
# A chunk can carry calls of functions only.
CHAT_WHOLE_ONLY = {
    "a custom tool": user("Use note") | {"tools": [{"type": "custom", "custom": {"name": "note"}}]},
}
CHAT_STREAMED_ONLY = {
    "usage": user(TEXT) | {"stream_options": {"include_usage": True}},
    "usage of three choices": user(TEXT) | {"n": 3, "stream_options": {"include_usage": True}},
    "usage of tool calls": user("Use get_weather") | {"tools": TOOLS, "stream_options": {"include_usage": True}},
    "no usage": user(TEXT) | {"stream_options": {"include_usage": False}},
    "no obfuscation": user(TEXT) | {"stream_options": {"include_obfuscation": False}},
}

COMPLETIONS = {
    "plain": {"prompt": TEXT},
    "no prompt": {"prompt": ""},
    "two prompts": {"prompt": ["one", "two"]},
    "two prompts, two choices each": {"prompt": ["one", "two"], "n": 2},
    "tokens": {"prompt": [1, 2, 3]},
    "lists of tokens": {"prompt": [[1, 2], [3]]},
    "token limit": {"prompt": TEXT, "max_tokens": 2},
    "stop": {"prompt": TEXT, "stop": ["three"]},
    "logprobs": {"prompt": TEXT, "logprobs": 2},
    "echo": {"prompt": TEXT, "echo": True},
}

EMBEDDINGS = {
    "one text": {"input": "a cat"},
    "texts": {"input": ["a cat", "a dog"]},
    "tokens": {"input": [1, 2, 3]},
    "lists of tokens": {"input": [[1, 2], [3]]},
    "as floats": {"input": "a cat", "encoding_format": "float"},
    "short": {"input": "a cat", "dimensions": 8},
}

HELLO = {"model": "demo", "messages": [{"role": "user", "content": "Hello"}]}

# What is wrong -> path, request, status, and the member blamed if there is one.
ERRORS = {
    "no members": ("/chat/completions", {}, 400, None),
    "no model": ("/chat/completions", {"messages": []}, 400, "model"),
    "no messages": ("/chat/completions", {"model": "demo"}, 400, "messages"),
    "messages of a wrong type": ("/chat/completions", {"model": "demo", "messages": "hi"}, 400, "messages"),
    "content of a wrong type": (
        "/chat/completions",
        {"model": "demo", "messages": [{"role": "user", "content": {}}]},
        400,
        "messages[0].content",
    ),
    "a number of a wrong type": ("/chat/completions", HELLO | {"temperature": "hot"}, 400, "temperature"),
    "an unknown model": ("/chat/completions", HELLO | {"model": "no-such-model"}, 404, "model"),
    "a handler that throws": ("/chat/completions", HELLO | {"model": "demo-throw"}, 500, None),
    "no prompt": ("/completions", {"model": "demo", "prompt": {}}, 400, "prompt"),
    "an unknown model of completions": ("/completions", {"model": "no-such-model", "prompt": "a"}, 404, "model"),
    "no input": ("/embeddings", {"model": "demo-embed"}, 400, "input"),
    "an unknown model of embeddings": ("/embeddings", {"model": "no-such-model", "input": "a"}, 404, "model"),
    "too few dimensions": ("/embeddings", {"model": "demo-embed", "input": "a", "dimensions": 0}, 400, "dimensions"),
} | {
    f"status {status}": ("/chat/completions", HELLO | {"model": f"demo-error-{status}"}, status, None)
    for status in (400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 501, 502, 503, 504)
}
