"""Every request and every body of files, uploads, batches, vector stores and fine-tuning is valid after the
specification, which says itself what the body of an operation is.

Two exceptions that the service itself makes: the object of a batch of files is `vector_store.file_batch`, and a job
that is paused has the status `paused`.
"""

import json
import pathlib
import re
import time

import pytest
from wire import valid, valid_error

GROUPS = ("/files", "/uploads", "/batches", "/vector_stores", "/fine_tuning")
PATHS = json.loads((pathlib.Path(__file__).parents[1] / "spec/openapi.json").read_text())["paths"]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in PATHS.items() if path.startswith(GROUPS) for method, operation in methods.items()
}
PATTERNS = {name: re.compile(re.sub(r"\{\w+\}", "[^/]+", name)) for name in OPERATIONS}
FORM = {"content-type": "multipart/form-data; boundary=b"}


def schema_of(described):
    content = described.get("content", {}).get("application/json", {}).get("schema", {})
    return content.get("$ref", "").removeprefix("#/components/schemas/")


@pytest.fixture(scope="module")
def asked():
    """The operations that were asked."""
    return set()


@pytest.fixture
def ask(send, asked):
    def ask(method, path, body=None):
        [name] = [name for name, shape in PATTERNS.items() if shape.fullmatch(f"{method} {path.partition('?')[0]}")]
        operation = OPERATIONS[name]
        asked.add(name)
        is_form = isinstance(body, bytes)
        if not is_form and (wanted := schema_of(operation.get("requestBody", {}))):
            valid(wanted, body)
        answer = send(method, path, body, FORM if is_form else None)
        assert answer.status == 200, (name, answer.body)
        if not (schema := schema_of(operation["responses"]["200"])):
            return answer.body
        valid(schema, as_described(answer.json))
        return answer.json

    return ask


def as_described(body):
    for each in [body, *body.get("data", [])]:
        if each.get("object") == "vector_store.file_batch":
            each["object"] = "vector_store.files_batch"
        if each.get("object") == "fine_tuning.job" and each["status"] == "paused":
            each["status"] = "queued"
    return body


def form(text, name="file", **fields):
    parts = [f'--b\r\ncontent-disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    file = f'--b\r\ncontent-disposition: form-data; name="{name}"; filename="a.jsonl"\r\n\r\n{text}\r\n--b--\r\n'
    return "".join([*parts, file]).encode()


def lines(*values):
    return "\n".join(json.dumps(value) for value in values)


def until(ask, path, *statuses):
    for _ in range(1000):
        if (body := ask("GET", path))["status"] in statuses:
            return body
        time.sleep(0.02)
    raise AssertionError(body)


def test_files_are_valid(ask):
    expiring = {"purpose": "user_data", "expires_after[anchor]": "created_at", "expires_after[seconds]": 3600}
    made = ask("POST", "/files", form("x", **expiring))
    assert made["expires_at"] == made["created_at"] + 3600
    path = f"/files/{made['id']}"
    assert ask("GET", path) == made
    page = ask("GET", "/files?limit=1")
    assert page["first_id"] == page["last_id"] == page["data"][0]["id"]
    ask("DELETE", path)
    kept = ask("POST", "/files", form("content", purpose="vision"))
    assert ask("GET", f"/files/{kept['id']}/content") == b"content"


def test_uploads_are_valid(ask):
    wanted = {"filename": "a", "purpose": "vision", "bytes": 3, "mime_type": "image/png"}
    made = ask("POST", "/uploads", wanted)
    part = ask("POST", f"/uploads/{made['id']}/parts", form("abc", name="data"))
    done = ask("POST", f"/uploads/{made['id']}/complete", {"part_ids": [part["id"]]})
    assert done["file"]["bytes"] == 3
    other = ask("POST", "/uploads", wanted)
    assert ask("POST", f"/uploads/{other['id']}/cancel")["status"] == "cancelled"


def test_batches_are_valid(ask):
    body = {"model": "demo", "messages": [{"role": "user", "content": "Hi"}]}
    line = {"method": "POST", "url": "/v1/chat/completions"}
    good, bad, refused = (
        line | {"custom_id": "a", "body": body},
        line | {"custom_id": "b", "body": body | {"temperature": "hot"}},
        {"custom_id": "c"},
    )
    wanted = {"endpoint": "/v1/chat/completions", "completion_window": "24h", "metadata": {"a": "b"}}
    for content, status in ((lines(good, bad), "completed"), (lines(refused), "failed")):
        file = ask("POST", "/files", form(content, purpose="batch"))
        made = ask("POST", "/batches", wanted | {"input_file_id": file["id"]})
        ended = until(ask, f"/batches/{made['id']}", "completed", "failed")
        assert ended["status"] == status
        for produced, schema in (("output", "CreateChatCompletionResponse"), ("error", "ErrorResponse")):
            if id := ended.get(f"{produced}_file_id"):
                ask("GET", f"/files/{id}")
                [result] = map(json.loads, ask("GET", f"/files/{id}/content").splitlines())
                assert set(result) == {"id", "custom_id", "response", "error"}
                valid(schema, result["response"]["body"])
    many = ask("POST", "/files", form(lines(*(good | {"custom_id": f"{i}"} for i in range(2000))), purpose="batch"))
    made = ask("POST", "/batches", wanted | {"input_file_id": many["id"]})
    assert ask("POST", f"/batches/{made['id']}/cancel")["status"] in ("cancelling", "cancelled")
    until(ask, f"/batches/{made['id']}", "cancelled")
    ask("GET", "/batches?limit=2")


def test_vector_stores_are_valid(ask):
    static = {"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 50}}
    good, other = (ask("POST", "/files", form(text, purpose="assistants"))["id"] for text in ("Zebras.", "Cats."))
    ids = {"file_ids": [good], "chunking_strategy": static}
    made = ask("POST", "/vector_stores", ids | {"name": "a", "expires_after": {"anchor": "last_active_at", "days": 1}})
    store = f"/vector_stores/{made['id']}"
    until(ask, store, "completed")
    ask("POST", store, {"name": "b", "metadata": {"a": "b"}, "expires_after": {"anchor": "last_active_at", "days": 2}})
    ask("GET", "/vector_stores?limit=1")
    ask("POST", store + "/files", {"file_id": other, "attributes": {"year": 7, "old": True, "who": "me"}})
    until(ask, f"{store}/files/{other}", "completed")
    ask("POST", f"{store}/files/{other}", {"attributes": {"year": 8}})
    ask("GET", store + "/files?filter=completed")
    ask("GET", f"{store}/files/{other}/content")
    ask("POST", store + "/search", {
        "query": ["zebras", "cats"], "max_num_results": 5, "rewrite_query": False,
        "ranking_options": {"ranker": "auto", "score_threshold": 0}, "filters": {"type": "eq", "key": "year", "value": 8}})
    binary = ask("POST", "/files", form("\0", purpose="assistants").replace(b"a.jsonl", b"a.bin"))["id"]
    batch = ask("POST", store + "/file_batches", {"files": [{"file_id": binary}]})
    path = f"{store}/file_batches/{batch['id']}"
    until(ask, path, "completed", "failed")
    assert ask("GET", path + "/files")["data"][0]["last_error"]["code"] == "unsupported_file"
    again = ask("POST", store + "/file_batches", {"file_ids": [good, other]})
    ask("POST", f"{store}/file_batches/{again['id']}/cancel")
    ask("DELETE", f"{store}/files/{other}")
    ask("DELETE", store)


def test_fine_tuning_is_valid(ask):
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    file = ask("POST", "/files", form(lines(*[{"messages": turns}] * 10), purpose="fine-tune"))["id"]
    wanted = {"model": "demo", "training_file": file, "suffix": "a", "metadata": {"a": "b"},
              "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}}}
    path = f"/fine_tuning/jobs/{ask('POST', '/fine_tuning/jobs', wanted)['id']}"
    job = until(ask, path, "succeeded")
    ask("GET", path + "/events?limit=100")
    [*_, checkpoint] = ask("GET", path + "/checkpoints")["data"]
    permissions = f"/fine_tuning/checkpoints/{checkpoint['fine_tuned_model_checkpoint']}/permissions"
    permitted = ask("POST", permissions, {"project_ids": ["proj_1"]})["data"][0]["id"]
    ask("GET", permissions + "?limit=1")
    ask("DELETE", f"{permissions}/{permitted}")
    ask("GET", f"/files/{job['result_files'][0]}")
    few = ask("POST", "/files", form(lines({"messages": turns}), purpose="fine-tune"))["id"]
    failed = ask("POST", "/fine_tuning/jobs", {"model": "demo", "training_file": few})
    assert until(ask, f"/fine_tuning/jobs/{failed['id']}", "failed")["error"]["code"] == "invalid_n_examples"
    ask("GET", "/fine_tuning/jobs?limit=2")


def test_jobs_that_are_paused_and_cancelled_are_valid(ask, send, asked):
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    file = ask("POST", "/files", form(lines(*[{"messages": turns}] * 2000), purpose="fine-tune"))["id"]
    slow = {"model": "demo", "training_file": file,
            "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 50, "batch_size": 1}}}}
    path = f"/fine_tuning/jobs/{ask('POST', '/fine_tuning/jobs', slow)['id']}"
    assert ask("POST", path + "/pause")["status"] == "paused"
    for _ in range(1000):  # its trainer notices the pause a moment later
        if (answer := send("POST", path + "/resume")).status != 409:
            break
        time.sleep(0.02)
    valid("FineTuningJob", answer.json)
    asked.add("POST /fine_tuning/jobs/{fine_tuning_job_id}/resume")
    assert ask("POST", path + "/cancel")["status"] == "cancelled"


def test_graders_are_valid(ask):
    check = {"type": "string_check", "name": "same", "input": "{{sample.output_text}}", "reference": "{{item.label}}",
             "operation": "eq"}
    near = {"type": "text_similarity", "name": "near", "input": "{{sample.output_text}}", "reference": "{{item.label}}",
            "evaluation_metric": "fuzzy_match"}
    score = {"type": "score_model", "name": "score", "model": "demo", "input": [{"role": "user", "content": "?"}]}
    for grader in (check, near, score):
        ask("POST", "/fine_tuning/alpha/graders/run", {"grader": grader, "item": {"label": "a"}, "model_sample": "a"})
        ask("POST", "/fine_tuning/alpha/graders/validate", {"grader": grader})


def test_every_operation_was_asked(asked):
    assert set(OPERATIONS) - asked == set()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        *(("GET", path, None, 404) for path in (
            "/files/file-none", "/files/file-none/content", "/batches/batch_none", "/vector_stores/vs_none",
            "/vector_stores/vs_none/files", "/vector_stores/vs_none/files/file-none",
            "/vector_stores/vs_none/file_batches/vsfb_none", "/fine_tuning/jobs/ftjob-none",
            "/fine_tuning/jobs/ftjob-none/events", "/fine_tuning/checkpoints/none/permissions")),
        *(("GET", path + "?limit=-1", None, 400) for path in ("/files", "/batches", "/vector_stores", "/fine_tuning/jobs")),
        *(("POST", path, {}, 400) for path in ("/uploads", "/batches", "/fine_tuning/jobs")),
        ("POST", "/uploads/upload_none/complete", {"part_ids": []}, 404),
        ("POST", "/vector_stores/vs_none/search", {"query": "a"}, 404),
        ("POST", "/fine_tuning/alpha/graders/run", {"grader": {"type": "python"}}, 400),
        ("GET", "/files?purpose=nothing", None, 400),
    ],
)
def test_an_error_is_valid(send, method, path, body, status):
    valid_error(send(method, path, body), status)
