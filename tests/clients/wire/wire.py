"""Plain HTTP, server-sent events and the specification's schemas, with nothing clever in between."""

import contextlib
import dataclasses
import functools
import http.client
import json
import pathlib
import urllib.parse

import jsonschema

SPEC = json.loads((pathlib.Path(__file__).parents[1] / "spec/schemas.json").read_text())


@dataclasses.dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def events(self):
        """The data of each event, as text; anything that is no event is an error."""
        assert self.headers["content-type"].split(";")[0] == "text/event-stream"
        text = self.body.decode()
        assert text.endswith("\n\n"), "the last event is not ended"
        blocks = [block for block in text[:-2].split("\n\n") if not block.startswith(":")]
        assert all(block.startswith("data: ") and "\n" not in block for block in blocks)
        return [block.removeprefix("data: ") for block in blocks]

    @property
    def named_events(self):
        """Events that are named after their type, as responses stream; no `[DONE]` ends them."""
        assert self.headers["content-type"].split(";")[0] == "text/event-stream"
        text = self.body.decode()
        assert text.endswith("\n\n"), "the last event is not ended"
        blocks = [block.split("\n") for block in text[:-2].split("\n\n") if not block.startswith(":")]
        events = [json.loads(data.removeprefix("data: ")) for _, data in blocks]
        assert [name for name, _ in blocks] == [f"event: {event['type']}" for event in events]
        return events

    @property
    def chunks(self):
        *events, last = self.events
        assert last == "[DONE]"
        return [json.loads(event) for event in events]


def send(base_url, method, path, body=None, headers=None, **more):
    """One request on a connection of its own. A body that is no bytes is sent as JSON."""
    url = urllib.parse.urlsplit(base_url)
    headers = dict(headers or {})
    if body is not None and not isinstance(body, bytes) and not more:
        body = json.dumps(body).encode()
        headers = {"content-type": "application/json"} | headers
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # an answer may come before all is sent
            connection.request(method, url.path + path, body, headers, **more)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


@functools.cache
def validator(name):
    return jsonschema.Draft202012Validator(SPEC | {"$ref": f"#/$defs/{name}"})


def valid(name, value):
    """Fails with all that is wrong with `value` as a `name`."""
    wrong = [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(value)]
    assert not wrong, f"no valid {name}: " + "; ".join(wrong)
    return value


def valid_error(answer, status):
    assert answer.status == status
    assert answer.headers["content-type"].split(";")[0] == "application/json"
    assert answer.headers["x-request-id"]
    return valid("ErrorResponse", answer.json)["error"]
