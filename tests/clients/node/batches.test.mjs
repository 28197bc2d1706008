// Batches, from their file to their results, through the official Node SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { client, OpenAI } from './support.mjs';

const line = (id, model = 'demo') => JSON.stringify({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model, messages: [{ role: 'user', content: `Say ${id}` }] },
});
const begin = async (text) => {
  const file = await client.files.create({ file: await OpenAI.toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' });
  return client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
};
const ended = async (batch) => {
  while (!['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) {
    await setTimeout(50);
    batch = await client.batches.retrieve(batch.id);
  }
  return batch;
};

test('a batch is completed, and its answers are in a file', async () => {
  const batch = await ended(await begin(['a', 'b', 'c'].map((id) => line(id)).join('\n')));
  assert.equal(batch.status, 'completed');
  assert.deepEqual(batch.request_counts, { total: 3, completed: 3, failed: 0 });
  const answers = (await (await client.files.content(batch.output_file_id)).text()).trim().split('\n').map(JSON.parse);
  assert.deepEqual(answers.map(({ custom_id }) => custom_id).sort(), ['a', 'b', 'c']);
  assert.ok(answers.every(({ response }) => response.status_code === 200));
});

test('a batch that has ended is not cancelled', async () => {
  const batch = await ended(await begin(line('a')));
  await assert.rejects(client.batches.cancel(batch.id), OpenAI.ConflictError);
});
