// AzureOpenAI of the official client drives the demo server's dialect.
import assert from 'node:assert/strict';
import test from 'node:test';

import { load, root, rootOf } from './support.mjs';

const { AzureOpenAI, AuthenticationError, BadRequestError, InternalServerError, NotFoundError, PermissionDeniedError, RateLimitError } = load('openai');
const connect = (variable, options) => new AzureOpenAI({ endpoint: rootOf(variable), apiKey: 'any', apiVersion: '2024-10-21', maxRetries: 0, ...options });
const client = connect('OAICOMPAT_URL');
const asked = (content, more) => ({ model: 'demo', messages: [{ role: 'user', content }], ...more });

test('Azure: a deployment answers, whole, streamed and by the helper', async () => {
  assert.equal((await client.chat.completions.create(asked('Hello there'))).choices[0].message.content, 'You said: Hello there');
  const chunks = await Array.fromAsync(await client.chat.completions.create(asked('Hello there', { stream: true })));
  assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), 'You said: Hello there');
  assert.equal(await client.chat.completions.stream(asked('Hello there')).finalContent(), 'You said: Hello there');
});

test('Azure: the deployment of a client is the model', async () => {
  const fixed = connect('OAICOMPAT_URL', { deployment: 'demo' });
  assert.equal((await fixed.chat.completions.create({ ...asked('Hello'), model: 'another' })).model, 'demo');
});

test('Azure: tools run by the helper', async () => {
  const get_weather = { name: 'get_weather', parse: JSON.parse, parameters: { type: 'object', properties: {} }, function: ({ city }) => `It rains in ${city}.` };
  const runner = client.chat.completions.runTools(asked('Use get_weather {"city": "Oslo"}', { tools: [{ type: 'function', function: get_weather }] }));
  assert.match(await runner.finalContent(), /It rains in Oslo/);
});

test('Azure: embeddings, models and responses', async () => {
  assert.ok((await client.embeddings.create({ model: 'demo-embed', input: 'a' })).data[0].embedding.length > 0);
  assert.ok((await Array.fromAsync(client.models.list())).some((model) => model.id === 'demo'));
  assert.equal((await client.responses.create({ model: 'demo', input: 'Hello' })).output_text, 'You said: Hello');
});

const classes = { 400: BadRequestError, 401: AuthenticationError, 403: PermissionDeniedError, 404: NotFoundError, 429: RateLimitError, 500: InternalServerError };
for (const [status, kind] of Object.entries(classes)) {
  test(`Azure: an error ${status} is of its class`, async () => {
    await assert.rejects(client.chat.completions.create({ ...asked('Hello'), model: `demo-error-${status}` }), kind);
  });
}

test('Azure: keys and tokens are shown', async () => {
  await assert.rejects(connect('OAICOMPAT_KEYED_URL', { apiKey: 'wrong' }).chat.completions.create(asked('Hello')), AuthenticationError);
  assert.ok((await connect('OAICOMPAT_KEYED_URL', { apiKey: 'first key' }).chat.completions.create(asked('Hello'))).choices);
  const tokens = { apiKey: undefined, azureADTokenProvider: async () => 'second key' };
  assert.ok((await connect('OAICOMPAT_KEYED_URL', tokens).chat.completions.create(asked('Hello'))).choices);
});

test('Azure: the newer paths name the deployment in the body', async () => {
  const { OpenAI } = load('openai');
  const newer = new OpenAI({ baseURL: `${root}/openai/v1`, apiKey: 'any', maxRetries: 0 });
  assert.equal((await newer.chat.completions.create(asked('Hello'))).choices[0].message.content, 'You said: Hello');
});
