"""The official Python client of Gemini drives the demo server's dialect."""

import json
import os
import urllib.request

import pydantic
import pytest

genai = pytest.importorskip("google.genai")
from google.genai import errors, types  # noqa: E402

ROOT = os.environ["OAICOMPAT_URL"].removesuffix("/v1")


@pytest.fixture(scope="module", params=["v1", "v1beta"])
def client(request):
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=ROOT, api_version=request.param))


def test_a_whole_answer(client):
    answer = client.models.generate_content(model="demo", contents="Hello there")
    assert answer.text == "You said: Hello there"
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert answer.usage_metadata.total_token_count > 0
    assert answer.response_id and answer.model_version == "demo"


def test_a_stream_and_its_last_piece(client):
    pieces = list(client.models.generate_content_stream(model="demo", contents="Hello there"))
    assert "".join(piece.text or "" for piece in pieces) == "You said: Hello there"
    assert len(pieces) > 3
    assert pieces[-1].candidates[0].finish_reason == types.FinishReason.STOP
    assert pieces[-1].usage_metadata.total_token_count > 0


def test_a_chat_keeps_its_history(client):
    chat = client.chats.create(model="demo")
    assert chat.send_message("One").text == "You said: One"
    assert "".join(piece.text or "" for piece in chat.send_message_stream("Two")) == "You said: Two"
    assert chat.send_message("Three").text == "You said: Three"
    assert [each.role for each in chat.get_history(curated=True)][:2] == ["user", "model"]


def test_thoughts_come_apart_from_the_text(client):
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(include_thoughts=True, thinking_level="LOW"))
    answer = client.models.generate_content(model="demo", contents="Hello", config=config)
    parts = answer.candidates[0].content.parts
    assert parts[0].thought and parts[0].text
    assert answer.text == "You said: Hello"


def test_functions_are_called_by_the_client_itself(client):
    asked = []

    def get_weather(city: str) -> str:
        """The weather in a city."""
        asked.append(city)
        return "sunny indeed"

    answer = client.models.generate_content(
        model="demo",
        contents='Please get_weather {"city": "Oslo"}',
        config=types.GenerateContentConfig(tools=[get_weather]),
    )
    assert asked == ["Oslo"]
    assert "sunny indeed" in answer.text


def test_several_calls_and_their_results(client):
    names = ["get_weather", "get_time"]
    declared = [types.FunctionDeclaration(name=name, parameters_json_schema={"type": "object", "properties": {}}) for name in names]
    config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=declared)])
    contents = [types.Content(role="user", parts=[types.Part(text="Please use get_weather and get_time")])]
    answer = client.models.generate_content(model="demo", contents=contents, config=config)
    calls = answer.function_calls
    assert calls and all(call.id and call.name in names for call in calls)
    contents.append(answer.candidates[0].content)
    contents.append(
        types.Content(
            role="user",
            parts=[types.Part(function_response=types.FunctionResponse(id=c.id, name=c.name, response={"output": "result " + c.name})) for c in calls],
        )
    )
    said = client.models.generate_content(model="demo", contents=contents, config=config).text
    assert all("result " + call.name in said for call in calls)


class City(pydantic.BaseModel):
    city: str
    people: int


@pytest.mark.parametrize("form", ["response_schema", "response_json_schema"])
def test_an_answer_has_a_form(client, form):
    schema = City if form == "response_schema" else City.model_json_schema()
    config = types.GenerateContentConfig(response_mime_type="application/json", **{form: schema})
    answer = client.models.generate_content(model="demo", contents="A city", config=config)
    City.model_validate_json(answer.text, strict=True)
    pieces = client.models.generate_content_stream(model="demo", contents="A city", config=config)
    City.model_validate_json("".join(piece.text or "" for piece in pieces), strict=True)


def test_a_streamed_turn_stays_in_the_history(client):
    chat = client.chats.create(model="demo")
    assert "".join(piece.text or "" for piece in chat.send_message_stream("One two")) == "You said: One two"
    turns = chat.get_history(curated=True)
    assert [turn.role for turn in turns][:2] == ["user", "model"]
    assert "".join(part.text or "" for turn in turns[1:] for part in turn.parts) == "You said: One two"


def test_who_leaves_a_stream_ends_the_work():
    slow = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=os.environ["OAICOMPAT_SLOW_URL"].removesuffix("/v1")))
    before = slow_stats()["cancelled"]
    stream = slow.models.generate_content_stream(model="demo", contents="word " * 200)
    next(stream)
    stream.close()
    while slow_stats()["cancelled"] == before:
        pass


def slow_stats():
    return json.load(urllib.request.urlopen(os.environ["OAICOMPAT_SLOW_STATS_URL"]))


def test_an_image_reaches_the_model(client):
    image = types.Part.from_bytes(data=b"\x89PNG\r\n\x1a\n\xff\xfe\xfb", mime_type="image/png")
    assert "image" in client.models.generate_content(model="demo", contents=["Look", image]).text


def test_embeddings_and_counts(client):
    vectors = client.models.embed_content(model="demo-embed", contents=["a", "b"]).embeddings
    assert len(vectors) == 2 and len(vectors[0].values) > 0
    assert client.models.count_tokens(model="demo", contents="Hello there").total_tokens > 0


def test_models_are_listed_in_pages(client):
    names = [model.name for model in client.models.list(config={"page_size": 1})]
    assert "models/demo" in names and len(names) == len(set(names))
    assert client.models.get(model="demo").name == "models/demo"


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_errors_have_their_status(client, status):
    with pytest.raises(errors.APIError) as failed:
        client.models.generate_content(model=f"demo-error-{status}", contents="Hello")
    assert failed.value.code == status
    with pytest.raises(errors.APIError):
        list(client.models.generate_content_stream(model=f"demo-error-{status}", contents="Hello"))


def test_a_stream_that_breaks_off_raises(client):
    with pytest.raises(errors.APIError):
        list(client.models.generate_content_stream(model="demo-fail-midstream", contents="one two three four five six"))
