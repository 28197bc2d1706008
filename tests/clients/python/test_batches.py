"""Batches, from their file to their results, through the official SDK."""

import io
import json
import time

import openai
import pytest


def lines(count, model="demo", **more):
    for i in range(count):
        body = {"model": model, "messages": [{"role": "user", "content": f"Say {i}"}], **more}
        yield json.dumps({"custom_id": f"r{i}", "method": "POST", "url": "/v1/chat/completions", "body": body})


def begin(client, text, **more):
    file = client.files.create(file=("in.jsonl", io.BytesIO(text.encode())), purpose="batch")
    return client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", **more)


def ended(client, batch):
    until = time.monotonic() + 60
    while batch.status not in ("completed", "failed", "expired", "cancelled"):
        assert time.monotonic() < until
        time.sleep(0.05)
        batch = client.batches.retrieve(batch.id)
    return batch


def test_a_batch_is_completed(client):
    batch = begin(client, "\n".join(lines(20)), metadata={"a": "b"})
    assert (batch.status, batch.object, batch.metadata) == ("validating", "batch", {"a": "b"})
    batch = ended(client, batch)
    assert batch.status == "completed"
    assert (batch.request_counts.total, batch.request_counts.completed, batch.request_counts.failed) == (20, 20, 0)
    assert batch.error_file_id is None and batch.usage.total_tokens > 0
    answers = [json.loads(each) for each in client.files.content(batch.output_file_id).text.splitlines()]
    assert {each["custom_id"] for each in answers} == {f"r{i}" for i in range(20)}
    assert all(each["response"]["status_code"] == 200 and each["error"] is None for each in answers)
    assert answers[0]["response"]["body"]["object"] == "chat.completion"
    assert client.files.retrieve(batch.output_file_id).purpose == "batch_output"


def test_a_file_that_is_wrong_fails_the_batch(client):
    batch = ended(client, begin(client, "\n".join([*lines(2), *lines(1)])))
    assert batch.status == "failed"
    assert [(each.code, each.line) for each in batch.errors.data] == [("duplicate_custom_id", 3)]


def test_an_ended_batch_is_not_cancelled(client):
    batch = ended(client, begin(client, "\n".join(lines(1))))
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(batch.id)


def test_batches_are_paged_to_the_end(client):
    made = [ended(client, begin(client, "\n".join(lines(1)))).id for _ in range(3)]
    listed = [each.id for each in client.batches.list(limit=2)]
    assert [each for each in listed if each in made] == made[::-1]
    with pytest.raises(openai.NotFoundError):
        client.batches.retrieve("batch_none")
