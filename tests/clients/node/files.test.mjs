// Files, and uploads in parts, through the official Node SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { client, OpenAI, toFile } from './support.mjs';

const bytes = (size) => Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255));
const send = async (content, name = 'a.bin', purpose = 'evals') =>
  client.files.create({ file: await toFile(content, name), purpose });

test('a file is kept as it was sent, and removed', async () => {
  const content = bytes(300_000);
  const file = await send(content, 'ä b.bin');
  assert.deepEqual([file.bytes, file.filename, file.status], [content.length, 'ä b.bin', 'processed']);
  assert.deepEqual(await client.files.retrieve(file.id), file);
  const got = await client.files.content(file.id);
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), content);
  assert.deepEqual(await client.files.delete(file.id), { id: file.id, object: 'file', deleted: true });
  await assert.rejects(client.files.retrieve(file.id), OpenAI.NotFoundError);
});

test('files are paged to the end', async () => {
  const ids = [];
  for (let i = 0; i < 5; ++i) ids.push((await send(bytes(1), 'a', 'user_data')).id);
  const listed = await Array.fromAsync(client.files.list({ purpose: 'user_data', limit: 2, order: 'asc' }));
  assert.deepEqual(listed.map(({ id }) => id).filter((id) => ids.includes(id)), ids);
  for (const id of ids) await client.files.delete(id);
});

test('parts become a file in the order in which they are named', async () => {
  const upload = await client.uploads.create({ filename: 'a', bytes: 6, mime_type: 'txt', purpose: 'vision' });
  const add = async (text) =>
    (await client.uploads.parts.create(upload.id, { data: await toFile(Buffer.from(text), 'part') })).id;
  const [last, first] = await Promise.all([add('456'), add('123')]);
  const done = await client.uploads.complete(upload.id, { part_ids: [first, last] });
  assert.equal(done.status, 'completed');
  assert.equal(await (await client.files.content(done.file.id)).text(), '123456');
  await client.files.delete(done.file.id);
});
