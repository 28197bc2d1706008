#!/usr/bin/env python3
"""oaicompat-gateway as its operators meet it: rules that are wrong, reloads, an end by a signal, a kill, a replay, scripts/gateway.

usage: gateway_program.py [--demo PATH] [case...]
"""

import argparse
import contextlib
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from figures import figures
from process import Server

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTENS = r"listening on (http://127\.0\.0\.1:\d+/v1)"
SECONDS = 60
KEY = "key-of-the-test"
RULES = """
[targets.demo]
base_url = "{url}"
price_per_million = {{ input = 1000.0, output = 1000.0 }}
[[routes]]
match = {{ model = "{model}" }}
use = [{{ target = "demo" }}]
"""
BUDGET = f"""
[[keys]]
name = "app"
sha256 = "{hashlib.sha256(KEY.encode()).hexdigest()}"
usd_per_day = 0.2
[log]
file = "gateway.db"
level = "bodies"
"""


LOG = """
[log]
file = "gateway.db"
level = "bodies"
"""
ADMIN = """
[admin]
key = "env:OAICOMPAT_ADMIN_KEY"
port = 0
"""
# In the route that stands before it.
EVALUATION = """
evaluate = {{ max_time = "10s", judges = ["helpful"], judged_share = 1.0 }}
shadow = {{ target = "new", share = 0.1, judges = ["helpful"] }}
[targets.new]
base_url = "{url}"
[judges.helpful]
criteria = "It helps."
target = "new"
model = "demo"
"""


class Place:
    """A demo server, and rules before it in a folder of their own."""

    def __init__(self, running, demo_program, *demo_options):
        self.running = running
        demo = running.enter_context(Server([demo_program, "--port", "0", *demo_options], LISTENS))
        self.program = demo_program.with_name("oaicompat-gateway")
        self.url = demo.match[1]
        self.rules = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory())) / "gateway.toml"
        self.write()

    def write(self, model="demo*", more=""):
        self.rules.write_text(RULES.format(url=self.url, model=model) + more)

    def gateway(self, *options):
        command = [self.program, "--port", "0", "--config", self.rules, *options]
        return self.running.enter_context(Server(command, LISTENS))

    def run(self, *words):
        return subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, timeout=SECONDS)


@contextlib.contextmanager
def asked(gateway, text="one two three", key=KEY, path="/chat/completions", **more):
    """The answer, its body unread."""
    base = urllib.parse.urlparse(gateway.match[1])
    body = json.dumps({"model": "demo", "messages": [{"role": "user", "content": text}], **more})
    connection = http.client.HTTPConnection(base.hostname, base.port, timeout=SECONDS)
    with contextlib.closing(connection):
        fields = {"content-type": "application/json", "authorization": "Bearer " + key}
        connection.request("POST", base.path + path, body, fields)
        yield connection.getresponse()


def status_of(gateway, **more):
    with asked(gateway, **more) as answer:
        return answer.status, answer.read().decode()


def wrong_rules(place):
    """rules that are wrong are told with their line, and nothing is started"""
    place.write(more="colour = 1\n")
    line = len(place.rules.read_text().splitlines())
    for words in (("--check",), ()):
        told = place.run("--config", place.rules, *words)
        assert told.returncode == 1 and f"{line}" in told.stderr and "colour" in told.stderr, told
    place.write()
    assert place.run("--config", place.rules, "--check").returncode == 0
    for more in ('url = "postgresql://u:s3cret@127.0.0.1/d?zz=1"', 'url = "env:OAICOMPAT_TEST_UNSET"'):
        place.write(more="[log]\n" + more + "\n")
        line = len(place.rules.read_text().splitlines())
        for words in (("--check",), ()):
            told = place.run("--config", place.rules, *words)
            assert told.returncode == 1 and f"line {line}: " in told.stderr and "s3cret" not in told.stderr, told
    place.write()


def an_explanation(place):
    """explain says where a request would go"""
    request = place.rules.with_name("request.json")
    request.write_text('{"model":"demo","messages":[]}')
    told = place.run("--config", place.rules, "explain", request)
    assert told.returncode == 0 and '"demo"' in told.stdout, told


def a_new_key(place):
    """make-key makes a key that is taken once its lines are in the rules"""
    told = place.run("make-key", "--name", "app").stdout
    key, _, lines = told.partition("\n")
    place.write(more=lines)
    gateway = place.gateway()
    assert status_of(gateway)[0] == 401
    status, body = status_of(gateway, key=key)
    assert status == 200, body
    assert key not in place.rules.read_text()
    place.write()


def a_reload(place):
    """SIGHUP takes new rules; bad ones leave the old in use"""
    gateway = place.gateway()
    assert status_of(gateway)[0] == 200
    hang_up(gateway, "reloaded", lambda: place.write(model="demo-error*"))
    assert status_of(gateway)[0] == 404
    hang_up(gateway, "kept", lambda: place.write(more="colour = 1\n"))
    assert status_of(gateway)[0] == 404
    hang_up(gateway, "reloaded", place.write)
    assert status_of(gateway)[0] == 200


def hang_up(gateway, told, change):
    """Changes the rules, and waits until the gateway says what it did; it sees a changed file on its own, too."""
    before = len(gateway.lines)
    change()
    gateway.process.send_signal(signal.SIGHUP)
    for _ in range(20 * SECONDS):
        if any(told in line for line in gateway.lines[before:]):
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"{told} was not told: {gateway.lines}")


def an_end(place):
    """at SIGTERM a stream that runs ends whole, nothing new is taken, and the program ends well"""
    gateway = place.gateway()
    with asked(gateway, text=" ".join(["word"] * 20), stream=True) as stream:
        first = stream.readline()
        assert stream.status == 200 and first.startswith(b"data:"), first
        gateway.process.terminate()
        rest = stream.read().decode()
    assert rest.rstrip().endswith("data: [DONE]") and "error" not in rest, rest
    assert gateway.process.wait(timeout=SECONDS) == 0
    try:
        status, _ = status_of(gateway)
        raise AssertionError(f"the program has ended, and answers {status}")
    except ConnectionError:
        pass


def a_kill(place):
    """after kill -9 under load the budget is as used up as before, and the log can be read"""
    place.write(more=BUDGET)
    state = place.rules.with_name("state.db")
    gateway = place.gateway("--state", state)
    used_up = threading.Event()

    def ask():
        while not used_up.is_set():
            status, body = status_of(gateway)
            if status == 429 and "insufficient_quota" in body:
                used_up.set()

    callers = [threading.Thread(target=ask) for _ in range(8)]
    for each in callers:
        each.start()
    for each in callers:
        each.join(timeout=SECONDS)
    assert used_up.is_set()
    gateway.process.kill()
    gateway.process.wait()
    again = place.gateway("--state", state)
    status, body = status_of(again)
    assert status == 429 and "insufficient_quota" in body, (status, body)
    rows = place.run("export", "--log", place.rules.with_name("gateway.db"))
    assert rows.returncode == 0, rows
    assert all(json.loads(row)["id"] for row in rows.stdout.splitlines())


def a_replay(place):
    """what came in another dialect is sent again to a server of this API, and comes out the same"""
    place.write(more=LOG)
    gateway = place.gateway()
    for more in ({}, {"stream": True}):
        assert status_of(gateway, **more)[0] == 200
        assert status_of(gateway, path="/messages", max_tokens=99, **more)[0] == 200
    gateway.process.terminate()
    assert gateway.process.wait(timeout=SECONDS) == 0
    log = place.rules.with_name("gateway.db")
    paths = [json.loads(row)["path"] for row in place.run("export", "--log", log).stdout.splitlines()]
    assert sorted(paths) == 2 * ["/v1/chat/completions"] + 2 * ["/v1/messages"], paths
    told = place.run("replay", "--log", log, "--to", place.url)
    assert told.returncode == 0 and "4 the same, 0 different, 0 not sent" in told.stderr, told


def an_evaluation(place):
    """checks, a shadow and a judge over the demo change no answer, and are no requests"""
    os.environ["OAICOMPAT_ADMIN_KEY"] = "administrator"
    turns = 100
    told, sums = {}, {}
    for name, more in {"plain": "", "evaluated": EVALUATION.format(url=place.url)}.items():
        place.write(more=more + ADMIN)
        gateway = place.gateway()
        told[name] = [said(status_of(gateway, text=f"turn {i}", stream=i % 2 == 0)) for i in range(turns)]
        for _ in range(20 * SECONDS):
            sums[name] = figures(gateway)
            if name == "plain" or sums[name].get("shadow_total") and sums[name].get("evaluation_total passed"):
                break
            threading.Event().wait(0.05)
    assert told["plain"] == [f"You said: turn {i}" for i in range(turns)], told["plain"]
    assert told["evaluated"] == told["plain"], told["evaluated"]
    for name in ("requests_total 200", "attempts_total", "tokens_total", "cost_usd_total"):
        assert sums["evaluated"][name] == sums["plain"][name] > 0, (name, sums)
    assert sums["evaluated"]["requests_total 200"] == sums["evaluated"]["attempts_total"] == turns, sums
    assert sums["evaluated"]["shadow_total"] > 0 and sums["evaluated"]["evaluation_total passed"] > 0, sums


def a_calibration(place):
    """calibrate asks a judge of each labelled answer, tells how far both agree, and refuses a malformed line"""
    with judge_saying(lambda material: 5 if "kind" in material["answer"] else 2) as url:
        place.write(more=JUDGE.format(url=url))
        labelled = place.rules.with_name("labelled.jsonl")
        lines = [{"request": "Hi", "answer": answer, "label": label}
                 for answer, label in (("kind", 5), ("kind too", 4), ("rude", 1), ("plain", 2))]
        labelled.write_text("".join(json.dumps(line) + "\n" for line in lines))
        told = place.run("--config", place.rules, "calibrate", "--judge", "helpful", labelled)
        assert told.returncode == 0, told
        agreement = json.loads(told.stdout)
        assert agreement["answers"] == 4 and agreement["equal"] == 2 and agreement["bias"] == 0.5, agreement
        assert abs(agreement["kappa"] - (1 - 0.5 / 5)) < 1e-4, agreement
        labelled.write_text(json.dumps(lines[0]) + "\n" + json.dumps({**lines[1], "label": 6}) + "\n")
        told = place.run("--config", place.rules, "calibrate", "--judge", "helpful", labelled)
        assert told.returncode == 1 and "line 2: \"label\"" in told.stderr and told.stdout == "", told


JUDGE = """
[targets.wise]
base_url = "{url}"
[judges.helpful]
criteria = "It helps."
target = "wise"
model = "judge-1"
"""


@contextlib.contextmanager
def judge_saying(score):
    """The address of a judge that gives `score` of what it is shown."""

    class Judge(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            said = {"score": score(json.loads(body["messages"][1]["content"])), "reason": "r"}
            message = {"role": "assistant", "content": json.dumps(said)}
            answer = {"id": "j", "object": "chat.completion", "created": 1, "model": "judge-1",
                      "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            text = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Judge) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
            thread.join()


def said(answer):
    """The content of a completion, or of its chunks."""
    status, body = answer
    if status != 200 or not body.startswith("data:"):
        return json.loads(body)["choices"][0]["message"]["content"] if status == 200 else status
    events = [json.loads(line[5:]) for line in body.splitlines() if line.startswith("data: {")]
    return "".join(choice["delta"].get("content") or "" for event in events for choice in event["choices"])


def the_script(place):
    """scripts/gateway starts two demos and a gateway that needs no key, which answers and leaves nothing behind"""
    ports = [str(free_port()) for _ in range(4)]
    with tempfile.TemporaryDirectory() as folder:
        place.running.enter_context(set_environment(OAICOMPAT_GATEWAY_PORTS=" ".join(ports), TMPDIR=folder))
        script = Server([ROOT / "scripts/gateway"], LISTENS, timeout=1800)
        with script:
            assert script.match[1].endswith(f":{ports[2]}/v1"), script.match
            status, body = status_of(script)
            assert status == 200 and "You said: one two three" in body, body
            commands = "".join(script.lines)
            assert all(f":{port}" in commands for port in ports[1:]), commands
        assert os.listdir(folder) == [], os.listdir(folder)
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(port))) != 0, f"{port} still listens"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def set_environment(**values):
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


# Each with the options of its demo server.
CASES = {
    wrong_rules: [], an_explanation: [], a_new_key: [], a_reload: [], an_end: ["--delay-ms", "50"], a_kill: [],
    a_replay: [], an_evaluation: [], a_calibration: [], the_script: [],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", default=ROOT / "build/release/examples/oaicompat-demo", type=pathlib.Path)
    parser.add_argument("cases", nargs="*", help="names of cases; default all")
    options = parser.parse_args()
    cases = {case: words for case, words in CASES.items() if not options.cases or case.__name__ in options.cases}
    if not os.access(options.demo.with_name("oaicompat-gateway"), os.X_OK):
        parser.error(f"no oaicompat-gateway beside {options.demo}")
    failed = 0
    for case, demo_options in cases.items():
        wrong = None
        try:
            with contextlib.ExitStack() as running:
                case(Place(running, options.demo, *demo_options))
        except (AssertionError, OSError, KeyError, ValueError, RuntimeError, http.client.HTTPException) as error:
            wrong = f"{type(error).__name__}: {error}"
        failed += wrong is not None
        print(f"gateway: {case.__doc__}: {wrong or 'passed'}", flush=True)
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
