import functools
import os

import pytest
import wire


@pytest.fixture
def send():
    return functools.partial(wire.send, os.environ["OAICOMPAT_URL"])


@pytest.fixture
def send_keyed():
    return functools.partial(wire.send, os.environ["OAICOMPAT_KEYED_URL"])


@pytest.fixture
def send_root():
    """As `send`, with paths from the root of the server, not from /v1."""
    return functools.partial(wire.send, os.environ["OAICOMPAT_URL"].removesuffix("/v1"))


@pytest.fixture
def send_keyed_root():
    return functools.partial(wire.send, os.environ["OAICOMPAT_KEYED_URL"].removesuffix("/v1"))
