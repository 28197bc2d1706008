"""Streams that are left early, and many at once."""

import asyncio
import time

SECONDS = 5


def until(stats, wanted):
    """Asks for the counters until they are as wanted, for a bounded time."""
    deadline = time.monotonic() + SECONDS
    while not wanted(now := stats()) and time.monotonic() < deadline:
        pass
    return now


def test_a_handler_sees_that_its_reader_has_gone(slow, slow_stats):
    before = slow_stats()
    stream = slow.chat.completions.create(
        model="demo", messages=[{"role": "user", "content": "word " * 1000}], stream=True
    )
    for _, _ in zip(range(3), stream):
        pass
    stream.close()
    after = until(slow_stats, lambda now: now["cancelled"] > before["cancelled"] and now["active"] == 0)
    assert after["cancelled"] == before["cancelled"] + 1
    assert after["completed"] == before["completed"]
    assert after["active"] == 0


async def told(client, text):
    stream = await client.chat.completions.create(
        model="demo", messages=[{"role": "user", "content": text}], stream=True
    )
    return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])


async def answered(client, text):
    completion = await client.chat.completions.create(model="demo", messages=[{"role": "user", "content": text}])
    return completion.choices[0].message.content


def test_two_hundred_streams_at_once_lose_nothing_and_mix_nothing(slow_async):
    texts = [f"stream {i} says " + " ".join(f"{i}-{j}" for j in range(8)) for i in range(200)]

    async def both():
        async with slow_async() as client:
            streamed = await asyncio.gather(*(told(client, text) for text in texts))
            whole = await asyncio.gather(*(answered(client, text) for text in texts))
        return streamed, whole

    streamed, whole = asyncio.run(both())
    assert streamed == [f"You said: {text}" for text in texts]
    assert streamed == whole
