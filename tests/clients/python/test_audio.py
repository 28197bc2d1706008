"""Speech, transcriptions and translations."""

import base64
import io
import json
import wave

import openai
import pytest

TEXT = "Hello there. How are you today?"


@pytest.fixture(scope="session")
def recording(client):
    """What the demo's speech says, as a file."""
    return client.audio.speech.create(model="demo-tts", voice="alloy", input=TEXT, response_format="wav").content


@pytest.fixture
def transcribe(client, recording):
    return lambda **more: client.audio.transcriptions.create(
        model="demo-transcribe", file=("hello.wav", recording, "audio/wav"), **more
    )


def test_speech_is_a_playable_file(recording):
    with wave.open(io.BytesIO(recording)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24000, 1, 2)
        assert file.getnframes() * 2 == len(recording) - 44
        assert len(file.readframes(file.getnframes())) > 24000


def test_speech_is_streamed_as_it_is_made(slow):
    speech = slow.audio.speech.with_streaming_response
    with speech.create(model="demo-tts", voice="alloy", input=TEXT, response_format="pcm") as response:
        assert response.headers["content-type"] == "audio/pcm"
        pieces = list(response.iter_bytes())
    assert len(pieces) > 3
    assert len(b"".join(pieces)) > 24000


def test_speech_as_events_holds_the_same_bytes(client, recording):
    speech = client.audio.speech.with_streaming_response
    with speech.create(
        model="demo-tts", voice="alloy", input=TEXT, response_format="wav", stream_format="sse"
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line.removeprefix("data: ") for line in response.iter_lines() if line]
    *deltas, done = [json.loads(line) for line in lines]
    assert {delta["type"] for delta in deltas} == {"speech.audio.delta"}
    assert b"".join(base64.b64decode(delta["audio"]) for delta in deltas) == recording
    assert done["type"] == "speech.audio.done"
    assert done["usage"]["total_tokens"] == done["usage"]["input_tokens"] + done["usage"]["output_tokens"]


def test_faster_speech_is_shorter(client, recording):
    fast = client.audio.speech.create(model="demo-tts", voice="alloy", input=TEXT, response_format="wav", speed=2)
    assert len(fast.content) < 0.6 * len(recording)


def test_a_format_the_engine_lacks_is_refused_by_name(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.audio.speech.create(model="demo-tts", voice="alloy", input=TEXT, response_format="mp3")
    assert caught.value.param == "response_format"


def test_without_a_format_the_engine_gives_wav(client, recording):
    spoken = client.audio.speech.create(model="demo-tts", voice="alloy", input=TEXT)
    assert spoken.response.headers["content-type"] == "audio/wav"
    assert spoken.content == recording


def test_a_transcription_says_what_was_said(transcribe):
    said = transcribe()
    assert said.text == TEXT
    assert said.usage.type == "duration"


@pytest.mark.parametrize("speed", [0.25, 0.7, 4])
def test_speech_of_any_speed_is_understood(client, speed):
    speech = client.audio.speech.create(
        model="demo-tts", voice={"id": "mine"}, input="Grüße, 世界!", response_format="wav", speed=speed
    )
    said = client.audio.transcriptions.create(model="demo-transcribe", file=io.BytesIO(speech.content))
    assert said.text == "Grüße, 世界!"


def test_a_verbose_transcription_has_words_and_segments(transcribe):
    said = transcribe(
        response_format="verbose_json", timestamp_granularities=["word", "segment"], language="en", temperature=0.5
    )
    assert [word.word for word in said.words] == TEXT.split()
    assert [segment.text for segment in said.segments] == ["Hello there.", " How are you today?"]
    assert 0 < said.segments[0].start < said.segments[0].end <= said.segments[1].start < said.duration
    assert [segment.id for segment in said.segments] == [0, 1]
    only_words = transcribe(response_format="verbose_json", timestamp_granularities=["word"])
    assert only_words.words and not only_words.segments


def test_a_diarized_transcription_has_speakers(transcribe):
    said = transcribe(
        response_format="diarized_json", chunking_strategy={"type": "server_vad", "threshold": 0.2},
        known_speaker_names=["A"], known_speaker_references=["data:audio/wav;base64,AAAA"],
    )
    assert [(segment.speaker, segment.id) for segment in said.segments] == [("A", "seg_001"), ("A", "seg_002")]


@pytest.mark.parametrize(("response_format", "beginning"), [
    ("text", TEXT), ("srt", "1\n00:00:00,160 --> "), ("vtt", "WEBVTT\n\n00:00:00.160 --> "),
])
def test_a_transcription_as_text_is_text(transcribe, response_format, beginning):
    said = transcribe(response_format=response_format)
    assert isinstance(said, str)
    assert said.startswith(beginning)


def test_a_transcription_is_streamed_word_by_word(transcribe):
    *deltas, done = transcribe(stream=True, include=["logprobs"])
    assert [delta.type for delta in deltas] == ["transcript.text.delta"] * len(TEXT.split())
    assert "".join(delta.delta for delta in deltas) == done.text == TEXT
    assert [item.token for item in done.logprobs] == [delta.logprobs[0].token for delta in deltas]
    assert done.type == "transcript.text.done" and done.usage.type == "tokens"


def test_a_streamed_diarized_transcription_has_segments(transcribe):
    events = list(transcribe(stream=True, response_format="diarized_json"))
    assert [event.text for event in events if event.type == "transcript.text.segment"] == [
        "Hello there.", " How are you today?"
    ]


def test_any_other_recording_is_described(client):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((2, 2, 44100, 0, "NONE", ""))
        out.writeframes(bytes(44100 * 4))
    said = client.audio.transcriptions.create(model="demo-transcribe", file=("silence.wav", file.getvalue()))
    assert said.text == "A recording of 1.00 seconds at 44100 Hz."


def test_a_recording_of_many_megabytes_arrives_whole(client):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((2, 2, 44100, 0, "NONE", ""))
        out.writeframes(bytes(20 << 20))
    heard = client.audio.transcriptions.create(model="demo-transcribe", file=("long.wav", file.getvalue()))
    assert heard.text == "A recording of 118.89 seconds at 44100 Hz."


def test_what_is_no_recording_is_refused_by_name(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.audio.transcriptions.create(model="demo-transcribe", file=("a.mp3", b"ID3"))
    assert caught.value.param == "file"


def test_an_unknown_model_is_not_found(client, recording):
    with pytest.raises(openai.NotFoundError) as caught:
        client.audio.transcriptions.create(model="whisper-1", file=("hello.wav", recording))
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize("response_format", ["json", "verbose_json", "text", "srt", "vtt"])
def test_a_translation_has_the_same_formats(client, recording, response_format):
    said = client.audio.translations.create(
        model="demo-transcribe", file=("hello.wav", recording), prompt="Hm.", response_format=response_format
    )
    assert "Hello there." in (said if isinstance(said, str) else said.text)
    if response_format == "verbose_json":
        assert len(said.segments) == 2 and said.language == "english"
