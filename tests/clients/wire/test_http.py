"""HTTP around the API: paths, methods, headers, bodies."""

import gzip
import http.client
import json
import os
import urllib.parse

import pytest
from wire import valid, valid_error

HELLO = {"model": "demo", "messages": [{"role": "user", "content": "Hello"}]}
BYTES = json.dumps(HELLO).encode()
JSON = {"content-type": "application/json"}


def says_hello(answer, text="Hello"):
    assert answer.status == 200, answer.body
    assert valid("CreateChatCompletionResponse", answer.json)["choices"][0]["message"]["content"] == f"You said: {text}"


@pytest.mark.parametrize("prefix", ["", "/v1"])
def test_paths_work_with_and_without_v1(send_root, prefix):
    says_hello(send_root("POST", f"{prefix}/chat/completions", HELLO))
    valid("ListModelsResponse", send_root("GET", f"{prefix}/models").json)
    valid("Model", send_root("GET", f"{prefix}/models/demo").json)
    valid("CreateCompletionResponse", send_root("POST", f"{prefix}/completions", {"model": "demo", "prompt": "a"}).json)
    valid("CreateEmbeddingResponse", send_root("POST", f"{prefix}/embeddings", {"model": "demo-embed", "input": "a"}).json)


def test_a_query_does_not_hide_the_path(send):
    says_hello(send("POST", "/chat/completions?api-version=2026-01-01", HELLO))


def test_the_server_says_that_it_is_well(send_root):
    assert send_root("GET", "/health").status == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/nothing/here", "/chat", "/chat/completions/x/y/z"])
def test_an_unknown_path_is_not_found(send, method, path):
    valid_error(send(method, path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/chat/completions", "POST"),
        ("GET", "/completions", "POST"),
        ("GET", "/embeddings", "POST"),
        ("POST", "/models", "GET"),
        ("PATCH", "/models/demo", "GET"),
    ],
)
def test_a_wrong_method_is_refused_and_the_right_one_named(send, method, path, allowed):
    answer = send(method, path, {})
    valid_error(answer, 405)
    assert allowed in answer.headers["allow"].replace(" ", "").split(",")


def test_head_is_get_without_a_body(send):
    answer = send("HEAD", "/models")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.body == b""
    assert send("HEAD", "/nothing").status == 404


def test_options_names_the_methods(send):
    answer = send("OPTIONS", "/chat/completions")
    assert answer.status in (200, 204)
    assert "POST" in answer.headers["allow"]


# Without keys pages of this machine may call, and no others.
PAGE = "http://localhost:3000"


def test_a_page_of_another_machine_may_not_call(send):
    answer = send("POST", "/chat/completions", HELLO, {"origin": "http://example.test"})
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_browser_may_ask_first(send):
    asked = "authorization,content-type,openai-organization,x-stainless-lang,x-stainless-retry-count"
    answer = send(
        "OPTIONS",
        "/chat/completions",
        headers={
            "origin": PAGE,
            "access-control-request-method": "POST",
            "access-control-request-headers": asked,
        },
    )
    assert answer.status in (200, 204)
    assert answer.headers["access-control-allow-origin"] in ("*", PAGE)
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"].lower().replace(" ", "").split(",")
    assert set(asked.split(",")) <= set(allowed)


def test_a_browser_may_read_the_request_id(send):
    answer = send("POST", "/chat/completions", HELLO, {"origin": PAGE})
    says_hello(answer)
    assert "x-request-id" in answer.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize("path", ["/chat/completions", "/nothing"])
def test_the_callers_request_id_comes_back(send, path):
    assert send("POST", path, HELLO, {"X-Request-ID": "mine-42"}).headers["x-request-id"] == "mine-42"


def test_each_request_gets_an_id_of_its_own(send):
    assert len({send("GET", "/models").headers["x-request-id"] for _ in range(5)}) == 5


def test_the_time_taken_is_told(send):
    assert send("POST", "/chat/completions", HELLO).headers["openai-processing-ms"].isdigit()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream", None])
@pytest.mark.parametrize("size", [5, 100_000])
def test_json_is_read_whatever_the_content_type_says(send, kind, size):
    text = "x" * size
    body = json.dumps({"model": "demo", "messages": [{"role": "user", "content": text}]}).encode()
    says_hello(send("POST", "/chat/completions", body, {"content-type": kind} if kind else {}), text)


def test_a_gzipped_body_is_read(send):
    says_hello(send("POST", "/chat/completions", gzip.compress(BYTES), JSON | {"content-encoding": "gzip"}))


def test_a_broken_gzipped_body_is_a_bad_request(send):
    broken = gzip.compress(BYTES)[:-12]
    valid_error(send("POST", "/chat/completions", broken, JSON | {"content-encoding": "gzip"}), 400)


def test_a_small_gzipped_body_may_not_grow_over_the_limit(send):
    bomb = gzip.compress(b'{"model":"' + b"x" * 60_000_000 + b'"}')
    valid_error(send("POST", "/chat/completions", bomb, JSON | {"content-encoding": "gzip"}), 413)


def test_a_body_in_chunks_is_read(send):
    pieces = [BYTES[i : i + 7] for i in range(0, len(BYTES), 7)]
    headers = JSON | {"transfer-encoding": "chunked"}
    says_hello(send("POST", "/chat/completions", iter(pieces), headers, encode_chunked=True))


def test_a_body_over_the_limit_is_too_large(send):
    valid_error(send("POST", "/chat/completions", b" " * 40_000_000, JSON), 413)


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json", "*/*"])
def test_the_body_alone_decides_whether_an_answer_is_streamed(send, accept):
    says_hello(send("POST", "/chat/completions", HELLO, {"accept": accept}))
    assert send("POST", "/chat/completions", HELLO | {"stream": True}, {"accept": accept}).chunks


def test_a_stream_is_not_to_be_stored_or_held_back(send):
    headers = send("POST", "/chat/completions", HELLO | {"stream": True}).headers
    assert "no-cache" in headers["cache-control"] or "no-store" in headers["cache-control"]
    assert headers["x-accel-buffering"] == "no"
    assert headers["x-request-id"]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("authorization", "Bearer first key", 200),
        ("authorization", "bearer second key", 200),
        ("x-api-key", "first key", 200),
        ("api-key", "second key", 200),
        ("authorization", "Bearer first ke", 401),
        ("authorization", "Bearer first key2", 401),
        ("authorization", "Basic Zmlyc3Qga2V5", 401),
        ("authorization", "Bearer", 401),
        ("x-api-key", "", 401),
        ("x-other", "first key", 401),
    ],
)
def test_a_key_is_asked_for(send_keyed, header, value, status):
    answer = send_keyed("GET", "/models", headers={header: value})
    assert answer.status == status
    if status == 401:
        assert valid_error(answer, 401)["code"] == "invalid_api_key"


def test_health_needs_no_key(send_keyed_root):
    assert send_keyed_root("GET", "/health").status == 200


BROKEN = {
    "nothing": b"",
    "no JSON": b"hello",
    "half of it": BYTES[:-3],
    "more than it": BYTES + b"}",
    "no object": b"[]",
    "a duplicate": b'{"model":"demo","model":',
    "wrong UTF-8": BYTES.replace(b"Hello", b"\xff\xfe"),
    "very deep": b'{"model":"demo","messages":' + b"[" * 100_000,
    "null": b"null",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("path", ["/chat/completions", "/completions", "/embeddings"])
def test_a_body_that_is_no_json_object_is_a_bad_request(send, path, body):
    valid_error(send("POST", path, body, JSON), 400)


def test_a_connection_serves_one_request_after_another():
    url = urllib.parse.urlsplit(os.environ["OAICOMPAT_URL"])
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    for stream in (False, True, False, True):
        connection.request("POST", url.path + "/chat/completions", json.dumps(HELLO | {"stream": stream}), JSON)
        response = connection.getresponse()
        assert response.status == 200
        assert b"Hello" in response.read()
        assert connection.sock is not None, "the server closed the connection"
    connection.close()
