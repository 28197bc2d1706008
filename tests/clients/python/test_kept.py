"""What the server keeps: chat completions and conversations; and moderation, and models that go."""

import uuid

import openai
import pytest


@pytest.fixture
def label():
    """Labels that nobody else has."""
    return {"run": uuid.uuid4().hex, "a b": "ü&="}


@pytest.fixture
def keep(client, label):
    """Keeps a completion, and gives its id."""

    def kept(text, **more):
        asked = {"model": "demo", "messages": [{"role": "user", "content": text}], "store": True, "metadata": label}
        answer = client.chat.completions.create(**(asked | more))
        return list(answer)[-1].id if more.get("stream") else answer.id

    return kept


def test_a_kept_completion_is_found(client, keep, label):
    found = client.chat.completions.retrieve(keep("Hello"))
    assert found.choices[0].message.content == "You said: Hello"
    assert found.metadata == label


def test_a_streamed_completion_is_kept_whole(client, keep):
    found = client.chat.completions.retrieve(keep("one two three", stream=True))
    assert found.object == "chat.completion"
    assert found.choices[0].message.content == "You said: one two three"
    assert found.choices[0].finish_reason == "stop"


def test_what_is_not_to_be_kept_is_not(client, say):
    with pytest.raises(openai.NotFoundError, match="chatcmpl-"):
        client.chat.completions.retrieve(say("Hello").id)


def test_kept_completions_are_paged_to_the_end(client, keep, label):
    ids = [keep(str(number)) for number in range(7)]
    completions = client.chat.completions
    assert [each.id for each in completions.list(metadata=label, limit=3)] == ids
    assert [each.id for each in completions.list(metadata=label, limit=3, order="desc")] == ids[::-1]
    assert [each.id for each in completions.list(metadata=label, after=ids[4])] == ids[5:]
    assert list(completions.list(metadata=label, model="other")) == []
    page = completions.list(metadata=label, limit=3)
    assert page.has_more and len(page.data) == 3


def test_a_kept_completion_is_relabelled_and_forgotten(client, keep):
    kept = keep("Hello")
    assert client.chat.completions.update(kept, metadata={"new": "label"}).metadata == {"new": "label"}
    assert client.chat.completions.retrieve(kept).metadata == {"new": "label"}
    assert client.chat.completions.delete(kept).deleted
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.retrieve(kept)
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.delete(kept)


def test_the_messages_of_a_kept_completion_are_paged(client, lenient, keep):
    turns = [{"role": "system", "content": "Be brief."}]
    turns += [{"role": "user" if i % 2 == 0 else "assistant", "content": str(i)} for i in range(5)]
    kept = keep("", messages=turns)
    messages = list(lenient.chat.completions.messages.list(kept, limit=2))  # its types know assistants alone
    assert [(each.role, each.content) for each in messages] == [(each["role"], each["content"]) for each in turns]
    assert [each.id for each in lenient.chat.completions.messages.list(kept, order="desc")] == [
        each.id for each in messages[::-1]
    ]


def say_item(text):
    return {"type": "message", "role": "user", "content": text}


def test_a_conversation_is_made_relabelled_and_forgotten(client):
    conversation = client.conversations.create(metadata={"topic": "demo"})
    assert conversation.id.startswith("conv_")
    assert client.conversations.retrieve(conversation.id) == conversation
    assert client.conversations.update(conversation.id, metadata={"a": "b"}).metadata == {"a": "b"}
    assert client.conversations.delete(conversation.id).deleted
    with pytest.raises(openai.NotFoundError, match=conversation.id):
        client.conversations.retrieve(conversation.id)


def test_the_items_of_a_conversation_are_paged_to_the_end(client):
    texts = [str(number) for number in range(23)]
    conversation = client.conversations.create(items=[say_item(text) for text in texts[:20]])
    added = client.conversations.items.create(conversation.id, items=[say_item(text) for text in texts[20:]])
    assert len(added.data) == 3
    items = list(client.conversations.items.list(conversation.id, limit=4, order="asc"))
    assert [item.content[0].text for item in items] == texts
    newest_first = client.conversations.items.list(conversation.id, limit=5)
    assert [item.id for item in newest_first] == [item.id for item in items[::-1]]


def test_an_item_is_found_and_taken_out(client):
    conversation = client.conversations.create(items=[say_item("Hello"), say_item("Bye")])
    [last, first] = client.conversations.items.list(conversation.id)
    found = client.conversations.items.retrieve(first.id, conversation_id=conversation.id)
    assert found == first
    assert client.conversations.items.delete(first.id, conversation_id=conversation.id).id == conversation.id
    assert [item.id for item in client.conversations.items.list(conversation.id)] == [last.id]
    with pytest.raises(openai.NotFoundError):
        client.conversations.items.retrieve(first.id, conversation_id=conversation.id)


def test_a_response_adds_to_its_conversation(client):
    conversation = client.conversations.create()
    client.responses.create(model="demo", input="Hello", conversation=conversation.id)
    items = list(client.conversations.items.list(conversation.id, order="asc"))
    assert [item.role for item in items] == ["user", "assistant"]
    assert items[1].content[0].text == "You said: Hello"


def test_too_many_items_at_once_are_refused(client):
    with pytest.raises(openai.BadRequestError) as failure:
        client.conversations.create(items=[say_item("x")] * 21)
    assert failure.value.param == "items"


def test_texts_are_moderated(client):
    moderation = client.moderations.create(input=["I will KILL you", "Good morning"])
    bad, good = moderation.results
    assert bad.flagged and bad.categories.violence and bad.category_scores.violence > 0.9
    assert not good.flagged and not good.categories.violence and good.category_scores.violence < 0.1
    assert bad.category_applied_input_types.violence == ["text"]
    assert moderation.model == "omni-moderation-latest"


def test_parts_are_moderated_together(client):
    parts = [{"type": "text", "text": "a bomb"}, {"type": "image_url", "image_url": {"url": "data:,x"}}]
    [found] = client.moderations.create(input=parts, model="demo").results
    assert found.categories.illicit_violent and found.categories.illicit


def test_a_fine_tuned_model_is_deleted_and_no_other(client):
    deleted = client.models.delete("ft:demo:acme/a b:1")
    assert deleted.id == "ft:demo:acme/a b:1" and deleted.deleted and deleted.object == "model"
    with pytest.raises(openai.PermissionDeniedError):
        client.models.delete("demo")
    with pytest.raises(openai.NotFoundError):
        client.models.delete("unknown")
