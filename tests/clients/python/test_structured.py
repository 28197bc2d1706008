"""Answers that are JSON, free or after a schema."""

import enum
import json
import typing

import openai
import pydantic
import pytest


class Unit(enum.Enum):
    celsius = "celsius"
    fahrenheit = "fahrenheit"


class Place(pydantic.BaseModel):
    name: str = pydantic.Field(min_length=3, max_length=20)
    height: float | None


class Rain(pydantic.BaseModel):
    kind: typing.Literal["rain"]
    millimetres: float = pydantic.Field(ge=1.5, le=99)


class Sun(pydantic.BaseModel):
    kind: typing.Literal["sun"]
    hours: int = pydantic.Field(gt=0, lt=24)


class Forecast(pydantic.BaseModel):
    place: Place
    unit: Unit
    sky: Rain | Sun
    temperatures: list[int] = pydantic.Field(min_length=2, max_length=4)
    certain: bool


class Tree(pydantic.BaseModel):
    label: str
    children: list["Tree"]


@pytest.mark.parametrize("shape", [Forecast, Tree, Place])
def test_an_answer_is_parsed_into_a_class(client, shape):
    completion = client.chat.completions.parse(
        model="demo", messages=[{"role": "user", "content": "Fill it in"}], response_format=shape
    )
    assert isinstance(completion.choices[0].message.parsed, shape)


def test_a_streamed_answer_is_parsed_into_a_class(client):
    with client.chat.completions.stream(
        model="demo", messages=[{"role": "user", "content": "Fill it in"}], response_format=Forecast
    ) as stream:
        final = stream.get_final_completion()
    assert isinstance(final.choices[0].message.parsed, Forecast)


def test_a_cut_answer_is_not_parsed(client):
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(
            model="demo",
            messages=[{"role": "user", "content": "Fill it in"}],
            response_format=Forecast,
            max_completion_tokens=1,
        )


def test_a_json_object_is_an_object(say):
    content = say("Answer in JSON", response_format={"type": "json_object"}).choices[0].message.content
    assert isinstance(json.loads(content), dict)
