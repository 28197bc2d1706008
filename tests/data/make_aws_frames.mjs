#!/usr/bin/env node
// Draws aws_frames.tsv: event streams, and what @smithy/eventstream-codec makes of them.
// usage: make_aws_frames.mjs <a folder whose node_modules has @smithy/eventstream-codec 4.5.2>
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const { EventStreamCodec, Int64 } = createRequire(path.resolve(process.argv[2], 'x.js'))('@smithy/eventstream-codec');
const codec = new EventStreamCodec((bytes) => Buffer.from(bytes).toString('utf8'), (text) => Buffer.from(text, 'utf8'));
const text = (value) => ({ type: 'string', value });
const event = (type, payload, more = {}) => ({
  headers: { ':message-type': text('event'), ':event-type': text(type), ':content-type': text('application/json'), ...more },
  body: Buffer.from(payload),
});
const exception = (type, payload) => ({
  headers: { ':message-type': text('exception'), ':exception-type': text(type), ':content-type': text('application/json') },
  body: Buffer.from(payload),
});
const every = {
  yes: { type: 'boolean', value: true },
  no: { type: 'boolean', value: false },
  small: { type: 'byte', value: -128 },
  short: { type: 'short', value: -32768 },
  whole: { type: 'integer', value: -2147483648 },
  long: { type: 'long', value: Int64.fromNumber(-9007199254740991) },
  bytes: { type: 'binary', value: Uint8Array.from([0, 255, 10, 13]) },
  nothing: { type: 'binary', value: new Uint8Array() },
  when: { type: 'timestamp', value: new Date(1767323045678) },
  uuid: { type: 'uuid', value: '01234567-89ab-cdef-0123-456789abcdef' },
  empty: text(''),
};

const streams = {
  'an event': [event('messageStart', '{"role":"assistant"}')],
  'an exception': [exception('throttlingException', '{"message":"slow"}')],
  'an error': [{ headers: { ':message-type': text('error'), ':error-code': text('InternalError'), ':error-message': text('It broke.') }, body: new Uint8Array() }],
  'an empty payload': [event('contentBlockStop', '')],
  'a payload of one byte': [event('chunk', 'x')],
  'a payload of zeros': [event('chunk', Buffer.alloc(64))],
  'a large payload': [event('chunk', 'word '.repeat(700))],
  'letters of four bytes': [event('contentBlockDelta', '{"delta":{"text":"Grüße, 你好 🙂"}}')],
  'no headers': [{ headers: {}, body: Buffer.from('{}') }],
  'a header of every kind': [event('metadata', '{}', every)],
  'kinds before what tells the type': [{ headers: { ...every, ...event('metadata', '').headers }, body: Buffer.from('{}') }],
  'a long name and value': [event('metadata', '{}', { ['n'.repeat(255)]: text('v'.repeat(1000)) })],
  'a letter of four bytes in a header': [event('metadata', '{}', { 'x-note': text('🙂') })],
  'padding beside the members': [event('contentBlockDelta', '{"delta":{"text":"a"},"p":"abcdefghijkl"}')],
  'a whole answer': [
    event('messageStart', '{"role":"assistant"}'),
    event('contentBlockDelta', '{"contentBlockIndex":0,"delta":{"text":"Hello"}}'),
    event('contentBlockStop', '{"contentBlockIndex":0}'),
    event('messageStop', '{"stopReason":"end_turn"}'),
    event('metadata', '{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}'),
  ],
  'an exception after content': [event('contentBlockDelta', '{"delta":{"text":"a"}}'), exception('modelStreamErrorException', '{"message":"broke"}')],
};

// Breaks a frame in one way each; whether it is still one is for the codec to say.
const whole = Buffer.from(codec.encode(event('messageStart', '{"role":"assistant"}')));
const changed = (at, byte) => Object.assign(Buffer.from(whole), { [at]: byte });
const broken = {
  'a length that is one too much': changed(3, whole[3] + 1),
  'a length that is one too little': changed(3, whole[3] - 1),
  'a length of headers that is one too much': changed(7, whole[7] + 1),
  'another checksum of the lengths': changed(8, whole[8] ^ 1),
  'another letter in a header': changed(14, whole[14] ^ 1),
  'another letter in the payload': changed(whole.length - 6, whole[whole.length - 6] ^ 1),
  'another checksum of the frame': changed(whole.length - 1, whole[whole.length - 1] ^ 1),
  'a first bit that is set': changed(0, 128),
  'a frame that ends early': whole.subarray(0, whole.length - 1),
  'lengths alone': whole.subarray(0, 12),
};

const type = (headers) => (headers[':event-type'] ?? headers[':exception-type'] ?? headers[':error-code'])?.value ?? '';
const hex = (bytes) => Buffer.from(bytes).toString('hex');
function told(bytes) {
  const { headers, body } = codec.decode(bytes);
  return [headers[':message-type']?.value ?? '', type(headers), headers[':error-message']?.value ?? '', hex(body)].join('|');
}
function verdict(bytes) {
  try {
    return told(bytes);
  } catch {
    return 'refused';
  }
}

const rows = [
  ...Object.entries(streams).map(([name, frames]) => {
    const encoded = frames.map((frame) => Buffer.from(codec.encode(frame)));
    return [name, hex(Buffer.concat(encoded)), ...encoded.map(told)];
  }),
  ...Object.entries(broken).map(([name, bytes]) => [name, hex(bytes), verdict(bytes)]),
];
const head = '# what it is, bytes in hex, then each frame: kind|type|message|payload in hex, or refused; drawn by make_aws_frames.mjs';
writeFileSync(path.join(import.meta.dirname, 'aws_frames.tsv'), `${[head, ...rows.map((row) => row.join('\t'))].join('\n')}\n`);
