"""Models that speak raw text: in every format the answers, calls and reasoning are those of any other model."""

import json

import pytest

NAMES = ["get_weather", "find"]
TOOLS = [
    {
        "name": "get_weather",
        "description": "The weather.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city"],
        },
    },
    {"name": "find", "description": "Finds.", "parameters": {"type": "object", "properties": {"text": {"type": "string"}}}},
]
ASKED = 'Use get_weather {"city": "Ålesund", "days": 3} and find {"text": "a < b && \\"c\\""}'
ARGUMENTS = [{"city": "Ålesund", "days": 3}, {"text": 'a < b && "c"'}]
RESULTS = ["It rains.", "Nothing."]
ANSWER = "The tools said: It rains.; Nothing."


@pytest.fixture(scope="module")
def models(raw):
    models = sorted(model.id for model in raw.models.list() if model.id.startswith("demo-raw-"))
    assert len(models) >= 40
    return models


def check_calls(calls):
    assert [name for name, _, _ in calls] == NAMES
    assert [json.loads(arguments) for _, arguments, _ in calls] == ARGUMENTS
    assert len({id for _, _, id in calls}) == 2


def chat(raw, streamed, **request):
    request = {"tools": [{"type": "function", "function": tool} for tool in TOOLS], **request}
    if not streamed:
        return raw.chat.completions.create(**request).choices[0]
    with raw.chat.completions.stream(**request) as stream:
        return stream.get_final_completion().choices[0]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_loop_over_chat_in_every_format(raw, models, streamed):
    for model in models:
        messages = [{"role": "user", "content": ASKED}]
        choice = chat(raw, streamed, model=model, messages=messages)
        assert choice.finish_reason == "tool_calls", model
        calls = choice.message.tool_calls
        check_calls([(call.function.name, call.function.arguments, call.id) for call in calls])
        messages.append(choice.message.to_dict())
        messages += [
            {"role": "tool", "tool_call_id": call.id, "content": result} for call, result in zip(calls, RESULTS)
        ]
        choice = chat(raw, streamed, model=model, messages=messages)
        assert (choice.finish_reason, choice.message.content) == ("stop", ANSWER), model


def respond(raw, streamed, **request):
    request = {"tools": [{"type": "function", "strict": False, **tool} for tool in TOOLS], **request}
    if not streamed:
        return raw.responses.create(**request)
    with raw.responses.stream(**request) as stream:
        return stream.get_final_response()


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_loop_over_responses_in_every_format(raw, models, streamed):
    for model in models:
        response = respond(raw, streamed, model=model, input=ASKED)
        calls = [item for item in response.output if item.type == "function_call"]
        check_calls([(call.name, call.arguments, call.call_id) for call in calls])
        results = [
            {"type": "function_call_output", "call_id": call.call_id, "output": result}
            for call, result in zip(calls, RESULTS)
        ]
        response = respond(raw, streamed, model=model, input=results, previous_response_id=response.id)
        assert response.output_text == ANSWER, model


def test_reasoning_is_apart_in_every_format_that_has_it(raw, models):
    reasoned = 0
    for model in models:
        message = raw.chat.completions.create(
            model=model, messages=[{"role": "user", "content": "Hi"}], reasoning_effort="high"
        ).choices[0].message
        assert message.content == "You said: Hi", model
        reasoned += bool(getattr(message, "reasoning_content", ""))
    assert reasoned >= 15
