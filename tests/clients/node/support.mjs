// The SDKs are installed beside the build, not beside the tests.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.OAICOMPAT_CLIENTS_DIR, 'node', 'tests.mjs'));

export const OpenAI = require('openai').default;
export const { toFile } = require('openai');
export const agents = require('@openai/agents');
export const ai = require('ai');
export const { createOpenAI } = require('@ai-sdk/openai');
export const { createOpenAICompatible } = require('@ai-sdk/openai-compatible');
export const { z } = require('zod');
export const { zodFunction, zodResponseFormat, zodTextFormat } = require('openai/helpers/zod');

const connect = (baseURL, options) => new OpenAI({ baseURL, apiKey: 'any', maxRetries: 0, timeout: 120_000, ...options });

export const client = connect(process.env.OAICOMPAT_URL);
export const slow = connect(process.env.OAICOMPAT_SLOW_URL);
export const keyed = (apiKey) => connect(process.env.OAICOMPAT_KEYED_URL, { apiKey });

export const user = (content) => [{ role: 'user', content }];

export const say = (text, more = {}) => client.chat.completions.create({ model: 'demo', messages: user(text), ...more });

export async function chunks(text, more = {}) {
  return Array.fromAsync(await say(text, { stream: true, ...more }));
}

export const textOf = (received, index = 0) =>
  received
    .flatMap((chunk) => chunk.choices)
    .filter((choice) => choice.index === index)
    .map((choice) => choice.delta.content ?? '')
    .join('');

export async function slowStats() {
  return (await fetch(process.env.OAICOMPAT_SLOW_STATS_URL)).json();
}
