// Embeddings, models and legacy completions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, OpenAI } from './support.mjs';

const embed = async (input, more = {}) =>
  (await client.embeddings.create({ model: 'demo-embed', input, ...more })).data.map((item) => item.embedding);
const dot = (one, other) => one.reduce((sum, number, i) => sum + number * other[i], 0);
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-4, `${one} is not near ${other}`);

test('embeddings by default and as floats are the same unit vectors', async () => {
  const [packed] = await embed('a cat sat');
  const [plain] = await embed('a cat sat', { encoding_format: 'float' });
  assert.equal(packed.length, plain.length);
  packed.forEach((number, i) => near(number, plain[i]));
  near(dot(packed, packed), 1);
});

test('embeddings asked for as base64 are text', async () => {
  const [vector] = await embed('a cat', { encoding_format: 'base64' });
  assert.equal(typeof vector, 'string');
});

test('the length of embeddings can be chosen', async () => {
  const [vector] = await embed('a cat', { dimensions: 16 });
  assert.equal(vector.length, 16);
});

test('similar texts are closer', async () => {
  const [cat, cats, market] = await embed(['the cat sat on the mat', 'the cat sat on a mat', 'stocks fell sharply today']);
  assert.ok(dot(cat, cats) > dot(cat, market));
});

test('models are listed and retrieved', async () => {
  const ids = (await Array.fromAsync(client.models.list())).map((model) => model.id);
  assert.ok(ids.includes('demo') && ids.includes('demo-embed'));
  assert.equal((await client.models.retrieve('demo')).id, 'demo');
});

test('an unknown model is not found', async () => {
  await assert.rejects(client.models.retrieve('no-such-model'), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    return true;
  });
});

test('a legacy completion is the same whole and streamed', async () => {
  const body = { model: 'demo', prompt: 'one two three' };
  const whole = await client.completions.create(body);
  assert.equal(whole.object, 'text_completion');
  assert.match(whole.choices[0].text, /one two three/);
  const received = await Array.fromAsync(await client.completions.create({ ...body, stream: true }));
  assert.equal(received.map((chunk) => chunk.choices[0].text).join(''), whole.choices[0].text);
  assert.equal(received.at(-1).choices[0].finish_reason, 'stop');
});
