#!/usr/bin/env python3
"""Three gateways beside one redis-server, before a demo server, under a steady load with everything switched on.

A gateway is killed and started again, and so is Redis. Fails where an answer is lost or wrong, or where a gateway's
memory grows between a fifth of the time and its end.

usage: soak.py [--demo PATH] [--seconds 600] [--rate 200] [--slack-mb 4]
"""

import argparse
import contextlib
import hashlib
import http.client
import http.server
import itertools
import json
import os
import pathlib
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from figures import figures
from process import Server

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTENS = r"listening on (http://127\.0\.0\.1:\d+/v1)"
KEY = "key-of-the-soak"
CALLERS = 12
RULES = """
[targets.near]
base_url = "{url}"
price_per_million = {{ input = 1.0, output = 2.0 }}
[targets.new]
base_url = "{url}"
price_per_million = {{ input = 1.0, output = 2.0 }}
[[routes]]
name = "all"
use = [{{ target = "near" }}]
cache = {{ ttl = "20s", random_answers = true }}
evaluate = {{ max_time = "10s" }}
shadow = {{ target = "new", share = 0.1 }}
[[keys]]
name = "app"
tenant = "team"
sha256 = "{key}"
rpm = 600000
tpm = 60000000
concurrent = 2000
usd_per_day = 10000.0
[tenants.team]
usd_per_month = 100000.0
[shared]
redis = "redis://127.0.0.1:{redis}"
nodes = 3
[log]
file = "gateway.db"
level = "bodies"
[telemetry]
endpoint = "{collector}"
[admin]
key = "env:OAICOMPAT_ADMIN_KEY"
port = 0
"""


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes what telemetry sends, and counts it."""

    protocol_version = "HTTP/1.1"
    taken = itertools.count()

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        next(self.taken)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


class Replica:
    """A gateway in a folder of its own, which may be killed and started again."""

    def __init__(self, program, folder, rules):
        self.command = [program, "--config", folder / "gateway.toml", "--threads", "1", "--port", str(free_port())]
        self.folder = folder
        (folder / "gateway.toml").write_text(rules)
        self.start()

    def start(self):
        self.server = Server(self.command, LISTENS).__enter__()
        self.address = urllib.parse.urlparse(self.server.match[1])
        self.killed = False

    def kill(self):
        self.killed = True
        self.server.process.kill()
        self.server.process.wait()

    def stop(self):
        if not self.killed:
            self.server.__exit__()

    def resident_mb(self):
        pages = pathlib.Path(f"/proc/{self.server.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE") / 1e6


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_redis(port):
    command = ["redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", "/"]
    return Server(command, "Ready to accept connections").__enter__()


class Lost(Exception):
    """A request that had begun, and whose answer did not come whole."""


class Caller:
    """Asks one question after the other, as a balancer does: what one gateway does not take goes to the next."""

    def __init__(self, number, replicas):
        self.number, self.replicas = number, replicas
        self.connections = {}
        self.answered = self.lost = self.elsewhere = 0
        self.times = []
        self.wrong = []

    def question(self, turn):
        """A third of the questions are asked again and again, by all callers."""
        words = f"common {turn % 50}" if turn % 3 == 0 else f"caller {self.number} turn {turn}"
        if turn % 20 == 1:
            words += " and" * 500
        body = {"model": "demo", "messages": [{"role": "user", "content": words}]}
        if turn % 2 == 0:
            body |= {"stream": True}
        return words, json.dumps(body)

    def ask(self, turn):
        words, body = self.question(turn)
        begun = time.monotonic()
        for place in range(turn, turn + 2 * len(self.replicas)):
            replica = self.replicas[place % len(self.replicas)]
            try:
                status, text = self.exchange(replica, body)
            except ConnectionRefusedError:
                self.elsewhere += 1
                continue
            except Lost as lost:
                self.lost += 1
                if not replica.killed:
                    self.wrong.append(f"turn {turn}: {lost} at a gateway that runs")
                continue
            self.answered += 1
            self.times.append(time.monotonic() - begun)
            if status != 200 or said(text) != f"You said: {words}":
                self.wrong.append(f"turn {turn}: {status} {text[:300]}")
            return
        self.wrong.append(f"turn {turn}: no gateway answered")

    def exchange(self, replica, body):
        """Over a connection that is kept as long as the gateway's process runs."""
        process = replica.server.process.pid
        kept = self.connections.pop(process, None)
        connection = kept or http.client.HTTPConnection(replica.address.hostname, replica.address.port, timeout=60)
        if kept is None:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            fields = {"content-type": "application/json", "authorization": "Bearer " + KEY}
            connection.request("POST", replica.address.path + "/chat/completions", body, fields)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            raise Lost(f"{type(error).__name__} {error}") from error
        self.connections[process] = connection
        return answer.status, text

    def run(self, rate, until):
        due = time.monotonic()
        for turn in itertools.count():
            due += 1 / rate
            if due > until:
                return
            time.sleep(max(0, due - time.monotonic()))
            self.ask(turn)


def said(text):
    """The content of a completion, or of its chunks."""
    try:
        if not text.startswith("data:"):
            return json.loads(text)["choices"][0]["message"]["content"]
        events = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
        if events[-1] != "[DONE]":
            return None
        deltas = [choice["delta"] for event in events[:-1] for choice in json.loads(event)["choices"]]
        return "".join(delta.get("content") or "" for delta in deltas)
    except (ValueError, LookupError):
        return None


class Soak:
    """The load with its events, and what was seen of it."""

    def __init__(self, replicas, redis_port, options):
        self.replicas, self.redis_port, self.options = replicas, redis_port, options
        self.redis = start_redis(redis_port)
        self.begun = time.monotonic()
        self.callers = [Caller(number, replicas) for number in range(CALLERS)]
        self.memory = [[] for _ in replicas]  # of each (share of the time, MB)

    def share(self):
        return (time.monotonic() - self.begun) / self.options.seconds

    def wait_until(self, share):
        """Looks at each gateway's memory once a second meanwhile."""
        while self.share() < share:
            for replica, samples in zip(self.replicas, self.memory):
                if not replica.killed:
                    samples.append((self.share(), replica.resident_mb()))
            time.sleep(min(1, max(0.01, (share - self.share()) * self.options.seconds)))

    def run(self):
        until = self.begun + self.options.seconds
        rate = self.options.rate / CALLERS
        threads = [threading.Thread(target=each.run, args=(rate, until)) for each in self.callers]
        for each in threads:
            each.start()
        self.wait_until(0.25)
        self.replicas[0].kill()
        self.wait_until(0.27)
        self.replicas[0].start()
        self.memory[0].clear()
        self.wait_until(0.5)
        self.redis.process.kill()
        self.redis.process.wait()
        self.wait_until(0.53)
        self.redis = start_redis(self.redis_port)
        self.wait_until(1)
        for each in threads:
            each.join()

    def growth(self, place):
        """Of a gateway between a twentieth of the time, after it has run for a fifth, and the last twentieth."""
        samples = self.memory[place]
        warm = samples[0][0] + 0.2
        early = [mb for share, mb in samples if warm <= share < warm + 0.05]
        late = [mb for share, mb in samples if share >= 0.95]
        return statistics.median(early), statistics.median(late)

    def stop(self):
        self.redis.__exit__()


def rows_of(replica):
    with contextlib.closing(sqlite3.connect(f"file:{replica.folder}/gateway.db?mode=ro", uri=True)) as log:
        return log.execute("SELECT count(*) FROM requests").fetchone()[0]


def judge(soak):
    """What is wrong, as sentences."""
    wrong = [each for caller in soak.callers for each in caller.wrong]
    lost = sum(each.lost for each in soak.callers)
    if lost > 2 * CALLERS:
        wrong.append(f"{lost} requests were lost, of {CALLERS} callers")
    for place in range(len(soak.replicas)):
        early, late = soak.growth(place)
        print(f"soak: gateway {place}: {early:.1f} MB early, {late:.1f} MB at the end", flush=True)
        if late - early > soak.options.slack_mb:
            wrong.append(f"gateway {place} grew from {early:.1f} to {late:.1f} MB")
    sums = {}
    for replica in soak.replicas:
        for name, value in figures(replica.server).items():
            sums[name] = sums.get(name, 0) + value
    for name in ("cache_requests_total hit", "evaluation_total passed", "shadow_total done", "requests_total 200"):
        print(f"soak: {name}: {sums.get(name, 0):.0f}", flush=True)
        if not sums.get(name):
            wrong.append(f"nothing was counted as {name}")
    for name in ("log_dropped_total", "limit_rejections_total", "telemetry_dropped_total"):
        if sums.get(name):
            wrong.append(f"{name} is {sums[name]}")
    if not next(Collector.taken):
        wrong.append("nothing was exported")
    return wrong


def report(soak):
    times = sorted(time for caller in soak.callers for time in caller.times)
    answered, lost, elsewhere = (sum(getattr(each, name) for each in soak.callers)
                                 for name in ("answered", "lost", "elsewhere"))
    print(f"soak: {answered} answers, {lost} lost at the killed gateway and asked again, "
          f"{elsewhere} refused connections asked elsewhere", flush=True)
    print(f"soak: p50 {1e3 * times[len(times) // 2]:.1f} ms, p99 {1e3 * times[len(times) * 99 // 100]:.1f} ms, "
          f"longest {1e3 * times[-1]:.0f} ms", flush=True)


def run(options, running):
    collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    running.callback(collector.shutdown)
    demo = running.enter_context(Server([options.demo, "--port", "0"], LISTENS))
    redis_port = free_port()
    rules = RULES.format(url=demo.match[1], key=hashlib.sha256(KEY.encode()).hexdigest(), redis=redis_port,
                         collector=f"http://127.0.0.1:{collector.server_port}")
    replicas = []
    for _ in range(3):
        folder = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory()))
        replicas.append(Replica(options.demo.with_name("oaicompat-gateway"), folder, rules))
        running.callback(replicas[-1].stop)
    soak = Soak(replicas, redis_port, options)
    running.callback(soak.stop)
    soak.run()
    report(soak)
    wrong = judge(soak)
    print(f"soak: rows of the logs: {', '.join(str(rows_of(each)) for each in replicas)}", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", default=ROOT / "build/release/examples/oaicompat-demo", type=pathlib.Path)
    parser.add_argument("--seconds", default=600, type=int, help="how long; default 600")
    parser.add_argument("--rate", default=200, type=int, help="requests a second of all callers; default 200")
    parser.add_argument("--slack-mb", default=4, type=float, help="how much a gateway may grow, in MB; default 4")
    options = parser.parse_args()
    os.environ["OAICOMPAT_ADMIN_KEY"] = "soak"
    if subprocess.run(["redis-server", "--version"], capture_output=True).returncode != 0:
        print("redis-server is not installed")
        sys.exit(77)
    with contextlib.ExitStack() as running:
        wrong = run(options, running)
    for each in wrong[:20]:
        print(f"soak: FAILED: {each}")
    print(f"{0 if wrong else 1} passed, {1 if wrong else 0} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
