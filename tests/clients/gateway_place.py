"""A demo server with a gateway's rules before it, and what is asked of that gateway."""

import contextlib
import http.client
import json
import pathlib
import subprocess
import tempfile
import urllib.parse

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
