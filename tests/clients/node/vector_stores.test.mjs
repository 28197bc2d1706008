// Vector stores through the official Node SDK, with its helpers that wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { client, OpenAI, toFile } from './support.mjs';

const { vectorStores } = client;
const file = (text, name = 'a.txt') => toFile(Buffer.from(text), name);

test('files are uploaded, read and found, one by one and in a batch', async () => {
  const { id } = await vectorStores.create({ name: 'library' });
  const one = await vectorStores.files.uploadAndPoll(id, await file('Zebras have stripes.', 'zebra.txt'));
  assert.equal(one.status, 'completed');
  const files = await Promise.all([file('Cats purr.', 'cat.md'), file('\0\xff', 'a.bin')]);
  const batch = await vectorStores.fileBatches.uploadAndPoll(id, { files });
  assert.equal(batch.status, 'completed');
  assert.deepEqual([batch.file_counts.completed, batch.file_counts.failed], [1, 1]);
  const found = await Array.fromAsync(vectorStores.search(id, { query: 'Zebras have stripes.', max_num_results: 1 }));
  assert.deepEqual(found.map(({ filename }) => filename), ['zebra.txt']);
  assert.equal((await Array.fromAsync(vectorStores.files.list(id, { limit: 1 }))).length, 3);
  const texts = await Array.fromAsync(vectorStores.files.content(one.id, { vector_store_id: id }));
  assert.deepEqual(texts.map(({ text }) => text), ['Zebras have stripes.']);
  const tools = [{ type: 'file_search', vector_store_ids: [id] }];
  const asked = { model: 'demo', input: 'file_search {"queries": ["Zebras have stripes."]}', tools };
  const response = await client.responses.create(asked);
  assert.deepEqual(response.output.map(({ type }) => type), ['file_search_call', 'message']);
  assert.ok(response.output[1].content[0].annotations.some(({ filename }) => filename === 'zebra.txt'));
  assert.ok((await vectorStores.delete(id)).deleted);
  await assert.rejects(vectorStores.retrieve(id), OpenAI.NotFoundError);
});
