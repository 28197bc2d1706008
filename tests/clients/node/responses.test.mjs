// Responses through the official Node SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { client, slow, z, zodTextFormat } from './support.mjs';

const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string', minLength: 1 } }, required: ['city'], additionalProperties: false },
  strict: true,
};
const respond = (input, more = {}) => client.responses.create({ model: 'demo', input, ...more });
const textOf = (events) =>
  events
    .filter((event) => event.type === 'response.output_text.delta')
    .map((event) => event.delta)
    .join('');

test('a response says what was said', async () => {
  const response = await respond('Hello', { instructions: 'Be brief.', metadata: { topic: 'greeting' } });
  assert.equal(response.output_text, 'You said: Hello');
  assert.equal(response.status, 'completed');
  assert.equal(response.instructions, 'Be brief.');
  assert.deepEqual(response.metadata, { topic: 'greeting' });
});

test('a streamed response comes in order', async () => {
  const events = await Array.fromAsync(await respond('one two three', { stream: true }));
  assert.deepEqual(events.map((event) => event.sequence_number), [...events.keys()]);
  assert.equal(events[0].type, 'response.created');
  assert.equal(events.at(-1).type, 'response.completed');
  assert.equal(textOf(events), 'You said: one two three');
});

test('the stream helper gives the response', async () => {
  const stream = client.responses.stream({ model: 'demo', input: 'Hello' });
  let text = '';
  stream.on('response.output_text.delta', (event) => (text += event.delta));
  const response = await stream.finalResponse();
  assert.equal(response.output_text, 'You said: Hello');
  assert.equal(text, response.output_text);
});

test('an answer is parsed', async () => {
  const city = z.object({ name: z.string(), people: z.number() });
  const response = await client.responses.parse({ model: 'demo', input: 'A city', text: { format: zodTextFormat(city, 'city') } });
  assert.deepEqual(city.parse(response.output_parsed), response.output_parsed);
});

test('a tool goes all the way round', async () => {
  const first = await respond('Use get_weather', { tools: [weather] });
  const [call] = first.output;
  assert.equal(call.type, 'function_call');
  assert.deepEqual(Object.keys(JSON.parse(call.arguments)), ['city']);
  const result = { type: 'function_call_output', call_id: call.call_id, output: 'It rains.' };
  const byItems = await respond([{ role: 'user', content: 'Use get_weather' }, ...first.output, result], { tools: [weather] });
  const byId = await respond([result], { previous_response_id: first.id, tools: [weather] });
  assert.match(byItems.output_text, /It rains\./);
  assert.equal(byId.output_text, byItems.output_text);
});

test('reasoning comes before the answer, and goes back in', async () => {
  const response = await respond('Hello', { reasoning: { effort: 'low' }, include: ['reasoning.encrypted_content'] });
  assert.deepEqual(response.output.map((item) => item.type), ['reasoning', 'message']);
  const again = await respond([{ role: 'user', content: 'Hello' }, ...response.output, { role: 'user', content: 'More' }], { store: false });
  assert.equal(again.output_text, 'You said: More');
});

test('a response goes on from the one before', async () => {
  const first = await respond('My name is Ada');
  const second = await respond('Hello', { previous_response_id: first.id });
  assert.equal(second.previous_response_id, first.id);
  await assert.rejects(respond('Hello', { previous_response_id: 'resp_unknown' }), {
    status: 400,
    code: 'previous_response_not_found',
    param: 'previous_response_id',
  });
});

test('a kept response is had again until it is deleted', async () => {
  const response = await respond('Hello');
  assert.deepEqual(await client.responses.retrieve(response.id), response);
  const events = await Array.fromAsync(await client.responses.retrieve(response.id, { stream: true }));
  assert.equal(events.at(-1).response.output[0].content[0].text, 'You said: Hello');
  await client.responses.delete(response.id);
  await assert.rejects(client.responses.retrieve(response.id), { status: 404 });
});

test('the input comes in pages', async () => {
  const texts = ['a', 'b', 'c', 'd', 'e'];
  const response = await respond(texts.map((content) => ({ role: 'user', content })));
  const seen = [];
  for await (const item of client.responses.inputItems.list(response.id, { order: 'asc', limit: 2 })) seen.push(item.content[0].text);
  assert.deepEqual(seen, texts);
});

test('a response in the background is taken up again in mid-stream', async () => {
  const seen = [];
  for await (const event of await slow.responses.create({ model: 'demo', input: 'one two three four', background: true, stream: true })) {
    seen.push(event);
    if (event.type === 'response.output_text.delta') break;
  }
  const rest = await slow.responses.retrieve(seen[0].response.id, { stream: true, starting_after: seen.at(-1).sequence_number });
  for await (const event of rest) seen.push(event);
  assert.deepEqual(seen.map((event) => event.sequence_number), [...seen.keys()]);
  assert.equal(textOf(seen), 'You said: one two three four');
});

test('a response in the background is cancelled', async () => {
  const response = await slow.responses.create({ model: 'demo', input: 'word '.repeat(500), background: true });
  assert.equal((await slow.responses.cancel(response.id)).status, 'cancelled');
  await assert.rejects(client.responses.cancel((await respond('Hello')).id), { status: 400 });
});

test('the tokens of an input are counted', async () => {
  const few = await client.responses.inputTokens.count({ model: 'demo', input: 'Hello' });
  const more = await client.responses.inputTokens.count({ model: 'demo', input: 'Hello '.repeat(50) });
  assert.ok(0 < few.input_tokens && few.input_tokens < more.input_tokens);
});

test('what cannot be done is refused by its name', async () => {
  await assert.rejects(respond('Hello', { truncation: 'odd' }), { status: 400, param: 'truncation' });
  await assert.rejects(respond('Hello', { tools: [weather, { type: 'file_search', vector_store_ids: [] }] }), {
    status: 400,
    param: 'tools[1].vector_store_ids',
  });
});
