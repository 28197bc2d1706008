"""Every class of error the SDK knows, each with its request id."""

import openai
import pytest

HELLO = [{"role": "user", "content": "Hello"}]

CLASSES = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
    500: openai.InternalServerError,
    503: openai.InternalServerError,
}


def check(failure, status):
    assert failure.status_code == status
    assert failure.request_id
    assert failure.message
    assert set(failure.body) == {"message", "type", "param", "code"}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("status", CLASSES)
def test_a_failing_handler_gives_the_error_class_of_its_status(client, status, stream):
    with pytest.raises(CLASSES[status]) as failure:
        client.chat.completions.create(model=f"demo-error-{status}", messages=HELLO, stream=stream)
    check(failure.value, status)


def test_an_exception_in_a_handler_is_a_500_and_the_server_lives(client, say):
    with pytest.raises(openai.InternalServerError) as failure:
        client.chat.completions.create(model="demo-throw", messages=HELLO)
    check(failure.value, 500)
    assert say("Hello").choices[0].message.content == "You said: Hello"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_unknown_model_is_not_found(client, stream):
    with pytest.raises(openai.NotFoundError) as failure:
        client.chat.completions.create(model="no-such-model", messages=HELLO, stream=stream)
    check(failure.value, 404)
    assert failure.value.code == "model_not_found"


def test_a_wrong_type_is_named_by_its_path(client):
    with pytest.raises(openai.BadRequestError) as failure:
        client.chat.completions.create(model="demo", messages=[HELLO[0], {"role": "user", "content": 7}])
    check(failure.value, 400)
    assert failure.value.param == "messages[1].content"


def test_a_missing_member_is_named(client):
    with pytest.raises(openai.BadRequestError) as failure:
        client.post("/chat/completions", body={"model": "demo"}, cast_to=object)
    check(failure.value, 400)
    assert failure.value.param == "messages"


def test_a_wrong_key_is_refused(keyed):
    with pytest.raises(openai.AuthenticationError) as failure:
        keyed("wrong").models.list()
    check(failure.value, 401)
    assert failure.value.code == "invalid_api_key"


@pytest.mark.parametrize("key", ["first key", "second key"])
def test_each_key_of_several_is_good(keyed, key):
    assert keyed(key).models.list().data


def test_a_body_over_the_limit_is_too_large(client):
    with pytest.raises(openai.APIStatusError) as failure:
        client.chat.completions.create(model="demo", messages=[{"role": "user", "content": "x" * 40_000_000}])
    check(failure.value, 413)
