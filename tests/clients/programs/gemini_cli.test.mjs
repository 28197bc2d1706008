// Gemini CLI, unchanged, at work: two tools, a tool that fails, models that fail.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { home, installed, lines, relayed, run } from './support.mjs';

const program = path.join(installed, 'programs/node_modules/@google/gemini-cli/bundle/gemini.js');

let relay, place;
before(async () => {
  relay = await relayed();
  place = await home('gemini-cli-');
  await mkdir(path.join(place.folder, '.gemini'));
  await writeFile(
    path.join(place.folder, '.gemini/settings.json'),
    JSON.stringify({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { disableAutoUpdate: true, maxAttempts: 1 },
      telemetry: { enabled: false },
    }),
  );
});
after(async () => {
  relay.close();
  await place.remove();
});
beforeEach(() => relay.asked.splice(0));

// What `gemini -p` says of its work, an event a line.
async function gemini(prompt, model = 'demo') {
  const flags = ['--skip-trust', '--approval-mode', 'yolo', '--model', model, '--output-format', 'stream-json'];
  const env = { HOME: place.folder, GEMINI_API_KEY: 'any', GOOGLE_GEMINI_BASE_URL: relay.url, NO_BROWSER: '1' };
  return lines(await run(process.execPath, [program, ...flags, '--prompt', prompt], { cwd: place.folder, env }));
}

const saidIn = (events) => events.filter((event) => event.role === 'assistant').map((event) => event.content).join('');

test('Gemini CLI does a task with two tools', async () => {
  await writeFile(path.join(place.folder, 'seen.txt'), 'a line to be seen\n');
  const worked = await gemini('Call run_shell_command {"command": "printf made > made.txt"} and read_file {"file_path": "seen.txt"}');
  assert.equal(worked.at(-1).type, 'result');
  assert.equal(worked.at(-1).status, 'success');
  const calls = worked.filter((event) => event.type === 'tool_use');
  assert.deepEqual(calls.map((call) => call.tool_name), ['run_shell_command', 'read_file']);
  assert.deepEqual(worked.filter((event) => event.type === 'tool_result').map((result) => result.status), ['success', 'success']);
  assert.equal(await readFile(path.join(place.folder, 'made.txt'), 'utf8'), 'made');
  assert.match(saidIn(worked), /^The tools said: [^]*a line to be seen/);
  const asked = relay.asked.filter(({ line }) => line === 'POST /v1beta/models/demo:streamGenerateContent');
  assert.equal(asked.length, 2);
  assert.ok(relay.asked.every(({ status }) => status === 200));
  assert.ok(worked.at(-1).stats.input_tokens > 0 && worked.at(-1).stats.output_tokens > 0);
});

test('Gemini CLI goes on without a tool that fails', async () => {
  const worked = await gemini('Call read_file {"file_path": "not-there.txt"}');
  assert.equal(worked.at(-1).status, 'success');
  assert.deepEqual(worked.filter((event) => event.type === 'tool_result').map((result) => result.status), ['error']);
  assert.match(saidIn(worked), /^The tools said: [^]*not-there.txt/);
});

for (const [model, told] of [
  ['demo-error-400', /always fails with 400/],
  ['demo-error-429', /always fails with 429/],
  // Its SDK reads no error within a stream: it misses the end.
  ['demo-fail-midstream', /ended without a finish reason/],
]) {
  test(`Gemini CLI tells how ${model} fails`, async () => {
    const failed = await gemini('One two three four five', model);
    assert.equal(failed.at(-1).status, 'error');
    assert.match(JSON.stringify(failed), told);
  });
}
