"""Audio and images on the wire: every body and every event is valid, forms of any make are read, bad ones are refused."""

import base64
import json

import pytest
from wire import valid, valid_error

TEXT = "Hello there. How are you?"
BOUNDARY = "XX"
SPEECH = {"model": "demo-tts", "voice": "alloy", "input": TEXT, "response_format": "wav"}
IMAGE = {"model": "demo-image", "prompt": "red green", "size": "1024x1024"}


def part(name, data, filename=None, more=""):
    data = data if isinstance(data, bytes) else data.encode()
    file = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{more}\r\n'
    return head.encode() + data + b"\r\n"


def form(*parts):
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


@pytest.fixture
def send_form(send):
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    return lambda path, *parts: send("POST", path, form(*parts), {"content-type": content_type})


@pytest.fixture(scope="session")
def recordings():
    return {}


@pytest.fixture
def wav(send, recordings):
    if "wav" not in recordings:
        valid("CreateSpeechRequest", SPEECH)
        recordings["wav"] = send("POST", "/audio/speech", SPEECH).body
    return part("file", recordings["wav"], "hello.wav", "Content-Type: audio/wav\r\n")


@pytest.fixture
def png(send, recordings):
    if "png" not in recordings:
        recordings["png"] = base64.b64decode(send("POST", "/images/generations", IMAGE).json["data"][0]["b64_json"])
    return recordings["png"]


def events_of(answer, named):
    """The events of a stream that ends without a mark, and whose names, if they have some, are their types."""
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].split(";")[0] == "text/event-stream"
    found = []
    for block in answer.body.decode().removesuffix("\n\n").split("\n\n"):
        *name, data = block.split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert name == ([f"event: {found[-1]['type']}"] if named else [])
    return found


MODEL = part("model", "demo-transcribe")


@pytest.mark.parametrize(("response_format", "schema"), [
    (None, "CreateTranscriptionResponseJson"), ("json", "CreateTranscriptionResponseJson"),
    ("verbose_json", "CreateTranscriptionResponseVerboseJson"),
    ("diarized_json", "CreateTranscriptionResponseDiarizedJson"),
])
def test_transcriptions_are_valid(send_form, wav, response_format, schema):
    parts = [part("response_format", response_format)] if response_format else []
    parts += [part("timestamp_granularities[]", word) for word in ("word", "segment")]
    answer = send_form("/audio/transcriptions", wav, MODEL, *parts)
    assert answer.status == 200, answer.body
    assert valid(schema, answer.json)["text"] == TEXT


@pytest.mark.parametrize(("response_format", "content_type"), [
    ("text", "text/plain"), ("srt", "text/plain"), ("vtt", "text/vtt"),
])
def test_transcriptions_as_text_say_so(send_form, wav, response_format, content_type):
    answer = send_form("/audio/transcriptions", wav, MODEL, part("response_format", response_format))
    assert answer.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert "Hello there." in answer.body.decode()


@pytest.mark.parametrize("response_format", ["json", "diarized_json"])
def test_the_events_of_a_transcription_are_valid(send_form, wav, response_format):
    more = [part("stream", "true"), part("include", "logprobs"), part("response_format", response_format)]
    events = events_of(send_form("/audio/transcriptions", MODEL, wav, *more), named=False)
    assert [valid("CreateTranscriptionResponseStreamEvent", event)["type"] for event in events][-1].endswith(".done")


@pytest.mark.parametrize(("response_format", "schema"), [
    ("json", "CreateTranslationResponseJson"), ("verbose_json", "CreateTranslationResponseVerboseJson"),
])
def test_translations_are_valid(send_form, wav, response_format, schema):
    answer = send_form("/audio/translations", wav, MODEL, part("response_format", response_format))
    assert valid(schema, answer.json)["text"] == TEXT


def test_the_events_of_speech_are_valid(send):
    events = events_of(send("POST", "/audio/speech", SPEECH | {"stream_format": "sse"}), named=False)
    assert [valid("CreateSpeechResponseStreamEvent", event)["type"] for event in events][-1] == "speech.audio.done"


def test_images_are_valid(send):
    valid("CreateImageRequest", IMAGE)
    answer = send("POST", "/images/generations", IMAGE | {"n": 2})
    assert len(valid("ImagesResponse", answer.json)["data"]) == 2


def test_the_events_of_images_are_valid(send):
    answer = send("POST", "/images/generations", IMAGE | {"n": 2, "stream": True, "partial_images": 1})
    types = [valid("ImageGenStreamEvent", event)["type"] for event in events_of(answer, named=True)]
    assert types == ["image_generation.partial_image", "image_generation.completed"] * 2


@pytest.mark.parametrize("name", ["image", "image[]", "image[0]"])
def test_edits_as_forms_are_valid(send_form, png, name):
    parts = [part(name, png, "a.png"), part("prompt", "blue"), part("model", "demo-image"), part("size", "1024x1024")]
    valid("ImagesResponse", send_form("/images/edits", *parts).json)
    events = events_of(send_form("/images/edits", *parts, part("stream", "true")), named=True)
    assert [valid("ImageEditStreamEvent", event)["type"] for event in events] == ["image_edit.completed"]


def test_edits_as_json_are_valid(send, png):
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    body = IMAGE | {"images": [{"image_url": url}] * 2, "mask": {"image_url": url}}
    answer = send("POST", "/images/edits", valid("EditImageBodyJsonParam", body))
    assert answer.status == 200, answer.body
    valid("ImagesResponse", answer.json)


def test_variations_are_valid(send_form, png):
    answer = send_form("/images/variations", part("image", png, "a.png"), part("size", "1024x1024"), part("n", "2"))
    assert len(valid("ImagesResponse", answer.json)["data"]) == 2


@pytest.mark.parametrize(("parts", "param"), [
    ([], "file"),
    ([part("file", "x", "a.wav")], "model"),
    ([part("file", "x"), MODEL], "file"),
    ([part("file", "x", "a.wav"), MODEL, MODEL], "model"),
    ([part("file", "x", "a.wav"), MODEL, part("temperature", "warm")], "temperature"),
    ([part("file", "x", "a.wav"), MODEL, part("temperature", "2")], "temperature"),
    ([part("file", "x", "a.wav"), MODEL, part("stream", "yes")], "stream"),
    ([part("file", "x", "a.wav"), MODEL, part("prompt", b"\xff")], "prompt"),
    ([part("file", "x", "a.wav"), MODEL, part("chunking_strategy[threshold]", "x")], "chunking_strategy[threshold]"),
])
def test_a_bad_form_is_refused_by_name(send_form, parts, param):
    assert valid_error(send_form("/audio/transcriptions", *parts), 400)["param"] == param


@pytest.mark.parametrize("body", [
    b"", b"--XX", b"--XY--", b"--XX\r\n\r\n\r\n--XX--", form(*[MODEL] * 1001), part("model", "x" * 100),
])
def test_what_is_no_form_is_refused(send, body):
    answer = send("POST", "/audio/transcriptions", body, {"content-type": "multipart/form-data; boundary=XX"})
    assert valid_error(answer, 400)["code"] == "invalid_multipart"


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "multipart/form-data; boundary="])
def test_another_content_type_is_refused(send, content_type):
    answer = send("POST", "/audio/transcriptions", b"{}", {"content-type": content_type})
    assert valid_error(answer, 415)["code"] == "unsupported_content_type"


@pytest.mark.parametrize("body", [{"prompt": "red"}, {"prompt": "red", "images": []}])
def test_an_edit_without_images_is_refused(send, body):
    assert valid_error(send("POST", "/images/edits", body), 400)["param"] == "image"
