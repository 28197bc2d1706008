"""Every body that the demo server serves in these dialects is one of the official packages' types, without a member more.

`bodies.json` says what is asked, and by which type's name each answer and each event of a stream goes.
"""

import enum
import functools
import http.client
import json
import os
import pathlib
import typing
import urllib.parse

import anthropic.types
import google.genai.types
import ollama._types
import pydantic
import pytest

CASES = json.loads((pathlib.Path(__file__).parent / "bodies.json").read_text())
SERVER = urllib.parse.urlsplit(os.environ["OAICOMPAT_URL"])


class ModelsPage(pydantic.BaseModel):
    """What the package's own page reads; it derives from a class that needs a client."""

    data: list[anthropic.types.ModelInfo]
    has_more: bool
    first_id: str | None
    last_id: str | None


class OtherError(pydantic.BaseModel):
    """Kinds that the API has and the package's types forget."""

    type: typing.Literal["conflict_error", "request_too_large"]
    message: str


class AnthropicError(anthropic.types.ErrorResponse):
    error: anthropic.types.ErrorObject | OtherError


class OllamaError(pydantic.BaseModel):
    error: str


class OllamaVersion(pydantic.BaseModel):
    version: str


class GeminiStatus(pydantic.BaseModel):
    code: int
    message: str
    status: str
    details: list[dict] | None = None


class GeminiError(pydantic.BaseModel):
    error: GeminiStatus


OWN = {
    ("Anthropic", "ErrorResponse"): AnthropicError,
    ("Anthropic", "ModelsPage"): ModelsPage,
    ("Gemini", "Error"): GeminiError,
    ("Ollama", "Error"): OllamaError,
    ("Ollama", "VersionResponse"): OllamaVersion,
}
# Members that the real servers send and the packages' types do not have.
REAL = {
    ("ErrorObject", "details"): "an error's code stands in it",
    ("OtherError", "details"): "an error's code stands in it",
    ("Model", "name"): "Ollama lists a model by both names",
    ("Model", "capabilities"): "newer servers say it in lists too",
    ("ToolCall", "id"): "the package drops it",
    ("Function", "index"): "the package drops it",
    ("ogprob", "bytes"): "as in OpenAI's",
    ("ModelDetails", "context_length"): "newer servers say it",
    ("ModelDetails", "embedding_length"): "newer servers say it",
}


def type_of(dialect, name):
    packages = {"Anthropic": anthropic.types, "Gemini": google.genai.types, "Ollama": ollama._types}
    return OWN.get((dialect, name)) or getattr(packages[dialect], name)


def send(case, stream):
    path, body = case["path"], case.get("body")
    headers = {"content-type": "application/json"}
    if case["name"].startswith("Anthropic"):
        headers["anthropic-version"] = "2023-06-01"
        body = body and body | {"stream": stream}
        if body and "count_tokens" in path:
            del body["stream"]
    if case["name"].startswith("Ollama"):
        body = body and body | {"stream": stream}
    if stream and case["name"].startswith("Gemini"):
        path = path.replace(":generateContent", ":streamGenerateContent?alt=sse")
    connection = http.client.HTTPConnection(SERVER.hostname, SERVER.port, timeout=60)
    try:
        connection.request("POST" if body is not None else "GET", path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["content-type"].split(";")[0], answer.read().decode()
    finally:
        connection.close()


def pieces(case, kind, text):
    """The JSON text of each event, or of each line."""
    if case["name"].startswith("Ollama"):
        if text.count("\n") <= 1 and kind == "application/json":
            return [text]
        assert kind == "application/x-ndjson" and text.endswith("\n") and "\n\n" not in text
        return text.splitlines()
    assert kind == "text/event-stream"
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block]
    if case["name"].startswith("Gemini"):
        assert all(block.startswith("data: ") and "\n" not in block for block in blocks)
        return [block.removeprefix("data: ") for block in blocks]
    events = [block.split("\n") for block in blocks]
    assert all(len(event) == 2 for event in events)
    assert [name for name, _ in events] == [f"event: {json.loads(data.removeprefix('data: '))['type']}" for _, data in events]
    return [data.removeprefix("data: ") for _, data in events if data != 'data: {"type":"ping"}']


@functools.cache
def adapter(wanted):
    return pydantic.TypeAdapter(wanted)


def check(dialect, name, text):
    given = json.loads(text)
    if dialect == "Gemini":
        given = as_the_package_renames(name, given)
    # Google's models read a date in no other way than the lenient one.
    read = adapter(type_of(dialect, name)).validate_json(json.dumps(given), strict=dialect != "Gemini")
    more = list(surplus(read, given, name))
    assert not more, f"{', '.join(more)} in {text}"


def as_the_package_renames(name, given):
    """The package itself renames one member of a model before it reads it, and drops another."""
    for model in given.get("models", []) if name == "ListModelsResponse" else [given] if name == "Model" else []:
        if "supportedGenerationMethods" in model:
            model["supportedActions"] = model.pop("supportedGenerationMethods")
        model.pop("baseModelId", None)
    return given


def surplus(read, given, path):
    """Where `given` has members that the type of what was read has not."""
    if isinstance(read, pydantic.BaseModel) and isinstance(given, dict):
        fields = type(read).model_fields
        names = {field.alias or name: name for name, field in fields.items()} | {name: name for name in fields}
        for key, value in given.items():
            if key in names:
                yield from surplus(getattr(read, names[key]), value, f"{path}.{key}")
            elif not any(type(read).__name__.endswith(name) and key == real for name, real in REAL):
                yield f"{path}.{key} ({type(read).__name__})"
    elif isinstance(given, list) and isinstance(read, typing.Sequence) and not isinstance(read, str):
        for i, (one, other) in enumerate(zip(read, given, strict=True)):
            yield from surplus(one, other, f"{path}[{i}]")
    elif type(given) in (bool, int, str) and isinstance(read, bool | int | float | str) and not isinstance(read, type(given) | enum.Enum | float):
        yield f"{path}: {given!r} is read as {read!r}"


def named(member):
    return pytest.mark.parametrize("case", [case for case in CASES if member in case], ids=lambda case: case["name"])


@named("answers")
def test_a_body_is_of_its_type(case):
    status, kind, text = send(case, stream=False)
    assert (status, kind) == (case.get("status", 200), "application/json"), text
    check(case["name"].split(":")[0], case["answers"], text)


@named("streams")
def test_each_piece_of_a_stream_is_of_its_type(case):
    status, kind, text = send(case, stream=True)
    assert status == 200, text
    dialect = case["name"].split(":")[0]
    *most, last = pieces(case, kind, text)
    for piece in most:
        check(dialect, case["streams"], piece)
    check(dialect, case.get("fails") or case["streams"], last)
