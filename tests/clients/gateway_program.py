#!/usr/bin/env python3
"""oaicompat-gateway as its operators meet it: rules that are wrong, reloads, an end by a signal, kills, logs, scripts/gateway.

usage: gateway_program.py [--demo PATH] [case...]
"""

import argparse
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import signal
import socket
import sys
import tempfile
import threading
import time

from figures import figures
from gateway_place import KEY, LISTENS, ROOT, SECONDS, Place, asked, status_of
from judge import judge_saying
from postgres import Postgres, programs
from process import Server

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
    """SIGHUP takes new rules, from the first moment on; bad ones leave the old in use"""
    gateway = place.gateway()
    hang_up(gateway, "reloaded", place.write)
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
    """at SIGTERM, also in the first moment, a stream that runs ends whole, nothing new is taken, and the program ends well"""
    for _ in range(5):
        early = place.gateway()
        early.process.terminate()
        assert early.process.wait(timeout=SECONDS) == 0
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


def a_log_in_postgres(place):
    """a log in PostgreSQL has each request once, also over ends of the server and of the gateway, and is replayed"""
    if programs() is None:
        return "PostgreSQL is not installed"
    os.environ["OAICOMPAT_ADMIN_KEY"] = "administrator"
    postgres = place.running.enter_context(Postgres())
    place.running.enter_context(set_environment(OAICOMPAT_TEST_LOG=postgres.url))
    place.write(more=DATABASE + ADMIN)
    gateway = place.gateway()
    over, told = threading.Event(), []

    def ask():
        while not over.is_set():
            told.append(status_of(gateway, text=f"turn {len(told)}")[0])

    callers = [threading.Thread(target=ask) for _ in range(4)]
    for each in callers:
        each.start()
    longest = 0
    for how in (signal.SIGINT, signal.SIGQUIT):
        wait_for_more(told)
        ended = time.monotonic()
        postgres.stop(how)
        wait_for_more(told)
        postgres.start()
        longest = max(longest, time.monotonic() - ended)
    wait_for_more(told)
    over.set()
    for each in callers:
        each.join(timeout=SECONDS)
    assert set(told) == {200}, set(told)
    dropped = lambda: int(figures(gateway)["log_dropped_total"])
    rows = rows_of_database(place, lambda rows: len(rows) + dropped() >= len(told))
    assert len(rows) + dropped() == len(told) and len({row["id"] for row in rows}) == len(rows), (len(rows), len(told))
    assert dropped() == 0 or longest > 3, (dropped(), longest)  # it is waited for at least so long
    gateway.process.kill()
    gateway.process.wait()
    again = place.gateway()
    assert status_of(again, text="the last one")[0] == 200
    again.process.terminate()
    assert again.process.wait(timeout=SECONDS) == 0
    rows = rows_of_database(place, lambda _: True)
    assert rows[0]["request"]["messages"][0]["content"] == "the last one", rows[0]
    replayed = place.run("replay", "--log", "env:OAICOMPAT_TEST_LOG", "--limit", 5, "--to", place.url)
    assert replayed.returncode == 0 and "5 the same, 0 different, 0 not sent" in replayed.stderr, replayed


DATABASE = """
[log]
url = "env:OAICOMPAT_TEST_LOG"
level = "bodies"
"""


def wait_for_more(told, more=40):
    wanted = len(told) + more
    until = time.monotonic() + SECONDS
    while len(told) < wanted and time.monotonic() < until:
        time.sleep(0.01)


def rows_of_database(place, enough):
    """All rows, the newest first, once there are enough."""
    until = time.monotonic() + SECONDS
    while True:
        told = place.run("export", "--log", "env:OAICOMPAT_TEST_LOG", "--limit", 1000000)
        assert told.returncode == 0, told.stderr
        rows = [json.loads(row) for row in told.stdout.splitlines()]
        if enough(rows) or time.monotonic() > until:
            return rows
        time.sleep(0.2)


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
    """calibrate has a judge score labelled answers, tells how far both agree and where it gave none, and refuses a malformed line"""
    scores = {"kind": 5, "kind too": 5, "odd": 9}
    with judge_saying(lambda material: scores.get(material["answer"], 2)) as url:
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
        labelled.write_text("\n".join(json.dumps({**lines[0], "answer": answer}) for answer in ("kind", "odd")))
        told = place.run("--config", place.rules, "calibrate", "--judge", "helpful", labelled)
        assert told.returncode == 1 and "line 2: The judge gave no score" in told.stderr, told
        assert json.loads(told.stdout)["answers"] == 1, told
        labelled.write_text(json.dumps(lines[0]) + "\n" + json.dumps({**lines[1], "label": 6}) + "\n")
        told = place.run("calibrate", "--config", place.rules, "--judge", "helpful", labelled)
        assert told.returncode == 1 and "line 2: \"label\"" in told.stderr and told.stdout == "", told


JUDGE = """
[targets.wise]
base_url = "{url}"
[judges.helpful]
criteria = "It helps."
target = "wise"
model = "judge-1"
"""


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
    a_replay: [], a_log_in_postgres: [], an_evaluation: [], a_calibration: [], the_script: [],
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
        wrong = left_out = None
        try:
            with contextlib.ExitStack() as running:
                left_out = case(Place(running, options.demo, *demo_options))
        except (AssertionError, OSError, KeyError, ValueError, RuntimeError, http.client.HTTPException) as error:
            wrong = f"{type(error).__name__}: {error}"
        failed += wrong is not None
        print(f"gateway: {case.__doc__}: {wrong or left_out or 'passed'}", flush=True)
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
