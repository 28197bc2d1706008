// Tools and structured output.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, OpenAI, say, user, z, zodFunction, zodResponseFormat } from './support.mjs';

const Weather = z.strictObject({
  city: z.string().min(1),
  unit: z.enum(['celsius', 'fahrenheit']),
  days: z.int().min(1).max(7),
});
const Time = z.object({ zone: z.string() });

const weather = zodFunction({ name: 'get_weather', parameters: Weather });
const time = zodFunction({ name: 'get_time', parameters: Time });
const tools = [weather, time];
const both = 'Use get_weather and get_time';

test('the tool that is asked for is called', async () => {
  const [choice] = (await say('Please use get_weather for Oslo', { tools })).choices;
  assert.equal(choice.finish_reason, 'tool_calls');
  const [call, ...others] = choice.message.tool_calls;
  assert.equal(others.length, 0);
  assert.equal(call.function.name, 'get_weather');
  Weather.parse(JSON.parse(call.function.arguments));
});

test('two tools that are asked for are called in parallel', async () => {
  const calls = (await say(both, { tools })).choices[0].message.tool_calls;
  assert.deepEqual(calls.map((call) => call.function.name).sort(), ['get_time', 'get_weather']);
  assert.equal(new Set(calls.map((call) => call.id)).size, 2);
});

test('tool_choice names the tool', async () => {
  const tool_choice = { type: 'function', function: { name: 'get_time' } };
  const [call] = (await say('Hello', { tools, tool_choice })).choices[0].message.tool_calls;
  assert.equal(call.function.name, 'get_time');
});

test('the stream helper gathers parallel tool calls', async () => {
  const whole = (await say(both, { tools })).choices[0].message.tool_calls;
  const stream = client.chat.completions.stream({ model: 'demo', messages: user(both), tools });
  const [choice] = (await stream.finalChatCompletion()).choices;
  assert.equal(choice.finish_reason, 'tool_calls');
  assert.deepEqual(
    choice.message.tool_calls.map((call) => [call.function.name, call.function.arguments]),
    whole.map((call) => [call.function.name, call.function.arguments]),
  );
});

test('tool arguments are parsed with zod', async () => {
  const completion = await client.chat.completions.parse({ model: 'demo', messages: user('Use get_weather'), tools });
  Weather.parse(completion.choices[0].message.tool_calls[0].function.parsed_arguments);
});

for (const stream of [false, true]) {
  test(`runTools goes the whole way round${stream ? ' in streams' : ''}`, async () => {
    const called = [];
    const runnable = (name, schema) => ({
      type: 'function',
      function: {
        name,
        description: `Calls ${name}.`,
        parameters: z.toJSONSchema(schema),
        parse: (text) => schema.parse(JSON.parse(text)),
        function: () => (called.push(name), `result of ${name}: 21`),
      },
    });
    const runner = client.chat.completions.runTools({
      model: 'demo',
      stream,
      messages: user(both),
      tools: [runnable('get_weather', Weather), runnable('get_time', Time)],
    });
    const content = await runner.finalContent();
    assert.deepEqual(called.sort(), ['get_time', 'get_weather']);
    assert.match(content, /result of get_weather: 21/);
    assert.match(content, /result of get_time: 21/);
  });
}

const Forecast = z.object({
  place: z.object({ name: z.string().min(3).max(20), height: z.number().nullable() }),
  unit: z.enum(['celsius', 'fahrenheit']),
  sky: z.union([
    z.object({ kind: z.literal('rain'), millimetres: z.number().min(1.5).max(99) }),
    z.object({ kind: z.literal('sun'), hours: z.int().gt(0).lt(24) }),
  ]),
  temperatures: z.array(z.int()).min(2).max(4),
  certain: z.boolean(),
});
const response_format = zodResponseFormat(Forecast, 'forecast');

test('an answer is parsed with zod', async () => {
  const completion = await client.chat.completions.parse({ model: 'demo', messages: user('Fill it in'), response_format });
  Forecast.parse(completion.choices[0].message.parsed);
});

test('a streamed answer is parsed with zod', async () => {
  const stream = client.chat.completions.stream({ model: 'demo', messages: user('Fill it in'), response_format });
  Forecast.parse((await stream.finalChatCompletion()).choices[0].message.parsed);
});

test('a cut answer is not parsed', async () => {
  const body = { model: 'demo', messages: user('Fill it in'), response_format, max_completion_tokens: 1 };
  await assert.rejects(client.chat.completions.parse(body), OpenAI.LengthFinishReasonError);
});

test('a JSON object is an object', async () => {
  const { choices } = await say('Answer in JSON', { response_format: { type: 'json_object' } });
  assert.equal(Object.prototype.toString.call(JSON.parse(choices[0].message.content)), '[object Object]');
});
