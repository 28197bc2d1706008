// Chat completions, whole and streamed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunks, client, OpenAI, say, textOf, user } from './support.mjs';

const text = 'one two three four five';
const answer = `You said: ${text}`;

test('an answer says what it was told', async () => {
  const completion = await say(text);
  assert.equal(completion.object, 'chat.completion');
  assert.equal(completion.choices[0].message.content, answer);
  assert.equal(completion.choices[0].finish_reason, 'stop');
  assert.ok(completion._request_id);
});

test("the caller's request id comes back", async () => {
  const body = { model: 'demo', messages: user(text) };
  const completion = await client.chat.completions.create(body, { headers: { 'x-request-id': 'mine-42' } });
  assert.equal(completion._request_id, 'mine-42');
});

test('text beyond ASCII arrives unharmed', async () => {
  const hard = 'grüße 世界 🙂 "quoted" back\\slash';
  assert.equal(textOf(await chunks(hard)), `You said: ${hard}`);
});

test('a stream brings the same words one by one', async () => {
  const received = await chunks(text);
  const words = received.map((chunk) => chunk.choices[0].delta.content).filter(Boolean);
  assert.deepEqual(words, ['You', ' said:', ' one', ' two', ' three', ' four', ' five']);
  assert.equal(received.at(-1).choices[0].finish_reason, 'stop');
});

test('the stream helper gathers the answer', async () => {
  const stream = client.chat.completions.stream({ model: 'demo', messages: user(text) });
  const deltas = [];
  stream.on('content', (delta) => deltas.push(delta));
  const final = await stream.finalChatCompletion();
  assert.equal(deltas.join(''), answer);
  assert.equal(final.choices[0].message.content, answer);
  assert.equal(final.choices[0].finish_reason, 'stop');
});

test('three choices differ, and streamed they are the same three', async () => {
  const whole = (await say(text, { n: 3 })).choices.map((choice) => choice.message.content);
  assert.equal(new Set(whole).size, 3);
  const received = await chunks(text, { n: 3 });
  assert.deepEqual([0, 1, 2].map((index) => textOf(received, index)), whole);
});

test('the stream helper gathers three choices', async () => {
  const whole = (await say(text, { n: 3 })).choices.map((choice) => choice.message.content);
  const final = await client.chat.completions.stream({ model: 'demo', messages: user(text), n: 3 }).finalChatCompletion();
  assert.deepEqual(final.choices.map((choice) => choice.message.content), whole);
});

test('logprobs spell the answer', async () => {
  const [choice] = (await say(text, { logprobs: true, top_logprobs: 2 })).choices;
  const tokens = choice.logprobs.content;
  assert.equal(tokens.map((token) => token.token).join(''), answer);
  assert.ok(tokens.every((token) => token.top_logprobs.length === 2 && token.logprob <= 0));
});

test('the stream helper gathers logprobs', async () => {
  const body = { model: 'demo', messages: user(text), logprobs: true };
  const final = await client.chat.completions.stream(body).finalChatCompletion();
  assert.equal(final.choices[0].logprobs.content.map((token) => token.token).join(''), answer);
});

test('streamed usage comes last when asked for', async () => {
  const received = await chunks(text, { stream_options: { include_usage: true } });
  const last = received.pop();
  assert.deepEqual(last.choices, []);
  assert.deepEqual(last.usage, (await say(text)).usage);
  assert.ok(received.every((chunk) => chunk.usage === null));
});

test('streamed usage is absent unless asked for', async () => {
  for (const chunk of await chunks(text)) assert.ok(!chunk.usage && chunk.choices.length > 0);
});

test('a token limit cuts the answer', async () => {
  const { choices, usage } = await say(text, { max_completion_tokens: 3 });
  assert.equal(choices[0].finish_reason, 'length');
  assert.equal(usage.completion_tokens, 3);
  assert.equal(textOf(await chunks(text, { max_completion_tokens: 3 })), choices[0].message.content);
});

test('a stop sequence ends the answer and is not part of it', async () => {
  const [choice] = (await say(text, { stop: ['three four'] })).choices;
  assert.equal(choice.message.content, 'You said: one two ');
  assert.equal(textOf(await chunks(text, { stop: ['three four'] })), choice.message.content);
});

test('the same seed gives the same answer', async () => {
  const [first, second] = await Promise.all([0, 1].map(() => say(text, { seed: 7, n: 2 })));
  const contents = (completion) => completion.choices.map((choice) => choice.message.content);
  assert.deepEqual(contents(first), contents(second));
});

test('reasoning is given when asked for, whole and streamed', async () => {
  const [choice] = (await say(text, { reasoning_effort: 'high' })).choices;
  assert.ok(choice.message.reasoning_content);
  assert.equal(choice.message.content, answer);
  const received = await chunks(text, { reasoning_effort: 'high' });
  const thoughts = received.map((chunk) => chunk.choices[0].delta.reasoning_content ?? '');
  assert.equal(thoughts.join(''), choice.message.reasoning_content);
  assert.equal(textOf(received), answer);
});

const parts = {
  image: { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
  audio: { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
  file: { type: 'file', file: { filename: 'notes.pdf', file_data: 'data:application/pdf;base64,JVBERg==' } },
};

for (const [kind, part] of Object.entries(parts)) {
  test(`a part that is ${kind} is acknowledged`, async () => {
    const [choice] = (await say([{ type: 'text', text: 'look' }, part])).choices;
    assert.match(choice.message.content, /look/);
    assert.match(choice.message.content, new RegExp(kind, 'i'));
  });
}

test('a failure in mid-stream arrives after the words before it', async () => {
  const words = [];
  await assert.rejects(async () => {
    const body = { model: 'demo-fail-midstream', messages: user(text), stream: true };
    for await (const chunk of await client.chat.completions.create(body)) {
      words.push(...chunk.choices.map((choice) => choice.delta.content).filter(Boolean));
    }
  }, OpenAI.APIError);
  assert.deepEqual(words, ['You', ' said:', ' one']);
});
