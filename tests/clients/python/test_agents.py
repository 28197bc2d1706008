"""An agent of the agents SDK, which speaks responses, against the demo server."""

import asyncio
import os

import agents
import openai
import pytest

agents.set_tracing_disabled(True)


@pytest.fixture
def agent():
    """One with two tools, and the list of those it has called."""
    called = []

    @agents.function_tool
    def get_weather(city: str) -> str:
        called.append("get_weather")
        return f"It rains in {city}."

    @agents.function_tool
    def get_time(zone: str) -> str:
        called.append("get_time")
        return f"It is noon in {zone}."

    client = openai.AsyncOpenAI(base_url=os.environ["OAICOMPAT_URL"], api_key="any", max_retries=0)
    model = agents.OpenAIResponsesModel("demo", client)
    return agents.Agent(name="Demo", instructions="Help.", model=model, tools=[get_weather, get_time]), called


BOTH = "Use get_weather and get_time"


def test_an_agent_calls_its_tools_and_answers(agent):
    it, called = agent
    result = agents.Runner.run_sync(it, BOTH)
    assert sorted(called) == ["get_time", "get_weather"]
    assert "It rains" in result.final_output and "It is noon" in result.final_output
    again = agents.Runner.run_sync(it, "Hello", previous_response_id=result.last_response_id)
    assert again.final_output == "You said: Hello"


def test_a_streaming_agent_does_too(agent):
    it, called = agent

    async def main():
        result = agents.Runner.run_streamed(it, BOTH)
        kinds = {event.type async for event in result.stream_events()}
        return result.final_output, kinds

    output, kinds = asyncio.run(main())
    assert sorted(called) == ["get_time", "get_weather"]
    assert "It rains" in output and "It is noon" in output
    assert {"raw_response_event", "run_item_stream_event"} <= kinds


def test_an_agent_goes_on_from_the_items_of_its_last_turn(agent):
    it, _ = agent
    first = agents.Runner.run_sync(it, BOTH)
    turn = [*first.to_input_list(), {"role": "user", "content": "Hello"}]
    assert agents.Runner.run_sync(it, turn).final_output == "You said: Hello"
