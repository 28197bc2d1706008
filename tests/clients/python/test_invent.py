"""With `--invent` the demo makes up what does not exist, where an id stands; without, it does not."""

import openai
import pytest

GETS = {
    "a response": lambda client: client.responses.retrieve("resp_made_up"),
    "a conversation": lambda client: client.conversations.retrieve("conv_made_up"),
    "an item": lambda client: client.conversations.items.list("conv_made_up"),
    "a completion": lambda client: client.chat.completions.retrieve("chatcmpl-made-up"),
    "a file": lambda client: client.files.retrieve("file-made-up"),
    "a batch": lambda client: client.batches.retrieve("batch_made_up"),
    "a vector store": lambda client: client.vector_stores.retrieve("vs_made_up"),
    "a file of a vector store": lambda client: client.vector_stores.files.retrieve(
        "file-made-up", vector_store_id="vs_made_up"),
    "a batch of files": lambda client: client.vector_stores.file_batches.retrieve(
        "vsfb_made_up", vector_store_id="vs_made_up"),
    "a fine-tuning job": lambda client: client.fine_tuning.jobs.retrieve("ftjob-made-up"),
    "an upload": lambda client: client.uploads.cancel("upload_made_up"),
}
gets = pytest.mark.parametrize("get", GETS.values(), ids=GETS)


@gets
def test_what_is_asked_for_by_its_id_is_made_up_and_stays(inventing, get):
    made = get(inventing)
    if hasattr(made, "id"):
        assert "made" in made.id
    if not isinstance(made, openai.types.Upload):  # which is cancelled
        again = get(inventing)
        assert getattr(again, "created_at", None) == getattr(made, "created_at", None)


@gets
def test_nothing_is_made_up_where_it_was_not_asked_for(client, get):
    with pytest.raises((openai.NotFoundError, openai.BadRequestError)):
        get(client)


def test_what_exists_is_no_invention(inventing):
    file = inventing.files.create(file=("a.txt", b"mine"), purpose="vision")
    assert inventing.files.content(file.id).read() == b"mine"
    assert inventing.vector_stores.files.create(file_id=file.id, vector_store_id="vs_mine").id == file.id
    job = inventing.fine_tuning.jobs.create(model="demo", training_file="file-of-examples")
    assert job.training_file == "file-of-examples"
    assert inventing.files.delete("file-of-examples").deleted
