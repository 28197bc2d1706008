// The Vercel AI SDK: its provider for OpenAI over responses and over chat, and the one for compatible servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ai, createOpenAI, createOpenAICompatible, z } from './support.mjs';

const address = { baseURL: process.env.OAICOMPAT_URL, apiKey: 'any' };
const openai = createOpenAI(address);
const compatible = createOpenAICompatible({
  ...address,
  name: 'demo',
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const models = {
  'over responses': openai('demo'),
  'over chat': openai.chat('demo'),
  'of a compatible server': compatible('demo'),
};
const City = z.object({ city: z.string(), people: z.number().int() });
const get_weather = ai.tool({
  description: 'The weather of a city.',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `It rains in ${city}.`,
});
const once = { maxRetries: 0 };
const throwing = { onError: ({ error }) => { throw error; } };

for (const [name, model] of Object.entries(models)) {
  test(`a model ${name} says a text, whole and streamed`, async () => {
    const whole = await ai.generateText({ model, prompt: 'Hello there', ...once });
    assert.equal(whole.text, 'You said: Hello there');
    assert.equal(whole.finishReason, 'stop');
    assert.ok(whole.usage.inputTokens > 0 && whole.usage.outputTokens > 0);
    assert.deepEqual(whole.warnings, []);
    const streamed = ai.streamText({ model, prompt: 'Hello there', ...once, ...throwing });
    const pieces = await Array.fromAsync(streamed.textStream);
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join(''), whole.text);
    assert.equal(await streamed.finishReason, 'stop');
    assert.deepEqual((await streamed.usage).raw, whole.usage.raw);
  });

  test(`a model ${name} calls a tool and goes on, whole and streamed`, async () => {
    const asked = { model, prompt: 'Use get_weather', tools: { get_weather }, stopWhen: ai.stepCountIs(3), ...once };
    const whole = await ai.generateText(asked);
    assert.match(whole.text, /It rains in /);
    assert.deepEqual(whole.steps.map((step) => step.finishReason), ['tool-calls', 'stop']);
    const streamed = ai.streamText({ ...asked, ...throwing });
    const kinds = (await Array.fromAsync(streamed.fullStream)).map((part) => part.type);
    assert.ok(kinds.includes('tool-input-delta') && kinds.includes('tool-result') && kinds.includes('text-delta'));
    assert.equal(await streamed.text, whole.text);
    const calls = (await streamed.steps)[0].toolCalls;
    assert.deepEqual(calls.map((call) => call.toolName), ['get_weather']);
  });

  test(`a model ${name} makes an object, whole and streamed`, async () => {
    const asked = { model, prompt: 'A city', schema: City, ...once };
    const { object, warnings } = await ai.generateObject(asked);
    City.parse(object);
    assert.deepEqual(warnings, []);
    const streamed = ai.streamObject({ ...asked, ...throwing });
    const partial = await Array.fromAsync(streamed.partialObjectStream);
    assert.deepEqual(partial.at(-1), object);
    assert.deepEqual(await streamed.object, object);
  });

  test(`a model ${name} is shown an image`, async () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image', image: Buffer.from('89504e470d0a1a0a', 'hex') },
    ];
    const { text } = await ai.generateText({ model, messages: [{ role: 'user', content }], ...once });
    assert.equal(text, 'You said: Look [image]');
  });

  test(`an unknown model ${name} is an error with its status`, async () => {
    const unknown = name === 'over responses' ? openai('nothing') : openai.chat('nothing');
    await assert.rejects(ai.generateText({ model: unknown, prompt: 'Hello', ...once }), (error) => {
      assert.ok(ai.APICallError.isInstance(error));
      return error.statusCode === 404 && /'nothing'/.test(error.message) && !error.isRetryable;
    });
  });
}

for (const [name, provider] of Object.entries({ OpenAI: openai, 'compatible servers': compatible })) {
  test(`the provider for ${name} embeds`, async () => {
    const model = (provider.textEmbeddingModel ?? provider.embeddingModel).call(provider, 'demo-embed');
    const { embedding, usage } = await ai.embed({ model, value: 'red', ...once });
    assert.equal(embedding.length, 256);
    assert.equal(usage.tokens, 1);
    const { embeddings } = await ai.embedMany({ model, values: ['red', 'green'], ...once });
    assert.deepEqual(embeddings[0], embedding);
    assert.notDeepEqual(embeddings[1], embedding);
  });

  test(`the provider for ${name} paints`, async () => {
    const asked = { model: provider.imageModel('demo-image'), prompt: 'red', n: 2, ...once };
    const { images, warnings } = await ai.experimental_generateImage(asked);
    assert.deepEqual(images.map((image) => image.mediaType), ['image/png', 'image/png']);
    assert.deepEqual(warnings, []);
  });
}

test('what is spoken is transcribed', async () => {
  const spoken = { model: openai.speech('demo-tts'), text: 'Hello there.', outputFormat: 'wav', ...once };
  const { audio } = await ai.experimental_generateSpeech(spoken);
  assert.equal(audio.mediaType, 'audio/wav');
  const model = openai.transcription('demo-transcribe');
  const heard = await ai.experimental_transcribe({ model, audio: audio.uint8Array, ...once });
  assert.equal(heard.text, 'Hello there.');
});
