// Every class of error the SDK knows, each with its request id.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, keyed, OpenAI, say, user } from './support.mjs';

const classes = {
  400: OpenAI.BadRequestError,
  401: OpenAI.AuthenticationError,
  403: OpenAI.PermissionDeniedError,
  404: OpenAI.NotFoundError,
  409: OpenAI.ConflictError,
  422: OpenAI.UnprocessableEntityError,
  429: OpenAI.RateLimitError,
  500: OpenAI.InternalServerError,
  503: OpenAI.InternalServerError,
};

const fails = (promise, status, type = classes[status]) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof type, `${error}`);
    assert.equal(error.status, status);
    assert.ok(error.requestID);
    assert.deepEqual(Object.keys(error.error).sort(), ['code', 'message', 'param', 'type']);
    return true;
  });

for (const status of Object.keys(classes).map(Number)) {
  for (const stream of [false, true]) {
    test(`a handler that fails with ${status} gives its error class${stream ? ' in a stream' : ''}`, () =>
      fails(client.chat.completions.create({ model: `demo-error-${status}`, messages: user('Hello'), stream }), status));
  }
}

test('an exception in a handler is a 500 and the server lives', async () => {
  await fails(client.chat.completions.create({ model: 'demo-throw', messages: user('Hello') }), 500);
  assert.equal((await say('Hello')).choices[0].message.content, 'You said: Hello');
});

test('an unknown model is not found', () =>
  fails(client.chat.completions.create({ model: 'no-such-model', messages: user('Hello') }), 404));

test('a wrong type is named by its path', async () => {
  const failing = client.chat.completions.create({ model: 'demo', messages: [{ role: 'user', content: 7 }] });
  await fails(failing, 400);
  assert.equal((await failing.catch((error) => error)).param, 'messages[0].content');
});

test('a wrong key is refused and a right one is not', async () => {
  await fails(keyed('wrong').models.list(), 401);
  assert.ok((await keyed('second key').models.list()).data.length > 0);
});

test('a body over the limit is too large', () => fails(say('x'.repeat(40_000_000)), 413, OpenAI.APIError));
