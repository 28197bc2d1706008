"""Function tools, one and several, and the whole way round."""

import json

import jsonschema
import openai
import pydantic
import pytest

WEATHER = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "minLength": 1},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        "days": {"type": "integer", "minimum": 1, "maximum": 7},
    },
    "required": ["city", "unit", "days"],
    "additionalProperties": False,
}
TIME = {"type": "object", "properties": {"zone": {"type": "string"}}, "required": ["zone"]}


def function(name, parameters):
    return {"type": "function", "function": {"name": name, "description": f"Calls {name}.", "parameters": parameters}}


TOOLS = [function("get_weather", WEATHER), function("get_time", TIME)]
SCHEMAS = {"get_weather": WEATHER, "get_time": TIME}


def check_arguments(call):
    jsonschema.validate(json.loads(call.function.arguments), SCHEMAS[call.function.name])


def test_the_tool_that_is_asked_for_is_called(say):
    choice = say("Please use get_weather for Oslo", tools=TOOLS).choices[0]
    assert choice.finish_reason == "tool_calls"
    [call] = choice.message.tool_calls
    assert call.type == "function"
    assert call.function.name == "get_weather"
    assert call.id
    check_arguments(call)


def test_two_tools_that_are_asked_for_are_called_in_parallel(say):
    calls = say("Use get_weather and get_time", tools=TOOLS).choices[0].message.tool_calls
    assert {call.function.name for call in calls} == {"get_weather", "get_time"}
    assert len({call.id for call in calls}) == 2
    for call in calls:
        check_arguments(call)


def test_parallel_calls_can_be_declined(say):
    choice = say("Use get_weather and get_time", tools=TOOLS, parallel_tool_calls=False).choices[0]
    assert len(choice.message.tool_calls) == 1


def test_tools_that_nobody_asks_for_are_not_called(say):
    choice = say("Hello", tools=TOOLS).choices[0]
    assert choice.message.content == "You said: Hello"
    assert not choice.message.tool_calls


def test_tool_choice_names_the_tool(say):
    named = {"type": "function", "function": {"name": "get_time"}}
    [call] = say("Hello", tools=TOOLS, tool_choice=named).choices[0].message.tool_calls
    assert call.function.name == "get_time"
    check_arguments(call)


def test_tool_choice_requires_a_tool(say):
    assert say("Hello", tools=TOOLS, tool_choice="required").choices[0].message.tool_calls


def test_tool_choice_forbids_tools(say):
    choice = say("Use get_weather", tools=TOOLS, tool_choice="none").choices[0]
    assert not choice.message.tool_calls
    assert choice.finish_reason == "stop"


def test_streamed_tool_calls_gather_to_those_of_the_whole_answer(client, say):
    text = "Use get_weather and get_time"
    with client.chat.completions.stream(
        model="demo", messages=[{"role": "user", "content": text}], tools=TOOLS
    ) as stream:
        final = stream.get_final_completion()
    whole = say(text, tools=TOOLS).choices[0]
    assert final.choices[0].finish_reason == "tool_calls"
    streamed = [(call.function.name, call.function.arguments) for call in final.choices[0].message.tool_calls]
    assert streamed == [(call.function.name, call.function.arguments) for call in whole.message.tool_calls]
    assert all(call.id for call in final.choices[0].message.tool_calls)


def test_a_streamed_tool_call_says_id_and_name_once_and_arguments_in_pieces(chunks):
    deltas = [
        call
        for chunk in chunks("Use get_weather", tools=TOOLS)
        for choice in chunk.choices
        for call in choice.delta.tool_calls or []
    ]
    assert [bool(delta.id) for delta in deltas] == [True] + [False] * (len(deltas) - 1)
    assert [bool(delta.function.name) for delta in deltas] == [True] + [False] * (len(deltas) - 1)
    assert len(deltas) > 1
    jsonschema.validate(json.loads("".join(delta.function.arguments or "" for delta in deltas)), WEATHER)


def test_a_tool_loop_ends_in_an_answer_that_holds_the_result(client):
    messages = [{"role": "user", "content": "Use get_weather and get_time"}]
    asked = client.chat.completions.create(model="demo", messages=messages, tools=TOOLS).choices[0].message
    messages.append(asked.to_dict())
    for call in asked.tool_calls:
        result = f"result of {call.function.name}: 21"
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    answer = client.chat.completions.create(model="demo", messages=messages, tools=TOOLS).choices[0]
    assert answer.finish_reason == "stop"
    assert not answer.message.tool_calls
    assert "result of get_weather: 21" in answer.message.content
    assert "result of get_time: 21" in answer.message.content


def test_a_custom_tool_is_called_with_plain_text(say):
    custom = {"type": "custom", "custom": {"name": "write_note", "description": "Writes a note."}}
    [call] = say("Use write_note", tools=[custom]).choices[0].message.tool_calls
    assert call.type == "custom"
    assert call.custom.name == "write_note"
    assert isinstance(call.custom.input, str)


class BookFlight(pydantic.BaseModel):
    origin: str
    passengers: int
    extras: list[str]


def test_strict_tool_arguments_are_parsed_into_a_class(client):
    completion = client.chat.completions.parse(
        model="demo",
        messages=[{"role": "user", "content": "Use BookFlight"}],
        tools=[openai.pydantic_function_tool(BookFlight)],
    )
    [call] = completion.choices[0].message.tool_calls
    assert isinstance(call.function.parsed_arguments, BookFlight)


def test_a_token_limit_wins_over_tool_calls(say):
    choice = say("Use get_weather", tools=TOOLS, max_completion_tokens=1).choices[0]
    assert choice.finish_reason == "length"
