"""Clients of the three demo servers: one as it comes, one that pauses between words, one that wants a key."""

import os

import httpx2
import openai
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


def pytest_configure(config):
    config.addinivalue_line("markers", "websocket: needs a transport that carries WebSockets")
    config.addinivalue_line("markers", "session: needs a server that is asked itself: a proxy asks its upstream over HTTP")


def carries_websockets():
    try:
        connect(os.environ["OAICOMPAT_URL"].replace("http", "ws", 1) + "/responses").close()
        return True
    except InvalidStatus as refused:
        assert refused.response.status_code == (404 if os.environ.get("OAICOMPAT_THROUGH") == "gateway" else 426)
        return False


def pytest_collection_modifyitems(config, items):
    marked = {mark.name for item in items for mark in item.iter_markers()}
    without = {"session"} if os.environ.get("OAICOMPAT_THROUGH") else set()
    if "websocket" in marked and not carries_websockets():
        without.add("websocket")
    dropped = [item for item in items if any(mark.name in without for mark in item.iter_markers())]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in dropped]


def sdk(kind, variable, **options):
    settings = {"api_key": "any", "max_retries": 0, "timeout": 30, "_strict_response_validation": True}
    return kind(base_url=os.environ[variable], **(settings | options))


@pytest.fixture(scope="session")
def client():
    with sdk(openai.OpenAI, "OAICOMPAT_URL") as it:
        yield it


@pytest.fixture(scope="session")
def lenient():
    """For the two answers the SDK's own types forget: base64 embeddings and unfinished legacy chunks."""
    with sdk(openai.OpenAI, "OAICOMPAT_URL", _strict_response_validation=False) as it:
        yield it


@pytest.fixture(scope="session")
def raw():
    """The server whose models speak raw text."""
    with sdk(openai.OpenAI, "OAICOMPAT_RAW_URL") as it:
        yield it


@pytest.fixture(scope="session")
def inventing():
    """The server that makes up what does not exist."""
    with sdk(openai.OpenAI, "OAICOMPAT_INVENTING_URL") as it:
        yield it


@pytest.fixture(scope="session")
def slow():
    with sdk(openai.OpenAI, "OAICOMPAT_SLOW_URL") as it:
        yield it


@pytest.fixture
def keyed():
    return lambda key: sdk(openai.OpenAI, "OAICOMPAT_KEYED_URL", api_key=key)


@pytest.fixture
def slow_async():
    return lambda: sdk(openai.AsyncOpenAI, "OAICOMPAT_SLOW_URL", timeout=120)


@pytest.fixture
def slow_stats():
    address = os.environ["OAICOMPAT_SLOW_STATS_URL"]
    return lambda: httpx2.get(address, trust_env=False).json()


@pytest.fixture
def say(client):
    """Asks the model `demo` and gives the completion."""
    return lambda text, **more: client.chat.completions.create(
        model="demo", messages=[{"role": "user", "content": text}], **more
    )


@pytest.fixture
def chunks(client):
    """Asks the model `demo` and gives all chunks of its answer."""
    return lambda text, **more: list(
        client.chat.completions.create(
            model="demo", messages=[{"role": "user", "content": text}], stream=True, **more
        )
    )


@pytest.fixture
def text_of():
    """The streamed text of one choice."""
    return lambda chunks, index=0: "".join(
        choice.delta.content or "" for chunk in chunks for choice in chunk.choices if choice.index == index
    )
