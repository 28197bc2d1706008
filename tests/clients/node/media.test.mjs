// Speech, transcriptions, translations and images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, OpenAI, toFile } from './support.mjs';

const TEXT = 'Hello there. How are you today?';
const speech = { model: 'demo-tts', voice: 'alloy', input: TEXT, response_format: 'wav' };
const wav = async () => toFile(Buffer.from(await (await client.audio.speech.create(speech)).arrayBuffer()), 'hello.wav');
const transcribe = async (more = {}) =>
  client.audio.transcriptions.create({ model: 'demo-transcribe', file: await wav(), ...more });
const paint = (more) => client.images.generate({ model: 'demo-image', prompt: 'red green', ...more });
const png = async (image, name) => toFile(Buffer.from(image.b64_json, 'base64'), name, { type: 'image/png' });
const isPng = (base64) => assert.equal(Buffer.from(base64, 'base64').subarray(1, 4).toString(), 'PNG');

test('speech comes as bytes and as events', async () => {
  const whole = Buffer.from(await (await client.audio.speech.create(speech)).arrayBuffer());
  assert.equal(whole.subarray(0, 4).toString(), 'RIFF');
  const events = await client.audio.speech.create({ ...speech, stream_format: 'sse' });
  const data = (await events.text()).split('\n\n').filter(Boolean).map((event) => JSON.parse(event.slice(6)));
  assert.equal(data.at(-1).type, 'speech.audio.done');
  assert.deepEqual(Buffer.concat(data.slice(0, -1).map((event) => Buffer.from(event.audio, 'base64'))), whole);
});

test('a transcription says what was said, in each format', async () => {
  assert.equal((await transcribe()).text, TEXT);
  assert.equal(await transcribe({ response_format: 'text' }), TEXT);
  assert.match(await transcribe({ response_format: 'srt' }), /^1\n00:00:00,160 --> /);
  assert.match(await transcribe({ response_format: 'vtt' }), /^WEBVTT\n/);
  const verbose = await transcribe({ response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'] });
  assert.deepEqual(verbose.words.map((word) => word.word), TEXT.split(' '));
  assert.equal(verbose.segments.length, 2);
  const diarized = await transcribe({ response_format: 'diarized_json', chunking_strategy: { type: 'server_vad' } });
  assert.deepEqual(diarized.segments.map((segment) => segment.speaker), ['A', 'A']);
});

test('a transcription is streamed', async () => {
  const events = await Array.fromAsync(await transcribe({ stream: true, include: ['logprobs'] }));
  const deltas = events.filter((event) => event.type === 'transcript.text.delta');
  assert.equal(deltas.map((event) => event.delta).join(''), TEXT);
  assert.equal(events.at(-1).text, TEXT);
});

test('a translation says it in English', async () => {
  assert.equal((await client.audio.translations.create({ model: 'demo-transcribe', file: await wav() })).text, TEXT);
});

test('what is no recording is refused by name', async () => {
  const file = await toFile(Buffer.from('ID3'), 'a.mp3');
  await assert.rejects(transcribe({ file }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    return error.param === 'file';
  });
});

test('images are made, edited and varied', async () => {
  const made = await paint({ n: 2 });
  assert.equal(made.data.length, 2);
  made.data.forEach((image) => isPng(image.b64_json));
  const files = await Promise.all(made.data.map((image, i) => png(image, `${i}.png`)));
  const edit = (more) => client.images.edit({ model: 'demo-image', prompt: 'blue', ...more });
  isPng((await edit({ image: files, mask: files[0] })).data[0].b64_json);
  isPng((await edit({ image: files[0] })).data[0].b64_json);
  isPng((await client.images.createVariation({ model: 'demo-image', image: files[0] })).data[0].b64_json);
});

test('images are streamed, and edits', async () => {
  const events = await Array.fromAsync(await paint({ stream: true, partial_images: 2 }));
  assert.deepEqual(events.map((event) => event.type), [
    'image_generation.partial_image',
    'image_generation.partial_image',
    'image_generation.completed',
  ]);
  const image = await png(events.at(-1), 'a.png');
  const edits = await client.images.edit({ model: 'demo-image', prompt: 'blue', image, stream: true, partial_images: 1 });
  const types = (await Array.fromAsync(edits)).map((event) => event.type);
  assert.deepEqual(types, ['image_edit.partial_image', 'image_edit.completed']);
});
