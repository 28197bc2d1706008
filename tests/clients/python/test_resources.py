"""Embeddings, models and legacy completions."""

import json
import math

import openai
import pytest


def embed(client, texts, **more):
    return [item.embedding for item in client.embeddings.create(model="demo-embed", input=texts, **more).data]


def dot(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_embeddings_travel_as_base64_by_default(lenient):
    raw = lenient.embeddings.with_raw_response.create(model="demo-embed", input="a cat")
    assert isinstance(json.loads(raw.text)["data"][0]["embedding"], str)
    assert all(isinstance(number, float) for number in raw.parse().data[0].embedding)


def test_base64_and_float_embeddings_are_the_same(client, lenient):
    [packed] = embed(lenient, "a cat sat")
    [plain] = embed(client, "a cat sat", encoding_format="float")
    assert packed == pytest.approx(plain, abs=1e-6)


def test_embeddings_are_unit_vectors(lenient):
    for vector in embed(lenient, ["a cat", "the stock market fell"]):
        assert math.sqrt(dot(vector, vector)) == pytest.approx(1, abs=1e-4)


def test_the_length_of_embeddings_can_be_chosen(lenient):
    [vector] = embed(lenient, "a cat", dimensions=16)
    assert len(vector) == 16
    assert dot(vector, vector) == pytest.approx(1, abs=1e-4)


def test_similar_texts_are_closer(lenient):
    cat, cats, market = embed(lenient, ["the cat sat on the mat", "the cat sat on a mat", "stocks fell sharply today"])
    assert dot(cat, cats) > dot(cat, market)


def test_embeddings_come_in_the_order_of_their_texts(client):
    answer = client.embeddings.create(model="demo-embed", input=["b", "a", "b"], encoding_format="float")
    assert [item.index for item in answer.data] == [0, 1, 2]
    assert answer.data[0].embedding == answer.data[2].embedding != answer.data[1].embedding
    assert answer.usage.total_tokens == answer.usage.prompt_tokens > 0


@pytest.mark.parametrize(("tokens", "count"), [([1, 2, 3], 1), ([[1, 2], [3]], 2)])
def test_tokens_are_embedded_like_texts(lenient, tokens, count):
    assert len(embed(lenient, tokens)) == count


def test_models_are_listed(client):
    models = {model.id: model for model in client.models.list()}
    assert {"demo", "demo-embed"} <= set(models)
    assert all(model.object == "model" and model.owned_by for model in models.values())


def test_a_model_is_retrieved(client):
    assert client.models.retrieve("demo").id == "demo"


def test_an_unknown_model_is_not_found(client):
    with pytest.raises(openai.NotFoundError) as failure:
        client.models.retrieve("no-such-model")
    assert failure.value.code == "model_not_found"


def complete(client, prompt, **more):
    return client.completions.create(model="demo", prompt=prompt, **more)


def streamed_text(stream, index=0):
    return "".join(choice.text for chunk in stream for choice in chunk.choices if choice.index == index)


def test_a_prompt_is_completed(client):
    completion = complete(client, "one two three")
    assert completion.object == "text_completion"
    assert "one two three" in completion.choices[0].text
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens


def test_a_streamed_completion_is_the_whole_one(client, lenient):
    assert streamed_text(complete(lenient, "one two", stream=True)) == complete(client, "one two").choices[0].text


def test_several_prompts_are_completed_in_order(client):
    choices = complete(client, ["one", "two"]).choices
    assert [choice.index for choice in choices] == [0, 1]
    assert "one" in choices[0].text
    assert "two" in choices[1].text


def test_a_completion_ends_at_its_token_limit(client):
    completion = complete(client, "one two three", max_tokens=2)
    assert completion.choices[0].finish_reason == "length"
    assert completion.usage.completion_tokens == 2


def test_a_streamed_completion_gives_usage_when_asked_for(client, lenient):
    *others, last = complete(lenient, "one two", stream=True, stream_options={"include_usage": True})
    assert last.usage == complete(client, "one two").usage
    assert all(chunk.usage is None for chunk in others)
