// The official Node clients of Ollama and Gemini drive the demo server's dialects.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';

const require = createRequire(path.join(process.env.OAICOMPAT_CLIENTS_DIR, 'node', 'tests.mjs'));
const { Ollama } = require('ollama');
const { GoogleGenAI, FunctionCallingConfigMode } = require('@google/genai');

const root = process.env.OAICOMPAT_URL.replace(/\/v1$/, '');
const ollama = new Ollama({ host: root });
const messages = [{ role: 'user', content: 'Hello there' }];
const genai = (apiVersion) => new GoogleGenAI({ apiKey: 'any', apiVersion, httpOptions: { baseUrl: root, apiVersion } });

test('Ollama: whole, streamed, models, errors', async () => {
  assert.equal((await ollama.chat({ model: 'demo', messages })).message.content, 'You said: Hello there');
  let said = '';
  for await (const piece of await ollama.chat({ model: 'demo', messages, stream: true })) said += piece.message.content;
  assert.equal(said, 'You said: Hello there');
  assert.ok((await ollama.list()).models.some((model) => model.name === 'demo:latest'));
  assert.ok((await ollama.show({ model: 'demo' })).model_info);
  assert.equal((await ollama.embed({ model: 'demo-embed', input: 'a' })).embeddings.length, 1);
  await assert.rejects(ollama.chat({ model: 'demo-error-429', messages }), { status_code: 429 });
  await assert.rejects(async () => {
    for await (const piece of await ollama.chat({ model: 'demo-fail-midstream', messages, stream: true })) piece;
  });
});

for (const version of ['v1', 'v1beta']) {
  test(`Gemini ${version}: whole, streamed, functions, models, errors`, async () => {
    const { models } = genai(version);
    const whole = await models.generateContent({ model: 'demo', contents: 'Hello there' });
    assert.equal(whole.text, 'You said: Hello there');
    let said = '';
    for await (const piece of await models.generateContentStream({ model: 'demo', contents: 'Hello there' })) said += piece.text ?? '';
    assert.equal(said, 'You said: Hello there');
    const called = await models.generateContent({
      model: 'demo',
      contents: 'Please get_time',
      config: {
        tools: [{ functionDeclarations: [{ name: 'get_time', parametersJsonSchema: { type: 'object', properties: {} } }] }],
        toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
      },
    });
    assert.equal(called.functionCalls[0].name, 'get_time');
    const names = [];
    for await (const model of await models.list({ config: { pageSize: 1 } })) names.push(model.name);
    assert.ok(names.includes('models/demo') && new Set(names).size === names.length);
    assert.equal((await models.embedContent({ model: 'demo-embed', contents: ['a', 'b'] })).embeddings.length, 2);
    await assert.rejects(models.generateContent({ model: 'demo-error-429', contents: 'x' }), { status: 429 });
    await assert.rejects(async () => {
      for await (const piece of await models.generateContentStream({ model: 'demo-fail-midstream', contents: 'a b c d' })) piece;
    });
  });
}
