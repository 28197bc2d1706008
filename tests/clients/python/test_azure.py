"""Azure's client: deployments in paths, a version in the query, and keys in a field of their own."""

import os

import openai
import pytest

TEXT = "one two three"
ANSWER = f"You said: {TEXT}"
QUESTION = [{"role": "user", "content": TEXT}]

# A proxy passes paths of the API alone.
pytestmark = pytest.mark.session


def endpoint(variable):
    return os.environ[variable].removesuffix("/v1")


def azure(variable="OAICOMPAT_URL", kind=openai.AzureOpenAI, **options):
    settings = {
        "azure_endpoint": endpoint(variable),
        "api_key": "any",
        "api_version": "2024-10-21",
        "max_retries": 0,
        "timeout": 30,
        "_strict_response_validation": True,
    }
    return kind(**(settings | options))


@pytest.fixture(scope="module")
def client():
    with azure() as it:
        yield it


@pytest.fixture(scope="module")
def newer():
    """What Azure's documentation has people use with `/openai/v1`."""
    with openai.OpenAI(base_url=endpoint("OAICOMPAT_URL") + "/openai/v1", api_key="any", max_retries=0) as it:
        yield it


def test_a_deployment_answers(client):
    completion = client.chat.completions.create(model="demo", messages=QUESTION)
    assert completion.choices[0].message.content == ANSWER
    assert completion.model == "demo"
    assert completion._request_id


def test_a_deployment_streams(client):
    stream = client.chat.completions.create(model="demo", messages=QUESTION, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices) == ANSWER


def test_the_streams_helper_puts_it_together(client):
    with client.chat.completions.stream(model="demo", messages=QUESTION) as stream:
        assert stream.get_final_completion().choices[0].message.content == ANSWER


def test_the_paths_deployment_is_the_model_whatever_the_body_says():
    with azure(azure_deployment="demo") as client:
        assert client.chat.completions.create(model="another", messages=QUESTION).model == "demo"


def test_a_tool_is_called_and_its_result_answered(client):
    tools = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}]
    messages = [{"role": "user", "content": 'add {"a": 1}'}]
    message = client.chat.completions.create(model="demo", messages=messages, tools=tools).choices[0].message
    (call,) = message.tool_calls
    assert call.function.name == "add"
    messages += [message, {"role": "tool", "tool_call_id": call.id, "content": "the sum is 3"}]
    answer = client.chat.completions.create(model="demo", messages=messages, tools=tools)
    assert "the sum is 3" in answer.choices[0].message.content


def test_embeddings_and_completions_have_deployments_too(client):
    # The SDK's own types forget base64 embeddings.
    with azure(_strict_response_validation=False) as lenient:
        assert lenient.embeddings.create(model="demo-embed", input="a").data[0].embedding
    assert client.completions.create(model="demo", prompt=TEXT).choices[0].text


def test_a_forms_model_is_its_deployment(client):
    speech = client.audio.speech.create(model="demo-tts", voice="alloy", input=TEXT, response_format="wav").read()
    form = client.audio.transcriptions.create(model="demo-transcribe", file=("a.wav", speech))
    assert form.text


def test_paths_without_a_deployment(client):
    assert "demo" in {model.id for model in client.models.list()}
    assert client.responses.create(model="demo", input=TEXT).output_text == ANSWER


def test_a_deployment_that_is_none_is_a_404(client):
    with pytest.raises(openai.NotFoundError) as refused:
        client.chat.completions.create(model="nobody", messages=QUESTION)
    assert refused.value.code == "model_not_found"


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_errors_keep_their_status(client, status):
    with pytest.raises(openai.APIStatusError) as failed:
        client.chat.completions.create(model=f"demo-error-{status}", messages=QUESTION)
    assert failed.value.status_code == status


def test_keys_are_shown_in_a_field_of_their_own():
    with azure("OAICOMPAT_KEYED_URL", api_key="first key") as client:
        assert client.chat.completions.create(model="demo", messages=QUESTION).choices
    with azure("OAICOMPAT_KEYED_URL", api_key="wrong") as client, pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(model="demo", messages=QUESTION)


def test_tokens_are_shown_as_bearer():
    with azure("OAICOMPAT_KEYED_URL", api_key=None, azure_ad_token_provider=lambda: "second key") as client:
        assert client.chat.completions.create(model="demo", messages=QUESTION).choices


def test_the_newer_paths_name_the_deployment_in_the_body(newer):
    assert newer.chat.completions.create(model="demo", messages=QUESTION).choices[0].message.content == ANSWER
    assert newer.responses.create(model="demo", input=TEXT).output_text == ANSWER
    assert "demo" in {model.id for model in newer.models.list()}
