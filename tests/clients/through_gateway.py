"""A plugin of pytest: what of the suites the gateway does not carry, by name, each with the reason.

Requests go on to any one target, so the gateway takes those that stand alone, as JSON. Its errors and its list of models
are its own. A name that is no longer there is an error.
"""

import os

import pytest

FORM = "is a form, which names its model somewhere in the middle"
KEPT = "asks by GET or DELETE for what one server keeps"
SOCKET = "is a WebSocket, which the gateway does not take"
NO_MODEL = "names no model, by which a request finds its target"
CREDENTIALS = "a target's 401 and 403 are of the gateway's own key, so the caller sees 502 upstream_credentials"
OVERLOADED = "a target's 529 is 503 with the code overloaded"
LISTED = "lists the models of the rules, not those of its target"
DIALECT = "is of a dialect that is not tried here"

RESPONSES = "python/test_responses.py::"
CLASS = "python/test_errors.py::test_a_failing_handler_gives_the_error_class_of_its_status"
ANTHROPIC_CLASS = "dialects/test_anthropic.py::test_an_error_is_of_its_class"
LEFT_OUT = {
    "python/test_audio.py": FORM,
    "python/test_images.py": FORM,
    "python/test_files.py": FORM,
    "python/test_batches.py": KEPT,
    "python/test_fine_tuning.py": KEPT,
    "python/test_invent.py": KEPT,
    "python/test_kept.py": KEPT,
    "python/test_langchain.py": KEPT,
    "python/test_vector_stores.py": KEPT,
    "python/test_raw.py": LISTED,
    "python/test_websocket.py": SOCKET,
    "python/test_open_responses.py::test_a_compaction_needs_no_model": NO_MODEL,
    RESPONSES + "test_a_kept_response_is_had_again_until_it_is_deleted": KEPT,
    RESPONSES + "test_a_streamed_response_is_kept_too": KEPT,
    RESPONSES + "test_the_input_comes_in_pages": KEPT,
    RESPONSES + "test_a_response_in_the_background_is_polled": KEPT,
    RESPONSES + "test_a_response_in_the_background_is_taken_up_again_in_mid_stream": KEPT,
    RESPONSES + "test_a_response_in_the_background_is_cancelled": KEPT,
    "python/test_open_responses.py::test_what_was_said_may_have_phases": KEPT,
    CLASS + "[401": CREDENTIALS,
    CLASS + "[403": CREDENTIALS,
    "dialects/test_anthropic.py::test_a_batch_of_messages": KEPT,
    "dialects/test_anthropic.py::test_files": FORM,
    "dialects/test_gemini.py": DIALECT,
    "dialects/test_ollama.py": DIALECT,
    "dialects/test_types.py": DIALECT,
    **{f"{ANTHROPIC_CLASS}[{stream}-{status}]": CREDENTIALS for stream in (False, True) for status in (401, 403)},
    **{f"{ANTHROPIC_CLASS}[{stream}-529]": OVERLOADED for stream in (False, True)},
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    if os.environ.get("OAICOMPAT_THROUGH") != "gateway":
        return
    left, found = [], set()
    for item in items:
        names = [name for name in LEFT_OUT if place(item).startswith(name)]
        found.update(names)
        left += [item] if names else []
    # The plugin sees each suite whole, before its own conftest leaves tests out.
    gone = {name for name in LEFT_OUT if name.split("/")[0] == place(items[0]).split("/")[0]} - found
    assert not gone, f"no such tests: {gone}"
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def place(item):
    return "/".join([item.path.parent.name, item.nodeid.split("/")[-1]])
