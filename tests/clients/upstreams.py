#!/usr/bin/env python3
"""The gateway before gateways that others wrote, which stand before the demo server, and before a server that misbehaves.

usage: upstreams.py [--demo PATH] [portkey] [litellm] [aimock]

Through both gateways whole answers, streams, tools, errors and a stream that fails midway have to come to the caller as from
the demo, and be told as they are. @copilotkit/aimock drops, talks nonsense and limits. README.md says how the others behave.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import urllib.parse

from process import Server

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CLIENTS = pathlib.Path(os.environ.get("OAICOMPAT_CLIENTS_DIR", ROOT / "build/clients"))
MODULES = CLIENTS / "upstreams/node_modules"
LISTENS = r"http://127\.0\.0\.1:\d+/v1"
SECONDS = 60
RULES = """
[targets.other]
base_url = "{url}"
[[routes]]
use = [{{ target = "other" }}]
retry = {{ max_attempts = 1 }}
[breaker]
failures = 1000000
"""
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}}


def main():
    options = arguments()
    installed = subprocess.run([HERE / "setup.sh", "upstreams"]).returncode
    if installed != 0:
        sys.exit(installed)
    passed = failed = 0
    for name in options.upstreams or UPSTREAMS:
        for case, wrong in outcomes(name, options.demo):
            passed, failed = passed + (wrong is None), failed + (wrong is not None)
            print(f"{name}: {case}: {wrong or 'passed'}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", default=ROOT / "build/release/examples/oaicompat-demo", type=pathlib.Path)
    parser.add_argument("upstreams", nargs="*", choices=[*UPSTREAMS, []])
    options = parser.parse_args()
    for program in (options.demo, options.demo.with_name("oaicompat-gateway")):
        if not os.access(program, os.X_OK):
            parser.error(f"no program at {program}")
    return options


def outcomes(name, demo_program):
    """(case, what was wrong or None) of each case, over servers of their own."""
    with contextlib.ExitStack() as running:
        demo = running.enter_context(Server([demo_program, "--port", "0"], LISTENS))
        start, cases = UPSTREAMS[name]
        url, fields = start(running, demo.match[0])
        folder = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory()))
        (folder / "gateway.toml").write_text(RULES.format(url=url))
        command = [demo_program.with_name("oaicompat-gateway"), "--port", "0", "--config", folder / "gateway.toml"]
        gateway = running.enter_context(Server(command, LISTENS))
        for case in cases:
            try:
                case(Caller(gateway.match[0], fields))
                yield case.__doc__, None
            except (AssertionError, OSError, KeyError, ValueError, http.client.HTTPException) as error:
                yield case.__doc__, f"{type(error).__name__}: {error}"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def portkey(running, demo):
    """Its address, and the header fields by which it learns where to go on to."""
    node = CLIENTS / "node/node_modules/.bin/node"
    program = MODULES / "@portkey-ai/gateway/build/start-server.js"
    port = free_port()
    command = [node if node.exists() else "node", program, "--headless", f"--port={port}"]
    running.enter_context(Server(command, r"running at|Ready for connections", timeout=SECONDS))
    return f"http://127.0.0.1:{port}/v1", {"x-portkey-provider": "openai", "x-portkey-custom-host": demo}


LITELLM = """
model_list:
  - model_name: "*"
    litellm_params: {{ model: "openai/*", api_base: "{demo}", api_key: any }}
litellm_settings: {{ num_retries: 0, telemetry: false }}
router_settings: {{ num_retries: 0, disable_cooldowns: true }}
"""


def litellm(running, demo):
    folder = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory()))
    (folder / "litellm.yaml").write_text(LITELLM.format(demo=demo))
    local = ["env", "LITELLM_LOCAL_MODEL_COST_MAP=True", "PYTHONUNBUFFERED=1"]
    local.append("LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY=true")  # it listens on loopback alone
    command = [*local, CLIENTS / "venv-upstreams/bin/litellm", "--config", folder / "litellm.yaml"]
    port = free_port()
    running.enter_context(Server([*command, "--host", "127.0.0.1", "--port", port], r"Uvicorn running on", timeout=180))
    return f"http://127.0.0.1:{port}/v1", {}


def aimock(running, _demo):
    node = CLIENTS / "node/node_modules/.bin/node"
    command = [node if node.exists() else "node", MODULES / ".bin/llmock", "--fixtures", HERE / "foreign/aimock.json"]
    command += ["--host", "127.0.0.1", "--port", 0, "--strict", "--validate-on-load"]
    server = running.enter_context(Server(command, r"http://127\.0\.0\.1:\d+", timeout=SECONDS))
    return server.match[0] + "/v1", {}


class Caller:
    def __init__(self, base, fields):
        self.base = urllib.parse.urlparse(base)
        self.fields = {"content-type": "application/json", "authorization": "Bearer any", **fields}

    def ask(self, text="one two three", model="demo", **more):
        """(status, the body as it came)"""
        body = json.dumps({"model": model, "messages": [{"role": "user", "content": text}], **more})
        connection = http.client.HTTPConnection(self.base.hostname, self.base.port, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.request("POST", self.base.path + "/chat/completions", body, self.fields)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


def events(body):
    return [line.removeprefix("data:").strip() for line in body.splitlines() if line.startswith("data:")]


def words(all_events):
    pieces = [json.loads(event) for event in all_events if event != "[DONE]"]
    return "".join(each["delta"].get("content") or "" for piece in pieces for each in piece.get("choices", []))


def a_whole_answer(caller):
    """a whole answer"""
    status, body = caller.ask()
    assert status == 200, body
    told = json.loads(body)
    assert told["choices"][0]["message"]["content"] == "You said: one two three", body
    assert told["usage"]["completion_tokens"] > 0, body


def a_stream(caller):
    """a stream"""
    status, body = caller.ask(stream=True)
    assert status == 200, body
    assert words(events(body)) == "You said: one two three", body
    assert events(body)[-1] == "[DONE]", body


def a_tool_call(caller):
    """a tool call"""
    status, body = caller.ask("Use get_weather", tools=[TOOL])
    assert status == 200, body
    [call] = json.loads(body)["choices"][0]["message"]["tool_calls"]
    assert call["function"]["name"] == "get_weather", body


def an_error_of_the_caller(caller):
    """an error of the caller's, whole and streamed"""
    for stream in (False, True):
        status, body = caller.ask(model="demo-error-400", stream=stream)
        assert status == 400 and "always fails with 400" in json.loads(body)["error"]["message"], (status, body)


def an_error_of_the_target(caller):
    """an error of the target's"""
    for wanted in (429, 500, 503):
        status, body = caller.ask(model=f"demo-error-{wanted}")
        assert status == wanted and json.loads(body)["error"]["message"], (status, body)


def a_stream_that_fails_midway(caller):
    """a stream that fails midway is told, and has no end as of a whole one"""
    status, body = caller.ask(model="demo-fail-midstream", stream=True)
    told = events(body)
    assert status == 200, body
    assert "error" in json.loads(told[-1]) and "[DONE]" not in told, body
    assert words(told).startswith("You said:"), body


def what_aimock_says(caller):
    """an answer, whole and streamed"""
    status, body = caller.ask("say hello")
    assert status == 200 and json.loads(body)["choices"][0]["message"]["content"] == HELLO, (status, body)
    status, body = caller.ask("say hello", stream=True)
    assert status == 200 and words(events(body)) == HELLO and events(body)[-1] == "[DONE]", (status, body)


def a_connection_that_is_cut(caller):
    """a stream whose connection is cut is told, and has no end as of a whole one"""
    for text in ("hang up in the middle", "hang up before the end"):
        status, body = caller.ask(text, stream=True)
        told = events(body)
        assert status == 200 and words(told) and HELLO.startswith(words(told)), (status, body)
        assert "error" in json.loads(told[-1]) and "[DONE]" not in told, body


def no_answer(caller):
    """a target that hangs up at once, and one that talks nonsense, are 502"""
    for text in ("hang up at once", "talk nonsense"):
        for stream in (False, True):
            status, body = caller.ask(text, stream=stream)
            assert status == 502 and json.loads(body)["error"]["code"].startswith("upstream_"), (status, body)


def its_errors(caller):
    """its errors are handed on with their status"""
    for text, wanted in (("limit me for an hour", 429), ("refuse", 400), ("fail", 500)):
        status, body = caller.ask(text)
        assert status == wanted and json.loads(body)["error"]["message"], (status, body)


HELLO = "Hello there, nice to see you."
CASES = [a_whole_answer, a_stream, a_tool_call, an_error_of_the_caller, an_error_of_the_target, a_stream_that_fails_midway]
UPSTREAMS = {
    "portkey": (portkey, CASES),
    "litellm": (litellm, CASES),
    "aimock": (aimock, [what_aimock_says, a_connection_that_is_cut, no_answer, its_errors]),
}

if __name__ == "__main__":
    main()
