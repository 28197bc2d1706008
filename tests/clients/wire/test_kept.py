"""Every body about what is kept, and of moderations and deletions, is valid after the specification.

One exception the specification itself forgets: the messages of a kept completion are of every role, not the
assistant's alone.
"""

import pytest
from wire import valid, valid_error

ITEM = {"type": "message", "role": "user", "content": "Hello"}


def ask(send, name, method, path, body=None):
    answer = send(method, path, body)
    assert answer.status == 200, answer.body
    return valid(name, answer.json)


def test_kept_completions_are_valid(send):
    body = {"model": "demo", "store": True, "messages": [{"role": "user", "content": "Hello"}], "metadata": {"a": "b"}}
    made = ask(send, "CreateChatCompletionResponse", "POST", "/chat/completions", body)
    path = f"/chat/completions/{made['id']}"
    assert ask(send, "CreateChatCompletionResponse", "GET", path)["metadata"] == {"a": "b"}
    ask(send, "CreateChatCompletionResponse", "POST", path, {"metadata": {"c": "d"}})
    page = ask(send, "ChatCompletionList", "GET", "/chat/completions?order=desc&metadata[c]=d")
    assert page["data"][0]["id"] == page["first_id"]
    messages = send("GET", path + "/messages").json
    assert [each.pop("role") for each in messages["data"]] == ["user"]
    valid("ChatCompletionMessageList", messages | {"data": [each | {"role": "assistant"} for each in messages["data"]]})
    ask(send, "ChatCompletionDeleted", "DELETE", path)
    assert ask(send, "ChatCompletionList", "GET", "/chat/completions?metadata[c]=nobody")["data"] == []


def test_conversations_are_valid(send):
    made = ask(send, "ConversationResource", "POST", "/conversations", {"items": [ITEM]})
    path = f"/conversations/{made['id']}"
    ask(send, "ConversationResource", "GET", path)
    ask(send, "ConversationResource", "POST", path, {"metadata": {"a": "b"}})
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c", "output": "4"}
    ask(send, "ConversationItemList", "POST", path + "/items?include[]=reasoning.encrypted_content", {"items": [call, output]})
    page = ask(send, "ConversationItemList", "GET", path + "/items?limit=2")
    assert page["has_more"] and page["first_id"] == page["data"][0]["id"]
    rest = ask(send, "ConversationItemList", "GET", path + f"/items?after={page['last_id']}")
    ask(send, "ConversationItem", "GET", path + f"/items/{rest['data'][0]['id']}")
    ask(send, "ConversationResource", "DELETE", path + f"/items/{rest['data'][0]['id']}")
    ask(send, "DeletedConversationResource", "DELETE", path)


def test_moderations_and_deletions_are_valid(send):
    for text in ("Hello", ["Hello", "blood"], [{"type": "text", "text": "kill"}]):
        ask(send, "CreateModerationResponse", "POST", "/moderations", {"input": text})
    ask(send, "DeleteModelResponse", "DELETE", "/models/ft:demo:1")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/chat/completions/unknown", None, 404),
        ("POST", "/chat/completions/unknown", {"metadata": {}}, 404),
        ("DELETE", "/chat/completions/unknown", None, 404),
        ("GET", "/chat/completions/unknown/messages", None, 404),
        ("GET", "/chat/completions?limit=-1", None, 400),
        ("GET", "/chat/completions?after=unknown", None, 404),
        ("GET", "/conversations/unknown", None, 404),
        ("POST", "/conversations/unknown/items", {"items": []}, 404),
        ("DELETE", "/conversations/unknown/items/unknown", None, 404),
        ("POST", "/conversations", b"{", 400),
        ("POST", "/moderations", {}, 400),
        ("POST", "/moderations", {"input": []}, 400),
        ("DELETE", "/models/demo", None, 403),
        ("DELETE", "/models/unknown", None, 404),
        ("PUT", "/conversations", None, 405),
    ],
)
def test_an_error_is_valid(send, method, path, body, status):
    valid_error(send(method, path, body), status)
