#!/usr/bin/env python3
"""The official SDKs and a schema validator drive the demo server.

usage: run.py [--demo PATH] [--transport NAME]... [--through MODE]...
              [python] [node] [wire] [dialects] [telemetry] [dialects-older] [dialects-node] [programs] [page]

Without --transport, over each one that the demo server was built with; without --through, also through the proxy by types
and through the gateway where those were built. Without names, all suites but `programs` and `page`, which are large to download.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from process import Server

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CLIENTS = pathlib.Path(os.environ.get("OAICOMPAT_CLIENTS_DIR", ROOT / "build/clients"))

SUITES = {
    "python": lambda report: pytest("python", report),
    "node": lambda report: node_test("node", report),
    "wire": lambda report: pytest("wire", report),
    "dialects": lambda report: pytest("dialects", report),
    "telemetry": lambda report: pytest("telemetry", report),
    "dialects-older": lambda report: pytest("dialects", report, "venv-older"),
    "dialects-node": lambda report: node_test("dialects", report),
    "programs": lambda report: node_test("programs", report),
    "page": lambda report: node_test("page", report),
}
# What is installed for these alone.
LARGE = ["programs", "page"]
UNASKED = [name for name in SUITES if name not in LARGE]
# A proxy speaks the API's own form alone. What a gateway does not carry of its suites is named in through_gateway.py.
CARRIED = {
    "bytes": ["python", "node", "wire"],
    "typed": ["python", "node", "wire"],
    "gateway": ["python", "dialects"],
}
# The servers every suite finds, and the variable that holds each one's base URL.
SERVERS = {
    "OAICOMPAT_URL": [],
    "OAICOMPAT_SLOW_URL": ["--delay-ms", "20"],
    "OAICOMPAT_RAW_URL": ["--raw-models"],
    "OAICOMPAT_INVENTING_URL": ["--invent"],
    "OAICOMPAT_KEYED_URL": ["--api-key", "first key", "--api-key", "second key"],
}
TRANSPORTS = ["httplib", "asio"]
NAMES = {"bytes": "a proxy by bytes", "typed": "a proxy by types", "gateway": "the gateway"}
# The gateway shows the demo the first of its keys, and asks callers for the same ones.
RULES = """
[targets.demo]
base_url = "{url}"
models = {{ demo = "demo", demo-embed = "demo-embed" }}
key = "file:{key}"
[[routes]]
use = [{{ target = "demo" }}]
retry = {{ max_attempts = 1 }}
[breaker]
failures = 1000000
"""
RULES_KEY = """
[[keys]]
name = "{name}"
sha256 = "{sha256}"
"""
SUITE_SECONDS = 300


def main():
    options = arguments()
    for what in ["clients", *(name for name in LARGE if name in options.suites)]:
        installed = subprocess.run([HERE / "setup.sh", what]).returncode
        if installed != 0:
            sys.exit(installed)
    asked = set(options.suites or UNASKED)
    through = [mode for mode in options.through if asked & set(CARRIED[mode])]
    runs = [(transport, None) for transport in options.transport] + [("asio", mode) for mode in through]
    # Two at once: each has its own servers, and most of a suite is waiting.
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        counts = [each for counted in pool.map(lambda run: counts_over(*run, options), runs) for each in counted]
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


def counts_over(transport, mode, options):
    """(passed, failed, skipped) of each suite and server; what the suites say is printed at their end, in one piece."""
    with contextlib.ExitStack() as running:
        started, urls = [], {}
        said = running.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))

        def start(command):
            started.append(running.enter_context(Server(command, r"http://127\.0\.0\.1:\d+/v1")))
            return started[-1].match[0]

        for variable, flags in SERVERS.items():
            url = start([options.demo, "--port", "0", "--transport", transport, *flags])
            urls[variable.replace("URL", "STATS_URL")] = url.removesuffix("/v1") + "/demo/stats"
            urls[variable] = start(between(mode, url, flags, running, options)) if mode else url
        environment = os.environ | urls | {
            "OAICOMPAT_CLIENTS_DIR": str(CLIENTS),
            "OAICOMPAT_GATEWAY": str(beside(options, "gateway")),
            "OAICOMPAT_THROUGH": mode or "",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(HERE),
            "NO_PROXY": "127.0.0.1",
        }
        names = [name for name in options.suites or UNASKED if not mode or name in CARRIED[mode]]
        counts = [suite_counts(SUITES[name], environment, said) for name in names]
        said.seek(0)
        print(f"over {transport}" + (f", through {NAMES[mode]}:" if mode else ":") + f"\n{said.read()}", flush=True)
    return counts + [(int(server.ended_well), int(not server.ended_well), 0) for server in started]


def between(mode, url, flags, running, options):
    """The command of what stands between the suites and the demo server at `url`, which was started with `flags`."""
    if mode != "gateway":
        return [beside(options, "proxy"), "--port", "0", "--upstream", url, "--mode", mode, "--max-body", "32"]
    keys = flags[1::2] if "--api-key" in flags else []
    folder = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory()))
    (folder / "key").write_text(keys[0] if keys else "none")
    rules = RULES.format(url=url, key=folder / "key")
    for key in keys:
        rules += RULES_KEY.format(name=key, sha256=hashlib.sha256(key.encode()).hexdigest())
    (folder / "gateway.toml").write_text(rules)
    return [beside(options, "gateway"), "--port", "0", "--config", folder / "gateway.toml"]


def beside(options, name):
    return options.demo.with_name(f"oaicompat-{name}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", default=ROOT / "build/release/examples/oaicompat-demo", type=pathlib.Path)
    parser.add_argument("--transport", action="append", default=[], choices=TRANSPORTS)
    parser.add_argument("--through", action="append", default=[], choices=[*CARRIED])
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []])
    options = parser.parse_args()
    if not os.access(options.demo, os.X_OK):
        parser.error(f"no demo server at {options.demo}")
    if not options.transport and not options.through:
        offered = subprocess.run([options.demo, "--help"], capture_output=True, text=True).stdout
        offered = re.search(r"--transport TEXT:\{([^}]*)\}", offered)[1].split(",")
        options.transport = [name for name in TRANSPORTS if name in offered]
        programs = {"typed": "proxy", "gateway": "gateway"}
        options.through = [mode for mode, name in programs.items() if beside(options, name).exists()]
    return options


def pytest(folder, report, environment="venv"):
    program = [CLIENTS / environment / "bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return [*program, "-p", "through_gateway", f"--junitxml={report}", HERE / folder]


def node_test(folder, report):
    pinned = CLIENTS / "node/node_modules/.bin/node"
    reporters = ["spec", "stdout", "junit", report]
    return [
        pinned if pinned.exists() else "node",
        "--test",
        *(f"--test-reporter{'-destination' if i % 2 else ''}={word}" for i, word in enumerate(reporters)),
        *sorted((HERE / folder).glob("*.test.mjs")),
    ]


def suite_counts(command_for, environment, said):
    """(passed, failed, skipped) of one suite, whose words go to a file; a suite that leaves no report has failed."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.xml"
        try:
            status = subprocess.run(command_for(report), env=environment, timeout=SUITE_SECONDS, stdout=said,
                                    stderr=subprocess.STDOUT).returncode
        except subprocess.TimeoutExpired:
            status = 1
        if not report.exists() or not report.stat().st_size:
            return 0, 1, 0
        cases = list(xml.etree.ElementTree.parse(report).iter("testcase"))
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    if status != 0 and not failed:
        failed = 1
    return len(cases) - failed - skipped, failed, skipped


if __name__ == "__main__":
    main()
