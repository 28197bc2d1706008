"""Vector stores through the official SDK, with its helpers that wait."""

import uuid

import openai
import pytest


@pytest.fixture
def store(client):
    made = client.vector_stores.create(name="library", metadata={"a": "b"})
    yield made
    client.vector_stores.delete(made.id)


def sent(client, text, name="a.txt"):
    return client.files.create(file=(name, text.encode()), purpose="assistants")


def test_a_file_is_uploaded_read_and_found(client, store):
    file = client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id, file=("zebra.txt", b"Zebras have stripes."), attributes={"year": 2024})
    assert (file.status, file.last_error, file.attributes) == ("completed", None, {"year": 2024})
    assert file.chunking_strategy.static.max_chunk_size_tokens == 800
    found = client.vector_stores.search(store.id, query="Zebras have stripes.")
    assert [each.file_id for each in found.data] == [file.id]
    assert found.data[0].content[0].text == "Zebras have stripes."
    assert 0.9 < found.data[0].score <= 1
    filters = {"type": "and", "filters": [{"type": "gte", "key": "year", "value": 2025}]}
    assert client.vector_stores.search(store.id, query=["a", "b"], filters=filters).data == []
    assert [part.text for part in client.vector_stores.files.content(file.id, vector_store_id=store.id)] == [
        "Zebras have stripes."]


def test_a_response_searches_files_and_cites_them(client, store):
    file = client.vector_stores.files.upload_and_poll(vector_store_id=store.id, file=("zebra.txt", b"Zebras have stripes."))
    tool = {"type": "file_search", "vector_store_ids": [store.id], "max_num_results": 3}
    asked = dict(model="demo", input='file_search {"queries": ["Zebras have stripes."]}', tools=[tool],
                 include=["file_search_call.results"])
    response = client.responses.create(**asked)
    search, message = response.output
    assert (search.type, search.status, search.queries) == ("file_search_call", "completed", ["Zebras have stripes."])
    assert [(each.file_id, each.text) for each in search.results] == [(file.id, "Zebras have stripes.")]
    note, = message.content[0].annotations
    assert (note.type, note.file_id, note.filename) == ("file_citation", file.id, "zebra.txt")
    assert "Zebras have stripes." in response.output_text and "【" not in response.output_text
    assert 0 <= note.index <= len(response.output_text)
    with client.responses.stream(**asked) as stream:
        kinds = [event.type for event in stream]
        assert stream.get_final_response().output_text == response.output_text
    searches = [kind.removeprefix("response.file_search_call.") for kind in kinds if "file_search" in kind]
    assert searches == ["in_progress", "searching", "completed"]
    assert kinds.count("response.output_text.annotation.added") == 1
    with pytest.raises(openai.NotFoundError):
        client.responses.create(**asked | {"tools": [tool | {"vector_store_ids": ["vs_none"]}]})


def test_words_count_as_much_as_they_are_told_to(client, store):
    """The demo finds words where it was built with SQLite."""
    files = [(f"{i}.txt", text.encode()) for i, text in enumerate(["The code E-1042 means fire.", "The code E-7 means rain."])]
    assert client.vector_stores.file_batches.upload_and_poll(store.id, files=files).file_counts.completed == 2
    ranking = {"hybrid_search": {"embedding_weight": 0, "text_weight": 1}}
    try:
        found = client.vector_stores.search(store.id, query="E-1042", ranking_options=ranking).data
    except openai.BadRequestError as error:
        pytest.skip(error.message)
    assert [each.filename for each in found] == ["0.txt"]


def test_a_batch_of_files_is_uploaded_and_read(client, store):
    files = [(f"{i}.md", f"Text {i}".encode()) for i in range(5)] + [("6.bin", b"\x00\xff")]
    batch = client.vector_stores.file_batches.upload_and_poll(vector_store_id=store.id, files=files)
    assert batch.status == "completed"
    assert (batch.file_counts.completed, batch.file_counts.failed, batch.file_counts.total) == (5, 1, 6)
    listed = list(client.vector_stores.file_batches.list_files(batch.id, vector_store_id=store.id, limit=2))
    assert len(listed) == 6
    failed = list(client.vector_stores.files.list(store.id, filter="failed"))
    assert [file.last_error.code for file in failed] == ["unsupported_file"]
    now = client.vector_stores.retrieve(store.id)
    assert (now.status, now.file_counts.total) == ("completed", 6)
    assert now.usage_bytes > 0


def test_vector_stores_are_paged_to_the_end(client):
    ids = [client.vector_stores.create().id for _ in range(5)]
    assert [store.id for store in client.vector_stores.list(limit=2) if store.id in ids] == ids[::-1]
    assert [store.id for store in client.vector_stores.list(limit=2, order="asc") if store.id in ids] == ids
    for each in ids:
        assert client.vector_stores.delete(each).deleted


def test_a_removed_file_is_no_longer_found(client, store):
    file = client.vector_stores.files.create_and_poll(sent(client, "gone").id, vector_store_id=store.id)
    assert file.status == "completed"
    client.files.delete(file.id)
    assert client.vector_stores.search(store.id, query="gone").data == []
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.files.retrieve(file.id, vector_store_id=store.id)


def test_a_cancelled_batch_and_bad_requests(client, store):
    batch = client.vector_stores.file_batches.create(store.id, file_ids=[sent(client, "x").id])
    assert client.vector_stores.file_batches.cancel(batch.id, vector_store_id=store.id).status in ("cancelled", "completed")
    with pytest.raises(openai.NotFoundError, match="vs_none"):
        client.vector_stores.retrieve("vs_none")
    with pytest.raises(openai.BadRequestError) as error:
        client.vector_stores.search(store.id, query="a", max_num_results=51)
    assert error.value.param == "max_num_results"


def test_what_is_made_with_a_key_is_made_once(client):
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = client.vector_stores.create(name="once", extra_headers=key)
    assert client.vector_stores.create(name="once", extra_headers=key).id == first.id
    with pytest.raises(openai.ConflictError) as refused:
        client.with_options(max_retries=2).vector_stores.create(name="twice", extra_headers=key)
    assert refused.value.code == "idempotency_key_reused"
    assert refused.value.response.headers["x-should-retry"] == "false"
    sent = [client.files.create(file=("a.txt", b"a"), purpose="assistants", extra_headers=key).id for _ in range(2)]
    assert sent[0] == sent[1]
    client.files.delete(sent[0])
    client.vector_stores.delete(first.id)
