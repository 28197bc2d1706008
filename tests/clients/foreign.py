#!/usr/bin/env python3
"""Our client against servers that others wrote.

usage: foreign.py [--tests PATH] [argument for the tests]...

@stdy/cli checks each request against OpenAI's description; @copilotkit/aimock streams, drops, talks nonsense and
limits. The tests find them in OAICOMPAT_STDY_URL and OAICOMPAT_AIMOCK_URL. README.md says how the two behave.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys

from process import Server

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = pathlib.Path(os.environ.get("OAICOMPAT_CLIENTS_DIR", ROOT / "build/clients")) / "node/node_modules"

OPERATIONS = {
    "POST /chat/completions",
    "POST /completions",
    "POST /embeddings",
    "GET /models",
    "GET /models/{model}",
    "POST /audio/speech",
    "POST /audio/transcriptions",
    "POST /audio/translations",
    "POST /images/generations",
    "POST /images/edits",
    "POST /images/variations",
    "POST /responses",
    "GET /responses/{response_id}",
    "DELETE /responses/{response_id}",
    "POST /responses/{response_id}/cancel",
    "GET /responses/{response_id}/input_items",
    "POST /responses/input_tokens",
    "POST /responses/compact",
    "POST /conversations",
    "GET /conversations/{conversation_id}",
    "POST /conversations/{conversation_id}",
    "DELETE /conversations/{conversation_id}",
    "GET /conversations/{conversation_id}/items",
    "POST /conversations/{conversation_id}/items",
    "GET /conversations/{conversation_id}/items/{item_id}",
    "DELETE /conversations/{conversation_id}/items/{item_id}",
    "GET /chat/completions",
    "GET /chat/completions/{completion_id}",
    "POST /chat/completions/{completion_id}",
    "DELETE /chat/completions/{completion_id}",
    "GET /chat/completions/{completion_id}/messages",
    "POST /moderations",
    "DELETE /models/{model}",
    "GET /files",
    "POST /files",
    "GET /files/{file_id}",
    "DELETE /files/{file_id}",
    "GET /files/{file_id}/content",
    "POST /uploads",
    "POST /uploads/{upload_id}/parts",
    "POST /uploads/{upload_id}/complete",
    "POST /uploads/{upload_id}/cancel",
    "GET /batches",
    "POST /batches",
    "GET /batches/{batch_id}",
    "POST /batches/{batch_id}/cancel",
    "GET /vector_stores",
    "POST /vector_stores",
    "GET /vector_stores/{vector_store_id}",
    "POST /vector_stores/{vector_store_id}",
    "DELETE /vector_stores/{vector_store_id}",
    "POST /vector_stores/{vector_store_id}/search",
    "GET /vector_stores/{vector_store_id}/files",
    "POST /vector_stores/{vector_store_id}/files",
    "GET /vector_stores/{vector_store_id}/files/{file_id}",
    "POST /vector_stores/{vector_store_id}/files/{file_id}",
    "DELETE /vector_stores/{vector_store_id}/files/{file_id}",
    "GET /vector_stores/{vector_store_id}/files/{file_id}/content",
    "POST /vector_stores/{vector_store_id}/file_batches",
    "GET /vector_stores/{vector_store_id}/file_batches/{batch_id}",
    "GET /vector_stores/{vector_store_id}/file_batches/{batch_id}/files",
    "POST /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel",
    "GET /fine_tuning/jobs",
    "POST /fine_tuning/jobs",
    "GET /fine_tuning/jobs/{fine_tuning_job_id}",
    "POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel",
    "POST /fine_tuning/jobs/{fine_tuning_job_id}/pause",
    "POST /fine_tuning/jobs/{fine_tuning_job_id}/resume",
    "GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints",
    "GET /fine_tuning/jobs/{fine_tuning_job_id}/events",
    "GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions",
    "POST /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions",
    "DELETE /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}",
    "POST /fine_tuning/alpha/graders/run",
    "POST /fine_tuning/alpha/graders/validate",
}
TEST_SECONDS = 300


def main():
    options = arguments()
    installed = subprocess.run([HERE / "setup.sh"]).returncode
    if installed != 0:
        sys.exit(installed)
    with stdy() as checker, aimock() as mock:
        environment = os.environ | {
            "OAICOMPAT_STDY_URL": checker.url,
            "OAICOMPAT_AIMOCK_URL": mock.match[0] + "/v1",
            "NO_PROXY": "127.0.0.1",
        }
        passed, failed, skipped = run_tests([options.tests, *options.arguments], environment)
    for accepted, complaint in judged(checker.lines, everything=not options.arguments):
        passed, failed = passed + accepted, failed + (not accepted)
        if not accepted:
            print(complaint)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", default=ROOT / "build/release/tests/foreign_client_tests", type=pathlib.Path)
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    if not os.access(options.tests, os.X_OK):
        parser.error(f"no tests at {options.tests}")
    return options


@contextlib.contextmanager
def stdy():
    """It does not tell the port when it chooses one itself, so it is given one, and another if that is taken."""
    [program] = MODULES.glob("@stdy/cli-*/bin/steady*")
    flags = ["--host", "127.0.0.1", "--log-format=json", "--no-color", "--stream-interval=1"]
    for part in ("form", "query"):
        flags += [f"--validator-{part}-array-format=brackets", f"--validator-{part}-object-format=brackets"]
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with Server([program, *flags, "--port", port, HERE / "spec/openapi.json"], r'"type":"startup"') as server:
            if listens(server, port):
                server.url = f"http://127.0.0.1:{port}"
                yield server
                return
    raise RuntimeError("no free port for stdy")


def listens(server, port):
    """It says that it has started a moment before it listens."""
    for _ in range(1000):
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return server.process.poll() is None
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(timeout=0.01)
            return False
    return False


def aimock():
    node = MODULES / ".bin/node"
    command = [node if node.exists() else "node", MODULES / ".bin/llmock", "--fixtures", HERE / "foreign/aimock.json"]
    flags = ["--host", "127.0.0.1", "--port", 0, "--strict", "--validate-on-load"]
    return Server(command + flags, r"http://127\.0\.0\.1:\d+")


def run_tests(command, environment):
    """Runs the C++ tests and gives (passed, failed, skipped), read from the last line doctest writes."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        output, _ = process.communicate(timeout=TEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
    print(output, end="", flush=True)
    summary = re.search(r"test cases: *\d+ *\| *(\d+) passed *\| *(\d+) failed *\| *(\d+) skipped", output)
    passed, failed, skipped = map(int, summary.groups()) if summary else (0, 0, 0)
    if process.returncode != 0 and not failed:
        failed = 1
    return passed, failed, skipped


def judged(log, everything):
    """(whether it was accepted, what was wrong) for each request stdy saw, and for each operation it did not see."""
    seen = set()
    for entry in (json.loads(line) for line in log if line.startswith('{"type":"request"')):
        request = entry["request"]
        operation = f"{request['method']} {request.get('pathPattern', request['path'])}"
        seen.add(operation)
        complaints = "; ".join(f"{d['requestPath']}: {d['message']}" for d in entry["diagnostics"])
        yield not complaints, f"stdy refused {operation}: {complaints}"
    for operation in sorted(OPERATIONS - seen) if everything else ():
        yield False, f"stdy was never asked {operation}"


if __name__ == "__main__":
    main()
