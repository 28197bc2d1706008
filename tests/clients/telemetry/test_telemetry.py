"""The gateway's telemetry, as the protocol's own messages read it: every export is parsed strictly, and the ids are the wire's."""

import base64
import http.server
import json
import os
import queue
import re
import threading
import urllib.error
import urllib.request

import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from process import Server

RULES = """
[targets.demo]
base_url = "{url}"
[[routes]]
use = [{{ target = "demo" }}]
retry = {{ max_attempts = 1 }}
[telemetry]
endpoint = "http://127.0.0.1:{port}/otlp"
headers = {{ authorization = "env:OAICOMPAT_OTLP_TOKEN" }}
interval = "50ms"
metrics_interval = "50ms"
"""
CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
IDS = ("traceId", "spanId", "parentSpanId")
BODIES = {"/otlp/v1/traces": ExportTraceServiceRequest, "/otlp/v1/metrics": ExportMetricsServiceRequest}


def with_bytes(value):
    """OTLP's JSON has ids in hexadecimal, where protobuf's has bytes in base64; nothing else differs."""
    if isinstance(value, list):
        return [with_bytes(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(each)).decode() if key in IDS else with_bytes(each)
        for key, each in value.items()
    }


@pytest.fixture
def collector():
    came = queue.Queue()

    class Collector(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            came.put((self.path, dict(self.headers.items()), json.loads(body)))
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], came
    server.shutdown()
    server.server_close()


def ask(url, body, headers=None):
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json", **(headers or {})}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.read()


def attributes(of):
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in of.attributes}


def exports(collector, gateway, monkeypatch, tmp_path):
    """What the collector gets of three requests, as messages, by the path."""
    port, came = collector
    monkeypatch.setenv("OAICOMPAT_OTLP_TOKEN", "Bearer token")
    (tmp_path / "gateway.toml").write_text(RULES.format(url=os.environ["OAICOMPAT_URL"], port=port))
    with Server([gateway, "--port", "0", "--config", tmp_path / "gateway.toml"], r"http://127\.0\.0\.1:\d+/v1") as running:
        say = [{"role": "user", "content": "hush"}]
        ask(running.match[0], {"model": "demo", "messages": say}, {"traceparent": CALLER})
        ask(running.match[0], {"model": "demo", "messages": say, "stream": True})
        ask(running.match[0], {"model": "demo-error-500", "messages": say})
    out = {path: [] for path in BODIES}
    while not came.empty():
        path, headers, body = came.get()
        assert headers["authorization"] == "Bearer token"
        assert "hush" not in json.dumps(body)
        out[path].append(json_format.ParseDict(with_bytes(body), BODIES[path](), ignore_unknown_fields=False))
    return out


def test_exports_are_messages_of_the_protocol(collector, monkeypatch, tmp_path):
    gateway = os.environ.get("OAICOMPAT_GATEWAY", "")
    if not os.access(gateway, os.X_OK):
        pytest.skip("there is no gateway")
    out = exports(collector, gateway, monkeypatch, tmp_path)

    spans = [span for each in out["/otlp/v1/traces"] for of in each.resource_spans for scope in of.scope_spans for span in scope.spans]
    own = [span for span in spans if span.kind == Span.SPAN_KIND_SERVER]
    attempts = [span for span in spans if span.kind == Span.SPAN_KIND_CLIENT]
    calls = [span for span in spans if span.kind == Span.SPAN_KIND_INTERNAL and span.name.startswith("chat ")]
    assert len(own) == len(attempts) == 3
    first = next(span for span in own if span.trace_id.hex() == "4bf92f3577b34da6a3ce929d0e0e4736")
    assert first.parent_span_id.hex() == "00f067aa0ba902b7"
    for span in spans:
        assert len(span.trace_id) == 16 and len(span.span_id) == 8
        assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
    for span in attempts:
        parent = next(each for each in calls if each.span_id == span.parent_span_id)
        assert parent.parent_span_id in [each.span_id for each in own]
        assert parent.start_time_unix_nano <= span.start_time_unix_nano
        assert span.end_time_unix_nano <= parent.end_time_unix_nano
        assert attributes(span)["gen_ai.operation.name"] == "chat"
    assert [span.status.code for span in own].count(Status.STATUS_CODE_ERROR) == 1

    metrics = {
        metric.name: metric
        for each in out["/otlp/v1/metrics"] for of in each.resource_metrics for scope in of.scope_metrics for metric in scope.metrics
    }
    served = metrics["gen_ai.server.request.duration"].histogram
    assert sum(point.count for point in served.data_points) == 3
    for metric in metrics.values():
        for point in metric.histogram.data_points:
            assert sum(point.bucket_counts) == point.count
            assert len(point.bucket_counts) == len(point.explicit_bounds) + 1
    for name in ["gen_ai.client.inference.duration", "gen_ai.client.operation.duration", "gen_ai.client.token.usage"]:
        assert name in metrics
    assert metrics["gen_ai.client.inference.usage.input_tokens"].sum.is_monotonic
    resource = attributes(out["/otlp/v1/metrics"][0].resource_metrics[0].resource)
    assert resource["service.name"] == "oaicompat-gateway"
    assert re.fullmatch(r"gateway_\w+", resource["service.instance.id"])
