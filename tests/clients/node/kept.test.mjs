// What the server keeps, moderation, and models that go, through the official Node SDK.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { client, OpenAI, say, user } from './support.mjs';

const texts = (items) => items.map((item) => item.content[0].text);
const message = (text) => ({ type: 'message', role: 'user', content: text });

test('kept completions are found, relabelled, paged and forgotten', async () => {
  const metadata = { run: randomUUID() };
  const ids = [];
  for (const text of ['1', '2', '3', '4', '5']) ids.push((await say(text, { store: true, metadata })).id);
  const listed = await Array.fromAsync(client.chat.completions.list({ metadata, limit: 2 }));
  assert.deepEqual(listed.map((each) => each.id), ids);
  const backwards = await Array.fromAsync(client.chat.completions.list({ metadata, limit: 2, order: 'desc' }));
  assert.deepEqual(backwards.map((each) => each.id), ids.toReversed());
  const changed = await client.chat.completions.update(ids[0], { metadata: { a: 'b' } });
  assert.deepEqual(changed.metadata, { a: 'b' });
  assert.deepEqual(await client.chat.completions.retrieve(ids[0]), changed);
  assert.equal((await client.chat.completions.delete(ids[0])).deleted, true);
  await assert.rejects(client.chat.completions.retrieve(ids[0]), OpenAI.NotFoundError);
});

test('the messages of a streamed completion are kept', async () => {
  const messages = [{ role: 'system', content: 'Be brief.' }, ...user('one'), ...user('two')];
  const stream = await client.chat.completions.create({ model: 'demo', messages, store: true, stream: true });
  const [{ id }] = await Array.fromAsync(stream);
  const kept = await Array.fromAsync(client.chat.completions.messages.list(id, { limit: 2 }));
  assert.deepEqual(kept.map(({ role, content }) => ({ role, content })), messages);
});

test('a conversation keeps its items', async () => {
  const conversation = await client.conversations.create({ metadata: { topic: 'demo' }, items: [message('1')] });
  assert.deepEqual(await client.conversations.retrieve(conversation.id), conversation);
  await client.conversations.items.create(conversation.id, { items: [message('2'), message('3')] });
  const items = await Array.fromAsync(client.conversations.items.list(conversation.id, { limit: 2, order: 'asc' }));
  assert.deepEqual(texts(items), ['1', '2', '3']);
  const place = { conversation_id: conversation.id };
  assert.deepEqual(await client.conversations.items.retrieve(items[1].id, place), items[1]);
  await client.conversations.items.delete(items[1].id, place);
  assert.deepEqual(texts(await Array.fromAsync(client.conversations.items.list(conversation.id))), ['3', '1']);
  const changed = await client.conversations.update(conversation.id, { metadata: { a: 'b' } });
  assert.deepEqual(changed.metadata, { a: 'b' });
  assert.equal((await client.conversations.delete(conversation.id)).deleted, true);
  await assert.rejects(client.conversations.retrieve(conversation.id), OpenAI.NotFoundError);
});

test('texts are moderated', async () => {
  const { results } = await client.moderations.create({ input: ['Blood!', 'Milk.'] });
  assert.deepEqual(results.map((each) => each.flagged), [true, false]);
  assert.equal(results[0].categories['violence/graphic'], true);
});

test('a fine-tuned model is deleted', async () => {
  assert.deepEqual(await client.models.delete('ft:demo:1'), { id: 'ft:demo:1', object: 'model', deleted: true });
  await assert.rejects(client.models.delete('demo'), OpenAI.PermissionDeniedError);
});
