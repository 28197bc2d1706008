"""Chat completions, whole and streamed."""

import openai
import pytest

TEXT = "one two three four five"
ANSWER = f"You said: {TEXT}"


def test_an_answer_says_what_it_was_told(say):
    completion = say(TEXT)
    assert completion.object == "chat.completion"
    assert completion.model == "demo"
    assert completion.choices[0].message.role == "assistant"
    assert completion.choices[0].message.content == ANSWER
    assert completion.choices[0].finish_reason == "stop"


def test_an_answer_carries_its_request_id(say):
    assert say(TEXT)._request_id


def test_the_callers_request_id_comes_back(say):
    assert say(TEXT, extra_headers={"x-request-id": "mine-42"})._request_id == "mine-42"


def test_the_last_user_message_is_answered(client):
    completion = client.chat.completions.create(
        model="demo",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "first"},
            {"role": "assistant", "content": "You said: first"},
            {"role": "user", "content": "second"},
        ],
    )
    assert completion.choices[0].message.content == "You said: second"


def test_text_beyond_ascii_arrives_unharmed(say, chunks, text_of):
    text = "grüße 世界 🙂 \"quoted\" back\\slash"
    assert say(text).choices[0].message.content == f"You said: {text}"
    assert text_of(chunks(text)) == f"You said: {text}"


def test_a_stream_brings_the_same_words_one_by_one(chunks, text_of):
    received = chunks(TEXT)
    words = [c.choices[0].delta.content for c in received if c.choices and c.choices[0].delta.content]
    assert words == ["You", " said:", " one", " two", " three", " four", " five"]
    assert received[-1].choices[0].finish_reason == "stop"


def test_all_chunks_of_a_stream_share_id_model_and_time(chunks):
    assert len({(chunk.id, chunk.model, chunk.created) for chunk in chunks(TEXT)}) == 1


def test_a_role_is_said_once(chunks):
    assert [c.choices[0].delta.role for c in chunks(TEXT) if c.choices[0].delta.role] == ["assistant"]


def test_the_stream_helper_gathers_the_answer(client):
    with client.chat.completions.stream(model="demo", messages=[{"role": "user", "content": TEXT}]) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()
    assert "".join(deltas) == ANSWER
    assert final.choices[0].message.content == ANSWER
    assert final.choices[0].message.role == "assistant"


def test_three_choices_differ(say):
    choices = say(TEXT, n=3).choices
    assert [choice.index for choice in choices] == [0, 1, 2]
    assert len({choice.message.content for choice in choices}) == 3
    assert {choice.finish_reason for choice in choices} == {"stop"}


def test_three_streamed_choices_are_those_of_the_whole_answer(say, chunks, text_of):
    received = chunks(TEXT, n=3)
    whole = [choice.message.content for choice in say(TEXT, n=3).choices]
    assert [text_of(received, index) for index in range(3)] == whole


def test_streamed_choices_interleave(chunks):
    order = [choice.index for chunk in chunks(TEXT, n=3) for choice in chunk.choices]
    assert order != sorted(order)


def test_the_stream_helper_gathers_three_choices(client, say):
    with client.chat.completions.stream(model="demo", messages=[{"role": "user", "content": TEXT}], n=3) as stream:
        final = stream.get_final_completion()
    whole = [choice.message.content for choice in say(TEXT, n=3).choices]
    assert [choice.message.content for choice in final.choices] == whole


def test_logprobs_spell_the_answer(say):
    choice = say(TEXT, logprobs=True, top_logprobs=2).choices[0]
    tokens = choice.logprobs.content
    assert "".join(token.token for token in tokens) == choice.message.content
    assert all(bytes(token.bytes).decode() == token.token for token in tokens)
    assert all(token.logprob <= 0 for token in tokens)
    assert all(len(token.top_logprobs) == 2 for token in tokens)


def test_logprobs_are_absent_unless_asked_for(say):
    assert say(TEXT).choices[0].logprobs is None


def test_streamed_logprobs_come_with_their_words(chunks):
    for chunk in chunks(TEXT, logprobs=True):
        choice = chunk.choices[0]
        if choice.delta.content:
            assert "".join(token.token for token in choice.logprobs.content) == choice.delta.content


def test_the_stream_helper_gathers_logprobs(client):
    with client.chat.completions.stream(
        model="demo", messages=[{"role": "user", "content": TEXT}], logprobs=True
    ) as stream:
        final = stream.get_final_completion()
    assert "".join(token.token for token in final.choices[0].logprobs.content) == ANSWER


def test_usage_adds_up(say):
    usage = say(TEXT).usage
    assert usage.prompt_tokens > 0
    assert usage.completion_tokens > 0
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_streamed_usage_comes_last_when_asked_for(say, chunks):
    *others, last = chunks(TEXT, stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage == say(TEXT).usage
    assert all("usage" in chunk.model_fields_set and chunk.usage is None for chunk in others)


def test_streamed_usage_is_absent_unless_asked_for(chunks):
    assert all(chunk.usage is None and chunk.choices for chunk in chunks(TEXT))


@pytest.mark.parametrize("limit", ["max_completion_tokens", "max_tokens"])
def test_a_token_limit_cuts_the_answer(say, chunks, text_of, limit):
    completion = say(TEXT, **{limit: 3})
    assert completion.choices[0].finish_reason == "length"
    assert completion.usage.completion_tokens == 3
    assert ANSWER.startswith(completion.choices[0].message.content)
    assert completion.choices[0].message.content != ANSWER
    received = chunks(TEXT, **{limit: 3})
    assert text_of(received) == completion.choices[0].message.content
    assert received[-1].choices[0].finish_reason == "length"


@pytest.mark.parametrize("stop", ["four", ["nowhere", "four"], "three four"])
def test_a_stop_sequence_ends_the_answer_and_is_not_part_of_it(say, chunks, text_of, stop):
    choice = say(TEXT, stop=stop).choices[0]
    first = stop if isinstance(stop, str) else stop[-1]
    assert choice.message.content == ANSWER[: ANSWER.index(first)]
    assert choice.finish_reason == "stop"
    assert text_of(chunks(TEXT, stop=stop)) == choice.message.content


def test_the_same_seed_gives_the_same_answer(say):
    first, second = (say(TEXT, seed=7, n=2, temperature=1.5) for _ in range(2))
    assert [c.message.content for c in first.choices] == [c.message.content for c in second.choices]


def test_reasoning_is_given_when_asked_for(say):
    message = say(TEXT, reasoning_effort="high").choices[0].message
    assert message.model_extra["reasoning_content"]
    assert message.content == ANSWER


def test_reasoning_is_absent_unless_asked_for(say):
    assert not say(TEXT).choices[0].message.model_extra.get("reasoning_content")


def test_streamed_reasoning_comes_before_the_answer(say, chunks, text_of):
    received = chunks(TEXT, reasoning_effort="high")
    deltas = [chunk.choices[0].delta for chunk in received]
    thoughts = [delta.model_extra.get("reasoning_content") for delta in deltas]
    whole = say(TEXT, reasoning_effort="high").choices[0].message.model_extra["reasoning_content"]
    assert "".join(filter(None, thoughts)) == whole
    assert text_of(received) == ANSWER
    last_thought = max(i for i, thought in enumerate(thoughts) if thought)
    first_word = min(i for i, delta in enumerate(deltas) if delta.content)
    assert last_thought < first_word


PARTS = {
    "image": {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    "audio": {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
    "file": {"type": "file", "file": {"filename": "notes.pdf", "file_data": "data:application/pdf;base64,JVBERg=="}},
}


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_that_is_no_text_is_acknowledged(say, kind):
    content = say([{"type": "text", "text": "look"}, PARTS[kind]]).choices[0].message.content
    assert "look" in content
    assert kind in content.lower()


def test_the_raw_answer_shows_its_headers(client):
    raw = client.chat.completions.with_raw_response.create(
        model="demo", messages=[{"role": "user", "content": TEXT}]
    )
    assert raw.headers["content-type"].startswith("application/json")
    assert raw.headers["openai-processing-ms"].isdigit()
    assert raw.parse().choices[0].message.content == ANSWER


def test_engine_parameters_the_api_does_not_know_are_accepted(say):
    extra = {"top_k": 4, "chat_template_kwargs": {"enable_thinking": False}}
    assert say(TEXT, extra_body=extra).choices[0].message.content == ANSWER


def test_a_failure_in_mid_stream_arrives_after_the_words_before_it(client):
    words = []
    with pytest.raises(openai.APIError) as failure:
        for chunk in client.chat.completions.create(
            model="demo-fail-midstream", messages=[{"role": "user", "content": TEXT}], stream=True
        ):
            words += [choice.delta.content for choice in chunk.choices if choice.delta.content]
    assert words == ["You", " said:", " one"]
    assert failure.value.message
    assert failure.value.type
