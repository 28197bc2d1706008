"""Files, and uploads in parts, through the official SDK."""

import hashlib
import io
import os

import openai
import pytest

LONG = bool(os.environ.get("OAICOMPAT_CLIENTS_LONG"))


def pattern(size):
    """Bytes that are alike nowhere near."""
    line = bytes(range(256)) * 4 + b"."
    return (line * (size // len(line) + 1))[:size]


@pytest.fixture
def send(client):
    """Sends a file that is removed in the end."""
    made = []

    def sent(content, purpose="vision", name="ä b.bin", **more):
        made.append(client.files.create(file=(name, content), purpose=purpose, **more).id)
        return client.files.retrieve(made[-1])

    yield sent
    for each in made:
        try:
            client.files.delete(each)
        except openai.NotFoundError:
            pass


def test_a_file_is_kept_as_it_was_sent(client, send):
    content = pattern(3_000_000)
    file = send(content)
    assert (file.bytes, file.filename, file.purpose, file.status) == (len(content), "ä b.bin", "vision", "processed")
    assert client.files.wait_for_processing(file.id) == file
    assert client.files.content(file.id).content == content
    with client.files.with_streaming_response.content(file.id) as streamed:
        assert sum(len(piece) for piece in streamed.iter_bytes()) == len(content)


def test_a_removed_file_is_gone(client, send):
    file = send(b"x")
    gone = client.files.delete(file.id)
    assert (gone.id, gone.object, gone.deleted) == (file.id, "file", True)
    for ask in (client.files.retrieve, client.files.content, client.files.delete):
        with pytest.raises(openai.NotFoundError, match=file.id):
            ask(file.id)


def test_files_are_paged_to_the_end(client, send):
    ids = [send(b"x", purpose="vision").id for _ in range(5)]
    listed = [file.id for file in client.files.list(purpose="vision", limit=2)]
    assert [each for each in listed if each in ids] == ids[::-1]
    listed = [file.id for file in client.files.list(purpose="vision", limit=2, order="asc")]
    assert [each for each in listed if each in ids] == ids


def test_a_part_of_a_file_is_downloaded(client, send):
    file = send(b"0123456789")
    part = client.files.with_raw_response.content(file.id, extra_headers={"Range": "bytes=2-4"})
    if os.environ.get("OAICOMPAT_THROUGH") == "typed":
        assert part.content == b"0123456789"  # a proxy by types asks for all
    else:
        assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")


def test_a_file_has_a_time_and_what_is_no_file_is_refused(client, send):
    file = send(b"{}", purpose="batch", name="a.jsonl", expires_after={"anchor": "created_at", "seconds": 3600})
    assert file.expires_at == file.created_at + 3600
    with pytest.raises(openai.BadRequestError, match="jsonl"):
        client.files.create(file=("a.txt", b"{}"), purpose="batch")
    with pytest.raises(openai.BadRequestError) as refused:
        client.files.create(file=("a", b"x"), purpose="none")
    assert refused.value.param == "purpose"
    with pytest.raises(openai.BadRequestError, match="Not allowed to download files of purpose: assistants"):
        client.files.content(send(b"x", purpose="assistants").id)


def test_a_file_is_uploaded_in_parts(client, tmp_path):
    content = pattern(2_500_000)
    (tmp_path / "a.bin").write_bytes(content)
    done = client.uploads.upload_file_chunked(
        file=tmp_path / "a.bin", mime_type="bin", purpose="vision", part_size=1_000_000, md5=hashlib.md5(content).hexdigest())
    assert (done.status, done.file.bytes, done.file.filename) == ("completed", len(content), "a.bin")
    assert client.files.content(done.file.id).content == content
    client.files.delete(done.file.id)


def test_an_upload_of_nothing_and_a_cancelled_one_end(client):
    done = client.uploads.upload_file_chunked(file=b"", filename="a", bytes=0, mime_type="txt", purpose="vision")
    assert done.file.bytes == 0
    begun = client.uploads.create(filename="a", bytes=3, mime_type="txt", purpose="vision")
    part = client.uploads.parts.create(begun.id, data=b"123")
    assert (part.object, part.upload_id) == ("upload.part", begun.id)
    assert client.uploads.cancel(begun.id).status == "cancelled"
    with pytest.raises(openai.BadRequestError, match="cancelled"):
        client.uploads.complete(begun.id, part_ids=[part.id])
    client.files.delete(done.file.id)


@pytest.mark.skipif(not LONG, reason="300 MB, of a server that keeps them in a folder: OAICOMPAT_CLIENTS_LONG")
def test_a_file_of_300_mb_is_kept_as_it_was_sent(client, send):
    content = pattern(300_000_000)
    file = send(io.BytesIO(content), name="large.bin")
    digest = hashlib.sha256()
    with client.files.with_streaming_response.content(file.id) as streamed:
        for piece in streamed.iter_bytes():
            digest.update(piece)
    assert digest.digest() == hashlib.sha256(content).digest()
