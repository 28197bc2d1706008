// The Vercel AI SDK's providers of Anthropic, Google, Ollama and Azure drive the demo server's dialects.
import assert from 'node:assert/strict';
import test from 'node:test';

import { City, load, pixel, root, rootOf, slowCounted, slowStats } from './support.mjs';

const ai = load('ai');
const { z } = load('zod');
const { createAnthropic } = load('@ai-sdk/anthropic');
const { createAzure } = load('@ai-sdk/azure');
const { createGoogleGenerativeAI } = load('@ai-sdk/google');
const { createOllama } = load('ollama-ai-provider-v2');

// What each makes of the address of a server and a key: its model of a name, and how it asks for thoughts.
const providers = {
  anthropic: {
    connect: (url, apiKey) => createAnthropic({ baseURL: `${url}/v1`, apiKey }),
    thinking: { anthropic: { thinking: { type: 'adaptive' }, effort: 'high' } },
  },
  google: {
    connect: (url, apiKey) => createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey }),
    thinking: { google: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' } } },
    embedding: (provider) => provider.textEmbeddingModel('demo-embed'),
  },
  ollama: {
    connect: (url, apiKey) => createOllama({ baseURL: `${url}/api`, headers: { Authorization: `Bearer ${apiKey}` } }),
    thinking: { ollama: { think: true } },
    embedding: (provider) => provider.textEmbeddingModel('demo-embed'),
  },
  'azure, responses': {
    connect: (url, apiKey) => createAzure({ baseURL: `${url}/openai`, apiKey }),
    thinking: { openai: { reasoningEffort: 'high', reasoningSummary: 'auto', forceReasoning: true } },
    embedding: (provider) => provider.textEmbeddingModel('demo-embed'),
  },
  'azure, chat': {
    connect: (url, apiKey) => {
      const azure = createAzure({ baseURL: `${url}/openai`, apiKey, useDeploymentBasedUrls: true });
      return Object.assign((name) => azure.chat(name), { textEmbeddingModel: (name) => azure.textEmbeddingModel(name) });
    },
    embedding: (provider) => provider.textEmbeddingModel('demo-embed'),
  },
};
const tools = Object.fromEntries(
  ['get_weather', 'get_time'].map((name) => [
    name,
    ai.tool({ description: 'A tool.', inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => `${name} of ${city}: fine` }),
  ]),
);
const Named = z.object({ city: z.string(), people: z.number().int() });
const once = { maxRetries: 0, maxOutputTokens: 4000 };
const throwing = { onError: ({ error }) => { throw error; } };

for (const [name, { connect, thinking, embedding }] of Object.entries(providers)) {
  const provider = connect(root, 'any');
  const model = provider('demo');
  const check = (what, body) => test(`${name}: ${what}`, body);

  check('a text, whole and streamed', async () => {
    const asked = { model, system: 'Be brief.', prompt: 'Hello there', ...once };
    const whole = await ai.generateText(asked);
    assert.equal(whole.text, 'You said: Hello there');
    assert.equal(whole.finishReason, 'stop');
    assert.ok(whole.usage.inputTokens > 0 && whole.usage.outputTokens > 0);
    const streamed = ai.streamText({ ...asked, ...throwing });
    const pieces = await Array.fromAsync(streamed.textStream);
    assert.ok(pieces.length > 2);
    assert.equal(pieces.join(''), whole.text);
    assert.equal(await streamed.finishReason, 'stop');
    assert.ok((await streamed.usage).outputTokens > 0);
  });

  check('two tools at once go the whole way round, whole and streamed', async () => {
    const asked = { model, prompt: 'Use get_weather {"city": "Oslo"} and get_time {"city": "Rome"}', tools, stopWhen: ai.stepCountIs(3), ...once };
    const whole = await ai.generateText(asked);
    assert.deepEqual(whole.steps.map((step) => step.finishReason), ['tool-calls', 'stop']);
    assert.deepEqual(whole.steps[0].toolCalls.map((call) => [call.toolName, call.input.city]), [['get_weather', 'Oslo'], ['get_time', 'Rome']]);
    assert.match(whole.text, /get_weather of Oslo: fine.*get_time of Rome: fine/);
    const streamed = ai.streamText({ ...asked, ...throwing });
    await streamed.consumeStream();
    assert.equal(await streamed.text, whole.text);
    assert.deepEqual((await streamed.steps)[0].toolCalls.map((call) => call.toolName), ['get_weather', 'get_time']);
  });

  // Ollama's API knows no choice.
  if (name !== 'ollama') {
    check('a choice forces a tool', async () => {
      const { toolCalls } = await ai.generateText({ model, prompt: 'Hello', tools, toolChoice: { type: 'tool', toolName: 'get_time' }, ...once });
      assert.deepEqual(toolCalls.map((call) => call.toolName), ['get_time']);
    });
  }

  check('an object, whole and streamed', async () => {
    const asked = { model, prompt: 'A city', schema: Named, ...once };
    Named.parse((await ai.generateObject(asked)).object);
    const { object, partialObjectStream } = ai.streamObject({ ...asked, ...throwing });
    await Array.fromAsync(partialObjectStream);
    Named.parse(await object);
  });

  check('an image is taken', async () => {
    const content = [{ type: 'text', text: 'Look' }, { type: 'image', image: pixel, mediaType: 'image/png' }];
    const { text } = await ai.generateText({ model, messages: [{ role: 'user', content }], ...once });
    assert.match(text, /\[image\]/);
  });

  if (thinking) {
    check('thoughts come apart from the text, whole and streamed, and go back', async () => {
      const asked = { model, prompt: 'Hello', providerOptions: thinking, ...once };
      const whole = await ai.generateText(asked);
      assert.ok(whole.reasoningText);
      assert.equal(whole.text, 'You said: Hello');
      const streamed = ai.streamText({ ...asked, ...throwing });
      await streamed.consumeStream();
      assert.equal(await streamed.reasoningText, whole.reasoningText);
      const messages = [{ role: 'user', content: 'Hello' }, ...whole.response.messages, { role: 'user', content: 'Again' }];
      assert.equal((await ai.generateText({ model, messages, providerOptions: thinking, ...once })).text, 'You said: Again');
    });
  }

  if (embedding) {
    check('texts are embedded', async () => {
      const { embeddings } = await ai.embedMany({ model: embedding(provider), values: ['a', 'b'], maxRetries: 0 });
      assert.ok(embeddings.length === 2 && embeddings[0].length > 0);
    });
  }

  for (const status of [400, 401, 403, 404, 429, 500, 503]) {
    check(`an error ${status} has its status and text, and says whether to try again`, async () => {
      await assert.rejects(ai.generateText({ model: provider(`demo-error-${status}`), prompt: 'Hello', ...once }), (error) => {
        assert.ok(ai.APICallError.isInstance(error), error);
        assert.equal(error.statusCode, status);
        assert.equal(error.isRetryable, status === 429 || status >= 500);
        // Ollama's provider reads errors in OpenAI's form alone, not in Ollama's.
        return /always fails/.test(name === 'ollama' ? error.responseBody : error.message);
      });
    });
  }

  check('a key is asked for', async () => {
    const say = (key) => ai.generateText({ model: connect(rootOf('OAICOMPAT_KEYED_URL'), key)('demo'), prompt: 'Hello', ...once });
    await assert.rejects(say('wrong'), (error) => error.statusCode === 401);
    assert.equal((await say('first key')).text, 'You said: Hello');
  });

  check('a stream that fails in the middle tells it', async () => {
    const { fullStream } = ai.streamText({ model: provider('demo-fail-midstream'), prompt: 'one two three four', ...once, onError: () => {} });
    const parts = await Array.fromAsync(fullStream);
    // Ollama's provider reads no error within a stream: it misses the end.
    if (name === 'ollama') assert.equal(parts.at(-1).finishReason, 'other');
    else assert.ok(parts.some((part) => part.type === 'error'));
  });

  check('an abort ends the work', async () => {
    const before = await slowStats();
    const leaving = new AbortController();
    const slow = connect(rootOf('OAICOMPAT_SLOW_URL'), 'any')('demo');
    const { textStream } = ai.streamText({ model: slow, prompt: 'word '.repeat(200), abortSignal: leaving.signal, ...once, onError: () => {} });
    for await (const piece of textStream) if (piece) leaving.abort();
    await slowCounted('cancelled', before);
  });
}
