"""Responses over a WebSocket: the SDK's connection, one request after the other."""

import os

import pytest
from websockets.exceptions import InvalidStatus

DONE = {"response.completed", "response.failed", "response.incomplete", "error"}


@pytest.fixture
def connection(client):
    """A connection; over the transport that carries none the handshake is refused in good form."""
    try:
        with client.responses.connect() as connection:
            yield connection
    except InvalidStatus as refused:
        assert refused.response.status_code == 426
        yield None


def turn(connection, **members):
    """The events of one response."""
    connection.send({"type": "response.create", "model": "demo", **members})
    events = []
    while not events or events[-1].type not in DONE:
        events.append(connection.recv())
    return events


def test_a_response_comes_in_events(connection):
    if connection is None:
        return
    events = turn(connection, input="Hello", store=False)
    assert events[0].type == "response.created"
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].response.output_text == "".join(
        event.delta for event in events if event.type == "response.output_text.delta"
    )


def test_turns_go_on_from_one_another_without_being_stored(connection, client):
    if connection is None:
        return
    first = turn(connection, input="My name is Ada.", store=False)[-1].response
    last = turn(connection, input="And now?", store=False, previous_response_id=first.id)[-1]
    if os.environ["OAICOMPAT_THROUGH"]:  # a proxy asks over HTTP: its upstream knows nothing of the connection
        assert last.to_dict()["error"]["code"] == "previous_response_not_found"
        return
    second = last.response
    assert second.previous_response_id == first.id
    assert second.usage.input_tokens > first.usage.input_tokens


def test_an_error_is_an_event_and_the_connection_goes_on(connection):
    if connection is None:
        return
    (error,) = turn(connection, input="Hello", previous_response_id="resp_unknown")
    assert error.type == "error"
    assert error.to_dict()["status"] == 400
    assert error.to_dict()["error"]["code"] == "previous_response_not_found"
    assert turn(connection, input="Hello")[-1].type == "response.completed"
