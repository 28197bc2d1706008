// Claude Code, unchanged, at work: two tools, a session taken up again, its meter, a search, an answer in a form, failures.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { home, installed, lines, relayed, run } from './support.mjs';

const [program] = globSync(path.join(installed, 'venv-programs/lib/python3*/site-packages/claude_agent_sdk/_bundled/claude'));

let relay, place;
before(async () => {
  relay = await relayed();
  place = await home('claude-code-');
});
after(async () => {
  relay.close();
  await place.remove();
});
beforeEach(() => relay.asked.splice(0));

// What `claude -p` says of its work, an event a line.
async function claude(words, { key = { ANTHROPIC_API_KEY: 'any' }, ...env } = {}) {
  const flags = ['--output-format', 'stream-json', '--verbose'];
  const settings = {
    HOME: place.folder,
    CLAUDE_CONFIG_DIR: place.folder,
    ANTHROPIC_BASE_URL: relay.url,
    ANTHROPIC_MODEL: 'demo',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '0',
    DISABLE_AUTOUPDATER: '1',
    ENABLE_TOOL_SEARCH: 'false',
    ...key,
    ...env,
  };
  return lines(await run(program, ['-p', ...words, ...flags], { cwd: place.folder, env: settings }));
}

const blocks = (events, role, type) =>
  events.filter((event) => event.type === role).flatMap((event) => event.message.content).filter((block) => block.type === type);
const endOf = (events) => events.findLast((event) => event.type === 'result');
const messagesAsked = () => relay.asked.filter(({ line }) => line === 'POST /v1/messages');

const taskWith = (file) =>
  `Call Bash ${JSON.stringify({ command: `printf made > made.txt`, description: 'Makes a file.' })} and Read ${JSON.stringify({ file_path: file })}.`;

for (const [what, env] of [['as they come', {}], ['deferred', { ENABLE_TOOL_SEARCH: 'true' }]]) {
  test(`Claude Code does a task with two tools, its tools ${what}`, async () => {
    const file = path.join(place.folder, 'seen.txt');
    await writeFile(file, 'a line to be seen\n');
    const worked = await claude([taskWith(file), '--allowedTools', 'Bash', 'Read'], env);
    const end = endOf(worked);
    assert.equal(end.subtype, 'success');
    assert.equal(end.is_error, false);
    assert.deepEqual(blocks(worked, 'assistant', 'tool_use').map((call) => call.name), ['Bash', 'Read']);
    const results = blocks(worked, 'user', 'tool_result');
    assert.equal(results.length, 2);
    assert.ok(results.every((result) => !result.is_error));
    assert.equal(await readFile(path.join(place.folder, 'made.txt'), 'utf8'), 'made');
    assert.match(end.result, /^The tools said: [^]*a line to be seen/);
    // It asks twice for a turn of two calls at once, and never again, whole, for a stream that it did not like.
    assert.ok(relay.asked.every(({ status }) => status === 200));
    assert.ok(messagesAsked().every(({ body }) => JSON.parse(body).stream === true));
    assert.ok(end.usage.input_tokens > 0 && end.usage.output_tokens > 0);
  });
}

test('Claude Code takes a session up again', async () => {
  const first = await claude(['One two']);
  assert.match(endOf(first).result, /^You said: [^]*One two$/);
  const again = await claude(['--resume', endOf(first).session_id, 'And three?']);
  assert.equal(endOf(again).result, 'You said: And three?');
  const sent = JSON.parse(messagesAsked().at(-1).body).messages.filter((message) => message.role === 'assistant');
  assert.match(JSON.stringify(sent), /You said: [^]*One two/);
});

test('Claude Code shows what its context holds, counted by the server', async () => {
  const shown = endOf(await claude(['/context']));
  assert.equal(shown.is_error, false);
  assert.match(shown.result, /Context Usage/);
  const counts = relay.asked.filter(({ line }) => line === 'POST /v1/messages/count_tokens');
  assert.ok(counts.length > 5, `only ${counts.length} counts`);
  assert.ok(counts.every(({ status }) => status === 200));
  assert.ok(Number(shown.result.match(/System tools \| ([\d.]+)k/)[1]) > 1);
});

test('Claude Code searches on a server that cannot, and goes on', async () => {
  const searched = await claude(['Call WebSearch {"query": "a query"}', '--allowedTools', 'WebSearch']);
  assert.equal(endOf(searched).is_error, false);
  const [result] = blocks(searched, 'user', 'tool_result');
  assert.ok(!result.is_error);
  assert.match(JSON.stringify(result.content), /a query/);
  const tools = messagesAsked().flatMap(({ body }) => JSON.parse(body).tools ?? []);
  assert.ok(tools.some((tool) => tool.type?.startsWith('web_search_')));
});

test('Claude Code has an answer in a form', async () => {
  const schema = {
    type: 'object',
    properties: { city: { type: 'string', minLength: 1 }, people: { type: 'integer', minimum: 1 } },
    required: ['city', 'people'],
    additionalProperties: false,
  };
  const { structured_output: city, is_error } = endOf(await claude(['Give a StructuredOutput', '--json-schema', JSON.stringify(schema)]));
  assert.equal(is_error, false);
  assert.deepEqual(Object.keys(city).sort(), ['city', 'people']);
  assert.ok(city.city.length >= 1 && Number.isInteger(city.people) && city.people >= 1);
});

test('Claude Code shows either key', async () => {
  for (const key of [{ ANTHROPIC_AUTH_TOKEN: 'a token' }, { ANTHROPIC_AUTH_TOKEN: 'a token', ANTHROPIC_API_KEY: 'a key' }]) {
    assert.match(endOf(await claude(['Hello'], { key })).result, /^You said: [^]*Hello$/);
    assert.equal(messagesAsked().at(-1).headers.authorization, 'Bearer a token');
  }
});

for (const [model, told] of [
  ['demo-fail-midstream', /middle of its answer/],
  ['demo-error-400', /always fails with 400/],
  ['demo-error-429', /always fails with 429/],
  ['demo-error-529', /529|overloaded/i],
]) {
  test(`Claude Code tells how ${model} fails`, async () => {
    const end = endOf(await claude(['One two three four five'], { ANTHROPIC_MODEL: model }));
    assert.equal(end.is_error, true);
    assert.match(end.result, told);
  });
}
