// Google's clients for Node, before and after their third major version, drive the demo server's dialect under both its paths.
import assert from 'node:assert/strict';
import test from 'node:test';

import { City, isCity, load, pixel, root, rootOf, slowCounted, slowStats } from './support.mjs';

const text = (answer) => answer.text;
const joined = (pieces) => pieces.map((piece) => piece.text ?? '').join('');
const names = ['get_weather', 'get_time'];
const tools = [{ functionDeclarations: names.map((name) => ({ name, description: 'A tool.', parametersJsonSchema: { type: 'object', properties: {} } })) }];
const statuses = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED' };

const libraries = ['@google/genai', 'google-genai-before-3'].map(load);
for (const [library, apiVersion] of libraries.flatMap((each) => ['v1', 'v1beta'].map((version) => [each, version]))) {
  const { ApiError, FinishReason, FunctionCallingConfigMode, GoogleGenAI, ThinkingLevel, Type, createPartFromBase64, createPartFromFunctionResponse } = library;
  const connect = (variable, apiKey = 'any') => new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: rootOf(variable), apiVersion } });
  const { chats, models } = connect('OAICOMPAT_URL');
  const check = (what, body) => test(`Gemini ${library === libraries[0] ? 'since 3' : 'before 3'}, ${apiVersion}: ${what}`, body);

  check('a whole answer', async () => {
    const answer = await models.generateContent({ model: 'demo', contents: 'Hello there', config: { systemInstruction: 'Be brief.', temperature: 0.5, topK: 3 } });
    assert.equal(answer.text, 'You said: Hello there');
    assert.equal(answer.candidates[0].finishReason, FinishReason.STOP);
    assert.equal(answer.candidates[0].content.role, 'model');
    assert.ok(answer.usageMetadata.promptTokenCount > 0 && answer.usageMetadata.totalTokenCount > answer.usageMetadata.promptTokenCount);
    assert.ok(answer.responseId && answer.modelVersion);
  });

  check('a stream', async () => {
    const pieces = await Array.fromAsync(await models.generateContentStream({ model: 'demo', contents: 'Hello there' }));
    assert.ok(pieces.length > 2);
    assert.equal(joined(pieces), 'You said: Hello there');
    assert.equal(new Set(pieces.map((piece) => piece.responseId)).size, 1);
    assert.equal(pieces.at(-1).candidates[0].finishReason, FinishReason.STOP);
    assert.ok(pieces.at(-1).usageMetadata.candidatesTokenCount > 0);
  });

  check('a chat keeps its history', async () => {
    const chat = chats.create({ model: 'demo' });
    assert.equal(text(await chat.sendMessage({ message: 'One' })), 'You said: One');
    assert.equal(joined(await Array.fromAsync(await chat.sendMessageStream({ message: 'Two' }))), 'You said: Two');
    assert.deepEqual(chat.getHistory(true).map((turn) => turn.role).slice(0, 3), ['user', 'model', 'user']);
    assert.equal(text(await chat.sendMessage({ message: 'Three' })), 'You said: Three');
  });

  for (const stream of [false, true]) {
    const how = stream ? 'streamed' : 'whole';
    const say = async (asked) => (stream ? Array.fromAsync(await models.generateContentStream(asked)) : [await models.generateContent(asked)]);
    const partsOf = (pieces) => pieces.flatMap((piece) => piece.candidates?.[0]?.content?.parts ?? []);

    check(`two functions at once go the whole way round, ${how}`, async () => {
      const question = { role: 'user', parts: [{ text: 'Please use get_weather {"city": "Oslo"} and get_time' }] };
      const parts = partsOf(await say({ model: 'demo', contents: [question], config: { tools } }));
      const calls = parts.flatMap((part) => part.functionCall ?? []);
      assert.deepEqual(calls.map((call) => [call.name, call.args ?? {}]), [['get_weather', { city: 'Oslo' }], ['get_time', {}]]);
      assert.equal(new Set(calls.map((call) => call.id)).size, 2);
      const results = calls.map((call) => createPartFromFunctionResponse(call.id, call.name, { output: `${call.name}: fine` }));
      const last = await say({ model: 'demo', contents: [question, { role: 'model', parts }, { role: 'user', parts: results }], config: { tools } });
      assert.match(joined(last), /get_weather: fine.*get_time: fine/);
    });

    check(`thoughts come apart from the text, ${how}`, async () => {
      for (const thinkingConfig of [{ includeThoughts: true, thinkingLevel: ThinkingLevel.HIGH }, { includeThoughts: true, thinkingBudget: 8192 }]) {
        const pieces = await say({ model: 'demo', contents: 'Hello', config: { thinkingConfig } });
        assert.ok(partsOf(pieces).some((part) => part.thought && part.text), JSON.stringify(thinkingConfig));
        assert.equal(joined(pieces), 'You said: Hello');
        assert.ok(pieces.at(-1).usageMetadata.thoughtsTokenCount > 0);
      }
      const silent = await say({ model: 'demo', contents: 'Hello', config: { thinkingConfig: { thinkingLevel: ThinkingLevel.HIGH } } });
      assert.ok(!partsOf(silent).some((part) => part.thought));
    });

    check(`answers in a form, ${how}`, async () => {
      const responseSchema = { type: Type.OBJECT, properties: { city: { type: Type.STRING, minLength: '1' }, people: { type: Type.INTEGER } }, required: ['city', 'people'] };
      for (const form of [{ responseJsonSchema: City }, { responseSchema }]) {
        const pieces = await say({ model: 'demo', contents: 'A city', config: { responseMimeType: 'application/json', ...form } });
        assert.ok(isCity(JSON.parse(joined(pieces))), JSON.stringify(form));
      }
      JSON.parse(joined(await say({ model: 'demo', contents: 'A city', config: { responseMimeType: 'application/json' } })));
    });

    check(`limits and stops end an answer, ${how}`, async () => {
      const cut = await say({ model: 'demo', contents: 'Hello there, you', config: { maxOutputTokens: 2 } });
      assert.equal(cut.at(-1).candidates[0].finishReason, FinishReason.MAX_TOKENS);
      assert.equal(joined(await say({ model: 'demo', contents: 'Hello there', config: { stopSequences: ['there'] } })), 'You said: Hello ');
    });
  }

  check('a mode forces a function, or forbids all', async () => {
    const call = async (functionCallingConfig, contents) =>
      (await models.generateContent({ model: 'demo', contents, config: { tools, toolConfig: { functionCallingConfig } } })).functionCalls;
    const forced = await call({ mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['get_time'] }, 'Hello');
    assert.deepEqual(forced.map((each) => each.name), ['get_time']);
    assert.equal(await call({ mode: FunctionCallingConfigMode.NONE }, 'Use get_time'), undefined);
  });

  check('several candidates', async () => {
    const answer = await models.generateContent({ model: 'demo', contents: 'Hello', config: { candidateCount: 2 } });
    assert.deepEqual(answer.candidates.map((candidate) => candidate.index ?? 0), [0, 1]);
  });

  check('images and files are taken', async () => {
    const look = async (part) => text(await models.generateContent({ model: 'demo', contents: ['Look', part] }));
    assert.match(await look(createPartFromBase64(pixel, 'image/png')), /\[image\]/);
    assert.match(await look({ fileData: { fileUri: 'https://example.com/a.png', mimeType: 'image/png' } }), /\[image\]/);
    assert.match(await look(createPartFromBase64('JVBERi0xLjQK', 'application/pdf')), /\[file\]/);
  });

  check('texts are embedded, tokens counted', async () => {
    const { embeddings } = await models.embedContent({ model: 'demo-embed', contents: ['a', 'b'] });
    assert.ok(embeddings.length === 2 && embeddings[0].values.length > 0);
    assert.ok((await models.countTokens({ model: 'demo', contents: 'Hello there' })).totalTokens > 0);
  });

  check('models are listed in pages, and told', async () => {
    const listed = [];
    for await (const model of await models.list({ config: { pageSize: 1 } })) listed.push(model.name);
    assert.ok(listed.includes('models/demo') && new Set(listed).size === listed.length);
    assert.equal((await models.get({ model: 'demo' })).name, 'models/demo');
    await assert.rejects(models.get({ model: 'none' }), { status: 404 });
  });

  for (const [status, word] of Object.entries(statuses)) {
    check(`an error ${status} has its status and word`, async () => {
      const asked = { model: `demo-error-${status}`, contents: 'Hello' };
      for (const failing of [() => models.generateContent(asked), () => models.generateContentStream(asked)]) {
        await assert.rejects(failing, (error) => {
          assert.ok(error instanceof ApiError);
          assert.equal(error.status, Number(status));
          const told = JSON.parse(error.message).error;
          assert.deepEqual([told.code, told.status], [Number(status), word]);
          return /always fails/.test(told.message);
        });
      }
    });
  }

  check('a key is asked for', async () => {
    const say = (key) => connect('OAICOMPAT_KEYED_URL', key).models.generateContent({ model: 'demo', contents: 'Hello' });
    await assert.rejects(say('wrong'), (error) => error instanceof ApiError && [400, 401, 403].includes(error.status));
    assert.equal((await say('first key')).text, 'You said: Hello');
  });

  check('a stream that fails in the middle rejects', async () => {
    const asked = { model: 'demo-fail-midstream', contents: 'one two three four' };
    await assert.rejects(async () => Array.fromAsync(await models.generateContentStream(asked)), /middle of its answer/);
  });

  check('an abort ends the work', async () => {
    const before = await slowStats();
    const leaving = new AbortController();
    const asked = { model: 'demo', contents: 'word '.repeat(200), config: { abortSignal: leaving.signal } };
    const stream = await connect('OAICOMPAT_SLOW_URL').models.generateContentStream(asked);
    await assert.rejects(async () => {
      for await (const piece of stream) if (piece.text) leaving.abort();
    });
    await slowCounted('cancelled', before);
  });
}
