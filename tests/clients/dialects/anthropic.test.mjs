// Anthropic's clients for Node, before and after their first major version, drive the demo server's dialect.
import assert from 'node:assert/strict';
import test from 'node:test';

import { City, isCity, load, pixel, root, rootOf, slowCounted, slowStats } from './support.mjs';

const { z } = load('zod');
const user = (content) => [{ role: 'user', content }];
const tools = ['get_weather', 'get_time'].map((name) => ({ name, description: 'A tool.', input_schema: { type: 'object', properties: {} } }));
const classes = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
  500: 'InternalServerError',
  529: 'InternalServerError',
};
const types = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 429: 'rate_limit_error', 500: 'api_error', 529: 'overloaded_error' };

for (const name of ['@anthropic-ai/sdk', 'anthropic-sdk-before-1']) {
  const library = load(name);
  const { Anthropic } = library;
  const { VERSION } = load(`${name}/version`);
  const connect = (variable, options) => new Anthropic({ baseURL: rootOf(variable), apiKey: 'any', maxRetries: 0, timeout: 30_000, ...options });
  const client = connect('OAICOMPAT_URL');
  const asked = (content, more) => ({ model: 'demo', max_tokens: 500, messages: user(content), ...more });
  const check = (what, body) => test(`Anthropic ${VERSION}: ${what}`, body);

  check('a whole answer', async () => {
    const { data: answer, request_id } = await client.messages.create(asked('Hello there', { system: 'Be brief.' })).withResponse();
    assert.deepEqual(answer.content.map((block) => [block.type, block.text]), [['text', 'You said: Hello there']]);
    assert.deepEqual([answer.type, answer.role, answer.stop_reason, answer.stop_sequence], ['message', 'assistant', 'end_turn', null]);
    assert.ok(answer.usage.input_tokens > 0 && answer.usage.output_tokens > 0);
    assert.ok(request_id);
  });

  check('a stream, and its helper', async () => {
    const events = await Array.fromAsync(await client.messages.create(asked('Hello there', { stream: true })));
    assert.equal(events[0].type, 'message_start');
    assert.deepEqual(events.slice(-2).map((event) => event.type), ['message_delta', 'message_stop']);
    const pieces = [];
    const stream = client.messages.stream(asked('Hello there')).on('text', (piece) => pieces.push(piece));
    const answer = await stream.finalMessage();
    assert.ok(pieces.length > 2);
    assert.equal(pieces.join(''), 'You said: Hello there');
    assert.equal(await stream.finalText(), 'You said: Hello there');
    assert.equal(answer.stop_reason, 'end_turn');
    assert.ok(answer.usage.output_tokens > 0);
    assert.ok(stream.request_id);
  });

  for (const stream of [false, true]) {
    const say = (body) => (stream ? client.messages.stream(body).finalMessage() : client.messages.create(body));
    const how = stream ? 'streamed' : 'whole';

    check(`two tools at once go the whole way round, ${how}`, async () => {
      const first = await say(asked('Please use get_weather {"city": "Oslo"} and get_time', { tools }));
      const calls = first.content.filter((block) => block.type === 'tool_use');
      assert.equal(first.stop_reason, 'tool_use');
      assert.deepEqual(calls.map((call) => [call.name, call.input]), [['get_weather', { city: 'Oslo' }], ['get_time', {}]]);
      const results = calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: [{ type: 'text', text: `${call.name}: fine` }] }));
      const last = await say({
        ...asked('', { tools }),
        messages: [...user('Please use get_weather {"city": "Oslo"} and get_time'), { role: 'assistant', content: first.content }, ...user(results)],
      });
      assert.equal(last.stop_reason, 'end_turn');
      assert.match(last.content.at(-1).text, /get_weather: fine.*get_time: fine/);
    });

    check(`thoughts come before the text, and go back, ${how}`, async () => {
      const first = await say({ ...asked('Hello'), max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 } });
      assert.deepEqual(first.content.map((block) => block.type), ['thinking', 'text']);
      assert.ok(first.content[0].thinking);
      assert.equal(first.content[1].text, 'You said: Hello');
      const messages = [...user('Hello'), { role: 'assistant', content: first.content }, ...user('Again')];
      const second = await say({ ...asked(''), max_tokens: 4000, messages, thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
      assert.equal(second.content.at(-1).text, 'You said: Again');
    });

    check(`an answer in a form, ${how}`, async () => {
      const answer = await say(asked('A city', { output_config: { format: { type: 'json_schema', schema: City } } }));
      assert.ok(isCity(JSON.parse(answer.content[0].text)));
    });
  }

  check('a choice forces a tool, and forbids a second one', async () => {
    const forced = await client.messages.create(asked('Hello', { tools, tool_choice: { type: 'tool', name: 'get_time' } }));
    assert.deepEqual(forced.content.filter((block) => block.type === 'tool_use').map((block) => block.name), ['get_time']);
    const one = await client.messages.create(asked('Use get_weather and get_time', { tools, tool_choice: { type: 'auto', disable_parallel_tool_use: true } }));
    assert.deepEqual(one.content.filter((block) => block.type === 'tool_use').map((block) => block.name), ['get_weather']);
    const none = await client.messages.create(asked('Use get_weather', { tools, tool_choice: { type: 'none' } }));
    assert.deepEqual(none.content.map((block) => block.type), ['text']);
  });

  check('the runner calls tools by itself', async () => {
    const { betaZodTool } = load(`${name}/helpers/beta/zod`);
    const seen = [];
    const tool = betaZodTool({
      name: 'get_weather',
      description: 'The weather of a city.',
      inputSchema: z.object({ city: z.string() }),
      run: ({ city }) => (seen.push(city), `It rains in ${city}.`),
    });
    const last = await client.beta.messages.toolRunner(asked('Use get_weather {"city": "Oslo"}', { tools: [tool] }));
    assert.deepEqual(seen, ['Oslo']);
    assert.match(last.content[0].text, /It rains in Oslo/);
  });

  check('a form is parsed by the client', async () => {
    const { zodOutputFormat } = load(`${name}/helpers/zod`);
    const format = zodOutputFormat(z.object({ city: z.string(), people: z.number().int() }));
    const answer = await client.messages.parse(asked('A city', { output_config: { format } }));
    assert.ok(isCity(answer.parsed_output));
  });

  check('images and documents are taken', async () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } };
    const linked = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
    const document = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjQK' }, title: 'a.pdf' };
    const said = async (block) => (await client.messages.create(asked([block, { type: 'text', text: 'What is it?' }]))).content[0].text;
    assert.match(await said(image), /\[image\]/);
    assert.match(await said(linked), /\[image\]/);
    assert.match(await said(document), /\[file\]/);
  });

  check('limits and stops end an answer', async () => {
    const cut = await client.messages.create({ model: 'demo', max_tokens: 2, messages: user('Hello there, you') });
    assert.deepEqual([cut.stop_reason, cut.usage.output_tokens], ['max_tokens', 2]);
    const stopped = await client.messages.create(asked('Hello there', { stop_sequences: ['there'] }));
    assert.equal(stopped.content[0].text, 'You said: Hello ');
  });

  check('tokens are counted', async () => {
    const body = { model: 'demo', messages: user('Hello there'), tools, system: 'Be brief.' };
    const { input_tokens } = await client.messages.countTokens(body);
    assert.ok(input_tokens > (await client.messages.countTokens({ model: 'demo', messages: user('Hello there') })).input_tokens);
    assert.ok((await client.beta.messages.countTokens(body)).input_tokens > 0);
  });

  check('models are listed in pages, and told', async () => {
    const listed = await Array.fromAsync(client.models.list({ limit: 1 }));
    const ids = listed.map((model) => model.id);
    assert.ok(ids.includes('demo') && new Set(ids).size === ids.length);
    assert.ok(listed.every((model) => model.type === 'model' && model.display_name && !Number.isNaN(Date.parse(model.created_at))));
    assert.equal((await client.models.retrieve('demo')).id, 'demo');
    await assert.rejects(client.models.retrieve('none'), library.NotFoundError);
  });

  for (const [status, kind] of Object.entries(classes)) {
    check(`an error ${status} is a ${kind}`, async () => {
      for (const failing of [
        () => client.messages.create({ ...asked('Hello'), model: `demo-error-${status}` }),
        () => client.messages.stream({ ...asked('Hello'), model: `demo-error-${status}` }).finalMessage(),
      ]) {
        await assert.rejects(failing, (error) => {
          assert.ok(error instanceof library[kind], error.constructor.name);
          assert.equal(error.status, Number(status));
          assert.equal(error.error.type, 'error');
          assert.match(error.error.error.message, /always fails/);
          if (types[status]) assert.equal(error.error.error.type, types[status]);
          return Boolean(error.requestID);
        });
      }
    });
  }

  check('a key is asked for', async () => {
    await assert.rejects(connect('OAICOMPAT_KEYED_URL', { apiKey: 'wrong' }).messages.create(asked('Hello')), library.AuthenticationError);
    for (const key of [{ apiKey: 'first key' }, { apiKey: null, authToken: 'second key' }]) {
      assert.ok((await connect('OAICOMPAT_KEYED_URL', key).messages.create(asked('Hello'))).content);
    }
  });

  check('a stream that fails in the middle rejects', async () => {
    const failing = { ...asked('one two three four'), model: 'demo-fail-midstream' };
    await assert.rejects(async () => Array.fromAsync(await client.messages.create({ ...failing, stream: true })), /middle of its answer/);
    await assert.rejects(client.messages.stream(failing).finalMessage(), /middle of its answer/);
  });

  check('an abort ends the work', async () => {
    const before = await slowStats();
    const stream = connect('OAICOMPAT_SLOW_URL').messages.stream(asked('word '.repeat(200)));
    const given_up = assert.rejects(stream.finalMessage(), library.APIUserAbortError);
    await new Promise((heard) => stream.once('text', heard));
    stream.abort();
    await given_up;
    assert.equal(stream.aborted, true);
    await slowCounted('cancelled', before);
  });
}
