// Streams that are left early, and many at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slow, slowStats, user } from './support.mjs';

const open = (text) => slow.chat.completions.create({ model: 'demo', messages: user(text), stream: true });

async function until(wanted, milliseconds = 5000) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const now = await slowStats();
    if (wanted(now) || Date.now() > deadline) return now;
  }
}

test('a handler sees that its reader has gone', async () => {
  const before = await slowStats();
  const stream = await open('word '.repeat(1000));
  let received = 0;
  for await (const _ of stream) if (++received === 3) stream.controller.abort();
  const after = await until((now) => now.cancelled > before.cancelled && now.active === 0);
  assert.equal(after.cancelled, before.cancelled + 1);
  assert.equal(after.completed, before.completed);
  assert.equal(after.active, 0);
});

test('two hundred streams at once lose nothing and mix nothing', async () => {
  const texts = Array.from({ length: 200 }, (_, i) => `stream ${i} says ` + Array.from({ length: 8 }, (_, j) => `${i}-${j}`).join(' '));
  const streamed = await Promise.all(
    texts.map(async (text) => {
      const received = await Array.fromAsync(await open(text));
      return received.map((chunk) => chunk.choices[0].delta.content ?? '').join('');
    }),
  );
  const whole = await Promise.all(
    texts.map(async (text) => {
      const completion = await slow.chat.completions.create({ model: 'demo', messages: user(text) });
      return completion.choices[0].message.content;
    }),
  );
  assert.deepEqual(streamed, texts.map((text) => `You said: ${text}`));
  assert.deepEqual(streamed, whole);
});
