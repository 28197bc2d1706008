// Ollama's client for Node drives the demo server's dialect.
import assert from 'node:assert/strict';
import test from 'node:test';

import { City, isCity, load, pixel, root, rootOf, slowCounted, slowStats } from './support.mjs';

const { Ollama } = load('ollama');
const client = new Ollama({ host: root });
const user = (content, more) => [{ role: 'user', content, ...more }];
const asked = (content, more) => ({ model: 'demo', messages: user(content), ...more });
const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', function: { name, description: 'A tool.', parameters: { type: 'object', properties: {} } } }));

// One message of a stream or of a whole answer.
async function said(body, stream) {
  if (!stream) return client.chat(body);
  const pieces = await Array.fromAsync(await client.chat({ ...body, stream: true }));
  assert.deepEqual(pieces.map((piece) => piece.done), pieces.map((_, i) => i === pieces.length - 1));
  const message = { role: 'assistant', content: '', thinking: '' };
  for (const piece of pieces) {
    message.content += piece.message.content;
    message.thinking += piece.message.thinking ?? '';
    if (piece.message.tool_calls) message.tool_calls = [...(message.tool_calls ?? []), ...piece.message.tool_calls];
  }
  return { ...pieces.at(-1), message };
}

for (const stream of [false, true]) {
  const how = stream ? 'streamed' : 'whole';

  test(`Ollama: an answer, ${how}`, async () => {
    const answer = await said(asked('Hello there'), stream);
    assert.equal(answer.message.content, 'You said: Hello there');
    assert.equal(answer.done_reason, 'stop');
    assert.ok(answer.eval_count > 0 && answer.eval_duration > 0 && answer.prompt_eval_count > 0 && answer.total_duration > 0);
    assert.ok(!Number.isNaN(Date.parse(answer.created_at)));
  });

  test(`Ollama: two tools at once go the whole way round, ${how}`, async () => {
    const question = 'Please use get_weather {"city": "Oslo"} and get_time';
    const { message } = await said(asked(question, { tools }), stream);
    assert.deepEqual(message.tool_calls.map((call) => [call.function.name, call.function.arguments]), [['get_weather', { city: 'Oslo' }], ['get_time', {}]]);
    const results = message.tool_calls.map((call) => ({ role: 'tool', tool_name: call.function.name, content: `${call.function.name}: fine` }));
    const last = await said({ model: 'demo', messages: [...user(question), message, ...results], tools }, stream);
    assert.match(last.message.content, /get_weather: fine.*get_time: fine/);
    // Home Assistant's way: results in order, without a name.
    const nameless = results.map(({ role, content }) => ({ role, content }));
    const again = await said({ model: 'demo', messages: [...user(question), message, ...nameless], tools }, stream);
    assert.match(again.message.content, /get_weather: fine.*get_time: fine/);
  });

  test(`Ollama: thoughts come apart from the content, ${how}`, async () => {
    const answer = await said(asked('Hello', { think: 'high' }), stream);
    assert.ok(answer.message.thinking);
    assert.equal(answer.message.content, 'You said: Hello');
    assert.ok(!(await said(asked('Hello', { think: false }), stream)).message.thinking);
  });

  test(`Ollama: an answer in a form, ${how}`, async () => {
    assert.ok(isCity(JSON.parse((await said(asked('A city', { format: City }), stream)).message.content)));
    JSON.parse((await said(asked('A city', { format: 'json' }), stream)).message.content);
  });

  test(`Ollama: options limit an answer, ${how}`, async () => {
    const cut = await said(asked('Hello there, you', { options: { num_predict: 2, num_ctx: 4096, temperature: 0.5 }, keep_alive: '5m' }), stream);
    assert.equal(cut.done_reason, 'length');
    assert.equal(cut.eval_count, 2);
    assert.equal((await said(asked('Hello there', { options: { stop: ['there'] } }), stream)).message.content, 'You said: Hello ');
  });

  test(`Ollama: a text is generated, ${how}`, async () => {
    const got = await client.generate({ model: 'demo', prompt: 'Hello there', stream });
    const text = stream ? (await Array.fromAsync(got)).map((piece) => piece.response).join('') : got.response;
    assert.equal(text, 'You said: Hello there');
  });
}

test('Ollama: an image reaches the model', async () => {
  for (const image of [pixel, Buffer.from(pixel, 'base64')]) {
    const answer = await client.chat({ model: 'demo', messages: user('Look', { images: [image] }) });
    assert.match(answer.message.content, /\[image\]/);
  }
  assert.match((await client.generate({ model: 'demo', prompt: 'Look', images: [pixel] })).response, /\[image\]/);
});

test('Ollama: texts are embedded, both ways', async () => {
  const { embeddings } = await client.embed({ model: 'demo-embed', input: ['a', 'b'] });
  assert.equal(embeddings.length, 2);
  assert.ok(Math.abs(embeddings[0].reduce((sum, x) => sum + x * x, 0) - 1) < 1e-3);
  assert.equal((await client.embeddings({ model: 'demo-embed', prompt: 'a' })).embedding.length, embeddings[0].length);
});

test('Ollama: models are listed, shown and pulled', async () => {
  assert.ok((await client.list()).models.some((model) => model.name === 'demo:latest'));
  const shown = await client.show({ model: 'demo' });
  assert.ok(shown.model_info['general.architecture'] && shown.capabilities.includes('completion'));
  assert.ok(Array.isArray((await client.ps()).models));
  assert.match((await client.version()).version, /^\d+\.\d+\.\d+$/);
  assert.equal((await client.pull({ model: 'demo' })).status, 'success');
  const steps = await Array.fromAsync(await client.pull({ model: 'demo', stream: true }));
  assert.equal(steps.at(-1).status, 'success');
});

test('Ollama: what only a real one can do is refused', async () => {
  for (const doing of [
    () => client.copy({ source: 'demo', destination: 'other' }),
    () => client.delete({ model: 'demo' }),
    () => client.create({ model: 'other', from: 'demo' }),
    () => client.push({ model: 'demo' }),
    () => client.pull({ model: 'nothing' }),
  ]) {
    await assert.rejects(doing, (error) => error.name === 'ResponseError' && error.status_code >= 400 && Boolean(error.error));
  }
});

for (const status of [400, 401, 403, 404, 429, 500, 503]) {
  test(`Ollama: an error ${status} has its status and a text`, async () => {
    for (const stream of [false, true]) {
      const failing = client.chat({ ...asked('Hello'), model: `demo-error-${status}`, stream });
      await assert.rejects(failing, { name: 'ResponseError', status_code: status, error: `This model always fails with ${status}.` });
    }
  });
}

test('Ollama: a model that is none is told in the words that clients look for', async () => {
  await assert.rejects(client.chat({ ...asked('Hello'), model: 'nothing' }), (error) => error.status_code === 404 && /nothing.*not found/.test(error.error));
});

test('Ollama: a key is asked for', async () => {
  const keyed = (key) => new Ollama({ host: rootOf('OAICOMPAT_KEYED_URL'), headers: { Authorization: `Bearer ${key}` } });
  await assert.rejects(keyed('wrong').chat(asked('Hello')), { status_code: 401 });
  assert.ok((await keyed('first key').chat(asked('Hello'))).message.content);
});

test('Ollama: a stream that fails in the middle rejects', async () => {
  const failing = { ...asked('one two three four'), model: 'demo-fail-midstream', stream: true };
  await assert.rejects(async () => Array.fromAsync(await client.chat(failing)), /middle of its answer/);
});

test('Ollama: an abort ends the work', async () => {
  const before = await slowStats();
  const slow = new Ollama({ host: rootOf('OAICOMPAT_SLOW_URL') });
  const stream = await slow.chat({ ...asked('word '.repeat(200)), stream: true });
  await assert.rejects(async () => {
    for await (const piece of stream) if (piece.message.content) stream.abort();
  }, { name: 'AbortError' });
  await slowCounted('cancelled', before);
});
