// An agent of the agents SDK, which speaks responses, against the demo server.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { agents, client, z } from './support.mjs';

const { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } = agents;
setTracingDisabled(true);

// One with two tools, and the list of those it has called.
function demo() {
  const called = [];
  const named = (name, member, answer) =>
    tool({ name, description: name, parameters: z.object({ [member]: z.string() }), execute: async () => (called.push(name), answer) });
  const tools = [named('get_weather', 'city', 'It rains.'), named('get_time', 'zone', 'It is noon.')];
  return { agent: new Agent({ name: 'Demo', instructions: 'Help.', model: new OpenAIResponsesModel(client, 'demo'), tools }), called };
}
const both = 'Use get_weather and get_time';

test('an agent calls its tools and answers', async () => {
  const { agent, called } = demo();
  const result = await run(agent, both);
  assert.deepEqual(called.sort(), ['get_time', 'get_weather']);
  assert.match(result.finalOutput, /It rains\..*It is noon\./);
  const again = await run(agent, 'Hello', { previousResponseId: result.lastResponseId });
  assert.equal(again.finalOutput, 'You said: Hello');
});

test('a streaming agent does too', async () => {
  const { agent, called } = demo();
  const result = await run(agent, both, { stream: true });
  const kinds = new Set();
  for await (const event of result) kinds.add(event.type);
  await result.completed;
  assert.deepEqual(called.sort(), ['get_time', 'get_weather']);
  assert.match(result.finalOutput, /It rains\..*It is noon\./);
  assert.ok(kinds.has('raw_model_stream_event') && kinds.has('run_item_stream_event'));
});
